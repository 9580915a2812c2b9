// SPDX-License-Identifier: MIT
// FakeService: records what the domain asks of the protocol half and lets a test play the events
// that would follow. No stream, no server; counting_server.h builds one on top.
#pragma once

#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "base/function.h"
#include "chat/account.h"
#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "platform/fake/fake_storage.h"
#include "xmpp/client.h"

namespace confab::chat {

inline Jid jid(std::string_view text) { return *Jid::parse(text); }

class FakeContext final : public xmpp::Context {
 public:
  FakeContext(platform::Clock& c, platform::Timers& t, platform::Crypto& k)
      : clock_(c), timers_(t), crypto_(k) {}
  const Jid& jid() const override { return own; }
  bool online() const override { return is_online; }
  bool send(xml::Element) override { return is_online; }
  void iq(xml::Element, const xmpp::Owner&, xmpp::IqCallback) override {}
  void emit(const xmpp::Event&) override {}
  std::string new_id() override { return "id-" + std::to_string(++ids_); }
  platform::Clock& clock() override { return clock_; }
  platform::Timers& timers() override { return timers_; }
  platform::Crypto& crypto() override { return crypto_; }
  const Log& log() override { return log_; }
  const xml::Element& stream_features() const override { return features_; }
  bool enabled_inline(std::string_view) const override { return false; }
  xmpp::Module* module(std::string_view) override { return nullptr; }
  std::vector<std::string> features() const override { return {}; }

  Jid own = chat::jid("me@here.example/one");
  bool is_online = false;

 private:
  platform::Clock& clock_;
  platform::Timers& timers_;
  platform::Crypto& crypto_;
  Log log_;
  xml::Element features_;
  int ids_ = 0;
};

class FakeService final : public xmpp::Service {
 public:
  struct Said {
    Jid to;
    bool groupchat;
    xmpp::ChatState state;
  };
  struct Receipt {
    Jid to;
    std::string id;
    bool displayed, groupchat;
  };

  xmpp::Session& session() override { return session_; }
  xmpp::Context& context() override { return context_; }
  bool has(std::string_view id) const override { return off.count(std::string(id)) == 0; }

  bool send_message(const xmpp::OutgoingMessage& m) override {
    if (!context_.is_online || refuse) return false;
    sent.push_back(m);
    if (on_message) on_message(m);
    return true;
  }
  void send_chat_state(const Jid& to, bool groupchat, xmpp::ChatState state) override {
    states.push_back({to, groupchat, state});
  }
  void send_receipt(const Jid& to, const std::string& id, bool displayed, bool groupchat) override {
    receipts.push_back({to, id, displayed, groupchat});
  }
  void send_presence(xmpp::Show, const std::string&, int) override { ++presences; }
  void roster_set(const xmpp::RosterItem& item, xmpp::Done done) override {
    roster_sets.push_back(item);
    if (done) done(answer);
  }
  void roster_remove(const Jid& who, xmpp::Done done) override {
    removed.push_back(who);
    if (done) done(answer);
  }
  void subscription(const Jid& to, const std::string& type) override {
    subscriptions.push_back({to.str(), type});
  }
  void change_password(const std::string& password, xmpp::Done done) override {
    passwords.push_back(password);
    if (done) done(answer);
  }
  void cancel_account(xmpp::Done done) override {
    ++cancelled;
    if (done) done(answer);
  }
  void join_room(const xmpp::RoomJoin& join) override {
    joins.push_back(join);
    known.insert(join.room);
    if (on_join) on_join(join);
  }
  void leave_room(const Jid& room, const std::string&) override {
    leaves.push_back(room);
    if (known.erase(room)) emit(xmpp::RoomLeftEvent{room, xmpp::LeaveReason::Left, {}, {}, {}});
  }
  void change_nick(const Jid& room, const std::string& nick) override {
    nicks.push_back({room.str(), nick});
  }
  void set_subject(const Jid& room, const std::string& subject, xmpp::Done done) override {
    subjects.push_back({room.str(), subject});
    if (done) done(answer);
  }
  void set_role(const Jid&, const std::string& nick, xmpp::Role role, const std::string&,
                xmpp::Done done) override {
    roles.push_back({nick, role});
    if (done) done(answer);
  }
  void set_affiliation(const Jid&, const Jid& who, xmpp::Affiliation a, const std::string&,
                       xmpp::Done done) override {
    affiliations.push_back({who.str(), a});
    if (done) done(answer);
  }
  void invite(const Jid& room, const Jid& who, const std::string&) override {
    invites.push_back({room.str(), who.str()});
  }
  void room_info(const Jid& room) override { infos.push_back(room); }
  void self_ping(const Jid& room) override { self_pings.push_back(room); }
  void query_archive(const xmpp::ArchiveQuery& query) override {
    queries.push_back(query);
    if (on_query) on_query(query);
  }
  void set_bookmark(const xmpp::Bookmark& b, xmpp::Done) override { bookmarks.push_back(b); }
  void remove_bookmark(const Jid&, xmpp::Done) override {}
  void fetch_picture(const Jid& who, const std::string& hash, bool pep) override {
    pictures.push_back({who, hash, pep});
  }
  xml::Element save() const override { return xml::Element("modules"); }
  xml::Element save_known() const override { return xml::Element("modules"); }
  void restore(const xml::Element&) override {}

