/* SPDX-License-Identifier: Apache-2.0
 *
 * parts.c - take the classes of a program apart at their least awards and at the ends of tranches.
 */
#include "allocate/parts.h"

#include "allocate/tranches.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct taking_apart {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	const fl_program *p;
	fl_program_builder b;
	uint32_t *first; /* class -> its first part */
	FL_VEC(uint32_t) lead, part_of;
	bool floor_is_enough; /* nothing can force more than the least awards */
} taking_apart;

bool fl_parts_needed(const fl_round_spec *spec, const fl_program *p)
{
	bool needed = false;
	for (size_t c = 0; c < p->num_classes; c++)
		needed = needed || p->columns[c].unit_min < p->columns[c].unit_max;
	return needed && p->integer && (p->admission || spec->policy.num_tranches > 0);
}

/* Only upper limits: then who can be funded at all can be funded at the least. */
static bool only_maxima(const fl_program *p)
{
	for (size_t k = 0; k < p->num_rows; k++) {
		fl_row_kind kind = p->rows[k].kind;
		if (kind == FL_ROW_AWARDED_MIN || kind == FL_ROW_AWARDED_MAX)
			return false;
		if ((kind == FL_ROW_POOL || kind == FL_ROW_GROUP) && p->rows[k].has_lo && mpq_sgn(p->rows[k].lo) > 0)
			return false;
	}
	return true;
}

/* One part of class c: its column, and its entries in the rows that others see. */
static fl_status add_part(taking_apart *t, uint32_t c, fl_column column, uint32_t lead, fl_error *err)
{
	uint32_t at = (uint32_t)t->b.program->num_columns;
	column.lo = 0;
	column.hi = column.unit_max * (fl_money)column.count;
	FL_TRY(fl_builder_column(&t->b, &column, err));
	for (uint32_t e = t->p->start[c]; e < t->p->start[c + 1]; e++)
		if (t->p->rows[t->p->row[e]].kind != FL_ROW_LINK)
			FL_TRY(fl_builder_entry(&t->b, at, t->p->row[e], t->p->coef[e], err));
	return fl_vec_push(&t->lead, lead) && fl_vec_push(&t->part_of, c) ? FL_OK : fl_enomem(err);
}

/* The least award, all or nothing. */
static fl_status add_least(taking_apart *t, uint32_t c, fl_error *err)
{
	const fl_policy *policy = &t->spec->policy;
	const fl_column *class = &t->p->columns[c];
	const fl_candidate *dream = &t->dreams[t->p->members[class->first]];
	fl_column part = *class;
	part.unit_max = class->unit_min;
	if (class->unit_min == class->unit_max)
		return add_part(t, c, part, UINT32_MAX, err);
	if (t->p->admission)
		part.c_den = class->c_num == 0 ? 1 : class->unit_min; /* c_num: what one funded dream counts */
	else
		FL_TRY(fl_tranche_whole(policy, fl_round_voice(t->spec, dream), dream->request, class->before, class->unit_min, &part.c_num,
				       &part.c_den, err));
	return add_part(t, c, part, UINT32_MAX, err);
}

/* What comes behind it. */
static fl_status add_rest(taking_apart *t, uint32_t c, uint32_t lead, fl_error *err)
{
	const fl_policy *policy = &t->spec->policy;
	const fl_column *class = &t->p->columns[c];
	const fl_candidate *dream = &t->dreams[t->p->members[class->first]];
	fl_column part = *class;
	fl_money from = class->unit_min, to;
	part.unit_min = 0;
	part.c_num = 0;
	part.c_den = 1;
	if (t->p->admission) {
		part.unit_max = class->unit_max - from;
		return (t->floor_is_enough && from > 0) || part.unit_max == 0 ? FL_OK : add_part(t, c, part, lead, err);
	}
	for (size_t k = 0; k < policy->num_tranches && from < class->unit_max; k++, from = to > from ? to : from) {
		int64_t weight = policy->tranches[k].weight;
		to = fl_tranche_end(policy, dream->request, class->before, k);
		to = to < class->unit_max ? to : class->unit_max;
		if (to <= from)
			continue;
		int64_t voice = fl_round_voice(t->spec, dream);
		if (voice > INT64_MAX / weight)
			return fl_error_set(err, FL_ERANGE, "a tally of %lld times the weight of a tranche is too much",
					    (long long)voice);
		part.c_num = voice * weight;
		part.c_den = dream->request;
		part.unit_max = to - from;
		FL_TRY(add_part(t, c, part, lead, err));
	}
	return FL_OK;
}

