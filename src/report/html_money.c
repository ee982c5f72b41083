/* SPDX-License-Identifier: Apache-2.0
 *
 * html_money.c - pools and groups against their limits: bars one can compare, and the table behind them.
 *
 * All bars of one list have one scale, so their lengths can be compared. A group that stands for every value of a
 * field
 * ("each") may have thousands of lines: those nearest to their limit are shown, the rest is in result.json.
 */
#include "report/html.h"

#include "base/alloc.h"
#include "base/rational.h"
#include "base/str.h"
#include "report/figure.h"

#include <stdlib.h>

enum { EACH_BARS = 8, EACH_ROWS = 100, PRICE_UNIT = 1000 };

typedef struct line {
	const fl_limit_line *limit;
	size_t index; /* into allocation->limits */
	int64_t near; /* millionths of the limit that are used */
	bool each;    /* one value of an "each" group: named by the value alone */
} line;

static int64_t millionths(int64_t part, int64_t whole)
{
	while (part > INT64_MAX / 1000000) {
		part /= 2;
		whole /= 2;
	}
	return whole > 0 ? part * 1000000 / whole : 0;
}

static int64_t nearness(const fl_limit_line *limit)
{
	if (limit->has_max)
		return millionths(limit->awarded, limit->max);
	return limit->has_min && limit->awarded > 0 ? millionths(limit->min, limit->awarded) : 0;
}

/* Nearest to the limit first, then the larger award, then the order of the round. */
static int by_nearness(const void *a, const void *b)
{
	const line *x = a, *y = b;
	if (x->near != y->near)
		return x->near > y->near ? -1 : 1;
	if (x->limit->awarded != y->limit->awarded)
		return x->limit->awarded > y->limit->awarded ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static fl_money scale_of(const fl_page *page, const line *lines, size_t count)
{
	fl_money scale = 1, budget = page->totals.budget;
	for (size_t i = 0; i < count; i++) {
		const fl_limit_line *limit = lines[i].limit;
		fl_money max = limit->has_max && limit->max < budget ? limit->max : 0;
		fl_money min = limit->has_min && limit->min < budget ? limit->min : 0;
		scale = max > scale ? max : scale;
		scale = min > scale ? min : scale;
		scale = limit->awarded > scale ? limit->awarded : scale;
	}
	return scale;
}

static void put_name(fl_page *page, const line *l)
{
	const fl_group *group = l->each ? fl_limit_group(page->result, l->index) : NULL;
	if (group == NULL) {
		fl_html_limit_title(page, l->index);
		return;
	}
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_str_slice(l->limit->name, group->id.len + 1, l->limit->name.len));
	fl_buf_puts(page->out, "</bdi>");
}

static void put_bar_line(fl_page *page, const line *l, fl_money scale)
{
	const fl_limit_line *limit = l->limit;
	fl_buf_puts(page->out, "<li><span class=\"name\">");
	put_name(page, l);
	fl_buf_puts(page->out, "</span>");
	fl_html_bar(page, limit->awarded, limit->has_max ? limit->max : 0, limit->has_min ? limit->min : 0, scale);
	fl_buf_puts(page->out, "<span class=\"of\"><b>");
	fl_html_money(page, limit->awarded);
	fl_buf_puts(page->out, "</b>");
	if (limit->has_max) {
		fl_buf_puts(page->out, " / ");
		fl_html_money(page, limit->max);
	}
	fl_buf_puts(page->out, "</span></li>\n");
}

static void put_bars(fl_page *page, const line *lines, size_t count)
{
	fl_money scale = scale_of(page, lines, count);
	fl_buf_puts(page->out, "<ul class=\"lines\">\n");
	for (size_t i = 0; i < count; i++)
		put_bar_line(page, &lines[i], scale);
	fl_buf_puts(page->out, "</ul>\n");
}

/* Flowers that 1,000 more would bring: the price in units a person can weigh. */
static void put_price(fl_page *page, const fl_limit_line *limit)
{
	mpq_t price, unit;
	fl_html_td(page, true);
	if (limit->has_price) {
		mpq_inits(price, unit, NULL);
		fl_mpq_set_i64(unit, fl_figure_major(&page->spec->currency, PRICE_UNIT), 1);
		mpq_mul(price, limit->price, unit);
		fl_figure_decimal(page->out, price, 4, true);
		mpq_clears(price, unit, NULL);
	} else {
		fl_html_word(page, FL_W_NONE);
	}
	fl_buf_puts(page->out, "</td>");
}

static void put_optional(fl_page *page, bool has, fl_money amount)
{
	fl_html_td(page, true);
	if (has)
		fl_html_money(page, amount);
	else
		fl_html_word(page, FL_W_NONE);
	fl_buf_puts(page->out, "</td>");
}

static void put_used(fl_page *page, const fl_limit_line *limit)
{
	fl_html_td(page, true);
	if (limit->has_max) {
		fl_figure_percent(page->out, limit->awarded, limit->max, 1);
		fl_buf_puts(page->out, " %");
	}
	fl_buf_puts(page->out, "</td>");
}