  void emit(const xmpp::Event& event) { on_event.emit(event); }

  // A fresh session: like the real one, it enters again the rooms it knows of, before the domain
  // hears of the session.
  void bound() {
    context_.is_online = true;
    for (const Jid& room : std::set<Jid>(known)) {
      if (entered.erase(room)) emit(xmpp::RoomLeftEvent{room, xmpp::LeaveReason::Lost, {}, {}, {}});
      if (known.count(room)) reentries.push_back(room);
    }
    session_.on_session.emit(xmpp::SessionEvent::Bound);
    if (on_join)
      for (const Jid& room : std::exchange(reentries, {})) on_join({room, "", "", 50});
  }
  void resumed() {
    context_.is_online = true;
    session_.on_session.emit(xmpp::SessionEvent::Resumed);
  }
  void lost() {
    context_.is_online = false;
    session_.on_session.emit(xmpp::SessionEvent::Lost);
  }
  void closed() {
    context_.is_online = false;
    session_.on_session.emit(xmpp::SessionEvent::Closed);
  }
  void enter(const Jid& room, const std::string& nick, xmpp::Role role = xmpp::Role::Participant) {
    entered.insert(room);
    xmpp::OccupantEvent self{xmpp::OccupantEvent::Kind::Join, room, {}, {}, true, {110}, {}, {}};
    self.occupant.nick = nick;
    self.occupant.role = role;
    emit(self);
    emit(xmpp::RoomEnteredEvent{room, nick});
  }

  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers};
  Log log;
  FakeContext context_{clock, timers, crypto};
  xmpp::Session session_{xmpp::Session::Platform{clock, timers, network, crypto, log}};

  bool refuse = false;
  std::set<std::string> off;                // modules
  std::optional<xmpp::StanzaError> answer;  // to whatever reports back
  Function<void(const xmpp::OutgoingMessage&)> on_message;
  Function<void(const xmpp::ArchiveQuery&)> on_query;
  Function<void(const xmpp::RoomJoin&)> on_join;
  std::set<Jid> known, entered;  // rooms
  std::vector<Jid> infos, reentries, leaves, removed, self_pings;
  std::vector<xmpp::OutgoingMessage> sent;
  std::vector<xmpp::ArchiveQuery> queries;
  std::vector<xmpp::RoomJoin> joins;
  std::vector<Said> states;
  std::vector<Receipt> receipts;
  std::vector<xmpp::RosterItem> roster_sets;
  std::vector<xmpp::Bookmark> bookmarks;
  std::vector<std::pair<std::string, std::string>> subscriptions, nicks, subjects, invites;
  struct Picture {
    Jid who;
    std::string hash;
    bool pep;
  };
  std::vector<Picture> pictures;  // asked for
  std::vector<std::string> passwords;
  int cancelled = 0;
  std::vector<std::pair<std::string, xmpp::Role>> roles;
  std::vector<std::pair<std::string, xmpp::Affiliation>> affiliations;
  int presences = 0;
};

// Everything a test of the account needs, wired.
struct AccountBench {
  explicit AccountBench(AccountOptions options = {}, StoreOptions store_options = {})
      : store(service.clock, store_options),
        account(service, store, service.clock, service.timers, storage, std::move(options)) {}
  void login(const std::string& who = "me@here.example") {
    xmpp::SessionConfig config;
    config.jid = jid(who);
    config.websocket_url = "ws://127.0.0.1:1/";
    account.dispatch(Login{config});
  }
  void guest() {
    xmpp::SessionConfig config;
    config.jid = Jid("", "guest.example", "");
    config.auth = xmpp::AuthMethod::Anonymous;
    config.websocket_url = "ws://127.0.0.1:1/";
    account.dispatch(Login{config});
  }
  const Conversation& chat(const Jid& who) { return *store.find(who); }

  FakeService service;
  platform::FakeStorage storage;
  Store store;
  Account account;
};

// An event as a module would make it.
inline xmpp::MessageEvent text(const std::string& from, const std::string& body,
                               const std::string& id, int64_t stamp_ms = 0) {
  xmpp::MessageEvent e;
  e.from = jid(from);
  e.to = jid("me@here.example/one");
  e.body = body;
  e.id = id;
  e.stamp_ms = stamp_ms;
  return e;
}
inline xmpp::MessageEvent room_text(const std::string& from, const std::string& body,
                                    const std::string& id, int64_t stamp_ms = 0) {
  xmpp::MessageEvent e = text(from, body, id, stamp_ms);
  e.groupchat = true;
  return e;
}

// Bodies in order; information as its id, gaps as "GAP".
inline std::vector<std::string> bodies(const Conversation& c) {
  std::vector<std::string> out;
  for (const Message& m : c.messages) {
    if (m.kind == EntryKind::Gap) {
      out.push_back("GAP");
    } else {
      std::string body = m.body;
      for (char& ch : body) ch = ch == '\x1f' ? '|' : ch;
      out.push_back(std::move(body));
    }
  }
  return out;
}

}  // namespace confab::chat
