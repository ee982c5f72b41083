/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_decisions.c - decisions.jsonl of an audit bundle as bytes, and back (docs/reference/bundle.md).
 *
 * In the order in which they came into the round file, which decides between decisions of one second. A bundle comes from those who
 * are being checked: every key is known or refused. What is in force is computed by whoever reads (decision.c).
 */
#include "domain/bundle_decisions.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

static const char *const words[] = { [FL_DECISION_GONE] = "gone",
				     [FL_DECISION_IN_FORCE] = "in-force",
				     [FL_DECISION_PENDING] = "pending",
				     [FL_DECISION_DISAGREED] = "disagreed",
				     [FL_DECISION_BARRED] = "barred" };
enum { STATES = sizeof words / sizeof *words };

const char *fl_bundle_state_word(fl_decision_state state)
{
	return words[state];
}

void fl_bundle_decision_print(fl_buf *out, const fl_bundle_decision *line, bool redacted)
{
	const fl_decision *d = &line->decision;
	fl_json_writer w;
	fl_buf time;
	char hex[65];
	fl_buf_init(&time, 64);
	fl_time_print(&time, d->at, 0);
	fl_digest_hex(&d->seen, hex);
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_i64(&w, "entry", d->seq);
	fl_json_kv_str(&w, "at", fl_buf_view(&time));
	fl_json_kv_str(&w, "kind", d->kind);
	fl_json_kv_str(&w, "subject", d->subject);
	fl_json_kv_str(&w, "other", d->other);
	fl_json_kv_str(&w, "value", d->value);
	fl_json_kv_str(&w, "code", d->code);
	fl_json_kv_str(&w, "person", d->person);
	fl_json_kv_z(&w, "state", words[line->state]);
	if (line->organisation.len > 0)
		fl_json_kv_str(&w, "organisation", line->organisation);
	if (!redacted) { /* of texts that one could try out, and of reasons that name people */
		fl_json_kv_str(&w, "why", d->why);
		fl_json_kv_z(&w, "seen", hex);
	}
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
	fl_buf_release(&time);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static fl_status read_state(fl_json object, fl_decision_state *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, "state", FL_JSON_STRING, &v, err));
	for (int state = 0; state < STATES; state++)
		if (fl_str_eqz(fl_json_text(v), words[state])) {
			*ret = (fl_decision_state)state;
			return FL_OK;
		}
	return fl_json_error(v, err, FL_EPARSE, "there is no such state of a decision");
}

/* What a bundle without names leaves out. */
static fl_status read_open(fl_json object, fl_arena *arena, fl_decision *d, fl_error *err)
{
	fl_json seen = fl_json_get(object, "seen");
	d->why = FL_STR("");
	if (fl_json_present(fl_json_get(object, "why")))
		FL_TRY(fl_bundle_need_text(object, "why", arena, &d->why, err));
	if (fl_json_present(seen) && !fl_digest_read_hex(fl_json_text(seen), &d->seen))
		return fl_json_error(seen, err, FL_EPARSE, "'seen' is 64 hexadecimal digits");
	return FL_OK;
}

static fl_status read_one(fl_json object, fl_arena *arena, fl_bundle_decision *ret, fl_error *err)
{
	static const char *const keys[] = { "entry", "at",   "kind",  "subject", "other",	"value", "code",
					    "person", "state", "organisation", "why",	"seen",	 NULL };
	fl_decision *d = &ret->decision;
	fl_json at;
	if (fl_json_type_of(object) != FL_JSON_OBJECT)
		return fl_json_error(object, err, FL_EPARSE, "expected a decision");
	FL_TRY(fl_json_only(object, keys, err));
	FL_TRY(fl_bundle_need_number(object, "entry", 0, &d->seq, err));
	FL_TRY(fl_json_need(object, "at", FL_JSON_STRING, &at, err));
	if (!fl_time_parse(fl_json_text(at), 0, &d->at))
		return fl_json_error(at, err, FL_EPARSE, "'at' is no time");
	FL_TRY(fl_bundle_need_text(object, "kind", arena, &d->kind, err));
	FL_TRY(fl_bundle_need_text(object, "subject", arena, &d->subject, err));
	FL_TRY(fl_bundle_need_text(object, "other", arena, &d->other, err));
	FL_TRY(fl_bundle_need_text(object, "value", arena, &d->value, err));
	FL_TRY(fl_bundle_need_text(object, "code", arena, &d->code, err));
	FL_TRY(fl_bundle_need_text(object, "person", arena, &d->person, err));
	if (fl_decision_class(d) == FL_RULING_COUNT)
		return fl_json_error(fl_json_get(object, "kind"), err, FL_EPARSE, "there is no decision of this kind");
	ret->organisation = FL_STR("");
	if (fl_json_present(fl_json_get(object, "organisation")))
		FL_TRY(fl_bundle_need_text(object, "organisation", arena, &ret->organisation, err));
	FL_TRY(read_state(object, &ret->state, err));
	return read_open(object, arena, d, err);
}

static fl_status read_line(fl_str line, const char *source, fl_arena *arena, fl_bundle_decision *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(line, source, &doc, err));
	fl_status status = read_one(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

fl_status fl_bundle_decisions_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_decision **ret, size_t *ret_count,
				   fl_error *err)
{
	size_t lines = 1, n = 0, at = 0;
	fl_str line;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	*ret = fl_arena_array(arena, lines, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	while (fl_str_line(text, &at, &line)) {
		fl_error inner = FL_ERROR_INIT;
		fl_status status = read_line(line, source, arena, &(*ret)[n], &inner);
		if (status != FL_OK) /* the place within the line is known; the line is ours */
			return fl_error_at(err, status, source, (int64_t)n + 1, inner.column, "%s", inner.message);
		(*ret)[n].decision.id = (int64_t)n + 1;
		n++;
	}
	*ret_count = n;
	return FL_OK;
}
