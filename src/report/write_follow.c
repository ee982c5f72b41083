/* SPDX-License-Identifier: Apache-2.0
 *
 * write_follow.c - what was paid, what is planned, what returned; and what is due on a day.
 */
#include "report/follow_up.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/figure.h"

/* ---- sums ----------------------------------------------------------------------------------------------------------- */

static void add(fl_follow_sum *sum, fl_follow_sum more)
{
	sum->awarded += more.awarded; /* together at most the budget */
	sum->paid += more.paid;
	sum->planned += more.planned;
	sum->returned += more.returned;
}

static fl_follow_sum sum_round(const fl_follow_view *v)
{
	fl_follow_sum sum = { 0 };
	for (size_t i = 0; i < v->num_dreams; i++)
		add(&sum, fl_follow_sum_of(&v->dreams[i]));
	return sum;
}

static fl_follow_sum sum_pool(const fl_follow_view *v, size_t pool)
{
	fl_follow_sum sum = { 0 };
	for (size_t i = 0; i < v->num_dreams; i++)
		add(&sum, fl_follow_sum_of_pool(&v->dreams[i], pool));
	return sum;
}

static void say_sum(const fl_follow_view *v, const char *what, fl_str name, fl_follow_sum sum, fl_buf *out)
{
	const fl_currency *currency = &v->spec->currency;
	fl_buf_puts(out, what);
	fl_buf_safe(out, name);
	fl_buf_puts(out, ": awarded ");
	fl_figure_amount(out, currency, FL_LANG_EN, sum.awarded);
	fl_buf_puts(out, " = paid ");
	fl_figure_money(out, currency, sum.paid, false);
	fl_buf_puts(out, " + planned ");
	fl_figure_money(out, currency, sum.planned, false);
	fl_buf_puts(out, " + returned ");
	fl_figure_money(out, currency, sum.returned, false);
	fl_buf_putc(out, '\n');
}

static void put_sum(fl_json_writer *w, fl_follow_sum sum)
{
	fl_json_kv_i64(w, "awarded", sum.awarded);
	fl_json_kv_i64(w, "paid", sum.paid);
	fl_json_kv_i64(w, "planned", sum.planned);
	fl_json_kv_i64(w, "returned", sum.returned);
}

/* ---- items ---------------------------------------------------------------------------------------------------------- */

static const char *const states[] = { [FL_FOLLOW_DONE] = "done",       [FL_FOLLOW_ENDED] = "ended",     [FL_FOLLOW_LATER] = "later",   [FL_FOLLOW_SOON] = "soon",
				      [FL_FOLLOW_OVERDUE] = "overdue", [FL_FOLLOW_REVIEW] = "review", [FL_FOLLOW_WAITS] = "waits" };

typedef struct item {
	const fl_follow_dream *dream;
	const fl_follow_item *item;
	size_t index;
	bool tranche;
	int64_t due;
	fl_follow_state state;
	fl_money left; /* of a tranche */
} item;

/* The i-th item of a dream: its tranches, then its milestones; false: there are no more. */
static bool item_of(const fl_follow_view *v, const fl_follow_dream *d, size_t i, int64_t day, item *ret)
{
	bool tranche = i < v->plan->num_tranches;
	size_t index = tranche ? i : i - v->plan->num_tranches;
	if (!tranche && index >= v->plan->num_milestones)
		return false;
	const fl_follow_item *it = tranche ? &v->plan->tranches[index] : &v->plan->milestones[index];
	*ret = (item){ d, it, index, tranche, fl_follow_due(it, d), fl_follow_state_of(v->plan, d, tranche, index, day),
		       tranche ? fl_follow_amount(v->plan, d, index) - d->paid[index] : 0 };
	return true;
}

