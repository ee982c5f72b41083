/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "classify/learn.h"
#include "random.h"

#include <stdio.h>
#include <string.h>

#define TEXTS 90

static const char *const own[3][2] = { { "school", "lesson" }, { "river", "forest" }, { "doctor", "clinic" } };
static const char *const shared[] = { "please", "village", "people", "many", "today" };

typedef struct corpus {
	fl_arena arena;
	fl_str fields[TEXTS];
	fl_term_text texts[TEXTS];
	uint32_t labels[TEXTS];
	fl_terms terms;
} corpus;

/* Each text has one word of its label and some that all have; every tenth also one of another label. */
static void make_corpus(corpus *c, uint64_t seed)
{
	fl_error err = FL_ERROR_INIT;

	*c = (corpus){ .arena = FL_ARENA_INIT };
	for (uint32_t i = 0; i < TEXTS; i++) {
		char text[300] = "";
		c->labels[i] = i % 3;
		for (int k = 0; k < 3; k++)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s. ",
				 shared[random_below(&seed, 5)]);
		strcat(text, own[i % 3][random_below(&seed, 2)]);
		if (i % 10 == 0) {
			strcat(text, ". ");
			strcat(text, own[(i + 1) % 3][0]);
		}
		c->fields[i] = fl_arena_str(&c->arena, fl_str_of(text));
		c->texts[i] = (fl_term_text){ &c->fields[i], 1 };
	}
	assert_int_equal(fl_terms_find(c->texts, TEXTS, 2, &c->arena, &c->terms, &err), FL_OK);
}

static int64_t *learn(corpus *c, const bool *use, int threads)
{
	int64_t *weights = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_learn_input in = { &c->terms, c->labels, 3, use, 2, threads };

	assert_int_equal(fl_learn(&in, &c->arena, &weights, &err), FL_OK);
	return weights;
}

static size_t term(const corpus *c, const char *text)
{
	for (size_t i = 0; i < c->terms.count; i++)
		if (fl_str_eqz(c->terms.items[i].text, text))
			return i;
	fail_msg("no term '%s'", text);
	return 0;
}

static void test_learn__words_of_a_label_speak_for_it(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		corpus c;
		bool use[200];
		int64_t *w;
		size_t right = 0;
		make_corpus(&c, seed);
		memset(use, true, sizeof use);
		w = learn(&c, use, 1);
		for (size_t l = 0; l < 3; l++)
			for (size_t k = 0; k < 2; k++)
				for (size_t other = 0; other < 3; other++) {
					int64_t weight = w[other * c.terms.count + term(&c, own[l][k])];
					assert_true(other == l ? weight > 0 : weight < 0);
					for (size_t s = 0; s < 5 && other == l; s++)
						assert_true(weight > w[l * c.terms.count + term(&c, shared[s])]);
				}
		for (size_t i = 0; i < TEXTS; i++) {
			int64_t sums[3] = { 0 };
			for (size_t l = 0; l < 3; l++)
				for (size_t u = c.terms.first[i]; u < c.terms.first[i + 1]; u++)
					sums[l] += w[l * c.terms.count + c.terms.uses[u].term];
			right += sums[i % 3] > sums[(i + 1) % 3] && sums[i % 3] > sums[(i + 2) % 3];
		}
		assert_true(right >= TEXTS - TEXTS / 10);
		fl_arena_release(&c.arena);
	}
}

static void test_learn__threads_change_nothing_and_left_out_words_weigh_nothing(void **state)
{
	corpus c;
	bool use[200];
	int64_t *one, *four;

	(void)state;
	make_corpus(&c, 5);
	for (size_t i = 0; i < 200; i++)
		use[i] = i % 2 == 0;
	one = learn(&c, use, 1);
	four = learn(&c, use, 4);
	assert_memory_equal(one, four, 3 * c.terms.count * sizeof *one);
	for (size_t l = 0; l < 3; l++)
		for (size_t i = 1; i < c.terms.count; i += 2)
			assert_true(one[l * c.terms.count + i] == 0);
	fl_arena_release(&c.arena);
}

/* Texts that are known not to have label 0 speak against it, and are nothing to the other labels. */
static void test_learn__what_a_text_is_not_speaks_against_one_label(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		corpus c;
		bool use[200];
		int64_t *before, *after;
		size_t lesson, fish;
		fl_error err = FL_ERROR_INIT;
		make_corpus(&c, seed);
		for (size_t i = 0; i < TEXTS; i += 3)
			if (i % 2) {
				c.fields[i] = fl_str_of("school. of fish. many");
				c.texts[i].fields = &c.fields[i];
			}
		assert_int_equal(fl_terms_find(c.texts, TEXTS, 2, &c.arena, &c.terms, &err), FL_OK);
		memset(use, true, sizeof use);
		before = learn(&c, use, 1);
		for (size_t i = 0; i < TEXTS; i += 3)
			if (i % 2)
				c.labels[i] = 3 + 0;
		after = learn(&c, use, 4);
		fish = term(&c, "fish");
		lesson = term(&c, "lesson");
		assert_true(before[fish] > 0 && after[fish] < 0);
		assert_true(after[lesson] > 0 && after[term(&c, "school")] < before[term(&c, "school")]);
		for (size_t l = 1; l < 3; l++)
			assert_true(after[l * c.terms.count + fish] == 0 && before[l * c.terms.count + fish] < 0);
		fl_arena_release(&c.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learn__words_of_a_label_speak_for_it),
		cmocka_unit_test(test_learn__threads_change_nothing_and_left_out_words_weigh_nothing),
		cmocka_unit_test(test_learn__what_a_text_is_not_speaks_against_one_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
