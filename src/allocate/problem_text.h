/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_text.h - what florin-translate writes (its format: src/translate/florin_translate.c), read into exact numbers.
 *
 * The translator computes in doubles, so 1/3 arrives as 0.33333333333333331. Every number is read as the simplest fraction
 * within 2^-47 of it, relatively: what the author meant, in all likelihood, and closer than the translator's own sums of
 * doubles promise. A number near which there is none with a denominator up to 2^40 stays what it is.
 */
#ifndef FL_ALLOCATE_PROBLEM_TEXT_H
#define FL_ALLOCATE_PROBLEM_TEXT_H

#include "base/alloc.h"

#include <gmp.h>

typedef struct fl_problem_line { /* a row or a column */
	fl_str name;             /* "met[3]"; in the arena */
	bool integer, has_lo, has_hi;
	mpq_t lo, hi, objective;
} fl_problem_line;

typedef struct fl_problem_entry {
	uint32_t row, column;
	mpq_t value;
} fl_problem_entry;

typedef struct fl_problem_text {
	fl_arena arena;
	fl_str objective; /* its name */
	bool minimised;
	mpq_t constant;
	fl_problem_line *rows, *columns;
	fl_problem_entry *entries;
	size_t num_rows, num_columns, num_entries; /* those whose numbers are initialised */
} fl_problem_text;

/* The text comes from another process and is not believed: FL_EPARSE where it is damaged. Release also after a failure. */
fl_status fl_problem_text_read(fl_str text, fl_problem_text *ret, fl_error *err);
void fl_problem_text_release(fl_problem_text *text);

/* The simplest fraction near a number, as said above. */
void fl_problem_simplify(mpq_t value);

#endif
