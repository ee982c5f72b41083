/* SPDX-License-Identifier: Apache-2.0
 *
 * html_data.c - the dreams of the page as one compact JSON text that the script reads.
 *
 * A dream is an array in the order of "columns"; names that repeat (organisations, regions, tags, rules, ...) are
 * numbers into "strings". Positions of hits are given in UTF-16 units, as JavaScript counts. Amounts above 2^53 are
 * strings, because JavaScript's numbers would round them. Long bodies are cut where all bodies together would exceed
 * TEXT_BUDGET; the page says how much is missing, and hits behind the cut carry their own text.
 */
#include "report/html_frame.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"
#include "report/figure.h"

#include <stdio.h>

#define TEXT_BUDGET ((size_t)7 << 20)
#define JS_SAFE     ((int64_t)9007199254740991)

enum { DIFFERENT_SHOWN = 20000, NO_STRING = -1 };

static const char *const columns[] = {
	"id",       "title",          "body",      "cut",     "organisation", "region",
	"category", "unclear",        "tags",      "request", "raised",       "award",
	"upper",    "tally",          "threshold", "steps",   "status",       "reason",
	"change",   "representative", "payments",  "hits",    "submitted",    "source"
};

typedef struct data {
	fl_page *page;
	fl_json_writer w;
	fl_map map; /* text -> number */
	FL_VEC(fl_str) strings;
	size_t cut; /* bytes of a body that are shown */
	fl_buf scratch;
} data;

static void put_money(fl_json_writer *w, fl_money amount)
{
	char text[32];
	if (amount >= -JS_SAFE && amount <= JS_SAFE) {
		fl_json_put_i64(w, amount);
		return;
	}
	snprintf(text, sizeof text, "%lld", (long long)amount);
	fl_json_put_z(w, text);
}

static void put_string_number(data *d, fl_str s)
{
	size_t number;
	if (s.len == 0) {
		fl_json_put_i64(&d->w, NO_STRING);
		return;
	}
	if (!fl_map_put(&d->map, s, d->strings.len, &number) ||
	    (number == d->strings.len && !fl_vec_push(&d->strings, s))) {
		d->scratch.status = FL_ENOMEM;
		return;
	}
	fl_json_put_i64(&d->w, (int64_t)number);
}

/* ---- text ------------------------------------------------------------------------------------- */

/* The largest limit at which all bodies together stay within the budget. */
static size_t choose_cut(const fl_result *result)
{
	size_t cut = FL_DREAM_TEXT_MAX;
	for (;; cut /= 2) {
		size_t sum = 0;
		for (size_t i = 0; i < result->num_dreams && sum <= TEXT_BUDGET; i++) {
			size_t len = result->dreams[i].dream->body.len;
			sum += len < cut ? len : cut;
		}
		if (sum <= TEXT_BUDGET || cut <= 256)
			return cut;
	}
}

/* The first 'cut' bytes without breaking a character. */
static fl_str shorten(fl_str text, size_t cut)
{
	if (text.len <= cut)
		return text;
	while (cut > 0 && ((unsigned char)text.data[cut] & 0xc0) == 0x80)
		cut--;
	return fl_str_slice(text, 0, cut);
}

/* Position in UTF-16 units; *unit and *byte remember the last answer, so hits in order cost one pass. */
static int64_t utf16_at(fl_str text, size_t target, size_t *byte, int64_t *unit)
{
	if (target < *byte) {
		*byte = 0;
		*unit = 0;
	}
	while (*byte < target && *byte < text.len)
		*unit += fl_utf8_next(text, byte) > 0xffff ? 2 : 1;
	return *unit;
}

/* ---- one dream -------------------------------------------------------------------------------- */

static fl_str field_text(const fl_dream *dream, fl_str field)
{
	if (fl_str_eqz(field, "title"))
		return dream->title;
	if (fl_str_eqz(field, "body"))
		return dream->body;
	if (fl_str_eqz(field, "organisation"))
		return dream->organisation;
	if (fl_str_eqz(field, "region"))
		return dream->region;
	return FL_STR("");
}

/* [rule, tag, pattern, field, start, end, fact, value, pack, text?]: text only where the page does not show the words
 */
