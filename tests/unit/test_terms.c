/* SPDX-License-Identifier: Apache-2.0
 *
 * test_terms.c - terms and pairs of random texts against all of them counted slowly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/spots.h"
#include "classify/terms.h"
#include "random.h"

#include <stdio.h>
#include <string.h>

#define TEXTS 60

static const char *const pieces[] = { "山", "水", "学", "校", "的", "。", "\n", " aa", " bb ", " cc" };

typedef struct corpus {
	fl_arena arena;
	fl_str fields[TEXTS][2];
	fl_term_text texts[TEXTS];
	uint32_t labels[TEXTS];
} corpus;

static void make_corpus(corpus *c, uint64_t seed)
{
	for (size_t i = 0; i < TEXTS; i++) {
		for (size_t k = 0; k < 2; k++) {
			char text[400] = "";
			for (uint64_t n = random_below(&seed, 14); n > 0; n--)
				strcat(text, pieces[random_below(&seed, sizeof pieces / sizeof *pieces)]);
			c->fields[i][k] = fl_arena_str(&c->arena, fl_str_of(text));
		}
		c->texts[i] = (fl_term_text){ c->fields[i], 2 };
	}
}


/* Does the term stand in the text from 'at' on, a term with Latin letters as whole words? */
static bool stands(fl_str text, size_t at, fl_str term)
{
	bool spaced = term.data[0] < 0x7F && term.data[0] > 0;

	if (at + term.len > text.len || memcmp(text.data + at, term.data, term.len) != 0)
		return false;
	if (!spaced)
		return true;
	return (at == 0 || !(text.data[at - 1] >= 'a' && text.data[at - 1] <= 'z')) &&
	       (at + term.len == text.len ||
		!(text.data[at + term.len] >= 'a' && text.data[at + term.len] <= 'z'));
}

static bool has(fl_str text, fl_str term)
{
	for (size_t at = 0; at < text.len; at++)
		if (stands(text, at, term))
			return true;
	return false;
}

static uint32_t count_texts(const corpus *c, fl_str term)
{
	uint32_t n = 0;

	for (size_t i = 0; i < TEXTS; i++)
		n += has(c->fields[i][0], term) || has(c->fields[i][1], term);
	return n;
}

/* Different characters on one side of a term; where a run of them ends, each time another. */
static size_t count_neighbours(const corpus *c, fl_str term, bool behind)
{
	size_t kinds = 0;
	bool met[5] = { false };

	for (size_t i = 0; i < TEXTS; i++)
		for (size_t k = 0; k < 2; k++)
			for (size_t at = 0; at < c->fields[i][k].len; at++) {
				fl_str text = c->fields[i][k];
				size_t next = behind ? at + term.len : at - 3, which = 0;
				if (!stands(text, at, term))
					continue;
				while (which < 5 && (next >= text.len || memcmp(text.data + next, pieces[which], 3) != 0))
					which++;
				kinds += which == 5 || !met[which];
				if (which < 5)
					met[which] = true;
			}
	return kinds;
}

static bool is_term(const fl_terms *t, fl_str text)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->items[i].then.len == 0 && fl_str_eq(t->items[i].text, text))
			return true;
	return false;
}

/* Every run of 2 to 6 of the four characters that can be at the edge of a term, with 的 inside. */
static void check_characters(const corpus *c, const fl_terms *t, uint32_t least)
{
	for (size_t i = 0; i < TEXTS; i++)
		for (size_t from = 0; from < c->fields[i][1].len; from++)
			for (size_t n = 2; n <= 6; n++) {
				fl_str term = fl_str_slice(c->fields[i][1], from, from + 3 * n);
				bool edges, inside = true, longer = false;
				if (from + 3 * n > c->fields[i][1].len)
					break;
				for (size_t k = 0; k < term.len; k++)
					inside = inside && (unsigned char)term.data[k] >= 0x80;
				if (!inside || ((unsigned char)term.data[0] & 0xC0) == 0x80 || strstr(term.data, "。") == term.data)
					break;
				for (size_t k = 0; k + 3 <= term.len; k += 3)
					inside = inside && memcmp(term.data + k, "。", 3) != 0;
				if (!inside)
					break;
				edges = memcmp(term.data, "的", 3) != 0 &&
					memcmp(term.data + term.len - 3, "的", 3) != 0;
				for (size_t p = 0; p < 4 && n < 6; p++) {
					char both[2][32];
					snprintf(both[0], sizeof both[0], "%s%.*s", pieces[p], FL_STR_ARG(term));
					snprintf(both[1], sizeof both[1], "%.*s%s", FL_STR_ARG(term), pieces[p]);
					for (size_t b = 0; b < 2; b++) {
						fl_str l = fl_str_of(both[b]);
						bool joint = memcmp(l.data, "的", 3) == 0 ||
							     memcmp(l.data + l.len - 3, "的", 3) == 0;
						uint32_t with = count_texts(c, l);
						longer = longer || (!joint && with >= least &&
								    with * 100 >= count_texts(c, term) * 85);
					}
				}
				edges = edges && count_neighbours(c, term, false) >= 3 && count_neighbours(c, term, true) >= 3;
				if (is_term(t, term) != (edges && !longer && count_texts(c, term) >= least))
					fail_msg("'%.*s' in %u texts", FL_STR_ARG(term), count_texts(c, term));
			}
}

