/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fault_match.c - memory runs out at every allocation of fits, assignments, their document and their checker, once.
 */
#include "assign_kit.h"
#include "fail_each.h"

#include "allocate/assign.h"
#include "base/str.h"
#include "domain/matching.h"
#include "partner/fit.h"
#include "verify/assigned.h"

static fl_status find_fits(fl_error *err)
{
	static const fl_str fields[] = { { "education", 9 } }, tags[] = { { "field:education", 15 } };
	fl_partner partners[] = { { .id = { "a", 1 }, .name = { "a", 1 }, .words = { "reading rooms for schools", 25 }, .fields = { fields, 1 }, .wishes = { fields, 1 } },
				  { .id = { "b", 1 }, .name = { "b", 1 }, .words = { "reading and writing", 19 }, .regions = { tags, 1 } } };
	fl_candidate dreams[] = { { .id = { "d", 1 }, .region = { "x/y", 3 }, .tags = tags, .num_tags = 1 } };
	fl_dream text = { .id = { "d", 1 }, .title = { "a reading room", 14 }, .body = { "for the school", 14 } };
	const fl_dream *texts[] = { &text };
	fl_matching_rules rules = { .least = 1, .tags_max = 3, .tag = 100, .region = 50, .text = 400, .wish = 100 };
	fl_fit_request request = { partners, 2, dreams, texts, 1, &rules, NULL, 1 };
	fl_fits fits;
	fl_fit_evidence e;
	fl_status status = fl_fits_find(&request, &fits, err);
	if (status == FL_OK)
		status = fl_fits_explain(&fits, 0, 0, true, &fits.arena, &e, err);
	fl_fits_release(&fits);
	return status;
}

static void test_fault_match__fits(void **state)
{
	(void)state;
	fail_each(find_fits, 20);
}

static assign_kit kit; /* the case that is being solved */

static fl_status solve(fl_error *err)
{
	static const fl_str names[] = { { "1", 1 }, { "2", 1 }, { "3", 1 }, { "4", 1 }, { "5", 1 }, { "6", 1 } };
	fl_assignment *a = NULL;
	fl_assign_verdict v;
	fl_arena arena = FL_ARENA_INIT;
	fl_matching m, again;
	fl_buf text;
	FL_TRY(fl_assign(&kit.c, &a, err));
	m = (fl_matching){ .round = FL_STR("r"), .partners = names, .dreams = names, .c = kit.c, .a = a };
	fl_buf_init(&text, 1 << 20);
	fl_matching_print(&text, &m);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK)
		status = fl_matching_read(fl_buf_view(&text), "match.json", &arena, &again, err);
	if (status == FL_OK)
		status = fl_verify_assigned(&again.c, again.a, &v, err);
	if (status == FL_OK)
		assert_true(v.verified);
	fl_buf_release(&text);
	fl_arena_release(&arena);
	fl_assignment_free(a);
	return status;
}

static void test_fault_match__assignments(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= 30; n++) {
		uint64_t seed = n + 900000;
		do
			assign_case(&kit, &seed, n % 2 == 0);
		while (kit.c.num_dreams < 3);
		fail_each(solve, 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault_match__fits),
		cmocka_unit_test(test_fault_match__assignments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
