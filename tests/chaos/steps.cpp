// SPDX-License-Identifier: MIT
// What can happen in the chaos test. Each step draws all it needs from the dice whether it can be
// done or not, so that one seed means one sequence.
#include <algorithm>

#include "chaos/world.h"

namespace confab::test {
namespace {

const char* ways(bool out) { return out ? " to the server" : " from the server"; }

}  // namespace

void World::step() {
  struct Choice {
    int weight;
    const char* name;
    Step run;
  };
  static constexpr Choice kChoices[] = {
      {30, "say", &World::say},
      {22, "hear", &World::hear},
      {12, "both", &World::both},
      {14, "cut", &World::cut},
      {4, "cut now", &World::cut_now},
      {3, "stall", &World::stall},
      {4, "delay", &World::delay},
      {3, "refuse", &World::refuse},
      {3, "duplicate", &World::duplicate},
      {6, "reload", &World::reload},
      {6, "discard", &World::discard},
      {2, "sleep", &World::sleep_tab},
      {4, "wake", &World::wake_tab},
      {4, "open", &World::open_tab},
      {3, "close", &World::close_tab},
      {3, "offline", &World::offline},
      {3, "clock", &World::clock_jump},
      {1, "transport", &World::transport},
      {2, "freeze", &World::freeze},
      {8, "rest", &World::rest},
  };
  int all = 0;
  for (const Choice& c : kChoices) all += c.weight;
  int left = dice_.roll(all);
  const Choice* chosen = kChoices;
  while (left >= chosen->weight) left -= chosen++->weight;
  const bool kill = set_.kill_every > 0 && dice_.roll(set_.kill_every) == 0;
  const int pause = dice_.roll(3) ? dice_.roll(20) : dice_.roll(150);
  ++steps_;
  std::string text =
      std::to_string(steps_) + " at " + std::to_string(loop_.monotonic_ms() - began_ms_) + " ms: ";
  if (set_.wire) set_.wire("-- " + text + (kill ? "kill -9" : chosen->name));
  text += kill ? "kill -9" + kill_server() : chosen->name + (this->*chosen->run)();
  if (set_.wire) set_.wire("-- " + text);
  last_.push_back(text);
  if (last_.size() > 30) last_.pop_front();
  loop_.run_for(pause);
}

int World::count(bool open) const {
  return static_cast<int>(std::count_if(
      slots_.begin(), slots_.end(), [&](const auto& s) { return (s->page != nullptr) == open; }));
}

World::Slot* World::some(bool open) {
  const int n = count(open), pick = dice_.roll(1 << 20);
  if (n == 0) return nullptr;
  int left = pick % n;
  for (const auto& slot : slots_)
    if ((slot->page != nullptr) == open && left-- == 0) return slot.get();
  return nullptr;
}

void World::type(Slot& slot, bool in_room) {
  const std::string body = counter.next(slot.name + (in_room ? "r" : "d"), false);
  slot.page->account.dispatch(chat::Send{in_room ? room_ : bob_, body});
}
void World::peer_types(bool in_room) {
  const std::string body = counter.next(in_room ? "pr" : "pd", true);
  peer_->account.dispatch(chat::Send{in_room ? room_ : alice_, body});
}

std::string World::say() {
  const int n = dice_.between(1, 4);
  const bool in_room = dice_.roll(3) == 0;
  Slot* slot = some(true);
  for (int i = 0; slot && i < n; ++i) type(*slot, in_room);
  return slot ? " " + std::to_string(n) + " in tab " + slot->name : " nobody";
}

std::string World::hear() {
  const int n = dice_.between(1, 4);
  const bool in_room = dice_.roll(3) == 0;
  for (int i = 0; i < n; ++i) peer_types(in_room);
  return " " + std::to_string(n);
}

std::string World::both() {
  const int n = dice_.between(1, 3);
  Slot* slot = some(true);
  for (int i = 0; i < n; ++i) {
    const bool in_room = dice_.roll(3) == 0;
    if (slot) type(*slot, in_room);
    peer_types(in_room);
    loop_.run_once(1);
  }
  return " " + std::to_string(n);
}

std::string World::cut() {
  const bool out = dice_.roll(2) == 0;
  const int bytes = dice_.roll(2) ? dice_.between(1, 300) : dice_.between(1, 3000);
  if (proxy().connections() == 0) return " nothing";
  proxy().cut_after(static_cast<size_t>(bytes), out);
  ++cuts;
  return " after " + std::to_string(bytes) + " bytes" + ways(out);
}

std::string World::cut_now() {
  if (proxy().connections() > 0) proxy().cut_now();
  ++cuts;
  return "";
}

std::string World::stall() {
  const int ms = dice_.between(20, 800);
  const bool say = dice_.roll(2) == 0;
  websocket_.set_stalled(true);
  bosh_.set_stalled(true);
  Slot* slot = some(true);
  if (say && slot) type(*slot, false);
  if (say) peer_types(false);
  loop_.run_for(ms);
  websocket_.set_stalled(false);
  bosh_.set_stalled(false);
  return " for " + std::to_string(ms) + " ms";
}

std::string World::delay() {
  const int ms = dice_.roll(2) ? 0 : dice_.between(1, 120);
  const bool out = dice_.roll(2) == 0;
  websocket_.set_delay(ms, out);
  bosh_.set_delay(ms, out);
  return " of " + std::to_string(ms) + " ms" + ways(out);
}

std::string World::refuse() {
  const int ms = dice_.between(20, 1200);
  proxy().set_down(true);
  loop_.run_for(ms);
  proxy().set_down(false);
  return " for " + std::to_string(ms) + " ms";
}

std::string World::duplicate() { return bosh_.duplicate() ? "" : " nothing"; }

std::string World::next_page(bool warned, int& count) {
  const int away = dice_.roll(2) ? 0 : dice_.between(1, 300);
  Slot* slot = some(true);
  if (!slot) return " nobody";
  if (warned) slot->page->account.dispatch(chat::PageHide{true});
  slot->page.reset();
  loop_.run_for(away);
  open(*slot, false);
  ++count;
  return " tab " + slot->name + ", away for " + std::to_string(away) + " ms";
}

std::string World::reload() { return next_page(true, reloads); }
std::string World::discard() { return next_page(false, discards); }

// As discard, and the tab comes back by another step.
std::string World::sleep_tab() {
  Slot* slot = some(true);
  if (!slot) return " nobody";
  slot->page.reset();
  ++discards;
  return " tab " + slot->name;
}

std::string World::wake_tab() {
  Slot* slot = some(false);
  if (!slot) return " nobody";
  open(*slot, false);
  return " tab " + slot->name;
}

std::string World::open_tab() {
  if (static_cast<int>(slots_.size()) >= set_.tabs) return " no more";
  slots_.push_back(std::make_unique<Slot>());
  open(*slots_.back(), true);
  return " tab " + slots_.back()->name;
}

// For good: its own storage goes with it, and another tab sends what it had not. Mostly the one
// that has the stream.
std::string World::close_tab() {
  const bool leader = dice_.roll(4) > 0;
  Slot* slot = some(true);
  if (!slot || count(true) < 2) return " none";
  for (const auto& each : slots_)
    if (leader && each->page && each->page->leads()) slot = each.get();
  const std::string text = " tab " + slot->name + (slot->page->leads() ? ", which leads" : "");
  slot->page->account.dispatch(chat::PageHide{true});
  std::erase_if(slots_, [&](const auto& s) { return s.get() == slot; });
  return text;
}

std::string World::offline() {
  const int ms = dice_.between(20, 1500);
  Slot* slot = some(true);
  browser_.online = false;
  for (Proxy* p : {&websocket_, &bosh_}) p->set_down(true);
  loop_.run_for(ms / 2);
  if (slot) type(*slot, false);
  peer_types(false);
  loop_.run_for(ms / 2);
  for (Proxy* p : {&websocket_, &bosh_}) p->set_down(false);
  browser_.online = true;
  for (const auto& each : slots_)
    if (each->page) each->page->account.dispatch(chat::RetryNow{});
  return " for " + std::to_string(ms) + " ms";
}

std::string World::clock_jump() {
  const int seconds = dice_.between(-7200, 7200), slept = dice_.roll(2) ? dice_.roll(600) : 0;
  browser_.clock.wrong_ms = int64_t{1000} * seconds;
  browser_.clock.slept_ms += int64_t{1000} * slept;
  return " by " + std::to_string(seconds) + " s, after a sleep of " + std::to_string(slept) + " s";
}

std::string World::transport() {
  over_bosh_ = !over_bosh_;
  websocket_.set_down(over_bosh_);
  return over_bosh_ ? " to BOSH" : " to WebSocket";
}

// The page is put aside, told of it and not thrown away, and comes back.
std::string World::freeze() {
  const int ms = dice_.between(20, 600);
  Slot* slot = some(true);
  if (!slot) return " nobody";
  slot->page->account.dispatch(chat::PageHide{true});
  slot->page->port.freeze(true, true);
  loop_.run_for(ms);
  slot->page->port.freeze(false, true);
  slot->page->account.dispatch(chat::PageShow{});
  return " tab " + slot->name + " for " + std::to_string(ms) + " ms";
}

std::string World::rest() {
  const int ms = dice_.between(20, 900);
  loop_.run_for(ms);
  return " for " + std::to_string(ms) + " ms";
}

std::string World::kill_server() {
  const int down = dice_.between(0, 1000);
  Slot* slot = some(true);
  if (slot) type(*slot, false);
  peer_types(false);
  loop_.run_once(1);
  set_.ctl("kill9");
  loop_.run_for(20);
  if (slot) type(*slot, false);
  peer_types(false);
  loop_.run_for(down);
  set_.ctl("start");
  ++kills;
  return "";
}

}  // namespace confab::test
