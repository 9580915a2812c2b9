// SPDX-License-Identifier: MIT
// See bookmarks.h.
#include "xmpp/modules/xep0402_bookmarks/bookmarks.h"

#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {

// XEP-0402 3.2: private, persistent, and every room kept. "max" is what XEP-0060 1.24 calls all.
void add_settings(xml::Element& parent, const char* form_type) {
  static constexpr std::pair<const char*, const char*> kSettings[] = {
      {"pubsub#persist_items", "true"},
      {"pubsub#max_items", "max"},
      {"pubsub#send_last_published_item", "never"},
      {"pubsub#access_model", "whitelist"}};
  xml::Element& form = parent.add("x", ns::kDataForms);
  form.set_attr("type", "submit");
  xml::Element& type = form.add("field");
  type.set_attr("var", "FORM_TYPE").set_attr("type", "hidden");
  type.add("value").set_text(form_type);
  for (const auto& [name, value] : kSettings) {
    xml::Element& field = form.add("field");
    field.set_attr("var", name);
    field.add("value").set_text(value);
  }
}

void answer(const Done& done, const IqResult& result) {
  if (done) done(result ? std::nullopt : std::optional<StanzaError>(result.error()));
}

}  // namespace

ModuleInfo Bookmarks::info() const {
  return {"bookmarks", {"XEP-0402"}, {"urn:xmpp:bookmarks:1+notify"}, {}};
}

void Bookmarks::on_session(SessionEvent event) {
  if (event != SessionEvent::Bound) return;
  extensions_.clear();
  xml::Element iq = make_iq("get", {});
  iq.add("pubsub", ns::kPubsub).add("items").set_attr("node", ns::kBookmarks);
  context_->iq(std::move(iq), owner_, [this](const IqResult& result) {
    BookmarksEvent all{true, {}, {}};
    if (!result) {
      // No node: no bookmarks yet. Other errors (a guest has no PEP) say nothing about them.
      if (result.error().condition == "item-not-found") context_->emit(all);
      return;
    }
    const xml::Element* pubsub = result->child("pubsub", ns::kPubsub);
    const xml::Element* items = pubsub ? pubsub->child("items") : nullptr;
    if (!items || items->attr("node") != ns::kBookmarks) return;
    for (const xml::Element& item : items->children())
      if (auto bookmark = decode(item)) all.changed.push_back(std::move(*bookmark));
    context_->emit(all);
  });
}

std::optional<Bookmark> Bookmarks::decode(const xml::Element& item) {
  if (item.name() != "item") return std::nullopt;
  const xml::Element* conference = item.child("conference", ns::kBookmarks);
  const Jid room = jid_attr(item, "id");
  if (!conference || room.empty() || !room.is_bare()) return std::nullopt;
  if (const xml::Element* kept = conference->child("extensions", ns::kBookmarks)) {
    extensions_[room] = *kept;
  } else {
    extensions_.erase(room);
  }
  const std::string_view autojoin = conference->attr("autojoin");
  return Bookmark{
      room, std::string(conference->attr("name")), std::string(conference->child_text("nick")),
      std::string(conference->child_text("password")), autojoin == "true" || autojoin == "1"};
}

Handled Bookmarks::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "message") return Handled::No;
  const xml::Element* pubsub_event = stanza.child("event", ns::kPubsubEvent);
  if (!pubsub_event || pubsub_event->children().empty()) return Handled::No;
  const xml::Element& what = pubsub_event->children().front();
  if (what.attr("node") != ns::kBookmarks) return Handled::No;
  // XEP-0402 6: only our own account's; anybody could send an event naming this node.
  if (!from_own_account(stanza, context_->jid())) {
    context_->log().write(LogLevel::Warn, "bookmarks", "dropped a forged bookmark event");
    return Handled::Yes;
  }
  BookmarksEvent event;
  if (what.name() == "purge" || what.name() == "delete") {
    extensions_.clear();
    event.full = true;
  } else if (what.name() != "items") {
    return Handled::Yes;
  }
  for (const xml::Element& child : what.children()) {
    if (child.name() == "retract") {
      const Jid room = jid_attr(child, "id");
      extensions_.erase(room);
      if (!room.empty()) event.removed.push_back(room);
    } else if (auto bookmark = decode(child)) {
      event.changed.push_back(std::move(*bookmark));
    }
  }
  if (event.full || !event.changed.empty() || !event.removed.empty()) context_->emit(event);
  return Handled::Yes;
}

xml::Element Bookmarks::publish_request(const Bookmark& bookmark) const {
  xml::Element iq = make_iq("set", {});
  xml::Element& pubsub = iq.add("pubsub", ns::kPubsub);
  xml::Element& publish = pubsub.add("publish");
  publish.set_attr("node", ns::kBookmarks);
  xml::Element& item = publish.add("item");
  item.set_attr("id", bookmark.room.bare_str());
  xml::Element& conference = item.add("conference", ns::kBookmarks);
  if (!bookmark.name.empty()) conference.set_attr("name", bookmark.name);
  if (bookmark.autojoin) conference.set_attr("autojoin", "true");
  add_text(conference, "nick", bookmark.nick);
  add_text(conference, "password", bookmark.password);
  const auto kept = extensions_.find(bookmark.room.bare());
  if (kept != extensions_.end()) conference.add(kept->second);
  add_settings(pubsub.add("publish-options"), ns::kPubsubOptions);
  return iq;
}

void Bookmarks::set(const Bookmark& bookmark, Done done) {
  context_->iq(publish_request(bookmark), owner_,
               [this, bookmark, done = std::move(done)](const IqResult& result) {
                 const bool settings_differ =
                     !result && result.error().app_condition == "precondition-not-met";
                 if (settings_differ) return configure_and_publish(bookmark, done);
                 answer(done, result);
               });
}

// XEP-0060 7.1.5: the node exists with other settings; put them right, then publish once more.
void Bookmarks::configure_and_publish(const Bookmark& bookmark, Done done) {
  xml::Element iq = make_iq("set", {});
  xml::Element& configure = iq.add("pubsub", ns::kPubsubOwner).add("configure");
  configure.set_attr("node", ns::kBookmarks);
  add_settings(configure, ns::kPubsubConfig);
  context_->iq(std::move(iq), owner_,
               [this, bookmark, done = std::move(done)](const IqResult& result) {
                 if (!result) return answer(done, result);
                 context_->iq(publish_request(bookmark), owner_,
                              [done](const IqResult& second) { answer(done, second); });
               });
}

void Bookmarks::remove(const Jid& room, Done done) {
  xml::Element iq = make_iq("set", {});
  xml::Element& retract = iq.add("pubsub", ns::kPubsub).add("retract");
  retract.set_attr("node", ns::kBookmarks).set_attr("notify", "true");
  retract.add("item").set_attr("id", room.bare_str());
  context_->iq(std::move(iq), owner_,
               [done = std::move(done)](const IqResult& result) { answer(done, result); });
}

}  // namespace confab::xmpp
