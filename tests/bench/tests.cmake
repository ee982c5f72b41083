# SPDX-License-Identifier: Apache-2.0
# Benchmarks: built on demand (cmake --build BUILD --target bench_programs), never part of ctest; they print, they do not gate.
add_custom_target(bench_programs)
file(GLOB FLORIN_BENCHES CONFIGURE_DEPENDS bench/*.c)
foreach(file IN LISTS FLORIN_BENCHES)
  get_filename_component(name ${file} NAME_WE)
  add_executable(${name} EXCLUDE_FROM_ALL ${file})
  target_link_libraries(${name} PRIVATE florin_static)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support)
  target_compile_definitions(${name} PRIVATE FLORIN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_dependencies(bench_programs ${name})
endforeach()
