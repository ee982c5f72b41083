/* SPDX-License-Identifier: Apache-2.0
 *
 * match_loads.h - what a partner of a matching has taken on, and what a place there is worth.
 */
#ifndef FL_REPORT_MATCH_LOADS_H
#define FL_REPORT_MATCH_LOADS_H

#include "domain/matching.h"

typedef struct fl_match_load {
	int64_t dreams;
	fl_money money;
	bool has_price;
	int64_t price; /* what one more place would add; below 0: what the minimum load costs */
} fl_match_load;

/* Of every partner, into num_partners zeroed ones. */
static inline void fl_match_loads_of(const fl_matching *m, fl_match_load *ret)
{
	const fl_assignment *a = m->a;
	bool stands = a->outcome != FL_ASSIGN_INFEASIBLE, priced = stands && a->proof.num_nodes == 1 && a->proof.scale == 1;
	for (size_t i = 0; stands && i < m->c.num_dreams; i++)
		if (a->partner[i] < m->c.num_partners) {
			ret[a->partner[i]].dreams++;
			ret[a->partner[i]].money += m->c.brings ? m->c.brings[i] : 0;
		}
	for (size_t p = 0; p < m->c.num_partners; p++) {
		ret[p].has_price = priced;
		ret[p].price = priced ? a->proof.prices[p] : 0;
	}
}

#endif