static void put_hit(data *d, const fl_dream *dream, const fl_match *m, size_t *byte, int64_t *unit)
{
	fl_json_writer *w = &d->w;
	fl_str text = field_text(dream, m->field);
	bool title = fl_str_eqz(m->field, "title");
	bool shown = title || (fl_str_eqz(m->field, "body") && m->end <= shorten(text, d->cut).len);
	fl_json_begin_array(w);
	put_string_number(d, m->rule);
	put_string_number(d, m->tag);
	put_string_number(d, m->pattern);
	put_string_number(d, m->field);
	fl_json_put_i64(w, shown ? utf16_at(text, m->start, byte, unit) : 0);
	fl_json_put_i64(w, shown ? utf16_at(text, m->end, byte, unit) : 0);
	put_string_number(d, m->capture);
	put_string_number(d, m->value);
	put_string_number(d, m->pack);
	if (!shown && m->start <= m->end && m->end <= text.len)
		fl_json_put_str(w, fl_str_slice(text, m->start, m->end));
	fl_json_end_array(w);
}

static void put_hits(data *d, const fl_result_dream *dream)
{
	size_t byte = 0;
	int64_t unit = 0;
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < dream->num_matches; i++) {
		if (i > 0 && !fl_str_eq(dream->matches[i].field, dream->matches[i - 1].field)) {
			byte = 0;
			unit = 0;
		}
		put_hit(d, dream->dream, &dream->matches[i], &byte, &unit);
	}
	fl_json_end_array(&d->w);
}

static void put_tags(data *d, const fl_candidate *candidate)
{
	fl_json_begin_array(&d->w);
	for (size_t t = 0; t < candidate->num_tags; t++)
		put_string_number(d, candidate->tags[t]);
	fl_json_end_array(&d->w);
}

static void put_steps(data *d, const fl_result_dream *dream)
{
	int64_t steps[] = { dream->tally_raw, dream->tally_weighted, dream->tally_capped, dream->tally_merged,
			    dream->givers };
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		put_money(&d->w, steps[i]);
	fl_json_end_array(&d->w);
}

static void put_payments(data *d, const fl_result_dream *dream)
{
	fl_json_begin_array(&d->w);
	for (size_t p = 0; p < dream->num_payments; p++) {
		fl_json_begin_array(&d->w);
		fl_json_put_i64(&d->w, dream->payments[p].pool);
		put_money(&d->w, dream->payments[p].amount);
		fl_json_end_array(&d->w);
	}
	fl_json_end_array(&d->w);
}

static void put_place(data *d, const fl_dream *dream)
{
	fl_buf_clear(&d->scratch);
	if (dream->submitted != FL_TIME_NONE)
		fl_figure_time(&d->scratch, dream->submitted, d->page->result->spec->offset_minutes);
	fl_json_put_str(&d->w, fl_buf_view(&d->scratch));
	fl_buf_clear(&d->scratch);
	fl_buf_str(&d->scratch, dream->source);
	if (dream->line > 0)
		fl_buf_printf(&d->scratch, ":%lld", (long long)dream->line);
	fl_json_put_str(&d->w, fl_buf_view(&d->scratch));
}

static void put_reason(data *d, size_t index)
{
	fl_buf_clear(&d->scratch);
	fl_reason_say(d->page->result, index, d->page->lang, &d->scratch);
	fl_json_put_str(&d->w, fl_buf_view(&d->scratch));
	fl_buf_clear(&d->scratch);
	fl_reason_change(d->page->result, index, d->page->lang, &d->scratch);
	fl_json_put_str(&d->w, fl_buf_view(&d->scratch));
}

