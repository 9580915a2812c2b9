// SPDX-License-Identifier: MIT
// WebTabs: BroadcastChannel and Web Locks through web/library_confab_tabs.js.
#pragma once

#include <map>

#include "platform/tabs.h"

namespace confab::platform {

class WebTabs final : public Tabs {
 public:
  bool available() override;
  std::unique_ptr<TabChannel> join(const std::string& name,
                                   TabChannel::Listener& listener) override;

  // From JavaScript.
  void tab_text(uint32_t id, std::string_view text);
  void tab_lock(uint32_t id, bool held);
  void tab_sleep(uint32_t id, bool asleep);

 private:
  class Channel;
  std::map<uint32_t, TabChannel::Listener*> listeners_;
  uint32_t last_id_ = 0;
};

}  // namespace confab::platform
