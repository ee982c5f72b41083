/* SPDX-License-Identifier: Apache-2.0
 *
 * html_public.c - the first screen of the public page: what this result is, and its figures.
 */
#include "report/html_public.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/setting_words.h"

/* ---- pieces --------------------------------------------------------------------------------------------------------- */

void fl_html_public_word(fl_page *page, const char *key)
{
	fl_html_text(page, fl_str_of(fl_public_word(page->lang, key)));
}

void fl_html_public_fill(fl_page *page, const char *key, const fl_str *args, size_t num_args)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_word_fill(&text, fl_public_word(page->lang, key), args, num_args);
	fl_figure_failed(page->out, &text);
	fl_html_text(page, fl_buf_view(&text));
	fl_buf_release(&text);
}

void fl_html_public_day(fl_buf *out, fl_lang lang, int64_t day)
{
	static const char *const months[] = { "January", "February", "March",	  "April",   "May",	 "June",
					      "July",	 "August",   "September", "October", "November", "December" };
	fl_buf iso; /* 2026-09-05 */
	fl_buf_init(&iso, 64);
	fl_follow_day_print(&iso, day);
	fl_figure_failed(out, &iso);
	if (iso.len == 10) {
		const char *t = iso.data;
		int month = (t[5] - '0') * 10 + t[6] - '0', of_month = (t[8] - '0') * 10 + t[9] - '0';
		if (lang == FL_LANG_ZH)
			fl_buf_printf(out, "%.4s年%d月%d日", t, month, of_month);
		else
			fl_buf_printf(out, "%d %s %.4s", of_month, months[(month + 11) % 12], t);
	}
	fl_buf_release(&iso);
}

/* What is filled into a word: texts that live as long as the sentence. */
typedef struct filling {
	fl_buf bufs[6];
	fl_str args[6];
	size_t count;
} filling;

static fl_buf *next(filling *f)
{
	fl_buf *buf = &f->bufs[f->count++];
	fl_buf_init(buf, FL_BUF_MAX_DEFAULT);
	return buf;
}

static void add_count(filling *f, int64_t n)
{
	fl_figure_count(next(f), n);
}

static void add_money(filling *f, const fl_page *page, fl_money amount)
{
	fl_page apart = *page;
	apart.out = next(f);
	fl_html_amount(&apart, amount);
}

static void add_day(filling *f, const fl_page *page, int64_t seconds)
{
	int64_t local = seconds + (int64_t)page->spec->offset_minutes * 60;
	fl_html_public_day(next(f), page->lang, local / 86400 - (local % 86400 < 0));
}

static void end_fill(fl_page *page, const char *key, filling *f)
{
	for (size_t i = 0; i < f->count; i++) {
		fl_figure_failed(page->out, &f->bufs[i]);
		f->args[i] = fl_buf_view(&f->bufs[i]);
	}
	fl_html_public_fill(page, key, f->args, f->count);
	for (size_t i = 0; i < f->count; i++)
		fl_buf_release(&f->bufs[i]);
}

/* ---- what this result is -------------------------------------------------------------------------------------------- */

static void begin_line(fl_page *page, bool bad)
{
	fl_buf_printf(page->out, "<p class=\"laid-down%s\">", bad ? " bad" : "");
}

static void put_official(fl_page *page)
{
	const fl_result *result = page->result;
	const fl_approval *a = result->approval;
	const fl_act *last = a && a->num_people > 0 ? a->people[a->num_people - 1] : NULL;
	filling f = { .count = 0 };
	begin_line(page, result->official != FL_OFFICIAL_YES);
	if (result->official == FL_OFFICIAL_PENDING) {
		add_count(&f, (int64_t)a->num_people);
		add_count(&f, (int64_t)a->of);
		end_fill(page, "IS_PENDING", &f);
	} else if (last && (result->official == FL_OFFICIAL_YES || result->official == FL_OFFICIAL_NO)) {
		bool yes = result->official == FL_OFFICIAL_YES;
		add_count(&f, (int64_t)a->num_people);
		add_day(&f, page, last->at);
		add_count(&f, last->seq);
		end_fill(page, yes ? a->num_people > 1 ? "IS_OFFICIAL" : "IS_OFFICIAL_ONE" : "IS_OTHER", &f);
	} else if (a && a->num_people == 0 && a->withdrawn) {
		f.count = 0;
		add_count(&f, 0);
		add_day(&f, page, a->withdrawn->at);
		add_count(&f, a->withdrawn->seq);
		end_fill(page, "IS_WITHDRAWN", &f);
	} else {
		fl_html_public_word(page, "IS_NOBODYS");
	}
	fl_buf_puts(page->out, "</p>\n");
}

