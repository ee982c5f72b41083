/* SPDX-License-Identifier: Apache-2.0
 *
 * tie_swap.c - ties answered by counting, or by one exchange.
 */
#include "allocate/tie_swap.h"

#include "base/error.h"
#include "base/rational.h"

#include <math.h>

enum { MOST_TRIES = 64 }; /* exchanges whose rows are looked at, for one question */

/* Rows of which every column only takes. */
static void find_bounded(fl_tie_swap *w)
{
	const fl_program *p = w->program;
	mpz_t whole;
	mpz_init(whole);
	for (size_t k = 0; k < p->num_rows; k++) {
		fl_mpq_floor(whole, p->rows[k].hi);
		w->bounded[k] = p->rows[k].has_hi && !fl_row_is_private(&p->rows[k]) && fl_mpz_get_i64(whole, &w->most[k]);
	}
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->coef[e] < 0)
				w->bounded[p->row[e]] = false;
	mpz_clear(whole);
}

fl_status fl_tie_swap_init(fl_tie_swap *w, const fl_search *s, const uint32_t *order, size_t num_order,
			   const uint32_t *class_of, fl_error *err)
{
	const fl_program *p = s->program;
	*w = (fl_tie_swap){ .program = p, .order = order, .num_order = num_order, .class_of = class_of };
	w->plain = p->num_columns == p->num_classes;
	w->bounded = fl_alloc_array(p->num_rows + 1, sizeof *w->bounded);
	w->most = fl_alloc_array(p->num_rows + 1, sizeof *w->most);
	w->decided = fl_alloc_array(p->num_rows + 1, sizeof *w->decided);
	w->worth = fl_alloc_array(p->num_classes + 1, sizeof *w->worth);
	w->sum = w->plain ? fl_alloc_array(p->num_rows + 1, sizeof *w->sum) : NULL;
	for (size_t k = 0; w->sum && k < p->num_rows; k++)
		mpq_init(w->sum[k]);
	if (!w->bounded || !w->most || !w->decided || !w->worth || (w->plain && !w->sum))
		return fl_enomem(err);
	fl_tie_swap_take(w, s->x);
	find_bounded(w);
	for (uint32_t j = 0; j < p->num_columns; j++)
		fl_tie_swap_moved(w, j, s->lo[j]);
	for (size_t c = 0; c < p->num_classes; c++)
		w->worth[c] = (double)p->columns[c].c_num / (double)p->columns[c].c_den * (double)p->columns[c].unit_max;
	return FL_OK;
}

void fl_tie_swap_release(fl_tie_swap *w)
{
	for (size_t k = 0; w->sum && k < w->program->num_rows; k++)
		mpq_clear(w->sum[k]);
	fl_free(w->sum);
	fl_free(w->bounded);
	fl_free(w->most);
	fl_free(w->decided);
	fl_free(w->worth);
}

void fl_tie_swap_moved(fl_tie_swap *w, uint32_t j, fl_money by)
{
	const fl_program *p = w->program;
	for (uint32_t e = p->start[j]; by != 0 && e < p->start[j + 1]; e++)
		w->decided[p->row[e]] += (__int128)p->coef[e] * by;
}

static bool too_much(const fl_tie_swap *w, uint32_t j, fl_money by)
{
	const fl_program *p = w->program;
	for (uint32_t e = p->start[j]; by > 0 && e < p->start[j + 1]; e++)
		if (w->bounded[p->row[e]] && w->decided[p->row[e]] + (__int128)p->coef[e] * by > w->most[p->row[e]])
			return true;
	return false;
}

bool fl_tie_swap_refuses(const fl_tie_swap *w, const fl_search *s, uint32_t c, uint32_t q)
{
	uint32_t count = fl_program_count(w->program, c);
	return too_much(w, c, (fl_money)q * w->program->columns[c].unit_min - s->lo[c]) ||
	       (count != UINT32_MAX && too_much(w, count, (fl_money)q - s->lo[count]));
}

/* The next entry of column j in a row that others see. */
static uint32_t skip_private(const fl_program *p, uint32_t j, uint32_t e)
{
	while (e < p->start[j + 1] && fl_row_is_private(&p->rows[p->row[e]]) && p->rows[p->row[e]].kind == FL_ROW_LINK)
		e++;
	return e;
}

static bool same_entries(const fl_program *p, uint32_t a, uint32_t b)
{
	uint32_t e = skip_private(p, a, p->start[a]), f = skip_private(p, b, p->start[b]);
	while (e < p->start[a + 1] && f < p->start[b + 1] && p->row[e] == p->row[f] && p->coef[e] == p->coef[f]) {
		e = skip_private(p, a, e + 1);
		f = skip_private(p, b, f + 1);
	}
	return e == p->start[a + 1] && f == p->start[b + 1];
}

