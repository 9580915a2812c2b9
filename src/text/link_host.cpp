// SPDX-License-Identifier: MIT
// Hosts of links; see link_host.h.
#include "text/link_host.h"

#include <algorithm>
#include <vector>

#include "base/names.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace confab::text {
namespace {

// RFC 3492 section 6.3 with the parameters of section 5.
std::string punycode(const std::vector<char32_t>& label) {
  constexpr uint32_t kBase = 36, kLeast = 1, kMost = 26, kSkew = 38, kDamp = 700;
  std::string out;
  for (const char32_t cp : label)
    if (cp < 0x80) out += static_cast<char>(cp);
  const auto basic = static_cast<uint32_t>(out.size());
  if (basic > 0) out += '-';
  uint32_t n = 0x80, delta = 0, bias = 72, done = basic;
  while (done < label.size()) {
    uint32_t next = 0x10FFFF;
    for (const char32_t cp : label)
      if (cp >= n) next = std::min<uint32_t>(next, cp);
    delta += (next - n) * (done + 1);
    n = next;
    for (const char32_t cp : label) {
      if (cp < n) ++delta;
      if (cp != n) continue;
      uint32_t q = delta;
      for (uint32_t k = kBase;; k += kBase) {
        const uint32_t t = k <= bias ? kLeast : k >= bias + kMost ? kMost : k - bias;
        const uint32_t digit = q < t ? q : t + (q - t) % (kBase - t);
        out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
        if (q < t) break;
        q = (q - t) / (kBase - t);
      }
      delta = done == basic ? delta / kDamp : delta / 2;
      delta += delta / (done + 1);
      uint32_t k = 0;
      for (; delta > ((kBase - kLeast) * kMost) / 2; k += kBase) delta /= kBase - kLeast;
      bias = k + (kBase - kLeast + 1) * delta / (delta + kSkew);
      delta = 0, ++done;
    }
    ++delta, ++n;
  }
  return out;
}

bool latin(char32_t cp) { return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'); }
bool greek_or_cyrillic(char32_t cp) {
  return (cp >= 0x370 && cp <= 0x58F) || (cp >= 0x1C80 && cp <= 0x1C8F) ||
         (cp >= 0x1F00 && cp <= 0x1FFF) || (cp >= 0x2DE0 && cp <= 0x2DFF) ||
         (cp >= 0xA640 && cp <= 0xA69F);
}

// As browsers map it before they ask DNS (UTS #46), for the letters that matter here.
char32_t mapped(char32_t cp) {
  const bool compatible = (cp >= 0xFF01 && cp <= 0xFF5E) || (cp >= 0x1D400 && cp <= 0x1D6A3);
  if (compatible) cp = names::latin_twin(cp);
  if ((cp >= 'A' && cp <= 'Z') || (cp >= 0x391 && cp <= 0x3A9) || (cp >= 0x410 && cp <= 0x42F) ||
      (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7))
    return cp + 0x20;
  return cp >= 0x400 && cp <= 0x40F ? cp + 0x50 : cp;
}

struct Label {
  std::string spelled;  // as DNS has it
  bool odd = false;
};

Label read_label(std::string_view text) {
  constexpr size_t kLongest = 63;  // RFC 1035 section 2.3.4
  std::vector<char32_t> letters;
  bool plain = true, has_latin = false, has_other = false, all_twins = true;
  for (size_t pos = 0; pos < text.size();) {
    const char32_t cp = utf8::next(text, pos);
    letters.push_back(mapped(cp));
    if (cp < 0x80) {
      has_latin |= latin(cp);
      continue;
    }
    plain = false;
    has_other |= greek_or_cyrillic(cp);
    all_twins &= names::latin_twin(cp) < 0x80;
  }
  if (plain) {
    std::string lower = ascii_lower(text);
    const bool coded = lower.starts_with("xn--");
    return {std::move(lower), coded};
  }
  if (letters.size() > kLongest) return {std::string(text), true};
  Label out{{}, all_twins || (has_latin && has_other)};
  if (std::all_of(letters.begin(), letters.end(), [](char32_t cp) { return cp < 0x80; })) {
    for (const char32_t cp : letters) out.spelled += static_cast<char>(cp);
  } else {
    out.spelled = "xn--" + punycode(letters);
  }
  return out;
}

}  // namespace

std::string odd_host(std::string_view href) {
  const std::string scheme = ascii_lower(href.substr(0, 8));
  const size_t from = scheme.starts_with("https://") ? 8 : scheme.starts_with("http://") ? 7 : 0;
  if (from == 0) return {};
  const size_t end = std::min(href.find_first_of("/?#", from), href.size());
  std::string_view host = href.substr(from, end - from);
  const size_t at = host.rfind('@');
  bool odd = at != host.npos;
  if (odd) host.remove_prefix(at + 1);
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  std::string out;
  for (const std::string_view label : split(host, '.')) {
    Label one = read_label(label);
    odd = odd || one.odd;
    if (!out.empty()) out += '.';
    out += one.spelled;
  }
  return odd ? out : std::string();
}

}  // namespace confab::text
