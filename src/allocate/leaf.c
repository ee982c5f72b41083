/* SPDX-License-Identifier: Apache-2.0
 *
 * leaf.c - weak duality over boxes, in doubles and in rationals. The formula is that of domain/proof.h, class by
 * class: flows are priced by the cheapest pool of their signature and the total's multiplier is spread over all
 * classes, so this bound is the one that verify/ will compute from the same multipliers. Where part of the money is settled
 * beforehand (rounding.c), the rows of signatures and of the total have limits other than 0; the flows and the total pay for
 * that money, too, and it is added as a term of its own.
 */
#include "allocate/leaf.h"

#include "base/error.h"
#include "base/rational.h"

#include <float.h>
#include <limits.h>
#include <math.h>

enum { BITS_KEPT = 40 };

/* May a row or a cut have this multiplier? */
static bool admissible(const fl_program *p, size_t k, double y)
{
	if (!isfinite(y) || k >= p->num_rows)
		return isfinite(y) && y >= 0;
	const fl_row *row = &p->rows[k];
	return !fl_row_is_private(row) && !(y < 0 && !row->has_lo) && !(y > 0 && !row->has_hi);
}

static bool one_scale(const fl_program *p, size_t k)
{
	return k >= p->num_rows || p->rows[k].scale == 1;
}

/* Keep BITS_KEPT bits, counted from 2^exponent. */
static double shortened(double y, int exponent)
{
	return ldexp(round(ldexp(y, BITS_KEPT - exponent)), exponent - BITS_KEPT);
}

void fl_leaf_clean(const fl_program *p, const fl_cuts *cuts, double *y)
{
	size_t count = p->num_rows + fl_cuts_count(cuts);
	int exponent, largest = INT_MIN;
	for (size_t k = 0; k < count; k++) {
		if (!admissible(p, k, y[k]))
			y[k] = 0;
		frexp(y[k], &exponent);
		if (y[k] != 0 && exponent > largest)
			largest = exponent;
	}
	for (size_t k = 0; k < count; k++) {
		frexp(y[k], &exponent);
		if (y[k] != 0) /* where all are prices of money, a common unit keeps the checker's numbers short */
			y[k] = shortened(y[k], !p->count_of && one_scale(p, k) ? largest : exponent);
	}
}

/* What every class pays in addition because shares of what is awarded count all dreams: sum of -num * y. */
static double common_term(const fl_program *p, const double *y, double *size)
{
	double sum = 0;
	size_t t = p->num_columns - 1;
	if (p->num_columns == 0 || p->columns[t].kind != FL_COLUMN_TOTAL)
		return 0;
	for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++)
		if (p->rows[p->row[e]].kind != FL_ROW_TOTAL) {
			sum -= (double)p->coef[e] * y[p->row[e]];
			*size += fabs((double)p->coef[e] * y[p->row[e]]);
		}
	return sum;
}

static double cheapest_pool(const fl_program *p, const double *y, uint32_t signature)
{
	const fl_signature *s = &p->signatures[signature];
	double least = 0;
	for (uint32_t i = 0; i < s->len; i++) /* pool m's row is row m */
		if (i == 0 || y[s->pools[i]] < least)
			least = y[s->pools[i]];
	return least;
}

/* The row of a signature that flow j belongs to; UINT32_MAX where j is no flow, or none of the signature's first. */
static uint32_t signature_row(const fl_program *p, size_t j)
{
	const fl_column *flow = &p->columns[j];
	if (flow->kind != FL_COLUMN_FLOW || (j > p->num_classes && p->columns[j - 1].kind == FL_COLUMN_FLOW &&
					     p->columns[j - 1].signature == flow->signature))
		return UINT32_MAX;
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
		if (p->rows[p->row[e]].kind == FL_ROW_SIGNATURE)
			return p->row[e];
	return UINT32_MAX;
}

static uint32_t total_row(const fl_program *p)
{
	size_t t = p->num_columns - 1;
	if (p->num_columns > 0 && p->columns[t].kind == FL_COLUMN_TOTAL)
		for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++)
			if (p->rows[p->row[e]].kind == FL_ROW_TOTAL)
				return p->row[e];
	return UINT32_MAX;
}

/* What the money that is settled beforehand pays: signature rows are (flows) - (classes) = settled, the total's is
 * (classes) - (total) = -settled. */
