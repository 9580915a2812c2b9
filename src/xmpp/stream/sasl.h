// SPDX-License-Identifier: MIT
// Sasl: which mechanism to use, and one exchange of it, in bytes. Knows neither stream nor profile
// (RFC 6120 section 6 or XEP-0388); the caller carries the data and hashes the password when asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/element.h"
#include "xmpp/stream/scram.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

enum class Mechanism : uint8_t {
  ScramSha512,
  ScramSha256,
  ScramSha1,
  Plain,
  External,
  Anonymous,
  OAuthBearer,  // RFC 7628
  XOAuth2,      // ejabberd's: as PLAIN, with a token
  HtSha256      // HT-SHA-256-NONE, for FAST (XEP-0484)
};

struct MechanismChoice {
  std::optional<Mechanism> mechanism;
  bool only_insecure = false;  // PLAIN would have done, had the transport been confidential
};
// The strongest one of the <mechanism/>s in `list` that the configuration allows and the way of
// logging in wants. Channel-binding variants (-PLUS) are not ours, since no page can see the TLS
// below it, and are passed over; the GS2 header says so ("n", RFC 5802 section 6).
MechanismChoice choose_mechanism(const xml::Element& list, const SessionConfig& config,
                                 bool confidential);
std::string_view mechanism_name(Mechanism m);
std::optional<Mechanism> mechanism_of(std::string_view name);
bool is_scram(Mechanism m);
platform::Hash hash_of(Mechanism m);  // of a SCRAM mechanism
bool lists_mechanism(const xml::Element* list, std::string_view name);

// What XEP-0474 hashes of an offer: the mechanisms of `list`, sorted, and the channel bindings.
std::string offer_digest_text(const xml::Element& list, const xml::Element& features, char between,
                              char before_bindings);

struct SaslIdentity {
  std::string user, bare_jid;
  std::string secret;  // password or token
};

class Sasl {
 public:
  Sasl(Mechanism mechanism, SaslIdentity who, std::string nonce);
  // What the server offered (offer_digest_text), to be compared with what it says it did
  // (XEP-0474); any one of the forms that the XEP has had will do.
  void expect_offer(std::vector<std::string> texts) { offers_ = std::move(texts); }

  Mechanism mechanism() const { return mechanism_; }
  const std::string& initial() const { return initial_; }  // the initial response

  // One of: hash the password as `key` says, then call final_response(); `response` is the answer;
  // `failure` ends the login.
  struct Step {
    std::optional<Scram::KeyRequest> key;
    std::optional<std::string> response;
    std::optional<StreamFailure> failure;
  };
  Step on_challenge(std::string_view data);
  std::string final_response(const ScramKeys& keys);
  // nullopt: the server may be trusted. nullopt as data: it sent none.
  std::optional<StreamFailure> on_success(std::optional<std::string_view> data);
  const std::string& server_says() const { return server_says_; }  // about a refused token

 private:
  Mechanism mechanism_;
  SaslIdentity who_;
  std::string initial_, server_says_;
  std::vector<std::string> offers_;
  std::optional<Scram> scram_;
  bool final_sent_ = false, verified_ = false;
};

}  // namespace confab::xmpp
