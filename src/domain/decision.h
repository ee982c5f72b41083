/* SPDX-License-Identifier: Apache-2.0
 *
 * decision.h - what a reviewer laid down: who, what, why, when; and which decisions are in force.
 *
 * Decisions are facts: they are only ever appended. Of those with one kind, subject and other the last is in force; an
 * empty value takes back what stood before. A decision names dreams by their id, so it outlives every new import; 'seen'
 * tells whether the texts are still those that the person read.
 */
#ifndef FL_DOMAIN_DECISION_H
#define FL_DOMAIN_DECISION_H

#include "base/alloc.h"
#include "base/hash.h"
#include "domain/dream.h"

#define FL_DECISION_PAIR           "pair"           /* subject and other are 'same' or 'different' */
#define FL_DECISION_REPRESENTATIVE "representative" /* subject stands for its cluster: 'yes' */
#define FL_DECISION_TEXT_MAX       2000             /* bytes of the name and of the reason */

typedef struct fl_decision {
	int64_t id;  /* 1, 2 ... */
	int64_t seq; /* its entry in the journal */
	fl_str kind, subject, other, value;
	fl_str person, why;
	int64_t at; /* Unix seconds */
	fl_digest seen;
} fl_decision;

/* Those in force, in order of their id; 'all' in order of id. The texts are borrowed. */
fl_status fl_decisions_in_force(const fl_decision *all, size_t count, fl_arena *arena, fl_decision **ret_decisions,
				size_t *ret_count, fl_error *err);
/* Over title, body and organisation of the dreams a decision is about; 'b' may be NULL. */
fl_digest fl_decision_seen(const fl_dream *a, const fl_dream *b);

#endif
