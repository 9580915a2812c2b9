// SPDX-License-Identifier: MIT
// Tree: builds one frame's nodes in pre-order. Knows nothing of drawing or of the DOM.
#include "ui/node.h"

namespace confab::ui {
namespace {

uint64_t join(uint64_t a, uint64_t b) {
  a ^= b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2);
  return a * 0xff51afd7ed558ccdull | 1;
}

}  // namespace

uint64_t Tree::path_of(uint64_t key) const {
  return join(open_ < 0 ? 0 : nodes[static_cast<size_t>(open_)].path, key);
}

Node& Tree::add(platform::TwinTag tag, uint64_t key, const Rect& box) {
  Node& n = nodes.emplace_back();
  n.key = key;
  n.path = path_of(key);
  n.parent = open_;
  n.tag = tag;
  n.box = box;
  return n;
}

Node& Tree::open(platform::TwinTag tag, uint64_t key, const Rect& box) {
  Node& n = add(tag, key, box);
  open_ = static_cast<int32_t>(nodes.size() - 1);
  return n;
}

void Tree::close() {
  if (open_ >= 0) open_ = nodes[static_cast<size_t>(open_)].parent;
}

void Tree::focus_last() {
  if (!nodes.empty()) focus_key_path = nodes.back().path;
}

}  // namespace confab::ui
