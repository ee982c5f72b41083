/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alloc.c - sizes are checked, arenas hand out zeroed, aligned memory that stays where it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"

static void test_alloc__memory_is_zeroed_and_sizes_are_checked(void **state)
{
	unsigned char *p = fl_alloc_array(100, 3), *empty = fl_alloc(0);
	volatile size_t huge = SIZE_MAX / 2;

	(void)state;
	assert_non_null(p);
	assert_non_null(empty);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	assert_null(fl_alloc_array(huge, 3));
	assert_null(fl_realloc_array(NULL, huge, 4));
	fl_free(p);
	fl_free(empty);
	fl_free(NULL);
}

static void test_alloc__fails_when_told_and_only_then(void **state)
{
	void *p[3];

	(void)state;
	fl_alloc_fail_after(2);
	for (int i = 0; i < 3; i++)
		p[i] = fl_alloc(8);
	assert_true(p[0] && p[1] && !p[2]);
	assert_null(fl_alloc(8));
	assert_null(fl_realloc_array(NULL, 1, 8));
	fl_alloc_fail_after(-1);
	fl_free(p[0]);
	p[0] = fl_alloc(8);
	assert_non_null(p[0]);
	fl_free(p[0]);
	fl_free(p[1]);
}

static void test_alloc__arena_memory_is_aligned_and_apart(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	unsigned char *pieces[400];
	size_t total = 0;

	(void)state;
	for (size_t i = 0; i < 400; i++) { /* sizes from 0 to 160 KB: both kinds of blocks */
		size_t size = i * i;
		pieces[i] = fl_arena_alloc(&arena, size);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < size; j += 61)
			assert_int_equal(pieces[i][j], 0);
		memset(pieces[i], (int)(i & 255), size);
		total += size ? size : 1;
	}
	assert_int_equal(arena.total, total);
	for (size_t i = 1; i < 400; i++) {
		assert_int_equal(pieces[i][0], i & 255);
		assert_int_equal(pieces[i][i * i - 1], i & 255);
	}
	assert_null(fl_arena_array(&arena, SIZE_MAX / 2, 3));
	fl_arena_release(&arena);
	assert_null(arena.head);
}

static void test_alloc__arena_text_ends_in_nul(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_str a = fl_arena_str(&arena, (fl_str){ "a\0bc", 3 }), empty = fl_arena_str(&arena, (fl_str){ NULL, 0 });

	(void)state;
	assert_int_equal(a.len, 3);
	assert_memory_equal(a.data, "a\0b\0", 4);
	assert_non_null(empty.data);
	assert_int_equal(empty.data[0], 0);
	fl_arena_release(&arena);
}

static void test_alloc__a_cleared_arena_hands_out_zeroed_memory_again(void **state)
{
	fl_arena arena = FL_ARENA_INIT;

	(void)state;
	fl_arena_clear(&arena); /* an empty one, too */
	for (int round = 0; round < 20; round++) {
		size_t size = 1000 + 5000 * (size_t)(round % 7);
		unsigned char *p = fl_arena_alloc(&arena, size), *more = fl_arena_alloc(&arena, 3 << 20);
		assert_non_null(p);
		assert_non_null(more);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, size);
		memset(more, 0xFF, 3 << 20);
		fl_arena_clear(&arena);
		assert_int_equal(arena.total, 0);
	}
	fl_arena_release(&arena);
	assert_null(arena.head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc__memory_is_zeroed_and_sizes_are_checked),
		cmocka_unit_test(test_alloc__fails_when_told_and_only_then),
		cmocka_unit_test(test_alloc__arena_memory_is_aligned_and_apart),
		cmocka_unit_test(test_alloc__arena_text_ends_in_nul),
		cmocka_unit_test(test_alloc__a_cleared_arena_hands_out_zeroed_memory_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
