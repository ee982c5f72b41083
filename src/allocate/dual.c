/* SPDX-License-Identifier: Apache-2.0
 *
 * dual.c - the boxed dual simplex method with the inverse of the basis at hand (Koberstein, "The Dual Simplex Method",
 * 2005, chapters 3 and 6; the long-step ratio test is Maros', "A generalized dual phase-2 simplex algorithm", 2003).
 *
 * The program is A x - s = 0: a row's sum is a variable of its own, numbered behind the columns, with the row's limits as its box.
 * Everything is scaled as in solve.c: columns to the fraction of their box, rows to the mean of their entries, the
 * objective to its largest coefficient. Rows that cannot bind within the program's boxes are left out.
 *
 * Cuts (cuts.h) are rows behind those of the program. The files of it: dual_state.h.
 */
#include "allocate/dual_state.h"

#include "base/error.h"

#include <math.h>

enum { MOST_ROWS = 320 };

/* ---- Making ---------------------------------------------------------------------------------------- */

/* Per row, does it bind for some x in the boxes? Also their number. */
static size_t binding_rows(const fl_program *p, bool *binds)
{
	size_t count = 0;
	for (size_t k = 0; k < p->num_rows; k++)
		binds[k] = false;
	double *least = fl_alloc_array(p->num_rows + 1, sizeof *least), *most = fl_alloc_array(p->num_rows + 1, sizeof *most);
	for (size_t j = 0; least && most && j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			double a = (double)p->coef[e];
			least[p->row[e]] += a * (double)(a > 0 ? p->columns[j].lo : p->columns[j].hi);
			most[p->row[e]] += a * (double)(a > 0 ? p->columns[j].hi : p->columns[j].lo);
		}
	for (size_t k = 0; k < p->num_rows; k++) {
		double lo = mpq_get_d(p->rows[k].lo), hi = mpq_get_d(p->rows[k].hi);
		binds[k] = !least || !most || (p->rows[k].has_lo && least[k] < lo) || (p->rows[k].has_hi && most[k] > hi);
		count += binds[k];
	}
	fl_free(least);
	fl_free(most);
	return count;
}

bool fl_dual_fits(const fl_program *p, const fl_cuts *cuts)
{
	size_t more = fl_cuts_count(cuts);
	bool *binds = fl_alloc_array(p->num_rows + 1, sizeof *binds);
	bool fits = binds && (p->num_rows + more <= MOST_ROWS || binding_rows(p, binds) + more <= MOST_ROWS);
	fl_free(binds);
	return fits;
}

void fl_dual_free(fl_dual *q)
{
	if (!q)
		return;
	void *all[] = { q->row_of, q->start, q->row,     q->coef,  q->width,  q->size,  q->c,     q->lo,    q->hi, q->x,
			q->d,      q->basic, q->place,   q->upper, q->inverse, q->alpha, q->column, q->shift, q->steps, q->moved };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fl_free(all[i]);
	fl_free(q);
}

static bool allocate(fl_dual *q, size_t entries)
{
	size_t all = q->n + q->m + 1;
	q->start = fl_alloc_array(q->n + 1, sizeof *q->start);
	q->row = fl_alloc_array(entries + 1, sizeof *q->row);
	q->coef = fl_alloc_array(entries + 1, sizeof *q->coef);
	q->width = fl_alloc_array(q->n + 1, sizeof *q->width);
	q->size = fl_alloc_array(q->m + 1, sizeof *q->size);
	q->c = fl_alloc_array(all, sizeof *q->c);
	q->lo = fl_alloc_array(all, sizeof *q->lo);
	q->hi = fl_alloc_array(all, sizeof *q->hi);
	q->x = fl_alloc_array(all, sizeof *q->x);
	q->d = fl_alloc_array(all, sizeof *q->d);
	q->basic = fl_alloc_array(q->m + 1, sizeof *q->basic);
	q->place = fl_alloc_array(all, sizeof *q->place);
	q->upper = fl_alloc_array(all, sizeof *q->upper);
	q->inverse = fl_alloc_array(q->m * q->m + 1, sizeof *q->inverse);
	q->alpha = fl_alloc_array(all, sizeof *q->alpha);
	q->column = fl_alloc_array(q->m + 1, sizeof *q->column);
	q->shift = fl_alloc_array(q->m + 1, sizeof *q->shift);
	q->steps = fl_alloc_array(all, sizeof *q->steps);
	q->moved = fl_alloc_array(all, sizeof *q->moved);
	return q->start && q->row && q->coef && q->width && q->size && q->c && q->lo && q->hi && q->x && q->d && q->basic &&
	       q->place && q->upper && q->inverse && q->alpha && q->column && q->shift && q->steps && q->moved;
}

