// SPDX-License-Identifier: MIT
// Registration: makes one account on a server (XEP-0077), by an invitation where there is one
// (XEP-0401, XEP-0445), over a stream of its own on which nobody signs in. Once; no trying again.
#pragma once

#include <memory>

#include "xmpp/core/stanza_error.h"
#include "xmpp/stream/link.h"
#include "xmpp/stream/registration_form.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

struct RegistrationRequest {
  Jid jid;  // the account to be
  std::string password, invite;
  std::vector<std::pair<std::string, std::string>> more;  // what a server asks besides, by var
};
struct RegistrationResult {
  // "": the account is there. Else a StreamFailure's code, or register- and a condition of
  // RFC 6120 8.3.3, register-fields, register-elsewhere, register-captcha, register-unsupported,
  // register-invite.
  std::string code;
  std::string text, url;                   // the server's words; the website to go to instead
  std::vector<RegistrationField> missing;  // of register-fields
};

class Registration final : public Link::Listener {
 public:
  using Done = Function<void(const RegistrationResult&)>;
  // `config`: where the server is, and the limits. `done` comes once, never from inside start(),
  // and may destroy this; destroyed earlier, it does not come.
  Registration(Session::Platform platform, SessionConfig config, RegistrationRequest request,
               Done done);
  ~Registration();
  void start();

 private:
  enum class Step : uint8_t { Opening, Greeting, Invited, Asked, Submitted, Over };

  void on_link_open(std::string_view protocol) override;
  void on_link_stream(const FrameOpen&) override { greeted_ = true; }
  void on_link_element(xml::Element& element) override;
  void on_link_end(const FrameClose& close) override;
  void on_link_bad_frame(xml::ParseError error) override;
  void on_link_lost(int code, std::string_view reason) override;
  void on_link_terminated(std::string_view, const std::string&) override {}  // BOSH's only
  int64_t link_patience_ms() const override { return config_.stanza_timeout_ms; }
  void on_link_wire(bool, std::string_view) override {}

  void dial(const std::string& url);
  void on_answer(const xml::Element& iq);
  void on_form(const xml::Element& query);
  void refused(const StanzaError& error);
  void ask_form();
  void send(Step next, xml::Element iq);
  void arm(int64_t ms);
  void finish(RegistrationResult result);

  Session::Platform p_;
  SessionConfig config_;
  RegistrationRequest request_;
  Done done_;
  Step step_ = Step::Opening;
  std::unique_ptr<Link> link_;
  std::string id_;
  bool greeted_ = false;
  platform::TimerId timer_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace confab::xmpp
