// SPDX-License-Identifier: MIT
// Encoding of info entries.
#include "chat/info.h"

#include <algorithm>
#include <charconv>

namespace confab::chat {
namespace {

constexpr char kSeparator = '\x1f';  // cannot occur in XML, hence in no argument

std::string join(std::string_view id, const std::vector<std::string_view>& args) {
  std::string body(id);
  for (const auto& arg : args) (body += kSeparator).append(arg);
  return body;
}

bool is_count(std::string_view arg, size_t position) {
  return position == kInfoNicks && !arg.empty() && arg[0] == '+';
}

}  // namespace

std::string make_info(std::string_view id, std::initializer_list<std::string_view> args) {
  return join(id, args);
}

InfoText parse_info(std::string_view body) {
  InfoText info;
  size_t end = body.find(kSeparator);
  info.id = body.substr(0, end);
  while (end != std::string_view::npos) {
    body.remove_prefix(end + 1);
    end = body.find(kSeparator);
    info.args.push_back(body.substr(0, end));
  }
  return info;
}

std::string info_with_nick(std::string_view body, std::string_view nick) {
  InfoText info = parse_info(body);
  if (std::find(info.args.begin(), info.args.end(), nick) != info.args.end())
    return std::string(body);
  if (info.args.size() < kInfoNicks) {
    info.args.push_back(nick);
    return join(info.id, info.args);
  }
  long others = 1;
  if (is_count(info.args.back(), info.args.size() - 1)) {
    const std::string_view count = info.args.back();
    long before = 0;
    std::from_chars(count.data() + 1, count.data() + count.size(), before);
    others += before;
    info.args.pop_back();
  }
  const std::string count = "+" + std::to_string(others);
  info.args.push_back(count);
  return join(info.id, info.args);
}

std::string info_without_nick(std::string_view body, std::string_view nick) {
  InfoText info = parse_info(body);
  const auto found = std::find(info.args.begin(), info.args.end(), nick);
  if (found == info.args.end()) return {};
  if (is_count(info.args.back(), info.args.size() - 1)) return {};  // many: not worth the bother
  info.args.erase(found);
  return info.args.empty() ? "-" : join(info.id, info.args);
}

}  // namespace confab::chat
