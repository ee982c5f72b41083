/* SPDX-License-Identifier: Apache-2.0
 *
 * step_review.c - what reviewers ask and lay down: the queue, one pair, a decision.
 *
 * A decision is one transaction and one entry of the journal:
 *     {"at":"…","decision":{"kind":"pair","other":"d5","person":"…","seen":HEX,"subject":"d3","value":"same","why":"…"},
 *      "florin":"0.1.0","seq":9,"step":"decide"}
 * It changes no result: 'dedup' is out of date from then on, and takes it into account when it is done again.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "dedup/mark.h"
#include "report/report.h"
#include "steps/give.h"
#include "steps/review_dreams.h"
#include "steps/step.h"

static fl_status find_dream(const fl_facts *facts, const char *id, uint32_t *ret, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (fl_str_eqz(facts->dreams[i].id, id)) {
			*ret = (uint32_t)i;
			return FL_OK;
		}
	return fl_error_set(err, FL_ENOTFOUND, "there is no dream '%s'", id);
}

/* ---- a decision ----------------------------------------------------------------------------------------------- */

static fl_status check_words(const char *what, const char *text, fl_error *err)
{
	fl_str s = fl_str_of(text);
	bool bad = s.len > FL_DECISION_TEXT_MAX || !fl_utf8_valid(s, NULL);
	if (fl_str_trim(s).len == 0)
		return fl_error_set(err, FL_EINVAL, "a decision needs '%s'", what);
	for (size_t i = 0; i < s.len; i++)
		bad = bad || (unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7f;
	if (bad)
		return fl_error_set(err, FL_EINVAL, "'%s' is one line of at most %d bytes of UTF-8", what,
				    FL_DECISION_TEXT_MAX);
	return FL_OK;
}

static fl_status check_ruling(const fl_ruling *ruling, fl_error *err)
{
	bool pair = ruling->other != NULL;
	fl_str value = fl_str_of(ruling->value);
	FL_TRY(check_words("by", ruling->by, err));
	FL_TRY(check_words("why", ruling->why, err));
	if (!ruling->value)
		return FL_OK;
	if (pair && !fl_str_eqz(value, "same") && !fl_str_eqz(value, "different"))
		return fl_error_set(err, FL_EINVAL, "two dreams are 'same' or 'different', not '%s'", ruling->value);
	if (!pair && !fl_str_eqz(value, "represents"))
		return fl_error_set(err, FL_EINVAL, "one dream 'represents' its cluster, it is not '%s'", ruling->value);
	return FL_OK;
}

/* The decision that a ruling comes to; the ids of a pair in byte order. */
static fl_status make_decision(const fl_ruling *ruling, const fl_facts *facts, int64_t now, fl_decision *ret,
			       fl_error *err)
{
	uint32_t a = 0, b = 0;
	bool pair = ruling->other != NULL;
	FL_TRY(find_dream(facts, ruling->dream, &a, err));
	if (pair)
		FL_TRY(find_dream(facts, ruling->other, &b, err));
	if (pair && a == b)
		return fl_error_set(err, FL_EINVAL, "a pair needs two dreams, not '%s' twice", ruling->dream);
	if (pair && fl_str_cmp(facts->dreams[a].id, facts->dreams[b].id) > 0) {
		uint32_t swap = a;
		a = b;
		b = swap;
	}
	*ret = (fl_decision){ .kind = fl_str_of(pair ? FL_DECISION_PAIR : FL_DECISION_REPRESENTATIVE),
			      .subject = facts->dreams[a].id,
			      .other = pair ? facts->dreams[b].id : FL_STR(""),
			      .value = !ruling->value ? FL_STR("") : pair ? fl_str_of(ruling->value) : FL_STR("yes"),
			      .person = fl_str_trim(fl_str_of(ruling->by)),
			      .why = fl_str_trim(fl_str_of(ruling->why)),
			      .at = now,
			      .seen = fl_decision_seen(&facts->dreams[a], pair ? &facts->dreams[b] : NULL) };
	return FL_OK;
}

static const fl_decision *in_force(const fl_work *w, const fl_decision *like)
{
	for (size_t i = 0; i < w->num_decisions; i++) {
		const fl_decision *d = &w->decisions[i];
		if (fl_str_eq(d->kind, like->kind) && fl_str_eq(d->subject, like->subject) &&
		    fl_str_eq(d->other, like->other))
			return d;
	}
	return NULL;
}

static void put_decision(fl_json_writer *j, const fl_decision *d)
{
	char hex[65];
	fl_digest_hex(&d->seen, hex);
	fl_json_put_key(j, "decision");
	fl_json_begin_object(j);
	fl_json_kv_str(j, "kind", d->kind);
	fl_json_kv_str(j, "other", d->other);
	fl_json_kv_str(j, "person", d->person);
	fl_json_kv_z(j, "seen", hex);
	fl_json_kv_str(j, "subject", d->subject);
	fl_json_kv_str(j, "value", d->value);
	fl_json_kv_str(j, "why", d->why);
	fl_json_end_object(j);
}

static fl_status lay_down(fl_store *store, fl_decision *d, fl_buf *entry, fl_buf *time, fl_error *err)
{
	fl_json_writer j;
	FL_TRY(fl_journal_size(store, &d->seq, err));
	fl_time_print(time, d->at, 0);
	fl_json_start(&j, entry, false);
	fl_json_begin_object(&j);
	fl_json_kv_str(&j, "at", fl_buf_view(time));
	put_decision(&j, d);
	fl_json_kv_z(&j, "florin", fl_version());
	fl_json_kv_i64(&j, "seq", d->seq);
	fl_json_kv_z(&j, "step", "decide");
	fl_json_end_object(&j);
	FL_TRY(fl_buf_status(entry, err));
	FL_TRY(fl_buf_status(time, err));
	FL_TRY(fl_journal_append(store, fl_buf_view(entry), &d->seq, err));
	return fl_decision_add(store, d, err);
}

static fl_status decide(fl_work *w, const fl_ruling *ruling, int64_t now, bool *ret_changed, fl_error *err)
{
	fl_facts facts = { 0 };
	fl_decision d;
	fl_buf entry, time;
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&time, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_facts_load(w->store, &facts, err);
	if (status == FL_OK)
		status = make_decision(ruling, &facts, now, &d, err);
	const fl_decision *last = status == FL_OK ? in_force(w, &d) : NULL;
	if (status == FL_OK && !last && !ruling->value)
		status = fl_error_set(err, FL_ENOTFOUND, "there is no decision to take back");
	bool known = last && fl_str_eq(last->value, d.value) && memcmp(&last->seen, &d.seen, sizeof d.seen) == 0;
	if (status == FL_OK && !known)
		status = lay_down(w->store, &d, &entry, &time, err);
	if (status == FL_OK && !known)
		status = fl_store_commit(w->store, err);
	*ret_changed = status == FL_OK && !known;
	fl_buf_release(&entry);
	fl_buf_release(&time);
	fl_facts_release(&facts);
	return status;
}

fl_status fl_round_decide(fl_round *round, const fl_ruling *ruling, const fl_options *options, bool *ret_changed,
			  fl_error *err)
{
	fl_work w;
	*ret_changed = false;
	FL_TRY(check_ruling(ruling, err));
	fl_status status = fl_work_open(&w, round, true, err);
	if (status == FL_OK)
		status = decide(&w, ruling, options->now, ret_changed, err);
	return fl_work_end(&w, status, err);
}

/* ---- the queue, one pair -------------------------------------------------------------------------------------- */

typedef struct looking {
	fl_work w;
	fl_facts facts;
	fl_pair *pairs;
	size_t num_pairs;
	uint32_t *representative;
} looking;

/* Decisions since duplicates were found are known of at once; what follows from them, when 'dedup' is done again. */
static fl_status mark_decided(looking *l, fl_error *err)
{
	fl_map map = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t i = 0; i < l->w.num_decisions && status == FL_OK; i++)
		if (fl_str_eqz(l->w.decisions[i].kind, FL_DECISION_PAIR)) {
			fl_str parts[] = { l->w.decisions[i].subject, l->w.decisions[i].other };
			for (size_t k = 0; k < 2 && status == FL_OK; k++)
				if (!fl_map_put(&map, parts[k], i, &stands))
					status = fl_enomem(err);
		}
	for (size_t i = 0; i < l->num_pairs && status == FL_OK && map.len > 0; i++) {
		fl_str a = l->facts.dreams[l->pairs[i].a].id, b = l->facts.dreams[l->pairs[i].b].id;
		if (fl_map_get(&map, a) == FL_MAP_NONE || fl_map_get(&map, b) == FL_MAP_NONE)
			continue;
		bool swapped = fl_str_cmp(a, b) > 0;
		const fl_decision *d = in_force(&l->w, &(fl_decision){ .kind = fl_str_of(FL_DECISION_PAIR),
								       .subject = swapped ? b : a,
								       .other = swapped ? a : b });
		if (d) {
			l->pairs[i].decided = true;
			l->pairs[i].verdict = fl_str_eqz(d->value, "same") ? FL_PAIR_SAME : FL_PAIR_DIFFERENT;
		}
	}
	fl_map_release(&map);
	return status;
}

