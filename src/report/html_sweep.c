/* SPDX-License-Identifier: Apache-2.0
 *
 * html_sweep.c - the answers of a sweep as a page: lines over one setting, shaded tables over two, and all points as a table.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/str.h"
#include "report/figure.h"
#include "report/html_frame.h"
#include "report/html_lines.h"
#include "report/html_sweep.h"
#include "report/sweep_conflict.h"

enum { HEATS = 6, MILLION = 1000000, TENTH = 1000 /* of a per cent */, POINT_NUMBERS = 8 /* of an answer */ };

static const fl_sweep_table *table_of(const fl_page *page)
{
	return page->user;
}

/* What people call a setting. */
static bool is_budget(const fl_page *page, size_t axis)
{
	return fl_str_eqz(table_of(page)->axes[axis], "budget");
}

/* For an attribute. */
static void put_axis_text(fl_page *page, size_t axis)
{
	if (is_budget(page, axis))
		fl_html_word(page, FL_W_SWEEP_BUDGET);
	else
		fl_html_text(page, table_of(page)->axes[axis]);
}

static void put_axis(fl_page *page, size_t axis)
{
	fl_buf_puts(page->out, is_budget(page, axis) ? "" : "<code>");
	put_axis_text(page, axis);
	fl_buf_puts(page->out, is_budget(page, axis) ? "" : "</code>");
}

static void put_heading(fl_page *page)
{
	fl_buf first, second, *out = page->out;
	fl_buf_init(&first, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&second, FL_BUF_MAX_DEFAULT);
	page->out = &first;
	put_axis(page, 0);
	page->out = &second;
	if (table_of(page)->num_axes > 1)
		put_axis(page, 1);
	page->out = out;
	fl_figure_failed(out, &first);
	fl_figure_failed(out, &second);
	if (table_of(page)->num_axes > 1)
		fl_html_fill(page, FL_W_SWEEP_TWO, first.data, second.data, NULL);
	else
		fl_buf_str(out, fl_buf_view(&first));
	fl_buf_release(&first);
	fl_buf_release(&second);
}

void fl_html_sweep_value(fl_page *page, fl_str value, bool brief)
{
	int64_t n = 0;
	bool whole = value.len > 0 && value.len <= 18;
	for (size_t i = 0; i < value.len && whole; i++) {
		whole = value.data[i] >= '0' && value.data[i] <= '9';
		n = n * 10 + (value.data[i] - '0');
	}
	if (!whole)
		fl_html_text(page, value);
	else if (brief)
		fl_figure_short(page->out, page->lang, n);
	else
		fl_figure_count(page->out, n);
}

/* ---- one setting: lines ----------------------------------------------------------------------- */

typedef int64_t (*measure)(const fl_sweep_row *row);

static int64_t honoured(const fl_sweep_row *row)
{
	return row->fairness.flowers_met;
}

static int64_t backed(const fl_sweep_row *row)
{
	return row->fairness.flowers_funded;
}

static int64_t mean(const fl_sweep_row *row)
{
	return row->fairness.mean;
}

static int64_t qualified(const fl_sweep_row *row)
{
	return row->qualified;
}

static int64_t funded(const fl_sweep_row *row)
{
	return row->funded;
}

static int64_t full(const fl_sweep_row *row)
{
	return row->full;
}

static const measure shares[FL_LINES_MAX] = { honoured, backed, mean };
static const measure dreams[FL_LINES_MAX] = { qualified, funded, full };

static int64_t value_of(const void *user, const measure *measures, size_t line, size_t point)
{
	const fl_sweep_table *table = user;
	int64_t value = fl_sweep_has_answer(&table->rows[point]) ? measures[line](&table->rows[point]) : FL_FAIRNESS_NONE;
	return value == FL_FAIRNESS_NONE ? FL_LINES_MISSING : value;
}

static int64_t share_value(const void *user, size_t line, size_t point)
{
	return value_of(user, shares, line, point);
}

static int64_t dream_value(const void *user, size_t line, size_t point)
{
	return value_of(user, dreams, line, point);
}

static void put_label(const void *user, size_t point, fl_page *page)
{
	const fl_sweep_table *table = user;
	fl_html_sweep_value(page, table->rows[point].values[0], true);
}

static void put_share_tick(const void *user, int64_t value, fl_page *page)
{
	(void)user;
	fl_buf_printf(page->out, "%lld %%", (long long)(value / 10000));
}

static void put_count_tick(const void *user, int64_t value, fl_page *page)
{
	(void)user;
	fl_html_count(page, value);
}

