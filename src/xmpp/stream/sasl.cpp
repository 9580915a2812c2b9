// SPDX-License-Identifier: MIT
// See sasl.h.
#include "xmpp/stream/sasl.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

struct Known {
  Mechanism mechanism;
  std::string_view name;
  AuthMethod method;
};
// Strongest first.
constexpr std::array<Known, 6> kKnown{{
    {Mechanism::ScramSha512, "SCRAM-SHA-512", AuthMethod::Password},
    {Mechanism::ScramSha256, "SCRAM-SHA-256", AuthMethod::Password},
    {Mechanism::ScramSha1, "SCRAM-SHA-1", AuthMethod::Password},
    {Mechanism::Plain, "PLAIN", AuthMethod::Password},
    {Mechanism::External, "EXTERNAL", AuthMethod::External},
    {Mechanism::Anonymous, "ANONYMOUS", AuthMethod::Anonymous},
}};

bool offered(const xml::Element& features, std::string_view name) {
  const xml::Element* list = features.child("mechanisms", ns::kSasl);
  return list && std::any_of(list->children().begin(), list->children().end(), [&](const auto& m) {
           return m.name() == "mechanism" && trim(m.text()) == name;
         });
}

bool allowed(const std::vector<std::string>& list, std::string_view name) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](const std::string& s) {
           return ascii_lower(s) == ascii_lower(name);
         });
}

xml::Element with_data(const char* name, std::string_view bytes) {
  xml::Element e(name, ns::kSasl);
  e.set_text(base64_encode(bytes));
  return e;
}

StreamFailure broken(std::string condition) {
  return {.code = "auth-failed", .condition = std::move(condition), .permanent = true};
}
StreamFailure impostor() { return {.code = "server-signature", .permanent = true}; }

// "=" stands for data of no bytes (RFC 6120 section 6.4.2).
std::optional<std::string> data_of(const xml::Element& e) {
  const std::string_view text = trim(e.text());
  return text == "=" ? std::string() : base64_decode(text);
}

}  // namespace

std::string_view mechanism_name(Mechanism m) {
  for (const Known& k : kKnown)
    if (k.mechanism == m) return k.name;
  return {};
}

MechanismChoice choose_mechanism(const xml::Element& features, const SessionConfig& config,
                                 bool confidential) {
  MechanismChoice choice;
  for (const Known& k : kKnown) {
    if (k.method != config.auth || !offered(features, k.name) ||
        !allowed(config.sasl_mechanisms, k.name))
      continue;
    if (k.mechanism == Mechanism::Plain && !confidential) {
      choice.only_insecure = true;
      continue;
    }
    choice.mechanism = k.mechanism;
    choice.only_insecure = false;
    break;
  }
  return choice;
}

Sasl::Sasl(Mechanism mechanism, const SessionConfig& config, std::string nonce)
    : mechanism_(mechanism) {
  switch (mechanism) {
    case Mechanism::Plain:  // RFC 4616: authzid NUL authcid NUL password
      initial_ = std::string(1, '\0') + config.jid.local() + '\0' + config.password;
      break;
    case Mechanism::External:
      if (!config.jid.local().empty()) initial_ = config.jid.bare_str();
      break;
    case Mechanism::Anonymous: break;
    default:
      scram_.emplace(hash(), config.jid.local(), std::move(nonce));
      initial_ = scram_->client_first();
  }
}

platform::Hash Sasl::hash() const {
  switch (mechanism_) {
    case Mechanism::ScramSha1: return platform::Hash::Sha1;
    case Mechanism::ScramSha256: return platform::Hash::Sha256;
    default: return platform::Hash::Sha512;
  }
}

xml::Element Sasl::auth() const {
  xml::Element e = with_data("auth", initial_);
  e.set_attr("mechanism", mechanism_name(mechanism_));
  if (initial_.empty() && mechanism_ == Mechanism::External) e.set_text("=");
  return e;
}

Sasl::Step Sasl::on_challenge(const xml::Element& challenge) {
  const auto data = data_of(challenge);
  if (!data) return {.failure = broken("incorrect-encoding")};
  if (!scram_) {
    // Some servers ask EXTERNAL or ANONYMOUS again although the initial response said it all.
    if (mechanism_ == Mechanism::Plain || final_sent_)
      return {.failure = broken("malformed-request")};
    final_sent_ = true;
    return {.response = with_data("response", initial_)};
  }
  if (final_sent_) {  // the server's signature as a challenge instead of with <success/>
    if (!scram_->verify(*data)) return {.failure = impostor()};
    verified_ = true;
    return {.response = xml::Element("response", ns::kSasl)};
  }
  auto key = scram_->server_first(*data);
  if (key) return {.key = std::move(*key)};
  switch (key.error()) {
    case ScramError::Nonce: return {.failure = impostor()};
    case ScramError::Iterations: return {.failure = broken("iteration-count")};
    case ScramError::Extension: return {.failure = broken("unknown-extension")};
    case ScramError::Malformed: break;
  }
  return {.failure = broken("malformed-request")};
}

xml::Element Sasl::final_response(std::string_view salted_password) {
  final_sent_ = true;
  return with_data("response", scram_->client_final(salted_password));
}

std::optional<StreamFailure> Sasl::on_success(const xml::Element& success) const {
  if (!scram_ || verified_) return std::nullopt;
  const auto data = data_of(success);
  if (!data || !scram_->verify(*data)) return impostor();
  return std::nullopt;
}

}  // namespace confab::xmpp
