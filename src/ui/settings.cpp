// SPDX-License-Identifier: MIT
// The settings pane; see settings.h.
#include "ui/settings.h"

#include <algorithm>

#include "ui/avatar.h"
#include "ui/register_form.h"
#include "ui/switch.h"
#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {

struct Language {
  std::string_view tag, name;  // in its own words
};
constexpr Language kLanguages[] = {
    {"en", "English"}, {"de", "Deutsch"}, {"es", "Español"},     {"fr", "Français"},
    {"ru", "Русский"}, {"ar", "العربية"}, {"fa", "فارسی"},       {"he", "עברית"},
    {"hi", "हिन्दी"},   {"ja", "日本語"},  {"zh-CN", "简体中文"},
};

std::string language_name(std::string_view tag) {
  for (const Language& l : kLanguages)
    if (l.tag == tag) return std::string(l.name);
  return std::string(tag);
}

void header(Frame& f, const Rect& r, const Function<void()>& close) {
  const Theme& t = *f.theme;
  f.paint.hline(r.x, r.bottom() - 1, r.w, t.line);
  const IconButton icon{Icon::Back, true, false, false, false, 18};
  icon_button(f, key("close"), {r.x + 12, r.y + (r.h - 32) / 2, 32, 32}, icon, f.str(Str::close),
              [close](const TwinInput&) { close(); })
      .attr("data-autofocus", "");
  f.label(key("title"), {r.x + 56, r.y, r.w - 72, r.h}, f.str(Str::settings), kHead, t.text,
          Align::Start, "", TwinTag::H2);
}

// Caption above a group; returns the y below it.
float caption(Frame& f, const char* id, const Rect& r, const std::string& text) {
  f.label(key(id), {r.x, r.y, r.w, f.line(kSmallBold)}, text, kSmallBold, f.theme->dim,
          Align::Start, "label");
  return r.y + f.line(kSmallBold) + 8;
}

float theme_group(Frame& f, SettingsState& state, const Rect& r) {
  const float y = caption(f, "theme-label", r, f.str(Str::theme));
  const std::vector<Choice> choices = {{"auto", f.str(Str::theme_auto), Icon::Auto},
                                       {"light", f.str(Str::theme_light), Icon::Sun},
                                       {"dark", f.str(Str::theme_dark), Icon::Moon}};
  const float h = segments(f, key("theme"), {r.x, y, r.w, metric::field}, f.str(Str::theme),
                           choices, state.theme, [&f, &state](const std::string& id) {
                             state.theme = id;
                             state.save(f.host.storage);
                             f.host.host.set_theme(id);
                             f.request("theme");
                           });
  return y + h + 24;
}

float language_group(Frame& f, SettingsState& state, const Rect& r) {
  if (f.options.languages.size() < 2) return r.y;
  const Theme& t = *f.theme;
  const float y = caption(f, "language-label", r, f.str(Str::language));
  const Rect box{r.x, y, r.w, metric::field};
  const uint64_t path = f.tree.path_of(key("language"));
  f.paint.fill(box, t.raise, metric::radius_field);
  f.paint.stroke(box, mix(t.line, t.accent, f.animate(path, f.focused == path)),
                 metric::radius_field);
  focus_ring(f, path, box, metric::radius_field);
  f.paint.icon(Icon::ChevronDown, {box.right() - 34, box.y, 24, box.h}, t.dim, 16);
  const std::string chosen = state.language.empty() ? f.env.lang : state.language;
  Node& select = f.open(TwinTag::Select, key("language"), box);
  select.cls("field " + f.text_class(kBody))
      .attr("name", "language")
      .attr("aria-label", f.str(Str::language));
  select.interactive = true;
  select.on = [&f, &state](const TwinInput& in) {
    if (in.event != TwinEvent::Change && in.event != TwinEvent::Input) return;
    if (state.language == in.value) return;
    state.language = in.value;
    state.save(f.host.storage);
    f.host.host.set_language(state.language);
  };
  for (const std::string& tag : f.options.languages) {
    Node& option = f.node(TwinTag::Option, key(tag), box);
    option.flow = true;
    option.attr("value", tag).set_text(language_name(tag));
    if (tag == chosen) option.attr("selected", "");
  }
  f.close();
  return y + metric::field + 24;
}

