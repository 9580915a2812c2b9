// SPDX-License-Identifier: MIT
// See self_ping.h.
#include "xmpp/modules/xep0410_self_ping/self_ping.h"

#include <utility>
#include <vector>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"

namespace confab::xmpp {

namespace {

constexpr int64_t kSilenceMs = 15 * 60 * 1000;  // XEP-0410 3.1 suggests this order of time

// XEP-0410 3.2: these answers come from the other end or from a room that knows us.
bool proves_presence(const std::string& condition) {
  return condition == "service-unavailable" || condition == "feature-not-implemented" ||
         condition == "item-not-found";
}
// These prove nothing either way: the room could not be reached.
bool proves_nothing(const std::string& condition) {
  return condition == "timeout" || condition == "disconnected" ||
         condition == "remote-server-not-found" || condition == "remote-server-timeout";
}

}  // namespace

ModuleInfo SelfPing::info() const { return {"self-ping", {"XEP-0410"}, {}, {"muc"}}; }

void SelfPing::attach(Context& context) {
  context_ = &context;
  muc_ = static_cast<Muc*>(context.module("muc"));
  muc_->on_doubt = [this](const Jid& room) { ping(room); };
}

void SelfPing::on_session(SessionEvent event) {
  context_->timers().cancel(std::exchange(timer_, 0));
  if (event == SessionEvent::Bound) under_way_.clear();
  if (event == SessionEvent::Bound || event == SessionEvent::Resumed) schedule();
}

void SelfPing::schedule() {
  timer_ = context_->timers().after(kSilenceMs, [this, alive = std::weak_ptr<char>(owner_)] {
    if (alive.expired()) return;
    check_silent_rooms();
    schedule();
  });
}

void SelfPing::check_silent_rooms() {
  const int64_t now = context_->clock().monotonic_ms();
  std::vector<Jid> silent;
  for (const auto& [jid, room] : muc_->rooms())
    if (room.joined && now - room.last_heard_ms >= kSilenceMs) silent.push_back(jid);
  for (const Jid& jid : silent) ping(jid);
}

void SelfPing::ping(const Jid& jid) {
  const Room* room = muc_->room(jid.bare());
  if (!room || !room->joined || !context_->online()) return;
  if (!under_way_.insert(room->jid).second) return;
  xml::Element iq = make_iq("get", room->jid.with_resource(room->nick));
  iq.add("ping", ns::kPing);
  context_->iq(std::move(iq), owner_,
               [this, jid = room->jid, attempt = room->attempt](const IqResult& result) {
                 under_way_.erase(jid);
                 if (result || proves_presence(result.error().condition) ||
                     proves_nothing(result.error().condition))
                   return;
                 const Room* now = muc_->room(jid);
                 if (now && now->attempt == attempt) muc_->lost(jid);
               });
}

}  // namespace confab::xmpp