static void put_checked(fl_page *page)
{
	const fl_allocation *a = page->result->allocation;
	bool bad = a->outcome == FL_INFEASIBLE || !page->result->verified;
	fl_buf_printf(page->out, "<p class=\"verdict%s\">", bad ? " bad" : "");
	fl_html_public_word(page, a->outcome == FL_INFEASIBLE ? "NO_DIVISION"
				  : !page->result->verified    ? "NOT_CHECKED"
				  : a->outcome == FL_OPTIMAL   ? "CHECKED_BEST"
				  : a->proof->has_bound	      ? "CHECKED_NEAR"
							      : "CHECKED_RULE");
	fl_buf_puts(page->out, "</p>\n");
}

static void put_broken(fl_page *page, const fl_act *act)
{
	filling f = { .count = 0 };
	add_day(&f, page, act->at);
	add_count(&f, act->seq);
	fl_buf *names = next(&f);
	size_t files = 0, count = 0;
	for (size_t i = 0; i < act->num_bound; i++) {
		if (fl_seal_file_of(act->bound[i].name).len > 0) { /* whose names may be somebody's */
			files++;
			continue;
		}
		fl_buf_puts(names, count++ == 0 ? "" : page->lang == FL_LANG_ZH ? "、" : ", ");
		fl_setting_say(names, page->lang, act->bound[i].name); /* members of round.json and packs */
	}
	if (files > 0)
		fl_buf_puts(names, count > 0 ? page->lang == FL_LANG_ZH ? "、" : ", " : "");
	if (files > 0)
		fl_buf_puts(names, fl_public_word(page->lang, "HOW_READ"));
	begin_line(page, true);
	end_fill(page, "SEAL_BROKEN", &f);
	fl_buf_puts(page->out, "</p>\n");
}

/* How many, not which: names of files may be somebody's. */
static void put_unnamed(fl_page *page)
{
	bool plain, all_plain = true;
	size_t at = 0;
	int64_t count = 0;
	filling f = { .count = 0 };
	for (; fl_laid_down_unnamed(page->result, &at, &plain); count++)
		all_plain = all_plain && plain;
	if (count == 0)
		return;
	add_count(&f, count);
	begin_line(page, !all_plain);
	end_fill(page, "UNNAMED", &f);
	fl_buf_puts(page->out, "</p>\n");
}

static void put_seal(fl_page *page)
{
	const fl_seal *seal = page->result->seal;
	filling f = { .count = 0 };
	if (!seal || !seal->seal)
		return;
	add_day(&f, page, seal->seal->at);
	add_count(&f, seal->seal->seq);
	begin_line(page, seal->seal->late);
	end_fill(page, seal->seal->late ? "SEALED_LATE" : "SEALED", &f);
	fl_buf_puts(page->out, "</p>\n");
	for (size_t i = 0; i < seal->num_broken; i++)
		put_broken(page, seal->broken[i]);
	put_unnamed(page);
}

/* Money that returned is divided here: this page is not the whole story of the round, and says where the rest stands. */
static void put_again(fl_page *page)
{
	const fl_earlier *earlier = page->result->earlier;
	const fl_public_totals *t = &((const fl_public_facts *)page->user)->totals;
	filling f = { .count = 0 };
	if (!earlier)
		return;
	add_count(&f, (int64_t)earlier->num_divisions + 1);
	add_money(&f, page, t->divided);
	add_money(&f, page, t->earlier.awarded);
	add_money(&f, page, t->earlier.paid);
	add_money(&f, page, t->earlier.planned);
	add_money(&f, page, t->earlier.returned);
	begin_line(page, false);
	end_fill(page, "IS_AGAIN", &f);
	fl_buf_puts(page->out, "</p>\n");
}

