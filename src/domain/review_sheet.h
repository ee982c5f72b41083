/* SPDX-License-Identifier: Apache-2.0
 *
 * review_sheet.h - all that the page of one reviewer tells: the queue, the dreams, why their tags, where pairs differ.
 *
 * Joined by steps/review_page.c, written by report/write_review_page.c. Everything is borrowed.
 */
#ifndef FL_DOMAIN_REVIEW_SHEET_H
#define FL_DOMAIN_REVIEW_SHEET_H

#include "base/json.h"
#include "domain/award.h"
#include "domain/candidate.h"
#include "domain/result.h"
#include "domain/review.h"
#include "domain/round.h"

typedef struct fl_sheet_dream {
	const fl_dream *dream;
	const fl_candidate *candidate; /* its category, its tags and, where it was tallied, its flowers */
	const fl_match *matches;
	size_t num_matches;
	uint32_t representative;
	bool unclear;
	bool withheld;         /* of an organisation that the reviewer must not judge: the page does not show it */
	bool asked;            /* an item is about it */
	const fl_award *award; /* NULL: not allocated */
} fl_sheet_dream;

typedef struct fl_sheet_rule {
	fl_str pack, id, title, reason;
	const fl_str *tags;
	size_t num_tags;
} fl_sheet_rule;

/* Two dreams that can be shown side by side, a the one with the smaller id. 'pair' is NULL where they were never compared;
 * 'marked': what differs was looked for. */
typedef struct fl_sheet_pair {
	uint32_t a, b;
	const fl_pair *pair;
	bool marked;
	fl_marks title_a, body_a, title_b, body_b;
	fl_digest seen; /* what a decision on them is made on */
} fl_sheet_pair;

/* A question: about one cluster that may be two wishes, or two that may be one; or about one dream. */
typedef struct fl_sheet_item {
	bool group;
	/* A group. Its pairs: those in doubt, the most uncertain first; then its hub, which is the first member, with each other
	 * member; then what else is known between members. */
	fl_review_reason reason;
	int32_t doubt;
	size_t first_pair, num_pairs, num_doubtful; /* in sheet->pairs */
	size_t first_member, num_members;           /* in sheet->members: the hub first */
	size_t left_out;                            /* more than can be shown */
	/* A dream. */
	uint32_t dream;
	const fl_review_dream *tags; /* NULL: nothing about its tags */
	fl_json why;                 /* its rules, clause by clause (classify/explain_tags.h); absent where nobody looked */
	const fl_result_note *signs; /* of how its flowers came about */
	size_t num_signs;
	const fl_question *const *questions; /* that wait for another person */
	size_t num_questions;
} fl_sheet_item;

typedef struct fl_sheet {
	const fl_round_spec *spec;
	fl_str reviewer;
	fl_digest root;  /* of the journal, when the page was made */
	int64_t entries; /* of the journal */
	const fl_sheet_dream *dreams;
	size_t num_dreams;
	bool tallied, allocated;
	const fl_sheet_rule *rules; /* that are active */
	size_t num_rules;
	const fl_str *categories; /* that the packs can give, the most frequent first */
	size_t num_categories;
	const fl_sheet_item *items; /* the most uncertain first */
	size_t num_items;
	const fl_sheet_pair *pairs;
	size_t num_pairs;
	const uint32_t *members;
	size_t num_members;
	const fl_question *said; /* on which something stands, without what is about dreams that are withheld */
	const bool *stale; /* of each: it is in force, and was made on a text that has changed */
	size_t num_said;
} fl_sheet;

#endif
