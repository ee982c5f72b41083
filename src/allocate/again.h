/* SPDX-License-Identifier: Apache-2.0
 *
 * again.h - the same round after a few dreams have changed: what each award would be then.
 *
 * Exactly what fl_allocate gives for the changed candidates, by a shorter way. The program is built from what selectors have said
 * already (traits.h), and a linear one is solved from where the last answer stands (start.h); an optimum with its ties broken is one
 * point, whatever way led to it, and rounding is the same. Often no award can move, which is known without solving (still.c).
 */
#ifndef FL_ALLOCATE_AGAIN_H
#define FL_ALLOCATE_AGAIN_H

#include "domain/candidate.h"
#include "domain/round.h"

typedef struct fl_again fl_again;

typedef struct fl_becoming {
	uint32_t dream;
	fl_candidate now;
} fl_becoming;

/* Is a change cheap? Then the round is a linear program: 'support' and 'tranches' where nothing has to be decided about who is
 * funded at all, and no earlier division awarded anything. Other rounds are divided anew for each change. */
bool fl_again_quick(const fl_round_spec *spec);
/* Spec and dreams are borrowed; a quick round is solved now. One thread at a time for each. FL_EINVAL: the policy is a model of one's own. */
fl_status fl_again_new(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_again **ret, fl_error *err);
void fl_again_free(fl_again *again);
/* A thread that was started to divide calls it before it ends. */
void fl_again_leave_thread(void);
/* The awards without changes, of a quick round; NULL of others. All 0 where the round is infeasible. */
const fl_money *fl_again_awards(const fl_again *again);
/* Is it certain that no award moves? False: it has to be divided. Each dream at most once. */
fl_status fl_again_still(fl_again *again, const fl_becoming *changes, size_t count, bool *ret_still, fl_error *err);
/* The awards then, one a dream; 0 for all where the round is infeasible. */
fl_status fl_again_divide(fl_again *again, const fl_becoming *changes, size_t count, fl_money *ret_awards, bool *ret_feasible,
			  fl_error *err);

#endif
