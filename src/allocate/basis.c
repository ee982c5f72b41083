/* SPDX-License-Identifier: Apache-2.0
 *
 * basis.c - a basis solved in rationals: values, multipliers, reduced costs. The pivots are in pivot.c.
 *
 * With B the basic columns and T the tight (nonbasic) rows, |B| = |T|, the kernel K = A[T, B] is what has to be
 * factored: K x_B = limits_T - A[T, N] x_N and K' y_T = c_B; all else follows. Nonbasic columns stand at integers, so
 * everything but x_B is summed in 128-bit integers.
 */
#include "allocate/basis.h"

#include "base/error.h"
#include "base/rational.h"

#include <float.h>
#include <math.h>
#include <string.h>

void fl_basis_free(fl_basis *lp)
{
	if (!lp)
		return;
	size_t m = lp->program->num_rows;
	fl_mpq_array_free(lp->row_lo, m);
	fl_mpq_array_free(lp->row_hi, m);
	fl_mpq_array_free(lp->x, m);
	fl_mpq_array_free(lp->activity, m);
	fl_mpq_array_free(lp->y, m);
	fl_lu_free(lp->lu);
	fl_free(lp->lo);
	fl_free(lp->hi);
	fl_free(lp->column_at);
	fl_free(lp->row_at);
	fl_free(lp->basic);
	fl_free(lp->tight);
	fl_free(lp->position);
	fl_free(lp->y_near);
	fl_free(lp->y_size);
	fl_free(lp);
}

void fl_basis_end(const fl_basis *lp, size_t j, bool upper, mpq_t ret)
{
	if (lp->lo_exact)
		mpq_set(ret, upper ? lp->hi_exact[j] : lp->lo_exact[j]);
	else
		fl_mpq_set_i64(ret, upper ? lp->hi[j] : lp->lo[j], 1);
}

/* imply_limits for boxes that are fractions. */
static void imply_exact_limits(fl_basis *lp)
{
	const fl_program *p = lp->program;
	mpq_t a, b;
	mpq_inits(a, b, NULL);
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			size_t k = p->row[e];
			bool down = p->coef[e] < 0;
			fl_mpq_set_i64(a, p->coef[e], 1);
			if (!p->rows[k].has_lo) {
				mpq_mul(b, a, down ? lp->hi_exact[j] : lp->lo_exact[j]);
				mpq_add(lp->row_lo[k], lp->row_lo[k], b);
			}
			if (!p->rows[k].has_hi) {
				mpq_mul(b, a, down ? lp->lo_exact[j] : lp->hi_exact[j]);
				mpq_add(lp->row_hi[k], lp->row_hi[k], b);
			}
		}
	for (size_t k = 0; k < p->num_rows; k++) {
		if (p->rows[k].has_lo)
			mpq_set(lp->row_lo[k], p->rows[k].lo);
		if (p->rows[k].has_hi)
			mpq_set(lp->row_hi[k], p->rows[k].hi);
	}
	mpq_clears(a, b, NULL);
}

/* What the boxes alone allow a row: the limits where the program has none. */
static fl_status imply_limits(fl_basis *lp, fl_error *err)
{
	const fl_program *p = lp->program;
	__int128 *least = fl_alloc_array(p->num_rows + 1, sizeof *least),
		 *most = fl_alloc_array(p->num_rows + 1, sizeof *most);
	for (size_t j = 0; least && most && j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			__int128 a = (__int128)p->coef[e] * lp->lo[j], b = (__int128)p->coef[e] * lp->hi[j];
			least[p->row[e]] += a < b ? a : b;
			most[p->row[e]] += a < b ? b : a;
		}
	for (size_t k = 0; least && most && k < p->num_rows; k++) {
		if (p->rows[k].has_lo)
			mpq_set(lp->row_lo[k], p->rows[k].lo);
		else
			fl_program_int128(lp->row_lo[k], least[k]);
		if (p->rows[k].has_hi)
			mpq_set(lp->row_hi[k], p->rows[k].hi);
		else
			fl_program_int128(lp->row_hi[k], most[k]);
	}
	bool ok = least && most;
	fl_free(least);
	fl_free(most);
	return ok ? FL_OK : fl_enomem(err);
}

