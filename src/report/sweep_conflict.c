/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep_conflict.c - which limits conflict at a point, and at which points they are the same.
 */
#include "report/sweep_conflict.h"

#include "base/error.h"
#include "base/str.h"
#include "report/reason.h"

static fl_status take_title(const fl_result *result, size_t line, fl_lang lang, fl_arena *arena, fl_str *ret,
			    fl_error *err)
{
	fl_buf title;
	fl_buf_init(&title, FL_BUF_MAX_DEFAULT);
	fl_limit_title(result, line, lang, &title);
	fl_status status = fl_buf_status(&title, err);
	if (status == FL_OK)
		*ret = fl_arena_str(arena, fl_buf_view(&title));
	fl_buf_release(&title);
	return status == FL_OK && !ret->data ? fl_enomem(err) : status;
}

static fl_status take_limit(const fl_result *result, size_t line, fl_arena *arena, fl_sweep_limit *to, fl_error *err)
{
	const fl_limit_line *from = &result->allocation->limits[line];
	to->is_pool = from->is_pool;
	to->name = fl_arena_str(arena, from->name);
	to->conflict = fl_arena_str(arena, from->conflict);
	to->mend = fl_arena_str(arena, from->mend);
	for (int lang = 0; lang <= FL_LANG_ZH; lang++)
		FL_TRY(take_title(result, line, (fl_lang)lang, arena, &to->title[lang], err));
	return to->name.data && to->conflict.data && to->mend.data ? FL_OK : fl_enomem(err);
}

fl_status fl_sweep_take_conflict(const fl_round_spec *spec, const fl_allocation *allocation, fl_arena *arena,
				 fl_sweep_row *row, fl_error *err)
{
	const fl_result result = { .spec = spec, .allocation = allocation };
	size_t count = 0, n = 0;
	for (size_t k = 0; k < allocation->num_limits; k++)
		count += allocation->limits[k].conflict.len > 0;
	fl_sweep_limit *limits = fl_arena_array(arena, count + 1, sizeof *limits);
	if (!limits)
		return fl_enomem(err);
	for (size_t k = 0; k < allocation->num_limits; k++)
		if (allocation->limits[k].conflict.len > 0)
			FL_TRY(take_limit(&result, k, arena, &limits[n++], err));
	row->conflict = limits;
	row->num_conflict = count;
	return FL_OK;
}

bool fl_sweep_has_answer(const fl_sweep_row *row)
{
	return strcmp(row->status, "infeasible") != 0;
}

bool fl_sweep_explained(const fl_sweep_row *row)
{
	return !fl_sweep_has_answer(row) && row->num_conflict > 0;
}

bool fl_sweep_same_conflict(const fl_sweep_row *a, const fl_sweep_row *b)
{
	bool same = fl_sweep_explained(a) && fl_sweep_explained(b) && a->num_conflict == b->num_conflict;
	for (size_t i = 0; same && i < a->num_conflict; i++)
		same = a->conflict[i].is_pool == b->conflict[i].is_pool &&
		       fl_str_eq(a->conflict[i].name, b->conflict[i].name);
	return same;
}

size_t fl_sweep_next_conflict(const fl_sweep_table *table, size_t from)
{
	for (size_t k = from; k < table->num_rows; k++) {
		bool first = fl_sweep_explained(&table->rows[k]);
		/* neighbours are alike: the nearest are looked at first */
		for (size_t i = k; first && i > 0; i--)
			first = !fl_sweep_same_conflict(&table->rows[i - 1], &table->rows[k]);
		if (first)
			return k;
	}
	return table->num_rows;
}

size_t fl_sweep_unexplained(const fl_sweep_table *table)
{
	size_t count = 0;
	for (size_t k = 0; k < table->num_rows; k++)
		count += !fl_sweep_has_answer(&table->rows[k]) && !fl_sweep_explained(&table->rows[k]);
	return count;
}
