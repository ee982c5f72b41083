/* SPDX-License-Identifier: Apache-2.0
 *
 * public_data.c - the public facts as one compact JSON text that the scripts of the page read.
 *
 * A dream is an array in the order of "columns", which is the list of all that is published of it; texts that repeat are numbers into "strings"
 * (page_data.h). Days are numbers from 1970-01-01, -1 none.
 *
 * Receipts take no room of their own. The leaves of the tree of awards are made again from the dreams and their salts; a part of the
 * tree of which no dream is listed stands as one hash: "leaves" is the tree's leaves in order, the number of a listed dream or [count, hash].
 */
#include "report/html_public.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/str.h"
#include "report/page_data.h"
#include "report/tag_words.h"

static const char *const columns[] = { "id",	  "title",  "body",	 "cut",	     "organisation", "partner",	       "region",   "category", "request",
				       "raised",  "award",  "tally",	 "threshold", "status",	     "exception",      "reason",   "change",   "same_as",
				       "payments", "salt",  "state",	 "late",     "followed",     "earlier",	NULL };

typedef struct data {
	fl_page *page;
	const fl_public_facts *facts;
	fl_json_writer w;
	fl_page_texts strings;
	size_t *listed; /* how many of the leaves before each are listed */
	bool short_of_memory;
} data;

static void put_day(fl_json_writer *w, int64_t day)
{
	fl_json_put_i64(w, day == FL_FOLLOW_DAY_NONE ? -1 : day);
}

/* ---- one dream ------------------------------------------------------------------------------------------------------ */

