/* SPDX-License-Identifier: Apache-2.0
 *
 * html_lines.c - lines over equal steps. Of many points every k-th is drawn, and the last; the table has all.
 */
#include "report/html_lines.h"

#include "base/str.h"

enum { TOP = 16, HEIGHT = 220, FOOT = 34, DRAWN = 300, DOTS = 60, LABELS = 5, TICKS = 4, LEFT = 600, WIDTH = 9000 };

/* Hundredths of a per cent across: the first point stands at LEFT, the last at LEFT + WIDTH. */
static int64_t x_of(const fl_html_lines *lines, size_t point)
{
	return lines->num_points > 1 ? LEFT + (int64_t)point * WIDTH / (int64_t)(lines->num_points - 1) : LEFT + WIDTH / 2;
}

static int64_t y_of(const fl_html_lines *lines, int64_t value)
{
	__extension__ typedef __int128 wide;
	int64_t top = lines->top > 0 ? lines->top : 1;
	return TOP + HEIGHT - (int64_t)((wide)value * HEIGHT / top);
}

static void put_across(fl_page *page, const char *attribute, int64_t hundredths)
{
	fl_buf_printf(page->out, " %s=\"%d.%02d%%\"", attribute, (int)(hundredths / 100), (int)(hundredths % 100));
}

static void put_segment(fl_page *page, const char *class, int64_t x1, int64_t y1, int64_t x2, int64_t y2)
{
	fl_buf_printf(page->out, "<line class=\"%s\" y1=\"%d\" y2=\"%d\"", class, (int)y1, (int)y2);
	put_across(page, "x1", x1);
	put_across(page, "x2", x2);
	fl_buf_puts(page->out, "/>");
}

/* The last point is always one of those drawn. */
static size_t next_point(const fl_html_lines *lines, size_t at, size_t every)
{
	size_t last = lines->num_points - 1;
	return at == last || at + every <= last ? at + every : last;
}

static void put_line(fl_page *page, const fl_html_lines *lines, size_t line, size_t every)
{
	static const char *const classes[FL_LINES_MAX] = { "s0", "s1", "s2" };
	int64_t last_x = 0, last_y = 0;
	bool has_last = false;
	for (size_t at = 0; at < lines->num_points; at = next_point(lines, at, every)) {
		int64_t value = lines->value(lines->user, line, at);
		int64_t x = x_of(lines, at), y = value == FL_LINES_MISSING ? 0 : y_of(lines, value);
		if (has_last && value != FL_LINES_MISSING)
			put_segment(page, classes[line], last_x, last_y, x, y);
		if (value != FL_LINES_MISSING && lines->num_points <= DOTS) {
			fl_buf_printf(page->out, "<circle class=\"%s\" r=\"3\" cy=\"%d\"", classes[line], (int)y);
			put_across(page, "cx", x);
			fl_buf_puts(page->out, "/>");
		}
		last_x = x;
		last_y = y;
		has_last = value != FL_LINES_MISSING;
	}
}

static void put_grid(fl_page *page, const fl_html_lines *lines)
{
	for (int t = 0; t <= TICKS; t++) {
		int64_t value = lines->top / TICKS * t, y = y_of(lines, value);
		put_segment(page, t == 0 ? "axis" : "grid", 0, y, 10000, y);
		fl_buf_printf(page->out, "<text class=\"y\" x=\"0\" y=\"%d\">", (int)y - 3);
		lines->tick(lines->user, value, page);
		fl_buf_puts(page->out, "</text>");
	}
	size_t labels = lines->num_points < LABELS ? lines->num_points : LABELS;
	for (size_t l = 0; l < labels; l++) {
		size_t point = labels > 1 ? l * (lines->num_points - 1) / (labels - 1) : 0;
		fl_buf_printf(page->out, "<text class=\"l\" y=\"%d\"", TOP + HEIGHT + 18);
		put_across(page, "x", x_of(lines, point));
		fl_buf_puts(page->out, ">");
		lines->label(lines->user, point, page);
		fl_buf_puts(page->out, "</text>");
	}
}

static void put_legend(fl_page *page, const fl_html_lines *lines)
{
	fl_buf_puts(page->out, "<ul class=\"legend\">");
	for (size_t line = 0; line < lines->num_lines; line++) {
		fl_buf_printf(page->out, "<li><svg class=\"chart\" aria-hidden=\"true\"><line class=\"s%zu\" x1=\"2\" x2=\"30\" y1=\"6\" y2=\"6\"/></svg>",
			      line);
		fl_html_word(page, lines->names[line]);
		fl_buf_puts(page->out, "</li>");
	}
	fl_buf_puts(page->out, "</ul>\n");
}

void fl_html_lines_put(fl_page *page, const fl_html_lines *lines)
{
	size_t every = lines->num_points / DRAWN + 1;
	fl_buf_printf(page->out, "<svg class=\"chart\" width=\"100%%\" height=\"%d\" role=\"img\" aria-label=\"", TOP + HEIGHT + FOOT);
	fl_html_word(page, lines->title);
	fl_buf_puts(page->out, "\">");
	put_grid(page, lines);
	if (lines->has_now) {
		int64_t x = LEFT + lines->now * WIDTH / 10000;
		put_segment(page, "mark", x, TOP, x, TOP + HEIGHT);
	}
	for (size_t line = 0; line < lines->num_lines; line++)
		put_line(page, lines, line, every);
	fl_buf_puts(page->out, "</svg>\n");
	put_legend(page, lines);
}
