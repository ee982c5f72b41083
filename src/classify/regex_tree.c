/* SPDX-License-Identifier: Apache-2.0
 *
 * regex_tree.c - a recursive-descent reading of PCRE2's syntax (pcre2pattern(3)), as far as rules use it.
 */
#include "classify/regex_tree.h"

#include "base/error.h"
#include "base/str.h"

#define DEPTH_MAX 100

typedef struct reader {
	fl_str text;
	size_t pos;
	int depth;
	bool unknown; /* not understood: give up */
	bool short_of_memory;
	fl_arena *arena;
	fl_regex nowhere; /* stands in where memory is short; nobody looks at it */
} reader;

static fl_regex *read_choice(reader *r);

static fl_regex *new_node(reader *r, fl_regex_kind kind, size_t from)
{
	fl_regex *node = fl_arena_alloc(r->arena, sizeof *node);

	if (!node) {
		r->short_of_memory = r->unknown = true;
		return &r->nowhere;
	}
	node->kind = kind;
	node->from = from;
	node->to = r->pos;
	return node;
}

static int peek(const reader *r)
{
	return r->pos < r->text.len ? (unsigned char)r->text.data[r->pos] : -1;
}

static bool take(reader *r, const char *what)
{
	if (!fl_str_starts(fl_str_slice(r->text, r->pos, r->text.len), fl_str_of(what)))
		return false;
	r->pos += strlen(what);
	return true;
}

static bool take_until(reader *r, const char *end)
{
	while (peek(r) >= 0)
		if (take(r, end))
			return true;
		else
			r->pos++;
	r->unknown = true;
	return false;
}

static fl_regex *character(reader *r, uint32_t c, size_t from)
{
	fl_regex *node = new_node(r, FL_REGEX_CHARACTER, from);

	node->character = c;
	return node;
}

static fl_regex *next_character(reader *r)
{
	size_t from = r->pos;
	int32_t c = fl_utf8_next(r->text, &r->pos);

	if (c < 0)
		r->unknown = true;
	return character(r, c < 0 ? 0 : (uint32_t)c, from);
}

/* ---- escapes ----------------------------------------------------------------------------------------------- */

static int hex_digit(int c)
{
	int low = c | 32;

	return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Behind "\x". */
static fl_regex *hexadecimal(reader *r, size_t from)
{
	bool braces = take(r, "{");
	uint32_t value = 0;
	fl_regex *node;

	for (int digits = 0; hex_digit(peek(r)) >= 0 && (braces || digits < 2); digits++, r->pos++)
		value = value < 0x110000 ? value * 16 + (uint32_t)hex_digit(peek(r)) : value;
	if (braces && !take(r, "}"))
		r->unknown = true;
	node = character(r, value, from);
	node->byte_escape = !braces && value >= 0x80;
	return node;
}

/* Behind a backslash. */
static fl_regex *read_escape(reader *r)
{
	static const char from[] = "nrtfea", to[] = "\n\r\t\f\033\a";
	size_t start = r->pos - 1;
	int c = peek(r);
	fl_regex *node;
	const char *simple;

	if (c < 0 || c >= 0x80 || (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'z'))) {
		node = next_character(r);
		node->from = start;
		return node;
	}
	r->pos++;
	simple = strchr(from, c);
	if (simple)
		return character(r, (uint32_t)to[simple - from], start);
	if (c == 'x')
		return hexadecimal(r, start);
	if (strchr("bBAzZG", c)) {
		node = new_node(r, FL_REGEX_ASSERTION, start);
		node->character = (uint32_t)c;
		return node;
	}
	if (c == 'p' || c == 'P') {
		if (take(r, "{"))
			take_until(r, "}");
		else
			r->pos++;
		node = new_node(r, FL_REGEX_CLASS, start);
		node->negated = true; /* whatever it is, it is wide */
		return node;
	}
	if (strchr("dDwWsShHvVN", c)) {
		node = new_node(r, FL_REGEX_CLASS, start);
		node->negated = true;
		return node;
	}
	if (c == 'Q' || c == 'E' || c == 'c' || c == 'o' || c == 'C')
		r->unknown = true;
	if ((c == 'g' || c == 'k') && strchr("{<'", peek(r) < 0 ? ' ' : peek(r)))
		take_until(r, r->text.data[r->pos] == '{' ? "}" : r->text.data[r->pos] == '<' ? ">" : "'");
	while (c >= '1' && c <= '9' && peek(r) >= '0' && peek(r) <= '9')
		r->pos++;
	return new_node(r, FL_REGEX_REFERENCE, start);
}

