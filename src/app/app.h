// SPDX-License-Identifier: MIT
// App: the composition root. Builds the graph (session, modules, store, account, shell) over a
// platform, owns the frame and answers the API. One App is one widget.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/api.h"
#include "app/events.h"
#include "app/kept_login.h"
#include "app/options.h"
#include "app/registrar.h"
#include "app/site_login.h"
#include "platform/crypto.h"
#include "platform/socket.h"
#include "platform/tabs.h"

namespace confab::app {

struct AppPlatform {
  platform::Clock& clock;
  platform::Timers& timers;
  platform::Network& network;
  platform::Crypto& crypto;
  platform::Storage& storage;
  platform::Host& host;
  platform::FrameScheduler& frames;
  platform::TwinSink& twin;
  platform::Rasterizer& rasterizer;
  Log::Sink log;
  platform::Tabs* tabs = nullptr;
  platform::Storage* journal = nullptr;  // both or none: see chat/keeper.h
  platform::Database* database = nullptr;
};

class App {
 public:
  App(AppPlatform platform, const Json& options);
  ~App();
  App(const App&) = delete;

  void start();  // connects when the options say so without a visitor's act
  void call(uint32_t id, const Json& request);
  // Lays out and patches the twin; draws into `canvas` unless it is null.
  void frame(float width, float height, float dpr, ImDrawList* canvas);
  void set_environment(const Json& changes);
  void page(int what);  // 0: hidden or frozen; 1: about to go; 2: back from a 1; 3: may keep
  std::string stats() const;

  ui::Shell& shell() { return shell_; }

 private:
  void begin();
  bool sign_in_again();
  void look_for_login();
  void sign_in(const std::string& jid, const std::string& password);
  void register_account(const std::string& typed, const std::string& password, ui::Answers more);
  void sign_in_with_site();
  void watch_session();
  void watch_typing();

  AppPlatform platform_;
  AppOptions options_;
  Log log_;
  xmpp::Client client_;
  KeptLogin kept_;
  chat::Store store_;
  chat::Account account_;
  ui::Shell shell_;
  Events events_;
  Registrar registrar_;
  SiteLogin site_;
  Api api_;
  ui::Environment environment_;
  bool open_ = false;        // the window, as far as we were told
  bool to_sign_in_ = false;  // as soon as it is
  uint64_t frames_ = 0;
  bool begun_ = false;
  platform::TimerId typing_timer_ = 0;
  std::vector<Connection> connections_;
};

}  // namespace confab::app