/* [paid, planned, returned, day of the stop, [[state, due, amount, paid, day], ...], [[state, due, reported, accepted, people, spent, story], ...]] */
static void put_followed(data *d, const fl_public_progress *p)
{
	fl_json_writer *w = &d->w;
	fl_json_begin_array(w);
	fl_page_put_money(w, p->sum.paid);
	fl_page_put_money(w, p->sum.planned);
	fl_page_put_money(w, p->sum.returned);
	put_day(w, p->stopped);
	fl_json_begin_array(w);
	for (size_t t = 0; t < d->facts->plan->num_tranches; t++) {
		const fl_public_tranche *x = &p->tranches[t];
		fl_json_begin_array(w);
		fl_json_put_i64(w, x->state);
		put_day(w, x->due);
		fl_page_put_money(w, x->amount);
		fl_page_put_money(w, x->paid);
		put_day(w, x->paid_day);
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
	fl_json_begin_array(w);
	for (size_t m = 0; m < d->facts->plan->num_milestones; m++) {
		const fl_public_milestone *x = &p->milestones[m];
		fl_json_begin_array(w);
		fl_json_put_i64(w, x->state);
		put_day(w, x->due);
		put_day(w, x->reported);
		put_day(w, x->accepted);
		fl_page_put_money(w, x->people);
		fl_page_put_money(w, x->spent);
		fl_json_put_str(w, x->story);
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
	fl_json_end_array(w);
}

/* [awarded, paid, planned, returned, stopped], 0 none */
static void put_earlier(fl_json_writer *w, const fl_public_dream *dream)
{
	const fl_follow_sum *sum = &dream->earlier;
	if (sum->awarded == 0) {
		fl_json_put_i64(w, 0);
		return;
	}
	fl_json_begin_array(w);
	fl_page_put_money(w, sum->awarded);
	fl_page_put_money(w, sum->paid);
	fl_page_put_money(w, sum->planned);
	fl_page_put_money(w, sum->returned);
	fl_json_put_i64(w, dream->ended);
	fl_json_end_array(w);
}

static void put_payments(data *d, const fl_public_dream *dream)
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

static void put_dream(data *d, const fl_public_dream *dream)
{
	fl_json_writer *w = &d->w;
	fl_json_begin_array(w);
	fl_json_put_str(w, dream->id);
	fl_json_put_str(w, dream->title);
	fl_json_put_str(w, dream->body);
	fl_json_put_i64(w, dream->cut);
	fl_page_put_text(w, &d->strings, dream->organisation);
	fl_page_put_text(w, &d->strings, dream->partner);
	fl_page_put_text(w, &d->strings, dream->region);
	fl_page_put_text(w, &d->strings, dream->category);
	fl_page_put_money(w, dream->request);
	fl_page_put_money(w, dream->raised);
	fl_page_put_money(w, dream->award);
	fl_page_put_money(w, dream->tally);
	fl_page_put_money(w, dream->threshold);
	fl_json_put_i64(w, dream->status);
	fl_json_put_i64(w, dream->exception);
	fl_page_put_text(w, &d->strings, dream->reason);
	fl_page_put_text(w, &d->strings, dream->change);
	fl_json_put_i64(w, dream->representative == FL_PUBLIC_NONE ? -1 : (int64_t)dream->representative);
	put_payments(d, dream);
	fl_json_put_z(w, d->facts->source->salts[dream->index].text);
	fl_json_put_i64(w, dream->progress.state);
	fl_json_put_i64(w, dream->progress.late);
	if (dream->progress.tranches)
		put_followed(d, &dream->progress);
	else
		fl_json_put_i64(w, 0);
	put_earlier(w, dream);
	fl_json_end_array(w);
}

/* ---- receipts ------------------------------------------------------------------------------------------------------- */

static size_t listed_in(const data *d, size_t from, size_t to)
{
	return d->listed[to] - d->listed[from];
}

/* The largest power of two below n: where RFC 6962 splits. */
static size_t split(size_t n)
{
	size_t k = 1;
	while (2 * k < n)
		k *= 2;
	return k;
}

static void put_leaves(data *d, size_t from, size_t to)
{
	const fl_public_source *source = d->facts->source;
	if (listed_in(d, from, to) == 0 && to > from) {
		fl_digest root = fl_merkle_root(source->leaves + from, to - from);
		char base64[44];
		fl_digest_base64(&root, base64);
		fl_json_begin_array(&d->w);
		fl_json_put_i64(&d->w, (int64_t)(to - from));
		fl_json_put_z(&d->w, base64);
		fl_json_end_array(&d->w);
	} else if (to - from == 1) {
		fl_json_put_i64(&d->w, d->facts->position[source->order[from]]);
	} else if (to > from) {
		size_t middle = from + split(to - from);
		put_leaves(d, from, middle);
		put_leaves(d, middle, to);
	}
}

static void put_receipts(data *d)
{
	const fl_public_source *source = d->facts->source;
	size_t count = source->result->num_dreams;
	fl_json_writer *w = &d->w;
	char text[65];
	d->listed = fl_alloc_array(count + 1, sizeof *d->listed);
	if (!d->listed) {
		d->short_of_memory = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		d->listed[i + 1] = d->listed[i] + (d->facts->position[source->order[i]] != FL_PUBLIC_NONE);
	fl_json_put_key(w, "receipts");
	fl_json_begin_object(w);
	fl_json_kv_str(w, "round", source->result->spec->id);
	fl_json_kv_str(w, "entry", source->entry);
	fl_json_kv_i64(w, "index", source->journal.index);
	fl_json_kv_i64(w, "size", source->journal.size);
	fl_json_put_key(w, "path");
	fl_json_begin_array(w);
	for (size_t i = 0; i < source->journal.path.len; i++) {
		fl_digest_base64(&source->journal.path.hashes[i], text);
		fl_json_put_z(w, text);
	}
	fl_json_end_array(w);
	fl_digest_hex(&source->root, text);
	fl_json_kv_z(w, "root", text);
	fl_json_kv_i64(w, "awards", (int64_t)count);
	fl_json_put_key(w, "leaves");
	fl_json_begin_array(w);
	put_leaves(d, 0, count);
	fl_json_end_array(w);
	fl_json_end_object(w);
	fl_free(d->listed);
}

/* ---- the rest ------------------------------------------------------------------------------------------------------- */

static void put_settings(data *d)
{
	const fl_public_facts *facts = d->facts;
	fl_json_writer *w = &d->w;
	fl_html_frame_settings(d->page, &fl_html_public_frame, w);
	fl_json_kv_i64(w, "day", facts->source->day);
	fl_json_kv_bool(w, "follows", facts->plan != NULL);
	fl_json_put_key(w, "statuses");
	fl_json_begin_array(w);
	for (int i = 0; i < FL_ST_COUNT; i++)
		fl_json_put_z(w, fl_dream_status_code((fl_dream_status)i));
	fl_json_end_array(w);
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < facts->num_pools; p++)
		fl_json_put_str(w, facts->pools[p].title);
	fl_json_end_array(w);
	fl_page_put_list(w, "tranches", facts->tranches, facts->plan ? facts->plan->num_tranches : 0);
	fl_page_put_list(w, "milestones", facts->milestones, facts->plan ? facts->plan->num_milestones : 0);
	fl_page_put_names(w, "columns", columns);
}

void fl_html_public_data(fl_page *page)
{
	data d = { .page = page, .facts = page->user };
	size_t from = page->out->len;
	fl_json_start(&d.w, page->out, false);
	fl_json_begin_object(&d.w);
	put_settings(&d);
	fl_json_put_key(&d.w, "dreams");
	fl_json_begin_array(&d.w);
	for (size_t i = 0; i < d.facts->num_dreams; i++)
		put_dream(&d, &d.facts->dreams[i]);
	fl_json_end_array(&d.w);
	fl_page_put_texts(&d.w, &d.strings);
	fl_tag_put_names(&d.w, page->spec, page->lang, d.strings.texts.items, d.strings.texts.len);
	fl_page_put_folds(&d.w, from);
	put_receipts(&d);
	fl_json_end_object(&d.w);
	if (d.short_of_memory && page->out->status == FL_OK)
		page->out->status = FL_ENOMEM;
	fl_page_texts_release(&d.strings);
}
