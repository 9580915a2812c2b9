// SPDX-License-Identifier: MIT
// What comes back from the page and the store: routed to nodes' handlers, or to hover, press,
// focus.
#include <algorithm>
#include <charconv>

#include "base/names.h"
#include "base/utf8.h"
#include "ui/shell_impl.h"

namespace confab::ui {

using platform::TwinEvent;

void Shell::Impl::twin(TwinEvent event, uint32_t id, std::string_view value, float x, float y,
                       int flags) {
  Frame& f = frame;
  if (event == TwinEvent::Escape) {
    escape();
    return f.request("escape");
  }
  const Node* n = diff.find(id);
  const uint64_t path = n ? n->path : 0;
  if (event == TwinEvent::Focus) f.focused = path, f.focus_visible = flags & 1;
  if (event == TwinEvent::Blur && f.focused == path) f.focused = 0;
  if (event == TwinEvent::Hover || event == TwinEvent::Press) return;  // pointer() knows better
  if (event == TwinEvent::Input) diff.value_is(id, value);
  chat::MessageKey found = 0;
  if (event == TwinEvent::Reveal) std::from_chars(value.data(), value.data() + value.size(), found);
  if (found != 0) list.reveal(found);
  const bool bubbles = event == TwinEvent::Click || event == TwinEvent::Context;
  while (n && !n->on && bubbles) n = diff.parent_of(*n);
  if (n && n->on) {
    const Handler handler = n->on;  // it may lead to a new tree
    handler({event, value, x, y, flags});
  }
  f.request("input");
}

uint64_t Shell::Impl::hit(float x, float y) const {
  const auto& nodes = diff.shown();
  // Visible: inside every clipping ancestor and under no inert one. Parents come first.
  std::vector<uint8_t>& open = open_nodes;
  open.assign(nodes.size(), 0);
  uint64_t found = 0;
  for (size_t i = 0; i < nodes.size(); ++i) {
    const Node& n = nodes[i];
    const bool parent_open = n.parent < 0 || open[static_cast<size_t>(n.parent)];
    if (!parent_open || n.inert) continue;
    const bool inside = n.flow || n.box.contains(x, y);
    open[i] = !n.clips || inside;
    if (n.interactive && !n.flow && inside) found = n.path;
  }
  return found;
}

bool Shell::Impl::pointer(int kind, float x, float y, int buttons) {
  Frame& f = frame;
  // A finger that was lifted is nowhere: no hover stays behind.
  const uint64_t hot = kind == 3 || (kind == 2 && f.env.touch) ? 0 : hit(x, y);
  uint64_t pressed = f.pressed;
  if (kind == 1) pressed = hot;
  if (kind == 2 || kind == 3 || buttons == 0) pressed = 0;
  const bool changed = hot != f.hot || pressed != f.pressed;
  f.hot = hot, f.pressed = pressed;
  return changed;
}

void Shell::Impl::escape() {
  if (menu.open() || dialog.open()) return close_overlay();
  if (settings_open) {
    settings_open = false;
    return;
  }
  if (people_over) {
    people_over = false;
    return;
  }
  if (composer.cancel_quote()) return;
  if (frame.env.closable) frame.host.host.close_window();
}

void Shell::Impl::close_overlay() {
  if (menu.open()) return menu.close();
  dialog.close();
}

void Shell::Impl::open_conversation(const chat::Jid& jid) {
  list_wanted = jid.empty();
  settings_open = people_over = false;
  if (jid != current) {
    current = jid;
    chosen_at = frame.host.clock.monotonic_ms();
  }
  if (!jid.empty()) {
    const chat::Conversation* c = frame.host.store.find(jid);
    if (!c || c->kind != chat::ConversationKind::Room) frame.host.dispatch(chat::OpenChat{jid});
    if (!frame.env.touch) composer.focus();
  }
  frame.request("conversation");
}

void Shell::Impl::back() {
  list_wanted = true;
  current = {};
  frame.request("back");
}

void Shell::Impl::toggle_participants() {
  if (wide()) {
    people_wanted = !people_wanted;
  } else {
    people_over = !people_over;
  }
  frame.request("participants");
}

void Shell::Impl::open_settings() {
  settings_open = true, settings.scroll = 0;
  frame.request("settings");
}

// Once when the line is lost, and once when it is back or given up.
void Shell::Impl::announce_line(xmpp::SessionState state) {
  const Strings& str = frame.str;
  const std::string& code = frame.host.store.failure().code;
  if (state == xmpp::SessionState::Waiting && was_online && !line_lost) {
    line_lost = true;
    frame.tree.announce(str(Str::reconnecting));
  } else if (state == xmpp::SessionState::Online && line_lost) {
    line_lost = false;
    frame.tree.announce(str(Str::online));
  } else if (state == xmpp::SessionState::Closed && was_online && code != "closed") {
    line_lost = false;
    frame.tree.announce(stream_sentence(str, code));
  }
}

void Shell::Impl::changed(const chat::Change& change) {
  Frame& f = frame;
  // Here and not when drawing: a session may begin and end between two frames.
  if (change.kind == chat::Change::Kind::Connection) {
    const auto state = f.host.store.connection();
    const bool online = state == xmpp::SessionState::Online;
    const bool called_off =
        state == xmpp::SessionState::Closed && f.host.store.failure().code == "closed";
    if ((online && !was_online) || called_off) login.done();
    announce_line(state);
    was_online = was_online || online;
  }
  if (change.kind == chat::Change::Kind::Conversation && change.text == "closed" &&
      change.jid == current)
    open_conversation({});
  if (change.kind == chat::Change::Kind::Message) {
    const chat::Message* m = f.host.store.find_message(change.jid, change.key);
    if (m && m->kind == chat::EntryKind::Text && !m->own && !m->archived && !m->delayed) {
      if (change.jid == current) {
        ++news_count;
        if (news.size() < 3)
          news.push_back(
              f.str(Str::announce_message, names::shown(m->sender), utf8::prefix(m->body, 300)));
      }
      const chat::Conversation* c = f.host.store.find(change.jid);
      const bool loud = c && (c->kind != chat::ConversationKind::Room || m->mentions_me);
      const bool watched = change.jid == current && f.env.visible && f.env.open;
      if (loud && !watched && settings.sound && speaks) f.host.host.play_sound("message");
    }
  }
  // XEP-0144 8.1: what is done without asking is said.
  if (change.kind == chat::Change::Kind::Suggestion)
    toast(f.str(Str::suggestion_followed, change.jid.str()), false);
  f.request("store");
}

// Each message once; a crowd of them as a number.
void Shell::Impl::say_news() {
  if (news_count == 0) return;
  if (news_count > news.size()) {
    frame.tree.announce(frame.str.count(Str::announce_many, static_cast<int64_t>(news_count)));
  } else {
    for (std::string& text : news) frame.tree.announce(std::move(text));
  }
  news.clear();
  news_count = 0;
}

}  // namespace confab::ui
