/* SPDX-License-Identifier: Apache-2.0
 *
 * lines_facts.c - the facts of a round file as lines of JSON, and the evidence of its steps.
 *
 * What a result says of a dream stands in the lines of result.json; here is what it was made from. Which line holds which table of the
 * round file, and which tables have none and why, docs/reference/exports.md says (held by tests/repo/check_lines).
 */
#include "steps/lines_facts.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/chronicle.h"
#include "steps/step.h"
#include "steps/tally_ledger.h"
#include "store/givers.h"
#include "store/names.h"

typedef struct lining {
	fl_work *w;
	const fl_whole *whole;
	fl_buf *out;
	fl_json_writer j;
	fl_names kinds; /* sources of flowers */
	fl_str *givers;
	size_t num_givers;
} lining;

static void begin(lining *l, const char *type)
{
	fl_json_start(&l->j, l->out, false);
	fl_json_begin_object(&l->j);
	fl_json_kv_z(&l->j, "type", type);
}

static void end(lining *l)
{
	fl_json_end_object(&l->j);
	fl_buf_putc(l->out, '\n');
}

static void put_time(lining *l, const char *key, int64_t time)
{
	fl_buf text;
	fl_buf_init(&text, 100);
	fl_json_put_key(&l->j, key);
	if (time == FL_TIME_NONE) {
		fl_json_put_null(&l->j);
	} else {
		fl_time_print(&text, time, l->w->spec->offset_minutes);
		fl_json_put_str(&l->j, fl_buf_view(&text));
	}
	fl_buf_release(&text);
}

static void put_or_null(lining *l, const char *key, int64_t value)
{
	fl_json_put_key(&l->j, key);
	if (value < 0)
		fl_json_put_null(&l->j);
	else
		fl_json_put_i64(&l->j, value);
}

static void put_list(lining *l, const char *key, const fl_str *items, size_t count)
{
	fl_json_put_key(&l->j, key);
	fl_json_begin_array(&l->j);
	for (size_t i = 0; i < count; i++)
		fl_json_put_str(&l->j, items[i]);
	fl_json_end_array(&l->j);
}

/* ---- the journal and the documents ---------------------------------------------------------------------------------- */

static fl_status put_entries(lining *l, fl_error *err)
{
	fl_chronicle chronicle = { .count = 0 };
	fl_buf log;
	FL_TRY(fl_chronicle_load(l->w->store, &l->w->arena, &chronicle, err));
	fl_story story = { .spec = l->w->spec, .entries = chronicle.entries, .roots = chronicle.roots, .num_entries = chronicle.count };
	fl_json_doc *doc = NULL;
	fl_buf_init(&log, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_log(&story, FL_LANG_EN, true, &log, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&log), "journal", &doc, err);
	fl_json entries = fl_json_get(fl_json_root(doc), "entries");
	for (size_t i = 0; status == FL_OK && i < fl_json_len(entries); i++) {
		fl_json entry = fl_json_at(entries, i);
		begin(l, "entry");
		for (size_t k = 0; k < fl_json_len(entry); k++) {
			fl_json_put_key_str(&l->j, fl_json_key(entry, k));
			fl_json_put_value(&l->j, fl_json_at(entry, k), false);
		}
		end(l);
	}
	fl_json_free(doc);
	fl_buf_release(&log);
	return status;
}

static void put_documents(lining *l)
{
	for (size_t i = 0; i < l->w->num_documents; i++) {
		const fl_document *d = &l->w->documents[i];
		char hex[65];
		fl_digest_hex(&d->digest, hex);
		begin(l, "document");
		fl_json_kv_str(&l->j, "role", d->role);
		fl_json_kv_str(&l->j, "name", d->name);
		fl_json_kv_z(&l->j, "sha256", hex);
		fl_json_kv_str(&l->j, "text", d->bytes);
		end(l);
	}
}

/* ---- dreams and partners as they were handed in --------------------------------------------------------------------- */

/* Without the author, who is in no report. */
static void put_submission(lining *l, const fl_dream *d)
{
	begin(l, "submission");
	fl_json_kv_str(&l->j, "dream", d->id);
	fl_json_kv_str(&l->j, "title", d->title);
	fl_json_kv_str(&l->j, "body", d->body);
	fl_json_kv_str(&l->j, "organisation", d->organisation);
	fl_json_kv_str(&l->j, "region", d->region);
	fl_json_kv_str(&l->j, "category", d->category);
	put_list(l, "tags", d->tags, d->num_tags);
	fl_json_kv_i64(&l->j, "request", d->request);
	fl_json_kv_i64(&l->j, "raised", d->raised);
	put_time(l, "submitted", d->submitted);
	put_or_null(l, "flowers", d->stated_flowers);
	put_or_null(l, "givers", d->stated_givers);
	put_or_null(l, "threshold", d->threshold);
	fl_json_kv_str(&l->j, "file", d->source);
	fl_json_kv_i64(&l->j, "line", d->line);
	end(l);
}