static double settled_part(const fl_program *p, const double *y, double shared, double *size)
{
	double sum = 0;
	uint32_t total = total_row(p);
	if (total != UINT32_MAX && mpq_sgn(p->rows[total].lo) != 0) {
		sum = -shared * mpq_get_d(p->rows[total].lo);
		*size += fabs(sum);
	}
	for (size_t j = p->num_classes; j < p->num_columns; j++) {
		uint32_t k = signature_row(p, j);
		if (k == UINT32_MAX || mpq_sgn(p->rows[k].lo) == 0)
			continue;
		double term = cheapest_pool(p, y, p->columns[j].signature) * mpq_get_d(p->rows[k].lo);
		sum -= term;
		*size += fabs(term);
	}
	return sum;
}

/* What a funded dream of a class pays to the rows that count it. */
static double toll_of(const fl_program *p, const double *y, uint32_t count)
{
	double toll = 0;
	for (uint32_t e = p->start[count]; e < p->start[count + 1]; e++)
		if (p->rows[p->row[e]].kind == FL_ROW_FUNDED)
			toll += y[p->row[e]];
	return toll;
}

/* What a funded dream of class c pays to cuts. */
static double cut_toll(const fl_program *p, const fl_cuts *cuts, const double *y, size_t c, double *size)
{
	double toll = 0;
	for (uint32_t e = cuts ? cuts->start[c] : 0; cuts && e < cuts->start[c + 1]; e++) {
		double term = (double)cuts->g[e] * y[p->num_rows + cuts->cut[e]];
		toll += term;
		*size += fabs(term);
	}
	return toll;
}

/* What a unit of class c gains beyond the prices that it pays, but for the toll of its count; *scale: the sizes of its terms. */
static double reduced(const fl_program *p, const fl_cuts *cuts, const double *y, size_t c, bool with_objective, double shared,
		      double *scale)
{
	const fl_column *column = &p->columns[c];
	double d = with_objective ? (double)column->c_num / (double)column->c_den : 0;
	*scale += fabs(d);
	d += shared;
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
		fl_row_kind kind = p->rows[p->row[e]].kind;
		double term = (double)p->coef[e] * y[p->row[e]];
		if (kind == FL_ROW_POOL || fl_row_is_private(&p->rows[p->row[e]]) || term == 0)
			continue;
		d -= term;
		*scale += fabs(term);
	}
	double pool = cheapest_pool(p, y, column->signature);
	d -= pool;
	*scale += fabs(pool);
	if (cuts && cuts->start[c] < cuts->start[c + 1]) { /* each dream pays it with its u */
		double paid = 0, toll = cut_toll(p, cuts, y, c, &paid);
		d -= toll / (double)column->unit_max;
		*scale += paid / (double)column->unit_max;
	}
	return d;
}

double fl_leaf_bound(const fl_program *p, const fl_cuts *cuts, const double *y, const fl_money *lo, const fl_money *hi,
		     bool with_objective, double *ret_d, double *ret_doubt)
{
	double sum = 0, size = 0, shared_size = 0;
	double shared = common_term(p, y, &shared_size);
	for (size_t k = 0; k < p->num_rows; k++) {
		if (y[k] == 0)
			continue;
		double term = y[k] * mpq_get_d(y[k] > 0 ? p->rows[k].hi : p->rows[k].lo);
		sum += term;
		size += fabs(term);
	}
	sum += settled_part(p, y, shared, &size);
	for (size_t k = 0; k < fl_cuts_count(cuts); k++) {
		double term = y[p->num_rows + k] * (double)cuts->list.items[k].limit;
		sum += term;
		size += fabs(term);
	}
	for (size_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		double scale = shared_size, d = reduced(p, cuts, y, c, with_objective, shared, &scale);
		uint32_t count = fl_program_count(p, c);
		double toll = count == UINT32_MAX ? 0 : toll_of(p, y, count);
		bool whole = column->unit_min == column->unit_max;
		if (count != UINT32_MAX && whole) { /* each dream pays it with its u */
			d -= toll / (double)column->unit_max;
			scale += fabs(toll) / (double)column->unit_max;
		}
		if (ret_d)
			ret_d[c] = count == UINT32_MAX || whole ? d : 0;
		if (count == UINT32_MAX || whole) {
			sum += d > 0 ? d * (double)hi[c] : d * (double)lo[c];
			size += scale * (double)(d > 0 ? hi[c] : lo[c]);
			continue;
		}
		double unit = (double)(d > 0 ? column->unit_max : column->unit_min), gain = d * unit - toll;
		sum += gain * (double)(gain > 0 ? hi[count] : lo[count]);
		size += (scale * unit + fabs(toll)) * (double)hi[count];
	}
	*ret_doubt = size * 64 * DBL_EPSILON;
	return sum;
}

