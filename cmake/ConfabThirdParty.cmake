# SPDX-License-Identifier: MIT
# Third-party libraries as CMake targets.
foreach(name confab_strophe confab_expat confab_imgui confab_sdl2)
  add_library(${name} INTERFACE)
endforeach()
