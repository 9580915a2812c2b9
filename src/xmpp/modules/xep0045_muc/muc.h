// SPDX-License-Identifier: MIT
// Muc (XEP-0045; invitations of 0249, ids of 0421): the rooms we are in or entering. It remembers
// them over reconnects and enters them again on a fresh session. It keeps no messages.
#pragma once

#include <unordered_map>
#include <vector>

#include "xmpp/client.h"
#include "xmpp/modules/module.h"
#include "xmpp/modules/xep0045_muc/muc_codec.h"
#include "xmpp/modules/xep0045_muc/room.h"

namespace confab::xmpp {

class Muc final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;
  void save(xml::Element& state) const override;  // the rooms we are in, with who is there
  void restore(const xml::Element& state) override;

  void join(const RoomJoin& join);
  void leave(const Jid& room, const std::string& status);
  void change_nick(const Jid& room, const std::string& nick);
  // Done when the room shows it to us, or refuses.
  void set_subject(const Jid& room, const std::string& subject, Done done);
  void set_role(const Jid& room, const std::string& nick, Role role, const std::string& reason,
                Done done);
  void set_affiliation(const Jid& room, const Jid& who, Affiliation affiliation,
                       const std::string& reason, Done done);
  void invite(const Jid& room, const Jid& who, const std::string& reason);
  void ask_info(const Jid& room);
  void broadcast(Show show, const std::string& status);  // to every room; remembered for joins

  // Entered or being entered.
  bool knows(const Jid& room) const { return rooms_.count(room) > 0; }
  const Room* room(const Jid& room) const;
  const std::unordered_map<Jid, Room>& rooms() const { return rooms_; }
  // Fills in what only the room can tell of a groupchat message: author, ids, whether it is ours.
  void attribute(const xml::Element& message, MessageEvent& event) const;
  // We turned out not to be in that room any more: says so and enters it again.
  void lost(const Jid& room);
  // Called when something hints that we are no longer in a room (xep0410_self_ping listens).
  Function<void(const Jid&)> on_doubt;

 private:
  Room* find(const Jid& room);
  void enter(Room& room);
  void watch(const Jid& room, uint32_t attempt);
  void refused(Room& room, StanzaError error);
  void fail(const Jid& room, const StanzaError& error);
  Handled on_presence(const xml::Element& stanza);
  void on_error_presence(Room& room, const xml::Element& stanza);
  void on_available(Room& room, const xml::Element& stanza, const Jid& from, const MucItem& item);
  void on_unavailable(Room& room, const xml::Element& stanza, const Jid& from, const MucItem& item);
  void rename(Room& room, const std::string& old_nick, const std::string& new_nick,
              const MucItem& item);
  void on_entered(Room& room, const MucItem& item);
  void on_left(const Jid& room, const MucItem& item, const xml::Element* destroy, bool in_words);
  Handled on_message(const xml::Element& stanza);
  bool on_invite(const xml::Element& stanza, const Jid& from);
  void on_subject(const Room& room, const xml::Element& stanza, const Jid& from);
  // The one with that id, or where there is none, the first with that text: Prosody shows a subject
  // under an id of its own. False: it was not ours.
  bool subject_answered(const Jid& room, std::string_view id, std::string_view text,
                        const std::optional<StanzaError>& error);
  void ask_admin(const Jid& room, xml::Element item, const std::string& reason, Done done);
  void accept_defaults(const Jid& room);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  std::unordered_map<Jid, Room> rooms_;
  struct Subject {
    Jid room;
    std::string id, text;
    Done done;
  };
  std::vector<Subject> subjects_;  // on their way to rooms
  Show show_ = Show::Online;
  std::string status_;
  Jid account_;          // whose rooms these are
  bool closed_ = false;  // the last session was ended for good
};

}  // namespace confab::xmpp
