// SPDX-License-Identifier: MIT
// FakeDom: a TwinSink that decodes patches into a small element tree, strictly: an operation on an
// unknown node, or trailing bytes, is a failure. Counts operations.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/function.h"
#include "platform/twin.h"

namespace confab::ui {

struct Element {
  uint32_t id = 0;
  platform::TwinTag tag = platform::TwinTag::Div;
  Element* parent = nullptr;
  std::vector<Element*> children;
  std::map<std::string, std::string> attrs;
  std::string text, value;
  float x = 0, y = 0, w = 0, h = 0, scroll_top = 0;
  bool has_rect = false;

  std::string at(const std::string& name) const {
    const auto it = attrs.find(name);
    return it == attrs.end() ? std::string() : it->second;
  }
  std::string content() const {
    std::string out = text;
    for (const Element* c : children) out += c->content();
    return out;
  }
};

class FakeDom final : public platform::TwinSink {
 public:
  FakeDom() { root.id = 0; }
  Element root;
  std::map<uint32_t, std::unique_ptr<Element>> all;
  std::vector<std::string> announced;
  std::map<int, int> ops;
  uint32_t focused = 0;
  int patches = 0;
  size_t bytes = 0;

  void apply(std::string_view patch) override {
    ++patches, bytes += patch.size();
    for (at_ = 0, p_ = patch; at_ < p_.size();) one();
    EXPECT_EQ(at_, p_.size());
  }
  int count(platform::TwinOp op) const {
    const auto it = ops.find(static_cast<int>(op));
    return it == ops.end() ? 0 : it->second;
  }
  void reset_counts() { ops.clear(), patches = 0, bytes = 0; }

  // Depth-first, document order.
  std::vector<Element*> find(const Function<bool(const Element&)>& want) {
    std::vector<Element*> out;
    walk(root, want, out);
    return out;
  }
  Element* first(const std::string& attr, const std::string& value) {
    const auto hits = find([&](const Element& e) { return e.at(attr) == value; });
    return hits.empty() ? nullptr : hits.front();
  }

 private:
  using Op = platform::TwinOp;
  uint32_t u32() {
    uint32_t v = 0;
    if (at_ + 4 > p_.size()) {
      ADD_FAILURE() << "patch is cut off";
      at_ = p_.size();
      return 0;
    }
    std::memcpy(&v, p_.data() + at_, 4);
    at_ += 4;
    return v;
  }
  float f32() {
    const uint32_t bits = u32();
    float v;
    std::memcpy(&v, &bits, 4);
    return v;
  }
  std::string str() {
    const uint32_t n = u32();
    std::string s(p_.substr(at_, n));
    EXPECT_EQ(s.size(), n);
    at_ += n;
    return s;
  }
  Element& get(uint32_t id) {
    if (id == 0) return root;
    const auto it = all.find(id);
    if (it != all.end()) return *it->second;
    ADD_FAILURE() << "no node " << id;
    return root;
  }
  void place(Element& e, uint32_t before) {
    auto& list = e.parent->children;
    auto it = list.end();
    if (before) {
      it = std::find(list.begin(), list.end(), &get(before));
      EXPECT_NE(it, list.end()) << "sibling " << before << " is elsewhere";
    }
    list.insert(it, &e);
  }
  void forget(Element& e) {
    for (Element* c : std::vector<Element*>(e.children)) forget(*c);
    all.erase(e.id);
  }
  void one() {
    const auto op = static_cast<Op>(p_[at_++]);
    const uint32_t id = u32();
    ++ops[static_cast<int>(op)];
    switch (op) {
      case Op::Create: {
        auto e = std::make_unique<Element>();
        e->id = id, e->parent = &get(u32());
        const uint32_t before = u32();
        e->tag = static_cast<platform::TwinTag>(p_[at_++]);
        EXPECT_EQ(all.count(id), 0u);
        Element& made = *e;
        all[id] = std::move(e);
        place(made, before);
        break;
      }
      case Op::Remove: {
        Element& e = get(id);
        std::erase(e.parent->children, &e);
        forget(e);
        break;
      }
      case Op::Move: {
        Element& e = get(id);
        std::erase(e.parent->children, &e);
        place(e, u32());
        break;
      }
      case Op::Attr: {
        const std::string name = str();
        get(id).attrs[name] = str();
        break;
      }
      case Op::Unattr: get(id).attrs.erase(str()); break;
      case Op::Text: get(id).text = str(); break;
      case Op::Rect: {
        Element& e = get(id);
        e.x = f32(), e.y = f32(), e.w = f32(), e.h = f32(), e.has_rect = true;
        break;
      }
      case Op::Value: get(id).value = str(); break;
      case Op::Focus: focused = id; break;
      case Op::ScrollTop: get(id).scroll_top = f32(); break;
      case Op::Announce: announced.push_back(str()); break;
      case Op::Select: u32(), u32(); break;
      default: ADD_FAILURE() << "operation " << static_cast<int>(op);
    }
  }
  static void walk(Element& e, const Function<bool(const Element&)>& want,
                   std::vector<Element*>& out) {
    for (Element* c : e.children) {
      if (want(*c)) out.push_back(c);
      walk(*c, want, out);
    }
  }

  std::string_view p_;
  size_t at_ = 0;
};

}  // namespace confab::ui
