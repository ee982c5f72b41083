/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/fixed.h"

static void test_fixed__log2_is_exact_at_powers_and_close_between(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 64; k++)
		assert_int_equal(fl_log2_fixed((uint64_t)1 << k), k * 256);
	for (uint64_t x = 1; x < UINT64_C(1) << 62; x += x / 7 + 1) {
		double exact = log2((double)x) * 256, got = fl_log2_fixed(x);
		if (got > exact + 0.01 || got < exact - 1.01)
			fail_msg("log2 of %llu: %f, not %f", (unsigned long long)x, got, exact);
	}
}

static void test_fixed__a_root_is_the_greatest_whose_square_fits(void **state)
{
	(void)state;
	for (uint64_t x = 0; x < UINT64_C(1) << 63; x += x / 5 + 1) {
		uint64_t root = fl_sqrt_floor(x);
		assert_true(root * root <= x && (root + 1) * (root + 1) > x);
	}
	assert_int_equal(fl_sqrt_floor(UINT64_MAX), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixed__log2_is_exact_at_powers_and_close_between),
		cmocka_unit_test(test_fixed__a_root_is_the_greatest_whose_square_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
