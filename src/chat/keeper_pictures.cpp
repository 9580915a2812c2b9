// SPDX-License-Identifier: MIT
// Keeper: pictures. Each is a record of its own, read when it is to be seen; which are there, and
// who has which, is a record with the others. There are so many places and no more: whatever two
// tabs disagree about, the store does not grow.
#include <algorithm>

#include "base/strings.h"
#include "chat/keeper.h"
#include "chat/saved.h"
#include "xmpp/core/hash.h"

namespace confab::chat {
namespace {

constexpr int kPlaces = 64;
constexpr size_t kBytes = 1024 * 1024;  // of all

}  // namespace

// Not among the records that begin() reads.
std::string Account::Impl::Keeper::place_key(int place) const {
  return owner_ + "\tp" + static_cast<char>('0' + place);
}

void Account::Impl::Keeper::clear_records() {
  for (const char* kind : {"\n", "\t"}) keep_.database.clear(owner_ + kind, [](Outcome) {});
}

Json Account::Impl::Keeper::pictures_json() const {
  Json who = Json::object(), kept = Json::array();
  for (const auto& [jid, avatar] : a_.store.avatars())
    if (!avatar.hash.empty()) who.set(jid.str(), (avatar.pep ? "p" : "v") + avatar.hash);
  for (const Kept& k : pictures_)
    kept.push(k.hash).push(k.place).push(static_cast<int64_t>(k.bytes));
  return Json::object().set("who", std::move(who)).set("kept", std::move(kept));
}

void Account::Impl::Keeper::restore_pictures(const Json& json) {
  for (const auto& [name, text] : json["who"].members()) {
    const auto jid = Jid::parse(name);
    const std::string said = text.as_string();
    if (jid && said.size() == 41)
      a_.store.apply(xmpp::AvatarEvent{*jid, said.substr(1), said[0] == 'p'});
  }
  const auto& kept = json["kept"].items();
  pictures_.clear();
  for (size_t i = 0; i + 2 < kept.size() && pictures_.size() < kPlaces; i += 3) {
    const int place = std::clamp(bits(kept[i + 1]), 0, kPlaces - 1);
    const auto bytes = static_cast<size_t>(std::max(bits(kept[i + 2]), 0));
    pictures_.push_back({kept[i].as_string(), place, bytes});
  }
}

void Account::Impl::Keeper::picture(const std::string& hash,
                                    Function<void(std::string bytes)> done) {
  const auto known = std::find_if(pictures_.begin(), pictures_.end(),
                                  [&](const Kept& k) { return k.hash == hash; });
  if (owner_.empty() || known == pictures_.end()) return done({});
  std::rotate(known, known + 1, pictures_.end());  // the last to go
  avatars_stale_ = true;
  changed();
  keep_.database.load(place_key(pictures_.back().place), [this, hash, done = std::move(done),
                                                          alive = std::weak_ptr<char>(a_.alive)](
                                                             Outcome, const Records& records) {
    if (alive.expired()) return;
    auto bytes = records.size() == 1 ? base64_decode(records[0].value) : std::nullopt;
    // Another tab may have had another use for the place.
    if (bytes && hex_encode(xmpp::sha1(*bytes)) == hash) return done(std::move(*bytes));
    std::erase_if(pictures_, [&](const Kept& k) { return k.hash == hash; });
    done({});
  });
}

void Account::Impl::Keeper::keep_picture(const xmpp::PictureEvent& picture) {
  if (picture.bytes.empty() || owner_.empty() || reading_ || !database_ok_ || !leads()) return;
  Records batch;
  size_t sum = picture.bytes.size();
  for (const Kept& k : pictures_) sum += k.bytes;
  while (!pictures_.empty() && (sum > kBytes || pictures_.size() >= kPlaces)) {
    sum -= pictures_.front().bytes;
    batch.push_back({place_key(pictures_.front().place), ""});
    pictures_.erase(pictures_.begin());
  }
  int place = 0;
  while (std::any_of(pictures_.begin(), pictures_.end(),
                     [&](const Kept& k) { return k.place == place; }))
    ++place;
  pictures_.push_back({picture.hash, place, picture.bytes.size()});
  batch.push_back({place_key(place), base64_encode(picture.bytes)});
  put(batch, "v", pictures_json());
  if (std::exchange(fresh_, false)) clear_records();
  keep_.database.write(std::move(batch),
                       [this, alive = std::weak_ptr<char>(a_.alive)](Outcome outcome) {
                         if (!alive.expired() && !owner_.empty() && outcome != Outcome::Done)
                           judge(outcome);
                       });
}

}  // namespace confab::chat
