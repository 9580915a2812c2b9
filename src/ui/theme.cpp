// SPDX-License-Identifier: MIT
// The token table, WCAG contrast, and hues in CIE LCh(uv) as XEP-0392 asks (HSLuv with the
// lightness moved until the contrast is right).
#include "ui/theme.h"

#include <algorithm>
#include <cmath>

#include "base/turn.h"

namespace confab::ui {
namespace {

constexpr Color rgb(uint32_t hex) { return hex << 8 | 0xff; }

constexpr Theme kLight{rgb(0xffffff), rgb(0xf6f7f9), rgb(0xffffff), rgb(0xe4e7ec),
                       rgb(0xeef0f4), rgb(0x14171c), rgb(0x5b6472), rgb(0x3659e3),
                       rgb(0xffffff), rgb(0xe8edff), rgb(0xf1f3f6), rgb(0x12834a),
                       rgb(0xa15c00), rgb(0xc5283d), false,         false};
constexpr Theme kDark{rgb(0x15171c), rgb(0x1b1e25), rgb(0x20242c), rgb(0x2c313b),
                      rgb(0x272c36), rgb(0xeceef2), rgb(0x9aa4b2), rgb(0x8aa2ff),
                      rgb(0x0d1330), rgb(0x263056), rgb(0x242832), rgb(0x5fd39a),
                      rgb(0xf0b35a), rgb(0xff8b98), true,          false};
constexpr Theme kLightContrast{rgb(0xffffff), rgb(0xffffff), rgb(0xffffff), rgb(0x5b6472),
                               rgb(0xe4e7ec), rgb(0x000000), rgb(0x2b313a), rgb(0x1c37a8),
                               rgb(0xffffff), rgb(0xe8edff), rgb(0xf1f3f6), rgb(0x075c31),
                               rgb(0x6f3f00), rgb(0x9a0f24), false,         true};
constexpr Theme kDarkContrast{rgb(0x000000), rgb(0x000000), rgb(0x0b0d10), rgb(0x9aa4b2),
                              rgb(0x272c36), rgb(0xffffff), rgb(0xd5dae2), rgb(0xb3c3ff),
                              rgb(0x000000), rgb(0x1b2346), rgb(0x1a1d24), rgb(0x8df0bd),
                              rgb(0xffd08a), rgb(0xffb3bc), true,          true};

struct Rgb {
  double r, g, b;
};

// In float: the double functions bring tables of several kB, and a byte needs no more.
double power(double base, double exponent) {
  return std::pow(static_cast<float>(base), static_cast<float>(exponent));
}
double linear(double c) { return c <= 0.04045 ? c / 12.92 : power((c + 0.055) / 1.055, 2.4); }
double encoded(double c) { return c <= 0.0031308 ? c * 12.92 : 1.055 * power(c, 1 / 2.4) - 0.055; }
int channel(Color c, int shift) { return static_cast<int>(c >> shift & 0xff); }

double luminance(Color c) {
  return 0.2126 * linear(channel(c, 24) / 255.0) + 0.7152 * linear(channel(c, 16) / 255.0) +
         0.0722 * linear(channel(c, 8) / 255.0);
}

// CIE LCh(uv), D65 -> linear sRGB.
Rgb from_lch(double l, double chroma, double hue) {
  const double u0 = 0.19783000664283681, v0 = 0.468319994938791;
  const auto a = static_cast<float>(hue * 3.14159265358979323846 / 180);
  const double u = chroma * confab_cosf(a) / (13 * l) + u0,
               v = chroma * confab_sinf(a) / (13 * l) + v0;
  const double k = (l + 16) / 116;
  const double y = l > 8 ? k * k * k : l / 903.2962962;
  const double x = y * 9 * u / (4 * v), z = y * (12 - 3 * u - 20 * v) / (4 * v);
  return {3.2409699419045214 * x - 1.5373831775700935 * y - 0.49861076029300328 * z,
          -0.96924363628087983 * x + 1.8759675015077207 * y + 0.041555057407175613 * z,
          0.055630079696993609 * x - 0.20397695888897657 * y + 1.0569715142428786 * z};
}

bool in_gamut(const Rgb& c) {
  const auto ok = [](double v) { return v >= -1e-4 && v <= 1.0001; };
  return ok(c.r) && ok(c.g) && ok(c.b);
}

// The most saturated colour of that hue and lightness that sRGB has, taken back a little.
Color hsluv(double hue, double l) {
  double low = 0, high = 200;
  for (int i = 0; i < 18; ++i) {
    const double mid = (low + high) / 2;
    (in_gamut(from_lch(l, mid, hue)) ? low : high) = mid;
  }
  const Rgb c = from_lch(l, low * 0.9, hue);
  const auto byte = [](double v) {
    return static_cast<uint32_t>(std::lround(encoded(std::clamp(v, 0.0, 1.0)) * 255));
  };
  return byte(c.r) << 24 | byte(c.g) << 16 | byte(c.b) << 8 | 0xff;
}

}  // namespace

const Theme& theme_of(bool dark, bool contrast) {
  if (contrast) return dark ? kDarkContrast : kLightContrast;
  return dark ? kDark : kLight;
}

Color fade(Color c, float alpha) {
  const float a = static_cast<float>(c & 0xff) * std::clamp(alpha, 0.0f, 1.0f);
  return (c & ~0xffu) | static_cast<uint32_t>(std::lround(a));
}

Color mix(Color a, Color b, float t) {
  Color out = 0;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const float va = static_cast<float>(channel(a, shift)),
                vb = static_cast<float>(channel(b, shift));
    out |= static_cast<uint32_t>(std::lround(va + (vb - va) * t)) << shift;
  }
  return out;
}

Color over(Color top, Color under) {
  return mix(under | 0xff, top | 0xff, static_cast<float>(top & 0xff) / 255.0f);
}

double contrast_ratio(Color a, Color b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Color hue_text(double hue, Color surface) {
  const bool light = luminance(surface) > 0.18;
  double l = light ? 50 : 65;
  Color c = hsluv(hue, l);
  while (contrast_ratio(c, surface) < 4.6 && l > 5 && l < 95) c = hsluv(hue, l += light ? -2 : 2);
  return c;
}

Color hue_fill(double hue) {
  double l = 52;
  Color c = hsluv(hue, l);
  while (contrast_ratio(c, 0xffffffff) < 4.6 && l > 5) c = hsluv(hue, l -= 2);
  return c;
}

float line_height(int px) {
  switch (px) {
    case 22: return 28;
    case 16: return 20;
    case 15: return 21;
    case 14: return 20;
    case 13: return 18;
    case 12: return 16;
    case 11: return 14;
    default: return std::round(static_cast<float>(px) * 1.4f);
  }
}

}  // namespace confab::ui
