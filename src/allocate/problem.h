/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.h - a foundation's own model as a program that the exact side (basis.h) can solve.
 *
 * That side computes with whole coefficients, so every row is multiplied by the common denominator of its coefficients where
 * that is small enough, else by a power of two and rounded: a coefficient is then off by at most 2^-50 of the largest one of its
 * row. The program after this reading is the one that is solved. Columns keep their fractions: their boxes are 'lo' and 'hi'.
 */
#ifndef FL_ALLOCATE_PROBLEM_H
#define FL_ALLOCATE_PROBLEM_H

#include "allocate/problem_text.h"
#include "allocate/program.h"

/* A variable that nothing limits is sought between these, minus and plus; one that ends there has no best value. */
#define FL_PROBLEM_FAR ((int64_t)1 << 30)

typedef struct fl_problem {
	fl_problem_text text;
	fl_program *program;  /* maximised, whatever the model says */
	uint32_t *column;     /* of the program -> of the text */
	mpq_t *lo, *hi;       /* per column: its own limits, else what rows imply (and one more), else FL_PROBLEM_FAR */
	bool *far_lo, *far_hi; /* per column: nothing limits it there */
	size_t num_integer;
} fl_problem;

/* first: names of columns that come first in the program, as its classes, in this order; those that the problem lacks are left
 * out. FL_EPARSE: not written by florin-translate, or damaged; FL_ERANGE: a number too large; FL_EINVAL: a variable that can have
 * no value. */
fl_status fl_problem_make(fl_str text, const fl_str *first, size_t num_first, fl_problem **ret_problem, fl_error *err);
void fl_problem_free(fl_problem *problem);
/* The name of a column of the program, borrowed. */
fl_str fl_problem_name(const fl_problem *problem, size_t column);
bool fl_problem_integer(const fl_problem *problem, size_t column);

/* problem_box.c: fill lo, hi, far_lo and far_hi, and the program's whole boxes around them. */
fl_status fl_problem_boxes(fl_problem *problem, fl_error *err);

#endif