static void put_day(fl_json_writer *w, const char *key, int64_t day)
{
	fl_buf text;
	fl_buf_init(&text, 64);
	fl_follow_day_print(&text, day);
	fl_figure_failed(w->buf, &text);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_item(fl_json_writer *w, const item *it, bool with_dream)
{
	fl_json_begin_object(w);
	if (with_dream)
		fl_json_kv_str(w, "dream", it->dream->id);
	fl_json_kv_z(w, "what", it->tranche ? "tranche" : it->item->result ? "result" : "feedback");
	fl_json_kv_str(w, "item", it->item->id);
	put_day(w, "due", it->due);
	if (it->tranche)
		fl_json_kv_i64(w, "left", it->left);
	fl_json_kv_z(w, "state", states[it->state]);
	fl_json_end_object(w);
}

static void say_item(const fl_follow_view *v, const item *it, fl_buf *out)
{
	fl_follow_day_print(out, it->due);
	fl_buf_printf(out, "  %-8s ", states[it->state]);
	fl_buf_puts(out, it->tranche ? "pay " : it->item->result ? "result " : "feedback ");
	fl_buf_safe(out, it->item->title);
	if (it->tranche && it->left > 0) {
		fl_buf_puts(out, ", ");
		fl_figure_amount(out, &v->spec->currency, FL_LANG_EN, it->left);
	}
}

/* ---- show ----------------------------------------------------------------------------------------------------------- */

static void say_event(const fl_follow_view *v, const fl_follow_event *e, const fl_follow_event *undo, fl_buf *out)
{
	char ref[FL_FOLLOW_REF];
	fl_buf_puts(out, "  ");
	fl_follow_day_print(out, e->day);
	fl_buf_printf(out, "  %s%s%s", undo ? "taken back: " : "", fl_follow_word(e->kind), e->item.len > 0 ? " " : "");
	fl_buf_safe(out, e->item);
	if (e->amount >= 0) {
		fl_buf_puts(out, e->kind == FL_FOLLOW_PAY ? " " : " spent ");
		fl_figure_amount(out, &v->spec->currency, FL_LANG_EN, e->amount);
	}
	if (e->people >= 0)
		fl_buf_printf(out, " reached %lld people", (long long)e->people);
	fl_buf_puts(out, ", by ");
	fl_buf_safe(out, e->person);
	if (e->evidence.len > 0) {
		fl_buf_puts(out, ", evidence: ");
		fl_buf_safe(out, e->evidence);
	}
	if (e->why.len > 0) {
		fl_buf_puts(out, ", because: ");
		fl_buf_safe(out, e->why);
	}
	if (e->story.len > 0) {
		fl_buf_puts(out, ", it says: ");
		fl_buf_safe(out, e->story);
	}
	fl_buf_printf(out, " (entry %s)", fl_follow_name(e, ref));
	if (undo) {
		fl_buf_puts(out, "; it was taken back on ");
		fl_follow_day_print(out, undo->day);
		fl_buf_puts(out, " by ");
		fl_buf_safe(out, undo->person);
		fl_buf_puts(out, ", because: ");
		fl_buf_safe(out, undo->why);
		fl_buf_printf(out, " (entry %lld)", (long long)undo->seq);
	}
	fl_buf_putc(out, '\n');
}

static void say_dream(const fl_follow_view *v, const fl_follow_dream *d, int64_t day, fl_buf *out)
{
	item it;
	say_sum(v, "", d->id, fl_follow_sum_of(d), out);
	for (size_t i = 0; item_of(v, d, i, day, &it); i++) {
		fl_buf_puts(out, "  ");
		say_item(v, &it, out);
		fl_buf_putc(out, '\n');
	}
	for (size_t i = 0; i < v->num_events; i++)
		if (fl_str_eq(v->events[i].dream, d->id))
			say_event(v, &v->events[i], NULL, out);
	for (size_t i = 0; i < v->num_undone; i++)
		if (fl_str_eq(v->undone[i].fact.dream, d->id))
			say_event(v, &v->undone[i].fact, &v->undone[i].undo, out);
}

/* In the form that 'follow import' reads, and from which entry of the journal; its place there. */
static void put_event(fl_json_writer *w, const fl_follow_event *e, const fl_follow_event *undo)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "dream", e->dream);
	fl_json_kv_z(w, "kind", fl_follow_word(e->kind));
	if (e->item.len > 0)
		fl_json_kv_str(w, "item", e->item);
	put_day(w, "on", e->day);
	if (e->amount >= 0)
		fl_json_kv_i64(w, e->kind == FL_FOLLOW_PAY ? "amount" : "spent", e->amount);
	if (e->people >= 0)
		fl_json_kv_i64(w, "people", e->people);
	fl_json_kv_str(w, "by", e->person);
	if (e->evidence.len > 0)
		fl_json_kv_str(w, "evidence", e->evidence);
	if (e->why.len > 0)
		fl_json_kv_str(w, "why", e->why);
	if (e->story.len > 0)
		fl_json_kv_str(w, "story", e->story);
	fl_json_kv_i64(w, "entry", e->seq);
	fl_json_kv_i64(w, "number", e->number);
	if (undo) {
		fl_json_put_key(w, "undo");
		fl_json_begin_object(w);
		put_day(w, "on", undo->day);
		fl_json_kv_str(w, "by", undo->person);
		fl_json_kv_str(w, "why", undo->why);
		fl_json_kv_i64(w, "entry", undo->seq);
		fl_json_end_object(w);
	}
	fl_json_end_object(w);
}

