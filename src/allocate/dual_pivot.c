/* SPDX-License-Identifier: Apache-2.0
 *
 * dual_pivot.c - one pivot after another, until every basic variable is inside its box.
 *
 * Of the basic variables outside their boxes the one leaves that is furthest away in the norm of its row of the inverse. Nonbasic
 * variables whose reduced cost would change its sign move to the other end of their box, one after another, as long as the
 * leaving variable stays outside; the next one enters. The inverse is changed by a product of rank one, m^2 steps, and computed
 * afresh after every REFRESH pivots.
 */
#include "allocate/dual_state.h"

#include <math.h>
#include <string.h>

enum { REFRESH = 80, MOST_PIVOTS = 20000 };

static const double wrong_pivot = 1e-7; /* relative: two ways to one number differ by more */

/* The basic variable that is furthest outside its box, m: none is. */
static size_t find_leaving(const fl_dual *q)
{
	size_t best = q->m;
	double most = 0;
	for (size_t i = 0; i < q->m; i++) {
		uint32_t v = q->basic[i];
		double out = fmax(q->x[v] - q->hi[v], q->lo[v] - q->x[v]), norm = 0;
		if (!(out > FL_DUAL_TOLERANCE))
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
		if (q->upper[v] ? sign * a >= -FL_DUAL_LEAST_PIVOT : sign * a <= FL_DUAL_LEAST_PIVOT)
			continue;
		double d = q->upper[v] ? q->d[v] : -q->d[v];
		q->steps[count++] = (fl_dual_step){ d > 0 ? d / fabs(a) : 0, (uint32_t)v };
	}
	return count;
}

static void sink(fl_dual_step *heap, size_t len, size_t at)
{
	for (size_t child; (child = 2 * at + 1) < len; at = child) {
		if (child + 1 < len && (heap[child + 1].ratio < heap[child].ratio ||
					(heap[child + 1].ratio == heap[child].ratio &&
					 heap[child + 1].variable < heap[child].variable)))
			child++;
		if (heap[at].ratio < heap[child].ratio ||
		    (heap[at].ratio == heap[child].ratio && heap[at].variable < heap[child].variable))
			return;
		fl_dual_step moved = heap[at];
		heap[at] = heap[child];
		heap[child] = moved;
	}
}

static fl_dual_step pop(fl_dual_step *heap, size_t *len)
{
	fl_dual_step first = heap[0];
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
		fl_dual_step next = pop(q->steps, &count);
		double a = fabs(q->alpha[next.variable]);
		outside -= a * (q->hi[next.variable] - q->lo[next.variable]);
		if (outside > FL_DUAL_TOLERANCE) { /* one that just reaches the box enters, or nothing would seem feasible */
			q->moved[(*ret_moved)++] = next.variable;
			continue;
		}
		uint32_t best = next.variable; /* of those with (nearly) the same ratio the safest */
		while (count > 0 && q->steps[0].ratio <= next.ratio + 1e-12) {
			fl_dual_step other = pop(q->steps, &count);
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
	fl_dual_exchange(q, place, q->column);
	q->pivots++;
	q->fresh++;
}

fl_solver_answer fl_dual_run(fl_dual *q)
{
	for (int64_t start = q->pivots; q->pivots - start < MOST_PIVOTS;) {
		size_t moved;
		if (q->fresh >= REFRESH)
			fl_dual_refresh(q);
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
		fl_dual_expand(q, in, q->column);
		double a = q->column[place];
		if (!(fabs(a - q->alpha[in]) <= wrong_pivot * (1 + fabs(a))) || fabs(a) < FL_DUAL_LEAST_PIVOT) {
			if (q->fresh == 0)
				return FL_SOLVER_FAILED;
			fl_dual_refresh(q);
			continue;
		}
		move_ends(q, moved);
		pivot(q, place, in, above);
	}
	return FL_SOLVER_FAILED;
}
