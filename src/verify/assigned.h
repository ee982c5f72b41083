/* SPDX-License-Identifier: Apache-2.0
 *
 * assigned.h - is this assignment of dreams to partners allowed, and is none better? From the case and the prices alone.
 */
#ifndef FL_VERIFY_ASSIGNED_H
#define FL_VERIFY_ASSIGNED_H

#include "domain/assignment.h"

typedef struct fl_assign_verdict {
	bool verified;
	char why[300];  /* the first fact that fails, "" when verified */
	int64_t total;  /* what the assignment is worth */
	int64_t bound;  /* what the prices prove, at most; -1 where nothing is possible */
} fl_assign_verdict;

/* Nothing that the assignment states is believed: loads, sums and bounds are counted here. */
fl_status fl_verify_assigned(const fl_assign_case *c, const fl_assignment *a, fl_assign_verdict *ret, fl_error *err);

#endif
