/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_box.c - every variable gets a box, as the exact side needs: its own limits, else what a row implies when all other
 * variables of the row are as far the other way as they may (Brearley, Mitra, Williams, Mathematical Programming 8, 1975), else a
 * box so wide that whoever ends at its edge is called unbounded.
 */
#include "allocate/problem.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

enum { PASSES = 3, BOX_BITS = 55 };

typedef struct activity { /* what the boxes allow a row, and how many of its terms have no end there */
	mpq_t least, most;
	uint32_t open_least, open_most;
} activity;

typedef struct scratch {
	mpq_t end, term;
	mpz_t z;
} scratch;

/* The end of x_j that makes the term coef * x_j largest ('most') or smallest. */
static bool upper_of(int64_t coef, bool most)
{
	return (coef > 0) == most;
}

static bool has_end(const fl_problem *x, uint32_t j, bool upper)
{
	return upper ? !x->far_hi[j] : !x->far_lo[j];
}

static void term_of(const fl_problem *x, uint32_t j, int64_t coef, bool upper, mpq_t ret)
{
	fl_mpq_set_i64(ret, coef, 1);
	mpq_mul(ret, ret, upper ? x->hi[j] : x->lo[j]);
}

static void add_activity(const fl_problem *x, uint32_t j, int64_t coef, activity *a, mpq_t term)
{
	for (int most = 0; most < 2; most++) {
		bool upper = upper_of(coef, most);
		if (!has_end(x, j, upper)) {
			*(most ? &a->open_most : &a->open_least) += 1;
			continue;
		}
		term_of(x, j, coef, upper, term);
		mpq_add(most ? a->most : a->least, most ? a->most : a->least, term);
	}
}

/* Give x_j the end that this row implies: whole, and one more, so that it never binds. */
static bool imply_end(fl_problem *x, uint32_t j, int64_t coef, bool upper, const fl_row *row, const activity *a, scratch *s)
{
	bool by_hi = (coef > 0) == upper; /* which limit of the row holds it there */
	bool own = upper_of(coef, !by_hi);  /* its own end in the sum of the others' */
	if (by_hi ? !row->has_hi : !row->has_lo)
		return false;
	if ((by_hi ? a->open_least : a->open_most) > (has_end(x, j, own) ? 0u : 1u))
		return false;
	mpq_sub(s->end, by_hi ? row->hi : row->lo, by_hi ? a->least : a->most);
	if (has_end(x, j, own)) {
		term_of(x, j, coef, own, s->term);
		mpq_add(s->end, s->end, s->term);
	}
	fl_mpq_set_i64(s->term, coef, 1);
	mpq_div(s->end, s->end, s->term);
	if (upper)
		fl_mpq_ceil(s->z, s->end);
	else
		fl_mpq_floor(s->z, s->end);
	if (upper)
		mpz_add_ui(s->z, s->z, 1);
	else
		mpz_sub_ui(s->z, s->z, 1);
	if (mpz_cmpabs_ui(s->z, (unsigned long)FL_PROBLEM_FAR) >= 0)
		return false;
	mpq_set_z(s->end, s->z);
	if (has_end(x, j, !upper) && (upper ? mpq_cmp(s->end, x->lo[j]) < 0 : mpq_cmp(s->end, x->hi[j]) > 0))
		mpq_set(s->end, upper ? x->lo[j] : x->hi[j]); /* nothing is feasible: the row itself will say so */
	mpq_set(upper ? x->hi[j] : x->lo[j], s->end);
	*(upper ? &x->far_hi[j] : &x->far_lo[j]) = false;
	return true;
}

