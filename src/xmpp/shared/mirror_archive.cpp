// SPDX-License-Identifier: MIT
// Mirror: pages of archives (XEP-0313) made from a page that we have. A tab that comes later asks
// for what is before the oldest message it was told of; the tab before it has loaded just that.
#include <algorithm>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/shared/mirror.h"

namespace confab::xmpp {
namespace {

// The same question, but for which page.
std::string question_of(const xml::Element& iq) {
  xml::Element query = *iq.child("query", ns::kMam);
  query.remove_attr("queryid");
  query.remove_children("set", ns::kRsm);
  return query.to_xml();
}

std::string result_id(const std::string& page) {
  const auto e = xml::parse(page, kKeptLimits);
  const xml::Element* result = e ? e->child("result", ns::kMam) : nullptr;
  return result ? std::string(result->attr("id")) : std::string();
}

bool carries(const std::string& xml, std::string_view id, const Jid& by) {
  const auto e = xml::parse(xml, kKeptLimits);
  if (!e) return false;
  for (const xml::Element& child : e->children())
    if (child.is("stanza-id", ns::kSid) && child.attr("id") == id && jid_attr(child, "by") == by)
      return true;
  return false;
}

}  // namespace

std::optional<Mirror::Answer> Mirror::older_page(const xml::Element& iq, int64_t wall_ms) const {
  const xml::Element* query = iq.child("query", ns::kMam);
  const xml::Element* set = query ? query->child("set", ns::kRsm) : nullptr;
  const xml::Element* before = set ? set->child("before") : nullptr;
  if (!before || before->text().empty()) return std::nullopt;
  const Jid to = jid_attr(iq, "to");
  const std::string wanted = question_of(iq);
  const int max = parse_int(set->child_text("max"), 0);
  const auto room = rooms_.find(to.bare());
  const Log& log = room == rooms_.end() ? chats_ : room->second.log;
  for (const auto& [key, answer] : answers_) {
    if (!answer.newest || !(answer.to == to) || !find(key, wall_ms)) continue;
    const auto asked = xml::parse(answer.request);
    auto result = xml::parse(answer.result);
    xml::Element* fin = result ? result->child("fin", ns::kMam) : nullptr;
    if (!asked || !fin || question_of(*asked) != wanted) continue;
    std::vector<std::string> ids;
    for (const std::string& page : answer.pages) ids.push_back(result_id(page));
    auto end = static_cast<size_t>(std::find(ids.begin(), ids.end(), before->text()) - ids.begin());
    if (end == ids.size()) {
      // Not of the page: then the first thing that was said after it.
      const size_t since = static_cast<size_t>(answer.log_mark - log.first);
      const Jid by = to.empty() ? own_.bare() : to;
      if (since >= log.entries.size() || !carries(log.entries[since].xml, before->text(), by))
        continue;
    } else if (end == 0) {
      continue;  // that is what the server knows
    }
    const size_t start =
        max > 0 && end > static_cast<size_t>(max) ? end - static_cast<size_t>(max) : 0;
    Answer page{answer.request, {}, {}, {}, answer.to, false, 0, 0};
    page.pages.assign(answer.pages.begin() + static_cast<std::ptrdiff_t>(start),
                      answer.pages.begin() + static_cast<std::ptrdiff_t>(end));
    if (start > 0) fin->remove_attr("complete");
    fin->remove_children("set", ns::kRsm);
    xml::Element& bounds = fin->add("set", ns::kRsm);
    if (start < end) {
      bounds.add("first").set_text(ids[start]);
      bounds.add("last").set_text(ids[end - 1]);
    }
    if (start == end && fin->attr("complete") != "true") continue;
    page.result = result->to_xml();
    return page;
  }
  return std::nullopt;
}

}  // namespace confab::xmpp
