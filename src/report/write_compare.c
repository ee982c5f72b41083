/* SPDX-License-Identifier: Apache-2.0
 *
 * write_compare.c - two results of one round side by side: totals, measures of fairness, pools and groups, and dream by dream who gains,
 * who loses, and why. As words for a terminal and as JSON (florin-compare/1).
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "report/aligned.h"
#include "report/compare.h"
#include "report/figure.h"

#define SHOWN_MAX 10 /* dreams of each side on a terminal; JSON has all */
#define CELL      20

typedef struct page {
	fl_buf *out;
	fl_buf cell;
	const fl_comparison *c;
	fl_compared found;
} page;

static const fl_result *side(const page *p, int which)
{
	return p->c->result[which];
}

/* "the official result", "the round as it is", or the name of the scenario. */
static fl_str name_of(const page *p, int which)
{
	const char *own = fl_compared_own(p->c, which, FL_LANG_EN);
	return fl_str_of(own ? own : p->c->name[which]);
}

/* No answer has no measures: "0" would be the best of some. */
static bool measured(const page *p, int which, int64_t value)
{
	return side(p, which)->allocation->outcome != FL_INFEASIBLE && value != FL_FAIRNESS_NONE;
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

static void end_cell(page *p)
{
	fl_aligned_right(p->out, fl_buf_view(&p->cell), CELL);
	fl_figure_failed(p->out, &p->cell);
	fl_buf_clear(&p->cell);
}

static void put_sign(page *p, int64_t n)
{
	if (n > 0)
		fl_buf_putc(&p->cell, '+');
}

static void put_counts(page *p, const char *what, int64_t a, int64_t b)
{
	fl_aligned_left(p->out, fl_str_of(what), FL_NAME_COLUMNS);
	fl_figure_count(&p->cell, a);
	end_cell(p);
	fl_figure_count(&p->cell, b);
	end_cell(p);
	put_sign(p, b - a);
	fl_figure_count(&p->cell, b - a);
	end_cell(p);
	fl_buf_putc(p->out, '\n');
}

static void put_amounts(page *p, fl_str what, fl_money a, fl_money b)
{
	int digits = side(p, 0)->spec->currency.minor_digits;
	fl_aligned_left(p->out, what, FL_NAME_COLUMNS);
	fl_money_print(&p->cell, a, digits, true);
	end_cell(p);
	fl_money_print(&p->cell, b, digits, true);
	end_cell(p);
	put_sign(p, b - a);
	fl_money_print(&p->cell, b - a, digits, true);
	end_cell(p);
	fl_buf_putc(p->out, '\n');
}

/* Millionths as a share of 1 ("0.4142") or in per cent ("41.42 %"); what changes is in percentage points ("+1.20 pp"). */
static void put_measure(page *p, int64_t value, bool percent, bool change)
{
	if (change)
		put_sign(p, value);
	if (value < 0)
		fl_buf_putc(&p->cell, '-');
	int64_t size = value < 0 ? -value : value;
	if (percent)
		fl_buf_printf(&p->cell, "%lld.%02lld %s", (long long)(size / 10000), (long long)(size / 100 % 100),
			      change ? "pp" : "%");
	else
		fl_buf_printf(&p->cell, "%lld.%04lld", (long long)(size / 1000000), (long long)(size / 100 % 10000));
	end_cell(p);
}

static void put_measures(page *p, const char *what, int64_t a, int64_t b, bool percent)
{
	const int64_t values[2] = { a, b };
	fl_aligned_left(p->out, fl_str_of(what), FL_NAME_COLUMNS);
	for (int s = 0; s < 2; s++)
		if (measured(p, s, values[s]))
			put_measure(p, values[s], percent, false);
		else
			fl_aligned_right(p->out, FL_STR("-"), CELL);
	if (measured(p, 0, a) && measured(p, 1, b))
		put_measure(p, fl_compared_change(a, b), percent, true);
	else
		fl_aligned_right(p->out, FL_STR("-"), CELL);
	fl_buf_putc(p->out, '\n');
}

static void put_head(page *p, const char *what)
{
	fl_aligned_left(p->out, fl_str_of(what), FL_NAME_COLUMNS);
	for (int s = 0; s < 2; s++) {
		fl_aligned_name(&p->cell, name_of(p, s));
		end_cell(p);
	}
	fl_aligned_right(p->out, FL_STR("change"), CELL);
	fl_buf_putc(p->out, '\n');
}

static void put_totals(page *p)
{
	const fl_totals *a = &p->found.totals[0], *b = &p->found.totals[1];
	const fl_fairness *x = &p->c->fairness[0], *y = &p->c->fairness[1];
	put_head(p, "");
	fl_aligned_left(p->out, FL_STR("answer"), FL_NAME_COLUMNS);
	for (int s = 0; s < 2; s++)
		fl_aligned_right(p->out, fl_str_of(fl_bundle_outcome_word(side(p, s)->allocation->outcome)), CELL);
	fl_buf_putc(p->out, '\n');
	put_counts(p, "qualified", a->qualified, b->qualified);
	put_counts(p, "below the threshold", a->below, b->below);
	put_counts(p, "duplicates", a->duplicates, b->duplicates);
	put_counts(p, "funded", a->funded, b->funded);
	put_counts(p, "funded in full", a->whole, b->whole);
	put_amounts(p, FL_STR("budget"), a->budget, b->budget);
	put_amounts(p, FL_STR("awarded"), a->awarded, b->awarded);
	put_measures(p, "mean coverage of requests", x->mean, y->mean, true);
	put_measures(p, "smallest coverage", x->least, y->least, true);
	put_measures(p, "Gini of coverage", x->gini, y->gini, false);
	put_measures(p, "flowers whose dream is funded", x->flowers_funded, y->flowers_funded, true);
	put_measures(p, "flowers honoured", x->flowers_met, y->flowers_met, true);
	fl_buf_puts(p->out, "\nCoverage: over the qualified dreams; flowers: of all that count, whether or not their dream qualified.\n"
			    "pp: percentage points.\n");
}

/* Limits of either side whose money changed. */
static void put_limits(page *p, bool pools)
{
	bool head = false;
	for (size_t i = 0; i < p->found.num_limits; i++) {
		const fl_limit_pair *pair = &p->found.limits[i];
		const fl_limit_line *line = pair->line[0] ? pair->line[0] : pair->line[1];
		if (line->is_pool != pools || pair->awarded[0] == pair->awarded[1])
			continue;
		if (!head) {
			fl_buf_putc(p->out, '\n');
			put_head(p, pools ? "Pool (those that change)" : "Group (those that change)");
		}
		head = true;
		put_amounts(p, line->name, pair->awarded[0], pair->awarded[1]);
	}
}

static void put_why(page *p, size_t dream, int s)
{
	fl_buf_puts(p->out, "    ");
	fl_aligned_name(p->out, name_of(p, s));
	fl_buf_puts(p->out, ": ");
	fl_reason_say(side(p, s), dream, FL_LANG_EN, &p->cell);
	fl_aligned_name(p->out, fl_buf_view(&p->cell));
	fl_figure_failed(p->out, &p->cell);
	fl_buf_clear(&p->cell);
	fl_buf_putc(p->out, '\n');
}

static void put_dream(page *p, const fl_moved_dream *moved)
{
	const fl_result_dream *a = &side(p, 0)->dreams[moved->dream], *b = &side(p, 1)->dreams[moved->dream];
	fl_buf_putc(&p->cell, ' ');
	fl_buf_putc(&p->cell, ' ');
	fl_buf_str(&p->cell, a->dream->id);
	fl_buf_putc(&p->cell, ' ');
	fl_buf_str(&p->cell, a->dream->title);
	fl_buf name = p->cell;
	fl_buf_init(&p->cell, FL_BUF_MAX_DEFAULT);
	put_amounts(p, fl_buf_view(&name), a->award->amount, b->award->amount);
	fl_figure_failed(p->out, &name);
	fl_buf_release(&name);
	put_why(p, moved->dream, 0);
	put_why(p, moved->dream, 1);
}

static void put_side(page *p, const char *verb, size_t count, fl_money amount, bool gain)
{
	fl_buf_putc(p->out, '\n');
	if (count == 0) {
		fl_buf_printf(p->out, "No dream %s.\n", gain ? "gains" : "loses");
		return;
	}
	fl_figure_count(p->out, (int64_t)count);
	fl_buf_printf(p->out, " dream%s %s ", count == 1 ? "" : "s", verb);
	fl_figure_amount(p->out, &side(p, 0)->spec->currency, FL_LANG_EN, amount);
	fl_buf_puts(p->out, " in all\n");
	for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
		put_dream(p, gain ? &p->found.moved[i] : &p->found.moved[p->found.num_moved - 1 - i]);
	if (count > SHOWN_MAX)
		fl_buf_printf(p->out, "  and %zu more\n", count - SHOWN_MAX);
}

static void say(page *p)
{
	put_totals(p);
	put_limits(p, true);
	put_limits(p, false);
	put_side(p, p->found.gainers == 1 ? "gains" : "gain", p->found.gainers, p->found.gained, true);
	put_side(p, p->found.losers == 1 ? "loses" : "lose", p->found.losers, p->found.lost, false);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void pair_of(fl_json_writer *w, const char *key, int64_t a, int64_t b)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	fl_json_put_i64(w, a);
	fl_json_put_i64(w, b);
	fl_json_end_array(w);
}

static void measures_of(const page *p, fl_json_writer *w, const char *key, int64_t a, int64_t b)
{
	const int64_t values[2] = { a, b };
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (int s = 0; s < 2; s++)
		if (measured(p, s, values[s]))
			fl_json_put_i64(w, values[s]);
		else
			fl_json_put_null(w);
	fl_json_end_array(w);
}

static void write_totals(page *p, fl_json_writer *w)
{
	const fl_totals *a = &p->found.totals[0], *b = &p->found.totals[1];
	const fl_fairness *x = &p->c->fairness[0], *y = &p->c->fairness[1];
	fl_json_put_key(w, "status");
	fl_json_begin_array(w);
	for (int s = 0; s < 2; s++)
		fl_json_put_z(w, fl_bundle_outcome_word(side(p, s)->allocation->outcome));
	fl_json_end_array(w);
	fl_json_put_key(w, "totals");
	fl_json_begin_object(w);
	pair_of(w, "qualified", a->qualified, b->qualified);
	pair_of(w, "below_threshold", a->below, b->below);
	pair_of(w, "duplicates", a->duplicates, b->duplicates);
	pair_of(w, "ineligible", a->ineligible, b->ineligible);
	pair_of(w, "funded", a->funded, b->funded);
	pair_of(w, "funded_in_full", a->whole, b->whole);
	pair_of(w, "requested", a->requested, b->requested);
	pair_of(w, "budget", a->budget, b->budget);
	pair_of(w, "awarded", a->awarded, b->awarded);
	fl_json_end_object(w);
	fl_json_put_key(w, "millionths");
	fl_json_begin_object(w);
	measures_of(p, w, "mean_coverage", x->mean, y->mean);
	measures_of(p, w, "smallest_coverage", x->least, y->least);
	measures_of(p, w, "gini_of_coverage", x->gini, y->gini);
	measures_of(p, w, "flowers_funded", x->flowers_funded, y->flowers_funded);
	measures_of(p, w, "flowers_honoured", x->flowers_met, y->flowers_met);
	fl_json_end_object(w);
}

static void write_limits(page *p, fl_json_writer *w, bool pools)
{
	fl_json_put_key(w, pools ? "pools" : "groups");
	fl_json_begin_array(w);
	for (size_t i = 0; i < p->found.num_limits; i++) {
		const fl_limit_pair *pair = &p->found.limits[i];
		const fl_limit_line *line = pair->line[0] ? pair->line[0] : pair->line[1];
		if (line->is_pool != pools)
			continue;
		fl_json_begin_object(w);
		fl_json_kv_str(w, pools ? "pool" : "group", line->name);
		pair_of(w, "awarded", pair->awarded[0], pair->awarded[1]);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void write_dream(page *p, fl_json_writer *w, const fl_moved_dream *moved)
{
	const fl_result_dream *a = &side(p, 0)->dreams[moved->dream], *b = &side(p, 1)->dreams[moved->dream];
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", a->dream->id);
	pair_of(w, "award", a->award->amount, b->award->amount);
	fl_json_kv_i64(w, "change", moved->amount);
	fl_json_put_key(w, "status");
	fl_json_begin_array(w);
	fl_json_put_z(w, fl_dream_status_code(fl_dream_status_of(a)));
	fl_json_put_z(w, fl_dream_status_code(fl_dream_status_of(b)));
	fl_json_end_array(w);
	fl_json_put_key(w, "reason");
	fl_json_begin_array(w);
	for (int s = 0; s < 2; s++) {
		fl_reason_say(side(p, s), moved->dream, FL_LANG_EN, &p->cell);
		fl_json_put_str(w, fl_buf_view(&p->cell));
		fl_figure_failed(p->out, &p->cell);
		fl_buf_clear(&p->cell);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void write_json(page *p)
{
	fl_json_writer w;
	fl_json_start(&w, p->out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-compare/1");
	fl_json_kv_str(&w, "round", side(p, 0)->spec->id);
	fl_json_kv_z(&w, "a", p->c->name[0]);
	fl_json_kv_z(&w, "b", p->c->name[1]);
	write_totals(p, &w);
	write_limits(p, &w, true);
	write_limits(p, &w, false);
	fl_json_kv_i64(&w, "gainers", (int64_t)p->found.gainers);
	fl_json_kv_i64(&w, "gained", p->found.gained);
	fl_json_kv_i64(&w, "losers", (int64_t)p->found.losers);
	fl_json_kv_i64(&w, "lost", p->found.lost);
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < p->found.num_moved; i++)
		write_dream(p, &w, &p->found.moved[i]);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(p->out, '\n');
}

fl_status fl_report_compare(const fl_comparison *comparison, bool json, fl_buf *out, fl_error *err)
{
	page p = { .out = out, .c = comparison };
	fl_buf_init(&p.cell, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_compared_find(comparison, &p.found, err);
	if (status == FL_OK) {
		if (json)
			write_json(&p);
		else
			say(&p);
		status = fl_buf_status(out, err);
	}
	fl_compared_release(&p.found);
	fl_buf_release(&p.cell);
	return status;
}
