// SPDX-License-Identifier: MIT
// Keeper: what outlives the page. In the journal (synchronous): the session to be resumed, the
// outbox, who is where. In the database: history and roster. Private to the account.
#pragma once

#include <unordered_map>

#include "base/json.h"
#include "chat/account_impl.h"

namespace confab::chat {

// Of a room, as written in the journal: no number changes its meaning.
enum RoomFlags : int {
  kHanded = 1 << 0,
  kAutoNick = 1 << 1,
  kByUser = 1 << 2,
  kBookmarked = 1 << 3,
  kSettled = 1 << 5,
  kCaughtUp = 1 << 7,
  kArchiveKnown = 1 << 8,
  kArchived = 1 << 9,
};

// Of a message that goes out, likewise.
enum OutgoingFlags : int {
  kTaken = 1 << 0,
  kTried = 1 << 1,
  kAcked = 1 << 2,
  kBounced = 1 << 3,
  kFinished = 1 << 4,
  kUnproven = 1 << 5,
};

// Positions in archives, as an earlier version may have written them: keeper_versions.cpp.
Json of_this_version(Json positions);

class Account::Impl::Keeper {
 public:
  Keeper(Impl& account, Keep keep);
  ~Keeper();

  using Next = Function<void(std::optional<xmpp::ResumeState>)>;
  // Brings back what an earlier page kept of the account that is about to sign in, then goes on.
  // `trusted`: the site vouches for the visitor. Others see history only in the tab that showed it.
  void begin(bool trusted, Next next);
  // While that is going on, what is done about conversations waits for it. False: do it now.
  bool defer(Command& command);
  void on_session(xmpp::SessionEvent event);
  void began();  // a new session, after the account has begun with it
  void saw(const xmpp::Event& event);
  void outbox_changed();
  void show(const Jid& jid);
  void changed();               // something may have to be written
  void may_keep();              // what could not be written so far
  void flush();                 // now, and without waiting for anybody
  bool may_leave_open() const;  // a session that is left open will be found again
  void leave();                 // for another account: what is kept stays
  void end();                   // signing out
  void forget();                // the account's history
  // What an earlier page, or this one, kept of that picture; "": nothing.
  void picture(const std::string& hash, Function<void(std::string bytes)> done);
  void leave_behind();      // what was not sent, for another tab, should this one be closed
  void came_back();         // and it was not
  void heard_of_leaving();  // of another tab
  bool adopt();             // takes over what a closed tab had to send

 private:
  using Outcome = platform::Database::Outcome;
  using Records = std::vector<platform::Database::Record>;

  // keeper.cpp
  bool leads() const;  // who only follows another tab's stream writes but its own outbox
  void go_on();        // with the session of the page before
  void take();         // from now on no other tab can go on with what it had
  void schedule();
  void save(bool now);
  void written(uint32_t in, const std::shared_ptr<const std::string>& live);
  bool write_session(uint32_t in);
  void on_sending(const xml::Element& stanza);
  void judge(Outcome outcome);
  void trouble(const char* code);

  // keeper_records.cpp
  Records collect();
  void put(Records& batch, const std::string& key, const Json& json);
  std::string live_text() const;
  Json outbox_json() const;
  Json outgoing_json(const Outgoing& o, bool finished) const;
  std::string key(std::string_view name) const { return std::string(name) + "/" + owner_; }

  // keeper_pictures.cpp
  void keep_picture(const xmpp::PictureEvent& picture);
  std::string place_key(int place) const;
  void clear_records();
  Json pictures_json() const;
  void restore_pictures(const Json& json);

  // keeper_restore.cpp
  void loaded(Outcome outcome, Records records);
  void proven();
  bool written_later(const Records& records);
  static uint32_t lead_turn(const std::optional<std::string>& token);
  // No other tab has taken the lead since this one did.
  bool has_lead() const { return keep_.journal.get(key("lead")) == a_.storage.get(key("lead")); }
  bool restore_records(const Records& records);
  void restore_known(const Json& json);
  void restore_cursors(const Json& json);
  void note_typed(Send& send);
  bool is_deferred(const std::string& id) const;
  Json placed(Json typed);
  bool restore_live(bool resuming);
  void restore_room(const Json& json, bool resuming);

  // keeper_outbox.cpp
  std::unordered_map<std::string, MessageKey> own_ids() const;
  std::optional<Outgoing> outgoing(const Json& item,
                                   const std::unordered_map<std::string, MessageKey>& own,
                                   Said said = Said::Before);
  std::unordered_map<std::string, MessageKey> show_typed(const Json& list);  // the own_ids() then
  void restore_outbox(const xmpp::ResumeState* state);
  void restore_finished(const Outgoing& o);
  void look_for_orphans();
  void give_up_orphans();
  void take_back();
  void keep_left(const Json& left);  // what tabs have left behind, for all of them
  Json unsent() const;

  Impl& a_;
  const Keep keep_;
  std::string owner_;     // whose things these are; empty: nobody's, nothing is written
  bool reading_ = false;  // until then nothing is written, and nobody may sign in
  bool database_ok_ = false, journal_ok_ = false, told_ = false;
  bool fresh_ =
      false;  // what somebody else may have left in the database goes before the first write
  bool mine_ = false;      // of all tabs, the journal of this one says where the session stands
  bool unproven_ = false;  // who it is said to be: what is kept of them waits in held_
  Records held_;
  int live_of_ = -1;        // the generation that the journal's live is of
  bool live_stale_ = true;  // live_ is not what is true now
  bool live_unwritten_ = false;
  std::shared_ptr<const std::string> live_;
  uint32_t kept_in_ = 0;
  int generation_ = 0;  // of sessions: a count of one says nothing of another
  int attempt_ = 0;     // of begin()
  int streams_ = 0;     // that went on or began
  bool scheduled_ = false, restored_ = false;
  int writing_ = 0;  // transactions under way
  int64_t retry_at_ms_ = 0;
  Records in_flight_;
  size_t last_size_ = 0;
  int64_t bound_ms_ = 0;
  struct Written {
    uint32_t revision = 0;
    size_t hash = 0;
  };
  std::unordered_map<Jid, Written> conversations_;
  std::unordered_map<std::string, size_t> others_;
  bool roster_stale_ = false, avatars_stale_ = false;
  struct Kept {
    std::string hash;
    int place;
    size_t bytes;
  };
  std::vector<Kept> pictures_;  // the least recently used first
  Next next_;
  std::vector<Command> deferred_;
  std::vector<Connection> listeners_;
};

}  // namespace confab::chat
