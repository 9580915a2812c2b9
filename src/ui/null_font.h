// SPDX-License-Identifier: MIT
// What Dear ImGui needs to run without any font: text is drawn from runs the platform paints. Call
// once after ImGui::CreateContext(), before the first frame.
#pragma once

namespace confab::ui {

void install_null_font();

}  // namespace confab::ui
