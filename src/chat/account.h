// SPDX-License-Identifier: MIT
// Account: the domain's doing half. Takes Commands from interface and API, drives xmpp::Service,
// feeds Store, keeps the outbox (what was typed offline is sent once, in order) and asks for
// history. Knows no pixels.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/function.h"
#include "chat/store.h"
#include "platform/database.h"
#include "platform/storage.h"
#include "xmpp/client.h"

namespace confab::chat {

// Commands. `done` (where present) reports "" or an error code with the server's condition.
using Reply = Function<void(const std::string& error)>;
struct Login {
  xmpp::SessionConfig config;
  bool trusted = false;  // the site says who it is: what was kept may be shown at once
};
struct Logout {};
struct RetryNow {
  bool again = false;  // a person wants it: also when the session has ended
};
struct Send {
  Jid jid;
  std::string body;
  Reply done = {};
  std::string id = {};  // of the stanza; empty: a new one
};
struct Retry {
  Jid jid;
  MessageKey key;
};  // a Failed message, again
struct Discard {
  Jid jid;
  MessageKey key;
};  // a Failed or Pending one, for good
struct Typing {
  Jid jid;
  bool composing;
  std::string draft;
};
struct OpenChat {
  Jid jid;
};
struct CloseChat {
  Jid jid;
};  // leaves rooms
struct Show {
  Jid jid;
};  // is on screen in this tab now, and after a reload; empty: none
struct JoinRoom {
  Jid room;
  std::string nick, password;
  Reply done = {};
  bool bookmark = true;  // to be entered at the next login, too
};
struct LeaveRoom {
  Jid room;
};
struct ChangeNick {
  Jid room;
  std::string nick;
};
struct Identify {
  std::string name;
};  // the nick of every room there is and of those to come
struct SetSubject {
  Jid room;
  std::string subject;
  Reply done = {};
};
struct LoadOlder {
  Jid jid;
};  // the page before the oldest we hold
struct FillGap {
  Jid jid;
  MessageKey key;
};
struct MarkRead {
  Jid jid;
};  // up to the newest
struct AddContact {
  Jid jid;
  std::string name;
  Reply done = {};
};
struct RemoveContact {
  Jid jid;
  Reply done = {};
};
struct ChangeContacts {
  xmpp::RosterAction action;
  std::vector<xmpp::RosterItem> items;
  Reply done = {};  // of the last one
};                  // by the rules of XEP-0144 3; what is so already is left alone
struct AnswerRequest {
  size_t index;
  bool accept;
};
struct Kick {
  Jid room;
  std::string nick, reason;
  Reply done = {};
};
struct SetAffiliation {
  Jid room;
  Jid who;
  xmpp::Affiliation affiliation;
  std::string reason;
  Reply done = {};
};
struct ChangePassword {
  std::string password;
  Reply done = {};
};
struct CancelAccount {
  Reply done = {};
};  // deletes it on the server, then signs out
struct Invite {
  Jid room, who;
  std::string reason;
};
struct SetActive {
  bool window_visible;
};  // page visible and window open: CSI, reads
struct WantPicture {
  Jid jid;
};  // of a contact or occupant that is being drawn; see Store::avatar()
struct PageHide {
  bool leaving;
};  // hidden, or about to go: everything is written; who cannot come back says goodbye
struct PageShow {};  // back from where a PageHide that was leaving had put it
struct MayKeep {};   // what could not be written so far can be now
using Command =
    std::variant<Login, Logout, RetryNow, Send, Retry, Discard, Typing, OpenChat, CloseChat, Show,
                 JoinRoom, LeaveRoom, ChangeNick, Identify, SetSubject, LoadOlder, FillGap,
                 MarkRead, AddContact, RemoveContact, ChangeContacts, AnswerRequest, Kick,
                 SetAffiliation, ChangePassword, CancelAccount, Invite, SetActive, WantPicture,
                 PageHide, PageShow, MayKeep>;

struct AccountOptions {
  std::vector<xmpp::RoomJoin> auto_join_rooms;
  std::vector<Jid> auto_join_chats;
  std::string nickname;  // "" -> local part, or nickname_prefix + number for guests
  std::string guest_prefix = "Guest";
  Jid muc_domain_default;
  bool nickname_from_jid = false;
  bool send_typing = true, send_receipts = true, send_markers = true;
  int archive_page = 50, initial_history = 50;
  bool auto_subscribe = false, allow_contact_requests = true, respect_autojoin = true;
  bool auto_join_on_invite = false;
  std::vector<Jid> roster_sources;  // bare; whose suggestions about the roster are followed unasked
  int priority = 0;
};

// Where things outlive the page; see keeper.h.
struct Keep {
  platform::Storage& journal;    // of this tab, synchronous
  platform::Database& database;  // of this browser
  size_t messages_per_chat = 200;
  bool keepalive = true, clear_on_logout = false;
};

class Account {
 public:
  Account(xmpp::Service& service, Store& store, platform::Clock& clock, platform::Timers& timers,
          platform::Storage& storage, AccountOptions options);
  ~Account();
  Account(const Account&) = delete;

  void keep(Keep keep);  // before the first command; without it nothing outlives the page
  // Storage that fails: storage-full, storage-newer, storage-broken. The chat goes on without.
  Function<void(const char* code)> on_trouble;
  void dispatch(Command command);
  const AccountOptions& options() const;
  std::string default_nick() const;
  size_t outbox_size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::chat