/* ---- classes ----------------------------------------------------------------------------------------------- */

/* Behind '['. */
static fl_regex *read_class(reader *r)
{
	fl_regex *node = new_node(r, FL_REGEX_CLASS, r->pos - 1), **end = &node->kids;
	bool first = true;

	node->negated = take(r, "^");
	for (; !r->unknown && (first || peek(r) != ']'); first = false) {
		fl_regex *one;
		if (peek(r) < 0) {
			r->unknown = true;
			break;
		}
		if (take(r, "[:")) {
			take_until(r, ":]");
			node->negated = true;
			continue;
		}
		one = take(r, "\\") ? read_escape(r) : next_character(r);
		if (one->kind != FL_REGEX_CHARACTER)
			node->negated = true; /* \d inside: wide */
		else if (one->character == '-' && !first && peek(r) != ']')
			node->negated = true; /* a range: its ends are named, what lies between is not */
		*end = one;
		end = &one->next;
	}
	r->pos++;
	node->to = r->pos < r->text.len ? r->pos : r->text.len;
	return node;
}

/* ---- structure --------------------------------------------------------------------------------------------- */

static bool take_name(reader *r)
{
	bool pointed = take(r, "P<") || take(r, "<");

	return pointed ? take_until(r, ">") : take(r, "'") && take_until(r, "'");
}

/* Behind '('. */
static fl_regex *read_group(reader *r)
{
	fl_regex *node = new_node(r, FL_REGEX_GROUP, r->pos - 1);

	if (peek(r) == '*') {
		r->unknown = true;
	} else if (take(r, "?")) {
		node->behind = take(r, "<=") || (take(r, "<!") && (node->negated = true));
		if (node->behind || take(r, "=") || (take(r, "!") && (node->negated = true))) {
			node->kind = FL_REGEX_LOOK;
		} else if (take(r, ">")) {
			node->atomic = true;
		} else if (take(r, "&") || take(r, "P>") || take(r, "R") || take(r, "P=")) {
			node->kind = FL_REGEX_REFERENCE;
			take_until(r, ")");
			node->to = r->pos;
			return node;
		} else if (!take(r, ":") && !take(r, "|") && !take_name(r)) {
			r->unknown = true; /* options, conditions, calls, comments */
		}
	}
	if (r->unknown)
		return node;
	node->kids = read_choice(r);
	if (!take(r, ")"))
		r->unknown = true;
	node->to = r->pos;
	return node;
}

static fl_regex *read_list(reader *r)
{
	size_t from = r->pos;

	take_until(r, "}}");
	return new_node(r, FL_REGEX_LIST, from);
}

static fl_regex *read_atom(reader *r)
{
	size_t from = r->pos;

	if (take(r, "("))
		return read_group(r);
	if (take(r, "["))
		return read_class(r);
	if (take(r, "\\"))
		return read_escape(r);
	if (take(r, "."))
		return new_node(r, FL_REGEX_ANY, from);
	if (fl_str_starts(fl_str_slice(r->text, from, r->text.len), FL_STR("{{")))
		return read_list(r);
	if (peek(r) == '^' || peek(r) == '$') {
		fl_regex *node;
		r->pos++;
		node = new_node(r, FL_REGEX_ASSERTION, from);
		node->character = (unsigned char)r->text.data[from];
		return node;
	}
	return next_character(r);
}