static void exact_cheapest(const fl_program *p, mpq_t *y, uint32_t signature, mpq_t ret)
{
	const fl_signature *s = &p->signatures[signature];
	mpq_set_ui(ret, 0, 1);
	for (uint32_t i = 0; i < s->len; i++)
		if (i == 0 || mpq_cmp(y[s->pools[i]], ret) < 0)
			mpq_set(ret, y[s->pools[i]]);
}

static void add_product(mpq_t sum, int64_t a, const mpq_t y, bool minus, mpq_t scratch)
{
	fl_mpq_set_i64(scratch, a, 1);
	mpq_mul(scratch, scratch, y);
	if (minus)
		mpq_sub(sum, sum, scratch);
	else
		mpq_add(sum, sum, scratch);
}

static void exact_settled_part(const fl_program *p, mpq_t *y, const mpq_t shared, mpq_t ret, mpq_t scratch)
{
	uint32_t total = total_row(p);
	mpq_set_ui(ret, 0, 1);
	if (total != UINT32_MAX) {
		mpq_mul(ret, shared, p->rows[total].lo);
		mpq_neg(ret, ret);
	}
	for (size_t j = p->num_classes; j < p->num_columns; j++) {
		uint32_t k = signature_row(p, j);
		if (k == UINT32_MAX || mpq_sgn(p->rows[k].lo) == 0)
			continue;
		exact_cheapest(p, y, p->columns[j].signature, scratch);
		mpq_mul(scratch, scratch, p->rows[k].lo);
		mpq_sub(ret, ret, scratch);
	}
}

/* As 'reduced', exactly; d begins as the shared term. */
static void exact_reduced(const fl_program *p, const fl_cuts *cuts, mpq_t *y, size_t c, bool with_objective, mpq_t d, mpq_t scratch)
{
	const fl_column *column = &p->columns[c];
	if (with_objective) {
		fl_mpq_set_i64(scratch, column->c_num, column->c_den);
		mpq_add(d, d, scratch);
	}
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
		fl_row_kind kind = p->rows[p->row[e]].kind;
		if (kind != FL_ROW_POOL && !fl_row_is_private(&p->rows[p->row[e]]) && mpq_sgn(y[p->row[e]]))
			add_product(d, p->coef[e], y[p->row[e]], true, scratch);
	}
	exact_cheapest(p, y, column->signature, scratch);
	mpq_sub(d, d, scratch);
	for (uint32_t e = cuts ? cuts->start[c] : 0; cuts && e < cuts->start[c + 1]; e++) {
		fl_mpq_set_i64(scratch, cuts->g[e], column->unit_max);
		mpq_mul(scratch, scratch, y[p->num_rows + cuts->cut[e]]);
		mpq_sub(d, d, scratch);
	}
}

/* From d of a unit to that of a funded dream: what its best amount gains, less what it pays for being counted. */
static void exact_gain(const fl_program *p, mpq_t *y, size_t c, uint32_t count, mpq_t d, mpq_t scratch)
{
	const fl_column *column = &p->columns[c];
	fl_mpq_set_i64(scratch, mpq_sgn(d) > 0 ? column->unit_max : column->unit_min, 1);
	mpq_mul(d, d, scratch);
	for (uint32_t e = p->start[count]; e < p->start[count + 1]; e++)
		if (p->rows[p->row[e]].kind == FL_ROW_FUNDED)
			mpq_sub(d, d, y[p->row[e]]);
}

