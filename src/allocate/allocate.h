/* SPDX-License-Identifier: Apache-2.0
 *
 * allocate.h - divide the money of a round over its candidates: the one entry into this folder.
 */
#ifndef FL_ALLOCATE_ALLOCATE_H
#define FL_ALLOCATE_ALLOCATE_H

#include "domain/award.h"

/* Solve the round's policy over the candidates (all dreams of the round, any standing, any order; ids unique).
 * The result does not depend on the order of the candidates. An infeasible round is FL_OK with outcome
 * FL_INFEASIBLE and 'conflict'/'mend' filled. FL_EINTERNAL when the solver failed beyond repair. */
fl_status fl_allocate(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
		      fl_allocation **ret_allocation, fl_error *err);

#endif
