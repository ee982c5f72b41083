/* SPDX-License-Identifier: Apache-2.0
 *
 * mutate.h - every small change of a JSON, JSON Lines or CSV text: each value changed, each member, element and line removed, doubled,
 * exchanged with its neighbour.
 *
 * A text is cut into parts once; part p has mutate_variants changes, each made by mutate_apply.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum part_kind { PART_NUMBER, PART_TEXT, PART_WORD, PART_MEMBER, PART_ELEMENT, PART_LINE, PART_CELL } part_kind;

typedef struct part {
	part_kind kind;
	size_t from, to;  /* bytes of the text */
	int next;         /* the part behind it in the same list, -1 none */
	char path[96];    /* "pools[].amount" */
} part;

typedef struct mutable_text {
	fl_str text;
	FL_VEC(part) parts;
} mutable_text;

static inline int mutate_add(mutable_text *m, part_kind kind, size_t from, size_t to, const char *path)
{
	part p = { .kind = kind, .from = from, .to = to, .next = -1 };
	snprintf(p.path, sizeof p.path, "%s", path);
	assert_true(fl_vec_push(&m->parts, p));
	return (int)m->parts.len - 1;
}

static inline size_t mutate_space(const mutable_text *m, size_t at)
{
	while (at < m->text.len && isspace((unsigned char)m->text.data[at]))
		at++;
	return at;
}

static inline size_t mutate_string(const mutable_text *m, size_t at)
{
	for (at++; m->text.data[at] != '"'; at++)
		at += m->text.data[at] == '\\';
	return at + 1;
}

/* Cuts the value at 'at'; returns where it ends. */
static inline size_t mutate_value(mutable_text *m, size_t at, const char *path)
{
	const char *data = m->text.data;
	size_t from = at = mutate_space(m, at);
	char below[96];
	if (data[at] == '{' || data[at] == '[') {
		bool object = data[at] == '{';
		int last = -1;
		at = mutate_space(m, at + 1);
		while (data[at] != '}' && data[at] != ']') {
			size_t start = at;
			snprintf(below, sizeof below, "%s[]", path);
			if (object) {
				at = mutate_string(m, at);
				snprintf(below, sizeof below, "%s%s%.*s", path, path[0] ? "." : "", (int)(at - start - 2), data + start + 1);
				at = mutate_space(m, at) + 1; /* the colon */
			}
			at = mutate_value(m, at, below);
			int now = mutate_add(m, object ? PART_MEMBER : PART_ELEMENT, start, at, below);
			if (last >= 0)
				m->parts.items[last].next = now;
			last = now;
			at = mutate_space(m, at);
			if (data[at] == ',')
				at = mutate_space(m, at + 1);
		}
		return at + 1;
	}
	if (data[at] == '"') {
		at = mutate_string(m, at);
		mutate_add(m, PART_TEXT, from, at, path);
		return at;
	}
	while (at < m->text.len && !strchr(",]}\n ", data[at]))
		at++;
	mutate_add(m, isalpha((unsigned char)data[from]) ? PART_WORD : PART_NUMBER, from, at, path);
	return at;
}

static inline void mutate_lines(mutable_text *m, bool csv)
{
	int last = -1;
	for (size_t at = 0; at < m->text.len;) {
		size_t from = at;
		while (m->text.data[at] != '\n')
			at++;
		int now = mutate_add(m, PART_LINE, from, at + 1, "line");
		if (last >= 0)
			m->parts.items[last].next = now;
		last = now;
		if (!csv) {
			mutate_value(m, from, "");
		} else {
			int column = 0;
			for (size_t cell = from, end; cell <= at; cell = end + 1, column++) {
				char path[96];
				end = cell;
				while (end < at && m->text.data[end] != ',')
					end++;
				snprintf(path, sizeof path, "column %d", column);
				mutate_add(m, PART_CELL, cell, end, path);
			}
		}
		at++;
	}
}

static inline void mutate_cut(mutable_text *m, fl_str text, const char *name)
{
	*m = (mutable_text){ .text = text };
	size_t len = strlen(name);
	if (strcmp(name + len - 4, ".csv") == 0)
		mutate_lines(m, true);
	else if (strcmp(name + len - 6, ".jsonl") == 0)
		mutate_lines(m, false);
	else
		mutate_value(m, 0, "");
}

/* As many changes may be tried of any part. */
enum { MUTATE_VARIANTS = 3 };

static inline void mutate_replace(const mutable_text *m, size_t from, size_t to, const char *by, size_t len, fl_buf *ret)
{
	fl_buf_add(ret, m->text.data, from);
	fl_buf_add(ret, by, len);
	fl_buf_add(ret, m->text.data + to, m->text.len - to);
}

