// SPDX-License-Identifier: MIT
// The diff proper: equal subtrees cost one hash compare, children are matched by key and the
// longest run of children in the old order stays where it is (moving an element would drop its
// focus).
#include "ui/twin_diff.h"

#include <algorithm>
#include <cmath>

#include "ui/hash.h"

namespace confab::ui {
namespace {

uint64_t mix(uint64_t h, uint64_t v) { return hash_join(h, v); }
uint64_t mix(uint64_t h, std::string_view s) { return hash_bytes(s, h); }
// 1/64 px: what float error of a scrolled position must not disturb.
float snap(double v) { return static_cast<float>(std::nearbyint(v * 64) / 64); }
uint64_t bits(float v) { return static_cast<uint64_t>(static_cast<int64_t>(v * 64)); }

// Indices of a longest increasing subsequence of `v` (entries < 0 are skipped), as flags.
std::vector<bool> keepers(const std::vector<int32_t>& v) {
  std::vector<int32_t> tails, tail_at, prev(v.size(), -1);
  for (size_t i = 0; i < v.size(); ++i) {
    if (v[i] < 0) continue;
    const size_t at =
        static_cast<size_t>(std::lower_bound(tails.begin(), tails.end(), v[i]) - tails.begin());
    prev[i] = at > 0 ? tail_at[at - 1] : -1;
    if (at == tails.size()) {
      tails.push_back(v[i]), tail_at.push_back(static_cast<int32_t>(i));
    } else {
      tails[at] = v[i], tail_at[at] = static_cast<int32_t>(i);
    }
  }
  std::vector<bool> keep(v.size(), false);
  for (int32_t i = tail_at.empty() ? -1 : tail_at.back(); i >= 0; i = prev[static_cast<size_t>(i)])
    keep[static_cast<size_t>(i)] = true;
  return keep;
}

}  // namespace

void TwinDiff::measure(const std::vector<Node>& nodes, std::vector<Side>& side) {
  side.assign(nodes.size(), {});
  int32_t roots = -1;
  for (size_t i = nodes.size(); i-- > 0;) {
    const Node& n = nodes[i];
    Side& s = side[i];
    if (!n.flow) {
      double px = 0, py = 0;
      if (n.parent >= 0) {
        const Node& p = nodes[static_cast<size_t>(n.parent)];
        px = p.box.x, py = p.box.y - p.scroll_y;
      }
      s.x = snap(n.box.x - px), s.y = snap(n.box.y - py), s.w = snap(n.box.w), s.h = snap(n.box.h);
    }
    uint64_t h = mix(n.key, static_cast<uint64_t>(n.tag) | (n.flow ? 256u : 0u) |
                                (n.interactive || n.on ? 512u : 0u));
    h = mix(mix(mix(mix(h, bits(s.x)), bits(s.y)), bits(s.w)), bits(s.h));
    for (const auto& [name, value] : n.attrs) h = mix(mix(h, std::string_view(name)), value);
    if (n.has_text) h = mix(h, n.text) + 1;
    if (n.has_value) h = mix(h, n.value) + 2;
    s.own = h;
    s.all = mix(h, s.all);
    int32_t& first = n.parent < 0 ? roots : side[static_cast<size_t>(n.parent)].first_child;
    s.next = first;
    first = static_cast<int32_t>(i);
    if (n.parent >= 0) {
      Side& p = side[static_cast<size_t>(n.parent)];
      p.all = mix(p.all, s.all);
      p.size += s.size;
    }
  }
}

void TwinDiff::attributes(const Node& was, const Node& is, uint32_t id) {
  const auto find = [](const Node& n, const char* name) -> const std::string* {
    for (const auto& a : n.attrs)
      if (std::string_view(a.first) == name) return &a.second;
    return nullptr;
  };
  for (const auto& [name, value] : is.attrs) {
    const std::string* old = find(was, name);
    if (!old || *old != value) patch_.attr(id, name, value);
  }
  for (const auto& [name, value] : was.attrs)
    if (!find(is, name)) patch_.unattr(id, name);
  const bool was_live = was.interactive || was.on, live = is.interactive || is.on;
  if (live && !was_live) patch_.attr(id, "data-i", "");
  if (was_live && !live) patch_.unattr(id, "data-i");
}

void TwinDiff::create(uint32_t i, uint32_t parent_id, uint32_t before) {
  const Node& n = next_.nodes[i];
  Side& s = next_.side[i];
  s.id = fresh_id();
  patch_.create(s.id, parent_id, before, n.tag);
  static const Node none;
  attributes(none, n, s.id);
  if (!n.flow) patch_.rect(s.id, s.x, s.y, s.w, s.h);
  if (n.has_text) patch_.text(s.id, n.text);
  for (int32_t c = s.first_child; c >= 0; c = next_.side[static_cast<size_t>(c)].next)
    create(static_cast<uint32_t>(c), s.id, 0);
  if (n.has_value) patch_.value(s.id, n.value);
}

void TwinDiff::update(uint32_t old_i, uint32_t new_i) {
  const Side& was = shown_.side[old_i];
  Side& is = next_.side[new_i];
  is.id = was.id;
  if (was.all == is.all && was.size == is.size) {
    for (uint32_t k = 1; k < is.size; ++k) next_.side[new_i + k].id = shown_.side[old_i + k].id;
    return;
  }
  const Node& a = shown_.nodes[old_i];
  const Node& b = next_.nodes[new_i];
  if (was.own != is.own) {
    attributes(a, b, is.id);
    if (!b.flow && (was.x != is.x || was.y != is.y || was.w != is.w || was.h != is.h))
      patch_.rect(is.id, is.x, is.y, is.w, is.h);
    if (b.has_text ? (!a.has_text || a.text != b.text) : a.has_text) patch_.text(is.id, b.text);
  }
  children(was.first_child, is.first_child, is.id);
  if (b.has_value && (!a.has_value || a.value != b.value)) patch_.value(is.id, b.value);
}

void TwinDiff::children(int32_t old_first, int32_t new_first, uint32_t parent_id) {
  std::vector<uint32_t> olds, news;
  for (int32_t c = old_first; c >= 0; c = shown_.side[static_cast<size_t>(c)].next)
    olds.push_back(static_cast<uint32_t>(c));
  for (int32_t c = new_first; c >= 0; c = next_.side[static_cast<size_t>(c)].next)
    news.push_back(static_cast<uint32_t>(c));

  std::vector<int32_t> match(news.size(), -1);
  std::vector<bool> used(olds.size(), false);
  std::unordered_map<uint64_t, uint32_t> by_key;
  const bool many = olds.size() > 8;
  if (many)
    for (uint32_t k = 0; k < olds.size(); ++k) by_key.emplace(shown_.nodes[olds[k]].key, k);
  for (size_t k = 0; k < news.size(); ++k) {
    const Node& n = next_.nodes[news[k]];
    int32_t at = -1;
    if (many) {
      const auto it = by_key.find(n.key);
      if (it != by_key.end()) at = static_cast<int32_t>(it->second);
    } else {
      for (size_t o = 0; o < olds.size() && at < 0; ++o)
        if (shown_.nodes[olds[o]].key == n.key && !used[o]) at = static_cast<int32_t>(o);
    }
    if (at < 0 || used[static_cast<size_t>(at)]) continue;
    const Node& o = shown_.nodes[olds[static_cast<size_t>(at)]];
    if (o.tag != n.tag || o.flow != n.flow) continue;
    used[static_cast<size_t>(at)] = true;
    match[k] = at;
  }
  for (size_t o = 0; o < olds.size(); ++o)
    if (!used[o]) patch_.remove(shown_.side[olds[o]].id);
  const std::vector<bool> keep = keepers(match);
  uint32_t before = 0;
  for (size_t k = news.size(); k-- > 0;) {
    if (match[k] < 0) {
      create(news[k], parent_id, before);
    } else {
      const uint32_t old_i = olds[static_cast<size_t>(match[k])];
      if (!keep[k]) patch_.move(shown_.side[old_i].id, before);
      update(old_i, news[k]);
    }
    before = next_.side[news[k]].id;
  }
}

void TwinDiff::commit(Tree& tree) {
  next_.nodes.swap(tree.nodes);
  measure(next_.nodes, next_.side);
  children(first_root(shown_.nodes), first_root(next_.nodes), 0);

  next_.index.clear();
  for (uint32_t i = 0; i < next_.nodes.size(); ++i) {
    const Node& n = next_.nodes[i];
    const uint32_t id = next_.side[i].id;
    next_.index.emplace(id, i);
    if (n.set_scroll >= 0) patch_.scroll_top(id, n.set_scroll);
    if (tree.focus_key_path != 0 && n.path == tree.focus_key_path) patch_.focus(id);
  }
  for (const std::string& text : tree.announcements) patch_.announce(text);
  std::swap(shown_, next_);
  tree.nodes.swap(next_.nodes);
  tree.clear();
  flush();
}

void TwinDiff::flush() {
  if (patch_.empty()) return;
  sent_bytes_ += patch_.bytes().size();
  sink_.apply(patch_.bytes());
  patch_.clear();
}

const Node* TwinDiff::find(uint32_t id) const {
  const auto it = shown_.index.find(id);
  return it == shown_.index.end() ? nullptr : &shown_.nodes[it->second];
}

const Node* TwinDiff::find_path(uint64_t path) const {
  for (const Node& n : shown_.nodes)
    if (n.path == path) return &n;
  return nullptr;
}

uint32_t TwinDiff::id_of_path(uint64_t path) const {
  const Node* n = find_path(path);
  return n ? shown_.side[static_cast<size_t>(n - shown_.nodes.data())].id : 0;
}

const Node* TwinDiff::parent_of(const Node& node) const {
  return node.parent < 0 ? nullptr : &shown_.nodes[static_cast<size_t>(node.parent)];
}

void TwinDiff::value_is(uint32_t id, std::string_view value) {
  const auto it = shown_.index.find(id);
  if (it == shown_.index.end() || !shown_.nodes[it->second].has_value) return;
  Node& n = shown_.nodes[it->second];
  n.value = value;
  // The hashes above still hold the old value, so the next commit looks at this node again.
  for (int32_t i = static_cast<int32_t>(it->second); i >= 0;
       i = shown_.nodes[static_cast<size_t>(i)].parent)
    shown_.side[static_cast<size_t>(i)].all = 0;
  shown_.side[it->second].own = 0;
}

}  // namespace confab::ui
