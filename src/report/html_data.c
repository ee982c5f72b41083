/* SPDX-License-Identifier: Apache-2.0
 *
 * html_data.c - the dreams of the page as one compact JSON text that the script reads.
 *
 * A dream is an array in the order of "columns"; names that repeat (organisations, regions, tags, rules, ...) are
 * numbers into "strings" (page_data.h). Positions of hits are given in UTF-16 units. What of a large round stands here is decided in html_view.c: a dream that
 * is not there in full ends before the column "cut", and hits behind the cut of a body carry their own text.
 */
#include "report/html_frame.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/str.h"
#include "report/figure.h"
#include "report/html_view.h"
#include "report/page_data.h"
#include "report/tag_words.h"

enum { TITLE_FROM_BODY = 360 };

static const char *const columns[] = {
	"id",	  "title",  "body",   "organisation",	"region",   "category", "unclear", "tags",
	"request", "raised", "award",  "upper",		"tally",    "threshold", "status",  "why",
	"representative", "payments",
	/* in full: */
	"cut",	  "steps",  "reason", "change",		"hits",	    "submitted", "source",   NULL
};

typedef struct data {
	fl_page *page;
	fl_json_writer w;
	fl_page_texts strings;
	const fl_html_view *view;
	fl_buf scratch;
} data;

static void put_string(data *d, fl_str s)
{
	fl_page_put_text(&d->w, &d->strings, s);
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
static void put_hit(data *d, const fl_match *m, fl_page_cursor *at)
{
	fl_json_writer *w = &d->w;
	fl_str text = at->text;
	bool title = fl_str_eqz(m->field, "title");
	bool shown = title || (fl_str_eqz(m->field, "body") && m->end <= fl_html_view_shorten(text, d->view->cut).len);
	fl_json_begin_array(w);
	put_string(d, m->rule);
	put_string(d, m->tag);
	put_string(d, m->pattern);
	put_string(d, m->field);
	fl_json_put_i64(w, shown ? fl_page_unit_of_byte(at, m->start) : 0);
	fl_json_put_i64(w, shown ? fl_page_unit_of_byte(at, m->end) : 0);
	put_string(d, m->capture);
	put_string(d, m->value);
	put_string(d, m->pack);
	if (!shown && m->start <= m->end && m->end <= text.len)
		fl_json_put_str(w, fl_str_slice(text, m->start, m->end));
	fl_json_end_array(w);
}

static void put_hits(data *d, const fl_result_dream *dream)
{
	fl_page_cursor at = { 0 };
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < dream->num_matches; i++) {
		if (i == 0 || !fl_str_eq(dream->matches[i].field, dream->matches[i - 1].field))
			at = (fl_page_cursor){ .text = field_text(dream->dream, dream->matches[i].field) };
		put_hit(d, &dream->matches[i], &at);
	}
	fl_json_end_array(&d->w);
}

static void put_tags(data *d, const fl_candidate *candidate)
{
	fl_json_begin_array(&d->w);
	for (size_t t = 0; t < candidate->num_tags; t++)
		put_string(d, candidate->tags[t]);
	fl_json_end_array(&d->w);
}

/* After each rule, in their order, then merged; givers, and how many are needed. */
static void put_steps(data *d, const fl_result_dream *dream)
{
	const fl_tally *t = dream->tally;
	int64_t steps[] = { dream->tally_raw,
			    t ? t->in_window : dream->tally_raw,
			    t ? t->earned : dream->tally_raw,
			    dream->tally_weighted,
			    t ? t->per_day : dream->tally_weighted,
			    dream->tally_capped,
			    t ? t->per_giver : dream->tally_capped,
			    dream->tally_merged,
			    dream->givers,
			    dream->candidate->threshold_givers };
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		fl_page_put_money(&d->w, steps[i]);
	fl_json_end_array(&d->w);
}

static void put_payments(data *d, const fl_result_dream *dream)
{
	fl_json_begin_array(&d->w);
	for (size_t p = 0; p < dream->num_payments; p++) {
		fl_json_begin_array(&d->w);
		fl_json_put_i64(&d->w, dream->payments[p].pool);
		fl_page_put_money(&d->w, dream->payments[p].amount);
		fl_json_end_array(&d->w);
	}
	fl_json_end_array(&d->w);
}