/* Another value of the same path, or the same with a letter more. */
static inline bool mutate_text(const mutable_text *m, const part *p, int variant, fl_buf *ret)
{
	char text[300];
	size_t len = p->to - p->from;
	const char *old = m->text.data + p->from;
	if (len < 2 || len > 250)
		return false;
	if (variant == 0) { /* a letter more; of a number, one more */
		snprintf(text, sizeof text, "%.*sx\"", (int)len - 1, old);
		if (isdigit((unsigned char)old[1]) || old[1] == '-')
			snprintf(text, sizeof text, "\"%lld%s", strtoll(old + 1, NULL, 10) + 1,
				 memchr(old, '/', len) ? (const char *)memchr(old, '/', len) : "\"");
		char *end = text + 1 + strcspn(text + 1, "\"");
		mutate_replace(m, p->from, p->to, text, (size_t)(end - text) + 1, ret);
		return true;
	}
	if (variant == 1) {
		mutate_replace(m, p->from, p->to, "\"\"", 2, ret);
		return len > 2;
	}
	for (size_t i = 0; i < m->parts.len; i++) {
		const part *other = &m->parts.items[i];
		if (other->kind == PART_TEXT && strcmp(other->path, p->path) == 0 &&
		    (other->to - other->from != len || memcmp(m->text.data + other->from, old, len) != 0)) {
			mutate_replace(m, p->from, p->to, m->text.data + other->from, other->to - other->from, ret);
			return true;
		}
	}
	return false;
}

static inline bool mutate_number(const mutable_text *m, const part *p, int variant, fl_buf *ret)
{
	char text[64];
	const char *old = m->text.data + p->from;
	size_t len = p->to - p->from;
	if (len == 0 || len > 40) {
		if (len == 0 && variant == 0)
			mutate_replace(m, p->from, p->to, "0", 1, ret);
		return len == 0 && variant == 0;
	}
	if (p->kind == PART_CELL && variant == 2) {
		mutate_replace(m, p->from, p->to, "", 0, ret);
		return true;
	}
	long long value = strtoll(old, NULL, 10);
	snprintf(text, sizeof text, "%lld", variant == 0 ? value + 1 : variant == 1 ? value - 1 : value * 2 + 7);
	mutate_replace(m, p->from, p->to, text, strlen(text), ret);
	return true;
}

/* Removed, with a comma; doubled; exchanged with the next. (The order of members means nothing.) */
static inline bool mutate_item(const mutable_text *m, const part *p, int variant, fl_buf *ret)
{
	const char *data = m->text.data;
	bool comma = p->kind != PART_LINE;
	if (p->kind == PART_MEMBER && variant == 2)
		return false;
	if (variant == 0) {
		size_t from = p->from, to = p->to;
		if (comma && p->next >= 0)
			to = m->parts.items[p->next].from;
		else if (comma)
			while (from > 0 && (isspace((unsigned char)data[from - 1]) || data[from - 1] == ','))
				from--;
		mutate_replace(m, from, to, "", 0, ret);
		return true;
	}
	if (variant == 1) {
		fl_buf_add(ret, data, p->to);
		fl_buf_puts(ret, comma ? "," : "");
		fl_buf_add(ret, data + p->from, m->text.len - p->from);
		return true;
	}
	if (p->next < 0)
		return false;
	const part *q = &m->parts.items[p->next];
	if (p->to - p->from == q->to - q->from && memcmp(data + p->from, data + q->from, p->to - p->from) == 0)
		return false;
	fl_buf_add(ret, data, p->from);
	fl_buf_add(ret, data + q->from, q->to - q->from);
	fl_buf_add(ret, data + p->to, q->from - p->to);
	fl_buf_add(ret, data + p->from, p->to - p->from);
	fl_buf_add(ret, data + q->to, m->text.len - q->to);
	return true;
}

/* The text with one change; false: there is no such change. */
static inline bool mutate_apply(const mutable_text *m, size_t index, int variant, fl_buf *ret)
{
	const part *p = &m->parts.items[index];
	fl_buf_clear(ret);
	switch (p->kind) {
	case PART_TEXT:
		return mutate_text(m, p, variant, ret);
	case PART_NUMBER:
	case PART_CELL:
		return mutate_number(m, p, variant, ret);
	case PART_WORD: {
		static const char *const words[] = { "true", "false", "0" };
		size_t len = p->to - p->from;
		mutate_replace(m, p->from, p->to, words[variant], strlen(words[variant]), ret);
		return len != strlen(words[variant]) || memcmp(m->text.data + p->from, words[variant], len) != 0;
	}
	default:
		return mutate_item(m, p, variant, ret);
	}
}

#endif
