/* SPDX-License-Identifier: Apache-2.0
 *
 * instance_columns.c - the columns of a program: a class of equal dreams each, how many of a class are funded, the sum of all awards. (Flows
 * stand with their pools' rows in instance_rows.c.)
 */
#include "allocate/instance_parts.h"

#include "allocate/tranches.h"
#include "base/error.h"
#include "base/str.h"

/* ---- Classes --------------------------------------------------------------------------------------- */

/* What a minor unit of a class counts in the objective, c_num / c_den. */
static fl_status find_worth(const fl_instance *in, const fl_trait *key, int64_t *c_num, int64_t *c_den, fl_error *err)
{
	const fl_policy *policy = &in->spec->policy;
	*c_num = key->voice;
	*c_den = key->request > 0 ? key->request : 1;
	if (fl_policy_staged(policy)) { /* an admission: what a dream counts that is funded, whole or not */
		bool by_number = policy->kind == FL_POLICY_COVERAGE;
		*c_num = key->upper == 0 || key->before > 0 || !fl_round_chooses(in->spec) ? 0 : by_number ? 1 : key->voice;
		*c_den = key->upper > 0 ? key->upper : 1;
	}
	if (policy->num_tranches > 0 && key->least == key->upper && fl_round_chooses(in->spec))
		return fl_tranche_whole(policy, key->voice, key->request, key->before, key->upper, c_num, c_den, err);
	return FL_OK;
}

static void place_members(fl_instance *in)
{
	fl_program *p = in->program;
	for (size_t k = 0; k < in->count; k++) {
		uint32_t c = in->class_of.items[k];
		p->members[p->columns[c].first + in->class_count.items[c]++] = in->order[k];
	}
}

fl_status fl_instance_classes(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	p->members = fl_alloc_array(in->count + 1, sizeof *p->members);
	p->num_members = in->count;
	if (!p->members)
		return fl_enomem(err);
	uint32_t first = 0;
	__int128 total = 0;
	for (size_t c = 0; c < in->class_kind.len; c++) {
		const fl_trait *key = fl_instance_trait(in, c);
		uint32_t count = in->class_count.items[c];
		__int128 hi = (__int128)key->upper * count;
		total += hi;
		if (total > INT64_MAX)
			return fl_error_set(err, FL_ERANGE, "the requests add up to more than 2^63-1 minor units");
		int64_t c_num, c_den;
		FL_TRY(find_worth(in, key, &c_num, &c_den, err));
		fl_column column = { .kind = FL_COLUMN_CLASS,
				     .first = first,
				     .count = count,
				     .c_num = c_num,
				     .c_den = c_den,
				     .unit_min = key->least,
				     .unit_max = key->upper,
				     .before = key->before,
				     .lo = in->spec->policy.base_grant > 0 ? key->least * (fl_money)count : 0,
				     .hi = (fl_money)hi,
				     .signature = in->signature_of[key->pools],
				     .id = in->class_kind.items[c] };
		FL_TRY(fl_builder_column(&in->builder, &column, err));
		first += count;
		in->class_count.items[c] = 0; /* from here on: members placed */
	}
	place_members(in);
	return FL_OK;
}

/* ---- Helpers --------------------------------------------------------------------------------------- */

fl_money fl_instance_never_binding(const fl_program *p, uint32_t signature)
{
	fl_money sum = 0; /* fits: fl_instance_classes checked the sum of all */
	for (size_t c = 0; c < p->num_classes; c++)
		if (signature == UINT32_MAX || p->columns[c].signature == signature)
			sum += p->columns[c].hi;
	return sum < INT64_MAX ? sum + 1 : sum;
}

