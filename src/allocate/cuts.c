/* SPDX-License-Identifier: Apache-2.0
 *
 * cuts.c - the coefficients of cuts, in whole numbers.
 */
#include "allocate/cuts.h"

#include "base/error.h"
#include "base/rational.h"

#define LARGEST ((int64_t)1 << 60)

fl_status fl_row_lists_init(fl_row_lists *lists, const fl_program *p, fl_error *err)
{
	lists->start = fl_alloc_array(p->num_rows + 2, sizeof *lists->start);
	lists->entries = fl_alloc_array(p->start[p->num_classes] + (size_t)1, sizeof *lists->entries);
	if (!lists->start || !lists->entries)
		return fl_enomem(err);
	for (uint32_t e = 0; e < p->start[p->num_classes]; e++)
		lists->start[p->row[e] + 2]++;
	for (size_t k = 1; k <= p->num_rows; k++)
		lists->start[k + 1] += lists->start[k];
	for (uint32_t c = 0; c < p->num_classes; c++) /* each start moves on to its end, the next one's start */
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
			lists->entries[lists->start[p->row[e] + 1]++] = (fl_row_entry){ c, p->coef[e] };
	return FL_OK;
}

void fl_row_lists_release(fl_row_lists *lists)
{
	fl_free(lists->start);
	fl_free(lists->entries);
}

void fl_cuts_free(fl_cuts *cuts)
{
	if (!cuts)
		return;
	for (size_t i = 0; i < cuts->sides.len; i++)
		fl_free(cuts->sides.items[i]);
	fl_vec_release(&cuts->sides);
	fl_vec_release(&cuts->list);
	fl_free(cuts->start);
	fl_free(cuts->cut);
	fl_free(cuts->g);
	fl_free(cuts);
}

size_t fl_cuts_count(const fl_cuts *cuts)
{
	return cuts ? cuts->list.len : 0;
}

bool fl_cuts_possible(const fl_program *p)
{
	bool possible = p->num_columns == p->num_classes && !p->lead && !p->part_of && !p->admission;
	for (size_t c = 0; possible && c < p->num_classes; c++)
		possible = p->columns[c].unit_max == 0 || p->columns[c].unit_min == p->columns[c].unit_max;
	return possible;
}

bool fl_cuts_share(const fl_program *p, uint32_t c, int64_t coef, bool lower, int64_t *ret)
{
	__int128 a = (__int128)coef * p->columns[c].unit_max;
	*ret = (int64_t)(lower ? -a : a);
	return a < LARGEST && a > -LARGEST;
}

static int64_t floor_of(int64_t a, int64_t divisor, int64_t *ret_rest)
{
	int64_t whole = a / divisor;
	*ret_rest = a % divisor;
	if (*ret_rest < 0) {
		*ret_rest += divisor;
		whole--;
	}
	return whole;
}

int64_t fl_cuts_round(int64_t a, int64_t divisor, int64_t rest)
{
	int64_t over, whole = floor_of(a, divisor, &over);
	return whole * (divisor - rest) + (over > rest ? over - rest : 0);
}

/* b less what the classes counted from above put into the row; false where that is too large. */
static bool shifted_limit(const fl_program *p, const fl_row_lists *rows, const fl_cut *cut, const uint8_t *side, int64_t *ret)
{
	const fl_row *row = &p->rows[cut->row];
	mpz_t z;
	mpz_init(z);
	fl_mpq_floor(z, row->hi);
	if (cut->lower) { /* -a x <= -lo */
		fl_mpq_ceil(z, row->lo);
		mpz_neg(z, z);
	}
	bool fits = fl_mpz_get_i64(z, ret);
	mpz_clear(z);
	__int128 b = *ret;
	for (uint32_t e = rows->start[cut->row]; fits && e < rows->start[cut->row + 1]; e++) {
		uint32_t c = rows->entries[e].class;
		int64_t a = 0;
		fits = !side[c] || fl_cuts_share(p, c, rows->entries[e].coef, cut->lower, &a);
		b -= (__int128)a * p->columns[c].count;
	}
	*ret = (int64_t)b;
	return fits && b < LARGEST && b > -LARGEST;
}

/* The limit of one cut, and g for the classes of its row; false where it cannot be made. */
static bool make_one(const fl_program *p, const fl_row_lists *rows, fl_cut *cut, const uint8_t *side, int64_t *g)
{
	int64_t b, rest;
	if (!shifted_limit(p, rows, cut, side, &b))
		return false;
	__int128 limit = floor_of(b, cut->divisor, &rest);
	if (rest == 0)
		return false;
	limit *= cut->divisor - rest;
	for (uint32_t e = rows->start[cut->row]; e < rows->start[cut->row + 1]; e++) {
		uint32_t c = rows->entries[e].class;
		int64_t a;
		if (!fl_cuts_share(p, c, rows->entries[e].coef, cut->lower, &a))
			return false;
		g[c] = side[c] ? -fl_cuts_round(-a, cut->divisor, rest) : fl_cuts_round(a, cut->divisor, rest);
		limit += side[c] ? (__int128)g[c] * p->columns[c].count : 0;
	}
	cut->limit = (int64_t)limit;
	return limit < LARGEST && limit > -LARGEST;
}

