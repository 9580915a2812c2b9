// SPDX-License-Identifier: MIT
// Events: everything the protocol half tells the domain half, as plain values. Modules check where
// a stanza may come from before they make one; who receives an event may trust its fields' origin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/function.h"
#include "xmpp/core/jid.h"
#include "xmpp/core/stanza_error.h"

namespace confab::xmpp {

enum class ChatState : uint8_t { None, Active, Composing, Paused, Inactive, Gone };  // XEP-0085
enum class MessageVia : uint8_t { Live, Carbon, Archive, MucHistory };

struct MessageEvent {
  MessageVia via = MessageVia::Live;
  Jid from, to;           // as inside a carbon or archive result
  bool outgoing = false;  // ours: sent carbon, own archive entry, or reflected by a room
  bool groupchat = false;
  bool muc_private = false;  // 1:1 with an occupant: the conversation is the full occupant JID
  std::string id, origin_id;
  std::string stanza_id;    // only of the archive that may assign it (own bare JID or the room)
  std::string occupant_id;  // XEP-0421, only if the room announces it
  Jid real_jid;             // author's JID when the room shows it
  std::string body, thread, lang;
  std::string replaces_id;  // XEP-0308
  int64_t stamp_ms = 0;     // wall clock; from delay or archive, else arrival
  bool delayed = false;
  bool by_our_clock =
      false;  // delayed, and stamp_ms, which may be wrong, says nothing of its place
  bool receipt_requested = false, markable = false;
  ChatState state = ChatState::None;
};
struct ReceiptEvent {
  Jid from;
  std::string id;
  bool displayed = false;
};  // 0184, 0333
struct ChatStateEvent {
  Jid from;
  ChatState state;
  bool groupchat = false;
};
struct MessageErrorEvent {
  Jid from;
  std::string id;
  StanzaError error;
};
struct MessageSentEvent {
  std::string id;
};  // acknowledged by our server (XEP-0198) or handed on

struct RosterItem {
  Jid jid;
  std::string name, subscription, ask;  // none/to/from/both/remove; ask: "subscribe" or ""
  std::vector<std::string> groups;
};
struct RosterEvent {
  bool full = false;
  std::vector<RosterItem> items;
};  // full: replaces all
enum class RosterAction : uint8_t { Add, Delete, Modify };
struct RosterSuggestionEvent {
  Jid from;  // empty: our own account
  RosterAction action = RosterAction::Add;
  std::string text;  // what the sender says about it
  std::vector<RosterItem> items;
};  // XEP-0144: somebody would like our roster to be otherwise; anybody may
enum class Show : uint8_t { Offline, Online, Chat, Away, Xa, Dnd };
struct PresenceEvent {
  Jid from;
  Show show = Show::Offline;
  std::string status;
  int priority = 0;
};
struct SubscriptionEvent {
  Jid from;
  std::string type, nick, status;
};  // subscribe, subscribed...

enum class Affiliation : uint8_t { None, Outcast, Member, Admin, Owner };
enum class Role : uint8_t { None, Visitor, Participant, Moderator };
struct Occupant {
  std::string nick, occupant_id, status;
  Jid real_jid;
  Affiliation affiliation = Affiliation::None;
  Role role = Role::None;
  Show show = Show::Online;
  std::string avatar;  // hash of their picture (XEP-0153), "" for none
};
struct OccupantEvent {
  enum class Kind : uint8_t { Join, Change, Rename, Leave } kind;
  Jid room;
  Occupant occupant;
  std::string new_nick;  // Rename
  bool self = false;
  std::vector<int> statuses;  // XEP-0045 status codes
  std::string actor, reason;  // Leave: who kicked or banned, and why
};
struct RoomEnteredEvent {
  Jid room;
  std::string nick;
  bool created = false;
  bool non_anonymous = false;
  bool logged = false;
};
enum class LeaveReason : uint8_t {
  Left,
  Kicked,
  Banned,
  AffiliationChange,
  MembersOnly,
  Shutdown,
  Destroyed,
  Lost,
  Error
};
struct RoomLeftEvent {
  Jid room;
  LeaveReason reason;
  std::string actor, text;
  Jid alternate;
};
// condition: not-authorized (password), registration-required (members only), forbidden (banned),
// conflict (nick), item-not-found, service-unavailable (full), not-allowed (creation), or another
struct RoomFailedEvent {
  Jid room;
  StanzaError error;
};
struct RoomSubjectEvent {
  Jid room;
  std::string subject, nick;
  int64_t stamp_ms = 0;
};
struct RoomInfoEvent {
  Jid room;
  std::string name, description;
  bool password = false, members_only = false, moderated = false, persistent = false,
       non_anonymous = false, archived = false;
};
struct InviteEvent {
  Jid room, from;
  std::string reason, password;
};
struct Bookmark {
  Jid room;
  std::string name, nick, password;
  bool autojoin = false;
};
struct BookmarksEvent {
  bool full = false;
  std::vector<Bookmark> changed;
  std::vector<Jid> removed;
};

struct AvatarEvent {
  Jid who;           // bare
  std::string hash;  // SHA-1 of the picture in hexadecimal, "" for none
  bool pep = false;  // XEP-0084, which is more than what a presence says (XEP-0153)
};
struct PictureEvent {
  std::string hash, bytes;  // a picture that is what its hash says, or "" where there is none
  bool unasked = false;     // too many were wanted: it may be wanted again
};

// One page of XEP-0313, oldest first. `with`: the conversation asked for (empty: the whole
// account).
struct ArchivePageEvent {
  Jid archive, with;
  std::vector<MessageEvent> messages;
  std::string first_id, last_id;  // RSM bounds of the page; empty when the page is
  bool backwards = true;          // asked with <before/>
  bool complete = false;          // nothing further in that direction
  std::optional<StanzaError> error;
  std::string after = {};   // of a forward page: what it was to follow
  std::string before = {};  // of a backward one: what it was to end before
};

using Event = std::variant<MessageEvent, ReceiptEvent, ChatStateEvent, MessageErrorEvent,
                           MessageSentEvent, RosterEvent, RosterSuggestionEvent, PresenceEvent,
                           SubscriptionEvent, OccupantEvent, RoomEnteredEvent, RoomLeftEvent,
                           RoomFailedEvent, RoomSubjectEvent, RoomInfoEvent, InviteEvent,
                           BookmarksEvent, AvatarEvent, PictureEvent, ArchivePageEvent>;
using EventSink = Function<void(const Event&)>;

}  // namespace confab::xmpp
