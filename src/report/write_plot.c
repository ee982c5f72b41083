/* SPDX-License-Identifier: Apache-2.0
 *
 * write_plot.c - the growth of dreams as an SVG picture (SVG 1.1, attributes only, no script and no style sheet).
 *
 * Each dream is a line from the first to the last day of the ledger: its flowers so far as a share of its threshold, which is the
 * dashed line at 100 %. What exceeds 200 % leaves the picture at its upper edge. Coordinates are whole tenths of a pixel.
 */
#include "report/flowers.h"

#include "base/error.h"
#include "base/str.h"
#include "report/figure.h"

enum { WIDTH = 900, HEIGHT = 460, LEFT = 60, RIGHT = 680, TOP = 40, BOTTOM = 410, MOST = 200 /* percent */ };

static const char *const colours[FL_PLOT_LINES] = { "#1b6ca8", "#c0392b", "#1e8449", "#7d3c98", "#b9770e",
						    "#117a65", "#5d6d7e", "#d35400", "#2e4053", "#a93226" };

/* Text of strangers: markup escaped, control characters and those that turn the direction of writing as U+FFFD. */
static void put_text(fl_buf *out, fl_str text)
{
	size_t shown = 0;
	for (size_t i = 0, from = 0; i < text.len && shown < 28; from = i, shown++) {
		int32_t c = fl_utf8_next(text, &i);
		if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'')
			fl_buf_printf(out, "&#%d;", (int)c);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
			 (c >= 0x2066 && c <= 0x2069) || c >= 0xfffe)
			fl_buf_puts(out, "\xef\xbf\xbd");
		else
			fl_buf_add(out, text.data + from, i - from);
	}
}

static void put_tenths(fl_buf *out, int64_t tenths)
{
	fl_buf_printf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static int64_t x_of(const fl_growth_page *page, int64_t day)
{
	int64_t span = page->last > page->first ? page->last - page->first : 1;
	return LEFT * 10 + (day - page->first) * (RIGHT - LEFT) * 10 / span;
}

/* Tenths of a percent, at most MOST. */
static int64_t share_of(const fl_growth *g, int64_t flowers)
{
	__extension__ typedef __int128 wide;
	wide share = g->threshold > 0 ? (wide)flowers * 1000 / g->threshold : 1000;
	return share > MOST * 10 ? MOST * 10 : share < 0 ? 0 : (int64_t)share;
}

static int64_t y_of(int64_t tenths_of_percent)
{
	return BOTTOM * 10 - tenths_of_percent * (BOTTOM - TOP) / MOST;
}

static void put_point(fl_buf *out, const fl_growth_page *page, const fl_growth *g, int64_t day, int64_t flowers)
{
	put_tenths(out, x_of(page, day));
	fl_buf_putc(out, ',');
	put_tenths(out, y_of(share_of(g, flowers)));
	fl_buf_putc(out, ' ');
}

static void put_line(fl_buf *out, const fl_growth_page *page, size_t index)
{
	const fl_growth *g = &page->lines[index];
	int64_t sum = 0;
	size_t next = 0;
	for (; next < g->num_days && g->days[next].day == FL_DAY_NONE; next++)
		sum += g->days[next].flowers;
	fl_buf_printf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colours[index]);
	for (int64_t day = page->first; day <= page->last; day++) {
		for (; next < g->num_days && g->days[next].day <= day; next++)
			sum += g->days[next].flowers;
		put_point(out, page, g, day, sum);
	}
	fl_buf_puts(out, "\"/>\n");
}

static void put_label(fl_buf *out, const fl_growth_page *page, size_t index)
{
	const fl_growth *g = &page->lines[index];
	int y = TOP + 10 + (int)index * 34;
	fl_buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n<text x=\"%d\" y=\"%d\">", RIGHT + 16,
		      y - 10, colours[index], RIGHT + 34, y);
	put_text(out, g->dream->id);
	fl_buf_printf(out, "</text>\n<text x=\"%d\" y=\"%d\" fill=\"#666\">", RIGHT + 34, y + 15);
	fl_figure_count(out, g->tally);
	fl_buf_puts(out, " of ");
	fl_figure_count(out, g->threshold);
	fl_buf_puts(out, "</text>\n");
}

static void put_rule(fl_buf *out, int percent)
{
	int64_t y = y_of((int64_t)percent * 10);
	fl_buf_printf(out, "<line x1=\"%d\" x2=\"%d\" y1=\"", LEFT, RIGHT);
	put_tenths(out, y);
	fl_buf_puts(out, "\" y2=\"");
	put_tenths(out, y);
	fl_buf_printf(out, "\" stroke=\"%s\"%s/>\n<text x=\"%d\" y=\"", percent == 100 ? "#333" : "#ddd",
		      percent == 100 ? " stroke-dasharray=\"6 4\"" : "", LEFT - 8);
	put_tenths(out, y + 40);
	fl_buf_printf(out, "\" text-anchor=\"end\">%d %%</text>\n", percent);
}

static void put_date(fl_buf *out, const fl_growth_page *page, int32_t day, const char *anchor)
{
	fl_buf time;
	fl_buf_init(&time, 100);
	fl_time_print(&time, (int64_t)day * 86400, 0);
	fl_buf_puts(out, "<text x=\"");
	put_tenths(out, x_of(page, day));
	fl_buf_printf(out, "\" y=\"%d\" text-anchor=\"%s\">%.10s</text>\n", BOTTOM + 22, anchor, time.data ? time.data : "");
	fl_figure_failed(out, &time);
	fl_buf_release(&time);
}

fl_status fl_report_plot(const fl_growth_page *page, fl_buf *out, fl_error *err)
{
	if (!page->has_days)
		return fl_error_set(err, FL_ENOTFOUND, "no flower of the round has a time: there is nothing to plot");
	fl_buf_printf(out,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
		      " font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
		      WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
	fl_buf_printf(out, "<text x=\"%d\" y=\"22\" font-size=\"15\">Flowers as a share of the threshold: ", LEFT);
	put_text(out, page->round);
	fl_buf_puts(out, "</text>\n");
	for (int percent = 0; percent <= MOST; percent += 50)
		put_rule(out, percent);
	put_date(out, page, page->first, "start");
	if (page->last > page->first)
		put_date(out, page, page->last, "end");
	for (size_t i = 0; i < page->num_lines && i < FL_PLOT_LINES; i++) {
		put_line(out, page, i);
		put_label(out, page, i);
	}
	fl_buf_puts(out, "</svg>\n");
	return fl_buf_status(out, err);
}
