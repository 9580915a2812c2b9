// SPDX-License-Identifier: MIT
// ParticipantOrder: the participants of a room as they are listed (moderators first, then by folded
// nick). Joins are gathered and merged when somebody looks, so a room of thousands stays cheap.
#pragma once

#include <string>
#include <vector>

#include "chat/model.h"

namespace confab::chat {

class ParticipantOrder {
 public:
  void add(const Participant& p);     // p must stay where it is until removed
  void remove(const Participant& p);  // before its role or nick changes, before it is destroyed
  void clear();
  const std::vector<const Participant*>& sorted();

 private:
  struct Entry {
    int rank;
    std::string folded;
    const Participant* who;
    bool operator<(const Entry& other) const;
  };
  static Entry entry(const Participant& p);
  std::vector<Entry> entries_, fresh_;
  std::vector<const Participant*> view_;
  bool stale_ = false;
};

}  // namespace confab::chat
