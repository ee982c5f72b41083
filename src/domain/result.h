/* SPDX-License-Identifier: Apache-2.0
 *
 * result.h - all that a report tells of a round: joined by steps/ from the store and the allocation.
 */
#ifndef FL_DOMAIN_RESULT_H
#define FL_DOMAIN_RESULT_H

#include "base/json.h"
#include "domain/approval.h"
#include "domain/earlier.h"
#include "domain/award.h"
#include "domain/change.h"
#include "domain/decision.h"
#include "domain/dream.h"
#include "domain/match.h"
#include "domain/pair.h"
#include "domain/review.h"
#include "domain/seal.h"
#include "domain/tally_rules.h"

typedef struct fl_result_loss { /* flowers of one giver to one dream that a rule did not let pass */
	fl_str giver;
	fl_tally_rule rule;
	int64_t flowers;
} fl_result_loss;

typedef struct fl_result_repeat { /* a giver who gave to several dreams of one cluster */
	fl_str giver;
	int64_t dreams, given, counted; /* how many of them; flowers before any rule, and what counts for the representative */
} fl_result_repeat;

typedef struct fl_result_match { /* of a round whose dreams were matched with partners */
	uint32_t dream; /* index */
	fl_str id, name; /* of who carries it out; "" nobody */
	int64_t fit;
	int place; /* 1: the first choice of those that fit it */
} fl_result_match;

typedef struct fl_result_dream {
	const fl_dream *dream;
	const fl_candidate *candidate;
	const fl_award *award;
	const fl_payment *payments;   /* its slice */
	size_t num_payments;
	fl_money upper;               /* u_i */
	const fl_tally *tally;        /* after each rule, and how broad its support is; NULL where only the five numbers are known */
	int64_t tally_raw, tally_weighted, tally_capped, tally_merged, givers;
	const fl_result_loss *losses; /* who lost flowers to which rule, the most first; only where one dream is explained */
	size_t num_losses;
	const fl_result_repeat *repeats; /* of its cluster, where each giver counts once; only where one dream is explained */
	size_t num_repeats;
	uint32_t representative;      /* index; itself when alone */
	const fl_change *change;      /* NULL: the money was not divided again */
	bool unclear;
	bool decided; /* the category is that of a reviewer */
	const fl_str *added, *removed; /* tags, by reviewers */
	size_t num_added, num_removed;
	const fl_question *ruling; /* the rejection or exception in force, NULL none */
	const fl_match *matches;
	size_t num_matches;
	const fl_result_match *partner; /* NULL where it was not matched */
	fl_str matched;   /* its partner and why, as lines; "" where nothing is matched; only where one dream is explained */
	fl_json matching; /* the same as JSON */
	fl_json tagging; /* why its rules hold or not (classify/explain_tags.h); only where one dream is explained */
} fl_result_dream;

typedef struct fl_result_file { /* what was read, for the audit */
	fl_str role, path, digest; /* "dreams", "dreams.csv", sha-256 hex */
	int64_t read, accepted, rejected, left_out;
	fl_str encoding;
} fl_result_file;

typedef struct fl_result_note { /* a finding kept for the report */
	fl_severity severity;
	fl_str code, source, subject, message;
	int64_t line;
} fl_result_note;

typedef struct fl_result_source { /* where results of a kind come from */
	const char *what; /* "facts", "tags", "duplicates", "tallies", "awards", "verdict" */
	int64_t entry;    /* of the journal */
} fl_result_source;

#define FL_RESULT_SOURCES_MAX 8

typedef struct fl_result {
	const fl_round_spec *spec;
	fl_result_dream *dreams;
	size_t num_dreams;
	const fl_result_match *partners; /* of the dreams that were matched, in tie order */
	const struct fl_match_page *match; /* why: report/match_page.h; NULL where nothing is matched */
	size_t num_partners;
	const fl_pair *pairs;
	size_t num_pairs;
	const fl_allocation *allocation;
	bool verified;
	fl_str verify_why;
	const fl_result_file *files;
	size_t num_files;
	const fl_result_note *notes;
	size_t num_notes;
	const fl_decision *decisions; /* all that were ever laid down, in order */
	size_t num_decisions;
	const fl_decision_book *book; /* which of them stand; states[i] is that of decisions[i] */
	const fl_review_way *open;    /* how what is open could be decided otherwise, in the order of the queue */
	size_t num_open;
	size_t num_templates; /* of them: templates, that stand one after another */
	fl_str journal_root;          /* sha-256 hex */
	fl_result_source sources[FL_RESULT_SOURCES_MAX]; /* in the order of the steps */
	size_t num_sources;
	fl_str version;               /* of Florin */
	int64_t now;                  /* time of the allocation, from the journal */
	const fl_earlier *earlier;    /* the divisions before, where money that returned is divided again; NULL: this is the first */
	const fl_earlier_sums *before; /* what follows from them */
	const fl_seal *seal;          /* NULL where it is not asked for */
	const fl_approval *approval;  /* likewise */
	fl_official official;         /* what these awards are by it */
} fl_result;

#endif
