# SPDX-License-Identifier: MIT
# Language level, warnings, sanitizers and ccache for every target; nothing about what is built.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

# Paths are hashed relative to this folder, so that another clone finds the same objects.
find_program(CONFAB_CCACHE ccache)
if(CONFAB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}"
    CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros "${CONFAB_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()

# Third-party code gets these too: it must agree on exceptions and sanitizers with ours.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
  -ffunction-sections -fdata-sections)
if(EMSCRIPTEN) # every browser with WebGL 2 has these, and they make the code smaller
  add_compile_options(-mnontrapping-fptoint -msign-ext -mbulk-memory)
endif()
if(CONFAB_SANITIZE)
  add_compile_options(-fsanitize=${CONFAB_SANITIZE} -fno-sanitize-recover=all -fno-sanitize=vptr
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CONFAB_SANITIZE})
endif()
if(CONFAB_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Designated initialisers leave fields out on purpose, hence the one exception.
set(CONFAB_WARNINGS -Wall -Wextra -Werror -Wno-missing-field-initializers)
# Unity builds put sources into a file that g++ takes for a header.
if(CONFAB_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND CONFAB_WARNINGS -Wno-subobject-linkage)
endif()
