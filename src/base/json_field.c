/* SPDX-License-Identifier: Apache-2.0
 *
 * json_field.c - looking into a parsed document, and the errors that a wrong field earns, with its place.
 */
#include "base/json.h"

#include "base/error.h"
#include "base/json_node.h"
#include "base/spelling.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static const fl_json absent = { NULL, NULL };

bool fl_json_present(fl_json v)
{
	return v.node != NULL;
}

fl_json_type fl_json_type_of(fl_json v)
{
	return v.node ? v.node->type : FL_JSON_NULL;
}

size_t fl_json_len(fl_json v)
{
	return v.node ? v.node->len : 0;
}

fl_json fl_json_at(fl_json v, size_t i)
{
	return i < fl_json_len(v) ? (fl_json){ v.doc, &v.node->kids[i] } : absent;
}

fl_str fl_json_key(fl_json object, size_t i)
{
	return i < fl_json_len(object) && object.node->keys ? object.node->keys[i] : (fl_str){ "", 0 };
}

fl_json fl_json_get(fl_json object, const char *key)
{
	size_t low = 0, high = object.node && object.node->sorted ? object.node->len : 0;
	fl_str wanted = fl_str_of(key);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = fl_str_cmp(object.node->sorted[middle].key, wanted);
		if (order == 0)
			return fl_json_at(object, object.node->sorted[middle].index);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return absent;
}

fl_str fl_json_text(fl_json v)
{
	return v.node ? v.node->text : (fl_str){ "", 0 };
}

bool fl_json_bool(fl_json v)
{
	return v.node && v.node->type == FL_JSON_BOOL && v.node->truth;
}

