/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.h - the same round under other amounts of money: solved again from where the last answer stands.
 *
 * Between one budget and the next a few dreams gain or lose, so the basis of the last answer is a few pivots from the next one. Every
 * answer is exact: an optimal basis in rationals, or a Farkas ray that there is none. Policies that divide by ratios go through their
 * stages again (stages.h), which have one answer from wherever one comes. Ties are broken in the published order at each point
 * (tie_break.h), so that an answer depends on nothing but its settings. No awards are rounded.
 */
#ifndef FL_ALLOCATE_SWEEP_H
#define FL_ALLOCATE_SWEEP_H

#include "allocate/program.h"
#include "domain/round.h"

typedef struct fl_sweep fl_sweep;

typedef struct fl_sweep_point {
	bool feasible;  /* false: the limits contradict each other; what follows is then 0 */
	mpq_t optimum;  /* in the units of the policy */
	mpq_t awarded;  /* minor units */
	int64_t funded; /* dreams that get something ... */
	int64_t full;   /* ... and all of their request */
	int64_t pivots; /* in doubles and in rationals, of this point */
} fl_sweep_point;

void fl_sweep_point_init(fl_sweep_point *point);
void fl_sweep_point_release(fl_sweep_point *point);

/* Can this round be swept? All policies that have a program, where nothing has to be decided about who is funded at all; those that divide by
 * ratios only without a base grant. */
bool fl_sweep_can(const fl_round_spec *spec);
/* Spec and dreams are borrowed until the sweep is freed. FL_EINVAL where it cannot. */
fl_status fl_sweep_new(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_sweep **ret_sweep,
		       fl_error *err);
void fl_sweep_free(fl_sweep *sweep);
/* Does 'spec' differ from the first in nothing but amounts of pools, and minima and maxima of groups as money or shares of the
 * budget? (Files, rules, thresholds are not looked at: the dreams are given.) */
bool fl_sweep_fits(const fl_sweep *sweep, const fl_round_spec *spec);
/* The answer under the money of 'spec', which must fit (FL_EINVAL). */
fl_status fl_sweep_solve(fl_sweep *sweep, const fl_round_spec *spec, fl_sweep_point *ret_point, fl_error *err);
/* Of a last answer that is infeasible: do the limits marked in 'among' (one a line of fl_allocation.limits) conflict already, whatever the
 * others are? Told by the proof at hand; false also where it does not tell. */
bool fl_sweep_conflict_among(const fl_sweep *sweep, const bool *among);
/* What each dream gets in the last answer, whole minor units rounded down; 0 for all where 'feasible' is false. One a dream. */
void fl_sweep_amounts(const fl_sweep *sweep, bool feasible, fl_money *ret_amounts);

#endif
