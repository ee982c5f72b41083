/* SPDX-License-Identifier: Apache-2.0
 *
 * known.h - pairs that an earlier look has found, put in the terms of the present sets.
 */
#ifndef FL_DEDUP_KNOWN_H
#define FL_DEDUP_KNOWN_H

#include "dedup/corpus.h"
#include "dedup/join.h"

typedef struct fl_recalled { /* a known pair between two present sets */
	uint64_t couple;
	const fl_pair *pair;
} fl_recalled;

typedef struct fl_recall {
	FL_VEC(fl_recalled) pairs; /* by couple; of sets that are not new both */
} fl_recall;

/* 'ret' is zero-initialised by the caller and is to be released whatever comes back. */
fl_status fl_recall_make(const fl_dedup_known *known, const fl_corpus *corpus, fl_recall *ret, fl_error *err);
void fl_recall_release(fl_recall *recall);
/* The known pair between two sets, or NULL. */
const fl_pair *fl_recall_find(const fl_recall *recall, uint64_t couple);

#endif
