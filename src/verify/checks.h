/* SPDX-License-Identifier: Apache-2.0
 *
 * checks.h - the facts that verify.c asks for, one after another.
 *
 * Each check looks at one claim. A claim that fails is said once, in words, with fl_verify_no; the call itself fails
 * only when memory is short. Every check may rely on those before it in verify.c.
 */
#ifndef FL_VERIFY_CHECKS_H
#define FL_VERIFY_CHECKS_H

#include "verify/limits.h"
#include "verify/verify.h"

typedef struct fl_verify_case {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	const fl_allocation *allocation;
	fl_verify_limits limits;
	fl_verdict *verdict;
} fl_verify_case;

/* The answer is no, because of this. The first reason stands; control characters are made harmless. */
void fl_verify_no(fl_verdict *verdict, const char *fmt, ...) FL_PRINTF(2, 3);
bool fl_verify_refused(const fl_verdict *verdict);

/* facts.c: ids, amounts, and that each dream's standing follows from its flowers, threshold and tags. */
fl_status fl_verify_facts(fl_verify_case *c, fl_error *err);

/* organisations.c: dreams that state one organisation belong to one. */
fl_status fl_verify_organisations(fl_verify_case *c, fl_error *err);

/* awards.c: each award within its own limits; payments add up to awards; no pool overdrawn; groups; the value. */
fl_status fl_verify_awards(fl_verify_case *c, fl_error *err);
fl_status fl_verify_payments(fl_verify_case *c, fl_error *err);
fl_status fl_verify_award_groups(fl_verify_case *c, fl_error *err);
fl_status fl_verify_objective(fl_verify_case *c, fl_error *err);
fl_status fl_verify_rounding(fl_verify_case *c, fl_error *err); /* after the unrounded solution */
fl_status fl_verify_nothing_awarded(fl_verify_case *c, fl_error *err);

/* conflict.c: builds the limits; a single one that nothing can meet goes to verdict->conflict. "None" is no refusal. */
fl_status fl_verify_conflict(fl_verify_case *c, fl_error *err);

/* solution.c: the unrounded solution satisfies the program, and its value is the stated optimum. */
fl_status fl_verify_solution(fl_verify_case *c, fl_error *err);
/* Do sums (one per kind of dream, over 'scale') keep every group limit? 'whose': "awards" or "unrounded amounts". */
fl_status fl_verify_groups(fl_verify_case *c, mpz_t *kind_sums, const mpz_t scale, const char *whose, fl_error *err);

/* Are there no more funded dreams (one number per kind) in any group than it may fund? (awards.c) */
fl_status fl_verify_counts(fl_verify_case *c, const uint32_t *kind_funded, const char *whose, fl_error *err);

/* turns.c: of the baseline 'greedy', that its rule gives these awards. */
fl_status fl_verify_greedy(fl_verify_case *c, fl_error *err);

/* levels.c: the levels of a policy of ratios, one after another; optimum, objective and bound. */
fl_status fl_verify_stages(fl_verify_case *c, fl_error *err);

/* transport.c: can the pools pay these sums (one per kind, over 'scale'), exactly and split at will? For targets no pool
 * has to be spent. */
fl_status fl_verify_transport(fl_verify_case *c, mpz_t *kind_sums, const mpz_t scale, bool targets, fl_error *err);

/* tree.c: where the rows that a proof names are in the limits (row: one entry each), and whether all its multipliers
 * have signs that their rows allow. */
fl_status fl_verify_multipliers(fl_verify_case *c, uint32_t *row, fl_error *err);
/* tree.c: of a round that is called infeasible: does the proof show that every case is empty? *ret_proven false: it does not, and nothing
 * is refused. */
fl_status fl_verify_nothing_feasible(fl_verify_case *c, bool *ret_proven, fl_error *err);
/* tree.c: columns are sets of equal dreams, the tree covers all cases, every leaf holds, the bound follows. */
fl_status fl_verify_tree(fl_verify_case *c, fl_error *err);

#endif
