// SPDX-License-Identifier: MIT
// Initials are taken from the first letters of the first and last word.
#include "ui/avatar.h"

#include "base/utf8.h"

namespace confab::ui {
namespace {

// Letters and digits worth standing for a name; everything beyond ASCII is taken as one, except
// marks and invisible characters.
bool letter(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool hidden = (c >= 0x2000 && c <= 0x206f) || (c >= 0x300 && c <= 0x36f) || c == 0xfeff ||
                      (c >= 0xfe00 && c <= 0xfe0f) || c == 0xa0 || c == 0xfffd;
  return !hidden;
}
bool separator(char32_t c) {
  return c == ' ' || c == '.' || c == '-' || c == '_' || c == '@' || c == '/' || c == 0xa0;
}

// Asks for what is not there, once.
bool draw_picture(Frame& f, const Rect& box, const chat::Jid& who) {
  const std::string hash = f.host.store.avatar(who).hash;
  if (hash.empty()) return false;
  const chat::Picture* picture = f.host.store.picture(hash);
  if (!picture) f.host.dispatch(chat::WantPicture{who});
  if (!picture || picture->bytes.empty()) return false;
  if (!f.host.rasterizer.picture(picture->id, picture->bytes)) return false;
  const Rect raw = f.paint.mirror(box);
  f.paint.raw_quad(f.runs.picture(picture->id, box.w), raw.x, raw.y);
  return true;
}

}  // namespace

std::string initials(std::string_view name) {
  char32_t first = 0, last = 0, second = 0;
  bool start = true, one_word = true;
  for (size_t at = 0; at < name.size();) {
    const char32_t c = utf8::next(name, at);
    if (separator(c)) {
      start = true;
      if (c == '@' && first) break;
      continue;
    }
    if (!letter(c)) continue;
    if (!first) {
      first = c;
    } else if (start) {
      last = c, one_word = false;
    } else if (one_word && !second) {
      second = c;
    }
    start = false;
  }
  std::string out;
  if (!first) return "?";
  utf8::append(out, first);
  const char32_t more = last ? last : second;
  const bool latin =
      first < 0x250 && more && more < 0x250;  // others join or are wide: one is enough
  if (latin) utf8::append(out, more);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

void avatar(Frame& f, float x, float y, float size, std::string_view name, std::string_view id,
            const chat::Jid& who) {
  if (!f.paint.on()) return;
  const Rect box{x, y, size, size};
  if (draw_picture(f, box, who)) return;
  const Color fill = f.fill_of(id.empty() ? name : id);
  f.paint.disc(x + size / 2, y + size / 2, size / 2, fill);
  const uint8_t px = size >= 40 ? 15 : size >= 36 ? 14 : size >= 28 ? 12 : 11;
  Type type{px, true};
  f.text(box, initials(name), type, 0xffffffff, Align::Center);
}

void room_avatar(Frame& f, float x, float y, float size, std::string_view id) {
  f.paint.disc(x + size / 2, y + size / 2, size / 2, f.fill_of(id));
  f.paint.icon(Icon::Hash, {x, y, size, size}, 0xffffffff, size * 0.5f, 2.0f);
}

void presence_dot(Frame& f, float x, float y, float size, xmpp::Show show, Color surface) {
  if (show == xmpp::Show::Offline) return;
  const Theme& t = *f.theme;
  Color c = t.ok;
  if (show == xmpp::Show::Away || show == xmpp::Show::Xa) c = t.warn;
  if (show == xmpp::Show::Dnd) c = t.bad;
  const float cx = x + size + 1 - 5.5f, cy = y + size + 1 - 5.5f;
  f.paint.disc(cx, cy, 5.5f, surface);
  f.paint.disc(cx, cy, 3.5f, c);
}

Str show_name(xmpp::Show show) {
  switch (show) {
    case xmpp::Show::Offline: return Str::offline;
    case xmpp::Show::Chat: return Str::free_to_chat;
    case xmpp::Show::Away: return Str::away;
    case xmpp::Show::Xa: return Str::xa;
    case xmpp::Show::Dnd: return Str::dnd;
    case xmpp::Show::Online: break;
  }
  return Str::online;
}

}  // namespace confab::ui
