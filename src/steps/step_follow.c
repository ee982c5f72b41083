/* SPDX-License-Identifier: Apache-2.0
 *
 * step_follow.c - payments, feedback, results and stops are recorded, one by one or from a file; what is due is told.
 *
 * One call is one transaction and one entry of the journal, whose 'output' is the SHA-256 over what it recorded:
 *     {"at":"…","counts":{"accept":0,"feedback":0,"pay":1,"result":0,"stop":0},"florin":"0.1.0","output":HEX,"reads":[],"seq":17,"step":"follow"}
 * Where one line of a file is refused, nothing of it is recorded.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/following.h"
#include "steps/give.h"
#include "steps/source.h"

/* ---- a fact, from words to an event --------------------------------------------------------------------------------- */

typedef struct recording {
	fl_work w;
	fl_following f;
	FL_VEC(fl_follow_event) events;
} recording;

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

static fl_status take_amount(const recording *r, const char *what, fl_str text, fl_money *ret, fl_error *err)
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
	bool result = kind == FL_FOLLOW_RESULT, pays = kind == FL_FOLLOW_PAY;
	if ((fact->amount != NULL) != pays)
		return fl_error_set(err, FL_EINVAL, pays ? "'amount' is missing" : "'amount' is for payments only");
	if (!result && (fact->people >= 0 || fact->spent))
		return fl_error_set(err, FL_EINVAL, "'people' and 'spent' belong to results");
	if (fact->story && kind != FL_FOLLOW_FEEDBACK && !result)
		return fl_error_set(err, FL_EINVAL, "'story' belongs to feedback and results");
	if ((fact->why != NULL) != (kind == FL_FOLLOW_STOP))
		return fl_error_set(err, FL_EINVAL, kind == FL_FOLLOW_STOP ? "a dream is stopped for a reason: 'why' is missing"
									  : "'why' is for a stop only");
	return FL_OK;
}

static fl_status make_event(const recording *r, const fl_follow_fact *fact, fl_follow_event *ret, fl_error *err)
{
	fl_follow_kind kind = FL_FOLLOW_PAY;
	if (!fl_follow_kind_of(fl_str_of(fact->kind), &kind))
		return fl_error_set(err, FL_EINVAL, "'%s' is none of pay, feedback, result, accept, stop", fact->kind ? fact->kind : "");
	*ret = (fl_follow_event){ .kind = kind, .amount = -1, .people = fact->people };
	FL_TRY(check_members(fact, kind, err));
	FL_TRY(take_line("dream", fl_str_of(fact->dream), true, &ret->dream, err));
	FL_TRY(take_line("item", fl_str_of(fact->item), kind != FL_FOLLOW_STOP, &ret->item, err));
	FL_TRY(take_line("by", fl_str_of(fact->by), true, &ret->person, err));
	FL_TRY(take_line("evidence", fl_str_of(fact->evidence), false, &ret->evidence, err));
	FL_TRY(take_story(fl_str_of(fact->story), &ret->story, err));
	FL_TRY(take_line("why", fl_str_of(fact->why), kind == FL_FOLLOW_STOP, &ret->why, err));
	if (kind == FL_FOLLOW_STOP && ret->item.len > 0)
		return fl_error_set(err, FL_EINVAL, "a dream is stopped as a whole, without '%.*s'", FL_STR_ARG(ret->item));
	if (fact->amount)
		FL_TRY(take_amount(r, "amount", fl_str_of(fact->amount), &ret->amount, err));
	if (fact->spent)
		FL_TRY(take_amount(r, "spent", fl_str_of(fact->spent), &ret->amount, err));
	if (!fact->on || !fl_follow_day(fl_str_of(fact->on), &ret->day))
		return fl_error_set(err, FL_EINVAL, "'on' is a day such as 2026-10-01");
	return FL_OK;
}

