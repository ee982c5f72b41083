/* SPDX-License-Identifier: Apache-2.0
 *
 * review_decisions.h - decisions that a person should look at again, and what is known of one dream.
 */
#ifndef FL_STEPS_REVIEW_DECISIONS_H
#define FL_STEPS_REVIEW_DECISIONS_H

#include "domain/review.h"
#include "steps/step.h"

/* Was it made on other texts than the round has now? False where the dreams are not there. */
bool fl_review_is_stale(const fl_facts *facts, const fl_map *dreams, const fl_decision *decision);
/* Pending, disagreements, stale ones, questions to colleagues: in this order, within one by kind and subject. In the arena of the
 * work. */
fl_status fl_review_decisions(fl_work *w, const fl_facts *facts, fl_review_decision **ret, size_t *ret_count, fl_error *err);
/* All decisions with how they stand; borrowed from 'w'. */
fl_status fl_review_log(fl_work *w, const fl_facts *facts, fl_decision_log *ret, fl_error *err);

#endif
