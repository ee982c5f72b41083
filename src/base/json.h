/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h - reading JSON with places, and writing it canonically.
 *
 * Reading is json-c's; this layer adds what json-c leaves out: numbers that do not fit are errors instead of
 * being saturated (12345678901234567890, 1e400), duplicate keys are errors, and every value knows its line
 * and column, so a message can name them. Depth limit 64. The document owns everything.
 */
#ifndef FL_BASE_JSON_H
#define FL_BASE_JSON_H

#include "base/buf.h"
#include "florin.h"

typedef struct fl_json_doc fl_json_doc;

typedef enum fl_json_type { FL_JSON_NULL, FL_JSON_BOOL, FL_JSON_NUMBER, FL_JSON_STRING, FL_JSON_ARRAY, FL_JSON_OBJECT } fl_json_type;

/* A value inside a document; a small handle, copied freely, valid while the document lives. */
typedef struct fl_json {
	const fl_json_doc *doc;
	const struct fl_json_node *node; /* NULL: absent */
} fl_json;

/* Parse UTF-8 text (a BOM is passed over). 'source' names the file in errors; it is copied. */
fl_status fl_json_parse(fl_str text, const char *source, fl_json_doc **ret_doc, fl_error *err);
void fl_json_free(fl_json_doc *doc);
fl_json fl_json_root(const fl_json_doc *doc);

bool fl_json_present(fl_json v);     /* not absent (null is present) */
fl_json_type fl_json_type_of(fl_json v); /* absent counts as null */
fl_json fl_json_get(fl_json object, const char *key); /* absent when missing or not an object */
size_t fl_json_len(fl_json v);       /* members or elements; 0 for others */
fl_json fl_json_at(fl_json v, size_t i);     /* i-th element, or i-th member's value */
fl_str fl_json_key(fl_json object, size_t i);/* i-th member's key, in the order of the file */
fl_str fl_json_text(fl_json v);      /* a string's text; a number's literal as written; else "" */
bool fl_json_bool(fl_json v);        /* true only for true */
bool fl_json_i64(fl_json v, int64_t *ret); /* a number literal that is an integer in range */
void fl_json_place(fl_json v, int64_t *ret_line, int64_t *ret_column);
/* The place of byte 'offset' of the decoded text of the string v. */
void fl_json_place_inside(fl_json v, size_t offset, int64_t *ret_line, int64_t *ret_column);
const char *fl_json_source(fl_json v); /* the file's name, while the document lives; "" for an absent value */

/* An error at the place of v: source, line and column are filled. */
fl_status fl_json_error(fl_json v, fl_error *err, fl_status status, const char *fmt, ...) FL_PRINTF(4, 5);
/* Refuse keys of an object that are not in the NULL-terminated list, with a "did you mean". */
fl_status fl_json_only(fl_json object, const char *const *keys, fl_error *err);

/* Typed access with an error that says what was expected. Absent: 'fallback' where there is one. */
fl_status fl_json_need(fl_json object, const char *key, fl_json_type type, fl_json *ret, fl_error *err);
fl_status fl_json_take_str(fl_json object, const char *key, fl_str fallback, fl_str *ret, fl_error *err);
fl_status fl_json_take_i64(fl_json object, const char *key, int64_t fallback, int64_t min, int64_t max, int64_t *ret, fl_error *err);
fl_status fl_json_take_bool(fl_json object, const char *key, bool fallback, bool *ret, fl_error *err);

/* Writing: commas and escaping are taken care of; output is deterministic. 'pretty': two-space indent. */
typedef struct fl_json_writer {
	fl_buf *buf;
	bool pretty;
	int depth;
	bool first;    /* nothing written yet at this depth */
	bool after_key;
} fl_json_writer;

void fl_json_start(fl_json_writer *w, fl_buf *buf, bool pretty);
void fl_json_begin_object(fl_json_writer *w);
void fl_json_end_object(fl_json_writer *w);
void fl_json_begin_array(fl_json_writer *w);
void fl_json_end_array(fl_json_writer *w);
void fl_json_put_key(fl_json_writer *w, const char *key);
void fl_json_put_key_str(fl_json_writer *w, fl_str key);
void fl_json_put_str(fl_json_writer *w, fl_str s); /* invalid UTF-8 becomes U+FFFD; '<', '>', '&', U+2028/9 are \u-escaped (safe inside HTML) */
void fl_json_put_z(fl_json_writer *w, const char *z);
void fl_json_put_i64(fl_json_writer *w, int64_t value);
void fl_json_put_fixed(fl_json_writer *w, int64_t value, int digits); /* value / 10^digits as a decimal; 1 to 18 digits */
void fl_json_put_bool(fl_json_writer *w, bool value);
void fl_json_put_null(fl_json_writer *w);
/* key and value at once, the common case */
void fl_json_kv_str(fl_json_writer *w, const char *key, fl_str s);
void fl_json_kv_z(fl_json_writer *w, const char *key, const char *z);
void fl_json_kv_i64(fl_json_writer *w, const char *key, int64_t value);
void fl_json_kv_bool(fl_json_writer *w, const char *key, bool value);
/* Write a parsed value again: keys in the order of the file (canonical = false) or sorted (true). */
void fl_json_put_value(fl_json_writer *w, fl_json v, bool canonical);

#endif