static fl_status record(recording *r, const fl_follow_fact *fact, fl_error *err)
{
	fl_follow_event e;
	FL_TRY(make_event(r, fact, &e, err));
	fl_follow_dream *dream = fl_following_find(&r->f, e.dream);
	if (!dream)
		return fl_following_missing(&r->f, e.dream, err);
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_follow_apply(&r->w.spec->follow, &r->f.spec->currency, dream, &e, &inner);
	if (status != FL_OK)
		return fl_error_set(err, status, "'%.*s': %s", FL_STR_ARG(e.dream), inner.message);
	return fl_follow_keep(&e, &r->w.arena) && fl_vec_push(&r->events, e) ? FL_OK : fl_enomem(err);
}

/* ---- the entry ------------------------------------------------------------------------------------------------------ */

static void put_entry(const recording *r, int64_t seq, int64_t now, const char *file, const fl_digest *read, fl_buf *time,
		      fl_json_writer *w)
{
	static const fl_follow_kind sorted[] = { FL_FOLLOW_ACCEPT, FL_FOLLOW_FEEDBACK, FL_FOLLOW_PAY, FL_FOLLOW_RESULT, FL_FOLLOW_STOP };
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

static fl_status commit(recording *r, int64_t now, const char *file, const fl_digest *read, fl_error *err)
{
	fl_buf entry, time;
	fl_json_writer w;
	int64_t seq;
	FL_TRY(fl_journal_size(r->w.store, &seq, err));
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&time, 100);
	fl_json_start(&w, &entry, false);
	put_entry(r, seq, now, file, read, &time, &w);
	fl_status status = fl_buf_status(&entry, err);
	if (status == FL_OK)
		status = fl_journal_append(r->w.store, fl_buf_view(&entry), &seq, err);
	for (size_t i = 0; status == FL_OK && i < r->events.len; i++) {
		r->events.items[i].seq = seq;
		status = fl_follow_add(r->w.store, &r->events.items[i], err);
	}
	fl_buf_release(&entry);
	fl_buf_release(&time);
	return status == FL_OK ? fl_store_commit(r->w.store, err) : status;
}

static fl_status begin(recording *r, fl_round *round, fl_error *err)
{
	*r = (recording){ .f.num_dreams = 0 };
	FL_TRY(fl_work_open(&r->w, round, true, err));
	return fl_following_load(&r->w, INT64_MAX, NULL, &r->f, err);
}

static fl_status end(recording *r, fl_status status, fl_error *err)
{
	fl_vec_release(&r->events);
	fl_following_release(&r->f);
	return fl_work_end(&r->w, status, err);
}

fl_status fl_round_follow(fl_round *round, const fl_follow_fact *fact, const fl_options *options, fl_error *err)
{
	recording r;
	fl_status status = begin(&r, round, err);
	if (status == FL_OK)
		status = record(&r, fact, err);
	if (status == FL_OK)
		status = commit(&r, options->now, NULL, NULL, err);
	return end(&r, status, err);
}

/* ---- a file, JSON Lines --------------------------------------------------------------------------------------------- */

/* In the arena, with a NUL behind it; NULL where it is not said, or memory is short. */
static const char *member(recording *r, fl_json root, const char *key)
{
	fl_json v = fl_json_get(root, key);
	return fl_json_present(v) && fl_json_type_of(v) != FL_JSON_NULL ? fl_arena_str(&r->w.arena, fl_json_text(v)).data : NULL;
}

static fl_status read_line(recording *r, fl_str line, fl_error *err)
{
	static const char *const keys[] = { "kind", "dream", "item", "amount", "on", "by", "why", "evidence", "story", "people", "spent", NULL };
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
		fact.kind = member(r, root, "kind");
		fact.dream = member(r, root, "dream");
		fact.item = member(r, root, "item");
		fact.amount = member(r, root, "amount");
		fact.on = member(r, root, "on");
		fact.by = member(r, root, "by");
		fact.why = member(r, root, "why");
		fact.evidence = member(r, root, "evidence");
		fact.story = member(r, root, "story");
		fact.spent = member(r, root, "spent");
		status = record(r, &fact, err);
	}
	fl_json_free(doc);
	return status;
}

