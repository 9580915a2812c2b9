// SPDX-License-Identifier: MIT
// What the account_*.cpp files share. Private to the account; nobody else includes this.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "chat/account.h"
#include "chat/chat_state_sender.h"
#include "chat/outbox.h"

namespace confab::chat {

// How far an archive is known. `safe`: everything up to that id is held; `live`: the newest id that
// came live while older ones were still being fetched.
struct Cursor {
  bool known = false, behind = false;
  std::string safe, live;
  std::string certain;  // before the stream last became unsteady; "": it is not
  int pages = 0;        // of the catching up under way
  const std::string& from() const { return certain.empty() ? safe : certain; }
  void saw(const std::string& stanza_id);
  void caught_up(const std::string& newest);
};

xmpp::Done condition_to(const Reply& done);  // "" when it worked; account_rooms.cpp

inline constexpr int kKeptVersion = 2;  // of what keeper*.cpp write: see keeper_versions.cpp

struct RoomRecord {
  xmpp::RoomJoin join;
  std::string base_nick;  // before suffixes
  bool wanted = false;    // we want to be in there
  bool handed = false;    // the service knows, and enters it again by itself
  bool auto_nick = false, by_user = false, bookmarked = false;
  int nick_tries = 0, retries = 0;
  bool entered = false, settled = false;  // settled: what comes with entering has come
  bool history_asked = false, caught_up = false, doubt = false;
  int entry = 0;         // counts entries
  int64_t heard_ms = 0;  // monotonic; the room said something
  std::optional<bool> archived;
  Cursor cursor;
  std::vector<Reply> waiting;
};

enum class Purpose : uint8_t { Recent, CatchUp, Newest, Initial, Older, FillGap, Late };
struct PendingQuery {
  xmpp::ArchiveQuery query;
  Purpose purpose;
  Jid jid;  // the conversation, where it is about one
  MessageKey gap = 0;
  int pages = 0;  // of Late: so far
};

// Of a suggestion about the roster that is being carried out.
struct RosterWork {
  xmpp::RosterAction action;
  xmpp::RosterItem item;
  Reply done;
};
struct Suggester {
  int64_t since_ms = 0;  // monotonic; begin of the minute that is counted
  int count = 0;
  bool declined = false;
};

struct Account::Impl {
  class Keeper;

  Impl(xmpp::Service&, Store&, platform::Clock&, platform::Timers&, platform::Storage&,
       AccountOptions);
  ~Impl();
  void after(int64_t ms, Function<void()> fn);  // not after our death

  // account.cpp: session and events
  void on_session(xmpp::SessionEvent event);
  void on_bound();
  void unsteady();
  void steady_later();
  void each_cursor(const Function<void(Cursor&)>& fn);
  void on_event(const xmpp::Event& event);
  bool wants(const xmpp::Event& event);  // false: dealt with, not for the store
  void note(const xmpp::Event& event);   // after the store
  void note(const xmpp::MessageEvent& e);
  void reset();
  uint32_t random();
  std::string default_nick();

  // account_commands.cpp, account_send.cpp, account_rooms.cpp, account_history.cpp,
  // account_contacts.cpp, account_suggestions.cpp: one `run` for each command
  void run(Login&);
  void run(Logout&);
  void run(RetryNow&);
  void run(SetActive&);
  void run(WantPicture&);
  void run(PageHide&);
  void run(PageShow&);
  void run(MayKeep&);
  void run(OpenChat&);
  void run(CloseChat&);
  void run(Show&);
  void run(Typing&);
  void run(MarkRead&);
  void run(Send&);
  void run(Retry&);
  void run(Discard&);
  void run(JoinRoom&);
  void run(LeaveRoom&);
  void run(ChangeNick&);
  void run(Identify&);
  void run(SetSubject&);
  void run(Kick&);
  void run(SetAffiliation&);
  void run(ChangePassword&);
  void run(CancelAccount&);
  void run(Invite&);
  void run(LoadOlder&);
  void run(FillGap&);
  void run(AddContact&);
  void run(RemoveContact&);
  void run(ChangeContacts&);
  void run(AnswerRequest&);

  void log_out();
  void connect(xmpp::SessionConfig config, std::optional<xmpp::ResumeState> earlier);
  std::string draft_key(const Jid& jid) const;
  void save_drafts();

  void keep_for_sending(Outgoing o);
  Cursor* archive_of(const Outgoing& o);  // that would show it; null: none
  void look_back();
  void look_again();
  void flush();
  bool ready(const Outgoing& o);
  bool unconfirmed(const std::string& id);
  void confirmed(const std::string& id);
  void lose_session(bool died);
  void settle(const std::string& id, const std::string& origin_id, const Jid& conversation);
  void fail_all(const Jid& jid, const std::string& reason);
  bool bounce(const xmpp::MessageErrorEvent& e);  // true: it will be tried again
  void watch_reflection();                        // of what was said in rooms
  void check_reflected();

