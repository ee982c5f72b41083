/* SPDX-License-Identifier: Apache-2.0
 *
 * log_follow.c - what one entry of the journal recorded after the award, in a sentence: for whom, how much, by whom.
 */
#include "report/follow_up.h"

#include "base/str.h"
#include "report/figure.h"

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

static void say_item(fl_str item, fl_buf *out)
{
	fl_buf_puts(out, "'");
	fl_buf_safe(out, item);
	fl_buf_puts(out, "'");
}

static void say_what(const fl_follow_event *e, const fl_currency *currency, fl_buf *out)
{
	static const char *const words[FL_FOLLOW_KINDS] = { "payment of ", "feedback of ", "result of ", "acceptance of ", "stop of ", "" };
	fl_buf_puts(out, words[e->kind]);
	if (e->kind == FL_FOLLOW_PAY) {
		fl_figure_amount(out, currency, FL_LANG_EN, e->amount);
		fl_buf_puts(out, " to ");
	} else if (e->kind == FL_FOLLOW_ACCEPT) {
		say_item(e->item, out);
		fl_buf_puts(out, " of ");
	}
	fl_buf_safe(out, e->dream);
	if (e->kind != FL_FOLLOW_ACCEPT && e->item.len > 0) {
		fl_buf_puts(out, " (");
		say_item(e->item, out);
		fl_buf_puts(out, ")");
	}
	fl_buf_puts(out, " on ");
	fl_follow_day_print(out, e->day);
	if (e->kind == FL_FOLLOW_RESULT && e->amount >= 0) {
		fl_buf_puts(out, ", ");
		fl_figure_amount(out, currency, FL_LANG_EN, e->amount);
		fl_buf_puts(out, " spent");
	}
	if (e->people >= 0) {
		fl_buf_puts(out, ", ");
		fl_figure_count(out, e->people);
		fl_buf_puts(out, e->people == 1 ? " person reached" : " people reached");
	}
}

static void say_undone(const fl_follow_event *undo, const fl_follow_event *events, size_t count, const fl_currency *currency, fl_buf *out)
{
	size_t n = 0;
	char ref[FL_FOLLOW_REF];
	int64_t seq = 0;
	for (size_t i = 0; i < undo->item.len && undo->item.data[i] >= '0' && undo->item.data[i] <= '9' && i < 17; i++)
		seq = seq * 10 + (undo->item.data[i] - '0');
	const fl_follow_event *facts = of_entry(events, count, seq, &n);
	fl_buf_puts(out, "what entry ");
	for (size_t i = 0; i < n; i++) {
		if (!fl_str_eqz(undo->item, fl_follow_ref(&facts[i], ref)))
			continue;
		fl_buf_puts(out, n == 1 ? "" : ref);
		if (n == 1)
			fl_buf_printf(out, "%lld", (long long)seq);
		fl_buf_puts(out, " recorded (");
		say_what(&facts[i], currency, out);
		fl_buf_puts(out, ") is taken back");
	}
}

static void say_fact(const fl_follow_event *e, const fl_follow_event *events, size_t count, const fl_currency *currency, fl_buf *out)
{
	if (e->kind == FL_FOLLOW_UNDO)
		say_undone(e, events, count, currency, out);
	else
		say_what(e, currency, out);
	fl_buf_puts(out, ", by ");
	fl_buf_safe(out, e->person);
	if (e->why.len > 0) {
		fl_buf_puts(out, ", because: ");
		fl_buf_safe(out, e->why);
	}
}

void fl_report_followed(const fl_follow_event *events, size_t count, int64_t seq, const fl_currency *currency, fl_buf *out)
{
	size_t n;
	const fl_follow_event *facts = of_entry(events, count, seq, &n);
	fl_buf_puts(out, "After the award: ");
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		fl_buf_puts(out, i > 0 ? "; " : "");
		say_fact(&facts[i], events, count, currency, out);
	}
	if (n > SHOWN) {
		fl_buf_puts(out, "; and ");
		fl_figure_count(out, (int64_t)(n - SHOWN));
		fl_buf_puts(out, " more");
	}
	fl_buf_putc(out, '.');
}
