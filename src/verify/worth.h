/* SPDX-License-Identifier: Apache-2.0
 *
 * worth.h - the values of domain/proof.h, from the round: what amounts and funded dreams are worth.
 */
#ifndef FL_VERIFY_WORTH_H
#define FL_VERIFY_WORTH_H

#include "verify/limits.h"

/* What a dream counts for: its tally, or by the round's breadth its roots or givers. */
int64_t fl_verify_voice(const fl_round_spec *spec, const fl_candidate *dream);
/* Is v_i not 0 for all dreams? (Staged policies compare ratios instead.) */
bool fl_verify_has_values(const fl_round_spec *spec);
/* The amount, on top of what was awarded before, with the part in each tranche counted by its weight; without tranches the amount.
 * v_i(x) is this times voice_i / request_i. */
fl_i128 fl_verify_weighted(const fl_round_spec *spec, fl_money request, fl_money before, fl_money amount);
/* By how much that grows with the next minor unit. */
int64_t fl_verify_weight_after(const fl_round_spec *spec, fl_money request, fl_money before, fl_money amount);
/* Where tranche k ends: B_k, less what was awarded before; 0 where that has filled it. */
fl_money fl_verify_tranche_end(const fl_round_spec *spec, fl_money request, fl_money before, size_t k);

#endif
