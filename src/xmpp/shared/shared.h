// SPDX-License-Identifier: MIT
// Shared: one stream for all tabs of a site. One tab, the leader, holds a lock and with it the
// Session's stream; the others follow: each stanza is told to them, what they send goes through it.
// Every tab mirrors what resumption needs, so when the leader goes, whoever gets the lock resumes.
// See docs/decisions for why it is built so.
#pragma once

#include <deque>
#include <map>

#include "platform/tabs.h"
#include "xmpp/shared/mirror.h"
#include "xmpp/shared/tab_message.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {

class Shared final : platform::TabChannel::Listener {
 public:
  Shared(Session::Impl& session, platform::Tabs& tabs);
  ~Shared() override;

  void connect(SessionConfig config, std::optional<ResumeState> earlier);
  void recall(bool out, xml::Element stanza) { recalled_.emplace_back(out, std::move(stanza)); }
  void disconnect();  // for all tabs
  void log_out();     // the same, for good
  void suspend(bool kept);
  void leave();  // this tab goes; the stream stays where others need it
  void retry_now();
  void set_active(bool active);
  bool send(xml::Element stanza);            // while following
  bool answers(const xml::Element& stanza);  // while leading: another tab has asked already
  void note(const TabNote& note);
  void password_changed();
  bool follows() const { return role_ != Role::Alone && role_ != Role::Leading; }
  bool speaks() const;  // of all tabs, this one makes the sounds

  // From the Session while it has the stream.
  void sending(const xml::Element& stanza);
  void received(const xml::Element& stanza);
  void progressed();  // <a/>, <enabled/>, <resumed/>
  bool forgives(const StreamFailure& failure);

 private:
  using Kind = TabMessage::Kind;
  enum class Role : uint8_t { Alone, Hashing, Seeking, Following, Leading, Asleep };
  struct Mine {  // sent by this tab, not confirmed by the server
    uint64_t seq = 0;
    xml::Element stanza;
    bool out = false;
    uint32_t index = 0;  // its number among all that the session sent
  };

  void on_tab_text(std::string_view text) override;
  void on_tab_lock(bool held) override;
  void on_tab_sleep(bool asleep) override;

  // shared.cpp
  void prove();
  void join();
  void hello();
  void seek();
  void take_over_after(OneTimer& timer, int64_t turn_ms, int turns);
  void expect_leader();
  void alone();
  void post(Kind kind, uint64_t a = 0, uint64_t b = 0, std::string body = {}, std::string to = {},
            std::string word = {});
  void on_note(const TabMessage& m);
  void run_later();
  void drain();
  void enqueue(xml::Element stanza, bool carbon = false);
  bool known(const xml::Element& stanza);  // its answer, if there is one, is in the inbox then
  bool said(const xml::Element& stanza);   // a message that this or another tab has sent already
  // Somebody enters a room that no tab is in yet.
  std::optional<TabNote> entering(const xml::Element& stanza) const;
  void let_go();  // of the stream, not of the session
  void show_state(SessionState state);
  void end(SessionEvent event);
  void ask_to_close(bool for_good);

  // shared_lead.cpp
  void lead();
  void begin_anew();
  void go_on();
  void step_down();
  void lead_on(const TabMessage& m);
  void take_in(const TabMessage& m);  // a follower's stanza
  bool accepts(const std::string& proof) const;
  void welcome(const TabMessage& hello);
  std::string session_xml() const;
  void remember();  // what was said in the session of the page before
  void on_session(SessionEvent event);
  void on_state(SessionState state);
  void apply_activity();

  // shared_follow.cpp
  void follow_on(const TabMessage& m);
  bool from_leader(const TabMessage& m);
  void on_event(const TabMessage& m);
  void on_in(const TabMessage& m);
  void on_out(const TabMessage& m);
  void on_sm(const TabMessage& m);
  void on_snapshot(const TabMessage& m);
  bool read_session(const std::string& xml);
  void begin(SessionEvent event);
  void resend(uint64_t after);
  void post_send(uint64_t seq, bool server, const std::string& xml);
  void watch();

  Session::Impl& s_;
  platform::Tabs& tabs_;
  std::unique_ptr<platform::TabChannel> channel_;
  std::string id_, leader_;
  std::string proof_, kept_proof_;  // of knowing the password; of having what is kept instead
  std::shared_ptr<char> proving_;
  Role role_ = Role::Alone;
  uint32_t epoch_ = 0;
  Mirror mirror_;
  bool attached_ = false;   // this tab's copy of the session is whole
  bool welcome_ = false;    // the leader has let us in
  bool snapping_ = false;   // a snapshot is coming in
  bool beginning_ = false;  // Bound is known, Ready is not
  bool draining_ = false;
  bool active_ = true;
  int64_t forgave_ms_ = -1000000;
  std::optional<ResumeState> earlier_;                   // for who leads first
  std::vector<std::pair<bool, xml::Element>> recalled_;  // of it
  std::string origin_;                                   // leading: whose stanza is being sent
  uint64_t origin_seq_ = 0;
  std::map<std::string, uint64_t> taken_;  // by tab: how many of its stanzas were taken
  std::map<std::string, bool> others_;     // tabs heard of, and whether they are looked at
  uint64_t seq_ = 0;
  std::deque<Mine> mine_;
  std::deque<xml::Element> inbox_;  // to this tab's modules, in order
  std::deque<TabNote> notes_;       // behind what is in the inbox
  OneTimer seek_timer_, patience_, watch_, later_, grace_, resend_;
  std::vector<Connection> listeners_;
};

}  // namespace confab::xmpp
