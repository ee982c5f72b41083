/* SPDX-License-Identifier: Apache-2.0
 *
 * solution.h - what passes between the stages of an allocation: class amounts before and after rounding, the
 * certificate.
 */
#ifndef FL_ALLOCATE_SOLUTION_H
#define FL_ALLOCATE_SOLUTION_H

#include "allocate/holds.h"
#include "allocate/integer.h"
#include "allocate/stages.h"
#include "allocate/start.h"

typedef struct fl_solution {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	const uint32_t *order; /* tie order of the qualified */
	size_t num_order;
	uint32_t *class_of; /* candidate -> class; UINT32_MAX not qualified */
	fl_program *program;
	bool feasible;
	mpq_t *x;          /* per class: optimal sum, unrounded */
	uint32_t *funded;  /* per class: how many dreams share it, the first in tie order */
	mpq_t *y;          /* per row: exact multipliers of a linear program; NULL otherwise */
	mpq_t *first;      /* per class: what tally / request must exceed for the first money; NULL: y tells */
	bool *first_known; /* false where it could not be told exactly */
	fl_money *amounts; /* per candidate: the award */
	fl_program *parts; /* the program that was searched, where it is not 'program' (parts.h); NULL otherwise */
	uint32_t *part;    /* staged policies: per class, how many of its dreams take part */
	fl_staged *staged; /* staged policies; NULL otherwise */
	fl_str problem;    /* a foundation's own model, translated */
	int64_t repairs;   /* of the rounding: answers in doubles that rationals did not confirm */
	bool only_whether; /* it is enough to know the outcome: no conflict is looked for */
	bool only_amounts; /* linear programs: no prices, no proof, nothing is split over pools */
	fl_start *start;   /* linear programs: begin here, or, where nothing is kept yet, keep the optimum with its prices; NULL: neither */
} fl_solution;

/* From the program to the amounts (allocate.c). Release also after a failure. */
fl_status fl_solution_run(fl_solution *solution, fl_allocation *allocation, fl_error *err);
/* Room for what the program has; fl_solution_run does it. */
fl_status fl_solution_init(fl_solution *solution, fl_error *err);
void fl_solution_release(fl_solution *solution);

/* The optimum, ties broken, in x and funded; 'feasible' says whether there is one. Whole requests, minimum awards and limits on numbers are
 * searched: the search is yours, also after a failure (fl_search_free). FL_ERANGE: the node limit was reached with no answer. */
fl_status fl_optimum_linear(fl_solution *solution, fl_allocation *allocation, fl_error *err);
fl_status fl_optimum_tranches(fl_solution *solution, fl_allocation *allocation, fl_error *err);
fl_status fl_optimum_whole(fl_solution *solution, fl_allocation *allocation, fl_search **ret_search, fl_error *err);

/* Where the optimum is degenerate, several price vectors fit and only a one-sided price tells when an unfunded
 * dream's first money would come. Fills first and first_known; 'lp' is the optimal basis and is put back as it was.
 */
fl_status fl_first_prices(fl_solution *solution, fl_basis *lp, fl_error *err);

/* Names, multipliers, tree and unrounded amounts as domain/proof.h has them. search: NULL for a linear program. */
fl_status fl_certificate_write(const fl_solution *solution, const fl_search *search, fl_proof *proof, fl_error *err);

/* Of a round that is infeasible, that its limits cannot hold together: the Farkas ray of its linear program, one multiplier a row, or the tree
 * of a search that ended in empty leaves only. Where neither is there ('ray' and 'search' are NULL), nothing is written. */
fl_status fl_certificate_of_nothing(const fl_solution *solution, const mpq_t *ray, const fl_search *search, fl_proof *proof, fl_error *err);

/* Whole multiples of the granularity (or u) near the optimal amounts, within every limit. *ret_grain: the
 * granularity, or 1 where no multiples of it keep every limit. *ret_fits false: no whole amounts fit, even of one
 * minor unit. */
fl_status fl_rounding_run(fl_solution *solution, fl_money *ret_grain, bool *ret_fits, fl_error *err);

/* Split whole awards over the pools. */
fl_status fl_split_run(const fl_solution *solution, fl_allocation *allocation, fl_error *err);

/* Which limits cannot hold together (irreducible), and the smallest change to each: fills conflict and mend of the
 * lines, and the proof of it. */
fl_status fl_infeasible_explain(const fl_solution *solution, const fl_search *search, fl_allocation *allocation, fl_error *err);

/* Where nothing is awarded: is it the shares of what is awarded that forbid everything else? Then that is a conflict:
 * the total is made to be at least one minor unit, for fl_infeasible_explain to see. */
fl_status fl_infeasible_only_zero(const fl_solution *solution, bool *ret_shares_forbid, fl_error *err);

/* Is a minimum above the maximum of the same row? Then nothing may be solved. */
bool fl_infeasible_contradiction(const fl_program *program);
/* As fl_allocate; where the round is infeasible, no conflict is looked for (allocate.c). */
fl_status fl_allocate_quietly(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_allocation **ret, fl_error *err);
/* Can the round be allocated? Unknown, where a search for whole requests ends without an answer (allocate.c). */
fl_status fl_allocate_can(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_holds *ret, fl_error *err);
/* Amounts exist, but none in whole minor units: the same of the limits that conflict then. */
fl_status fl_infeasible_units(const fl_solution *solution, fl_allocation *allocation, fl_error *err);

/* A foundation's own model, translated (problem.h): fills x and funded; feasible is false, and the limits or the note say why, where
 * it awards nothing or breaks a limit of the round. */
fl_status fl_own_model_run(fl_solution *solution, fl_str problem, fl_allocation *allocation, fl_error *err);

/* The baseline: dreams by tally, ties in the order of import; fills amounts and reasons. */
fl_status fl_greedy_run(fl_solution *solution, fl_allocation *allocation, fl_error *err);
/* The other one: equal shares (equal_shares.c). FL_EINVAL: pools that pay some dreams only. */
fl_status fl_equal_shares_run(fl_solution *solution, fl_allocation *allocation, fl_error *err);

/* Prices, what each limit was used for, and one reason for every dream. */
void fl_reasons_write(const fl_solution *solution, fl_allocation *allocation);

#endif
