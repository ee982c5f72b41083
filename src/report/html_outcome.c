/* SPDX-License-Identifier: Apache-2.0
 *
 * html_outcome.c - the first screen of the page: verdict, money, dreams, flowers, what bound, and the funnel.
 *
 * Prices are said in words a board can weigh: what the next 1,000 of a pool or a maximum would bring. A price is the
 * derivative at the optimum (proof.h), so the sentences say "about".
 */
#include "report/html.h"

#include "base/alloc.h"
#include "base/rational.h"
#include "base/str.h"
#include "domain/objective.h"
#include "report/figure.h"
#include "report/policy_words.h"

#include <stdlib.h>

enum { BOUND_SHOWN = 4, BOUND_LISTED = 200, PRICE_UNIT = 1000 };

/* "小红花最大化（support）" */
static void put_policy(fl_page *page)
{
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_policy_say(&said, page->lang, &page->result->spec->policy);
	fl_figure_failed(page->out, &said);
	fl_html_text(page, fl_buf_view(&said));
	fl_buf_release(&said);
}

void fl_html_meta(fl_page *page)
{
	const fl_round_spec *spec = page->result->spec;
	fl_buf_puts(page->out, "<dl class=\"meta\"><div><dt>");
	fl_html_word(page, FL_W_ROUND);
	fl_buf_puts(page->out, "</dt><dd><bdi>");
	fl_html_text(page, spec->id);
	fl_buf_puts(page->out, "</bdi></dd></div><div><dt>");
	fl_html_word(page, FL_W_POLICY);
	fl_buf_puts(page->out, "</dt><dd>");
	put_policy(page);
	if (spec->policy.breadth != FL_BREADTH_NONE)
		fl_html_word(page, spec->policy.breadth == FL_BREADTH_ROOTS ? FL_W_BY_ROOTS : FL_W_BY_GIVERS);
	fl_buf_puts(page->out, "</dd></div><div><dt>");
	fl_html_word(page, FL_W_DECIDED);
	fl_buf_puts(page->out, "</dt><dd>");
	fl_figure_moment(page->out, page->lang, page->result->now, spec->offset_minutes);
	fl_buf_puts(page->out, "</dd></div><div><dt>");
	fl_html_word(page, FL_W_CURRENCY);
	fl_buf_printf(page->out, "</dt><dd>%s</dd></div></dl>", spec->currency.code);
}

/* ---- money, dreams, flowers ------------------------------------------------------------------- */

static void begin_figure(fl_page *page, fl_word_id name)
{
	fl_buf_puts(page->out, "<div class=\"figure\"><p class=\"name\">");
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</p><p class=\"number\">");
}

/* The bar, and "of CNY 2,000,000 available, 95 %". */
static void put_of(fl_page *page, fl_word_id id, int64_t whole, bool money, fl_money part)
{
	fl_buf *out = page->out, first, second;
	fl_buf_init(&first, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&second, FL_BUF_MAX_DEFAULT);
	page->out = &first;
	if (money)
		fl_html_amount(page, whole);
	else
		fl_html_count(page, whole);
	page->out = out;
	fl_figure_percent(&second, part, whole, 1);
	fl_figure_failed(out, &first);
	fl_figure_failed(out, &second);
	fl_buf_puts(out, "</p>");
	fl_html_bar(page, part, whole, 0, whole);
	fl_buf_puts(out, "<p class=\"soft\">");
	fl_html_fill(page, id, first.data, second.data, NULL);
	fl_buf_puts(out, "</p>");
	fl_buf_release(&first);
	fl_buf_release(&second);
}

static void put_dreams(fl_page *page)
{
	fl_buf qualified, submitted;
	fl_buf_init(&qualified, 64);
	fl_buf_init(&submitted, 64);
	fl_figure_count(&qualified, page->totals.qualified);
	fl_figure_count(&submitted, page->totals.dreams);
	fl_figure_failed(page->out, &qualified);
	fl_figure_failed(page->out, &submitted);
	begin_figure(page, FL_W_DREAMS_FUNDED);
	fl_html_count(page, page->totals.funded);
	fl_buf_puts(page->out, "</p>");
	fl_html_bar(page, page->totals.funded, page->totals.qualified, 0, page->totals.dreams);
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_fill(page, FL_W_OF_QUALIFIED, qualified.data, submitted.data, NULL);
	fl_buf_puts(page->out, "</p></div>");
	fl_buf_release(&qualified);
	fl_buf_release(&submitted);
}

