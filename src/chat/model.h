// SPDX-License-Identifier: MIT
// The domain's values: messages, conversations, occupants, contacts. What the interface and the API
// read. Changed only by Store.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "xmpp/core/events.h"
#include "xmpp/core/jid.h"

namespace confab::chat {

using xmpp::Jid;
using MessageKey = uint64_t;  // local, unique in one Store, never reused; 0 is none

// Own messages: Pending (in the outbox) -> Sent (server has it) -> Delivered -> Displayed, or
// Failed.
enum class MessageState : uint8_t { Received, Pending, Sent, Delivered, Displayed, Failed };
// Own messages: typed on this page, on one before it that had yet to send it, or somewhere else
// (another tab or device, or the records do not tell).
enum class Said : uint8_t { Here, Before, Elsewhere };
enum class EntryKind : uint8_t { Text, Info, Gap };  // Gap: history missing here, loadable

struct Message {
  MessageKey key = 0;
  EntryKind kind = EntryKind::Text;
  MessageState state = MessageState::Received;
  Said said = Said::Here;
  bool own = false, archived = false, corrected = false, mentions_me = false, delayed = false;
  bool id_taken = false;      // another message here had this id before: ids are the senders' own
  bool by_our_clock = false;  // delayed, and yet stamped by the browser
  std::string id, origin_id, stanza_id, occupant_id;
  Jid from;            // full occupant JID in rooms
  std::string sender;  // what to show: nick or roster name
  std::string body;    // valid UTF-8, as received; for Info: a string id + arguments, see info
  std::string lang;
  std::string failure;  // Failed: the condition ("forbidden", ...), translated by the interface
  int64_t stamp_ms = 0;
  uint32_t revision = 0;  // changes whenever what is drawn changes
};

struct Participant {
  xmpp::Occupant occupant;
  bool self = false;
  std::string skeleton;  // of the nick, see base/names.h
};

enum class ConversationKind : uint8_t { Direct, Room, RoomPrivate };
enum class RoomState : uint8_t { Out, Joining, In, Failed };

struct Conversation {
  Jid jid;  // bare JID, room, or full occupant JID (RoomPrivate)
  ConversationKind kind = ConversationKind::Direct;
  std::string name;              // roster or bookmark or room name; "" -> local part of the JID
  std::deque<Message> messages;  // oldest first, by archive order then arrival
  int unread = 0, mentions = 0;
  MessageKey first_unread = 0;  // where the "new messages" divider stands; 0: none
  std::string draft;
  bool open = false;  // listed
  bool history_loading = false, history_complete = false, history_failed = false;
  std::map<std::string, int64_t> typing;  // who (shown name) -> until (monotonic ms)
  int64_t last_activity_ms = 0;

  // Direct
  xmpp::Show show = xmpp::Show::Offline;
  std::string status, subscription;
  bool in_roster = false;

  // Room
  RoomState room_state = RoomState::Out;
  std::string nick, subject, description, password;
  std::string room_error;       // Failed/Out: condition or leave reason code
  std::string room_error_text;  // the server's words
  Jid room_alternate;           // where a room that was closed goes on (XEP-0045 10.9)
  xmpp::Affiliation affiliation = xmpp::Affiliation::None;
  xmpp::Role role = xmpp::Role::None;
  std::unordered_map<std::string, Participant> participants;  // by nick
  std::map<std::string, int64_t> names;  // skeletons of nicks -> how many have it
  uint32_t participants_revision = 0;
  bool autojoin = false, moderated = false, members_only = false, non_anonymous = false;

  uint32_t revision = 0;  // any change of this conversation
};

// Whether somebody in the room has another nick that looks like this one.
bool looks_like_another(const Conversation& room, const std::string& nick);

struct Contact {
  xmpp::RosterItem item;
  xmpp::Show show = xmpp::Show::Offline;  // best resource
  std::string status;
};

struct Request {  // waits for the visitor's answer
  enum class Kind : uint8_t { Subscription, Invite, Contacts } kind;
  Jid from, room;
  std::string text, password;
  // Contacts (XEP-0144): what would change; never empty.
  xmpp::RosterAction action = xmpp::RosterAction::Add;
  std::vector<xmpp::RosterItem> items = {};
};

// Who has which picture, by its SHA-1 in hexadecimal; "": none.
struct Avatar {
  std::string hash;
  bool pep = false;  // as it was announced, see xmpp::AvatarEvent
};
struct Picture {
  uint32_t id = 0;    // unique in one Store, never reused
  std::string bytes;  // an image file of a stranger; empty while, or when, there is none to be had
};

// XEP-0392 hue angle in degrees [0, 360) for a nick or bare JID.
double hue_of(std::string_view name);

}  // namespace confab::chat
