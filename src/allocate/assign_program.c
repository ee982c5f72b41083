/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_program.c - the linear program of an assignment with limits in money, over the pairings that are still worth asking about.
 *
 * A pairing that loses more, at the prices of a bound, than lies between that bound and the best assignment known is in no assignment that
 * is worth as much (variable fixing by reduced cost). What is left is the core.
 */
#include "allocate/assign_money.h"

#include "base/error.h"
#include "base/str.h"

static fl_status add_row(fl_program_builder *b, bool has_lo, int64_t lo, bool has_hi, int64_t hi, fl_error *err)
{
	fl_row row = { .kind = FL_ROW_TOTAL, .name = FL_STR(""), .limit = UINT32_MAX, .scale = 1, .has_lo = has_lo, .has_hi = has_hi };
	uint32_t at;
	FL_TRY(fl_builder_row(b, &row, &at, err));
	mpq_set_si(b->program->rows[at].lo, lo, 1);
	mpq_set_si(b->program->rows[at].hi, hi, 1);
	return FL_OK;
}

static fl_status add_rows(const fl_assign_case *c, fl_program_builder *b, fl_error *err)
{
	for (size_t i = 0; i < c->num_dreams; i++)
		FL_TRY(add_row(b, c->fixed && c->fixed[i], 1, true, 1, err));
	for (size_t p = 0; p < c->num_partners; p++)
		FL_TRY(add_row(b, c->places[p].least > 0, c->places[p].least, true, c->places[p].most, err));
	for (size_t p = 0; p < c->num_partners; p++)
		FL_TRY(add_row(b, false, 0, c->places[p].money >= 0, c->places[p].money, err));
	return FL_OK;
}

static fl_status add_columns(const fl_assign_search *s, fl_program_builder *b, fl_error *err)
{
	const fl_assign_case *c = s->c;
	for (size_t i = 0; i < c->num_dreams; i++)
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
			uint32_t at = s->column[k];
			if (at == FL_ASSIGN_NO_COLUMN)
				continue;
			fl_column column = { .kind = FL_COLUMN_CLASS, .count = 1, .c_num = c->fits[k].fit, .c_den = 1, .hi = 1 };
			uint32_t row = (uint32_t)(c->num_dreams + c->fits[k].partner);
			FL_TRY(fl_builder_column(b, &column, err));
			FL_TRY(fl_builder_entry(b, at, (uint32_t)i, 1, err));
			FL_TRY(fl_builder_entry(b, at, row, 1, err));
			if (c->brings[i] > 0 && c->places[c->fits[k].partner].money >= 0)
				FL_TRY(fl_builder_entry(b, at, row + (uint32_t)c->num_partners, c->brings[i], err));
		}
	return FL_OK;
}

fl_status fl_assign_build(fl_assign_search *s, fl_error *err)
{
	fl_program_builder b;
	fl_status status = fl_builder_init(&b, err);
	if (status == FL_OK)
		status = add_rows(s->c, &b, err);
	if (status == FL_OK)
		status = add_columns(s, &b, err);
	if (status == FL_OK)
		status = fl_builder_close(&b, &s->program, err);
	fl_builder_release(&b);
	return status == FL_OK ? fl_solver_new(s->program, &s->solver, err) : status;
}

size_t fl_assign_core(fl_assign_search *s, const int64_t *prices, int64_t bound)
{
	const fl_assign_case *c = s->c;
	fl_assign_wide most = (fl_assign_wide)(bound + 1 - s->best_total) * s->scale * s->fine;
	s->num_columns = 0;
	for (size_t i = 0; i < c->num_dreams; i++) {
		fl_assign_wide gain = fl_assign_gain(s, prices, i);
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
			bool in = s->best_total < 0 || gain - fl_assign_net(s, prices, k, i) < most;
			s->column[k] = in ? (uint32_t)s->num_columns++ : FL_ASSIGN_NO_COLUMN;
		}
	}
	return s->num_columns;
}