float account_group(Frame& f, Actions& actions, const Rect& r) {
  const Theme& t = *f.theme;
  const std::string jid = f.host.store.self().str();
  if (jid.empty()) return r.y;
  f.paint.hline(r.x, r.y, r.w, t.line);
  const std::string shown = f.options.anonymous ? f.str(Str::you) : jid;
  avatar(f, r.x, r.y + 20, 36, shown, shown, f.host.store.self());
  f.label(key("me"), {r.x + 48, r.y + 20, r.w - 48, 36}, shown, kBodyBold, t.text);
  float y = r.y + 72;
  if (f.options.anonymous) return y;
  ButtonSpec spec;
  spec.look = Look::Ghost;
  if (f.options.allow_registration) {
    const std::string& change = f.str(Str::change_password);
    button(f, key("change-password"),
           {r.x, y, std::min(r.w, button_width(f, change) + 16), metric::field}, change, spec,
           [&f, &actions](const TwinInput&) { actions.open_form(password_form(f, actions)); });
    y += metric::field + 10;
  }
  if (!f.options.allow_logout) return y;
  const std::string label = f.str(Str::sign_out);
  button(f, key("sign-out"), {r.x, y, std::min(r.w, button_width(f, label) + 16), metric::field},
         label, spec, [&f, &actions](const TwinInput&) {
           FormSpec ask;
           ask.title = f.str(Str::sign_out_title);
           ask.text = f.str(Str::sign_out_text);
           ask.submit = f.str(Str::sign_out);
           ask.danger = true;
           ask.run = [&f](FormSpec&) {
             f.host.dispatch(chat::Logout{});
             return true;
           };
           actions.open_form(std::move(ask));
         });
  return y + metric::field;
}

// Scrolls where the window is too low for all.
void groups(Frame& f, Actions& actions, SettingsState& state, const Rect& r) {
  open_scroll(f, key("groups"), r, state.scroll, state.height);
  const float top = r.y - static_cast<float>(state.scroll);
  const float side = r.w < 400 ? 16 : 24, w = std::min(r.w - 2 * side, 420.0f);
  Rect at{r.x + side, top + 24, w, 0};
  if (f.options.allow_theme) at.y = theme_group(f, state, at);
  at.y = language_group(f, state, at);
  at.y += switch_row(f, key("sound"), {at.x, at.y, w, 40}, f.str(Str::sound), state.sound,
                     [&f, &state](const TwinInput&) {
                       state.sound = !state.sound;
                       state.save(f.host.storage);
                       f.request("sound");
                     }) +
          24;
  const float height = account_group(f, actions, at) + 24 - top;
  if (height != state.height) f.request("height");
  state.height = height;
  close_scroll(f);
}

}  // namespace

void SettingsState::load(platform::Storage& storage, bool sound_default) {
  theme = storage.get("theme").value_or("auto");
  if (theme != "light" && theme != "dark") theme = "auto";
  language = storage.get("language").value_or("");
  sound = storage.get("sound").value_or(sound_default ? "on" : "off") == "on";
}

void SettingsState::save(platform::Storage& storage) const {
  storage.set("theme", theme);
  storage.set("language", language);
  storage.set("sound", sound ? "on" : "off");
}

void settings_panel(Frame& f, Actions& actions, SettingsState& state, const Rect& r,
                    Function<void()> close) {
  f.paint.fill(r, f.theme->bg);
  f.open(TwinTag::Section, key("settings"), r)
      .attr("aria-label", f.str(Str::settings))
      .attr("data-part", "settings");
  header(f, {r.x, r.y, r.w, f.header()}, close);
  groups(f, actions, state, {r.x, r.y + f.header(), r.w, r.h - f.header()});
  f.close();
}

}  // namespace confab::ui