/* The number of funded dreams of a class, where a row counts it, and the link to its money. */
static fl_status count_column(fl_instance *in, uint32_t c, fl_error *err)
{
	fl_program *p = in->program;
	const fl_numbers *lines = fl_instance_lines(in, c);
	uint32_t link, at = (uint32_t)p->num_columns;
	const fl_column *class = &p->columns[c];
	fl_money u = class->unit_max, least = class->unit_min;
	fl_column count = {
		.kind = FL_COLUMN_COUNT, .first = c, .c_den = 1, .lo = u > 0 && class->lo > 0 ? class->count : 0, .hi = class->count
	};
	bool counted = false;
	for (uint32_t i = 0; i < lines->len; i++)
		counted = counted || in->line_rows.items[in->line_of[lines->items[i]]].funded != UINT32_MAX;
	if (!counted || u == 0 || class->before > 0) /* it is funded already */
		return FL_OK;
	p->count_of[c] = at;
	FL_TRY(fl_builder_column(&in->builder, &count, err));
	for (int side = 0; side < (least > 0 && least < u ? 2 : 1); side++) { /* u N >= X, X >= m N */
		fl_row row = { .kind = FL_ROW_LINK, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1 };
		FL_TRY(fl_builder_row(&in->builder, &row, &link, err));
		fl_builder_row_lo(&in->builder, link, 0);
		if (least == u)
			fl_builder_row_hi(&in->builder, link, 0);
		FL_TRY(fl_builder_entry(&in->builder, at, link, side == 0 ? u : -least, err));
		FL_TRY(fl_builder_entry(&in->builder, c, link, side == 0 ? -1 : 1, err));
	}
	for (uint32_t i = 0; i < lines->len; i++) {
		uint32_t row = in->line_rows.items[in->line_of[lines->items[i]]].funded;
		if (row != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, at, row, 1, err));
	}
	return FL_OK;
}

fl_status fl_instance_counts(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	bool any = false;
	for (size_t line = 0; line < in->line_rows.len; line++)
		any = any || in->line_rows.items[line].funded != UINT32_MAX;
	if (!any)
		return FL_OK;
	p->count_of = fl_arena_array(&p->arena, p->num_classes + 1, sizeof *p->count_of);
	if (!p->count_of)
		return fl_enomem(err);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		p->count_of[c] = UINT32_MAX;
		FL_TRY(count_column(in, c, err));
	}
	return FL_OK;
}

fl_status fl_instance_total(fl_instance *in, fl_error *err)
{
	fl_program *p = in->program;
	bool needed = false;
	for (size_t r = 0; r < p->num_rows; r++)
		needed = needed || p->rows[r].kind == FL_ROW_AWARDED_MIN || p->rows[r].kind == FL_ROW_AWARDED_MAX;
	if (!needed)
		return FL_OK;
	fl_row row = { .kind = FL_ROW_TOTAL, .limit = UINT32_MAX, .name = FL_STR(""), .scale = 1 };
	uint32_t r, t = (uint32_t)p->num_columns;
	fl_column total = { .kind = FL_COLUMN_TOTAL, .c_den = 1, .hi = fl_instance_never_binding(p, UINT32_MAX) };
	FL_TRY(fl_builder_row(&in->builder, &row, &r, err));
	fl_builder_row_lo(&in->builder, r, 0);
	fl_builder_row_hi(&in->builder, r, 0);
	FL_TRY(fl_builder_column(&in->builder, &total, err));
	FL_TRY(fl_builder_entry(&in->builder, t, r, -1, err));
	for (uint32_t c = 0; c < p->num_classes; c++)
		FL_TRY(fl_builder_entry(&in->builder, c, r, 1, err));
	for (uint32_t line = 0; line < in->lines.len; line++) {
		const fl_limit_rows *rows = &in->line_rows.items[line];
		if (rows->awarded_min != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, t, rows->awarded_min,
						-in->spec->groups[in->line_group.items[line]].min_share.num, err));
		if (rows->awarded_max != UINT32_MAX)
			FL_TRY(fl_builder_entry(&in->builder, t, rows->awarded_max,
						-in->spec->groups[in->line_group.items[line]].max_share.num, err));
	}
	return FL_OK;
}
