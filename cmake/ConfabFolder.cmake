# SPDX-License-Identifier: MIT
# confab_unity(TARGET): few large translation units where CONFAB_UNITY wants them. Names in unnamed
# namespaces then meet those of the folder's other files.
function(confab_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CONFAB_UNITY} UNITY_BUILD_BATCH_SIZE 10)
endfunction()

# confab_folder(FOLDER [LINK targets] [THIRD_PARTY targets] [EXCLUDE regex])
# makes src/FOLDER the static library confab_FOLDER ('/' becomes '_'). LINK is handed on to whoever
# links it; THIRD_PARTY is linked but its headers are seen by this folder alone.
function(confab_folder folder)
  cmake_parse_arguments(arg "" "EXCLUDE" "LINK;THIRD_PARTY" ${ARGN})
  string(REPLACE "/" "_" name "confab_${folder}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    "${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp" "${PROJECT_SOURCE_DIR}/src/${folder}/*.c")
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
  endif()
  if(NOT sources) # headers only so far: an empty translation unit keeps the target linkable
    set(sources "${PROJECT_BINARY_DIR}/empty/${name}.cpp")
    if(NOT EXISTS "${sources}")
      file(WRITE "${sources}" "// ${name} has no sources.\n")
    endif()
  endif()
  add_library(${name} STATIC ${sources})
  confab_unity(${name})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_compile_options(${name} PRIVATE ${CONFAB_WARNINGS})
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE ${arg_THIRD_PARTY})
endfunction()
