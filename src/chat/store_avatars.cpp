// SPDX-License-Identifier: MIT
// Store: who has which picture, by its hash, and the pictures themselves. A stranger may have as
// many as they like, so both have limits; what was dropped can be asked for again.
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

constexpr size_t kAvatars = 5000, kPictures = 256, kPictureBytes = 4 * 1024 * 1024;

}  // namespace

void Store::Impl::on(const xmpp::AvatarEvent& e) {
  const auto known = avatars.find(e.who);
  if (known == avatars.end() && avatars.size() >= kAvatars) return;
  // Each takes back what it has said itself; PEP also goes before the other.
  const bool pep = known != avatars.end() && known->second.pep;
  if (e.pep ? e.hash.empty() && !pep : pep) return;
  Avatar& avatar = avatars[e.who];
  if (avatar.hash == e.hash) return;
  avatar = {e.hash, e.pep && !e.hash.empty()};
  changed(Change::Kind::Avatar, e.who);
}

void Store::Impl::on(const xmpp::PictureEvent& e) {
  const auto wanted = pictures.find(e.hash);
  if (wanted == pictures.end()) return;
  if (e.unasked) {
    pictures.erase(wanted);
    std::erase(picture_order, e.hash);
  } else {
    picture_bytes += e.bytes.size() - wanted->second.bytes.size();
    wanted->second.bytes = e.bytes;
  }
  changed(Change::Kind::Avatar, Jid());
}

void Store::Impl::drop_pictures() {
  avatars.clear();
  pictures.clear();
  picture_order.clear();
  picture_bytes = 0;
}

Avatar Store::avatar(const Jid& jid) const {
  const Slot* room = impl_->find(jid.bare());
  if (room && room->kind == ConversationKind::Room) {
    const auto occupant = room->participants.find(jid.resource());
    if (occupant == room->participants.end()) return {};
    return {occupant->second.occupant.avatar, false};
  }
  const auto known = impl_->avatars.find(jid.bare());
  return known == impl_->avatars.end() ? Avatar() : known->second;
}

const std::unordered_map<Jid, Avatar>& Store::avatars() const { return impl_->avatars; }

const Picture* Store::picture(const std::string& hash) const {
  const auto known = impl_->pictures.find(hash);
  return known == impl_->pictures.end() ? nullptr : &known->second;
}

void Store::want_picture(const std::string& hash) {
  Impl& s = *impl_;
  if (!s.pictures.try_emplace(hash, Picture{++s.last_picture, {}}).second) return;
  s.picture_order.push_back(hash);
  while (s.picture_order.size() > kPictures || s.picture_bytes > kPictureBytes) {
    const auto oldest = s.pictures.find(s.picture_order.front());
    s.picture_bytes -= oldest->second.bytes.size();
    s.pictures.erase(oldest);
    s.picture_order.pop_front();
  }
}

}  // namespace confab::chat
