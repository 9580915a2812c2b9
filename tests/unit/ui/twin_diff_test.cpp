// SPDX-License-Identifier: MIT
// TwinDiff: after every commit the decoded DOM equals the tree, and little is said to get there.
#include "ui/twin_diff.h"

#include <algorithm>
#include <random>

#include "fake_dom.h"

namespace confab::ui {
namespace {

using platform::TwinOp;
using platform::TwinTag;

void list(Tree& tree, const std::vector<int>& keys) {
  tree.open(TwinTag::Div, 1, {0, 0, 100, 1000}).cls("list");
  float y = 0;
  for (const int k : keys) {
    tree.open(TwinTag::Article, static_cast<uint64_t>(k), {0, y, 100, 20}).cls("row");
    Node& text = tree.add(TwinTag::Span, 1, {});
    text.flow = true;
    text.set_text("row " + std::to_string(k));
    tree.close();
    y += 20;
  }
  tree.close();
}

std::vector<std::string> rows(FakeDom& dom) {
  std::vector<std::string> out;
  for (Element* e : dom.find([](const Element& x) { return x.at("class") == "row"; }))
    out.push_back(e->content());
  return out;
}
std::vector<std::string> expected(const std::vector<int>& keys) {
  std::vector<std::string> out;
  for (const int k : keys) out.push_back("row " + std::to_string(k));
  return out;
}

TEST(TwinDiff, AnUnchangedTreeSaysNothing) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  list(tree, {1, 2, 3});
  diff.commit(tree);
  EXPECT_EQ(dom.count(TwinOp::Create), 7);
  dom.reset_counts();
  list(tree, {1, 2, 3});
  diff.commit(tree);
  EXPECT_EQ(dom.patches, 0);
}

TEST(TwinDiff, AppendingCreatesOnlyTheNewRow) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  list(tree, {1, 2, 3});
  diff.commit(tree);
  dom.reset_counts();
  list(tree, {2, 3, 4});
  diff.commit(tree);
  EXPECT_EQ(rows(dom), expected({2, 3, 4}));
  EXPECT_EQ(dom.count(TwinOp::Create), 2);
  EXPECT_EQ(dom.count(TwinOp::Remove), 1);
  EXPECT_EQ(dom.count(TwinOp::Move), 0);
}

TEST(TwinDiff, ARowThatComesToTheTopIsTheOnlyOneMoved) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  list(tree, {1, 2, 3, 4, 5});
  diff.commit(tree);
  dom.reset_counts();
  list(tree, {5, 1, 2, 3, 4});
  diff.commit(tree);
  EXPECT_EQ(rows(dom), expected({5, 1, 2, 3, 4}));
  EXPECT_EQ(dom.count(TwinOp::Move), 1);
  EXPECT_EQ(dom.count(TwinOp::Create), 0);
}

TEST(TwinDiff, RandomListsAlwaysArrive) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<int> keys(static_cast<size_t>(random() % 30));
    for (size_t i = 0; i < keys.size(); ++i) keys[i] = static_cast<int>(i * 2 + random() % 2);
    std::shuffle(keys.begin(), keys.end(), random);
    list(tree, keys);
    diff.commit(tree);
    ASSERT_EQ(rows(dom), expected(keys)) << "round " << round;
    ASSERT_EQ(dom.all.size(), 1 + 2 * keys.size());
  }
}

TEST(TwinDiff, ScrollingMovesNoRow) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  const auto scrolled = [&](double by) {
    Node& log = tree.open(TwinTag::Div, 1, {10, 50, 100, 200});
    log.scroll_y = by;
    for (int i = 0; i < 20; ++i)
      tree.add(TwinTag::Div, static_cast<uint64_t>(2 + i),
               {10, static_cast<float>(50 + 3000000 + i * 20 - by), 100, 20});
    tree.close();
    diff.commit(tree);
  };
  scrolled(3000000.5);
  dom.reset_counts();
  scrolled(3000100.25);
  EXPECT_EQ(dom.count(TwinOp::Rect), 0);
}

TEST(TwinDiff, WhatAnInputToldIsNotSentBack) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  const auto field = [&](const char* value) {
    tree.add(TwinTag::Textarea, 1, {0, 0, 10, 10}).set_value(value);
    diff.commit(tree);
  };
  field("");
  const uint32_t id = dom.root.children.at(0)->id;
  diff.value_is(id, "typed");
  dom.reset_counts();
  field("typed");
  EXPECT_EQ(dom.count(TwinOp::Value), 0);
  field("");
  EXPECT_EQ(dom.count(TwinOp::Value), 1);
}

TEST(TwinDiff, AttributesComeAndGo) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  tree.add(TwinTag::Button, 1, {0, 0, 10, 10}).attr("disabled", "").attr("class", "a");
  diff.commit(tree);
  Node& n = tree.add(TwinTag::Button, 1, {0, 0, 10, 10}).attr("class", "b");
  n.interactive = true;
  diff.commit(tree);
  const Element& e = *dom.root.children.at(0);
  EXPECT_EQ(e.attrs.count("disabled"), 0u);
  EXPECT_EQ(e.at("class"), "b");
  EXPECT_EQ(e.attrs.count("data-i"), 1u);
}

TEST(TwinDiff, FocusGoesToThePathAskedFor) {
  FakeDom dom;
  TwinDiff diff(dom);
  Tree tree;
  tree.add(TwinTag::Button, 1, {});
  tree.add(TwinTag::Button, 2, {});
  tree.focus_last();
  diff.commit(tree);
  EXPECT_EQ(dom.focused, dom.root.children.at(1)->id);
}

}  // namespace
}  // namespace confab::ui
