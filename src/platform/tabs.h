// SPDX-License-Identifier: MIT
// Tabs: the other pages of this site in this browser that use the same name: texts to all of them,
// and a lock that one of them holds. Other scripts of the site may speak on a channel, too.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace confab::platform {

class TabChannel {
 public:
  // Calls never come from inside a call on the channel, and none after its end.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_tab_text(std::string_view text) = 0;  // of another tab; in order of its posting
    // True: it is ours, and all that the one before has said was heard; false: it was taken from
    // us.
    virtual void on_tab_lock(bool held) = 0;
    // The page is being left or frozen, and may never run again; or it is back.
    virtual void on_tab_sleep(bool asleep) = 0;
  };
  virtual ~TabChannel() = default;  // leaves, and gives the lock back

  virtual void post(std::string_view text) = 0;  // to every other tab
  // Waits for the lock, in the order of asking; `steal`: takes it from whoever has it.
  virtual void ask(bool steal) = 0;
  virtual void release() = 0;  // gives the lock back, or stops waiting for it
};

class Tabs {
 public:
  virtual ~Tabs() = default;
  // False: the browser has no such thing here, or nothing may be shared yet.
  virtual bool available() = 0;
  virtual std::unique_ptr<TabChannel> join(const std::string& name,
                                           TabChannel::Listener& listener) = 0;
};

}  // namespace confab::platform
