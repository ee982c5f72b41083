/* SPDX-License-Identifier: Apache-2.0
 *
 * round_change.c - two texts of round.json, member by member.
 *
 * Lists whose elements have an id (pools, groups, scenarios) are compared id by id, so that a new pool is one change and not all of them;
 * other lists as a whole. The order of members and of such lists says nothing.
 */
#include "report/round_change.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/say.h"

enum { SHOWN = 6, VALUE_MAX = 60 };

typedef struct telling {
	fl_buf *out;
	fl_buf path;
	size_t said;
	fl_lang lang;
} telling;

/* As JSON without blanks; a text without its quotes, "nothing" where there is none. */
static void put_value(fl_json v, fl_lang lang, fl_buf *out)
{
	fl_json_writer w;
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_json_start(&w, &text, false);
	if (fl_json_type_of(v) == FL_JSON_STRING)
		fl_buf_str(&text, fl_json_text(v));
	else if (fl_json_present(v))
		fl_json_put_value(&w, v, true);
	else
		fl_say_word(&text, lang, FL_W_L_NOTHING);
	fl_str whole = fl_buf_view(&text);
	size_t shown = whole.len <= VALUE_MAX ? whole.len : VALUE_MAX;
	while (shown > 0 && shown < whole.len && ((unsigned char)whole.data[shown] & 0xc0) == 0x80)
		shown--;
	fl_buf_safe(out, fl_str_slice(whole, 0, shown));
	fl_buf_puts(out, shown < whole.len ? "…" : "");
	fl_buf_release(&text);
}

static bool same(fl_json a, fl_json b)
{
	fl_json_writer w;
	fl_buf texts[2];
	const fl_json both[] = { a, b };
	for (int i = 0; i < 2; i++) {
		fl_buf_init(&texts[i], FL_BUF_MAX_DEFAULT);
		fl_json_start(&w, &texts[i], false);
		if (fl_json_present(both[i]))
			fl_json_put_value(&w, both[i], true);
	}
	bool equal = fl_str_eq(fl_buf_view(&texts[0]), fl_buf_view(&texts[1]));
	fl_buf_release(&texts[0]);
	fl_buf_release(&texts[1]);
	return equal;
}

static void tell(telling *t, fl_json a, fl_json b)
{
	if (t->said++ >= SHOWN)
		return;
	if (t->said > 1)
		fl_say_word(t->out, t->lang, FL_W_L_COMMA);
	fl_buf_safe(t->out, fl_buf_view(&t->path));
	fl_buf_putc(t->out, ' ');
	put_value(a, t->lang, t->out);
	fl_buf_puts(t->out, " -> ");
	put_value(b, t->lang, t->out);
}

static fl_json member(fl_json object, fl_str key)
{
	for (size_t i = 0; i < fl_json_len(object); i++)
		if (fl_str_eq(fl_json_key(object, i), key))
			return fl_json_at(object, i);
	return fl_json_get(object, ""); /* none */
}

static bool has_ids(fl_json list)
{
	for (size_t i = 0; i < fl_json_len(list); i++)
		if (fl_json_type_of(fl_json_at(list, i)) != FL_JSON_OBJECT ||
		    fl_json_type_of(fl_json_get(fl_json_at(list, i), "id")) != FL_JSON_STRING)
			return false;
	return fl_json_len(list) > 0;
}

static fl_json by_id(fl_json list, fl_str id)
{
	for (size_t i = 0; i < fl_json_len(list); i++)
		if (fl_str_eq(fl_json_text(fl_json_get(fl_json_at(list, i), "id")), id))
			return fl_json_at(list, i);
	return fl_json_get(list, ""); /* none */
}

static void compare(telling *t, fl_json a, fl_json b);

static void step_into(telling *t, const char *before, fl_str name, const char *after, fl_json a, fl_json b)
{
	size_t len = t->path.len;
	fl_buf_puts(&t->path, len > 0 || before[0] != '.' ? before : "");
	fl_buf_str(&t->path, name);
	fl_buf_puts(&t->path, after);
	compare(t, a, b);
	fl_buf_shorten(&t->path, t->path.len - len);
}

static void compare(telling *t, fl_json a, fl_json b)
{
	if (same(a, b))
		return;
	if (fl_json_type_of(a) == FL_JSON_OBJECT && fl_json_type_of(b) == FL_JSON_OBJECT) {
		for (size_t i = 0; i < fl_json_len(b); i++)
			step_into(t, ".", fl_json_key(b, i), "", member(a, fl_json_key(b, i)), fl_json_at(b, i));
		for (size_t i = 0; i < fl_json_len(a); i++)
			if (!fl_json_present(member(b, fl_json_key(a, i))))
				step_into(t, ".", fl_json_key(a, i), "", fl_json_at(a, i), member(b, fl_json_key(a, i)));
	} else if (fl_json_type_of(a) == FL_JSON_ARRAY && fl_json_type_of(b) == FL_JSON_ARRAY && has_ids(a) && has_ids(b)) {
		for (size_t i = 0; i < fl_json_len(b); i++) {
			fl_str id = fl_json_text(fl_json_get(fl_json_at(b, i), "id"));
			step_into(t, "[", id, "]", by_id(a, id), fl_json_at(b, i));
		}
		for (size_t i = 0; i < fl_json_len(a); i++) {
			fl_str id = fl_json_text(fl_json_get(fl_json_at(a, i), "id"));
			if (!fl_json_present(by_id(b, id)))
				step_into(t, "[", id, "]", fl_json_at(a, i), by_id(b, id));
		}
	} else {
		tell(t, a, b);
	}
}

bool fl_round_change_say(fl_str before, fl_str after, fl_lang lang, fl_buf *out)
{
	fl_json_doc *a = NULL, *b = NULL;
	telling t = { .out = out, .lang = lang };
	fl_buf_init(&t.path, 1 << 20);
	if (fl_json_parse(before, "before", &a, NULL) == FL_OK && fl_json_parse(after, "after", &b, NULL) == FL_OK)
		compare(&t, fl_json_root(a), fl_json_root(b));
	if (t.said > SHOWN)
		FL_SAY(out, lang, FL_W_L_MORE, FL_SAY_N(t.said - SHOWN));
	fl_json_free(a);
	fl_json_free(b);
	fl_buf_release(&t.path);
	return t.said > 0;
}
