// SPDX-License-Identifier: MIT
// Client: a Session and the modules that are switched on, joined by a Router. Each call of Service
// goes to the module that owns it; where that one is off, the caller is told so.
#include "xmpp/client.h"

#include <utility>

#include "xmpp/module_switch.h"
#include "xmpp/modules/rfc6121_messages/messages.h"
#include "xmpp/modules/rfc6121_presence/presence.h"
#include "xmpp/modules/rfc6121_roster/roster.h"
#include "xmpp/modules/xep0030_disco/disco.h"
#include "xmpp/modules/xep0045_muc/muc.h"
#include "xmpp/modules/xep0077_register/register.h"
#include "xmpp/modules/xep0084_avatar/avatar.h"
#include "xmpp/modules/xep0092_version/version.h"
#include "xmpp/modules/xep0115_caps/caps.h"
#include "xmpp/modules/xep0313_mam/mam.h"
#include "xmpp/modules/xep0402_bookmarks/bookmarks.h"
#include "xmpp/modules/xep0410_self_ping/self_ping.h"
#include "xmpp/router.h"

namespace confab::xmpp {

namespace {
StanzaError switched_off() {
  return {"feature-not-implemented", "cancel", "This feature is switched off.", {}, {}};
}
}  // namespace

struct Client::Impl {
  Impl(Client& client, Session::Platform platform, const ClientOptions& options,
       std::vector<std::unique_ptr<Module>> modules)
      : client(client),
        log(platform.log),
        session(platform),
        router(ports(platform),
               select_modules(std::move(modules), options.blacklist, options.whitelist)) {
    session.set_inline(router.inline_features());
    router.tap = [&client](const xml::Element& stanza) {
      return client.tap ? client.tap(stanza) : Handled::No;
    };
    listeners.push_back(
        session.on_stanza.connect([this](const xml::Element& stanza) { router.receive(stanza); }));
    listeners.push_back(session.on_session.connect([this](SessionEvent event) {
      router.on_session(event, event == SessionEvent::Lost && session.resumable());
    }));
    listeners.push_back(session.on_acked.connect(
        [&client](const std::string& id) { client.on_event.emit(MessageSentEvent{id}); }));
  }

  Router::Ports ports(const Session::Platform& platform) {
    return {platform.clock,
            platform.timers,
            platform.crypto,
            platform.log,
            [this](xml::Element stanza) { return session.send(std::move(stanza)); },
            [this]() -> const Jid& { return session.jid(); },
            [this] { return session.state() == SessionState::Online; },
            [this]() -> const xml::Element& { return session.features(); },
            [this](const Event& event) { client.on_event.emit(event); },
            [this](std::string_view feature) { return session.enabled_inline(feature); },
            [this](bool out, xml::Element e) { session.recall(out, std::move(e)); }};
  }

  // Null, and a line in the log, when that module is off.
  template <class T>
  T* module(std::string_view id) {
    auto* found = static_cast<T*>(router.module(id));
    if (!found) log.write(LogLevel::Warn, "client", std::string(id) + " is switched off");
    return found;
  }

