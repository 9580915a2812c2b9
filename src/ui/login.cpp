// SPDX-License-Identifier: MIT
// Forms are real ones, so password managers know them.
#include "ui/login.h"

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "ui/banner.h"
#include "ui/register_form.h"
#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

void Login::failed(const std::string& code) {
  busy_ = false;
  error_.clear();
  address_.error.clear(), password_.error.clear();
  const std::string sentence = stream_sentence(f_.str, code);
  if (f_.options.anonymous || !f_.options.login_form) {
    error_ = code;  // there is no field to say it at
  } else if (code == "bad-jid" || code == "host-unknown" || code == "discovery-failed") {
    address_.error = sentence;
  } else if (code == "auth-failed") {
    password_.error = sentence;
  } else {
    error_ = code;
  }
  focus_ = true;
  f_.request("sign-in failed");
}

void Login::done() {
  busy_ = false, focus_ = true, waiting_since_ = -1;
  error_.clear(), address_.error.clear();
  password_ = {};
}

void Login::submit() {
  if (busy_) return;
  error_.clear();
  std::string address(trim(address_.value));
  const std::string& home =
      f_.options.locked_domain.empty() ? f_.options.default_domain : f_.options.locked_domain;
  if (address.empty() || (home.empty() && address.find('@') == std::string::npos))
    address_.error = f_.str(Str::address_bad);
  if (password_.value.empty()) password_.error = f_.str(Str::password_needed);
  if (!address_.error.empty() || (!password_.error.empty() && password_.value.empty())) {
    focus_ = true;
    return;
  }
  busy_ = true;
  f_.host.sign_in(address, password_.value);
}

// What is wrong with the connection itself; returns the height used.
float Login::problem(const Rect& r, bool draw) {
  const auto& failure = f_.host.store.failure();
  const auto state = f_.host.store.connection();
  std::string code = error_;
  if (code.empty() && state == xmpp::SessionState::Waiting) code = failure.code;
  if (code.empty()) return 0;
  const Theme& t = *f_.theme;
  // Who typed no password is told of none, and a guest of no site that knows them.
  if (code == "auth-failed" && !f_.options.login_form)
    code = f_.options.anonymous ? "bind-failed" : "credentials-refused";
  const std::string text = stream_sentence(f_.str, code);
  const float h =
      f_.paragraph(0, {0, 0, r.w - 28, 0}, text, kSmall, t.bad, Align::Start, "", false) + 20;
  if (!draw) return h + 14;
  const Rect box{r.x, r.y, r.w, h};
  f_.paint.fill(box, over(fade(t.bad, 0.10f), t.bg), metric::radius_field);
  f_.open(TwinTag::Div, key("problem"), box).attr("role", "alert").cls("problem");
  f_.paragraph(1, {r.x + 14, r.y + 10, r.w - 28, 0}, text, kSmall, t.bad, Align::Start, "error");
  f_.close();
  return h + 14;
}

void Login::draw(const Rect& r, bool connecting) {
  if (f_.host.store.connection() == xmpp::SessionState::Waiting) busy_ = false;
  const bool busy = busy_ || connecting;
  f_.paint.fill(r, f_.theme->bg);
  f_.open(TwinTag::Section, key("login"), r).attr("aria-label", f_.str(Str::sign_in_title));
  if (f_.env.closable) {
    icon_button(f_, key("close"), {r.right() - 44, r.y + 12, 32, 32}, {.icon = Icon::Close},
                f_.str(Str::close), [this](const TwinInput&) { f_.host.host.close_window(); });
  }
  if (f_.options.login_form && !f_.options.anonymous) {
    account_form(r, busy);
  } else {
    guest(r, busy);
  }
  f_.close();
  focus_ = false;
}

