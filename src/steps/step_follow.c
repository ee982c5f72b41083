/* SPDX-License-Identifier: Apache-2.0
 *
 * step_follow.c - payments, feedback, results and stops are recorded, and taken back, one by one or from a file.
 *
 * One call is one transaction and one entry of the journal, whose 'output' is the SHA-256 over what it recorded:
 *     {"at":"…","counts":{"accept":0,"feedback":0,"pay":1,"result":0,"stop":0,"undo":0},"florin":"0.1.0","output":HEX,"reads":[],"seq":17,
 *      "step":"follow"}
 * Where one line of a file is refused, nothing of it is recorded. What was recorded before, word for word, is not recorded again; where nothing
 * is left, there is no entry.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/recording.h"
#include "steps/source.h"
#include "text/person_name.h"

#include <string.h>

/* ---- a fact, from words to an event --------------------------------------------------------------------------------- */

static fl_status take_line(const char *what, fl_str text, bool needed, fl_str *ret, fl_error *err)
{
	*ret = fl_str_trim(text);
	if (needed && ret->len == 0)
		return fl_error_set(err, FL_EINVAL, "'%s' is missing", what);
	bool bad = ret->len > FL_DECISION_TEXT_MAX || !fl_utf8_valid(*ret, NULL);
	for (size_t i = 0; i < ret->len; i++)
		bad = bad || (unsigned char)ret->data[i] < 0x20 || ret->data[i] == 0x7f;
	return bad ? fl_error_set(err, FL_EINVAL, "'%s' is one line of at most %d bytes of UTF-8", what, FL_DECISION_TEXT_MAX) : FL_OK;
}

/* Several lines; what a person cannot see is refused. */
static fl_status take_story(fl_str text, fl_str *ret, fl_error *err)
{
	*ret = fl_str_trim(text);
	bool bad = ret->len > FL_FOLLOW_STORY_MAX || !fl_utf8_valid(*ret, NULL);
	for (size_t i = 0; i < ret->len; i++)
		bad = bad || ((unsigned char)ret->data[i] < 0x20 && ret->data[i] != '\n' && ret->data[i] != '\t') || ret->data[i] == 0x7f;
	return bad ? fl_error_set(err, FL_EINVAL, "'story' is at most %d bytes of UTF-8, without control characters", FL_FOLLOW_STORY_MAX) : FL_OK;
}

static fl_status take_amount(const fl_recording *r, const char *what, fl_str text, fl_money *ret, fl_error *err)
{
	const char *code;
	fl_error inner = FL_ERROR_INIT;
	if (fl_money_parse(text, &r->f.spec->currency, ret, &code, &inner) == FL_OK)
		return FL_OK;
	return fl_error_set(err, FL_EINVAL, "'%s': %s", what, inner.message);
}

/* What does not belong to the kind is refused: nothing that was said is passed over. */
static fl_status check_members(const fl_follow_fact *fact, fl_follow_kind kind, fl_error *err)
{
	bool result = kind == FL_FOLLOW_RESULT, pays = kind == FL_FOLLOW_PAY, undo = kind == FL_FOLLOW_UNDO;
	if ((fact->amount != NULL) != pays)
		return fl_error_set(err, FL_EINVAL, pays ? "'amount' is missing" : "'amount' is for payments only");
	if (!result && (fact->people >= 0 || fact->spent))
		return fl_error_set(err, FL_EINVAL, "'people' and 'spent' belong to results");
	if (fact->story && kind != FL_FOLLOW_FEEDBACK && !result)
		return fl_error_set(err, FL_EINVAL, "'story' belongs to feedback and results");
	if ((fact->entry != NULL) != undo)
		return fl_error_set(err, FL_EINVAL, undo ? "'entry' is missing: what is taken back, such as \"9\"" : "'entry' is for taking something back");
	if (undo && (fact->item || fact->on || fact->evidence))
		return fl_error_set(err, FL_EINVAL, "what is taken back is said by 'entry' alone");
	if (kind == FL_FOLLOW_STOP && !fact->why)
		return fl_error_set(err, FL_EINVAL, "a dream is stopped for a reason: 'why' is missing");
	if (undo && !fact->why)
		return fl_error_set(err, FL_EINVAL, "something is taken back for a reason: 'why' is missing");
	if (fact->why && !undo && kind != FL_FOLLOW_STOP)
		return fl_error_set(err, FL_EINVAL, "'why' is for a stop, and for taking something back");
	return FL_OK;
}

