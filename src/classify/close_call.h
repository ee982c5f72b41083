/* SPDX-License-Identifier: Apache-2.0
 *
 * close_call.h - the two best categories of a dream and how far apart they are.
 */
#ifndef FL_CLASSIFY_CLOSE_CALL_H
#define FL_CLASSIFY_CLOSE_CALL_H

#include "classify/tag.h"

typedef struct fl_close_call {
	fl_str first, second; /* tags, borrowed from the tagging; "" none */
	int64_t first_score, second_score;
	int64_t margin, least; /* to be the category the first must lead by more than 'margin' and reach 'least' */
} fl_close_call;

/* The packs that made the tagging. */
void fl_close_call_find(const fl_pack *const *packs, size_t num_packs, const fl_tagging *tagging, fl_close_call *ret);

#endif
