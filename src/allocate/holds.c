/* SPDX-License-Identifier: Apache-2.0
 *
 * holds.c - feasibility, exactly: a linear program by its basis in rationals, whole requests by a search to its end.
 *
 * Whole minor units are whole requests of one unit each: a class of k equal dreams with at most u for each becomes one of k u dreams
 * that ask for one unit.
 */
#include "allocate/holds.h"

#include "allocate/integer.h"
#include "base/error.h"
#include "base/rational.h"

fl_status fl_holds_linear(const fl_program *p, fl_basis **ret_lp, fl_basis_answer *ret_answer, fl_error *err)
{
	fl_solver *solver = NULL;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = column_at && row_at ? fl_solver_new(p, &solver, err) : fl_enomem(err);
	if (status == FL_OK) {
		fl_solver_run(solver);
		fl_solver_basis(solver, column_at, row_at);
		status = fl_basis_new(p, NULL, NULL, column_at, row_at, ret_lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(*ret_lp, ret_answer, err);
	fl_solver_free(solver);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

static fl_status ask_search(const fl_program *p, int64_t nodes, fl_holds *ret, fl_error *err)
{
	fl_search *search = NULL;
	fl_status status = fl_search_new(p, nodes, &search, err);
	if (status == FL_OK) {
		search->keep_tree = false;
		search->has_need = true; /* any solution will do: every value is at least 0 */
		search->any = true;
		status = fl_search_solve(search, err);
	}
	if (status == FL_OK)
		*ret = search->found ? FL_HOLDS_YES : search->complete ? FL_HOLDS_NO : FL_HOLDS_UNKNOWN;
	fl_search_free(search);
	return status;
}

fl_status fl_holds_ask(const fl_program *p, int64_t nodes, fl_holds *ret, fl_error *err)
{
	if (p->integer)
		return ask_search(p, nodes, ret, err);
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	fl_status status = fl_holds_linear(p, &lp, &answer, err);
	*ret = answer == FL_BASIS_OPTIMAL ? FL_HOLDS_YES : FL_HOLDS_NO;
	fl_basis_free(lp);
	return status;
}

/* ---- Whole minor units ------------------------------------------------------------------------------ */

static bool units_can_be_counted(const fl_program *p)
{
	for (size_t c = 0; c < p->num_classes; c++)
		if (p->columns[c].hi >= UINT32_MAX || (p->columns[c].unit_min != 0 && p->integer))
			return false;
	return !p->count_of && !p->lead;
}

static fl_status build_units(const fl_program *p, fl_program **ret, fl_error *err)
{
	fl_program_builder b;
	__int128 *nothing = fl_alloc_array(p->num_rows + 1, sizeof *nothing);
	if (!nothing)
		return fl_enomem(err);
	fl_status status = fl_builder_init(&b, err);
	if (status == FL_OK) {
		b.program->pools = p->pools; /* borrowed: they live in p's arena */
		b.program->num_pools = p->num_pools;
		b.program->signatures = p->signatures;
		b.program->num_signatures = p->num_signatures;
		status = fl_builder_copy_rows(&b, p, nothing, err);
	}
	for (uint32_t j = 0; status == FL_OK && j < p->num_columns; j++) {
		fl_column column = p->columns[j];
		if (column.kind == FL_COLUMN_CLASS) {
			column.count = (uint32_t)column.hi;
			column.unit_min = column.unit_max = column.hi > 0;
		}
		status = fl_builder_copy(&b, p, j, &column, err);
	}
	if (status == FL_OK)
		b.program->integer = true;
	if (status == FL_OK)
		status = fl_builder_close(&b, ret, err);
	fl_builder_release(&b);
	fl_free(nothing);
	return status;
}

fl_status fl_holds_ask_units(const fl_program *p, fl_holds *ret, fl_error *err)
{
	fl_program *units = NULL;
	*ret = FL_HOLDS_UNKNOWN;
	if (!units_can_be_counted(p))
		return FL_OK;
	fl_status status = build_units(p, &units, err);
	if (status == FL_OK)
		status = ask_search(units, FL_HOLDS_NODES, ret, err);
	fl_program_free(units);
	return status;
}

/* ---- How far a sum goes ----------------------------------------------------------------------------- */

static void put_side(fl_program *p, uint32_t row, bool upper, bool there)
{
	if (upper)
		p->rows[row].has_hi = there;
	else
		p->rows[row].has_lo = there;
}

fl_status fl_holds_reach(fl_program *p, uint32_t row, bool upper, bool *ret_known, mpq_t ret, fl_error *err)
{
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	int64_t *num = fl_alloc_array(p->num_columns + 1, sizeof *num),
		*den = fl_alloc_array(p->num_columns + 1, sizeof *den);
	if (!num || !den) {
		fl_free(num);
		fl_free(den);
		return fl_enomem(err);
	}
	fl_column *total = p->num_columns > 0 ? &p->columns[p->num_columns - 1] : NULL;
	if (total && total->kind != FL_COLUMN_TOTAL)
		total = NULL;
	fl_money total_lo = total ? total->lo : 0;
	if (total)
		total->lo = 1; /* zero satisfies every share of what is awarded, and is no answer */
	for (uint32_t j = 0; j < p->num_columns; j++) { /* the objective becomes the row itself */
		num[j] = p->columns[j].c_num;
		den[j] = p->columns[j].c_den;
		p->columns[j].c_num = 0;
		p->columns[j].c_den = 1;
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->row[e] == row)
				p->columns[j].c_num = upper ? -p->coef[e] : p->coef[e];
	}
	put_side(p, row, upper, false);
	fl_status status = fl_holds_linear(p, &lp, &answer, err);
	*ret_known = status == FL_OK && answer == FL_BASIS_OPTIMAL;
	if (*ret_known) {
		fl_basis_objective(lp, ret);
		if (upper)
			mpq_neg(ret, ret);
	}
	put_side(p, row, upper, true);
	if (total)
		total->lo = total_lo;
	for (uint32_t j = 0; j < p->num_columns; j++) {
		p->columns[j].c_num = num[j];
		p->columns[j].c_den = den[j];
	}
	fl_basis_free(lp);
	fl_free(num);
	fl_free(den);
	return status;
}