static fl_status make_event(const fl_recording *r, const fl_follow_fact *fact, fl_follow_event *ret, fl_error *err)
{
	fl_follow_kind kind = FL_FOLLOW_PAY;
	if (!fl_follow_kind_of(fl_str_of(fact->kind), &kind))
		return fl_error_set(err, FL_EINVAL, "'%s' is none of pay, feedback, result, accept, stop, undo", fact->kind ? fact->kind : "");
	bool whole = kind == FL_FOLLOW_STOP || kind == FL_FOLLOW_UNDO;
	*ret = (fl_follow_event){ .kind = kind, .amount = -1, .people = fact->people, .day = r->today };
	FL_TRY(check_members(fact, kind, err));
	FL_TRY(take_line("dream", fl_str_of(fact->dream), kind != FL_FOLLOW_UNDO, &ret->dream, err));
	FL_TRY(take_line("item", fl_str_of(fact->item), !whole, &ret->item, err));
	FL_TRY(take_line("by", fl_str_of(fact->by), true, &ret->person, err));
	FL_TRY(fl_person_name_check("by", ret->person, err));
	FL_TRY(take_line("evidence", fl_str_of(fact->evidence), false, &ret->evidence, err));
	FL_TRY(take_story(fl_str_of(fact->story), &ret->story, err));
	FL_TRY(take_line("why", fl_str_of(fact->why), whole, &ret->why, err));
	if (kind == FL_FOLLOW_STOP && ret->item.len > 0)
		return fl_error_set(err, FL_EINVAL, "a dream is stopped as a whole, without '%.*s'", FL_STR_ARG(ret->item));
	if (fact->amount)
		FL_TRY(take_amount(r, "amount", fl_str_of(fact->amount), &ret->amount, err));
	if (fact->spent)
		FL_TRY(take_amount(r, "spent", fl_str_of(fact->spent), &ret->amount, err));
	if (kind != FL_FOLLOW_UNDO && !(fact->on && strcmp(fact->on, "today") == 0) && (!fact->on || !fl_follow_day(fl_str_of(fact->on), &ret->day)))
		return fl_error_set(err, FL_EINVAL, "'on' is a day such as 2026-10-01");
	return FL_OK;
}

/* ---- recording it --------------------------------------------------------------------------------------------------- */

typedef struct call {
	fl_recording r;
	const fl_options *options;
	fl_follow_summary *sum;
	const char *path; /* of a file; NULL: one fact, said by a person now */
	int64_t line;
} call;

/* Where one was meant to be recorded beside an equal one, this says how. */
static void tell_known(const call *c, const fl_recorded *known)
{
	char ref[FL_FOLLOW_REF];
	const fl_follow_event *e = &known->event;
	const char *id = e->dream.data;
	if (known->undo)
		fl_report(&c->options->findings, FL_WARNING, "follow-undone", c->path, c->line, 0, id,
			  "'%.*s': entry %s recorded this, and %.*s took it back: it is not recorded again", FL_STR_ARG(e->dream),
			  fl_follow_name(e, ref), FL_STR_ARG(known->undo->person));
	else if (e->seq == 0)
		fl_report(&c->options->findings, FL_WARNING, "follow-known", c->path, c->line, 0, id,
			  "'%.*s': a line before says the same, word for word: it is recorded once; where a second one is meant, tell them apart by "
			  "their evidence (the number at the bank)", FL_STR_ARG(e->dream));
	else if (!c->path)
		fl_report(&c->options->findings, FL_WARNING, "follow-known", "", 0, 0, id,
			  "'%.*s': entry %s recorded this before, word for word: it is not recorded twice; where a second one is meant, tell them apart "
			  "by their evidence (the number at the bank)", FL_STR_ARG(e->dream), fl_follow_name(e, ref));
}

static void tell_beyond(const call *c, const fl_follow_event *e, fl_money paid)
{
	const fl_currency *currency = &c->r.f.spec->currency;
	fl_buf spent, until;
	fl_buf_init(&spent, 100);
	fl_buf_init(&until, 100);
	fl_money_print(&spent, e->amount, currency->minor_digits, true);
	fl_money_print(&until, paid, currency->minor_digits, true);
	fl_report(&c->options->findings, FL_WARNING, "follow-spent", c->path ? c->path : "", c->line, 0, "",
		  "'%.*s': %s are said to be spent, and %s were paid", FL_STR_ARG(e->dream), spent.data ? spent.data : "",
		  until.data ? until.data : "");
	fl_buf_release(&spent);
	fl_buf_release(&until);
}

