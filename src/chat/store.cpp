// SPDX-License-Identifier: MIT
// Store: reading, the list of conversations and connection state. The reducer's parts are in the
// other store_*.cpp files.
#include "chat/store.h"

#include <algorithm>

#include "base/sort.h"
#include "base/utf8.h"
#include "chat/store_impl.h"

namespace confab::chat {

namespace {
constexpr int64_t kDayMs = 24 * 60 * 60 * 1000;
}

Message* Slot::get(MessageKey key) {
  const size_t i = at(key);
  return i == kNowhere ? nullptr : &messages[i];
}

Store::Impl::Impl(Store& s, platform::Clock& c, StoreOptions o)
    : store(s),
      clock(c),
      options(o),
      seed(static_cast<uint64_t>(c.wall_ms()) * 0x9e3779b97f4a7c15ULL ^
           static_cast<uint64_t>(c.monotonic_ms()) ^ reinterpret_cast<uintptr_t>(this)) {}

Slot* Store::Impl::find(const Jid& jid) {
  const auto it = slots.find(jid);
  return it == slots.end() ? nullptr : it->second.get();
}

Slot* Store::Impl::open(const Jid& jid, ConversationKind kind) {
  Slot* c = find(jid);
  if (!c) {
    if (created.size() >= options.conversation_limit) {
      // Nobody may fill our memory by writing from ever new addresses: the least recently used
      // conversation without anything of ours in it goes.
      const auto spare = [this](const Slot* s) {
        return s->room_state == RoomState::Out && s->draft.empty() && !(s->jid == watched) &&
               std::none_of(s->messages.begin(), s->messages.end(),
                            [](const Message& m) { return m.state == MessageState::Pending; });
      };
      Slot* victim = nullptr;
      for (Slot* s : created)
        if (spare(s) && (!victim || s->last_activity_ms < victim->last_activity_ms)) victim = s;
      if (!victim) victim = created.front();
      set_unread(*victim, 0, 0);
      held -= victim->messages.size();
      typing_in.erase(victim->jid);
      std::erase(created, victim);
      slots.erase(Jid(victim->jid));
    }
    auto slot = std::make_unique<Slot>(++numbers, seed);
    c = slot.get();
    c->jid = jid;
    c->kind = kind;
    slots.emplace(jid, std::move(slot));
    created.push_back(c);
    name_conversation(jid);
    if (kind == ConversationKind::Direct) show_presence(jid);
  }
  if (!c->open) {
    c->open = true;
    listed_stale = true;
    touch(*c);
    changed(Change::Kind::Conversation, jid);
  }
  return c;
}

void Store::Impl::touch(Slot& c) {
  ++c.revision;
  ++revision;
}

void Store::Impl::touch(Slot& c, Message& m) {
  ++m.revision;
  touch(c);
}

void Store::Impl::changed(Change::Kind kind, const Jid& jid, MessageKey key, std::string text) {
  ++revision;
  store.on_change.emit(Change{kind, jid, key, std::move(text)});
}

void Store::Impl::set_unread(Slot& c, int unread, int mentions) {
  if (c.unread == unread && c.mentions == mentions) return;
  unread_total += unread - c.unread;
  c.unread = unread;
  c.mentions = mentions;
  touch(c);
  changed(Change::Kind::Unread, c.jid);
}

std::string Store::Impl::shown_name(const Jid& jid) const {
  const auto it = contacts.find(jid.bare());
  if (it != contacts.end() && !it->second.item.name.empty()) return it->second.item.name;
  return jid.local().empty() ? jid.domain() : jid.local();
}

// Remote clocks may say anything; nothing sorts far below what is to come.
int64_t Store::Impl::sane(int64_t stamp_ms) const {
  const int64_t now = clock.wall_ms();
  if (stamp_ms <= 0 || stamp_ms > now + kDayMs) return now;
  return stamp_ms;
}

namespace {

constexpr size_t kMaxMarks = 32;  // more on one letter than any language writes

bool combining(char32_t c) {
  constexpr struct {
    char32_t first, last;
  } kMarks[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},
                {0x64B, 0x65F},   {0x6D6, 0x6DC},   {0x6DF, 0x6E4},   {0x730, 0x74A},
                {0x7EB, 0x7F3},   {0x816, 0x82D},   {0x8D3, 0x902},   {0xE34, 0xE3A},
                {0xE47, 0xE4E},   {0xEB4, 0xECD},   {0xF71, 0xF87},   {0x135D, 0x135F},
                {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0x302A, 0x302D},
                {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
  if (c < 0x300) return false;
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [c](const auto& r) { return r.first <= c && c <= r.last; });
}

// Engines shape a letter and its marks in time that grows with their square: tens of thousands stop
// the whole page.
void thin_marks(std::string& text) {
  size_t marks = 0, kept = 0;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    marks = combining(utf8::next(text, pos)) ? marks + 1 : 0;
    if (marks > kMaxMarks) continue;
    if (kept != begin)
      std::copy(text.begin() + static_cast<ptrdiff_t>(begin),
                text.begin() + static_cast<ptrdiff_t>(pos),
                text.begin() + static_cast<ptrdiff_t>(kept));
    kept += pos - begin;
  }
  text.resize(kept);
}

}  // namespace

