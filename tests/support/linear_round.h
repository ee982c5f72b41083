/* SPDX-License-Identifier: Apache-2.0
 *
 * linear_round.h - a round of four dreams, solved by hand, with its proof.
 */
#ifndef LINEAR_ROUND_H
#define LINEAR_ROUND_H

#include "proof_kit.h"

/* Money 1000, education at most 800; a: 60 flowers for 600, b: 40 for 500 (both education), c: 20
 * for 400, d is below the threshold. By hand: a whole, b 200 (education is full), c 200 (the pool is empty):
 * 60 + 16 + 10 = 86 flowers. One more unit of money brings 1/20 (c), one more for education 2/25 - 1/20 = 3/100 (b
 * for c). Bound: 1000/20 + 800*3/100 + (1/10 - 1/20 - 3/100)*600 = 50 + 24 + 12 = 86. */
#define POOL_1000     "[{\"id\":\"general\",\"amount\":\"1000\"}]"
#define EDUCATION_800 "[{\"id\":\"edu\",\"selector\":{\"category\":\"edu\"},\"max\":\"800\"}]"

static inline kit linear_round(void)
{
	kit k;
	kit_round(&k, "", POOL_1000, EDUCATION_800);
	kit_dream(&k, "a", "edu", 600, 60);
	kit_dream(&k, "b", "edu", 500, 40);
	kit_dream(&k, "c", "health", 400, 20);
	kit_dream(&k, "d", "health", 100, 9);
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 600);
	kit_pay(&k, 1, 0, 200);
	kit_pay(&k, 2, 0, 200);
	kit_set(&k, 4);
	kit_y(&k, "pool:general", "1/20");
	kit_y(&k, "group:edu", "3/100");
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_values(&k, "86", "86", "86");
	return k;
}

#endif
