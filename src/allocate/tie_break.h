/* SPDX-License-Identifier: Apache-2.0
 *
 * tie_break.h - the published order that decides ties, and the awards it picks among the optimal ones.
 */
#ifndef FL_ALLOCATE_TIE_BREAK_H
#define FL_ALLOCATE_TIE_BREAK_H

#include "allocate/basis.h"
#include "domain/round.h"

/* FL_ESTATE while the seed of the lottery is sealed. The qualified candidates in tie order: submitted (time, then id; unknown times last) or the lottery
 * (SHA-256 of seed, a zero byte, id; ascending). *ret_order has *ret_count entries; fl_free it. */
fl_status fl_tie_order_make(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			    uint32_t **ret_order, size_t *ret_count, fl_error *err);

/* Among the optimal solutions of a solved linear program: the one whose awards are largest one after another in tie
 * order. By complementary slackness with the optimal multipliers the optimal face is: columns with a reduced cost
 * stay at their limit, rows with a price stay tight; the rest is free. *ret_unique: is the face one point (in the
 * awards)? NULL: nobody asks, which is faster. */
fl_status fl_tie_break(fl_basis *lp, bool *ret_unique, fl_error *err);

#endif