static fl_status take_class(taking_apart *t, uint32_t c, fl_error *err)
{
	const fl_column *class = &t->p->columns[c];
	uint32_t lead = (uint32_t)t->b.program->num_columns;
	t->first[c] = lead;
	if (class->unit_min > 0 || class->unit_max == 0)
		FL_TRY(add_least(t, c, err));
	return add_rest(t, c, class->unit_min > 0 ? lead : UINT32_MAX, err);
}

/* The count of a class that a limit counts: m N = X of its first part, in the first of the rows that linked them. */
static fl_status take_count(taking_apart *t, uint32_t j, fl_error *err)
{
	const fl_program *p = t->p;
	fl_program *q = t->b.program;
	fl_column column = p->columns[j];
	uint32_t at = (uint32_t)q->num_columns, first = t->first[column.first];
	bool linked = false;
	column.first = first;
	FL_TRY(fl_builder_column(&t->b, &column, err));
	q->count_of[first] = at;
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		uint32_t k = p->row[e];
		if (p->rows[k].kind != FL_ROW_LINK) {
			FL_TRY(fl_builder_entry(&t->b, at, k, p->coef[e], err));
		} else if (!linked) {
			linked = true;
			q->rows[k].has_lo = q->rows[k].has_hi = true;
			FL_TRY(fl_builder_entry(&t->b, at, k, q->columns[first].unit_max, err));
			FL_TRY(fl_builder_entry(&t->b, first, k, -1, err));
		}
	}
	return FL_OK;
}

static fl_status take_rows(taking_apart *t, fl_error *err)
{
	const fl_program *p = t->p;
	__int128 *nothing = fl_alloc_array(p->num_rows + 1, sizeof *nothing);
	if (!nothing)
		return fl_enomem(err);
	t->b.program->pools = p->pools; /* borrowed: they live in p's arena */
	t->b.program->num_pools = p->num_pools;
	t->b.program->signatures = p->signatures;
	t->b.program->num_signatures = p->num_signatures;
	t->b.program->line_group = p->line_group;
	t->b.program->line_before = p->line_before;
	fl_status status = fl_builder_copy_rows(&t->b, p, nothing, err);
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++)
		if (p->rows[k].kind == FL_ROW_LINK) /* until a count takes it */
			t->b.program->rows[k].has_lo = t->b.program->rows[k].has_hi = false;
	fl_free(nothing);
	return status;
}

static fl_status take_helpers(taking_apart *t, fl_error *err)
{
	const fl_program *p = t->p;
	fl_program *q = t->b.program;
	if (p->count_of) {
		q->count_of = fl_arena_array(&q->arena, q->num_classes + 1, sizeof *q->count_of);
		if (!q->count_of)
			return fl_enomem(err);
		for (size_t c = 0; c < q->num_classes; c++)
			q->count_of[c] = UINT32_MAX;
	}
	for (uint32_t j = (uint32_t)p->num_classes; j < p->num_columns; j++)
		if (p->columns[j].kind == FL_COLUMN_COUNT)
			FL_TRY(take_count(t, j, err));
		else
			FL_TRY(fl_builder_copy(&t->b, p, j, &p->columns[j], err));
	return FL_OK;
}

/* Who follows whom, in the program's own memory. */
static fl_status keep_order(taking_apart *t, fl_error *err)
{
	fl_program *q = t->b.program;
	q->lead = fl_arena_array(&q->arena, q->num_classes + 1, sizeof *q->lead);
	q->part_of = fl_arena_array(&q->arena, q->num_classes + 1, sizeof *q->part_of);
	if (!q->lead || !q->part_of)
		return fl_enomem(err);
	for (size_t c = 0; c < q->num_classes; c++) {
		q->lead[c] = t->lead.items[c];
		q->part_of[c] = t->part_of.items[c];
	}
	q->integer = true;
	q->admission = t->p->admission;
	return FL_OK;
}

fl_status fl_parts_build(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *p, fl_program **ret,
			 fl_error *err)
{
	taking_apart t = { .spec = spec, .dreams = dreams, .p = p, .floor_is_enough = only_maxima(p) };
	t.first = fl_alloc_array(p->num_classes + 1, sizeof *t.first);
	if (!t.first)
		return fl_enomem(err);
	fl_status status = fl_builder_init(&t.b, err);
	if (status == FL_OK)
		status = take_rows(&t, err);
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++)
		status = take_class(&t, c, err);
	if (status == FL_OK)
		status = take_helpers(&t, err);
	if (status == FL_OK)
		status = keep_order(&t, err);
	if (status == FL_OK)
		status = fl_builder_close(&t.b, ret, err);
	fl_builder_release(&t.b);
	fl_vec_release(&t.lead);
	fl_vec_release(&t.part_of);
	fl_free(t.first);
	return status;
}
