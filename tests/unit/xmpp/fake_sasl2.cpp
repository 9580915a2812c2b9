// SPDX-License-Identifier: MIT
// FakeServer's other half: XEP-0388 with inline resumption, Bind 2, tokens and one upgrade task,
// and the mechanisms that need no challenge.
#include "base/strings.h"
#include "unit/xmpp/fake_wire.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::test {
namespace ns = xmpp::ns;
using xml::Element;

void FakeServer::refuse(Wire& wire, const std::string& condition) {
  send(wire, "<failure xmlns='" + wire.profile + "'><" + condition + " xmlns='" + ns::kSasl +
                 "'/></failure>");
}

bool FakeServer::knows(Wire& wire, const std::string& data) {
  const std::string& m = wire.mechanism;
  const std::string nul(1, '\0');
  if (m == "PLAIN" || m == "X-OAUTH2") {
    const bool by_password = m == "PLAIN" && data == nul + user + nul + password;
    if (by_password || (!token.empty() && data == nul + user + nul + token)) return true;
    refuse(wire, "not-authorized");
    return false;
  }
  if (m == "OAUTHBEARER") {
    const std::string a = "n,a=" + user + "@" + domain +
                          ",\x01"
                          "auth=Bearer ";
    if (!token.empty() && data == a + token + "\x01\x01") return true;
    send(wire, "<challenge xmlns='" + wire.profile + "'>" +
                   base64_encode(R"({"status":"invalid_token","scope":"xmpp"})") + "</challenge>");
    return false;
  }
  return true;  // ANONYMOUS, EXTERNAL
}

std::string FakeServer::offer2() const {
  std::string out = "<authentication xmlns='" + std::string(ns::kSasl2) + "'>";
  for (const auto& m : mechanisms) out += "<mechanism>" + m + "</mechanism>";
  out += "<inline>";
  if (sasl2.bind) {
    out += "<bind xmlns='" + std::string(ns::kBind2) + "'><inline>";
    for (const auto& f : sasl2.features) out += "<feature var='" + f + "'/>";
    out += "</inline></bind>";
  }
  if (sasl2.sm) out += "<sm xmlns='" + std::string(ns::kSm) + "'/>";
  if (sasl2.fast)
    out += "<fast xmlns='" + std::string(ns::kFast) +
           "'><mechanism>HT-SHA-256-ENDP</mechanism><mechanism>HT-SHA-256-NONE</mechanism></fast>";
  out += "</inline>";
  if (!sasl2.upgrade.empty())
    out += "<upgrade xmlns='" + std::string(ns::kSaslUpgrade) + "'>" + sasl2.upgrade + "</upgrade>";
  return out + "</authentication>";
}

void FakeServer::on_auth2(Wire& wire, const Element& e) {
  wire.profile = ns::kSasl2;
  if (!sasl_failure.empty()) return refuse(wire, sasl_failure);
  if (e.name() == "next" && e.attr("task") == sasl2.upgrade)
    return send(wire, "<task-data xmlns='" + wire.profile + "'><salt xmlns='" + ns::kScramUpgrade +
                          "' iterations='4096'>" + base64_encode("salt") + "</salt></task-data>");
  if (e.name() == "task-data") {
    sasl2.upgraded = base64_decode(e.child_text("hash", ns::kScramUpgrade)).value_or("");
    sasl2.upgrade.clear();
    return succeed2(wire, {});
  }
  if (e.name() == "response") {
    const std::string data = base64_decode(e.text()).value_or("");
    if (data == "\x01") return refuse(wire, "not-authorized");
    return on_scram_final(wire, data);
  }
  if (e.name() != "authenticate") return;
  wire.request = e;
  wire.mechanism = std::string(e.attr("mechanism"));
  const std::string data = base64_decode(e.child_text("initial-response", ns::kSasl2)).value_or("");
  if (wire.mechanism == "HT-SHA-256-NONE") return on_token(wire, data);
  if (wire.mechanism.starts_with("SCRAM")) return on_scram_first(wire, data);
  if (!knows(wire, data)) return;
  ++logins;
  succeed2(wire, {});
}