/* Of every qualified dream its flowers, by the share of its request that is met. */
static void sum_flowers(const fl_result *result, mpq_t ret)
{
	mpq_t term, share;
	fl_mpq_total sum;
	mpq_inits(term, share, NULL);
	fl_mpq_total_init(&sum);
	for (size_t i = 0; i < result->num_dreams; i++) {
		const fl_candidate *dream = result->dreams[i].candidate;
		fl_money amount = result->dreams[i].award->amount;
		if (dream->standing != FL_QUALIFIED || dream->request <= 0 || amount == 0)
			continue;
		fl_mpq_set_i64(term, amount, dream->request);
		fl_mpq_set_i64(share, dream->tally, 1);
		mpq_mul(term, term, share);
		fl_mpq_total_add(&sum, term);
	}
	fl_mpq_total_take(&sum, ret);
	mpq_clears(term, share, NULL);
}

/* The objective where that is in flowers; under other policies they are added up. */
static int64_t flowers_met(const fl_page *page)
{
	mpz_t whole;
	mpq_t flowers;
	int64_t met = 0;
	if (page->result->allocation->outcome == FL_INFEASIBLE)
		return 0;
	mpz_init(whole);
	mpq_init(flowers);
	if (fl_objective_unit(page->spec) == FL_UNIT_FLOWERS)
		mpq_set(flowers, page->result->allocation->objective);
	else
		sum_flowers(page->result, flowers);
	fl_mpq_floor(whole, flowers);
	if (!fl_mpz_get_i64(whole, &met))
		met = 0;
	mpq_clear(flowers);
	mpz_clear(whole);
	return met;
}

static void put_flowers(fl_page *page)
{
	int64_t met = flowers_met(page);
	begin_figure(page, FL_W_FLOWERS_MET);
	fl_html_count(page, met);
	put_of(page, FL_W_OF_FLOWERS, page->totals.flowers, false, met);
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	fl_html_word(page, FL_W_FLOWERS_HELP);
	fl_buf_puts(page->out, "</p></div>");
}

/* The money that this division is about. */
static void put_again(fl_page *page)
{
	fl_money paid = 0, planned = 0;
	fl_buf *out = page->out, first, second;
	fl_buf_init(&first, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&second, FL_BUF_MAX_DEFAULT);
	for (size_t p = 0; p < page->result->earlier->num_pools; p++) {
		paid += page->result->before->pools[p].paid;
		planned += page->result->before->pools[p].planned;
	}
	page->out = &first;
	fl_html_amount(page, paid);
	page->out = &second;
	fl_html_amount(page, planned);
	page->out = out;
	fl_figure_failed(out, &first);
	fl_figure_failed(out, &second);
	fl_buf_puts(out, "<p class=\"again\">");
	fl_html_fill(page, FL_W_AGAIN, first.data ? first.data : "", second.data ? second.data : "", NULL);
	fl_buf_puts(out, "</p>");
	fl_buf_release(&first);
	fl_buf_release(&second);
}

void fl_html_outcome(fl_page *page)
{
	if (page->result->earlier)
		put_again(page);
	fl_buf_puts(page->out, "<div class=\"figures\">");
	begin_figure(page, FL_W_MONEY_AWARDED);
	fl_html_amount(page, page->totals.awarded);
	put_of(page, page->result->earlier ? FL_W_OF_RETURNED : FL_W_OF_BUDGET, fl_round_money(page->result->spec), true, page->totals.awarded);
	fl_buf_puts(page->out, "</div>");
	put_dreams(page);
	put_flowers(page);
	fl_buf_puts(page->out, "</div>");
}

/* ---- the verdict ------------------------------------------------------------------------------ */

static void put_conflict(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_LIMIT, false }, { FL_W_MEND, false } };
	const fl_allocation *allocation = page->result->allocation;
	fl_buf_puts(page->out, "<div class=\"card\"><h2>");
	fl_html_word(page, FL_W_CONFLICT_HEAD);
	fl_buf_puts(page->out, "</h2><p class=\"soft\">");
	fl_html_word(page, FL_W_CONFLICT_TEXT);
	fl_buf_puts(page->out, "</p>");
	fl_html_table_begin(page, FL_W_CONFLICT_HEAD, columns, 2);
	for (size_t k = 0; k < allocation->num_limits; k++) {
		if (allocation->limits[k].conflict.len == 0)
			continue;
		fl_html_th(page);
		fl_html_limit_title(page, k);
		fl_buf_puts(page->out, "<br><span class=\"soft\">");
		fl_html_message(page, allocation->limits[k].conflict);
		fl_buf_puts(page->out, "</span>");
		fl_buf_puts(page->out, "</th>");
		fl_html_td(page, false);
		fl_html_message(page, allocation->limits[k].mend);
		fl_buf_puts(page->out, "</td></tr>");
	}
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</div>");
}

