// SPDX-License-Identifier: MIT
// Which screen, and where its panes stand at each width.
#include <algorithm>
#include <cmath>

#include "ui/shell_impl.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;
using xmpp::SessionState;

void Shell::Impl::draw() {
  Frame& f = frame;
  const Rect all{0, 0, f.width, f.height};
  const SessionState state = f.host.store.connection();
  const std::string& code = f.host.store.failure().code;
  // What an earlier page has kept is shown while the session is still on its way.
  const bool coming = state != SessionState::Idle && state != SessionState::Closed &&
                      f.host.store.messages_held() > 0;
  if (coming && !was_online) was_online = true, login.done();
  const bool signed_out = state == SessionState::Idle ||
                          (state == SessionState::Closed && (code == "closed" || code.empty()));
  if (was_online &&
      (signed_out || code == "auth-failed" || code == "token-refused" ||
       code == "account-disabled" || code.starts_with("credentials-")) &&
      state != SessionState::Online &&
      (f.host.store.conversations().empty() || state == SessionState::Closed)) {
    was_online = false, settings_open = false, list_wanted = false;
    if (signed_out) current = {};
    menu.close(), dialog.close();
  }
  Node& root = f.open(TwinTag::Div, key("app"), all);
  root.cls("app")
      .attr("dir", f.env.rtl ? "rtl" : "ltr")
      .attr("data-theme", f.theme->dark ? "dark" : "light");
  const bool covered = dialog.open() || menu.open();
  Node& under = f.open(TwinTag::Div, key("under"), all);
  if (covered) under.attr("inert", "").inert = true;
  if (was_online) {
    main_screen(all);
  } else {
    list.leave();
    const bool connecting = state == SessionState::Connecting ||
                            state == SessionState::Authenticating || state == SessionState::Binding;
    // The screens say themselves what is wrong; this is for those who look for the state alone.
    Node& status = f.node(TwinTag::Div, key("connection"), {0, 0, 1, 1});
    as_connection(status.cls("sr")).set_text(f.str(connecting ? Str::connecting : Str::offline));
    const bool asking =
        login.busy() && (state == SessionState::Idle || state == SessionState::Closed);
    if ((connecting || asking) && (f.options.anonymous || !f.options.login_form)) {
      login.draw_waiting(all);
    } else {
      login.draw(all, connecting);
    }
  }
  f.close();
  overlays();
  f.close();
  cut_fields();
}

void Shell::Impl::overlays() {
  // A menu may be opened from a dialog, never the other way round.
  if (dialog.open()) {
    Node& layer = frame.open(TwinTag::Div, key("layer"), {0, 0, frame.width, frame.height});
    if (menu.open()) layer.attr("inert", "").inert = true;
    dialog.draw(frame);
    frame.close();
  } else {
    dialog.draw(frame);
  }
  menu.draw(frame);
  toasts.draw(frame, frame.height - frame.env.keyboard_inset - (current.empty() ? 24.0f : 76.0f));
}

namespace {

bool is_field(const Node& n) {
  return n.tag == TwinTag::Textarea || n.tag == TwinTag::Input || n.tag == TwinTag::Select;
}

enum class Cover : uint8_t { None, Own, Modal };  // Modal: dims all below, too

Cover cover_of(const Node& n) {
  for (const auto& [key, value] : n.attrs) {
    const std::string_view name = key;
    if (name == "role" && value == "dialog") return Cover::Modal;
    if (name == "role" && value == "menu") return Cover::Own;
    if (name == "class" && value.starts_with("toast")) return Cover::Own;
  }
  return Cover::None;
}

// All of a field but `hole`, with some room around it for its shadow where there is no picture.
std::string all_but(const Rect& field, const Rect& hole) {
  std::string out = "clip-path:polygon(evenodd";
  const auto corner = [&out](float x, float y) {
    out.append(",").append(std::to_string(std::lround(x))).append("px ");
    out.append(std::to_string(std::lround(y))).append("px");
  };
  const auto outline = [&corner](const Rect& r) {
    corner(r.x, r.y), corner(r.right(), r.y), corner(r.right(), r.bottom());
    corner(r.x, r.bottom()), corner(r.x, r.y);
  };
  outline({-4, -4, field.w + 8, field.h + 8});
  outline({hole.x - field.x, hole.y - field.y, hole.w, hole.h});
  return out + ")";
}

}  // namespace

