/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "tally/tally.h"

static const char round_json[] =
    "{\"format\":\"florin-round/1\",\"round\":\"r\","
    "\"eligibility\":{\"exclude\":{\"category\":\"no-proposal\"}},"
    "\"threshold\":{\"default\":100,\"special\":[{\"selector\":{\"category\":\"small\"},\"flowers\":30}]},"
    "\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]}";

typedef struct case_of_one {
	const char *category;
	int64_t tally, own;
	bool represented;
	fl_standing standing;
	int64_t threshold;
} case_of_one;

static void test_qualify__tells_the_first_reason(void **state)
{
	static const case_of_one cases[] = {
		{ "big", 100, -1, false, FL_QUALIFIED, 100 }, /* enough is enough */
		{ "big", 99, -1, false, FL_BELOW_THRESHOLD, 100 },
		{ "small", 30, -1, false, FL_QUALIFIED, 30 },
		{ "small", 29, -1, false, FL_BELOW_THRESHOLD, 30 },
		{ "small", 29, 20, false, FL_QUALIFIED, 20 }, /* its own threshold comes first */
		{ "small", 40, 50, false, FL_BELOW_THRESHOLD, 50 },
		{ "big", 0, 0, false, FL_QUALIFIED, 0 },
		{ "big", 500, -1, true, FL_DUPLICATE, 100 },
		{ "big", 5, -1, true, FL_DUPLICATE, 100 }, /* duplicate before below threshold */
		{ "no-proposal", 500, -1, false, FL_INELIGIBLE, 100 },
		{ "no-proposal", 5, -1, true, FL_INELIGIBLE, 100 }, /* ineligible before all */
	};
	fl_round_spec *spec;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_round_parse(FL_STR(round_json), "r", &spec, &err), FL_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const case_of_one *c = &cases[i];
		fl_candidate dreams[2] = {
			{ .id = FL_STR("a"), .category = fl_str_of(c->category), .tally = c->tally },
			{ .id = FL_STR("b"), .tally = 1000 }
		};
		uint32_t representative[2] = { c->represented ? 1 : 0, 1 };
		int64_t own[2] = { c->own, -1 };
		fl_qualify(spec, dreams, 2, representative, own);
		if (dreams[0].standing != c->standing || dreams[0].threshold != c->threshold)
			fail_msg("case %zu: standing %d threshold %lld", i, dreams[0].standing,
				 (long long)dreams[0].threshold);
		assert_int_equal(dreams[1].standing, FL_QUALIFIED);
	}
	fl_round_free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qualify__tells_the_first_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
