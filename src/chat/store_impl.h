// SPDX-License-Identifier: MIT
// What the store_*.cpp files share: a conversation with its indexes, and the reducer's state.
// Private to the store; nobody else includes this.
#pragma once

#include <functional>
#include <set>
#include <unordered_set>

#include "chat/dedup.h"
#include "chat/participant_order.h"
#include "chat/store.h"

namespace confab::chat {

// Every Conversation that leaves the store is one of these.
struct Slot : Conversation {
  Slot(uint32_t number, uint64_t seed) : places(number), ids(seed) {}
  PlaceIndex places;
  IdIndex ids;
  ParticipantOrder order;
  std::unordered_map<uint32_t, MessageKey> corrections;  // hash of a correction's id -> target
  std::unordered_map<MessageKey, int64_t> corrected_at;  // stamp of the newest correction
  std::unordered_map<uint32_t, MessageKey> orphans;      // corrections of what we do not hold
  int64_t read_ms = 0;      // stamp of the newest message that was read
  MessageKey boundary = 0;  // catching up: forward pages go after this entry
  MessageKey paged = 0;     // of others: the last that the forward pages so far have placed
  std::unordered_set<MessageKey> in_pages;  // all that those had
  MessageKey told = 0;  // the newest of what the room tells who enters; 0: it is not doing so
  bool catching_up = false, subject_known = false;
  bool news_after_gap = false;  // the next newest page holds what was missed, not old history
  size_t body_bytes = 0;        // of all bodies held

  size_t at(MessageKey key) const { return places.find(key); }
  Message* get(MessageKey key);
};

// It has not left, so all that others tell of was before it, whatever our clock says.
inline bool waits(const Message& m) {
  return m.own && (m.state == MessageState::Pending || m.state == MessageState::Failed);
}

// Ours, and not typed on this page: the archive may know better where among ours it belongs.
inline bool typed_elsewhere(const Message& m) { return m.own && m.said != Said::Here && !waits(m); }

struct Store::Impl {
  Impl(Store& store, platform::Clock& clock, StoreOptions options);

  // store.cpp
  Slot* find(const Jid& jid);
  Slot* open(const Jid& jid, ConversationKind kind);  // makes room by dropping the least used
  void begin_catch_up(Slot& c);
  void touch(Slot& c);  // its revision and ours
  void touch(Slot& c, Message& m);
  void changed(Change::Kind kind, const Jid& jid, MessageKey key = 0, std::string text = {});
  void set_unread(Slot& c, int unread, int mentions);
  std::string shown_name(const Jid& jid) const;  // roster name, local part or domain
  int64_t sane(int64_t stamp_ms) const;
  std::string clean(std::string_view text, size_t limit) const;

  // store_insert.cpp: places and order
  Message& insert(Slot& c, size_t at, Message message);
  void insert_run(Slot& c, size_t at, std::vector<Message> run);
  void erase(Slot& c, size_t at);
  void index_ids(Slot& c, Message& m);
  void add_id(Slot& c, char kind, std::string_view owner, std::string_view id, MessageKey key);
  // Searched from the end. `live`: it came after all that came live.
  size_t place_by_stamp(const Slot& c, int64_t stamp_ms, bool live) const;
  size_t place_first_told(const Slot& c, const Message& m) const;
  size_t place_told(const Slot& c, const Message& m) const;  // of a room's history
  void trim(Slot& c);
  void info(Slot& c, std::string body, int64_t stamp_ms = 0);
  void info_presence(Slot& c, bool joined, const std::string& nick);

  // store_messages.cpp
  void on(const xmpp::MessageEvent& e);
  void on(const xmpp::ReceiptEvent& e);
  void on(const xmpp::ChatStateEvent& e);
  void on(const xmpp::MessageErrorEvent& e);
  void on(const xmpp::MessageSentEvent& e);
  Slot* conversation_of(const xmpp::MessageEvent& e);
  Message make(Slot& c, const xmpp::MessageEvent& e);
  void arrive(Slot& c, const xmpp::MessageEvent& e);
  void count_unread(Slot& c, const Message& m);
  bool missed(const Slot& c, const xmpp::MessageEvent& e, const Message& m);  // to be counted
  Message* own_message(Slot& c, const std::string& id);
  void typing(Slot& c, const std::string& who, xmpp::ChatState state);
  bool advance(Slot& c, Message& m, MessageState state);

  // store_identity.cpp: is it the same message, is it a correction
  MessageKey find_archived(Slot& c, const std::string& stanza_id);  // 0: not held
  MessageKey find_same(Slot& c, const xmpp::MessageEvent& e);
  void absorb(Slot& c, MessageKey key, const xmpp::MessageEvent& e);
  bool correct(Slot& c, const xmpp::MessageEvent& e);  // true: dealt with
  bool same_author(const Slot& c, const Message& m, const xmpp::MessageEvent& e) const;
  MessageKey correction_target(Slot& c, const xmpp::MessageEvent& e);
  void set_corrected(Slot& c, Message& m, std::string body, int64_t stamp_ms);
  void remember_correction(Slot& c, const xmpp::MessageEvent& e, MessageKey target);
  void settle_orphans(Slot& c, MessageKey key, const xmpp::MessageEvent& e);