/* Boxes of integers lo, hi (NULL: the program's), or of fractions. */
static fl_status basis_new(const fl_program *p, const fl_money *lo, const fl_money *hi, mpq_t *lo_exact,
			   mpq_t *hi_exact, const uint8_t *column_at, const uint8_t *row_at, fl_basis **ret_basis,
			   fl_error *err)
{
	size_t n = p->num_columns, m = p->num_rows;
	fl_basis *lp = fl_alloc(sizeof *lp);
	if (!lp)
		return fl_enomem(err);
	lp->program = p;
	lp->goal = UINT32_MAX;
	lp->lo_exact = lo_exact;
	lp->hi_exact = hi_exact;
	lp->lo = fl_alloc_array(n + 1, sizeof *lp->lo);
	lp->hi = fl_alloc_array(n + 1, sizeof *lp->hi);
	lp->column_at = fl_alloc_array(n + 1, 1);
	lp->row_at = fl_alloc_array(m + 1, 1);
	lp->basic = fl_alloc_array(m + 1, sizeof *lp->basic);
	lp->tight = fl_alloc_array(m + 1, sizeof *lp->tight);
	lp->position = fl_alloc_array(n + 1, sizeof *lp->position);
	lp->y_near = fl_alloc_array(m + 1, sizeof *lp->y_near);
	lp->y_size = fl_alloc_array(m + 1, sizeof *lp->y_size);
	lp->row_lo = fl_mpq_array_new(m);
	lp->row_hi = fl_mpq_array_new(m);
	lp->x = fl_mpq_array_new(m);
	lp->activity = fl_mpq_array_new(m);
	lp->y = fl_mpq_array_new(m);
	fl_status status = FL_OK;
	if (!lp->lo || !lp->hi || !lp->column_at || !lp->row_at || !lp->basic || !lp->tight || !lp->position ||
	    !lp->y_near || !lp->y_size || !lp->row_lo || !lp->row_hi || !lp->x || !lp->activity || !lp->y)
		status = fl_enomem(err);
	for (size_t j = 0; status == FL_OK && j < n; j++) {
		lp->lo[j] = lo_exact ? 0 : lo ? lo[j] : p->columns[j].lo;
		lp->hi[j] = hi_exact ? mpq_cmp(lo_exact[j], hi_exact[j]) < 0 : hi ? hi[j] : p->columns[j].hi;
		lp->column_at[j] = column_at[j];
	}
	if (status == FL_OK) {
		memcpy(lp->row_at, row_at, m);
		if (lo_exact)
			imply_exact_limits(lp);
		else
			status = imply_limits(lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_refresh(lp, err);
	if (status == FL_OK)
		*ret_basis = lp;
	else
		fl_basis_free(lp);
	return status;
}

fl_status fl_basis_new(const fl_program *p, const fl_money *lo, const fl_money *hi, const uint8_t *column_at,
		       const uint8_t *row_at, fl_basis **ret_basis, fl_error *err)
{
	return basis_new(p, lo, hi, NULL, NULL, column_at, row_at, ret_basis, err);
}

fl_status fl_basis_new_exact(const fl_program *p, mpq_t *lo, mpq_t *hi, const uint8_t *column_at,
			     const uint8_t *row_at, fl_basis **ret_basis, fl_error *err)
{
	return basis_new(p, NULL, NULL, lo, hi, column_at, row_at, ret_basis, err);
}

/* ---- The kernel ------------------------------------------------------------------------------------ */

/* List basic columns and tight rows; should their numbers differ, the surplus leaves or joins. */
static void list_basis(fl_basis *lp)
{
	const fl_program *p = lp->program;
	size_t tight = 0, basic = 0;
	for (uint32_t k = 0; k < p->num_rows; k++)
		if (lp->row_at[k] != FL_BASIC)
			lp->tight[tight++] = k;
	for (uint32_t j = 0; j < p->num_columns; j++) {
		lp->position[j] = UINT32_MAX;
		if (lp->column_at[j] != FL_BASIC)
			continue;
		if (basic == tight) {
			lp->column_at[j] = FL_AT_LO;
			lp->mended = true;
			continue;
		}
		lp->position[j] = (uint32_t)basic;
		lp->basic[basic++] = j;
	}
	lp->mended = lp->mended || tight > basic;
	while (tight > basic)
		lp->row_at[lp->tight[--tight]] = FL_BASIC;
	lp->rank = basic;
}

static fl_status factor_once(fl_basis *lp, uint32_t *ret_bad_row, uint32_t *ret_bad_column, fl_error *err)
{
	const fl_program *p = lp->program;
	list_basis(lp);
	size_t count = 0;
	for (size_t i = 0; i < lp->rank; i++)
		count += p->start[lp->basic[i] + 1] - p->start[lp->basic[i]];
	fl_lu_entry *entries = fl_alloc_array(count + 1, sizeof *entries);
	uint32_t *row_index = fl_alloc_array(p->num_rows + 1, sizeof *row_index);
	fl_status status = entries && row_index ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		for (size_t k = 0; k < p->num_rows; k++)
			row_index[k] = UINT32_MAX;
		for (uint32_t t = 0; t < lp->rank; t++)
			row_index[lp->tight[t]] = t;
		count = 0;
		for (uint32_t i = 0; i < lp->rank; i++)
			for (uint32_t e = p->start[lp->basic[i]]; e < p->start[lp->basic[i] + 1]; e++)
				if (row_index[p->row[e]] != UINT32_MAX)
					entries[count++] = (fl_lu_entry){ row_index[p->row[e]], i, p->coef[e] };
		fl_lu_free(lp->lu);
		lp->lu = NULL;
		status = fl_lu_factor(lp->rank, entries, count, &lp->lu, ret_bad_row, ret_bad_column, err);
	}
	fl_free(entries);
	fl_free(row_index);
	return status;
}

/* Factor; where the float solver's basis is singular, a row takes the place of a column. */
static fl_status factor(fl_basis *lp, fl_error *err)
{
	for (;;) {
		uint32_t bad_row = 0, bad_column = 0;
		FL_TRY(factor_once(lp, &bad_row, &bad_column, err));
		if (lp->lu)
			return FL_OK;
		lp->mended = true;
		lp->column_at[lp->basic[bad_column]] = FL_AT_LO;
		lp->row_at[lp->tight[bad_row]] = FL_BASIC;
	}
}

/* What the nonbasic columns put into each row: integers, as long as boxes are. */
static fl_status sum_nonbasic(fl_basis *lp, fl_error *err)
{
	const fl_program *p = lp->program;
	__int128 *fixed = fl_alloc_array(p->num_rows + 1, sizeof *fixed);
	if (!fixed)
		return fl_enomem(err);
	for (size_t j = 0; j < p->num_columns; j++) {
		if (lp->column_at[j] == FL_BASIC)
			continue;
		fl_money at = lp->column_at[j] == FL_AT_HI ? lp->hi[j] : lp->lo[j];
		for (uint32_t e = p->start[j]; at != 0 && e < p->start[j + 1]; e++)
			fixed[p->row[e]] += (__int128)p->coef[e] * at;
	}
	for (size_t k = 0; k < p->num_rows; k++)
		fl_program_int128(lp->activity[k], fixed[k]);
	fl_free(fixed);
	return FL_OK;
}

static void sum_nonbasic_exact(fl_basis *lp)
{
	const fl_program *p = lp->program;
	mpq_t a;
	mpq_init(a);
	for (size_t k = 0; k < p->num_rows; k++)
		mpq_set_ui(lp->activity[k], 0, 1);
	for (size_t j = 0; j < p->num_columns; j++) {
		if (lp->column_at[j] == FL_BASIC)
			continue;
		mpq_srcptr at = lp->column_at[j] == FL_AT_HI ? lp->hi_exact[j] : lp->lo_exact[j];
		for (uint32_t e = p->start[j]; mpq_sgn(at) != 0 && e < p->start[j + 1]; e++) {
			fl_mpq_set_i64(a, p->coef[e], 1);
			mpq_mul(a, a, at);
			mpq_add(lp->activity[p->row[e]], lp->activity[p->row[e]], a);
		}
	}
	mpq_clear(a);
}

static fl_status compute_values(fl_basis *lp, fl_error *err)
{
	const fl_program *p = lp->program;
	if (lp->lo_exact)
		sum_nonbasic_exact(lp);
	else
		FL_TRY(sum_nonbasic(lp, err));
	for (size_t t = 0; t < lp->rank; t++) {
		uint32_t k = lp->tight[t];
		mpq_sub(lp->x[t], lp->row_at[k] == FL_AT_HI ? lp->row_hi[k] : lp->row_lo[k], lp->activity[k]);
	}
	fl_lu_solve(lp->lu, lp->x);
	mpq_t product, a;
	mpq_inits(product, a, NULL);
	for (size_t i = 0; i < lp->rank; i++)
		for (uint32_t e = p->start[lp->basic[i]]; e < p->start[lp->basic[i] + 1]; e++) {
			fl_mpq_set_i64(a, p->coef[e], 1);
			mpq_mul(product, a, lp->x[i]);
			mpq_add(lp->activity[p->row[e]], lp->activity[p->row[e]], product);
		}
	mpq_clears(product, a, NULL);
	return FL_OK;
}

static void objective_of(const fl_basis *lp, size_t j, mpq_t ret)
{
	const fl_column *column = &lp->program->columns[j];
	if (lp->goal == UINT32_MAX)
		fl_mpq_set_i64(ret, column->c_num, column->c_den);
	else
		mpq_set_si(ret, j != lp->goal ? 0 : lp->goal_down ? -1 : 1, 1);
}

static fl_status compute_multipliers(fl_basis *lp, fl_error *err)
{
	mpq_t *c = fl_mpq_array_new(lp->rank);
	if (!c)
		return fl_enomem(err);
	for (size_t i = 0; i < lp->rank; i++)
		objective_of(lp, lp->basic[i], c[i]);
	fl_lu_solve_transposed(lp->lu, c);
	for (size_t k = 0; k < lp->program->num_rows; k++)
		mpq_set_ui(lp->y[k], 0, 1);
	for (size_t t = 0; t < lp->rank; t++)
		mpq_swap(lp->y[lp->tight[t]], c[t]);
	for (size_t k = 0; k < lp->program->num_rows; k++) {
		lp->y_near[k] = mpq_get_d(lp->y[k]);
		lp->y_size[k] = fabs(lp->y_near[k]);
	}
	fl_mpq_array_free(c, lp->rank);
	return FL_OK;
}

fl_status fl_basis_refresh(fl_basis *lp, fl_error *err)
{
	FL_TRY(factor(lp, err));
	FL_TRY(compute_values(lp, err));
	return compute_multipliers(lp, err);
}

/* ---- Reading the solution -------------------------------------------------------------------------- */

void fl_basis_value(const fl_basis *lp, size_t j, mpq_t ret)
{
	if (lp->column_at[j] == FL_BASIC)
		mpq_set(ret, lp->x[lp->position[j]]);
	else
		fl_basis_end(lp, j, lp->column_at[j] == FL_AT_HI, ret);
}

void fl_basis_reduced(const fl_basis *lp, size_t j, mpq_t ret)
{
	const fl_program *p = lp->program;
	mpq_t product;
	mpq_init(product);
	objective_of(lp, j, ret);
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		if (mpq_sgn(lp->y[p->row[e]]) == 0)
			continue;
		fl_mpq_set_i64(product, p->coef[e], 1);
		mpq_mul(product, product, lp->y[p->row[e]]);
		mpq_sub(ret, ret, product);
	}
	mpq_clear(product);
}

