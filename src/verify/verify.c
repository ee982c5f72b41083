/* SPDX-License-Identifier: Apache-2.0
 *
 * verify.c - is this allocation feasible and optimal?
 *
 * This folder is a second opinion. It shares no code with the one that allocates, knows no solver, and believes no
 * number that somebody states: whatever can be recomputed from the round (its pools, groups, policy) and the
 * dreams (their requests, flowers, standing) is recomputed, in integers and fractions of any length, never in
 * floating point.
 *
 * Below is the list of what is asked, in this order. The first question whose answer is no ends the examination, and
 * its reason, with the name of the dream or limit, is the verdict. Each question is one function in the file named
 * beside it, whose opening comment says in words what is compared.
 *
 * Verified means: the money is paid as the round's limits allow, to the minor unit; the stated optimum is the
 * value of a solution that satisfies the same limits before rounding; and no solution whatever is worth more than the
 * stated bound. Where the allocation is called optimal, optimum and bound are the same number. The awards are
 * that solution, rounded. Not looked at: the order in which ties were decided, which of several fractions was rounded up,
 * whether the optimum is the only one, and the reasons and prices given for each award.
 */
#include "verify/checks.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

typedef fl_status check(fl_verify_case *c, fl_error *err);

typedef struct question {
	check *ask;
	const char *words;
} question;

/* Were the awards made within the rules? Asked of every allocation. */
static const question about_the_awards[] = {
	{ fl_verify_organisations, "is an organisation one, whatever name its dreams state?" }, /* organisations.c */
	{ fl_verify_facts, "does each dream stand where its flowers, threshold and tags put it?" }, /* facts.c */
	{ fl_verify_awards, "is each award within what this dream may get?" },                      /* awards.c */
	{ fl_verify_payments,
	  "do permitted payments add up to the awards, and no pool pays too much?" }, /* awards.c */
	{ fl_verify_award_groups,
	  "does every group get at least its minimum and at most its maximum?" }, /* solution.c */
	{ fl_verify_greedy, "of the baseline 'greedy': does its rule, run again, give these awards?" }, /* turns.c */
	{ fl_verify_objective,
	  "are the awards worth as many flowers as stated, and not above the bound?" }, /* awards.c */
	{ NULL, NULL },
};

/* Is there nothing better? Asked where a bound is claimed. */
static const question about_the_optimum[] = {
	{ fl_verify_solution,
	  "does the unrounded solution keep all limits, and is it worth the optimum?" }, /* solution.c */
	{ fl_verify_rounding, "are the awards that solution, rounded by less than a step?" }, /* awards.c */
	{ fl_verify_tree, "do the cases of the proof cover everything, and none exceeds the bound?" }, /* tree.c */
	{ NULL, NULL },
};

/* Policies of ratios: has everyone the largest share that could be had without hurting who has less? */
static const question about_the_ratios[] = {
	{ fl_verify_solution, "does the unrounded solution keep all limits?" }, /* solution.c */
	{ fl_verify_rounding, "are the awards that solution, rounded by less than a step?" }, /* awards.c */
	{ fl_verify_stages, "is each level as high as it can be, and does everyone stand at one?" }, /* levels.c */
	{ NULL, NULL },
};

/* The same where it first had to be decided who is funded. */
static const question about_an_admission[] = {
	{ fl_verify_solution, "does the unrounded solution keep all limits, and fund what is stated?" },
	{ fl_verify_rounding, "are the awards that solution, rounded by less than a step?" }, /* awards.c */
	{ fl_verify_tree, "do the cases of the proof cover everything, and none exceeds the bound?" },
	{ fl_verify_stages, "is each level as high as it can be, and does everyone stand at one?" },
	{ NULL, NULL },
};

/* A baseline claims no optimum. Its solution is looked at all the same; the rule of 'equal-shares' is not run again. */
static const question about_a_baseline[] = {
	{ fl_verify_solution, "does the unrounded solution keep all limits, and is it worth what is stated?" },
	{ fl_verify_rounding, "are the awards that solution, rounded by less than a step?" }, /* awards.c */
	{ NULL, NULL },
};

/* Nothing can be awarded: is nothing awarded, and can it be seen why? */
static const question about_nothing[] = {
	{ fl_verify_organisations, "is an organisation one, whatever name its dreams state?" },
	{ fl_verify_facts, "does each dream stand where its flowers, threshold and tags put it?" },
	{ fl_verify_conflict, "is there a limit that nothing can meet?" }, /* conflict.c */
	{ fl_verify_nothing_awarded, "are all awards 0 in a round that is called infeasible?" },
	{ NULL, NULL },
};

static fl_status ask_all(fl_verify_case *c, const question *questions, fl_error *err)
{
	for (const question *q = questions; q->ask && !fl_verify_refused(c->verdict); q++)
		FL_TRY(q->ask(c, err));
	return FL_OK;
}

static fl_status examine(fl_verify_case *c, fl_error *err)
{
	const fl_allocation *allocation = c->allocation;
	bool claims_bound = allocation->proof->has_bound || allocation->outcome == FL_OPTIMAL;
	if (allocation->outcome == FL_INFEASIBLE)
		return ask_all(c, about_nothing, err);
	FL_TRY(fl_verify_limits_build(c->spec, c->dreams, c->num_dreams, &c->limits, err)); /* limits.c */
	FL_TRY(ask_all(c, about_the_awards, err));
	bool staged = fl_policy_staged(&c->spec->policy);
	FL_TRY(ask_all(c,
		       staged && c->limits.chooses ? about_an_admission
		       : staged                    ? about_the_ratios
		       : claims_bound              ? about_the_optimum
						   : about_a_baseline,
		       err));
	c->verdict->verified = !fl_verify_refused(c->verdict);
	return FL_OK;
}

fl_status fl_verify(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
		    const fl_allocation *allocation, fl_verdict *ret_verdict, fl_error *err)
{
	fl_verify_case c = { spec, dreams, num_dreams, allocation, { .arena = FL_ARENA_INIT }, ret_verdict };
	ret_verdict->verified = ret_verdict->has_bound = false;
	ret_verdict->infeasible = false;
	ret_verdict->why[0] = ret_verdict->conflict[0] = '\0';
	fl_status status = examine(&c, err);
	fl_verify_limits_release(&c.limits);
	return status;
}

/* ---- the verdict ---- */

void fl_verdict_init(fl_verdict *verdict)
{
	*verdict = (fl_verdict){ .verified = false };
	mpq_inits(verdict->objective, verdict->optimum, verdict->bound, NULL);
}

void fl_verdict_release(fl_verdict *verdict)
{
	mpq_clears(verdict->objective, verdict->optimum, verdict->bound, NULL);
}

bool fl_verify_refused(const fl_verdict *verdict)
{
	return verdict->why[0] != '\0';
}

void fl_verify_no(fl_verdict *verdict, const char *fmt, ...)
{
	char words[sizeof verdict->why];
	fl_error harmless = FL_ERROR_INIT;
	va_list args;
	if (fl_verify_refused(verdict))
		return;
	va_start(args, fmt);
	vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	fl_error_set(&harmless, FL_EINVAL, "%s", words); /* names come from strangers: this escapes them */
	snprintf(verdict->why, sizeof verdict->why, "%s", harmless.message[0] ? harmless.message : FL_MESSAGE("not verified"));
}
