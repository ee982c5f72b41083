/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve.h - see domain/change.h: ask the allocation itself.
 */
#ifndef FL_ALLOCATE_RESOLVE_H
#define FL_ALLOCATE_RESOLVE_H

#include "domain/change.h"

/* For a dream (index) that is qualified or below its threshold and gets less than it may. 'as_is': the allocation as it stands, feasible.
 * FL_EINVAL: a foundation's own model, which is not divided again here. */
fl_status fl_change_find(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, size_t dream,
			 const fl_allocation *as_is, fl_change *ret, fl_error *err);

#endif
