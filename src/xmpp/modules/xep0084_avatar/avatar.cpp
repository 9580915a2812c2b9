// SPDX-License-Identifier: MIT
// See avatar.h. Whatever is not exactly the bytes that the hash names is no picture.
#include "xmpp/modules/xep0084_avatar/avatar.h"

#include <utility>

#include "base/strings.h"
#include "xmpp/core/hash.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0084_avatar/picture.h"

namespace confab::xmpp {
namespace {

// In lower case; nothing where it is no SHA-1.
std::optional<std::string> hash_of(std::string_view text) {
  std::string hash = ascii_lower(trim(text));
  if (hash.size() != 40 || hash.find_first_not_of("0123456789abcdef") != hash.npos)
    return std::nullopt;
  return hash;
}

// XEP-0084 4.2.1: of the formats offered, one that is kept in PEP: what has a url is somewhere on
// the web, and nothing is loaded from there. "" where there is none (4.2.3).
std::string metadata_hash(const xml::Element& items) {
  const xml::Element* item = items.child("item");
  const xml::Element* metadata = item ? item->child("metadata", ns::kAvatarMetadata) : nullptr;
  if (!metadata) return {};
  for (const xml::Element& info : metadata->children()) {
    if (info.name() != "info" || info.has_attr("url")) continue;
    if (parse_int(info.attr("bytes"), 0) > static_cast<int>(kPictureBytes)) continue;
    if (auto hash = hash_of(info.attr("id"))) return *hash;
  }
  return {};
}

const xml::Element* child_of(const xml::Element* e, std::string_view name) {
  return e ? e->child(name) : nullptr;
}

// Base64 in lines, as old clients write it.
std::string picture_of(const xml::Element* data, const std::string& hash) {
  std::string text = data ? std::string(data->text()) : std::string();
  if (text.size() > kPictureBytes * 3 / 2) return {};
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
  auto bytes = base64_decode(text);
  if (!bytes || hex_encode(sha1(*bytes)) != hash || !sound_picture(*bytes)) return {};
  return std::move(*bytes);
}

}  // namespace

std::optional<std::string> photo_hash(const xml::Element& presence) {
  const xml::Element* photo = child_of(presence.child("x", ns::kVcardUpdate), "photo");
  if (!photo) return std::nullopt;
  return trim(photo->text()).empty() ? std::string() : hash_of(photo->text());
}

ModuleInfo Avatars::info() const {
  return {"avatar", {"XEP-0084", "XEP-0153"}, {"urn:xmpp:avatar:metadata+notify"}, {}};
}

void Avatars::on_session(SessionEvent event) {
  if (event == SessionEvent::Bound) {
    const Jid before = std::exchange(asking_as_, context_->jid().bare());
    if (!before.empty() && before != asking_as_) waiting_.clear();  // what somebody else wanted
  }
  pump();
}

Handled Avatars::on_stanza(const xml::Element& stanza) {
  Jid from = jid_attr(stanza, "from");
  if (from.empty()) from = context_->jid().bare();
  if (stanza.name() == "presence") {
    const auto hash = photo_hash(stanza);
    if (hash && stanza.attr("type").empty())
      context_->emit(AvatarEvent{from.bare(), std::move(*hash), false});
    return Handled::No;
  }
  if (stanza.name() != "message") return Handled::No;
  const xml::Element* event = stanza.child("event", ns::kPubsubEvent);
  if (!event || event->children().empty()) return Handled::No;
  const xml::Element& what = event->children().front();
  if (what.attr("node") != ns::kAvatarMetadata) return Handled::No;
  // XEP-0163 4.3: of an account's nodes its bare JID tells, and of nobody else's. A resource could
  // be anybody in a room; an error brings back what we are said to have sent.
  if (from.is_bare() && stanza.attr("type") != "error")
    context_->emit(AvatarEvent{std::move(from), metadata_hash(what), true});
  return Handled::Yes;
}

void Avatars::fetch(const Jid& who, const std::string& hash, bool pep) {
  waiting_.push_back({who, hash, pep});
  if (waiting_.size() > kWaiting) {
    const Wanted oldest = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    context_->emit(PictureEvent{oldest.hash, {}, true});
  }
  pump();
}

void Avatars::pump() {
  while (context_->online() && asking_ < kParallel && !waiting_.empty()) {
    Wanted next = std::move(waiting_.back());
    waiting_.pop_back();
    ask(std::move(next));
  }
}

void Avatars::ask(Wanted wanted) {
  const bool own = wanted.who == context_->jid().bare();
  xml::Element iq = make_iq("get", own ? Jid() : wanted.who);
  if (wanted.pep) {
    xml::Element& items = iq.add("pubsub", ns::kPubsub).add("items");
    items.set_attr("node", ns::kAvatarData).add("item").set_attr("id", wanted.hash);
  } else {
    iq.add("vCard", ns::kVcardTemp);
  }
  ++asking_;
  context_->iq(std::move(iq), owner_, [this, wanted](const IqResult& result) {
    --asking_;
    Wanted asked = wanted;
    answered(asked, result);
    pump();
  });
}

void Avatars::answered(Wanted& wanted, const IqResult& result) {
  std::string bytes;
  if (!result && result.error().condition == "disconnected")
    return waiting_.push_back(std::move(wanted));
  if (result && wanted.pep) {
    const xml::Element* items = child_of(result->child("pubsub", ns::kPubsub), "items");
    const xml::Element* item = child_of(items, "item");
    bytes = picture_of(item ? item->child("data", ns::kAvatarData) : nullptr, wanted.hash);
  } else if (result) {
    const xml::Element* photo = child_of(result->child("vCard", ns::kVcardTemp), "PHOTO");
    bytes = picture_of(child_of(photo, "BINVAL"), wanted.hash);
  }
  if (bytes.empty() && std::exchange(wanted.pep, false))
    return waiting_.push_back(std::move(wanted));
  context_->emit(PictureEvent{wanted.hash, std::move(bytes)});
}

}  // namespace confab::xmpp
