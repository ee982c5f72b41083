/* SPDX-License-Identifier: Apache-2.0
 *
 * review_names.h - organisations of the round that may be one, and that nobody has decided on.
 */
#ifndef FL_STEPS_REVIEW_NAMES_H
#define FL_STEPS_REVIEW_NAMES_H

#include "domain/review.h"
#include "steps/step.h"

typedef struct fl_review_names {
	fl_str *names;   /* that dreams state, each once, by bytes */
	int64_t *dreams; /* that state it */
	size_t num_names;
	fl_look_alike *items;
	size_t num_items;
} fl_review_names;

/* Lives in the arena of 'w'. */
fl_status fl_review_names_find(fl_work *w, const fl_facts *facts, fl_review_names *ret, fl_error *err);

#endif