static fl_status put_offers(lining *l, fl_error *err)
{
	fl_partner *partners;
	int64_t *rows;
	size_t count;
	FL_TRY(fl_partners_load(l->w->store, &l->w->arena, &partners, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		const fl_partner *p = &partners[i];
		begin(l, "offer");
		fl_json_kv_str(&l->j, "partner", p->id);
		fl_json_kv_str(&l->j, "name", p->name);
		fl_json_kv_str(&l->j, "does", p->words);
		put_list(l, "fields", p->fields.items, p->fields.len);
		put_list(l, "regions", p->regions.items, p->regions.len);
		put_list(l, "wishes", p->wishes.items, p->wishes.len);
		put_list(l, "excludes", p->exclusions.items, p->exclusions.len);
		fl_json_kv_i64(&l->j, "least", p->least);
		put_or_null(l, "most", p->most);
		put_or_null(l, "money", p->money);
		end(l);
	}
	return FL_OK;
}

static fl_status put_rejected(lining *l, fl_error *err)
{
	fl_rejected_row *rows;
	size_t count;
	FL_TRY(fl_rejected_load(l->w->store, &l->w->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		begin(l, "rejected");
		fl_json_kv_str(&l->j, "file", rows[i].path);
		fl_json_kv_i64(&l->j, "line", rows[i].line);
		fl_json_kv_i64(&l->j, "column", rows[i].column);
		fl_json_kv_str(&l->j, "code", rows[i].code);
		fl_json_kv_str(&l->j, "reason", rows[i].reason);
		fl_json_kv_str(&l->j, "row", rows[i].raw);
		end(l);
	}
	return FL_OK;
}

/* ---- what the steps went by ----------------------------------------------------------------------------------------- */

static void put_evidence(lining *l, const fl_dream *d, const fl_match *m)
{
	fl_str text = fl_str_eqz(m->field, "title") ? d->title : fl_str_eqz(m->field, "body") ? d->body : FL_STR("");
	begin(l, "evidence");
	fl_json_kv_str(&l->j, "dream", d->id);
	fl_json_kv_str(&l->j, "pack", m->pack);
	fl_json_kv_str(&l->j, "rule", m->rule);
	fl_json_kv_str(&l->j, "tag", m->tag);
	fl_json_kv_str(&l->j, "pattern", m->pattern);
	fl_json_kv_str(&l->j, "field", m->field);
	fl_json_kv_i64(&l->j, "start", m->start);
	fl_json_kv_i64(&l->j, "end", m->end);
	fl_json_kv_str(&l->j, "text", m->start <= m->end && m->end <= text.len ? fl_str_slice(text, m->start, m->end) : FL_STR(""));
	if (m->capture.len > 0) {
		fl_json_kv_str(&l->j, "fact", m->capture);
		fl_json_kv_z(&l->j, "kind", fl_fact_type_name(m->type));
	}
	if (m->value.len > 0)
		fl_json_kv_str(&l->j, "value", m->value);
	end(l);
}

/* Pairs that are alike and not the same: result.json has those that are, and those under review. */
static void put_apart(lining *l, const fl_pair *pair)
{
	begin(l, "apart");
	fl_json_kv_str(&l->j, "a", l->whole->result.dreams[pair->a].dream->id);
	fl_json_kv_str(&l->j, "b", l->whole->result.dreams[pair->b].dream->id);
	fl_json_kv_i64(&l->j, "score_millionths", pair->score);
	fl_json_kv_bool(&l->j, "decided", pair->decided);
	fl_json_kv_str(&l->j, "only_a", pair->only_a);
	fl_json_kv_str(&l->j, "only_b", pair->only_b);
	end(l);
}

static void put_dreams(lining *l)
{
	const fl_result *r = &l->whole->result;
	for (size_t i = 0; i < r->num_dreams; i++)
		put_submission(l, r->dreams[i].dream);
	for (size_t i = 0; i < r->num_dreams; i++)
		for (size_t m = 0; m < r->dreams[i].num_matches; m++)
			put_evidence(l, r->dreams[i].dream, &r->dreams[i].matches[m]);
	for (size_t p = 0; p < r->num_pairs; p++)
		if (r->pairs[p].verdict == FL_PAIR_DIFFERENT)
			put_apart(l, &r->pairs[p]);
}

/* [[day, flowers] ...] of each dream whose flowers have days; days are counted from 1970-01-01 in the round's zone. */
static fl_status put_growth(lining *l, fl_error *err)
{
	fl_tally_day *days;
	size_t count;
	FL_TRY(fl_tally_days_load(l->w->store, &l->whole->field.facts, &l->w->arena, &days, &count, err));
	for (size_t i = 0; i < count;) {
		uint32_t dream = days[i].dream;
		begin(l, "growth");
		fl_json_kv_str(&l->j, "dream", l->whole->field.facts.dreams[dream].id);
		fl_json_put_key(&l->j, "days");
		fl_json_begin_array(&l->j);
		for (; i < count && days[i].dream == dream; i++) {
			fl_json_begin_array(&l->j);
			if (days[i].day == FL_DAY_NONE)
				fl_json_put_null(&l->j);
			else
				fl_json_put_i64(&l->j, days[i].day);
			fl_json_put_i64(&l->j, days[i].flowers);
			fl_json_end_array(&l->j);
		}
		fl_json_end_array(&l->j);
		end(l);
	}
	return FL_OK;
}

/* ---- the ledger ----------------------------------------------------------------------------------------------------- */

static void put_gift(lining *l, const fl_giving *g)
{
	fl_json_begin_array(&l->j);
	fl_json_put_str(&l->j, l->whole->field.facts.dreams[g->dream].id);
	fl_json_put_i64(&l->j, g->count);
	if (g->kind < l->kinds.list.len)
		fl_json_put_str(&l->j, l->kinds.list.items[g->kind]);
	else
		fl_json_put_null(&l->j);
	if (g->given == FL_TIME_NONE)
		fl_json_put_null(&l->j);
	else
		fl_json_put_i64(&l->j, g->given);
	fl_json_end_array(&l->j);
}

/* One giver, and all it gave: [dream, flowers, source, Unix seconds]. */
static void on_rows(void *user, uint32_t giver, const fl_giving *rows, size_t count, int64_t earned)
{
	lining *l = user;
	if (count == 0)
		return;
	begin(l, "giver");
	fl_json_put_key(&l->j, "giver");
	if (giver < l->num_givers)
		fl_json_put_str(&l->j, l->givers[giver]);
	else
		fl_json_put_null(&l->j);
	if (earned != FL_EARNED_UNKNOWN)
		fl_json_kv_i64(&l->j, "earned", earned);
	fl_json_put_key(&l->j, "gave");
	fl_json_begin_array(&l->j);
	for (size_t i = 0; i < count; i++)
		put_gift(l, &rows[i]);
	fl_json_end_array(&l->j);
	end(l);
}

static fl_status put_ledger(lining *l, fl_error *err)
{
	fl_tally_result ignored;
	uint32_t *representative;
	fl_arena *arena = &l->w->arena;
	FL_TRY(fl_givers_load(l->w->store, arena, &l->givers, &l->num_givers, err));
	FL_TRY(fl_clusters_load(l->w->store, &l->whole->field.facts, arena, &representative, err));
	fl_status status = fl_names_open(&l->kinds, l->w->store, FL_NAMES_KINDS, err);
	if (status == FL_OK)
		status = fl_tally_ledger(&(fl_tally_request){ .store = l->w->store,
							      .facts = &l->whole->field.facts,
							      .spec = l->w->spec,
							      .representative = representative,
							      .sink = { .rows = on_rows, .user = l },
							      .only = UINT32_MAX,
							      .now = INT64_MAX },
					 arena, &ignored, NULL, err);
	fl_names_release(&l->kinds);
	return status;
}

fl_status fl_lines_facts(fl_work *w, const fl_whole *whole, fl_buf *out, fl_error *err)
{
	lining l = { .w = w, .whole = whole, .out = out };
	FL_TRY(put_entries(&l, err));
	put_documents(&l);
	put_dreams(&l);
	FL_TRY(put_offers(&l, err));
	FL_TRY(put_rejected(&l, err));
	FL_TRY(put_growth(&l, err));
	FL_TRY(put_ledger(&l, err));
	return fl_buf_status(out, err);
}
