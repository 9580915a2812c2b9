// SPDX-License-Identifier: MIT
// See web_tabs.h.
#include "platform/web/web_tabs.h"

#include "platform/web/js.h"

namespace confab::platform {

class WebTabs::Channel final : public TabChannel {
 public:
  Channel(WebTabs& tabs, uint32_t id) : tabs_(tabs), id_(id) {}
  ~Channel() override {
    tabs_.listeners_.erase(id_);
    confab_js_tabs_leave(id_);
  }
  void post(std::string_view text) override { confab_js_tabs_post(id_, text.data(), len(text)); }
  void ask(bool steal) override { confab_js_tabs_ask(id_, steal ? 1 : 0); }
  void release() override { confab_js_tabs_release(id_); }

 private:
  WebTabs& tabs_;
  uint32_t id_;
};

bool WebTabs::available() { return confab_js_tabs_available() == 1; }

std::unique_ptr<TabChannel> WebTabs::join(const std::string& name, TabChannel::Listener& listener) {
  const uint32_t id = ++last_id_;
  if (!confab_js_tabs_join(id, name.data(), len(name))) return nullptr;
  listeners_[id] = &listener;
  return std::make_unique<Channel>(*this, id);
}

void WebTabs::tab_text(uint32_t id, std::string_view text) {
  const auto it = listeners_.find(id);
  if (it != listeners_.end()) it->second->on_tab_text(text);
}
void WebTabs::tab_lock(uint32_t id, bool held) {
  const auto it = listeners_.find(id);
  if (it != listeners_.end()) it->second->on_tab_lock(held);
}
void WebTabs::tab_sleep(uint32_t id, bool asleep) {
  const auto it = listeners_.find(id);
  if (it != listeners_.end()) it->second->on_tab_sleep(asleep);
}

}  // namespace confab::platform
