// SPDX-License-Identifier: MIT
// Session: logging in by the extensible SASL profile (XEP-0388) with everything that may ride
// along: resumption (XEP-0198), Bind 2 (XEP-0386), tokens (XEP-0484), upgrade tasks (XEP-0480).
#include <charconv>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {
namespace {

constexpr std::string_view kUpgrade = "UPGR-";

const xml::Element* inline_of(const xml::Element* list) {
  return list ? list->child("inline", ns::kSasl2) : nullptr;
}

}  // namespace

bool Session::Impl::fast_usable() const {
  return config.sasl2 && config.fast && confidential && !fast.empty() &&
         fast.mechanism == kFastMechanism && !config.jid.local().empty() &&
         (fast.expires_ms == 0 || fast.expires_ms > p.clock.wall_ms());
}

// A token came from a server that knew all this, so the one round trip that XEP-0484 promises needs
// no look at the features first. Should they have changed meanwhile, the server refuses what it
// does not know, and the features that come with the refusal are read then.
void Session::Impl::begin_fast() {
  pipelined = true;
  authenticate(Mechanism::HtSha256, nullptr);
  if (pipelined && link) arm(patience(config.stanza_timeout_ms));
}

bool Session::Impl::begin_sasl2(const xml::Element& list) {
  const xml::Element* inlined = inline_of(&list);
  if (inlined && fast_wanted() &&
      lists_mechanism(inlined->child("fast", ns::kFast), kFastMechanism)) {
    authenticate(Mechanism::HtSha256, &list);
    return true;
  }
  const MechanismChoice choice = choose_mechanism(list, config, confidential);
  if (!choice.mechanism) return false;
  authenticate(*choice.mechanism, &list);
  return true;
}

// `list`: <authentication/>; null while it is not known.
void Session::Impl::authenticate(Mechanism m, const xml::Element* list) {
  enter(Phase::Authenticating);
  if (!link || !start_sasl(m, list)) return;
  sasl_ns = ns::kSasl2;
  upgrade.clear();
  xml::Element e("authenticate", ns::kSasl2);
  e.set_attr("mechanism", mechanism_name(m));
  const std::string& initial = sasl->initial();
  if (!initial.empty()) e.add("initial-response").set_text(base64_encode(initial));
  e.add(user_agent_element(user_agent, config.software));
  const xml::Element* inlined = inline_of(list);
  if (!list || inlined) add_inline(e, inlined);
  if (!link || !sasl) return;
  if (m == Mechanism::HtSha256) {
    // Said to whoever keeps it before it is used: no count is used twice.
    ++fast.counter;
    self.on_fast_token.emit(fast);
    if (!link || !sasl) return;
    e.add("fast", ns::kFast).set_attr("count", std::to_string(fast.counter));
  } else if (list) {
    ask_for_token(e, inlined);
    if (is_scram(m)) ask_for_upgrade(e, *list);
  }
  transmit(e);
}

void Session::Impl::add_inline(xml::Element& e, const xml::Element* inlined) {
  if (sm.resumable()) {
    // The long way where it cannot ride along, and over BOSH: see await_resumption().
    if (bosh_link() || (inlined && !inlined->child("sm", ns::kSm))) return;
    e.add(resume_request());
  }
  // A resource that somebody chose cannot be asked for by Bind 2.
  if (own_resource || (inlined && !inlined->child("bind", ns::kBind2))) return;
  const auto may = [&](std::string_view feature) { return !inlined || offered_inline(feature); };
  xml::Element& bind = e.add("bind", ns::kBind2);
  // Not the same for two pages of one browser: Prosody makes the resource of this and of the user
  // agent's id, and the second would throw the first one out.
  bind.add("tag").set_text(resource);
  if (config.stream_management && may(ns::kSm)) bind.add(sm_request());
  for (const std::string& feature : inline_wanted)
    if (may(feature)) bind.add("enable", feature);
  if (!active && may(ns::kCsi)) bind.add("inactive", ns::kCsi);
}

bool Session::Impl::offered_inline(std::string_view feature) const {
  const xml::Element* inlined = inline_of(offer.child("authentication", ns::kSasl2));
  const xml::Element* bind = inlined ? inlined->child("bind", ns::kBind2) : nullptr;
  const xml::Element* list = bind ? bind->child("inline", ns::kBind2) : nullptr;
  if (!list) return false;
  for (const auto& child : list->children())
    if (child.name() == "feature" && child.attr("var") == feature) return true;
  return false;
}

void Session::Impl::ask_for_token(xml::Element& e, const xml::Element* inlined) const {
  if (config.fast && may_be_named() && inlined &&
      lists_mechanism(inlined->child("fast", ns::kFast), kFastMechanism))
    e.add("request-token", ns::kFast).set_attr("mechanism", kFastMechanism);
}

