/* SPDX-License-Identifier: Apache-2.0
 *
 * review.h - what a person should look at, and one pair laid open for a decision.
 */
#ifndef FL_DOMAIN_REVIEW_H
#define FL_DOMAIN_REVIEW_H

#include "domain/decision.h"
#include "domain/dream.h"
#include "domain/match.h"
#include "domain/money.h"
#include "domain/pair.h"

typedef enum fl_review_reason {
	FL_REVIEW_BRIDGE, /* judged the same, but their clusters could not be one */
	FL_REVIEW_DOUBT,  /* the rules leave it to a person */
	FL_REVIEW_THIN,   /* merged, by little more than the threshold: a cluster that a word would break */
} fl_review_reason;

typedef struct fl_review_item {
	const fl_pair *pair;
	fl_review_reason reason;
	int32_t doubt; /* the smaller, the more uncertain */
} fl_review_item;

typedef struct fl_review_text {
	const fl_dream *dream;
	fl_marks title, body;
	uint32_t representative;
} fl_review_text;

typedef struct fl_review_pair {
	fl_review_text a, b;
	const fl_pair *pair; /* NULL: it was never a candidate */
	bool together;       /* in one cluster */
	int same_author;     /* 1 yes, 0 no, -1 nobody says */
	bool equal_words;    /* both stand in one group of equal words */
	bool template;               /* of one template (review_template.h): their pair may have been left out */
	const fl_decision *decision; /* in force, NULL none */
	bool stale;                  /* it was made on other texts */
	int offset_minutes;          /* the round's zone */
} fl_review_pair;

/* A dream whose tags a person should look at. */
typedef enum fl_review_cause {
	FL_REVIEW_LIMIT,   /* a pattern reached its match limit: whether its rule holds is not known */
	FL_REVIEW_UNCLEAR, /* no category leads by enough, or reaches enough */
	FL_REVIEW_FLAGGED, /* it has a tag of the namespace 'flag' */
} fl_review_cause;

typedef struct fl_review_dream {
	uint32_t dream;
	fl_review_cause cause; /* the first of them that is so */
	int64_t doubt;         /* the smaller, the more uncertain */
	fl_str first, second;  /* the two best categories, "" none or not known */
	int64_t first_score, second_score;
	int64_t margin, least;  /* needed: a lead of more than 'margin', a score of 'least' */
	const fl_match *limits; /* patterns that reached their limit */
	size_t num_limits;
	const fl_str *flags; /* its tags of the namespace 'flag' */
	size_t num_flags;
} fl_review_dream;

/* A question on which people have spoken, and should again. */
typedef enum fl_review_standing {
	FL_REVIEW_PENDING,   /* it waits for a second person */
	FL_REVIEW_DISAGREED, /* it waits for a third */
	FL_REVIEW_STALE,     /* the text has changed since */
	FL_REVIEW_ASKED,     /* a colleague asks what to do */
} fl_review_standing;

typedef struct fl_review_decision {
	const fl_question *question;
	fl_review_standing reason;
} fl_review_decision;

/* All that was ever laid down, in order. */
typedef struct fl_decision_log {
	const fl_decision *decisions;
	const fl_decision_state *states;
	const bool *stale; /* made on other texts than the round has now */
	size_t count;
	const fl_decision_rules *rules;
	int offset_minutes; /* the round's zone */
} fl_decision_log;

/* One dream laid open: what it says, what it was taken for, what was decided. */
typedef struct fl_review_one {
	const fl_dream *dream;
	fl_str category; /* "" none */
	const fl_str *tags;
	size_t num_tags;
	const fl_review_dream *open; /* why a person should look at it, NULL nothing is open */
	fl_decision_log log;         /* the decisions about it alone */
} fl_review_one;

/* Two names of organisations that may be one. */
typedef enum fl_look_alike_reason {
	FL_ALIKE_CORE,   /* the same without legal form, kind and brackets */
	FL_ALIKE_LETTER, /* one character differs */
	FL_ALIKE_WORDS,  /* most of the words, weighed by how few names have them */
} fl_look_alike_reason;

typedef struct fl_look_alike {
	uint32_t a, b; /* a < b, in the caller's list */
	fl_look_alike_reason reason;
	int32_t score; /* FL_ALIKE_WORDS: millionths */
} fl_look_alike;

/* One way of deciding what is open, and the awards that it would move. */
typedef struct fl_review_amount {
	uint32_t dream;
	fl_money before, after;
} fl_review_amount;

typedef struct fl_review_way {
	const char *reason;   /* "pending", "review", "unclear" ...; static */
	fl_decision decision; /* what would come into force */
	const struct fl_review_template *group; /* "template": all of it is one item (review_template.h), and never computed; NULL */
	bool computed;
	bool infeasible;      /* the limits of the round could not hold then */
	fl_review_amount *moves; /* the largest change first */
	size_t num_moves;
	size_t more_moves; /* smaller ones, that are counted and not listed */
} fl_review_way;

/* By how much they change, then by the order of the dreams. */
void fl_review_sort_moves(fl_review_amount *moves, size_t count);

/* Set 'doubt', and sort: limits; then what is unclear, by the lead as a part of the best score, and the weak ones behind;
 * then what is only flagged. */
void fl_review_sort_dreams(fl_review_dream *dreams, size_t count);

/* What to look at, the most uncertain first: bridges; then what is left to a person by how far its score is from the middle
 * between 'candidates' and 'same'; then what was merged by less than a tenth above 'same'. In the arena; 'same' and
 * 'candidates' are those of the round. */
fl_status fl_review_queue(const fl_pair *pairs, size_t count, const uint32_t *representative, int32_t candidates,
			  int32_t same, fl_arena *arena, fl_review_item **ret_items, size_t *ret_count, fl_error *err);

#endif