static fl_status hold_entries(fl_cuts *cuts, const uint32_t *count, fl_error *err)
{
	fl_free(cuts->start);
	fl_free(cuts->cut);
	fl_free(cuts->g);
	cuts->start = fl_alloc_array(cuts->num_classes + 1, sizeof *cuts->start);
	for (size_t c = 0; cuts->start && c < cuts->num_classes; c++)
		cuts->start[c + 1] = cuts->start[c] + count[c];
	size_t entries = cuts->start ? cuts->start[cuts->num_classes] : 0;
	cuts->cut = fl_alloc_array(entries + 1, sizeof *cuts->cut);
	cuts->g = fl_alloc_array(entries + 1, sizeof *cuts->g);
	return cuts->start && cuts->cut && cuts->g ? FL_OK : fl_enomem(err);
}

/* One cut more: in the first pass its entries are counted, in the second they are put down. */
static void put_entries(fl_cuts *cuts, const fl_row_lists *rows, uint32_t row, size_t number, const int64_t *g,
			uint32_t *count, bool second)
{
	for (uint32_t e = rows->start[row]; e < rows->start[row + 1]; e++) {
		uint32_t c = rows->entries[e].class;
		if (g[c] == 0)
			continue;
		if (second) {
			cuts->cut[cuts->start[c] + count[c]] = (uint32_t)number;
			cuts->g[cuts->start[c] + count[c]] = g[c];
		}
		count[c]++;
	}
}

fl_status fl_cuts_make(fl_cuts *cuts, const fl_program *p, const fl_row_lists *rows, fl_error *err)
{
	int64_t *g = fl_alloc_array(p->num_classes + 1, sizeof *g);
	uint32_t *count = fl_alloc_array(p->num_classes + 1, sizeof *count);
	fl_status status = g && count ? FL_OK : fl_enomem(err);
	for (int pass = 0; status == FL_OK && pass < 2; pass++) {
		size_t kept = 0;
		for (size_t k = 0; k < cuts->list.len; k++) {
			fl_cut cut = cuts->list.items[k];
			if (!make_one(p, rows, &cut, cuts->sides.items[cut.side], g))
				continue;
			put_entries(cuts, rows, cut.row, kept, g, count, pass == 1);
			cuts->list.items[kept++] = cut;
		}
		cuts->list.len = kept;
		if (pass == 0)
			status = hold_entries(cuts, count, err);
		for (size_t c = 0; c < p->num_classes; c++)
			count[c] = 0;
	}
	fl_free(g);
	fl_free(count);
	return status;
}

fl_status fl_cuts_restrict(const fl_cuts *from, const fl_program *p, const uint32_t *class_at, size_t num_open,
			   const uint32_t *core_of, const fl_money *lo, fl_cuts **ret_cuts, fl_error *err)
{
	fl_cuts *cuts = fl_alloc(sizeof *cuts);
	uint32_t *count = fl_alloc_array(num_open + 1, sizeof *count);
	fl_status status = cuts && count ? FL_OK : fl_enomem(err);
	if (status == FL_OK)
		cuts->num_classes = num_open;
	for (size_t k = 0; status == FL_OK && k < from->list.len; k++)
		status = fl_vec_push(&cuts->list, from->list.items[k]) ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < num_open; i++)
		count[i] = from->start[class_at[i] + 1] - from->start[class_at[i]];
	if (status == FL_OK)
		status = hold_entries(cuts, count, err);
	for (size_t i = 0; status == FL_OK && i < num_open; i++)
		for (uint32_t e = 0; e < count[i]; e++) {
			cuts->cut[cuts->start[i] + e] = from->cut[from->start[class_at[i]] + e];
			cuts->g[cuts->start[i] + e] = from->g[from->start[class_at[i]] + e];
		}
	for (size_t c = 0; status == FL_OK && c < from->num_classes; c++) /* settled: they take their part of the limits */
		for (uint32_t e = from->start[c]; core_of[c] == UINT32_MAX && lo[c] > 0 && e < from->start[c + 1]; e++)
			cuts->list.items[from->cut[e]].limit -= from->g[e] * (lo[c] / p->columns[c].unit_max);
	fl_free(count);
	if (status == FL_OK)
		*ret_cuts = cuts;
	else
		fl_cuts_free(cuts);
	return status;
}
