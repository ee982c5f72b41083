/* SPDX-License-Identifier: Apache-2.0
 *
 * html_pictures.c - distributions: how much of each request is met, how large the awards are, flowers against the threshold with
 * those that came nearest, and how even it all is.
 *
 * Shares are sorted into parts by comparing products of integers; nothing is rounded on the way.
 */
#include "report/html_chart.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "domain/fairness.h"
#include "report/figure.h"

#include <stdio.h>
#include <stdlib.h>

enum { NEAREST_SHOWN = 10 };

__extension__ typedef __int128 wide;

/* Is part/whole at most (or, 'open': less than) this many hundredths? */
static bool within(int64_t part, int64_t whole, int hundredths, bool open)
{
	wide left = (wide)part * 100, right = (wide)whole * hundredths;
	return open ? left < right : left <= right;
}

static void set_label(fl_chart_column *c, const char *label, const char *from, const char *to)
{
	snprintf(c->label, sizeof c->label, "%s", label);
	snprintf(c->from, sizeof c->from, "%s", from);
	snprintf(c->to, sizeof c->to, "%s", to);
}

static void begin_card(fl_page *page, fl_word_id title, fl_word_id text)
{
	fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, title);
	fl_buf_puts(page->out, "</h2>\n<p class=\"soft\">");
	fl_html_word(page, text);
	fl_buf_puts(page->out, "</p>\n");
}

/* ---- coverage --------------------------------------------------------------------------------- */

/* 0; above 0 to 10; ... above 90, below 100; 100 per cent. */
static size_t coverage_part(const fl_result_dream *dream)
{
	fl_money award = dream->award->amount, request = dream->candidate->request;
	if (award == 0)
		return 0;
	if (award >= request)
		return 11;
	for (int tenth = 1; tenth < 10; tenth++)
		if (within(award, request, tenth * 10, false))
			return (size_t)tenth;
	return 10;
}

static void put_coverage(fl_page *page)
{
	fl_chart chart = { .title = FL_W_COVERAGE_HEAD, .axis = FL_W_COVERAGE_AXIS, .num_columns = 12 };
	set_label(&chart.columns[0], "0", "0", "0");
	for (int tenth = 1; tenth <= 10; tenth++) {
		char label[16], from[16], to[16];
		snprintf(from, sizeof from, "> %d", (tenth - 1) * 10);
		snprintf(to, sizeof to, tenth < 10 ? "%d" : "< %d", tenth * 10);
		snprintf(label, sizeof label, "%s%d", tenth < 10 ? "" : "<", tenth * 10);
		set_label(&chart.columns[tenth], label, from, to);
	}
	set_label(&chart.columns[11], "100", "100", "100");
	for (size_t i = 0; i < page->result->num_dreams; i++)
		if (page->result->dreams[i].candidate->standing == FL_QUALIFIED)
			chart.columns[coverage_part(&page->result->dreams[i])].count++;
	begin_card(page, FL_W_COVERAGE_HEAD, FL_W_COVERAGE_TEXT);
	fl_html_chart(page, &chart);
	fl_buf_puts(page->out, "</div>\n");
}

/* ---- awards ----------------------------------------------------------------------------------- */

/* 1, 2, 5, 10, 20, 50 ... in major units, from the last one below the smallest award to the first that holds the largest. */
static size_t award_steps(const fl_page *page, fl_money steps[FL_CHART_COLUMNS + 1])
{
	static const int factors[3] = { 1, 2, 5 };
	fl_money least = INT64_MAX, most = 0, unit = fl_figure_major(&page->spec->currency, 1);
	size_t count = 0;
	for (size_t i = 0; i < page->result->num_dreams; i++) {
		fl_money award = page->result->dreams[i].award->amount;
		if (award <= 0)
			continue;
		least = award < least ? award : least;
		most = award > most ? award : most;
	}
	if (most == 0)
		return 0;
	for (fl_money power = unit; power <= INT64_MAX / 10; power *= 10)
		for (int f = 0; f < 3; f++) {
			fl_money step = power * factors[f];
			if (count > 0 && steps[count - 1] >= most)
				return count;
			if (step < least)
				count = 0; /* the one before is not needed */
			if (count <= FL_CHART_COLUMNS)
				steps[count++] = step;
		}
	return count;
}

