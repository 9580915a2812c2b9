// SPDX-License-Identifier: MIT
// Bookmarks (XEP-0402): the account's rooms, kept by its server in PEP. Entering those marked
// autojoin is the domain's decision.
#pragma once

#include <unordered_map>

#include "xmpp/client.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Bookmarks final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;

  void set(const Bookmark& bookmark, Done done);
  void remove(const Jid& room, Done done);

 private:
  std::optional<Bookmark> decode(const xml::Element& item);
  xml::Element publish_request(const Bookmark& bookmark) const;
  void configure_and_publish(const Bookmark& bookmark, Done done);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  // What other clients keep with a bookmark must survive our changes (XEP-0402 3.2).
  std::unordered_map<Jid, xml::Element> extensions_;
};

}  // namespace confab::xmpp
