// SPDX-License-Identifier: MIT
// AppOptions: the strict options object that embed/ hands over, read into the structures each part
// of the core takes. Names, types and defaults live in embed/src/options.js; nothing is validated
// a second time here, a missing key just keeps the structure's own default.
#pragma once

#include "app/kept_login.h"
#include "base/json.h"
#include "base/log.h"
#include "chat/account.h"
#include "chat/store.h"
#include "ui/shell.h"
#include "xmpp/client.h"

namespace confab::app {

struct AppOptions {
  xmpp::SessionConfig session;
  xmpp::ClientOptions client;
  chat::StoreOptions store;
  chat::AccountOptions account;
  ui::ShellOptions shell;
  std::string authentication = "login";  // login, anonymous, external, prebind, token
  bool auto_login = false;
  KeptLogin::Options kept;
  bool site_login = false;  // credentials_url, token_url or prebind_url says who the visitor is
  std::string storage_namespace, registration_invite;
  bool keepalive = true, clear_on_logout = false;
  size_t messages_kept = 200;  // of each chat, between visits
  LogLevel loglevel = LogLevel::Warn;
  int max_fps = 60;
};

AppOptions read_options(const Json& json);
// {jid, sid, rid} of a BOSH session that somebody else has opened. False: not usable, nothing read.
bool read_prebind(const Json& json, xmpp::SessionConfig& session);

// A JID for signing in, from what a person typed and default_domain/locked_domain.
std::optional<xmpp::Jid> sign_in_jid(const std::string& typed, const ui::ShellOptions& options);
// The same for a new account: registration_domain counts first.
std::optional<xmpp::Jid> registration_jid(const std::string& typed,
                                          const ui::ShellOptions& options);
// The options' session for another account.
xmpp::SessionConfig session_for(const AppOptions& options, const xmpp::Jid& jid);

}  // namespace confab::app
