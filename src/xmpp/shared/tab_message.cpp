// SPDX-License-Identifier: MIT
// See tab_message.h. "confab1 KIND FROM TO EPOCH A B WORD\nBODY"; "-" stands for an empty word.
#include "xmpp/shared/tab_message.h"

#include "base/strings.h"
#include "base/utf8.h"

namespace confab::xmpp {
namespace {

constexpr std::string_view kTabVersion = "confab1";
constexpr size_t kMaxBody = 5 * 1024 * 1024, kMaxHead = 512, kMaxTab = 32, kMaxWord = 200;
constexpr auto kLast = TabMessage::Kind::Refused;

bool take_word(std::string_view text, size_t limit, std::string& out) {
  if (text.empty() || text.size() > limit) return false;
  out = text == "-" ? std::string_view() : text;
  return true;
}

std::string tab_word(const std::string& text) {
  const bool plain = !text.empty() && text.size() <= kMaxWord && text != "-" &&
                     text.find_first_of(" \n") == std::string::npos;
  return plain ? text : "-";
}

}  // namespace

std::string TabMessage::encode() const {
  std::string out(kTabVersion);
  for (const std::string& part :
       {std::to_string(static_cast<int>(kind)), tab_word(from), tab_word(to), std::to_string(epoch),
        std::to_string(a), std::to_string(b), tab_word(word)}) {
    out += ' ';
    out += part;
  }
  out += '\n';
  return out + body;
}

std::optional<TabMessage> TabMessage::decode(std::string_view text) {
  const size_t line = text.substr(0, kMaxHead).find('\n');
  if (line == std::string_view::npos || text.size() - line - 1 > kMaxBody) return std::nullopt;
  const auto parts = split(text.substr(0, line), ' ');
  if (parts.size() != 8 || parts[0] != kTabVersion) return std::nullopt;
  TabMessage m;
  int kind = 0;
  if (!whole_number(parts[1], kind) || kind < 0 || kind > static_cast<int>(kLast))
    return std::nullopt;
  m.kind = static_cast<Kind>(kind);
  if (!take_word(parts[2], kMaxTab, m.from) || m.from.empty()) return std::nullopt;
  if (!take_word(parts[3], kMaxTab, m.to) || !whole_number(parts[4], m.epoch) ||
      !whole_number(parts[5], m.a) || !whole_number(parts[6], m.b) ||
      !take_word(parts[7], kMaxWord, m.word))
    return std::nullopt;
  const std::string_view body = text.substr(line + 1);
  if (!utf8::valid(body)) return std::nullopt;
  m.body = body;
  return m;
}

}  // namespace confab::xmpp
