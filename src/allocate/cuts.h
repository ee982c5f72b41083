/* SPDX-License-Identifier: Apache-2.0
 *
 * cuts.h - inequalities that every solution in whole requests keeps, and the linear optimum does not.
 *
 * Mixed-integer rounding (Nemhauser and Wolsey, Mathematical Programming 46, 1990; Marchand and Wolsey, Operations Research 49, 2001)
 * of one row: with n_c funded dreams of class c and a_c what one of them puts into the row, sum a_c n_c <= b. Classes of one side
 * are counted from above (k_c - n_c), then all is divided by a whole number and rounded; domain/proof.h has the formula, with
 * whose numbers a checker makes the same cut. Only for programs whose rows are sums of classes and whose classes are all or nothing.
 */
#ifndef FL_ALLOCATE_CUTS_H
#define FL_ALLOCATE_CUTS_H

#include "allocate/program.h"
#include "base/vec.h"

typedef struct fl_cut { /* sum over classes of g n <= limit */
	uint32_t row;   /* of the program, that it is made from */
	bool lower;     /* from the row's lower limit */
	uint32_t side;  /* the classes counted from above: sides.items[side] */
	int64_t divisor, limit;
} fl_cut;

typedef struct fl_cuts {
	size_t num_classes;
	FL_VEC(fl_cut) list;
	FL_VEC(uint8_t *) sides; /* per class 1 or 0; none where the cuts were taken over from a larger program */
	uint32_t *start;         /* num_classes + 1: entries of class c are [start[c], start[c+1]) */
	uint32_t *cut;           /* of an entry */
	int64_t *g;              /* of an entry, per funded dream */
} fl_cuts;

typedef struct fl_row_entry { /* of a class in a row */
	uint32_t class;
	int64_t coef;
} fl_row_entry;

typedef struct fl_row_lists { /* a program's entries by rows: those of row k are [start[k], start[k+1]) */
	uint32_t *start;
	fl_row_entry *entries;
} fl_row_lists;

fl_status fl_row_lists_init(fl_row_lists *lists, const fl_program *program, fl_error *err); /* release it on failure too */
void fl_row_lists_release(fl_row_lists *lists);

void fl_cuts_free(fl_cuts *cuts);
size_t fl_cuts_count(const fl_cuts *cuts); /* of NULL: 0 */

/* What one dream of class c puts into a row, or into minus the row. False where that is too large. */
bool fl_cuts_share(const fl_program *program, uint32_t c, int64_t coef, bool lower, int64_t *ret);
/* Can there be cuts? */
bool fl_cuts_possible(const fl_program *program);
/* G of domain/proof.h: what rounding makes of a; 0 <= rest < divisor. */
int64_t fl_cuts_round(int64_t a, int64_t divisor, int64_t rest);
/* The coefficients and limits of all cuts of the list, from rows, divisors and sides. Cuts that cannot be made are left out. */
fl_status fl_cuts_make(fl_cuts *cuts, const fl_program *program, const fl_row_lists *rows, fl_error *err);
/* The same cuts for some of the classes, all others settled at lo: class_at[i] is the i-th of them, core_of the way back. */
fl_status fl_cuts_restrict(const fl_cuts *cuts, const fl_program *program, const uint32_t *class_at, size_t count,
			   const uint32_t *core_of, const fl_money *lo, fl_cuts **ret_cuts, fl_error *err);
/* Find cuts that bring down the bound of the linear program over these boxes; *ret_cuts may stay NULL: none (separate.c).
 * ret_y: multipliers of rows and cuts, one behind the other; to be freed. */
fl_status fl_cuts_find(const fl_program *program, const fl_money *lo, const fl_money *hi, fl_cuts **ret_cuts,
		       double **ret_y, int64_t *ret_pivots, fl_error *err);

#endif
