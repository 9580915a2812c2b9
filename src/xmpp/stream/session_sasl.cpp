// SPDX-License-Identifier: MIT
// Session: one exchange of SASL, by RFC 6120 or inside XEP-0388 (session_sasl2.cpp): what to show,
// to whom, and what a refusal means.
#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/saslprep.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {

bool Session::Impl::may_be_named() const {
  return confidential && config.auth != AuthMethod::Anonymous && !config.jid.local().empty();
}

void Session::Impl::begin_sasl() {
  if (config.sasl2)
    if (const xml::Element* list = offer.child("authentication", ns::kSasl2))
      if (begin_sasl2(*list)) return;
  const xml::Element* list = offer.child("mechanisms", ns::kSasl);
  const MechanismChoice choice =
      list ? choose_mechanism(*list, config, confidential) : MechanismChoice{};
  if (!choice.mechanism)
    return fail(
        {.code = choice.only_insecure ? "insecure-mechanism" : "no-mechanism", .permanent = true});
  enter(Phase::Authenticating);
  if (!link || !start_sasl(*choice.mechanism, list)) return;
  sasl_ns = ns::kSasl;
  xml::Element auth("auth", ns::kSasl);
  auth.set_attr("mechanism", mechanism_name(*choice.mechanism));
  const bool nothing = sasl->initial().empty() && *choice.mechanism == Mechanism::External;
  auth.set_text(nothing ? "=" : base64_encode(sasl->initial()));
  transmit(auth);
}

bool Session::Impl::start_sasl(Mechanism m, const xml::Element* list) {
  const bool token = config.auth == AuthMethod::Token;
  if (m == Mechanism::HtSha256) {
    who = {config.jid.local(), {}, fast.token};
  } else {
    const bool secret =
        config.auth == AuthMethod::Password && !(is_scram(m) && !keys.client_key.empty());
    // Not to be tried: nothing is left but a token that the server would not have.
    if ((secret && config.password.empty()) || (token && config.token.empty())) {
      fail({.code = had_token ? "token-refused" : "auth-failed",
            .condition = "no-credentials",
            .permanent = true});
      return false;
    }
    // XEP-0474 section 6: who has once logged in without showing the password does not show it.
    if (m == Mechanism::Plain && scram_seen) {
      fail({.code = "server-signature", .condition = "downgrade", .permanent = true});
      return false;
    }
    auto name = saslprep(p.crypto, config.jid.local()),
         password = saslprep(p.crypto, config.password);
    if (!name || !password) {
      fail({.code = "auth-failed", .condition = "saslprep", .permanent = true});
      return false;
    }
    who = {std::move(*name), {}, token ? config.token : std::move(*password)};
  }
  if (!config.jid.local().empty()) who.bare_jid = config.jid.bare_str();
  sasl.emplace(m, who, random_text(18));
  if (list)
    sasl->expect_offer({offer_digest_text(*list, offer, '\x1E', '\x1F'),
                        offer_digest_text(*list, offer, ',', '|')});  // as up to version 0.3
  derived = {};
  log(LogLevel::Debug, "SASL " + std::string(mechanism_name(m)));
  arm(config.stanza_timeout_ms);
  return true;
}

