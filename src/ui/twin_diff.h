// SPDX-License-Identifier: MIT
// TwinDiff: keeps the tree the DOM shows and turns the next one into the fewest TwinOp operations.
// Hands out node ids and finds the node an event came back for. Never reads the store.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ui/node.h"
#include "ui/patch.h"

namespace confab::ui {

class TwinDiff {
 public:
  explicit TwinDiff(platform::TwinSink& sink) : sink_(sink) {}

  // Patches the DOM to show `tree`, which is left with the old nodes' memory for reuse.
  void commit(Tree& tree);

  const Node* find(uint32_t id) const;  // null: gone, or never was
  const Node* find_path(uint64_t path) const;
  uint32_t id_of_path(uint64_t path) const;       // 0: not shown
  const Node* parent_of(const Node& node) const;  // null at the root
  const std::vector<Node>& shown() const { return shown_.nodes; }
  // An input told its value: the next diff must not send it back.
  void value_is(uint32_t id, std::string_view value);

  // For parts that keep DOM nodes outside the tree (history text): an id, and the open patch, sent
  // with the next commit.
  uint32_t fresh_id() { return ++last_id_; }
  PatchWriter& patch() { return patch_; }
  void flush();  // sends the open patch without a tree
  size_t ops_bytes() const { return sent_bytes_; }

 private:
  struct Side {  // parallel to nodes
    int32_t first_child = -1, next = -1;
    uint32_t size = 1;                 // of the subtree
    uint64_t own = 0, all = 0;         // hashes
    float x = 0, y = 0, w = 0, h = 0;  // relative to the parent's origin
    uint32_t id = 0;
  };
  struct Shown {
    std::vector<Node> nodes;
    std::vector<Side> side;
    std::unordered_map<uint32_t, uint32_t> index;  // id -> node
  };
  static void measure(const std::vector<Node>& nodes, std::vector<Side>& side);
  void children(int32_t old_first, int32_t new_first, uint32_t parent_id);
  void create(uint32_t i, uint32_t parent_id, uint32_t before);
  void update(uint32_t old_i, uint32_t new_i);
  void attributes(const Node& was, const Node& is, uint32_t id);
  int32_t first_root(const std::vector<Node>& nodes) const { return nodes.empty() ? -1 : 0; }

  platform::TwinSink& sink_;
  Shown shown_, next_;
  PatchWriter patch_;
  uint32_t last_id_ = 0;
  size_t sent_bytes_ = 0;
};

}  // namespace confab::ui
