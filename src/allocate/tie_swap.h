/* SPDX-License-Identifier: Apache-2.0
 *
 * tie_swap.h - questions about ties that need no search (integer_ties.c).
 *
 * Where thousands of dreams count the same, thousands of questions "could this one be funded, too?" are asked, and most have one of two
 * simple answers: no, because what is decided already leaves no room in one row; or yes, in exchange for a dream that counts the same,
 * comes later and has not been promised anything.
 */
#ifndef FL_ALLOCATE_TIE_SWAP_H
#define FL_ALLOCATE_TIE_SWAP_H

#include "allocate/integer.h"

typedef struct fl_tie_swap {
	const fl_program *program;
	const uint32_t *order, *class_of; /* borrowed: the tie order, and a candidate's class */
	size_t num_order;
	bool plain;        /* rows are sums of classes, so the sum of a row tells whether it holds */
	bool *bounded;     /* per row: it has a maximum, and no column takes anything off it */
	fl_money *most;    /* that maximum, rounded down */
	__int128 *decided; /* per row: what the lower ends of all boxes put into it */
	double *worth;     /* per class: of one dream */
	mpq_t *sum;        /* per row: of the solution at hand; NULL unless plain */
} fl_tie_swap;

fl_status fl_tie_swap_init(fl_tie_swap *swap, const fl_search *search, const uint32_t *order, size_t num_order,
			   const uint32_t *class_of, fl_error *err);
void fl_tie_swap_release(fl_tie_swap *swap);
/* The lower end of column j moved by 'by'. */
void fl_tie_swap_moved(fl_tie_swap *swap, uint32_t j, fl_money by);
/* Is there certainly no room for the q-th dream of class c beside what is decided in the search's boxes? */
bool fl_tie_swap_refuses(const fl_tie_swap *swap, const fl_search *search, uint32_t c, uint32_t q);
/* 'x' is now the solution at hand. */
void fl_tie_swap_take(fl_tie_swap *swap, mpq_t *x);
/* Fund one more dream of class c in 'x', the solution at hand, in exchange for one that counts the same. False: x is as it was. */
bool fl_tie_swap_funds(fl_tie_swap *swap, const fl_search *search, uint32_t c, mpq_t *x);

#endif
