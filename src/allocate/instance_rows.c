/* SPDX-License-Identifier: Apache-2.0
 *
 * instance_rows.c - the rows of a program: what pools pay, what groups may take, how many dreams are funded. A row that cannot bind (all its
 * columns at their limits still satisfy it) is left out; its price is 0.
 */
#include "allocate/instance_parts.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

static fl_status named_row(fl_instance *in, fl_row_kind kind, const char *prefix, uint32_t line, const char *suffix,
			   int64_t scale, uint32_t *ret_row, fl_error *err)
{
	fl_buf name;
	fl_buf_init(&name, 1 << 20);
	fl_buf_puts(&name, prefix);
	if (line != UINT32_MAX)
		fl_buf_str(&name, in->lines.items[line].name);
	fl_buf_puts(&name, suffix);
	uint32_t trait = line == UINT32_MAX ? 0 : in->line_trait.items[line];
	fl_row row = { .kind = kind, .limit = line, .scale = scale, .id = trait == UINT32_MAX ? in->traits->pool_of[line] : trait };
	fl_status status = fl_buf_status(&name, err);
	if (status == FL_OK) {
		row.name = fl_arena_str(&in->program->arena, fl_buf_view(&name));
		status = row.name.data ? fl_builder_row(&in->builder, &row, ret_row, err) : fl_enomem(err);
	}
	fl_buf_release(&name);
	return status;
}

/* ---- Pools ----------------------------------------------------------------------------------------- */

static fl_status pool_rows(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	for (uint32_t m = 0; m < p->num_pools; m++) {
		uint32_t row;
		FL_TRY(named_row(in, FL_ROW_POOL, "pool:", p->pools[m].pools[0], "", 1, &row, err));
		p->rows[row].pool = m;
		fl_builder_row_hi(&in->builder, row, p->pools[m].amount);
		fl_builder_row_lo(&in->builder, row, p->pools[m].must);
	}
	return FL_OK;
}

/* The row of a signature with several pools, -sum X + sum F = 0, and its flows. */
static fl_status signature_row(fl_instance *in, uint32_t s, fl_error *err)
{
	fl_program *p = in->program;
	fl_row row = { .kind = FL_ROW_SIGNATURE, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1, .id = in->signatures.items[s] };
	uint32_t r;
	FL_TRY(fl_builder_row(&in->builder, &row, &r, err));
	fl_builder_row_lo(&in->builder, r, 0);
	fl_builder_row_hi(&in->builder, r, 0);
	fl_money most = fl_instance_never_binding(p, s);
	for (uint32_t i = 0; i < p->signatures[s].len; i++) {
		uint32_t m = p->signatures[s].pools[i], j = (uint32_t)p->num_columns;
		fl_column flow = {
			.kind = FL_COLUMN_FLOW, .c_den = 1, .hi = most, .signature = s, .pool = m, .id = in->signatures.items[s]
		};
		FL_TRY(fl_builder_column(&in->builder, &flow, err));
		FL_TRY(fl_builder_entry(&in->builder, j, m, 1, err));
		FL_TRY(fl_builder_entry(&in->builder, j, r, 1, err));
	}
	for (uint32_t c = 0; c < p->num_classes; c++)
		if (p->columns[c].signature == s)
			FL_TRY(fl_builder_entry(&in->builder, c, r, -1, err));
	return FL_OK;
}

/* Pools pay through flows; a class that one pool alone may pay stands in its row itself. */
static fl_status payments(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	for (uint32_t s = 0; s < p->num_signatures; s++)
		if (p->signatures[s].len > 1)
			FL_TRY(signature_row(in, s, err));
	for (uint32_t c = 0; c < p->num_classes; c++) {
		const fl_signature *s = &p->signatures[p->columns[c].signature];
		if (s->len == 1)
			FL_TRY(fl_builder_entry(&in->builder, c, s->pools[0], 1, err));
	}
	return FL_OK;
}

/* ---- Groups ---------------------------------------------------------------------------------------- */

static void show_limits(fl_limit_line *line, const fl_group_money *m)
{
	line->has_min = m->has_lo;
	line->has_max = m->has_hi;
	line->min = m->lo_whole;
	line->max = m->hi_whole;
}

