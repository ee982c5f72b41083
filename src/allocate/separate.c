/* SPDX-License-Identifier: Apache-2.0
 *
 * separate.c - find cuts: solve the linear program, round each row whose limit binds so that the optimum is cut off, add what
 * is found, drop what does not bind any more, and again.
 *
 * Tried divisors are what the dreams of fractional number put into the row, whole, halved and in thirds. Of all cuts of a row
 * side the one is taken that the optimum violates by the greatest distance. Floats choose; the numbers of a cut are whole and
 * made again by the checker.
 */
#include "allocate/cuts.h"

#include "allocate/core.h"
#include "base/error.h"

#include <math.h>

enum {
	ROUNDS = 12,
	MOST_CUTS = 220,  /* at a time */
	DIVISORS = 150   /* tried in one row, from dreams as they come */
};

static const double least_distance = 1e-3, fractional = 1e-6;

typedef struct separation {
	const fl_program *p;
	const fl_money *lo, *hi;
	fl_cuts *cuts;
	fl_core *core;
	fl_row_lists rows;
	double *n;           /* per class: how many are funded in the linear optimum */
	double *y;           /* of rows and cuts */
	int64_t pivots;
} separation;

static fl_status begin(separation *s, fl_error *err)
{
	s->cuts = fl_alloc(sizeof *s->cuts);
	s->n = fl_alloc_array(s->p->num_classes + 1, sizeof *s->n);
	s->y = fl_alloc_array(s->p->num_rows + MOST_CUTS + 1, sizeof *s->y);
	if (!s->cuts || !s->n || !s->y)
		return fl_enomem(err);
	s->cuts->num_classes = s->p->num_classes;
	FL_TRY(fl_row_lists_init(&s->rows, s->p, err));
	return fl_cuts_make(s->cuts, s->p, &s->rows, err);
}

/* The linear optimum with the cuts so far; *ret_solved: s->n and s->y are of it. */
static fl_status solve(separation *s, bool *ret_solved, fl_error *err)
{
	fl_solver_answer answer;
	fl_core_free(s->core);
	s->core = NULL;
	FL_TRY(fl_core_new(s->p, s->cuts, s->lo, s->hi, FL_CORE_NODES, &s->core, err));
	FL_TRY(fl_core_run(s->core, &answer, err));
	s->pivots += fl_core_pivots(s->core);
	*ret_solved = answer == FL_SOLVER_OPTIMAL && s->core->dual;
	for (size_t c = 0; *ret_solved && c < s->p->num_classes; c++) {
		double u = s->p->columns[c].unit_max > 0 ? (double)s->p->columns[c].unit_max : 1;
		s->n[c] = (s->core->core_of[c] == UINT32_MAX ? (double)s->lo[c] : fl_core_value(s->core, s->core->core_of[c])) / u;
	}
	if (*ret_solved)
		fl_core_multipliers(s->core, s->y);
	return FL_OK;
}

/* A new side: classes nearer to their upper ends. */
static fl_status add_side(separation *s, uint32_t *ret_side, fl_error *err)
{
	uint8_t *side = fl_alloc_array(s->p->num_classes + 1, 1);
	if (!side)
		return fl_enomem(err);
	for (size_t c = 0; c < s->p->num_classes; c++)
		side[c] = 2 * s->n[c] > (double)s->p->columns[c].count;
	*ret_side = (uint32_t)s->cuts->sides.len;
	if (fl_vec_push(&s->cuts->sides, side))
		return FL_OK;
	fl_free(side);
	return fl_enomem(err);
}

/* How far the optimum is beyond a cut; 0 or less: not. b: the limit with the side taken off. */
static double distance(const separation *s, uint32_t row, bool lower, const uint8_t *side, int64_t b, int64_t divisor)
{
	int64_t rest = b % divisor + (b % divisor < 0 ? divisor : 0), a;
	double out = 0, norm = 0;
	if (rest < divisor / 100 || rest > divisor - divisor / 100 || rest == 0)
		return 0;
	for (uint32_t e = s->rows.start[row]; e < s->rows.start[row + 1]; e++) {
		uint32_t c = s->rows.entries[e].class;
		double n = side[c] ? (double)s->p->columns[c].count - s->n[c] : s->n[c];
		if (n > fractional && fl_cuts_share(s->p, c, s->rows.entries[e].coef, lower != (side[c] == 1), &a))
			out += (double)fl_cuts_round(a, divisor, rest) * n;
	}
	out -= (double)((b - rest) / divisor) * (double)(divisor - rest);
	if (out <= 0)
		return 0;
	for (uint32_t e = s->rows.start[row]; e < s->rows.start[row + 1]; e++) {
		uint32_t c = s->rows.entries[e].class;
		if (s->lo[c] < s->hi[c] && fl_cuts_share(s->p, c, s->rows.entries[e].coef, lower != (side[c] == 1), &a)) {
			double g = (double)fl_cuts_round(a, divisor, rest);
			norm += g * g;
		}
	}
	return norm > 0 ? out / sqrt(norm) : 0;
}

