/* SPDX-License-Identifier: Apache-2.0
 *
 * write_sweep.c - the answers of a sweep: a row a point, as a table for a terminal and as JSON (florin-sweep/1). Awards are those of the
 * optimum before rounding, rounded down.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/rational.h"
#include "base/str.h"
#include "report/aligned.h"
#include "report/figure.h"
#include "report/sweep_conflict.h"

#define VALUE 14 /* and as wide as the name of the setting */
#define WIDE  18
#define SMALL 11

typedef struct page {
	fl_buf *out;
	fl_buf cell;
	const fl_sweep_table *table;
	size_t width[2]; /* of the columns of settings */
} page;

static const struct {
	const char *word;
	size_t width;
} heads[] = { { "qualified", SMALL }, { "funded", SMALL }, { "in full", SMALL },  { "awarded", WIDE },
	      { "honoured", SMALL },  { "backed", SMALL }, { "smallest", SMALL }, { "Gini", SMALL } };

static void end_cell(page *p, size_t width)
{
	fl_aligned_right(p->out, fl_buf_view(&p->cell), width);
	fl_figure_failed(p->out, &p->cell);
	fl_buf_clear(&p->cell);
}

static void put_count(page *p, int64_t n)
{
	fl_figure_count(&p->cell, n);
	end_cell(p, SMALL);
}

/* Millionths in per cent. */
static void put_percent(page *p, int64_t n)
{
	if (n == FL_FAIRNESS_NONE)
		fl_buf_putc(&p->cell, '-');
	else
		fl_buf_printf(&p->cell, "%lld.%02lld %%", (long long)(n / 10000), (long long)(n / 100 % 100));
	end_cell(p, SMALL);
}

static void put_row(page *p, const fl_sweep_row *row)
{
	int digits = p->table->spec->currency.minor_digits;
	for (size_t a = 0; a < p->table->num_axes; a++)
		fl_aligned_left(p->out, row->values[a], p->width[a]);
	fl_aligned_left(p->out, fl_str_of(row->status), 11);
	put_count(p, row->qualified);
	if (!fl_sweep_has_answer(row)) { /* no numbers: "0" would be the best of some */
		for (size_t i = 1; i < sizeof heads / sizeof *heads; i++)
			fl_aligned_right(p->out, FL_STR("-"), heads[i].width);
		fl_buf_putc(p->out, '\n');
		return;
	}
	put_count(p, row->funded);
	put_count(p, row->full);
	fl_money_print(&p->cell, row->awarded, digits, true);
	end_cell(p, WIDE);
	put_percent(p, row->fairness.flowers_met);
	put_percent(p, row->fairness.flowers_funded);
	put_percent(p, row->fairness.least);
	if (row->fairness.gini == FL_FAIRNESS_NONE)
		fl_buf_putc(&p->cell, '-');
	else
		fl_buf_printf(&p->cell, "%lld.%04lld", (long long)(row->fairness.gini / 1000000),
			      (long long)(row->fairness.gini / 100 % 10000));
	end_cell(p, SMALL);
	fl_buf_putc(p->out, '\n');
}

/* "7500000" or "7500000 / 20%" */
static void put_values(page *p, const fl_sweep_row *row)
{
	for (size_t a = 0; a < p->table->num_axes; a++) {
		fl_buf_puts(p->out, a ? " / " : "");
		fl_aligned_name(p->out, row->values[a]);
	}
}

static void say_conflict(page *p, size_t first)
{
	const fl_sweep_row *rows = p->table->rows;
	size_t count = 0;
	for (size_t k = first; k < p->table->num_rows; k++) {
		if (!fl_sweep_same_conflict(&rows[first], &rows[k]))
			continue;
		if (count < FL_SWEEP_POINTS_NAMED) {
			fl_buf_puts(p->out, count ? ", " : "\nNothing meets every limit at ");
			put_values(p, &rows[k]);
		}
		count++;
	}
	if (count > FL_SWEEP_POINTS_NAMED)
		fl_buf_printf(p->out, " and %zu more", count - FL_SWEEP_POINTS_NAMED);
	if (count > 1) {
		fl_buf_puts(p->out, " (amounts: at ");
		put_values(p, &rows[first]);
		fl_buf_putc(p->out, ')');
	}
	fl_buf_puts(p->out, ":\n");
	for (size_t i = 0; i < rows[first].num_conflict; i++) {
		const fl_sweep_limit *limit = &rows[first].conflict[i];
		fl_buf_puts(p->out, "  ");
		fl_aligned_name(p->out, limit->title[FL_LANG_EN]);
		fl_buf_puts(p->out, ": ");
		fl_aligned_name(p->out, limit->conflict);
		fl_buf_puts(p->out, limit->mend.len ? "\n    " : "");
		fl_aligned_name(p->out, limit->mend);
		fl_buf_putc(p->out, '\n');
	}
}

static void say_conflicts(page *p)
{
	size_t unknown = fl_sweep_unexplained(p->table);
	for (size_t k = fl_sweep_next_conflict(p->table, 0); k < p->table->num_rows;
	     k = fl_sweep_next_conflict(p->table, k + 1))
		say_conflict(p, k);
	if (unknown > 0)
		fl_buf_printf(p->out,
			      "\nNothing meets every limit at %zu %spoint%s; which limits conflict there was not "
			      "looked into.\n",
			      unknown, fl_sweep_next_conflict(p->table, 0) < p->table->num_rows ? "more " : "",
			      unknown == 1 ? "" : "s");
}