static void put_awards(fl_page *page)
{
	fl_money steps[FL_CHART_COLUMNS + 1], unit = fl_figure_major(&page->spec->currency, 1);
	size_t count = award_steps(page, steps);
	size_t first = count > 1 ? 1 : 0; /* steps[0] lies below the smallest award, unless it is all there is */
	fl_chart chart = { .title = FL_W_AWARDS_HEAD, .axis = FL_W_AWARDS_AXIS, .axis_arg = fl_html_unit_of_money(page) };
	if (count == 0)
		return;
	for (size_t c = first; c < count; c++) {
		fl_chart_column *column = &chart.columns[chart.num_columns++];
		fl_buf label, from, to;
		fl_buf_init(&label, FL_CHART_LABEL);
		fl_buf_init(&from, FL_CHART_LABEL);
		fl_buf_init(&to, FL_CHART_LABEL);
		fl_figure_short(&label, page->lang, steps[c] / unit);
		fl_figure_count(&from, c > 0 ? steps[c - 1] / unit : 0);
		fl_figure_count(&to, steps[c] / unit);
		fl_figure_failed(page->out, &label);
		fl_figure_failed(page->out, &from);
		fl_figure_failed(page->out, &to);
		if (page->out->status == FL_OK) {
			set_label(column, label.data, "", to.data);
			snprintf(column->from, sizeof column->from, "> %s", from.data);
		}
		fl_buf_release(&label);
		fl_buf_release(&from);
		fl_buf_release(&to);
	}
	for (size_t i = 0; i < page->result->num_dreams; i++) {
		fl_money award = page->result->dreams[i].award->amount;
		size_t c = first;
		while (c + 1 < count && steps[c] < award)
			c++;
		if (award > 0)
			chart.columns[c - first].count++;
	}
	begin_card(page, FL_W_AWARDS_HEAD, FL_W_AWARDS_TEXT);
	fl_html_chart(page, &chart);
	fl_buf_puts(page->out, "</div>\n");
}

/* ---- the threshold ---------------------------------------------------------------------------- */

static bool has_threshold(const fl_candidate *c)
{
	return (c->standing == FL_QUALIFIED || c->standing == FL_BELOW_THRESHOLD) && c->threshold > 0;
}

static const int threshold_ends[] = { 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, 200, 300, 500, 1000 };
enum { THRESHOLD_ENDS = sizeof threshold_ends / sizeof *threshold_ends, BELOW_PARTS = 10 };

static void put_threshold_chart(fl_page *page)
{
	fl_chart chart = { .title = FL_W_THRESHOLD_HEAD,
			   .axis = FL_W_THRESHOLD_AXIS,
			   .num_columns = THRESHOLD_ENDS + 1,
			   .line_before = BELOW_PARTS };
	for (int p = 0; p <= THRESHOLD_ENDS; p++) {
		char label[20], from[16], to[16] = "";
		snprintf(from, sizeof from, "%d", p > 0 ? threshold_ends[p - 1] : 0);
		if (p < THRESHOLD_ENDS)
			snprintf(to, sizeof to, "< %d", threshold_ends[p]);
		snprintf(label, sizeof label, p < THRESHOLD_ENDS ? "%s" : "%s+", from);
		set_label(&chart.columns[p], label, from, to);
		chart.columns[p].pale = p < BELOW_PARTS;
	}
	for (size_t i = 0; i < page->result->num_dreams; i++) {
		const fl_candidate *c = page->result->dreams[i].candidate;
		size_t p = 0;
		if (!has_threshold(c))
			continue;
		while (p < THRESHOLD_ENDS && !within(c->tally, c->threshold, threshold_ends[p], true))
			p++;
		chart.columns[p].count++;
	}
	fl_html_chart(page, &chart);
}

typedef struct near {
	size_t dream;
	int64_t lacks; /* the larger of the two shares of a threshold that it lacks, flowers and givers: millionths, rounded up */
} near;

static int64_t lack(int64_t has, int64_t needs)
{
	if (needs <= 0 || has >= needs)
		return 0;
	return (int64_t)(((wide)(needs - has) * 1000000 + needs - 1) / needs);
}

static int by_missing(const void *a, const void *b)
{
	const near *x = a, *y = b;
	if (x->lacks != y->lacks)
		return x->lacks < y->lacks ? -1 : 1;
	return x->dream < y->dream ? -1 : 1;
}

static void put_near_row(fl_page *page, size_t dream)
{
	const fl_candidate *c = page->result->dreams[dream].candidate;
	int64_t flowers = c->threshold > c->tally ? c->threshold - c->tally : 0;
	int64_t givers = c->threshold_givers > c->givers ? c->threshold_givers - c->givers : 0;
	fl_html_th(page);
	fl_html_dream_link(page, dream);
	fl_buf_putc(page->out, ' ');
	fl_html_dream_title(page, dream);
	fl_buf_puts(page->out, "</th><td class=\"wide\">");
	fl_html_bar(page, c->tally, c->threshold, 0, c->threshold > c->tally ? c->threshold : c->tally);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_count(page, c->tally);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	fl_html_count(page, c->threshold);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	if (flowers > 0 || givers == 0)
		fl_html_count(page, flowers);
	if (givers > 0) {
		char text[32];
		snprintf(text, sizeof text, "%lld", (long long)givers);
		fl_buf_puts(page->out, flowers > 0 ? " + " : "");
		fl_html_fill(page, FL_W_MISSING_GIVERS, text, NULL, NULL);
	}
	fl_buf_puts(page->out, "</td></tr>");
}

