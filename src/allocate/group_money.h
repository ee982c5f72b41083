/* SPDX-License-Identifier: Apache-2.0
 *
 * group_money.h - the limits of a group in money, exact and as people read them.
 */
#ifndef FL_ALLOCATE_GROUP_MONEY_H
#define FL_ALLOCATE_GROUP_MONEY_H

#include "base/rational.h"
#include "domain/round.h"

typedef struct fl_group_money {
	mpq_t lo, hi; /* minor units */
	bool has_lo, has_hi;
	fl_money lo_whole, hi_whole; /* in whole minor units, the minimum rounded up, the maximum down; 0: none */
} fl_group_money;

/* The tighter of money and share of the budget, less 'before', what its dreams were awarded by earlier divisions; both limits at least 0 then.
 * Initialises 'ret', which always wants a release. */
void fl_group_money_init(fl_group_money *ret, const fl_round_spec *spec, const fl_group *group, fl_money before);
void fl_group_money_release(fl_group_money *money);

#endif