/* {n}, {n,}, {n,m}; anything else behind a brace is text. */
static bool read_bounds(reader *r, uint32_t *min, uint32_t *max)
{
	size_t at = r->pos + 1;
	uint32_t value[2] = { 0, 0 };
	int which = 0, digits[2] = { 0, 0 };

	for (; at < r->text.len && r->text.data[at] != '}'; at++) {
		char c = r->text.data[at];
		if (c == ',' && which == 0)
			which = 1;
		else if (c >= '0' && c <= '9' && ++digits[which] <= 5)
			value[which] = value[which] * 10 + (uint32_t)(c - '0');
		else
			return false;
	}
	if (at >= r->text.len || !digits[0])
		return false;
	r->pos = at + 1;
	*min = value[0];
	*max = which == 0 ? value[0] : digits[1] ? value[1] : FL_REGEX_NO_MAX;
	return true;
}

static fl_regex *read_repeat(reader *r)
{
	fl_regex *node = read_atom(r);

	while (!r->unknown) {
		fl_regex *repeat;
		uint32_t min = 0, max = FL_REGEX_NO_MAX;
		if (take(r, "+"))
			min = 1;
		else if (take(r, "?"))
			max = 1;
		else if (!take(r, "*") && !(peek(r) == '{' && r->pos + 1 < r->text.len &&
					    r->text.data[r->pos + 1] != '{' && read_bounds(r, &min, &max)))
			return node;
		repeat = new_node(r, FL_REGEX_REPEAT, node->from);
		repeat->atomic = !take(r, "?") && take(r, "+");
		repeat->min = min;
		repeat->max = max;
		repeat->kids = node;
		repeat->to = r->pos;
		node = repeat;
	}
	return node;
}

static fl_regex *read_sequence(reader *r)
{
	fl_regex *node = new_node(r, FL_REGEX_SEQUENCE, r->pos), **end = &node->kids;

	while (!r->unknown && peek(r) >= 0 && peek(r) != '|' && peek(r) != ')') {
		*end = read_repeat(r);
		end = &(*end)->next;
	}
	node->to = r->pos;
	return node;
}

static fl_regex *read_choice(reader *r)
{
	fl_regex *first, *node, **end;

	if (++r->depth > DEPTH_MAX)
		r->unknown = true;
	first = read_sequence(r);
	if (peek(r) != '|') {
		r->depth--;
		return first;
	}
	node = new_node(r, FL_REGEX_CHOICE, first->from);
	node->kids = first;
	end = &first->next;
	while (!r->unknown && take(r, "|")) {
		*end = read_sequence(r);
		end = &(*end)->next;
	}
	node->to = r->pos;
	r->depth--;
	return node;
}

fl_status fl_regex_parse(fl_str text, fl_arena *arena, const fl_regex **ret_root, fl_error *err)
{
	reader r = { .text = text, .arena = arena };
	const fl_regex *root = read_choice(&r);

	*ret_root = NULL;
	if (r.short_of_memory)
		return fl_enomem(err);
	if (!r.unknown && r.pos == text.len)
		*ret_root = root;
	return FL_OK;
}

bool fl_regex_is_nullable(const fl_regex *r)
{
	switch (r->kind) {
	case FL_REGEX_CHARACTER:
	case FL_REGEX_CLASS:
	case FL_REGEX_ANY:
	case FL_REGEX_LIST:
		return false;
	case FL_REGEX_ASSERTION:
	case FL_REGEX_LOOK:
	case FL_REGEX_REFERENCE:
		return true;
	case FL_REGEX_GROUP:
		return fl_regex_is_nullable(r->kids);
	case FL_REGEX_REPEAT:
		return r->min == 0 || fl_regex_is_nullable(r->kids);
	case FL_REGEX_SEQUENCE:
		for (const fl_regex *k = r->kids; k; k = k->next)
			if (!fl_regex_is_nullable(k))
				return false;
		return true;
	case FL_REGEX_CHOICE:
		for (const fl_regex *k = r->kids; k; k = k->next)
			if (fl_regex_is_nullable(k))
				return true;
		return false;
	}
	return true;
}
