# SPDX-License-Identifier: Apache-2.0
# florin-check as a program: bundles in a folder of their own, answers and exit statuses.
add_executable(test_florin_check ${CMAKE_CURRENT_LIST_DIR}/test_florin_check.c)
target_link_libraries(test_florin_check PRIVATE florin_static PkgConfig::CMOCKA)
target_include_directories(test_florin_check PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../support)
target_compile_definitions(test_florin_check PRIVATE FLORIN_CHECK="$<TARGET_FILE:florin_check>")
add_dependencies(test_florin_check florin_check)
add_test(NAME check/test_florin_check COMMAND test_florin_check)
file(GLOB FLORIN_CHECK_PARTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/check/*.c)
list(REMOVE_ITEM FLORIN_CHECK_PARTS ${PROJECT_SOURCE_DIR}/src/check/main.c)
foreach(test test_tampering test_decided) # the checker's reader, without its main
  add_executable(${test} ${CMAKE_CURRENT_LIST_DIR}/${test}.c ${FLORIN_CHECK_PARTS})
  target_link_libraries(${test} PRIVATE florin_static PkgConfig::CMOCKA)
  target_include_directories(${test} PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../support)
  add_test(NAME check/${test} COMMAND ${test})
endforeach()
add_test(NAME check/links COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_links $<TARGET_FILE:florin_check>)