/* Nothing tells their money apart: then the exchange changes no sum. */
static bool interchangeable(const fl_program *p, uint32_t c, uint32_t d)
{
	uint32_t m = fl_program_count(p, c), n = fl_program_count(p, d);
	return p->columns[c].unit_max == p->columns[d].unit_max && p->columns[c].signature == p->columns[d].signature &&
	       (m == UINT32_MAX) == (n == UINT32_MAX) && same_entries(p, c, d) && (m == UINT32_MAX || same_entries(p, m, n));
}

/* Do the rows of class c hold? */
static bool rows_hold(const fl_tie_swap *w, uint32_t c)
{
	const fl_program *p = w->program;
	bool ok = true;
	for (uint32_t e = p->start[c]; ok && e < p->start[c + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		ok = !(row->has_lo && mpq_cmp(w->sum[p->row[e]], row->lo) < 0) &&
		     !(row->has_hi && mpq_cmp(w->sum[p->row[e]], row->hi) > 0);
	}
	return ok;
}

static bool worth_the_same(const fl_program *p, uint32_t c, uint32_t d)
{
	mpq_t a, b, u;
	mpq_inits(a, b, u, NULL);
	fl_mpq_set_i64(a, p->columns[c].c_num, p->columns[c].c_den);
	fl_mpq_set_i64(u, p->columns[c].unit_max, 1);
	mpq_mul(a, a, u);
	fl_mpq_set_i64(b, p->columns[d].c_num, p->columns[d].c_den);
	fl_mpq_set_i64(u, p->columns[d].unit_max, 1);
	mpq_mul(b, b, u);
	bool same = mpq_equal(a, b);
	mpq_clears(a, b, u, NULL);
	return same;
}

static void add_amount(fl_tie_swap *w, uint32_t j, const mpq_t by, mpq_t term)
{
	const fl_program *p = w->program;
	for (uint32_t e = p->start[j]; w->sum && e < p->start[j + 1]; e++) {
		fl_mpq_set_i64(term, p->coef[e], 1);
		mpq_mul(term, term, by);
		mpq_add(w->sum[p->row[e]], w->sum[p->row[e]], term);
	}
}

void fl_tie_swap_take(fl_tie_swap *w, mpq_t *x)
{
	mpq_t term;
	mpq_init(term);
	for (size_t k = 0; w->sum && k < w->program->num_rows; k++)
		mpq_set_ui(w->sum[k], 0, 1);
	for (uint32_t c = 0; w->sum && c < w->program->num_classes; c++)
		if (mpq_sgn(x[c]) != 0)
			add_amount(w, c, x[c], term);
	mpq_clear(term);
}

static void add_dreams(fl_tie_swap *w, uint32_t c, int by, mpq_t *x)
{
	uint32_t count = fl_program_count(w->program, c);
	mpq_t step, term;
	mpq_inits(step, term, NULL);
	fl_mpq_set_i64(step, by * w->program->columns[c].unit_max, 1);
	mpq_add(x[c], x[c], step);
	add_amount(w, c, step, term);
	fl_mpq_set_i64(step, by, 1);
	if (count != UINT32_MAX)
		mpq_add(x[count], x[count], step);
	mpq_clears(step, term, NULL);
}

/* Has class d a dream to spare: whole, beyond what its box promises, with nothing in the parts behind it? */
static bool can_spare(const fl_search *s, uint32_t d, mpq_t *x)
{
	const fl_program *p = s->program;
	const fl_column *column = &p->columns[d];
	if (column->unit_min == 0 || column->unit_min != column->unit_max || mpq_sgn(x[d]) == 0 ||
	    mpq_cmp_si(x[d], (long)(s->lo[d] + column->unit_max), 1) < 0)
		return false;
	for (uint32_t j = fl_program_next_part(p, d, d); j != UINT32_MAX; j = fl_program_next_part(p, d, j))
		if (mpq_sgn(x[j]) != 0)
			return false;
	return true;
}

bool fl_tie_swap_funds(fl_tie_swap *w, const fl_search *s, uint32_t c, mpq_t *x)
{
	const fl_program *p = w->program;
	const fl_column *column = &p->columns[c];
	int tries = 0;
	if (column->unit_min != column->unit_max || mpq_cmp_si(x[c], (long)(s->hi[c] - column->unit_max), 1) > 0)
		return false;
	for (size_t k = w->num_order; k-- > 0 && tries < MOST_TRIES;) {
		uint32_t d = w->class_of[w->order[k]];
		if (d == c || fabs(w->worth[c] - w->worth[d]) > 1e-9 * w->worth[c] || !can_spare(s, d, x) ||
		    !worth_the_same(p, c, d))
			continue;
		bool free_swap = interchangeable(p, c, d);
		if (!free_swap && !w->plain)
			continue;
		add_dreams(w, c, 1, x);
		add_dreams(w, d, -1, x);
		if (free_swap || (rows_hold(w, c) && rows_hold(w, d)))
			return true;
		add_dreams(w, c, -1, x);
		add_dreams(w, d, 1, x);
		tries++;
	}
	return false;
}
