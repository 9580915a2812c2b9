// SPDX-License-Identifier: MIT
// The composition root; see app.h.
#include "app/app.h"

#include "app/modules.h"

namespace confab::app {

App::App(AppPlatform platform, const Json& options)
    : platform_(platform),
      options_(read_options(options)),
      log_(options_.loglevel, platform.log),
      client_(
          {platform.clock, platform.timers, platform.network, platform.crypto, log_, platform.tabs},
          options_.client, all_modules()),
      kept_(client_.session(), platform.storage, platform.crypto, options_.kept),
      store_(platform.clock, options_.store),
      account_(client_, store_, platform.clock, platform.timers, platform.storage,
               options_.account),
      shell_({store_, [this](chat::Command c) { account_.dispatch(std::move(c)); },
              [this](std::string jid, std::string password) { sign_in(jid, password); },
              platform.rasterizer, platform.clock, platform.frames, platform.host, platform.twin,
              platform.storage, &platform.timers,
              [this](const std::string& address, const std::string& password, ui::Answers more) {
                register_account(address, password, std::move(more));
              }},
             options_.shell),
      events_(platform.host, store_),
      registrar_({platform.clock, platform.timers, platform.network, platform.crypto, log_},
                 options_),
      site_(platform.host, platform.timers,
            {[this](xmpp::SessionConfig c) {
               account_.dispatch(chat::Login{std::move(c), true});
             },
             [this](const xmpp::StreamFailure& failure) {
               events_.state(
                   failure.permanent ? xmpp::SessionState::Closed : xmpp::SessionState::Waiting,
                   failure, options_.session.jid, false);
               shell_.sign_in_failed(failure.code);
             }}),
      api_({platform.host, client_, store_, account_, shell_, options_, registrar_, site_}) {
  site_.configure(options_.session);
  account_.on_trouble = [this](const char* code) {
    log_.write(LogLevel::Warn, "storage", code);
    events_.error(code, {});
  };
  if (platform_.journal && platform_.database)
    account_.keep({*platform_.journal, *platform_.database, options_.messages_kept,
                   options_.keepalive, options_.clear_on_logout});
  client_.tap = [this](const xml::Element& stanza) {
    api_.tap(stanza);
    return xmpp::Handled::No;
  };
  watch_session();
  connections_.push_back(store_.on_change.connect([this](const chat::Change& change) {
    shell_.set_speaks(client_.session().speaks());
    shell_.on_store_change(change);
    if (change.kind == chat::Change::Kind::Typing) watch_typing();
    events_.change(change);
    platform_.frames.request("store");
  }));
}

// A widget that is taken away says goodbye: nobody would come back to resume its stream, and rooms
// would show a visitor who has left for as long as the server waits.
App::~App() {
  platform_.timers.cancel(typing_timer_);
  account_.dispatch(chat::PageHide{false});
  auto& session = client_.session();
  if (session.state() == xmpp::SessionState::Online) session.leave();
}

// Who stops typing without a word is forgotten when their time is up; one timer serves all.
void App::watch_typing() {
  platform_.timers.cancel(typing_timer_);
  typing_timer_ = 0;
  const int64_t due = store_.next_typing_expiry();
  if (due < 0) return;
  typing_timer_ = platform_.timers.after(due - platform_.clock.monotonic_ms() + 1, [this] {
    typing_timer_ = 0;
    store_.expire_typing();
    watch_typing();
  });
}

void App::watch_session() {
  auto& session = client_.session();
  connections_.push_back(session.on_state.connect([this](xmpp::SessionState state) {
    const auto& failure = client_.session().last_failure();
    const bool over = client_.session().logged_out();
    events_.state(state, failure, client_.session().jid(), over);
    if (state == xmpp::SessionState::Closed && failure.code != "closed" && !over)
      shell_.sign_in_failed(failure.code);
    platform_.frames.request("connection");
  }));
  connections_.push_back(session.on_session.connect(
      [this](xmpp::SessionEvent event) { events_.session(event, client_.session().jid()); }));
}

void App::start() {
  kept_.load([this] { begin(); });
}

// Who has not signed out is still signed in (keepalive).
bool App::sign_in_again() {
  const auto& s = options_.session;
  const xmpp::Jid& kept = kept_.account();
  const bool returns = s.auth == xmpp::AuthMethod::Password || s.auth == xmpp::AuthMethod::Token;
  if (!returns || kept.empty() || (!s.jid.empty() && s.jid.bare() != kept)) return false;
  auto config = session_for(options_, s.jid.empty() ? kept : s.jid);
  config.auth = s.auth;
  if (options_.auto_login) config.password = s.password;
  account_.dispatch(chat::Login{std::move(config), true});
  return true;
}

// A form that waits for somebody to sign in need not, once they have in another tab.
void App::look_for_login() {
  const auto state = client_.session().state();
  const bool waits = state == xmpp::SessionState::Idle ||
                     (state == xmpp::SessionState::Closed && kept_.account().empty());
  if (!begun_ || !waits || options_.site_login) return;
  kept_.load([this, state] {
    if (client_.session().state() == state) sign_in_again();
  });
}

void App::begin() {
  begun_ = true;
  const auto& s = options_.session;
  const bool guest = s.auth == xmpp::AuthMethod::Anonymous;
  to_sign_in_ = false;
  if (!options_.site_login) {
    if (sign_in_again()) return;
    if (s.jid.empty()) {  // who is to enter without being asked has nowhere to enter
      if (guest && options_.auto_login) events_.error("no-jid", {});
      return;
    }
  }
  // Nobody enters, and nobody asks the site who the visitor is, before the visitor asks for the
  // chat.
  to_sign_in_ = (guest || options_.site_login) && !options_.auto_login && !open_;
  if (to_sign_in_) return;
  if (options_.site_login) return sign_in_with_site();
  // Opening the chat is a guest's whole act; an account signs in by itself only when told to.
  // A prebound session is a site's act that cannot wait: it runs out.
  if (guest || s.auth == xmpp::AuthMethod::Prebind ||
      (options_.auto_login && (!s.password.empty() || s.auth == xmpp::AuthMethod::External)))
    account_.dispatch(chat::Login{s, true});
}

void App::sign_in_with_site() {
  to_sign_in_ = false;
  shell_.signing_in();
  site_.begin();
}

void App::sign_in(const std::string& typed, const std::string& password) {
  if (typed.empty() && options_.site_login) return sign_in_with_site();
  xmpp::SessionConfig config = options_.session;
  if (!typed.empty()) {
    const auto jid = sign_in_jid(typed, options_.shell);
    if (!jid) return shell_.sign_in_failed("bad-jid");
    config = session_for(options_, *jid);
    config.password = password;
  }
  if (config.jid.empty()) {  // the site's fault, and the site is told
    events_.error("no-jid", {});
    return shell_.sign_in_failed("no-jid");
  }
  account_.dispatch(chat::Login{std::move(config)});
}

void App::register_account(const std::string& typed, const std::string& password,
                           ui::Answers more) {
  const auto jid = registration_jid(typed, options_.shell);
  if (!jid) return shell_.registered({"bad-jid", {}, {}, {}});
  registrar_.start({*jid, password, options_.registration_invite, std::move(more)},
                   [this, jid = *jid, password](const xmpp::RegistrationResult& result) {
                     shell_.registered(result);
                     if (!result.code.empty()) return events_.error(result.code, {});
                     sign_in(jid.str(), password);
                   });
}

void App::page(int what) {
  if (what == 2) return account_.dispatch(chat::PageShow{});
  if (what == 3) return account_.dispatch(chat::MayKeep{});
  account_.dispatch(chat::PageHide{what == 1});
}

void App::call(uint32_t id, const Json& request) {
  if (request["call"].as_string() == "stats") {
    platform_.host.reply(id, stats(), true);
    return;
  }
  api_.call(id, request["call"].as_string(), request["args"]);
  platform_.frames.request("call");
}

void App::frame(float width, float height, float dpr, ImDrawList* canvas) {
  ++frames_;
  if (shell_.frame(width, height, dpr, canvas)) platform_.frames.request("again");
}

void App::set_environment(const Json& c) {
  auto& e = environment_;
  const bool was_watched = e.visible && e.open, was_online = e.online;
  e.visible = c["visible"].as_bool(e.visible);
  e.open = c["open"].as_bool(e.open);
  e.dark = c["dark"].as_bool(e.dark);
  e.contrast = c["contrast"].as_bool(e.contrast);
  e.reduced_motion = c["reduced_motion"].as_bool(e.reduced_motion);
  e.rtl = c["rtl"].as_bool(e.rtl);
  e.touch = c["touch"].as_bool(e.touch);
  e.closable = c["closable"].as_bool(e.closable);
  e.online = c["online"].as_bool(e.online);
  e.font_scale = static_cast<float>(c["font_scale"].as_number(e.font_scale));
  e.keyboard_inset = static_cast<float>(c["keyboard_inset"].as_number(e.keyboard_inset));
  e.lang = c["lang"].as_string(e.lang);
  if (c["frozen"].is(Json::Type::Bool)) client_.session().set_paused(c["frozen"].as_bool());
  shell_.set_environment(e);
  const bool watched = e.visible && e.open;
  if (watched != was_watched) account_.dispatch(chat::SetActive{watched});
  if (watched && !was_watched) look_for_login();
  // A page that shows again, or a network that is back, is the moment to look at the socket.
  if ((watched && !was_watched) || (e.online && !was_online)) {
    account_.dispatch(chat::RetryNow{});
    site_.retry_now();
  }
  open_ = e.open;
  // Who has signed in meanwhile by the API is not signed in once more.
  if (to_sign_in_ && open_ && client_.session().state() == xmpp::SessionState::Idle) begin();
  platform_.frames.request("environment");
}

std::string App::stats() const {
  const auto& session = const_cast<xmpp::Client&>(client_).session();
  const auto& wire = session.stats();
  Json json = Json::object();
  json.set("frames", static_cast<double>(frames_));
  json.set("drawn_rows", static_cast<double>(shell_.drawn_rows()));
  json.set("messages_held", static_cast<double>(store_.messages_held()));
  json.set("gpu_bytes", static_cast<double>(shell_.gpu_bytes()));
  json.set("stanzas_in", static_cast<double>(wire.stanzas_in));
  json.set("stanzas_out", static_cast<double>(wire.stanzas_out));
  json.set("bytes_in", static_cast<double>(wire.bytes_in));
  json.set("bytes_out", static_cast<double>(wire.bytes_out));
  json.set("resumed", wire.resumed);
  json.set("transport", session.follows() ? "shared" : session.transport());
  json.set("outbox", static_cast<double>(account_.outbox_size()));
  return json.dump();
}

}  // namespace confab::app
