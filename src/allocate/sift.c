/* SPDX-License-Identifier: Apache-2.0
 *
 * sift.c - large linear programs by small ones (sifting: Bixby, Gregory, Lustig, Marsten, Shanno, Operations Research
 * 40, 1992).
 *
 * A round has a million columns and some fifty rows, so a basis holds some fifty columns and all others stand at the end of their
 * box that the prices say. Prices are first guessed from a sample: every so-many-th class against row limits that are as much
 * smaller as the sample can take less of each row. Columns whose reduced cost is clear under the guess are fixed at that end,
 * the rest is the core (core.h). The core's optimum gives better prices; columns that stand at the wrong end under them
 * join the core, until none does. Where the sample or the core finds no solution, the whole program is solved instead.
 * Nothing here is believed: a wrong basis costs exact pivots (basis.h), not a wrong answer.
 */
#include "allocate/sift.h"

#include "allocate/core.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum {
	SIFT_FROM = 20000,  /* classes; fewer are solved at once */
	SAMPLE = 20000,     /* classes of the sample, at least ... */
	SAMPLE_A_ROW = 100, /* ... and so many for each row */
	ROUNDS = 30,
	CORE = 1000 /* classes with which a core begins, at least */
};

struct fl_sift {
	const fl_program *p;
	fl_money *lo, *hi; /* boxes of the core: equal where a class is fixed */
	double *y;         /* prices ... */
	bool priced;       /* ... once there are some */
	fl_core *core;     /* of the last answer; NULL: none */
	double *settled;   /* per row: what the classes outside it put in */
	int64_t pivots;
};

/* d_j, and in *size what it is made of. */
static double reduced(const fl_sift *s, size_t j, double *size)
{
	const fl_column *column = &s->p->columns[j];
	double d = (double)column->c_num / (double)column->c_den;
	*size = fabs(d);
	for (uint32_t e = s->p->start[j]; e < s->p->start[j + 1]; e++) {
		double part = (double)s->p->coef[e] * s->y[s->p->row[e]];
		d -= part;
		*size += fabs(part);
	}
	return d;
}

/* How clear it is where the column belongs: 0 not at all, 1 beyond doubt. */
static double clearness(const fl_sift *s, size_t j)
{
	double size, d = reduced(s, j, &size);
	return size > 0 ? fabs(d) / size : 0;
}

/* Limits of the rows for the sample: as much smaller as the sample's classes can take less of the row. */
static fl_status scale_rows(const fl_sift *s, fl_core *core, fl_error *err)
{
	const fl_program *p = s->p;
	double *all = fl_alloc_array(p->num_rows + 1, sizeof *all), *part = fl_alloc_array(p->num_rows + 1, sizeof *part);
	double sum = 0, sum_part = 0;
	if (!all || !part) {
		fl_free(all);
		fl_free(part);
		return fl_enomem(err);
	}
	for (size_t c = 0; c < p->num_classes; c++) {
		bool in = core->core_of[c] != UINT32_MAX;
		sum += (double)p->columns[c].hi;
		sum_part += in ? (double)p->columns[c].hi : 0;
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
			double most = fabs((double)p->coef[e]) * (double)p->columns[c].hi;
			all[p->row[e]] += most;
			part[p->row[e]] += in ? most : 0;
		}
	}
	for (size_t k = 0; k < p->num_rows; k++) {
		double scale = all[k] > 0 ? part[k] / all[k] : sum_part / sum;
		double lo = mpq_get_d(p->rows[k].lo) * scale, hi = mpq_get_d(p->rows[k].hi) * scale;
		fl_solver_limits(core->solver, k, p->rows[k].has_lo ? &lo : NULL, p->rows[k].has_hi ? &hi : NULL);
	}
	fl_free(all);
	fl_free(part);
	return FL_OK;
}

static bool run(fl_sift *s, fl_core *core)
{
	bool solved = fl_solver_run(core->solver) == FL_SOLVER_OPTIMAL;
	s->pivots += fl_solver_pivots(core->solver);
	if (solved)
		fl_solver_multipliers(core->solver, s->y);
	return solved;
}

