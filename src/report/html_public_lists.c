/* SPDX-License-Identifier: Apache-2.0
 *
 * html_public_lists.c - the lists of the public page that stand there without script: what is late, the dreams with money, roots and digests.
 */
#include "report/html_public.h"

#include "base/alloc.h"
#include "base/str.h"
#include "report/figure.h"

#include <stdio.h>
#include <stdlib.h>

enum { LATE_SHOWN = 8, LATE_LISTED = 200, FUNDED_SHOWN = 2000 };

static void put_title(fl_page *page, const fl_public_dream *dream)
{
	fl_str text = dream->title.len > 0 ? dream->title : fl_str_slice(dream->body, 0, dream->body.len < 240 ? dream->body.len : 240);
	while (text.len > 0 && text.len < dream->body.len && dream->title.len == 0 && ((unsigned char)dream->body.data[text.len] & 0xc0) == 0x80)
		text.len--;
	fl_buf_puts(page->out, "<a href=\"#");
	fl_html_dream_anchor(page, dream->index, true);
	fl_buf_puts(page->out, "\"><bdi>");
	fl_html_text(page, text.len > 0 ? text : dream->id);
	fl_buf_puts(page->out, "</bdi></a>");
}

static void put_day(fl_page *page, int64_t day)
{
	fl_html_public_day(page->out, page->lang, day);
}

static void begin_table(fl_page *page, const char *caption, const char *const *heads, const bool *numeric, size_t count)
{
	fl_buf_puts(page->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_public_word(page, caption);
	fl_buf_puts(page->out, "\"><table><caption class=\"hidden\">");
	fl_html_public_word(page, caption);
	fl_buf_puts(page->out, "</caption><thead><tr>");
	for (size_t i = 0; i < count; i++) {
		fl_buf_printf(page->out, "<th scope=\"col\"%s>", numeric[i] ? " class=\"num\"" : "");
		fl_html_public_word(page, heads[i]);
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, "</tr></thead><tbody>");
}

/* ---- what is late --------------------------------------------------------------------------------------------------- */

typedef struct late {
	int64_t due;
	uint32_t dream;
	uint16_t item;
	bool tranche;
} late;

static int by_due(const void *a, const void *b)
{
	const late *x = a, *y = b;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	if (x->dream != y->dream)
		return x->dream < y->dream ? -1 : 1;
	if (x->tranche != y->tranche)
		return x->tranche ? -1 : 1;
	return x->item < y->item ? -1 : 1;
}

static size_t find_late(const fl_public_facts *facts, late *list)
{
	size_t n = 0;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_public_progress *p = &facts->dreams[i].progress;
		if (!p->tranches || p->late == 0)
			continue;
		for (size_t t = 0; t < facts->plan->num_tranches; t++)
			if (p->tranches[t].state == FL_FOLLOW_OVERDUE)
				list[n++] = (late){ p->tranches[t].due, (uint32_t)i, (uint16_t)t, true };
		for (size_t m = 0; m < facts->plan->num_milestones; m++)
			if (p->milestones[m].state == FL_FOLLOW_OVERDUE)
				list[n++] = (late){ p->milestones[m].due, (uint32_t)i, (uint16_t)m, false };
	}
	return n;
}

static void put_late_row(fl_page *page, const late *row)
{
	const fl_public_facts *facts = page->user;
	fl_html_th(page);
	put_title(page, &facts->dreams[row->dream]);
	fl_buf_puts(page->out, "</th>");
	fl_html_td(page, false);
	fl_html_public_fill(page, row->tranche ? "PAYMENT" : "REPORT",
			    row->tranche ? &facts->tranches[row->item] : &facts->milestones[row->item], 1);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<span class=\"phone\">");
	fl_html_public_word(page, "L_DUE");
	fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "：</span>" : ": </span>");
	put_day(page, row->due);
	fl_buf_puts(page->out, "</td>");
	fl_buf_puts(page->out, "<td class=\"num\" data-unit=\" ");
	fl_html_public_word(page, "DAYS_UNIT");
	fl_buf_puts(page->out, "\">");
	fl_html_count(page, facts->source->day - row->due);
	fl_buf_puts(page->out, "</td></tr>");
}

static void put_with_day(fl_page *page, const char *key)
{
	const fl_public_facts *facts = page->user;
	fl_buf day;
	fl_buf_init(&day, 100);
	fl_html_public_day(&day, page->lang, facts->source->day);
	fl_figure_failed(page->out, &day);
	fl_str arg = fl_buf_view(&day);
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_public_fill(page, key, &arg, 1);
	fl_buf_puts(page->out, "</p>\n");
	fl_buf_release(&day);
}

static void put_number(fl_page *page, const char *key, size_t number)
{
	fl_buf n;
	fl_buf_init(&n, 100);
	fl_figure_count(&n, (int64_t)number);
	fl_figure_failed(page->out, &n);
	fl_str arg = fl_buf_view(&n);
	fl_html_public_fill(page, key, &arg, 1);
	fl_buf_release(&n);
}

static void put_more(fl_page *page, const char *key, size_t more)
{
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	put_number(page, key, more);
	fl_buf_puts(page->out, "</p>\n");
}

static void put_late_rows(fl_page *page, const late *list, size_t from, size_t to)
{
	static const char *const heads[] = { "L_DREAM", "L_WHAT", "L_DUE", "L_DAYS" };
	static const bool numeric[] = { false, false, false, true };
	begin_table(page, "LATE_HEAD", heads, numeric, 4);
	for (size_t i = from; i < to; i++)
		put_late_row(page, &list[i]);
	fl_html_table_end(page);
}

