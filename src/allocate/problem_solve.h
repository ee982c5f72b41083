/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_solve.h - the exact optimum of a foundation's own model, with whole numbers where it asks for them.
 */
#ifndef FL_ALLOCATE_PROBLEM_SOLVE_H
#define FL_ALLOCATE_PROBLEM_SOLVE_H

#include "allocate/problem.h"

typedef struct fl_problem_answer {
	bool found;    /* x is feasible */
	bool complete; /* and nothing is better; not found: nothing is feasible */
	bool unique;   /* linear: no other optimum awards otherwise */
	mpq_t value;   /* of x, in the model's own sense and with its constant */
	mpq_t *x;      /* per column of the program */
	size_t num_columns;
	int64_t nodes, pivots, repairs;
} fl_problem_answer;

/* Ties: among the optima of a linear problem, the one whose classes are largest one after another; with whole numbers likewise
 * among those with the whole numbers that were found. node_limit as the policy's; a node counts more where its basis is large.
 * FL_EINVAL: there is no best value, named after the variable that grows without end. Release also after a failure. */
fl_status fl_problem_solve(const fl_problem *problem, int64_t node_limit, fl_problem_answer *ret, fl_error *err);
void fl_problem_answer_release(fl_problem_answer *answer);

#endif