  Client& client;
  const Log& log;
  Session session;
  Router router;
  std::vector<Connection> listeners;  // last: gone before what they point to
};

Client::Client(Session::Platform platform, ClientOptions options,
               std::vector<std::unique_ptr<Module>> modules)
    : impl_(std::make_unique<Impl>(*this, platform, options, std::move(modules))) {
  if (auto* disco = static_cast<Disco*>(impl_->router.module("disco")))
    disco->set_client(options.client_name, options.caps_node);
  if (auto* version = static_cast<Version*>(impl_->router.module("version")))
    version->set_client(options.client_name, options.client_version);
}
Client::~Client() = default;

Session& Client::session() { return impl_->session; }
Context& Client::context() { return impl_->router; }
bool Client::has(std::string_view module_id) const {
  return impl_->router.module(module_name(module_id)) != nullptr;
}

bool Client::send_message(const OutgoingMessage& message) {
  auto* messages = impl_->module<Messages>("messages");
  return messages && messages->send(message);
}
void Client::send_chat_state(const Jid& to, bool groupchat, ChatState state) {
  if (auto* m = impl_->module<Messages>("messages")) m->send_chat_state(to, groupchat, state);
}
void Client::send_receipt(const Jid& to, const std::string& id, bool displayed, bool groupchat) {
  if (auto* m = impl_->module<Messages>("messages")) m->send_receipt(to, id, displayed, groupchat);
}
void Client::send_presence(Show show, const std::string& status, int priority) {
  if (auto* p = impl_->module<Presence>("presence")) p->announce(show, status, priority);
}

void Client::roster_set(const RosterItem& item, Done done) {
  if (auto* roster = impl_->module<Roster>("roster")) return roster->set(item, std::move(done));
  if (done) done(switched_off());
}
void Client::roster_remove(const Jid& jid, Done done) {
  if (auto* roster = impl_->module<Roster>("roster")) return roster->remove(jid, std::move(done));
  if (done) done(switched_off());
}
void Client::subscription(const Jid& to, const std::string& type) {
  if (auto* p = impl_->module<Presence>("presence")) p->subscription(to, type);
}

void Client::change_password(const std::string& password, Done done) {
  if (auto* r = impl_->module<Register>("register"))
    return r->change_password(password, std::move(done));
  if (done) done(switched_off());
}
void Client::cancel_account(Done done) {
  if (auto* r = impl_->module<Register>("register")) return r->cancel(std::move(done));
  if (done) done(switched_off());
}

void Client::join_room(const RoomJoin& join) {
  if (auto* muc = impl_->module<Muc>("muc")) return muc->join(join);
  on_event.emit(RoomFailedEvent{join.room.bare(), switched_off()});
}
void Client::leave_room(const Jid& room, const std::string& status) {
  if (auto* muc = impl_->module<Muc>("muc")) muc->leave(room, status);
}
void Client::change_nick(const Jid& room, const std::string& nick) {
  if (auto* muc = impl_->module<Muc>("muc")) muc->change_nick(room, nick);
}
void Client::set_subject(const Jid& room, const std::string& subject, Done done) {
  if (auto* muc = impl_->module<Muc>("muc"))
    return muc->set_subject(room, subject, std::move(done));
  if (done) done(switched_off());
}
void Client::set_role(const Jid& room, const std::string& nick, Role role,
                      const std::string& reason, Done done) {
  if (auto* muc = impl_->module<Muc>("muc"))
    return muc->set_role(room, nick, role, reason, std::move(done));
  if (done) done(switched_off());
}
void Client::set_affiliation(const Jid& room, const Jid& who, Affiliation a,
                             const std::string& reason, Done done) {
  if (auto* muc = impl_->module<Muc>("muc"))
    return muc->set_affiliation(room, who, a, reason, std::move(done));
  if (done) done(switched_off());
}
void Client::invite(const Jid& room, const Jid& who, const std::string& reason) {
  if (auto* muc = impl_->module<Muc>("muc")) muc->invite(room, who, reason);
}
void Client::room_info(const Jid& room) {
  if (auto* muc = impl_->module<Muc>("muc")) muc->ask_info(room);
}
void Client::self_ping(const Jid& room) {
  if (auto* self_ping = impl_->module<SelfPing>("self-ping")) self_ping->ping(room);
}

void Client::query_archive(const ArchiveQuery& query) {
  if (auto* mam = impl_->module<Mam>("mam")) return mam->query(query);
  ArchivePageEvent page{query.archive, query.with, {}, {}, {}, query.backwards, false, {}};
  page.error = switched_off();
  on_event.emit(page);
}

xml::Element Client::save() const {
  xml::Element state("modules", "urn:confab:modules");
  impl_->router.save(state);
  return state;
}
xml::Element Client::save_known() const {
  xml::Element state("modules", "urn:confab:modules");
  if (const auto* caps = static_cast<Caps*>(impl_->router.module("caps")))
    caps->save_known(state.add("caps"));
  return state;
}
void Client::restore(const xml::Element& state) { impl_->router.restore(state); }

void Client::set_bookmark(const Bookmark& bookmark, Done done) {
  if (auto* b = impl_->module<Bookmarks>("bookmarks")) return b->set(bookmark, std::move(done));
  if (done) done(switched_off());
}
void Client::remove_bookmark(const Jid& room, Done done) {
  if (auto* b = impl_->module<Bookmarks>("bookmarks")) return b->remove(room, std::move(done));
  if (done) done(switched_off());
}
void Client::fetch_picture(const Jid& who, const std::string& hash, bool pep) {
  if (auto* avatars = impl_->module<Avatars>("avatar")) avatars->fetch(who, hash, pep);
}

}  // namespace confab::xmpp
