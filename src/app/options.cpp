// SPDX-License-Identifier: MIT
// From JSON to structures; see options.h.
#include "app/options.h"

#include <algorithm>
#include <type_traits>

#include "base/strings.h"

namespace confab::app {

namespace {

using xmpp::Jid;

void read(const Json& json, const char* key, std::string& out) {
  if (json[key].is(Json::Type::String)) out = json[key].as_string();
}
void read(const Json& json, const char* key, bool& out) { out = json[key].as_bool(out); }
// Numbers beyond what the member holds count as its end: casting them would be undefined.
template <class Int>
void read(const Json& json, const char* key, Int& out) {
  constexpr double kMost = 2e9, kLeast = std::is_signed_v<Int> ? -kMost : 0;
  out = static_cast<Int>(std::clamp(json[key].as_number(static_cast<double>(out)), kLeast, kMost));
}

std::vector<std::string> strings(const Json& json) {
  std::vector<std::string> out;
  for (const Json& item : json.items())
    if (item.is(Json::Type::String)) out.push_back(item.as_string());
  return out;
}

// "room@host" or {"jid": ..., "nick": ..., "password": ...}, as Converse.js takes them.
xmpp::RoomJoin room(const Json& json) {
  xmpp::RoomJoin join;
  const bool plain = json.is(Json::Type::String);
  if (auto jid = Jid::parse(plain ? json.as_string() : json["jid"].as_string())) {
    join.room = jid->bare();
    join.nick = jid->resource();
  }
  read(json, "nick", join.nick);
  read(json, "password", join.password);
  return join;
}

LogLevel level(const std::string& name) {
  if (name == "debug") return LogLevel::Debug;
  if (name == "info") return LogLevel::Info;
  if (name == "error" || name == "fatal") return LogLevel::Error;
  return LogLevel::Warn;
}

void read_transports(const Json& json, xmpp::SessionConfig& s) {
  read(json, "websocket_url", s.websocket_url);
  read(json, "bosh_service_url", s.bosh_url);
  read(json, "discover_connection_methods", s.discover);
  if (json["transports"].is(Json::Type::Array)) {
    s.transports.clear();
    for (const std::string& name : strings(json["transports"])) {
      if (name == "websocket") s.transports.push_back(xmpp::Transport::WebSocket);
      if (name == "bosh") s.transports.push_back(xmpp::Transport::Bosh);
    }
  }
  read(json, "transport_failover_ms", s.transport_failover_ms);
  read(json, "bosh_wait", s.bosh_wait);
  read(json, "bosh_hold", s.bosh_hold);
  s.bosh_wait = std::clamp(s.bosh_wait, 0, 600);
  s.bosh_hold = std::clamp(s.bosh_hold, 0, 5);
  read(json, "bosh_key_sequence", s.bosh_key_sequence);
  read(json["connection_options"], "withCredentials", s.bosh_credentials);
}

void read_session(const Json& json, AppOptions& out) {
  auto& s = out.session;
  if (auto jid = Jid::parse(json["jid"].as_string())) s.jid = *jid;
  read(json, "password", s.password);
  read_transports(json, s);
  read(json, "enable_smacks", s.stream_management);
  s.share = json["shared_session"].as_string() != "off";
  read(json["storage"], "namespace", s.share_namespace);
  read(json, "auto_reconnect", s.auto_reconnect);
  read(json["reconnect"], "min_ms", s.reconnect_min_ms);
  read(json["reconnect"], "max_ms", s.reconnect_max_ms);
  s.reconnect_jitter = json["reconnect"]["jitter"].as_number(s.reconnect_jitter);
  read(json, "stanza_timeout", s.stanza_timeout_ms);
  if (json["ping_interval"].is(Json::Type::Number))
    s.ping_interval_ms =
        static_cast<int64_t>(std::clamp(json["ping_interval"].as_number(), -1.0, 1e9) * 1000);
  read(json, "enable_sasl2", s.sasl2);
  read(json, "enable_fast", s.fast);
  read(json, "token_mechanism", s.token_mechanism);
  read(json, "keepalive", out.kept.keepalive);
  read(json, "reuse_scram_keys", out.kept.reuse_scram_keys);
  s.sasl_mechanisms = strings(json["sasl_mechanisms"]);
  read(json, "i18n", s.lang);
  if (out.authentication == "anonymous") s.auth = xmpp::AuthMethod::Anonymous;
  if (out.authentication == "token") s.auth = xmpp::AuthMethod::Token;
  if (out.authentication == "external") s.auth = xmpp::AuthMethod::External;
  if (out.authentication == "prebind") read_prebind(json["prebind"], s);
  const char* source = out.authentication == "login"     ? "credentials_url"
                       : out.authentication == "token"   ? "token_url"
                       : out.authentication == "prebind" ? "prebind_url"
                                                         : "";
  out.site_login = !json[source].as_string().empty();
  // The connection, or the site, says each time who the visitor is: a token of the server would
  // outlive its word.
  if (s.auth == xmpp::AuthMethod::External) s.fast = false;
  if (out.site_login) {
    out.kept.keepalive = out.kept.reuse_scram_keys = s.fast = false;
    if (out.authentication == "prebind") s.auth = xmpp::AuthMethod::Prebind;
  }
  if (s.auth == xmpp::AuthMethod::Anonymous && !s.jid.empty()) s.jid = Jid({}, s.jid.domain(), {});
}

void read_account(const Json& json, AppOptions& out) {
  auto& a = out.account;
  for (const Json& item : json["auto_join_rooms"].items())
    if (auto join = room(item); !join.room.empty()) a.auto_join_rooms.push_back(join);
  for (const Json& item : json["auto_join_private_chats"].items())
    if (auto join = room(item); !join.room.empty()) a.auto_join_chats.push_back(join.room);
  read(json, "nickname", a.nickname);
  read(json["guest"], "nickname_prefix", a.guest_prefix);
  read(json, "muc_nickname_from_jid", a.nickname_from_jid);
  if (auto jid = Jid::parse(json["muc_domain"].as_string())) a.muc_domain_default = *jid;
  if (json["send_chat_state_notifications"].is(Json::Type::Bool))
    a.send_typing = json["send_chat_state_notifications"].as_bool();
  read(json["privacy"], "send_typing", a.send_typing);
  if (json["send_chat_markers"].is(Json::Type::Array))
    a.send_markers = !json["send_chat_markers"].items().empty();
  read(json["privacy"], "send_markers", a.send_markers);
  read(json, "archived_messages_page_size", a.archive_page);
  a.initial_history = std::max(a.archive_page, 20);
  read(json, "auto_subscribe", a.auto_subscribe);
  read(json, "allow_contact_requests", a.allow_contact_requests);
  for (const std::string& source : strings(json["roster_sources"]))
    if (const auto jid = Jid::parse(source)) a.roster_sources.push_back(jid->bare());
  read(json, "muc_respect_autojoin", a.respect_autojoin);
  read(json, "auto_join_on_invite", a.auto_join_on_invite);
  read(json, "priority", a.priority);
}

void read_shell(const Json& json, AppOptions& out) {
  auto& s = out.shell;
  read(json, "singleton", s.singleton);
  s.anonymous = out.authentication == "anonymous";
  s.login_form = out.authentication == "login" && !out.site_login;
  read(json, "domain_placeholder", s.domain_placeholder);
  read(json, "default_domain", s.default_domain);
  read(json, "locked_domain", s.locked_domain);
  read(json, "muc_domain", s.muc_domain);
  read(json, "allow_logout", s.allow_logout);
  read(json, "allow_registration", s.allow_registration);
  read(json, "registration_domain", s.registration_domain);
  read(json, "allow_contact_requests", s.allow_contacts);
  read(json, "show_send_button", s.show_send_button);
  read(json, "hide_muc_participants", s.hide_participants);
  read(json, "allow_message_styling", s.styling);
  read(json, "colorize_username", s.colorize);
  read(json, "show_message_avatar", s.show_avatars);
  if (json["play_sounds"].is(Json::Type::Bool)) s.play_sounds = json["play_sounds"].as_bool();
  read(json["launcher"], "title", s.title);
  s.languages = strings(json["locales"]);
  for (const auto& id : out.client.blacklist)
    if (id == "muc" || id == "converse-muc") s.allow_muc = false;
}

}  // namespace

// A rid may be text, where it is too large for a number.
bool read_prebind(const Json& json, xmpp::SessionConfig& session) {
  const auto jid = Jid::parse(json["jid"].as_string());
  const std::string text = json["rid"].as_string();
  uint64_t rid = 0;
  const bool spelled = whole_number(text, rid);
  if (json["rid"].is(Json::Type::Number)) {
    rid = static_cast<uint64_t>(std::clamp(json["rid"].as_number(), 0.0, 9007199254740991.0));
  } else if (!spelled) {
    return false;
  }
  if (rid == 0 || rid >= uint64_t{1} << 53) return false;  // XEP-0124 section 9
  if (json["sid"].as_string().empty() || (!jid && session.jid.empty())) return false;
  session.auth = xmpp::AuthMethod::Prebind;
  if (jid) session.jid = *jid;
  session.prebind_sid = json["sid"].as_string();
  session.prebind_rid = rid;
  session.password.clear();
  return true;
}

AppOptions read_options(const Json& json) {
  AppOptions out;
  read(json, "authentication", out.authentication);
  read(json, "auto_login", out.auto_login);
  read(json, "keepalive", out.keepalive);
  read(json, "clear_cache_on_logout", out.clear_on_logout);
  if (const double n = json["prune_messages_above"].as_number(); n > 0)
    out.messages_kept = static_cast<size_t>(std::min(n, 5000.0));
  read(json["storage"], "namespace", out.storage_namespace);
  read(json["rendering"], "max_fps", out.max_fps);
  out.loglevel = level(json["loglevel"].as_string());
  out.client.blacklist = strings(json["blacklisted_plugins"]);
  out.client.whitelist = strings(json["whitelisted_plugins"]);
  read(json, "version", out.client.client_version);
  read(json, "registration_invite", out.registration_invite);
  read(json, "muc_show_info_messages", out.store.show_info_messages);
  if (json["muc_show_info_messages"].is(Json::Type::Array))
    out.store.show_info_messages = !json["muc_show_info_messages"].items().empty();
  read_session(json, out);
  read_account(json, out);
  read_shell(json, out);
  return out;
}

std::optional<Jid> sign_in_jid(const std::string& typed, const ui::ShellOptions& options) {
  std::string text(trim(typed));
  if (!options.locked_domain.empty()) {
    const auto at = text.find('@');
    text = text.substr(0, at) + "@" + options.locked_domain;
  } else if (text.find('@') == std::string::npos && !options.default_domain.empty()) {
    text += "@" + options.default_domain;
  }
  auto jid = Jid::parse(text);
  if (!jid || jid->local().empty()) return std::nullopt;
  return jid;
}

std::optional<Jid> registration_jid(const std::string& typed, const ui::ShellOptions& options) {
  ui::ShellOptions there;
  there.default_domain = options.default_domain;
  there.locked_domain =
      options.registration_domain.empty() ? options.locked_domain : options.registration_domain;
  auto jid = sign_in_jid(typed, there);
  if (jid) jid = jid->bare();
  return jid;
}

xmpp::SessionConfig session_for(const AppOptions& options, const Jid& jid) {
  xmpp::SessionConfig config = options.session;
  // Our own server's address must not be asked about somebody else's domain.
  if (!config.jid.empty() && jid.domain() != config.jid.domain() && config.discover)
    config.websocket_url.clear(), config.bosh_url.clear();
  config.jid = jid;
  config.password.clear();
  config.prebind_sid.clear();
  config.auth = xmpp::AuthMethod::Password;
  return config;
}

}  // namespace confab::app
