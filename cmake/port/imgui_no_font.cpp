// SPDX-License-Identifier: MIT
// Dear ImGui is told that FreeType loads its fonts, which leaves its own TrueType reader out; this
// is the loader it then asks for when nobody set one. Confab's text is painted by the browser.
#include "imgui.h"
#include "misc/freetype/imgui_freetype.h"

const ImFontLoader* ImGuiFreeType::GetFontLoader() { return nullptr; }
