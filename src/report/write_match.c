/* SPDX-License-Identifier: Apache-2.0
 *
 * write_match.c - a matching as JSON (florin-matching/1) and as a table.
 */
#include "report/match_page.h"

#include "base/json.h"
#include "base/str.h"
#include "report/csv.h"
#include "report/figure.h"

static void put_list(fl_json_writer *w, const char *key, fl_str lines)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t from = 0, at = 0; lines.len > 0 && at <= lines.len; at++)
		if (at == lines.len || lines.data[at] == '\n') {
			fl_json_put_str(w, fl_str_slice(lines, from, at));
			from = at + 1;
		}
	fl_json_end_array(w);
}

static void put_i64_or_null(fl_json_writer *w, const char *key, bool has, int64_t n)
{
	fl_json_put_key(w, key);
	if (has)
		fl_json_put_i64(w, n);
	else
		fl_json_put_null(w);
}

static void put_partner(const fl_match_page *page, size_t p, fl_json_writer *w)
{
	const fl_place *place = &page->m->c.places[p];
	fl_match_load load = page->loads[p];
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", page->partners[p].id);
	fl_json_kv_str(w, "name", page->partners[p].name);
	fl_json_kv_i64(w, "dreams", load.dreams);
	fl_json_kv_i64(w, "least", place->least);
	fl_json_kv_i64(w, "most", place->most);
	fl_json_kv_i64(w, "brought", load.money);
	put_i64_or_null(w, "money", place->money >= 0, place->money);
	put_i64_or_null(w, "price", load.has_price, load.price);
	fl_json_end_object(w);
}

static void put_pairing(const fl_match_page *page, const fl_pairing *p, fl_json_writer *w)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "partner", page->partners[p->partner].id);
	fl_json_kv_i64(w, "place", p->place);
	fl_json_kv_i64(w, "fit", p->fit);
	put_i64_or_null(w, "price", p->has_price, p->price);
	put_list(w, "tags", p->tags);
	fl_json_kv_z(w, "region", p->region == 2 ? "inside" : p->region == 1 ? "near" : "");
	fl_json_put_key(w, "likeness");
	fl_json_put_fixed(w, p->likeness, 6);
	put_list(w, "wishes", p->wishes);
	put_list(w, "words", p->words);
	fl_json_end_object(w);
}

static void put_dream(const fl_match_page *page, size_t i, fl_json_writer *w)
{
	const fl_pairing *held = NULL;
	fl_buf reason;
	fl_buf_init(&reason, 1 << 16);
	for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
		held = page->pairings[k].chosen ? &page->pairings[k] : held;
	fl_report_match_reason(page, i, FL_LANG_EN, &reason);
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", page->m->dreams[i]);
	fl_json_kv_str(w, "title", page->titles[i]);
	fl_json_kv_i64(w, "brings", page->m->c.brings ? page->m->c.brings[i] : 0);
	fl_json_put_key(w, "partner");
	if (held)
		fl_json_put_str(w, page->partners[held->partner].id);
	else
		fl_json_put_null(w);
	put_i64_or_null(w, "fit", held != NULL, held ? held->fit : 0);
	put_i64_or_null(w, "place", held != NULL, held ? held->place : 0);
	fl_json_kv_bool(w, "fixed", page->m->c.fixed && page->m->c.fixed[i]);
	fl_json_kv_str(w, "reason", fl_buf_view(&reason));
	fl_json_put_key(w, "options");
	fl_json_begin_array(w);
	for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
		put_pairing(page, &page->pairings[k], w);
	fl_json_end_array(w);
	fl_json_end_object(w);
	fl_figure_failed(w->buf, &reason);
	fl_buf_release(&reason);
}

void fl_report_match_dream_json(const fl_match_page *page, size_t i, fl_buf *out)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	put_dream(page, i, &w);
}