static fl_status take_back(call *c, const char *ref, const fl_follow_event *e, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_recording_undo(&c->r, fl_str_of(ref), e, &count, err));
	c->sum->recorded += count;
	c->sum->known += count == 0;
	return FL_OK;
}

static fl_status record(call *c, const fl_follow_fact *fact, fl_error *err)
{
	fl_follow_event e;
	fl_recording_answer answer;
	fl_status status = make_event(&c->r, fact, &e, err);
	if (status != FL_OK)
		return c->path ? status : fl_error_argument(err, status);
	if (e.kind == FL_FOLLOW_UNDO)
		return take_back(c, fact->entry, &e, err);
	FL_TRY(fl_recording_add(&c->r, &e, c->path == NULL, &answer, err));
	if (answer.known)
		tell_known(c, answer.known);
	else if (answer.beyond_paid)
		tell_beyond(c, &e, answer.paid);
	c->sum->known += answer.known != NULL;
	c->sum->recorded += answer.known == NULL;
	return FL_OK;
}

/* ---- the entry ------------------------------------------------------------------------------------------------------ */

static void put_entry(const fl_recording *r, int64_t seq, int64_t now, const char *file, const fl_digest *read, fl_buf *time,
		      fl_json_writer *w)
{
	static const fl_follow_kind sorted[] = { FL_FOLLOW_ACCEPT, FL_FOLLOW_FEEDBACK, FL_FOLLOW_PAY, FL_FOLLOW_RESULT, FL_FOLLOW_STOP, FL_FOLLOW_UNDO };
	int64_t counts[FL_FOLLOW_KINDS] = { 0 };
	fl_hasher h;
	char hex[65];
	fl_hasher_init(&h);
	for (size_t i = 0; i < r->events.len; i++) {
		counts[r->events.items[i].kind]++;
		fl_follow_hash(&h, &r->events.items[i]);
	}
	fl_digest output = fl_hasher_final(&h);
	fl_time_print(time, now, 0);
	fl_json_begin_object(w);
	fl_json_kv_str(w, "at", fl_buf_view(time));
	fl_json_put_key(w, "counts");
	fl_json_begin_object(w);
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
		fl_json_kv_i64(w, fl_follow_word(sorted[i]), counts[sorted[i]]);
	fl_json_end_object(w);
	fl_json_kv_z(w, "florin", fl_version());
	fl_digest_hex(&output, hex);
	fl_json_kv_z(w, "output", hex);
	fl_json_put_key(w, "reads");
	fl_json_begin_array(w);
	if (file) {
		fl_digest_hex(read, hex);
		fl_json_begin_object(w);
		fl_json_kv_z(w, "name", file);
		fl_json_kv_z(w, "sha256", hex);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_kv_i64(w, "seq", seq);
	fl_json_kv_z(w, "step", FL_ENTRY_FOLLOW);
	fl_json_end_object(w);
}

static fl_status commit(call *c, const char *file, const fl_digest *read, fl_error *err)
{
	fl_recording *r = &c->r;
	fl_buf entry, time;
	fl_json_writer w;
	int64_t seq;
	FL_TRY(fl_journal_size(r->w.store, &seq, err));
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&time, 100);
	fl_json_start(&w, &entry, false);
	put_entry(r, seq, c->options->now, file, read, &time, &w);
	fl_status status = fl_buf_status(&entry, err);
	if (status == FL_OK)
		status = fl_journal_append(r->w.store, fl_buf_view(&entry), &seq, err);
	for (size_t i = 0; status == FL_OK && i < r->events.len; i++) {
		r->events.items[i].seq = seq;
		status = fl_follow_add(r->w.store, &r->events.items[i], err);
	}
	c->sum->entry = seq;
	fl_buf_release(&entry);
	fl_buf_release(&time);
	return status == FL_OK ? fl_store_commit(r->w.store, err) : status;
}

static fl_status end(call *c, fl_status status, fl_error *err)
{
	fl_recording_release(&c->r);
	if (status != FL_OK)
		*c->sum = (fl_follow_summary){ .entry = -1 };
	return fl_work_end(&c->r.w, status, err);
}

fl_status fl_round_follow(fl_round *round, const fl_follow_fact *fact, const fl_options *options, fl_follow_summary *ret_summary, fl_error *err)
{
	call c = { .options = options, .sum = ret_summary };
	*ret_summary = (fl_follow_summary){ .entry = -1 };
	fl_status status = fl_recording_begin(&c.r, round, options->now, err);
	if (status == FL_OK)
		status = record(&c, fact, err);
	if (status == FL_OK && c.r.events.len > 0)
		status = commit(&c, NULL, NULL, err);
	return end(&c, status, err);
}