/* The money row of one group line, where it can bind (in an open program: always). */
static fl_status money_row(fl_instance *in, uint32_t line, const fl_group_money *money, fl_error *err)
{
	show_limits(&in->lines.items[line], money);
	/* a capacity is whole: it exceeds the maximum where it exceeds the whole part of it */
	bool lo_binds = money->has_lo && (in->open || mpq_sgn(money->lo) > 0),
	     hi_binds = money->has_hi && (in->open || in->line_capacity[line] > money->hi_whole);
	if (!lo_binds && !hi_binds)
		return FL_OK;
	uint32_t row;
	FL_TRY(named_row(in, FL_ROW_GROUP, "group:", line, "", 1, &row, err));
	fl_row *r = &in->program->rows[row];
	r->has_lo = lo_binds;
	r->has_hi = hi_binds;
	if (lo_binds)
		mpq_set(r->lo, money->lo);
	if (hi_binds)
		mpq_set(r->hi, money->hi);
	in->line_rows.items[line].money = row;
	return FL_OK;
}

/* What its dreams were awarded before is taken off the limits of the line. */
static fl_status reduced_row(fl_instance *in, uint32_t line, fl_error *err)
{
	fl_group_money money;
	fl_group_money_init(&money, in->spec, &in->spec->groups[in->line_group.items[line]], in->program->line_before[line]);
	fl_status status = money_row(in, line, &money, err);
	fl_group_money_release(&money);
	return status;
}

/* A share of what is awarded, then and now: den X - num T is at least, at most, num * (all before) - den * (the group's before). A
 * maximum that was passed before lets the group have its share of the new money. */
static void awarded_limit(fl_instance *in, uint32_t row, fl_share share, uint32_t line, bool lower)
{
	fl_row *r = &in->program->rows[row];
	mpq_ptr limit = lower ? r->lo : r->hi;
	mpz_t part;
	mpz_init(part);
	mpz_set_si(mpq_numref(limit), (long)share.num);
	mpz_mul_si(mpq_numref(limit), mpq_numref(limit), (long)in->program->all_before);
	mpz_set_si(part, (long)share.den);
	mpz_mul_si(part, part, (long)in->program->line_before[line]);
	mpz_sub(mpq_numref(limit), mpq_numref(limit), part);
	if (!lower && mpq_sgn(limit) < 0)
		mpq_set_ui(limit, 0, 1);
	*(lower ? &r->has_lo : &r->has_hi) = true;
	mpz_clear(part);
}

/* Of a limit on the number of funded dreams: how many more. */
static int64_t funded_left(const fl_instance *in, uint32_t line, int64_t most)
{
	return most > in->program->line_funded[line] ? most - in->program->line_funded[line] : 0;
}

/* The limits of a group as shares of what is awarded. */
static fl_status awarded_rows(fl_instance *in, uint32_t line, const fl_group *group, fl_error *err)
{
	fl_limit_rows *rows = &in->line_rows.items[line];
	if (group->of != FL_OF_AWARDED)
		return FL_OK;
	if (group->has_min_share && group->min_share.num > 0) {
		FL_TRY(named_row(in, FL_ROW_AWARDED_MIN, "group:", line, ":awarded-min", group->min_share.den, &rows->awarded_min, err));
		awarded_limit(in, rows->awarded_min, group->min_share, line, true);
	}
	if (group->has_max_share) {
		FL_TRY(named_row(in, FL_ROW_AWARDED_MAX, "group:", line, ":awarded-max", group->max_share.den, &rows->awarded_max, err));
		awarded_limit(in, rows->awarded_max, group->max_share, line, false);
	}
	return FL_OK;
}

static fl_status funded_row(fl_instance *in, uint32_t line, const fl_group *group, fl_error *err)
{
	if (!group->has_max_funded)
		return FL_OK;
	int64_t left = funded_left(in, line, group->max_funded);
	in->lines.items[line].has_max_funded = true;
	in->lines.items[line].max_funded = left;
	if (in->line_members[line] <= (uint64_t)left)
		return FL_OK;
	uint32_t *row = &in->line_rows.items[line].funded;
	FL_TRY(named_row(in, FL_ROW_FUNDED, "group:", line, ":funded", 1, row, err));
	fl_builder_row_hi(&in->builder, *row, left);
	return FL_OK;
}

/* Rows of one group line, but only those that can bind. */
static fl_status group_rows(fl_instance *in, uint32_t line, fl_error *err)
{
	uint32_t g = in->line_group.items[line];
	FL_TRY(in->program->line_before[line] > 0 ? reduced_row(in, line, err) : money_row(in, line, &in->money[g], err));
	FL_TRY(awarded_rows(in, line, &in->spec->groups[g], err));
	return funded_row(in, line, &in->spec->groups[g], err);
}

