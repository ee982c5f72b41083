/* SPDX-License-Identifier: Apache-2.0
 *
 * award.h - an allocation: who gets what from which pool, why, and at which prices.
 */
#ifndef FL_DOMAIN_AWARD_H
#define FL_DOMAIN_AWARD_H

#include "domain/candidate.h"
#include "domain/proof.h"
#include "domain/round.h"

typedef enum fl_outcome { FL_OPTIMAL, FL_FEASIBLE, FL_INFEASIBLE } fl_outcome;

/* Why a dream got what it got. The texts are in report/. */
typedef enum fl_reason {
	FL_WHY_FULL,            /* fully funded: award = request */
	FL_WHY_CAP,             /* limited by the cap of one dream: award = u_i < request */
	FL_WHY_GROUP,           /* limited by the group 'limit' (its price is positive) */
	FL_WHY_POOL,            /* limited by the money of the pools that may pay it: first money would come from 'needs' flowers on */
	FL_WHY_OUTBID,          /* unfunded: others gave more flowers for the money; 'needs' flowers would have brought money */
	FL_WHY_MARGIN,          /* partly funded: the last money went here */
	FL_WHY_NO_POOL,         /* no pool may pay it */
	FL_WHY_INDIVISIBLE,     /* unfunded: does not fit whole (or at the minimum award) */
	FL_WHY_FLOOR,           /* got money because the minimum of 'limit' needs it */
	FL_WHY_BELOW_THRESHOLD, /* short by 'needs' flowers, of givers, or of both */
	FL_WHY_DUPLICATE,       /* of 'other' */
	FL_WHY_INELIGIBLE,      /* by rule or decision */
	FL_WHY_GREEDY_FIT,      /* baseline: taken in its turn */
	FL_WHY_GREEDY_SKIP,     /* baseline: did not fit when its turn came */
	FL_WHY_GREEDY_STOP,     /* baseline: the rule had stopped */
	FL_WHY_BASE,            /* the base grant, and no more */
	FL_WHY_SHARE,           /* a policy of ratios: the share that the money allows everyone alike */
	FL_WHY_WEIGHT,          /* quadratic, saturated: all that its weight comes to as money, whatever more there is */
	FL_WHY_INFEASIBLE,      /* qualified, but the limits of the round cannot hold together: nobody gets money */
	FL_WHY_SHARES_PAID,     /* equal shares: its supporters' shares paid for it */
	FL_WHY_SHARES_SHORT,    /* equal shares: they did not suffice, and nothing was left over for it */
	FL_WHY_SHARES_REST,     /* equal shares: by score, out of what shares left over */
	FL_WHY_MODEL,           /* as the foundation's own model decides */
	FL_WHY_BEFORE,          /* returned money: an earlier division awarded all that it may get */
	FL_WHY_ENDED,           /* returned money: it was stopped, and gets no more */
	FL_WHY_KINDS
} fl_reason;

typedef struct fl_award {
	fl_money amount;
	fl_reason reason;
	int64_t needs;      /* flowers, -1 not known; see reason */
	uint32_t limit;     /* index into allocation->limits for FL_WHY_GROUP/FLOOR/POOL, UINT32_MAX none */
} fl_award;

typedef struct fl_payment { /* sorted by dream, then pool */
	uint32_t dream, pool;
	fl_money amount;    /* > 0 */
} fl_payment;

/* One pool or one (expanded) group with its limits and exact shadow price. */
typedef struct fl_limit_line {
	fl_str name;        /* "general"; "education"; "organisation=红十字会" */
	bool is_pool;
	bool has_min, has_max;
	fl_money min, max;  /* rounded inward to minor units; shares of what is awarded: of the final awards */
	fl_money awarded;
	bool has_max_funded;
	int64_t max_funded; /* at most so many of its dreams get money */
	int64_t funded;     /* so many do; counted where there is such a limit */
	bool has_price;
	mpq_t price;        /* initialised exactly where has_price; of the objective's unit per minor unit: d optimum / d limit (max minus min side); LP rounds only; initialised always */
	fl_str conflict;    /* infeasible: this limit in words, as part of the irreducible conflict; else "" */
	fl_str mend;        /* infeasible: the smallest change to it that would mend it; else "" */
} fl_limit_line;

typedef struct fl_allocation {
	fl_arena arena;
	fl_outcome outcome;
	fl_award *awards;   /* per candidate */
	size_t num_candidates;
	fl_payment *payments;
	size_t num_payments;
	fl_limit_line *limits; /* pools in round order, then groups */
	size_t num_limits;
	fl_proof *proof;    /* never NULL */
	mpq_t objective;    /* of the awards as paid */
	fl_money granularity;  /* of the awards: 1 where no multiples of the policy's keep every limit (said in note); 0: the policy's */
	int64_t nodes, pivots; /* effort, deterministic */
	int64_t repairs;    /* answers of the solver in doubles that rationals did not confirm, and that were repaired; not stored */
	fl_str note;        /* what was repaired or fell back, "" nothing */
} fl_allocation;

fl_allocation *fl_allocation_new(size_t num_candidates); /* NULL when memory is short; awards zeroed */
void fl_allocation_free(fl_allocation *allocation);

#endif
