// SPDX-License-Identifier: MIT
// Laying out bodies, and the sentences of what the room itself says.
#include "ui/body_cache.h"

#include "base/names.h"
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

namespace {

// The front of a text that has no more than so many paragraphs and about as much text as fills
// them.
std::string_view front_of(std::string_view text, size_t lines) {
  constexpr size_t kBytesPerLine = 120;
  size_t end = std::min(text.size(), lines * kBytesPerLine);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  size_t at = 0;
  for (size_t n = 0; n < lines && at != text.npos && at < end; ++n) {
    at = text.find('\n', at);
    if (at != text.npos) ++at;
  }
  return text.substr(0, std::min(at == text.npos ? end : at > 0 ? at : end, end));
}

}  // namespace

const Body& BodyCache::get(Frame& f, const chat::Message& m, float max_width,
                           std::string_view own_nick, int64_t unfolded) {
  const auto [it, fresh] = bodies_.try_emplace(m.key);
  Body& b = it->second;
  b.used = frame_, b.key = m.key;
  if (!fresh && b.revision == m.revision && b.max_width == max_width && b.unfolded == unfolded)
    return b;
  b.revision = m.revision, b.max_width = max_width, b.unfolded = unfolded;
  const bool info = m.kind != chat::EntryKind::Text;
  if (info) b.worded = info_sentence(f.str, m.body);
  text::MarkupOptions markup;
  markup.styling = f.options.styling;
  markup.mention = own_nick;
  const size_t lines = lines_shown(unfolded);
  const std::string_view front = front_of(b.text(m), lines);
  b.spans = info ? std::vector<text::Span>() : text::find_markup(front, markup);
  text::LayoutOptions o;
  o.font = f.scaled(info ? kTiny : kBody).font();
  o.max_width = max_width;
  o.lang = m.lang;
  o.max_lines = static_cast<int>(lines);
  b.layout = text::layout(front, b.spans, o, f.measurer);
  b.folded = b.layout.lines.back().end < b.text(m).size();
  return b;
}

namespace {

std::string list_of(const std::vector<std::string_view>& args) {
  std::string out;
  for (const auto& arg : args) {
    if (!out.empty()) out += arg.substr(0, 1) == "+" ? " " : ", ";
    out += names::shown(arg);
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
  const auto nick = [&](size_t i) { return names::shown(arg(i)); };
  if (info.id == "joined") return str(Str::info_join, list_of(info.args));
  if (info.id == "left") return str(Str::info_leave, list_of(info.args));
  if (info.id == "joined-left") return str(Str::info_join_leave, list_of(info.args));
  if (info.id == "left-joined") return str(Str::info_leave_join, list_of(info.args));
  if (info.id == "renamed") return str(Str::info_rename, nick(0), nick(1));
  if (info.id == "self-renamed") return str(Str::info_self_rename, nick(0));
  if (info.id == "created") return str(Str::info_created);
  if (info.id == "kicked" || info.id == "banned") {
    std::string out = str(info.id == "kicked" ? Str::info_kicked : Str::info_banned, nick(0));
    if (!arg(2).empty()) out.append(" (").append(arg(2)).append(")");
    return out;
  }
  if (info.id == "subject") {
    if (arg(0).empty()) return str(Str::info_subject_anon, arg(1));
    return str(Str::info_subject, nick(0), arg(1));
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