/* All refused lines are told; *ret_bad is how many. */
static fl_status read_lines(recording *r, const char *path, fl_str text, const fl_listener *findings, int64_t *ret_bad, fl_error *err)
{
	size_t at = 0;
	fl_str line;
	for (int64_t number = 1; fl_str_line(text, &at, &line); number++) {
		fl_error inner = FL_ERROR_INIT;
		if (fl_str_trim(line).len == 0)
			continue;
		fl_status status = read_line(r, line, &inner);
		if (status == FL_ENOMEM)
			return fl_enomem(err);
		if (status == FL_OK)
			continue;
		++*ret_bad;
		fl_report(findings, FL_ERROR, "follow-refused", path, number, 0, "", "%s", inner.message);
	}
	return FL_OK;
}

fl_status fl_round_follow_import(fl_round *round, const char *path, const fl_options *options, int64_t *ret_count, fl_error *err)
{
	recording r;
	fl_str text = FL_STR("");
	int64_t bad = 0;
	const char *slash = strrchr(path, '/');
	fl_status status = begin(&r, round, err);
	if (status == FL_OK)
		status = fl_source_read(path, FL_DATA_FILE_MAX, &r.w.arena, &text, err);
	if (status == FL_OK)
		status = read_lines(&r, path, text, &options->findings, &bad, err);
	if (status == FL_OK && bad > 0)
		status = fl_error_at(err, FL_EINVAL, path, 0, 0, "nothing was recorded: %lld %s refused", (long long)bad,
				     bad == 1 ? "line is" : "lines are");
	if (status == FL_OK && r.events.len == 0)
		status = fl_error_at(err, FL_EINVAL, path, 0, 0, "there is nothing to record");
	fl_digest digest = fl_sha256(text);
	*ret_count = (int64_t)r.events.len;
	if (status == FL_OK)
		status = commit(&r, options->now, slash ? slash + 1 : path, &digest, err);
	return end(&r, status, err);
}

/* ---- asking --------------------------------------------------------------------------------------------------------- */

static fl_status take_day(const char *on, int64_t fallback, int64_t *ret, fl_error *err)
{
	*ret = fallback;
	if (on && !fl_follow_day(fl_str_of(on), ret))
		return fl_error_set(err, FL_EINVAL, "'%s' is no day such as 2026-10-01", on);
	return FL_OK;
}

typedef fl_status (*telling)(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			     fl_error *err);

static fl_status ask(fl_round *round, const char *dream, int64_t day, bool json, telling tell, bool *ret_answer, fl_text *ret_text,
		     fl_error *err)
{
	fl_work w;
	fl_following f = { .num_dreams = 0 };
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = fl_following_load(&w, day, dream || tell != fl_report_follow || !json ? dream : "", &f, err);
	if (status == FL_OK && dream && !fl_following_find(&f, fl_str_of(dream)))
		status = fl_following_missing(&f, fl_str_of(dream), err);
	if (status == FL_OK) {
		fl_follow_view view = fl_following_view(&w, &f);
		status = tell(&view, dream, day, json, ret_answer, &out, err);
	}
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_following_release(&f);
	return fl_work_end(&w, status, err);
}

fl_status fl_round_follow_show(fl_round *round, const char *dream, const char *on, bool json, fl_text *ret_text, fl_error *err)
{
	int64_t day;
	bool ignored;
	FL_TRY(take_day(on, INT64_MAX, &day, err));
	return ask(round, dream, day, json, fl_report_follow, &ignored, ret_text, err);
}

fl_status fl_round_follow_due(fl_round *round, const char *on, bool json, bool *ret_overdue, fl_text *ret_text, fl_error *err)
{
	int64_t day;
	*ret_overdue = false;
	if (!on)
		return fl_error_set(err, FL_EINVAL, "due on which day?");
	FL_TRY(take_day(on, INT64_MAX, &day, err));
	return ask(round, NULL, day, json, fl_report_due, ret_overdue, ret_text, err);
}

fl_status fl_round_follow_calendar(fl_round *round, fl_text *ret_text, fl_error *err)
{
	bool ignored;
	return ask(round, NULL, INT64_MAX, false, fl_report_calendar, &ignored, ret_text, err);
}
