// SPDX-License-Identifier: MIT
// Dear ImGui without its tables and columns, which Confab does not use and which only the recovery
// from a missing EndTable() would keep in the program, with all the menus they can open. What the
// core calls on its own does nothing here; whoever calls BeginTable() or Columns() fails to link:
// compile imgui_tables.cpp instead of this file then.
#include "imgui.h"
#include "imgui_internal.h"

namespace ImGui {

void EndColumns() {}
void EndTable() {}
void PopColumnsBackground() {}
void PushColumnsBackground() {}
void TableEndCell(ImGuiTable*) {}
void TableEndRow(ImGuiTable*) {}
void TableGcCompactSettings() {}
void TableGcCompactTransientBuffers(ImGuiTable*) {}
void TableGcCompactTransientBuffers(ImGuiTableTempData*) {}
void TablePopBackgroundChannel() {}
void TablePopColumnChannel() {}
void TablePushBackgroundChannel() {}
void TablePushColumnChannel(int) {}
void TableSettingsAddSettingsHandler() {}

}  // namespace ImGui

// Only Dear ImGui's reader of .ini files scans text; Confab has no such files.
extern "C" int confab_imgui_no_sscanf(const char*, const char*, ...) { return 0; }
