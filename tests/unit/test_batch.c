/* SPDX-License-Identifier: Apache-2.0
 *
 * test_batch.c - grams laid out by part: each is there once, in its part, with its set.
 */
#include "dedup/batch.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_batch__every_gram_is_in_its_part_with_its_set(void **state)
{
	enum { SETS = 5 };
	static const uint32_t length[SETS] = { 3, 0, 400, 1, 96 };
	fl_batch batch = { 0 };
	fl_hashes grams = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t sets[SETS] = { 0 }, all = 0;

	(void)state;
	for (uint64_t i = 0; i < 500; i++) /* the set is in the lowest bits, to know it again */
		assert_true(fl_vec_push(&grams, (fl_piece_mix(7, i) & ~(uint64_t)7) | (i < 3 ? 0 : i < 403 ? 2 : i < 404 ? 3 : 4)));
	assert_int_equal(fl_batch_take(&batch, &grams, length, SETS, &err), FL_OK);
	for (size_t part = 0; part < FL_BATCH_PARTS; part++) {
		size_t len;
		const uint64_t *some = fl_batch_grams(&batch, part, &len);
		for (size_t i = 0; i < len; i++) {
			size_t set = batch.set[batch.start[part] + i];
			assert_int_equal(fl_batch_part(some[i]), part);
			assert_int_equal(some[i] & 7, set);
			sets[set]++;
		}
		all += len;
	}
	assert_int_equal(all, 500);
	for (size_t set = 0; set < SETS; set++)
		assert_int_equal(sets[set], length[set]);
	fl_batch_release(&batch);
	fl_vec_release(&grams);
}

static void test_batch__an_empty_one_has_no_grams(void **state)
{
	fl_batch batch = { 0 };
	size_t len = 1;

	(void)state;
	assert_null(fl_batch_grams(&batch, 0, &len));
	assert_int_equal(len, 0);
	fl_batch_release(&batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch__every_gram_is_in_its_part_with_its_set),
		cmocka_unit_test(test_batch__an_empty_one_has_no_grams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
