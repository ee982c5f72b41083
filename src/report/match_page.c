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
#include "report/say.h"
#include "report/tag_words.h"

static const fl_pairing *chosen_of(const fl_match_page *page, size_t i)
{
	for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
		if (page->pairings[k].chosen)
			return &page->pairings[k];
	return NULL;
}

/* "first", "4th", "11th"; Chinese: "1" */
static void put_place(fl_buf *out, fl_lang lang, int64_t n)
{
	static const char *const words[] = { "first", "second", "third" };
	bool teen = n % 100 >= 11 && n % 100 <= 13;
	if (lang == FL_LANG_ZH)
		fl_buf_printf(out, "%lld", (long long)n);
	else if (n >= 1 && n <= 3)
		fl_buf_puts(out, words[n - 1]);
	else
		fl_buf_printf(out, "%lld%s", (long long)n,
			      teen ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th");
}

/* Where limits in money bind there are no prices to speak of: the limits themselves say why. */
static fl_word_id limit_of(const fl_match_page *page, size_t i, const fl_pairing *p, const fl_pairing *held)
{
	const fl_place *place = &page->m->c.places[p->partner];
	const fl_match_load *load = &page->loads[p->partner];
	if (load->dreams >= place->most)
		return FL_W_M_FULL;
	if (place->money >= 0 && page->m->c.brings && page->m->c.brings[i] > place->money - load->money)
		return FL_W_M_NO_MONEY;
	bool needed = held && page->loads[held->partner].dreams <= page->m->c.places[held->partner].least;
	return needed ? FL_W_M_NEEDED : FL_W_M_NOT_BETTER;
}

/* Why not there: 'held' is what the dream has, NULL nothing. */
static void say_passed_by(const fl_match_page *page, size_t i, const fl_pairing *p, const fl_pairing *held, fl_lang lang, fl_buf *out)
{
	const fl_currency *currency = &page->spec->currency;
	int64_t gain = p->fit - (held ? held->fit : 0), more = p->price - (held ? held->price : 0);
	fl_word_id why = p->place == 0	   ? FL_W_M_RULED_OUT
			 : !p->has_price   ? limit_of(page, i, p, held)
			 : p->price > 0	   ? (more > gain ? FL_W_M_FULL_LOSES : FL_W_M_FULL_EVEN)
			 : held && held->price < 0 ? FL_W_M_NEEDED
						   : FL_W_M_NO_GAIN;
	fl_say_arg last = FL_SAY_PLAIN(p->price);
	if (why == FL_W_M_NEEDED)
		last = (fl_say_arg)FL_SAY_TEXT(page->partners[held->partner].id);
	if (why == FL_W_M_NO_MONEY)
		last = (fl_say_arg)FL_SAY_AMOUNT(currency, page->loads[p->partner].money);
	FL_SAY(out, lang, why, FL_SAY_TEXT(page->partners[p->partner].id), FL_SAY_PLAIN(p->fit), last,
	       FL_SAY_AMOUNT(currency, page->m->c.places[p->partner].money));
}

static void say_choice(const fl_pairing *held, fl_lang lang, fl_buf *out)
{
	char text[40];
	fl_buf place;
	fl_buf_init(&place, sizeof text);
	put_place(&place, lang, held->place);
	FL_SAY(out, lang, FL_W_M_CHOICE, FL_SAY_TEXT(fl_buf_view(&place)));
	fl_figure_failed(out, &place);
	fl_buf_release(&place);
}

void fl_report_match_reason(const fl_match_page *page, size_t i, fl_lang lang, fl_buf *out)
{
	const fl_pairing *held = chosen_of(page, i);
	size_t told = 0, count = page->first[i + 1] - page->first[i];
	if (held && held->decided) {
		fl_say_word(out, lang, FL_W_M_FIXED);
		return;
	}
	if (held)
		say_choice(held, lang, out);
	else
		fl_say_word(out, lang, count == 0 ? FL_W_M_NO_PARTNER : FL_W_M_NONE_OF);
	for (size_t k = page->first[i]; k < page->first[i + 1] && told < 3; k++) {
		const fl_pairing *p = &page->pairings[k];
		if (held && p->place >= held->place)
			break;
		fl_say_word(out, lang, told++ == 0 ? FL_W_M_COLON : FL_W_SEPARATOR);
		say_passed_by(page, i, p, held, lang, out);
	}
}

/* A tag with its name, where one knows it; other words as they are. */
static void put_term(fl_buf *out, const fl_round_spec *spec, fl_lang lang, fl_str term)
{
	if (spec && fl_tag_word(spec, lang, term).len > 0)
		fl_tag_say(out, spec, lang, term);
	else
		fl_aligned_name(out, term);
}

/* Lines of a text as "a, b". */
static void put_lines(fl_buf *out, const fl_round_spec *spec, fl_lang lang, const char *head, fl_str lines)
{
	if (lines.len == 0)
		return;
	fl_buf_puts(out, head);
	for (size_t from = 0, at = 0; at <= lines.len; at++)
		if (at == lines.len || lines.data[at] == '\n') {
			fl_buf_puts(out, from > 0 ? fl_word(lang, FL_W_M_COMMA) : "");
			put_term(out, spec, lang, fl_str_slice(lines, from, at));
			from = at + 1;
		}
}

static void put_evidence(const fl_pairing *p, const fl_round_spec *spec, fl_lang lang, fl_buf *out)
{
	put_lines(out, spec, lang, fl_word(lang, FL_W_M_TAGS), p->tags);
	if (p->region > 0)
		fl_say_word(out, lang, p->region == 2 ? FL_W_M_INSIDE : FL_W_M_NEARBY);
	put_lines(out, spec, lang, fl_word(lang, FL_W_M_WISHES), p->wishes);
	FL_SAY(out, lang, FL_W_M_LIKENESS, FL_SAY_PLAIN(p->likeness / 10000));
	put_lines(out, spec, lang, fl_word(lang, FL_W_M_COLON), p->words);
}

void fl_report_match_lines(const fl_match_page *page, size_t i, fl_lang lang, fl_buf *out)
{
	const fl_pairing *held = chosen_of(page, i);
	const fl_partner *partner = held ? &page->partners[held->partner] : NULL;
	if (!held)
		fl_say_word(out, lang, FL_W_M_NOBODY);
	else if (fl_str_eq(partner->name, partner->id))
		FL_SAY(out, lang, FL_W_M_BY_ID, FL_SAY_TEXT(partner->id), FL_SAY_PLAIN(held->fit));
	else
		FL_SAY(out, lang, FL_W_M_NAMED, FL_SAY_TEXT(partner->name), FL_SAY_TEXT(partner->id), FL_SAY_PLAIN(held->fit));
	if (held)
		put_evidence(held, page->spec, lang, out);
	fl_buf_puts(out, "\n  ");
	fl_report_match_reason(page, i, lang, out);
	fl_buf_putc(out, '\n');
}

/* ---- the page ---------------------------------------------------------------------------------------------------------- */

static void put_money(const fl_match_page *page, const fl_place *place, const fl_match_load *load, fl_lang lang, fl_buf *out)
{
	fl_buf brought;
	fl_buf_init(&brought, 200);
	fl_figure_money(&brought, &page->spec->currency, load->money, true);
	FL_SAY(out, lang, FL_W_M_MONEY, FL_SAY_TEXT(fl_buf_view(&brought)), FL_SAY_AMOUNT(&page->spec->currency, place->money));
	fl_figure_failed(out, &brought);
	fl_buf_release(&brought);
}

static void put_load(const fl_match_page *page, size_t p, const fl_match_load *load, fl_lang lang, fl_buf *out)
{
	const fl_place *place = &page->m->c.places[p];
	fl_buf_puts(out, "  ");
	fl_aligned_left(out, page->partners[p].id, 20);
	FL_SAY(out, lang, FL_W_M_LOAD, FL_SAY_PLAIN(load->dreams), FL_SAY_PLAIN(place->most));
	if (place->least > 0)
		FL_SAY(out, lang, FL_W_M_LEAST, FL_SAY_PLAIN(place->least));
	if (place->money >= 0)
		put_money(page, place, load, lang, out);
	if (load->has_price && load->price > 0)
		FL_SAY(out, lang, FL_W_M_PLACE_ADDS, FL_SAY_PLAIN(load->price));
	else if (load->has_price && load->price < 0)
		FL_SAY(out, lang, FL_W_M_LEAST_COSTS, FL_SAY_PLAIN(-load->price));
	fl_buf_putc(out, '\n');
}

static fl_word_id outcome_word(fl_assign_outcome outcome)
{
	return outcome == FL_ASSIGN_OPTIMAL ? FL_W_OUTCOME_OPTIMAL
	       : outcome == FL_ASSIGN_INFEASIBLE ? FL_W_OUTCOME_INFEASIBLE
						 : FL_W_OUTCOME_FEASIBLE;
}

static void put_outcome(const fl_match_page *page, size_t matched, fl_lang lang, fl_buf *out)
{
	const fl_matching *m = page->m;
	FL_SAY(out, lang, page->proposals ? FL_W_M_OUTCOME_PROPOSALS : FL_W_M_OUTCOME, FL_SAY_PLAIN(matched), FL_SAY_PLAIN(m->c.num_dreams),
	       FL_SAY_PLAIN(m->c.num_partners), FL_SAY_WORD(outcome_word(m->a->outcome)));
	if (m->a->outcome == FL_ASSIGN_INFEASIBLE) {
		fl_say_word(out, lang, FL_W_M_WHY_NOT);
		return;
	}
	FL_SAY(out, lang, FL_W_M_TOTAL, FL_SAY_PLAIN(m->a->total));
	if (m->a->outcome == FL_ASSIGN_OPTIMAL)
		fl_say_word(out, lang, m->a->unique == 1 ? FL_W_M_ONLY_ONE : FL_W_M_NONE_BETTER);
	else
		FL_SAY(out, lang, FL_W_M_BOUNDED, FL_SAY_PLAIN(m->a->bound));
}

static void put_head(fl_buf *out, fl_lang lang, fl_word_id word)
{
	fl_buf_putc(out, '\n');
	fl_say_word(out, lang, word);
	fl_buf_putc(out, '\n');
}

void fl_report_match_text(const fl_match_page *page, fl_lang lang, fl_buf *out)
{
	const fl_matching *m = page->m;
	size_t matched = 0;
	for (size_t i = 0; i < m->c.num_dreams; i++)
		matched += chosen_of(page, i) != NULL;
	put_outcome(page, matched, lang, out);
	for (size_t i = 0; i < m->c.num_dreams && m->a->outcome != FL_ASSIGN_INFEASIBLE; i++) {
		const fl_pairing *held = chosen_of(page, i);
		if (i == 0)
			put_head(out, lang, FL_W_M_DREAMS);
		fl_buf_puts(out, "  ");
		fl_aligned_left(out, m->dreams[i], 12);
		fl_buf_putc(out, ' ');
		fl_aligned_left(out, held ? page->partners[held->partner].id : FL_STR("-"), 20);
		fl_buf_printf(out, " %6lld  ", (long long)(held ? held->fit : 0));
		fl_report_match_reason(page, i, lang, out);
		fl_buf_putc(out, '\n');
	}
	for (size_t p = 0; p < m->c.num_partners; p++) {
		if (p == 0)
			put_head(out, lang, page->proposals ? FL_W_M_PROPOSALS : FL_W_M_PARTNERS);
		put_load(page, p, &page->loads[p], lang, out);
	}
}
