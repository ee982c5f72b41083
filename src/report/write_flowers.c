/* SPDX-License-Identifier: Apache-2.0
 *
 * write_flowers.c - dreams beside their thresholds: what is missing, how fast they grow, when they reached it; in words, or as
 * JSON.
 */
#include "report/flowers.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "report/aligned.h"
#include "report/figure.h"

#include <stdio.h>

#define ID_WIDTH 24

static void put_day(fl_buf *out, int32_t day)
{
	fl_buf time;
	fl_buf_init(&time, 100);
	fl_time_print(&time, (int64_t)day * 86400, 0);
	fl_buf_printf(out, "%.10s", time.data ? time.data : "");
	fl_figure_failed(out, &time);
	fl_buf_release(&time);
}

/* ---- words ---------------------------------------------------------------------------------------------------------- */

static void put_cell(fl_buf *out, const char *text, size_t width)
{
	fl_aligned_right(out, fl_str_of(text), width);
}

static void put_count(fl_buf *out, int64_t n, size_t width)
{
	fl_buf cell;
	fl_buf_init(&cell, 100);
	fl_figure_count(&cell, n);
	put_cell(out, cell.data ? cell.data : "", width);
	fl_figure_failed(out, &cell);
	fl_buf_release(&cell);
}

/* Flowers a day, of the last days, with one decimal, rounded down. */
static void put_pace(fl_buf *out, const fl_growth_page *page, const fl_growth *g, size_t width)
{
	char text[40];
	int64_t days = page->recent_days, tenths = g->recent / days * 10 + g->recent % days * 10 / days;
	snprintf(text, sizeof text, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
	put_cell(out, text, width);
}

static void put_outlook(fl_buf *out, const fl_growth_page *page, const fl_growth *g)
{
	int64_t missing = g->threshold - g->tally;
	fl_buf_puts(out, "  ");
	if (g->has_reached && g->reached == FL_DAY_NONE) {
		fl_buf_puts(out, "reached");
	} else if (g->has_reached) {
		fl_buf_puts(out, "reached ");
		put_day(out, g->reached);
	} else if (g->recent <= 0 || !page->has_days || missing > INT64_MAX / FL_RECENT_DAYS) {
		fl_buf_puts(out, "stands still");
	} else {
		int64_t days = (missing * page->recent_days + g->recent - 1) / g->recent;
		fl_buf_printf(out, "in %lld %s at this pace", FL_MANY(days, "day", "days"));
	}
	if (g->givers < g->threshold_givers)
		fl_buf_printf(out, ", %lld different %s short", FL_MANY(g->threshold_givers - g->givers, "giver", "givers"));
	fl_buf_putc(out, '\n');
}

static void put_line(fl_buf *out, const fl_growth_page *page, const fl_growth *g)
{
	fl_aligned_left(out, g->dream->id, ID_WIDTH);
	put_count(out, g->tally, 11);
	put_count(out, g->threshold, 11);
	put_count(out, g->tally < g->threshold ? g->threshold - g->tally : 0, 10);
	put_count(out, g->givers, 9);
	put_pace(out, page, g, 9);
	put_outlook(out, page, g);
}

static void put_words(fl_buf *out, const fl_growth_page *page)
{
	fl_figure_count(out, page->below);
	fl_buf_puts(out, page->below == 1 ? " dream is below its threshold, " : " dreams are below their threshold, ");
	fl_figure_count(out, page->qualified);
	fl_buf_puts(out, " qualify");
	if (page->has_days) {
		fl_buf_puts(out, "; flowers from ");
		put_day(out, page->first);
		fl_buf_puts(out, " to ");
		put_day(out, page->last);
	}
	fl_buf_puts(out, "\n\n");
	fl_aligned_left(out, FL_STR("Dream"), ID_WIDTH);
	put_cell(out, "flowers", 11);
	put_cell(out, "threshold", 11);
	put_cell(out, "missing", 10);
	put_cell(out, "givers", 9);
	put_cell(out, "a day", 9);
	fl_buf_putc(out, '\n');
	for (size_t i = 0; i < page->num_lines; i++)
		put_line(out, page, &page->lines[i]);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static void put_day_or_null(fl_json_writer *w, bool has, int32_t day)
{
	fl_buf text;
	fl_buf_init(&text, 100);
	if (has)
		put_day(&text, day);
	if (has)
		fl_json_put_str(w, fl_buf_view(&text));
	else
		fl_json_put_null(w);
	fl_buf_release(&text);
}

static void put_days(fl_json_writer *w, const fl_growth *g)
{
	fl_json_put_key(w, "days");
	fl_json_begin_array(w);
	for (size_t i = 0; i < g->num_days; i++) {
		fl_json_begin_array(w);
		put_day_or_null(w, g->days[i].day != FL_DAY_NONE, g->days[i].day);
		fl_json_put_i64(w, g->days[i].flowers);
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
}

static void put_object(fl_json_writer *w, const fl_growth *g)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", g->dream->id);
	fl_json_kv_z(w, "standing", fl_bundle_standing_word(g->standing));
	fl_json_kv_i64(w, "tally", g->tally);
	fl_json_kv_i64(w, "threshold", g->threshold);
	fl_json_kv_i64(w, "givers", g->givers);
	fl_json_kv_i64(w, "threshold_givers", g->threshold_givers);
	fl_json_kv_i64(w, "recent", g->recent);
	fl_json_kv_bool(w, "reached", g->has_reached);
	fl_json_put_key(w, "reached_on");
	put_day_or_null(w, g->has_reached && g->reached != FL_DAY_NONE, g->reached);
	put_days(w, g);
	fl_json_end_object(w);
}

static void put_json(fl_buf *out, const fl_growth_page *page)
{
	fl_json_writer w;
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-flowers/1");
	fl_json_kv_str(&w, "round", page->round);
	fl_json_put_key(&w, "first_day");
	put_day_or_null(&w, page->has_days, page->first);
	fl_json_put_key(&w, "last_day");
	put_day_or_null(&w, page->has_days, page->last);
	fl_json_kv_i64(&w, "recent_days", page->recent_days);
	fl_json_kv_i64(&w, "below_threshold", page->below);
	fl_json_kv_i64(&w, "qualified", page->qualified);
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < page->num_lines; i++)
		put_object(&w, &page->lines[i]);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_flowers(const fl_growth_page *page, bool json, fl_buf *out, fl_error *err)
{
	if (json)
		put_json(out, page);
	else
		put_words(out, page);
	return fl_buf_status(out, err);
}