static fl_status look(looking *l, fl_round *round, fl_error *err)
{
	fl_step_record record;
	FL_TRY(fl_work_open(&l->w, round, false, err));
	FL_TRY(fl_step_record_get(l->w.store, fl_step_name(FL_STEP_DEDUP), &l->w.arena, &record, err));
	if (!record.done)
		return fl_error_at(err, FL_ESTATE, fl_store_name(l->w.store), 0, 0,
				   "'dedup' comes first: it has not been run");
	FL_TRY(fl_facts_load(l->w.store, &l->facts, err));
	FL_TRY(fl_pairs_load(l->w.store, &l->facts, &l->w.arena, &l->pairs, &l->num_pairs, err));
	FL_TRY(fl_clusters_load(l->w.store, &l->facts, &l->w.arena, &l->representative, err));
	return mark_decided(l, err);
}

static fl_status end(looking *l, fl_buf *out, fl_status status, fl_text *ret_text, fl_error *err)
{
	if (status == FL_OK)
		status = fl_give_text(out, ret_text, err);
	fl_buf_release(out);
	fl_facts_release(&l->facts);
	return fl_work_end(&l->w, status, err);
}

fl_status fl_round_queue(fl_round *round, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_buf out;
	fl_review_item *items;
	fl_review_dream *dreams;
	fl_result_note *notes;
	size_t count, num_dreams, num_notes;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = look(&l, round, err);
	if (status == FL_OK)
		status = fl_review_queue(l.pairs, l.num_pairs, l.representative, l.w.spec->dup_review,
					 l.w.spec->dup_same, &l.w.arena, &items, &count, err);
	if (status == FL_OK)
		status = fl_report_queue(l.facts.dreams, items, count, json, &out, err);
	if (status == FL_OK)
		status = fl_review_dreams(&l.w, &l.facts, &dreams, &num_dreams, err);
	if (status == FL_OK)
		status = fl_report_review_dreams(l.facts.dreams, dreams, num_dreams, json, &out, err);
	if (status == FL_OK)
		status = fl_findings_load(l.w.store, &l.w.arena, &notes, &num_notes, err);
	if (status == FL_OK)
		status = fl_report_signs(notes, num_notes, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}

/* Equal words are a star: pairs of a first dream with each other one. Is there one dream from which both are one step away? */
static bool equal_words(const looking *l, uint32_t a, uint32_t b)
{
	uint32_t first_a = a, first_b = b;
	for (size_t i = 0; i < l->num_pairs; i++) {
		if (l->pairs[i].exact && l->pairs[i].b == a && l->pairs[i].a < first_a)
			first_a = l->pairs[i].a;
		if (l->pairs[i].exact && l->pairs[i].b == b && l->pairs[i].a < first_b)
			first_b = l->pairs[i].a;
	}
	return first_a == first_b;
}

static const fl_pair *pair_of(const looking *l, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < l->num_pairs; i++)
		if ((l->pairs[i].a == a && l->pairs[i].b == b) || (l->pairs[i].a == b && l->pairs[i].b == a))
			return &l->pairs[i];
	return NULL;
}

