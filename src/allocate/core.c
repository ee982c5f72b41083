/* SPDX-License-Identifier: Apache-2.0
 *
 * core.c - part of a program with the rest fixed.
 */
#include "allocate/core.h"

#include "base/error.h"
#include "base/rational.h"

void fl_core_free(fl_core *core)
{
	if (!core)
		return;
	fl_solver_free(core->solver);
	fl_dual_free(core->dual);
	fl_free(core->lo);
	fl_free(core->hi);
	fl_cuts_free(core->cuts);
	fl_program_free(core->part);
	fl_free(core->class_at);
	fl_free(core->core_of);
	fl_free(core);
}

/* Rows with what the fixed classes put into them taken off their limits. */
static fl_status shift_rows(const fl_program *p, const fl_money *lo, const fl_money *hi, fl_program_builder *b,
			    fl_error *err)
{
	__int128 *fixed = fl_alloc_array(p->num_rows + 1, sizeof *fixed);
	fl_status status = fixed ? FL_OK : fl_enomem(err);
	for (size_t c = 0; fixed && c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; lo[c] >= hi[c] && lo[c] != 0 && e < p->start[c + 1]; e++)
			fixed[p->row[e]] += (__int128)p->coef[e] * lo[c];
	if (status == FL_OK)
		status = fl_builder_copy_rows(b, p, fixed, err);
	fl_free(fixed);
	return status;
}

static fl_status copy_open(fl_core *core, const fl_money *lo, const fl_money *hi, fl_program_builder *b,
			   fl_error *err)
{
	const fl_program *p = core->full;
	b->program->pools = p->pools; /* borrowed: they live in the full program's arena */
	b->program->num_pools = p->num_pools;
	b->program->signatures = p->signatures;
	b->program->num_signatures = p->num_signatures;
	FL_TRY(shift_rows(p, lo, hi, b, err));
	for (uint32_t c = 0; c < p->num_classes; c++) {
		core->core_of[c] = UINT32_MAX;
		if (lo[c] >= hi[c])
			continue;
		fl_column column = p->columns[c];
		column.lo = lo[c];
		column.hi = hi[c];
		core->core_of[c] = (uint32_t)b->program->num_columns;
		core->class_at[b->program->num_columns] = c;
		FL_TRY(fl_builder_copy(b, p, c, &column, err));
	}
	for (uint32_t j = (uint32_t)p->num_classes; j < p->num_columns; j++) {
		fl_column column = p->columns[j];
		if (column.kind == FL_COLUMN_COUNT) {
			column.lo = lo[j];
			column.hi = hi[j];
		}
		FL_TRY(fl_builder_copy(b, p, j, &column, err));
	}
	if (p->lead) {
		uint32_t *lead = fl_arena_array(&b->program->arena, b->program->num_classes + 1, sizeof *lead);
		if (!lead)
			return fl_enomem(err);
		for (size_t j = 0; j < b->program->num_classes; j++) { /* behind a settled class: the box says it all */
			uint32_t of = p->lead[core->class_at[j]];
			lead[j] = of == UINT32_MAX ? UINT32_MAX : core->core_of[of];
		}
		b->program->lead = lead;
	}
	return fl_builder_close(b, &core->part, err);
}

/* The solver for the core; GLPK takes the boxes as they are by now. */
static fl_status start_glpk(fl_core *core, fl_error *err)
{
	FL_TRY(fl_solver_new(core->part, &core->solver, err));
	for (size_t j = 0; core->lo && j < core->part->num_columns; j++)
		fl_solver_box(core->solver, j, core->lo[j], core->hi[j]);
	return FL_OK;
}

static fl_status start_dual(fl_core *core, fl_error *err)
{
	size_t n = core->part->num_columns;
	core->lo = fl_alloc_array(n + 1, sizeof *core->lo);
	core->hi = fl_alloc_array(n + 1, sizeof *core->hi);
	if (!core->lo || !core->hi)
		return fl_enomem(err);
	for (size_t j = 0; j < n; j++) {
		core->lo[j] = core->part->columns[j].lo;
		core->hi[j] = core->part->columns[j].hi;
	}
	return fl_dual_new(core->part, core->cuts, &core->dual, err);
}

