/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_days.c - how the tally of a dream grew: the flowers of each day that are counted for it.
 *
 * A flower counts on the day on which it was given, as far as the rules let it pass then. For a cluster it is what the cluster's tally
 * would have been after each day: where each giver counts once, the most that they had given to one of its dreams by then; where the
 * largest dream counts, the one that was largest by then. So the days of a dream add up to its tally.
 */
#include "tally/tallying.h"

#include "base/error.h"

#define CELLS_MAX ((size_t)8 << 20) /* dreams times days */
#define DAY       86400

int32_t fl_tally_day_of(const fl_round_spec *spec, int64_t given)
{
	if (given == FL_TIME_NONE)
		return FL_DAY_NONE;
	int64_t local = given + (int64_t)spec->offset_minutes * 60;
	return (int32_t)(local / DAY - (local % DAY < 0));
}

static fl_status open_grid(fl_tallying *t, fl_grid *grid, fl_error *err)
{
	if (t->in->num_dreams > CELLS_MAX / grid->columns)
		return FL_OK;
	grid->flowers = fl_alloc_array(t->in->num_dreams * grid->columns + 1, sizeof *grid->flowers);
	return grid->flowers ? FL_OK : fl_enomem(err);
}

fl_status fl_days_open(fl_tallying *t, fl_error *err)
{
	const fl_tally_input *in = t->in;
	bool timed = in->first <= in->last;
	int64_t first = timed ? fl_tally_day_of(t->spec, in->first) : 0, last = timed ? fl_tally_day_of(t->spec, in->last) : -1;
	t->days = (fl_grid){ .first = first, .step = 1, .columns = (size_t)(last - first) + 2 };
	t->nobody_days = t->days;
	FL_TRY(open_grid(t, &t->days, err));
	return t->merged ? open_grid(t, &t->nobody_days, err) : FL_OK;
}

static void add(fl_tallying *t, fl_grid *grid, uint32_t dream, int64_t given, int64_t flowers)
{
	if (!grid->flowers || flowers == 0)
		return;
	int64_t column = given == FL_TIME_NONE ? 0 : fl_tally_day_of(t->spec, given) - grid->first + 1;
	if (column < 0 || column >= (int64_t)grid->columns)
		column = 0;
	int64_t *cell = &grid->flowers[(size_t)dream * grid->columns + (size_t)column];
	if (__builtin_add_overflow(*cell, flowers, cell))
		*cell = INT64_MAX; /* the sum of the cluster is refused when the giver is settled */
}

void fl_days_add(fl_tallying *t, uint32_t dream, int64_t given, int64_t flowers)
{
	add(t, &t->days, dream, given, flowers);
}

void fl_days_add_nobody(fl_tallying *t, uint32_t dream, int64_t given, int64_t flowers)
{
	add(t, t->merged ? &t->nobody_days : &t->days, dream, given, flowers);
}

/* ---- clusters ------------------------------------------------------------------------------------------------------- */

static int64_t *row_of(fl_grid *grid, size_t dream)
{
	return grid->flowers + dream * grid->columns;
}

/* Days to sums up to each day, and back. */
static void accumulate(int64_t *row, size_t columns)
{
	for (size_t i = 1; i < columns; i++)
		row[i] += row[i - 1];
}

static void differentiate(int64_t *row, size_t columns)
{
	for (size_t i = columns; i-- > 1;)
		row[i] -= row[i - 1];
}

static void take_larger(int64_t *row, const int64_t *other, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		row[i] = other[i] > row[i] ? other[i] : row[i];
}

static void take_both(int64_t *row, const int64_t *other, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		row[i] += other[i];
}

/* One dream into its representative, all rows being sums up to each day. */
static void merge_member(fl_tallying *t, size_t member, size_t r)
{
	size_t columns = t->days.columns;
	switch (t->spec->merge_flowers) {
	case FL_MERGE_GIVERS: /* flowers of known givers stand with the representative already */
		take_larger(row_of(&t->nobody_days, r), row_of(&t->nobody_days, member), columns);
		break;
	case FL_MERGE_SUM:
		take_both(row_of(&t->days, r), row_of(&t->days, member), columns);
		break;
	case FL_MERGE_MAX:
		take_larger(row_of(&t->days, r), row_of(&t->days, member), columns);
		break;
	case FL_MERGE_REPRESENTATIVE:
		break;
	}
}

static void merge_days(fl_tallying *t)
{
	const uint32_t *representative = t->in->representative;
	size_t count = t->in->num_dreams, columns = t->days.columns;
	bool apart = t->spec->merge_flowers == FL_MERGE_GIVERS;
	for (size_t i = 0; i < count; i++) {
		if (!apart)
			take_both(row_of(&t->days, i), row_of(&t->nobody_days, i), columns);
		accumulate(row_of(&t->days, i), columns);
		accumulate(row_of(&t->nobody_days, i), columns);
	}
	for (size_t i = 0; i < count; i++)
		if (representative[i] != i)
			merge_member(t, i, representative[i]);
	for (size_t i = 0; i < count; i++) {
		if (apart)
			take_both(row_of(&t->days, i), row_of(&t->nobody_days, i), columns);
		differentiate(row_of(&t->days, i), columns);
	}
}

/* ---- the result ----------------------------------------------------------------------------------------------------- */

fl_status fl_days_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err)
{
	size_t columns = t->days.columns, count = 0;
	ret->no_days = !t->days.flowers || (t->merged && !t->nobody_days.flowers);
	if (ret->no_days || !t->any)
		return FL_OK;
	if (t->merged)
		merge_days(t);
	for (size_t i = 0; i < t->in->num_dreams * columns; i++)
		count += t->days.flowers[i] != 0;
	ret->days = fl_arena_array(arena, count + 1, sizeof *ret->days);
	if (!ret->days)
		return fl_enomem(err);
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		if (t->in->representative[i] != i)
			continue;
		for (size_t k = 0; k < columns; k++) {
			int64_t flowers = row_of(&t->days, i)[k];
			int32_t day = k ? (int32_t)(t->days.first + (int64_t)k - 1) : FL_DAY_NONE;
			if (flowers != 0)
				ret->days[ret->num_days++] = (fl_tally_day){ (uint32_t)i, day, flowers };
		}
	}
	return FL_OK;
}

void fl_days_free(fl_tallying *t)
{
	fl_free(t->days.flowers);
	fl_free(t->nobody_days.flowers);
}
