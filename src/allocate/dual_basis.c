/* SPDX-License-Identifier: Apache-2.0
 *
 * dual_basis.c - the inverse of the basis, what it prices and where it stands.
 */
#include "allocate/dual_state.h"

#include <math.h>
#include <string.h>

void fl_dual_expand(const fl_dual *q, uint32_t variable, double *column)
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

void fl_dual_exchange(fl_dual *q, size_t place, const double *column)
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
		fl_dual_expand(q, columns[c], q->column);
		for (size_t i = 0; i < m; i++) /* a row whose sum is nonbasic makes room */
			if (q->basic[i] == q->n + i && q->place[q->n + i] == UINT32_MAX &&
			    (best == m || fabs(q->column[i]) > fabs(q->column[best])))
				best = i;
		if (best == m || fabs(q->column[best]) < FL_DUAL_LEAST_PIVOT) {
			q->place[columns[c]] = UINT32_MAX;
			q->upper[columns[c]] = q->d[columns[c]] > 0;
			continue;
		}
		fl_dual_exchange(q, best, q->column);
		q->basic[best] = columns[c];
	}
	for (size_t i = 0; i < m; i++)
		q->place[q->basic[i]] = (uint32_t)i;
	q->fresh = 0;
}

double fl_dual_reduced_cost(const fl_dual *q, size_t j)
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
		q->d[j] = q->place[j] == UINT32_MAX ? fl_dual_reduced_cost(q, j) : 0;
	for (size_t v = 0; v < n + m; v++) {
		if (q->place[v] != UINT32_MAX)
			continue;
		if (q->d[v] > FL_DUAL_TOLERANCE || isinf(q->lo[v]))
			q->upper[v] = true;
		else if (q->d[v] < -FL_DUAL_TOLERANCE)
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

void fl_dual_refresh(fl_dual *q)
{
	invert(q);
	price(q);
	evaluate(q);
}
