// SPDX-License-Identifier: MIT
// See fake_server.h.
#include "unit/xmpp/fake_server.h"

#include "base/strings.h"
#include "unit/xmpp/fake_wire.h"
#include "unit/xmpp/pbkdf2_once.h"
#include "xml/parse.h"
#include "xmpp/core/ns.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::test {
namespace ns = xmpp::ns;
using xml::Element;

namespace {
platform::Hash hash_of(const std::string& mechanism) {
  if (mechanism == "SCRAM-SHA-1") return platform::Hash::Sha1;
  return mechanism == "SCRAM-SHA-256" ? platform::Hash::Sha256 : platform::Hash::Sha512;
}
std::string in_sasl(const std::string& profile, const std::string& name, const std::string& data) {
  return "<" + name + " xmlns='" + profile + "'>" + base64_encode(data) + "</" + name + ">";
}
std::string part(const std::string& message, char key) {
  for (const auto p : split(message, ','))
    if (p.size() > 1 && p[0] == key && p[1] == '=') return std::string(p.substr(2));
  return {};
}
}  // namespace

FakeServer::FakeServer(platform::FakeNetwork& network, platform::Timers& timers)
    : network_(network), timers_(timers) {
  network_.on_connect = [this](const std::shared_ptr<platform::FakeConnection>& c) {
    if (!c->listener) return;
    auto wire = std::make_shared<Wire>();
    wire->connection = c;
    wire_ = wire;
    // Weak: the wire holds the connection, which holds this.
    c->on_sent = [this, weak = std::weak_ptr<Wire>(wire)](const std::string& frame) {
      timers_.after(1, [this, weak, frame] {
        if (const auto w = weak.lock()) on_frame(w, frame);
      });
    };
    c->open("xmpp");
  };
}

bool FakeServer::step(Wire& wire) {
  if (wire.dead) return false;
  if (steps++ != cut_at) return true;
  cut(wire);
  return false;
}

void FakeServer::cut(Wire& wire) {
  wire.dead = true;
  timers_.after(5, [c = wire.connection] { c->close(1006); });
  if (wire_.get() == &wire) wire_.reset();
}

void FakeServer::drop(int code) {
  if (!wire_) return;
  wire_->dead = true;
  const auto c = wire_->connection;
  wire_.reset();
  c->close(code);
}

void FakeServer::assume_bound() {
  kept_ = Kept();
  wire_->authenticated = wire_->bound = true;
}

void FakeServer::send(Wire& wire, std::string frame) {
  if (wire.dead) return;
  timers_.after(1, [this, c = wire.connection, w = wire_, frame = std::move(frame)] {
    if (!w || w->dead || w->connection != c) return;
    if (step(*w)) c->text(frame);
  });
}

void FakeServer::raw(std::string_view frame) {
  if (wire_) send(*wire_, std::string(frame));
}

void FakeServer::deliver(Element stanza) {
  if (kept_.sm) {
    ++kept_.sent;
    kept_.queue.push_back(stanza);
  }
  if (wire_ && wire_->bound) send(*wire_, stanza.to_xml());
}

void FakeServer::on_frame(const std::shared_ptr<Wire>& wire, const std::string& frame) {
  if (wire->dead || wire->deaf || !step(*wire)) return;
  frames.push_back(frame);
  const auto parsed = xmpp::parse_frame(frame);
  if (!parsed) return cut(*wire);
  if (std::holds_alternative<xmpp::FrameOpen>(*parsed)) {
    if (!first_frame.empty()) return send(*wire, first_frame);
    send(*wire, "<open xmlns='" + std::string(ns::kFraming) + "' from='" + domain + "' id='s" +
                    std::to_string(++ids_) + "' version='1.0' xml:lang='en'/>");
    return send_features(*wire);
  }
  if (std::holds_alternative<xmpp::FrameClose>(*parsed)) {
    kept_ = Kept();
    send(*wire, "<close xmlns='" + std::string(ns::kFraming) + "'/>");
    return;
  }
  if (auto e = xml::parse(frame)) on_element(*wire, *e);
}

void FakeServer::send_features(Wire& wire) {
  std::string out = "<stream:features xmlns:stream='" + std::string(ns::kStream) + "'>";
  if (!wire.authenticated) {
    out += "<mechanisms xmlns='" + std::string(ns::kSasl) + "'>";
    for (const auto& m : mechanisms) out += "<mechanism>" + m + "</mechanism>";
    out += "</mechanisms>";
    if (sasl2.on) out += offer2();
  } else {
    out += "<bind xmlns='" + std::string(ns::kBind) + "'/>";
    if (session)
      out += "<session xmlns='" + std::string(ns::kSession) + "'>" +
             (optional_session ? "<optional/>" : "") + "</session>";
    if (sm) out += "<sm xmlns='" + std::string(ns::kSm) + "'/>";
    if (csi) out += "<csi xmlns='" + std::string(ns::kCsi) + "'/>";
    if (!caps.empty())
      out += "<c xmlns='" + std::string(ns::kCaps) + "' hash='sha-1' node='x' ver='" + caps + "'/>";
  }
  send(wire, out + "</stream:features>");
}

void FakeServer::on_element(Wire& wire, const Element& e) {
  if (e.ns() == ns::kSasl) return on_auth(wire, e);
  if (e.ns() == ns::kSasl2) return on_auth2(wire, e);
  if (e.ns() == ns::kSm) return on_sm(wire, e);
  if (e.ns() == ns::kCsi) {
    csi_inactive += e.name() == "inactive";
    return;
  }
  if (e.ns() != ns::kClient) return;
  if (!wire.bound || (e.child("session", ns::kSession))) return on_bind(wire, e);
  ++kept_.handled;
  if (e.child("ping", ns::kPing)) {
    if (!answer_requests) return;
    Element result("iq", ns::kClient);
    result.set_attr("type", "result").set_attr("id", e.attr("id"));
    return deliver(std::move(result));
  }
  stanzas.push_back(e);
  if (on_stanza) on_stanza(e);
}

