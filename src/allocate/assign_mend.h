/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_mend.h - which limits of an assignment cannot hold together, and the smallest change to each that ends it.
 */
#ifndef FL_ALLOCATE_ASSIGN_MEND_H
#define FL_ALLOCATE_ASSIGN_MEND_H

#include "domain/assignment.h"

/* assign.c: the answer without this. 'any': whatever keeps the limits will do. FL_ERANGE: nothing was found or refuted within the limit of
 * nodes. */
fl_status fl_assign_once(const fl_assign_case *c, bool any, fl_assignment **ret_assignment, fl_error *err);

/* For an assignment that is impossible: its conflict becomes an irreducible one, and its mends are filled in. */
fl_status fl_assign_mend(const fl_assign_case *c, fl_assignment *a, fl_error *err);

#endif
