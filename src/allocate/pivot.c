/* SPDX-License-Identifier: Apache-2.0
 *
 * pivot.c - the pivots of basis.h: dual simplex to mend a float solver's basis, primal simplex to walk on the optimal
 * face.
 *
 * Dual: move nonbasic variables to the side their reduced cost prefers (all are boxed), then, while a basic variable
 * is outside its limits, let the worst leave and the one with the least ratio |d| / |alpha| enter. Primal: let a
 * variable whose reduced cost promises a gain enter, up to the first limit in the way. After many pivots both take
 * the smallest index instead (Bland, Mathematics of Operations Research 2, 1977), which cannot cycle. Variables are
 * numbered columns first, then rows.
 */
#include "allocate/basis.h"

#include "base/error.h"
#include "base/rational.h"

#include <float.h>
#include <math.h>

enum { PATIENT_PIVOTS = 500 };

typedef struct leaving { /* the basic variable that must leave, and on which side it is outside */
	uint32_t index;  /* column, or num_columns + row */
	bool below;
} leaving;

static fl_status new_row_vector(const fl_basis *lp, mpq_t **ret, fl_error *err)
{
	*ret = fl_alloc_array(lp->program->num_rows + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t k = 0; k < lp->program->num_rows; k++)
		mpq_init((*ret)[k]);
	return FL_OK;
}

static void free_row_vector(const fl_basis *lp, mpq_t *v)
{
	for (size_t k = 0; v && k < lp->program->num_rows; k++)
		mpq_clear(v[k]);
	fl_free(v);
}

static bool narrow(const fl_basis *lp, size_t k)
{
	return mpq_cmp(lp->row_lo[k], lp->row_hi[k]) >= 0;
}

/* ---- Dual ------------------------------------------------------------------------------------------ */

static bool move_to_better_sides(fl_basis *lp)
{
	bool moved = false;
	for (size_t j = 0; j < lp->program->num_columns; j++) {
		if (lp->column_at[j] == FL_BASIC || lp->lo[j] >= lp->hi[j])
			continue;
		int sign = fl_basis_sign(lp, j);
		uint8_t want = sign > 0 ? FL_AT_HI : sign < 0 ? FL_AT_LO : lp->column_at[j];
		moved = moved || want != lp->column_at[j];
		lp->column_at[j] = want;
	}
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		if (lp->row_at[k] == FL_BASIC || narrow(lp, k))
			continue;
		int sign = mpq_sgn(lp->y[k]);
		uint8_t want = sign > 0 ? FL_AT_HI : sign < 0 ? FL_AT_LO : lp->row_at[k];
		moved = moved || want != lp->row_at[k];
		lp->row_at[k] = want;
	}
	return moved;
}

static bool find_leaving(const fl_basis *lp, leaving *ret)
{
	size_t n = lp->program->num_columns;
	bool first_wins = lp->pivots > PATIENT_PIVOTS, found = false;
	double worst = -1;
	mpq_t gap, limit;
	mpq_inits(gap, limit, NULL);
	for (size_t i = 0; i < lp->rank && !(found && first_wins); i++) {
		uint32_t j = lp->basic[i];
		fl_basis_end(lp, j, false, limit);
		mpq_sub(gap, limit, lp->x[i]);
		bool below = mpq_sgn(gap) > 0;
		if (!below) {
			fl_basis_end(lp, j, true, limit);
			mpq_sub(gap, lp->x[i], limit);
		}
		if (mpq_sgn(gap) > 0 && mpq_get_d(gap) > worst) {
			worst = mpq_get_d(gap);
			*ret = (leaving){ j, below };
			found = true;
		}
	}
	for (uint32_t k = 0; k < lp->program->num_rows && !(found && first_wins); k++) {
		if (lp->row_at[k] != FL_BASIC)
			continue;
		mpq_sub(gap, lp->row_lo[k], lp->activity[k]);
		bool below = mpq_sgn(gap) > 0;
		if (!below)
			mpq_sub(gap, lp->activity[k], lp->row_hi[k]);
		if (mpq_sgn(gap) > 0 && mpq_get_d(gap) > worst) {
			worst = mpq_get_d(gap);
			*ret = (leaving){ (uint32_t)n + k, below };
			found = true;
		}
	}
	mpq_clears(gap, limit, NULL);
	return found;
}