static void put_dream(data *d, size_t index)
{
	const fl_result_dream *dream = &d->page->result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	fl_str body = dream->dream->body, shown = shorten(body, d->cut);
	fl_str rest = fl_str_slice(body, shown.len, body.len);
	fl_json_writer *w = &d->w;
	fl_json_begin_array(w);
	fl_json_put_str(w, dream->dream->id);
	fl_json_put_str(w, dream->dream->title);
	fl_json_put_str(w, shown);
	fl_json_put_i64(w, (int64_t)fl_utf8_length(rest));
	put_string_number(d, candidate->organisation);
	put_string_number(d, candidate->region);
	put_string_number(d, candidate->category);
	fl_json_put_i64(w, dream->unclear);
	put_tags(d, candidate);
	put_money(w, candidate->request);
	put_money(w, candidate->raised);
	put_money(w, dream->award->amount);
	put_money(w, dream->upper);
	put_money(w, candidate->tally);
	put_money(w, candidate->threshold);
	put_steps(d, dream);
	fl_json_put_i64(w, fl_dream_status_of(dream));
	put_reason(d, index);
	fl_json_put_i64(w, dream->representative);
	put_payments(d, dream);
	put_hits(d, dream);
	put_place(d, dream->dream);
	fl_json_end_array(w);
}

/* ---- the rest --------------------------------------------------------------------------------- */

/* [a, b, verdict, score, title, body, containment, exact, differs, only_a, only_b] */
static void put_pair(fl_json_writer *w, const fl_pair *pair)
{
	fl_json_begin_array(w);
	fl_json_put_i64(w, pair->a);
	fl_json_put_i64(w, pair->b);
	fl_json_put_i64(w, pair->verdict);
	fl_json_put_i64(w, pair->score / 10000);
	fl_json_put_i64(w, pair->title / 10000);
	fl_json_put_i64(w, pair->body / 10000);
	fl_json_put_i64(w, pair->containment / 10000);
	fl_json_put_i64(w, pair->exact);
	fl_json_put_i64(w, pair->differs);
	fl_json_put_str(w, pair->only_a);
	fl_json_put_str(w, pair->only_b);
	fl_json_end_array(w);
}

static void put_pairs(data *d)
{
	const fl_result *result = d->page->result;
	int64_t different = 0;
	fl_json_put_key(&d->w, "pairs");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < result->num_pairs; i++)
		if (result->pairs[i].verdict != FL_PAIR_DIFFERENT || different++ < DIFFERENT_SHOWN)
			put_pair(&d->w, &result->pairs[i]);
	fl_json_end_array(&d->w);
	fl_json_kv_i64(&d->w, "pairsCut", different > DIFFERENT_SHOWN ? different - DIFFERENT_SHOWN : 0);
}

static void put_settings(data *d)
{
	const fl_round_spec *spec = d->page->result->spec;
	fl_json_writer *w = &d->w;
	fl_html_frame_settings(d->page, &fl_html_report_frame, w);
	fl_json_put_key(w, "statuses");
	fl_json_begin_array(w);
	for (int i = 0; i < FL_ST_COUNT; i++) {
		fl_json_begin_array(w);
		fl_json_put_z(w, fl_dream_status_code((fl_dream_status)i));
		fl_json_put_z(w, fl_dream_status_word((fl_dream_status)i, d->page->lang));
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < spec->num_pools; p++)
		fl_json_put_str(w, spec->pools[p].title.len > 0 ? spec->pools[p].title : spec->pools[p].id);
	fl_json_end_array(w);
	fl_json_put_key(w, "columns");
	fl_json_begin_array(w);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		fl_json_put_z(w, columns[i]);
	fl_json_end_array(w);
}

void fl_html_data(fl_page *page)
{
	data d = { .page = page, .cut = choose_cut(page->result) };
	fl_buf_init(&d.scratch, FL_BUF_MAX_DEFAULT);
	fl_json_start(&d.w, page->out, false);
	fl_json_begin_object(&d.w);
	put_settings(&d);
	fl_json_put_key(&d.w, "dreams");
	fl_json_begin_array(&d.w);
	for (size_t i = 0; i < page->result->num_dreams; i++)
		put_dream(&d, i);
	fl_json_end_array(&d.w);
	put_pairs(&d);
	fl_json_put_key(&d.w, "strings");
	fl_json_begin_array(&d.w);
	for (size_t i = 0; i < d.strings.len; i++)
		fl_json_put_str(&d.w, d.strings.items[i]);
	fl_json_end_array(&d.w);
	fl_json_end_object(&d.w);
	if (d.scratch.status != FL_OK && page->out->status == FL_OK)
		page->out->status = d.scratch.status;
	fl_map_release(&d.map);
	fl_vec_release(&d.strings);
	fl_buf_release(&d.scratch);
}