void Session::Impl::on_sasl(const xml::Element& element) {
  const std::string& name = element.name();
  pipelined = false;  // nobody minded
  if (name == "failure") return sasl_failed(failure_of_sasl(element));
  const bool two = sasl_ns == ns::kSasl2;
  if (name == "challenge") {
    const auto data = base64_decode(trim(element.text()) == "=" ? "" : trim(element.text()));
    if (!data)
      return fail({.code = "auth-failed", .condition = "incorrect-encoding", .permanent = true});
    auto step = sasl->on_challenge(*data);
    if (step.failure) return fail(std::move(*step.failure));
    if (step.key) return hash_password(*step.key);
    return respond(*step.response);
  }
  if (two && name == "task-data") return on_task(element);
  if (name != "success" && !(two && name == "continue")) return;
  std::optional<std::string> data;
  const xml::Element* holder = two ? element.child("additional-data", ns::kSasl2) : &element;
  // "=" stands for data of no bytes (RFC 6120 section 6.4.2).
  if (holder) data = base64_decode(trim(holder->text()) == "=" ? "" : trim(holder->text()));
  if (auto impostor = sasl->on_success(data)) return fail(std::move(*impostor));
  keep_keys();
  if (name == "continue") return on_continue(element);
  if (two) return on_sasl2_success(element);
  sasl.reset();
  enter(Phase::Restarting);
  if (!link) return;
  arm(config.stanza_timeout_ms);
  link->open_stream(config.jid.domain(), may_be_named() ? config.jid.bare_str() : std::string(),
                    config.lang);
}

void Session::Impl::sasl_failed(StreamFailure f) {
  const bool fast_refused = sasl->mechanism() == Mechanism::HtSha256;
  if (f.text.empty()) f.text = sasl->server_says();
  if (f.code == "auth-failed" && f.permanent) {
    // A token that is refused once is worth nothing; the password may do (XEP-0484 section 5.1).
    if (fast_refused) {
      log(LogLevel::Info, "the token is refused: " + f.condition);
      sasl.reset();
      set_fast({});
      if (config.auth == AuthMethod::Token && config.token_mechanism == "FAST") {
        f.code = "token-refused";
        return fail(std::move(f));
      }
      phase = Phase::Greeting;
      return offer.children().empty() ? void() : begin_sasl();
    }
    if (config.auth == AuthMethod::Token) f.code = "token-refused";
    if (!keys.client_key.empty()) {
      keys = {};
      self.on_scram_keys.emit(keys);
    }
  }
  fail(std::move(f));
}

void Session::Impl::respond(std::string_view bytes) {
  xml::Element e("response", sasl_ns);
  e.set_text(base64_encode(bytes));
  transmit(e);
}

// The keys of an earlier login do as long as the server keeps the salt, and need no hashing.
void Session::Impl::hash_password(const Scram::KeyRequest& request) {
  const Mechanism m = sasl->mechanism();
  const auto answer = [this, m, request](ScramKeys k) {
    k.mechanism = mechanism_name(m);
    k.salt = request.salt;
    k.iterations = request.iterations;
    derived = std::move(k);
    respond(sasl->final_response(derived));
  };
  if (keys.mechanism == mechanism_name(m) && keys.salt == request.salt &&
      keys.iterations == request.iterations)
    return answer(keys);
  if (config.password.empty())
    return sasl_failed({.code = "auth-failed", .condition = "keys-expired", .permanent = true});
  derive(m, request.salt, request.iterations,
         [answer, m](const std::string& salted) { answer(scram_keys(hash_of(m), salted)); });
}

void Session::Impl::derive(Mechanism m, const std::string& salt, int iterations,
                           Function<void(const std::string&)> done) {
  // Many rounds on a slow phone may take longer than the server's answers do.
  arm(config.stanza_timeout_ms * 2);
  const std::weak_ptr<char> token = attempt_token;
  p.crypto.pbkdf2(
      hash_of(m), who.secret, salt, iterations,
      [this, token, done = std::move(done)](const std::string& salted) {
        if (token.expired() || !sasl) return;
        if (salted.empty())
          return fail({.code = "auth-failed", .condition = "no-pbkdf2", .permanent = true});
        arm(config.stanza_timeout_ms);
        done(salted);
      });
}

void Session::Impl::keep_keys() {
  if (!is_scram(sasl->mechanism())) return;
  scram_seen = true;
  if (derived.client_key.empty() || derived.client_key == keys.client_key) return;
  keys = derived;
  self.on_scram_keys.emit(keys);
}

}  // namespace confab::xmpp
