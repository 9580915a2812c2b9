// SPDX-License-Identifier: MIT
// See register.h. Both go to the own server only, over the stream that has proved who it is.
#include "xmpp/modules/xep0077_register/register.h"

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

// No disco feature: it is servers that announce this one.
ModuleInfo Register::info() const { return {"register", {"XEP-0077"}, {}, {}}; }

void Register::change_password(const std::string& password, Done done) {
  xml::Element query("query", ns::kRegister);
  query.add("username").set_text(context_->jid().local());
  query.add("password").set_text(password);
  ask(std::move(query), std::move(done));
}

void Register::cancel(Done done) {
  xml::Element query("query", ns::kRegister);
  query.add("remove");
  ask(std::move(query), std::move(done));
}

void Register::ask(xml::Element query, Done done) {
  xml::Element iq = make_iq("set", Jid({}, context_->jid().domain(), {}));
  iq.add(std::move(query));
  context_->iq(std::move(iq), owner_, [done = std::move(done)](const IqResult& result) {
    if (done) done(result ? std::nullopt : std::optional<StanzaError>(result.error()));
  });
}

}  // namespace confab::xmpp