/* In doubles where the rounding error cannot turn the sign: each of the t terms and additions errs by at most 2^-52
 * of the sum of their sizes (mpq_get_d truncates: one unit in the last place each). Else in rationals. */
int fl_basis_sign(const fl_basis *lp, size_t j)
{
	const fl_program *p = lp->program;
	const fl_column *column = &p->columns[j];
	double d = lp->goal == UINT32_MAX ? (double)column->c_num / (double)column->c_den
		   : j != lp->goal        ? 0
		   : lp->goal_down        ? -1
					  : 1;
	double size = fabs(d);
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		double a = (double)p->coef[e];
		d -= a * lp->y_near[p->row[e]];
		size += fabs(a) * lp->y_size[p->row[e]];
	}
	double doubt = size * (double)(2 * (p->start[j + 1] - p->start[j]) + 8) * DBL_EPSILON;
	if (d > doubt)
		return 1;
	if (d < -doubt)
		return -1;
	mpq_t exact;
	mpq_init(exact);
	fl_basis_reduced(lp, j, exact);
	int sign = mpq_sgn(exact);
	mpq_clear(exact);
	return sign;
}

/* Most columns stand at an end that makes a whole number of the objective: those are summed as integers. */
static bool whole_part(const fl_basis *lp, size_t j, __int128 *sum)
{
	const fl_column *column = &lp->program->columns[j];
	if (lp->goal != UINT32_MAX || lp->lo_exact || lp->column_at[j] == FL_BASIC)
		return false;
	__int128 value = (__int128)column->c_num * (lp->column_at[j] == FL_AT_HI ? lp->hi[j] : lp->lo[j]);
	const __int128 most = (__int128)1 << 94; /* and 2^32 columns at most: the sum stays in 127 bits */
	if (value % column->c_den != 0 || value > most || value < -most)
		return false;
	*sum += value / column->c_den;
	return true;
}

void fl_basis_objective(const fl_basis *lp, mpq_t ret)
{
	mpq_t c, x;
	fl_mpq_total sum;
	__int128 whole = 0;
	mpq_inits(c, x, NULL);
	fl_mpq_total_init(&sum);
	for (size_t j = 0; j < lp->program->num_columns; j++) {
		if (lp->goal == UINT32_MAX ? lp->program->columns[j].c_num == 0 : j != lp->goal)
			continue;
		if (whole_part(lp, j, &whole))
			continue;
		objective_of(lp, j, c);
		fl_basis_value(lp, j, x);
		mpq_mul(c, c, x);
		fl_mpq_total_add(&sum, c);
	}
	fl_program_int128(c, whole);
	fl_mpq_total_add(&sum, c);
	fl_mpq_total_take(&sum, ret);
	mpq_clears(c, x, NULL);
}
