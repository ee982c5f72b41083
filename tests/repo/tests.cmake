# SPDX-License-Identifier: Apache-2.0
# The repository itself is tested: layers, names, the ledger of the example, the reference pages, the transcripts in
# the documents, and that these checks can fail.
foreach(check check_layers check_names check_checks check_ledger check_reference check_models check_examples check_places check_store_version check_documents_check check_plurals)
  add_test(NAME repo/${check} COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/${check} ${PROJECT_SOURCE_DIR})
endforeach()
add_test(NAME repo/check_documents
  COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/check_documents ${PROJECT_SOURCE_DIR} $<TARGET_FILE:florin_cli>)
add_test(NAME repo/check_schema
  COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/check_schema $<TARGET_FILE:florin_cli> ${PROJECT_SOURCE_DIR})
add_test(NAME repo/check_forms
  COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/check_forms $<TARGET_FILE:florin_cli> ${PROJECT_SOURCE_DIR})
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME repo/check_interrupted
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/repo/check_interrupted $<TARGET_FILE:florin_cli> ${PROJECT_SOURCE_DIR})
  add_test(NAME repo/check_messages
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/repo/check_messages ${PROJECT_SOURCE_DIR})
  add_test(NAME repo/check_public
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/repo/check_public $<TARGET_FILE:florin_cli> ${PROJECT_SOURCE_DIR})
endif()
set_tests_properties(repo/check_schema repo/check_forms PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME repo/check_help_examples
  COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/check_help_examples ${PROJECT_SOURCE_DIR} $<TARGET_FILE:florin_cli>)
add_test(NAME repo/check_lines
  COMMAND ${PROJECT_SOURCE_DIR}/tests/repo/check_lines ${PROJECT_SOURCE_DIR} $<TARGET_FILE:florin_cli>)
