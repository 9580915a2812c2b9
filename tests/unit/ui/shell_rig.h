// SPDX-License-Identifier: MIT
// ShellRig: a Shell over a real Store with fake platform, in the state "in a room", for tests that
// look at the twin. Draws without a picture.
#pragma once

#include <string>
#include <vector>

#include "base/function.h"
#include "chat/store.h"
#include "fake_dom.h"
#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_rasterizer.h"
#include "platform/fake/fake_storage.h"
#include "ui/shell.h"

namespace confab::ui {

struct FakeHost final : platform::Host {
  std::string copied, theme, link;
  int closed = 0, sounds = 0;
  Function<void()> on_time;  // called when a time is asked for
  void emit(std::string_view, std::string_view) override {}
  void reply(uint32_t, std::string_view, bool) override {}
  void copy_text(std::string_view text) override { copied = text; }
  void play_sound(std::string_view) override { ++sounds; }
  void open_link(std::string_view url) override { link = url; }
  void close_window() override { ++closed; }
  void set_theme(std::string_view t) override { theme = t; }
  void set_language(std::string_view) override {}
  void ask_credentials(bool) override {}
  std::string format_time(int64_t wall, std::string_view style) override {
    if (on_time) on_time();
    if (style != "time") return std::string(style);
    const int64_t m = wall / 60000 % 1440;
    const auto two = [](int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(m / 60) + ":" + two(m % 60);
  }
};
struct FakeFrames final : platform::FrameScheduler {
  int requests = 0;
  void request(const char*) override { ++requests; }
};

struct ShellRig {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeRasterizer rasterizer;
  platform::FakeStorage storage;
  FakeHost host;
  FakeFrames frames;
  FakeDom dom;
  chat::Store store{clock, {}};
  std::vector<chat::Command> commands;
  std::string signed_in, password, registering;
  Answers answers;
  Environment env;
  Shell shell;
  float width = 800, height = 600;
  Connection watch;

  explicit ShellRig(ShellOptions options = {})
      : shell({store, [this](chat::Command c) { commands.push_back(std::move(c)); },
               [this](std::string jid, std::string pw) { signed_in = jid, password = pw; },
               rasterizer, clock, frames, host, dom, storage, &timers,
               [this](std::string address, std::string pw, Answers more) {
                 registering = address, password = pw, answers = std::move(more);
               }},
              std::move(options)) {
    env.reduced_motion = true;
    shell.set_environment(env);
    watch = store.on_change.connect([this](const chat::Change& c) { shell.on_store_change(c); });
  }

  static chat::Jid room() { return *chat::Jid::parse("quay@rooms.example"); }
  void online() {
    store.set_self(*chat::Jid::parse("me@here.example"));
    store.set_connection(xmpp::SessionState::Online, {});
  }
  void in_room() {
    online();
    store.open(room(), chat::ConversationKind::Room);
    store.set_room(room(), chat::RoomState::In, "Me");
    shell.open_conversation(room());
  }
  void say(const std::string& nick, const std::string& body, const std::string& id,
           int64_t after_ms = 0) {
    xmpp::MessageEvent e;
    e.from = room().with_resource(nick);
    e.to = *chat::Jid::parse("me@here.example");
    e.groupchat = true;
    e.body = body, e.id = id, e.stanza_id = "s-" + id;
    e.stamp_ms = clock.wall_ms() + after_ms;
    store.apply(e);
  }
  // Frames until nothing moves; the number of them.
  int draw(int limit = 50) {
    int n = 1;
    while (shell.frame(width, height, 1, nullptr) && n < limit) ++n;
    return n;
  }
  std::vector<Element*> articles() {
    return dom.find([](const Element& e) { return e.at("role") == "article"; });
  }
  Element* log() { return dom.first("role", "log"); }
  Element* body(Element& article) {
    for (Element* c : article.children)
      if (c->at("part") == "body") return c;
    return nullptr;
  }
  void send(platform::TwinEvent event, Element* e, const std::string& value = {}, float x = 0,
            float y = 0, int flags = 0) {
    ASSERT_NE(e, nullptr);
    shell.on_twin(event, e->id, value, x, y, flags);
  }
  void click(Element* e) { send(platform::TwinEvent::Click, e); }
  Element* labelled(const std::string& label) { return dom.first("aria-label", label); }
  Element* text_button(const std::string& text) {
    const auto all = dom.find(
        [&](const Element& e) { return e.tag == platform::TwinTag::Button && e.text == text; });
    return all.empty() ? nullptr : all.front();
  }
  // A box in window coordinates.
  struct Box {
    float x, y, w, h;
  };
  Box absolute(const Element& e) {
    Box b{e.x, e.y, e.w, e.h};
    for (const Element* p = e.parent; p && p->id; p = p->parent)
      b.x += p->x, b.y += p->y - p->scroll_top;
    return b;
  }
  template <class T>
  int sent() const {
    int n = 0;
    for (const auto& c : commands) n += std::holds_alternative<T>(c);
    return n;
  }
};

}  // namespace confab::ui
