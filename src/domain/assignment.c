/* SPDX-License-Identifier: Apache-2.0
 *
 * assignment.c - the parts of an assignment that need no algorithm.
 */
#include "domain/assignment.h"

void fl_assignment_free(fl_assignment *assignment)
{
	fl_arena arena;

	if (!assignment)
		return;
	arena = assignment->arena; /* which it lives in */
	fl_arena_release(&arena);
}

int64_t fl_assign_fit(const fl_assign_case *c, size_t dream, uint32_t partner)
{
	for (size_t k = c->start[dream]; k < c->start[dream + 1]; k++)
		if (c->fits[k].partner == partner)
			return c->fits[k].fit;
	return -1;
}
