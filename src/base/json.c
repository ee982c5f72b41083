/* SPDX-License-Identifier: Apache-2.0
 *
 * json.c - reading JSON (RFC 8259) with places. json_field.c looks into the document, json_write.c writes.
 *
 * json-c parses the text and decodes its strings. It is lenient where this project must not be (NaN, raw control
 * characters, half surrogate pairs, duplicate keys, numbers that saturate), and it forgets where things stood. So the
 * text is walked once more, token by token, beside json-c's tree: the walk checks the grammar strictly, counts lines
 * and columns, keeps the literal of each number, and builds immutable nodes in one arena. json-c's tree is then
 * dropped.
 */
#include "base/json.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/json_node.h"
#include "base/str.h"
#include "base/vec.h"

#include <json.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 64
#define TEXT_MAX  ((size_t)1 << 30) /* json-c counts in int */

typedef struct member {
	fl_str key;
	fl_json_node node;
} member;

typedef FL_VEC(member) members;

typedef struct walk {
	fl_json_doc *doc;
	fl_str text;
	size_t pos;
	size_t mark; /* line and column belong to this byte */
	int64_t line, column;
	int depth;
	members open;                /* members of all unfinished arrays and objects, a stack */
	struct json_tokener *tokens; /* for keys with escapes */
	fl_error *err;
} walk;

static fl_status walk_value(walk *w, struct json_object *beside, fl_json_node *ret);

/* ---- places ------------------------------------------------------------------------------------------------ */

/* Line and column of byte 'pos'. Called for ever later bytes, so that the whole document costs one pass. */
static void place(walk *w, size_t pos)
{
	for (; w->mark < pos; w->mark++) {
		unsigned char c = (unsigned char)w->text.data[w->mark];
		if (c == '\n') {
			w->line++;
			w->column = 1;
		} else if ((c & 0xC0) != 0x80 || w->column == 1) {
			w->column++;
		}
	}
}

static fl_status refuse(walk *w, size_t pos, const char *what)
{
	place(w, pos);
	if (pos >= w->text.len)
		what = FL_MESSAGE("the text ends too early");
	return fl_error_at(w->err, FL_EPARSE, w->doc->source, w->line, w->column, "%s", what);
}

/* ---- tokens ------------------------------------------------------------------------------------------------ */

static int peek(const walk *w) /* -1 at the end */
{
	return w->pos < w->text.len ? (unsigned char)w->text.data[w->pos] : -1;
}

