// SPDX-License-Identifier: MIT
// See kept_login.h.
#include "app/kept_login.h"

#include "base/strings.h"
#include "xmpp/stream/fast.h"

namespace confab::app {
namespace {

constexpr std::string_view kKey = "login", kAgentKey = "user-agent";

std::string dump(const xmpp::ScramKeys& k) {
  Json json = Json::object();
  json.set("mechanism", k.mechanism).set("salt", base64_encode(k.salt));
  json.set("iterations", k.iterations).set("client", base64_encode(k.client_key));
  return json.set("server", base64_encode(k.server_key)).dump();
}

xmpp::ScramKeys parse(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return {};
  const auto bytes = [&](const char* name) {
    return base64_decode((*json)[name].as_string()).value_or("");
  };
  const double rounds = (*json)["iterations"].as_number();
  return {(*json)["mechanism"].as_string(), bytes("salt"),
          rounds > 0 && rounds < 1e9 ? static_cast<int>(rounds) : 0, bytes("client"),
          bytes("server")};
}

}  // namespace

KeptLogin::KeptLogin(xmpp::Session& session, platform::Storage& storage, platform::Crypto& crypto,
                     Options options)
    : storage_(storage), crypto_(crypto), options_(options) {
  session.prepare = [this](xmpp::SessionConfig& config) { fill(config); };
  listeners_.push_back(session.on_fast_token.connect([this](const xmpp::FastToken& token) {
    take_over();
    fast_ = token;
    save();
  }));
  listeners_.push_back(session.on_scram_keys.connect([this](const xmpp::ScramKeys& keys) {
    take_over();
    if (!options_.reuse_scram_keys && !keys.client_key.empty()) return;
    keys_ = keys;
    sealed_.clear();
    if (keys_.client_key.empty()) return save();
    crypto_.seal(dump(keys_), [this, alive = std::weak_ptr<char>(alive_)](const std::string& text) {
      if (alive.expired() || keys_.client_key.empty()) return;
      sealed_ = text;
      save();
    });
  }));
}

// False: nothing is kept.
bool KeptLogin::read() {
  const auto stored = options_.keepalive ? storage_.get(kKey) : std::nullopt;
  const auto json = Json::parse(stored.value_or(""));
  const auto jid = json ? xmpp::Jid::parse((*json)["jid"].as_string()) : std::nullopt;
  if (!jid) return false;
  const double expires = (*json)["expires"].as_number(), count = (*json)["count"].as_number();
  const bool sane = expires >= 0 && expires < 1e15 && count >= 0 && count < 4e9;
  if (account_ != jid->bare()) keys_ = {};
  account_ = jid->bare();
  fast_ = {};
  if (sane)
    fast_ = {(*json)["mechanism"].as_string(), (*json)["token"].as_string(),
             static_cast<int64_t>(expires), static_cast<uint32_t>(count)};
  sealed_ = options_.reuse_scram_keys ? (*json)["keys"].as_string() : std::string();
  return true;
}

void KeptLogin::load(Function<void()> done) {
  if (!read()) return done();
  if (sealed_.empty()) {
    if (!valid()) account_ = {};
    return done();
  }
  crypto_.unseal(sealed_, [this, done = std::move(done),
                           alive = std::weak_ptr<char>(alive_)](const std::string& text) {
    if (alive.expired()) return;
    keys_ = parse(text);
    if (!valid()) account_ = {};
    done();
  });
}

void KeptLogin::fill(xmpp::SessionConfig& config) {
  current_ = config.auth == xmpp::AuthMethod::Anonymous ? xmpp::Jid() : config.jid.bare();
  if (current_.empty()) return;
  if (agent_.empty() && options_.keepalive) agent_ = storage_.get(kAgentKey).value_or("");
  if (agent_.empty()) {
    agent_ = xmpp::random_uuid(crypto_);
    if (options_.keepalive) storage_.set(kAgentKey, agent_);
  }
  config.user_agent_id = agent_;
  read();  // another tab may have used the token, and got a new one
  if (current_ != account_) return;
  if (config.fast_token.empty()) config.fast_token = fast_;
  // Who types a password wants that one to be tried.
  if (config.password.empty() && config.auth == xmpp::AuthMethod::Password)
    config.scram_keys = keys_;
}

// What comes now is of who has just signed in; what was kept of somebody else is not.
void KeptLogin::take_over() {
  if (account_ == current_) return;
  forget();
  account_ = current_;
}

void KeptLogin::save() {
  if (!valid()) return forget();
  account_ = current_;
  if (!options_.keepalive) return;
  Json json = Json::object();
  json.set("jid", account_.str());
  if (!fast_.empty())
    json.set("mechanism", fast_.mechanism)
        .set("token", fast_.token)
        .set("expires", fast_.expires_ms)
        .set("count", fast_.counter);
  if (!sealed_.empty()) json.set("keys", sealed_);
  storage_.set(kKey, json.dump());
}

void KeptLogin::forget() {
  account_ = {};
  fast_ = {};
  keys_ = {};
  sealed_.clear();
  storage_.remove(kKey);
}

}  // namespace confab::app