static void say(page *p)
{
	for (size_t a = 0; a < p->table->num_axes; a++)
		fl_aligned_left(p->out, p->table->axes[a], p->width[a]);
	fl_aligned_left(p->out, FL_STR("answer"), 11);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		fl_aligned_right(p->out, fl_str_of(heads[i].word), heads[i].width);
	fl_buf_putc(p->out, '\n');
	for (size_t k = 0; k < p->table->num_rows; k++)
		put_row(p, &p->table->rows[k]);
	say_conflicts(p);
	fl_buf_puts(
	    p->out,
	    "\nhonoured: flowers by the share of the request that is met; backed: flowers whose dream gets "
	    "something;\n"
	    "both of all flowers that count, whether or not their dream qualified; smallest: smallest coverage of a\n"
	    "request, over the qualified dreams; Gini: of coverage. Awards are before rounding.\n");
}

static void put_answer(fl_json_writer *w, const fl_sweep_row *row, const char *key, int64_t value)
{
	fl_json_put_key(w, key);
	if (fl_sweep_has_answer(row) && value != FL_FAIRNESS_NONE)
		fl_json_put_i64(w, value);
	else
		fl_json_put_null(w);
}

/* As result.json has it, with titles; null: nobody looked. */
static void write_conflict(fl_json_writer *w, const fl_sweep_row *row, size_t num_axes)
{
	fl_json_put_key(w, "conflict");
	if (!fl_sweep_has_answer(row) && !fl_sweep_explained(row)) {
		fl_json_put_null(w);
		return;
	}
	fl_json_begin_array(w);
	for (size_t i = 0; i < row->num_conflict; i++) {
		const fl_sweep_limit *limit = &row->conflict[i];
		fl_json_begin_object(w);
		fl_json_kv_str(w, limit->is_pool ? "pool" : "group", limit->name);
		fl_json_kv_str(w, "title", limit->title[FL_LANG_EN]);
		fl_json_kv_str(w, "conflict", limit->conflict);
		fl_json_kv_str(w, "mend", limit->mend);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	if (!row->told_at)
		return;
	fl_json_put_key(w, "conflict_told_at");
	fl_json_begin_array(w);
	for (size_t a = 0; a < num_axes; a++)
		fl_json_put_str(w, row->told_at->values[a]);
	fl_json_end_array(w);
}

static void write_row(page *p, fl_json_writer *w, const fl_sweep_row *row)
{
	bool exact = true;
	fl_json_begin_object(w);
	fl_json_put_key(w, "values");
	fl_json_begin_array(w);
	for (size_t a = 0; a < p->table->num_axes; a++)
		fl_json_put_str(w, row->values[a]);
	fl_json_end_array(w);
	fl_json_kv_z(w, "status", row->status);
	fl_mpq_print_short(&p->cell, row->optimum, -1, &exact);
	fl_json_put_key(w, "optimum");
	if (fl_sweep_has_answer(row))
		fl_json_put_str(w, fl_buf_view(&p->cell));
	else
		fl_json_put_null(w);
	fl_figure_failed(p->out, &p->cell);
	fl_buf_clear(&p->cell);
	fl_json_kv_bool(w, "exact", exact);
	fl_json_kv_i64(w, "qualified", row->qualified);
	put_answer(w, row, "funded", row->funded);
	put_answer(w, row, "funded_in_full", row->full);
	fl_json_kv_i64(w, "budget", row->budget);
	put_answer(w, row, "awarded", row->awarded);
	fl_json_put_key(w, "millionths");
	fl_json_begin_object(w);
	put_answer(w, row, "mean_coverage", row->fairness.mean);
	put_answer(w, row, "smallest_coverage", row->fairness.least);
	put_answer(w, row, "gini_of_coverage", row->fairness.gini);
	put_answer(w, row, "flowers_funded", row->fairness.flowers_funded);
	put_answer(w, row, "flowers_honoured", row->fairness.flowers_met);
	fl_json_end_object(w);
	write_conflict(w, row, p->table->num_axes);
	fl_json_end_object(w);
}

static void write_json(page *p)
{
	fl_json_writer w;
	fl_json_start(&w, p->out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-sweep/1");
	fl_json_kv_str(&w, "round", p->table->spec->id);
	fl_json_kv_str(&w, "currency", fl_str_of(p->table->spec->currency.code));
	fl_json_kv_i64(&w, "minor_digits", p->table->spec->currency.minor_digits);
	fl_json_put_key(&w, "axes");
	fl_json_begin_array(&w);
	for (size_t a = 0; a < p->table->num_axes; a++)
		fl_json_put_str(&w, p->table->axes[a]);
	fl_json_end_array(&w);
	fl_json_put_key(&w, "points");
	fl_json_begin_array(&w);
	for (size_t k = 0; k < p->table->num_rows; k++)
		write_row(p, &w, &p->table->rows[k]);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(p->out, '\n');
}

fl_status fl_report_sweep(const fl_sweep_table *table, bool json, fl_buf *out, fl_error *err)
{
	page p = { .out = out, .table = table };
	fl_buf_init(&p.cell, FL_BUF_MAX_DEFAULT);
	for (size_t a = 0; a < table->num_axes; a++) {
		size_t columns = fl_text_columns(table->axes[a].data, table->axes[a].len);
		columns = columns < FL_NAME_COLUMNS ? columns : FL_NAME_COLUMNS;
		p.width[a] = columns + 2 > VALUE ? columns + 2 : VALUE;
	}
	if (json)
		write_json(&p);
	else
		say(&p);
	fl_buf_release(&p.cell);
	return fl_buf_status(out, err);
}
