/* SPDX-License-Identifier: Apache-2.0
 *
 * html_chart.c - columns side by side, and the table behind them.
 */
#include "report/html_chart.h"

#include "base/str.h"
#include "report/figure.h"

enum { TOP = 22, HEIGHT = 130, FOOT = 44, ROOM = 12 /* labels that stand side by side on a phone */ };

/* Hundredths of a per cent as "12.34%". */
static void put_across(fl_page *page, const char *attribute, int64_t hundredths)
{
	fl_buf_printf(page->out, " %s=\"%d.%02d%%\"", attribute, (int)(hundredths / 100), (int)(hundredths % 100));
}

static void put_text(fl_page *page, const char *class, int64_t across, int down, const char *text)
{
	fl_buf_printf(page->out, "<text class=\"%s\" y=\"%d\"", class, down);
	put_across(page, "x", across);
	fl_buf_puts(page->out, ">");
	fl_html_text(page, fl_str_of(text));
	fl_buf_puts(page->out, "</text>");
}

static void put_column(fl_page *page, const fl_chart *chart, size_t i, int64_t most)
{
	const fl_chart_column *c = &chart->columns[i];
	int64_t step = 10000 / (int64_t)chart->num_columns, across = (int64_t)i * step;
	int height = most > 0 ? (int)(c->count * HEIGHT / most) : 0;
	if (c->count > 0 && height == 0)
		height = 1;
	fl_buf_printf(page->out, "<rect class=\"%s\" y=\"%d\" height=\"%d\"", c->pale ? "fill pale" : "fill", TOP + HEIGHT - height,
		      height);
	put_across(page, "x", across + step / 10);
	put_across(page, "width", step - step / 5);
	fl_buf_puts(page->out, "/>");
	if (c->count > 0) {
		fl_buf number;
		fl_buf_init(&number, 64);
		fl_figure_count(&number, c->count);
		fl_figure_failed(page->out, &number);
		if (number.status == FL_OK)
			put_text(page, "n", across + step / 2, TOP + HEIGHT - height - 5, number.data);
		fl_buf_release(&number);
	}
	put_text(page, i % 2 == 1 && chart->num_columns > ROOM ? "odd" : "l", across + step / 2, TOP + HEIGHT + 16, c->label);
}

static void put_axis(fl_page *page, const fl_chart *chart)
{
	fl_html_fill(page, chart->axis, chart->axis_arg, NULL, NULL);
}

static void put_picture(fl_page *page, const fl_chart *chart)
{
	int64_t most = 0;
	for (size_t i = 0; i < chart->num_columns; i++)
		most = chart->columns[i].count > most ? chart->columns[i].count : most;
	fl_buf_printf(page->out, "<svg class=\"chart\" width=\"100%%\" height=\"%d\" role=\"img\" aria-label=\"", TOP + HEIGHT + FOOT);
	fl_html_word(page, chart->title);
	fl_buf_puts(page->out, "\">");
	for (size_t i = 0; i < chart->num_columns; i++)
		put_column(page, chart, i, most);
	fl_buf_printf(page->out, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", TOP + HEIGHT, TOP + HEIGHT);
	if (chart->line_before > 0) {
		int64_t across = (int64_t)chart->line_before * (10000 / (int64_t)chart->num_columns);
		fl_buf_printf(page->out, "<line class=\"mark\" y1=\"%d\" y2=\"%d\"", TOP - 12, TOP + HEIGHT + 5);
		put_across(page, "x1", across);
		put_across(page, "x2", across);
		fl_buf_puts(page->out, "/>");
	}
	fl_buf_printf(page->out, "<text class=\"a\" x=\"50%%\" y=\"%d\">", TOP + HEIGHT + 38);
	put_axis(page, chart);
	fl_buf_puts(page->out, "</text></svg>\n");
}

void fl_html_chart(fl_page *page, const fl_chart *chart)
{
	static const fl_html_column columns[] = { { FL_W_PART_FROM, true }, { FL_W_PART_TO, true }, { FL_W_DREAMS, true } };
	put_picture(page, chart);
	fl_html_details_begin(page);
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	put_axis(page, chart);
	fl_buf_puts(page->out, "</p>");
	fl_html_table_begin(page, chart->title, columns, 3);
	for (size_t i = 0; i < chart->num_columns; i++) {
		fl_buf_puts(page->out, "\n<tr><th scope=\"row\" class=\"num\">");
		fl_html_text(page, fl_str_of(chart->columns[i].from));
		fl_buf_puts(page->out, "</th>");
		fl_html_td(page, true);
		fl_html_text(page, fl_str_of(chart->columns[i].to));
		fl_buf_puts(page->out, "</td>");
		fl_html_td(page, true);
		fl_html_count(page, chart->columns[i].count);
		fl_buf_puts(page->out, "</td></tr>");
	}
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</details>\n");
}