/* v over the tight rows (by row): d(leaving) / d(limit of tight row). */
static fl_status dual_row(const fl_basis *lp, const leaving *out, mpq_t *v, fl_error *err)
{
	const fl_program *p = lp->program;
	mpq_t *by_column;
	FL_TRY(new_row_vector(lp, &by_column, err));
	if (out->index < p->num_columns) {
		mpq_set_ui(by_column[lp->position[out->index]], 1, 1);
	} else {
		uint32_t k = out->index - (uint32_t)p->num_columns;
		for (size_t i = 0; i < lp->rank; i++)
			for (uint32_t e = p->start[lp->basic[i]]; e < p->start[lp->basic[i] + 1]; e++)
				if (p->row[e] == k)
					fl_mpq_set_i64(by_column[i], p->coef[e], 1);
	}
	fl_lu_solve_transposed(lp->lu, by_column);
	for (size_t t = 0; t < lp->rank; t++)
		mpq_swap(v[lp->tight[t]], by_column[t]);
	free_row_vector(lp, by_column);
	return FL_OK;
}

/* alpha_j = d(leaving) / d(X_j) for a nonbasic column. */
static void alpha_of(const fl_basis *lp, const leaving *out, mpq_t *v, size_t j, mpq_t ret)
{
	const fl_program *p = lp->program;
	mpq_t a;
	mpq_init(a);
	mpq_set_ui(ret, 0, 1);
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		fl_mpq_set_i64(a, p->coef[e], 1);
		if (out->index == p->num_columns + p->row[e])
			mpq_add(ret, ret, a);
		if (mpq_sgn(v[p->row[e]]) != 0) {
			mpq_mul(a, a, v[p->row[e]]);
			mpq_sub(ret, ret, a);
		}
	}
	mpq_clear(a);
}

/* v as doubles, and their sizes, for what is clear without rationals. */
typedef struct near_row {
	double *value, *size;
} near_row;

static fl_status near_row_new(const fl_basis *lp, mpq_t *v, near_row *ret, fl_error *err)
{
	ret->value = fl_alloc_array(lp->program->num_rows + 1, sizeof *ret->value);
	ret->size = fl_alloc_array(lp->program->num_rows + 1, sizeof *ret->size);
	if (!ret->value || !ret->size)
		return fl_enomem(err);
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		ret->value[k] = mpq_get_d(v[k]);
		ret->size[k] = fabs(ret->value[k]);
	}
	return FL_OK;
}

static void near_row_free(near_row *row)
{
	fl_free(row->value);
	fl_free(row->size);
}

/* Can this column not be the one? It stands still, or moves the wrong way, or its ratio is above 'best' (negative: none yet), beyond the
 * error of doubles, which is that of fl_basis_sign. */
static bool is_ruled_out(const fl_basis *lp, const leaving *out, const near_row *v, size_t j, int want, double best)
{
	const fl_program *p = lp->program;
	const fl_column *column = &p->columns[j];
	double d = lp->goal == UINT32_MAX ? (double)column->c_num / (double)column->c_den : 0;
	double alpha = 0, alpha_size = 0, d_size = fabs(d);
	if (lp->goal != UINT32_MAX)
		return false;
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		double a = (double)p->coef[e], size = fabs(a);
		if (out->index == p->num_columns + p->row[e]) {
			alpha += a;
			alpha_size += size;
		}
		alpha -= a * v->value[p->row[e]];
		alpha_size += size * v->size[p->row[e]];
		d -= a * lp->y_near[p->row[e]];
		d_size += size * lp->y_size[p->row[e]];
	}
	double error = (double)(2 * (p->start[j + 1] - p->start[j]) + 8) * 2 * DBL_EPSILON;
	double alpha_error = alpha_size * error, d_error = d_size * error;
	if (fabs(alpha) <= alpha_error)
		return alpha_size == 0; /* no entry in a row that counts: it is 0 */
	if ((alpha > 0 ? 1 : -1) * (lp->column_at[j] == FL_AT_HI ? -1 : 1) != want)
		return true;
	return best >= 0 && (fabs(d) - d_error) * (1 - error) > best * (fabs(alpha) + alpha_error) * (1 + error);
}

