/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_mutants.h - a rule pack written again without one alternative of a pattern, or one word of a list.
 *
 * An alternative is what stands between two '|' of a group, or of a whole pattern; a text of a list of patterns; a word.
 * What has no alternative beside it is left alone: without it the rule would be another rule.
 */
#ifndef FL_TESTS_PACK_MUTANTS_H
#define FL_TESTS_PACK_MUTANTS_H

#include "base/json.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

#define MUTANT_NONE (-1)

typedef struct mutant {
	int64_t wanted; /* which one is made; MUTANT_NONE: none, all are counted */
	int64_t seen;
	int64_t rule;   /* only this rule is written; MUTANT_NONE: all */
	char what[200]; /* what was left out */
	int64_t in_rule; /* where: MUTANT_NONE in a list */
} mutant;

static inline bool mutant_here(mutant *m, const char *text, size_t len)
{
	if (m->seen++ != m->wanted)
		return false;
	snprintf(m->what, sizeof m->what, "%.*s", (int)(len < 150 ? len : 150), text);
	return true;
}

/* The end of a class [...] or an escape that begins at i, else i. */
static inline size_t mutant_skip(fl_str p, size_t i)
{
	if (p.data[i] == '\\')
		return i + 1;
	if (p.data[i] == '[') {
		size_t end = i + 1;
		end += end < p.len && p.data[end] == '^';
		end += end < p.len && p.data[end] == ']';
		while (end < p.len && p.data[end] != ']')
			end += p.data[end] == '\\' ? 2 : 1;
		return end;
	}
	return i;
}

/* The alternatives of the group, or whole pattern, whose inside is [from, to): one may be left out. */
static inline bool mutant_group(mutant *m, fl_str p, size_t from, size_t to, fl_buf *out)
{
	int depth = 0;
	size_t begin = from, count = 0;

	for (size_t i = from; i <= to; i++) {
		if (i < to && (p.data[i] == '\\' || p.data[i] == '[')) {
			i = mutant_skip(p, i);
			continue;
		}
		if (i < to && p.data[i] != '|') {
			depth += (p.data[i] == '(') - (p.data[i] == ')');
			continue;
		}
		if (depth > 0 && i < to)
			continue;
		if (i == to && count == 0)
			return false; /* no '|' */
		count++;
		if (mutant_here(m, p.data + begin, i - begin)) {
			fl_buf_add(out, p.data, begin > from ? begin - 1 : begin);
			fl_buf_add(out, p.data + (begin > from ? i : i + 1), p.len - (begin > from ? i : i + 1));
			return true;
		}
		begin = i + 1;
	}
	return false;
}

/* Where the inside of a group begins, behind "?:", "?<!" and the like. */
static inline size_t mutant_inside(fl_str p, size_t open)
{
	static const char *const heads[] = { "?:", "?=", "?!", "?<=", "?<!", "?>", "?|" };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (p.len - open - 1 >= strlen(heads[i]) && memcmp(p.data + open + 1, heads[i], strlen(heads[i])) == 0)
			return open + 1 + strlen(heads[i]);
	return open + 1;
}

static inline void mutant_pattern(mutant *m, fl_json v, fl_json_writer *j)
{
	fl_str p = fl_json_text(v);
	fl_buf out;
	bool made;

	fl_buf_init(&out, 1 << 20);
	made = mutant_group(m, p, 0, p.len, &out);
	for (size_t i = 0; !made && i < p.len; i++) {
		int depth = 0;
		size_t end = i;
		if (p.data[i] == '\\' || p.data[i] == '[') {
			i = mutant_skip(p, i);
			continue;
		}
		if (p.data[i] != '(')
			continue;
		for (; end < p.len; end++) {
			if (p.data[end] == '\\' || p.data[end] == '[') {
				end = mutant_skip(p, end);
				continue;
			}
			depth += (p.data[end] == '(') - (p.data[end] == ')');
			if (depth == 0)
				break;
		}
		made = mutant_group(m, p, mutant_inside(p, i), end, &out);
	}
	fl_json_put_str(j, made ? fl_buf_view(&out) : p);
	fl_buf_release(&out);
}