/* The row's limit with the side taken off; false where the optimum is far from it, or where it is too large. */
static bool take_limit(const separation *s, uint32_t row, bool lower, const uint8_t *side, int64_t *ret)
{
	const fl_row *r = &s->p->rows[row];
	if (lower ? !r->has_lo : !r->has_hi)
		return false;
	double b = lower ? -floor(mpq_get_d(r->lo)) : floor(mpq_get_d(r->hi)), room = b, widest = 0;
	int64_t a;
	if (!(fabs(b) < 1e15))
		return false;
	__int128 exact = (int64_t)b;
	for (uint32_t e = s->rows.start[row]; e < s->rows.start[row + 1]; e++) {
		uint32_t c = s->rows.entries[e].class;
		if (!fl_cuts_share(s->p, c, s->rows.entries[e].coef, lower, &a))
			return false;
		room -= (double)a * s->n[c];
		exact -= side[c] ? (__int128)a * s->p->columns[c].count : 0;
		widest = fmax(widest, fabs((double)a));
	}
	*ret = (int64_t)exact;
	return room < widest / 50 && exact < (int64_t)1 << 60 && exact > -((int64_t)1 << 60);
}

/* The best cut of one row side, if there is one. */
static fl_status round_row(separation *s, uint32_t row, bool lower, uint32_t side_number, fl_error *err)
{
	const uint8_t *side = s->cuts->sides.items[side_number];
	int64_t b, best_divisor = 0;
	double best = least_distance;
	int tried = 0;
	if (!take_limit(s, row, lower, side, &b))
		return FL_OK;
	for (uint32_t e = s->rows.start[row]; e < s->rows.start[row + 1] && tried < DIVISORS; e++) {
		uint32_t c = s->rows.entries[e].class;
		int64_t a;
		if (fabs(s->n[c] - round(s->n[c])) < fractional || !fl_cuts_share(s->p, c, s->rows.entries[e].coef, false, &a))
			continue;
		for (int64_t part = 1; part <= 3; part++, tried++) {
			int64_t divisor = (a < 0 ? -a : a) / part;
			double now = divisor > 1 ? distance(s, row, lower, side, b, divisor) : 0;
			if (now > best) {
				best = now;
				best_divisor = divisor;
			}
		}
	}
	if (best_divisor == 0 || s->cuts->list.len >= MOST_CUTS)
		return FL_OK;
	fl_cut cut = { .row = row, .lower = lower, .side = side_number, .divisor = best_divisor };
	return fl_vec_push(&s->cuts->list, cut) ? FL_OK : fl_enomem(err);
}

/* Cuts whose multiplier is 0 do not hold the optimum down. */
static void drop_slack(separation *s)
{
	size_t kept = 0;
	for (size_t k = 0; k < s->cuts->list.len; k++)
		if (s->y[s->p->num_rows + k] > 0)
			s->cuts->list.items[kept++] = s->cuts->list.items[k];
	s->cuts->list.len = kept;
}

/* Sides that no cut refers to go. */
static void drop_sides(fl_cuts *cuts)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < cuts->sides.len; i++) {
		bool used = false;
		for (size_t k = 0; k < cuts->list.len; k++)
			if (cuts->list.items[k].side == i) {
				cuts->list.items[k].side = kept;
				used = true;
			}
		if (used)
			cuts->sides.items[kept++] = cuts->sides.items[i];
		else
			fl_free(cuts->sides.items[i]);
	}
	cuts->sides.len = kept;
}

static fl_status separate(separation *s, fl_error *err)
{
	bool solved;
	FL_TRY(solve(s, &solved, err));
	for (int round = 0; solved && round < ROUNDS; round++) {
		uint32_t side = 0;
		drop_slack(s);
		size_t before = s->cuts->list.len;
		FL_TRY(add_side(s, &side, err));
		for (uint32_t row = 0; row < s->p->num_rows; row++) {
			FL_TRY(round_row(s, row, false, side, err));
			FL_TRY(round_row(s, row, true, side, err));
		}
		bool more = s->cuts->list.len > before;
		FL_TRY(fl_cuts_make(s->cuts, s->p, &s->rows, err));
		FL_TRY(solve(s, &solved, err));
		if (!more)
			break;
	}
	if (!solved) { /* without multipliers there is nothing to keep them for */
		s->cuts->list.len = 0;
		return FL_OK;
	}
	drop_slack(s);
	drop_sides(s->cuts);
	FL_TRY(fl_cuts_make(s->cuts, s->p, &s->rows, err));
	return solve(s, &solved, err);
}

fl_status fl_cuts_find(const fl_program *p, const fl_money *lo, const fl_money *hi, fl_cuts **ret_cuts,
		       double **ret_y, int64_t *ret_pivots, fl_error *err)
{
	separation s = { .p = p, .lo = lo, .hi = hi };
	fl_status status = begin(&s, err);
	if (status == FL_OK)
		status = separate(&s, err);
	*ret_pivots += s.pivots;
	if (status == FL_OK && s.cuts->list.len > 0) {
		*ret_cuts = s.cuts;
		*ret_y = s.y;
		s.cuts = NULL;
		s.y = NULL;
	}
	fl_core_free(s.core);
	fl_cuts_free(s.cuts);
	fl_row_lists_release(&s.rows);
	fl_free(s.n);
	fl_free(s.y);
	return status;
}
