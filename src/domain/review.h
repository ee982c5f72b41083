/* SPDX-License-Identifier: Apache-2.0
 *
 * review.h - what a person should look at, and one pair laid open for a decision.
 */
#ifndef FL_DOMAIN_REVIEW_H
#define FL_DOMAIN_REVIEW_H

#include "domain/decision.h"
#include "domain/dream.h"
#include "domain/pair.h"

typedef enum fl_review_reason {
	FL_REVIEW_BRIDGE, /* judged the same, but their clusters could not be one */
	FL_REVIEW_DOUBT,  /* the rules leave it to a person */
	FL_REVIEW_THIN,   /* merged, by little more than the threshold: a cluster that a word would break */
} fl_review_reason;

typedef struct fl_review_item {
	const fl_pair *pair;
	fl_review_reason reason;
	int32_t doubt; /* the smaller, the more uncertain */
} fl_review_item;

typedef struct fl_review_text {
	const fl_dream *dream;
	fl_marks title, body;
	uint32_t representative;
} fl_review_text;

typedef struct fl_review_pair {
	fl_review_text a, b;
	const fl_pair *pair; /* NULL: it was never a candidate */
	bool together;       /* in one cluster */
	bool equal_words;    /* both stand in one group of equal words */
	const fl_decision *decision; /* in force, NULL none */
	bool stale;                  /* it was made on other texts */
	int offset_minutes;          /* the round's zone */
} fl_review_pair;

/* What to look at, the most uncertain first: bridges; then what is left to a person by how far its score is from the middle
 * between 'candidates' and 'same'; then what was merged by less than a tenth above 'same'. In the arena; 'same' and
 * 'candidates' are those of the round. */
fl_status fl_review_queue(const fl_pair *pairs, size_t count, const uint32_t *representative, int32_t candidates,
			  int32_t same, fl_arena *arena, fl_review_item **ret_items, size_t *ret_count, fl_error *err);

#endif