static fl_status class_entries(fl_instance *in, uint32_t c, fl_error *err)
{
	const fl_numbers *own = fl_instance_lines(in, c);
	for (uint32_t i = 0; i < own->len; i++) {
		uint32_t line = in->line_of[own->items[i]];
		const fl_limit_rows *rows = &in->line_rows.items[line];
		const fl_group *group = &in->spec->groups[in->line_group.items[line]];
		if (rows->money != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->money, 1, err));
		if (rows->awarded_min != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->awarded_min, group->min_share.den, err));
		if (rows->awarded_max != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, c, rows->awarded_max, group->max_share.den, err));
	}
	return FL_OK;
}

/* ---- All of them ------------------------------------------------------------------------------------ */

static fl_status measure_lines(fl_instance *in, fl_error *err)
{
	in->line_capacity = fl_alloc_array(in->lines.len + 1, sizeof *in->line_capacity);
	in->line_members = fl_alloc_array(in->lines.len + 1, sizeof *in->line_members);
	if (!in->line_capacity || !in->line_members)
		return fl_enomem(err);
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_numbers *own = fl_instance_lines(in, c);
		const fl_column *column = &in->program->columns[c];
		for (uint32_t i = 0; i < own->len; i++) {
			in->line_capacity[in->line_of[own->items[i]]] += column->hi;
			in->line_members[in->line_of[own->items[i]]] += column->unit_max > 0 && column->before == 0 ? column->count : 0;
		}
	}
	return FL_OK;
}

/* What earlier divisions awarded counts in every limit, also that of dreams which get no more. */
static fl_status count_before(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	p->line_before = fl_arena_array(&p->arena, in->lines.len + 1, sizeof(fl_money));
	p->line_funded = fl_arena_array(&p->arena, in->lines.len + 1, sizeof(int64_t));
	if (!p->line_before || !p->line_funded)
		return fl_enomem(err);
	for (size_t i = 0; in->dreams && i < in->allocation->num_candidates; i++) {
		const fl_candidate *dream = &in->dreams[i];
		if (dream->before == 0)
			continue;
		const fl_numbers *own = &in->traits->lines.items[in->traits->kinds.items[in->kinds[i]].lines];
		p->all_before += dream->before; /* at most the budget */
		for (uint32_t k = 0; k < own->len; k++) {
			uint32_t line = in->line_of[own->items[k]];
			if (line == UINT32_MAX)
				continue; /* of a value that no dream of the program has */
			p->line_before[line] += dream->before;
			p->line_funded[line]++;
		}
	}
	return FL_OK;
}

fl_status fl_instance_rows(fl_instance *in, fl_error *err)
{
	FL_TRY(count_before(in, err));
	FL_TRY(measure_lines(in, err));
	FL_TRY(pool_rows(in, err));
	FL_TRY(payments(in, err));
	for (uint32_t line = 0; line < in->lines.len; line++)
		if (!in->lines.items[line].is_pool)
			FL_TRY(group_rows(in, line, err));
	for (uint32_t c = 0; c < in->program->num_classes; c++)
		FL_TRY(class_entries(in, c, err));
	FL_TRY(fl_instance_counts(in, err));
	return fl_instance_total(in, err);
}

static void relimit_pool(const fl_program *p, fl_row *row, const fl_round_spec *spec)
{
	fl_money amount = 0, must = 0; /* the sum of all pools fits */
	for (uint32_t i = 0; i < p->pools[row->pool].len; i++) {
		const fl_pool *pool = &spec->pools[p->pools[row->pool].pools[i]];
		amount += fl_pool_money(pool);
		must += pool->must_spend ? fl_pool_money(pool) : 0;
	}
	fl_mpq_set_i64(row->hi, amount, 1);
	fl_mpq_set_i64(row->lo, must, 1);
}

/* Which limits there are stays as it is: only amounts differ. */
void fl_program_relimit(fl_program *p, const fl_round_spec *spec)
{
	for (size_t k = 0; k < p->num_rows; k++) {
		fl_row *row = &p->rows[k];
		if (row->kind == FL_ROW_POOL) {
			relimit_pool(p, row, spec);
		} else if (row->kind == FL_ROW_GROUP) {
			fl_group_money money;
			fl_group_money_init(&money, spec, &spec->groups[p->line_group[row->limit]], p->line_before[row->limit]);
			mpq_set(row->lo, money.lo);
			mpq_set(row->hi, money.hi);
			fl_group_money_release(&money);
		}
	}
}