// The server would like the password hashed in a stronger way, too. It gets that after it has
// proved that it knows the password, where nobody listens, and only if it is stronger.
void Session::Impl::ask_for_upgrade(xml::Element& e, const xml::Element& list) {
  if (!confidential || config.password.empty()) return;
  std::optional<Mechanism> best;
  for (const auto& child : list.children()) {
    const std::string_view task = trim(child.text());
    if (!child.is("upgrade", ns::kSaslUpgrade) || !task.starts_with(kUpgrade)) continue;
    const auto m = mechanism_of(task.substr(kUpgrade.size()));
    if (m && *m < sasl->mechanism() && (!best || *m < *best)) best = m;
  }
  if (!best) return;
  upgrade = std::string(kUpgrade) + std::string(mechanism_name(*best));
  e.add("upgrade", ns::kSaslUpgrade).set_text(upgrade);
}

void Session::Impl::on_continue(const xml::Element& element) {
  const xml::Element* tasks = element.child("tasks", ns::kSasl2);
  bool found = false;
  if (tasks && !upgrade.empty())
    for (const auto& task : tasks->children())
      found |= task.name() == "task" && trim(task.text()) == upgrade;
  if (!found) return fail({.code = "auth-failed", .condition = "unknown-task", .permanent = true});
  xml::Element next("next", ns::kSasl2);
  next.set_attr("task", upgrade);
  arm(config.stanza_timeout_ms);
  transmit(next);
}

void Session::Impl::on_task(const xml::Element& data) {
  const xml::Element* salt = data.child("salt", ns::kScramUpgrade);
  const auto bytes = salt ? base64_decode(trim(salt->text())) : std::nullopt;
  const std::string_view count = salt ? salt->attr("iterations") : std::string_view();
  int iterations = 0;
  std::from_chars(count.data(), count.data() + count.size(), iterations);
  const auto m = upgrade.empty() ? std::nullopt
                                 : mechanism_of(std::string_view(upgrade).substr(kUpgrade.size()));
  if (!m || !bytes || bytes->empty() || !sane_iterations(iterations))
    return fail({.code = "auth-failed", .condition = "malformed-task", .permanent = true});
  upgrade.clear();  // one answer
  derive(*m, *bytes, iterations, [this](const std::string& salted) {
    xml::Element answer("task-data", ns::kSasl2);
    answer.add("hash", ns::kScramUpgrade).set_text(base64_encode(salted));
    transmit(answer);
  });
}

// What a token says of its owner is the server's word; it has to be the one we asked for.
bool Session::Impl::is_us(const Jid& authorized) const {
  if (config.jid.local().empty()) return true;
  return authorized.domain() == config.jid.domain() &&
         (authorized.local() == config.jid.local() || authorized.local() == who.user);
}

void Session::Impl::on_sasl2_success(const xml::Element& success) {
  const auto authorized = Jid::parse(success.child_text("authorization-identifier", ns::kSasl2));
  const bool by_token =
      config.auth == AuthMethod::Token || sasl->mechanism() == Mechanism::HtSha256;
  if (authorized && by_token && !is_us(*authorized))
    return fail({.code = "token-refused", .condition = "other-account", .permanent = true});
  sasl.reset();
  renewing = false;
  const auto token = attempt_token;
  if (const xml::Element* given = success.child("token", ns::kFast))
    set_fast({std::string(kFastMechanism), std::string(given->attr("token")),
              parse_datetime(given->attr("expiry")).value_or(0)});
  if (attempt_token != token) return;
  if (const xml::Element* resumed = success.child("resumed", ns::kSm)) {
    phase = Phase::Resuming;
    return on_resume_answer(*resumed);
  }
  const xml::Element* bound_to = success.child("bound", ns::kBind2);
  if (const xml::Element* failed = success.child("failed", ns::kSm)) {
    not_resumed(*failed);
    if (attempt_token != token) return;
  }
  arm(config.stanza_timeout_ms);
  if (!bound_to) return enter(Phase::Restarting);  // without a new stream: the features come
  if (!authorized || authorized->is_bare())
    return fail({.code = "bind-failed", .condition = "no-address", .permanent = true});
  jid = *authorized;
  on_bound_inline(*bound_to);
}

void Session::Impl::on_bound_inline(const xml::Element& bound_to) {
  inline_done.clear();
  for (const std::string& feature : inline_wanted)
    if (offered_inline(feature) || bound_to.child("enabled", feature))
      inline_done.push_back(feature);
  for (const char* name : {"enabled", "failed"})
    if (const xml::Element* answer = bound_to.child(name, ns::kSm)) inline_sm = *answer;
  enter(Phase::BoundInline);
}

void Session::Impl::set_fast(FastToken token) {
  if (fast.empty() && token.empty()) return;
  had_token |= !token.empty();
  fast = std::move(token);
  self.on_fast_token.emit(fast);
}

}  // namespace confab::xmpp
