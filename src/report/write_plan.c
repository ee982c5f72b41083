/* SPDX-License-Identifier: Apache-2.0
 *
 * write_plan.c - what follows from an award: the tranches with their shares, days and what they wait for, the milestones, what is to be
 * paid in which month, and all of it dream by dream. Days are those of the plan; a tranche that waits is paid no earlier.
 */
#include "report/follow_up.h"

#include "base/json.h"
#include "base/str.h"
#include "report/aligned.h"
#include "report/figure.h"
#include "report/say.h"

enum { MONEY = 18, DAY = 12, SHARE = 11, KIND = 10, MILLION = 1000000 };

typedef struct month {
	int64_t day; /* one of it */
	fl_money amount, left;
} month;

typedef struct plan_page {
	const fl_follow_view *v;
	const char *only; /* dream; NULL all */
	fl_money amount[FL_FOLLOW_ITEMS_MAX], left[FL_FOLLOW_ITEMS_MAX]; /* of each tranche, over the dreams */
	fl_money awarded, to_pay;
	month months[FL_FOLLOW_ITEMS_MAX];
	size_t num_months;
	fl_follow_dream one; /* all are awarded on one day; days are asked of this */
	size_t width;        /* of ids and titles of items */
	fl_buf *out, cell;
} plan_page;

static fl_money left_of(const fl_follow_view *v, const fl_follow_dream *d, size_t t)
{
	return d->stopped ? 0 : fl_follow_amount(v->plan, d, t) - d->paid[t];
}

static bool is_shown(const plan_page *p, const fl_follow_dream *d)
{
	return !p->only || fl_str_eqz(d->id, p->only);
}

/* "2026-11" */
static fl_str month_name(plan_page *p, int64_t day)
{
	fl_buf_clear(&p->cell);
	fl_follow_day_print(&p->cell, day);
	fl_figure_failed(p->out, &p->cell);
	return fl_str_slice(fl_buf_view(&p->cell), 0, p->cell.len > 3 ? p->cell.len - 3 : 0);
}

static bool same_month(plan_page *p, int64_t a, int64_t b)
{
	char name[16];
	fl_str first = month_name(p, a);
	size_t len = first.len < sizeof name ? first.len : sizeof name;
	memcpy(name, first.data ? first.data : "", len);
	return fl_str_eq((fl_str){ name, len }, month_name(p, b));
}

/* In the order of time; what a stopped dream got still stands in its month. */
static void add_month(plan_page *p, size_t t)
{
	int64_t day = fl_follow_due(&p->v->plan->tranches[t], &p->one);
	size_t at = 0;
	while (at < p->num_months && p->months[at].day < day && !same_month(p, p->months[at].day, day))
		at++;
	if (at == p->num_months || !same_month(p, p->months[at].day, day)) {
		for (size_t i = p->num_months++; i > at; i--)
			p->months[i] = p->months[i - 1];
		p->months[at] = (month){ day, 0, 0 };
	}
	p->months[at].amount += p->amount[t];
	p->months[at].left += p->left[t];
}

static void gather(plan_page *p)
{
	const fl_follow_view *v = p->v;
	for (size_t i = 0; i < v->num_dreams; i++) {
		const fl_follow_dream *d = &v->dreams[i];
		p->one.awarded_day = d->awarded_day;
		for (size_t t = 0; is_shown(p, d) && t < v->plan->num_tranches; t++) {
			p->amount[t] += fl_follow_amount(v->plan, d, t); /* together at most the budget */
			p->left[t] += left_of(v, d, t);
		}
		p->awarded += is_shown(p, d) ? d->award : 0;
	}
	for (size_t t = 0; t < v->plan->num_tranches; t++) {
		p->to_pay += p->left[t];
		add_month(p, t);
	}
}

/* ---- words ---------------------------------------------------------------------------------------------------------- */

