/* SPDX-License-Identifier: Apache-2.0
 *
 * fairness.c - Gini of coverage and its companions, in integers.
 *
 * With coverages sorted, c_1 <= ... <= c_n, the Gini coefficient is sum_i (2 i - n - 1) c_i / (n sum_i c_i).
 */
#include "domain/fairness.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

#define BILLION 1000000000
#define MILLION 1000000

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t part(__int128 of, __int128 whole)
{
	return whole > 0 ? (int64_t)(of * MILLION / whole) : FL_FAIRNESS_NONE; /* at most 2^105 * 2^20 */
}

static void measure_coverage(int64_t *coverage, size_t n, fl_fairness *ret)
{
	__int128 sum = 0, weighted = 0;
	qsort(coverage, n, sizeof *coverage, by_value);
	for (size_t i = 0; i < n; i++) {
		sum += coverage[i];
		weighted += (2 * (__int128)(i + 1) - (__int128)n - 1) * coverage[i];
	}
	ret->least = n > 0 ? coverage[0] / (BILLION / MILLION) : FL_FAIRNESS_NONE;
	ret->mean = n > 0 ? (int64_t)(sum / (__int128)n) / (BILLION / MILLION) : FL_FAIRNESS_NONE;
	ret->gini = part(weighted, (__int128)n * sum);
}

fl_status fl_fairness_measure(const fl_candidate *dreams, const fl_money *amounts, size_t count, fl_fairness *ret,
			      fl_error *err)
{
	int64_t *coverage = fl_alloc_array(count + 1, sizeof *coverage);
	size_t n = 0;
	__int128 flowers = 0, funded = 0, met = 0; /* met: in billionths of a flower, at most 2^32 * 2^63 * 2^30 */
	if (!coverage)
		return fl_enomem(err);
	*ret = (fl_fairness){ 0 };
	for (size_t i = 0; i < count; i++) {
		if (dreams[i].standing != FL_DUPLICATE)
			flowers += dreams[i].tally;
		if (dreams[i].standing != FL_QUALIFIED || dreams[i].request <= 0)
			continue;
		coverage[n] = (int64_t)((__int128)amounts[i] * BILLION / dreams[i].request);
		funded += amounts[i] > 0 ? dreams[i].tally : 0;
		met += (__int128)dreams[i].tally * coverage[n];
		n++;
	}
	ret->qualified = (int64_t)n;
	ret->flowers_funded = part(funded, flowers);
	ret->flowers_met = part(met / BILLION, flowers);
	measure_coverage(coverage, n, ret);
	fl_free(coverage);
	return FL_OK;
}
