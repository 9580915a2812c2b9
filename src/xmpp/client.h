// SPDX-License-Identifier: MIT
// Service: what the domain (chat/) may ask of the protocol half; Client: its implementation over a
// Session and the modules. Every call on a module that is switched off does nothing and says so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/function.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

struct OutgoingMessage {
  Jid to;  // bare JID, room, or full occupant JID
  bool groupchat = false;
  bool muc_private = false;
  std::string id;  // also the origin-id; chosen by the domain, kept over retries
  std::string body, lang, thread;
  std::string replaces_id;  // XEP-0308
  bool request_receipt = true, markable = true;
};
struct RoomJoin {
  Jid room;
  std::string nick, password;
  int history_max = 0;  // MUC history asked for; -1: the server's default
};
struct ArchiveQuery {
  Jid archive;                       // empty: own; else a room
  Jid with;                          // own archive only; empty: everything
  std::string before;                // RSM id; "" with backwards: the newest page
  std::string after;                 // RSM id; forwards
  int64_t start_ms = 0, end_ms = 0;  // 0: open
  bool backwards = true;
  int max = 50;
};
using Done = Function<void(const std::optional<StanzaError>&)>;  // nullopt: it worked

class Service {
 public:
  virtual ~Service() = default;
  virtual Session& session() = 0;
  virtual Context& context() = 0;
  virtual bool has(std::string_view module_id) const = 0;

  // False: no session to put it on; the domain keeps it in its outbox.
  virtual bool send_message(const OutgoingMessage& message) = 0;
  virtual void send_chat_state(const Jid& to, bool groupchat, ChatState state) = 0;
  virtual void send_receipt(const Jid& to, const std::string& id, bool displayed,
                            bool groupchat) = 0;
  virtual void send_presence(Show show, const std::string& status, int priority) = 0;

  virtual void roster_set(const RosterItem& item, Done done) = 0;
  virtual void roster_remove(const Jid& jid, Done done) = 0;
  virtual void subscription(const Jid& to,
                            const std::string& type) = 0;  // subscribe, subscribed...

  // XEP-0077: of the account that is signed in.
  virtual void change_password(const std::string& password, Done done) = 0;
  virtual void cancel_account(Done done) = 0;

  virtual void join_room(const RoomJoin& join) = 0;  // RoomEntered or RoomFailed follows
  virtual void leave_room(const Jid& room, const std::string& status) = 0;
  virtual void change_nick(const Jid& room, const std::string& nick) = 0;
  virtual void set_subject(const Jid& room, const std::string& subject, Done done) = 0;
  virtual void set_role(const Jid& room, const std::string& nick, Role role,
                        const std::string& reason, Done done) = 0;
  virtual void set_affiliation(const Jid& room, const Jid& who, Affiliation a,
                               const std::string& reason, Done done) = 0;
  virtual void invite(const Jid& room, const Jid& who, const std::string& reason) = 0;
  virtual void room_info(const Jid& room) = 0;  // RoomInfo follows when it answers
  virtual void self_ping(const Jid& room) = 0;  // XEP-0410; RoomLeft(Lost) when we are out

  virtual void query_archive(const ArchiveQuery& query) = 0;  // one ArchivePage follows
  virtual void set_bookmark(const Bookmark& bookmark, Done done) = 0;
  virtual void remove_bookmark(const Jid& room, Done done) = 0;

  // PictureEvent follows. `pep`: as it was announced, see AvatarEvent.
  virtual void fetch_picture(const Jid& who, const std::string& hash, bool pep) = 0;

  // The modules' part of a session that goes on on the next page, next to Session::resume_state().
  // Restoring tells of the rooms we are in by events; it comes before connecting.
  virtual xml::Element save() const = 0;
  // What outlives sessions, too: what others can do, by its hash (XEP-0115).
  virtual xml::Element save_known() const = 0;
  virtual void restore(const xml::Element& state) = 0;  // of either

  Signal<const Event&> on_event;
};

struct ClientOptions {
  std::vector<std::string> blacklist, whitelist;  // module ids, with or without "converse-"
  std::string client_name = "Confab", client_version, caps_node = "https://confab.chat/caps";
};

class Client final : public Service {
 public:
  Client(Session::Platform platform, ClientOptions options,
         std::vector<std::unique_ptr<Module>> modules);
  ~Client() override;
  // (overrides of Service)
  Session& session() override;
  Context& context() override;
  bool has(std::string_view module_id) const override;
  bool send_message(const OutgoingMessage& message) override;
  void send_chat_state(const Jid& to, bool groupchat, ChatState state) override;
  void send_receipt(const Jid& to, const std::string& id, bool displayed, bool groupchat) override;
  void send_presence(Show show, const std::string& status, int priority) override;
  void roster_set(const RosterItem& item, Done done) override;
  void roster_remove(const Jid& jid, Done done) override;
  void subscription(const Jid& to, const std::string& type) override;
  void change_password(const std::string& password, Done done) override;
  void cancel_account(Done done) override;
  void join_room(const RoomJoin& join) override;
  void leave_room(const Jid& room, const std::string& status) override;
  void change_nick(const Jid& room, const std::string& nick) override;
  void set_subject(const Jid& room, const std::string& subject, Done done) override;
  void set_role(const Jid& room, const std::string& nick, Role role, const std::string& reason,
                Done done) override;
  void set_affiliation(const Jid& room, const Jid& who, Affiliation a, const std::string& reason,
                       Done done) override;
  void invite(const Jid& room, const Jid& who, const std::string& reason) override;
  void room_info(const Jid& room) override;
  void self_ping(const Jid& room) override;
  void query_archive(const ArchiveQuery& query) override;
  void set_bookmark(const Bookmark& bookmark, Done done) override;
  void remove_bookmark(const Jid& room, Done done) override;
  void fetch_picture(const Jid& who, const std::string& hash, bool pep) override;
  xml::Element save() const override;
  xml::Element save_known() const override;
  void restore(const xml::Element& state) override;

  // Raw stanzas for developers (API `xmpp.*`); the first Yes wins, before modules' own fallbacks.
  Function<Handled(const xml::Element&)> tap;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::xmpp
