/* SPDX-License-Identifier: Apache-2.0
 *
 * assign.h - the best assignment of dreams to partners, exact, with its proof (domain/assignment.h).
 *
 *     assign.c        the call: check, solve, settle ties, prove
 *     assign_flow.c   shortest ways between partners: the optimum without limits in money
 *     assign_ties.c   of all optima the first in tie order
 *     assign_hall.c   which minimum loads cannot be met together; assign_mend.c: the smallest change to each limit in conflict
 *     assign_money.c  limits in money: branch and bound
 *     assign_dual.c   ... prices for a bound; assign_priced.c, assign_anneal.c: a good assignment at these prices
 */
#ifndef FL_ALLOCATE_ASSIGN_H
#define FL_ALLOCATE_ASSIGN_H

#include "domain/assignment.h"

/* Ties: of all assignments of most worth the one in which the dreams, in their order, get their best fit one after another, and of equal
 * fits the earlier partner. FL_EINVAL: the case is malformed; FL_ERANGE: too many partners, or sums above 2^62. */
fl_status fl_assign(const fl_assign_case *c, fl_assignment **ret_assignment, fl_error *err);

#endif
