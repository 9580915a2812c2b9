// SPDX-License-Identifier: MIT
// PatchWriter: spells platform::TwinOp operations into bytes. Decides nothing about what to send.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "platform/twin.h"

namespace confab::ui {

class PatchWriter {
 public:
  using Op = platform::TwinOp;

  void create(uint32_t id, uint32_t parent, uint32_t before, platform::TwinTag tag) {
    op(Op::Create, id), u32(parent), u32(before);
    bytes_.push_back(static_cast<char>(tag));
  }
  void remove(uint32_t id) { op(Op::Remove, id); }
  void move(uint32_t id, uint32_t before) { op(Op::Move, id), u32(before); }
  void attr(uint32_t id, std::string_view name, std::string_view value) {
    op(Op::Attr, id), str(name), str(value);
  }
  void unattr(uint32_t id, std::string_view name) { op(Op::Unattr, id), str(name); }
  void text(uint32_t id, std::string_view text) { op(Op::Text, id), str(text); }
  void rect(uint32_t id, float x, float y, float w, float h) {
    op(Op::Rect, id), f32(x), f32(y), f32(w), f32(h);
  }
  void value(uint32_t id, std::string_view value) { op(Op::Value, id), str(value); }
  void focus(uint32_t id) { op(Op::Focus, id); }
  void scroll_top(uint32_t id, float y) { op(Op::ScrollTop, id), f32(y); }
  void announce(std::string_view text) { op(Op::Announce, 0), str(text); }
  void select(uint32_t id, uint32_t start, uint32_t end) {
    op(Op::Select, id), u32(start), u32(end);
  }

  bool empty() const { return bytes_.empty(); }
  std::string_view bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  void op(Op o, uint32_t id) { bytes_.push_back(static_cast<char>(o)), u32(id); }
  void u32(uint32_t v) {
    const char b[4] = {static_cast<char>(v), static_cast<char>(v >> 8), static_cast<char>(v >> 16),
                       static_cast<char>(v >> 24)};
    bytes_.append(b, 4);
  }
  void f32(float v) {
    uint32_t bits;
    std::memcpy(&bits, &v, 4);
    u32(bits);
  }
  void str(std::string_view s) { u32(static_cast<uint32_t>(s.size())), bytes_.append(s); }

  std::string bytes_;
};

}  // namespace confab::ui