/* The nonbasic variable whose reduced cost reaches zero first; false: none can help, the program is infeasible. */
static bool find_entering_dual(const fl_basis *lp, const leaving *out, mpq_t *v, const near_row *near, uint32_t *ret)
{
	const fl_program *p = lp->program;
	int want = out->below ? 1 : -1;
	bool found = false;
	double nearest = -1; /* 'best' */
	mpq_t alpha, ratio, best;
	mpq_inits(alpha, ratio, best, NULL);
	for (uint32_t j = 0; j < p->num_columns + p->num_rows; j++) {
		uint32_t k = j < p->num_columns ? 0 : j - (uint32_t)p->num_columns;
		uint8_t at = j < p->num_columns ? lp->column_at[j] : lp->row_at[k];
		if (at == FL_BASIC || (j < p->num_columns ? lp->lo[j] >= lp->hi[j] : narrow(lp, k)))
			continue;
		if (j < p->num_columns && is_ruled_out(lp, out, near, j, want, nearest))
			continue;
		if (j < p->num_columns)
			alpha_of(lp, out, v, j, alpha);
		else
			mpq_set(alpha, v[k]);
		int gain = mpq_sgn(alpha) * (at == FL_AT_HI ? -1 : 1);
		if (gain != want)
			continue;
		if (j < p->num_columns)
			fl_basis_reduced(lp, j, ratio);
		else
			mpq_set(ratio, lp->y[k]);
		mpq_div(ratio, ratio, alpha);
		mpq_abs(ratio, ratio);
		if (!found || mpq_cmp(ratio, best) < 0) {
			mpq_swap(ratio, best);
			nearest = mpq_get_d(best) * (1 + 4 * DBL_EPSILON); /* mpq_get_d cuts off */
			*ret = j;
			found = true;
		}
	}
	mpq_clears(alpha, ratio, best, NULL);
	return found;
}

static void set_standing(fl_basis *lp, uint32_t index, uint8_t at)
{
	if (index < lp->program->num_columns)
		lp->column_at[index] = at;
	else
		lp->row_at[index - lp->program->num_columns] = at;
}

/* Farkas: the leaving variable cannot reach its limit within all others' limits (signs: proof.h, FL_LEAF_EMPTY). */
static void leave_ray(fl_basis *lp, const leaving *out, mpq_t *v)
{
	size_t n = lp->program->num_columns;
	mpq_t one;
	mpq_init(one);
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		mpq_set(lp->y[k], v[k]);
		if (out->index == n + k) {
			mpq_set_ui(one, 1, 1);
			mpq_sub(lp->y[k], lp->y[k], one);
		}
		if (!out->below)
			mpq_neg(lp->y[k], lp->y[k]);
	}
	mpq_clear(one);
}

/* A multiplier may stand on an implied limit. There all columns of the row are at their own limits, so the boxes
 * carry the weight and the multiplier can go: complementary slackness still holds, column by column. */
static void drop_implied(fl_basis *lp)
{
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		int sign = mpq_sgn(lp->y[k]);
		if ((sign > 0 && !lp->program->rows[k].has_hi) || (sign < 0 && !lp->program->rows[k].has_lo)) {
			mpq_set_ui(lp->y[k], 0, 1);
			lp->y_near[k] = lp->y_size[k] = 0;
		}
	}
}

/* A limit that the boxes cannot reach: then no basis is feasible, and one with that row nonbasic at the range that the boxes imply
 * would not show it. The row alone is the ray. */