/* What returned here is divided elsewhere. */
static void put_passed(fl_page *page)
{
	const fl_act *passed = ((const fl_public_facts *)page->user)->source->passed;
	filling f = { .count = 0 };
	fl_money sum = 0;
	int64_t day;
	if (!passed || !fl_follow_day(passed->on, &day))
		return;
	for (size_t i = 0; i < passed->num_money; i++)
		sum += passed->money[i].amount;
	fl_html_public_day(next(&f), page->lang, day);
	add_money(&f, page, sum);
	add_count(&f, passed->seq);
	begin_line(page, false);
	end_fill(page, "IS_PASSED", &f);
	fl_buf_puts(page->out, "</p>\n");
}

void fl_html_public_state(fl_page *page)
{
	put_again(page);
	put_passed(page);
	put_official(page);
	put_checked(page);
	put_seal(page);
}

/* ---- figures -------------------------------------------------------------------------------------------------------- */

static void begin_figure(fl_page *page, const char *name)
{
	fl_buf_puts(page->out, "<div class=\"figure\"><p class=\"name\">");
	fl_html_public_word(page, name);
	fl_buf_puts(page->out, "</p><p class=\"number\">");
}

static void put_soft(fl_page *page, const char *key, filling *f)
{
	fl_buf_puts(page->out, "<p class=\"soft\">");
	end_fill(page, key, f);
	fl_buf_puts(page->out, "</p>");
}

static void put_money(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	const fl_public_totals *t = &facts->totals;
	filling of = { .count = 0 }, split = { .count = 0 };
	begin_figure(page, "MONEY");
	fl_html_amount(page, page->totals.awarded);
	fl_buf_puts(page->out, "</p>");
	fl_html_bar(page, facts->plan ? t->money.paid : page->totals.awarded, facts->plan ? page->totals.awarded : t->divided, 0, t->divided);
	add_money(&of, page, t->divided);
	put_soft(page, page->result->earlier ? "MONEY_OF_AGAIN" : "MONEY_OF", &of);
	if (facts->plan) {
		add_money(&split, page, t->money.paid);
		add_money(&split, page, t->money.planned);
		add_money(&split, page, t->money.returned);
		put_soft(page, "MONEY_SPLIT", &split);
	}
	fl_buf_puts(page->out, "</div>");
}

static void put_dreams(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	const int64_t *progress = facts->totals.progress;
	filling of = { .count = 0 }, split = { .count = 0 };
	begin_figure(page, page->result->earlier ? "FUNDED_AGAIN" : "FUNDED");
	fl_html_count(page, page->totals.funded);
	fl_buf_puts(page->out, "</p>");
	fl_html_bar(page, page->totals.funded, page->totals.qualified, 0, page->totals.dreams);
	add_count(&of, page->totals.qualified);
	add_count(&of, page->totals.dreams);
	if (page->result->earlier)
		add_count(&of, facts->totals.kept);
	put_soft(page, page->result->earlier ? "FUNDED_OF_AGAIN" : "FUNDED_OF", &of);
	if (facts->plan) {
		add_count(&split, progress[FL_COURSE_DONE]);
		add_count(&split, progress[FL_COURSE_RUNNING]);
		add_count(&split, progress[FL_COURSE_STOPPED]);
		put_soft(page, "FUNDED_SPLIT", &split);
	}
	fl_buf_puts(page->out, "</div>");
}

static void put_flowers(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	filling of = { .count = 0 };
	begin_figure(page, "FLOWERS");
	fl_html_count(page, facts->totals.flowers_funded);
	fl_buf_puts(page->out, "</p>");
	fl_html_bar(page, facts->totals.flowers_funded, page->totals.flowers, 0, page->totals.flowers);
	add_count(&of, page->totals.flowers);
	put_soft(page, "FLOWERS_OF", &of);
	fl_buf_puts(page->out, "</div>");
}