/* A text, or a list of texts of which one may be left out. */
static inline void mutant_texts(mutant *m, fl_json v, bool patterns, fl_json_writer *j)
{
	if (fl_json_type_of(v) == FL_JSON_STRING && patterns) {
		mutant_pattern(m, v, j);
		return;
	}
	if (fl_json_type_of(v) != FL_JSON_ARRAY) {
		fl_json_put_value(j, v, false);
		return;
	}
	fl_json_begin_array(j);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json one = fl_json_at(v, i);
		if (fl_json_len(v) > 1 && mutant_here(m, fl_json_text(one).data, fl_json_text(one).len))
			continue;
		if (patterns)
			mutant_pattern(m, one, j);
		else
			fl_json_put_value(j, one, false);
	}
	fl_json_end_array(j);
}

/* An object whose value at 'key' holds patterns, or words; other members stay. */
static inline void mutant_object(mutant *m, fl_json v, const char *key, bool patterns, fl_json_writer *j)
{
	if (fl_json_type_of(v) != FL_JSON_OBJECT) {
		mutant_texts(m, v, patterns, j);
		return;
	}
	fl_json_begin_object(j);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json_put_key_str(j, fl_json_key(v, i));
		if (fl_str_eqz(fl_json_key(v, i), key))
			mutant_texts(m, fl_json_at(v, i), patterns, j);
		else
			fl_json_put_value(j, fl_json_at(v, i), false);
	}
	fl_json_end_object(j);
}

/* Members that each are a pattern, a capture, a list. */
static inline void mutant_members(mutant *m, fl_json v, const char *key, bool patterns, fl_json_writer *j)
{
	fl_json_begin_object(j);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json_put_key_str(j, fl_json_key(v, i));
		mutant_object(m, fl_json_at(v, i), key, patterns, j);
	}
	fl_json_end_object(j);
}

static inline void mutant_rule(mutant *m, fl_json rule, int64_t index, fl_json_writer *j)
{
	int64_t before = m->seen;

	fl_json_begin_object(j);
	for (size_t i = 0; i < fl_json_len(rule); i++) {
		fl_str key = fl_json_key(rule, i);
		fl_json v = fl_json_at(rule, i);
		fl_json_put_key_str(j, key);
		if (fl_str_eqz(key, "patterns"))
			mutant_members(m, v, "any", true, j);
		else if (fl_str_eqz(key, "captures"))
			mutant_members(m, v, "pattern", true, j);
		else if (fl_str_eqz(key, "except"))
			mutant_texts(m, v, true, j);
		else
			fl_json_put_value(j, v, false);
	}
	fl_json_end_object(j);
	if (m->wanted >= before && m->wanted < m->seen)
		m->in_rule = index;
}

/* The pack without the alternative m->wanted. m->seen says how many there are. */
static inline void mutant_write(mutant *m, fl_json pack, fl_buf *out)
{
	fl_json_writer j;

	m->seen = 0;
	m->in_rule = MUTANT_NONE;
	fl_buf_clear(out);
	fl_json_start(&j, out, false);
	fl_json_begin_object(&j);
	for (size_t i = 0; i < fl_json_len(pack); i++) {
		fl_str key = fl_json_key(pack, i);
		fl_json v = fl_json_at(pack, i);
		if (m->rule != MUTANT_NONE && fl_str_eqz(key, "examples"))
			continue;
		fl_json_put_key_str(&j, key);
		if (fl_str_eqz(key, "lists")) {
			mutant_members(m, v, "words", false, &j);
		} else if (fl_str_eqz(key, "rules")) {
			fl_json_begin_array(&j);
			for (size_t r = 0; r < fl_json_len(v); r++) {
				size_t len = out->len;
				fl_json_writer before = j;
				mutant_rule(m, fl_json_at(v, r), (int64_t)r, &j);
				if (m->rule != MUTANT_NONE && m->rule != (int64_t)r) {
					fl_buf_shorten(out, out->len - len);
					j = before;
				}
			}
			fl_json_end_array(&j);
		} else {
			fl_json_put_value(&j, v, false);
		}
	}
	fl_json_end_object(&j);
}

#endif
