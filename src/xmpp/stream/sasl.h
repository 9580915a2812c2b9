// SPDX-License-Identifier: MIT
// Sasl: which mechanism to use, and one exchange of it (RFC 6120 section 6). Knows no stream; the
// caller carries the data and hashes the password when asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/element.h"
#include "xmpp/stream/scram.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

enum class Mechanism : uint8_t { ScramSha512, ScramSha256, ScramSha1, Plain, External, Anonymous };

struct MechanismChoice {
  std::optional<Mechanism> mechanism;
  bool only_insecure = false;  // PLAIN would have done, had the transport been confidential
};
// The strongest one that the server offers, the configuration allows and the way of logging in
// wants. Channel-binding variants (-PLUS) are not ours and are passed over.
MechanismChoice choose_mechanism(const xml::Element& stream_features, const SessionConfig& config,
                                 bool confidential);
std::string_view mechanism_name(Mechanism m);

class Sasl {
 public:
  Sasl(Mechanism mechanism, const SessionConfig& config, std::string nonce);

  Mechanism mechanism() const { return mechanism_; }
  platform::Hash hash() const;  // of a SCRAM mechanism
  xml::Element auth() const;    // <auth/> with the initial response

  // One of: hash the password as `key` says, then call final_response(); `response` is the answer;
  // `failure` ends the login.
  struct Step {
    std::optional<Scram::KeyRequest> key;
    std::optional<xml::Element> response;
    std::optional<StreamFailure> failure;
  };
  Step on_challenge(const xml::Element& challenge);
  xml::Element final_response(std::string_view salted_password);
  // nullopt: the server may be trusted.
  std::optional<StreamFailure> on_success(const xml::Element& success) const;

 private:
  Mechanism mechanism_;
  std::string initial_;  // bytes
  std::optional<Scram> scram_;
  bool final_sent_ = false, verified_ = false;
};

}  // namespace confab::xmpp
