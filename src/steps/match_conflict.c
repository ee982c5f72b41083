/* SPDX-License-Identifier: Apache-2.0
 *
 * match_conflict.c - a matching that is impossible, in words: the limits that cannot hold together, and the smallest change to each.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/match_case.h"

#include <string.h>

enum { SHOWN = 6 }; /* limits and changes in a message; all of them are in the document */

/* "'lab-a', 'lab-b' and 3 more" */
static void name_partners(const fl_match_case *mc, fl_buf *out)
{
	for (size_t n = 0; n < mc->a->num_conflict && n < SHOWN; n++)
		fl_buf_printf(out, "%s'%.*s'", n > 0 ? ", " : "", FL_STR_ARG(mc->partners[mc->a->conflict[n]].id));
	if (mc->a->num_conflict > SHOWN)
		fl_buf_printf(out, " and %zu more", mc->a->num_conflict - SHOWN);
}

/* "'lab-b' at least 4 dreams" */
static void put_limit(const fl_match_case *mc, const fl_assign_change *m, bool changed, fl_buf *out)
{
	const fl_currency *currency = &mc->w->spec->currency;
	int64_t value = changed ? m->to : m->now;
	fl_str id = mc->partners[m->partner].id;
	fl_buf limit, amount;
	fl_buf_init(&limit, 1 << 16);
	fl_buf_init(&amount, 1 << 10);
	if (m->limit == FL_ASSIGN_LEAST) {
		fl_buf_printf(&limit, FL_MESSAGE("'%.*s' at least %lld"), FL_STR_ARG(id), (long long)value);
	} else if (m->limit == FL_ASSIGN_MOST) {
		fl_buf_printf(&limit, FL_MESSAGE("'%.*s' at most %lld"), FL_STR_ARG(id), (long long)value);
	} else if (m->limit == FL_ASSIGN_FIXED) {
		fl_buf_printf(&limit, FL_MESSAGE("'%.*s' %lld of %lld fixed"), FL_STR_ARG(id), (long long)value, (long long)m->now);
	} else {
		fl_money_print(&amount, value, currency->minor_digits, true);
		fl_buf_printf(&limit, FL_MESSAGE("'%.*s' money %s %s"), FL_STR_ARG(id), currency->code, fl_buf_part(&limit, &amount));
	}
	fl_buf_printf(out, changed && !m->sure ? FL_MESSAGE("%s (less might do)") : "%s", fl_buf_part(out, &limit));
	fl_buf_release(&limit);
	fl_buf_release(&amount);
}

static void put_limits(const fl_match_case *mc, bool changed, fl_buf *out)
{
	const fl_assignment *a = mc->a;
	for (size_t n = 0; n < a->num_mends && n < SHOWN; n++) {
		fl_buf_puts(out, n == 0 ? "" : changed ? "; or " : ", ");
		put_limit(mc, &a->mends[n], changed, out);
	}
	if (a->num_mends > SHOWN)
		fl_buf_printf(out, " and %zu more", a->num_mends - SHOWN);
}

static bool is_in_conflict(const fl_assignment *a, uint32_t partner)
{
	for (size_t n = 0; n < a->num_conflict; n++)
		if (a->conflict[n] == partner)
			return true;
	return false;
}

/* Dreams that would fit a partner in conflict, were it not for decisions, and fit none of them now. */
static int64_t count_forbidden(const fl_match_case *mc)
{
	const fl_assign_case *c = &mc->m.c;
	uint32_t counted = FL_UNASSIGNED;
	int64_t count = 0;
	for (size_t n = 0; n < mc->num_ruled_out; n++) {
		const fl_ruled_out *r = &mc->ruled_out[n];
		bool fits = r->dream == counted || !is_in_conflict(mc->a, r->fit.partner);
		for (size_t k = c->start[r->dream]; k < c->start[r->dream + 1] && !fits; k++)
			fits = is_in_conflict(mc->a, c->fits[k].partner);
		if (fits)
			continue;
		count++;
		counted = r->dream;
	}
	return count;
}

static void put_money(const fl_match_case *mc, fl_buf *out)
{
	fl_buf limits, changes;
	fl_buf_init(&limits, 1 << 16);
	fl_buf_init(&changes, 1 << 16);
	put_limits(mc, false, &limits);
	put_limits(mc, true, &changes);
	fl_buf_printf(out, FL_MESSAGE("these limits cannot hold together: %s; any of these changes would end that: %s"),
		      fl_buf_part(out, &limits), fl_buf_part(out, &changes));
	fl_buf_release(&limits);
	fl_buf_release(&changes);
}

static void put_words(const fl_match_case *mc, const char *who, fl_buf *out)
{
	const fl_assignment *a = mc->a;
	long long needed = a->needed, fitting = a->fitting;
	int64_t forbidden;
	if (a->over) {
		fl_buf_printf(out, FL_MESSAGE("%lld %s fixed to %s, which can take %lld; release %lld of them, or raise its capacity to %lld"),
			      FL_MANY(a->needed, "dream is", "dreams are"), who, fitting, needed - fitting, needed);
		return;
	}
	if (a->by_money) {
		put_money(mc, out);
		return;
	}
	forbidden = count_forbidden(mc);
	if (forbidden > 0)
		fl_buf_printf(out,
			      FL_MESSAGE("%s: the minimum loads come to %lld %s, and %lld %s any of them; lower them by %lld together; "
					 "decisions forbid them %lld more that would fit"),
			      who, FL_MANY(a->needed, "dream", "dreams"), FL_MANY(a->fitting, "fits", "fit"), needed - fitting,
			      (long long)forbidden);
	else
		fl_buf_printf(out,
			      FL_MESSAGE("%s: the minimum loads come to %lld %s, and %lld %s any of them; lower them by %lld together"),
			      who, FL_MANY(a->needed, "dream", "dreams"), FL_MANY(a->fitting, "fits", "fit"), needed - fitting);
}

void fl_match_say_conflict(const fl_match_case *mc)
{
	fl_buf names, words;
	fl_buf_init(&names, 1 << 16);
	fl_buf_init(&words, 1 << 16);
	name_partners(mc, &names);
	const char *who = names.data ? names.data : "";
	put_words(mc, who, &words);
	fl_report(&mc->w->findings, FL_ERROR, "match-conflict", "", 0, 0, who, "%s", words.data ? words.data : "");
	fl_buf_release(&names);
	fl_buf_release(&words);
}
