// SPDX-License-Identifier: MIT
// A visitor's browser for the chaos test: tabs of one site that are loaded, thrown away and closed
// while what they have written stays. Network and clock can be put wrong from outside.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/function.h"
#include "chat/account.h"
#include "platform/fake/fake_storage.h"
#include "platform/fake/fake_tabs.h"
#include "platform/native/loop.h"
#include "platform/native/native_crypto.h"
#include "platform/native/native_network.h"
#include "xmpp/client.h"
#include "xmpp/core/hash.h"
#include "xmpp/module_list.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::test {

// Goes as fast as the loop's, but may jump; pages are not told.
class BrowserClock final : public platform::Clock {
 public:
  explicit BrowserClock(platform::Clock& real) : real_(real) {}
  int64_t monotonic_ms() const override { return real_.monotonic_ms() + slept_ms; }
  int64_t wall_ms() const override { return real_.wall_ms() + slept_ms + wrong_ms; }
  int utc_offset_min(int64_t wall) const override { return real_.utc_offset_min(wall); }
  int64_t slept_ms = 0, wrong_ms = 0;

 private:
  platform::Clock& real_;
};

class BrowserNetwork final : public platform::Network {
 public:
  BrowserNetwork(platform::Loop& loop, const bool& online)
      : net_(loop, &xmpp::sha1), online_(online) {}
  std::unique_ptr<platform::WebSocket> connect(const std::string& url, const std::string& protocol,
                                               platform::WebSocketListener& listener,
                                               std::string& error) override {
    return net_.connect(url, protocol, listener, error);
  }
  platform::FetchId fetch(platform::HttpRequest request,
                          Function<void(platform::HttpResponse)> done) override {
    return net_.fetch(std::move(request), std::move(done));
  }
  void cancel_fetch(platform::FetchId id) override { net_.cancel_fetch(id); }
  bool secure_page() const override { return false; }
  bool online() const override { return online_; }

 private:
  platform::NativeNetwork net_;
  const bool& online_;
};

// One page's door to the records of the browser. With the page goes what it had under way.
class PageDatabase final : public platform::Database {
 public:
  using Records = std::map<std::string, std::string>;
  PageDatabase(platform::Timers& timers, Records& records) : timers_(timers), records_(records) {}
  void load(std::string_view prefix, Loaded done) override {
    later([this, prefix = std::string(prefix), done = std::move(done)] {
      std::vector<Record> found;
      for (auto it = records_.lower_bound(prefix);
           it != records_.end() && it->first.starts_with(prefix); ++it)
        found.push_back({it->first, it->second});
      done(Outcome::Done, std::move(found));
    });
  }
  void write(std::vector<Record> batch, Written done) override {
    later([this, batch = std::move(batch), done = std::move(done)] {
      for (const Record& r : batch)
        r.value.empty() ? void(records_.erase(r.key))
                        : void(records_.insert_or_assign(r.key, r.value));
      done(Outcome::Done);
    });
  }
  void clear(std::string_view prefix, Written done) override {
    later([this, prefix = std::string(prefix), done = std::move(done)] {
      std::erase_if(records_, [&](const auto& r) { return r.first.starts_with(prefix); });
      done(Outcome::Done);
    });
  }

 private:
  void later(Function<void()> job) {
    timers_.after(kLatencyMs, [job = std::move(job), page = std::weak_ptr<char>(page_)] {
      if (!page.expired()) job();
    });
  }
  static constexpr int64_t kLatencyMs = 5;
  platform::Timers& timers_;
  Records& records_;
  std::shared_ptr<char> page_ = std::make_shared<char>();
};

struct Browser {
  explicit Browser(platform::Loop& on) : loop(on) {}
  platform::Loop& loop;
  BrowserClock clock{loop};
  bool online = true;
  platform::FakeTabs tabs{loop};
  platform::FakeStorage local;  // of the site
  PageDatabase::Records records;
};

struct Page {
  Page(Browser& b, platform::Storage& journal, chat::AccountOptions options)
      : port(b.tabs),
        network(b.loop, b.online),
        crypto(b.loop, &xmpp::pbkdf2),
        database(b.loop, b.records),
        client({b.clock, b.loop, network, crypto, log, &port}, {}, xmpp::all_modules()),
        store(b.clock, {}),
        account(client, store, b.clock, b.loop, b.local, std::move(options)) {
    account.keep({journal, database, kKept});
  }
  bool online() { return client.session().state() == xmpp::SessionState::Online; }
  bool leads() { return online() && !client.session().follows(); }

  static constexpr size_t kKept = 400;  // messages of each conversation
  platform::FakeTabs::Tab port;
  BrowserNetwork network;
  platform::NativeCrypto crypto;
  Log log;
  PageDatabase database;
  xmpp::Client client;
  chat::Store store;
  chat::Account account;
  std::vector<Connection> listeners;
};

}  // namespace confab::test