static void skip_blanks(walk *w)
{
	int c;

	while ((c = peek(w)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		w->pos++;
}

static size_t skip_digits(walk *w)
{
	size_t from = w->pos;

	while (peek(w) >= '0' && peek(w) <= '9')
		w->pos++;
	return w->pos - from;
}

static fl_status walk_number(walk *w, fl_json_node *ret)
{
	size_t from = w->pos;

	if (peek(w) == '-')
		w->pos++;
	if (peek(w) == '0')
		w->pos++;
	else if (skip_digits(w) == 0)
		return refuse(w, w->pos, FL_MESSAGE("a digit is missing"));
	if (peek(w) >= '0' && peek(w) <= '9')
		return refuse(w, w->pos, FL_MESSAGE("a number must not begin with 0"));
	if (peek(w) == '.') {
		w->pos++;
		if (skip_digits(w) == 0)
			return refuse(w, w->pos, FL_MESSAGE("a digit is missing after the point"));
	}
	if (peek(w) == 'e' || peek(w) == 'E') {
		w->pos++;
		if (peek(w) == '+' || peek(w) == '-')
			w->pos++;
		if (skip_digits(w) == 0)
			return refuse(w, w->pos, FL_MESSAGE("a digit is missing in the exponent"));
	}
	ret->type = FL_JSON_NUMBER;
	ret->text = fl_str_slice(w->text, from, w->pos);
	return FL_OK;
}

/* Four hexadecimal digits at pos, or -1. */
static int hex4(const walk *w, size_t pos)
{
	int value = 0;

	for (size_t i = pos; i < pos + 4; i++) {
		int c = i < w->text.len ? w->text.data[i] : 0;
		if (c >= '0' && c <= '9')
			value = value * 16 + c - '0';
		else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
			value = value * 16 + (c | 32) - 'a' + 10;
		else
			return -1;
	}
	return value;
}

/* Behind a backslash: check the escape and pass over it. */
static fl_status skip_escape(walk *w)
{
	int c = peek(w), unit;

	if (c >= 0 && c != '\0' && strchr("\"\\/bfnrt", c)) {
		w->pos++;
		return FL_OK;
	}
	if (c != 'u')
		return refuse(w, w->pos, FL_MESSAGE("an unknown escape in a string"));
	unit = hex4(w, w->pos + 1);
	if (unit < 0)
		return refuse(w, w->pos, FL_MESSAGE("\\u needs four hexadecimal digits"));
	if (unit >= 0xD800 && unit <= 0xDFFF) {
		int low = w->text.len - w->pos > 6 && memcmp(w->text.data + w->pos + 5, "\\u", 2) == 0
			      ? hex4(w, w->pos + 7)
			      : -1;
		if (unit >= 0xDC00 || low < 0xDC00 || low > 0xDFFF)
			return refuse(w, w->pos, FL_MESSAGE("half of a surrogate pair"));
		w->pos += 6;
	}
	w->pos += 5;
	return FL_OK;
}

/* Pass over a string; *ret_raw is what stands between the quotes. */
static fl_status skip_string(walk *w, fl_str *ret_raw, bool *ret_escapes)
{
	size_t from = ++w->pos;
	int c;

	*ret_escapes = false;
	while ((c = peek(w)) != '"') {
		if (c < 0x20)
			return refuse(w, w->pos, FL_MESSAGE("a control character in a string"));
		w->pos++;
		if (c == '\\') {
			*ret_escapes = true;
			FL_TRY(skip_escape(w));
		}
	}
	*ret_raw = fl_str_slice(w->text, from, w->pos++);
	return FL_OK;
}

static fl_status walk_string(walk *w, struct json_object *beside, fl_json_node *ret)
{
	bool escapes;

	ret->type = FL_JSON_STRING;
	FL_TRY(skip_string(w, &ret->text, &escapes));
	if (!escapes || !json_object_is_type(beside, json_type_string))
		return FL_OK;
	ret->text = fl_arena_str(
	    &w->doc->arena, (fl_str){ json_object_get_string(beside), (size_t)json_object_get_string_len(beside) });
	return ret->text.data ? FL_OK : fl_enomem(w->err);
}

/* ---- objects and arrays ------------------------------------------------------------------------------------ */

/* A key: with escapes it is decoded by json-c alone, because the tree beside knows no order for equal keys. */
static fl_status walk_key(walk *w, fl_str *ret)
{
	size_t from = w->pos;
	bool escapes;
	struct json_object *decoded;

	FL_TRY(skip_string(w, ret, &escapes));
	if (!escapes)
		return FL_OK;
	json_tokener_reset(w->tokens);
	decoded = json_tokener_parse_ex(w->tokens, w->text.data + from, (int)(w->pos - from));
	if (!decoded)
		return fl_enomem(w->err);
	*ret = fl_arena_str(&w->doc->arena,
			    (fl_str){ json_object_get_string(decoded), (size_t)json_object_get_string_len(decoded) });
	json_object_put(decoded);
	if (!ret->data)
		return fl_enomem(w->err);
	if (memchr(ret->data, '\0', ret->len))
		return refuse(w, from, FL_MESSAGE("a NUL character in a key"));
	return FL_OK;
}

static int compare_keys(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_json_named *)a)->key, ((const fl_json_named *)b)->key);
}

