// SPDX-License-Identifier: MIT
// TabServer: a FakeServer that also has a roster, archives and one room, and counts what it is
// asked, so that a test can see whether twelve tabs cost as much as one.
#pragma once

#include <map>

#include "unit/xmpp/fake_server.h"

namespace confab::test {

class TabServer {
 public:
  TabServer(platform::FakeNetwork& network, platform::Timers& timers, platform::Clock& clock);

  FakeServer line;
  std::map<std::string, int> asked;            // "roster", "join", "presence", "mam", ...
  std::vector<std::string> room_got, bob_got;  // bodies, in order
  std::vector<std::string> flaps;              // rooms that saw us go

  void bob_says(const std::string& body);   // to us
  void room_says(const std::string& body);  // Bob, in the room
  void bob_is(const std::string& show);
  void receipt(const std::string& id);
  void suggests(const std::string& contact);  // Bob: XEP-0144
  bool inside = false;
  std::string nick;
  static inline const std::string kRoom = "room@rooms.example";

 private:
  struct Archived {
    std::string id, xml;
    int64_t ms = 0;
  };
  void on(const xml::Element& e);
  void on_iq(const xml::Element& iq);
  void on_presence(const xml::Element& e);
  void on_message(const xml::Element& e);
  void page(const xml::Element& iq, const std::vector<Archived>& archive, const std::string& from);
  void occupant(const std::string& nick, bool self, bool gone);
  std::string keep(std::vector<Archived>& archive, xml::Element message);
  std::string me() const;

  platform::Clock& clock_;
  std::vector<Archived> own_, room_;
  int ids_ = 0;
};

}  // namespace confab::test
