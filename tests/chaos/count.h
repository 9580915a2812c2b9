// SPDX-License-Identifier: MIT
// Counts what was said: every body names its series (who typed it, and where) and a running number
// in it. Knows what each person's screen has to show, and what the wire of the peer has shown.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "chat/store.h"
#include "xml/element.h"

namespace confab::test {

struct Series {
  bool by_peer = false;
  int said = 0, checked = 0;  // up to `checked` it was seen to have arrived
  std::set<int> loose;        // sent again by hand, so later than it was typed
};

class Counter {
 public:
  Counter(std::string tag, xmpp::Jid peer, xmpp::Jid room)
      : tag_(std::move(tag)), peer_(std::move(peer)), room_(std::move(room)) {}

  std::string next(const std::string& series, bool by_peer);  // the body to be said
  Series& series(const std::string& name) { return series_[name]; }
  // What a body says; false: it is not of this run.
  bool read(std::string_view body, std::string& name, int& number) const;

  // Whether that screen shows all that was said and not yet checked. `with`: the other person.
  bool complete(const chat::Store& store, const xmpp::Jid& with) const;
  // Notes what is missing, there twice or behind a later one. `whole`: not only what is new.
  void judge(const std::string& who, const chat::Store& store, const xmpp::Jid& with, bool whole);
  std::string shown(const chat::Store& store, const xmpp::Jid& with) const;  // of late, for people
  // What a tab's journal, or the site's storage, has to be sent: with the flags of chat/keeper.h.
  std::string kept(const std::map<std::string, std::string>& values) const;
  void checked();  // all screens were judged

  void on_wire(const xml::Element& stanza);  // as the peer's socket gave it
  void confirmed(const std::string& name, int number) { confirmed_[name].insert(number); }
  // Whether something of that side is missing; moves it to lost_by_server where it was confirmed,
  // came over no wire and is not `archived` (name, number).
  bool missing(bool by_peer) const;
  void blame_server(bool by_peer, const std::set<std::pair<std::string, int>>& archived);
  // As the page's did. `came`: of this page, by series, with its id in an archive.
  using Came = std::map<std::string, std::map<int, std::string>>;
  void on_page_wire(const xml::Element& stanza, Came& came);

  std::set<std::string> lost, doubled, reordered;
  std::set<std::string> lost_by_server;
  std::set<std::string> served_late;  // reordered, too: the server delivered it so
  int wire_same_id = 0, wire_other_id = 0, wire_behind = 0, typed = 0;

 private:
  struct Seen {
    std::vector<int> numbers;  // in the order of the screen
  };
  std::map<std::string, Seen> seen(const chat::Store& store, const xmpp::Jid& with,
                                   size_t newest) const;
  std::string tag_;
  xmpp::Jid peer_, room_;
  std::map<std::string, Series> series_;
  std::map<std::string, std::map<int, std::set<std::string>>> wire_;
  std::map<std::string, int> wire_last_;
  std::map<std::string, std::set<int>> late_, confirmed_;
};

}  // namespace confab::test
