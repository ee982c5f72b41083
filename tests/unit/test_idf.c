/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "dedup/idf.h"

static const uint64_t grams[] = { 0, 4, 0x1000, UINT64_C(0x0001000000000000), UINT64_C(0x7fffffffffffff00),
				  UINT64_C(0xfffffffffffffffc) };
static const uint32_t with[] = { 2, 3, 40, 2, 1000, 5 };

static fl_idf make(fl_arena *arena)
{
	fl_idf idf = { .texts = 1000, .count = 6, .grams = grams, .with = with };
	fl_error err = FL_ERROR_INIT;

	assert_int_equal(fl_idf_index(&idf, arena, &err), FL_OK);
	return idf;
}

static void check(const fl_idf *idf)
{
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(fl_idf_with(idf, grams[i]), with[i]);
		assert_int_equal(fl_idf_with(idf, grams[i] ^ 8), 1);
	}
}

static void test_idf__knows_its_grams_and_no_other(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_idf idf = make(&arena), none = { .texts = 1 };
	fl_error err = FL_ERROR_INIT;

	(void)state;
	check(&idf);
	assert_int_equal(fl_idf_index(&none, &arena, &err), FL_OK);
	assert_int_equal(fl_idf_with(&none, 4), 1);
	assert_int_equal(fl_idf_with(&none, UINT64_MAX), 1);
	fl_arena_release(&arena);
}

/* Every shorter or longer text, and every changed byte: another table or none, never a crash. */
static void test_idf__is_read_as_it_was_written_and_nothing_else_is(void **state)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_idf idf = make(&arena), read;
	fl_buf bytes, other;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	fl_buf_init(&bytes, 1000);
	fl_idf_print(&idf, &bytes);
	fl_str all = fl_buf_view(&bytes);
	assert_int_equal(fl_idf_parse(all, &arena, &read, &err), FL_OK);
	assert_int_equal(read.texts, 1000);
	assert_int_equal(read.count, 6);
	check(&read);
	for (size_t len = 0; len < all.len; len++)
		assert_int_equal(fl_idf_parse(fl_str_slice(all, 0, len), &arena, &read, NULL), FL_EPARSE);
	for (size_t i = 0; i < all.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			fl_buf_init(&other, 1000);
			fl_buf_str(&other, all);
			other.data[i] = (char)(other.data[i] ^ (1 << bit));
			if (fl_idf_parse(fl_buf_view(&other), &arena, &read, NULL) == FL_OK) {
				assert_true(i >= 13);
				for (size_t k = 1; k < read.count; k++)
					assert_true(read.grams[k] > read.grams[k - 1] && read.with[k] <= read.texts);
			}
			fl_buf_release(&other);
		}
	fl_buf_putc(&bytes, '\0');
	assert_int_equal(fl_idf_parse(fl_buf_view(&bytes), &arena, &read, &err), FL_EPARSE);
	assert_string_equal(err.message, "not a table of weights that this version of Florin reads");
	fl_buf_release(&bytes);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_idf__knows_its_grams_and_no_other),
		cmocka_unit_test(test_idf__is_read_as_it_was_written_and_nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
