/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.h - which partners name a term: an index, so that a dream meets only partners that have something of it.
 */
#ifndef FL_PARTNER_POSTINGS_H
#define FL_PARTNER_POSTINGS_H

#include "base/vec.h"

typedef struct fl_posting {
	uint32_t term, partner;
} fl_posting;

typedef struct fl_postings {
	fl_map numbers; /* term -> its number; terms are borrowed */
	FL_VEC(fl_posting) pairs; /* as they were added */
	uint32_t *start;    /* per term, after fl_postings_close: its slice of 'partners' */
	uint32_t *partners; /* ascending within a term, each once */
} fl_postings;

/* False when memory is short. Add partners in ascending order. */
bool fl_postings_add(fl_postings *index, fl_str term, uint32_t partner);
bool fl_postings_close(fl_postings *index);
/* The number of a term; FL_MAP_NONE: no partner names it. */
size_t fl_postings_term(const fl_postings *index, fl_str term);
void fl_postings_release(fl_postings *index);

#endif
