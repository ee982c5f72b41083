/* SPDX-License-Identifier: Apache-2.0
 *
 * round.h - round.json, parsed and checked: everything a foundation lays down before money flows.
 *
 * {
 *   "format": "florin-round/1",
 *   "round": "one-flower-one-dream", "title": "一花一梦",
 *   "funder": {"id": "CN-SOC-…", "name": "…", "prefix": "360G-…"},
 *   "currency": "CNY", "minor_digits": 2, "time_zone": "Asia/Shanghai",
 *   "dreams":  ["dreams.csv", {"file": "more.tsv", "columns": {"id": "编号", "request": "金额",
 *               "flowers": ["score", "votes"]}, "encoding": "gb18030", "format": "csv", "delimiter": ";", "sheet": "…",
 *               "request_unit": "major|minor", "only": {"success": "True"}}],
 *   "flowers": ["flowers.csv"], "earned": ["earned.csv"],
 *   "rules":   ["public-interest", "serves", "packs/ours.json"],
 *   "eligibility": {"require": SELECTOR, "exclude": SELECTOR},
 *   "threshold": 100  |  {"default": 100, "givers": 20, "special": [{"selector": SELECTOR, "flowers": 30, "givers": 5}]},
 *   "tally": {"per_giver_per_dream": 10, "per_giver_per_day": 20, "per_giver": 500, "sources": {"steps": false},
 *             "from": "2026-09-05", "before": "2026-10-01", "earned": "ignore|flag|cap|refuse",
 *             "tiers": {"regular": 5, "heavy": 50}, "signs": {"burst": {"flowers": 50, "share": "50%", "times": 3}, …}},
 *   "duplicates": {"candidates": "0.2", "review": "0.2", "same": "0.6", "across_organisations": false,
 *                  "flowers": "givers|sum|max|representative",
 *                  "representative": "earliest|most-flowers|longest"},
 *   "policy": {"name": "support|…|model:FILE", "indivisible": false, "cap": "500,000", "cap_share": "80%", "minimum_award": "5,000",
 *              "greedy": "skip|no-skip", "granularity": "0.01", "rounding": "largest-remainder|floor",
 *              "tie_order": "submitted|lottery:SEED|lottery-sha256:HEX", "node_limit": 50000, "base_grant": "1,000",
 *              "breadth": "none|roots|givers", "match_ratio": "100%", "cap_budget_share": "10%", "tranches": [{"share": "50%", "weight": 3}, …],
 *              "quadratic": {"target": "pairwise|drop-remainders|alpha|median", "quorum": 0, "saturate": true}},
 *   "pools":  [{"id": "general", "title": "…", "amount": "2,000,000", "selector": SELECTOR, "must_spend": false}],
 *   "groups": [{"id": "education", "title": "…", "selector": {"category": "field:education"},
 *               "min": "…", "max": "…", "min_share": "10%", "max_share": "40%", "of": "budget|awarded"},
 *              {"id": "organisation", "each": "organisation|category|region|tag|tag:PREFIX", "max_share": "5%",
 *               "max_funded": 3}],
 *   "exclusive": [["d-17", "d-29"]],
 *   "organisations": {"aliases": [{"organisation": "春苗社", "names": ["春苗公益", "春苗公益服务社"]}]},
 *   "decisions": {"reasons": {"commercial": "…", …}, "two_people": ["exception", "reject"]}  |  false,
 *   "approval": {"people": 1},
 *   "follow": {"tranches": [{"id": "start", "share": "60%", "after": 0}, {"id": "rest", "share": "40%", "on": "2027-03-01", "needs": ["first"]}],
 *              "milestones": [{"id": "first", "kind": "feedback|result", "after": 90}], "soon": 14},
 *   "public": {"organisations": false, "partners": false, "ids": false}    (domain/publicity.h)
 *   "partners": ["partners.csv"], "matching": {…}      (domain/partner.h)
 * }
 * Unknown keys are refused with a "did you mean". Amounts are strings or numbers in MAJOR units (yuan). Needed are
 * "format", "round" and "pools"; every key and its default: docs/reference/round.md.
 */
#ifndef FL_DOMAIN_ROUND_H
#define FL_DOMAIN_ROUND_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/candidate.h"
#include "domain/decision.h"
#include "domain/dream.h"
#include "domain/follow.h"
#include "domain/money.h"
#include "domain/partner.h"
#include "domain/policy.h"
#include "domain/publicity.h"
#include "domain/selector.h"
#include "domain/tag_title.h"
#include "domain/tally_rules.h"

