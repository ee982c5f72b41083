/* SPDX-License-Identifier: Apache-2.0
 *
 * cuts.c - the coefficients of cuts, in whole numbers.
 */
#include "allocate/cuts.h"

#include "base/error.h"
#include "base/rational.h"

#define LARGEST ((int64_t)1 << 60)

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
static bool shifted_limit(const fl_program *p, const fl_cut *cut, const uint8_t *side, int64_t *ret)
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
	for (uint32_t c = 0; fits && c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; side[c] && fits && e < p->start[c + 1]; e++) {
			int64_t a;
			if (p->row[e] != cut->row || p->columns[c].unit_max == 0)
				continue;
			fits = fl_cuts_share(p, c, p->coef[e], cut->lower, &a);
			b -= (__int128)a * p->columns[c].count;
		}
	*ret = (int64_t)b;
	return fits && b < LARGEST && b > -LARGEST;
}

/* The limit of one cut and, per class with an entry in its row, g; g may be NULL. */
static bool make_one(const fl_program *p, fl_cut *cut, const uint8_t *side, int64_t *g)
{
	int64_t b, rest;
	if (!shifted_limit(p, cut, side, &b))
		return false;
	__int128 limit = floor_of(b, cut->divisor, &rest);
	if (rest == 0)
		return false;
	limit *= cut->divisor - rest;
	for (uint32_t c = 0; c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
			int64_t a;
			if (p->row[e] != cut->row || p->columns[c].unit_max == 0)
				continue;
			if (!fl_cuts_share(p, c, p->coef[e], cut->lower, &a))
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

/* Two passes: how many entries each class has, then the entries. */
fl_status fl_cuts_make(fl_cuts *cuts, const fl_program *p, fl_error *err)
{
	int64_t *g = fl_alloc_array(p->num_classes + 1, sizeof *g);
	uint32_t *count = fl_alloc_array(p->num_classes + 1, sizeof *count);
	fl_status status = g && count ? FL_OK : fl_enomem(err);
	for (int pass = 0; status == FL_OK && pass < 2; pass++) {
		size_t kept = 0;
		for (size_t k = 0; k < cuts->list.len; k++) {
			fl_cut cut = cuts->list.items[k];
			for (size_t c = 0; c < p->num_classes; c++)
				g[c] = 0;
			if (!make_one(p, &cut, cuts->sides.items[cut.side], g))
				continue;
			for (size_t c = 0; c < p->num_classes; c++) {
				if (g[c] == 0)
					continue;
				if (pass == 1) {
					uint32_t at = cuts->start[c] + --count[c];
					cuts->cut[at] = (uint32_t)kept;
					cuts->g[at] = g[c];
				} else {
					count[c]++;
				}
			}
			cuts->list.items[kept++] = cut;
		}
		cuts->list.len = kept;
		if (pass == 0)
			status = hold_entries(cuts, count, err);
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
