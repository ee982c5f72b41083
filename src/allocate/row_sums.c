/* SPDX-License-Identifier: Apache-2.0
 *
 * row_sums.c - sums and limits of rows as plain integers.
 */
#include "allocate/row_sums.h"

#include "base/error.h"
#include "base/rational.h"

/* Integer limits; false where a row is too large for plain integers. */
static bool take_limits(fl_row_sums *x)
{
	mpz_t z;
	bool fits = true;
	mpz_init(z);
	for (size_t k = 0; fits && k < x->program->num_rows; k++) {
		const fl_row *row = &x->program->rows[k];
		x->lo[k] = -FL_ROW_SUMS_LARGEST;
		x->hi[k] = FL_ROW_SUMS_LARGEST;
		fl_mpq_ceil(z, row->lo);
		if (row->has_lo)
			fits = fl_mpz_get_i64(z, &x->lo[k]) && x->lo[k] > -FL_ROW_SUMS_LARGEST && x->lo[k] < FL_ROW_SUMS_LARGEST;
		fl_mpq_floor(z, row->hi);
		if (fits && row->has_hi)
			fits = fl_mpz_get_i64(z, &x->hi[k]) && x->hi[k] > -FL_ROW_SUMS_LARGEST && x->hi[k] < FL_ROW_SUMS_LARGEST;
	}
	mpz_clear(z);
	return fits;
}

static bool take_sums(fl_row_sums *x, const fl_money *at)
{
	const fl_program *p = x->program;
	for (size_t c = 0; c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; at[c] != 0 && e < p->start[c + 1]; e++) {
			__int128 sum = (__int128)x->sum[p->row[e]] + (__int128)p->coef[e] * at[c];
			if (sum > FL_ROW_SUMS_LARGEST || sum < -FL_ROW_SUMS_LARGEST)
				return false;
			x->sum[p->row[e]] = (int64_t)sum;
		}
	return true;
}

fl_status fl_row_sums_init(fl_row_sums *x, const fl_program *program, const fl_money *at, bool *ret_fits, fl_error *err)
{
	size_t m = program->num_rows + 1;
	*x = (fl_row_sums){ .program = program };
	x->sum = fl_alloc_array(m, sizeof *x->sum);
	x->lo = fl_alloc_array(m, sizeof *x->lo);
	x->hi = fl_alloc_array(m, sizeof *x->hi);
	if (!x->sum || !x->lo || !x->hi)
		return fl_enomem(err);
	*ret_fits = take_limits(x) && take_sums(x, at);
	return FL_OK;
}

void fl_row_sums_release(fl_row_sums *x)
{
	fl_free(x->sum);
	fl_free(x->lo);
	fl_free(x->hi);
}

void fl_row_sums_shift(fl_row_sums *x, uint32_t c, bool in)
{
	const fl_program *p = x->program;
	int64_t by = in ? p->columns[c].unit_max : -p->columns[c].unit_max;
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		x->sum[p->row[e]] += p->coef[e] * by;
}

bool fl_row_sums_keep(const fl_row_sums *x, uint32_t c)
{
	const fl_program *p = x->program;
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		if (x->sum[p->row[e]] > x->hi[p->row[e]] || x->sum[p->row[e]] < x->lo[p->row[e]])
			return false;
	return true;
}
