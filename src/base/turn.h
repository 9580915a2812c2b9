// SPDX-License-Identifier: MIT
// Sine and cosine for drawing: right to five digits for angles up to some thousand turns. The C
// library's are right for any number, which takes tables of two kilobytes of the download. C names,
// because Dear ImGui is compiled to call them (cmake/ConfabThirdParty.cmake).
#pragma once

extern "C" {
float confab_sinf(float radians);
float confab_cosf(float radians);
}
