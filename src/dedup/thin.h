/* SPDX-License-Identifier: Apache-2.0
 *
 * thin.h - of the pairs inside one template: which are kept.
 *
 * Kept are all that are the same by the rules or that a person decided on, for clusters are made of these; of the
 * others, for each dream, the FL_DENSE_LEAST it is most like, and the one with the hub (domain/dense.h). What is kept
 * has the same groups again.
 */
#ifndef FL_DEDUP_THIN_H
#define FL_DEDUP_THIN_H

#include "dedup/dedup.h"
#include "dedup/join.h"
#include "dedup/known.h"
#include "dedup/pair_evidence.h"

typedef struct fl_thinning {
	const fl_gram_sets *sets;
	const fl_pair_text *forms; /* per set, those of a group */
	const fl_recall *recall;
	const fl_dedup_options *options;
	const uint32_t *hub;     /* per set, of fl_dense_find */
	const uint64_t *decided; /* couples, ascending; kept whatever they are */
	size_t num_decided;
} fl_thinning;

/* Takes couples out of the ascending list, and adds to left_out[hub] how many of each group. The same with any number
 * of threads. */
fl_status fl_thin(const fl_thinning *thinning, fl_couples *couples, uint64_t *left_out, fl_error *err);

#endif
