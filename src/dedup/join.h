/* SPDX-License-Identifier: Apache-2.0
 *
 * join.h - every pair of sets whose score reaches a threshold, and no other; exact.
 */
#ifndef FL_DEDUP_JOIN_H
#define FL_DEDUP_JOIN_H

#include "dedup/gram_set.h"

/* A pair of sets, a < b, as a << 32 | b. */
#define FL_COUPLE(a, b)   ((uint64_t)(a) << 32 | (uint32_t)(b))
#define FL_COUPLE_A(pair) ((size_t)((pair) >> 32))
#define FL_COUPLE_B(pair) ((size_t)((pair)&0xffffffff))

typedef FL_VEC(uint64_t) fl_couples;

/* All pairs with fl_gram_score >= candidates (1..1000000), ascending. More than 'max' pairs on the way are FL_ERANGE.
 * 'ret' is zero-initialised by the caller and is to be released whatever comes back. */
fl_status fl_join(const fl_gram_sets *sets, int32_t candidates, size_t max, int threads, fl_couples *ret,
		  fl_error *err);

/* The two halves, each complete for its condition and free of other pairs; 'ret' is not sorted.
 * fl_join_alike: weighted Jaccard similarity of the whole texts >= num/den, that is (num + den) * shared >= num * (a
 * + b); num and den at most 3000000. */
fl_status fl_join_alike(const fl_gram_sets *sets, uint64_t num, uint64_t den, size_t max, int threads,
			fl_couples *ret, fl_error *err);
/* fl_join_said: C >= candidates (dedup.h), that is (1000000 + candidates) * said >= 2 * candidates * (t_a + t_b),
 * and of these only pairs whose score, too, reaches it. */
fl_status fl_join_said(const fl_gram_sets *sets, int32_t candidates, size_t max, int threads, fl_couples *ret,
		       fl_error *err);

/* Of the pairs of fl_join those with at least one set for which 'is_new' says so; 'ret' is not sorted. Cheap where these are few
 * (join_new.c). */
fl_status fl_join_new(const fl_gram_sets *sets, const bool *is_new, int32_t candidates, size_t max, int threads,
		      fl_couples *ret, fl_error *err);

/* Sort, and keep each once. More than 'max' are FL_ERANGE. */
fl_status fl_couples_sort(fl_couples *couples, size_t max, fl_error *err);

/* What the joins share: the results of the slices of one join, put together in the order of the slices. */
typedef struct fl_join_output {
	fl_couples *slices;
	size_t num_slices, max;
	const fl_gram_sets *sets;
	int32_t candidates; /* above 0: only pairs with this score count; 'sets' are theirs */
	_Atomic uint64_t found;
} fl_join_output;

fl_status fl_join_push(fl_join_output *out, size_t slice, size_t a, size_t b, fl_error *err);
fl_status fl_join_collect(fl_join_output *out, fl_couples *ret, fl_error *err); /* appends */
void fl_join_output_release(fl_join_output *out);

#endif
