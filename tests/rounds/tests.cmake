# SPDX-License-Identifier: Apache-2.0
# One test a round; see run_rounds.sh.
file(GLOB FLORIN_ROUNDS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*/expected)
foreach(expected IN LISTS FLORIN_ROUNDS)
  get_filename_component(dir ${expected} DIRECTORY)
  get_filename_component(round ${dir} NAME)
  add_test(NAME rounds/${round} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run_rounds.sh $<TARGET_FILE:florin_cli>
    $<TARGET_FILE:florin_check> ${round})
endforeach()
add_test(NAME rounds/retropgf-3 COMMAND ${CMAKE_CURRENT_LIST_DIR}/run_retropgf.sh $<TARGET_FILE:florin_cli>
  $<TARGET_FILE:florin_check> ${CMAKE_CURRENT_LIST_DIR}/../unit/quadratic_vectors.json)
