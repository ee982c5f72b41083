/* SPDX-License-Identifier: Apache-2.0
 *
 * follow.h - from award to done: the plan of a round, what was paid and reported, and what may be recorded next.
 *
 * An award is paid in tranches and reported on at milestones. A tranche waits for milestones that were accepted. A dream that is stopped
 * gets no more; what it was not paid returns to its pools. Days are numbered from 1970-01-01 in the time zone of the round. At every
 * day, of every dream and every pool: awarded = paid + planned + returned.
 *
 * What was recorded wrongly is taken back by a fact of its own (FL_FOLLOW_UNDO): it counts on no day then, and what remains of the dream must
 * fit as if it had never been. Facts are judged in the order of their days, those of one day in the order in which they were recorded.
 */
#ifndef FL_DOMAIN_FOLLOW_H
#define FL_DOMAIN_FOLLOW_H

#include "base/alloc.h"
#include "base/hash.h"
#include "base/json.h"
#include "domain/money.h"

#define FL_FOLLOW_ITEMS_MAX 24
#define FL_FOLLOW_STORY_MAX 20000 /* bytes */
#define FL_FOLLOW_DAY_NONE  INT64_MIN

typedef struct fl_follow_item { /* a tranche or a milestone */
	fl_str id, title;
	bool result;     /* of a milestone: results are reported, not feedback */
	int64_t ppm;     /* of a tranche: its share of the award, in millionths */
	int64_t after;   /* days after the award; -1: 'on' */
	int64_t on;
	uint32_t needs;  /* of a tranche: bits of the milestones that must be accepted before */
} fl_follow_item;

typedef struct fl_follow_plan {
	fl_follow_item tranches[FL_FOLLOW_ITEMS_MAX], milestones[FL_FOLLOW_ITEMS_MAX];
	size_t num_tranches, num_milestones;
	int64_t soon; /* days: what is due within them is due soon */
} fl_follow_plan;

/* "follow" of round.json; absent: all at once, and first feedback within 90 days. */
fl_status fl_follow_parse(fl_json root, fl_arena *arena, fl_follow_plan *ret, fl_error *err);

typedef enum fl_follow_kind {
	FL_FOLLOW_PAY,
	FL_FOLLOW_FEEDBACK,
	FL_FOLLOW_RESULT,
	FL_FOLLOW_ACCEPT,
	FL_FOLLOW_STOP,
	FL_FOLLOW_UNDO,
	FL_FOLLOW_KINDS
} fl_follow_kind;

const char *fl_follow_word(fl_follow_kind kind); /* "pay" */
bool fl_follow_kind_of(fl_str word, fl_follow_kind *ret);

typedef struct fl_follow_event {
	int64_t id, seq; /* of its row and of its entry in the journal */
	int64_t number;  /* its place in the entry, from 1 */
	bool alone;      /* the only one of its entry; known where events are listed (steps/following.h) */
	fl_follow_kind kind;
	fl_str dream, item; /* item: a tranche, a milestone; "" of a stop; of an undo what it takes back: "9.3" */
	fl_money amount;    /* a payment; else what was spent, -1 not said */
	int64_t people;     /* reached, by a result; -1 not said */
	int64_t day;
	fl_str evidence, person, why;
	fl_str story; /* of a report: what everybody may read, several lines; "" none */
} fl_follow_event;

/* Its texts copied into the arena; false: memory is short. */
bool fl_follow_keep(fl_follow_event *event, fl_arena *arena);

/* SHA-256 over events as they are recorded, for their entry in the journal. */
void fl_follow_hash(fl_hasher *h, const fl_follow_event *event);

/* "9.3": the third of entry 9. */
#define FL_FOLLOW_REF 44
const char *fl_follow_ref(const fl_follow_event *event, char text[FL_FOLLOW_REF]);
const char *fl_follow_name(const fl_follow_event *event, char text[FL_FOLLOW_REF]); /* "9" where it is alone: for people */
int fl_follow_cmp(const void *a, const void *b); /* fl_follow_event: by day, then as they were recorded */

typedef struct fl_follow_undone { /* a fact that was taken back */
	fl_follow_event fact, undo;
} fl_follow_undone;

typedef struct fl_follow_dream {
	fl_str id;
	fl_money award;
	const fl_money *by_pool; /* num_pools of them, in the order of the round */
	size_t num_pools;
	int64_t awarded_day;
	/* what happened */
	fl_money paid[FL_FOLLOW_ITEMS_MAX];
	uint32_t reported, accepted; /* bits of milestones */
	bool stopped;
	int64_t last_day; /* of what was recorded; FL_FOLLOW_DAY_NONE nothing */
} fl_follow_dream;

/* What a tranche of it comes to; all of them come to the award. */
fl_money fl_follow_amount(const fl_follow_plan *plan, const fl_follow_dream *dream, size_t tranche);
int64_t fl_follow_due(const fl_follow_item *item, const fl_follow_dream *dream); /* the day */
/* Record it. FL_EINVAL with the reason, and nothing changed: a payment above what is left of its tranche, before what it waits for,
 * dated before the award or before what was recorded last, of a stopped dream; feedback where results are due; ... */
fl_status fl_follow_apply(const fl_follow_plan *plan, const fl_currency *currency, fl_follow_dream *dream, const fl_follow_event *event,
			  fl_error *err);

typedef struct fl_follow_sum {
	fl_money awarded, paid, planned, returned;
} fl_follow_sum;

fl_follow_sum fl_follow_sum_of(const fl_follow_dream *dream);
/* Of one pool: pools pay one after another, in the order of the round. */
fl_follow_sum fl_follow_sum_of_pool(const fl_follow_dream *dream, size_t pool);

typedef enum fl_follow_state { /* of an item on a day */
	FL_FOLLOW_DONE,    /* paid, or accepted */
	FL_FOLLOW_ENDED,   /* the dream was stopped before */
	FL_FOLLOW_LATER,
	FL_FOLLOW_SOON,
	FL_FOLLOW_OVERDUE, /* its day is over */
	FL_FOLLOW_REVIEW,  /* a milestone was reported and waits to be accepted */
	FL_FOLLOW_WAITS,   /* a tranche that waits for a milestone */
} fl_follow_state;

fl_follow_state fl_follow_state_of(const fl_follow_plan *plan, const fl_follow_dream *dream, bool tranche, size_t item, int64_t day);

/* The day of "2026-10-01" or "2026年10月1日". */
bool fl_follow_day(fl_str text, int64_t *ret);
void fl_follow_day_print(fl_buf *buf, int64_t day); /* "2026-10-01" */

#endif
