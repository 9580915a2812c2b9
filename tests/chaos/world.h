// SPDX-License-Identifier: MIT
// The chaos test's world: a visitor whose browser reaches a real server through proxies that can be
// put out of order, and a peer on a line of its own. step() does one thing that its generator
// chose: what it chooses depends on the seed alone.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/function.h"
#include "chaos/browser.h"
#include "chaos/count.h"
#include "integration/proxy.h"

namespace confab::test {

struct ChaosSettings {
  std::string server = "prosody";    // for steps that one of them takes badly
  std::string websocket, bosh;       // URLs
  Function<void(const char*)> ctl;   // kill9, start
  Function<void(std::string)> wire;  // every frame of everybody, when set
  std::string tag;                   // of this run
  uint64_t seed = 1;
  int tabs = 3;          // at most
  int kill_every = 400;  // steps, about; 0: never
  int64_t patience_ms = 60000;
};

// SplitMix64: the same everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  int roll(int n) { return static_cast<int>(next() % static_cast<uint64_t>(n)); }
  int between(int low, int high) { return low + roll(high - low + 1); }

 private:
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  uint64_t state_;
};

class World {
 public:
  explicit World(ChaosSettings settings);
  ~World();
  bool begin();   // everybody is there
  void step();    // one more
  bool settle();  // all is well again: waits until everybody has everything, and judges
  void finish();  // judges everything that anybody shows
  void leave();   // everybody signs out
  void print(const char* what) const;  // the last steps, and what is wrong

  Counter counter;
  int reloads = 0, discards = 0, cuts = 0, kills = 0, resumed = 0, bound = 0, by_hand = 0,
      flaps = 0;

 private:
  struct Slot;  // of a tab: what is its own while it lives, and while it is thrown away
  struct Peer;
  using Step = std::string (World::*)();

  // steps.cpp
  std::string say(), hear(), both(), cut(), cut_now(), stall(), delay(), refuse(), duplicate(),
      next_page(bool warned, int&count), reload(), discard(), sleep_tab(), wake_tab(), open_tab(),
      close_tab(), offline(), clock_jump(), transport(), freeze(), rest(), kill_server();
  void type(Slot& slot, bool in_room);
  void peer_types(bool in_room);
  Proxy& proxy() { return over_bosh_ ? bosh_ : websocket_; }
  Slot* some(bool open);  // a tab that is open, or one that is asleep
  int count(bool open) const;

  // blame.cpp
  void follow_confirmations(xmpp::Client& client, std::vector<Connection>& listeners);
  std::set<std::pair<std::string, int>> archived(const char* account, const xmpp::Jid& with);
  void blame();

  // world.cpp
  void open(Slot& slot, bool fresh);
  void put_right();
  bool at_rest();
  bool converged();
  void retry_failed(Page& page);
  void judge(bool whole);
  std::string state() const;
  std::string through(const Proxy& proxy, const std::string& url) const;
  chat::AccountOptions options(const std::string& nick) const;
  xmpp::SessionConfig config(const char* name) const;
  void watch(const std::string& who, xmpp::Client& client, std::vector<Connection>& listeners);

  ChaosSettings set_;
  Dice dice_;
  platform::Loop loop_;
  Proxy websocket_, bosh_;
  Browser browser_{loop_};
  const xmpp::Jid alice_, bob_, room_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::unique_ptr<Peer> peer_;
  std::set<std::string> retried_;
  std::map<std::string, std::pair<std::string, int>> said_ids_;
  std::deque<std::string> last_;
  int64_t began_ms_ = 0;
  int steps_ = 0, lives_ = 0;
  bool over_bosh_ = false;
};

struct World::Slot {
  std::string name;  // of this tab's series
  platform::FakeStorage journal;
  std::unique_ptr<Page> page;  // none: thrown away, and comes back when it is looked at
};

struct World::Peer {
  Peer(platform::Loop& loop, chat::AccountOptions options)
      : network(loop, &xmpp::sha1),
        crypto(loop, &xmpp::pbkdf2),
        client({loop, loop, network, crypto, log}, {}, xmpp::all_modules()),
        store(loop, {}),
        account(client, store, loop, loop, local, std::move(options)) {}
  platform::NativeNetwork network;
  platform::NativeCrypto crypto;
  Log log;
  platform::FakeStorage local;
  xmpp::Client client;
  chat::Store store;
  chat::Account account;
  std::vector<Connection> listeners;
};

}  // namespace confab::test
