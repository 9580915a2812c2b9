# SPDX-License-Identifier: MIT
# Third-party libraries as static targets confab_{expat,strophe,imgui,sdl2}, compiled from unmodified
# sources. -DEXPAT_SOURCE_DIR= (STROPHE_, IMGUI_, SDL2_) uses a checkout of one's own; otherwise
# scripts/fetch-deps supplies the pinned one.
function(confab_source name)
  string(TOUPPER "${name}" upper)
  set(${upper}_SOURCE_DIR "" CACHE PATH "Source folder of ${name}; empty = the pinned one")
  set(dir "${${upper}_SOURCE_DIR}")
  if(NOT dir)
    execute_process(COMMAND "${PROJECT_SOURCE_DIR}/scripts/fetch-deps" ${name}
      OUTPUT_VARIABLE dir OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  endif()
  set(${name}_dir "${dir}" PARENT_SCOPE)
endfunction()

# Our warnings are not theirs, and no path of this machine goes into the program.
function(confab_third_party name)
  add_library(${name} STATIC ${ARGN})
  list(GET ARGN 0 first)
  get_filename_component(dir "${first}" DIRECTORY)
  target_compile_options(${name} PRIVATE -w "-ffile-prefix-map=${dir}=${name}")
  if(CONFAB_SANITIZE MATCHES undefined) # expat adds 0 to null pointers
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
endfunction()

# expat: no DTDs and no entities beyond the five predefined ones, as RFC 6120 section 11.1 asks.
confab_source(expat)
if(EXISTS "${expat_dir}/expat/lib/expat.h")
  string(APPEND expat_dir "/expat")
endif()
confab_third_party(confab_expat
  "${expat_dir}/lib/xmlparse.c" "${expat_dir}/lib/xmlrole.c" "${expat_dir}/lib/xmltok.c")
file(GLOB random "${expat_dir}/lib/random_getentropy.c") # a file of its own from 2.8 on
target_sources(confab_expat PRIVATE ${random})
target_include_directories(confab_expat SYSTEM PUBLIC "${expat_dir}/lib"
  PRIVATE "${PROJECT_SOURCE_DIR}/cmake/port/expat")
target_compile_definitions(confab_expat PUBLIC XML_STATIC PRIVATE XML_MIN_SIZE)

# libstrophe without its sockets, event loop, resolver, TLS, compression, negotiation, number
# formatting and unrolled hashes; what it asks of those is answered by src/xmpp/strophe_port, which sees its private
# headers. The two need each other.
confab_source(strophe)
set(strophe_sources)
foreach(file compression_dummy conn crypto ctx deprecated handler hash jid md5 parser_expat rand
    sasl scram sha512 stanza tls util uuid)
  list(APPEND strophe_sources "${strophe_dir}/src/${file}.c")
  if(NOT file MATCHES "^(ctx|rand)$")
    set_source_files_properties("${strophe_dir}/src/${file}.c" PROPERTIES
      COMPILE_OPTIONS "-include;${PROJECT_SOURCE_DIR}/cmake/port/strophe_quiet.h")
  endif()
endforeach()
confab_third_party(confab_strophe ${strophe_sources})
target_include_directories(confab_strophe SYSTEM PUBLIC "${strophe_dir}" PRIVATE "${strophe_dir}/src")
target_compile_definitions(confab_strophe PRIVATE HAVE_VA_COPY HAVE_CLOCK_GETTIME)
# rand.c calls getrandom() inside assert(): with NDEBUG every nonce would be stack rubbish. Off Linux
# it would make nonces from the time and some addresses, so the web gets a getrandom(), too.
set(rand_options -UNDEBUG)
if(EMSCRIPTEN)
  list(APPEND rand_options -DUSE_GETRANDOM -include "${PROJECT_SOURCE_DIR}/cmake/port/getrandom.h")
  target_sources(confab_strophe PRIVATE "${PROJECT_SOURCE_DIR}/cmake/port/getrandom.c")
endif()
set_source_files_properties("${strophe_dir}/src/rand.c" PROPERTIES COMPILE_OPTIONS "${rand_options}")
target_link_libraries(confab_strophe PUBLIC confab_expat)

file(GLOB_RECURSE port_sources CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/src/xmpp/strophe_port/*.c" "${PROJECT_SOURCE_DIR}/src/xmpp/strophe_port/*.cpp")
if(port_sources)
  add_library(confab_strophe_port STATIC ${port_sources})
  target_include_directories(confab_strophe_port PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_include_directories(confab_strophe_port SYSTEM PRIVATE "${strophe_dir}/src")
  target_compile_options(confab_strophe_port PRIVATE ${CONFAB_WARNINGS})
  target_link_libraries(confab_strophe_port PUBLIC confab_xml confab_platform PRIVATE confab_strophe)
  target_link_libraries(confab_strophe PRIVATE confab_strophe_port)
endif()

# Dear ImGui: what the linker takes of it is the draw lists. Its windows, input and fonts need an
# ImGui context, of which there is none: see docs/decisions/0004-own-webgl-renderer.md.
confab_source(imgui)
confab_third_party(confab_imgui "${imgui_dir}/imgui.cpp" "${imgui_dir}/imgui_draw.cpp"
  "${imgui_dir}/imgui_tables.cpp" "${imgui_dir}/imgui_widgets.cpp")
target_include_directories(confab_imgui SYSTEM PUBLIC "${imgui_dir}")
target_compile_definitions(confab_imgui PUBLIC IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS
  IMGUI_DISABLE_FILE_FUNCTIONS IMGUI_DISABLE_DEFAULT_FONT IMGUI_DISABLE_OBSOLETE_FUNCTIONS
  IMGUI_USE_WCHAR32)

if(EMSCRIPTEN)
  target_compile_definitions(confab_imgui PRIVATE sinf=confab_sinf cosf=confab_cosf) # base/turn.h
  target_link_libraries(confab_imgui PRIVATE confab_base)
  include(ConfabSdl2)
endif()
