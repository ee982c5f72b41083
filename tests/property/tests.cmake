# SPDX-License-Identifier: Apache-2.0
# Programs that a property runs besides the library.
target_compile_definitions(test_real_ledgers PRIVATE FLORIN_CHECK="$<TARGET_FILE:florin_check>")
add_dependencies(test_real_ledgers florin_check)