/* Where between the points the round itself stands, when its budget is moved. */
static void find_now(const fl_sweep_table *table, fl_html_lines *lines)
{
	__extension__ typedef __int128 wide;
	fl_money from = table->rows[0].budget, to = table->rows[table->num_rows - 1].budget, now = table->official;
	if (!fl_str_eqz(table->axes[0], "budget") || now < from || now > to || to == from)
		return;
	lines->has_now = true;
	lines->now = (int64_t)((wide)(now - from) * 10000 / (to - from));
}

static void begin_card(fl_page *page, fl_word_id title, fl_word_id text)
{
	fl_buf_puts(page->out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, title);
	fl_buf_puts(page->out, "</h2>\n<p class=\"soft\">");
	fl_html_word(page, text);
	fl_buf_puts(page->out, "</p>\n");
}

static void put_now(fl_page *page, const fl_html_lines *lines)
{
	const fl_sweep_table *table = table_of(page);
	bool missing = false;
	for (size_t k = 0; k < table->num_rows; k++)
		missing = missing || !fl_sweep_has_answer(&table->rows[k]);
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	put_axis(page, 0);
	fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "。" : ". ");
	if (lines->has_now) {
		fl_buf amount, *out = page->out;
		fl_buf_init(&amount, 256);
		page->out = &amount;
		fl_html_amount(page, table->official);
		page->out = out;
		fl_figure_failed(out, &amount);
		fl_html_fill(page, FL_W_SWEEP_NOW, amount.data, NULL, NULL);
		fl_buf_release(&amount);
	}
	if (missing) {
		fl_buf_putc(page->out, ' ');
		fl_html_word(page, FL_W_SWEEP_NO_ANSWER);
	}
	fl_buf_puts(page->out, " <a href=\"#points\">");
	fl_html_word(page, FL_W_TABLE_BEHIND);
	fl_buf_puts(page->out, "</a></p>\n</div>\n");
}

/* The upper edge: four ticks of 1, 2, 5, 10, 20 ... */
static int64_t most_dreams(const fl_sweep_table *table)
{
	static const int factors[3] = { 1, 2, 5 };
	int64_t most = 1;
	for (size_t k = 0; k < table->num_rows; k++)
		most = table->rows[k].qualified > most ? table->rows[k].qualified : most;
	for (int64_t power = 1;; power *= 10)
		for (int f = 0; f < 3; f++)
			if (power * factors[f] * 4 >= most)
				return power * factors[f] * 4;
}

static void put_lines(fl_page *page)
{
	const fl_sweep_table *table = table_of(page);
	fl_html_lines first = { .title = FL_W_SWEEP_SHARES,
				.names = { FL_W_EVEN_MET, FL_W_EVEN_BACKED, FL_W_EVEN_MEAN },
				.num_lines = FL_LINES_MAX,
				.num_points = table->num_rows,
				.value = share_value,
				.label = put_label,
				.tick = put_share_tick,
				.user = table,
				.top = MILLION };
	fl_html_lines second = { .title = FL_W_SWEEP_DREAMS,
				 .names = { FL_W_QUALIFIED, FL_W_FUNDED, FL_W_CMP_FULL },
				 .num_lines = FL_LINES_MAX,
				 .num_points = table->num_rows,
				 .value = dream_value,
				 .label = put_label,
				 .tick = put_count_tick,
				 .user = table,
				 .top = most_dreams(table) };
	find_now(table, &first);
	find_now(table, &second);
	begin_card(page, FL_W_SWEEP_SHARES, FL_W_SWEEP_SHARES_TEXT);
	fl_html_lines_put(page, &first);
	put_now(page, &first);
	begin_card(page, FL_W_SWEEP_DREAMS, FL_W_SWEEP_DREAMS_TEXT);
	fl_html_lines_put(page, &second);
	put_now(page, &second);
}

/* ---- two settings: shaded tables -------------------------------------------------------------- */

/* To the nearest tenth of a per cent, so that it agrees with the hundredths of the table; less than all is not called all. */
static void put_tenths(fl_page *page, int64_t millionths)
{
	int64_t nearest = millionths + TENTH / 2;
	fl_figure_percent(page->out, millionths < MILLION && nearest >= MILLION ? MILLION - TENTH : nearest, MILLION, 1);
	fl_buf_puts(page->out, " %</td>");
}