static bool out_of_reach(fl_basis *lp)
{
	const fl_program *p = lp->program;
	for (size_t k = 0; k < p->num_rows; k++) {
		if (mpq_cmp(lp->row_lo[k], lp->row_hi[k]) <= 0)
			continue;
		for (size_t i = 0; i < p->num_rows; i++) {
			mpq_set_si(lp->y[i], i != k ? 0 : p->rows[k].has_lo ? -1 : 1, 1);
			lp->y_near[i] = mpq_get_d(lp->y[i]);
			lp->y_size[i] = fabs(lp->y_near[i]);
		}
		return true;
	}
	return false;
}

fl_status fl_basis_solve(fl_basis *lp, fl_basis_answer *ret_answer, fl_error *err)
{
	fl_status status = FL_OK;
	mpq_t *v = NULL;
	near_row near = { NULL, NULL };
	if (out_of_reach(lp)) {
		*ret_answer = FL_BASIS_INFEASIBLE;
		return FL_OK;
	}
	if (move_to_better_sides(lp)) {
		lp->mended = true;
		FL_TRY(fl_basis_refresh(lp, err));
	}
	leaving out = { 0, false };
	*ret_answer = FL_BASIS_OPTIMAL;
	while (status == FL_OK && find_leaving(lp, &out)) {
		uint32_t in = 0;
		status = new_row_vector(lp, &v, err);
		if (status == FL_OK)
			status = dual_row(lp, &out, v, err);
		if (status == FL_OK)
			status = near_row_new(lp, v, &near, err);
		bool found = status == FL_OK && find_entering_dual(lp, &out, v, &near, &in);
		near_row_free(&near);
		near = (near_row){ NULL, NULL };
		if (status == FL_OK && !found) {
			leave_ray(lp, &out, v);
			*ret_answer = FL_BASIS_INFEASIBLE;
			break;
		}
		free_row_vector(lp, v);
		v = NULL;
		if (status == FL_OK) {
			set_standing(lp, out.index, out.below ? FL_AT_LO : FL_AT_HI);
			set_standing(lp, in, FL_BASIC);
			lp->pivots++;
			lp->mended = true;
			status = fl_basis_refresh(lp, err);
		}
	}
	free_row_vector(lp, v);
	drop_implied(lp);
	return status;
}

/* ---- Primal ---------------------------------------------------------------------------------------- */

/* The first nonbasic variable that gains, and the direction in which it moves. */
static bool find_entering_primal(const fl_basis *lp, uint32_t *ret, bool *ret_up)
{
	const fl_program *p = lp->program;
	for (uint32_t j = 0; j < p->num_columns; j++) {
		if (lp->column_at[j] == FL_BASIC || lp->lo[j] >= lp->hi[j])
			continue;
		int sign = fl_basis_sign(lp, j);
		if (sign == (lp->column_at[j] == FL_AT_HI ? -1 : 1)) {
			*ret = j;
			*ret_up = sign > 0;
			return true;
		}
	}
	for (uint32_t k = 0; k < p->num_rows; k++) {
		if (lp->row_at[k] == FL_BASIC || narrow(lp, k))
			continue;
		int sign = mpq_sgn(lp->y[k]);
		if (sign == (lp->row_at[k] == FL_AT_HI ? -1 : 1)) {
			*ret = (uint32_t)p->num_columns + k;
			*ret_up = sign > 0;
			return true;
		}
	}
	return false;
}