void FakeServer::on_auth(Wire& wire, const Element& e) {
  if (!sasl_failure.empty())
    return send(wire, "<failure xmlns='" + std::string(ns::kSasl) + "'><" + sasl_failure +
                          "/><text>words</text></failure>");
  const std::string data = base64_decode(e.text()).value_or("");
  if (e.name() == "response" && data.empty() && wire.nonce == "done") {
    wire.authenticated = true;
    return send(wire, "<success xmlns='" + std::string(ns::kSasl) + "'/>");
  }
  if (e.name() == "response" && data == "\x01") return refuse(wire, "not-authorized");
  if (e.name() == "response") return on_scram_final(wire, data);
  wire.mechanism = std::string(e.attr("mechanism"));
  if (wire.mechanism.starts_with("SCRAM")) return on_scram_first(wire, data);
  if (!wire.told_reason && !knows(wire, data)) return;
  wire.authenticated = true;
  ++logins;
  send(wire, "<success xmlns='" + std::string(ns::kSasl) + "'/>");
}

void FakeServer::on_scram_first(Wire& wire, const std::string& message) {
  wire.first_bare = message.substr(3);
  wire.nonce = (forge_nonce ? "other" : part(wire.first_bare, 'r')) + "-server";
  wire.server_first = "r=" + wire.nonce + ",s=" + base64_encode(wire.salt) +
                      ",i=" + std::to_string(iterations) + scram_extra;
  send(wire, in_sasl(wire.profile, "challenge", wire.server_first));
}

void FakeServer::on_scram_final(Wire& wire, const std::string& message) {
  const auto hash = hash_of(wire.mechanism);
  const std::string salted = pbkdf2_once(hash, password, wire.salt, iterations);
  const std::string auth_message =
      wire.first_bare + "," + wire.server_first + "," + message.substr(0, message.rfind(",p="));
  const std::string expected =
      xmpp::scram_proof(hash, xmpp::hmac(hash, salted, "Client Key"), auth_message);
  if (part(message, 'p') != base64_encode(expected) || part(message, 'r') != wire.nonce)
    return refuse(wire, "not-authorized");
  std::string signature = xmpp::hmac(hash, xmpp::hmac(hash, salted, "Server Key"), auth_message);
  if (forge_signature) signature[0] = static_cast<char>(signature[0] ^ 1);
  const std::string final = "v=" + base64_encode(signature);
  ++logins;
  if (signature_in_challenge) {
    wire.nonce = "done";
    return send(wire, in_sasl(wire.profile, "challenge", final));
  }
  if (wire.profile == ns::kSasl2) return succeed2(wire, final);
  wire.authenticated = true;
  send(wire, in_sasl(wire.profile, "success", final));
}

void FakeServer::on_bind(Wire& wire, const Element& iq) {
  Element result("iq", ns::kClient);
  result.set_attr("type", "result").set_attr("id", iq.attr("id"));
  if (const Element* bind = iq.child("bind", ns::kBind)) {
    const std::string wanted(bind->child_text("resource"));
    if (!bind_error.empty() && (bind_error_always || !wanted.empty()))
      return send(wire, "<iq xmlns='jabber:client' type='error' id='" + std::string(iq.attr("id")) +
                            "'>" + bind_error + "</iq>");
    bound_resource = wanted.empty() ? "chosen" : wanted;
    kept_ = Kept();
    result.add("bind", ns::kBind).add("jid").set_text(user + "@" + domain + "/" + bound_resource);
    if (!session || optional_session) wire.bound = true;
  } else {
    wire.bound = true;
  }
  send(wire, result.to_xml());
}

void FakeServer::on_sm(Wire& wire, const Element& e) {
  const std::string sm_ns = " xmlns='" + std::string(ns::kSm) + "'";
  if (e.name() == "enable") {
    kept_ = Kept();
    if (!answer_enable) return;
    kept_.sm = true;
    kept_.resumable = resume;
    kept_.id = "sm" + std::to_string(++ids_);
    return send(wire, "<enabled" + sm_ns +
                          (resume ? " resume='true' id='" + kept_.id + "'" : std::string()) +
                          (location.empty() ? "" : " location='" + location + "'") + "/>");
  }
  if (e.name() == "r") {
    if (answer_requests) send(wire, "<a" + sm_ns + " h='" + std::to_string(kept_.handled) + "'/>");
    return;
  }
  const auto confirm = [this](std::string_view h) {
    const auto n = static_cast<uint32_t>(std::stoul(std::string(h)));
    const uint32_t open = kept_.sent - n;
    while (kept_.queue.size() > open) kept_.queue.pop_front();
  };
  if (e.name() == "a") return confirm(e.attr("h"));
  if (e.name() != "resume") return;
  if (forget_sessions || !kept_.resumable || e.attr("previd") != kept_.id) {
    const std::string h =
        tell_h_on_failed_resume ? " h='" + std::to_string(kept_.handled) + "'" : std::string();
    return send(wire, "<failed" + sm_ns + h + "><item-not-found xmlns='" +
                          std::string(ns::kStanzaErrors) + "'/></failed>");
  }
  ++resumptions;
  wire.deaf = deaf_when_resumed;
  wire.bound = true;
  confirm(e.attr("h"));
  send(wire, "<resumed" + sm_ns + " previd='" + kept_.id + "' h='" +
                 std::to_string(kept_.handled + miscount) + "'/>");
  for (const auto& stanza : kept_.queue) send(wire, stanza.to_xml());
}

}  // namespace confab::test
