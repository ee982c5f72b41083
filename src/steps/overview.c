/* SPDX-License-Identifier: Apache-2.0
 *
 * overview.c - the result of a round in words, for a terminal: counts, money, verdict, pools and the groups that
 * bind.
 *
 */
#include "steps/overview.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/review_template.h"
#include "report/aligned.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/totals.h"

#define GROUPS_MAX   20 /* rows; the rest is counted */

typedef struct page {
	fl_buf *out;
	const fl_whole *whole;
	const fl_result *result;
	fl_totals totals;
} page;

static void put_head(page *p, const char *what)
{
	fl_buf_printf(p->out, "%-11s", what);
}

static void put_amount(page *p, fl_money amount)
{
	fl_figure_amount(p->out, &p->result->spec->currency, FL_LANG_EN, amount);
}

/* "3 dreams", "1 dream" */
static void put_count(page *p, int64_t n, const char *one, const char *many)
{
	fl_figure_count(p->out, n);
	fl_buf_printf(p->out, " %s", n == 1 ? one : many);
}

/* ---- lines ----------------------------------------------------------------------------------------------------- */

static void put_files(page *p, const char *role, const char *head)
{
	int64_t read = 0, accepted = 0, rejected = 0, left_out = 0;
	bool any = false;
	for (size_t i = 0; i < p->result->num_files; i++) {
		const fl_result_file *f = &p->result->files[i];
		if (!fl_str_eqz(f->role, role))
			continue;
		any = true;
		read += f->read;
		accepted += f->accepted;
		rejected += f->rejected;
		left_out += f->left_out;
	}
	if (!any)
		return;
	put_head(p, head);
	fl_figure_count(p->out, read);
	fl_buf_puts(p->out, " read, ");
	fl_figure_count(p->out, accepted);
	fl_buf_puts(p->out, " accepted, ");
	fl_figure_count(p->out, rejected);
	fl_buf_puts(p->out, " rejected");
	if (left_out > 0) {
		fl_buf_puts(p->out, ", ");
		fl_figure_count(p->out, left_out);
		fl_buf_puts(p->out, " left out");
	}
	fl_buf_putc(p->out, '\n');
}

static void put_standing(page *p)
{
	const fl_totals *t = &p->totals;
	put_head(p, "");
	fl_figure_count(p->out, t->qualified);
	fl_buf_puts(p->out, " qualified, ");
	fl_figure_count(p->out, t->below);
	fl_buf_puts(p->out, " below the threshold, ");
	put_count(p, t->duplicates, "duplicate", "duplicates");
	fl_buf_puts(p->out, ", ");
	fl_figure_count(p->out, t->ineligible);
	fl_buf_puts(p->out, " ineligible\n");
}

static void put_awards(page *p)
{
	const fl_totals *t = &p->totals;
	put_head(p, "Awards");
	put_amount(p, t->awarded);
	fl_buf_puts(p->out, " of ");
	put_amount(p, fl_round_money(p->result->spec));
	fl_buf_puts(p->out, " to ");
	put_count(p, t->funded, "dream", "dreams");
	fl_buf_puts(p->out, ", ");
	fl_figure_count(p->out, t->whole);
	fl_buf_puts(p->out, " of them in full\n");
}

/* What run did not wait for. */
static void put_open(page *p)
{
	const fl_result *r = p->result;
	int64_t pairs = 0;
	for (size_t i = 0; i < r->num_pairs; i++)
		pairs += r->pairs[i].verdict == FL_PAIR_REVIEW &&
			 !(r->num_templates > 0 && fl_review_template_holds(r->open, r->num_open, &r->pairs[i]));
	if (pairs == 0 && p->totals.unclear == 0 && r->num_templates == 0)
		return;
	put_head(p, "Open");
	put_count(p, pairs, "pair", "pairs");
	fl_buf_puts(p->out, " for a person to compare, ");
	put_count(p, p->totals.unclear, "category", "categories");
	fl_buf_puts(p->out, " unclear");
	if (r->num_templates > 0) {
		fl_buf_puts(p->out, ", ");
		put_count(p, (int64_t)r->num_templates, "template", "templates");
	}
	fl_buf_putc(p->out, '\n');
}

static void put_answer(page *p)
{
	const fl_allocation *a = p->result->allocation;
	put_head(p, "Answer");
	fl_buf_puts(p->out, fl_bundle_outcome_word(a->outcome));
	if (a->outcome == FL_INFEASIBLE) {
		fl_buf_puts(p->out, p->result->spec->policy.kind == FL_POLICY_MODEL
					? ": the model's awards are not within the limits of the round\n"
				    : fl_policy_baseline(p->result->spec->policy.kind)
					? ": the baseline misses limits of the round\n"
					: ": the limits of the round cannot hold together\n");
		for (size_t i = 0; i < a->num_limits; i++) {
			if (a->limits[i].conflict.len == 0)
				continue;
			put_head(p, "");
			fl_aligned_name(p->out, a->limits[i].conflict);
			if (a->limits[i].mend.len)
				fl_buf_puts(p->out, "; ");
			fl_aligned_name(p->out, a->limits[i].mend);
			fl_buf_putc(p->out, '\n');
		}
		return;
	}
	if (p->result->verified)
		fl_buf_puts(p->out, a->proof->has_bound
					? ", verified: the proof holds exactly\n"
				    : p->result->spec->policy.kind == FL_POLICY_MODEL
					? ", verified: every limit holds (what is best is for the model to say)\n"
					: ", verified: every limit holds (a baseline claims no optimum)\n");
	else {
		fl_buf_puts(p->out, ", NOT VERIFIED: ");
		fl_aligned_name(p->out, p->result->verify_why);
		fl_buf_putc(p->out, '\n');
	}
}

