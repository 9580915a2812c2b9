// SPDX-License-Identifier: MIT
// Link finder and the check of what may be opened; see links.h and markup.h.
#include "text/links.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/utf8.h"
#include "text/layout.h"
#include "text/markup.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

constexpr size_t kLongestLink = 8192;
constexpr std::string_view kWwwPrefix = "https://";  // of the href for a bare "www."
constexpr size_t kFarthestAt = 320;  // of the '@' in a mailto link (RFC 5321 4.5.3.1)
constexpr std::array<std::string_view, 6> kSchemes = {
    "http:", "https:", "mailto:", "xmpp:", "geo:", "tel:"};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What cannot stand in a link: white space, controls, invisible direction changes (they could
// show another address than the one opened), quotation marks and brackets around it.
bool ends_link(char32_t cp) {
  if (cp < 0x80)
    return cp <= 0x20 || cp == 0x7F || cp == '<' || cp == '>' || cp == '"' || cp == '`' ||
           cp == '\\';
  if (cp < 0xA0 || cp == 0xFFFD || is_white_space(cp) || is_bidi_control(cp)) return true;
  if (cp == 0xAB || cp == 0xBB || (cp >= 0x200B && cp <= 0x200F) || cp == 0x061C) return true;
  if (cp >= 0x2018 && cp <= 0x201F) return true;
  return break_flags(cp) & kBreakWide && break_flags(cp) & (kBreakNoEnd | kBreakNoStart) &&
         cp != 0x30FC && !(cp >= 0x3005 && cp <= 0x3005) && !(cp >= 0x3041 && cp <= 0x30F6);
}

// Whether `rest` can come after that scheme (lower case, with its colon).
bool may_follow(std::string_view scheme, std::string_view rest) {
  if (rest.empty()) return false;
  if (scheme == "http:" || scheme == "https:")
    return rest.size() > 2 && rest.substr(0, 2) == "//" &&
           std::string_view("/?#:.@").find(rest[2]) == std::string_view::npos;
  if (scheme == "mailto:") return rest.find('@') != rest.npos;
  if (scheme == "geo:" || scheme == "tel:")  // else a word followed by a colon: "tel: 555"
    return (rest[0] >= '0' && rest[0] <= '9') || rest[0] == '-' || rest[0] == '+';
  return rest[0] != '/' || rest.substr(0, 2) == "//";
}

// The scheme whose ':' is at `colon`, or empty. Letters before it belong to another word.
std::string_view scheme_before(std::string_view text, size_t colon) {
  size_t begin = colon;
  while (begin > 0 && colon - begin < 7 && is_alnum(text[begin - 1])) --begin;
  const std::string_view word = text.substr(begin, colon + 1 - begin);
  if (begin > 0 && (text[begin - 1] == '.' || text[begin - 1] == '-' || text[begin - 1] == '+'))
    return {};
  const std::string lower = ascii_lower(word);
  return std::find(kSchemes.begin(), kSchemes.end(), lower) != kSchemes.end() ? word
                                                                              : std::string_view();
}

// Takes off what belongs to the sentence: full stops, closing brackets without an opening one.
size_t without_trailing(std::string_view text, size_t begin, size_t end,
                        const std::vector<uint8_t>& bits) {
  std::array<int, 3> depth{};  // of () [] {}
  constexpr std::string_view kOpen = "([{", kClose = ")]}";
  for (size_t i = begin; i < end; ++i) {
    const size_t open = kOpen.find(text[i]), close = kClose.find(text[i]);
    if (open != kOpen.npos) ++depth[open];
    if (close != kClose.npos) --depth[close];
  }
  while (end > begin) {
    const char c = text[end - 1];
    const size_t close = kClose.find(c);
    if (close != kClose.npos) {
      if (depth[close] >= 0) break;
      ++depth[close];
    } else if (c == '*' || c == '_' || c == '~') {
      if (!(bits[end - 1] & (kBold | kItalic | kStrike))) break;
    } else if (std::string_view(".,:;!?'").find(c) == std::string_view::npos) {
      break;
    }
    --end;
  }
  return end;
}

size_t link_end(std::string_view text, size_t begin, const std::vector<uint8_t>& bits) {
  const size_t limit = std::min(text.size(), begin + kLongestLink - kWwwPrefix.size());
  size_t end = begin;
  while (end < limit) {
    size_t next = end;
    if (ends_link(utf8::next(text, next)) || next > limit || (bits[end] & (kCode | kPre))) break;
    end = next;
  }
  return without_trailing(text, begin, end, bits);
}

bool starts_www(std::string_view text, size_t at) {
  if (ascii_lower(text.substr(at, 4)) != "www." || at + 4 >= text.size()) return false;
  if (at > 0 && (is_word_character(code_point_before(text, at)) || text[at - 1] == '.' ||
                 text[at - 1] == '@' || text[at - 1] == '/' || text[at - 1] == '-'))
    return false;
  return is_word_character(code_point_at(text, at + 4));
}

// "www.name.tld" at the least.
bool has_inner_dot(std::string_view host) {
  const size_t dot = host.find('.', 4);
  return dot != host.npos && dot > 4 && dot + 1 < host.size() && host[dot + 1] != '.' &&
         host[dot + 1] != '/';
}

}  // namespace

std::vector<Link> find_links(std::string_view text, const std::vector<uint8_t>& bits) {
  std::vector<Link> links;
  size_t done = 0;
  for (size_t at = text.find_first_of(":wW"); at != text.npos;
       at = text.find_first_of(":wW", std::max(at + 1, done))) {
    if (bits[at] & (kCode | kPre)) continue;
    size_t begin = at;
    std::string prefix;
    if (text[at] == ':') {
      const std::string_view scheme = scheme_before(text, at);
      begin = at + 1 - scheme.size();
      if (scheme.empty() || begin < done) continue;
      // Before the scan, so that "mailto:mailto:..." stays linear.
      if (!may_follow(ascii_lower(scheme), text.substr(at + 1, kFarthestAt))) continue;
    } else if (starts_www(text, at)) {
      prefix = kWwwPrefix;
    } else {
      continue;
    }
    const size_t end = link_end(text, begin, bits);
    if (end <= at) continue;
    const std::string_view shown = text.substr(begin, end - begin);
    if (!prefix.empty() && !has_inner_dot(shown)) continue;
    std::string href = prefix.append(shown);
    if (!safe_link(href)) continue;
    links.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), std::move(href)});
    done = end;
  }
  return links;
}

bool safe_link(std::string_view url) {
  if (url.size() > kLongestLink || !utf8::valid(url)) return false;
  for (size_t pos = 0; pos < url.size();) {
    const char32_t cp = utf8::next(url, pos);
    if (is_white_space(cp) || cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || is_bidi_control(cp) ||
        cp == '\\' || cp == '<' || cp == '>' || cp == '"')
      return false;
  }
  const size_t colon = url.find(':');
  if (colon == url.npos) return false;
  const std::string scheme = ascii_lower(url.substr(0, colon + 1));
  if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end()) return false;
  return may_follow(scheme, url.substr(colon + 1));
}

}  // namespace confab::text
