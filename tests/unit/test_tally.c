/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "tally/tally.h"

#define NOBODY   UINT32_MAX
#define ANY_TIME FL_TIME_NONE

enum { GIFT, STEPS, QUIZ, NUM_KINDS };
static const fl_str kinds[] = { { "gift", 4 }, { "steps", 5 }, { "quiz", 4 } };

typedef struct ledger {
	fl_round_spec spec;
	fl_tally_input in;
	fl_flower_list list;
	uint32_t representative[8];
	int64_t stated[8];
	fl_arena arena;
	fl_tally_result result;
	fl_tally *t;
} ledger;

/* Dreams that stand for themselves, without stated totals. */
static void start(ledger *l, size_t num_dreams, const fl_flower_row *rows, size_t num_rows)
{
	*l = (ledger){ .in = { .num_dreams = num_dreams, .kinds = kinds, .num_kinds = NUM_KINDS },
		       .list = { .rows = rows, .count = num_rows, .num_givers = 10 } };
	l->in.representative = l->representative;
	l->in.stated = l->stated;
	for (uint32_t i = 0; i < 8; i++) {
		l->representative[i] = i;
		l->stated[i] = -1;
	}
}

static fl_status tally(ledger *l, fl_error *err)
{
	fl_status status = fl_tally_count(&l->spec, &l->in, &l->list, &l->arena, &l->result, err);

	l->t = l->result.tallies;
	return status;
}

