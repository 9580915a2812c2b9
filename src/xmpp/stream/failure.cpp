// SPDX-License-Identifier: MIT
// See failure.h. "Permanent" means that the same try would end the same way, so none is made.
#include "xmpp/stream/failure.h"

#include <array>

#include "xmpp/core/ns.h"
#include "xmpp/core/stanza_error.h"

namespace confab::xmpp {
namespace {

struct Meaning {
  std::string_view condition, code;
  bool permanent;
};

constexpr std::array<Meaning, 19> kStream{{
    {"conflict", "conflict", true},  // coming back would throw out the session that replaced us
    {"system-shutdown", "system-shutdown", false},
    {"policy-violation", "policy-violation", false},
    {"see-other-host", "see-other-host", true},
    {"host-unknown", "host-unknown", true},
    {"host-gone", "host-unknown", true},
    {"improper-addressing", "host-unknown", true},
    {"not-well-formed", "bad-xml", false},
    {"invalid-xml", "bad-xml", false},
    {"bad-format", "bad-xml", false},
    {"bad-namespace-prefix", "bad-xml", false},
    {"invalid-namespace", "bad-xml", false},
    {"restricted-xml", "bad-xml", false},
    {"unsupported-encoding", "bad-xml", false},
    {"connection-timeout", "timeout", false},
    {"unsupported-version", "not-xmpp", true},
    {"unsupported-feature", "stream-error", true},
    {"not-authorized", "stream-error", true},
    {"invalid-from", "stream-error", true},
}};

constexpr std::array<Meaning, 6> kSaslTable{{
    {"account-disabled", "account-disabled", true},
    {"temporary-auth-failure", "auth-failed", false},
    {"encryption-required", "insecure-mechanism", true},
    {"invalid-mechanism", "no-mechanism", true},
    {"mechanism-too-weak", "no-mechanism", true},
    {"not-authorized", "auth-failed", true},
}};

// Reads the defined condition and <text/>, both in `ns`.
StreamFailure read(const xml::Element& error, std::string_view ns) {
  StreamFailure out;
  for (const auto& child : error.children()) {
    if (child.ns() != ns) continue;
    if (child.name() == "text")
      out.text = child.text();
    else if (out.condition.empty())
      out.condition = child.name();
  }
  return out;
}

template <size_t N>
void look_up(StreamFailure& f, const std::array<Meaning, N>& table, std::string_view otherwise,
             bool permanent) {
  f.code = otherwise;
  f.permanent = permanent;
  for (const Meaning& m : table) {
    if (m.condition != f.condition) continue;
    f.code = m.code;
    f.permanent = m.permanent;
  }
}

}  // namespace

StreamFailure failure_of_stream_error(const xml::Element& error) {
  StreamFailure f = read(error, ns::kStreamErrors);
  look_up(f, kStream, "stream-error", false);
  return f;
}

StreamFailure failure_of_sasl(const xml::Element& failure) {
  StreamFailure f = read(failure, ns::kSasl);
  // XEP-0388: conditions stay in RFC 6120's namespace, the text is in its own.
  const StreamFailure own = read(failure, ns::kSasl2);
  if (f.condition.empty()) f.condition = own.condition;
  if (f.text.empty()) f.text = own.text;
  look_up(f, kSaslTable, "auth-failed", true);
  return f;
}

StreamFailure failure_of_bind(const xml::Element& iq) {
  StreamFailure f{.code = "bind-failed"};
  if (const auto error = stanza_error(iq)) {
    f.condition = error->condition;
    f.text = error->text;
    f.permanent = error->type != "wait" && error->condition != "resource-constraint";
  }
  return f;
}

std::string_view stream_condition(xml::ParseError error) {
  switch (error) {
    case xml::ParseError::NotWellFormed: return "not-well-formed";
    case xml::ParseError::Restricted: return "restricted-xml";
    case xml::ParseError::BadUtf8: return "unsupported-encoding";
    case xml::ParseError::TooLarge: break;
  }
  return "policy-violation";
}

StreamFailure failure_of_parse(xml::ParseError error) {
  return {.code = error == xml::ParseError::TooLarge ? "too-large" : "bad-xml",
          .condition = std::string(stream_condition(error))};
}

std::string stream_error_xml(std::string_view condition, std::string_view extra) {
  std::string out = "<stream:error xmlns:stream='";
  out.append(ns::kStream).append("'><").append(condition).append(" xmlns='");
  out.append(ns::kStreamErrors).append("'/>").append(extra).append("</stream:error>");
  return out;
}

}  // namespace confab::xmpp