static void put_people(fl_page *page)
{
	const fl_public_totals *t = &((const fl_public_facts *)page->user)->totals;
	filling of = { .count = 0 }, feedback = { .count = 0 };
	begin_figure(page, "PEOPLE");
	fl_html_count(page, t->people);
	fl_buf_puts(page->out, "</p>");
	fl_html_bar(page, t->feedback, page->totals.funded, 0, page->totals.funded);
	add_count(&of, t->told);
	put_soft(page, "PEOPLE_OF", &of);
	add_count(&feedback, t->feedback);
	add_count(&feedback, page->totals.funded);
	put_soft(page, "PEOPLE_FEEDBACK", &feedback);
	fl_buf_puts(page->out, "</div>");
}

static void put_late(fl_page *page)
{
	const fl_public_totals *t = &((const fl_public_facts *)page->user)->totals;
	filling of = { .count = 0 };
	begin_figure(page, "LATE");
	fl_buf_printf(page->out, "<a href=\"#late\"%s>", t->late_dreams > 0 ? " class=\"late\"" : "");
	fl_html_count(page, t->late_dreams);
	fl_buf_puts(page->out, "</a></p>");
	fl_html_bar(page, t->late_dreams, page->totals.funded, 0, page->totals.funded);
	add_count(&of, t->late_payments);
	add_count(&of, t->late_reports);
	put_soft(page, "LATE_OF", &of);
	fl_buf_puts(page->out, "</div>");
}

void fl_html_public_figures(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	fl_buf_printf(page->out, "<div class=\"figures%s\">", facts->plan ? " five" : "");
	put_money(page);
	put_dreams(page);
	put_flowers(page);
	if (facts->plan) {
		put_people(page);
		put_late(page);
	}
	fl_buf_puts(page->out, "</div>\n");
	if (!facts->plan && page->result->official != FL_OFFICIAL_NO) {
		fl_buf_puts(page->out, "<p class=\"soft\">");
		fl_html_public_word(page, "NOT_FOLLOWED");
		fl_buf_puts(page->out, "</p>\n");
	}
}

/* ---- pools ---------------------------------------------------------------------------------------------------------- */

static void put_head(fl_page *page, const char *name, bool numeric)
{
	fl_buf_printf(page->out, "<th scope=\"col\"%s>", numeric ? " class=\"num\"" : "");
	fl_html_public_word(page, name);
	if (numeric)
		fl_buf_printf(page->out, page->lang == FL_LANG_ZH ? "（%s）" : " (%s)", fl_html_unit_of_money(page));
	fl_buf_puts(page->out, "</th>");
}

static void put_cell(fl_page *page, fl_money amount)
{
	fl_html_td(page, true);
	fl_html_money(page, amount);
	fl_buf_puts(page->out, "</td>");
}

void fl_html_public_pools(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	fl_buf_puts(page->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_public_word(page, "POOLS_HEAD");
	fl_buf_puts(page->out, "\"><table><caption class=\"hidden\">");
	fl_html_public_word(page, "POOLS_HEAD");
	fl_buf_puts(page->out, "</caption><thead><tr>");
	put_head(page, "POOL", false);
	put_head(page, page->result->earlier ? "P_AMOUNT_AGAIN" : "P_AMOUNT", true);
	put_head(page, "P_AWARDED", true);
	if (facts->plan) {
		put_head(page, "P_PAID", true);
		put_head(page, "P_PLANNED", true);
		put_head(page, "P_RETURNED", true);
	}
	fl_buf_puts(page->out, "</tr></thead><tbody>");
	for (size_t p = 0; p < facts->num_pools; p++) {
		const fl_public_pool *pool = &facts->pools[p];
		fl_html_th(page);
		fl_buf_puts(page->out, "<bdi>");
		fl_html_text(page, pool->title);
		fl_buf_puts(page->out, "</bdi></th>");
		put_cell(page, pool->amount);
		put_cell(page, pool->sum.awarded);
		if (facts->plan) {
			put_cell(page, pool->sum.paid);
			put_cell(page, pool->sum.planned);
			put_cell(page, pool->sum.returned);
		}
		fl_buf_puts(page->out, "</tr>");
	}
	fl_html_table_end(page);
	if (facts->plan) {
		fl_buf_puts(page->out, "<p class=\"soft small\">");
		fl_html_public_word(page, "RETURNED_TEXT");
		fl_buf_puts(page->out, "</p>\n");
	}
}
