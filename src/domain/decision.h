/* SPDX-License-Identifier: Apache-2.0
 *
 * decision.h - what reviewers laid down: who, what, why, when; and which decisions are in force.
 *
 * Decisions are facts: they are only ever appended. Those with one kind, subject and other are about one question. A decision names
 * dreams by their id, so it outlives every new import; 'seen' tells whether the texts are still those that the person read.
 *
 *   kind            subject        other    value
 *   pair            dream          dream    same, different         subject < other, by bytes
 *   representative  dream                   yes                     it stands for its cluster
 *   tag             dream          tag      add, remove             after the packs
 *   category        dream                   a category, or none     instead of that of the packs
 *   admission       dream                   accept, reject          flags are settled; not eligible, by a code
 *   exception       dream                   qualify                 although the rules leave it out
 *   flag            dream                   yes                     a question to colleagues
 *   conflict        organisation   person   yes                     nothing this person (domain/person.h) lays down on its dreams or names counts;
 *                   or a partner                                    of a partner, by its id: on who is matched with it
 *   organisation    name           name     same, different         subject < other, by bytes
 *   mark            dream          rule     right, wrong            of the pack/rule; no effect on a result
 *   match           dream          partner  fixed, forbidden        whatever the fit
 *
 * An empty value takes back what stood on the question before, whoever said it; where that took two people, it is a word against it.
 */
#ifndef FL_DOMAIN_DECISION_H
#define FL_DOMAIN_DECISION_H

#include "base/alloc.h"
#include "base/hash.h"
#include "base/vec.h"
#include "domain/dream.h"

#define FL_DECISION_PAIR           "pair"
#define FL_DECISION_REPRESENTATIVE "representative"
#define FL_DECISION_TAG            "tag"
#define FL_DECISION_CATEGORY       "category"
#define FL_DECISION_ADMISSION      "admission"
#define FL_DECISION_EXCEPTION      "exception"
#define FL_DECISION_FLAG           "flag"
#define FL_DECISION_CONFLICT       "conflict"
#define FL_DECISION_ORGANISATION   "organisation"
#define FL_DECISION_MARK           "mark"
#define FL_DECISION_MATCH          "match"

#define FL_FLAG_PREFIX "flag:" /* tags with which intake marks what a person should look at */

#define FL_DECISION_TEXT_MAX 2000 /* bytes of the name and of the reason */
#define FL_DECISION_NAME_MAX 200  /* bytes of a tag, a category, a code, a rule */

typedef struct fl_decision {
	int64_t id;  /* 1, 2 ... */
	int64_t seq; /* its entry in the journal */
	fl_str kind, subject, other, value;
	fl_str code; /* of a rejection; "" else */
	fl_str person, why;
	int64_t at;     /* Unix seconds */
	fl_digest seen; /* zeros where it is about no dream */
} fl_decision;

/* What round.json says about decisions. */
typedef struct fl_reject_reason {
	fl_str code, title;
} fl_reject_reason;

typedef struct fl_decision_rules {
	bool off;           /* "decisions": false: none is applied */
	unsigned two_people; /* bits of fl_ruling_class: such a decision waits for a second person */
	const fl_reject_reason *reasons; /* in the order of the round */
	size_t num_reasons;
} fl_decision_rules;

/* ---- one decision: decision_form.c ---------------------------------------------------------------------------------- */

typedef enum fl_ruling_class {
	FL_RULING_PAIR,
	FL_RULING_REPRESENTATIVE,
	FL_RULING_TAG,
	FL_RULING_CATEGORY,
	FL_RULING_ACCEPT,
	FL_RULING_REJECT,
	FL_RULING_EXCEPTION,
	FL_RULING_FLAG,
	FL_RULING_CONFLICT,
	FL_RULING_ORGANISATION,
	FL_RULING_MARK,
	FL_RULING_MATCH,
	FL_RULING_COUNT /* no such kind */
} fl_ruling_class;

/* Of kind and value. */
fl_ruling_class fl_decision_class(const fl_decision *decision);
bool fl_decision_is(const fl_decision *decision, const char *kind);
/* Is its subject a dream? Is its other one, too? */
bool fl_decision_on_dream(const fl_decision *decision);
bool fl_decision_on_two(const fl_decision *decision);
/* Has it the form of the table above, a known code, a name and a reason of one line? FL_EINVAL says what is wrong. Whether dreams
 * and tags are there is not asked. */
