// SPDX-License-Identifier: MIT
// See sasl.h.
#include "xmpp/stream/sasl.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/sort.h"
#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::xmpp {
namespace {

struct Known {
  Mechanism mechanism;
  std::string_view name;
  AuthMethod method;
};
// Strongest first.
constexpr std::array<Known, 10> kKnown{{
    {Mechanism::ScramSha512, "SCRAM-SHA-512", AuthMethod::Password},
    {Mechanism::ScramSha256, "SCRAM-SHA-256", AuthMethod::Password},
    {Mechanism::ScramSha1, "SCRAM-SHA-1", AuthMethod::Password},
    {Mechanism::Plain, "PLAIN", AuthMethod::Password},
    {Mechanism::External, "EXTERNAL", AuthMethod::External},
    {Mechanism::Anonymous, "ANONYMOUS", AuthMethod::Anonymous},
    {Mechanism::OAuthBearer, "OAUTHBEARER", AuthMethod::Token},
    {Mechanism::XOAuth2, "X-OAUTH2", AuthMethod::Token},
    {Mechanism::Plain, "PLAIN", AuthMethod::Token},
    {Mechanism::HtSha256, "HT-SHA-256-NONE", AuthMethod::Token},
}};

bool allowed(const std::vector<std::string>& list, std::string_view name) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](const std::string& s) {
           return ascii_lower(s) == ascii_lower(name);
         });
}

// Three parts of base64, the first of which is a JSON object.
bool looks_like_jwt(std::string_view token) {
  return token.starts_with("eyJ") && std::count(token.begin(), token.end(), '.') == 2;
}

// A token says who may present it how: ejabberd takes a JWT as the password and its own tokens by
// X-OAUTH2, and offers both.
bool suits(const Known& k, const SessionConfig& config) {
  if (config.auth != AuthMethod::Token) return true;
  if (k.mechanism == Mechanism::HtSha256) return false;  // only as FAST has it
  const std::string& wish = config.token_mechanism;
  if (wish == "PLAIN-JWT") return k.mechanism == Mechanism::Plain;
  if (!wish.empty() && wish != "auto") return k.name == wish;
  return k.mechanism == Mechanism::OAuthBearer ||
         (k.mechanism == Mechanism::Plain) == looks_like_jwt(config.token);
}

bool in_the_clear(Mechanism m) {
  return m == Mechanism::Plain || m == Mechanism::OAuthBearer || m == Mechanism::XOAuth2;
}

StreamFailure broken(std::string condition) {
  return {.code = "auth-failed", .condition = std::move(condition), .permanent = true};
}
StreamFailure impostor(std::string condition = {}) {
  return {.code = "server-signature", .condition = std::move(condition), .permanent = true};
}

}  // namespace

std::string_view mechanism_name(Mechanism m) {
  for (const Known& k : kKnown)
    if (k.mechanism == m) return k.name;
  return {};
}

std::optional<Mechanism> mechanism_of(std::string_view name) {
  for (const Known& k : kKnown)
    if (k.name == name) return k.mechanism;
  return std::nullopt;
}

bool is_scram(Mechanism m) { return m <= Mechanism::ScramSha1; }

platform::Hash hash_of(Mechanism m) {
  return m == Mechanism::ScramSha1     ? platform::Hash::Sha1
         : m == Mechanism::ScramSha256 ? platform::Hash::Sha256
                                       : platform::Hash::Sha512;
}

bool lists_mechanism(const xml::Element* list, std::string_view name) {
  return list && std::any_of(list->children().begin(), list->children().end(), [&](const auto& m) {
           return m.name() == "mechanism" && trim(m.text()) == name;
         });
}

MechanismChoice choose_mechanism(const xml::Element& list, const SessionConfig& config,
                                 bool confidential) {
  MechanismChoice choice;
  for (const Known& k : kKnown) {
    if (k.method != config.auth || !lists_mechanism(&list, k.name) ||
        !allowed(config.sasl_mechanisms, k.name) || !suits(k, config))
      continue;
    if (in_the_clear(k.mechanism) && !confidential) {
      choice.only_insecure = true;
      continue;
    }
    choice.mechanism = k.mechanism;
    choice.only_insecure = false;
    break;
  }
  return choice;
}