static void put_dream(const fl_follow_view *v, const fl_follow_dream *d, int64_t day, fl_json_writer *w)
{
	item it;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", d->id);
	put_sum(w, fl_follow_sum_of(d));
	fl_json_kv_bool(w, "stopped", d->stopped);
	fl_json_put_key(w, "items");
	fl_json_begin_array(w);
	for (size_t i = 0; item_of(v, d, i, day, &it); i++)
		put_item(w, &it, false);
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_round(const fl_follow_view *v, const char *only, int64_t day, fl_json_writer *w)
{
	fl_json_begin_object(w);
	fl_json_kv_z(w, "format", "florin-follow/1");
	fl_json_kv_str(w, "round", v->spec->id);
	fl_json_kv_z(w, "currency", v->spec->currency.code);
	fl_json_kv_i64(w, "minor_digits", v->spec->currency.minor_digits);
	put_sum(w, sum_round(v));
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < v->spec->num_pools; p++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "pool", v->spec->pools[p].id);
		put_sum(w, sum_pool(v, p));
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_put_key(w, "dreams");
	fl_json_begin_array(w);
	for (size_t i = 0; i < v->num_dreams; i++)
		if (!only || fl_str_eqz(v->dreams[i].id, only))
			put_dream(v, &v->dreams[i], day, w);
	fl_json_end_array(w);
	fl_json_put_key(w, "events");
	fl_json_begin_array(w);
	for (size_t i = 0; i < v->num_events; i++)
		if (!only || fl_str_eqz(v->events[i].dream, only))
			put_event(w, &v->events[i], NULL);
	fl_json_end_array(w);
	fl_json_put_key(w, "undone");
	fl_json_begin_array(w);
	for (size_t i = 0; i < v->num_undone; i++)
		if (!only || fl_str_eqz(v->undone[i].fact.dream, only))
			put_event(w, &v->undone[i].fact, &v->undone[i].undo);
	fl_json_end_array(w);
	fl_json_end_object(w);
	fl_buf_putc(w->buf, '\n');
}

fl_status fl_report_follow(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			   fl_error *err)
{
	fl_json_writer w;
	*ret_answer = true;
	fl_json_start(&w, out, true);
	if (json)
		put_round(view, dream, day, &w);
	for (size_t i = 0; !json && i < view->num_dreams; i++)
		if (dream && fl_str_eqz(view->dreams[i].id, dream))
			say_dream(view, &view->dreams[i], day, out);
	if (!json && !dream) {
		say_sum(view, "round ", view->spec->id, sum_round(view), out);
		for (size_t p = 0; p < view->spec->num_pools; p++)
			say_sum(view, "  pool ", view->spec->pools[p].id, sum_pool(view, p), out);
		for (size_t i = 0; i < view->num_dreams; i++)
			say_sum(view, view->dreams[i].stopped ? "    stopped " : "    dream ", view->dreams[i].id,
				fl_follow_sum_of(&view->dreams[i]), out);
	}
	return fl_buf_status(out, err);
}

/* ---- due ------------------------------------------------------------------------------------------------------------ */

fl_status fl_report_due(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out, fl_error *err)
{
	static const fl_follow_state order[] = { FL_FOLLOW_OVERDUE, FL_FOLLOW_REVIEW, FL_FOLLOW_SOON };
	size_t shown = 0;
	item it;
	(void)dream;
	*ret_answer = false;
	for (size_t s = 0; s < sizeof order / sizeof *order; s++)
		for (size_t d = 0; d < view->num_dreams; d++)
			for (size_t i = 0; item_of(view, &view->dreams[d], i, day, &it); i++) {
				fl_json_writer w;
				if (it.state != order[s])
					continue;
				shown++;
				*ret_answer = *ret_answer || it.state == FL_FOLLOW_OVERDUE;
				fl_json_start(&w, out, false);
				if (json) {
					put_item(&w, &it, true);
				} else {
					say_item(view, &it, out);
					fl_buf_puts(out, ": ");
					fl_buf_safe(out, it.dream->id);
				}
				fl_buf_putc(out, '\n');
			}
	if (shown == 0 && !json)
		fl_buf_puts(out, "nothing is due\n");
	return fl_buf_status(out, err);
}
