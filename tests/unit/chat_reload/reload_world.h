// SPDX-License-Identifier: MIT
// ReloadWorld: pages of one visitor, one after the other, before a server with one room (everybody
// in it is Bob but us) and archives. A page can be reloaded, or killed between any two stanzas.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/strings.h"
#include "chat/account.h"
#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_database.h"
#include "platform/fake/fake_network.h"
#include "platform/fake/fake_storage.h"
#include "unit/xmpp/fake_server.h"
#include "unit/xmpp/pbkdf2_once.h"
#include "xmpp/core/ns.h"
#include "xmpp/module_list.h"

namespace confab::chat {

struct ReloadWorld {
  struct Page {
    explicit Page(ReloadWorld& w)
        : client({w.clock, w.timers, w.network, w.crypto, w.log}, {}, xmpp::all_modules()),
          store(w.clock, {}),
          account(client, store, w.clock, w.timers, w.drafts, {}) {
      account.on_trouble = [&w](const char* code) { w.troubles.emplace_back(code); };
      account.keep({w.journal, w.database, 200, true, w.clear_on_logout});
      listener = client.session().on_session.connect([&w](auto e) { w.events.push_back(e); });
    }
    xmpp::Client client;
    Store store;
    Account account;
    Connection listener;
  };

  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers, &test::pbkdf2_once};
  Log log;
  test::FakeServer server{network, timers};
  platform::FakeStorage drafts, journal;
  platform::FakeDatabase database{timers};
  std::vector<std::string> troubles;
  std::vector<xmpp::SessionEvent> events;
  std::unique_ptr<Page> page;

  const Jid me = *Jid::parse("alice@example.org"), bob = *Jid::parse("bob@example.org"),
            room = *Jid::parse("room@rooms.example.org");
  std::vector<std::string> bob_got, room_got;           // what we said, in order
  int joins = 0, leaves = 0, binds = 0;                 // of us, as Bob sees it
  std::vector<xml::Element> own_archive, room_archive;  // <message/>s
  std::map<std::string, std::string> pictures;          // of Bob, in PEP, by hash
  int pictures_asked = 0;
  std::string password = "secret";
  bool trusted = true, clear_on_logout = false;
  bool echoes = true;  // the room shows what we say at once

  void open() {
    page = std::make_unique<Page>(*this);
    Login login;
    login.config.jid = me;
    login.config.password = password;
    login.config.websocket_url = "wss://example.org/ws";
    login.trusted = trusted;
    page->account.dispatch(login);
  }
  void run(int64_t ms, int64_t step = 1) {
    for (int64_t i = 0; i < ms; i += step) {
      timers.advance(step);
      serve();
    }
  }
  void join() { page->account.dispatch(JoinRoom{room, "Alice", ""}); }
  // The page is gone in the midst of whatever it did; what it had sent may still arrive.
  void kill() {
    database.die();
    page.reset();
    server.drop();
    serve();
  }
  void reload() {
    page->account.dispatch(PageHide{true});
    kill();
    open();
  }

  void bob_says(const std::string& body) {
    xml::Element m = message("chat", "bob@example.org/pda", me.str(), "b-" + body, body);
    stamp(m, own_archive, me);
    server.deliver(m);
  }
  void bob_shows(const std::string& hash) {
    xml::Element m("message", xmpp::ns::kClient);
    m.set_attr("from", bob.str()).set_attr("to", me.str());
    xml::Element& items = m.add("event", xmpp::ns::kPubsubEvent).add("items");
    items.set_attr("node", xmpp::ns::kAvatarMetadata);
    xml::Element& info = items.add("item").add("metadata", xmpp::ns::kAvatarMetadata).add("info");
    info.set_attr("id", hash).set_attr("type", "image/png");
    server.deliver(m);
  }
  void room_says(const std::string& body) {
    xml::Element m = message("groupchat", room.str() + "/Bob", me.str(), "q-" + body, body);
    stamp(m, room_archive, room);
    if (inside) server.deliver(m);
  }

  std::vector<std::string> texts(const Jid& jid, bool own) const {
    std::vector<std::string> out;
    if (const Conversation* c = page->store.find(jid))
      for (const Message& m : c->messages)
        if (m.kind == EntryKind::Text && m.own == own) out.push_back(m.body);
    return out;
  }

 private:
  static xml::Element message(const char* type, const std::string& from, const std::string& to,
                              const std::string& id, const std::string& body) {
    xml::Element m("message", xmpp::ns::kClient);
    m.set_attr("type", type).set_attr("from", from).set_attr("to", to).set_attr("id", id);
    m.add("body").set_text(body);
    return m;
  }
  static void stamp(xml::Element& m, std::vector<xml::Element>& archive, const Jid& by) {
    m.add("stanza-id", xmpp::ns::kSid)
        .set_attr("by", by.str())
        .set_attr("id", by.local() + std::to_string(archive.size()));
    archive.push_back(m);
  }