static void put_nearest(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_DREAM, false },
						  { FL_W_REACHED, false },
						  { FL_W_FLOWERS, true },
						  { FL_W_T_THRESHOLD, true },
						  { FL_W_MISSING, true } };
	const fl_result *result = page->result;
	size_t count = 0;
	near *list = fl_alloc_array(result->num_dreams + 1, sizeof *list);
	if (list == NULL) {
		page->out->status = page->out->status == FL_OK ? FL_ENOMEM : page->out->status;
		return;
	}
	for (size_t i = 0; i < result->num_dreams; i++) {
		const fl_candidate *c = result->dreams[i].candidate;
		if (c->standing != FL_BELOW_THRESHOLD)
			continue;
		int64_t flowers = lack(c->tally, c->threshold), givers = lack(c->givers, c->threshold_givers);
		list[count++] = (near){ i, flowers > givers ? flowers : givers };
	}
	qsort(list, count, sizeof *list, by_missing);
	if (count > 0) {
		fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
		fl_html_word(page, FL_W_NEAREST);
		fl_buf_puts(page->out, "</h2>\n");
		fl_html_table_begin(page, FL_W_NEAREST, columns, sizeof columns / sizeof *columns);
		for (size_t i = 0; i < count && i < NEAREST_SHOWN; i++)
			put_near_row(page, list[i].dream);
		fl_html_table_end(page);
		fl_buf_puts(page->out, "</div>\n");
	}
	fl_free(list);
}

static void put_threshold(fl_page *page)
{
	bool any = false, below = page->totals.below > 0;
	for (size_t i = 0; i < page->result->num_dreams && !any; i++)
		any = has_threshold(page->result->dreams[i].candidate);
	begin_card(page, FL_W_THRESHOLD_HEAD, any || below ? FL_W_THRESHOLD_TEXT : FL_W_THRESHOLD_NONE);
	if (any)
		put_threshold_chart(page);
	fl_buf_puts(page->out, "</div>\n");
}

/* ---- how even it is --------------------------------------------------------------------------- */

static void put_measure(fl_page *page, fl_word_id name, int64_t millionths, bool percent)
{
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th>");
	fl_html_td(page, true);
	if (percent) {
		fl_figure_percent(page->out, millionths, 1000000, 2);
		fl_buf_puts(page->out, " %");
	} else {
		fl_buf_printf(page->out, "%lld.%04lld", (long long)(millionths / 1000000), (long long)(millionths / 100 % 10000));
	}
	fl_buf_puts(page->out, "</td></tr>");
}

static void put_none(fl_page *page, fl_word_id name)
{
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th>");
	fl_html_no_number(page);
	fl_buf_puts(page->out, "</tr>");
}

static fl_status measure(const fl_result *result, fl_fairness *ret)
{
	size_t count = result->num_dreams;
	fl_error err = FL_ERROR_INIT;
	fl_candidate *candidates = fl_alloc_array(count + 1, sizeof *candidates);
	fl_money *amounts = fl_alloc_array(count + 1, sizeof *amounts);
	fl_status status = candidates != NULL && amounts != NULL ? FL_OK : FL_ENOMEM;
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		candidates[i] = *result->dreams[i].candidate;
		amounts[i] = result->dreams[i].award->amount;
	}
	if (status == FL_OK)
		status = fl_fairness_measure(candidates, amounts, count, ret, &err);
	fl_free(candidates);
	fl_free(amounts);
	return status;
}

static void put_even(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_MEASURE, false }, { FL_W_VALUE, true } };
	fl_fairness f;
	fl_status status = measure(page->result, &f);
	if (status != FL_OK) {
		page->out->status = page->out->status == FL_OK ? status : page->out->status;
		return;
	}
	begin_card(page, FL_W_EVEN_HEAD, FL_W_EVEN_TEXT);
	fl_html_table_begin(page, FL_W_EVEN_HEAD, columns, 2);
	const struct {
		fl_word_id name;
		int64_t value;
	} measures[] = { { FL_W_EVEN_MEAN, f.mean },
			 { FL_W_EVEN_LEAST, f.least },
			 { FL_W_EVEN_GINI, f.gini },
			 { FL_W_EVEN_BACKED, f.flowers_funded },
			 { FL_W_EVEN_MET, f.flowers_met } };
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (page->result->allocation->outcome == FL_INFEASIBLE || measures[i].value == FL_FAIRNESS_NONE) /* "0" would be the best of some */
			put_none(page, measures[i].name);
		else
			put_measure(page, measures[i].name, measures[i].value, measures[i].name != FL_W_EVEN_GINI);
	fl_html_table_end(page);
	fl_buf_puts(page->out, "</div>\n");
}

void fl_html_pictures(fl_page *page)
{
	fl_buf_puts(page->out, "<div class=\"two\">\n");
	put_coverage(page);
	put_awards(page);
	fl_buf_puts(page->out, "</div>\n<div class=\"two\">\n");
	put_threshold(page);
	put_even(page);
	fl_buf_puts(page->out, "</div>\n");
	put_nearest(page);
}
