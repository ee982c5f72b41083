/* SPDX-License-Identifier: Apache-2.0
 *
 * dual.c - the boxed dual simplex method with the inverse of the basis at hand (Koberstein, "The Dual Simplex Method",
 * 2005, chapters 3 and 6; the long-step ratio test is Maros', "A generalized dual phase-2 simplex algorithm", 2003).
 *
 * The program is A x - s = 0: a row's sum is a variable of its own, numbered behind the columns, with the row's limits as its box.
 * Everything is scaled as in solve.c: columns to the fraction of their box, rows to the mean of their entries, the
 * objective to its largest coefficient. Rows that cannot bind within the program's boxes are left out.
 *
 * One pivot: of the basic variables outside their boxes the one leaves that is furthest away in the norm of its row of the
 * inverse. Nonbasic variables whose reduced cost would change its sign move to the other end of their box, one after
 * another, as long as the leaving variable stays outside; the next one enters. The inverse is changed by a product of rank
 * one, m^2 steps, and computed afresh after every REFRESH pivots.
 */
#include "allocate/dual.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

enum { MOST_ROWS = 320, REFRESH = 80, MOST_PIVOTS = 20000 };

static const double tolerance = 1e-9;    /* of a scaled value outside its box */
static const double least_pivot = 1e-9;  /* smaller entries are taken for 0 */
static const double wrong_pivot = 1e-7;  /* relative: two ways to one number differ by more */

typedef struct step { /* where a nonbasic variable's reduced cost reaches 0 */
	double ratio;
	uint32_t variable;
} step;

struct fl_dual {
	const fl_program *program;
	size_t n, m;
	uint32_t *row_of;            /* row here -> row of the program */
	uint32_t *start, *row;       /* columns: entries of j are [start[j], start[j+1]) */
	double *coef;
	double *width, *size, scale; /* of columns, rows, objective */
	double *c;                   /* per column */
	double *lo, *hi, *x, *d;     /* per variable; d of a row's sum is its multiplier */
	uint32_t *basic;             /* per row: the variable in that place */
	uint32_t *place;             /* per variable, UINT32_MAX nonbasic */
	bool *upper;                 /* nonbasic: at its upper end */
	double *inverse;             /* m * m, row by row */
	double *alpha;               /* per variable: scratch, the leaving variable's row */
	double *column, *shift;      /* per row: scratch */
	step *steps;
	uint32_t *moved;
	double value, cut_off;
	uint32_t ray_place;          /* after INFEASIBLE: whose row of the inverse is the ray ... */
	double ray_sign;
	int64_t pivots, fresh;       /* fresh: pivots since the inverse was computed */
};

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

bool fl_dual_fits(const fl_program *p)
{
	bool *binds = fl_alloc_array(p->num_rows + 1, sizeof *binds);
	bool fits = binds && (p->num_rows <= MOST_ROWS || binding_rows(p, binds) <= MOST_ROWS);
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
		q->start[j + 1] = at;
	}
	scale_rows(q);
	if (!(q->scale > 0))
		q->scale = 1;
	for (size_t j = 0; j < q->n; j++)
		q->c[j] /= q->scale;
	for (size_t k = 0; k < q->m; k++) {
		const fl_row *row = &p->rows[q->row_of[k]];
		q->lo[q->n + k] = row->has_lo ? mpq_get_d(row->lo) / q->size[k] : -INFINITY;
		q->hi[q->n + k] = row->has_hi ? mpq_get_d(row->hi) / q->size[k] : INFINITY;
	}
}

/* ---- The basis ------------------------------------------------------------------------------------- */

/* column = inverse times the column of a variable. */
static void expand(const fl_dual *q, uint32_t variable, double *column)
{
	if (variable >= q->n) {
		for (size_t i = 0; i < q->m; i++)
			column[i] = -q->inverse[i * q->m + variable - q->n];
		return;
	}
	memset(column, 0, q->m * sizeof *column);
	for (uint32_t e = q->start[variable]; e < q->start[variable + 1]; e++) {
		double a = q->coef[e];
		const double *from = q->inverse + q->row[e];
		for (size_t i = 0; i < q->m; i++)
			column[i] += a * from[i * q->m];
	}
}

/* The inverse after the variable of 'column' has taken this place. */
static void exchange(fl_dual *q, size_t place, const double *column)
{
	double *pivot = q->inverse + place * q->m, by = 1 / column[place];
	for (size_t k = 0; k < q->m; k++)
		pivot[k] *= by;
	for (size_t i = 0; i < q->m; i++) {
		double *to = q->inverse + i * q->m, f = column[i];
		if (i == place || f == 0)
			continue;
		for (size_t k = 0; k < q->m; k++)
			to[k] -= f * pivot[k];
	}
}

