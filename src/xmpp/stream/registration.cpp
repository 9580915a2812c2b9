// SPDX-License-Identifier: MIT
// See registration.h: open, invitation, form, answer, close.
#include "xmpp/stream/registration.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/discovery.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/url.h"
#include "xmpp/stream/websocket_link.h"

namespace confab::xmpp {

Registration::Registration(Session::Platform platform, SessionConfig config,
                           RegistrationRequest request, Done done)
    : p_(platform),
      config_(std::move(config)),
      request_(std::move(request)),
      done_(std::move(done)) {}

Registration::~Registration() {
  p_.timers.cancel(timer_);
  if (!link_) return;
  link_->detach();
  if (step_ != Step::Over) link_->close_socket(1000);
}

void Registration::start() {
  if (request_.jid.local().empty() || request_.jid.domain().empty())
    return finish({"bad-jid", {}, {}, {}});
  if (!p_.network.online()) return finish({"offline", {}, {}, {}});
  arm(config_.connect_timeout_ms);
  if (!config_.websocket_url.empty()) return dial(config_.websocket_url);
  discover_endpoints(p_.network, request_.jid.domain(),
                     static_cast<int>(config_.connect_timeout_ms), alive_,
                     [this](const DiscoveryResult& found) {
                       if (step_ == Step::Over) return;
                       if (found.websocket.empty()) return finish({"discovery-failed", {}, {}, {}});
                       dial(found.websocket);
                     });
}

void Registration::dial(const std::string& url) {
  const auto parsed = parse_websocket_url(url);
  if (!parsed) return finish({"bad-url", {}, {}, {}});
  // The new password goes over it as it is.
  if (!parsed->confidential())
    return finish({p_.network.secure_page() ? "mixed-content" : "insecure-mechanism", {}, {}, {}});
  link_ = std::make_unique<WebSocketLink>(*this, config_.limits);
  std::string error;
  if (!link_->connect(p_.network, url, error)) return finish({"bad-url", error, {}, {}});
  arm(config_.connect_timeout_ms);
}

void Registration::arm(int64_t ms) {
  p_.timers.cancel(timer_);
  timer_ = p_.timers.after(ms, [this] {
    timer_ = 0;
    finish({greeted_ ? "timeout" : "unreachable", {}, {}, {}});
  });
}

void Registration::finish(RegistrationResult result) {
  if (step_ == Step::Over) return;
  step_ = Step::Over;
  p_.timers.cancel(timer_);
  if (link_) {
    if (greeted_) link_->close_stream();
    link_->detach();  // it may be what called us
    link_->close_socket(1000);
  }
  timer_ = p_.timers.after(0, [this, result = std::move(result)] {
    timer_ = 0;
    const Done done = std::move(done_);
    done(result);  // may destroy this
  });
}

void Registration::send(Step next, xml::Element iq) {
  uint8_t bytes[8];
  p_.crypto.random_bytes(bytes, sizeof bytes);
  id_ = hex_encode(std::string(reinterpret_cast<const char*>(bytes), sizeof bytes));
  iq.set_attr("id", id_).set_attr("to", request_.jid.domain());
  step_ = next;
  arm(config_.stanza_timeout_ms);
  link_->send(iq.to_xml());
}

void Registration::ask_form() {
  xml::Element iq("iq", ns::kClient);
  iq.set_attr("type", "get").add("query", ns::kRegister);
  send(Step::Asked, std::move(iq));
}

void Registration::on_link_open(std::string_view protocol) {
  if (protocol != "xmpp") return finish({"not-xmpp", {}, {}, {}});
  step_ = Step::Greeting;
  arm(config_.stanza_timeout_ms);
  link_->open_stream(request_.jid.domain(), {}, config_.lang);
}

void Registration::on_link_element(xml::Element& element) {
  if (element.is("error", ns::kStream)) {
    const StreamFailure failure = failure_of_stream_error(element);
    return finish({failure.code, failure.text, {}, {}});
  }
  if (step_ == Step::Greeting && element.is("features", ns::kStream)) {
    if (request_.invite.empty()) return ask_form();
    // XEP-0445 section 3: the token first; it opens what is closed to everybody else.
    xml::Element iq("iq", ns::kClient);
    iq.set_attr("type", "set").add("preauth", ns::kPreauth).set_attr("token", request_.invite);
    return send(Step::Invited, std::move(iq));
  }
  // Nobody but the server is on this stream, so the id alone tells (RFC 6120 8.1.2.1).
  if (step_ > Step::Greeting && element.is("iq", ns::kClient) && element.attr("id") == id_)
    on_answer(element);
}

void Registration::on_answer(const xml::Element& iq) {
  if (iq.attr("type") == "error")
    return refused(stanza_error(iq).value_or(StanzaError{"undefined-condition", {}, {}, {}, {}}));
  if (iq.attr("type") != "result") return;
  if (step_ == Step::Invited) return ask_form();
  if (step_ == Step::Submitted) return finish({});
  const xml::Element* query = iq.child("query", ns::kRegister);
  if (!query) return finish({"register-unsupported", {}, {}, {}});
  on_form(*query);
}

void Registration::on_form(const xml::Element& query) {
  auto filled = fill_registration(query, {request_.jid.local(), request_.password, request_.more});
  if (!filled.code.empty())
    return finish({filled.code, {}, std::move(filled.url), std::move(filled.missing)});
  xml::Element iq("iq", ns::kClient);
  iq.set_attr("type", "set").add(std::move(filled.query));
  send(Step::Submitted, std::move(iq));
}

void Registration::refused(const StanzaError& error) {
  const std::string& condition = error.condition;
  const bool unknown = condition == "service-unavailable" || condition == "feature-not-implemented";
  // A server without invitations may let people in all the same.
  if (step_ == Step::Invited && unknown) return ask_form();
  std::string code = "register-" + condition;
  if (unknown) code = "register-unsupported";
  if (step_ == Step::Invited) code = "register-invite";
  finish({std::move(code), error.text, {}, {}});
}

void Registration::on_link_end(const FrameClose&) { finish({"unreachable", {}, {}, {}}); }

void Registration::on_link_bad_frame(xml::ParseError error) {
  finish({greeted_ ? failure_of_parse(error).code : "not-xmpp", {}, {}, {}});
}

void Registration::on_link_lost(int, std::string_view reason) {
  finish({greeted_ ? "lost" : "unreachable", std::string(reason), {}, {}});
}

}  // namespace confab::xmpp
