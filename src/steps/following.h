/* SPDX-License-Identifier: Apache-2.0
 *
 * following.h - the awards of the official result, and what was recorded of each.
 */
#ifndef FL_STEPS_FOLLOWING_H
#define FL_STEPS_FOLLOWING_H

#include "report/follow_up.h"
#include "steps/official.h"

typedef struct fl_following {
	fl_laid laid;
	fl_str awards; /* awards.json, as it was approved */
	int64_t awarded_day;
	fl_round_spec *spec; /* the round as it was approved: its pools and its currency */
	fl_follow_dream *dreams;
	size_t num_dreams;
	fl_money *by_pool; /* of all dreams: num_pools each */
	fl_map index; /* id → place */
	fl_follow_event *undos; /* what takes something back */
	size_t num_undos;
	FL_VEC(fl_follow_event) events;  /* what holds of the dreams that were asked for, by day */
	FL_VEC(fl_follow_undone) undone; /* what does not, as it was recorded */
} fl_following;

/* What was recorded of the days up to and with 'until' (INT64_MAX: all). What was taken back counts on no day. 'of': the dream whose events
 * are kept, NULL none, "" all. FL_ESTATE: no result is official. Release also after a failure. */
fl_status fl_following_load(fl_work *w, int64_t until, const char *of, fl_following *ret, fl_error *err);
void fl_following_release(fl_following *f);
/* FL_ESTATE: something was recorded that does not fit this plan. */
fl_status fl_following_check_plan(fl_work *w, const fl_follow_plan *plan, fl_error *err);
/* A day in the time zone of the round: that of 'now', or the one that is said; NULL and "today" are that of 'now'. */
int64_t fl_following_today(const fl_round_spec *spec, int64_t now);
fl_status fl_following_take_day(const fl_round_spec *spec, const char *on, int64_t now, int64_t *ret, fl_error *err);
/* As if nothing had been recorded of it. */
void fl_following_blank(fl_follow_dream *dream);
/* The dream of an event, NULL: it got no award. */
fl_follow_dream *fl_following_find(const fl_following *f, fl_str id);
/* Says that the official result awards it nothing, and which dream may have been meant. */
fl_status fl_following_missing(const fl_following *f, fl_str id, fl_error *err);
/* For the report; borrowed. */
fl_follow_view fl_following_view(const fl_work *w, const fl_following *f);

#endif
