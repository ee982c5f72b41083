/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/decision.h"
#include "domain/review.h"

static fl_decision pair(int64_t id, const char *a, const char *b, const char *value)
{
	return (fl_decision){ .id = id, .kind = FL_STR("pair"), .subject = fl_str_of(a), .other = fl_str_of(b),
			      .value = fl_str_of(value) };
}

static void test_decision__the_last_of_a_subject_is_in_force(void **state)
{
	const fl_decision all[] = { pair(1, "a", "b", "same"), pair(2, "a", "c", "same"), pair(3, "a", "b", "different"),
				    pair(4, "a", "c", ""),     pair(5, "b", "c", "same"), pair(6, "x", "y", ""),
				    pair(7, "b", "c", "") ,    pair(8, "b", "c", "different") };
	fl_arena arena = FL_ARENA_INIT;
	fl_decision *kept;
	size_t count;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_decisions_in_force(all, sizeof all / sizeof *all, &arena, &kept, &count, &err), FL_OK);
	assert_int_equal(count, 2);
	assert_int_equal(kept[0].id, 3);
	assert_int_equal(kept[1].id, 8);
	assert_int_equal(fl_decisions_in_force(NULL, 0, &arena, &kept, &count, &err), FL_OK);
	assert_int_equal(count, 0);
	fl_arena_release(&arena);
}

static void test_decision__knows_the_texts_it_was_made_on(void **state)
{
	fl_dream a = { .title = FL_STR("ab"), .body = FL_STR("c") }, b = { .title = FL_STR("a"), .body = FL_STR("bc") };
	fl_digest x = fl_decision_seen(&a, NULL), y = fl_decision_seen(&b, NULL), both = fl_decision_seen(&a, &b);

	(void)state;
	assert_memory_not_equal(&x, &y, sizeof x); /* where one text ends counts */
	assert_memory_not_equal(&x, &both, sizeof x);
	a.request = 7; /* money is none of it */
	y = fl_decision_seen(&a, NULL);
	assert_memory_equal(&x, &y, sizeof x);
	a.organisation = FL_STR("o");
	y = fl_decision_seen(&a, NULL);
	assert_memory_not_equal(&x, &y, sizeof x);
}

/* Bridges, then doubt by its distance from the middle, then what was merged by little; nothing decided comes back. */
static void test_review__the_most_uncertain_first(void **state)
{
	const uint32_t representative[] = { 0, 0, 2, 3, 4, 5 };
	const fl_pair pairs[] = {
		{ .a = 0, .b = 1, .score = 650000, .verdict = FL_PAIR_SAME },                      /* thin */
		{ .a = 0, .b = 2, .score = 900000, .verdict = FL_PAIR_REVIEW },
		{ .a = 1, .b = 2, .score = 390000, .verdict = FL_PAIR_REVIEW },
		{ .a = 1, .b = 3, .score = 800000, .verdict = FL_PAIR_SAME },                      /* bridge */
		{ .a = 2, .b = 3, .score = 400000, .verdict = FL_PAIR_REVIEW, .decided = true },
		{ .a = 2, .b = 4, .score = 210000, .verdict = FL_PAIR_DIFFERENT },
		{ .a = 3, .b = 4, .score = 420000, .verdict = FL_PAIR_REVIEW },
	};
	const size_t want[] = { 3, 2, 6, 1, 0 };
	fl_arena arena = FL_ARENA_INIT;
	fl_review_item *items;
	size_t count;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_review_queue(pairs, sizeof pairs / sizeof *pairs, representative, 200000, 600000, &arena, &items,
					 &count, &err),
			 FL_OK);
	assert_int_equal(count, sizeof want / sizeof *want);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(items[i].pair, &pairs[want[i]]);
	assert_int_equal(items[0].reason, FL_REVIEW_BRIDGE);
	assert_int_equal(items[4].reason, FL_REVIEW_THIN);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decision__the_last_of_a_subject_is_in_force),
		cmocka_unit_test(test_decision__knows_the_texts_it_was_made_on),
		cmocka_unit_test(test_review__the_most_uncertain_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