static void end_right(plan_page *p, size_t width)
{
	fl_figure_failed(p->out, &p->cell);
	fl_aligned_right(p->out, fl_buf_view(&p->cell), width);
	fl_buf_clear(&p->cell);
}

static void put_money(plan_page *p, fl_money amount)
{
	fl_buf_clear(&p->cell);
	fl_figure_money(&p->cell, &p->v->spec->currency, amount, false);
	end_right(p, MONEY);
}

static void put_day(plan_page *p, int64_t day)
{
	fl_buf_clear(&p->cell);
	fl_follow_day_print(&p->cell, day);
	end_right(p, DAY);
}

static void put_word(plan_page *p, fl_word_id id, size_t width, bool right)
{
	fl_buf_clear(&p->cell);
	fl_say_word(&p->cell, p->v->lang, id);
	if (right) {
		end_right(p, width);
		return;
	}
	fl_figure_failed(p->out, &p->cell);
	fl_aligned_left(p->out, fl_buf_view(&p->cell), width);
}

static void put_needs(plan_page *p, uint32_t needs)
{
	bool any = false;
	for (size_t m = 0; m < p->v->plan->num_milestones; m++) {
		if (!(needs >> m & 1))
			continue;
		fl_buf_puts(p->out, !any ? "" : p->v->lang == FL_LANG_ZH ? "、" : ", ");
		fl_buf_safe(p->out, p->v->plan->milestones[m].title);
		any = true;
	}
	if (!any)
		fl_say_word(p->out, p->v->lang, FL_W_PLAN_NOTHING);
}

static void say_tranches(plan_page *p)
{
	const fl_follow_plan *plan = p->v->plan;
	fl_buf_putc(p->out, '\n');
	put_word(p, FL_W_PLAN_TRANCHE, p->width, false);
	put_word(p, FL_W_PLAN_SHARE, SHARE, true);
	put_word(p, FL_W_PLAN_DAY, DAY, true);
	put_word(p, FL_W_PLAN_AMOUNT, MONEY, true);
	put_word(p, FL_W_PLAN_LEFT, MONEY, true);
	fl_buf_puts(p->out, "  ");
	fl_say_word(p->out, p->v->lang, FL_W_PLAN_WAITS);
	for (size_t t = 0; t < plan->num_tranches; t++) {
		const fl_follow_item *item = &plan->tranches[t];
		fl_buf_putc(p->out, '\n');
		fl_aligned_left(p->out, item->title, p->width);
		fl_buf_clear(&p->cell);
		fl_figure_percent(&p->cell, item->ppm, MILLION, item->ppm % 10000 == 0 ? 0 : 4);
		fl_buf_puts(&p->cell, " %");
		end_right(p, SHARE);
		put_day(p, fl_follow_due(item, &p->one));
		put_money(p, p->amount[t]);
		put_money(p, p->left[t]);
		fl_buf_puts(p->out, "  ");
		put_needs(p, item->needs);
	}
	fl_buf_putc(p->out, '\n');
}

static void say_milestones(plan_page *p)
{
	const fl_follow_plan *plan = p->v->plan;
	if (plan->num_milestones == 0)
		return;
	fl_buf_putc(p->out, '\n');
	put_word(p, FL_W_PLAN_MILESTONE, p->width, false);
	put_word(p, FL_W_PLAN_KIND, KIND, false);
	put_word(p, FL_W_PLAN_DAY, DAY, true);
	for (size_t m = 0; m < plan->num_milestones; m++) {
		fl_buf_putc(p->out, '\n');
		fl_aligned_left(p->out, plan->milestones[m].title, p->width);
		put_word(p, plan->milestones[m].result ? FL_W_PLAN_RESULT : FL_W_PLAN_FEEDBACK, KIND, false);
		put_day(p, fl_follow_due(&plan->milestones[m], &p->one));
	}
	fl_buf_putc(p->out, '\n');
}