std::string Store::Impl::clean(std::string_view text, size_t limit) const {
  if (text.size() > limit) {
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    text = text.substr(0, limit);
  }
  std::string out = utf8::valid(text) ? std::string(text) : utf8::sanitized(text);
  thin_marks(out);
  return out;
}

Store::Store(platform::Clock& clock, StoreOptions options)
    : impl_(std::make_unique<Impl>(*this, clock, options)) {}
Store::~Store() = default;

uint64_t Store::revision() const { return impl_->revision; }
const Jid& Store::self() const { return impl_->self; }
xmpp::SessionState Store::connection() const { return impl_->state; }
const xmpp::StreamFailure& Store::failure() const { return impl_->failure; }
int64_t Store::retry_at_monotonic_ms() const { return impl_->retry_at; }
const Request& Store::followed() const { return impl_->followed; }
const std::vector<Request>& Store::requests() const { return impl_->requests; }
int Store::total_unread() const { return impl_->unread_total; }
const Jid& Store::shown() const { return impl_->shown; }
size_t Store::messages_held() const { return impl_->held; }

const std::vector<const Conversation*>& Store::conversations() const {
  if (impl_->listed_stale) {
    impl_->listed.clear();
    for (const Slot* c : impl_->created)
      if (c->open) impl_->listed.push_back(c);
    sort_pointers(impl_->listed, [](const Conversation* a, const Conversation* b) {
      return a->last_activity_ms > b->last_activity_ms;
    });
    impl_->listed_stale = false;
  }
  return impl_->listed;
}

const Conversation* Store::find(const Jid& jid) const { return impl_->find(jid); }

const Message* Store::find_message(const Jid& conversation, MessageKey key) const {
  Slot* c = impl_->find(conversation);
  return c ? c->get(key) : nullptr;
}

size_t Store::index_of(const Conversation& c, MessageKey key) const {
  return static_cast<const Slot&>(c).at(key);
}

const std::vector<const Participant*>& Store::participants_sorted(const Conversation& c) const {
  return const_cast<Slot&>(static_cast<const Slot&>(c)).order.sorted();
}

void Store::apply(const xmpp::Event& event) {
  std::visit([this](const auto& e) { impl_->on(e); }, event);
}

void Store::set_self(const Jid& bare) {
  if (impl_->self == bare) return;
  impl_->self = bare;
  impl_->changed(Change::Kind::Connection, bare);
}

void Store::set_connection(xmpp::SessionState state, const xmpp::StreamFailure& failure) {
  impl_->state = state;
  impl_->failure = failure;
  const bool waiting = state == xmpp::SessionState::Waiting && failure.retry_in_ms >= 0;
  impl_->retry_at = waiting ? impl_->clock.monotonic_ms() + failure.retry_in_ms : -1;
  impl_->changed(Change::Kind::Connection, impl_->self, 0, failure.code);
}

Conversation& Store::open(const Jid& jid, ConversationKind kind) {
  Slot* c = impl_->open(jid, kind);
  // A chat that was just started stands on top; a room that was joined waits for its messages.
  if (c->last_activity_ms == 0 && kind != ConversationKind::Room) {
    c->last_activity_ms = impl_->clock.wall_ms();
    impl_->listed_stale = true;
  }
  return *c;
}

}  // namespace confab::chat
