/* SPDX-License-Identifier: Apache-2.0
 *
 * tranches.h - the policy 'tranches': the first part of a request counts more than the next.
 */
#ifndef FL_ALLOCATE_TRANCHES_H
#define FL_ALLOCATE_TRANCHES_H

#include "allocate/program.h"
#include "domain/round.h"

/* The round's program with one column for each class and tranche: as many columns a class as there are tranches, side by
 * side, each with the class's rows; flows and the total as before. Because weights fall, an optimum fills the first
 * before the next, so the sum of a class's columns is its award. Pools and signatures are borrowed from 'program'.
 * FL_ERANGE where a tally times a weight leaves 63 bits. */
fl_status fl_tranches_split(const fl_round_spec *spec, const fl_program *program, fl_program **ret_split, fl_error *err);

/* Where tranche k of a request ends: the shares up to it times the request, rounded down; the last ends at the request. All amounts are
 * on top of what was awarded 'before': tranches that this has filled end at 0. */
fl_money fl_tranche_end(const fl_policy *policy, fl_money request, fl_money before, size_t k);

/* What a minor unit of 'amount' is worth on average, num / den in lowest terms as far as it matters. FL_ERANGE: leaves 63 bits. */
fl_status fl_tranche_whole(const fl_policy *policy, int64_t tally, fl_money request, fl_money before, fl_money amount,
			   int64_t *num, int64_t *den, fl_error *err);

/* An amount with the part in each tranche counted by its weight. */
__int128 fl_tranche_weigh(const fl_policy *policy, fl_money request, fl_money before, fl_money amount);

#endif