void Login::account_form(const Rect& r, bool busy) {
  const Theme& t = *f_.theme;
  const float w = std::min(360.0f, r.w - 48), x = std::floor(r.x + (r.w - w) / 2);
  const auto extra = [&](const Field& field) {
    if (field.error.empty()) return 0.0f;
    return 4 + f_.paragraph(0, {0, 0, w, 0}, field.error, kSmall, 0, Align::Start, "", false);
  };
  const float field_h = f_.line(kSmallBold) + 4 + metric::field;
  const float total = 28 + 4 + f_.line(kBody) + 20 + problem({x, 0, w, 0}, false) + field_h +
                      extra(address_) + 14 + field_h + extra(password_) + 20 + metric::field +
                      (f_.options.allow_registration ? 10 + metric::field : 0);
  float y = std::floor(std::max(r.y + 24, r.y + (r.h - f_.env.keyboard_inset - total) / 2));
  Node& form = f_.open(TwinTag::Form, key("form"), {x, y, w, total});
  form.attr("name", "login").attr("novalidate", "").attr("aria-busy", busy ? "true" : "false");
  form.attr("aria-label", f_.str(Str::sign_in_title));
  form.on = [this](const TwinInput& in) {
    if (in.event == TwinEvent::Submit) submit();
  };
  const std::string& title =
      f_.options.title.empty() ? f_.str(Str::sign_in_title) : f_.options.title;
  f_.label(key("title"), {x, y, w, 28}, title, kTitle, t.text, Align::Start, "", TwinTag::H2);
  y += 28 + 4;
  f_.label(key("text"), {x, y, w, f_.line(kBody)}, f_.str(Str::sign_in_text), kBody, t.dim,
           Align::Start, "dim");
  y += f_.line(kBody) + 20;
  y += problem({x, y, w, 0}, true);
  FieldSpec address{
      .name = "jid", .autocomplete = "username", .label = f_.str(Str::address), .enabled = !busy};
  address.placeholder = f_.options.domain_placeholder.empty()
                            ? f_.str(Str::address_hint)
                            : "name@" + f_.options.domain_placeholder;
  const bool first = focus_ && (address_.value.empty() || !address_.error.empty());
  y += field(f_, key("jid"), {x, y, w, 0}, address, address_, first) + 14;
  FieldSpec password{.name = "password",
                     .type = "password",
                     .autocomplete = "current-password",
                     .label = f_.str(Str::password),
                     .enabled = !busy};
  y += field(f_, key("pw"), {x, y, w, 0}, password, password_,
             focus_ && !first && !password_.error.empty()) +
       20;
  button(f_, key("go"), {x, y, w, metric::field}, f_.str(busy ? Str::signing_in : Str::sign_in),
         {.enabled = !busy, .submit = true}, nullptr);
  if (f_.options.allow_registration) {
    y += metric::field + 10;
    button(f_, key("register"), {x, y, w, metric::field}, f_.str(Str::create_account),
           {.look = Look::Ghost, .enabled = !busy, .name = "create-account"},
           [this](const TwinInput&) { actions_.open_form(register_form(f_)); })
        .attr("type", "button");
  }
  f_.close();
}

void Login::guest(const Rect& r, bool busy) {
  const Theme& t = *f_.theme;
  const float w = std::min(320.0f, r.w - 48), x = std::floor(r.x + (r.w - w) / 2);
  // An account that the site or a certificate signs in needs no form either, and is no guest.
  const bool guest = f_.options.anonymous;
  const std::string& title = f_.options.title.empty()
                                 ? f_.str(guest ? Str::guest_title : Str::sign_in_title)
                                 : f_.options.title;
  const std::string text = guest ? f_.str(Str::guest_text) : std::string();
  const auto& failure = f_.host.store.failure();
  if (error_.empty() && f_.host.store.connection() == xmpp::SessionState::Closed &&
      failure.code != "closed")
    error_ = failure.code;
  const float text_h =
      guest ? f_.paragraph(0, {0, 0, w, 0}, text, kBody, t.dim, Align::Center, "", false) : 0;
  const float total = 56 + 16 + 28 + 6 + text_h + 24 + problem({x, 0, w, 0}, false) + metric::field;
  float y = std::floor(std::max(r.y + 24, r.y + (r.h - total) / 2));
  f_.paint.disc(r.x + r.w / 2, y + 28, 28, over(fade(t.accent, 0.14f), t.bg));
  f_.paint.icon(Icon::Chat, {r.x + r.w / 2 - 28, y, 56, 56}, t.accent, 28);
  y += 72;
  f_.label(key("title"), {x, y, w, 28}, title, kTitle, t.text, Align::Center, "ctr", TwinTag::H2);
  y += 34;
  if (guest) f_.paragraph(key("text"), {x, y, w, 0}, text, kBody, t.dim, Align::Center, "dim");
  y += text_h + 24;
  y += problem({x, y, w, 0}, true);
  const std::string& label = f_.str(busy              ? Str::connecting
                                    : !error_.empty() ? Str::retry
                                    : guest           ? Str::guest_start
                                                      : Str::sign_in);
  button(f_, key("go"), {x, y, w, metric::field}, label, {.enabled = !busy},
         [this](const TwinInput&) {
           error_.clear();
           busy_ = true;
           f_.host.sign_in("", "");
         });
}

void Login::draw_waiting(const Rect& r) {
  const Theme& t = *f_.theme;
  f_.paint.fill(r, t.bg);
  f_.open(TwinTag::Section, key("waiting"), r)
      .attr("aria-label", f_.str(Str::connecting))
      .attr("aria-busy", "true");
  if (f_.env.closable) {
    icon_button(f_, key("close"), {r.right() - 44, r.y + 12, 32, 32}, {.icon = Icon::Close},
                f_.str(Str::close), [this](const TwinInput&) { f_.host.host.close_window(); });
  }
  f_.label(key("title"), {r.x + 24, r.y + 14, r.w - 80, 28},
           f_.options.title.empty() ? f_.str(Str::connecting) : f_.options.title, kHead, t.text,
           Align::Start, "", TwinTag::H2);
  if (waiting_since_ < 0) waiting_since_ = f_.now;
  const float way = f_.animate(key("bones"), f_.now - waiting_since_ >= 300);
  if (f_.now - waiting_since_ < 300) f_.wake_after(300 - (f_.now - waiting_since_));
  f_.paint.push_alpha(way);
  skeleton(f_, {r.x, r.y + f_.header(), r.w, r.h - f_.header()});
  f_.paint.pop_alpha();
  f_.close();
}

}  // namespace confab::ui
