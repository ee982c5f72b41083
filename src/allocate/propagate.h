/* SPDX-License-Identifier: Apache-2.0
 *
 * propagate.h - what single rows already say about the boxes of a search (bound propagation; Savelsbergh, "Preprocessing and probing
 * techniques for mixed integer programming problems", ORSA Journal on Computing 6, 1994).
 */
#ifndef FL_ALLOCATE_PROPAGATE_H
#define FL_ALLOCATE_PROPAGATE_H

#include "allocate/integer.h"

typedef struct fl_propagator fl_propagator;

typedef struct fl_narrowed { /* a box as it was before */
	uint32_t column;
	fl_money lo, hi;
} fl_narrowed;

typedef FL_VEC(fl_narrowed) fl_trail;

/* *ret is NULL for programs with counts or parts, whose boxes depend on each other. It belongs to this search: it names its sets. */
fl_status fl_propagator_new(const fl_search *search, fl_propagator **ret, fl_error *err);
void fl_propagator_free(fl_propagator *propagator);

/* Narrow the search's boxes to what every row leaves room for, from the rows of class 'from' on (UINT32_MAX: from all rows).
 * Each step is a branch of the tree whose other child is a leaf that one row rules out. *node: the open node, before and after;
 * it must be the last of the tree, or a child that is still open. *ret_closed: a row cannot hold at all, and the node is closed. What
 * was narrowed is added to the trail (NULL: not) and told to the core, if there is one. A NULL propagator does nothing. */
fl_status fl_propagate(fl_search *search, fl_propagator *propagator, uint32_t from, uint32_t *node, fl_trail *trail,
		       bool *ret_closed, fl_error *err);

#endif
