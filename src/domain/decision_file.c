/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_file.c - decisions as lines of JSON, out of a round file and into another (docs/reference/decisions.md).
 *
 * Here is the form alone: keys that are known, texts that are texts, a time, a digest. What a line may say is decided by
 * fl_decision_check, whether it fits the round by steps/.
 */
#include "domain/decision.h"

#include "base/error.h"
#include "base/json.h"
#include "base/json_digest.h"
#include "base/str.h"

static bool is_digest(const fl_digest *digest)
{
	for (size_t i = 0; i < sizeof digest->bytes; i++)
		if (digest->bytes[i])
			return true;
	return false;
}

void fl_decisions_print_head(fl_buf *out, const fl_decisions_head *head)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", FL_DECISIONS_FORMAT);
	fl_json_kv_str(&w, "round", head->round);
	if (head->has_root)
		fl_json_kv_digest(&w, "root", &head->root);
	fl_json_kv_i64(&w, "entries", head->entries);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void put_some(fl_json_writer *w, const char *key, fl_str text)
{
	if (text.len > 0)
		fl_json_kv_str(w, key, text);
}

void fl_decision_print(fl_buf *out, const fl_decision *d)
{
	fl_json_writer w;
	fl_buf time;
	fl_buf_init(&time, 100);
	fl_time_print(&time, d->at, 0);
	if (time.status == FL_OK && time.len > 6) { /* "+00:00" */
		fl_buf_shorten(&time, 6);
		fl_buf_putc(&time, 'Z');
	}
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_str(&w, "kind", d->kind);
	fl_json_kv_str(&w, "subject", d->subject);
	put_some(&w, "other", d->other);
	fl_json_kv_str(&w, "value", d->value);
	put_some(&w, "code", d->code);
	fl_json_kv_str(&w, "by", d->person);
	fl_json_kv_str(&w, "why", d->why);
	fl_json_kv_str(&w, "at", fl_buf_view(&time));
	if (is_digest(&d->seen))
		fl_json_kv_digest(&w, "seen", &d->seen);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
	if (time.status != FL_OK)
		out->status = time.status;
	fl_buf_release(&time);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static fl_status take_text(fl_json object, const char *key, bool need, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	*ret = FL_STR("");
	if (!fl_json_present(v) && !need)
		return FL_OK;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	*ret = fl_arena_str(arena, fl_json_text(v));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status take_digest(fl_json object, const char *key, bool *ret_has, fl_digest *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	*ret_has = fl_json_present(v);
	if (*ret_has && !fl_digest_read_hex(fl_json_text(v), ret))
		return fl_json_error(v, err, FL_EPARSE, "'%s' is 64 hexadecimal digits", key);
	return FL_OK;
}

static fl_status refuse_head(fl_error *err)
{
	return fl_error_set(err, FL_EPARSE, "not a file of decisions: its first line has no format '%s'", FL_DECISIONS_FORMAT);
}

static fl_status take_head(fl_json root, fl_arena *arena, fl_decisions_head *ret, fl_error *err)
{
	static const char *const keys[] = { "format", "round", "root", "entries", NULL };
	fl_str format = fl_json_text(fl_json_get(root, "format"));
	if (fl_json_type_of(root) != FL_JSON_OBJECT || !fl_str_eqz(format, FL_DECISIONS_FORMAT))
		return fl_str_starts(format, FL_STR("florin-decisions/"))
			   ? fl_error_set(err, FL_EVERSION, "a file of decisions of another version: this Florin reads '%s'",
					  FL_DECISIONS_FORMAT)
			   : refuse_head(err);
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(take_text(root, "round", true, arena, &ret->round, err));
	FL_TRY(take_digest(root, "root", &ret->has_root, &ret->root, err));
	return fl_json_take_i64(root, "entries", 0, 0, INT64_MAX, &ret->entries, err);
}

static fl_status take_decision(fl_json root, fl_arena *arena, fl_decision *ret, fl_error *err)
{
	static const char *const keys[] = { "kind", "subject", "other", "value", "code", "by", "why", "at", "seen", NULL };
	bool has_seen;
	fl_json at;
	if (fl_json_type_of(root) != FL_JSON_OBJECT)
		return fl_error_set(err, FL_EPARSE, "a decision is a JSON object");
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(take_text(root, "kind", true, arena, &ret->kind, err));
	FL_TRY(take_text(root, "subject", true, arena, &ret->subject, err));
	FL_TRY(take_text(root, "other", false, arena, &ret->other, err));
	FL_TRY(take_text(root, "value", true, arena, &ret->value, err));
	FL_TRY(take_text(root, "code", false, arena, &ret->code, err));
	FL_TRY(take_text(root, "by", true, arena, &ret->person, err));
	FL_TRY(take_text(root, "why", true, arena, &ret->why, err));
	FL_TRY(fl_json_need(root, "at", FL_JSON_STRING, &at, err));
	if (!fl_time_parse(fl_json_text(at), 0, &ret->at) || ret->at < 0)
		return fl_json_error(at, err, FL_EPARSE, "'at' is a time such as 2026-11-27T09:00:00Z");
	FL_TRY(take_digest(root, "seen", &has_seen, &ret->seen, err));
	ret->person = fl_str_trim(ret->person);
	ret->why = fl_str_trim(ret->why);
	return FL_OK;
}

fl_status fl_decisions_read_head(fl_str line, fl_arena *arena, fl_decisions_head *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	*ret = (fl_decisions_head){ 0 };
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_json_parse(line, "", &doc, &inner);
	if (status != FL_OK)
		return status == FL_ENOMEM ? fl_enomem(err) : refuse_head(err);
	status = take_head(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

fl_status fl_decision_read(fl_str line, fl_arena *arena, fl_decision *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	*ret = (fl_decision){ 0 };
	FL_TRY(fl_json_parse(line, "", &doc, err));
	fl_status status = take_decision(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}