/* "optimum 12,345.67", of a share "optimum 0.77 %" */
static void put_value(fl_page *page, fl_word_id name, const mpq_t value)
{
	fl_buf_puts(page->out, "<span class=\"value\">");
	fl_html_word(page, name);
	fl_buf_puts(page->out, " <b>");
	if (fl_unit_is_share(fl_objective_unit(page->spec))) {
		mpq_t percent;
		mpq_init(percent);
		mpq_set_ui(percent, 100, 1);
		mpq_mul(percent, percent, value);
		fl_figure_small(page->out, percent, 2, true);
		fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "%" : " %");
		mpq_clear(percent);
	} else {
		fl_figure_small(page->out, value, 2, true);
	}
	fl_buf_puts(page->out, "</b></span> ");
}

void fl_html_unit(fl_page *page, fl_word_id of_sums, fl_word_id of_shares)
{
	fl_unit unit = fl_objective_unit(page->spec);
	fl_html_fill(page, fl_unit_is_share(unit) ? of_shares : of_sums, fl_word(page->lang, fl_html_unit_word(page, false)), NULL, NULL);
}

fl_word_id fl_html_unit_word(const fl_page *page, bool one)
{
	return (fl_word_id)((int)FL_W_UNIT_1 + 2 * (int)fl_objective_unit(page->spec) + (one ? 0 : 1));
}

void fl_html_verdict(fl_page *page)
{
	const fl_result *result = page->result;
	const fl_proof *proof = result->allocation->proof;
	fl_outcome outcome = result->allocation->outcome;
	bool good = result->verified && outcome != FL_INFEASIBLE;
	fl_word_id line = outcome == FL_OPTIMAL      ? FL_W_PROOF_OPTIMAL
			  : outcome == FL_INFEASIBLE ? FL_W_PROOF_INFEASIBLE
			  : proof->has_bound         ? FL_W_PROOF_FEASIBLE
						     : FL_W_PROOF_BASELINE;
	if (!result->verified && outcome != FL_INFEASIBLE)
		line = FL_W_PROOF_UNVERIFIED; /* whatever was claimed */
	fl_buf_printf(page->out, "<div class=\"verdict %s\"><p><strong>", good ? "good" : "bad");
	fl_html_word(page, line);
	fl_buf_puts(page->out, "</strong>");
	if (outcome != FL_INFEASIBLE) {
		fl_buf_puts(page->out, "<span class=\"checked\">");
		if (result->verified)
			fl_html_word(page, FL_W_PROOF_VERIFIED);
		else
			fl_html_message(page, result->verify_why);
		fl_buf_puts(page->out, "</span></p><p class=\"values\">");
		put_value(page, FL_W_V_OBJECTIVE, result->allocation->objective);
		put_value(page, FL_W_V_OPTIMUM, proof->optimum);
		if (proof->has_bound)
			put_value(page, FL_W_V_BOUND, proof->bound);
		fl_buf_puts(page->out, "<span class=\"value\">");
		fl_html_unit(page, FL_W_V_UNIT, FL_W_V_SHARE);
		fl_buf_puts(page->out, "</span>");
	}
	fl_buf_puts(page->out, "</p></div>");
	if (outcome == FL_INFEASIBLE)
		put_conflict(page);
}

/* ---- what bound ------------------------------------------------------------------------------- */

static bool binds(const fl_result *result, const fl_limit_line *limit)
{
	if (result->allocation->outcome == FL_INFEASIBLE)
		return false;
	if (limit->has_price)
		return mpq_sgn(limit->price) != 0;
	return (limit->has_max && limit->awarded == limit->max) ||
	       (limit->has_min && limit->min > 0 && limit->awarded == limit->min);
}