static fl_status lay_open(looking *l, const char *a, const char *b, fl_review_pair *ret, fl_error *err)
{
	uint32_t x = 0, y = 0;
	FL_TRY(find_dream(&l->facts, a, &x, err));
	FL_TRY(find_dream(&l->facts, b, &y, err));
	const fl_dream *p = &l->facts.dreams[x], *q = &l->facts.dreams[y];
	bool swapped = fl_str_cmp(p->id, q->id) > 0;
	fl_decision key = { .kind = fl_str_of(FL_DECISION_PAIR),
			    .subject = swapped ? q->id : p->id,
			    .other = swapped ? p->id : q->id };
	*ret = (fl_review_pair){ .a = { .dream = p, .representative = l->representative[x] },
				 .b = { .dream = q, .representative = l->representative[y] },
				 .pair = pair_of(l, x, y),
				 .together = l->representative[x] == l->representative[y],
				 .equal_words = x != y && equal_words(l, x, y),
				 .decision = in_force(&l->w, &key),
				 .offset_minutes = l->w.spec->offset_minutes };
	if (ret->decision) {
		fl_digest seen = fl_decision_seen(swapped ? q : p, swapped ? p : q);
		ret->stale = memcmp(&seen, &ret->decision->seen, sizeof seen) != 0;
	}
	FL_TRY(fl_mark_differences(p->title, q->title, &l->w.arena, &ret->a.title, &ret->b.title, err));
	return fl_mark_differences(p->body, q->body, &l->w.arena, &ret->a.body, &ret->b.body, err);
}

fl_status fl_round_show_pair(fl_round *round, const char *a, const char *b, bool json, fl_text *ret_text, fl_error *err)
{
	looking l = { 0 };
	fl_buf out;
	fl_review_pair pair;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = look(&l, round, err);
	if (status == FL_OK)
		status = lay_open(&l, a, b, &pair, err);
	if (status == FL_OK)
		status = fl_report_pair(&pair, json, &out, err);
	return end(&l, &out, status, ret_text, err);
}
