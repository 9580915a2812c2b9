// SPDX-License-Identifier: MIT
// Mam (XEP-0313 with the paging of 0059): pages of our own archive or a room's. One query, one
// ArchivePageEvent; which page to want next is the asker's business.
#pragma once

#include <unordered_map>

#include "xmpp/client.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Mam final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  Handled on_stanza(const xml::Element& stanza) override;

  void query(const ArchiveQuery& query);

 private:
  struct Open {
    ArchiveQuery query;
    std::vector<MessageEvent> messages;
    std::vector<ReceiptEvent> receipts;
    size_t results = 0;
  };
  void on_result(Open& open, const xml::Element& result);
  void finish(const std::string& queryid, const IqResult& answer);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  std::unordered_map<std::string, Open> open_;  // by queryid
};

}  // namespace confab::xmpp
