/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/award.h"

/* Run under the leak checker: what an allocation and its proof own is released, whatever was filled in. */
static void test_award__a_half_built_allocation_is_released(void **state)
{
	fl_allocation *a = fl_allocation_new(3);

	(void)state;
	assert_non_null(a);
	assert_int_equal(a->num_candidates, 3);
	assert_int_equal(a->awards[2].amount, 0);
	assert_int_equal(a->proof->unique, -1);
	a->limits = fl_arena_array(&a->arena, 2, sizeof *a->limits);
	a->num_limits = 2;
	a->limits[1].has_price = true;
	mpq_init(a->limits[1].price);
	mpq_set_si(a->limits[1].price, 7, 3);

	fl_proof *p = a->proof;
	p->sets = fl_arena_array(&p->arena, 1, sizeof *p->sets);
	p->num_sets = 1;
	p->sets[0].items = fl_arena_array(&p->arena, 2, sizeof *p->sets[0].items);
	p->sets[0].len = 2;
	for (int i = 0; i < 2; i++)
		mpq_init(p->sets[0].items[i].y);
	p->rests = fl_arena_array(&p->arena, 1, sizeof *p->rests);
	p->num_rests = 1;
	mpq_init(p->rests[0]);
	fl_allocation_free(a);
}

static void test_award__nothing_is_freed_of_nothing(void **state)
{
	(void)state;
	fl_allocation_free(NULL);
	fl_proof_free(NULL);
	fl_allocation_free(fl_allocation_new(0));
}

static void test_award__short_memory_gives_null(void **state)
{
	(void)state;
	for (int64_t n = 0;; n++) {
		fl_alloc_fail_after(n);
		fl_allocation *a = fl_allocation_new(5);
		fl_alloc_fail_after(-1);
		fl_allocation_free(a);
		if (a) {
			assert_true(n >= 3);
			break;
		}
		assert_true(n < 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_award__a_half_built_allocation_is_released),
		cmocka_unit_test(test_award__nothing_is_freed_of_nothing),
		cmocka_unit_test(test_award__short_memory_gives_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
