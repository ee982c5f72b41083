/* SPDX-License-Identifier: Apache-2.0
 *
 * policy.h - the objective by which money is divided, and the settings around it (design: section 6).
 */
#ifndef FL_DOMAIN_POLICY_H
#define FL_DOMAIN_POLICY_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/money.h"

typedef enum fl_policy_kind {
	FL_POLICY_SUPPORT,      /* maximise sum of tally * award / request */
	FL_POLICY_TRANCHES,     /* the same, but the first part of a request counts more */
	FL_POLICY_COVERAGE,     /* leximin of award / request */
	FL_POLICY_PROPORTIONAL, /* leximin of award / target, targets in proportion to flowers */
	FL_POLICY_QUADRATIC,    /* likewise, targets in proportion to quadratic weights */
	FL_POLICY_GREEDY,       /* baseline: by score, ties in the order of submission (file order for .pb) */
} fl_policy_kind;

typedef enum fl_rounding { FL_ROUND_LARGEST_REMAINDER, FL_ROUND_FLOOR } fl_rounding;
typedef enum fl_tie_order { FL_TIE_SUBMITTED, FL_TIE_LOTTERY } fl_tie_order;
typedef enum fl_greedy_rule { FL_GREEDY_SKIP, FL_GREEDY_NO_SKIP } fl_greedy_rule;

/* Tranches: the next 'share' of a request counts 'weight' times. Shares add up to 1, weights fall. */
typedef struct fl_tranche {
	fl_share share;
	int64_t weight; /* 1 .. 1,000,000 */
} fl_tranche;

typedef enum fl_target { FL_TARGET_PAIRWISE, FL_TARGET_DROP_REMAINDERS, FL_TARGET_ALPHA, FL_TARGET_MEDIAN } fl_target;

typedef struct fl_policy {
	fl_policy_kind kind;
	const fl_tranche *tranches; /* FL_POLICY_TRANCHES: at least two */
	size_t num_tranches;
	fl_target target;      /* FL_POLICY_QUADRATIC: how givers make a weight (tally/quadratic.h) */
	int64_t quorum;        /* target median: so many ballots must name a dream */
	bool saturate;         /* quadratic: no target above the weight itself, as minor units (default true) */
	fl_money base_grant;   /* every qualified dream that a pool may pay gets at least this (or u_i); 0 none */
	bool has_match_ratio;
	fl_share match_ratio;  /* an award is at most this times what was raised elsewhere; may exceed 1 */
	bool has_cap_budget_share;
	fl_share cap_budget_share; /* an award is at most this share of the budget */
	bool indivisible;      /* an award is 0 or u_i */
	fl_money cap;          /* per dream, 0 none */
	bool has_cap_share;
	fl_share cap_share;    /* of the request */
	fl_money minimum;      /* an award is 0 or at least this (or u_i when that is less); 0 none */
	fl_money granularity;  /* >= 1 minor unit */
	fl_rounding rounding;
	fl_tie_order tie_order;
	fl_str lottery_seed;
	fl_greedy_rule greedy; /* "greedy": "skip" | "no-skip" */
	int64_t node_limit;    /* of the search tree */
} fl_policy;

/* Absent: the defaults (support, divisible). */
fl_status fl_policy_parse(fl_json v, const fl_currency *currency, fl_arena *arena, fl_policy *ret, fl_error *err);
const char *fl_policy_name(fl_policy_kind kind); /* "support" */
/* Is it divided by ratios, stage by stage (proof.h), rather than by a sum? */
bool fl_policy_staged(const fl_policy *policy);

#endif
