// SPDX-License-Identifier: MIT
// See fake_tabs.h.
#include "platform/fake/fake_tabs.h"

#include <algorithm>
#include <deque>

#include "base/function.h"

namespace confab::platform {

struct FakeTabs::End {
  std::string name;
  Tab* tab = nullptr;
  TabChannel::Listener* listener = nullptr;  // null: it has left
  std::deque<Function<void()>> held_back;

  void run(Function<void()> fn) {
    if (!listener) return;
    if (tab->frozen_) {
      held_back.push_back(std::move(fn));
    } else {
      fn();
    }
  }
};

class FakeTabs::Channel final : public TabChannel {
 public:
  Channel(FakeTabs& browser, std::shared_ptr<End> end) : browser_(browser), end_(std::move(end)) {}
  ~Channel() override {
    end_->listener = nullptr;
    release();
    std::erase(browser_.ends_, end_);
  }
  void post(std::string_view text) override {
    browser_.bytes += text.size();
    if (browser_.record) browser_.posted.emplace_back(text);
    browser_.deliver(end_->name, end_.get(), std::string(text));
  }
  void ask(bool steal) override {
    auto& queue = browser_.queues_[end_->name];
    const auto mine = std::find(queue.begin(), queue.end(), end_);
    if (!steal) {
      if (mine != queue.end()) return;
      queue.push_back(end_);
      if (queue.size() == 1) browser_.tell(end_, true, true);
      return;
    }
    if (mine == queue.begin() && mine != queue.end()) return;
    if (mine != queue.end()) queue.erase(mine);
    if (!queue.empty()) {
      browser_.tell(queue.front(), false);
      queue.erase(queue.begin());
    }
    queue.insert(queue.begin(), end_);
    browser_.tell(end_, true);
  }
  void release() override {
    auto& queue = browser_.queues_[end_->name];
    const bool held = !queue.empty() && queue.front() == end_;
    std::erase(queue, end_);
    if (held && !queue.empty()) browser_.tell(queue.front(), true);
  }

 private:
  FakeTabs& browser_;
  std::shared_ptr<End> end_;
};

std::unique_ptr<TabChannel> FakeTabs::Tab::join(const std::string& name,
                                                TabChannel::Listener& listener) {
  auto end = std::make_shared<End>();
  end->name = name;
  end->tab = this;
  end->listener = &listener;
  browser_.ends_.push_back(end);
  return std::make_unique<Channel>(browser_, end);
}

void FakeTabs::Tab::freeze(bool frozen, bool told) {
  const auto ends = browser_.ends_;
  if (frozen && told)
    for (const auto& end : ends)
      if (end->tab == this && end->listener) end->listener->on_tab_sleep(true);
  frozen_ = frozen;
  if (frozen) return;
  for (const auto& end : ends) {
    if (end->tab != this) continue;
    while (!end->held_back.empty()) {
      const auto fn = std::move(end->held_back.front());
      end->held_back.pop_front();
      if (end->listener) fn();
    }
    if (told && end->listener) end->listener->on_tab_sleep(false);
  }
}

void FakeTabs::tell(const std::shared_ptr<End>& end, bool held, bool alone) {
  timers_.after(held && !alone ? delay_ms + 1 : 0, [this, end, held] {
    const auto& queue = queues_[end->name];
    const bool holds = !queue.empty() && queue.front() == end;
    if (holds != held) return;  // it has changed hands again
    end->run([end, held] { end->listener->on_tab_lock(held); });
  });
}

void FakeTabs::deliver(const std::string& name, const End* from, std::string text) {
  for (const auto& end : ends_) {
    if (end->name != name || end.get() == from) continue;
    timers_.after(delay_ms, [end, text] {
      end->run([end = end.get(), text] { end->listener->on_tab_text(text); });
    });
  }
}

void FakeTabs::intrude(const std::string& name, std::string_view text) {
  deliver(name, nullptr, std::string(text));
}

std::vector<std::string> FakeTabs::names() const {
  std::vector<std::string> out;
  for (const auto& [name, queue] : queues_) out.push_back(name);
  return out;
}

size_t FakeTabs::holders(const std::string& name) const {
  const auto queue = queues_.find(name);
  return queue == queues_.end() || queue->second.empty() ? 0 : 1;
}

}  // namespace confab::platform
