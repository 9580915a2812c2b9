// SPDX-License-Identifier: MIT
// See world.h; what can happen is in steps.cpp.
#include "chaos/world.h"

#include <algorithm>
#include <cstdio>

#include "platform/native/tcp.h"

namespace confab::test {
namespace {

constexpr size_t kRemembered = 30;  // steps
constexpr int64_t kLookMs = 20;     // between two looks at the screens
constexpr int64_t kGoodbyeMs = 500;
constexpr int kLateSeconds = 100;
constexpr int64_t kImpatientMs = 10000;  // before sending again what stands there as not sent

int port_of(const std::string& url) {
  const auto parts = platform::split_url(url);
  return parts ? std::atoi(parts->port.c_str()) : 0;
}

}  // namespace

World::World(ChaosSettings settings)
    : counter(settings.tag, *xmpp::Jid::parse("bob@localhost"),
              *xmpp::Jid::parse(settings.tag + "@conference.localhost")),
      set_(std::move(settings)),
      dice_(set_.seed),
      websocket_(loop_, port_of(set_.websocket)),
      bosh_(loop_, port_of(set_.bosh)),
      alice_(*xmpp::Jid::parse("alice@localhost")),
      bob_(*xmpp::Jid::parse("bob@localhost")),
      room_(*xmpp::Jid::parse(set_.tag + "@conference.localhost")),
      began_ms_(loop_.monotonic_ms()) {}

World::~World() = default;

std::string World::through(const Proxy& proxy, const std::string& url) const {
  const auto parts = platform::split_url(url);
  return parts->scheme + "://127.0.0.1:" + std::to_string(proxy.port()) + parts->path;
}

chat::AccountOptions World::options(const std::string& nick) const {
  chat::AccountOptions o;
  o.auto_join_rooms.push_back({room_, nick, "", 100});
  o.auto_join_chats.push_back(nick == "Bob" ? alice_ : bob_);
  o.nickname = nick;
  o.initial_history = o.archive_page = 100;
  return o;
}

xmpp::SessionConfig World::config(const char* name) const {
  xmpp::SessionConfig c;
  c.jid = *xmpp::Jid::parse(std::string(name) + "@localhost");
  c.password = std::string(name) + "pass";
  c.websocket_url = set_.websocket;
  c.bosh_url = set_.bosh;
  c.reconnect_min_ms = 100;
  c.reconnect_max_ms = 1000;
  c.connect_timeout_ms = 4000;
  c.stanza_timeout_ms = 4000;
  c.transport_failover_ms = 1500;
  c.ping_interval_ms = 10000;
  return c;
}

void World::watch(const std::string& who, xmpp::Client& client,
                  std::vector<Connection>& listeners) {
  follow_confirmations(client, listeners);
  listeners.push_back(client.session().on_session.connect([this](xmpp::SessionEvent e) {
    resumed += e == xmpp::SessionEvent::Resumed;
    bound += e == xmpp::SessionEvent::Bound;
  }));
  if (!set_.wire) return;
  listeners.push_back(client.session().on_wire.connect([this, who](bool out, std::string_view f) {
    set_.wire(std::to_string(loop_.monotonic_ms() - began_ms_) + " " + who + (out ? " > " : " < ") +
              std::string(f));
  }));
}

void World::open(Slot& slot, bool fresh) {
  if (fresh) {
    slot.name = std::to_string(++lives_);
    slot.journal.values.clear();
  }
  slot.page = std::make_unique<Page>(browser_, slot.journal, options("Alice"));
  watch("tab" + slot.name, slot.page->client, slot.page->listeners);
  chat::Login login;
  login.config = config("alice");
  login.config.websocket_url = through(websocket_, set_.websocket);
  login.config.bosh_url = through(bosh_, set_.bosh);
  login.trusted = true;
  slot.page->account.dispatch(login);
  Page& page = *slot.page;
  page.listeners.push_back(page.client.session().on_stanza.connect(
      [this, &slot, &page, came = Counter::Came()](const xml::Element& e) mutable {
        if (!page.client.session().follows()) return counter.on_page_wire(e, came);
        if (!set_.wire) return;  // as the tab with the stream has told it
        set_.wire(std::to_string(loop_.monotonic_ms() - began_ms_) + " tab" + slot.name + " ~ " +
                  e.to_xml());
      }));
  if (!set_.wire) return;
  slot.page->listeners.push_back(
      slot.page->client.session().on_session.connect([this, &slot](xmpp::SessionEvent e) {
        set_.wire("== tab" + slot.name + " event " + std::to_string(static_cast<int>(e)) + " " +
                  counter.shown(slot.page->store, bob_) + " |" + counter.kept(slot.journal.values) +
                  counter.kept(browser_.local.values));
      }));
}

bool World::begin() {
  peer_ = std::make_unique<Peer>(loop_, options("Bob"));
  watch("bob", peer_->client, peer_->listeners);
  peer_->listeners.push_back(peer_->client.session().on_stanza.connect(
      [this](const xml::Element& e) { counter.on_wire(e); }));
  peer_->listeners.push_back(peer_->client.on_event.connect([this](const xmpp::Event& e) {
    const auto* o = std::get_if<xmpp::OccupantEvent>(&e);
    flaps += o && o->kind == xmpp::OccupantEvent::Kind::Leave && o->occupant.nick == "Alice";
  }));
  chat::Login login;
  login.config = config("bob");
  peer_->account.dispatch(login);
  const auto in_room = [this](const chat::Store& store) {
    const chat::Conversation* c = store.find(room_);
    return c && c->room_state == chat::RoomState::In;
  };
  if (!loop_.run_until([&] { return in_room(peer_->store); }, 20000)) return false;
  slots_.push_back(std::make_unique<Slot>());
  open(*slots_[0], true);
  return loop_.run_until([&] { return in_room(slots_[0]->page->store); }, 20000);
}

void World::put_right() {
  for (Proxy* p : {&websocket_, &bosh_}) {
    p->set_stalled(false);
    p->set_delay(0, true);
    p->set_delay(0, false);
    p->set_down(false);
  }
  over_bosh_ = false;
  browser_.online = true;
  for (const auto& slot : slots_) {
    if (!slot->page) open(*slot, false);
    slot->page->account.dispatch(chat::RetryNow{});
  }
}

// What could not be sent stands there with a way to send it again; our visitor uses it.
void World::retry_failed(Page& page) {
  std::string name;
  int number = 0;
  for (const xmpp::Jid& jid : {bob_, room_}) {
    const chat::Conversation* c = page.store.find(jid);
    if (!c) continue;
    std::vector<chat::MessageKey> failed;
    for (const chat::Message& m : c->messages)
      if (m.own && m.state == chat::MessageState::Failed && counter.read(m.body, name, number) &&
          retried_.insert(m.body).second) {
        counter.series(name).loose.insert(number);
        failed.push_back(m.key);
      }
    for (const chat::MessageKey key : failed) page.account.dispatch(chat::Retry{jid, key});
    by_hand += static_cast<int>(failed.size());
  }
}

bool World::at_rest() {
  for (const auto& slot : slots_)
    if (!slot->page->online() || slot->page->account.outbox_size() > 0) return false;
  return peer_->account.outbox_size() == 0;
}

bool World::converged() {
  for (const auto& slot : slots_)
    if (!counter.complete(slot->page->store, bob_)) return false;
  return at_rest() && counter.complete(peer_->store, alice_);
}

bool World::settle() {
  put_right();
  const int64_t end = loop_.monotonic_ms() + set_.patience_ms;
  bool done = false;
  const int64_t impatient = loop_.monotonic_ms() + kImpatientMs;
  while (!(done = converged()) && loop_.monotonic_ms() < end) {
    loop_.run_for(kLookMs);
    if (loop_.monotonic_ms() < impatient) continue;
    for (const auto& slot : slots_) retry_failed(*slot->page);
  }
  loop_.run_for(50);  // what comes twice comes now
  judge(false);
  const bool blamed = !counter.lost.empty();
  if (blamed) blame();
  // What is in the archive and on no screen yet may have been filed late: a page looks again.
  for (int i = 0; i < kLateSeconds && !counter.lost.empty(); ++i) {
    loop_.run_for(1000);
    counter.lost.clear();
    judge(false);
    for (const std::string& each : counter.lost_by_server) counter.lost.erase(each);
  }
  counter.checked();
  const bool nothing_more = done || (blamed && at_rest());
  return nothing_more && counter.lost.empty() && counter.doubled.empty() &&
         counter.reordered.empty();
}

void World::judge(bool whole) {
  counter.judge("peer", peer_->store, alice_, whole);
  for (const auto& slot : slots_)
    if (slot->page) counter.judge("tab" + slot->name, slot->page->store, bob_, whole);
}

void World::finish() {
  loop_.run_for(1000);
  judge(true);
}

// A session that is left open would be delivered to, and routed anew, during the next run.
void World::leave() {
  put_right();
  for (const auto& slot : slots_) slot->page->account.dispatch(chat::Logout{});
  peer_->account.dispatch(chat::Logout{});
  loop_.run_for(kGoodbyeMs);
}

std::string World::state() const {
  std::string out = "  peer: outbox " + std::to_string(peer_->account.outbox_size()) + "\n";
  for (const auto& slot : slots_) {
    out += "  tab " + slot->name + ": ";
    if (!slot->page) {
      out += "asleep\n";
      continue;
    }
    Page& page = *slot->page;
    out += "state " + std::to_string(static_cast<int>(page.client.session().state())) +
           (page.leads() ? ", leads" : "") + ", outbox " +
           std::to_string(page.account.outbox_size()) + ", " +
           page.client.session().last_failure().code + ", over " +
           std::string(page.client.session().transport()) + "\n";
  }
  return out;
}

void World::print(const char* what) const {
  std::printf("-- %s, after step %d; the last steps:\n", what, steps_);
  for (const std::string& line : last_) std::printf("  %s\n", line.c_str());
  std::printf("%s", state().c_str());
  std::printf("  peer shows %s\n", counter.shown(peer_->store, alice_).c_str());
  for (const auto& slot : slots_)
    if (slot->page)
      std::printf("  tab %s shows %s\n", slot->name.c_str(),
                  counter.shown(slot->page->store, bob_).c_str());
  const std::pair<const char*, const std::set<std::string>*> kinds[] = {
      {"lost", &counter.lost},
      {"lost by the server", &counter.lost_by_server},
      {"doubled", &counter.doubled},
      {"reordered", &counter.reordered},
      {"reordered by the server", &counter.served_late}};
  for (const auto& [name, list] : kinds) {
    if (list->empty()) continue;
    std::printf("  %s (who, series, number):", name);
    for (const std::string& each : *list) std::printf(" [%s]", each.c_str());
    std::printf("\n");
  }
  std::fflush(stdout);
}

}  // namespace confab::test