/* ---- a file, JSON Lines --------------------------------------------------------------------------------------------- */

/* In the arena, with a NUL behind it; NULL where it is not said, or memory is short. */
static const char *member(fl_recording *r, fl_json root, const char *key)
{
	fl_json v = fl_json_get(root, key);
	return fl_json_present(v) && fl_json_type_of(v) != FL_JSON_NULL ? fl_arena_str(&r->w.arena, fl_json_text(v)).data : NULL;
}

static fl_status read_line(call *c, fl_str line, fl_error *err)
{
	static const char *const keys[] = { "kind", "dream", "item", "amount", "on", "by", "why", "evidence", "story", "people", "spent", "entry", NULL };
	fl_json_doc *doc = NULL;
	fl_follow_fact fact = { .people = -1 };
	fl_status status = fl_json_parse(line, "line", &doc, err);
	fl_json root = status == FL_OK ? fl_json_root(doc) : (fl_json){ NULL, NULL };
	if (status == FL_OK && fl_json_type_of(root) != FL_JSON_OBJECT)
		status = fl_error_set(err, FL_EPARSE, "this is no object");
	if (status == FL_OK)
		status = fl_json_only(root, keys, err);
	if (status == FL_OK)
		status = fl_json_take_i64(root, "people", -1, 0, INT64_MAX, &fact.people, err);
	if (status == FL_OK) {
		fact.kind = member(&c->r, root, "kind");
		fact.dream = member(&c->r, root, "dream");
		fact.item = member(&c->r, root, "item");
		fact.amount = member(&c->r, root, "amount");
		fact.on = member(&c->r, root, "on");
		fact.by = member(&c->r, root, "by");
		fact.why = member(&c->r, root, "why");
		fact.evidence = member(&c->r, root, "evidence");
		fact.story = member(&c->r, root, "story");
		fact.spent = member(&c->r, root, "spent");
		fact.entry = member(&c->r, root, "entry");
		status = record(c, &fact, err);
	}
	fl_json_free(doc);
	return status;
}

/* All refused lines are told; *ret_bad is how many. */
static fl_status read_lines(call *c, fl_str text, int64_t *ret_bad, fl_error *err)
{
	size_t at = 0;
	fl_str line;
	for (c->line = 1; fl_str_line(text, &at, &line); c->line++) {
		fl_error inner = FL_ERROR_INIT;
		if (fl_str_trim(line).len == 0)
			continue;
		fl_status status = read_line(c, line, &inner);
		if (status == FL_ENOMEM)
			return fl_enomem(err);
		if (status == FL_OK)
			continue;
		++*ret_bad;
		fl_report(&c->options->findings, FL_ERROR, "follow-refused", c->path, c->line, 0, "", "%s", inner.message);
	}
	return FL_OK;
}

static fl_status read_file(call *c, fl_str *ret_text, fl_error *err)
{
	int64_t bad = 0;
	FL_TRY(fl_source_read(c->path, FL_DATA_FILE_MAX, &c->r.w.arena, ret_text, err));
	FL_TRY(read_lines(c, *ret_text, &bad, err));
	if (bad > 0)
		return fl_error_at(err, FL_EINVAL, c->path, 0, 0, "nothing was recorded: %lld %s refused", (long long)bad,
				   bad == 1 ? "line is" : "lines are");
	if (c->sum->recorded == 0 && c->sum->known == 0)
		return fl_error_at(err, FL_EINVAL, c->path, 0, 0, "there is nothing to record");
	return FL_OK;
}

fl_status fl_round_follow_import(fl_round *round, const char *path, const fl_options *options, fl_follow_summary *ret_summary, fl_error *err)
{
	call c = { .options = options, .sum = ret_summary, .path = path };
	fl_str text = FL_STR("");
	const char *slash = strrchr(path, '/');
	*ret_summary = (fl_follow_summary){ .entry = -1 };
	fl_status status = fl_recording_begin(&c.r, round, options->now, err);
	if (status == FL_OK)
		status = read_file(&c, &text, err);
	fl_digest digest = fl_sha256(text);
	if (status == FL_OK && c.r.events.len > 0)
		status = commit(&c, slash ? slash + 1 : path, &digest, err);
	return end(&c, status, err);
}