typedef struct fl_input {
	fl_str file;              /* as written; relative to round.json */
	fl_str encoding;          /* "" or "auto", "utf-8", "gb18030" */
	fl_str format;            /* "" by extension, "csv", "tsv", "jsonl", "xlsx" */
	fl_str sheet;             /* of a spreadsheet: its name; "" the first that is not hidden */
	fl_str delimiter;         /* "" by format; one byte */
	const fl_str *columns;    /* pairs: field name, header text; a field that repeats: the first non-empty column wins */
	size_t num_columns;       /* number of pairs */
	fl_str columns_source;    /* where the pairs were stated, for errors: a file, "" unknown */
	const int64_t *columns_at; /* line and column of each pair there; NULL unknown */
	bool request_minor;       /* "request_unit": "minor": amounts in this file are whole minor units (fen, cents) */
	bool count_amount;        /* "count": "amount": of a ledger of gifts, counts are amounts, which become minor units */
	bool round_down;          /* "rounding": "down": what is finer than a minor unit is cut off; else refused */
	int64_t capacity;         /* of partners: dreams that a row takes on which does not say; -1: as many as there are */
	const fl_str *only;       /* pairs: header text, value; rows that have none of the values of a header are left out */
	size_t num_only;          /* number of pairs */
	bool plain;               /* nothing is said of it but its name */
} fl_input;

typedef struct fl_pool {
	fl_str id, title;
	fl_money amount;
	fl_money kept; /* of it: not divided now, because an earlier division did that; not in round.json */
	const fl_selector *selector; /* NULL: pays any dream */
	bool must_spend;
} fl_pool;

typedef enum fl_each { FL_EACH_NONE, FL_EACH_ORGANISATION, FL_EACH_CATEGORY, FL_EACH_REGION, FL_EACH_TAG } fl_each;
typedef enum fl_share_of { FL_OF_BUDGET, FL_OF_AWARDED } fl_share_of;

typedef struct fl_group {
	fl_str id, title;
	const fl_selector *selector; /* NULL: every dream */
	fl_each each;                /* one group for every value among the selected dreams; "" is no value */
	fl_str each_prefix;          /* FL_EACH_TAG: tags that start so */
	bool has_min, has_max, has_min_share, has_max_share;
	fl_money min, max;
	fl_share min_share, max_share;
	fl_share_of of;
	bool has_max_funded;
	int64_t max_funded; /* at most so many of its dreams get money */
	bool exclusive;     /* written under "exclusive": its id is "exclusive-1", max_funded is 1 */
} fl_group;

typedef struct fl_threshold_rule {
	const fl_selector *selector;
	int64_t flowers, givers; /* -1: it says nothing about this */
} fl_threshold_rule;

typedef struct fl_source_rule { /* tally.sources: does this source count, and how much a flower weighs */
	fl_str kind;
	int64_t weight; /* 0: does not count */
} fl_source_rule;

typedef struct fl_alias { /* another name of an organisation */
	fl_str name, organisation;
} fl_alias;

typedef struct fl_funder { /* who gives the money, for who publishes the awards as grants; "" not said */
	fl_str id, name, prefix; /* an organisation identifier (org-id.guide); what its grants' ids begin with */
} fl_funder;

typedef enum fl_merge_flowers { FL_MERGE_GIVERS, FL_MERGE_SUM, FL_MERGE_MAX, FL_MERGE_REPRESENTATIVE } fl_merge_flowers;
typedef enum fl_representative { FL_REP_EARLIEST, FL_REP_MOST_FLOWERS, FL_REP_LONGEST } fl_representative;

typedef struct fl_round_spec {
	fl_arena arena;
	fl_str id, title;
	fl_funder funder;
	fl_currency currency;
	fl_str time_zone;
	int offset_minutes;          /* east of UTC */
	fl_input *dreams, *flowers, *earned, *partners;
	size_t num_dreams, num_flowers, num_earned, num_partners; /* files */
	fl_str *rules;
	size_t num_rules;
	fl_tag_titles tag_titles; /* of these packs; not in round.json, and only there where somebody shows tags */
	const fl_selector *require;  /* NULL: all */
	const fl_selector *exclude;  /* NULL: none */
	int64_t threshold;           /* default 0 */
	int64_t threshold_givers;    /* different givers, default 0 */
	fl_threshold_rule *thresholds;
	size_t num_thresholds;
	fl_tally_rules tally;
	fl_source_rule *sources;
	size_t num_sources;
	bool dedup;                  /* false: "duplicates": false */
	int32_t dup_candidates, dup_review, dup_same; /* millionths; candidates <= review <= same */
	bool dup_across;             /* another organisation alone does not send a pair to a person */
	fl_merge_flowers merge_flowers;
	fl_representative representative;
	fl_policy policy;
	fl_pool *pools;
	size_t num_pools;
	fl_group *groups;
	size_t num_groups;
	fl_money budget;             /* sum of the pools */
	fl_decision_rules decisions;
	fl_follow_plan follow;       /* payments and reports after the award */
	fl_publicity publicity;      /* what the public page may name */
	int64_t approval_people;     /* so many different people make a result the official one */
	const fl_alias *aliases; /* sorted by name, unique; no organisation is itself a name of another one */
	size_t num_aliases;
	const fl_input *alias_table; /* they stand in a file, which is to be laid into the text first (steps/source_aliases.h); NULL: here */
	fl_matching_rules matching;
} fl_round_spec;

