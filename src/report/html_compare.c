/* SPDX-License-Identifier: Apache-2.0
 *
 * html_compare.c - two results side by side as a page: totals, what became of the dreams, who gains and who loses by category, region,
 * pool and group, and dream by dream, with the reason in either result.
 */
#include "report/compare.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "report/figure.h"
#include "report/html_frame.h"

#include <stdlib.h>

enum { DREAMS_SHOWN = 500, PLACES_SHOWN = 40, LIMITS_SHOWN = 100, MILLION = 1000000 };

typedef struct compare_page {
	const fl_comparison *comparison;
	fl_compared found;
} compare_page;

static const compare_page *page_of(const fl_page *page)
{
	return page->user;
}

static const fl_result *side(const fl_page *page, int which)
{
	return page_of(page)->comparison->result[which];
}

/* "the official result", "the round as it is", or the name of the scenario. */
static void put_name(fl_page *page, int which)
{
	const char *own = fl_compared_own(page_of(page)->comparison, which, page->lang);
	if (own) {
		fl_html_text(page, fl_str_of(own));
		return;
	}
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_str_of(page_of(page)->comparison->name[which]));
	fl_buf_puts(page->out, "</bdi>");
}

static void fill_names(fl_page *page, fl_word_id id)
{
	fl_buf names[2], *out = page->out;
	for (int s = 0; s < 2; s++) {
		fl_buf_init(&names[s], FL_BUF_MAX_DEFAULT);
		page->out = &names[s];
		put_name(page, s);
		fl_figure_failed(out, &names[s]);
	}
	page->out = out;
	fl_html_fill(page, id, names[0].data, names[1].data, NULL);
	fl_buf_release(&names[0]);
	fl_buf_release(&names[1]);
}

static void put_heading(fl_page *page)
{
	fill_names(page, FL_W_CMP_AGAINST);
}

static void put_round(fl_page *page)
{
	fl_html_text(page, page->spec->title.len > 0 ? page->spec->title : page->spec->id);
}

/* ---- pieces ----------------------------------------------------------------------------------- */

/* The sign says it, not the colour alone; and more of a count may be good or bad, so only money has colours. */
static void begin_change(fl_page *page, int64_t change, bool money)
{
	const char *class = change == 0 ? " same" : !money ? "" : change > 0 ? " gain" : " loss";
	fl_buf_printf(page->out, "<td class=\"num%s\">%s", class, change > 0 ? "+" : "");
}

static void put_money_change(fl_page *page, fl_money change)
{
	begin_change(page, change, true);
	fl_html_money(page, change);
	fl_buf_puts(page->out, "</td>");
}

static void put_money(fl_page *page, fl_money amount)
{
	fl_html_td(page, true);
	fl_html_money(page, amount);
	fl_buf_puts(page->out, "</td>");
}

/* A bar from the middle: to the right what is gained, to the left what is lost. */
static void put_bar(fl_page *page, fl_money gained, fl_money lost, fl_money scale)
{
	__extension__ typedef __int128 wide;
	int right = scale > 0 ? (int)((wide)gained * 5000 / scale) : 0, left = scale > 0 ? (int)((wide)lost * 5000 / scale) : 0;
	fl_buf_puts(page->out, "<td class=\"wide\"><svg class=\"bar\" width=\"100%\" height=\"14\" aria-hidden=\"true\">");
	if (left > 0)
		fl_buf_printf(page->out, "<rect class=\"fill down\" y=\"2\" height=\"10\" x=\"%d.%02d%%\" width=\"%d.%02d%%\"/>",
			      (5000 - left) / 100, (5000 - left) % 100, left / 100, left % 100);
	if (right > 0)
		fl_buf_printf(page->out, "<rect class=\"fill up\" y=\"2\" height=\"10\" x=\"50%%\" width=\"%d.%02d%%\"/>", right / 100,
			      right % 100);
	fl_buf_puts(page->out, "<line class=\"axis\" x1=\"50%\" x2=\"50%\" y1=\"0\" y2=\"14\"/></svg></td>");
}