/* One look at every row; a variable that gets an end counts with it in the next pass. */
static bool look(fl_problem *x, activity *rows, scratch *s)
{
	const fl_program *p = x->program;
	bool found = false;
	for (size_t k = 0; k < p->num_rows; k++) {
		mpq_set_ui(rows[k].least, 0, 1);
		mpq_set_ui(rows[k].most, 0, 1);
		rows[k].open_least = rows[k].open_most = 0;
	}
	for (uint32_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			add_activity(x, j, p->coef[e], &rows[p->row[e]], s->term);
	for (uint32_t j = 0; j < p->num_columns; j++) {
		bool open[2] = { x->far_lo[j], x->far_hi[j] }, was[2] = { open[0], open[1] };
		for (int upper = 0; upper < 2; upper++)
			for (uint32_t e = p->start[j]; open[upper] && e < p->start[j + 1]; e++) {
				/* as the sums were made: without the end that was just found */
				x->far_lo[j] = was[0];
				x->far_hi[j] = was[1];
				open[upper] = !imply_end(x, j, p->coef[e], upper, &p->rows[p->row[e]], &rows[p->row[e]], s);
			}
		x->far_lo[j] = open[0];
		x->far_hi[j] = open[1];
		found = found || open[0] != was[0] || open[1] != was[1];
	}
	return found;
}

/* A whole number has whole ends. */
static void own_limits(fl_problem *x, size_t j, mpz_t z)
{
	const fl_problem_line *line = &x->text.columns[x->column[j]];
	x->far_lo[j] = !line->has_lo;
	x->far_hi[j] = !line->has_hi;
	fl_mpq_set_i64(x->lo[j], -FL_PROBLEM_FAR, 1);
	fl_mpq_set_i64(x->hi[j], FL_PROBLEM_FAR, 1);
	if (line->has_lo)
		mpq_set(x->lo[j], line->lo);
	if (line->has_hi)
		mpq_set(x->hi[j], line->hi);
	if (!line->integer)
		return;
	fl_mpq_ceil(z, x->lo[j]);
	mpq_set_z(x->lo[j], z);
	fl_mpq_floor(z, x->hi[j]);
	mpq_set_z(x->hi[j], z);
}

/* Whole boxes around the exact ones, for what computes in doubles. */
static fl_status round_box(const fl_problem *x, size_t j, mpz_t z, fl_error *err)
{
	fl_column *column = &x->program->columns[j];
	const int64_t most = (int64_t)1 << BOX_BITS;
	if (mpq_cmp(x->lo[j], x->hi[j]) > 0)
		return fl_error_set(err, FL_EINVAL, "'%.*s' can have no value: its limits contradict each other",
				    FL_STR_ARG(fl_problem_name(x, j)));
	fl_mpq_floor(z, x->lo[j]);
	bool fits = fl_mpz_get_i64(z, &column->lo);
	fl_mpq_ceil(z, x->hi[j]);
	fits = fits && fl_mpz_get_i64(z, &column->hi) && column->lo > -most && column->hi < most;
	return fits ? FL_OK
		    : fl_error_set(err, FL_ERANGE, "the limits of '%.*s' are too large", FL_STR_ARG(fl_problem_name(x, j)));
}

fl_status fl_problem_boxes(fl_problem *x, fl_error *err)
{
	const fl_program *p = x->program;
	scratch s;
	activity *rows = fl_alloc_array(p->num_rows + 1, sizeof *rows);
	if (!rows)
		return fl_enomem(err);
	mpq_inits(s.end, s.term, NULL);
	mpz_init(s.z);
	for (size_t k = 0; k < p->num_rows; k++)
		mpq_inits(rows[k].least, rows[k].most, NULL);
	for (size_t j = 0; j < p->num_columns; j++)
		own_limits(x, j, s.z);
	for (int i = 0; i < PASSES && look(x, rows, &s); i++)
		;
	fl_status status = FL_OK;
	for (size_t j = 0; status == FL_OK && j < p->num_columns; j++)
		status = round_box(x, j, s.z, err);
	for (size_t k = 0; k < p->num_rows; k++)
		mpq_clears(rows[k].least, rows[k].most, NULL);
	fl_free(rows);
	mpq_clears(s.end, s.term, NULL);
	mpz_clear(s.z);
	return status;
}
