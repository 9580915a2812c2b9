// SPDX-License-Identifier: MIT
// World: whose doing it is that a message is on no screen. Only what the sender's server has
// confirmed, gave to no socket of the other and does not have in the other's archive either is the
// server's: nobody could show it. The archive is asked by a login of its own, which keeps nothing.
#include "chaos/world.h"

namespace confab::test {
namespace {

constexpr int64_t kArchiveMs = 20000;
constexpr int kPages = 4;

}  // namespace

// Every id that goes out with one of our bodies, and whether it was confirmed.
void World::follow_confirmations(xmpp::Client& client, std::vector<Connection>& listeners) {
  listeners.push_back(client.session().on_sending.connect([this](const xml::Element& e) {
    std::string name;
    int number = 0;
    const xml::Element* body = e.name() == "message" ? e.child("body") : nullptr;
    if (body && counter.read(body->text(), name, number))
      said_ids_[std::string(e.attr("id"))] = {name, number};
  }));
  listeners.push_back(client.session().on_acked.connect([this](const std::string& id) {
    if (const auto said = said_ids_.find(id); said != said_ids_.end())
      counter.confirmed(said->second.first, said->second.second);
  }));
}

// Of one account, with the other: what its archive has of late.
std::set<std::pair<std::string, int>> World::archived(const char* account, const xmpp::Jid& with) {
  chat::AccountOptions o;
  o.auto_join_chats.push_back(with);
  o.initial_history = o.archive_page = 250;
  Peer witness(loop_, std::move(o));
  chat::Login login;
  login.config = config(account);
  witness.account.dispatch(login);
  const auto loaded = [&] {
    const chat::Conversation* c = witness.store.find(with);
    return c && !c->history_loading && (c->history_complete || !c->messages.empty());
  };
  const int64_t end = loop_.monotonic_ms() + kArchiveMs;
  loop_.run_until(loaded, kArchiveMs);
  for (int page = 0; page < kPages && loop_.monotonic_ms() < end; ++page) {
    witness.account.dispatch(chat::LoadOlder{with});
    loop_.run_until(loaded, kArchiveMs);
  }
  std::set<std::pair<std::string, int>> out;
  std::string name;
  int number = 0;
  if (const chat::Conversation* c = witness.store.find(with))
    for (const chat::Message& m : c->messages)
      if (counter.read(m.body, name, number)) out.insert({name, number});
  witness.account.dispatch(chat::Logout{});
  loop_.run_for(200);
  return out;
}

void World::blame() {
  for (const bool by_peer : {false, true}) {
    if (!counter.missing(by_peer)) continue;
    const auto held = by_peer ? archived("alice", bob_) : archived("bob", alice_);
    // An archive that shows nothing of this run was not read.
    if (!held.empty()) counter.blame_server(by_peer, held);
  }
}

}  // namespace confab::test