/* A table whose columns are: what, the two results by name, a bar where 'bar' is set, the change. */
static void begin_table(fl_page *page, fl_word_id caption, fl_word_id what, bool bar)
{
	fl_buf_puts(page->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_word(page, caption);
	fl_buf_puts(page->out, "\"><table class=\"changes\"><caption class=\"hidden\">");
	fl_html_word(page, caption);
	fl_buf_puts(page->out, "</caption><thead><tr><th scope=\"col\">");
	fl_html_word(page, what);
	fl_buf_puts(page->out, "</th>");
	for (int s = 0; s < 2; s++) {
		fl_buf_puts(page->out, "<th scope=\"col\" class=\"num\">");
		put_name(page, s);
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, bar ? "<td></td>" : "");
	fl_buf_puts(page->out, "<th scope=\"col\" class=\"num\">");
	fl_html_word(page, FL_W_CMP_CHANGE);
	fl_buf_puts(page->out, "</th></tr></thead><tbody>");
}

/* ---- the first screen ------------------------------------------------------------------------- */

static void put_figure(fl_page *page, fl_word_id name, int64_t count, fl_money amount, const char *class)
{
	fl_buf money, *out = page->out;
	fl_buf_init(&money, 256);
	fl_buf_puts(out, "<div class=\"figure\"><p class=\"name\">");
	fl_html_word(page, name);
	fl_buf_printf(out, "</p><p class=\"number %s\">", class);
	fl_html_count(page, count);
	fl_buf_puts(out, "</p><p class=\"soft\">");
	page->out = &money;
	fl_html_amount(page, amount);
	page->out = out;
	fl_figure_failed(out, &money);
	fl_html_fill(page, FL_W_CMP_IN_ALL, money.data, NULL, NULL);
	fl_buf_puts(out, "</p></div>");
	fl_buf_release(&money);
}

static void put_net(fl_page *page)
{
	const fl_compared *found = &page_of(page)->found;
	fl_money change = found->totals[1].awarded - found->totals[0].awarded;
	fl_buf amounts[2], *out = page->out;
	for (int s = 0; s < 2; s++) {
		fl_buf_init(&amounts[s], 256);
		page->out = &amounts[s];
		fl_html_amount(page, found->totals[s].awarded);
		fl_figure_failed(out, &amounts[s]);
	}
	page->out = out;
	fl_buf_puts(out, "<div class=\"figure\"><p class=\"name\">");
	fl_html_word(page, FL_W_CMP_NET);
	fl_buf_printf(out, "</p><p class=\"number\">%s", change > 0 ? "+" : "");
	fl_html_money(page, change);
	fl_buf_puts(out, "</p><p class=\"soft\">");
	fl_html_fill(page, FL_W_CMP_FROM_TO, amounts[0].data, amounts[1].data, NULL);
	fl_buf_puts(out, "</p></div>");
	fl_buf_release(&amounts[0]);
	fl_buf_release(&amounts[1]);
}

static void put_figures(fl_page *page)
{
	const fl_compared *found = &page_of(page)->found;
	fl_buf_puts(page->out, "<div class=\"figures\">");
	put_figure(page, FL_W_CMP_GAIN, (int64_t)found->gainers, found->gained, "gain");
	put_figure(page, FL_W_CMP_LOSE, (int64_t)found->losers, found->lost, "loss");
	put_net(page);
	fl_buf_puts(page->out, "</div>\n");
}

static void put_counts(fl_page *page, fl_word_id name, int64_t a, int64_t b)
{
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th>");
	for (int s = 0; s < 2; s++) {
		fl_html_td(page, true);
		fl_html_count(page, s == 0 ? a : b);
		fl_buf_puts(page->out, "</td>");
	}
	begin_change(page, b - a, false);
	fl_html_count(page, b - a);
	fl_buf_puts(page->out, "</td></tr>");
}

static void put_amounts(fl_page *page, fl_word_id name, fl_money a, fl_money b)
{
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_printf(page->out, page->lang == FL_LANG_ZH ? "（%s）</th>" : " (%s)</th>", fl_html_unit_of_money(page));
	put_money(page, a);
	put_money(page, b);
	put_money_change(page, b - a);
	fl_buf_puts(page->out, "</tr>");
}

static void put_measure(fl_page *page, int64_t value, bool percent, bool change)
{
	int64_t size = value < 0 ? -value : value;
	fl_buf_puts(page->out, value < 0 ? "-" : "");
	if (percent) {
		fl_buf_printf(page->out, "%lld.%02lld", (long long)(size / 10000), (long long)(size / 100 % 100));
		fl_buf_puts(page->out, change ? fl_word(page->lang, FL_W_CMP_POINTS) : " %");
	} else {
		fl_buf_printf(page->out, "%lld.%04lld", (long long)(size / MILLION), (long long)(size / 100 % 10000));
	}
	fl_buf_puts(page->out, "</td>");
}

/* No answer has no measures: "0" would be the best of some. */
static void put_measures(fl_page *page, fl_word_id name, int64_t a, int64_t b, bool percent)
{
	const int64_t values[2] = { a, b };
	bool both = true;
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th>");
	for (int s = 0; s < 2; s++) {
		if (side(page, s)->allocation->outcome != FL_INFEASIBLE && values[s] != FL_FAIRNESS_NONE) {
			fl_html_td(page, true);
			put_measure(page, values[s], percent, false);
			continue;
		}
		both = false;
		fl_html_no_number(page);
	}
	if (!both) {
		fl_html_no_number(page);
		fl_buf_puts(page->out, "</tr>");
		return;
	}
	begin_change(page, fl_compared_change(a, b), false);
	put_measure(page, fl_compared_change(a, b), percent, true);
	fl_buf_puts(page->out, "</tr>");
}

static void put_answers(fl_page *page)
{
	static const fl_word_id words[] = { FL_W_OUTCOME_OPTIMAL, FL_W_OUTCOME_FEASIBLE, FL_W_OUTCOME_INFEASIBLE };
	fl_html_th(page);
	fl_html_word(page, FL_W_CMP_ANSWER);
	fl_buf_puts(page->out, "</th>");
	for (int s = 0; s < 2; s++) {
		fl_html_td(page, true);
		fl_html_word(page, words[side(page, s)->allocation->outcome]);
		fl_buf_puts(page->out, "</td>");
	}
	fl_buf_puts(page->out, "<td></td></tr>");
}

static void put_side(fl_page *page)
{
	const fl_totals *a = &page_of(page)->found.totals[0], *b = &page_of(page)->found.totals[1];
	const fl_fairness *x = &page_of(page)->comparison->fairness[0], *y = &page_of(page)->comparison->fairness[1];
	begin_table(page, FL_W_CMP_SIDE, FL_W_MEASURE, false);
	put_answers(page);
	put_counts(page, FL_W_QUALIFIED, a->qualified, b->qualified);
	put_counts(page, FL_W_F_BELOW, a->below, b->below);
	put_counts(page, FL_W_F_DUPLICATES, a->duplicates, b->duplicates);
	put_counts(page, FL_W_F_INELIGIBLE, a->ineligible, b->ineligible);
	put_counts(page, FL_W_FUNDED, a->funded, b->funded);
	put_counts(page, FL_W_CMP_FULL, a->whole, b->whole);
	put_amounts(page, FL_W_CMP_BUDGET, a->budget, b->budget);
	put_amounts(page, FL_W_AWARDED, a->awarded, b->awarded);
	put_measures(page, FL_W_EVEN_MEAN, x->mean, y->mean, true);
	put_measures(page, FL_W_EVEN_LEAST, x->least, y->least, true);
	put_measures(page, FL_W_EVEN_GINI, x->gini, y->gini, false);
	put_measures(page, FL_W_EVEN_BACKED, x->flowers_funded, y->flowers_funded, true);
	put_measures(page, FL_W_EVEN_MET, x->flowers_met, y->flowers_met, true);
	fl_html_table_end(page);
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	fl_html_word(page, FL_W_EVEN_TEXT);
	fl_buf_puts(page->out, "</p>\n");
}

/* ---- what became of the dreams ---------------------------------------------------------------- */

static void put_steps(fl_page *page)
{
	const fl_compared *found = &page_of(page)->found;
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fill_names(page, FL_W_CMP_STATUS_TEXT);
	fl_buf_puts(page->out, "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_word(page, FL_W_CMP_STATUS);
	fl_buf_puts(page->out, "\"><table class=\"steps\"><caption class=\"hidden\">");
	fl_html_word(page, FL_W_CMP_STATUS);
	fl_buf_puts(page->out, "</caption><thead><tr><td></td>");
	for (int to = 0; to < FL_ST_COUNT; to++) {
		fl_buf_puts(page->out, "<th scope=\"col\" class=\"num\">");
		fl_html_text(page, fl_str_of(fl_dream_status_word((fl_dream_status)to, page->lang)));
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, "</tr></thead><tbody>");
	for (int from = 0; from < FL_ST_COUNT; from++) {
		fl_html_th(page);
		fl_html_text(page, fl_str_of(fl_dream_status_word((fl_dream_status)from, page->lang)));
		fl_buf_puts(page->out, "</th>");
		for (int to = 0; to < FL_ST_COUNT; to++) {
			int64_t n = found->steps[from][to];
			fl_buf_printf(page->out, "<td class=\"num%s\">", n > 0 && from != to ? " moved" : n == 0 ? " same" : "");
			fl_html_count(page, n);
			fl_buf_puts(page->out, "</td>");
		}
		fl_buf_puts(page->out, "</tr>");
	}
	fl_html_table_end(page);
}

/* ---- by category, by region ------------------------------------------------------------------- */

typedef struct place {
	fl_str name;
	fl_money before, after, gained, lost;
	size_t index;
} place;

typedef FL_VEC(place) places;

static fl_str category_of(const fl_candidate *c)
{
	return c->category;
}

static fl_str region_of(const fl_candidate *c)
{
	for (size_t i = 0; i < c->region.len; i++)
		if (c->region.data[i] == '/')
			return fl_str_slice(c->region, 0, i);
	return c->region;
}

static int by_movement(const void *a, const void *b)
{
	const place *x = a, *y = b;
	fl_money left = x->gained + x->lost, right = y->gained + y->lost;
	if (left != right)
		return left > right ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

/* A dream counts where it belongs in the second result; tags, and with them categories, may differ between the two. */
static bool count_places(fl_page *page, fl_str (*name_of)(const fl_candidate *), places *list, fl_map *map)
{
	for (size_t i = 0; i < side(page, 0)->num_dreams; i++) {
		fl_money before = side(page, 0)->dreams[i].award->amount, after = side(page, 1)->dreams[i].award->amount;
		fl_str name = name_of(side(page, 1)->dreams[i].candidate);
		size_t at;
		if (before == 0 && after == 0)
			continue;
		if (!fl_map_put(map, name.len > 0 ? name : FL_STR(""), list->len, &at) ||
		    (at == list->len && !fl_vec_push(list, ((place){ .name = name, .index = at }))))
			return false;
		place *p = &list->items[at];
		p->before += before;
		p->after += after;
		p->gained += after > before ? after - before : 0;
		p->lost += before > after ? before - after : 0;
	}
	return true;
}

static void put_place(fl_page *page, const place *p, fl_money scale)
{
	fl_html_th(page);
	if (p->name.len == 0) {
		fl_html_word(page, FL_W_NOT_STATED);
	} else {
		fl_html_tag(page, p->name);
	}
	fl_buf_puts(page->out, "</th>");
	put_money(page, p->before);
	put_money(page, p->after);
	put_bar(page, p->gained, p->lost, scale);
	put_money_change(page, p->after - p->before);
	fl_buf_puts(page->out, "</tr>");
}

static void put_places(fl_page *page, fl_word_id title, fl_word_id what, fl_str (*name_of)(const fl_candidate *))
{
	places list = { NULL, 0, 0 };
	fl_map map = { 0 };
	fl_money scale = 0;
	if (!count_places(page, name_of, &list, &map) && page->out->status == FL_OK)
		page->out->status = FL_ENOMEM;
	if (list.len > 0)
		qsort(list.items, list.len, sizeof *list.items, by_movement);
	for (size_t i = 0; i < list.len; i++) {
		scale = list.items[i].gained > scale ? list.items[i].gained : scale;
		scale = list.items[i].lost > scale ? list.items[i].lost : scale;
	}
	if (list.len > 0 && scale > 0) {
		fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
		fl_html_word(page, title);
		fl_buf_puts(page->out, "</h2>\n");
		begin_table(page, title, what, true);
		for (size_t i = 0; i < list.len && i < PLACES_SHOWN; i++)
			put_place(page, &list.items[i], scale);
		fl_html_table_end(page);
		fl_buf_puts(page->out, "</div>\n");
	}
	fl_map_release(&map);
	fl_vec_release(&list);
}

static void put_categories(fl_page *page)
{
	put_places(page, FL_W_CMP_CATEGORIES, FL_W_CATEGORY, category_of);
}

static void put_regions(fl_page *page)
{
	put_places(page, FL_W_CMP_REGIONS, FL_W_REGION, region_of);
}

/* ---- pools and groups ------------------------------------------------------------------------- */

static void put_limit(fl_page *page, const fl_limit_pair *pair, fl_money scale)
{
	int which = pair->line[1] ? 1 : 0;
	fl_money change = pair->awarded[1] - pair->awarded[0];
	const fl_result *result = page->result;
	page->result = side(page, which);
	fl_html_th(page);
	fl_html_limit_title(page, (size_t)(pair->line[which] - page->result->allocation->limits));
	fl_buf_puts(page->out, "</th>");
	page->result = result;
	put_money(page, pair->awarded[0]);
	put_money(page, pair->awarded[1]);
	put_bar(page, change > 0 ? change : 0, change < 0 ? -change : 0, scale);
	put_money_change(page, change);
	fl_buf_puts(page->out, "</tr>");
}

static void put_limits(fl_page *page)
{
	const fl_compared *found = &page_of(page)->found;
	fl_money scale = 0;
	size_t shown = 0;
	for (size_t i = 0; i < found->num_limits; i++) {
		fl_money change = found->limits[i].awarded[1] - found->limits[i].awarded[0];
		change = change < 0 ? -change : change;
		scale = change > scale ? change : scale;
	}
	if (scale == 0)
		return;
	fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, FL_W_CMP_LIMITS);
	fl_buf_puts(page->out, "</h2>\n");
	begin_table(page, FL_W_CMP_LIMITS, FL_W_LIMIT, true);
	for (size_t i = 0; i < found->num_limits && shown < LIMITS_SHOWN; i++)
		if (found->limits[i].awarded[0] != found->limits[i].awarded[1]) {
			put_limit(page, &found->limits[i], scale);
			shown++;
		}
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</div>\n");
}

/* ---- dream by dream --------------------------------------------------------------------------- */

static void put_why(fl_page *page, size_t dream, int which)
{
	fl_buf reason;
	fl_buf_init(&reason, FL_BUF_MAX_DEFAULT);
	fl_reason_say(side(page, which), dream, page->lang, &reason);
	fl_figure_failed(page->out, &reason);
	fl_buf_puts(page->out, "<span class=\"why\">");
	put_name(page, which);
	fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "：" : ": ");
	fl_html_text(page, fl_buf_view(&reason));
	fl_buf_puts(page->out, "</span>");
	fl_buf_release(&reason);
}

static void put_dream(fl_page *page, const fl_moved_dream *moved, fl_money scale)
{
	const fl_dream *dream = side(page, 0)->dreams[moved->dream].dream;
	fl_buf_puts(page->out, "\n<tr id=\"");
	fl_html_dream_anchor(page, moved->dream, false);
	fl_buf_puts(page->out, "\"><th scope=\"row\"><bdi>");
	fl_html_text(page, dream->id);
	fl_buf_puts(page->out, "</bdi> ");
	fl_html_dream_title(page, moved->dream);
	put_why(page, moved->dream, 0);
	put_why(page, moved->dream, 1);
	fl_buf_puts(page->out, "</th>");
	for (int s = 0; s < 2; s++)
		put_money(page, side(page, s)->dreams[moved->dream].award->amount);
	put_bar(page, moved->amount > 0 ? moved->amount : 0, moved->amount < 0 ? -moved->amount : 0, scale);
	put_money_change(page, moved->amount);
	fl_buf_puts(page->out, "</tr>");
}

static void put_dreams(fl_page *page)
{
	const fl_compared *found = &page_of(page)->found;
	size_t count = found->num_moved;
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_word(page, count == 0 ? FL_W_CMP_SAME : FL_W_CMP_DREAMS_TEXT);
	fl_buf_puts(page->out, "</p>\n");
	if (count == 0)
		return;
	fl_money first = found->moved[0].amount, last = -found->moved[count - 1].amount, scale = first > last ? first : last;
	begin_table(page, FL_W_CMP_DREAMS, FL_W_DREAM, true);
	for (size_t i = 0; i < count; i++)
		if (i < DREAMS_SHOWN || i >= count - (count < DREAMS_SHOWN ? count : DREAMS_SHOWN))
			put_dream(page, &found->moved[i], scale);
	fl_html_table_end(page);
	if (count > 2 * DREAMS_SHOWN)
		fl_html_shown(page, FL_W_CMP_DREAMS_CUT, (size_t)2 * DREAMS_SHOWN, count, DREAMS_SHOWN);
}

/* ---- the page --------------------------------------------------------------------------------- */

static const char *const styles[] = { "colours.css", "base.css", "scenario.css", NULL };
static const char *const scripts[] = { NULL };
static const fl_html_part parts[] = {
	{ "title", put_round },	      { "round", put_round },	  { "heading", put_heading }, { "figures", put_figures },
	{ "side", put_side },	      { "steps", put_steps },	  { "categories", put_categories },
	{ "regions", put_regions }, { "limits", put_limits }, { "dreams", put_dreams },
};
static const fl_html_frame frame = { "compare.html", styles, scripts, parts, sizeof parts / sizeof *parts, NULL, NULL };

fl_status fl_report_compare_page(const fl_comparison *comparison, const char *lang, fl_buf *out, fl_error *err)
{
	compare_page compare = { .comparison = comparison };
	fl_page page = { .spec = comparison->result[0]->spec, .result = comparison->result[0], .user = &compare, .out = out };
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	fl_status status = fl_compared_find(comparison, &compare.found, err);
	page.fractions = compare.found.totals[0].fractions || compare.found.totals[1].fractions;
	if (status == FL_OK)
		status = fl_html_frame_put(&page, &frame, err);
	fl_compared_release(&compare.found);
	return status;
}
