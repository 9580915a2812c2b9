// SPDX-License-Identifier: MIT
// Roster (RFC 6121 2): the contact list, fetched by version and kept up to date by pushes. Keeps
// the version only; the list itself lives with whoever hears the events.
#pragma once

#include "xmpp/client.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Roster final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;
  void save(xml::Element& state) const override;  // the version; the items are the domain's
  void restore(const xml::Element& state) override;

  void set(const RosterItem& item, Done done);
  void remove(const Jid& jid, Done done);

 private:
  void on_roster(const xml::Element& query);
  void change(xml::Element item, Done done);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  Jid account_;          // whose version that is
  std::string version_;  // "" until one has been received
};

}  // namespace confab::xmpp