// A field's text is the browser's own and lies above the picture: where something is drawn over the
// field, its text is cut away, and elsewhere it stays to be read.
void Shell::Impl::cut_fields() {
  if (!menu.open() && !dialog.open() && toasts.empty()) return;
  std::vector<Node>& nodes = frame.tree.nodes;
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (!is_field(nodes[i])) continue;
    const Rect field = nodes[i].box;
    Rect hole;
    bool dimmed = false;
    for (size_t k = i + 1; k < nodes.size(); ++k) {  // what comes later lies above
      const Cover cover = cover_of(nodes[k]);
      if (cover == Cover::None) continue;
      const Rect& r = nodes[k].box;
      dimmed = dimmed || cover == Cover::Modal;
      if (r.right() <= field.x || r.x >= field.right()) continue;
      if (r.bottom() <= field.y || r.y >= field.bottom()) continue;
      if (hole.w <= 0) {
        hole = r;
        continue;
      }
      const float x = std::min(hole.x, r.x), y = std::min(hole.y, r.y);
      hole = {x, y, std::max(hole.right(), r.right()) - x, std::max(hole.bottom(), r.bottom()) - y};
    }
    std::string style = hole.w > 0 ? all_but(field, hole) : std::string();
    if (dimmed) style += style.empty() ? "opacity:0.6" : ";opacity:0.6";
    if (!style.empty()) nodes[i].attr("style", std::move(style));
  }
}

void Shell::Impl::choose() {
  const auto& all = frame.host.store.conversations();
  if (!current.empty() && !frame.host.store.find(current)) {
    if (frame.now - chosen_at > 5000) current = {};  // a chat just asked for may still be coming
  }
  if (!current.empty() || all.empty() || list_wanted) return;
  if (frame.options.singleton) {
    current = all.front()->jid;
    return;
  }
  const chat::Jid& shown = frame.host.store.shown();
  if (std::any_of(all.begin(), all.end(), [&](const auto* c) { return c->jid == shown; })) {
    current = shown;
    return;
  }
  if (narrow() && all.size() > 1) return;
  // Rooms joined at the start and chats opened by the site; what somebody else wrote waits to be
  // chosen, or it would count as read.
  for (const chat::Conversation* c : all) {
    if (c->kind != chat::ConversationKind::Room && !c->messages.empty()) continue;
    current = c->jid;
    return;
  }
}

void Shell::Impl::mark_read() {
  const chat::Conversation* c = frame.host.store.find(current);
  const bool watching = c && frame.env.visible && frame.env.open && list.at_end();
  if (watching && c->unread > 0) frame.host.dispatch(chat::MarkRead{current});
  const chat::Jid now = watching ? current : chat::Jid{};
  if (now == watched) return;
  watched = now;
  frame.host.store.set_watched(now);
}

