// SPDX-License-Identifier: MIT
// find_markup(): styling, links and mentions laid over each other, then cut into spans.
#include "text/markup.h"

#include <algorithm>

#include "base/strings.h"
#include "base/utf8.h"
#include "text/link_host.h"
#include "text/links.h"
#include "text/styling.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

// Marks every whole-word occurrence of the nick; ASCII letters match in either case.
void mark_mentions(std::string_view text, std::string_view nick, std::vector<uint8_t>& bits) {
  if (nick.empty() || nick.size() > text.size()) return;
  const std::string wanted = ascii_lower(nick), lower = ascii_lower(text);
  const bool word_first = is_word_character(code_point_at(wanted, 0));
  const bool word_last = is_word_character(code_point_before(wanted, wanted.size()));
  bool boundary = true;  // before `at`
  for (size_t at = 0; at + wanted.size() <= text.size();) {
    const size_t end = at + wanted.size();
    const bool hit =
        (boundary || !word_first) && lower.compare(at, wanted.size(), wanted) == 0 &&
        !(word_last && end < text.size() && is_word_character(code_point_at(text, end)));
    if (hit && !(bits[at] & (kLink | kCode | kPre))) {
      for (size_t i = at; i < end; ++i) bits[i] |= kMention;
    }
    if (hit) {
      boundary = !is_word_character(code_point_before(text, end));
      at = end;
      continue;
    }
    boundary = !is_word_character(utf8::next(text, at));
  }
}

}  // namespace

std::vector<Span> find_markup(std::string_view text, const MarkupOptions& options) {
  std::vector<uint8_t> bits(text.size(), 0);
  if (options.styling) apply_styling(text, bits);
  std::vector<Link> links;
  if (options.links) links = find_links(text, bits);
  for (const Link& link : links)
    for (uint32_t i = link.begin; i < link.end; ++i) bits[i] |= kLink;
  mark_mentions(text, options.mention, bits);

  std::vector<Span> spans;
  auto link = links.begin();
  for (size_t at = 0; at < text.size();) {
    while (link != links.end() && link->end <= at) ++link;
    size_t stop = text.size();
    const bool in_link = link != links.end() && link->begin <= at;
    if (link != links.end()) stop = in_link ? link->end : link->begin;
    size_t end = at + 1;
    while (end < stop && bits[end] == bits[at]) ++end;
    if (bits[at] != 0) {
      Span span;
      span.begin = static_cast<uint32_t>(at);
      span.end = static_cast<uint32_t>(end);
      span.style = bits[at];
      if (in_link) span.href = link->href, span.odd_host = odd_host(link->href);
      spans.push_back(std::move(span));
    }
    at = end;
  }
  return spans;
}

}  // namespace confab::text
