/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/intern.h"
#include "base/str.h"
#include "random.h"

#include <stdio.h>

static fl_str name_of(uint64_t i, char *out, size_t size)
{
	int n = snprintf(out, size, "%llx", (unsigned long long)(i * UINT64_C(0x9e3779b97f4a7c15)) >> (i % 40));
	return (fl_str){ out, (size_t)n };
}

static void test_intern__numbers_count_in_the_order_of_first_sight(void **state)
{
	fl_intern t = { 0 };
	uint32_t n;
	(void)state;
	assert_int_equal(fl_intern_find(&t, FL_STR("a")), FL_INTERN_NONE);
	assert_true(fl_intern_put(&t, FL_STR("a"), &n) && n == 0);
	assert_true(fl_intern_put(&t, FL_STR(""), &n) && n == 1);
	assert_true(fl_intern_put(&t, FL_STR("a\0b"), &n) && n == 2);
	assert_true(fl_intern_put(&t, FL_STR("a"), &n) && n == 0);
	assert_true(fl_intern_put(&t, (fl_str){ NULL, 0 }, &n) && n == 1);
	assert_int_equal(fl_intern_find(&t, FL_STR("a\0b")), 2);
	assert_int_equal(fl_intern_find(&t, FL_STR("b")), FL_INTERN_NONE);
	fl_intern_release(&t);
}

/* More than one block, and the table grown many times. */
static void test_intern__many_texts_keep_their_numbers(void **state)
{
	fl_intern t = { 0 };
	char text[64], longest[FL_INTERN_TEXT_MAX + 1] = { 0 };
	uint32_t n;
	enum { MANY = 150000 };
	static uint32_t number[MANY];
	(void)state;
	for (uint64_t i = 0; i < MANY; i++)
		assert_true(fl_intern_put(&t, name_of(i, text, sizeof text), &number[i]));
	for (uint64_t i = 0; i < MANY; i++)
		assert_int_equal(fl_intern_find(&t, name_of(i, text, sizeof text)), number[i]);
	for (int i = 0; i < 40; i++) { /* texts that nearly fill a block */
		longest[0] = (char)i;
		assert_true(fl_intern_put(&t, (fl_str){ longest, FL_INTERN_TEXT_MAX }, &n));
		assert_int_equal(fl_intern_find(&t, (fl_str){ longest, FL_INTERN_TEXT_MAX }), n);
	}
	assert_false(fl_intern_put(&t, (fl_str){ longest, FL_INTERN_TEXT_MAX + 1 }, &n));
	fl_intern_release(&t);
}

static void test_intern__memory_may_run_out(void **state)
{
	(void)state;
	for (int64_t left = 0; left < 8; left++) {
		fl_intern t = { 0 };
		char text[64];
		uint32_t n;
		bool good = true;
		fl_alloc_fail_after(left);
		for (uint64_t i = 0; good && i < 400; i++)
			good = fl_intern_put(&t, name_of(i, text, sizeof text), &n);
		fl_alloc_fail_after(-1);
		if (left < 4)
			assert_false(good);
		fl_intern_release(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_intern__numbers_count_in_the_order_of_first_sight),
		cmocka_unit_test(test_intern__many_texts_keep_their_numbers),
		cmocka_unit_test(test_intern__memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