static void count(ledger *l)
{
	fl_error err = FL_ERROR_INIT;

	if (tally(l, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void expect(const ledger *l, size_t dream, int64_t raw, int64_t weighted, int64_t capped, int64_t merged,
		   int64_t givers)
{
	const fl_tally *t = &l->t[dream];

	if (t->raw != raw || t->weighted != weighted || t->capped != capped || t->merged != merged ||
	    t->givers != givers)
		fail_msg("dream %zu: raw %lld weighted %lld capped %lld merged %lld givers %lld", dream,
			 (long long)t->raw, (long long)t->weighted, (long long)t->capped, (long long)t->merged,
			 (long long)t->givers);
}

static void test_tally__adds_the_flowers_of_each_dream(void **state)
{
	static const fl_flower_row rows[] = {
		{ 0, 1, GIFT, 3, ANY_TIME }, { 2, 1, GIFT, 5, ANY_TIME }, { 0, 2, STEPS, 4, ANY_TIME }, { 0, 1, QUIZ, 2, ANY_TIME }, { 2, NOBODY, GIFT, 7, ANY_TIME }
	};
	ledger l;

	(void)state;
	start(&l, 3, rows, 5);
	count(&l);
	expect(&l, 0, 9, 9, 9, 9, 2);
	expect(&l, 1, 0, 0, 0, 0, 0);
	expect(&l, 2, 12, 12, 12, 12, 1);
	fl_arena_release(&l.arena);
}

static void test_tally__sources_weigh_what_the_round_says(void **state)
{
	static const fl_flower_row rows[] = { { 0, 1, GIFT, 3, ANY_TIME }, { 0, 2, STEPS, 100, ANY_TIME }, { 0, 3, QUIZ, 2, ANY_TIME } };
	fl_source_rule sources[] = { { kinds[STEPS], 0 }, { kinds[QUIZ], 5 } };
	ledger l;

	(void)state;
	start(&l, 1, rows, 3);
	l.spec.sources = sources;
	l.spec.num_sources = 2;
	count(&l);
	expect(&l, 0, 105, 13, 13, 13, 2); /* who gave only what does not count is no giver that counts */
	fl_arena_release(&l.arena);
}

static void test_tally__caps_each_known_giver_per_dream(void **state)
{
	static const fl_flower_row rows[] = {
		{ 0, 1, GIFT, 8, ANY_TIME }, { 0, 1, STEPS, 8, ANY_TIME }, { 0, 2, GIFT, 4, ANY_TIME }, { 0, NOBODY, GIFT, 50, ANY_TIME }, { 1, 1, GIFT, 12, ANY_TIME }
	};
	ledger l;

	(void)state;
	start(&l, 2, rows, 5);
	l.spec.tally.per_dream = 10;
	count(&l);
	expect(&l, 0, 70, 70, 10 + 4 + 50, 64, 2);
	expect(&l, 1, 12, 12, 10, 10, 1);
	fl_arena_release(&l.arena);
}

/* Dreams 0, 1, 2 are one wish: giver 1 gave to all, giver 2 to one, and the unknown ones may be the same people. */
static const fl_flower_row cluster_rows[] = { { 0, 1, GIFT, 3, ANY_TIME }, { 1, 1, GIFT, 7, ANY_TIME },      { 2, 1, GIFT, 7, ANY_TIME },
					      { 2, 2, GIFT, 2, ANY_TIME }, { 0, NOBODY, GIFT, 5, ANY_TIME }, { 1, NOBODY, GIFT, 4, ANY_TIME },
					      { 3, 1, GIFT, 1, ANY_TIME } };

static void count_cluster(ledger *l, fl_merge_flowers way)
{
	start(l, 4, cluster_rows, 7);
	l->representative[0] = l->representative[2] = 1;
	l->spec.merge_flowers = way;
	count(l);
	expect(l, 0, 8, 8, 8, 8, 1);
	expect(l, 2, 9, 9, 9, 9, 2);
	expect(l, 3, 1, 1, 1, 1, 1);
}

static void test_tally__each_giver_counts_once_in_a_cluster(void **state)
{
	ledger l;

	(void)state;
	count_cluster(&l, FL_MERGE_GIVERS);
	expect(&l, 1, 11, 11, 11, 7 + 2 + 5, 2);
	fl_arena_release(&l.arena);
}

static void test_tally__a_giver_of_single_flowers_counts_one(void **state)
{
	static const fl_flower_row rows[] = { { 0, 1, GIFT, 1, ANY_TIME }, { 1, 1, GIFT, 1, ANY_TIME }, { 1, 2, GIFT, 1, ANY_TIME } };
	ledger l;

	(void)state;
	start(&l, 2, rows, 3);
	l.representative[1] = 0;
	count(&l);
	expect(&l, 0, 1, 1, 1, 2, 2);
	fl_arena_release(&l.arena);
}

static void test_tally__the_other_ways_to_merge(void **state)
{
	ledger l;

	(void)state;
	count_cluster(&l, FL_MERGE_SUM);
	expect(&l, 1, 11, 11, 11, 28, 2);
	fl_arena_release(&l.arena);
	count_cluster(&l, FL_MERGE_MAX);
	expect(&l, 1, 11, 11, 11, 11, 2);
	fl_arena_release(&l.arena);
	count_cluster(&l, FL_MERGE_REPRESENTATIVE);
	expect(&l, 1, 11, 11, 11, 11, 1);
	fl_arena_release(&l.arena);
}

static void test_tally__stated_totals_only_without_a_ledger(void **state)
{
	static const fl_flower_row rows[] = { { 0, 1, GIFT, 1, ANY_TIME } };
	ledger l;

	(void)state;
	start(&l, 3, rows, 0);
	l.stated[0] = 40;
	l.stated[1] = 70;
	l.representative[1] = 0;
	count(&l);
	expect(&l, 0, 40, 40, 40, 70, 0);
	expect(&l, 2, 0, 0, 0, 0, 0);
	l.list.count = 1;
	count(&l);
	expect(&l, 0, 1, 1, 1, 1, 1);
	expect(&l, 1, 0, 0, 0, 0, 0);
	fl_arena_release(&l.arena);
}

static void refuse(ledger *l, fl_status status)
{
	fl_error err = FL_ERROR_INIT;

	assert_int_equal(tally(l, &err), status);
	assert_int_equal(err.status, status);
	fl_arena_release(&l->arena);
}

static void test_tally__refuses_sums_that_do_not_fit(void **state)
{
	static const fl_flower_row sum[] = { { 0, 1, GIFT, INT64_MAX, ANY_TIME }, { 0, 2, GIFT, 1, ANY_TIME } };
	static const fl_flower_row product[] = { { 0, 1, QUIZ, INT64_MAX / 2, ANY_TIME } };
	static const fl_flower_row merged[] = { { 0, 1, GIFT, INT64_MAX, ANY_TIME }, { 1, 2, GIFT, 1, ANY_TIME } };
	fl_source_rule sources[] = { { kinds[QUIZ], 3 } };
	ledger l;

	(void)state;
	start(&l, 1, sum, 2);
	refuse(&l, FL_ERANGE);
	start(&l, 1, product, 1);
	l.spec.sources = sources;
	l.spec.num_sources = 1;
	refuse(&l, FL_ERANGE);
	start(&l, 2, merged, 2);
	l.representative[1] = 0;
	refuse(&l, FL_ERANGE);
	l.spec.merge_flowers = FL_MERGE_SUM;
	refuse(&l, FL_ERANGE);
}

static void test_tally__refuses_rows_of_nothing(void **state)
{
	static const fl_flower_row bad[] = {
		{ 1, 1, GIFT, 1, ANY_TIME }, { 0, 10, GIFT, 1, ANY_TIME }, { 0, 1, NUM_KINDS, 1, ANY_TIME }, { 0, 1, GIFT, 0, ANY_TIME }, { 0, 1, GIFT, -5, ANY_TIME }
	};
	ledger l;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		start(&l, 1, &bad[i], 1);
		refuse(&l, FL_EINVAL);
	}
	start(&l, 3, NULL, 0);
	l.representative[0] = 1;
	l.representative[1] = 2;
	refuse(&l, FL_EINVAL);
}

static void test_tally__survives_a_failing_allocation(void **state)
{
	(void)state;
	for (int64_t n = 0; n < 40; n++) {
		ledger l;
		fl_error err = FL_ERROR_INIT;
		start(&l, 4, cluster_rows, 7);
		fl_alloc_fail_after(n);
		fl_status status = tally(&l, &err);
		fl_alloc_fail_after(-1);
		fl_arena_release(&l.arena);
		if (status == FL_OK) {
			assert_true(n > 5);
			return;
		}
		assert_int_equal(status, FL_ENOMEM);
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tally__adds_the_flowers_of_each_dream),
		cmocka_unit_test(test_tally__sources_weigh_what_the_round_says),
		cmocka_unit_test(test_tally__caps_each_known_giver_per_dream),
		cmocka_unit_test(test_tally__each_giver_counts_once_in_a_cluster),
		cmocka_unit_test(test_tally__a_giver_of_single_flowers_counts_one),
		cmocka_unit_test(test_tally__the_other_ways_to_merge),
		cmocka_unit_test(test_tally__stated_totals_only_without_a_ledger),
		cmocka_unit_test(test_tally__refuses_sums_that_do_not_fit),
		cmocka_unit_test(test_tally__refuses_rows_of_nothing),
		cmocka_unit_test(test_tally__survives_a_failing_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
