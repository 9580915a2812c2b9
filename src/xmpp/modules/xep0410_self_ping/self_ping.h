// SPDX-License-Identifier: MIT
// SelfPing (XEP-0410): finds out whether a room still thinks that we are in it, when a room has
// been silent for long, a bounce hints at it, or somebody asks. What follows is muc's business.
#pragma once

#include <unordered_set>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Muc;

class SelfPing final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override;
  void on_session(SessionEvent event) override;
  void ping(const Jid& room);

 private:
  void schedule();
  void check_silent_rooms();

  Context* context_ = nullptr;
  Muc* muc_ = nullptr;
  Owner owner_ = make_owner();
  platform::TimerId timer_ = 0;
  std::unordered_set<Jid> under_way_;
};

}  // namespace confab::xmpp