static void put_place(data *d, const fl_dream *dream)
{
	fl_buf_clear(&d->scratch);
	if (dream->submitted != FL_TIME_NONE)
		fl_figure_moment(&d->scratch, d->page->lang, dream->submitted, d->page->result->spec->offset_minutes);
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

/* What the list shows. */
static void put_line(data *d, size_t index)
{
	const fl_result_dream *dream = &d->page->result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	fl_str body = dream->dream->body;
	size_t cut = d->view->full[index] ? d->view->cut : dream->dream->title.len > 0 ? 0 : TITLE_FROM_BODY;
	uint32_t representative = d->view->position[dream->representative];
	fl_json_writer *w = &d->w;
	fl_json_put_str(w, dream->dream->id);
	fl_json_put_str(w, dream->dream->title);
	fl_json_put_str(w, fl_html_view_shorten(body, cut));
	put_string(d, candidate->organisation);
	put_string(d, candidate->region);
	put_string(d, candidate->category);
	fl_json_put_i64(w, dream->unclear);
	put_tags(d, candidate);
	fl_page_put_money(w, candidate->request);
	fl_page_put_money(w, candidate->raised);
	fl_page_put_money(w, dream->award->amount);
	fl_page_put_money(w, dream->upper);
	fl_page_put_money(w, candidate->tally);
	fl_page_put_money(w, candidate->threshold);
	fl_json_put_i64(w, fl_dream_status_of(dream));
	fl_json_put_i64(w, fl_reason_of(d->page->result, index));
	fl_json_put_i64(w, representative == FL_VIEW_NONE ? -1 : (int64_t)representative);
	put_payments(d, dream);
}

static void put_dream(data *d, size_t index)
{
	const fl_result_dream *dream = &d->page->result->dreams[index];
	fl_json_begin_array(&d->w);
	put_line(d, index);
	if (d->view->full[index]) {
		fl_str body = dream->dream->body, shown = fl_html_view_shorten(body, d->view->cut);
		fl_json_put_i64(&d->w, (int64_t)fl_utf8_length(fl_str_slice(body, shown.len, body.len)));
		put_steps(d, dream);
		put_reason(d, index);
		put_hits(d, dream);
		put_place(d, dream->dream);
	}
	fl_json_end_array(&d->w);
}

/* ---- the rest --------------------------------------------------------------------------------- */

/* [a, b, verdict, score, title, body, containment, exact, differs, only_a, only_b] */
static void put_pair(data *d, const fl_pair *pair)
{
	fl_json_writer *w = &d->w;
	fl_json_begin_array(w);
	fl_json_put_i64(w, d->view->position[pair->a]);
	fl_json_put_i64(w, d->view->position[pair->b]);
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
	fl_json_put_key(&d->w, "pairs");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < result->num_pairs; i++)
		if (d->view->pairs[i])
			put_pair(d, &result->pairs[i]);
	fl_json_end_array(&d->w);
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
	fl_html_reasons(d->page, w);
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < spec->num_pools; p++)
		fl_json_put_str(w, spec->pools[p].title.len > 0 ? spec->pools[p].title : spec->pools[p].id);
	fl_json_end_array(w);
	fl_page_put_names(w, "columns", columns);
}

void fl_html_data(fl_page *page)
{
	data d = { .page = page, .view = page->user };
	size_t from = page->out->len;
	fl_buf_init(&d.scratch, FL_BUF_MAX_DEFAULT);
	fl_json_start(&d.w, page->out, false);
	fl_json_begin_object(&d.w);
	put_settings(&d);
	fl_json_put_key(&d.w, "dreams");
	fl_json_begin_array(&d.w);
	for (size_t i = 0; i < d.view->num_listed; i++)
		put_dream(&d, d.view->listed[i]);
	fl_json_end_array(&d.w);
	put_pairs(&d);
	fl_html_rulings_data(page, &d.w);
	fl_page_put_texts(&d.w, &d.strings);
	fl_tag_put_names(&d.w, page->spec, page->lang, d.strings.texts.items, d.strings.texts.len);
	fl_page_put_folds(&d.w, from);
	fl_json_end_object(&d.w);
	if (d.scratch.status != FL_OK && page->out->status == FL_OK)
		page->out->status = d.scratch.status;
	fl_page_texts_release(&d.strings);
	fl_buf_release(&d.scratch);
}