static void say_months(plan_page *p)
{
	fl_buf_putc(p->out, '\n');
	put_word(p, FL_W_PLAN_MONTH, p->width, false);
	put_word(p, FL_W_PLAN_AMOUNT, MONEY, true);
	put_word(p, FL_W_PLAN_LEFT, MONEY, true);
	for (size_t i = 0; i < p->num_months; i++) {
		fl_buf_putc(p->out, '\n');
		fl_aligned_left(p->out, month_name(p, p->months[i].day), p->width);
		put_money(p, p->months[i].amount);
		put_money(p, p->months[i].left);
	}
	fl_buf_putc(p->out, '\n');
	put_word(p, FL_W_PLAN_IN_ALL, p->width, false);
	put_money(p, p->awarded);
	put_money(p, p->to_pay);
	fl_buf_putc(p->out, '\n');
}

/* A column for each tranche. */
static void say_dreams(plan_page *p)
{
	const fl_follow_plan *plan = p->v->plan;
	fl_buf_putc(p->out, '\n');
	put_word(p, FL_W_PLAN_DREAM, p->width, false);
	put_word(p, FL_W_PLAN_AWARD, MONEY, true);
	for (size_t t = 0; t < plan->num_tranches; t++)
		fl_aligned_right(p->out, plan->tranches[t].title, MONEY);
	for (size_t i = 0; i < p->v->num_dreams; i++) {
		const fl_follow_dream *d = &p->v->dreams[i];
		if (!is_shown(p, d))
			continue;
		fl_buf_putc(p->out, '\n');
		fl_aligned_left(p->out, d->id, p->width);
		put_money(p, d->award);
		for (size_t t = 0; t < plan->num_tranches; t++)
			put_money(p, fl_follow_amount(plan, d, t));
		if (d->stopped) {
			fl_buf_puts(p->out, "  ");
			fl_say_word(p->out, p->v->lang, FL_W_PLAN_STOPPED);
		}
	}
	fl_buf_putc(p->out, '\n');
}

static void widen(plan_page *p, fl_str name)
{
	size_t columns = fl_text_columns(name.data, name.len) + 2;
	columns = columns < FL_NAME_COLUMNS ? columns : FL_NAME_COLUMNS;
	p->width = columns > p->width ? columns : p->width;
}

static void say(plan_page *p)
{
	const fl_follow_plan *plan = p->v->plan;
	fl_buf day;
	fl_buf_init(&day, 64);
	p->width = 12;
	for (size_t t = 0; t < plan->num_tranches; t++)
		widen(p, plan->tranches[t].title);
	for (size_t m = 0; m < plan->num_milestones; m++)
		widen(p, plan->milestones[m].title);
	for (size_t i = 0; i < p->v->num_dreams; i++)
		if (is_shown(p, &p->v->dreams[i]))
			widen(p, p->v->dreams[i].id);
	fl_follow_day_print(&day, p->one.awarded_day);
	FL_SAY(p->out, p->v->lang, p->v->preview ? FL_W_PLAN_PREVIEW : FL_W_PLAN_AWARDED, FL_SAY_TEXT(fl_buf_view(&day)));
	fl_figure_failed(p->out, &day);
	fl_buf_release(&day);
	say_tranches(p);
	say_milestones(p);
	say_months(p);
	say_dreams(p);
	FL_SAY(p->out, p->v->lang, FL_W_PLAN_MONEY, FL_SAY_TEXT(fl_str_of(p->v->spec->currency.code)));
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static void kv_day(plan_page *p, fl_json_writer *w, const char *key, int64_t day)
{
	fl_buf_clear(&p->cell);
	fl_follow_day_print(&p->cell, day);
	fl_figure_failed(p->out, &p->cell);
	fl_json_kv_str(w, key, fl_buf_view(&p->cell));
}

static void put_tranche(plan_page *p, fl_json_writer *w, size_t t)
{
	const fl_follow_item *item = &p->v->plan->tranches[t];
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", item->id);
	fl_json_kv_str(w, "title", item->title);
	fl_json_kv_i64(w, "share_millionths", item->ppm);
	kv_day(p, w, "due", fl_follow_due(item, &p->one));
	fl_json_put_key(w, "waits_for");
	fl_json_begin_array(w);
	for (size_t m = 0; m < p->v->plan->num_milestones; m++)
		if (item->needs >> m & 1)
			fl_json_put_str(w, p->v->plan->milestones[m].id);
	fl_json_end_array(w);
	fl_json_kv_i64(w, "amount", p->amount[t]);
	fl_json_kv_i64(w, "left", p->left[t]);
	fl_json_end_object(w);
}

static void put_milestone(plan_page *p, fl_json_writer *w, size_t m)
{
	const fl_follow_item *item = &p->v->plan->milestones[m];
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", item->id);
	fl_json_kv_str(w, "title", item->title);
	fl_json_kv_z(w, "kind", item->result ? "result" : "feedback");
	kv_day(p, w, "due", fl_follow_due(item, &p->one));
	fl_json_end_object(w);
}

static void put_month(plan_page *p, fl_json_writer *w, size_t i)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "month", month_name(p, p->months[i].day));
	fl_json_kv_i64(w, "amount", p->months[i].amount);
	fl_json_kv_i64(w, "left", p->months[i].left);
	fl_json_end_object(w);
}