  // store_archive.cpp
  void on(const xmpp::ArchivePageEvent& e);
  // `end`: what a backward page was to end before; "" otherwise.
  void merge(Slot& c, std::vector<const xmpp::MessageEvent*> page, bool backwards,
             const std::string& end);
  void drop_older(Slot& c, std::vector<const xmpp::MessageEvent*>& page);
  bool late = false;  // the page that is being merged was asked for once more
  void note_page(Slot& c, const std::vector<const xmpp::MessageEvent*>& page);
  void begin_pages(const xmpp::ArchivePageEvent& p);
  std::unordered_map<Jid, std::string> page_ends;  // of the last forward page of each archive

  // store_order.cpp
  void move(Slot& c, MessageKey key, size_t before);     // before what stands there now
  using Ranks = std::unordered_map<MessageKey, size_t>;  // where in a page it is first
  struct Proven {
    std::vector<MessageKey> others, ours;
    Ranks ranks = {};
  };
  Proven proven(Slot& c, const std::vector<const xmpp::MessageEvent*>& page);
  bool passes_ours(const Slot& c, const std::vector<MessageKey>& keys, const Ranks& ranks,
                   MessageKey key, size_t to) const;
  void ascend(Slot& c, const std::vector<MessageKey>& keys, bool first,
              const Ranks* ranks = nullptr);
  Proven put_in_order(Slot& c, const std::vector<const xmpp::MessageEvent*>& page, bool backwards);

  // store_rooms.cpp
  void on(const xmpp::OccupantEvent& e);
  void on(const xmpp::RoomEnteredEvent& e);
  void on(const xmpp::RoomLeftEvent& e);
  void on(const xmpp::RoomFailedEvent& e);
  void on(const xmpp::RoomSubjectEvent& e);
  void on(const xmpp::RoomInfoEvent& e);
  void occupant_join(Slot& c, const xmpp::OccupantEvent& e);
  void occupant_leave(Slot& c, const xmpp::OccupantEvent& e);
  void occupant_rename(Slot& c, const xmpp::OccupantEvent& e);
  void take_name(Slot& c, Participant& p);  // before it is seen
  void drop_name(Slot& c, const Participant& p);
  void clear_participants(Slot& c);

  // store_contacts.cpp
  void on(const xmpp::RosterEvent& e);
  void on(const xmpp::PresenceEvent& e);
  void on(const xmpp::RosterSuggestionEvent& e);
  void on(const xmpp::SubscriptionEvent& e);
  void on(const xmpp::InviteEvent& e);
  void on(const xmpp::BookmarksEvent& e);
  void add_request(Request request);
  Request suggestion(const xmpp::RosterSuggestionEvent& e) const;
  bool settle_suggestions();            // drops what is so by now; true: something went
  bool show_presence(const Jid& bare);  // the best resource, into contact and chat; true: news
  void name_conversation(const Jid& bare);

  // store_avatars.cpp
  void on(const xmpp::AvatarEvent& e);
  void on(const xmpp::PictureEvent& e);
  void drop_pictures();

  Store& store;
  platform::Clock& clock;
  const StoreOptions options;
  uint64_t revision = 1, seed;
  Jid self, watched, shown;
  xmpp::SessionState state = xmpp::SessionState::Idle;
  xmpp::StreamFailure failure;
  int64_t retry_at = -1;
  std::unordered_map<Jid, std::unique_ptr<Slot>> slots;
  std::vector<Slot*> created;  // in order of creation
  uint32_t numbers = 0;
  std::vector<const Conversation*> listed;  // cache of conversations()
  bool listed_stale = true;
  int unread_total = 0;
  size_t held = 0;
  std::unordered_map<std::string, std::pair<Jid, MessageKey>> waiting;  // own, not acknowledged
  std::set<Jid> typing_in;  // conversations with somebody typing
  struct Resource {
    xmpp::Show show;
    int priority;
    std::string status;
  };
  std::unordered_map<Jid, std::map<std::string, Resource>> presences;  // by bare JID
  std::map<Jid, Contact> contacts;
  std::unordered_map<Jid, Avatar> avatars;
  std::unordered_map<std::string, Picture> pictures;  // by hash
  std::deque<std::string> picture_order;              // as they were wanted
  size_t picture_bytes = 0;
  uint32_t last_picture = 0;
  std::vector<Request> requests;
  Request followed{Request::Kind::Contacts, {}, {}, {}, {}};
};

}  // namespace confab::chat