/* "the next CNY 1,000 would bring about 3.20 flowers" */
static void put_price_words(fl_page *page, const fl_limit_line *limit)
{
	mpq_t price, unit;
	fl_buf *out = page->out, money, flowers;
	fl_buf_init(&money, 256);
	fl_buf_init(&flowers, 1 << 16);
	mpq_inits(price, unit, NULL);
	mpq_set_ui(unit, PRICE_UNIT, 1);
	for (int i = 0; i < page->spec->currency.minor_digits; i++)
		mpz_mul_ui(mpq_numref(unit), mpq_numref(unit), 10);
	mpq_abs(price, limit->price);
	mpq_mul(price, price, unit);
	fl_figure_decimal(&flowers, price, mpq_cmp_ui(price, 1, 100) < 0 ? 6 : 2, true);
	bool one = fl_str_eqz(fl_buf_view(&flowers), "1");
	page->out = &money;
	fl_html_amount(page, fl_figure_major(&page->spec->currency, PRICE_UNIT));
	page->out = out;
	fl_figure_failed(out, &money);
	fl_figure_failed(out, &flowers);
	fl_html_fill(page, mpq_sgn(limit->price) > 0 ? FL_W_PRICE_UP : FL_W_PRICE_DOWN, money.data, flowers.data,
		     fl_word(page->lang, fl_html_unit_word(page, one)));
	mpq_clears(price, unit, NULL);
	fl_buf_release(&money);
	fl_buf_release(&flowers);
}

static void put_bound_line(fl_page *page, size_t line)
{
	const fl_limit_line *limit = &page->result->allocation->limits[line];
	bool min = limit->has_price ? mpq_sgn(limit->price) < 0 : !limit->has_max || limit->awarded != limit->max;
	fl_buf *out = page->out, title;
	fl_buf_init(&title, FL_BUF_MAX_DEFAULT);
	page->out = &title;
	fl_buf_puts(page->out, "<b>");
	fl_html_limit_title(page, line);
	fl_buf_puts(page->out, "</b>");
	page->out = out;
	fl_figure_failed(out, &title);
	fl_buf_puts(out, "<li>");
	fl_html_fill(page,
		     min              ? FL_W_BOUND_MIN
		     : limit->is_pool ? FL_W_BOUND_MONEY
				      : FL_W_BOUND_MAX,
		     title.data, NULL, NULL);
	if (limit->has_price) {
		fl_buf_puts(out, "<br><span class=\"soft\">");
		put_price_words(page, limit);
		fl_buf_puts(out, "</span>");
	}
	fl_buf_puts(out, "</li>\n");
	fl_buf_release(&title);
}

typedef struct bound {
	bool has_price;
	mpq_t price; /* without its sign; 0 where there is none */
	size_t line;
} bound;

/* The dearest first, those without a price last; equal ones in the order of the round. */
static int by_price(const void *a, const void *b)
{
	const bound *x = a, *y = b;
	if (x->has_price != y->has_price)
		return x->has_price ? -1 : 1;
	int order = mpq_cmp(y->price, x->price);
	if (order != 0)
		return order;
	return x->line < y->line ? -1 : 1;
}

static void put_bound_list(fl_page *page, const bound *list, size_t from, size_t to)
{
	fl_buf_puts(page->out, "<ul class=\"bound\">\n");
	for (size_t i = from; i < to; i++)
		put_bound_line(page, list[i].line);
	fl_buf_puts(page->out, "</ul>\n");
}

static void put_bound_rest(fl_page *page, const bound *list, size_t count)
{
	fl_buf more;
	fl_buf_init(&more, 64);
	fl_figure_count(&more, (int64_t)(count - BOUND_SHOWN));
	fl_figure_failed(page->out, &more);
	fl_buf_puts(page->out, "<details><summary>");
	fl_html_fill(page, FL_W_BOUND_MORE, more.data, NULL, NULL);
	fl_buf_puts(page->out, "</summary>");
	put_bound_list(page, list, BOUND_SHOWN, count < BOUND_LISTED ? count : BOUND_LISTED);
	if (count > BOUND_LISTED) {
		fl_buf_clear(&more);
		fl_figure_count(&more, (int64_t)(count - BOUND_LISTED));
		fl_buf_puts(page->out, "<p class=\"soft small\">");
		fl_html_fill(page, FL_W_MORE_IN_JSON, more.data, NULL, NULL);
		fl_buf_puts(page->out, "</p>");
	}
	fl_buf_puts(page->out, "</details>\n");
	fl_buf_release(&more);
}

