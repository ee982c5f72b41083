/* SPDX-License-Identifier: Apache-2.0
 *
 * follow.c - what may be recorded of a dream, in the order of days, and the sums that follow.
 *
 * For the auditor. Whatever holds passes fl_follow_apply, day after day; the same function, over the same facts up to any
 * day, gives the state of that day. A fact that was taken back is left out, and a fact that is dated before others passes only where they pass
 * after it. A payment beyond its tranche, twice, too early or after a stop is not refused by a rule of its own
 * in every place, but here.
 */
#include "domain/follow.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#include <stdio.h>

#define MILLION 1000000

static const char *const words[FL_FOLLOW_KINDS] = { "pay", "feedback", "result", "accept", "stop", "undo" };

const char *fl_follow_word(fl_follow_kind kind)
{
	return words[kind];
}

bool fl_follow_kind_of(fl_str word, fl_follow_kind *ret)
{
	for (int kind = 0; kind < FL_FOLLOW_KINDS; kind++)
		if (fl_str_eqz(word, words[kind])) {
			*ret = (fl_follow_kind)kind;
			return true;
		}
	return false;
}

bool fl_follow_keep(fl_follow_event *e, fl_arena *arena)
{
	fl_str *const texts[] = { &e->dream, &e->item, &e->evidence, &e->person, &e->why, &e->story };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = fl_arena_str(arena, *texts[i]);
		if (!texts[i]->data)
			return false;
	}
	return true;
}

/* Each text with its length before it, each number in eight bytes: no two lists of events have the same bytes. */
static void add_number(fl_hasher *h, int64_t n)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
	fl_hasher_add(h, bytes, sizeof bytes);
}

static void add_text(fl_hasher *h, fl_str text)
{
	add_number(h, (int64_t)text.len);
	fl_hasher_add(h, text.data, text.len);
}

void fl_follow_hash(fl_hasher *h, const fl_follow_event *e)
{
	add_text(h, fl_str_of(fl_follow_word(e->kind)));
	add_text(h, e->dream);
	add_text(h, e->item);
	add_number(h, e->amount);
	add_number(h, e->people);
	add_number(h, e->day);
	add_text(h, e->evidence);
	add_text(h, e->person);
	add_text(h, e->why);
	if (e->story.len > 0) { /* no event begins with this word */
		add_text(h, FL_STR("story"));
		add_text(h, e->story);
	}
}

const char *fl_follow_ref(const fl_follow_event *event, char text[FL_FOLLOW_REF])
{
	snprintf(text, FL_FOLLOW_REF, "%lld.%lld", (long long)event->seq, (long long)event->number);
	return text;
}

const char *fl_follow_name(const fl_follow_event *event, char text[FL_FOLLOW_REF])
{
	if (!event->alone)
		return fl_follow_ref(event, text);
	snprintf(text, FL_FOLLOW_REF, "%lld", (long long)event->seq);
	return text;
}

int fl_follow_cmp(const void *a, const void *b)
{
	const fl_follow_event *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* floor(award * ppm / 10^6) without leaving 63 bits. */
static fl_money part(fl_money award, int64_t ppm)
{
	return award / MILLION * ppm + award % MILLION * ppm / MILLION;
}

fl_money fl_follow_amount(const fl_follow_plan *plan, const fl_follow_dream *dream, size_t tranche)
{
	int64_t before = 0;
	for (size_t i = 0; i < tranche; i++)
		before += plan->tranches[i].ppm;
	return part(dream->award, before + plan->tranches[tranche].ppm) - part(dream->award, before);
}

int64_t fl_follow_due(const fl_follow_item *item, const fl_follow_dream *dream)
{
	return item->after >= 0 ? dream->awarded_day + item->after : item->on;
}

/* ---- recording ------------------------------------------------------------------------------------------------------ */

static size_t find(const fl_follow_item *items, size_t count, fl_str id)
{
	size_t i = 0;
	while (i < count && !fl_str_eq(items[i].id, id))
		i++;
	return i;
}

/* With the one that was meant; where none is near, with all there are. */
static fl_status no_item(const char *what, const fl_follow_item *items, size_t count, fl_str id, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, id);
	for (size_t i = 0; i < count; i++)
		fl_spelling_try(&near, items[i].id);
	if (*fl_spelling_hint(&near, hint))
		return fl_error_set(err, FL_EINVAL, "the plan has no %s '%.*s'%s", what, FL_STR_ARG(id), hint);
	fl_buf known;
	fl_buf_init(&known, 4096);
	for (size_t i = 0; i < count; i++)
		fl_buf_printf(&known, "%s'%.*s'", i == 0 ? "; it has " : ", ", FL_STR_ARG(items[i].id));
	fl_status status = fl_error_set(err, FL_EINVAL, "the plan has no %s '%.*s'%.*s", what, FL_STR_ARG(id), FL_STR_ARG(fl_buf_view(&known)));
	fl_buf_release(&known);
	return status;
}

