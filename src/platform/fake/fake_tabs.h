// SPDX-License-Identifier: MIT
// FakeTabs: a browser with any number of tabs in one process. Texts take a little while, locks pass
// on behind them; a test may freeze a tab, which then hears nothing but keeps what it holds.
#pragma once

#include <map>
#include <vector>

#include "platform/clock.h"
#include "platform/tabs.h"

namespace confab::platform {

class FakeTabs {
 public:
  explicit FakeTabs(Timers& timers) : timers_(timers) {}

  class Tab final : public Tabs {
   public:
    explicit Tab(FakeTabs& browser) : browser_(browser) {}
    bool available() override { return allowed; }
    std::unique_ptr<TabChannel> join(const std::string& name,
                                     TabChannel::Listener& listener) override;
    void freeze(bool frozen, bool told);  // told: the page hears of it first, as browsers promise
    bool allowed = true;

   private:
    friend class FakeTabs;
    FakeTabs& browser_;
    bool frozen_ = false;
  };

  // Another script of the site says something.
  void intrude(const std::string& name, std::string_view text);
  size_t holders(const std::string& name) const;  // 0 or 1
  std::vector<std::string> names() const;
  std::vector<std::string> posted;  // everything, when `record`
  bool record = false;
  int64_t delay_ms = 1;
  uint64_t bytes = 0;  // posted in all

 private:
  struct End;
  class Channel;
  void deliver(const std::string& name, const End* from, std::string text);
  void tell(const std::shared_ptr<End>& end, bool held, bool alone = false);

  Timers& timers_;
  std::vector<std::shared_ptr<End>> ends_;
  std::map<std::string, std::vector<std::shared_ptr<End>>>
      queues_;  // who asked; the first holds it
};

}  // namespace confab::platform