/* Prices from every so-many-th class. */
static fl_status guess(fl_sift *s, bool *ret_solved, fl_error *err)
{
	const fl_program *p = s->p;
	size_t step = p->num_classes / (SAMPLE + SAMPLE_A_ROW * p->num_rows);
	fl_core *core = NULL;
	*ret_solved = false;
	step = step < 3 ? 3 : step;
	for (size_t c = 0; c < p->num_classes; c++) {
		bool in = c % step == 0;
		s->lo[c] = in ? p->columns[c].lo : 0;
		s->hi[c] = in ? p->columns[c].hi : 0;
	}
	FL_TRY(fl_core_new(p, NULL, s->lo, s->hi, FL_CORE_GLPK, &core, err));
	fl_status status = scale_rows(s, core, err);
	if (status == FL_OK)
		*ret_solved = run(s, core);
	fl_core_free(core);
	return status;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The clearness below which one class in 'part' lies, as far as some thousand of them tell. */
static fl_status choose_doubt(const fl_sift *s, size_t part, double *ret, fl_error *err)
{
	const size_t step = s->p->num_classes / 4000 + 1, asked = (s->p->num_classes + step - 1) / step;
	double *values = fl_alloc_array(asked, sizeof *values);
	if (!values)
		return fl_enomem(err);
	for (size_t i = 0; i < asked; i++)
		values[i] = clearness(s, i * step);
	qsort(values, asked, sizeof *values, by_size);
	*ret = values[asked / part];
	fl_free(values);
	return FL_OK;
}

static void fix_the_clear(fl_sift *s, double doubt)
{
	const fl_program *p = s->p;
	for (size_t c = 0; c < p->num_classes; c++) {
		double size, d = reduced(s, c, &size);
		bool fixed = fabs(d) > doubt * size;
		s->lo[c] = fixed && d > 0 ? p->columns[c].hi : p->columns[c].lo;
		s->hi[c] = fixed && d <= 0 ? p->columns[c].lo : p->columns[c].hi;
	}
}

/* Open what stands at the wrong end. */
static size_t open_the_wrong(fl_sift *s)
{
	const fl_program *p = s->p;
	size_t opened = 0;
	for (size_t c = 0; c < p->num_classes; c++) {
		double size, d;
		if (s->lo[c] < s->hi[c] || p->columns[c].lo >= p->columns[c].hi)
			continue;
		d = reduced(s, c, &size);
		if (fabs(d) <= 1e-11 * size || (d > 0) == (s->lo[c] == p->columns[c].hi))
			continue;
		s->lo[c] = p->columns[c].lo;
		s->hi[c] = p->columns[c].hi;
		opened++;
	}
	return opened;
}

static void whole_basis(const fl_sift *s, const fl_core *core, uint8_t *column_at, uint8_t *row_at)
{
	fl_core_basis(core, column_at, row_at);
	for (size_t c = 0; c < s->p->num_classes; c++)
		if (s->lo[c] >= s->hi[c] && s->lo[c] > s->p->columns[c].lo)
			column_at[c] = FL_AT_HI;
}

static void drop_core(fl_sift *s)
{
	fl_core_free(s->core);
	s->core = NULL;
}

static fl_status make_core(fl_sift *s, fl_error *err)
{
	const fl_program *p = s->p;
	drop_core(s);
	FL_TRY(fl_core_new(p, NULL, s->lo, s->hi, FL_CORE_GLPK, &s->core, err));
	for (size_t k = 0; k < p->num_rows; k++)
		s->settled[k] = 0;
	for (size_t c = 0; c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; s->lo[c] >= s->hi[c] && s->lo[c] != 0 && e < p->start[c + 1]; e++)
			s->settled[p->row[e]] += (double)p->coef[e] * (double)s->lo[c];
	return FL_OK;
}

/* From a core of one class in 'part' on; not solved: the core has no solution. */
static fl_status sift_rounds(fl_sift *s, size_t part, bool *ret_done, fl_error *err)
{
	double doubt = 0;
	bool solved = true;
	fl_status status = choose_doubt(s, part, &doubt, err);
	if (status == FL_OK)
		fix_the_clear(s, doubt);
	for (int i = 0; status == FL_OK && solved && !*ret_done && i < ROUNDS; i++) {
		status = make_core(s, err);
		solved = status == FL_OK && run(s, s->core);
		if (solved)
			*ret_done = open_the_wrong(s) == 0;
	}
	return status;
}

/* The core of the last run under the limits of this one. */
static bool run_again(fl_sift *s)
{
	const fl_program *p = s->p;
	for (size_t k = 0; k < p->num_rows; k++) {
		double lo = mpq_get_d(p->rows[k].lo) - s->settled[k], hi = mpq_get_d(p->rows[k].hi) - s->settled[k];
		fl_solver_limits(s->core->solver, k, p->rows[k].has_lo ? &lo : NULL, p->rows[k].has_hi ? &hi : NULL);
	}
	s->pivots -= fl_solver_pivots(s->core->solver); /* run() adds them all */
	return run(s, s->core) && open_the_wrong(s) == 0;
}

static fl_status solve_whole(fl_sift *s, uint8_t *column_at, uint8_t *row_at, fl_error *err)
{
	fl_solver *solver = NULL;
	FL_TRY(fl_solver_new(s->p, &solver, err));
	s->priced = fl_solver_run(solver) == FL_SOLVER_OPTIMAL;
	fl_solver_basis(solver, column_at, row_at);
	fl_solver_multipliers(solver, s->y);
	s->pivots += fl_solver_pivots(solver);
	fl_solver_free(solver);
	return FL_OK;
}

fl_status fl_sift_new(const fl_program *p, fl_sift **ret_sift, fl_error *err)
{
	fl_sift *s = fl_alloc(sizeof *s);
	if (!s)
		return fl_enomem(err);
	s->p = p;
	s->lo = fl_alloc_array(p->num_columns + 1, sizeof *s->lo);
	s->hi = fl_alloc_array(p->num_columns + 1, sizeof *s->hi);
	s->y = fl_alloc_array(p->num_rows + 1, sizeof *s->y);
	s->settled = fl_alloc_array(p->num_rows + 1, sizeof *s->settled);
	if (!s->lo || !s->hi || !s->y || !s->settled) {
		fl_sift_free(s);
		return fl_enomem(err);
	}
	for (size_t j = 0; j < p->num_columns; j++) { /* counts keep their boxes */
		s->lo[j] = p->columns[j].lo;
		s->hi[j] = p->columns[j].hi;
	}
	*ret_sift = s;
	return FL_OK;
}

void fl_sift_free(fl_sift *s)
{
	if (!s)
		return;
	drop_core(s);
	fl_free(s->lo);
	fl_free(s->hi);
	fl_free(s->y);
	fl_free(s->settled);
	fl_free(s);
}

fl_status fl_sift_run(fl_sift *s, uint8_t *column_at, uint8_t *row_at, fl_error *err)
{
	size_t part = s->p->num_classes / CORE;
	bool done = false;
	fl_status status = FL_OK;
	if (s->core)
		done = run_again(s);
	if (!done && !s->priced && s->p->num_classes >= SIFT_FROM)
		status = guess(s, &s->priced, err);
	/* a core that cannot meet the limits is too small */
	for (part = part < 40 ? part : 40; status == FL_OK && s->priced && !done && part > 1; part /= 3)
		status = sift_rounds(s, part, &done, err);
	if (status == FL_OK && done)
		whole_basis(s, s->core, column_at, row_at);
	else if (status == FL_OK)
		drop_core(s);
	return status == FL_OK && !done ? solve_whole(s, column_at, row_at, err) : status;
}

int64_t fl_sift_pivots(const fl_sift *s)
{
	return s->pivots;
}
