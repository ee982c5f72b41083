/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/person.h"

static void test_person__one_name_however_it_is_written(void **state)
{
	static const char *const same[][2] = {
		{ "Li Wei", "  li   WEI " }, { "Li Wei", "li\twei" },       { "Ada", "Ａｄａ" }, { "Li Wei", "Ｌｉ　Ｗｅｉ" },
		{ "李伟", "李伟" },          { "李伟", "　李伟\xC2\xA0" }, { "", "  " },      { "Zoë", "zOë" },
		{ "李伟", "李 伟" },         { "李伟", "李　 伟" },       { "李伟 Li", "李 伟  li" },
	};
	static const char *const other[][2] = {
		{ "Li Wei", "Li We" }, { "Li Wei", "LiWei" }, { "李伟", "李薇" }, { "李伟", "李 Wei" }, { "李伟 Wei", "李伟Wei" }, { "Wei 李", "Wei李" }, { "Li", "" }, { "Ada", "Adа" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (!fl_person_same(fl_str_of(same[i][0]), fl_str_of(same[i][1])))
			fail_msg("'%s' and '%s' are one person", same[i][0], same[i][1]);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (fl_person_same(fl_str_of(other[i][0]), fl_str_of(other[i][1])))
			fail_msg("'%s' and '%s' are two people", other[i][0], other[i][1]);
}

/* Sorting needs an order: each against each, and through a third. */
static void test_person__is_an_order(void **state)
{
	static const char *const names[] = { "", "a", "A", "ａ", "a b", "a  B", "ab", "b", "李", "李 伟", "李伟", "\xFF", "\xE4\xBD", "z" };
	enum { N = sizeof names / sizeof *names };
	int order[N][N];
	(void)state;
	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < N; k++)
			order[i][k] = fl_person_cmp(fl_str_of(names[i]), fl_str_of(names[k]));
	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < N; k++) {
			assert_int_equal(order[i][k], -order[k][i]);
			for (size_t m = 0; m < N; m++)
				assert_false(order[i][k] <= 0 && order[k][m] <= 0 && order[i][m] > 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_person__one_name_however_it_is_written),
		cmocka_unit_test(test_person__is_an_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
