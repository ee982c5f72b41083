/* SPDX-License-Identifier: Apache-2.0
 *
 * award.c - the life of an allocation. Who fills it is allocate/.
 */
#include "domain/award.h"

fl_allocation *fl_allocation_new(size_t num_candidates)
{
	fl_allocation *a = fl_alloc(sizeof *a);

	if (!a)
		return NULL;
	mpq_init(a->objective);
	a->num_candidates = num_candidates;
	a->awards = fl_arena_array(&a->arena, num_candidates ? num_candidates : 1, sizeof *a->awards);
	a->proof = fl_proof_new();
	if (!a->awards || !a->proof) {
		fl_allocation_free(a);
		return NULL;
	}
	return a;
}

void fl_allocation_free(fl_allocation *allocation)
{
	if (!allocation)
		return;
	for (size_t i = 0; i < allocation->num_limits; i++)
		mpq_clear(allocation->limits[i].price);
	mpq_clear(allocation->objective);
	fl_proof_free(allocation->proof);
	fl_arena_release(&allocation->arena);
	fl_free(allocation);
}
