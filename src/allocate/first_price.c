/* SPDX-License-Identifier: Apache-2.0
 *
 * first_price.c - from which tally on would an unfunded dream get its first money, when prices are not unique?
 *
 * Raise c_i of a dream at zero: nothing changes until c_i exceeds its price under every optimal price vector, that is
 * the largest of them. That largest price is the marginal cost g'(0+) of the first money given to it. To find it,
 * make the dream take one minor unit (X_i >= 1) and mend the basis by exact dual pivots: the loss of the others is
 * g(1), the new prices give a marginal cost at 1. g is convex, so g(1) >= g'(0+), and if g(1) equals the price after,
 * g is linear up to there and the price is exact; else a limit is met within the first minor unit and no number is
 * claimed. The answer depends on pools and groups only, so it is asked once for all dreams that share them.
 */
#include "allocate/solution.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

#include <string.h>

enum { MOST_WORK = 4 * 1000 * 1000 }; /* columns looked at while asking */

static bool at_a_limit(const fl_basis *lp)
{
	mpq_t limit;
	mpq_init(limit);
	bool yes = false;
	for (size_t i = 0; !yes && i < lp->rank; i++) {
		fl_mpq_set_i64(limit, lp->lo[lp->basic[i]], 1);
		yes = mpq_equal(limit, lp->x[i]);
		fl_mpq_set_i64(limit, lp->hi[lp->basic[i]], 1);
		yes = yes || mpq_equal(limit, lp->x[i]);
	}
	for (size_t k = 0; !yes && k < lp->program->num_rows; k++)
		yes = lp->row_at[k] == FL_BASIC &&
		      ((lp->program->rows[k].has_lo && mpq_equal(lp->activity[k], lp->row_lo[k])) ||
		       (lp->program->rows[k].has_hi && mpq_equal(lp->activity[k], lp->row_hi[k])));
	mpq_clear(limit);
	return yes;
}

/* c_i - d_i under the present multipliers. */
static void price_of(const fl_basis *lp, uint32_t c, mpq_t ret)
{
	mpq_t own;
	mpq_init(own);
	fl_mpq_set_i64(own, lp->program->columns[c].c_num, lp->program->columns[c].c_den);
	fl_basis_reduced(lp, c, ret);
	mpq_sub(ret, own, ret);
	mpq_clear(own);
}

/* A value at its limit, and whether a change leads out of it. */
static bool leads_out(const mpq_t value, const mpq_t change, const mpq_t lo, const mpq_t hi)
{
	return (mpq_sgn(change) < 0 && mpq_equal(value, lo)) || (mpq_sgn(change) > 0 && mpq_equal(value, hi));
}

/* Would more money for class c push a basic variable over the limit at which it stands? If not, its price is what y
 * says. */
static void is_blocked(const fl_basis *lp, uint32_t c, mpq_t *dx, mpq_t *da, bool *ret)
{
	const fl_program *p = lp->program;
	mpq_t lo, hi;
	mpq_inits(lo, hi, NULL);
	for (size_t k = 0; k < p->num_rows; k++) {
		mpq_set_ui(dx[k], 0, 1);
		mpq_set_ui(da[k], 0, 1);
	}
	fl_basis_directions(lp, c, true, dx, da);
	*ret = false;
	for (size_t i = 0; !*ret && i < lp->rank; i++) {
		fl_mpq_set_i64(lo, lp->lo[lp->basic[i]], 1);
		fl_mpq_set_i64(hi, lp->hi[lp->basic[i]], 1);
		*ret = leads_out(lp->x[i], dx[i], lo, hi);
	}
	for (size_t k = 0; !*ret && k < p->num_rows; k++)
		*ret = lp->row_at[k] == FL_BASIC && leads_out(lp->activity[k], da[k], lp->row_lo[k], lp->row_hi[k]);
	mpq_clears(lo, hi, NULL);
}

/* Make class c take one minor unit; what do the others lose, and what is its price then? */
static fl_status ask(fl_basis *lp, uint32_t c, mpq_t optimum, bool *optimum_known, mpq_t price, bool *ret_known,
		     fl_error *err)
{
	fl_basis_answer answer;
	mpq_t loss, own;
	mpq_inits(loss, own, NULL);
	if (!*optimum_known)
		fl_basis_objective(lp, optimum);
	*optimum_known = true;
	lp->lo[c] = 1;
	fl_status status = fl_basis_refresh(lp, err);
	if (status == FL_OK)
		status = fl_basis_solve(lp, &answer, err);
	*ret_known = false;
	if (status == FL_OK && answer == FL_BASIS_OPTIMAL) {
		fl_basis_objective(lp, loss);
		fl_mpq_set_i64(own, lp->program->columns[c].c_num, lp->program->columns[c].c_den);
		mpq_sub(loss, optimum, loss);
		mpq_add(loss, loss, own); /* of the others alone */
		price_of(lp, c, price);
		*ret_known = mpq_equal(loss, price);
	}
	lp->lo[c] = lp->program->columns[c].lo;
	mpq_clears(loss, own, NULL);
	return status;
}