fl_status fl_decision_check(const fl_decision *decision, const fl_decision_rules *rules, fl_error *err);
/* The title of a reason code, the code itself where it has none. */
fl_str fl_decision_reason(const fl_decision_rules *rules, fl_str code);
/* The built-in reasons, ended by an empty code. */
extern const fl_reject_reason fl_decision_reasons[];
/* Over title, body and organisation of the dreams a decision is about; 'b' may be NULL. */
fl_digest fl_decision_seen(const fl_dream *a, const fl_dream *b);
/* Sort subject and other of a pair, of two organisations. */
void fl_decision_order(fl_decision *decision);
/* Are both about one question: one kind, subject and other? */
bool fl_decision_one_question(const fl_decision *a, const fl_decision *b);

/* ---- what is in force: decision.c ----------------------------------------------------------------------------------- */

typedef enum fl_decision_state {
	FL_DECISION_GONE,     /* taken back, or the same person said something else later, or a third person settled it */
	FL_DECISION_IN_FORCE,
	FL_DECISION_PENDING,  /* it waits for a second person */
	FL_DECISION_DISAGREED, /* people say different things: it waits for a third one */
	FL_DECISION_BARRED,   /* the person has declared a conflict of interest */
} fl_decision_state;

/* A question on which something stands. */
typedef struct fl_question {
	const fl_decision *last; /* the last that stands; what is in force where the state says so */
	fl_decision_state state; /* in force, pending, disagreed */
	const fl_decision **votes; /* what stands, one a person, in the order of time */
	size_t num_votes;
} fl_question;

typedef struct fl_decision_book {
	fl_decision *in_force; /* in the order in which they were made */
	size_t num_in_force;
	fl_question *questions; /* by kind, subject, other */
	size_t num_questions;
	fl_decision_state *states; /* of each decision given */
	const struct fl_conflict *conflicts; /* the belonging's */
	size_t num_conflicts;
} fl_decision_book;

/* A conflict of interest with an organisation under one more of its names. */
typedef struct fl_conflict {
	fl_str organisation, person;
} fl_conflict;

/* To which organisation a dream belongs, as it is stated; "" none, or not known. Conflicts bar under the name with which they were declared
 * and under those of 'conflicts'. */
typedef struct fl_belonging {
	fl_str (*organisation)(void *user, fl_str dream);
	void *user;
	const fl_conflict *conflicts;
	size_t num_conflicts;
} fl_belonging;

/* Decisions count in the order of their time, those of one second in the order of their id, so that it does not matter in which order
 * files of them were read. The texts are borrowed from 'all', the lists are in the arena. 'belonging' may be empty where no
 * conflict was declared. */
fl_status fl_decisions_settle(const fl_decision *all, size_t count, const fl_decision_rules *rules,
			      const fl_belonging *belonging, fl_arena *arena, fl_decision_book *ret, fl_error *err);
/* The question of this kind, subject and other; NULL where nothing stands. */
const fl_question *fl_decision_find(const fl_decision_book *book, fl_str kind, fl_str subject, fl_str other);
/* Was a conflict of interest of this person with this organisation, under this or another name of it, declared, and does it stand? */
bool fl_decision_conflict(const fl_decision_book *book, fl_str organisation, fl_str person);

/* ---- the plain file: decision_file.c; docs/reference/decisions.md --------------------------------------------------- */

#define FL_DECISIONS_FORMAT "florin-decisions/1"

typedef struct fl_decisions_head {
	fl_str round;
	bool has_root;
	fl_digest root; /* of the journal when the file was made */
	int64_t entries;
} fl_decisions_head;

void fl_decisions_print_head(fl_buf *out, const fl_decisions_head *head);
void fl_decision_print(fl_buf *out, const fl_decision *decision);
/* Texts are copied into the arena. FL_EPARSE, FL_EINVAL: not such a line. */
fl_status fl_decisions_read_head(fl_str line, fl_arena *arena, fl_decisions_head *ret, fl_error *err);
fl_status fl_decision_read(fl_str line, fl_arena *arena, fl_decision *ret, fl_error *err);

#endif
