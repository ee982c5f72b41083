/* SPDX-License-Identifier: Apache-2.0
 *
 * log_follow.c - what one entry of the journal recorded after the award, in a sentence: for whom, how much, by whom.
 */
#include "report/follow_up.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/say.h"

#include <stdio.h>

#define SHOWN 4

/* The facts of an entry; events stand in the order in which they were recorded. */
static const fl_follow_event *of_entry(const fl_follow_event *events, size_t count, int64_t seq, size_t *ret_count)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (events[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_count = 0;
	while (low + *ret_count < count && events[low + *ret_count].seq == seq)
		++*ret_count;
	return events + low;
}

/* "payment of CNY 3.00 to D001 ('first') on 2026-10-01" */
static void say_what(const fl_follow_event *e, const fl_currency *currency, fl_lang lang, fl_buf *out)
{
	static const fl_word_id words[FL_FOLLOW_KINDS] = { [FL_FOLLOW_PAY] = FL_W_L_PAY,       [FL_FOLLOW_FEEDBACK] = FL_W_L_FEEDBACK,
							   [FL_FOLLOW_RESULT] = FL_W_L_RESULT, [FL_FOLLOW_ACCEPT] = FL_W_L_ACCEPT,
							   [FL_FOLLOW_STOP] = FL_W_L_STOP };
	fl_buf item, day;
	fl_buf_init(&item, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&day, 64);
	fl_follow_day_print(&day, e->day);
	if (e->item.len > 0)
		FL_SAY(&item, lang, e->kind == FL_FOLLOW_ACCEPT ? FL_W_L_HELD : FL_W_L_ITEM, FL_SAY_TEXT(e->item));
	FL_SAY(out, lang, words[e->kind], FL_SAY_AMOUNT(currency, e->amount), FL_SAY_TEXT(e->dream), FL_SAY_TEXT(fl_buf_view(&item)),
	       FL_SAY_TEXT(fl_buf_view(&day)));
	if (e->kind == FL_FOLLOW_RESULT && e->amount >= 0)
		FL_SAY(out, lang, FL_W_L_SPENT, FL_SAY_AMOUNT(currency, e->amount));
	if (e->people >= 0)
		FL_SAY(out, lang, FL_W_L_REACHED, FL_SAY_N(e->people));
	fl_figure_failed(out, &item);
	fl_buf_release(&item);
	fl_buf_release(&day);
}

static void say_undone(const fl_follow_event *undo, const fl_follow_event *events, size_t count, const fl_currency *currency, fl_lang lang,
		       fl_buf *out)
{
	size_t n = 0;
	char ref[FL_FOLLOW_REF], entry[32];
	int64_t seq = 0;
	for (size_t i = 0; i < undo->item.len && undo->item.data[i] >= '0' && undo->item.data[i] <= '9' && i < 17; i++)
		seq = seq * 10 + (undo->item.data[i] - '0');
	const fl_follow_event *facts = of_entry(events, count, seq, &n);
	snprintf(entry, sizeof entry, "%lld", (long long)seq);
	for (size_t i = 0; i < n; i++) {
		fl_buf what;
		if (!fl_str_eqz(undo->item, fl_follow_ref(&facts[i], ref)))
			continue;
		fl_buf_init(&what, FL_BUF_MAX_DEFAULT);
		say_what(&facts[i], currency, lang, &what);
		FL_SAY(out, lang, FL_W_L_UNDONE, FL_SAY_TEXT(fl_str_of(n == 1 ? entry : ref)), FL_SAY_TEXT(fl_buf_view(&what)));
		fl_figure_failed(out, &what);
		fl_buf_release(&what);
	}
}

static void say_fact(const fl_follow_event *e, const fl_follow_event *events, size_t count, const fl_currency *currency, fl_lang lang,
		     fl_buf *out)
{
	if (e->kind == FL_FOLLOW_UNDO)
		say_undone(e, events, count, currency, lang, out);
	else
		say_what(e, currency, lang, out);
	FL_SAY(out, lang, FL_W_L_BY, FL_SAY_TEXT(e->person));
	if (e->why.len > 0)
		FL_SAY(out, lang, FL_W_L_BECAUSE, FL_SAY_TEXT(e->why));
}

void fl_report_followed(const fl_follow_event *events, size_t count, int64_t seq, const fl_currency *currency, fl_lang lang, fl_buf *out)
{
	size_t n;
	fl_buf facts;
	const fl_follow_event *first = of_entry(events, count, seq, &n);
	fl_buf_init(&facts, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		fl_buf_puts(&facts, i > 0 ? fl_word(lang, FL_W_SEPARATOR) : "");
		say_fact(&first[i], events, count, currency, lang, &facts);
	}
	if (n > SHOWN)
		FL_SAY(&facts, lang, FL_W_L_AND_MORE, FL_SAY_N(n - SHOWN));
	FL_SAY(out, lang, FL_W_L_FOLLOWED, FL_SAY_TEXT(fl_buf_view(&facts)));
	fl_figure_failed(out, &facts);
	fl_buf_release(&facts);
}