/* Parse and check round.json. Everything lives in ret->arena. Errors name file, line and column.
 * Refused: duplicate ids, min above max, a share above 1, no pool, sums above 2^63-1, unknown keys and names. */
fl_status fl_round_parse(fl_str json, const char *source, fl_round_spec **ret, fl_error *err);
void fl_round_free(fl_round_spec *spec);

/* The threshold that governs a dream: its own (>= 0), else the first special rule that selects it, else the default. */
int64_t fl_round_threshold(const fl_round_spec *spec, const fl_candidate *dream, int64_t own);
/* How many different givers it needs: as the first special rule says that selects it and says so, else the default. */
int64_t fl_round_threshold_givers(const fl_round_spec *spec, const fl_candidate *dream);
/* What it counts for in the objective of the policy: its tally, or by policy.breadth what its givers come to. */
int64_t fl_round_voice(const fl_round_spec *spec, const fl_candidate *dream);
/* Is it eligible by tags ("require" holds and "exclude" does not)? */
bool fl_round_eligible(const fl_round_spec *spec, const fl_candidate *dream);
/* u_i: the most the policy can give this dream: the least of request, cap, and, rounded down, cap_share * request,
 * cap_budget_share * budget, match_ratio * raised. */
fl_money fl_round_upper(const fl_round_spec *spec, const fl_candidate *dream);
/* m_i: the larger of minimum award and base grant, but at most u_i; u_i when indivisible; 0 when there is neither. */
fl_money fl_round_least(const fl_round_spec *spec, const fl_candidate *dream);
/* What is left of both for a division, of a dream to which earlier ones awarded something. */
fl_money fl_round_upper_now(const fl_round_spec *spec, const fl_candidate *dream);
fl_money fl_round_least_now(const fl_round_spec *spec, const fl_candidate *dream);
/* The money that a pool divides now. */
fl_money fl_pool_money(const fl_pool *pool);
fl_money fl_round_money(const fl_round_spec *spec); /* by all pools together */

/* Does it have to be decided which dreams are funded at all? (minimum award, indivisible, max_funded; no base grant) */
bool fl_round_chooses(const fl_round_spec *spec);

/* A fixed offset from UTC: "Asia/Shanghai", "UTC", "+08:00" and the like. False for a zone it does not know. */
bool fl_zone_parse(fl_str text, int *ret_minutes);

/* One change: "policy.indivisible=false", "pools[0].amount=5000", "pools[general].amount=5000" (by its id), "threshold=10":
 * patch the JSON text of a round. VALUE is JSON if it parses as JSON, else a string; what is missing on the way is made.
 * *ret_json is a pretty text, keys in the order of the file. The result is not checked: fl_round_parse does that. */
fl_status fl_round_patch(fl_str json, const char *source, fl_str assignment, fl_buf *ret_json, fl_error *err);
/* A JSON merge patch (RFC 7396) over the text of a round; not checked either. */
fl_status fl_round_merge(fl_str json, const char *source, fl_json patch, fl_buf *ret_json, fl_error *err);

/* A scenario is the round with named changes: a merge patch under "scenarios", where the member "set" is a list of assignments as
 * above that follow it. The scenario of this name, absent where there is none. */
#define FL_SCENARIO_NAME_MAX 100
fl_json fl_round_scenario(fl_json root, fl_str name);
/* Can a file and a person name a scenario so? Not empty, no control characters, no '/', not "official", no '.' in front. */
bool fl_scenario_name_ok(fl_str name);
/* May a scenario change this member of a round? Not the files, the id, the currency or the scenarios themselves. */
bool fl_scenario_may_change(fl_str key);

#endif
