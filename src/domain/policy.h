/* SPDX-License-Identifier: Apache-2.0
 *
 * policy.h - the objective by which money is divided, and the settings around it (design: section 6).
 */
#ifndef FL_DOMAIN_POLICY_H
#define FL_DOMAIN_POLICY_H

#include "base/alloc.h"
#include "base/hash.h"
#include "base/json.h"
#include "domain/money.h"

typedef enum fl_policy_kind {
	FL_POLICY_SUPPORT,      /* maximise sum of tally * award / request */
	FL_POLICY_TRANCHES,     /* the same, but the first part of a request counts more */
	FL_POLICY_COVERAGE,     /* leximin of award / request */
	FL_POLICY_PROPORTIONAL, /* leximin of award / target, targets in proportion to flowers */
	FL_POLICY_QUADRATIC,    /* likewise, targets in proportion to quadratic weights */
	FL_POLICY_EQUAL_SHARES, /* baseline: everyone has an equal share of the money for what they support */
	FL_POLICY_GREEDY,       /* baseline: by score, ties in the order of submission (file order for .pb) */
	FL_POLICY_MODEL,        /* a model of the foundation's own: "model:FILE" */
} fl_policy_kind;

typedef enum fl_rounding { FL_ROUND_LARGEST_REMAINDER, FL_ROUND_FLOOR } fl_rounding;
typedef enum fl_tie_order { FL_TIE_SUBMITTED, FL_TIE_LOTTERY } fl_tie_order;
#define FL_LOTTERY_SEALED "lottery-sha256:"
typedef enum fl_greedy_rule { FL_GREEDY_SKIP, FL_GREEDY_NO_SKIP } fl_greedy_rule;

/* Tranches: the next 'share' of a request counts 'weight' times. Shares add up to 1, weights fall. */
typedef struct fl_tranche {
	fl_share share;
	int64_t weight; /* 1 .. 1,000,000 */
} fl_tranche;

typedef enum fl_target { FL_TARGET_PAIRWISE, FL_TARGET_DROP_REMAINDERS, FL_TARGET_ALPHA, FL_TARGET_MEDIAN } fl_target;

/* What a dream counts for in the objective: its flowers, or how broad its support is (docs/reference/round.md#breadth). */
typedef enum fl_breadth {
	FL_BREADTH_NONE,   /* its tally */
	FL_BREADTH_ROOTS,  /* the sum of floor(sqrt(flowers of one giver)) over its givers */
	FL_BREADTH_GIVERS, /* how many different givers it has */
} fl_breadth;

/* Equal shares: what a funded dream is worth to a supporter, and what is done with money that shares alone leave over. */
typedef enum fl_satisfaction { FL_SATISFIED_BY_COST, FL_SATISFIED_BY_NUMBER, FL_SATISFIED_BY_FLOWERS } fl_satisfaction;
typedef enum fl_completion {
	FL_COMPLETE_ADD1_GREEDY,     /* shares grow by one unit of money a time while the budget allows, then by score: "add1u" */
	FL_COMPLETE_ADD1,            /* no more than that */
	FL_COMPLETE_ADD1_COMPARISON, /* the same, unless more supporters prefer what greedy gives */
	FL_COMPLETE_GREEDY,          /* by score at once */
	FL_COMPLETE_NONE,
} fl_completion;

typedef struct fl_policy {
	fl_policy_kind kind;
	fl_str label;          /* FL_POLICY_MODEL: as written, "model:grant.mod" */
	fl_str model;          /* FL_POLICY_MODEL: the file, "grant.mod", a path beside the round */
	const fl_tranche *tranches; /* FL_POLICY_TRANCHES: at least two */
	size_t num_tranches;
	fl_breadth breadth;    /* support, tranches, proportional and greedy; none with the others */
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
	bool seed_sealed;       /* the seed is not known yet, only its SHA-256: "lottery-sha256:HEX" */
	fl_digest seed_digest;
	fl_satisfaction satisfaction; /* FL_POLICY_EQUAL_SHARES */
	fl_completion completion;
	fl_greedy_rule greedy; /* "greedy": "skip" | "no-skip" */
	int64_t node_limit;    /* of the search tree */
} fl_policy;

/* Absent: the defaults (support, divisible). */
fl_status fl_policy_parse(fl_json v, const fl_currency *currency, fl_arena *arena, fl_policy *ret, fl_error *err);
const char *fl_breadth_name(fl_breadth breadth); /* "none", "roots", "givers" */
const char *fl_policy_name(fl_policy_kind kind); /* "support"; "model" */
/* As the round names it: "support", "model:grant.mod". */
fl_str fl_policy_label(const fl_policy *policy);
/* Is it divided by ratios, stage by stage (proof.h), rather than by a sum? */
bool fl_policy_staged(const fl_policy *policy);

/* A rule of cities for comparison: it gives a selection, claims no optimum and has no proof. */
bool fl_policy_baseline(fl_policy_kind kind);

#endif
