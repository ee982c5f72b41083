/* SPDX-License-Identifier: Apache-2.0
 *
 * follow_up.h - what became of the awards: sums, what is due, a calendar.
 */
#ifndef FL_REPORT_FOLLOW_UP_H
#define FL_REPORT_FOLLOW_UP_H

#include "base/buf.h"
#include "domain/follow.h"
#include "domain/round.h"
#include "report/words.h"

typedef struct fl_follow_about { /* of a dream; "" not said */
	fl_str title, organisation;
} fl_follow_about;

typedef struct fl_follow_view { /* borrowed */
	const fl_round_spec *spec; /* as it was approved */
	const fl_follow_plan *plan;
	const fl_follow_dream *dreams;
	size_t num_dreams;
	const fl_follow_event *events; /* what holds */
	size_t num_events;
	const fl_follow_undone *undone; /* what was taken back */
	size_t num_undone;
	const fl_follow_about *about; /* as many as dreams; NULL: not known */
	fl_lang lang;                 /* of the calendar and the plan */
	bool preview;                 /* of the plan: nothing is official yet */
} fl_follow_view;

/* 'day': on which day, INT64_MAX: whatever was recorded. 'dream' NULL: the round, its pools and all dreams. In words or as JSON
 * (florin-follow/1). */
fl_status fl_report_follow(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			   fl_error *err);
/* What is overdue (*ret_answer: is anything?), due soon, to be reviewed. In words or as JSON Lines. */
fl_status fl_report_due(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out, fl_error *err);
/* In a sentence what the entry 'seq' recorded. 'events': all, in the order in which they were recorded. -- log_follow.c */
void fl_report_followed(const fl_follow_event *events, size_t count, int64_t seq, const fl_currency *currency, fl_lang lang,
			fl_buf *out);
/* What follows from the award: tranches, milestones, what is to be paid in which month, dream by dream. In words or as JSON (florin-plan/1). 'day' is
 * not looked at. -- write_plan.c */
fl_status fl_report_plan(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out, fl_error *err);
/* What is to come, as an iCalendar (RFC 5545). */
fl_status fl_report_calendar(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			     fl_error *err);

#endif
