/* SPDX-License-Identifier: Apache-2.0
 *
 * condition.h - which of a rule's patterns must have hit: and, or, not, n of, near.
 *
 * A pattern that ran into a limit is neither yes nor no, so conditions are decided in Kleene's three values: what
 * holds, or fails, whatever the unknown one would have said is decided; anything else is unknown.
 */
#ifndef FL_CLASSIFY_CONDITION_H
#define FL_CLASSIFY_CONDITION_H

#include "base/alloc.h"
#include "base/json.h"
#include "florin.h"

#define FL_NEARS_MAX     16 /* "near" clauses of one condition */
#define FL_NEAR_SENTENCE -1 /* in place of a number of characters */

typedef enum fl_truth { FL_NO, FL_UNKNOWN, FL_YES } fl_truth;

/* Hits of all these patterns in one field, with at most 'within' characters, or no end of a sentence, between the end
 * of the one that ends first and the start of the one that starts last. Decided by near.c. */
typedef struct fl_near {
	const uint32_t *patterns; /* by name */
	size_t num_patterns;
	int64_t within;
} fl_near;

typedef struct fl_nears {
	fl_near *items;
	size_t count;
} fl_nears;

typedef struct fl_condition fl_condition; /* lives in the arena */

/* 'names' are the rule's patterns; absent: any of them. Depth at most 16. Near clauses are listed in *ret_nears and
 * have their truth behind those of the names: clause k has index num_names + k. */
fl_status fl_condition_parse(fl_json v, const fl_str *names, size_t num_names, fl_arena *arena, fl_nears *ret_nears,
			     const fl_condition **ret, fl_error *err);
/* 'truths' has one entry for each name, then one for each near clause. */
fl_truth fl_condition_eval(const fl_condition *condition, const fl_truth *truths);
/* Mark the patterns and near clauses that made the condition hold: those of clauses that hold, none inside a "not".
 */
void fl_condition_mark(const fl_condition *condition, const fl_truth *truths, bool *marks);
/* Mark the patterns that the condition names at all, also in near clauses. */
void fl_condition_names(const fl_condition *condition, bool *marks);

/* For who walks through a condition: condition.c decides it, lint_rule.c asks which clauses say anything, explain_tags.c
 * (as JSON) and report/rules_words.c (in words) tell how it came out. */
typedef enum fl_condition_kind { FL_IS_PATTERN, FL_IS_NEAR, FL_IS_NOT, FL_AT_LEAST } fl_condition_kind;

struct fl_condition {
	fl_condition_kind kind; /* "all" is at least all, "any" at least one */
	size_t truth;           /* of a pattern or a near clause: its index among the truths */
	const fl_near *near;
	size_t least;
	const fl_condition **kids;
	size_t num_kids;
	fl_json json; /* where it stands; absent: the rule has no "when" */
};

#endif