static void exact_bound(const fl_program *p, const fl_cuts *cuts, mpq_t *y, const fl_money *lo, const fl_money *hi, bool with_objective,
			mpq_t ret)
{
	mpq_t shared, d, t;
	mpq_inits(shared, d, t, NULL);
	size_t total = p->num_columns - 1;
	if (p->num_columns > 0 && p->columns[total].kind == FL_COLUMN_TOTAL)
		for (uint32_t e = p->start[total]; e < p->start[total + 1]; e++)
			if (!fl_row_is_private(&p->rows[p->row[e]]))
				add_product(shared, p->coef[e], y[p->row[e]], true, t);
	exact_settled_part(p, y, shared, ret, t);
	for (size_t k = 0; k < p->num_rows; k++)
		if (mpq_sgn(y[k]) != 0 && !fl_row_is_private(&p->rows[k])) {
			mpq_mul(t, y[k], mpq_sgn(y[k]) > 0 ? p->rows[k].hi : p->rows[k].lo);
			mpq_add(ret, ret, t);
		}
	for (size_t k = 0; k < fl_cuts_count(cuts); k++)
		if (mpq_sgn(y[p->num_rows + k]) != 0)
			add_product(ret, cuts->list.items[k].limit, y[p->num_rows + k], false, t);
	for (size_t c = 0; c < p->num_classes; c++) {
		uint32_t count = fl_program_count(p, c);
		mpq_set(d, shared);
		exact_reduced(p, cuts, y, c, with_objective, d, t);
		if (count == UINT32_MAX) {
			add_product(ret, mpq_sgn(d) > 0 ? hi[c] : lo[c], d, false, t);
			continue;
		}
		exact_gain(p, y, c, count, d, t);
		const fl_column *column = &p->columns[c];
		bool whole = column->unit_min == column->unit_max; /* then the box of X says how many, too */
		fl_money most = whole ? hi[c] / column->unit_max : hi[count];
		fl_money least = whole ? lo[c] / column->unit_max : lo[count];
		add_product(ret, mpq_sgn(d) > 0 ? most : least, d, false, t);
	}
	mpq_clears(shared, d, t, NULL);
}

fl_status fl_leaf_bound_exact(const fl_program *p, const fl_cuts *cuts, const double *y_near, mpq_t *y, const fl_money *lo,
			      const fl_money *hi, bool with_objective, mpq_t ret, fl_error *err)
{
	if (y) {
		exact_bound(p, cuts, y, lo, hi, with_objective, ret);
		return FL_OK;
	}
	size_t m = p->num_rows + fl_cuts_count(cuts);
	mpq_t *exact = fl_alloc_array(m + 1, sizeof *exact);
	if (!exact)
		return fl_enomem(err);
	for (size_t k = 0; k < m; k++) {
		mpq_init(exact[k]);
		mpq_set_d(exact[k], y_near[k]);
	}
	exact_bound(p, cuts, exact, lo, hi, with_objective, ret);
	for (size_t k = 0; k < m; k++)
		mpq_clear(exact[k]);
	fl_free(exact);
	return FL_OK;
}

void fl_leaf_grid(const fl_program *p, mpq_t ret)
{
	mpq_t value;
	mpz_t a, b;
	mpq_init(value);
	mpz_inits(a, b, NULL);
	mpq_set_ui(ret, 0, 1);
	bool all = true;
	mpq_set_ui(ret, 0, 1);
	for (size_t c = 0; !p->admission && c < p->num_classes; c++) /* in an admission other money counts nothing */
		all = all && (p->columns[c].unit_max == 0 || p->columns[c].unit_min == p->columns[c].unit_max);
	for (size_t c = 0; all && c < p->num_classes; c++) { /* gcd(a/b, c/d) = gcd(a d, c b) / (b d) */
		fl_mpq_set_i64(value, p->columns[c].c_num, p->columns[c].c_den);
		mpz_set_si(a, (long)p->columns[c].unit_max);
		mpz_mul(mpq_numref(value), mpq_numref(value), a);
		mpq_canonicalize(value);
		mpz_mul(a, mpq_numref(ret), mpq_denref(value));
		mpz_mul(b, mpq_numref(value), mpq_denref(ret));
		mpz_gcd(a, a, b);
		mpz_mul(b, mpq_denref(ret), mpq_denref(value));
		mpz_set(mpq_numref(ret), a);
		mpz_set(mpq_denref(ret), b);
		mpq_canonicalize(ret);
	}
	mpq_clear(value);
	mpz_clears(a, b, NULL);
}