static void put_conflict(const fl_match_page *page, fl_json_writer *w)
{
	const fl_assignment *a = page->m->a;
	fl_json_put_key(w, "conflict");
	if (a->outcome != FL_ASSIGN_INFEASIBLE) {
		fl_json_put_null(w);
		return;
	}
	fl_json_begin_object(w);
	fl_json_kv_z(w, "kind", a->by_money ? "money" : a->over ? "fixed" : "least");
	fl_json_kv_i64(w, "needed", a->needed);
	fl_json_kv_i64(w, "fitting", a->fitting);
	fl_json_put_key(w, "partners");
	fl_json_begin_array(w);
	for (size_t n = 0; n < a->num_conflict; n++)
		fl_json_put_str(w, page->partners[a->conflict[n]].id);
	fl_json_end_array(w);
	fl_json_put_key(w, "mends");
	fl_json_begin_array(w);
	for (size_t n = 0; n < a->num_mends; n++) {
		const fl_assign_change *m = &a->mends[n];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "partner", page->partners[m->partner].id);
		fl_json_kv_z(w, "limit", fl_assign_limit_name(m->limit));
		fl_json_kv_i64(w, "now", m->now);
		fl_json_kv_i64(w, "to", m->to);
		fl_json_kv_bool(w, "sure", m->sure);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

void fl_report_match_json(const fl_match_page *page, fl_buf *out)
{
	const fl_matching *m = page->m;
	fl_json_writer w;
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-matching/1");
	fl_json_kv_str(&w, "round", m->round);
	fl_json_kv_z(&w, "with", page->proposals ? "proposals" : "partners");
	fl_json_kv_z(&w, "status", fl_matching_outcome(m->a->outcome));
	fl_json_kv_i64(&w, "total", m->a->total);
	fl_json_kv_i64(&w, "bound", m->a->bound);
	fl_json_put_key(&w, "unique");
	if (m->a->unique < 0)
		fl_json_put_null(&w);
	else
		fl_json_put_bool(&w, m->a->unique > 0);
	fl_json_kv_bool(&w, "first_in_tie_order", m->a->settled);
	put_conflict(page, &w);
	fl_json_put_key(&w, "partners");
	fl_json_begin_array(&w);
	for (size_t p = 0; p < m->c.num_partners; p++)
		put_partner(page, p, &w);
	fl_json_end_array(&w);
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < m->c.num_dreams; i++)
		put_dream(page, i, &w);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void put_cell(fl_buf *out, fl_str lines, fl_buf *scratch)
{
	fl_buf_clear(scratch);
	for (size_t i = 0; i < lines.len; i++)
		fl_buf_putc(scratch, lines.data[i] == '\n' ? ';' : lines.data[i]);
	fl_csv_text(out, scratch->len > 0 ? fl_buf_view(scratch) : FL_STR(""));
	fl_buf_putc(out, ',');
}

void fl_report_match_csv(const fl_match_page *page, fl_buf *out)
{
	fl_buf scratch;
	fl_buf_init(&scratch, 1 << 20);
	fl_buf_puts(out, FL_CSV_BOM "dream,title,partner,partner_name,fit,choice,tags,region,likeness,wishes,words,reason" FL_CSV_EOL);
	for (size_t i = 0; i < page->m->c.num_dreams; i++) {
		const fl_pairing none = { .tags = FL_STR(""), .wishes = FL_STR(""), .words = FL_STR("") }, *held = &none;
		for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
			held = page->pairings[k].chosen ? &page->pairings[k] : held;
		bool any = held != &none;
		put_cell(out, page->m->dreams[i], &scratch);
		put_cell(out, page->titles[i], &scratch);
		put_cell(out, any ? page->partners[held->partner].id : FL_STR(""), &scratch);
		put_cell(out, any ? page->partners[held->partner].name : FL_STR(""), &scratch);
		if (any)
			fl_buf_printf(out, "%lld,%lld,", (long long)held->fit, (long long)held->place);
		else
			fl_buf_puts(out, ",,");
		put_cell(out, held->tags, &scratch);
		fl_buf_printf(out, "%s,", held->region == 2 ? "inside" : held->region == 1 ? "near" : "");
		fl_buf_printf(out, "%d.%06d,", held->likeness / 1000000, held->likeness % 1000000);
		put_cell(out, held->wishes, &scratch);
		put_cell(out, held->words, &scratch);
		fl_buf_clear(&scratch);
		fl_report_match_reason(page, i, FL_LANG_EN, &scratch);
		fl_csv_text(out, fl_buf_view(&scratch));
		fl_buf_puts(out, FL_CSV_EOL);
	}
	fl_figure_failed(out, &scratch);
	fl_buf_release(&scratch);
}
