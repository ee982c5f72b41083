/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "dedup/cluster.h"
#include "dedup/corpus.h"
#include "domain/dream.h"

static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

static void make_texts(fl_dedup_text *texts)
{
	for (size_t i = 0; i < 6; i++)
		texts[i] = (fl_dedup_text){ .id = fl_str_of(names[i]), .submitted = 100 + (int64_t)i };
}

static void expect(const fl_dedup_text *texts, const fl_pair *pairs, size_t num_pairs, const uint32_t *first,
		   fl_representative rule, const uint32_t *representative)
{
	static const uint32_t alone[] = { 0, 1, 2, 3, 4, 5 };
	uint32_t got[6];
	fl_error err = FL_ERROR_INIT;

	assert_int_equal(fl_cluster(texts, 6, first ? first : alone, pairs, num_pairs, &(fl_dedup_options){ .representative = rule }, got, &err), FL_OK);
	for (size_t i = 0; i < 6; i++)
		if (got[i] != representative[i])
			fail_msg("text %zu is represented by %u, not %u", i, got[i], representative[i]);
}

static fl_pair same(uint32_t a, uint32_t b, int32_t score)
{
	return (fl_pair){ .a = a, .b = b, .score = score, .verdict = FL_PAIR_SAME };
}

static void test_cluster__a_bridge_joins_the_one_it_is_more_like(void **state)
{
	fl_dedup_text texts[6];
	fl_pair pairs[] = { same(0, 1, 700000), same(1, 2, 800000) };

	(void)state;
	make_texts(texts);
	expect(texts, pairs, 2, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 1, 1, 3, 4, 5 });
	pairs[0].score = 900000;
	expect(texts, pairs, 2, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 0, 2, 3, 4, 5 });
	pairs[0].score = 800000; /* equal: the smaller indices first */
	expect(texts, pairs, 2, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 0, 2, 3, 4, 5 });
}

static void test_cluster__merges_where_every_pair_is_the_same(void **state)
{
	fl_dedup_text texts[6];
	fl_pair pairs[] = { same(0, 1, 700000), same(0, 2, 650000), same(1, 2, 800000), same(2, 3, 990000),
			    same(4, 5, 600000) };

	(void)state;
	make_texts(texts);
	/* 2 and 3 come first; then 1 cannot join them, and 0 joins 1 */
	expect(texts, pairs, 5, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 0, 2, 2, 4, 4 });
	pairs[3].verdict = FL_PAIR_REVIEW; /* a pair under review merges nothing */
	expect(texts, pairs, 5, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 0, 0, 3, 4, 4 });
	pairs[1].verdict = FL_PAIR_DIFFERENT;
	expect(texts, pairs, 5, NULL, FL_REP_EARLIEST, (uint32_t[]){ 0, 1, 1, 3, 4, 4 });
}

static void test_cluster__equal_words_are_one_member(void **state)
{
	fl_dedup_text texts[6];
	fl_pair pairs[] = { { .a = 1, .b = 3, .exact = true, .verdict = FL_PAIR_SAME, .score = 1000000 },
			    { .a = 1, .b = 5, .exact = true, .verdict = FL_PAIR_SAME, .score = 1000000 },
			    same(1, 2, 700000) };
	uint32_t first[] = { FL_CORPUS_NONE, 1, 2, 1, FL_CORPUS_NONE, 1 };
	fl_pair sorted[] = { same(1, 2, 700000), pairs[0], pairs[1] };

	(void)state;
	make_texts(texts);
	expect(texts, sorted, 3, first, FL_REP_EARLIEST, (uint32_t[]){ 0, 1, 1, 1, 4, 1 });
	sorted[0].verdict = FL_PAIR_REVIEW;
	expect(texts, sorted, 3, first, FL_REP_EARLIEST, (uint32_t[]){ 0, 1, 2, 1, 4, 1 });
}

static void expect_decided(const fl_dedup_text *texts, const fl_pair *pairs, size_t num_pairs, const uint32_t *first,
			   const fl_dedup_decision *decisions, size_t num_decisions, const uint32_t *representative)
{
	fl_dedup_options options = { .decisions = decisions, .num_decisions = num_decisions };
	uint32_t got[6];
	fl_error err = FL_ERROR_INIT;

	assert_int_equal(fl_cluster(texts, 6, first, pairs, num_pairs, &options, got, &err), FL_OK);
	for (size_t i = 0; i < 6; i++)
		if (got[i] != representative[i])
			fail_msg("text %zu is represented by %u, not %u", i, got[i], representative[i]);
}

