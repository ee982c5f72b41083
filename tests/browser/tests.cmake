# SPDX-License-Identifier: Apache-2.0
# The pages in a real Chromium; skipped, with a word, where there is none, or no python3.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  foreach(check check_report check_scenario check_review check_public_page check_chinese)
    add_test(NAME browser/${check}
      COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/browser/${check} $<TARGET_FILE:florin_cli> ${PROJECT_SOURCE_DIR})
    set_tests_properties(browser/${check} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600 RUN_SERIAL FALSE)
  endforeach()
else()
  message(STATUS "no python3: the tests in a browser are left out")
endif()
