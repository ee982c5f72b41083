/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_rules.h - a dream's flowers after each rule of the round, and the rules.
 *
 * Every flower passes the rules in this order; a rule sees what those before it have left. What a giver gave is taken in the order
 * of time, flowers whose time is not known last; at the same moment by the id of the dream, then by weight and count. So the
 * order of the ledger plays no part. Of flowers whose giver is not known, window and sources are all that can be asked.
 */
#ifndef FL_DOMAIN_TALLY_RULES_H
#define FL_DOMAIN_TALLY_RULES_H

#include "base/json.h"
#include "domain/dream.h"
#include "domain/money.h"

typedef enum fl_tally_rule {
	FL_RULE_WINDOW,    /* given in time */
	FL_RULE_EARNED,    /* no more than its giver has earned */
	FL_RULE_SOURCES,   /* sources that do not count, and weights */
	FL_RULE_PER_DAY,   /* at most so many of one giver a day */
	FL_RULE_PER_DREAM, /* at most so many of one giver for one dream */
	FL_RULE_PER_GIVER, /* at most so many of one giver in all */
	FL_RULE_COUNT
} fl_tally_rule;

const char *fl_tally_rule_name(fl_tally_rule rule); /* "window", "earned", "sources", "per-day", "per-dream", "per-giver" */

/* What is done about flowers beyond what their giver has earned. */
typedef enum fl_excess {
	FL_EXCESS_IGNORE, /* nobody asks */
	FL_EXCESS_FLAG,   /* they count; a finding says so */
	FL_EXCESS_CAP,    /* they do not count */
	FL_EXCESS_REFUSE, /* nothing that this giver gave counts */
} fl_excess;

/* Givers by how much of theirs counts in the whole round: light, regular, heavy. */
#define FL_TIERS 3

/* From when on a sign is given to a reviewer (tally/tally_signs.c). A share is of the dream's flowers or givers; 'times': so many times
 * the part of the whole round, 0 whatever that is. */
typedef struct fl_sign_rule {
	bool on;
	int64_t least; /* flowers of the dream; new givers: givers on one day */
	fl_share share;
	int64_t times;
} fl_sign_rule;

typedef struct fl_sign_rules {
	fl_sign_rule concentrated, burst, one_organisation, new_givers;
	int64_t effective_few;  /* concentrated: fewer effective givers than this */
	int64_t burst_seconds;
	int64_t giver_flowers;  /* one organisation: of a giver, at least */
} fl_sign_rules;

typedef struct fl_tally_rules {
	int64_t per_day, per_dream, per_giver; /* caps, 0 none */
	bool has_from, has_before;             /* a window of time, open on the side where nothing is said */
	int64_t from, before;                  /* Unix seconds */
	fl_excess excess;
	bool earned_by_all;  /* who has no entry among the earnings has earned nothing; else nothing is known of them */
	int64_t tier[FL_TIERS - 1]; /* flowers from which a giver is regular, and heavy */
	fl_sign_rules signs;
} fl_tally_rules;

/* Was a flower given within the window? One whose time is not known is in no window, but where there is none. */
bool fl_tally_in_window(const fl_tally_rules *rules, int64_t given);

/* The members of "tally" but for "sources"; 'tally' may be absent. */
fl_status fl_tally_rules_parse(fl_json tally, int offset_minutes, fl_tally_rules *ret, fl_error *err);

/* Of one dream. Sums are at most 2^63-1 each. */
typedef struct fl_tally {
	int64_t raw;       /* all flowers given to it */
	int64_t in_window, earned, weighted, per_day, capped, per_giver; /* after each rule, in their order */
	int64_t merged;    /* representative: of its cluster, by the way duplicates.flowers says; others: per_giver */
	int64_t givers;    /* different known givers that count (of the cluster, for a representative) */
	/* How broad the support of 'merged' is; of known givers. */
	int64_t known;     /* flowers of known givers */
	int64_t roots, squares;      /* sums of s and s^2 over its givers, s = floor(sqrt(what one gave)) */
	int64_t tier_flowers[FL_TIERS], tier_givers[FL_TIERS];
	int64_t top, top_ten;        /* flowers of the giver with most, of the ten with most */
	int64_t effective_hundredths; /* effective number of givers, (sum c)^2 / sum c^2, in hundredths, rounded down */
} fl_tally;

/* Flowers of a dream that were counted for it on one day. */
typedef struct fl_tally_day {
	uint32_t dream;
	int32_t day; /* days since 1970-01-01 in the round's zone, FL_DAY_NONE: the day is not known */
	int64_t flowers;
} fl_tally_day;

#define FL_DAY_NONE INT32_MIN

#endif