static void test_cluster__a_decision_joins_and_parts(void **state)
{
	static const uint32_t alone[] = { 0, 1, 2, 3, 4, 5 };
	fl_dedup_text texts[6];
	fl_pair pairs[] = { same(0, 1, 700000), same(2, 3, 900000), { .a = 3, .b = 4, .verdict = FL_PAIR_REVIEW } };

	(void)state;
	make_texts(texts);
	/* what the rules merge a person parts; what they leave open, or never saw, a person joins */
	expect_decided(texts, pairs, 3, alone, (fl_dedup_decision[]){ { 0, 1, false }, { 4, 3, true }, { 1, 5, true } }, 3,
		       (uint32_t[]){ 0, 1, 2, 3, 3, 1 });
	/* by persons the same as one another is enough: no look at 0 and 5 is needed */
	expect_decided(texts, pairs, 3, alone, (fl_dedup_decision[]){ { 0, 4, true }, { 4, 5, true } }, 2,
		       (uint32_t[]){ 0, 1, 2, 2, 0, 0 });
	/* a contradiction: told apart stays apart, and the later join comes first */
	expect_decided(texts, pairs, 0, alone,
		       (fl_dedup_decision[]){ { 0, 4, true }, { 4, 5, true }, { 0, 5, false } }, 3,
		       (uint32_t[]){ 0, 1, 2, 3, 4, 4 });
}

static void test_cluster__a_decision_parts_equal_words(void **state)
{
	fl_dedup_text texts[6];
	uint32_t first[] = { 0, 0, 0, 0, 4, 5 };
	fl_pair pairs[] = { { .a = 0, .b = 1, .exact = true, .verdict = FL_PAIR_SAME, .score = 1000000 },
			    { .a = 0, .b = 2, .exact = true, .verdict = FL_PAIR_SAME, .score = 1000000 },
			    { .a = 0, .b = 3, .exact = true, .verdict = FL_PAIR_SAME, .score = 1000000 },
			    same(0, 4, 700000) };

	(void)state;
	make_texts(texts);
	expect_decided(texts, pairs, 4, first, (fl_dedup_decision[]){ { 1, 3, false } }, 1,
		       (uint32_t[]){ 0, 0, 0, 3, 0, 5 });
	/* two that left are still the same as each other */
	expect_decided(texts, pairs, 4, first, (fl_dedup_decision[]){ { 0, 3, false }, { 0, 2, false } }, 2,
		       (uint32_t[]){ 0, 0, 2, 2, 0, 5 });
	expect_decided(texts, pairs, 4, first,
		       (fl_dedup_decision[]){ { 0, 3, false }, { 0, 2, false }, { 2, 3, false } }, 3,
		       (uint32_t[]){ 0, 0, 2, 3, 0, 5 });
	/* the first of a group is the one that leaves where it came last */
	texts[0].submitted = 999;
	expect_decided(texts, pairs, 3, first, (fl_dedup_decision[]){ { 0, 1, false } }, 1,
		       (uint32_t[]){ 0, 1, 1, 1, 4, 5 });
}

static void test_cluster__a_chosen_text_represents(void **state)
{
	static const uint32_t alone[] = { 0, 1, 2, 3, 4, 5 };
	fl_dedup_text texts[6];
	fl_pair pairs[] = { same(0, 1, 700000) };

	(void)state;
	make_texts(texts);
	texts[1].chosen = 7;
	expect_decided(texts, pairs, 1, alone, NULL, 0, (uint32_t[]){ 1, 1, 2, 3, 4, 5 });
	texts[0].chosen = 8; /* the later choice */
	expect_decided(texts, pairs, 1, alone, NULL, 0, (uint32_t[]){ 0, 0, 2, 3, 4, 5 });
}

static void test_cluster__the_representative_follows_the_rule(void **state)
{
	fl_dedup_text texts[6];
	fl_pair pairs[] = { same(0, 1, 700000), same(0, 2, 700000), same(1, 2, 700000) };

	(void)state;
	make_texts(texts);
	texts[0].submitted = FL_TIME_NONE; /* an unknown time is the latest */
	texts[2].submitted = 101;          /* the same time: by id */
	texts[2].id = FL_STR("A");
	expect(texts, pairs, 3, NULL, FL_REP_EARLIEST, (uint32_t[]){ 2, 2, 2, 3, 4, 5 });
	texts[1].flowers = 7;
	expect(texts, pairs, 3, NULL, FL_REP_MOST_FLOWERS, (uint32_t[]){ 1, 1, 1, 3, 4, 5 });
	texts[2].flowers = 7; /* as many: the earliest of them */
	expect(texts, pairs, 3, NULL, FL_REP_MOST_FLOWERS, (uint32_t[]){ 2, 2, 2, 3, 4, 5 });
	texts[0].title = FL_STR("书");
	texts[0].body = FL_STR("书");
	texts[1].title = FL_STR("书");
	expect(texts, pairs, 3, NULL, FL_REP_LONGEST, (uint32_t[]){ 0, 0, 0, 3, 4, 5 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cluster__a_bridge_joins_the_one_it_is_more_like),
		cmocka_unit_test(test_cluster__merges_where_every_pair_is_the_same),
		cmocka_unit_test(test_cluster__equal_words_are_one_member),
		cmocka_unit_test(test_cluster__a_decision_joins_and_parts),
		cmocka_unit_test(test_cluster__a_decision_parts_equal_words),
		cmocka_unit_test(test_cluster__a_chosen_text_represents),
		cmocka_unit_test(test_cluster__the_representative_follows_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
