# SPDX-License-Identifier: MIT
# confab-core.{js,wasm}: src/app and everything below it, linked with web/library_confab_*.js.
# src/app/exports.txt names what JavaScript may call, one C name with its underscore per line.
file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/app/*.cpp")
file(GLOB js_libraries CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/web/library_confab_*.js")
set(exports_file "${PROJECT_SOURCE_DIR}/src/app/exports.txt")
if(NOT sources OR NOT EXISTS "${exports_file}")
  message(STATUS "src/app has no sources or exports.txt: confab-core is left out")
  return()
endif()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${exports_file}")
file(STRINGS "${exports_file}" exports REGEX "^_[A-Za-z0-9_]+$")
list(APPEND exports _malloc _free)
list(REMOVE_DUPLICATES exports)
list(JOIN exports "," exports)

add_executable(confab-core ${sources} "${PROJECT_SOURCE_DIR}/cmake/port/libcxx/next_prime.cpp")
target_compile_options(confab-core PRIVATE ${CONFAB_WARNINGS})
target_link_libraries(confab-core PRIVATE confab_ui confab_platform_web confab_imgui
  confab_sdl2)
set_target_properties(confab-core PROPERTIES LINK_DEPENDS "${js_libraries}"
  RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=${CONFAB_NODE_PATH}")

target_link_options(confab-core PRIVATE --no-entry
  -sMODULARIZE=1 -sEXPORT_ES6=1 -sEXPORT_NAME=ConfabCore -sENVIRONMENT=web
  -sFILESYSTEM=0 -sDYNAMIC_EXECUTION=0 -sSUPPORT_LONGJMP=0 -sTEXTDECODER=2
  -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=8MB -sTOTAL_STACK=512KB
  -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0 -sGL_SUPPORT_SIMPLE_ENABLE_EXTENSIONS=0 -sGL_TRACK_ERRORS=0
  -sINCOMING_MODULE_JS_API=instantiateWasm,canvas,preRun,print,printErr,onAbort,locateFile,wasmMemory
  -sEXPORTED_RUNTIME_METHODS=UTF8ToString,stringToUTF8,lengthBytesUTF8
  "-sEXPORTED_FUNCTIONS=${exports}")
foreach(library ${js_libraries})
  target_link_options(confab-core PRIVATE "SHELL:--js-library \"${library}\"")
endforeach()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_link_options(confab-core PRIVATE -O1 -g1 -sASSERTIONS=1 -sSTACK_OVERFLOW_CHECK=1)
else()
  target_link_options(confab-core PRIVATE -Oz -flto -sASSERTIONS=0)
endif()

# The licence texts scripts/dist.mjs puts into dist/. Debian keeps all of Emscripten's in one file.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/third-party.json" @ONLY CONTENT [=[[
  {"name": "Dear ImGui", "files": ["@imgui_dir@/LICENSE.txt"]},
  {"name": "libstrophe", "files": ["@strophe_dir@/MIT-LICENSE.txt"]},
  {"name": "expat", "files": ["@expat_dir@/COPYING"]},
  {"name": "SDL", "files": ["@sdl2_dir@/LICENSE.txt"]},
  {"name": "Emscripten run time (glue, musl, libc++, compiler-rt)", "files": [
    "@EMSCRIPTEN_ROOT_PATH@/LICENSE",
    "@EMSCRIPTEN_ROOT_PATH@/system/lib/libc/musl/COPYRIGHT",
    "@EMSCRIPTEN_ROOT_PATH@/system/lib/libcxx/LICENSE.TXT",
    "/usr/share/doc/emscripten/copyright"]}
]
]=])