static void put_published(page *p)
{
	static const char *const words[] = {
		[FL_PUBLISHED_NONE] = NULL,
		[FL_PUBLISHED_SAME] = "same as published",
		[FL_PUBLISHED_DIFFERS] = "differs from what was published",
		[FL_PUBLISHED_NOT_REPLAYED] = "not compared",
	};
	if (!words[p->whole->published])
		return;
	put_head(p, "Published");
	fl_buf_printf(p->out, "%s\n", words[p->whole->published]);
	for (size_t i = 0; i < p->result->num_notes; i++) {
		const fl_result_note *note = &p->result->notes[i];
		if (!fl_str_starts(note->code, FL_STR("published-")))
			continue;
		put_head(p, "");
		fl_aligned_name(p->out, note->message);
		fl_buf_putc(p->out, '\n');
	}
}

/* ---- the table of limits ----------------------------------------------------------------------------------------
 */

static void put_money_cell(page *p, bool has, fl_money amount)
{
	fl_buf cell;
	fl_buf_init(&cell, 256);
	if (has)
		fl_money_print(&cell, amount, p->result->spec->currency.minor_digits, true);
	else
		fl_buf_putc(&cell, '-');
	fl_aligned_right(p->out, fl_buf_view(&cell), 20);
	fl_figure_failed(p->out, &cell);
	fl_buf_release(&cell);
}

static void put_limit(page *p, const fl_limit_line *line)
{
	fl_aligned_left(p->out, line->name, FL_NAME_COLUMNS);
	put_money_cell(p, line->has_min, line->min);
	put_money_cell(p, line->has_max, line->max);
	put_money_cell(p, true, line->awarded);
	fl_buf_putc(p->out, '\n');
}

static void put_limit_head(page *p, const char *what)
{
	fl_buf_putc(p->out, '\n');
	fl_aligned_left(p->out, fl_str_of(what), FL_NAME_COLUMNS);
	fl_aligned_right(p->out, FL_STR("at least"), 20);
	fl_aligned_right(p->out, FL_STR("at most"), 20);
	fl_aligned_right(p->out, FL_STR("awarded"), 20);
	fl_buf_putc(p->out, '\n');
}

static bool binds(const fl_limit_line *line)
{
	return (line->has_max && line->awarded == line->max) ||
	       (line->has_min && line->min > 0 && line->awarded == line->min);
}

static void put_limits(page *p)
{
	const fl_allocation *a = p->result->allocation;
	size_t groups = 0, bound = 0, shown = 0;
	put_limit_head(p, "Pool");
	for (size_t i = 0; i < a->num_limits; i++) {
		groups += !a->limits[i].is_pool;
		bound += !a->limits[i].is_pool && binds(&a->limits[i]);
		if (a->limits[i].is_pool)
			put_limit(p, &a->limits[i]);
	}
	if (groups == 0)
		return;
	if (groups > GROUPS_MAX && bound == 0) {
		fl_buf_printf(p->out, "\nNone of %zu groups is at a limit\n", groups);
		return;
	}
	put_limit_head(p, groups > GROUPS_MAX ? "Group (those at a limit)" : "Group");
	for (size_t i = 0; i < a->num_limits && shown < GROUPS_MAX; i++) {
		if (a->limits[i].is_pool || (groups > GROUPS_MAX && !binds(&a->limits[i])))
			continue;
		put_limit(p, &a->limits[i]);
		shown++;
	}
	if (shown < groups)
		fl_buf_printf(p->out, "and %zu more\n", groups - shown);
}

fl_status fl_overview_say(const fl_whole *whole, fl_buf *out, fl_error *err)
{
	page p = { .out = out, .whole = whole, .result = &whole->result };
	const fl_round_spec *spec = whole->result.spec;
	FL_TRY(fl_totals_count(p.result, &p.totals, err));
	put_head(&p, "Round");
	fl_aligned_name(out, spec->title.len ? spec->title : spec->id);
	fl_buf_putc(out, '\n');
	put_head(&p, "Policy");
	fl_aligned_name(out, fl_policy_label(&spec->policy));
	fl_buf_puts(out, spec->policy.breadth == FL_BREADTH_ROOTS    ? ", weighed by roots of givers"
			 : spec->policy.breadth == FL_BREADTH_GIVERS ? ", weighed by givers"
								     : "");
	fl_buf_puts(out, spec->policy.indivisible ? ", all or nothing\n" : "\n");
	put_files(&p, "dreams", "Dreams");
	put_standing(&p);
	put_files(&p, "flowers", "Flowers");
	put_awards(&p);
	put_answer(&p);
	put_published(&p);
	fl_laid_down_lines(p.result, FL_LANG_EN, "           ", out);
	put_open(&p);
	put_limits(&p);
	return fl_buf_status(out, err);
}
