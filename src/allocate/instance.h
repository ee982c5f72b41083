/* SPDX-License-Identifier: Apache-2.0
 *
 * instance.h - the program that a round means (round -> fl_program).
 */
#ifndef FL_ALLOCATE_INSTANCE_H
#define FL_ALLOCATE_INSTANCE_H

#include "allocate/program.h"
#include "allocate/traits.h"
#include "domain/round.h"

/* Build the program of the qualified candidates; 'order' lists them in tie order (num_order of them). Fills
 * allocation->limits (one line a pool and a group) on the way. FL_ERANGE when sums leave 63 bits. */
fl_status fl_program_build(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
			   size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err);

/* The same from traits, which may know more kinds than these dreams have: kinds[i] is that of candidate i. */
fl_status fl_program_build_from(const fl_traits *traits, const uint32_t *kinds, const uint32_t *order, size_t num_order,
				fl_allocation *allocation, fl_program **ret_program, fl_error *err);

/* The same with a row for every limit in money, also those that cannot bind: they may be changed. */
fl_status fl_program_build_open(const fl_round_spec *spec, const fl_candidate *dreams, const uint32_t *order,
				size_t num_order, fl_allocation *allocation, fl_program **ret_program, fl_error *err);
/* Give the rows of an open program (or of its tranches) the money of 'spec': a round that differs from the one built in amounts of
 * pools and in minima and maxima of groups only, in money or as shares of the budget. */
void fl_program_relimit(fl_program *program, const fl_round_spec *spec);

#endif
