// SPDX-License-Identifier: MIT
// The composer grows from one to six lines; its height comes from the same layout as messages.
#include "ui/composer.h"

#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {
constexpr float kPad = 10, kButton = 40, kQuoteHeight = 44;
}

Composer::Draft& Composer::draft(const chat::Conversation& c) {
  Draft& d = drafts_[c.jid];
  if (d.stored != c.draft) d.text = d.stored = c.draft;  // here, by the site, or in another tab
  return d;
}

float Composer::text_height(const std::string& text, float width) {
  const float lh = f_.line(kBody);
  if (text.empty()) return lh;
  text::LayoutOptions o;
  o.font = f_.scaled(kBody).font();
  o.max_width = std::max(40.0f, width);
  // Only six lines can show, so a pasted book needs no layout.
  const std::string_view head = utf8::prefix(text, 4000);
  const size_t lines = text::layout(head, {}, o, f_.measurer).lines.size();
  const bool open_line = head.back() == '\n';
  return lh * static_cast<float>(std::clamp<size_t>(lines + (open_line && lines == 1), 1, 6));
}

float Composer::height(const chat::Conversation& c, float width) {
  const Draft& d = draft(c);
  const float send = f_.options.show_send_button ? kButton + 8 : 0;
  const float inner = width - 24 - send - 28;
  const float box = std::max(kButton, std::ceil(text_height(d.text, inner)) + 19);
  return box + 2 * kPad + 1 + (d.quote.empty() ? 0 : kQuoteHeight);
}

void Composer::quote(const chat::Message& m) {
  const chat::Conversation* c = f_.host.store.find(jid_);
  if (!c) return;
  Draft& d = draft(*c);
  d.quote_of = m.own ? f_.str(Str::you) : names::shown(m.sender);
  d.quote = m.body;
  want_focus_ = true;
}

bool Composer::cancel_quote() {
  const auto it = drafts_.find(jid_);
  if (it == drafts_.end() || it->second.quote.empty()) return false;
  it->second.quote.clear();
  want_focus_ = true;
  return true;
}

void Composer::send(const chat::Jid& jid) {
  Draft& d = drafts_[jid];
  if (trim(d.text).empty()) return;
  std::string body;
  if (!d.quote.empty()) {  // XEP-0393 block quote, four lines of it at most
    int lines = 0;
    for (const std::string_view line : split(d.quote, '\n')) {
      if (line.substr(0, 1) == ">" || ++lines > 4) continue;
      body.append("> ").append(line).append("\n");
    }
    d.quote.clear();
  }
  body += d.text;
  d.text.clear();
  f_.host.dispatch(chat::Send{jid, std::move(body)});
  f_.host.dispatch(chat::Typing{jid, false, ""});
  want_focus_ = true;
  if (on_sent) on_sent();
}

void Composer::draw(const chat::Conversation& c, const Rect& area, std::string_view hint) {
  const Theme& t = *f_.theme;
  jid_ = c.jid;
  Draft& d = draft(c);
  f_.paint.fill(area, t.bg);
  f_.paint.hline(area.x, area.y, area.w, t.line);
  float y = area.y + 1 + kPad;
  if (!d.quote.empty()) {
    const Rect q{area.x + 16, y, area.w - 32, kQuoteHeight - 6};
    f_.paint.fill({q.x, q.y, 3, q.h}, t.accent, 1.5f);
    f_.label(key("qw"), {q.x + 11, q.y, q.w - 48, 18}, f_.str(Str::quoting, d.quote_of), kSmallBold,
             t.text);
    f_.label(key("qt"), {q.x + 11, q.y + 18, q.w - 48, 18}, utf8::prefix(d.quote, 200), kSmall,
             t.dim, Align::Start, "dim");
    icon_button(f_, key("qx"), {q.right() - 32, q.y + 3, 32, 32}, {.icon = Icon::Close},
                f_.str(Str::cancel_reply), [this](const TwinInput&) { cancel_quote(); });
    y += kQuoteHeight;
  }
  const bool enabled =
      c.kind != chat::ConversationKind::Room ||
      (c.room_state == chat::RoomState::In && c.role != xmpp::Role::Visitor) ||
      (c.room_state != chat::RoomState::Failed && !c.nick.empty() && c.role != xmpp::Role::Visitor);
  const bool button = f_.options.show_send_button;
  const Rect box{area.x + 12, y, area.w - 24 - (button ? kButton + 8 : 0),
                 area.bottom() - kPad - y};
  const uint64_t k = key("compose", std::hash<chat::Jid>()(c.jid));
  const uint64_t path = f_.tree.path_of(k);
  const float focus = f_.animate(path, f_.focused == path);
  const float radius = std::min(20.0f, box.h / 2);
  f_.paint.fill(box, t.raise, radius);
  if (focus > 0) f_.paint.ring(box, fade(t.accent, focus), radius);
  f_.paint.stroke(box, mix(t.contrast ? t.dim : t.line, t.accent, focus), radius);
  Node& n = f_.node(TwinTag::Textarea, k, box);
  n.cls("compose " + f_.text_class(kBody)).attr("name", "message").attr("rows", "1");
  const std::string name = c.name.empty() ? c.jid.local() : c.name;
  const std::string label = f_.str(Str::message_to, name);
  n.attr("aria-label", label).attr("enterkeyhint", "send").attr("data-autofocus", "");
  n.attr("placeholder", !hint.empty() ? std::string(hint)
                        : enabled     ? f_.str(Str::message)
                                      : f_.str(Str::cannot_speak));
  if (!enabled) n.attr("disabled", "");
  n.set_value(d.text);
  n.interactive = true;
  n.on = [this, jid = c.jid](const TwinInput& in) {
    Draft& now = drafts_[jid];
    if (in.event == TwinEvent::Input) {
      if (now.text == in.value) return;
      now.text = in.value;
      f_.host.dispatch(chat::Typing{jid, !now.text.empty(), now.text});
    } else if (in.event == TwinEvent::Enter) {
      now.text = in.value;
      send(jid);
    }
  };
  if (want_focus_) f_.want_focus(path);
  want_focus_ = false;
  if (!button) return;
  // Never disabled for want of text: a click may come before the frame that would enable it.
  const bool empty = trim(d.text).empty();
  const Rect s{area.right() - 12 - kButton, area.bottom() - kPad - kButton, kButton, kButton};
  icon_button(
      f_, key("send"), s,
      {.icon = Icon::Send, .enabled = enabled, .round = true, .filled = true, .faded = empty},
      f_.str(Str::send), [this, jid = c.jid](const TwinInput&) { send(jid); })
      .attr("name", "send");
}

}  // namespace confab::ui