/* Sort the keys for fl_json_get and refuse equal ones. */
static fl_status sort_keys(walk *w, fl_json_node *node)
{
	node->sorted = fl_arena_array(&w->doc->arena, node->len, sizeof *node->sorted);
	if (!node->sorted)
		return fl_enomem(w->err);
	for (size_t i = 0; i < node->len; i++)
		node->sorted[i] = (fl_json_named){ node->keys[i], i };
	qsort(node->sorted, node->len, sizeof *node->sorted, compare_keys);
	for (size_t i = 1; i < node->len; i++) {
		const fl_json_named *a = &node->sorted[i - 1], *b = &node->sorted[i];
		if (!fl_str_eq(a->key, b->key))
			continue;
		const fl_json_node *later = &node->kids[a->index > b->index ? a->index : b->index];
		return fl_error_at(w->err, FL_EPARSE, w->doc->source, later->line, later->column,
				   FL_MESSAGE("a second value for the key '%.*s'"), FL_STR_ARG(a->key));
	}
	return FL_OK;
}

/* Move the members above 'from' off the stack into the node. */
static fl_status close_node(walk *w, size_t from, fl_json_node *node)
{
	node->len = w->open.len - from;
	if (node->len == 0)
		return FL_OK;
	node->kids = fl_arena_array(&w->doc->arena, node->len, sizeof *node->kids);
	if (!node->kids)
		return fl_enomem(w->err);
	if (node->type == FL_JSON_OBJECT) {
		node->keys = fl_arena_array(&w->doc->arena, node->len, sizeof *node->keys);
		if (!node->keys)
			return fl_enomem(w->err);
	}
	for (size_t i = 0; i < node->len; i++) {
		node->kids[i] = w->open.items[from + i].node;
		if (node->keys)
			node->keys[i] = w->open.items[from + i].key;
	}
	w->open.len = from;
	return node->keys ? sort_keys(w, node) : FL_OK;
}

static fl_status walk_member(walk *w, struct json_object *beside, bool is_object, size_t index)
{
	member m = { .key = { "", 0 } };
	struct json_object *value = NULL;

	if (is_object) {
		if (peek(w) != '"')
			return refuse(w, w->pos, FL_MESSAGE("a key in double quotes is missing"));
		FL_TRY(walk_key(w, &m.key));
		skip_blanks(w);
		if (peek(w) != ':')
			return refuse(w, w->pos, FL_MESSAGE("':' is missing after a key"));
		w->pos++;
		skip_blanks(w);
	}
	/* json-c wants keys that end in NUL; only strings and what contains them need it */
	if (beside && is_object && json_object_is_type(beside, json_type_object) &&
	    (peek(w) == '"' || peek(w) == '[' || peek(w) == '{')) {
		fl_str key = fl_arena_str(&w->doc->arena, m.key);
		if (!key.data)
			return fl_enomem(w->err);
		m.key = key;
		json_object_object_get_ex(beside, key.data, &value);
	} else if (beside && !is_object && json_object_is_type(beside, json_type_array)) {
		value = json_object_array_get_idx(beside, index);
	}
	FL_TRY(walk_value(w, value, &m.node));
	return fl_vec_push(&w->open, m) ? FL_OK : fl_enomem(w->err);
}

static fl_status walk_inside(walk *w, struct json_object *beside, fl_json_node *ret)
{
	bool is_object = peek(w) == '{';
	int end = is_object ? '}' : ']';
	size_t from = w->open.len;

	ret->type = is_object ? FL_JSON_OBJECT : FL_JSON_ARRAY;
	if (w->depth == DEPTH_MAX)
		return refuse(w, w->pos, FL_MESSAGE("nested deeper than 64"));
	w->depth++;
	w->pos++;
	skip_blanks(w);
	for (size_t i = 0; peek(w) != end; i++) {
		FL_TRY(walk_member(w, beside, is_object, i));
		skip_blanks(w);
		if (peek(w) == end)
			break;
		if (peek(w) != ',')
			return refuse(w, w->pos, is_object ? FL_MESSAGE("',' or '}' is missing") : FL_MESSAGE("',' or ']' is missing"));
		w->pos++;
		skip_blanks(w);
		if (peek(w) == end)
			return refuse(w, w->pos, FL_MESSAGE("a ',' with nothing after it"));
	}
	w->pos++;
	w->depth--;
	return close_node(w, from, ret);
}

static bool take_word(walk *w, const char *word)
{
	if (!fl_str_starts(fl_str_slice(w->text, w->pos, w->text.len), fl_str_of(word)))
		return false;
	w->pos += strlen(word);
	return true;
}