void FakeServer::on_token(Wire& wire, const std::string& data) {
  const Element* fast = wire.request.child("fast", ns::kFast);
  const Element* agent = wire.request.child("user-agent", ns::kSasl2);
  if (!sasl2.fast_failure.empty()) return refuse(wire, sasl2.fast_failure);
  if (!fast || !agent || agent->attr("id") != sasl2.user_agent || sasl2.token.empty() ||
      data != user + '\0' + xmpp::hmac(platform::Hash::Sha256, sasl2.token, "Initiator"))
    return refuse(wire, "not-authorized");
  const std::string count(fast->attr("count"));
  for (const auto& used : sasl2.counts)
    if (used == count) return refuse(wire, "not-authorized");  // played again
  sasl2.counts.push_back(count);
  const std::string proof = xmpp::hmac(platform::Hash::Sha256, sasl2.token, "Responder");
  if (fast->attr("invalidate") == "true") {
    sasl2.token.clear();
    ++sasl2.revoked;
  }
  ++logins;
  if (sasl2.no_responder) return succeed2(wire, {});
  succeed2(wire, sasl2.forge_responder ? std::string(32, 'x') : proof);
}

std::string FakeServer::inline_results(Wire& wire) {
  std::string out;
  if (const Element* resume = wire.request.child("resume", ns::kSm)) {
    if (!forget_sessions && kept_.resumable && resume->attr("previd") == kept_.id) {
      const auto n = static_cast<uint32_t>(std::stoul(std::string(resume->attr("h"))));
      while (kept_.queue.size() > kept_.sent - n) kept_.queue.pop_front();
      ++resumptions;
      ++sasl2.inline_resumptions;
      wire.bound = true;
      return "<resumed xmlns='" + std::string(ns::kSm) + "' previd='" + kept_.id + "' h='" +
             std::to_string(kept_.handled + miscount) + "'/>";
    }
    out += "<failed xmlns='" + std::string(ns::kSm) + "' h='" + std::to_string(kept_.handled) +
           "'><item-not-found xmlns='" + ns::kStanzaErrors + "'/></failed>";
  }
  const Element* bind = wire.request.child("bind", ns::kBind2);
  if (!bind || !sasl2.bind) return out;
  ++sasl2.inline_binds;
  bound_resource = std::string(bind->child_text("tag", ns::kBind2)) + "~1";
  kept_ = Kept();
  wire.bound = true;
  out += "<bound xmlns='" + std::string(ns::kBind2) + "'>";
  for (const auto& child : bind->children()) {
    if (child.ns() == ns::kCsi) csi_inactive += child.name() == "inactive";
    if (!child.is("enable", ns::kSm) || !sm) continue;
    kept_.sm = true;
    kept_.resumable = resume;
    kept_.id = "sm" + std::to_string(++ids_);
    out += "<enabled xmlns='" + std::string(ns::kSm) + "' resume='1' id='" + kept_.id + "'/>";
  }
  return out + "</bound>";
}

void FakeServer::succeed2(Wire& wire, const std::string& data) {
  const std::string more =
      data.empty() ? "" : "<additional-data>" + base64_encode(data) + "</additional-data>";
  const Element* wish = wire.request.child("upgrade", ns::kSaslUpgrade);
  if (wish && !sasl2.upgrade.empty() && wish->text() == sasl2.upgrade)
    return send(wire, "<continue xmlns='" + wire.profile + "'>" + more + "<tasks><task>" +
                          sasl2.upgrade + "</task></tasks></continue>");
  wire.authenticated = true;
  const std::string inside = inline_results(wire);
  std::string who = sasl2.authorize_as.empty() ? user + "@" + domain : sasl2.authorize_as;
  if (inside.find("<bound") != inside.npos) who += "/" + bound_resource;
  std::string out = "<success xmlns='" + wire.profile + "'>" + more + "<authorization-identifier>" +
                    who + "</authorization-identifier>" + inside;
  const bool used = wire.mechanism.starts_with("HT-");
  if (wire.request.child("request-token", ns::kFast) || (used && sasl2.rotate)) {
    sasl2.token = "secret-token-" + std::to_string(++sasl2.issued);
    sasl2.counts.clear();
    sasl2.user_agent = std::string(wire.request.child("user-agent", ns::kSasl2)->attr("id"));
    out += "<token xmlns='" + std::string(ns::kFast) + "' expiry='" + sasl2.expiry + "' token='" +
           sasl2.token + "'/>";
  }
  send(wire, out + "</success>");
  if (inside.find("<resumed") != inside.npos)
    for (const auto& stanza : kept_.queue) send(wire, stanza.to_xml());
  if (!sasl2.before_features.empty()) deliver(sasl2.before_features);
  send_features(wire);
}

}  // namespace confab::test
