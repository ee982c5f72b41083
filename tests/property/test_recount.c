/* SPDX-License-Identifier: Apache-2.0
 *
 * Tallies, givers, weights and standing as verify/ counts them from the facts of a bundle, against tally/, which shares no code with
 * it: random ledgers, clusters, rules and policies. The seed of a failing case is printed.
 */
#include "ledger_round.h"

#include "verify/tallies.h"

static void recount(const ledger_round *l, fl_arena *arena, fl_candidate **ret_dreams)
{
	fl_flower_fact rows[LR_ROWS];
	fl_earned_fact earned[LR_GIVERS];
	fl_recount r;
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	size_t count = ledger_round_facts(l, rows);
	fl_verdict_init(&verdict);
	assert_int_equal(fl_recount_init(&r, l->spec, &l->facts, earned, ledger_round_earned(l, earned), &err), FL_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(fl_recount_row(&r, &rows[i], &err), FL_OK);
	assert_int_equal(fl_recount_close(&r, arena, ret_dreams, &verdict, &err), FL_OK);
	if (verdict.why[0])
		fail_msg("%s", verdict.why);
	fl_recount_release(&r);
	fl_verdict_release(&verdict);
}

#define SAME(field)                                                                                                          \
	if (a->field != b->field)                                                                                             \
		fail_msg("seed %llu, dream %zu: " #field " is %lld, the checker counts %lld\n%s", (unsigned long long)seed, i,        \
			 (long long)a->field, (long long)b->field, l.text);

static void test_recount__agrees_with_the_tally(void **state)
{
	(void)state;
	size_t qualified = 0, weighed = 0;
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		ledger_round l;
		fl_arena arena = FL_ARENA_INIT;
		fl_candidate *dreams = NULL;
		ledger_round_make(&l, seed, false);
		ledger_round_count(&l);
		recount(&l, &arena, &dreams);
		for (size_t i = 0; i < l.facts.num_dreams; i++) {
			const fl_candidate *a = &l.counted[i], *b = &dreams[i];
			SAME(tally)
			SAME(givers)
			SAME(roots)
			SAME(threshold)
			SAME(threshold_givers)
			SAME(standing)
			if (!fl_str_eq(a->weight, b->weight))
				fail_msg("seed %llu, dream %zu: weight is %.*s, the checker finds %.*s\n%s", (unsigned long long)seed, i,
					 FL_STR_ARG(a->weight), FL_STR_ARG(b->weight), l.text);
			qualified += a->standing == FL_QUALIFIED;
			weighed += a->weight.len > 0;
		}
		fl_arena_release(&arena);
		ledger_round_release(&l);
	}
	assert_true(qualified > 10000);
	assert_true(weighed > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recount__agrees_with_the_tally),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