void Shell::Impl::main_screen(const Rect& r) {
  Frame& f = frame;
  choose();
  const chat::Conversation* c = f.host.store.find(current);
  const chat::Jid shown = c && !list_wanted ? current : chat::Jid{};
  if (shown != told) f.host.dispatch(chat::Show{told = shown});
  const bool room = c && c->kind == chat::ConversationKind::Room;
  const bool show_side = !f.options.singleton && (!narrow() || !c || list_wanted);
  float x = r.x;
  if (settings_open) {
    const float sx = show_side && !narrow() ? metric::side : 0;
    if (sx > 0) {
      side.draw({r.x, r.y, sx, r.h}, current, false);
      f.paint.vline(sx - 1, r.y, r.h, f.theme->line);
    }
    list.leave();
    const float strip = banner(f, {sx, r.y, r.w - sx, 0});
    settings_panel(f, *this, settings, {sx, r.y + strip, r.w - sx, r.h - strip},
                   [this] { settings_open = false; });
    return;
  }
  if (show_side) {
    const float w = narrow() ? r.w : metric::side;
    const float strip = narrow() ? banner(f, {r.x, r.y, w, 0}) : 0;
    side.draw({r.x, r.y + strip, w, r.h - strip}, narrow() ? chat::Jid{} : current, narrow());
    if (narrow()) return list.leave();
    f.paint.vline(r.x + w - 1, r.y, r.h, f.theme->line);
    x += w;
  }
  Rect mid{x, r.y, r.right() - x, r.h};
  if (!c) {
    list.leave();
    return nothing_chosen(mid);
  }
  const bool beside = room && people_wanted && wide() && c->room_state == chat::RoomState::In;
  if (beside) mid.w -= metric::people;
  if (room && people_over && !beside) {
    if (wide()) {
      people_over = false;
    } else {
      list.leave();
      const float strip = banner(f, {mid.x, mid.y, mid.w, 0});
      mid.y += strip, mid.h -= strip;
      return people.draw(f, *this, *c, mid, [this] { people_over = false; });
    }
  }
  HeaderSpec spec;
  spec.back = narrow() && !f.options.singleton;
  spec.people = room && !f.options.hide_participants && c->room_state == chat::RoomState::In;
  spec.people_shown = beside;
  spec.close = f.env.closable;
  conversation(*c, mid, spec);
  if (beside) {
    const Rect side_rect{mid.right(), r.y, metric::people, r.h};
    people.draw(f, *this, *c, side_rect, nullptr);
    f.paint.vline(side_rect.x, r.y, r.h, f.theme->line);
  }
}

void Shell::Impl::conversation(const chat::Conversation& c, const Rect& r, const HeaderSpec& spec) {
  Frame& f = frame;
  f.open(TwinTag::Section, key("main"), r)
      .cls("pane main")
      .attr("aria-label", f.str(Str::conversation));
  draw_header(f, *this, c, {r.x, r.y, r.w, f.header()}, spec);
  float y = r.y + f.header();
  y += banner(f, {r.x, y, r.w, 0});
  const float bottom = r.bottom() - f.env.keyboard_inset;
  const bool outside = c.kind == chat::ConversationKind::Room &&
                       (c.room_state == chat::RoomState::Failed ||
                        (c.room_state == chat::RoomState::Out && !c.room_error.empty()));
  if (outside) {
    list.leave();
    room_error(f, *this, room_error_state, c, {r.x, y, r.w, bottom - y});
    f.close();
    return;
  }
  const float ch = composer.height(c, r.w);
  const Rect area{r.x, y, r.w, std::max(40.0f, bottom - ch - y)};
  const bool loading = c.history_loading || (c.kind == chat::ConversationKind::Room &&
                                             c.room_state == chat::RoomState::Joining);
  list.draw(c, area);
  if (c.messages.empty() && loading) {
    const int64_t since = f.now - chosen_at;
    if (since < 300) f.wake_after(300 - since);
    f.paint.push_alpha(f.animate(key("bones"), since >= 300));
    skeleton(f, area);
    f.paint.pop_alpha();
  } else if (c.messages.empty() && (c.history_complete || c.history_failed)) {
    empty_state(f, key("empty"), area, Icon::Chat, f.str(Str::empty_chat));
  }
  composer.draw(c, {r.x, bottom - ch, r.w, ch});
  f.close();
  mark_read();
}

void Shell::Impl::nothing_chosen(const Rect& r) {
  Frame& f = frame;
  f.open(TwinTag::Section, key("none"), r)
      .cls("pane main")
      .attr("aria-label", f.str(Str::conversation));
  const float strip = banner(f, {r.x, r.y, r.w, 0});
  const bool any = !f.host.store.conversations().empty();
  FirstStep step = any ? FirstStep() : first_step(f, *this);
  empty_state(f, key("pick"), {r.x, r.y + strip, r.w, r.h - strip}, Icon::Chat,
              f.str(any ? Str::pick_chat : Str::no_chats), step.text, std::move(step.on));
  f.close();
}

}  // namespace confab::ui
