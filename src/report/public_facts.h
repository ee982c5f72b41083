/* SPDX-License-Identifier: Apache-2.0
 *
 * public_facts.h - what of a round everybody may see: the facts of the public page.
 *
 * The page is written from these facts alone. What is not here cannot stand on it: no author, giver, reviewer, contact, evidence or reason
 * of a person; names of organisations and partners only where the round says so ("public" of round.json). Texts of people have
 * gone through personal.h. The words of a dream that does not take part are left out.
 * docs/reference/public.md is the same list for people; tests/browser/check_public compares them.
 */
#ifndef FL_REPORT_PUBLIC_FACTS_H
#define FL_REPORT_PUBLIC_FACTS_H

#include "base/alloc.h"
#include "base/merkle.h"
#include "report/follow_up.h"
#include "report/public_page.h"
#include "report/totals.h"

#define FL_PUBLIC_NONE UINT32_MAX

typedef enum fl_course { /* of an award */
	FL_COURSE_NONE,    /* there is no award */
	FL_COURSE_WAITING, /* nothing was paid or reported yet */
	FL_COURSE_RUNNING,
	FL_COURSE_DONE,    /* all is paid, and all that was due to be shown is accepted */
	FL_COURSE_STOPPED,
	FL_COURSE_COUNT
} fl_course;

typedef struct fl_public_tranche {
	fl_follow_state state;
	int64_t due, paid_day; /* of the last payment, FL_FOLLOW_DAY_NONE */
	fl_money amount, paid;
} fl_public_tranche;

typedef struct fl_public_milestone {
	fl_follow_state state;
	int64_t due, reported, accepted; /* days, FL_FOLLOW_DAY_NONE */
	int64_t people;                  /* -1; like 'spent' and 'story' only of what was accepted */
	fl_money spent;
	fl_str story;
} fl_public_milestone;

typedef struct fl_public_progress {
	fl_course state;
	fl_follow_sum sum;
	int64_t late, stopped; /* days over; the day of the stop, FL_FOLLOW_DAY_NONE */
	int64_t people;        /* of the last accepted result that says so, -1 */
	fl_public_tranche *tranches;     /* as many as the plan has; NULL where nothing is followed */
	fl_public_milestone *milestones;
} fl_public_progress;

typedef struct fl_public_dream {
	uint32_t index; /* of the result */
	fl_str id, title, body, organisation, region, category, partner;
	int64_t cut; /* characters of the body that are not shown */
	fl_money request, raised, award;
	int64_t tally, threshold;
	fl_dream_status status;
	bool exception;
	fl_str reason, change;
	uint32_t representative; /* place among the listed; FL_PUBLIC_NONE: itself, or not listed */
	const fl_payment *payments;
	size_t num_payments;
	fl_follow_sum earlier; /* of the divisions before this one together */
	bool ended;            /* it was stopped in one of them */
	fl_public_progress progress;
} fl_public_dream;

typedef struct fl_public_pool {
	fl_str title;
	fl_money amount; /* that is divided here */
	fl_follow_sum sum;
} fl_public_pool;

typedef struct fl_public_totals {
	fl_follow_sum money;
	int64_t progress[FL_COURSE_COUNT], late_dreams, late_payments, late_reports;
	int64_t people, told;   /* reached; dreams that say how many */
	int64_t feedback;       /* dreams whose first feedback is accepted */
	int64_t flowers_funded; /* tallies of the dreams with an award */
	int64_t hidden;         /* pieces of personal data in texts */
	fl_money divided;       /* in all pools */
	fl_follow_sum earlier;  /* divisions before this one */
	int64_t kept;           /* dreams that have money of these */
} fl_public_totals;

typedef struct fl_public_facts {
	const fl_public_source *source;
	const fl_follow_plan *plan; /* NULL: nothing is followed */
	fl_str title;
	fl_public_dream *dreams; /* the listed ones, in the order of the result */
	size_t num_dreams;
	uint32_t *position;      /* of each dream of the result among them, FL_PUBLIC_NONE */
	fl_public_pool *pools;
	size_t num_pools;
	fl_str *tranches, *milestones; /* titles of the plan */
	fl_public_totals totals;
} fl_public_facts;

/* FL_EINVAL: an id looks like personal data, and the round does not say that it is none. */
fl_status fl_public_facts_make(const fl_public_source *source, fl_lang lang, fl_arena *arena, fl_public_facts *ret, fl_error *err);

/* public_follow.c: of the dream 'of' in 'view', with its events among 'events', on this day. Stories are as they were told. */
fl_status fl_public_follow(const fl_follow_view *view, size_t of, const fl_follow_event *const *events, size_t num_events, int64_t day,
			   fl_arena *arena, fl_public_progress *ret, fl_error *err);

#endif