static void scale_rows(fl_dual *q)
{
	double *count = q->shift;
	for (uint32_t e = 0; e < q->start[q->n]; e++) {
		q->size[q->row[e]] += fabs(q->coef[e]);
		count[q->row[e]] += 1;
	}
	for (size_t k = 0; k < q->m; k++)
		q->size[k] = count[k] > 0 && q->size[k] > 0 ? q->size[k] / count[k] : 1;
	for (uint32_t e = 0; e < q->start[q->n]; e++)
		q->coef[e] /= q->size[q->row[e]];
}

/* 'here': row of the program -> row here, UINT32_MAX left out. */
static void load(fl_dual *q, const uint32_t *here)
{
	const fl_program *p = q->program;
	uint32_t at = 0;
	for (size_t j = 0; j < q->n; j++) {
		const fl_column *column = &p->columns[j];
		q->width[j] = column->hi > 1 ? (double)column->hi : 1;
		q->c[j] = (double)column->c_num / (double)column->c_den * q->width[j];
		q->scale = fmax(q->scale, fabs(q->c[j]));
		q->lo[j] = (double)column->lo / q->width[j];
		q->hi[j] = (double)column->hi / q->width[j];
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			if (here[p->row[e]] == UINT32_MAX)
				continue;
			q->row[at] = here[p->row[e]];
			q->coef[at++] = (double)p->coef[e] * q->width[j];
		}
		for (uint32_t e = q->cuts ? q->cuts->start[j] : 0; q->cuts && e < q->cuts->start[j + 1]; e++) {
			q->row[at] = here[p->num_rows + q->cuts->cut[e]];
			q->coef[at++] = (double)q->cuts->g[e] * (q->width[j] / (double)column->unit_max);
		}
		q->start[j + 1] = at;
	}
	scale_rows(q);
	if (!(q->scale > 0))
		q->scale = 1;
	for (size_t j = 0; j < q->n; j++)
		q->c[j] /= q->scale;
	for (size_t k = 0; k < q->m; k++) {
		if (q->row_of[k] >= p->num_rows) {
			q->lo[q->n + k] = -INFINITY;
			q->hi[q->n + k] = (double)q->cuts->list.items[q->row_of[k] - p->num_rows].limit / q->size[k];
			continue;
		}
		const fl_row *row = &p->rows[q->row_of[k]];
		q->lo[q->n + k] = row->has_lo ? mpq_get_d(row->lo) / q->size[k] : -INFINITY;
		q->hi[q->n + k] = row->has_hi ? mpq_get_d(row->hi) / q->size[k] : INFINITY;
	}
}

/* Number the rows that can bind, and all cuts; here: their numbers, UINT32_MAX left out. */
static void number_rows(fl_dual *q, const bool *binds, uint32_t *here)
{
	uint32_t at = 0;
	size_t rows = q->program->num_rows;
	for (uint32_t k = 0; k < rows + fl_cuts_count(q->cuts); k++) {
		bool used = k >= rows || binds[k];
		here[k] = used ? at : UINT32_MAX;
		if (used)
			q->row_of[at++] = k;
	}
}

static void start_from_rows(fl_dual *q)
{
	for (size_t v = 0; v < q->n + q->m; v++)
		q->place[v] = v < q->n ? UINT32_MAX : (uint32_t)(v - q->n);
	for (size_t i = 0; i < q->m; i++)
		q->basic[i] = (uint32_t)(q->n + i);
	fl_dual_refresh(q);
}

