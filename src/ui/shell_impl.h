// SPDX-License-Identifier: MIT
// Shell::Impl: the parts of the interface, which screen is shown, and what lies on top. Private to
// shell*.cpp.
#pragma once

#include <deque>

#include "ui/actions.h"
#include "ui/banner.h"
#include "ui/composer.h"
#include "ui/conversation_list.h"
#include "ui/dialog.h"
#include "ui/header.h"
#include "ui/login.h"
#include "ui/menu.h"
#include "ui/message_list.h"
#include "ui/participants.h"
#include "ui/room_error.h"
#include "ui/settings.h"
#include "ui/shell.h"
#include "ui/toast.h"

namespace confab::ui {

struct Shell::Impl final : Actions {
  Impl(Services services, ShellOptions options);

  ~Impl();

  // shell.cpp
  void show_twin();    // what was drawn, to the DOM
  void settle_twin();  // the same, if a long frame put it off
  bool rest();         // what has time after that; true: another frame is wanted

  // shell_screens.cpp
  void draw();
  void overlays();
  void cut_fields();
  void main_screen(const Rect& r);
  void conversation(const chat::Conversation& c, const Rect& r, const HeaderSpec& spec);
  void nothing_chosen(const Rect& r);
  bool narrow() const { return frame.width < metric::narrow || frame.options.singleton; }
  bool wide() const { return frame.width > metric::wide; }
  void choose();  // a conversation when none is
  void mark_read();

  // shell_events.cpp
  void twin(platform::TwinEvent event, uint32_t id, std::string_view value, float x, float y,
            int flags);
  bool pointer(int kind, float x, float y, int buttons);
  uint64_t hit(float x, float y) const;
  void escape();
  void changed(const chat::Change& change);
  void announce_line(xmpp::SessionState state);
  void say_news();

  // Actions
  void open_conversation(const chat::Jid& jid) override;
  void back() override;
  void toggle_participants() override;
  void open_settings() override;
  void open_menu(MenuSpec spec) override { menu.show(std::move(spec)); }
  void open_form(FormSpec spec) override { dialog.show(std::move(spec)); }
  void close_overlay() override;
  FormSpec* form() override { return dialog.form(); }
  void toast(std::string text, bool bad) override { toasts.show(frame, std::move(text), bad); }
  void reply_to(const chat::Message& message) override { composer.quote(message); }

  Frame frame;
  TwinDiff diff;
  MessageList list;
  Composer composer;
  ConversationList side;
  Participants people;
  Login login;
  Menu menu;
  Dialog dialog;
  Toasts toasts;
  SettingsState settings;
  RoomErrorState room_error_state;

  chat::Jid current, watched, told;         // told: what the account was told is shown
  mutable std::vector<uint8_t> open_nodes;  // scratch of hit()
  bool started = false, was_online = false, line_lost = false, list_wanted = false,
       people_wanted = true, people_over = false;
  bool settings_open = false, speaks = true, missing_text = true;
  uint64_t opened_from = 0;      // focus goes back there
  std::deque<std::string> news;  // to be announced
  size_t news_count = 0;
  int64_t chosen_at = 0;             // monotonic ms
  platform::TimerId twin_timer = 0;  // of a twin that was put off
};

}  // namespace confab::ui
