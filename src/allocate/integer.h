/* SPDX-License-Identifier: Apache-2.0
 *
 * integer.h - our own branch and bound over GLPK's linear programs, leaving a certificate that verify/ can check.
 */
#ifndef FL_ALLOCATE_INTEGER_H
#define FL_ALLOCATE_INTEGER_H

#include "allocate/basis.h"
#include "allocate/leaf.h"
#include "base/vec.h"

typedef struct fl_row_weight { /* one multiplier of a leaf, on a row of the program */
	uint32_t row;
	mpq_t y;
} fl_row_weight;

typedef struct fl_weight_set {
	fl_row_weight *items;
	size_t len;
} fl_weight_set;

typedef struct fl_search {
	const fl_program *program;
	fl_solver *solver;
	fl_money *lo, *hi; /* present boxes of the classes */
	mpq_t grid;        /* leaf.h; 0: none */
	double *y;         /* scratch: multipliers of the last linear program */
	mpq_t *x;          /* best solution, per class; valid when found */
	bool found;
	mpq_t value; /* of it */
	FL_VEC(fl_proof_node) nodes;
	FL_VEC(fl_weight_set) sets;
	bool keep_tree; /* false: a side question (ties, infeasible limits) that leaves no certificate */
	bool complete;  /* the tree was searched to its end within the node limit */
	bool has_need;  /* stop at the first solution whose value is at least 'need'; prune what cannot reach it */
	mpq_t need;
	int64_t visited, limit;
	mpq_t open_bound; /* not complete: nothing better than this is left in the nodes closed at the limit */
} fl_search;

fl_status fl_search_new(const fl_program *program, int64_t node_limit, fl_search **ret_search, fl_error *err);
void fl_search_free(fl_search *search);
/* Search the boxes. Afterwards: found, value, x; complete; the tree in nodes and sets (keep_tree). */
fl_status fl_search_run(fl_search *search, fl_error *err);
/* How many of a class's equal dreams an amount funds: the least n with X <= n u; for a divisible class all or none.
 */
uint32_t fl_class_funded(const fl_column *column, const mpq_t amount);

/* Ties of an all-indivisible program: of all solutions with the value found, the one that funds the earliest dreams
 * of 'order' (tie order, see tie_break.h). 'class_of' gives a candidate's class. *ret_unique as in fl_proof. */
fl_status fl_search_tie_break(fl_search *search, const uint32_t *order, size_t count, const uint32_t *class_of,
			      int *ret_unique, fl_error *err);

#endif
