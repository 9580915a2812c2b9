// SPDX-License-Identifier: MIT
// Jid::parse and its inverse (RFC 7622 section 3). No PRECIS tables, see jid.h.
#include "xmpp/core/jid.h"

#include "base/strings.h"
#include "base/utf8.h"

namespace confab::xmpp {
namespace {

constexpr size_t kMaxPart = 1023;

bool has_control(std::string_view s) {
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
  return false;
}

// RFC 7622 section 3.3.1, and spaces, which UsernameCaseMapped forbids.
bool valid_local(std::string_view s) {
  return s.size() <= kMaxPart && s.find_first_of("\"&'/:<>@ ") == std::string_view::npos;
}

bool valid_domain(std::string_view s) {
  return !s.empty() && s.size() <= kMaxPart && s.front() != '.' && s.back() != '.' &&
         s.find("..") == s.npos && s.find_first_of("\"&'/<>@ \\") == s.npos;
}

}  // namespace

std::optional<Jid> Jid::parse(std::string_view text) {
  if (!utf8::valid(text) || has_control(text)) return std::nullopt;
  // The resource may hold '@' and '/', so it is cut off first.
  std::string_view resource;
  const size_t slash = text.find('/');
  const bool full = slash != std::string_view::npos;
  if (full) {
    resource = text.substr(slash + 1);
    text = text.substr(0, slash);
    if (resource.empty() || resource.size() > kMaxPart) return std::nullopt;
  }
  std::string_view local;
  if (const size_t at = text.find('@'); at != std::string_view::npos) {
    local = text.substr(0, at);
    text = text.substr(at + 1);
    if (local.empty() || !valid_local(local)) return std::nullopt;
  }
  if (text.ends_with('.')) text.remove_suffix(1);  // the root label, RFC 7622 section 3.2
  if (!valid_domain(text)) return std::nullopt;
  return Jid(ascii_lower(local), ascii_lower(text), std::string(resource));
}

std::string Jid::bare_str() const {
  if (local_.empty()) return domain_;
  std::string out;
  out.reserve(local_.size() + 1 + domain_.size());
  return out.append(local_).append(1, '@').append(domain_);
}

std::string Jid::str() const {
  std::string out = bare_str();
  if (!resource_.empty()) out.append(1, '/').append(resource_);
  return out;
}

}  // namespace confab::xmpp