static fl_status refuse_amount(const fl_currency *currency, fl_error *err, fl_money amount, fl_money left, fl_str tranche)
{
	fl_buf a, b;
	fl_buf_init(&a, 100);
	fl_buf_init(&b, 100);
	fl_money_print(&a, amount, currency->minor_digits, true);
	fl_money_print(&b, left, currency->minor_digits, true);
	fl_status status = left == 0 ? fl_error_set(err, FL_EINVAL, "tranche '%.*s' is paid already", FL_STR_ARG(tranche))
				     : fl_error_set(err, FL_EINVAL, "%s is more than the %s that are left of tranche '%.*s'", a.data, b.data,
						    FL_STR_ARG(tranche));
	fl_buf_release(&a);
	fl_buf_release(&b);
	return status;
}

static fl_status pay(const fl_follow_plan *plan, const fl_currency *currency, fl_follow_dream *d, const fl_follow_event *e, fl_error *err)
{
	size_t t = find(plan->tranches, plan->num_tranches, e->item);
	if (t == plan->num_tranches)
		return no_item("tranche", plan->tranches, plan->num_tranches, e->item, err);
	if (e->amount <= 0)
		return fl_error_set(err, FL_EINVAL, "a payment is above zero");
	for (size_t m = 0; m < plan->num_milestones; m++)
		if ((plan->tranches[t].needs & ~d->accepted) & (UINT32_C(1) << m))
			return fl_error_set(err, FL_EINVAL, "tranche '%.*s' waits for '%.*s', which %s", FL_STR_ARG(e->item),
					    FL_STR_ARG(plan->milestones[m].id),
					    d->reported & (UINT32_C(1) << m) ? "is not accepted yet" : "has not been reported");
	fl_money left = fl_follow_amount(plan, d, t) - d->paid[t];
	if (e->amount > left)
		return refuse_amount(currency, err, e->amount, left, e->item);
	d->paid[t] += e->amount;
	return FL_OK;
}

static fl_status report(const fl_follow_plan *plan, fl_follow_dream *d, const fl_follow_event *e, fl_error *err)
{
	size_t m = find(plan->milestones, plan->num_milestones, e->item);
	if (m == plan->num_milestones)
		return no_item("milestone", plan->milestones, plan->num_milestones, e->item, err);
	uint32_t bit = UINT32_C(1) << m;
	if (e->kind == FL_FOLLOW_ACCEPT) {
		if (!(d->reported & bit))
			return fl_error_set(err, FL_EINVAL, "nothing was reported for '%.*s' that could be accepted", FL_STR_ARG(e->item));
		if (d->accepted & bit)
			return fl_error_set(err, FL_EINVAL, "'%.*s' is accepted already", FL_STR_ARG(e->item));
		d->accepted |= bit;
		return FL_OK;
	}
	if (plan->milestones[m].result != (e->kind == FL_FOLLOW_RESULT))
		return fl_error_set(err, FL_EINVAL, "milestone '%.*s' is about %s, not %s", FL_STR_ARG(e->item),
				    plan->milestones[m].result ? "results" : "feedback", plan->milestones[m].result ? "feedback" : "results");
	if (d->accepted & bit)
		return fl_error_set(err, FL_EINVAL, "'%.*s' is accepted already", FL_STR_ARG(e->item));
	d->reported |= bit;
	return FL_OK;
}

