/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ngram.c - the set of n-grams against one made slowly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "text/ngram.h"

#include <stdlib.h>

static size_t grams_of(const char *text, int n, fl_arena *arena, uint64_t **ret)
{
	size_t count = 0;

	assert_int_equal(fl_ngrams(fl_str_of(text), n, arena, ret, &count, NULL), FL_OK);
	return count;
}

static void test_ngram__is_the_sorted_set_of_the_hashes(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	uint64_t *grams,
	    expected[3] = { fl_str_hash(FL_STR("老人")), fl_str_hash(FL_STR("人老")), fl_str_hash(FL_STR("人a")) };

	(void)state;
	assert_int_equal(grams_of("老人老人a", 2, &arena, &grams), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(grams[i] == expected[0] || grams[i] == expected[1] || grams[i] == expected[2]);
		assert_true(i == 0 || grams[i - 1] < grams[i]);
	}
	fl_arena_release(&arena);
}

static void test_ngram__a_short_text_is_one_gram(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	uint64_t *grams;

	(void)state;
	assert_int_equal(grams_of("老", 3, &arena, &grams), 1);
	assert_int_equal(grams[0], fl_str_hash(FL_STR("老")));
	assert_int_equal(grams_of("老人家", 3, &arena, &grams), 1);
	assert_int_equal(grams_of("", 3, &arena, &grams), 0);
	fl_arena_release(&arena);
}

static void test_ngram__long_texts_are_sorted_too(void **state)
{
	static char text[20001];
	fl_arena arena = FL_ARENA_INIT;
	uint64_t *grams;
	uint32_t seed = 1;
	bool seen[26 * 26] = { false };
	size_t distinct = 0, count;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)('a' + (seed >> 24) % 20);
	}
	for (size_t i = 0; i + 1 < 20000; i++) {
		bool *at = &seen[(text[i] - 'a') * 26 + text[i + 1] - 'a'];
		distinct += !*at;
		*at = true;
	}
	count = grams_of(text, 2, &arena, &grams);
	assert_int_equal(count, distinct);
	for (size_t i = 1; i < count; i++)
		assert_true(grams[i - 1] < grams[i]);
	fl_arena_release(&arena);
}

static void test_ngram__refuses_other_lengths(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	uint64_t *grams;
	size_t count;

	(void)state;
	assert_int_equal(fl_ngrams(FL_STR("a"), 0, &arena, &grams, &count, NULL), FL_EINVAL);
	assert_int_equal(fl_ngrams(FL_STR("a"), 17, &arena, &grams, &count, NULL), FL_EINVAL);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ngram__is_the_sorted_set_of_the_hashes),
		cmocka_unit_test(test_ngram__a_short_text_is_one_gram),
		cmocka_unit_test(test_ngram__long_texts_are_sorted_too),
		cmocka_unit_test(test_ngram__refuses_other_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
