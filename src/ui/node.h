// SPDX-License-Identifier: MIT
// Node and Tree: one frame's tree of visible things, built once, from which both the picture's hit
// regions and the DOM twin come. Boxes are CSS px, absolute in the window, already mirrored for
// right-to-left. Rebuilt every drawn frame; identity over frames is (parent, key).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/function.h"
#include "platform/twin.h"

namespace confab::ui {

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  float right() const { return x + w; }
  float bottom() const { return y + h; }
  bool contains(float px, float py) const { return px >= x && py >= y && px < x + w && py < y + h; }
  Rect inset(float d) const { return {x + d, y + d, w - 2 * d, h - 2 * d}; }
  friend bool operator==(const Rect&, const Rect&) = default;
};

struct TwinInput {  // what came back for a node
  platform::TwinEvent event;
  std::string_view value;
  float x = 0, y = 0;
  int flags = 0;
};
using Handler = Function<void(const TwinInput&)>;

struct Node {
  uint64_t key = 0, path = 0;  // path: hash of the keys from the root down, unique
  int32_t parent = -1;         // index into Tree::nodes, -1: the root
  platform::TwinTag tag = platform::TwinTag::Div;
  Rect box;
  bool flow = false;         // no Rect op: inline content (runs, links in a line)
  bool interactive = false;  // takes hover/press (data-i) and the pointer
  bool inert = false;        // under a dialog or menu: takes no pointer, with all below
  bool has_text = false, has_value = false;
  bool clips = false;     // hides what of its children lies outside its box
  double scroll_y = 0;    // of a scroll container: children lie this much further up
  float set_scroll = -1;  // >= 0: move the element's scrollTop there
  std::string text, value;
  std::vector<std::pair<const char*, std::string>> attrs;  // names are literals
  Handler on;

  Node& attr(const char* name, std::string value_) {
    attrs.emplace_back(name, std::move(value_));
    return *this;
  }
  Node& cls(std::string name) { return attr("class", std::move(name)); }
  Node& set_text(std::string t) {
    text = std::move(t);
    has_text = true;
    return *this;
  }
  Node& set_value(std::string v) {
    value = std::move(v);
    has_value = true;
    return *this;
  }
};

class Tree {
 public:
  void clear() {
    nodes.clear();
    open_ = -1;
    focus_key_path = 0;
    announcements.clear();
  }
  // The path a child of the open node would get, to ask for its hover state before drawing it.
  uint64_t path_of(uint64_t key) const;
  // Adds a node under the open one. The reference lives until the next add.
  Node& add(platform::TwinTag tag, uint64_t key, const Rect& box);
  Node& open(platform::TwinTag tag, uint64_t key, const Rect& box);  // add, and make it the parent
  void close();
  // Asks that the focus go to the node last added (composer after opening a chat, field in error).
  void focus_last();
  void announce(std::string text) { announcements.push_back(std::move(text)); }

  std::vector<Node> nodes;  // pre-order
  std::vector<std::string> announcements;
  uint64_t focus_key_path = 0;  // 0: leave the focus alone

 private:
  int32_t open_ = -1;
};

// A key for a node from a literal or an id, for readability: key("send"), key("row", message_key).
constexpr uint64_t key(std::string_view name, uint64_t n = 0) {
  uint64_t h = 1469598103934665603ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return (h ^ n) * 1099511628211ull | 1;
}

}  // namespace confab::ui
