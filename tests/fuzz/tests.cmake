# SPDX-License-Identifier: Apache-2.0
# Fuzz targets. Every build replays the corpus of each and small changes of it; with clang and -DFLORIN_FUZZ=ON there is a
# program fuzz_TARGET besides:
#     cmake --preset clang -B build/fuzz -DFLORIN_FUZZ=ON -DFLORIN_SANITIZE=ON
#     cmake --build build/fuzz --target fuzz_rules && build/fuzz/tests/fuzz_rules -timeout=10 /tmp/corpus tests/fuzz/corpus/rules
file(GLOB FLORIN_FUZZ_TARGETS CONFIGURE_DEPENDS fuzz/fuzz_*.c)
foreach(file IN LISTS FLORIN_FUZZ_TARGETS)
  get_filename_component(name ${file} NAME_WE)
  string(REPLACE fuzz_ "" target ${name})
  add_executable(replay_${target} ${file} fuzz/replay.c)
  target_link_libraries(replay_${target} PRIVATE florin_static)
  target_include_directories(replay_${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support)
  add_test(NAME fuzz/${target} COMMAND replay_${target} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target})
  if(FLORIN_FUZZ)
    add_executable(${name} ${file})
    target_link_libraries(${name} PRIVATE florin_static -fsanitize=fuzzer)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support)
  endif()
endforeach()
