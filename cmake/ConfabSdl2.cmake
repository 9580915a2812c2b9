# SPDX-License-Identifier: MIT
# SDL2 for the web as a plain list of files: SDL's own configure takes minutes under emcc and would
# find out nothing that cmake/port/sdl2/confab_sdl2_config.h does not say.
confab_source(sdl2)
set(src "${sdl2_dir}/src")
file(GLOB sdl2_sources "${src}/*.c" "${src}/atomic/*.c" "${src}/audio/*.c" "${src}/cpuinfo/*.c"
  "${src}/dynapi/*.c" "${src}/file/*.c" "${src}/joystick/*.c"
  "${src}/haptic/*.c" "${src}/libm/*.c" "${src}/locale/*.c" "${src}/misc/*.c" "${src}/power/*.c"
  "${src}/render/*.c" "${src}/sensor/*.c" "${src}/stdlib/*.c" "${src}/thread/*.c"
  "${src}/thread/generic/*.c" "${src}/timer/*.c" "${src}/timer/unix/*.c" "${src}/video/*.c"
  "${src}/video/yuv2rgb/*.c" "${src}/video/emscripten/*.c" "${src}/haptic/dummy/*.c"
  "${src}/joystick/dummy/*.c" "${src}/loadso/dummy/*.c" "${src}/locale/dummy/*.c"
  "${src}/misc/dummy/*.c" "${src}/filesystem/dummy/*.c" "${src}/sensor/dummy/*.c")
# All input comes through the twin: see no_input.c and no_events.c.
list(FILTER sdl2_sources EXCLUDE REGEX
  "SDL_(egl|emscripten(events|mouse|framebuffer|opengles))\\.c$")
confab_third_party(confab_sdl2 ${sdl2_sources} "${PROJECT_SOURCE_DIR}/cmake/port/sdl2/no_input.c"
  "${PROJECT_SOURCE_DIR}/cmake/port/sdl2/no_events.c"
  "${PROJECT_SOURCE_DIR}/cmake/port/sdl2/webgl.c")
target_include_directories(confab_sdl2 SYSTEM PUBLIC "${sdl2_dir}/include"
  PRIVATE "${PROJECT_SOURCE_DIR}/cmake/port/sdl2" "${PROJECT_SOURCE_DIR}/src" "${src}/video/khronos" "${src}/video/emscripten")
target_compile_options(confab_sdl2 PRIVATE -include confab_sdl2_config.h)
# SDL's sentences need no more of formatting than libstrophe's (src/xmpp/strophe_port/format.c).
target_compile_definitions(confab_sdl2 PRIVATE SDL_LEAN_AND_MEAN=1 vsnprintf=strophe_vsnprintf)
set_source_files_properties("${src}/video/emscripten/SDL_emscriptenvideo.c" PROPERTIES COMPILE_OPTIONS
  "-Demscripten_request_fullscreen_strategy=confab_sdl2_no_fullscreen;-Demscripten_exit_fullscreen=confab_sdl2_no_exit")
