/* SPDX-License-Identifier: Apache-2.0
 *
 * learn.h - how much each term speaks for and against each label: a linear classifier, learned in integers.
 */
#ifndef FL_CLASSIFY_LEARN_H
#define FL_CLASSIFY_LEARN_H

#include "classify/terms.h"

typedef struct fl_learn_input {
	const fl_terms *terms;
	const uint32_t *labels; /* of each text; num_labels + l: it has not label l, and of the others nothing is known */
	size_t num_labels;
	const bool *use;       /* of each term: only these */
	uint32_t title_factor; /* what a term in the title counts, 1 to 10 */
	int threads;
} fl_learn_input;

/* (*ret_weights)[label * terms->count + term], in the arena; a text belongs to the label with the greatest sum. Their scale means
 * nothing. The same for any number of threads. */
fl_status fl_learn(const fl_learn_input *input, fl_arena *arena, int64_t **ret_weights, fl_error *err);

#endif
