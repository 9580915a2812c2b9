// SPDX-License-Identifier: MIT
// The DOM twin's patch language: what the interface tells the page about its tree, and what the
// page tells back. The encoder is ui/twin_diff; the decoder is web/library_confab_twin.js: change
// both and docs/architecture.md together.
#pragma once

#include <cstdint>
#include <string_view>

namespace confab::platform {

// A patch is a byte string of operations: u8 op, u32 node id, then the operands. Little endian,
// unaligned. str = u32 byte length + UTF-8. Rectangles are CSS px relative to the parent node's
// origin. Node ids are chosen by C++, never 0; 0 as parent is the twin's root.
enum class TwinOp : uint8_t {
  Create = 1,      // u32 parent, u32 before (0: last), u8 tag
  Remove = 2,      // with all below it
  Move = 3,        // u32 before (0: last); same parent
  Attr = 4,        // str name, str value; names are chosen by C++ code, never from the network
  Unattr = 5,      // str name
  Text = 6,        // str; sets the element's only text (tag TextNode: its data)
  Rect = 7,        // f32 x, y, w, h
  Value = 8,       // str; sets .value of input/textarea when it differs
  Focus = 9,       // moves the focus there
  ScrollTop = 10,  // f32; of a scroll container, without an event coming back
  Announce = 11,   // str; node id 0: says it once in the polite live region
  Select = 12,     // u32 start, u32 end in UTF-16 units, of a textarea or input
};

enum class TwinTag : uint8_t {
  Div = 1,
  Span,
  Button,
  A,
  Textarea,
  Input,
  Form,
  Label,
  H2,
  P,
  Time,
  Ul,
  Li,
  TextNode,
  Select,
  Option,
  Article,
  Main,
  Nav,
  Section,
  Img,
};

// What comes back. `id` is the node; `value` the text of inputs, "" otherwise.
enum class TwinEvent : uint8_t {
  Click = 1,  // pointer, Enter/Space or assistive technology, once
  Input,      // value; x,y = selection start,end in UTF-16 units; flags bit 0: composing
  Submit,     // Enter in an input of a form, or its submit button; fired on the form
  Enter,      // Enter in a textarea, not composing, without Shift
  Focus,      // flags bit 0: :focus-visible
  Blur,
  Scroll,   // y = scrollTop
  Context,  // context menu key, right click or long press; x,y CSS px from the twin's root
  Escape,   // id 0
  Hover,    // id under the pointer that is interactive, or 0; only when it changes
  Press,    // flags 1 down, 0 up
  Change,   // select or checkbox: value
  Reveal,   // find-in-page hit in hidden history: value = message key
  Key,      // on nodes with data-keys: value = key name ("ArrowUp", ...)
};

class TwinSink {
 public:
  virtual ~TwinSink() = default;
  virtual void apply(std::string_view patch) = 0;
};

}  // namespace confab::platform
