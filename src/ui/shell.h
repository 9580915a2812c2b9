// SPDX-License-Identifier: MIT
// Shell: the interface's front door. Reads the Store, keeps what only the eye needs (selection,
// scroll, open menus), draws one frame into Dear ImGui's draw list and patches the DOM twin.
// Decides nothing about chat: it sends Commands.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/function.h"
#include "chat/account.h"
#include "platform/clock.h"
#include "platform/host.h"
#include "platform/rasterizer.h"
#include "platform/storage.h"
#include "platform/twin.h"
#include "xmpp/stream/registration.h"

struct ImDrawList;

namespace confab::ui {

struct Environment {  // what the page knows, see app/exports.h
  bool visible = true, open = true, dark = false, contrast = false, reduced_motion = false;
  bool rtl = false, touch = false, closable = false, online = true;
  float font_scale = 1, keyboard_inset = 0;
  std::string lang = "en";
};

// Answers to what a server asks of a new account besides name and password, by its names.
using Answers = std::vector<std::pair<std::string, std::string>>;

struct ShellOptions {
  bool singleton = false;  // one conversation only: no list
  bool login_form = true;  // show the sign-in form when logged out and not logging in
  bool anonymous = false;  // guests: "Chat as guest" instead of the form
  std::string domain_placeholder, default_domain, locked_domain, muc_domain;
  std::string registration_domain;
  bool allow_registration = false;
  bool allow_logout = true, allow_muc = true, allow_contacts = true, show_send_button = true;
  bool hide_participants = false, styling = true, colorize = false, play_sounds = false;
  bool show_avatars = true, allow_theme = true;
  std::string title;                   // launcher.title / support name, may be empty
  std::vector<std::string> languages;  // tags that can be chosen in settings
};

class Shell {
 public:
  struct Services {
    chat::Store& store;  // read, and watched/mark-read through commands only
    Function<void(chat::Command)> dispatch;
    Function<void(std::string jid, std::string password)> sign_in;  // "" "": as guest
    platform::Rasterizer& rasterizer;
    platform::Clock& clock;
    platform::FrameScheduler& frames;
    platform::Host& host;
    platform::TwinSink& twin;
    platform::Storage& storage;          // theme, sound, language
    platform::Timers* timers = nullptr;  // countdowns, toasts, late skeletons; null: none of those
    // Shell::registered() answers.
    Function<void(std::string address, std::string password, Answers more)> register_account;
  };
  Shell(Services services, ShellOptions options);
  ~Shell();
  Shell(const Shell&) = delete;

  void set_environment(const Environment& environment);
  const Environment& environment() const;
  // Strings of one language by id (strings.def); missing ones stay English.
  void set_strings(std::vector<std::pair<std::string, std::string>> strings);

  // One frame in CSS px, drawn into `canvas` unless it is null. Returns true when another frame is
  // needed soon (animation running, text runs still missing).
  bool frame(float width, float height, float dpr, ImDrawList* canvas);

  void on_twin(platform::TwinEvent event, uint32_t id, std::string_view value, float x, float y,
               int flags);
  bool on_pointer(int kind, float x, float y, int buttons);  // true: something changed its look
  void set_speaks(bool speaks);  // of all tabs that show the same, this one makes the sounds
  void on_store_change(const chat::Change& change);  // announcements, sound, scrolling
  void graphics_lost();                              // texture pages are gone

  void open_conversation(const chat::Jid& jid);  // "" closes it
  const chat::Jid& current() const;
  void signing_in();                             // by itself; ends in a session or the next
  void sign_in_failed(const std::string& code);  // shows the sentence in the form
  void registered(const xmpp::RegistrationResult& result);  // what came of register_account
  void show_error(const std::string& code);                 // a toast with the sentence of `code`

  uint32_t background() const;  // what the picture is drawn on
  bool all_painted() const;     // the last picture has all its text
  size_t drawn_rows() const;
  size_t gpu_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::ui
