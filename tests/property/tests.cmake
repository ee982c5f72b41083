# SPDX-License-Identifier: Apache-2.0
# Programs that a property runs besides the library.
target_compile_definitions(test_real_ledgers PRIVATE FLORIN_CHECK="$<TARGET_FILE:florin_check>")
add_dependencies(test_real_ledgers florin_check)
target_compile_definitions(test_reallocate PRIVATE FLORIN_CHECK="$<TARGET_FILE:florin_check>")
add_dependencies(test_reallocate florin_check)
# The solvers in doubles, behind a seam: the linker sends these calls to the test, which answers wrongly on purpose.
foreach(name glp_simplex glp_get_status glp_get_prim_stat glp_get_dual_stat glp_get_col_stat glp_get_row_stat glp_get_col_prim
        glp_get_row_prim glp_get_row_dual glp_get_unbnd_ray fl_dual_fits fl_dual_run fl_dual_column fl_dual_multipliers fl_dual_ray
        fl_dual_basis)
  target_link_options(test_wrong_solver PRIVATE "LINKER:--wrap=${name}")
endforeach()
