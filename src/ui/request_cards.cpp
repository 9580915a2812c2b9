// SPDX-License-Identifier: MIT
// See request_cards.h.
#include "ui/request_cards.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinTag;

namespace {

constexpr size_t kCards = 3, kNames = 5, kNameLength = 60;

// With the address: a name is what its sender says, and may be anybody's.
std::string name_of(const xmpp::RosterItem& item) {
  const std::string jid = item.jid.str();
  std::string out(utf8::prefix(jid, 2 * kNameLength));
  if (item.name.empty() || item.name == jid) return out;
  return std::string(utf8::prefix(item.name, kNameLength)).append(" (").append(out).append(")");
}

std::string suggestion(const Strings& str, const chat::Request& q) {
  std::string names;
  for (size_t i = 0; i < q.items.size() && i < kNames; ++i)
    names.append(i == 0 ? "" : ", ").append(name_of(q.items[i]));
  if (q.items.size() > kNames)
    names.append(" ").append(
        str.count(Str::and_more, static_cast<int64_t>(q.items.size() - kNames)));
  const Str sentence = q.action == xmpp::RosterAction::Add      ? Str::suggest_add
                       : q.action == xmpp::RosterAction::Delete ? Str::suggest_delete
                                                                : Str::suggest_modify;
  return str(sentence, q.from.str(), names);
}

std::string sentence(const Strings& str, const chat::Request& q) {
  const std::string who = q.from.local().empty() ? q.from.str() : q.from.local();
  switch (q.kind) {
    case chat::Request::Kind::Invite: return str(Str::request_invite, who, q.room.local());
    case chat::Request::Kind::Contacts: return suggestion(str, q);
    case chat::Request::Kind::Subscription: break;
  }
  return str(Str::request_sub, who);
}

}  // namespace

float request_cards(Frame& f, const Rect& r) {
  const auto& all = f.host.store.requests();
  const Theme& t = *f.theme;
  float y = r.y;
  for (size_t i = 0; i < all.size() && i < kCards; ++i) {
    const std::string text = sentence(f.str, all[i]);
    const Rect inner{r.x + 24, y + 12, r.w - 48, 0};
    const float h = f.paragraph(0, inner, text, kSmall, t.text, Align::Start, "", false);
    const Rect box{r.x + 12, y, r.w - 24, h + 24 + 40};
    f.paint.fill(box, t.raise, 12);
    f.paint.stroke(box, t.line, 12);
    f.open(TwinTag::Div, key("rq", i), box).cls("request");
    f.paragraph(1, inner, text, kSmall, t.text);
    const float half = (inner.w - 8) / 2, by = inner.y + h + 8;
    const auto answer = [&f, i](bool yes) {
      return [&f, i, yes](const TwinInput&) { f.host.dispatch(chat::AnswerRequest{i, yes}); };
    };
    button(f, 2, {inner.x, by, half, 32}, f.str(Str::accept), {}, answer(true));
    button(f, 3, {inner.x + half + 8, by, half, 32}, f.str(Str::decline), {Look::Ghost},
           answer(false));
    f.close();
    y += box.h + 8;
  }
  return y - r.y;
}

}  // namespace confab::ui
