/* SPDX-License-Identifier: Apache-2.0
 *
 * review_moves.h - what every award would be if one open item was decided the other way.
 */
#ifndef FL_STEPS_REVIEW_MOVES_H
#define FL_STEPS_REVIEW_MOVES_H

#include "domain/review.h"
#include "steps/candidates.h"
#include "steps/step.h"

/* The ways of deciding what is open, in the order of the queue: what waits for people, pairs, dreams, names. Each is a decision that
 * would come into force; nothing of person, why and time is set. In the arena of the work. */
fl_status fl_review_ways(fl_work *w, const fl_facts *facts, fl_review_way **ret, size_t *ret_count, fl_error *err);

/* Does it change duplicates or tallies, so that their steps are done again for it? */
bool fl_review_needs_steps(const fl_decision *decision);
/* The awards that each of the first 'count' ways would move, into the ways themselves. The round is only read. FL_ESTATE before the
 * awards are verified; FL_EINVAL: the policy is a model of the foundation's own. */
fl_status fl_review_move(fl_work *w, const fl_options *options, fl_review_way *ways, size_t count, fl_error *err);

#endif
