// SPDX-License-Identifier: MIT
// TestClient: modules on a Router with no session below it. XML goes in, XML and events come out;
// time moves by hand. Not for the session or the domain.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/function.h"
#include "base/strings.h"
#include "platform/fake/fake_clock.h"
#include "xml/element.h"
#include "xml/parse.h"
#include "xmpp/module_list.h"
#include "xmpp/module_switch.h"
#include "xmpp/router.h"

namespace confab::xmpp {

inline std::vector<std::string> words(std::string_view text, char separator = ' ') {
  std::vector<std::string> out;
  for (const auto word : split(text, separator))
    if (!word.empty()) out.emplace_back(word);
  return out;
}

class CountingCrypto : public platform::Crypto {
 public:
  void random_bytes(uint8_t* out, size_t n) override {
    for (size_t i = 0; i < n; ++i) out[i] = 0;
    ++count_;
    for (size_t i = 0; i < n && i < 4; ++i)
      out[n - 1 - i] = static_cast<uint8_t>(count_ >> (8 * i));
  }
  void pbkdf2(platform::Hash, std::string_view, std::string_view, int,
              Function<void(std::string)> done) override {
    done({});
  }
  void seal(std::string_view, Function<void(std::string)> done) override { done({}); }
  void unseal(std::string_view, Function<void(std::string)> done) override { done({}); }
  std::string nfkc(std::string_view text) override { return std::string(text); }

 private:
  uint32_t count_ = 0;
};

class TestClient {
 public:
  // `modules`: ids as in whitelisted_plugins; empty: all of them.
  explicit TestClient(const std::vector<std::string>& modules = {},
                      std::string_view jid = "romeo@montague.example/home")
      : own(*Jid::parse(jid)),
        router({clock, time, crypto, log,
                [this](xml::Element stanza) {
                  if (takes) sent.push_back(std::move(stanza));
                  return takes;
                },
                [this]() -> const Jid& { return own; }, [this] { return online; },
                [this]() -> const xml::Element& { return features; },
                [this](const Event& event) {
                  events.push_back(event);
                  if (on_emit) on_emit();
                }},
               select_modules(all_modules(), {}, modules)) {}

  bool receive(std::string_view text) {
    auto stanza = xml::parse(text);
    if (stanza) router.receive(*stanza);
    return stanza.ok();
  }
  void bind() {
    online = true;
    router.on_session(SessionEvent::Bound, false);
  }
  template <class T>
  T& module(std::string_view id) {
    return *static_cast<T*>(router.module(id));
  }
  // Events of that kind so far, taken out.
  template <class T>
  std::vector<T> take() {
    std::vector<T> found;
    std::deque<Event> rest;
    for (auto& event : events) {
      if (auto* e = std::get_if<T>(&event)) {
        found.push_back(std::move(*e));
      } else {
        rest.push_back(std::move(event));
      }
    }
    events = std::move(rest);
    return found;
  }

  platform::FakeClock clock;
  platform::FakeTimers time{clock};
  CountingCrypto crypto;
  Log log;
  Jid own;
  bool online = true, takes = true;
  xml::Element features{"features", "http://etherx.jabber.org/streams"};
  std::deque<xml::Element> sent;
  std::deque<Event> events;
  Function<void()> on_emit;  // after each event
  Router router;
};

}  // namespace confab::xmpp
