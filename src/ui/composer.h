// SPDX-License-Identifier: MIT
// Composer: the box around the twin's <textarea name=message>, which owns all editing; the send
// button; the quoted message while replying. Keeps a draft per conversation.
#pragma once

#include <map>

#include "ui/actions.h"

namespace confab::ui {

class Composer {
 public:
  explicit Composer(Frame& frame) : f_(frame) {}

  float height(const chat::Conversation& c, float width);  // what draw() will need
  void draw(const chat::Conversation& c, const Rect& area, std::string_view hint = {});
  void focus() { want_focus_ = true; }
  void quote(const chat::Message& m);
  bool cancel_quote();  // Escape; false: nothing to cancel
  Function<void()> on_sent;

 private:
  struct Draft {
    std::string text, quote_of, quote;
    std::string stored;  // the store's, as last seen
  };
  Draft& draft(const chat::Conversation& c);
  void send(const chat::Jid& jid);
  float text_height(const std::string& text, float width);

  Frame& f_;
  std::map<chat::Jid, Draft> drafts_;
  chat::Jid jid_;
  bool want_focus_ = false;
};

}  // namespace confab::ui