/* The longest over first; a list is opened for the rest. */
static void put_late(fl_page *page, const late *list, size_t count)
{
	size_t shown = count < LATE_SHOWN ? count : LATE_SHOWN, listed = count < LATE_LISTED ? count : LATE_LISTED;
	put_with_day(page, "LATE_TEXT");
	put_late_rows(page, list, 0, shown);
	if (listed > shown) {
		fl_buf_puts(page->out, "<details><summary>");
		put_number(page, "LATE_REST", listed - shown);
		fl_buf_puts(page->out, "</summary>");
		put_late_rows(page, list, shown, listed);
		fl_buf_puts(page->out, "</details>\n");
	}
	if (count > listed)
		put_more(page, "LATE_MORE", count - listed);
}

void fl_html_public_late(fl_page *page)
{
	const fl_public_facts *facts = page->user;
	if (!facts->plan)
		return;
	size_t most = (size_t)(facts->totals.late_payments + facts->totals.late_reports), count;
	late *list = fl_alloc_array(most + 1, sizeof *list);
	if (!list) {
		page->out->status = FL_ENOMEM;
		return;
	}
	count = find_late(facts, list);
	if (count > 1)
		qsort(list, count, sizeof *list, by_due);
	fl_buf_puts(page->out, "<section id=\"late\" aria-labelledby=\"late-title\"><div class=\"card stack\"><h2 id=\"late-title\">");
	fl_html_public_word(page, "LATE_HEAD");
	fl_buf_puts(page->out, "</h2>\n");
	if (count == 0)
		put_with_day(page, "LATE_NONE");
	else
		put_late(page, list, count);
	fl_buf_puts(page->out, "</div></section>\n");
	fl_free(list);
}

/* ---- without script ------------------------------------------------------------------------------------------------- */

void fl_html_public_funded(fl_page *page)
{
	static const char *const heads[] = { "L_DREAM", "REGION", "FLOWERS", "AWARDED" };
	static const bool numeric[] = { false, false, true, true };
	const fl_public_facts *facts = page->user;
	size_t shown = 0, all = 0;
	begin_table(page, "FUNDED", heads, numeric, 4);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_public_dream *d = &facts->dreams[i];
		all += d->award > 0;
		if (d->award == 0 || shown >= FUNDED_SHOWN)
			continue;
		shown++;
		fl_html_th(page);
		fl_buf_puts(page->out, "<bdi>");
		fl_html_text(page, d->title.len > 0 ? d->title : d->id);
		fl_buf_puts(page->out, "</bdi></th>");
		fl_html_td(page, false);
		fl_html_text(page, d->region);
		fl_buf_puts(page->out, "</td>");
		fl_html_td(page, true);
		fl_html_count(page, d->tally);
		fl_buf_puts(page->out, "</td>");
		fl_html_td(page, true);
		fl_html_money(page, d->award);
		fl_buf_puts(page->out, "</td></tr>");
	}
	fl_html_table_end(page);
	if (shown < all)
		put_more(page, "NO_SCRIPT_MORE", all - shown);
}

/* ---- roots and digests ---------------------------------------------------------------------------------------------- */

static void put_root(fl_page *page, const char *name, const fl_digest *root, const char *at, int64_t entries, int64_t entry)
{
	char hex[65];
	fl_buf n[2];
	fl_str args[2];
	fl_digest_hex(root, hex);
	for (int i = 0; i < 2; i++) {
		fl_buf_init(&n[i], 100);
		fl_figure_count(&n[i], i == 0 ? entries : entry);
		fl_figure_failed(page->out, &n[i]);
		args[i] = fl_buf_view(&n[i]);
	}
	fl_buf_puts(page->out, "<dt>");
	fl_html_public_word(page, name);
	fl_buf_printf(page->out, "</dt><dd><code>%s</code><br><span class=\"soft\">", hex);
	fl_html_public_fill(page, at, args, 2);
	fl_buf_puts(page->out, "</span></dd>");
	for (int i = 0; i < 2; i++)
		fl_buf_release(&n[i]);
}

/* Of the files their role and digest: their names may name somebody. */
void fl_html_public_files(fl_page *page)
{
	const fl_result *result = page->result;
	fl_buf_puts(page->out, "<details><summary>");
	fl_html_public_word(page, "READ_HEAD");
	fl_buf_puts(page->out, "</summary><p>");
	for (size_t i = 0; i < result->num_files; i++) {
		char key[100];
		snprintf(key, sizeof key, "ROLE_%.*s", FL_STR_ARG(result->files[i].role));
		const char *role = fl_public_word(page->lang, key);
		fl_html_text(page, *role ? fl_str_of(role) : result->files[i].role);
		fl_buf_puts(page->out, " <code>");
		fl_html_text(page, result->files[i].digest);
		fl_buf_puts(page->out, "</code><br>");
	}
	fl_buf_puts(page->out, "</p></details>\n");
}

void fl_html_public_proof(fl_page *page)
{
	const fl_public_source *source = ((const fl_public_facts *)page->user)->source;
	fl_buf_puts(page->out, "<dl class=\"roots\">");
	put_root(page, "ROOT", &source->root, "ROOT_AT", source->journal.size, source->journal.index);
	if (source->entries > source->journal.size)
		put_root(page, "ROOT_LATEST", &source->latest, "ROOT_LATEST_AT", source->entries, 0);
	fl_buf_puts(page->out, "</dl>\n");
}
