# SPDX-License-Identifier: Apache-2.0
# One test a case; see run_cases.sh.
file(GLOB FLORIN_CASES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*/*/cmd)
foreach(cmd IN LISTS FLORIN_CASES)
  get_filename_component(dir ${cmd} DIRECTORY)
  file(RELATIVE_PATH case ${CMAKE_CURRENT_LIST_DIR} ${dir})
  add_test(NAME cli/${case} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run_cases.sh $<TARGET_FILE:florin_cli> ${case})
  set_tests_properties(cli/${case} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
