// SPDX-License-Identifier: MIT
// The sine's series up to the ninth power, within a quarter turn.
#include "base/turn.h"

#include <cmath>

float confab_sinf(float radians) {
  float t = radians * 0.15915494309f;  // in turns
  t -= std::floor(t + 0.5f);
  if (t > 0.25f) t = 0.5f - t;
  if (t < -0.25f) t = -0.5f - t;
  const float x = t * 6.28318530718f, s = x * x;
  return x * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72))));
}

float confab_cosf(float radians) { return confab_sinf(radians + 1.57079632679f); }
