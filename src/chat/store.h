// SPDX-License-Identifier: MIT
// Store: one account's conversations, contacts and state. apply() is the only way protocol events
// change it; it keeps order, removes doubles, counts unread and bumps revisions. Sends nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/signal.h"
#include "chat/model.h"
#include "platform/clock.h"
#include "xmpp/stream/session.h"

namespace confab::chat {

struct SavedConversation;

// What changed, for the API's events and announcements; the interface only needs revision().
struct Change {
  enum class Kind : uint8_t {
    Connection,
    Message,
    MessageState,
    Typing,
    Unread,
    Conversation,
    RoomEntered,
    RoomLeft,
    RoomFailed,
    Subject,
    OccupantJoin,
    OccupantLeave,
    Roster,
    Presence,
    Request,     // text "new": the one at index `key` has come; else one went
    Suggestion,  // about the roster, followed without asking; see Store::followed()
    History,
    Avatar,  // somebody has another picture, or a picture is there
  } kind;
  Jid jid;             // conversation
  MessageKey key = 0;  // Message, MessageState; Typing: 1 while they do
  std::string text;    // nick, reason code... Conversation: "closed" where it was
};

struct StoreOptions {
  size_t message_limit_per_conversation = 50000;  // oldest go first, they stay in the archive
  size_t conversation_limit = 2000, participant_limit = 20000, body_limit_bytes = 128 * 1024;
  bool show_info_messages = true;  // muc_show_info_messages
};

class Store {
 public:
  Store(platform::Clock& clock, StoreOptions options);
  ~Store();
  Store(const Store&) = delete;

  // --- reading ---
  uint64_t revision() const;  // any change
  const Jid& self() const;    // own bare JID, empty when logged out
  xmpp::SessionState connection() const;
  const xmpp::StreamFailure& failure() const;  // why the connection is not Online
  int64_t retry_at_monotonic_ms() const;       // -1 unless Waiting
  // Open conversations, most recent activity first (stable between equal ones).
  const std::vector<const Conversation*>& conversations() const;
  const Conversation* find(const Jid& jid) const;
  const Message* find_message(const Jid& conversation, MessageKey key) const;
  // Index of a message in Conversation::messages, or npos.
  size_t index_of(const Conversation& c, MessageKey key) const;
  // By role (moderators first), then nick, case-folded; cached by participants_revision.
  const std::vector<const Participant*>& participants_sorted(const Conversation& c) const;
  std::vector<const Contact*> contacts() const;                // by name
  const Contact* contact(const Jid& bare) const;               // null: none
  const xmpp::RosterItem* roster_item(const Jid& bare) const;  // null: no contact
  const std::vector<Request>& requests() const;
  const Request& followed() const;      // the suggestion of the last Change::Kind::Suggestion
  Avatar avatar(const Jid& jid) const;  // of an occupant by the full JID, else of the bare one
  const std::unordered_map<Jid, Avatar>& avatars() const;  // of contacts
  const Picture* picture(const std::string& hash) const;   // null: nobody wanted it so far
  int total_unread() const;
  const Jid& shown() const;
  size_t messages_held() const;
  SavedConversation saved(const Conversation& c, size_t newest) const;  // at most so many messages
  std::vector<xmpp::PresenceEvent> presences() const;  // of everybody's every resource

  // --- writing: protocol events, and what the account does locally ---
  void apply(const xmpp::Event& event);
  void apply_late(const xmpp::ArchivePageEvent& page);  // of what is held already, asked for again
  void set_self(const Jid& bare);
  void set_connection(xmpp::SessionState state, const xmpp::StreamFailure& failure);
  Conversation& open(const Jid& jid, ConversationKind kind);
  void close(const Jid& jid);
  // Which conversation is on screen and watched (window shown, page visible, at the end): it
  // collects no unread. Empty: none.
  void set_watched(const Jid& jid);
  // What the page before had on screen; the interface goes on with it where nothing else is asked.
  void set_shown(const Jid& jid);
  void mark_read(const Jid& jid);
  void set_unread(const Jid& jid, int unread, int mentions);  // as another tab has counted
  void set_draft(const Jid& jid, const std::string& text);
  MessageKey add_own(const Jid& jid, Message message);  // Pending
  void set_message_state(const Jid& jid, MessageKey key, MessageState state,
                         std::string failure = {});
  // Restored, or another tab's that has gone, and this tab's to send.
  void go_on_sending(const Jid& jid, MessageKey key, Said said);  // Pending
  void remove_message(const Jid& jid, MessageKey key);  // an own one that never left; a Gap
  // A Gap as the last entry: what was sent since is not known yet. 0 when there is nothing before.
  MessageKey add_gap(const Jid& jid);
  // A stream that is not the old one resumed: presences are unknown, rooms are out, and forward
  // archive pages belong after what is held now, whatever comes live meanwhile.
  void begin_session();
  // The same for one conversation of a session that goes on; empty: for all but rooms.
  void catch_up(const Jid& jid);
  void want_picture(const std::string& hash);  // what follows is told by xmpp::PictureEvent
  void remove_request(size_t index);
  void suggestion_followed(const xmpp::RosterSuggestionEvent& e);
  void set_history_loading(const Jid& jid, bool loading);
  void set_room(const Jid& room, RoomState state, const std::string& nick);
  void expire_typing();                // drops typing past its time
  int64_t next_typing_expiry() const;  // monotonic ms, -1 none
  // The way back for what an earlier visit kept, before anything else is known of the conversation.
  void restore(SavedConversation saved);
  void clear();  // logout: forgets everything

  Signal<const Change&> on_change;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::chat