static void check_uses(const corpus *c, const fl_terms *t, uint32_t least)
{
	size_t total = 0;

	for (size_t k = 0; k < t->count; k++) {
		if (t->items[k].then.len)
			continue;
		assert_true(k == 0 || fl_str_cmp(t->items[k - 1].text, t->items[k].text) < 0);
		assert_int_equal(t->items[k].texts, count_texts(c, t->items[k].text));
		assert_true(t->items[k].texts >= least);
		total += t->items[k].texts;
	}
	assert_int_equal(total, t->first[TEXTS]);
	for (size_t i = 0; i < TEXTS; i++)
		for (size_t u = t->first[i]; u < t->first[i + 1]; u++) {
			fl_str term = t->items[t->uses[u].term].text;
			assert_true(u == t->first[i] || t->uses[u - 1].term < t->uses[u].term);
			assert_true(has(c->fields[i][0], term) || has(c->fields[i][1], term));
			assert_int_equal(t->uses[u].title, has(c->fields[i][0], term));
		}
}

static void test_terms__are_all_that_enough_texts_have(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		corpus c = { .arena = FL_ARENA_INIT };
		fl_arena arena = FL_ARENA_INIT;
		fl_terms t;
		fl_error err = FL_ERROR_INIT;
		make_corpus(&c, seed);
		assert_int_equal(fl_terms_find(c.texts, TEXTS, 3, &arena, &t, &err), FL_OK);
		assert_true(t.count > 10);
		check_characters(&c, &t, 3);
		check_uses(&c, &t, 3);
		assert_true(is_term(&t, FL_STR("aa")) == (count_texts(&c, FL_STR("aa")) >= 3));
		assert_false(is_term(&t, FL_STR("山")));
		fl_arena_release(&arena);
		fl_arena_release(&c.arena);
	}
}

/* Is there a place where 'b' begins at most the gap behind an 'a', on one line? */
static bool near(fl_str text, fl_str a, fl_str b, size_t gap)
{
	for (size_t at = 0; at < text.len; at++)
		for (size_t to = at + a.len; stands(text, at, a) && to <= text.len; to++) {
			fl_str between = fl_str_slice(text, at + a.len, to);
			if (stands(text, to, b) && fl_utf8_length(between) <= gap &&
			    (between.len == 0 || !memchr(between.data, '\n', between.len)))
				return true;
		}
	return false;
}

/* A pair tells the label, now and then wrongly. */
static void label_corpus(corpus *c, uint64_t seed)
{
	for (size_t i = 0; i < TEXTS; i++)
		c->labels[i] = near(c->fields[i][1], FL_STR("aa"), FL_STR("cc"), 9) ||
			       near(c->fields[i][0], FL_STR("bb"), FL_STR("aa"), 25) ||
			       random_below(&seed, 10) == 0;
}

static void check_pair(const corpus *c, const fl_terms *t, size_t a, size_t b, uint32_t least)
{
	fl_str x = t->items[a].text, y = t->items[b].text;
	uint32_t with[2] = { 0 }, alone[2][2] = { { 0 } };
	bool tells, found = false;
	size_t best;

	for (size_t i = 0; i < TEXTS; i++) {
		size_t gap = t->items[a].spaced ? FL_PAIR_GAP_SPACED : FL_PAIR_GAP;
		with[c->labels[i]] += near(c->fields[i][0], x, y, gap) || near(c->fields[i][1], x, y, gap);
		alone[0][c->labels[i]] += has(c->fields[i][0], x) || has(c->fields[i][1], x);
		alone[1][c->labels[i]] += has(c->fields[i][0], y) || has(c->fields[i][1], y);
	}
	best = with[1] > with[0];
	tells = with[0] + with[1] >= least;
	for (size_t k = 0; k < 2; k++)
		tells = tells && (with[best] + 1) * 100 / (with[0] + with[1] + 2) >=
				     10 + (alone[k][best] + 1) * 100 / (alone[k][0] + alone[k][1] + 2);
	for (size_t i = 0; i < t->count; i++)
		found = found || (t->items[i].then.len && fl_str_eq(t->items[i].text, x) &&
				  fl_str_eq(t->items[i].then, y) && t->items[i].texts == with[0] + with[1]);
	if (found != tells)
		fail_msg("'%.*s' before '%.*s' in %u and %u texts", FL_STR_ARG(x), FL_STR_ARG(y), with[0], with[1]);
}

static void test_terms__pairs_are_all_that_tell_more(void **state)
{
	size_t pairs = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		corpus c = { .arena = FL_ARENA_INIT };
		fl_arena arena = FL_ARENA_INIT;
		fl_terms t;
		fl_error err = FL_ERROR_INIT;
		bool use[500];
		size_t single;
		fl_pair_input in = { c.texts, c.labels, 2, use, 3 };
		make_corpus(&c, seed);
		label_corpus(&c, seed);
		assert_int_equal(fl_terms_find(c.texts, TEXTS, 3, &arena, &t, &err), FL_OK);
		single = t.count;
		assert_true(single <= 500);
		for (size_t i = 0; i < single; i++)
			use[i] = i % 3 != 0; /* the others are in no pair */
		assert_int_equal(fl_terms_add_pairs(&t, &in, &arena, &err), FL_OK);
		pairs += t.count - single;
		for (size_t a = 0; a < single; a++)
			for (size_t b = 0; b < single; b++)
				if (a != b && use[a] && use[b] && t.items[a].spaced == t.items[b].spaced)
					check_pair(&c, &t, a, b, 3);
		for (size_t i = single; i < t.count; i++)
			assert_true(t.items[i].then.len > 0);
		fl_arena_release(&arena);
		fl_arena_release(&c.arena);
	}
	if (pairs < 20)
		fail_msg("only %zu pairs were tried", pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms__are_all_that_enough_texts_have),
		cmocka_unit_test(test_terms__pairs_are_all_that_tell_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
