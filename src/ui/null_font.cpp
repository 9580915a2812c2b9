// SPDX-License-Identifier: MIT
// A font loader that has no glyphs; also the drawing tolerances, which belong to the same context.
#include "ui/null_font.h"

#include "imgui.h"
#include "imgui_internal.h"

namespace confab::ui {
namespace {

bool no_glyph(ImFontAtlas*, ImFontConfig*, ImFontBaked*, void*, ImWchar, ImFontGlyph*, float*) {
  return false;
}
bool contains(ImFontAtlas*, ImFontConfig*, ImWchar) { return false; }
bool ready(ImFontAtlas*, ImFontConfig*) { return true; }

const ImFontLoader& loader() {
  static const ImFontLoader instance = [] {
    ImFontLoader l;
    l.Name = "confab-none";
    l.FontSrcInit = ready;
    l.FontSrcContainsGlyph = contains;
    l.FontBakedLoadGlyph = no_glyph;
    return l;
  }();
  return instance;
}

}  // namespace

void install_null_font() {
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.Fonts->SetFontLoader(&loader());
  ImFontConfig config;
  config.SizePixels = 16;
  config.FontLoader = &loader();
  io.Fonts->AddFont(&config);
  ImGuiStyle& style = ImGui::GetStyle();
  style.CircleTessellationMaxError = 0.08f;
  style.CurveTessellationTol = 0.15f;
  style.AntiAliasedLinesUseTex = false;  // so that nothing but painted text needs a texture
}

}  // namespace confab::ui