/* The inverse afresh: from that of all rows, -1, the basic columns enter one after another. A column that the others make up
 * leaves the basis for a row. */
static void invert(fl_dual *q)
{
	size_t m = q->m;
	uint32_t *columns = q->moved, count = 0;
	memset(q->inverse, 0, m * m * sizeof *q->inverse);
	for (size_t i = 0; i < m; i++) {
		q->inverse[i * m + i] = -1;
		if (q->basic[i] < q->n)
			columns[count++] = q->basic[i];
	}
	for (size_t i = 0; i < m; i++)
		q->basic[i] = (uint32_t)(q->n + i);
	for (uint32_t c = 0; c < count; c++) {
		size_t best = m;
		expand(q, columns[c], q->column);
		for (size_t i = 0; i < m; i++) /* a row whose sum is nonbasic makes room */
			if (q->basic[i] == q->n + i && q->place[q->n + i] == UINT32_MAX &&
			    (best == m || fabs(q->column[i]) > fabs(q->column[best])))
				best = i;
		if (best == m || fabs(q->column[best]) < least_pivot) {
			q->place[columns[c]] = UINT32_MAX;
			q->upper[columns[c]] = q->d[columns[c]] > 0;
			continue;
		}
		exchange(q, best, q->column);
		q->basic[best] = columns[c];
	}
	for (size_t i = 0; i < m; i++)
		q->place[q->basic[i]] = (uint32_t)i;
	q->fresh = 0;
}

static double reduced_cost(const fl_dual *q, size_t j)
{
	double d = q->c[j];
	for (uint32_t e = q->start[j]; e < q->start[j + 1]; e++)
		d -= q->coef[e] * q->d[q->n + q->row[e]];
	return d;
}

/* Multipliers and reduced costs from the inverse; nonbasic variables to the end that they prefer. */
static void price(fl_dual *q)
{
	size_t n = q->n, m = q->m;
	double *y = q->shift;
	memset(y, 0, m * sizeof *y);
	for (size_t i = 0; i < m; i++) {
		double c = q->basic[i] < n ? q->c[q->basic[i]] : 0;
		for (size_t k = 0; c != 0 && k < m; k++)
			y[k] += c * q->inverse[i * m + k];
	}
	for (size_t k = 0; k < m; k++)
		q->d[n + k] = q->place[n + k] == UINT32_MAX ? y[k] : 0;
	for (size_t j = 0; j < n; j++)
		q->d[j] = q->place[j] == UINT32_MAX ? reduced_cost(q, j) : 0;
	for (size_t v = 0; v < n + m; v++) {
		if (q->place[v] != UINT32_MAX)
			continue;
		if (q->d[v] > tolerance || isinf(q->lo[v]))
			q->upper[v] = true;
		else if (q->d[v] < -tolerance)
			q->upper[v] = false;
		if (isinf(q->hi[v]))
			q->upper[v] = false;
	}
}

/* Values of all variables, and of the objective. */
static void evaluate(fl_dual *q)
{
	size_t n = q->n, m = q->m;
	double *sum = q->shift;
	memset(sum, 0, m * sizeof *sum);
	q->value = 0;
	for (size_t v = 0; v < n + m; v++) {
		if (q->place[v] != UINT32_MAX)
			continue;
		q->x[v] = q->upper[v] ? q->hi[v] : q->lo[v];
		if (v >= n)
			sum[v - n] += q->x[v];
		else
			for (uint32_t e = q->start[v]; q->x[v] != 0 && e < q->start[v + 1]; e++)
				sum[q->row[e]] -= q->coef[e] * q->x[v];
	}
	for (size_t i = 0; i < m; i++) {
		const double *from = q->inverse + i * m;
		double x = 0;
		for (size_t k = 0; k < m; k++)
			x += from[k] * sum[k];
		q->x[q->basic[i]] = x;
	}
	for (size_t j = 0; j < n; j++)
		q->value += q->c[j] * q->x[j];
}

static void refresh(fl_dual *q)
{
	invert(q);
	price(q);
	evaluate(q);
}