/* Rows of a class as a key: who shares it shares the answer. */
static fl_str rows_of(const fl_program *p, uint32_t c, fl_buf *key)
{
	fl_buf_clear(key);
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
		fl_buf_add(key, &p->row[e], sizeof p->row[e]);
		fl_buf_add(key, &p->coef[e], sizeof p->coef[e]);
	}
	return fl_buf_view(key);
}

/* The answer for the first class of its kind; the basis is as before afterwards. */
static fl_status settle(fl_solution *s, fl_basis *lp, uint32_t c, mpq_t optimum, bool *optimum_known, mpq_t *dx,
			mpq_t *da, size_t *work, fl_error *err)
{
	const fl_program *p = s->program;
	bool blocked = lp->column_at[c] == FL_BASIC;
	if (!blocked)
		is_blocked(lp, c, dx, da, &blocked);
	if (!blocked) {
		price_of(lp, c, s->first[c]);
		s->first_known[c] = true;
		return FL_OK;
	}
	if (*work > MOST_WORK)
		return FL_OK;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = column_at && row_at ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		memcpy(column_at, lp->column_at, p->num_columns);
		memcpy(row_at, lp->row_at, p->num_rows);
		status = ask(lp, c, optimum, optimum_known, s->first[c], &s->first_known[c], err);
		memcpy(lp->column_at, column_at, p->num_columns);
		memcpy(lp->row_at, row_at, p->num_rows);
		*work += p->num_columns;
	}
	if (status == FL_OK)
		status = fl_basis_refresh(lp, err);
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

static fl_status answer_all(fl_solution *s, fl_basis *lp, fl_error *err)
{
	const fl_program *p = s->program;
	fl_map asked = { 0 };
	fl_arena keys = FL_ARENA_INIT;
	fl_buf key;
	mpq_t optimum;
	size_t work = 0;
	bool optimum_known = false;
	mpq_t *dx = fl_alloc_array(p->num_rows + 1, sizeof *dx), *da = fl_alloc_array(p->num_rows + 1, sizeof *da);
	fl_status status = dx && da ? FL_OK : fl_enomem(err);
	for (size_t k = 0; k < p->num_rows; k++) {
		if (dx)
			mpq_init(dx[k]);
		if (da)
			mpq_init(da[k]);
	}
	fl_buf_init(&key, 1 << 20);
	mpq_init(optimum); /* asked for once, and only where it is needed */
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++) {
		if (s->first_known[c] || p->columns[c].hi < 1)
			continue;
		size_t like = fl_map_get(&asked, rows_of(p, c, &key));
		if (like == FL_MAP_NONE) {
			fl_str kept = fl_arena_str(&keys, fl_buf_view(&key));
			status = kept.data && fl_map_put(&asked, kept, c, &like) ? FL_OK : fl_enomem(err);
			if (status == FL_OK)
				status = settle(s, lp, c, optimum, &optimum_known, dx, da, &work, err);
			continue;
		}
		mpq_set(s->first[c], s->first[like]);
		s->first_known[c] = s->first_known[like];
	}
	if (status == FL_OK)
		status = fl_buf_status(&key, err);
	for (size_t k = 0; k < p->num_rows; k++) {
		if (dx)
			mpq_clear(dx[k]);
		if (da)
			mpq_clear(da[k]);
	}
	fl_free(dx);
	fl_free(da);
	mpq_clear(optimum);
	fl_buf_release(&key);
	fl_map_release(&asked);
	fl_arena_release(&keys);
	return status;
}

fl_status fl_first_prices(fl_solution *s, fl_basis *lp, fl_error *err)
{
	const fl_program *p = s->program;
	if (!at_a_limit(lp))
		return FL_OK;
	s->first = fl_alloc_array(p->num_classes + 1, sizeof *s->first);
	s->first_known = fl_alloc_array(p->num_classes + 1, sizeof *s->first_known);
	if (!s->first || !s->first_known)
		return fl_enomem(err);
	mpq_t x;
	mpq_init(x);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		mpq_init(s->first[c]);
		fl_basis_value(lp, c, x);
		if (mpq_sgn(x) == 0)
			continue; /* to be asked; the others have money in an optimum: any gain keeps it there */
		fl_mpq_set_i64(s->first[c], p->columns[c].c_num, p->columns[c].c_den);
		s->first_known[c] = true;
	}
	mpq_clear(x);
	fl_status status = answer_all(s, lp, err);
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++) { /* the prices that are published */
		mpq_set(lp->y[k], s->y[k]);
		lp->y_near[k] = mpq_get_d(lp->y[k]);
		lp->y_size[k] = lp->y_near[k] < 0 ? -lp->y_near[k] : lp->y_near[k];
	}
	return status;
}
