/* SPDX-License-Identifier: Apache-2.0
 *
 * match_page.c - the sentences of a matching, and its page for a terminal.
 *
 * A reason speaks in prices: what one more place at a partner would add to the whole. A dream passes a better fit by where that adds more
 * than the dream would gain; where it is the same, tie order decided.
 */
#include "report/match_page.h"

#include "base/str.h"
#include "report/aligned.h"
#include "report/figure.h"
#include "report/match_loads.h"

static const fl_pairing *chosen_of(const fl_match_page *page, size_t i)
{
	for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
		if (page->pairings[k].chosen)
			return &page->pairings[k];
	return NULL;
}

/* "first", "2nd", "11th" */
static void put_place(fl_buf *out, int64_t n)
{
	static const char *const words[] = { "first", "second", "third" };
	bool teen = n % 100 >= 11 && n % 100 <= 13;
	if (n >= 1 && n <= 3)
		fl_buf_puts(out, words[n - 1]);
	else
		fl_buf_printf(out, "%lld%s", (long long)n,
			      teen ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th");
}

static void put_partner(const fl_match_page *page, uint32_t p, fl_buf *out)
{
	fl_buf_putc(out, '\'');
	fl_aligned_name(out, page->partners[p].id);
	fl_buf_putc(out, '\'');
}

/* Why not there: 'held' is what the dream has, NULL nothing. */
static void say_passed_by(const fl_match_page *page, const fl_pairing *p, const fl_pairing *held, fl_buf *out)
{
	int64_t gain = p->fit - (held ? held->fit : 0), more = p->price - (held ? held->price : 0);
	put_partner(page, p->partner, out);
	fl_buf_printf(out, " (%lld) ", (long long)p->fit);
	if (p->place == 0)
		fl_buf_puts(out, "is ruled out by a decision");
	else if (!p->has_price)
		fl_buf_puts(out, "has no room for it within its limits");
	else if (p->price > 0)
		fl_buf_printf(out, "is full: an exchange for one of its dreams %s, one more place there would add up to %lld",
			      more > gain ? "loses more than it gains" : "gains nothing", (long long)p->price);
	else if (held && held->price < 0) {
		fl_buf_puts(out, "could take it, but ");
		put_partner(page, held->partner, out);
		fl_buf_puts(out, " needs it for its minimum load");
	} else
		fl_buf_puts(out, "gains no more with it");
}

void fl_report_match_reason(const fl_match_page *page, size_t i, fl_buf *out)
{
	const fl_pairing *held = chosen_of(page, i);
	size_t told = 0, count = page->first[i + 1] - page->first[i];
	if (held && held->decided) {
		fl_buf_puts(out, "fixed by a decision");
		return;
	}
	if (held) {
		put_place(out, held->place);
		fl_buf_puts(out, " choice");
	} else {
		fl_buf_puts(out, count == 0 ? "no partner fits" : "none of those that fit");
	}
	for (size_t k = page->first[i]; k < page->first[i + 1] && told < 3; k++) {
		const fl_pairing *p = &page->pairings[k];
		if (held && p->place >= held->place)
			break;
		fl_buf_puts(out, told++ == 0 ? ": " : "; ");
		say_passed_by(page, p, held, out);
	}
}

/* Lines of a text as "a, b". */
static void put_lines(fl_buf *out, const char *head, fl_str lines)
{
	if (lines.len == 0)
		return;
	fl_buf_puts(out, head);
	for (size_t from = 0, at = 0; at <= lines.len; at++)
		if (at == lines.len || lines.data[at] == '\n') {
			fl_buf_puts(out, from > 0 ? ", " : "");
			fl_aligned_name(out, fl_str_slice(lines, from, at));
			from = at + 1;
		}
}

static void put_evidence(const fl_pairing *p, fl_buf *out)
{
	put_lines(out, "; tags ", p->tags);
	if (p->region > 0)
		fl_buf_puts(out, p->region == 2 ? "; works there" : "; works nearby");
	put_lines(out, "; wished for: ", p->wishes);
	fl_buf_printf(out, "; texts %lld%% alike", (long long)p->likeness / 10000);
	put_lines(out, ": ", p->words);
}

void fl_report_match_lines(const fl_match_page *page, size_t i, fl_buf *out)
{
	const fl_pairing *held = chosen_of(page, i);
	if (held) {
		fl_aligned_name(out, page->partners[held->partner].name);
		if (!fl_str_eq(page->partners[held->partner].name, page->partners[held->partner].id)) {
			fl_buf_puts(out, " (");
			fl_aligned_name(out, page->partners[held->partner].id);
			fl_buf_putc(out, ')');
		}
		fl_buf_printf(out, ", fit %lld", (long long)held->fit);
		put_evidence(held, out);
	} else {
		fl_buf_puts(out, "none");
	}
	fl_buf_puts(out, "\n  ");
	fl_report_match_reason(page, i, out);
	fl_buf_putc(out, '\n');
}

/* ---- the page ---------------------------------------------------------------------------------------------------------- */

static void put_load(const fl_match_page *page, size_t p, const fl_match_load *load, fl_buf *out)
{
	const fl_place *place = &page->m->c.places[p];
	fl_buf_puts(out, "  ");
	fl_aligned_left(out, page->partners[p].id, 20);
	fl_buf_printf(out, " %lld of %lld dreams", (long long)load->dreams, (long long)place->most);
	if (place->least > 0)
		fl_buf_printf(out, ", at least %lld", (long long)place->least);
	if (place->money >= 0) {
		fl_buf_puts(out, ", ");
		fl_figure_money(out, &page->spec->currency, load->money, true);
		fl_buf_puts(out, " of ");
		fl_figure_amount(out, &page->spec->currency, FL_LANG_EN, place->money);
	}
	if (load->has_price && load->price != 0)
		fl_buf_printf(out, load->price > 0 ? "; one more place would add up to %lld" : "; its minimum load costs %lld a dream",
			      (long long)(load->price > 0 ? load->price : -load->price));
	fl_buf_putc(out, '\n');
}

static void put_outcome(const fl_match_page *page, size_t matched, fl_buf *out)
{
	const fl_matching *m = page->m;
	const char *whom = page->proposals ? "proposals" : "partners";
	fl_buf_printf(out, "%zu of %zu dreams matched with %zu %s: %s", matched, m->c.num_dreams, m->c.num_partners, whom,
		      fl_matching_outcome(m->a->outcome));
	if (m->a->outcome == FL_ASSIGN_INFEASIBLE) {
		fl_buf_puts(out, ", the findings say why\n");
		return;
	}
	fl_buf_printf(out, ", the fits come to %lld", (long long)m->a->total);
	if (m->a->outcome == FL_ASSIGN_OPTIMAL)
		fl_buf_puts(out, m->a->unique == 1 ? "; no other matching is worth as much\n" : "; none is worth more\n");
	else
		fl_buf_printf(out, "; none is worth more than %lld\n", (long long)m->a->bound);
}

void fl_report_match_text(const fl_match_page *page, fl_buf *out)
{
	const fl_matching *m = page->m;
	size_t matched = 0;
	for (size_t i = 0; i < m->c.num_dreams; i++)
		matched += chosen_of(page, i) != NULL;
	put_outcome(page, matched, out);
	for (size_t i = 0; i < m->c.num_dreams && m->a->outcome != FL_ASSIGN_INFEASIBLE; i++) {
		const fl_pairing *held = chosen_of(page, i);
		fl_buf_puts(out, i == 0 ? "\ndreams, in tie order\n  " : "  ");
		fl_aligned_left(out, m->dreams[i], 12);
		fl_buf_putc(out, ' ');
		fl_aligned_left(out, held ? page->partners[held->partner].id : FL_STR("-"), 20);
		fl_buf_printf(out, " %6lld  ", (long long)(held ? held->fit : 0));
		fl_report_match_reason(page, i, out);
		fl_buf_putc(out, '\n');
	}
	for (size_t p = 0; p < m->c.num_partners; p++) {
		fl_match_load load = fl_match_load_of(m, p);
		fl_buf_puts(out, p > 0 ? "" : page->proposals ? "\nproposals\n" : "\npartners\n");
		put_load(page, p, &load, out);
	}
}