fl_status fl_dual_new(const fl_program *p, fl_dual **ret_dual, fl_error *err)
{
	fl_dual *q = fl_alloc(sizeof *q);
	bool *binds = fl_alloc_array(p->num_rows + 1, sizeof *binds);
	uint32_t *here = fl_alloc_array(p->num_rows + 1, sizeof *here);
	fl_status status = q && binds && here ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		q->program = p;
		q->n = p->num_columns;
		q->m = binding_rows(p, binds);
		q->cut_off = -INFINITY;
		q->row_of = fl_alloc_array(q->m + 1, sizeof *q->row_of);
		if (!q->row_of || !allocate(q, p->start[p->num_columns]))
			status = fl_enomem(err);
	}
	if (status == FL_OK) {
		size_t at = 0;
		for (uint32_t k = 0; k < p->num_rows; k++) {
			here[k] = binds[k] ? (uint32_t)at : UINT32_MAX;
			if (binds[k])
				q->row_of[at++] = k;
		}
		load(q, here);
		for (size_t v = 0; v < q->n + q->m; v++)
			q->place[v] = v < q->n ? UINT32_MAX : (uint32_t)(v - q->n);
		for (size_t i = 0; i < q->m; i++)
			q->basic[i] = (uint32_t)(q->n + i);
		refresh(q);
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
	expand(q, (uint32_t)variable, q->column);
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
		q->d[v] = reduced_cost(q, v);
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

/* ---- Pivots ---------------------------------------------------------------------------------------- */

/* The basic variable that is furthest outside its box, m: none is. */
static size_t find_leaving(const fl_dual *q)
{
	size_t best = q->m;
	double most = 0;
	for (size_t i = 0; i < q->m; i++) {
		uint32_t v = q->basic[i];
		double out = fmax(q->x[v] - q->hi[v], q->lo[v] - q->x[v]), norm = 0;
		if (!(out > tolerance))
			continue;
		const double *row = q->inverse + i * q->m;
		for (size_t k = 0; k < q->m; k++)
			norm += row[k] * row[k];
		if (out * out > most * norm) {
			most = out * out / norm;
			best = i;
		}
	}
	return best;
}

/* Nonbasic variables that could take the leaving one back into its box, with their ratios. */
static size_t list_steps(fl_dual *q, size_t place, double sign)
{
	size_t count = 0, n = q->n;
	const double *row = q->inverse + place * q->m;
	for (size_t v = 0; v < n + q->m; v++) {
		double a = 0;
		if (q->place[v] != UINT32_MAX || q->lo[v] >= q->hi[v])
			continue;
		if (v >= n)
			a = -row[v - n];
		else
			for (uint32_t e = q->start[v]; e < q->start[v + 1]; e++)
				a += row[q->row[e]] * q->coef[e];
		q->alpha[v] = a;
		if (q->upper[v] ? sign * a >= -least_pivot : sign * a <= least_pivot)
			continue;
		double d = q->upper[v] ? q->d[v] : -q->d[v];
		q->steps[count++] = (step){ d > 0 ? d / fabs(a) : 0, (uint32_t)v };
	}
	return count;
}

static void sink(step *heap, size_t len, size_t at)
{
	for (size_t child; (child = 2 * at + 1) < len; at = child) {
		if (child + 1 < len && (heap[child + 1].ratio < heap[child].ratio ||
					(heap[child + 1].ratio == heap[child].ratio &&
					 heap[child + 1].variable < heap[child].variable)))
			child++;
		if (heap[at].ratio < heap[child].ratio ||
		    (heap[at].ratio == heap[child].ratio && heap[at].variable < heap[child].variable))
			return;
		step moved = heap[at];
		heap[at] = heap[child];
		heap[child] = moved;
	}
}

static step pop(step *heap, size_t *len)
{
	step first = heap[0];
	heap[0] = heap[--*len];
	sink(heap, *len, 0);
	return first;
}

/* The variable that enters; those listed in 'moved' change their end before. UINT32_MAX: none can, nothing is feasible. */
static uint32_t find_entering(fl_dual *q, size_t count, double outside, size_t *ret_moved)
{
	for (size_t i = count / 2; i-- > 0;)
		sink(q->steps, count, i);
	*ret_moved = 0;
	while (count > 0) {
		step next = pop(q->steps, &count);
		double a = fabs(q->alpha[next.variable]);
		outside -= a * (q->hi[next.variable] - q->lo[next.variable]);
		if (outside > tolerance) { /* one that just reaches the box enters, or nothing would seem feasible */
			q->moved[(*ret_moved)++] = next.variable;
			continue;
		}
		uint32_t best = next.variable; /* of those with (nearly) the same ratio the safest */
		while (count > 0 && q->steps[0].ratio <= next.ratio + 1e-12) {
			step other = pop(q->steps, &count);
			if (fabs(q->alpha[other.variable]) > fabs(q->alpha[best]))
				best = other.variable;
		}
		return best;
	}
	return UINT32_MAX;
}

/* Listed variables change their end. */
static void move_ends(fl_dual *q, size_t count)
{
	size_t m = q->m;
	double *sum = q->shift;
	if (count == 0)
		return;
	memset(sum, 0, m * sizeof *sum);
	for (size_t i = 0; i < count; i++) {
		uint32_t v = q->moved[i];
		double by = q->upper[v] ? q->lo[v] - q->hi[v] : q->hi[v] - q->lo[v];
		q->upper[v] = !q->upper[v];
		q->x[v] += by;
		q->value += q->d[v] * by;
		if (v >= q->n)
			sum[v - q->n] -= by;
		else
			for (uint32_t e = q->start[v]; e < q->start[v + 1]; e++)
				sum[q->row[e]] += q->coef[e] * by;
	}
	for (size_t i = 0; i < m; i++) {
		const double *from = q->inverse + i * m;
		double by = 0;
		for (size_t k = 0; k < m; k++)
			by += from[k] * sum[k];
		q->x[q->basic[i]] -= by;
	}
}

static void pivot(fl_dual *q, size_t place, uint32_t in, bool above)
{
	uint32_t out = q->basic[place];
	double a = q->column[place], target = above ? q->hi[out] : q->lo[out], by = (q->x[out] - target) / a;
	for (size_t i = 0; i < q->m; i++)
		q->x[q->basic[i]] -= q->column[i] * by;
	q->x[in] += by;
	q->x[out] = target;
	q->value += q->d[in] * by;
	double t = q->d[in] / a;
	for (size_t v = 0; t != 0 && v < q->n + q->m; v++)
		if (q->place[v] == UINT32_MAX && q->lo[v] < q->hi[v])
			q->d[v] -= t * q->alpha[v];
	for (size_t k = 0; t != 0 && k < q->m; k++) /* multipliers of rows that cannot move */
		if (q->place[q->n + k] == UINT32_MAX && q->lo[q->n + k] >= q->hi[q->n + k])
			q->d[q->n + k] += t * q->inverse[place * q->m + k];
	q->d[in] = 0;
	q->d[out] = -t;
	q->upper[out] = above;
	q->place[out] = UINT32_MAX;
	q->place[in] = (uint32_t)place;
	q->basic[place] = in;
	exchange(q, place, q->column);
	q->pivots++;
	q->fresh++;
}

fl_solver_answer fl_dual_run(fl_dual *q)
{
	for (int64_t start = q->pivots; q->pivots - start < MOST_PIVOTS;) {
		size_t moved;
		if (q->fresh >= REFRESH)
			refresh(q);
		if (q->value < q->cut_off)
			return FL_SOLVER_CUT_OFF;
		size_t place = find_leaving(q);
		if (place == q->m)
			return isfinite(q->value) ? FL_SOLVER_OPTIMAL : FL_SOLVER_FAILED;
		uint32_t out = q->basic[place];
		bool above = q->x[out] > q->hi[out];
		double outside = above ? q->x[out] - q->hi[out] : q->lo[out] - q->x[out];
		uint32_t in = find_entering(q, list_steps(q, place, above ? 1 : -1), outside, &moved);
		if (in == UINT32_MAX) {
			q->ray_place = (uint32_t)place;
			q->ray_sign = above ? -1 : 1;
			return FL_SOLVER_INFEASIBLE;
		}
		expand(q, in, q->column);
		double a = q->column[place];
		if (!(fabs(a - q->alpha[in]) <= wrong_pivot * (1 + fabs(a))) || fabs(a) < least_pivot) {
			if (q->fresh == 0)
				return FL_SOLVER_FAILED;
			refresh(q);
			continue;
		}
		move_ends(q, moved);
		pivot(q, place, in, above);
	}
	return FL_SOLVER_FAILED;
}

/* ---- Reading --------------------------------------------------------------------------------------- */

double fl_dual_column(const fl_dual *q, size_t j)
{
	return q->x[j] * q->width[j];
}

void fl_dual_multipliers(const fl_dual *q, double *y)
{
	for (size_t k = 0; k < q->program->num_rows; k++)
		y[k] = 0;
	for (size_t k = 0; k < q->m; k++)
		y[q->row_of[k]] = q->d[q->n + k] * q->scale / q->size[k];
}

void fl_dual_ray(const fl_dual *q, double *y)
{
	const double *row = q->inverse + q->ray_place * q->m;
	for (size_t k = 0; k < q->program->num_rows; k++)
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
	for (size_t k = 0; k < q->m; k++)
		row_at[q->row_of[k]] = standing(q, q->n + k);
}

int64_t fl_dual_pivots(const fl_dual *q)
{
	return q->pivots;
}