fl_status fl_core_new(const fl_program *full, const fl_cuts *cuts, const fl_money *lo, const fl_money *hi, fl_core_solver which,
		      fl_core **ret_core, fl_error *err)
{
	fl_program_builder b = { 0 };
	fl_core *core = fl_alloc(sizeof *core);
	if (!core)
		return fl_enomem(err);
	core->full = full;
	core->class_at = fl_alloc_array(full->num_classes + 1, sizeof *core->class_at);
	core->core_of = fl_alloc_array(full->num_classes + 1, sizeof *core->core_of);
	fl_status status = core->class_at && core->core_of ? fl_builder_init(&b, err) : fl_enomem(err);
	if (status == FL_OK)
		status = copy_open(core, lo, hi, &b, err);
	if (status == FL_OK && fl_cuts_count(cuts) > 0)
		status = fl_cuts_restrict(cuts, full, core->class_at, core->part->num_classes, core->core_of, lo, &core->cuts, err);
	if (status == FL_OK)
		status = which == FL_CORE_NODES && fl_dual_fits(core->part, core->cuts) ? start_dual(core, err) : start_glpk(core, err);
	fl_builder_release(&b);
	if (status == FL_OK)
		*ret_core = core;
	else
		fl_core_free(core);
	return status;
}

uint32_t fl_core_column(const fl_core *core, uint32_t j)
{
	if (j < core->full->num_classes)
		return core->core_of[j];
	return (uint32_t)(core->part->num_classes + j - core->full->num_classes); /* helpers stand behind the classes */
}

void fl_core_box(fl_core *core, uint32_t j, fl_money lo, fl_money hi)
{
	uint32_t at = fl_core_column(core, j);
	if (at == UINT32_MAX)
		return;
	if (core->dual) {
		core->lo[at] = lo;
		core->hi[at] = hi;
		fl_dual_box(core->dual, at, lo, hi);
	} else {
		fl_solver_box(core->solver, at, lo, hi);
	}
}

fl_status fl_core_run(fl_core *core, fl_solver_answer *ret_answer, fl_error *err)
{
	if (core->dual) {
		*ret_answer = fl_dual_run(core->dual);
		if (*ret_answer != FL_SOLVER_FAILED)
			return FL_OK;
		FL_TRY(start_glpk(core, err));
		core->pivots_before = fl_dual_pivots(core->dual);
		fl_dual_free(core->dual);
		core->dual = NULL;
	}
	*ret_answer = fl_solver_run(core->solver);
	return FL_OK;
}

void fl_core_cut_off(fl_core *core, double objective)
{
	if (core->dual)
		fl_dual_cut_off(core->dual, objective);
}

void fl_core_limits(fl_core *core, size_t row, const double *lo, const double *hi)
{
	if (core->dual)
		fl_dual_limits(core->dual, row, lo, hi);
	else
		fl_solver_limits(core->solver, row, lo, hi);
}

double fl_core_value(const fl_core *core, size_t j)
{
	return core->dual ? fl_dual_column(core->dual, j) : fl_solver_column(core->solver, j);
}

static void clear_cuts(const fl_core *core, double *y)
{
	for (size_t k = 0; k < fl_cuts_count(core->cuts); k++)
		y[core->part->num_rows + k] = 0;
}

void fl_core_multipliers(const fl_core *core, double *y)
{
	if (core->dual) {
		fl_dual_multipliers(core->dual, y);
		return;
	}
	fl_solver_multipliers(core->solver, y);
	clear_cuts(core, y);
}

bool fl_core_ray(fl_core *core, double *y)
{
	if (!core->dual) {
		clear_cuts(core, y);
		return fl_solver_ray(core->solver, y);
	}
	fl_dual_ray(core->dual, y);
	return true;
}

int64_t fl_core_pivots(const fl_core *core)
{
	return core->pivots_before + (core->dual ? fl_dual_pivots(core->dual) : fl_solver_pivots(core->solver));
}

void fl_core_basis(const fl_core *core, uint8_t *column_at, uint8_t *row_at)
{
	const fl_program *p = core->full;
	size_t open = core->part->num_classes;
	if (core->dual)
		fl_dual_basis(core->dual, column_at, row_at);
	else
		fl_solver_basis(core->solver, column_at, row_at);
	for (size_t j = p->num_columns;
	     j-- > p->num_classes;) /* helpers stand behind the classes; from the back: in place */
		column_at[j] = column_at[j - p->num_classes + open];
	for (size_t c = p->num_classes; c-- > 0;)
		column_at[c] = core->core_of[c] == UINT32_MAX ? FL_AT_LO : column_at[core->core_of[c]];
}