fl_status fl_dual_new(const fl_program *p, const fl_cuts *cuts, fl_dual **ret_dual, fl_error *err)
{
	size_t more = fl_cuts_count(cuts), entries = p->start[p->num_columns] + (cuts ? cuts->start[cuts->num_classes] : 0);
	fl_dual *q = fl_alloc(sizeof *q);
	bool *binds = fl_alloc_array(p->num_rows + 1, sizeof *binds);
	uint32_t *here = fl_alloc_array(p->num_rows + more + 1, sizeof *here);
	fl_status status = q && binds && here ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		q->program = p;
		q->cuts = cuts;
		q->n = p->num_columns;
		q->m = binding_rows(p, binds) + more;
		q->cut_off = -INFINITY;
		q->row_of = fl_alloc_array(q->m + 1, sizeof *q->row_of);
		if (!q->row_of || !allocate(q, entries))
			status = fl_enomem(err);
	}
	if (status == FL_OK) {
		number_rows(q, binds, here);
		load(q, here);
		start_from_rows(q);
		*ret_dual = q;
		q = NULL;
	}
	fl_free(binds);
	fl_free(here);
	fl_dual_free(q);
	return status;
}

/* ---- Changes --------------------------------------------------------------------------------------- */

/* A nonbasic variable has moved by 'by': the basic ones follow. */
static void follow(fl_dual *q, size_t variable, double by)
{
	if (by == 0)
		return;
	fl_dual_expand(q, (uint32_t)variable, q->column);
	for (size_t i = 0; i < q->m; i++)
		q->x[q->basic[i]] -= q->column[i] * by;
	q->value += q->d[variable] * by;
}

static void set_ends(fl_dual *q, size_t v, double lo, double hi)
{
	bool was_fixed = q->lo[v] >= q->hi[v];
	q->lo[v] = lo;
	q->hi[v] = hi;
	if (q->place[v] != UINT32_MAX)
		return;
	if (v < q->n && was_fixed) /* pivots do not keep up those of fixed columns */
		q->d[v] = fl_dual_reduced_cost(q, v);
	if (lo < hi && (q->d[v] > 0 || isinf(lo)))
		q->upper[v] = true;
	if (lo < hi && (q->d[v] < 0 || isinf(hi)))
		q->upper[v] = isinf(lo);
	double to = q->upper[v] ? hi : lo, by = to - q->x[v];
	q->x[v] = to;
	follow(q, v, by);
}

void fl_dual_box(fl_dual *q, size_t j, fl_money lo, fl_money hi)
{
	set_ends(q, j, (double)lo / q->width[j], (double)hi / q->width[j]);
}

void fl_dual_limits(fl_dual *q, size_t row, const double *lo, const double *hi)
{
	size_t k = 0;
	while (k < q->m && q->row_of[k] != row)
		k++;
	if (k < q->m) /* else it cannot bind */
		set_ends(q, q->n + k, lo ? *lo / q->size[k] : -INFINITY, hi ? *hi / q->size[k] : INFINITY);
}

void fl_dual_cut_off(fl_dual *q, double objective)
{
	q->cut_off = objective / q->scale;
}

/* ---- Reading --------------------------------------------------------------------------------------- */

double fl_dual_column(const fl_dual *q, size_t j)
{
	return q->x[j] * q->width[j];
}

void fl_dual_multipliers(const fl_dual *q, double *y)
{
	for (size_t k = 0; k < q->program->num_rows + fl_cuts_count(q->cuts); k++)
		y[k] = 0;
	for (size_t k = 0; k < q->m; k++)
		y[q->row_of[k]] = q->d[q->n + k] * q->scale / q->size[k];
}

void fl_dual_ray(const fl_dual *q, double *y)
{
	const double *row = q->inverse + q->ray_place * q->m;
	for (size_t k = 0; k < q->program->num_rows + fl_cuts_count(q->cuts); k++)
		y[k] = 0;
	for (size_t k = 0; k < q->m; k++)
		y[q->row_of[k]] = q->ray_sign * row[k] / q->size[k];
}

static uint8_t standing(const fl_dual *q, size_t v)
{
	return q->place[v] != UINT32_MAX ? FL_BASIC : q->upper[v] ? FL_AT_HI : FL_AT_LO;
}

void fl_dual_basis(const fl_dual *q, uint8_t *column_at, uint8_t *row_at)
{
	for (size_t j = 0; j < q->n; j++)
		column_at[j] = standing(q, j);
	for (size_t k = 0; k < q->program->num_rows; k++)
		row_at[k] = FL_BASIC;
	for (size_t k = 0; k < q->m && q->row_of[k] < q->program->num_rows; k++)
		row_at[q->row_of[k]] = standing(q, q->n + k);
}

int64_t fl_dual_pivots(const fl_dual *q)
{
	return q->pivots;
}
