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

static inline fl_match_load fl_match_load_of(const fl_matching *m, size_t p)
{
	const fl_assignment *a = m->a;
	fl_match_load load = { .has_price = a->outcome != FL_ASSIGN_INFEASIBLE && a->proof.num_nodes == 1 && a->proof.scale == 1 };
	for (size_t i = 0; i < m->c.num_dreams && a->outcome != FL_ASSIGN_INFEASIBLE; i++)
		if (a->partner[i] == p) {
			load.dreams++;
			load.money += m->c.brings ? m->c.brings[i] : 0;
		}
	load.price = load.has_price ? a->proof.prices[p] : 0;
	return load;
}

#endif
