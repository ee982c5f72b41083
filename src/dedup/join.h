/* SPDX-License-Identifier: Apache-2.0
 *
 * join.h - every pair of sets whose score reaches a threshold, and no other; exact.
 */
#ifndef FL_DEDUP_JOIN_H
#define FL_DEDUP_JOIN_H

#include "base/parallel.h"
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

/* What the joins share: slices of sets are read in parallel, and what each finds is put together in their order. */
#define FL_JOIN_GRAIN 256 /* sets a slice */

typedef struct fl_join_output { /* set the members up to 'candidates', and leave the others 0 */
	const fl_gram_sets *sets;
	size_t max;         /* more pairs are FL_ERANGE */
	int32_t candidates; /* above 0: only pairs with this score count */
	fl_couples *slices;
	size_t num_slices;
	_Atomic uint64_t found;
} fl_join_output;

/* Call 'read' for all slices, as fl_parallel_for does, and append to 'ret' what it pushed. */
fl_status fl_join_slices(fl_join_output *out, int threads, fl_parallel_fn read, void *user, fl_couples *ret, fl_error *err);
/* From 'read': the pair, found in the slice that begins at set 'begin'. */
fl_status fl_join_push(fl_join_output *out, size_t begin, size_t a, size_t b, fl_error *err);

#endif