static void put_dream(plan_page *p, fl_json_writer *w, size_t i)
{
	const fl_follow_dream *d = &p->v->dreams[i];
	if (!is_shown(p, d))
		return;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", d->id);
	fl_json_kv_i64(w, "award", d->award);
	fl_json_kv_bool(w, "stopped", d->stopped);
	fl_json_put_key(w, "tranches");
	fl_json_begin_array(w);
	for (size_t t = 0; t < p->v->plan->num_tranches; t++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "id", p->v->plan->tranches[t].id);
		fl_json_kv_i64(w, "amount", fl_follow_amount(p->v->plan, d, t));
		fl_json_kv_i64(w, "left", left_of(p->v, d, t));
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_list(plan_page *p, fl_json_writer *w, const char *key, size_t count, void (*put)(plan_page *, fl_json_writer *, size_t))
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t i = 0; i < count; i++)
		put(p, w, i);
	fl_json_end_array(w);
}

static void write_json(plan_page *p)
{
	fl_json_writer w;
	fl_json_start(&w, p->out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-plan/1");
	fl_json_kv_str(&w, "round", p->v->spec->id);
	fl_json_kv_z(&w, "currency", p->v->spec->currency.code);
	fl_json_kv_i64(&w, "minor_digits", p->v->spec->currency.minor_digits);
	fl_json_kv_bool(&w, "preview", p->v->preview);
	kv_day(p, &w, "awarded_on", p->one.awarded_day);
	fl_json_kv_i64(&w, "awarded", p->awarded);
	fl_json_kv_i64(&w, "left", p->to_pay);
	put_list(p, &w, "tranches", p->v->plan->num_tranches, put_tranche);
	put_list(p, &w, "milestones", p->v->plan->num_milestones, put_milestone);
	put_list(p, &w, "months", p->num_months, put_month);
	put_list(p, &w, "dreams", p->v->num_dreams, put_dream);
	fl_json_end_object(&w);
	fl_buf_putc(p->out, '\n');
}

fl_status fl_report_plan(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out, fl_error *err)
{
	plan_page p = { .v = view, .only = dream, .out = out };
	*ret_answer = true;
	p.one.awarded_day = day; /* where nobody got money */
	fl_buf_init(&p.cell, 4096);
	gather(&p);
	if (json)
		write_json(&p);
	else
		say(&p);
	fl_buf_release(&p.cell);
	return fl_buf_status(out, err);
}