/* No limit is used up to the last minor unit. Where awards come in lumps the money binds all the same: what is left is too little. */
static void put_bound_none(fl_page *page)
{
	const fl_allocation *allocation = page->result->allocation;
	bool all = page->totals.whole == page->totals.qualified, none = allocation->outcome == FL_INFEASIBLE;
	fl_buf_puts(page->out, "<p>");
	if (!none && !all && allocation->outcome == FL_OPTIMAL && fl_round_chooses(page->spec)) {
		fl_buf *out = page->out, left;
		fl_buf_init(&left, FL_BUF_MAX_DEFAULT);
		page->out = &left;
		fl_html_amount(page, fl_round_money(page->spec) - page->totals.awarded);
		page->out = out;
		fl_figure_failed(out, &left);
		fl_html_fill(page, FL_W_BOUND_LUMPS, left.data ? left.data : "", NULL, NULL);
		fl_buf_release(&left);
	} else {
		fl_html_word(page, none ? FL_W_BOUND_CONFLICT : all ? FL_W_NOTHING_BOUND : FL_W_BOUND_UNKNOWN);
	}
	fl_buf_puts(page->out, "</p>\n");
}

void fl_html_bound(fl_page *page)
{
	const fl_allocation *allocation = page->result->allocation;
	size_t count = 0;
	bound *list = fl_alloc_array(allocation->num_limits + 1, sizeof *list);
	if (list == NULL) {
		page->out->status = page->out->status == FL_OK ? FL_ENOMEM : page->out->status;
		return;
	}
	for (size_t k = 0; k < allocation->num_limits; k++) {
		const fl_limit_line *limit = &allocation->limits[k];
		if (!binds(page->result, limit))
			continue;
		list[count].has_price = limit->has_price;
		list[count].line = k;
		mpq_init(list[count].price);
		if (limit->has_price)
			mpq_abs(list[count].price, limit->price);
		count++;
	}
	qsort(list, count, sizeof *list, by_price);
	if (count == 0)
		put_bound_none(page);
	if (count > 0 && list[0].has_price) { /* the dearest; limits that are shares of the budget do not move with it here */
		fl_buf_puts(page->out, "<p class=\"soft\">");
		fl_html_word(page, FL_W_BOUND_TEXT);
		fl_buf_puts(page->out, "</p>\n");
	}
	if (count > 0)
		put_bound_list(page, list, 0, count < BOUND_SHOWN ? count : BOUND_SHOWN);
	if (count > BOUND_SHOWN)
		put_bound_rest(page, list, count);
	for (size_t i = 0; i < count; i++)
		mpq_clear(list[i].price);
	fl_free(list);
}

/* ---- the funnel ------------------------------------------------------------------------------- */

static void put_step(fl_page *page, fl_word_id name, int64_t stopped, int64_t remain, bool stops)
{
	fl_buf_puts(page->out, stops ? "\n<tr class=\"stops\"><th scope=\"row\">" : "\n<tr><th scope=\"row\">");
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th><td class=\"num\">");
	if (stops && stopped > 0)
		fl_buf_puts(page->out, "\xe2\x88\x92"); /* minus sign */
	fl_html_count(page, stops ? stopped : remain);
	fl_buf_puts(page->out, "</td><td class=\"wide\">");
	fl_html_bar(page, remain, stops ? remain + stopped : 0, 0, page->totals.dreams);
	fl_buf_puts(page->out, "</td></tr>");
}

void fl_html_funnel(fl_page *page)
{
	const fl_totals *t = &page->totals;
	int64_t remain = t->dreams;
	fl_buf_puts(page->out, "<table class=\"funnel\"><caption class=\"hidden\">");
	fl_html_word(page, FL_W_FUNNEL);
	fl_buf_puts(page->out, "</caption><thead class=\"hidden\"><tr><th scope=\"col\">");
	fl_html_word(page, FL_W_STEP);
	fl_buf_puts(page->out, "</th><th scope=\"col\">");
	fl_html_word(page, FL_W_DREAMS);
	fl_buf_puts(page->out, "</th><td></td></tr></thead><tbody>");
	put_step(page, FL_W_F_SUBMITTED, 0, remain, false);
	put_step(page, FL_W_F_INELIGIBLE, t->ineligible, remain -= t->ineligible, true);
	put_step(page, FL_W_F_DUPLICATES, t->duplicates, remain -= t->duplicates, true);
	put_step(page, FL_W_F_BELOW, t->below, remain -= t->below, true);
	put_step(page, FL_W_F_QUALIFIED, 0, remain, false);
	put_step(page, FL_W_F_UNFUNDED, remain - t->funded, t->funded, true);
	put_step(page, FL_W_F_FUNDED, 0, t->funded, false);
	fl_buf_puts(page->out, "</tbody></table>\n");
}