  void serve() {
    for (; frames < server.frames.size(); ++frames)
      if (server.frames[frames].find("<bind ") != std::string::npos) {
        ++binds;
        if (std::exchange(inside, false)) ++leaves;  // the session before is gone
      }
    for (; served < server.stanzas.size(); ++served) {
      const xml::Element e = server.stanzas[served];
      if (e.name() == "iq") on_iq(e);
      if (e.name() == "presence") on_presence(e);
      if (e.name() == "message" && e.child("body")) on_message(e);
    }
  }
  void on_presence(const xml::Element& e) {
    const auto to = Jid::parse(e.attr("to"));
    if (!to || !(to->bare() == room)) return;
    if (e.attr("type") == "unavailable") {
      inside = false;
      ++leaves;
      return;
    }
    inside = true;
    ++joins;
    for (const char* nick : {"Bob", "Alice"}) {
      xml::Element p("presence", xmpp::ns::kClient);
      p.set_attr("from", room.str() + "/" + nick).set_attr("to", me.str());
      xml::Element& x = p.add("x", xmpp::ns::kMucUser);
      x.add("item").set_attr("role", "participant").set_attr("affiliation", "none");
      if (*nick == 'A') x.add("status").set_attr("code", "110");
      server.deliver(p);
    }
    xml::Element subject("message", xmpp::ns::kClient);
    subject.set_attr("type", "groupchat").set_attr("from", room.str());
    subject.add("subject").set_text("Tea");
    server.deliver(subject);
  }
  void on_message(const xml::Element& e) {
    xml::Element m = e;
    const std::string body(e.child_text("body"));
    if (e.attr("type") != "groupchat") {
      bob_got.push_back(body);
      m.set_attr("from", me.str() + "/x");
      return stamp(m, own_archive, me);
    }
    if (!inside) return;
    room_got.push_back(body);
    m.set_attr("from", room.str() + "/Alice").set_attr("to", me.str());
    stamp(m, room_archive, room);
    if (echoes) server.deliver(m);
  }
  void on_iq(const xml::Element& e) {
    xml::Element result("iq", xmpp::ns::kClient);
    result.set_attr("type", "result").set_attr("id", e.attr("id"));
    if (e.has_attr("to")) result.set_attr("from", e.attr("to"));
    if (e.child("query", "http://jabber.org/protocol/disco#info")) {
      xml::Element& query = result.add("query", "http://jabber.org/protocol/disco#info");
      for (const std::string_view feature : {xmpp::ns::kMam, xmpp::ns::kSid})
        query.add("feature").set_attr("var", feature);
    } else if (e.child("query", xmpp::ns::kRoster)) {
      xml::Element& query = result.add("query", xmpp::ns::kRoster);
      query.set_attr("ver", "1")
          .add("item")
          .set_attr("jid", bob.str())
          .set_attr("subscription", "both");
    } else if (const xml::Element* pubsub = e.child("pubsub", xmpp::ns::kPubsub);
               pubsub && e.attr("to") == bob.str()) {
      ++pictures_asked;
      const std::string hash(pubsub->child("items")->child("item")->attr("id"));
      xml::Element& items = result.add("pubsub", xmpp::ns::kPubsub).add("items");
      items.add("item").add("data", xmpp::ns::kAvatarData).set_text(base64_encode(pictures[hash]));
    } else if (const xml::Element* query = e.child("query", xmpp::ns::kMam)) {
      answer_archive(e, *query, result);
    }
    server.deliver(result);
  }
  void answer_archive(const xml::Element& iq, const xml::Element& query, xml::Element& result) {
    const bool of_room = iq.attr("to") == room.str();
    const auto& archive = of_room ? room_archive : own_archive;
    const xml::Element* set = query.child("set");
    const std::string after(set ? set->child_text("after") : "");
    const std::string before(set ? set->child_text("before") : "");
    size_t from = 0, to = archive.size();
    for (size_t i = 0; i < archive.size(); ++i) {
      const std::string_view id = archive[i].child("stanza-id")->attr("id");
      if (!after.empty() && id == after) from = i + 1;
      if (!before.empty() && id == before) to = i;
    }
    xml::Element& fin = result.add("fin", xmpp::ns::kMam).set_attr("complete", "true");
    xml::Element& bounds = fin.add("set", "http://jabber.org/protocol/rsm");
    for (size_t i = from; i < to; ++i) {
      const std::string id(archive[i].child("stanza-id")->attr("id"));
      xml::Element m("message", xmpp::ns::kClient);
      if (of_room) m.set_attr("from", room.str());
      m.set_attr("to", me.str());
      xml::Element& r = m.add("result", xmpp::ns::kMam);
      r.set_attr("queryid", query.attr("queryid")).set_attr("id", id);
      xml::Element& forwarded = r.add("forwarded", "urn:xmpp:forward:0");
      forwarded.add("delay", "urn:xmpp:delay").set_attr("stamp", format_datetime(clock.wall_ms()));
      xml::Element copy = archive[i];
      copy.remove_children("stanza-id", xmpp::ns::kSid);
      forwarded.add(std::move(copy));
      server.deliver(m);
      if (i == from) bounds.add("first").set_text(id);
      if (i + 1 == to) bounds.add("last").set_text(id);
    }
  }

  bool inside = false;
  size_t served = 0, frames = 0;
};

}  // namespace confab::chat