void fl_basis_directions(const fl_basis *lp, uint32_t in, bool up, mpq_t *dx, mpq_t *da)
{
	const fl_program *p = lp->program;
	mpq_t a;
	mpq_init(a);
	for (size_t t = 0; t < lp->rank; t++)
		if (in == p->num_columns + lp->tight[t])
			mpq_set_si(dx[t], up ? 1 : -1, 1);
	if (in < p->num_columns)
		for (uint32_t e = p->start[in]; e < p->start[in + 1]; e++) {
			fl_mpq_set_i64(a, up ? p->coef[e] : -p->coef[e], 1);
			mpq_set(da[p->row[e]], a);
		}
	for (size_t t = 0; in < p->num_columns && t < lp->rank; t++)
		mpq_neg(dx[t], da[lp->tight[t]]);
	fl_lu_solve(lp->lu, dx);
	for (size_t i = 0; i < lp->rank; i++)
		for (uint32_t e = p->start[lp->basic[i]]; mpq_sgn(dx[i]) != 0 && e < p->start[lp->basic[i] + 1];
		     e++) {
			fl_mpq_set_i64(a, p->coef[e], 1);
			mpq_mul(a, a, dx[i]);
			mpq_add(da[p->row[e]], da[p->row[e]], a);
		}
	mpq_clear(a);
}

/* Room of a value before its limit when it changes by 'rate' a step; keeps the least. */
static void limit_step(const mpq_t value, const mpq_t rate, const mpq_t lo, const mpq_t hi, uint32_t index,
		       mpq_t least, uint32_t *out, bool *at_hi)
{
	int sign = mpq_sgn(rate);
	if (sign == 0)
		return;
	mpq_t room;
	mpq_init(room);
	mpq_sub(room, sign > 0 ? hi : lo, value);
	mpq_div(room, room, rate);
	if (*out == UINT32_MAX || mpq_cmp(room, least) < 0) {
		mpq_swap(room, least);
		*out = index;
		*at_hi = sign > 0;
	}
	mpq_clear(room);
}

/* Which variable stops the move: the entering one itself at its other limit, or a basic one. */
static uint32_t find_stop(const fl_basis *lp, uint32_t in, mpq_t *dx, mpq_t *da, bool *at_hi)
{
	const fl_program *p = lp->program;
	uint32_t out = in;
	mpq_t least, lo, hi;
	mpq_inits(least, lo, hi, NULL);
	if (in < p->num_columns) {
		fl_basis_end(lp, in, true, least);
		fl_basis_end(lp, in, false, lo);
		mpq_sub(least, least, lo);
	} else {
		mpq_sub(least, lp->row_hi[in - p->num_columns], lp->row_lo[in - p->num_columns]);
	}
	for (size_t i = 0; i < lp->rank; i++) {
		fl_basis_end(lp, lp->basic[i], false, lo);
		fl_basis_end(lp, lp->basic[i], true, hi);
		limit_step(lp->x[i], dx[i], lo, hi, lp->basic[i], least, &out, at_hi);
	}
	for (uint32_t k = 0; k < p->num_rows; k++)
		if (lp->row_at[k] == FL_BASIC)
			limit_step(lp->activity[k], da[k], lp->row_lo[k], lp->row_hi[k], (uint32_t)p->num_columns + k,
				   least, &out, at_hi);
	mpq_clears(least, lo, hi, NULL);
	return out;
}

fl_status fl_basis_primal(fl_basis *lp, fl_error *err)
{
	fl_status status = fl_basis_refresh(lp, err);
	uint32_t in;
	bool up;
	while (status == FL_OK && find_entering_primal(lp, &in, &up)) {
		mpq_t *dx = NULL, *da = NULL;
		bool at_hi = false;
		status = new_row_vector(lp, &dx, err);
		if (status == FL_OK)
			status = new_row_vector(lp, &da, err);
		if (status == FL_OK) {
			fl_basis_directions(lp, in, up, dx, da);
			uint32_t out = find_stop(lp, in, dx, da, &at_hi);
			if (out == in) {
				set_standing(lp, in, up ? FL_AT_HI : FL_AT_LO);
			} else {
				set_standing(lp, out, at_hi ? FL_AT_HI : FL_AT_LO);
				set_standing(lp, in, FL_BASIC);
			}
			lp->pivots++;
		}
		free_row_vector(lp, dx);
		free_row_vector(lp, da);
		if (status == FL_OK)
			status = fl_basis_refresh(lp, err);
	}
	return status;
}
