/* SPDX-License-Identifier: Apache-2.0
 *
 * test_vec.c - growing arrays, and the map against a plain list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "base/vec.h"

#include <stdio.h>

#define KEYS 20000

static void test_vec__keeps_what_was_pushed(void **state)
{
	FL_VEC(int64_t) v = { 0 };

	(void)state;
	for (int64_t i = 0; i < 100000; i++)
		assert_true(fl_vec_push(&v, i * i));
	assert_int_equal(v.len, 100000);
	for (int64_t i = 0; i < 100000; i++)
		assert_int_equal(v.items[i], i * i);
	assert_true(fl_vec_reserve(&v, 5));
	assert_false(fl_vec_reserve(&v, SIZE_MAX / 4));
	assert_int_equal(v.items[99999], INT64_C(99999) * 99999);
	fl_vec_release(&v);
	assert_null(v.items);
}

static void test_vec__map_finds_every_key_and_no_other(void **state)
{
	static char keys[KEYS][8];
	fl_map map = { 0 };
	size_t value;

	(void)state;
	assert_int_equal(fl_map_get(&map, FL_STR("none")), FL_MAP_NONE);
	for (size_t i = 0; i < KEYS; i++) {
		snprintf(keys[i], sizeof keys[i], "%zu", i * 3);
		assert_true(fl_map_put(&map, fl_str_of(keys[i]), i, &value));
		assert_int_equal(value, i);
	}
	for (size_t i = 0; i < 3 * KEYS; i++) {
		char key[8];
		snprintf(key, sizeof key, "%zu", i);
		assert_int_equal(fl_map_get(&map, fl_str_of(key)), i % 3 == 0 ? i / 3 : FL_MAP_NONE);
	}
	assert_int_equal(map.len, KEYS);
	fl_map_release(&map);
	assert_int_equal(fl_map_get(&map, FL_STR("0")), FL_MAP_NONE);
}

static void test_vec__map_keeps_the_first_value(void **state)
{
	fl_map map = { 0 };
	size_t value;

	(void)state;
	assert_true(fl_map_put(&map, FL_STR("梦"), 1, &value));
	assert_true(fl_map_put(&map, FL_STR("梦"), 2, &value));
	assert_int_equal(value, 1);
	assert_true(fl_map_put(&map, (fl_str){ NULL, 0 }, 3, NULL));
	assert_int_equal(fl_map_get(&map, FL_STR("")), 3);
	assert_int_equal(map.len, 2);
	fl_map_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vec__keeps_what_was_pushed),
		cmocka_unit_test(test_vec__map_finds_every_key_and_no_other),
		cmocka_unit_test(test_vec__map_keeps_the_first_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