static void put_table(fl_page *page, fl_word_id caption, const line *lines, size_t count)
{
	static const fl_html_column columns[] = {
		{ FL_W_GROUP, false },  { FL_W_MINIMUM, true }, { FL_W_MAXIMUM, true },
		{ FL_W_AWARDED, true }, { FL_W_USED, true },    { FL_W_PRICE_COLUMN, true },
	};
	static const fl_html_column pool_columns[] = {
		{ FL_W_POOL, false },   { FL_W_MINIMUM, true }, { FL_W_AMOUNT, true },
		{ FL_W_AWARDED, true }, { FL_W_USED, true },    { FL_W_PRICE_COLUMN, true },
	};
	bool priced = !fl_policy_staged(&page->spec->policy); /* ratios have no prices in one unit */
	fl_html_details_begin(page);
	fl_html_table_begin(page, caption, caption == FL_W_POOLS ? pool_columns : columns, priced ? 6 : 5);
	for (size_t i = 0; i < count; i++) {
		const fl_limit_line *limit = lines[i].limit;
		fl_html_th(page);
		put_name(page, &lines[i]);
		fl_buf_puts(page->out, "</th>");
		put_optional(page, limit->has_min, limit->min);
		put_optional(page, limit->has_max, limit->max);
		put_optional(page, true, limit->awarded);
		put_used(page, limit);
		if (priced)
			put_price(page, limit);
		fl_buf_puts(page->out, "</tr>");
	}
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</details>\n");
}

/* Lines [from, to) of the allocation; FL_ENOMEM sticks to page->out. The caller frees. */
static line *take_lines(fl_page *page, size_t from, size_t to)
{
	line *lines = fl_alloc_array(to - from + 1, sizeof *lines);
	if (lines == NULL && page->out->status == FL_OK)
		page->out->status = FL_ENOMEM;
	for (size_t k = from; lines != NULL && k < to; k++) {
		const fl_limit_line *limit = &page->result->allocation->limits[k];
		const fl_group *group = fl_limit_group(page->result, k);
		lines[k - from] = (line){ .limit = limit, .index = k, .near = nearness(limit) };
		lines[k - from].each = group != NULL && group->each != FL_EACH_NONE;
	}
	return lines;
}

void fl_html_pools(fl_page *page)
{
	size_t count = page->result->spec->num_pools;
	if (count > page->result->allocation->num_limits)
		count = page->result->allocation->num_limits;
	line *lines = take_lines(page, 0, count);
	if (lines == NULL)
		return;
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_word(page, FL_W_POOLS_TEXT);
	fl_html_fill(page, FL_W_AMOUNTS_IN, fl_html_unit_of_money(page), NULL, NULL);
	fl_buf_puts(page->out, "</p>\n");
	put_bars(page, lines, count);
	put_table(page, FL_W_POOLS, lines, count);
	fl_free(lines);
}

/* ---- groups ----------------------------------------------------------------------------------- */

static void begin_card(fl_page *page)
{
	fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, FL_W_GROUPS);
	fl_buf_puts(page->out, "</h2>\n<p class=\"soft\">");
	fl_html_word(page, FL_W_GROUPS_TEXT);
	fl_html_fill(page, FL_W_AMOUNTS_IN, fl_html_unit_of_money(page), NULL, NULL);
	fl_buf_puts(page->out, "</p>\n");
}

static void put_family_head(fl_page *page, const fl_group *group, const line *lines, size_t count)
{
	fl_buf *out = page->out, title, values, full;
	int64_t at_limit = 0;
	for (size_t i = 0; i < count; i++)
		at_limit += lines[i].limit->has_max && lines[i].limit->awarded == lines[i].limit->max;
	fl_buf_init(&title, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&values, 64);
	fl_buf_init(&full, 64);
	page->out = &title;
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, group->title.len > 0 ? group->title : group->id);
	fl_buf_puts(page->out, "</bdi>");
	page->out = out;
	fl_figure_count(&values, (int64_t)count);
	fl_figure_count(&full, at_limit);
	fl_figure_failed(out, &title);
	fl_figure_failed(out, &values);
	fl_figure_failed(out, &full);
	fl_buf_puts(out, "<h3>");
	fl_html_fill(page, FL_W_EACH_FAMILY, title.data, values.data, full.data);
	fl_buf_puts(out, "</h3>\n");
	fl_buf_release(&title);
	fl_buf_release(&values);
	fl_buf_release(&full);
}

/* One "each" group: its nearest lines as bars, more of them in the table. */
static void put_family(fl_page *page, const fl_group *group, line *lines, size_t count)
{
	size_t bars = count < EACH_BARS ? count : EACH_BARS, rows = count < EACH_ROWS ? count : EACH_ROWS;
	put_family_head(page, group, lines, count);
	qsort(lines, count, sizeof *lines, by_nearness);
	put_bars(page, lines, bars);
	put_table(page, FL_W_GROUPS, lines, rows);
	if (bars < count)
		fl_html_shown(page, FL_W_EACH_SHOWN, bars, rows, count);
}

void fl_html_groups(fl_page *page)
{
	const fl_result *result = page->result;
	size_t end = result->allocation->num_limits;
	size_t from = result->spec->num_pools, to;
	if (from >= end)
		return;
	begin_card(page);
	for (; from < end; from = to) { /* a run of single groups, or the lines of one "each" group */
		const fl_group *group = fl_limit_group(result, from), *next = group;
		bool each = group != NULL && group->each != FL_EACH_NONE;
		for (to = from + 1; to < end; to++) {
			next = fl_limit_group(result, to);
			if (each ? next != group : next != NULL && next->each != FL_EACH_NONE)
				break;
		}
		line *lines = take_lines(page, from, to);
		if (lines == NULL)
			return;
		if (each) {
			put_family(page, group, lines, to - from);
		} else {
			put_bars(page, lines, to - from);
			put_table(page, FL_W_GROUPS, lines, to - from);
		}
		fl_free(lines);
	}
	fl_buf_puts(page->out, "</div>\n");
}
