// SPDX-License-Identifier: MIT
// Laying out bodies, and the sentences of what the room itself says.
#include "ui/body_cache.h"

#include "chat/info.h"
#include "text/markup.h"

namespace confab::ui {

void BodyCache::begin(Frame& f) {
  ++frame_;
  const uint32_t epoch = f.measurer.epoch();
  if (epoch != epoch_ || scale_ != f.env.font_scale) bodies_.clear();
  epoch_ = epoch, scale_ = f.env.font_scale;
  if (bodies_.size() < kLimit) return;
  std::erase_if(bodies_, [this](const auto& b) { return b.second.used + 1 < frame_; });
}

const Body& BodyCache::get(Frame& f, const chat::Message& m, float max_width,
                           std::string_view own_nick) {
  const auto [it, fresh] = bodies_.try_emplace(m.key);
  Body& b = it->second;
  b.used = frame_;
  if (!fresh && b.revision == m.revision && b.max_width == max_width) return b;
  b.revision = m.revision, b.max_width = max_width;
  const bool info = m.kind != chat::EntryKind::Text;
  if (info) b.worded = info_sentence(f.str, m.body);
  text::MarkupOptions markup;
  markup.styling = f.options.styling;
  markup.mention = own_nick;
  b.spans = info ? std::vector<text::Span>() : text::find_markup(m.body, markup);
  text::LayoutOptions o;
  o.font = f.scaled(info ? kTiny : kBody).font();
  o.max_width = max_width;
  o.lang = m.lang;
  b.layout = text::layout(b.text(m), b.spans, o, f.measurer);
  return b;
}

namespace {

std::string names(const std::vector<std::string_view>& args) {
  std::string out;
  for (const auto& arg : args) {
    if (!out.empty()) out += arg.substr(0, 1) == "+" ? " " : ", ";
    out += arg;
  }
  return out;
}

Str left_reason(std::string_view reason) {
  if (reason == "kicked") return Str::room_kicked;
  if (reason == "banned") return Str::room_banned;
  if (reason == "destroyed") return Str::room_destroyed;
  if (reason == "members-only" || reason == "affiliation") return Str::room_members;
  if (reason == "lost" || reason == "shutdown" || reason == "error") return Str::room_lost;
  return Str::room_left;
}

}  // namespace

std::string info_sentence(const Strings& str, std::string_view body) {
  const chat::InfoText info = chat::parse_info(body);
  const auto arg = [&](size_t i) {
    return i < info.args.size() ? info.args[i] : std::string_view();
  };
  if (info.id == "joined") return str(Str::info_join, names(info.args));
  if (info.id == "left") return str(Str::info_leave, names(info.args));
  if (info.id == "joined-left") return str(Str::info_join_leave, names(info.args));
  if (info.id == "left-joined") return str(Str::info_leave_join, names(info.args));
  if (info.id == "renamed") return str(Str::info_rename, arg(0), arg(1));
  if (info.id == "self-renamed") return str(Str::info_self_rename, arg(0));
  if (info.id == "created") return str(Str::info_created);
  if (info.id == "kicked" || info.id == "banned") {
    std::string out = str(info.id == "kicked" ? Str::info_kicked : Str::info_banned, arg(0));
    if (!arg(2).empty()) out.append(" (").append(arg(2)).append(")");
    return out;
  }
  if (info.id == "subject") {
    if (arg(0).empty()) return str(Str::info_subject_anon, arg(1));
    return str(Str::info_subject, arg(0), arg(1));
  }
  if (info.id == "self-left") {
    std::string out = str(left_reason(arg(0)));
    if (!arg(2).empty()) out.append(" “").append(arg(2)).append("”");
    return out;
  }
  return std::string(info.id);
}

std::string failure_sentence(const Strings& str, const std::string& c) {
  if (c == "forbidden" || c == "not-allowed" || c == "not-acceptable") {
    return str(Str::msg_forbidden);
  }
  if (c == "item-not-found" || c == "remote-server-not-found" || c == "gone") {
    return str(Str::msg_not_found);
  }
  if (c == "service-unavailable" || c == "recipient-unavailable" || c == "remote-server-timeout") {
    return str(Str::msg_unavailable);
  }
  if (c == "too-large") return str(Str::msg_too_large);
  if (c == "policy-violation" || c == "resource-constraint") return str(Str::msg_rate);
  return str(Str::msg_other, c);
}

}  // namespace confab::ui
