/* SPDX-License-Identifier: Apache-2.0
 *
 * html_shares.c - who gets the money: by category, by region, by organisation, each against a limit where the round sets one
 * for exactly these dreams; bars, and the table behind them.
 *
 * A group of the round and a row here are the same where they have the same qualified dreams: that is found by comparing them, whatever
 * way the group's selector was written. Regions are taken at their first level ("甘肃" of "甘肃/定西").
 */
#include "report/html.h"

#include "base/alloc.h"
#include "base/str.h"
#include "base/vec.h"
#include "report/figure.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHARE_BARS = 8, SHARE_ROWS = 100, GROUPS_COMPARED = 100 };

typedef struct share {
	fl_str name; /* "" not stated */
	int64_t submitted, qualified, funded;
	fl_money requested, awarded; /* of those that qualified */
	const fl_limit_line *limit;
	size_t index;
} share;

typedef struct shares {
	fl_page *page;
	fl_each each;
	const char *key; /* of the filter */
	fl_map map;
	FL_VEC(share) rows;
} shares;

static fl_str value_of(const fl_candidate *c, fl_each each)
{
	if (each == FL_EACH_CATEGORY)
		return c->category;
	if (each == FL_EACH_ORGANISATION)
		return c->organisation;
	for (size_t i = 0; i < c->region.len; i++)
		if (c->region.data[i] == '/')
			return fl_str_slice(c->region, 0, i);
	return c->region;
}

static bool count_dream(shares *s, size_t index)
{
	const fl_result_dream *dream = &s->page->result->dreams[index];
	fl_str name = value_of(dream->candidate, s->each);
	size_t at;
	if (!fl_map_put(&s->map, name.len > 0 ? name : FL_STR(""), s->rows.len, &at))
		return false;
	if (at == s->rows.len && !fl_vec_push(&s->rows, ((share){ .name = name, .index = at })))
		return false;
	share *row = &s->rows.items[at];
	row->submitted++;
	if (dream->candidate->standing != FL_QUALIFIED)
		return true;
	row->qualified++;
	row->funded += dream->award->amount > 0;
	row->requested += dream->candidate->request; /* no overflow: the sum over all was counted (totals.h) */
	row->awarded += dream->award->amount;
	return true;
}

/* ---- limits ----------------------------------------------------------------------------------- */

/* The row whose qualified dreams are those of the group. */
static share *row_like(const shares *s, const fl_selector *selector)
{
	const fl_result *result = s->page->result;
	share *row = NULL;
	int64_t members = 0;
	for (size_t i = 0; i < result->num_dreams; i++) {
		const fl_candidate *c = result->dreams[i].candidate;
		if (c->standing != FL_QUALIFIED || !fl_selector_matches(selector, c))
			continue;
		size_t at = fl_map_get(&s->map, value_of(c, s->each));
		if (at == FL_MAP_NONE || (row != NULL && row != &s->rows.items[at]))
			return NULL;
		row = &s->rows.items[at];
		members++;
	}
	return row != NULL && row->name.len > 0 && row->qualified == members ? row : NULL;
}

static share *row_of_limit(const shares *s, size_t line)
{
	const fl_group *group = fl_limit_group(s->page->result, line);
	fl_str name = s->page->result->allocation->limits[line].name;
	if (group == NULL)
		return NULL;
	if (group->each == FL_EACH_NONE)
		return group->selector != NULL ? row_like(s, group->selector) : NULL;
	if (group->each != s->each || group->selector != NULL)
		return NULL;
	size_t at = fl_map_get(&s->map, fl_str_slice(name, group->id.len + 1, name.len));
	return at == FL_MAP_NONE ? NULL : &s->rows.items[at];
}

