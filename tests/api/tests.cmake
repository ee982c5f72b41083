# SPDX-License-Identifier: Apache-2.0
# What the shared library offers is what florin.h declares, and no more.
add_test(NAME api/exports COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_exports $<TARGET_FILE:florin>
  ${PROJECT_SOURCE_DIR}/src/florin.h ${CMAKE_CURRENT_LIST_DIR}/exports.txt)
# A sanitized library needs its runtime first in every program, so installing is tested where there is none.
if(NOT FLORIN_SANITIZE)
  add_test(NAME api/install COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_install ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
  add_test(NAME api/packages COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_packages ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
  set_tests_properties(api/packages PROPERTIES SKIP_RETURN_CODE 77)
endif()
add_test(NAME api/c_examples COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_c_examples ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
