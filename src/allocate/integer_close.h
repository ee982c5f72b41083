/* SPDX-License-Identifier: Apache-2.0
 *
 * integer_close.h - the end of a node: closed, split, or the end of the search.
 */
#ifndef FL_ALLOCATE_INTEGER_CLOSE_H
#define FL_ALLOCATE_INTEGER_CLOSE_H

#include "allocate/integer.h"

typedef enum fl_node_end { FL_NODE_CLOSED, FL_NODE_SPLIT, FL_NODE_STOP } fl_node_end;

/* Try to close the node with the float multipliers in search->y. */
fl_status fl_search_close_by_bound(fl_search *search, uint32_t node, bool *ret_closed, fl_error *err);
/* Try it with the core's ray. */
fl_status fl_search_close_by_ray(fl_search *search, uint32_t node, bool *ret_closed, fl_error *err);
/* Where doubles do not tell: a solution, a proof that there is none, a bound, or where to split. claim: what they made of it. */
fl_status fl_search_settle(fl_search *search, fl_solver_answer claim, uint32_t node, uint32_t *ret_column,
			   uint32_t *ret_at_most, fl_node_end *ret, fl_error *err);

#endif
