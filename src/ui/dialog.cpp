// SPDX-License-Identifier: MIT
// The open dialog; see dialog.h.
#include "ui/dialog.h"

#include <algorithm>
#include <cmath>

#include "ui/switch.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {
constexpr float kDialogPad = 24, kGap = 14;
}

void Dialog::show(FormSpec spec) {
  close();
  form_ = std::make_unique<FormSpec>(std::move(spec));
  ++serial_;
  focus_ = true;
}

void Dialog::close() {
  if (form_) retired_.push_back(std::move(form_));
}

void Dialog::submit() {
  if (!form_ || form_->busy || !form_->run) return;
  form_->error.clear();
  if (form_->run(*form_)) return close();
  focus_ = true;
}

float Dialog::content_height(Frame& f, float inner) const {
  const FormSpec& s = *form_;
  float h = f.line(kHead) + 4;
  const auto wrapped = [&](const std::string& text, Type type) {
    return f.paragraph(0, {0, 0, inner, 0}, text, type, 0, Align::Start, "", false);
  };
  if (!s.text.empty()) h += wrapped(s.text, kBody) + kGap;
  for (const auto& field : s.fields) {
    h += f.line(kSmallBold) + 4 + metric::field + kGap;
    if (!field.state.error.empty()) h += 4 + wrapped(field.state.error, kSmall);
  }
  if (!s.option.empty()) h += 40 + kGap;
  if (!s.error.empty()) h += wrapped(s.error, kSmall) + kGap;
  return h + metric::field + 6;
}

void Dialog::draw(Frame& f) {
  retired_.clear();  // no event comes before this frame's tree has replaced the old one
  if (!form_) return;
  const Theme& t = *f.theme;
  const float way = f.appear(key("dialog-fade", serial_));
  f.paint.push_alpha(way);
  f.paint.fill({0, 0, f.width, f.height}, 0x0b0d1266);
  Node& scrim = f.node(TwinTag::Div, key("scrim"), {0, 0, f.width, f.height});
  scrim.cls("scrim").attr("aria-hidden", "true");
  scrim.interactive = true;
  const float w = std::min(400.0f, f.width - 24), inner = w - 2 * kDialogPad;
  const float h = content_height(f, inner) + 2 * kDialogPad;
  const float room = f.height - f.env.keyboard_inset;
  const Rect r{std::floor((f.width - w) / 2), std::floor(std::max(8.0f, (room - h) / 2)), w, h};
  f.paint.shadow(r, metric::radius_window, t.dark);
  f.paint.fill(r, t.raise, metric::radius_window);
  if (t.dark || t.contrast) f.paint.stroke(r, t.line, metric::radius_window);
  Node& box = f.open(TwinTag::Div, key("dialog", serial_), r);
  box.cls("dialog").attr("role", "dialog").attr("aria-modal", "true");
  box.attr("aria-label", form_->title);
  body(f, r);
  f.close();
  f.paint.pop_alpha();
  focus_ = false;
}

void Dialog::body(Frame& f, const Rect& r) {
  const Theme& t = *f.theme;
  FormSpec& s = *form_;
  Node& form = f.open(TwinTag::Form, key("form"), r);
  form.attr("novalidate", "").attr("aria-busy", s.busy ? "true" : "false");
  if (!s.name.empty()) form.attr("name", std::string(s.name));
  form.on = [this](const TwinInput& in) {
    if (in.event == TwinEvent::Submit) submit();
  };
  const float x = r.x + kDialogPad, inner = r.w - 2 * kDialogPad;
  float y = r.y + kDialogPad;
  f.label(key("title"), {x, y, inner, f.line(kHead)}, s.title, kHead, t.text, Align::Start, "",
          TwinTag::H2);
  y += f.line(kHead) + 4;
  if (!s.text.empty())
    y += f.paragraph(key("text"), {x, y, inner, 0}, s.text, kBody, t.dim, Align::Start, "dim") +
         kGap;
  bool focused = false;
  const bool any_error = std::any_of(s.fields.begin(), s.fields.end(), [](const FormField& field) {
    return !field.state.error.empty();
  });
  for (size_t i = 0; i < s.fields.size(); ++i) {
    FormField& one = s.fields[i];
    one.spec.enabled = !s.busy;
    const bool takes = focus_ && !focused && (!any_error || !one.state.error.empty());
    focused = focused || takes;
    y += field(f, key("field", i * 8), {x, y, inner, 0}, one.spec, one.state, takes) + kGap;
  }
  if (!s.option.empty()) {
    y += switch_row(f, key("option"), {x, y, inner, 40}, s.option, s.option_on,
                    [&s, &f](const TwinInput&) {
                      s.option_on = !s.option_on;
                      f.request("option");
                    }) +
         kGap;
  }
  if (!s.error.empty()) {
    f.open(TwinTag::Div, key("error-box"), {x, y, inner, 18}).attr("role", "alert");
    y +=
        f.paragraph(key("error"), {x, y, inner, 0}, s.error, kSmall, t.bad, Align::Start, "error") +
        kGap;
    f.close();
  }
  buttons(f, {x, y + 6, inner, metric::field});
  f.close();
}

void Dialog::buttons(Frame& f, const Rect& r) {
  FormSpec& s = *form_;
  const std::string cancel = f.str(Str::cancel);
  const float wc = std::max(96.0f, button_width(f, cancel));
  const float ws = std::max(96.0f, button_width(f, s.submit));
  ButtonSpec go;
  go.look = s.danger ? Look::Danger : Look::Primary;
  go.submit = true;
  go.enabled = !s.busy;
  ButtonSpec no;
  no.look = Look::Ghost;
  const bool stacked = wc + 8 + ws > r.w;
  // Narrow: half each, unless what acts needs more to be read.
  const float half = (r.w - 8) / 2, go_w = std::clamp(ws, half, std::max(half, r.w - 88));
  const Rect at_end{r.right() - ws, r.y, ws, r.h};
  button(f, key("cancel"),
         stacked ? Rect{r.x, r.y, r.w - 8 - go_w, r.h} : Rect{at_end.x - 8 - wc, r.y, wc, r.h},
         cancel, no,
         [this, &f](const TwinInput&) {
           close();
           f.request("dialog");
         })
      .attr("type", "button");
  Node& n = button(f, key("submit"), stacked ? Rect{r.right() - go_w, r.y, go_w, r.h} : at_end,
                   s.submit, go, nullptr);
  if (s.fields.empty()) n.attr("data-autofocus", "");
}

}  // namespace confab::ui