static fl_status walk_value(walk *w, struct json_object *beside, fl_json_node *ret)
{
	int c = peek(w);

	place(w, w->pos);
	*ret = (fl_json_node){ .type = FL_JSON_NULL, .text = { "", 0 }, .line = w->line, .column = w->column };
	if (c == '{' || c == '[')
		return walk_inside(w, beside, ret);
	if (c == '"')
		return walk_string(w, beside, ret);
	if (c == '-' || (c >= '0' && c <= '9'))
		return walk_number(w, ret);
	if (take_word(w, "null"))
		return FL_OK;
	ret->type = FL_JSON_BOOL;
	ret->truth = take_word(w, "true");
	if (ret->truth || take_word(w, "false"))
		return FL_OK;
	return refuse(w, w->pos, c == '\'' ? FL_MESSAGE("a string needs double quotes") : FL_MESSAGE("no JSON value"));
}

/* ---- the document ------------------------------------------------------------------------------------------ */

/* The walk over the whole text, beside json-c's tree or (when json-c refused) alone, for a better message. */
static fl_status walk_document(fl_json_doc *doc, struct json_object *tree, struct json_tokener *tokens, fl_error *err)
{
	walk w = { .doc = doc, .text = doc->text, .line = 1, .column = 1, .tokens = tokens, .err = err };
	fl_status status;

	skip_blanks(&w);
	status = walk_value(&w, tree, &doc->root);
	skip_blanks(&w);
	if (status == FL_OK && w.pos < w.text.len)
		status = refuse(&w, w.pos, FL_MESSAGE("something stands behind the value"));
	fl_vec_release(&w.open);
	return status;
}

static fl_status check_text(fl_json_doc *doc, fl_error *err)
{
	walk w = { .doc = doc, .text = doc->text, .line = 1, .column = 1, .err = err };
	size_t bad;

	if (doc->text.len > TEXT_MAX)
		return fl_error_at(err, FL_ERANGE, doc->source, 0, 0, "more than 2^30 bytes of JSON");
	if (!fl_utf8_valid(doc->text, &bad))
		return refuse(&w, bad, FL_MESSAGE("bytes that are not UTF-8"));
	return FL_OK;
}

static fl_status parse(fl_json_doc *doc, fl_error *err)
{
	struct json_object *tree = NULL;
	struct json_tokener *tokens = NULL;
	enum json_tokener_error refused;
	fl_status status;

	FL_TRY(check_text(doc, err));
	tokens = json_tokener_new_ex(DEPTH_MAX + 2);
	if (!tokens)
		return fl_enomem(err);
	json_tokener_set_flags(tokens, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	tree = json_tokener_parse_ex(tokens, doc->text.data, (int)doc->text.len + 1);
	refused = json_tokener_get_error(tokens);
	status = walk_document(doc, tree, tokens, err);
	if (status == FL_OK && refused != json_tokener_success)
		status = fl_error_at(err, FL_EPARSE, doc->source, 0, 0, "%s", json_tokener_error_desc(refused));
	json_object_put(tree);
	json_tokener_free(tokens);
	return status;
}

fl_status fl_json_parse(fl_str text, const char *source, fl_json_doc **ret_doc, fl_error *err)
{
	fl_json_doc *doc = fl_alloc(sizeof *doc);
	fl_status status;

	if (!doc)
		return fl_enomem(err);
	if (fl_str_starts(text, FL_STR("\xEF\xBB\xBF")))
		text = fl_str_slice(text, 3, text.len);
	doc->text = fl_arena_str(&doc->arena, text);
	doc->source = fl_arena_str(&doc->arena, fl_str_of(source)).data;
	status = doc->text.data && doc->source ? parse(doc, err) : fl_enomem(err);
	if (status == FL_OK)
		*ret_doc = doc;
	else
		fl_json_free(doc);
	return status;
}

void fl_json_free(fl_json_doc *doc)
{
	if (!doc)
		return;
	fl_arena_release(&doc->arena);
	fl_free(doc);
}

fl_json fl_json_root(const fl_json_doc *doc)
{
	return (fl_json){ doc, &doc->root };
}