bool fl_json_i64(fl_json v, int64_t *ret)
{
	fl_str s = fl_json_text(v);
	bool negative = s.len > 0 && s.data[0] == '-';
	int64_t value = 0; /* counted downwards: INT64_MIN has no positive twin */

	if (fl_json_type_of(v) != FL_JSON_NUMBER)
		return false;
	for (size_t i = negative; i < s.len; i++) {
		int digit = s.data[i] - '0';
		if (digit < 0 || digit > 9 || value < (INT64_MIN + digit) / 10)
			return false;
		value = value * 10 - digit;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*ret = negative ? value : -value;
	return true;
}

void fl_json_place(fl_json v, int64_t *ret_line, int64_t *ret_column)
{
	*ret_line = v.node ? v.node->line : 0;
	*ret_column = v.node ? v.node->column : 0;
}

const char *fl_json_source(fl_json v)
{
	return v.doc ? v.doc->source : "";
}

/* The byte of the document at which v begins. */
static size_t find_place(fl_json v)
{
	fl_str json = v.doc->text;
	int64_t line = 1, column = 1;
	size_t at = 0;

	for (; at < json.len && (line < v.node->line || column < v.node->column); at++) {
		unsigned char next = at + 1 < json.len ? (unsigned char)json.data[at + 1] : 0;
		if (json.data[at] == '\n') {
			line++;
			column = 1;
		} else if ((next & 0xC0) != 0x80) {
			column++;
		}
	}
	return at;
}

/* Bytes of the text that the \uXXXX at json[at] stands for: of two halves of a pair two each. */
static size_t decoded_length(fl_str json, size_t at)
{
	char bytes[4];
	uint32_t c = 0;

	for (size_t i = at + 2; i < at + 6 && i < json.len; i++)
		c = c * 16 + (uint32_t)(json.data[i] <= '9' ? json.data[i] - '0' : (json.data[i] | 32) - 'a' + 10);
	return c >= 0xD800 && c <= 0xDFFF ? 2 : fl_utf8_put(c, bytes);
}

void fl_json_place_inside(fl_json v, size_t offset, int64_t *ret_line, int64_t *ret_column)
{
	size_t at, decoded = 0;

	fl_json_place(v, ret_line, ret_column);
	if (fl_json_type_of(v) != FL_JSON_STRING)
		return;
	fl_str json = v.doc->text;
	at = find_place(v) + 1; /* behind the quote */
	for (*ret_column += 1; at < json.len && decoded < offset; *ret_column += 1) {
		size_t before = at;
		if (json.data[at] != '\\') {
			fl_utf8_next(json, &at);
			decoded += at - before;
		} else if (at + 1 < json.len && json.data[at + 1] == 'u') {
			decoded += decoded_length(json, at);
			at += 6;
			*ret_column += 5;
		} else {
			decoded++;
			at += 2;
			*ret_column += 1;
		}
	}
}

/* ---- errors ------------------------------------------------------------------------------------------------ */

fl_status fl_json_error(fl_json v, fl_error *err, fl_status status, const char *fmt, ...)
{
	char message[512];
	int64_t line, column;
	va_list args;

	va_start(args, fmt);
	vsnprintf(message, sizeof message, fmt, args);
	va_end(args);
	fl_json_place(v, &line, &column);
	return fl_error_at(err, status, v.doc ? v.doc->source : NULL, line, column, "%s", message);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

fl_status fl_json_only(fl_json object, const char *const *keys, fl_error *err)
{
	for (size_t i = 0; i < fl_json_len(object); i++) {
		fl_str key = fl_json_key(object, i);
		const char *const *listed = keys;
		while (*listed && !fl_str_eqz(key, *listed))
			listed++;
		if (*listed)
			continue;
		char hint[FL_SPELLING_HINT];
		return fl_json_error(fl_json_at(object, i), err, FL_EINVAL, "unknown key '%.*s'%s", (int)least(key.len, 200),
				     key.data, fl_spelling_among(key, keys, hint));
	}
	return FL_OK;
}

static const char *type_name(fl_json_type type)
{
	static const char *const names[] = {
		"null", "true or false", "a number", "a string", "an array", "an object"
	};

	return names[type];
}

fl_status fl_json_need(fl_json object, const char *key, fl_json_type type, fl_json *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);

	if (!fl_json_present(v))
		return fl_json_error(object, err, FL_EINVAL, "the key '%s' is missing", key);
	if (fl_json_type_of(v) != type)
		return fl_json_error(v, err, FL_EINVAL, "'%s' must be %s, not %s", key, type_name(type),
				     type_name(fl_json_type_of(v)));
	*ret = v;
	return FL_OK;
}

fl_status fl_json_take_str(fl_json object, const char *key, fl_str fallback, fl_str *ret, fl_error *err)
{
	fl_json v = { 0 };

	*ret = fallback;
	if (!fl_json_present(fl_json_get(object, key)))
		return FL_OK;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	*ret = fl_json_text(v);
	return FL_OK;
}

fl_status fl_json_take_i64(fl_json object, const char *key, int64_t fallback, int64_t min, int64_t max, int64_t *ret,
			   fl_error *err)
{
	fl_json v = { 0 };
	int64_t value = 0;

	*ret = fallback;
	if (!fl_json_present(fl_json_get(object, key)))
		return FL_OK;
	FL_TRY(fl_json_need(object, key, FL_JSON_NUMBER, &v, err));
	if (!fl_json_i64(v, &value) || value < min || value > max)
		return fl_json_error(v, err, FL_EINVAL,
				     "'%s' must be a whole number from %" PRId64 " to %" PRId64 ", not %.*s", key,
				     min, max, (int)least(v.node->text.len, 40), v.node->text.data);
	*ret = value;
	return FL_OK;
}

fl_status fl_json_take_bool(fl_json object, const char *key, bool fallback, bool *ret, fl_error *err)
{
	fl_json v = { 0 };

	*ret = fallback;
	if (!fl_json_present(fl_json_get(object, key)))
		return FL_OK;
	FL_TRY(fl_json_need(object, key, FL_JSON_BOOL, &v, err));
	*ret = fl_json_bool(v);
	return FL_OK;
}