static void put_cell(fl_page *page, const fl_sweep_row *row, measure of, int64_t most, bool percent)
{
	int64_t value = fl_sweep_has_answer(row) ? of(row) : FL_FAIRNESS_NONE, heat = most > 0 ? value * HEATS / most : 0;
	if (value == FL_FAIRNESS_NONE) {
		fl_buf_puts(page->out, "<td>\xe2\x80\x93</td>");
		return;
	}
	fl_buf_printf(page->out, "<td class=\"h%d\">", (int)(heat < HEATS ? heat : HEATS - 1));
	if (percent) {
		put_tenths(page, value);
	} else {
		fl_html_count(page, value);
		fl_buf_puts(page->out, "</td>");
	}
}

static void put_grid(fl_page *page, fl_word_id title, measure of, bool percent)
{
	const fl_sweep_table *table = table_of(page);
	size_t across = 1;
	int64_t most = percent ? MILLION : 1;
	fl_buf down, *out = page->out, right;
	fl_buf_init(&down, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&right, FL_BUF_MAX_DEFAULT);
	while (across < table->num_rows && fl_str_eq(table->rows[across].values[0], table->rows[0].values[0]))
		across++;
	for (size_t k = 0; k < table->num_rows; k++)
		most = of(&table->rows[k]) > most ? of(&table->rows[k]) : most;
	page->out = &down;
	put_axis(page, 0);
	page->out = &right;
	put_axis(page, 1);
	page->out = out;
	fl_figure_failed(out, &down);
	fl_figure_failed(out, &right);
	fl_buf_puts(out, "<div class=\"card\">\n<h2>");
	fl_html_word(page, title);
	fl_buf_puts(out, "</h2>\n<p class=\"soft\">");
	fl_html_fill(page, FL_W_SWEEP_GRID_TEXT, down.data, right.data, NULL);
	fl_buf_puts(out, "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_word(page, title);
	fl_buf_puts(out, "\"><table class=\"grid-table\"><caption class=\"hidden\">");
	fl_html_word(page, title);
	fl_buf_puts(out, "</caption><thead><tr><td></td>");
	for (size_t k = 0; k < across; k++) {
		fl_buf_puts(out, "<th scope=\"col\">");
		fl_html_sweep_value(page, table->rows[k].values[1], false);
		fl_buf_puts(out, "</th>");
	}
	fl_buf_puts(out, "</tr></thead><tbody>");
	for (size_t k = 0; k < table->num_rows; k++) {
		if (k % across == 0) {
			fl_buf_puts(out, "\n<tr><th scope=\"row\">");
			fl_html_sweep_value(page, table->rows[k].values[0], false);
			fl_buf_puts(out, "</th>");
		}
		put_cell(page, &table->rows[k], of, most, percent);
		if (k % across + 1 == across)
			fl_buf_puts(out, "</tr>");
	}
	fl_buf_puts(out, "</tbody></table></div>\n</div>\n");
	fl_buf_release(&down);
	fl_buf_release(&right);
}

static void put_pictures(fl_page *page)
{
	if (table_of(page)->num_rows == 0)
		return;
	if (table_of(page)->num_axes == 1) {
		put_lines(page);
		return;
	}
	put_grid(page, FL_W_EVEN_MET, honoured, true);
	put_grid(page, FL_W_EVEN_MEAN, mean, true);
	put_grid(page, FL_W_FUNDED, funded, false);
}

/* ---- all points ------------------------------------------------------------------------------- */

/* The name of its column is for a phone, where a row is a card. */
static void begin_cell(fl_page *page, fl_word_id name)
{
	fl_buf_printf(page->out, "<td%s data-name=\"", name == FL_W_CMP_ANSWER ? "" : " class=\"num\"");
	fl_html_word(page, name);
	fl_buf_puts(page->out, "\">");
}

static void put_percent(fl_page *page, fl_word_id name, int64_t millionths)
{
	if (millionths == FL_FAIRNESS_NONE) {
		fl_html_no_number(page);
		return;
	}
	begin_cell(page, name);
	fl_figure_percent(page->out, millionths, MILLION, 2);
	fl_buf_puts(page->out, " %</td>");
}

static void put_number(fl_page *page, fl_word_id name, int64_t n)
{
	begin_cell(page, name);
	fl_html_count(page, n);
	fl_buf_puts(page->out, "</td>");
}

static void put_status(fl_page *page, const fl_sweep_row *row)
{
	begin_cell(page, FL_W_CMP_ANSWER);
	fl_html_word(page, !fl_sweep_has_answer(row)			   ? FL_W_OUTCOME_INFEASIBLE
			   : strcmp(row->status, "optimal") == 0 ? FL_W_OUTCOME_OPTIMAL
								 : FL_W_OUTCOME_FEASIBLE);
	fl_buf_puts(page->out, "</td>");
}

static void put_point(fl_page *page, const fl_sweep_row *row)
{
	const fl_sweep_table *table = table_of(page);
	fl_buf_puts(page->out, "\n<tr>");
	for (size_t a = 0; a < table->num_axes; a++) {
		fl_buf_puts(page->out, a == 0 ? "<th scope=\"row\" class=\"num\" data-name=\"" : "<td class=\"num\" data-name=\"");
		put_axis_text(page, a);
		fl_buf_puts(page->out, "\">");
		fl_html_sweep_value(page, row->values[a], false);
		fl_buf_puts(page->out, a == 0 ? "</th>" : "</td>");
	}
	put_status(page, row);
	put_number(page, FL_W_QUALIFIED, row->qualified);
	if (!fl_sweep_has_answer(row)) {
		for (int i = 0; i < POINT_NUMBERS; i++)
			fl_html_no_number(page);
		fl_buf_puts(page->out, "</tr>");
		return;
	}
	put_number(page, FL_W_FUNDED, row->funded);
	put_number(page, FL_W_CMP_FULL, row->full);
	begin_cell(page, FL_W_AWARDED);
	fl_html_money(page, row->awarded);
	fl_buf_puts(page->out, "</td>");
	put_percent(page, FL_W_EVEN_MET, row->fairness.flowers_met);
	put_percent(page, FL_W_EVEN_BACKED, row->fairness.flowers_funded);
	put_percent(page, FL_W_EVEN_MEAN, row->fairness.mean);
	put_percent(page, FL_W_EVEN_LEAST, row->fairness.least);
	if (row->fairness.gini == FL_FAIRNESS_NONE) {
		fl_html_no_number(page);
	} else {
		begin_cell(page, FL_W_EVEN_GINI);
		fl_buf_printf(page->out, "%lld.%04lld</td>", (long long)(row->fairness.gini / MILLION),
			      (long long)(row->fairness.gini / 100 % 10000));
	}
	fl_buf_puts(page->out, "</tr>");
}

static void put_points(fl_page *page)
{
	static const fl_word_id heads[] = { FL_W_QUALIFIED,   FL_W_FUNDED,	 FL_W_CMP_FULL,	 FL_W_AWARDED,  FL_W_EVEN_MET,
					    FL_W_EVEN_BACKED, FL_W_EVEN_MEAN, FL_W_EVEN_LEAST, FL_W_EVEN_GINI };
	const fl_sweep_table *table = table_of(page);
	fl_buf_puts(page->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_word(page, FL_W_SWEEP_POINTS);
	fl_buf_puts(page->out, "\"><table class=\"cards\"><caption class=\"hidden\">");
	fl_html_word(page, FL_W_SWEEP_POINTS);
	fl_buf_puts(page->out, "</caption><thead><tr>");
	for (size_t a = 0; a < table->num_axes; a++) {
		fl_buf_puts(page->out, "<th scope=\"col\" class=\"num\">");
		put_axis(page, a);
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, "<th scope=\"col\">");
	fl_html_word(page, FL_W_CMP_ANSWER);
	fl_buf_puts(page->out, "</th>");
	for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
		fl_buf_puts(page->out, "<th scope=\"col\" class=\"num\">");
		fl_html_word(page, heads[h]);
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, "</tr></thead><tbody>");
	for (size_t k = 0; k < table->num_rows; k++)
		put_point(page, &table->rows[k]);
	fl_html_table_end(page);
}

static void put_round(fl_page *page)
{
	fl_html_text(page, page->spec->title.len > 0 ? page->spec->title : page->spec->id);
}

static const char *const styles[] = { "colours.css", "base.css", "scenario.css", NULL };
static const char *const scripts[] = { NULL };
static const fl_html_part parts[] = {
	{ "title", put_round },
	{ "round", put_round },
	{ "heading", put_heading },
	{ "pictures", put_pictures },
	{ "conflicts", fl_html_sweep_conflicts },
	{ "points", put_points },
};
static const fl_html_frame frame = { "sweep.html", styles, scripts, parts, sizeof parts / sizeof *parts, NULL, NULL };

fl_status fl_report_sweep_page(const fl_sweep_table *table, const char *lang, fl_buf *out, fl_error *err)
{
	fl_page page = { .spec = table->spec, .user = table, .out = out };
	fl_money unit = fl_figure_major(&table->spec->currency, 1);
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	for (size_t k = 0; k < table->num_rows; k++)
		page.fractions = page.fractions || table->rows[k].awarded % unit != 0;
	return fl_html_frame_put(&page, &frame, err);
}
