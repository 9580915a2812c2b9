// SPDX-License-Identifier: MIT
// See site_login.h.
#include "app/site_login.h"

#include <utility>

#include "app/options.h"

namespace confab::app {

namespace {

xmpp::Credentials read_answer(const Json& args, const xmpp::SessionConfig& config) {
  xmpp::Credentials c;
  c.failure.code = args["code"].as_string();
  c.failure.text = args["text"].as_string();
  c.failure.permanent = c.failure.code != "credentials-unreachable";
  if (!c.failure.code.empty()) return c;
  if (config.auth == xmpp::AuthMethod::Prebind) {
    xmpp::SessionConfig read = config;
    if (!read_prebind(args, read) || read.jid.is_bare())
      c.failure = {.code = "credentials-bad", .text = "no jid, sid and rid.", .permanent = true};
    c.jid = read.jid;
    c.prebind_sid = read.prebind_sid;
    c.prebind_rid = read.prebind_rid;
    return c;
  }
  c.password = args["password"].as_string();
  c.token = args["token"].as_string();
  if (const auto jid = xmpp::Jid::parse(args["jid"].as_string())) c.jid = *jid;
  if (!args["jid"].is(Json::Type::String)) c.jid = config.jid;
  if (c.jid.local().empty() || (c.password.empty() && c.token.empty()))
    c.failure = {.code = "credentials-bad", .text = "jid or secret is missing.", .permanent = true};
  return c;
}

}  // namespace

SiteLogin::SiteLogin(platform::Host& host, platform::Timers& timers, Actions actions)
    : host_(host), timers_(timers), actions_(std::move(actions)) {}

SiteLogin::~SiteLogin() { timers_.cancel(retry_); }

void SiteLogin::begin() {
  forget();
  backoff_.reset();
  ask_first();
}

void SiteLogin::ask_first() {
  ask(true, [this](const xmpp::Credentials& c) { first(c); });
}

void SiteLogin::retry_now() {
  if (retry_) begin();
}

void SiteLogin::forget() {
  timers_.cancel(std::exchange(retry_, 0));
  waiting_ = nullptr;
  account_ = {};
}

void SiteLogin::first(const xmpp::Credentials& c) {
  if (c.failure.code.empty()) {
    account_ = c.jid.bare();
    xmpp::SessionConfig config = config_;
    config.jid = c.jid;
    config.password = c.password;
    config.token = c.token;
    config.prebind_sid = c.prebind_sid;
    config.prebind_rid = c.prebind_rid;
    if (config.auth != xmpp::AuthMethod::Prebind)
      config.auth = c.token.empty() ? xmpp::AuthMethod::Password : xmpp::AuthMethod::Token;
    config.credentials = this;
    return actions_.log_in(std::move(config));
  }
  xmpp::StreamFailure failure = c.failure;
  if (!failure.permanent) {
    failure.retry_in_ms = backoff_.next(0);
    retry_ = timers_.after(failure.retry_in_ms, [this] {
      retry_ = 0;
      ask_first();
    });
  }
  actions_.failed(failure);
}

void SiteLogin::ask(bool refused, Function<void(const xmpp::Credentials&)> done) {
  waiting_ = std::move(done);
  host_.ask_credentials(refused);
}

void SiteLogin::answer(const Json& args) {
  if (!waiting_) return;  // an answer to a question nobody has any more
  const xmpp::Credentials c = read_answer(args, config_);
  // The visitor is somebody else on the site by now: that is another session, not this one again.
  if (c.failure.code.empty() && !account_.empty() && c.jid.bare() != account_) {
    waiting_ = nullptr;
    return first(c);
  }
  std::exchange(waiting_, nullptr)(c);
}

}  // namespace confab::app