  void want_room(const xmpp::RoomJoin& join, bool by_user, Reply done);
  void refuse_nick(const Jid& room, const Reply& done);
  void enter_wanted();
  void hand_over(RoomRecord& r);
  void leave(const Jid& room);
  void forget_bookmark(RoomRecord& r);
  void retry_room(const Jid& room, int64_t base_ms);
  bool room_failed(const xmpp::RoomFailedEvent& e);  // false: another nick is being tried
  void room_left(const xmpp::RoomLeftEvent& e);
  void room_entered(const xmpp::RoomEnteredEvent& e);
  void room_settled(const Jid& room);
  void settle_when_quiet(const Jid& room, int entry);
  void answer(RoomRecord& r, const std::string& error);
  void bookmarks(const xmpp::BookmarksEvent& e);
  RoomRecord* room(const Jid& jid);

  void ask(PendingQuery query);
  bool page(const xmpp::ArchivePageEvent& e);  // before the store: false when stale
  void page_done(const PendingQuery& q, const xmpp::ArchivePageEvent& e);
  void catch_up_account();
  // `age_ms`: for how long, on the pages so far, `from` has been the place to look from.
  void expect_late(const std::string& from, bool lost = false, int64_t age_ms = 0);
  int64_t late_age_ms() const;
  void doubt_resumption();
  void look_later();
  bool asked_late(const xmpp::ArchivePageEvent& e) const;
  std::pair<Jid, ConversationKind> where_to(const Jid& to);
  bool goes_on(const PendingQuery& q, const xmpp::ArchivePageEvent& e) const;
  void late_page(const xmpp::ArchivePageEvent& e);
  void look_for_late();
  void catch_up_page(Cursor& cursor, const PendingQuery& q, const xmpp::ArchivePageEvent& e);
  void give_up_catching_up(Cursor& cursor, const Jid& archive);
  void caught_up(const Jid& archive, bool trusted);
  void history_of_room(RoomRecord& r);
  bool load_initial(const Jid& jid);  // false: nothing to ask for
  bool load_before_oldest(const Jid& jid, int max, Purpose purpose);
  void ask_again();  // what came to nothing while the stream was away
  void no_archive(const Jid& room);
  int page_size(const Jid& jid);

  void tell(xmpp::TabNote::Kind kind, const Jid& jid, const std::string& text = {});
  void tell_read(const Jid& jid);
  void tell_all();
  void hear(const xmpp::TabNote& note);
  void heard_read(const Jid& jid, const std::string& id);
  void tell_answered(const Request& request, bool accept);
  void heard_answered(const Jid& from, const std::string& which);
  void read_again(const Jid& jid, const xmpp::MessageEvent& e);

  void receipts(const xmpp::MessageEvent& e);
  void displayed(const Jid& jid);
  bool may_tell(const Jid& jid);  // receipts, markers, typing
  bool subscription(const xmpp::SubscriptionEvent& e);
  bool invited(const xmpp::InviteEvent& e);
  bool shows(const Jid& bare) const;  // with an avatar

  bool suggested(const xmpp::RosterSuggestionEvent& e);  // true: somebody is to be asked
  bool trusted_with_roster(const Jid& from) const;
  bool heard_enough_of(const Jid& from);
  // False: nothing is to be done, or there is too much of it. `done` is told either way.
  bool change_roster(xmpp::RosterAction action, const std::vector<xmpp::RosterItem>& items,
                     Reply done);
  void work_on_roster();

  xmpp::Service& service;
  Store& store;
  platform::Clock& clock;
  platform::Timers& timers;
  platform::Storage& storage;
  AccountOptions options;

  bool online = false, anonymous = false, leaving_all = false;
  int sessions = 0;        // so far
  int64_t resumed_ms = 0;  // when the stream last came or went, or was first asked for
  int64_t lost_ms = -1;    // when one was lost; -1: never
  // Where the own archive is looked at once more, and when: see expect_late().
  std::optional<std::string> late_from;
  int64_t late_ms = 0;
  std::optional<int64_t> late_since_ms;
  int late_looks = 0, late_most = 0;  // so far; how many there are to be
  int late_turn = 0;                  // whose timer counts
  xmpp::ArchivePageEvent late_pages;  // of the present look, as one
  Jid account;                        // as logged in; the domain for guests
  std::string guest_nick;
  Outbox outbox;
  bool flushing = false, reflect_timer = false;
  std::unordered_map<Jid, RoomRecord> rooms;
  Cursor own;
  bool own_caught_up = false;
  std::map<std::pair<Jid, Jid>, std::deque<PendingQuery>> queries;  // by archive and `with`
  struct Paging {
    int size = 0;
    int64_t at_ms = 0;
  };
  std::unordered_map<Jid, Paging> paging;
  std::unordered_set<Jid> initial_asked;
  std::set<Jid> drafts_unsaved;
  std::unordered_set<Jid> written_to, tells_states;
  struct Markable {
    Jid to;
    std::string id;
  };
  std::unordered_map<Jid, Markable> markable;  // newest received, not yet marked displayed
  bool hearing = false;                        // of another tab: not to be told to others again
  std::unordered_map<Jid, std::string> read_elsewhere;  // how far, where we do not have that yet
  std::deque<RosterWork> roster_work;
  bool roster_working = false;
  std::map<Jid, Suggester> suggesters;
  ChatStateSender states;
  Function<void(const char* code)> on_trouble;
  std::shared_ptr<char> alive = std::make_shared<char>();
  std::unique_ptr<Keeper> keeper;
  std::vector<Connection> listeners;  // last: gone first
};

}  // namespace confab::chat
