/* SPDX-License-Identifier: Apache-2.0
 *
 * test_parallel.c - every index once, the same error at any number of threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/parallel.h"

#include <string.h>

#define COUNT 10007

typedef struct work {
	unsigned char done[COUNT];
	size_t grain;
	size_t bad_from; /* slices that begin here or later fail */
	int threads;
	bool wrong;
} work;

static fl_status slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	work *w = user;

	if (worker < 0 || worker >= (w->threads < 1 ? 1 : w->threads) || end - begin > w->grain || begin >= end)
		w->wrong = true;
	for (size_t i = begin; i < end; i++)
		w->done[i]++;
	return begin >= w->bad_from ? fl_error_set(err, FL_EINVAL, "slice at %zu", begin) : FL_OK;
}

static void test_parallel__covers_every_index_once(void **state)
{
	static const int threads[] = { -1, 0, 1, 2, 3, 8, 1000 };
	static const size_t grains[] = { 1, 7, 1000, COUNT, COUNT * 2 };

	(void)state;
	for (size_t t = 0; t < 7; t++) {
		for (size_t g = 0; g < 5; g++) {
			static work w;
			w = (work){ .grain = grains[g], .bad_from = SIZE_MAX, .threads = threads[t] };
			assert_int_equal(fl_parallel_for(COUNT, grains[g], threads[t], slice, &w, NULL), FL_OK);
			assert_false(w.wrong);
			for (size_t i = 0; i < COUNT; i++)
				assert_int_equal(w.done[i], 1);
		}
	}
}

static void test_parallel__nothing_to_do_is_done(void **state)
{
	work w = { .grain = 1, .bad_from = 0 };

	(void)state;
	assert_int_equal(fl_parallel_for(0, 1, 4, slice, &w, NULL), FL_OK);
}

static void test_parallel__the_first_error_by_order_wins(void **state)
{
	(void)state;
	for (int threads = 1; threads <= 8; threads++) {
		for (int repeat = 0; repeat < 20; repeat++) {
			static work w;
			fl_error err = FL_ERROR_INIT;
			w = (work){ .grain = 10, .bad_from = 500, .threads = threads };
			assert_int_equal(fl_parallel_for(COUNT, 10, threads, slice, &w, &err), FL_EINVAL);
			assert_string_equal(err.message, "slice at 500");
			for (size_t i = 0; i < 510; i++)
				assert_int_equal(w.done[i], 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parallel__covers_every_index_once),
		cmocka_unit_test(test_parallel__nothing_to_do_is_done),
		cmocka_unit_test(test_parallel__the_first_error_by_order_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
