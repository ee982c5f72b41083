/* SPDX-License-Identifier: Apache-2.0
 *
 * review_moves.h - what every award would be if one open item was decided the other way.
 */
#ifndef FL_STEPS_REVIEW_MOVES_H
#define FL_STEPS_REVIEW_MOVES_H

#include "domain/review.h"
#include "steps/candidates.h"
#include "steps/step.h"

/* What it costs to tell of an item, in units: a report shall say the same whenever and wherever it is made, so the work is counted and
 * not timed. Where no award can move, which is known without dividing the money, it costs nothing. Where the round is a linear program
 * (fl_again_quick), the money is divided again for one unit a dream; else for FL_MOVES_ANEW a dream and FL_MOVES_NODE of these for each
 * node that the search for the awards had. Reading the ledger, once for all pairs, costs one for FL_MOVES_ROWS rows. Where only the steps
 * themselves can tell (a pair in a round whose policy weighs giver by giver), they cost FL_MOVES_STEPS times FL_MOVES_ANEW a dream on top. */
#define FL_MOVES_ANEW  60 /* these four stand in docs/reference/result.md, too */
#define FL_MOVES_NODE  2
#define FL_MOVES_STEPS 7
#define FL_MOVES_ROWS  2

/* Awards that are listed in all, those of one item at least FL_MOVES_LEAST; they stand in docs/reference/result.md, too. */
#define FL_MOVES_LISTED 200000
#define FL_MOVES_LEAST  10

/* The ways of deciding what is open, in the order of the queue: what waits for people, pairs, dreams, names. Each is a decision that
 * would come into force; nothing of person, why and time is set. In the arena of the work. */
fl_status fl_review_ways(fl_work *w, const fl_facts *facts, fl_review_way **ret, size_t *ret_count, fl_error *err);
/* The same from a field that was loaded with its matches. */
fl_status fl_review_ways_of(fl_work *w, const fl_field *field, fl_review_way **ret, size_t *ret_count, fl_error *err);

/* The awards that each of the first 'count' ways would move, into the ways themselves; of those that ask for work as many as 'work' units
 * pay for (-1: all), those first at whose dreams the most flowers are at stake. A way that the round would refuse is left
 * as not computed. The round is only read. FL_ESTATE before the awards are verified; FL_EINVAL: the policy is a model of the foundation's own. */
fl_status fl_review_move(fl_work *w, const fl_options *options, fl_review_way *ways, size_t count, int64_t work, fl_error *err);
/* The same of a round that is in memory already. */
typedef struct fl_standing_awards {
	const fl_field *field; /* as fl_field_load gives it */
	const fl_allocation *allocation;
} fl_standing_awards;
fl_status fl_review_move_from(fl_work *w, const fl_standing_awards *now, const fl_options *options, fl_review_way *ways, size_t count,
			      int64_t work, fl_error *err);

#endif
