/* SPDX-License-Identifier: Apache-2.0
 *
 * html_sweep_conflict.c - the card of a sweep's page about points without an answer: which limits conflict, where, and what would mend it.
 */
#include "report/html_sweep.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/sweep_conflict.h"

static const fl_sweep_table *table_of(const fl_page *page)
{
	return page->user;
}

static void put_count(fl_page *page, fl_word_id id, size_t n)
{
	fl_buf number;
	fl_buf_init(&number, 64);
	fl_figure_count(&number, (int64_t)n);
	fl_figure_failed(page->out, &number);
	fl_html_fill(page, id, number.data, NULL, NULL);
	fl_buf_release(&number);
}

static void put_values(fl_page *page, const fl_sweep_row *row)
{
	for (size_t a = 0; a < table_of(page)->num_axes; a++) {
		fl_buf_puts(page->out, a ? " / " : "");
		fl_html_sweep_value(page, row->values[a], false);
	}
}

/* "7,500,000, 8,000,000 and 3 more" */
static void put_places(fl_page *page, size_t first)
{
	const fl_sweep_table *table = table_of(page);
	size_t count = 0;
	for (size_t k = first; k < table->num_rows; k++) {
		if (!fl_sweep_same_conflict(&table->rows[first], &table->rows[k]))
			continue;
		if (count < FL_SWEEP_POINTS_NAMED) {
			fl_buf_puts(page->out, !count ? "" : page->lang == FL_LANG_ZH ? "、" : ", ");
			put_values(page, &table->rows[k]);
		}
		count++;
	}
	if (count <= FL_SWEEP_POINTS_NAMED)
		return;
	put_count(page, FL_W_SWEEP_MORE, count - FL_SWEEP_POINTS_NAMED);
}

static void put_where(fl_page *page, size_t first)
{
	const fl_sweep_table *table = table_of(page);
	size_t last = first;
	fl_buf places, one, *out = page->out;
	fl_buf_init(&places, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&one, FL_BUF_MAX_DEFAULT);
	page->out = &places;
	put_places(page, first);
	page->out = &one;
	put_values(page, &table->rows[first]);
	page->out = out;
	fl_figure_failed(out, &places);
	fl_figure_failed(out, &one);
	for (size_t k = first + 1; k < table->num_rows; k++)
		last = fl_sweep_same_conflict(&table->rows[first], &table->rows[k]) ? k : last;
	fl_buf_puts(out, "<h3>");
	fl_html_fill(page, FL_W_SWEEP_AT, places.data, NULL, NULL);
	fl_buf_puts(out, "</h3>");
	if (last > first) {
		fl_buf_puts(out, "<p class=\"soft small\">");
		fl_html_fill(page, FL_W_SWEEP_AMOUNTS, one.data, NULL, NULL);
		fl_buf_puts(out, "</p>");
	}
	fl_buf_release(&places);
	fl_buf_release(&one);
}

static void put_conflict(fl_page *page, size_t first)
{
	static const fl_html_column columns[] = { { FL_W_LIMIT, false }, { FL_W_MEND, false } };
	const fl_sweep_row *row = &table_of(page)->rows[first];
	put_where(page, first);
	fl_html_table_begin(page, FL_W_CONFLICT_HEAD, columns, 2);
	for (size_t i = 0; i < row->num_conflict; i++) {
		fl_html_th(page);
		fl_buf_puts(page->out, "<bdi>");
		fl_html_text(page, row->conflict[i].title[page->lang]);
		fl_buf_puts(page->out, "</bdi><br><span class=\"soft\">");
		fl_html_message(page, row->conflict[i].conflict);
		fl_buf_puts(page->out, "</span></th>");
		fl_html_td(page, false);
		fl_html_message(page, row->conflict[i].mend);
		fl_buf_puts(page->out, "</td></tr>");
	}
	fl_html_table_end(page);
}

void fl_html_sweep_conflicts(fl_page *page)
{
	const fl_sweep_table *table = table_of(page);
	size_t first = fl_sweep_next_conflict(table, 0), unknown = fl_sweep_unexplained(table);
	if (first == table->num_rows && unknown == 0)
		return;
	fl_buf_puts(page->out, "<section id=\"conflicts\" class=\"card\">\n<h2>");
	fl_html_word(page, FL_W_CONFLICT_HEAD);
	fl_buf_puts(page->out, "</h2>");
	if (first < table->num_rows) {
		fl_buf_puts(page->out, "<p class=\"soft\">");
		fl_html_word(page, FL_W_CONFLICT_TEXT);
		fl_buf_puts(page->out, "</p>");
	}
	for (size_t k = first; k < table->num_rows; k = fl_sweep_next_conflict(table, k + 1))
		put_conflict(page, k);
	if (unknown > 0) {
		fl_buf_puts(page->out, "<p>");
		put_count(page, FL_W_SWEEP_UNKNOWN, unknown);
		fl_buf_puts(page->out, "</p>");
	}
	fl_buf_puts(page->out, "</section>");
}
