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
	return fl_builder_close(b, &core->part, err);
}

fl_status fl_core_new(const fl_program *full, const fl_money *lo, const fl_money *hi, fl_core **ret_core,
		      fl_error *err)
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
	if (status == FL_OK)
		status = fl_solver_new(core->part, &core->solver, err);
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
	if (fl_core_column(core, j) != UINT32_MAX)
		fl_solver_box(core->solver, fl_core_column(core, j), lo, hi);
}

void fl_core_basis(const fl_core *core, uint8_t *column_at, uint8_t *row_at)
{
	const fl_program *p = core->full;
	size_t open = core->part->num_classes;
	fl_solver_basis(core->solver, column_at, row_at);
	for (size_t j = p->num_columns;
	     j-- > p->num_classes;) /* helpers stand behind the classes; from the back: in place */
		column_at[j] = column_at[j - p->num_classes + open];
	for (size_t c = p->num_classes; c-- > 0;)
		column_at[c] = core->core_of[c] == UINT32_MAX ? FL_AT_LO : column_at[core->core_of[c]];
}
