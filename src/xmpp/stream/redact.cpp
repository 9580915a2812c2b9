// SPDX-License-Identifier: MIT
// See redact.h. Works on text: the log shows what was on the wire, well-formed or not.
#include "xmpp/stream/redact.h"

#include <array>

#include "base/strings.h"

namespace confab::xmpp {

std::string redacted(std::string_view frame) {
  // Of both profiles; <success/> brings tokens, <task-data/> salted passwords.
  constexpr std::array<std::string_view, 7> kSecret{
      "auth", "response", "challenge", "success", "authenticate", "continue", "task-data"};
  std::string_view rest = trim(frame);
  if (!rest.starts_with('<')) return std::string(frame);
  rest.remove_prefix(1);
  std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
  name.remove_prefix(name.find(':') + 1);  // npos + 1 is 0
  for (const std::string_view secret : kSecret) {
    if (name != secret) continue;
    const size_t end = frame.find('>');
    if (end == frame.npos) return "<" + std::string(name) + " …";
    if (frame[end - 1] == '/') return std::string(frame);
    return std::string(frame.substr(0, end + 1)) + "…</" + std::string(name) + ">";
  }
  return std::string(frame);
}

}  // namespace confab::xmpp
