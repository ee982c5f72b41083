/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dedup/weigh.h"

static void test_weigh__a_rarer_gram_never_weighs_less(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 5, 4050, 65537, 50000000 };

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		uint32_t before = fl_weigh(sizes[s], 1), with = 1;
		assert_true(before >= FL_WEIGHT_ONE);
		while (with < sizes[s]) {
			with += with / 500 + 1;
			if (with > sizes[s])
				with = sizes[s];
			uint32_t now = fl_weigh(sizes[s], with);
			assert_true(now <= before);
			before = now;
		}
		assert_int_equal(before, FL_WEIGHT_ONE); /* all have it: log2(1 + 1) */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weigh__a_rarer_gram_never_weighs_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