static fl_status check_day(const fl_follow_dream *d, const fl_follow_event *e, fl_error *err)
{
	bool before_award = e->day < d->awarded_day;
	fl_buf when;
	if (!before_award && (d->last_day == FL_FOLLOW_DAY_NONE || e->day >= d->last_day))
		return FL_OK;
	fl_buf_init(&when, 100);
	fl_follow_day_print(&when, before_award ? d->awarded_day : d->last_day);
	fl_status status = fl_error_set(err, FL_EINVAL, before_award ? "it is dated before the award, %s" : "it is dated before what was recorded last, %s",
					when.data ? when.data : "");
	fl_buf_release(&when);
	return status;
}

static fl_status record(const fl_follow_plan *plan, const fl_currency *currency, fl_follow_dream *d, const fl_follow_event *e, fl_error *err)
{
	switch (e->kind) {
	case FL_FOLLOW_PAY:
		return pay(plan, currency, d, e, err);
	case FL_FOLLOW_UNDO:
		return fl_error_set(err, FL_EINTERNAL, "what takes a fact back is no fact of the dream");
	case FL_FOLLOW_STOP:
		if (e->why.len == 0)
			return fl_error_set(err, FL_EINVAL, "a dream is stopped for a reason: 'why' is missing");
		d->stopped = true;
		return FL_OK;
	default:
		return report(plan, d, e, err);
	}
}

fl_status fl_follow_apply(const fl_follow_plan *plan, const fl_currency *currency, fl_follow_dream *dream, const fl_follow_event *event,
			  fl_error *err)
{
	if (dream->stopped)
		return fl_error_set(err, FL_EINVAL, "the dream is stopped: nothing more is paid or reported");
	FL_TRY(check_day(dream, event, err));
	FL_TRY(record(plan, currency, dream, event, err));
	dream->last_day = event->day;
	return FL_OK;
}

/* ---- sums ----------------------------------------------------------------------------------------------------------- */

static fl_follow_sum divide(fl_money awarded, fl_money paid, bool stopped)
{
	return (fl_follow_sum){ awarded, paid, stopped ? 0 : awarded - paid, stopped ? awarded - paid : 0 };
}

static fl_money sum_paid(const fl_follow_dream *d)
{
	fl_money paid = 0;
	for (size_t t = 0; t < FL_FOLLOW_ITEMS_MAX; t++)
		paid += d->paid[t];
	return paid;
}

fl_follow_sum fl_follow_sum_of(const fl_follow_dream *dream)
{
	return divide(dream->award, sum_paid(dream), dream->stopped);
}

fl_follow_sum fl_follow_sum_of_pool(const fl_follow_dream *dream, size_t pool)
{
	fl_money paid = sum_paid(dream);
	for (size_t p = 0; p < pool; p++)
		paid -= paid < dream->by_pool[p] ? paid : dream->by_pool[p];
	return divide(dream->by_pool[pool], paid < dream->by_pool[pool] ? paid : dream->by_pool[pool], dream->stopped);
}

/* ---- what is due ---------------------------------------------------------------------------------------------------- */

static fl_follow_state by_day(const fl_follow_plan *plan, const fl_follow_item *item, const fl_follow_dream *dream, int64_t day)
{
	int64_t due = fl_follow_due(item, dream);
	return due < day ? FL_FOLLOW_OVERDUE : due <= day + plan->soon ? FL_FOLLOW_SOON : FL_FOLLOW_LATER;
}

fl_follow_state fl_follow_state_of(const fl_follow_plan *plan, const fl_follow_dream *dream, bool tranche, size_t item, int64_t day)
{
	uint32_t bit = UINT32_C(1) << item;
	if (tranche ? dream->paid[item] == fl_follow_amount(plan, dream, item) : (dream->accepted & bit) != 0)
		return FL_FOLLOW_DONE;
	if (dream->stopped)
		return FL_FOLLOW_ENDED;
	if (!tranche)
		return dream->reported & bit ? FL_FOLLOW_REVIEW : by_day(plan, &plan->milestones[item], dream, day);
	if (plan->tranches[item].needs & ~dream->accepted)
		return FL_FOLLOW_WAITS;
	return by_day(plan, &plan->tranches[item], dream, day);
}