std::string offer_digest_text(const xml::Element& list, const xml::Element& features, char between,
                              char before_bindings) {
  const auto joined = [between](const std::vector<std::string>& names) {
    std::vector<const std::string*> order;
    for (const std::string& name : names) order.push_back(&name);
    sort_pointers(order, [](const std::string* a, const std::string* b) { return *a < *b; });
    std::string out;
    for (const std::string* name : order) out.append(out.empty() ? 0 : 1, between).append(*name);
    return out;
  };
  std::vector<std::string> names;
  for (const auto& m : list.children())
    if (m.name() == "mechanism") names.emplace_back(trim(m.text()));
  std::string text = joined(names);
  if (const xml::Element* bindings = features.child("sasl-channel-binding", ns::kSaslCb)) {
    names.clear();
    for (const auto& b : bindings->children()) names.emplace_back(b.attr("type"));
    text += before_bindings + joined(names);
  }
  return text;
}

Sasl::Sasl(Mechanism mechanism, SaslIdentity who, std::string nonce)
    : mechanism_(mechanism), who_(std::move(who)) {
  switch (mechanism) {
    case Mechanism::Plain:  // RFC 4616: authzid NUL authcid NUL password
    case Mechanism::XOAuth2:
      initial_ = std::string(1, '\0') + who_.user + '\0' + who_.secret;
      break;
    case Mechanism::External: initial_ = who_.bare_jid; break;
    case Mechanism::Anonymous: break;
    case Mechanism::OAuthBearer:  // RFC 7628 section 3.1
      initial_ = "n,a=" + replace_all(replace_all(who_.bare_jid, "=", "=3D"), ",", "=2C") +
                 ",\x01"
                 "auth=Bearer " +
                 who_.secret + "\x01\x01";
      break;
    case Mechanism::HtSha256:
      initial_ = who_.user + '\0' + hmac(platform::Hash::Sha256, who_.secret, "Initiator");
      break;
    default:
      scram_.emplace(hash_of(mechanism), who_.user, std::move(nonce));
      initial_ = scram_->client_first();
  }
}

Sasl::Step Sasl::on_challenge(std::string_view data) {
  if (mechanism_ == Mechanism::OAuthBearer && !final_sent_) {
    // Only a refusal comes as a challenge, with the reason in JSON; answered, it fails properly.
    final_sent_ = true;
    if (const auto reason = Json::parse(data)) server_says_ = (*reason)["status"].as_string();
    return {.response = "\x01"};
  }
  if (!scram_) {
    // Some servers ask EXTERNAL or ANONYMOUS again although the initial response said it all.
    if ((mechanism_ != Mechanism::External && mechanism_ != Mechanism::Anonymous) || final_sent_)
      return {.failure = broken("malformed-request")};
    final_sent_ = true;
    return {.response = initial_};
  }
  if (final_sent_) {  // the server's signature as a challenge instead of with <success/>
    if (!scram_->verify(data)) return {.failure = impostor()};
    verified_ = true;
    return {.response = std::string()};
  }
  auto key = scram_->server_first(data);
  if (key) {
    // XEP-0474: what reached us is what was sent, or somebody took the stronger mechanisms out.
    if (!key->offer_hash.empty() && !offers_.empty() &&
        std::none_of(offers_.begin(), offers_.end(), [&](const std::string& text) {
          return base64_encode(digest(hash_of(mechanism_), text)) == key->offer_hash;
        }))
      return {.failure = impostor("downgrade")};
    return {.key = std::move(*key)};
  }
  switch (key.error()) {
    case ScramError::Nonce: return {.failure = impostor()};
    case ScramError::Iterations: return {.failure = broken("iteration-count")};
    case ScramError::Extension: return {.failure = broken("unknown-extension")};
    case ScramError::Malformed: break;
  }
  return {.failure = broken("malformed-request")};
}

std::string Sasl::final_response(const ScramKeys& keys) {
  final_sent_ = true;
  return scram_->client_final(keys);
}

std::optional<StreamFailure> Sasl::on_success(std::optional<std::string_view> data) {
  if (mechanism_ == Mechanism::HtSha256)
    verified_ =
        data && equal_secrets(*data, hmac(platform::Hash::Sha256, who_.secret, "Responder"));
  else if (!scram_ || (!verified_ && data && scram_->verify(*data)))
    verified_ = true;
  return verified_ ? std::nullopt : std::optional(impostor());
}

}  // namespace confab::xmpp