static void find_limits(const shares *s)
{
	const fl_result *result = s->page->result;
	int compared = 0;
	for (size_t k = s->page->spec->num_pools; k < result->allocation->num_limits; k++) {
		const fl_limit_line *limit = &result->allocation->limits[k];
		const fl_group *group = fl_limit_group(result, k);
		if ((!limit->has_max && !limit->has_min) ||
		    (group != NULL && group->each == FL_EACH_NONE && compared++ >= GROUPS_COMPARED))
			continue;
		share *row = row_of_limit(s, k);
		if (row != NULL && (row->limit == NULL || !row->limit->has_max))
			row->limit = limit;
	}
}

/* ---- bars and table --------------------------------------------------------------------------- */

/* Most money first, then most requested, then the order of the dreams; what is not stated comes last. */
static int by_money(const void *a, const void *b)
{
	const share *x = a, *y = b;
	if ((x->name.len == 0) != (y->name.len == 0))
		return x->name.len == 0 ? 1 : -1;
	if (x->awarded != y->awarded)
		return x->awarded > y->awarded ? -1 : 1;
	if (x->requested != y->requested)
		return x->requested > y->requested ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void put_name(const shares *s, const share *row)
{
	fl_page *page = s->page;
	if (row->name.len == 0) {
		fl_buf_puts(page->out, "<span class=\"soft\">");
		fl_html_word(page, FL_W_NOT_STATED);
		fl_buf_puts(page->out, "</span>");
		return;
	}
	fl_html_filter_begin(page, s->key, row->name);
	fl_html_tag(page, row->name); /* a region or an organisation, too, as it is */
	fl_buf_puts(page->out, "</a>");
}

static void put_bar(const shares *s, const share *row, fl_money scale)
{
	fl_page *page = s->page;
	fl_money budget = page->spec->budget;
	fl_money max = row->limit && row->limit->has_max && row->limit->max < budget ? row->limit->max : 0;
	fl_money min = row->limit && row->limit->has_min ? row->limit->min : 0;
	char text[2][32];
	snprintf(text[0], sizeof text[0], "%lld", (long long)row->funded);
	snprintf(text[1], sizeof text[1], "%lld", (long long)row->submitted);
	fl_buf_puts(page->out, "<li><span class=\"name\">");
	put_name(s, row);
	fl_buf_puts(page->out, "</span>");
	fl_html_bar(page, row->awarded, max, min, scale);
	fl_buf_puts(page->out, "<span class=\"of\"><b>");
	fl_html_money(page, row->awarded);
	fl_buf_puts(page->out, "</b> <span class=\"small\">");
	fl_html_fill(page, FL_W_FUNDED_OF, text[0], text[1], NULL);
	fl_buf_puts(page->out, "</span></span></li>\n");
}

static fl_money scale_of(const shares *s, size_t bars)
{
	fl_money scale = 1, budget = s->page->spec->budget;
	for (size_t i = 0; i < bars; i++) {
		const share *row = &s->rows.items[i];
		fl_money max = row->limit && row->limit->has_max && row->limit->max < budget ? row->limit->max : 0;
		scale = row->awarded > scale ? row->awarded : scale;
		scale = max > scale ? max : scale;
	}
	return scale;
}

static void put_percent(fl_page *page, fl_money part, fl_money whole)
{
	fl_html_td(page, true);
	fl_figure_percent(page->out, part, whole, 1);
	fl_buf_puts(page->out, " %</td>");
}

static void put_number(fl_page *page, int64_t n)
{
	fl_html_td(page, true);
	fl_html_count(page, n);
	fl_buf_puts(page->out, "</td>");
}

static void put_amount(fl_page *page, bool has, fl_money amount)
{
	fl_html_td(page, true);
	if (has)
		fl_html_money(page, amount);
	else
		fl_html_word(page, FL_W_NONE);
	fl_buf_puts(page->out, "</td>");
}

/* Does the round limit any of these? Else two columns would say nothing but "none". */
static bool is_limited(const shares *s, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (s->rows.items[i].limit)
			return true;
	return false;
}

static void put_table(const shares *s, fl_word_id caption, size_t count)
{
	fl_page *page = s->page;
	fl_word_id what = s->each == FL_EACH_CATEGORY ? FL_W_CATEGORY : s->each == FL_EACH_REGION ? FL_W_REGION : FL_W_ORGANISATION;
	bool limited = is_limited(s, count);
	const fl_html_column columns[] = {
		{ what, false },	{ FL_W_F_SUBMITTED, true }, { FL_W_QUALIFIED, true }, { FL_W_FUNDED, true },
		{ FL_W_REQUESTED, true }, { FL_W_AWARDED, true },	    { FL_W_COVERAGE, true },  { FL_W_SHARE_OF_MONEY, true },
		{ FL_W_MINIMUM, true },	{ FL_W_MAXIMUM, true },
	};
	fl_html_details_begin(page);
	fl_html_table_begin(page, caption, columns, sizeof columns / sizeof *columns - (limited ? 0 : 2));
	for (size_t i = 0; i < count; i++) {
		const share *row = &s->rows.items[i];
		fl_html_th(page);
		put_name(s, row);
		fl_buf_puts(page->out, "</th>");
		put_number(page, row->submitted);
		put_number(page, row->qualified);
		put_number(page, row->funded);
		put_amount(page, true, row->requested);
		put_amount(page, true, row->awarded);
		put_percent(page, row->awarded, row->requested);
		put_percent(page, row->awarded, page->totals.awarded);
		if (limited) {
			put_amount(page, row->limit && row->limit->has_min, row->limit ? row->limit->min : 0);
			put_amount(page, row->limit && row->limit->has_max, row->limit ? row->limit->max : 0);
		}
		fl_buf_puts(page->out, "</tr>");
	}
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</details>\n");
}

static void put_card(shares *s, fl_word_id title)
{
	fl_page *page = s->page;
	size_t count = s->rows.len, bars = count < SHARE_BARS ? count : SHARE_BARS;
	size_t rows = count < SHARE_ROWS ? count : SHARE_ROWS;
	qsort(s->rows.items, count, sizeof *s->rows.items, by_money);
	fl_money scale = scale_of(s, bars);
	fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, title);
	fl_buf_puts(page->out, "</h2>\n<p class=\"soft\">");
	fl_html_word(page, FL_W_SHARES_TEXT);
	fl_html_fill(page, FL_W_AMOUNTS_IN, fl_html_unit_of_money(page), NULL, NULL);
	fl_buf_puts(page->out, "</p>\n<ul class=\"lines\">\n");
	for (size_t i = 0; i < bars; i++)
		put_bar(s, &s->rows.items[i], scale);
	fl_buf_puts(page->out, "</ul>\n");
	put_table(s, title, rows);
	if (bars < count)
		fl_html_shown(page, FL_W_ROWS_SHOWN, bars, rows, count);
	fl_buf_puts(page->out, "</div>\n");
}

/* A card, unless nothing but "not stated" would stand in it. */
static void put_shares(fl_page *page, fl_each each, const char *key, fl_word_id title)
{
	shares s = { .page = page, .each = each, .key = key };
	bool stated = false, enough = true;
	for (size_t i = 0; enough && i < page->result->num_dreams; i++)
		enough = count_dream(&s, i);
	if (!enough && page->out->status == FL_OK)
		page->out->status = FL_ENOMEM;
	for (size_t i = 0; i < s.rows.len; i++)
		stated = stated || s.rows.items[i].name.len > 0;
	if (enough && stated) {
		find_limits(&s);
		put_card(&s, title);
	}
	fl_map_release(&s.map);
	fl_vec_release(&s.rows);
}

void fl_html_shares(fl_page *page)
{
	put_shares(page, FL_EACH_CATEGORY, "category", FL_W_BY_CATEGORY);
	put_shares(page, FL_EACH_REGION, "region", FL_W_BY_REGION);
	put_shares(page, FL_EACH_ORGANISATION, "organisation", FL_W_BY_ORGANISATION);
}
