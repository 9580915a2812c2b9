// SPDX-License-Identifier: MIT
// Avatars: says who has which picture, by its hash (XEP-0084 in PEP; XEP-0153 in presence), and
// fetches pictures by their hash, a few at a time, when somebody wants to see them. Publishes none.
#pragma once

#include <optional>
#include <vector>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

// XEP-0153 4.2: the hash in a presence; "": no picture. Nothing when it does not say, or not
// soundly.
std::optional<std::string> photo_hash(const xml::Element& presence);

class Avatars final : public Module {
 public:
  static constexpr int kParallel = 4;     // requests under way
  static constexpr size_t kWaiting = 64;  // and those to come; the newest is asked first

  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;

  // The picture with this hash, of a contact or of an occupant (full JID), as it was announced;
  // one PictureEvent follows. `pep`: by XEP-0084, and by XEP-0153 where that has nothing.
  void fetch(const Jid& who, const std::string& hash, bool pep);

 private:
  struct Wanted {
    Jid who;
    std::string hash;
    bool pep;
  };
  void pump();
  void ask(Wanted wanted);
  void answered(Wanted& wanted, const IqResult& result);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  Jid asking_as_;
  std::vector<Wanted> waiting_;
  int asking_ = 0;
};

}  // namespace confab::xmpp
