/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fairness_axioms.c - what docs/design/fairness.md promises of every policy, on random rounds; and the counter-examples it shows.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/rational.h"
#include "make_round.h"
#include "small_round.h"
#include "tally/tally.h"
#include "verify/verify.h"

typedef enum way {
	SUPPORT,
	SUPPORT_WHOLE,
	SUPPORT_MINIMUM,
	TRANCHES,
	COVERAGE,
	PROPORTIONAL,
	QUADRATIC,
	GREEDY,
	TRANCHES_MINIMUM,
	COVERAGE_MINIMUM,
	COVERAGE_WHOLE,
	PROPORTIONAL_MINIMUM,
	QUADRATIC_MINIMUM,
	SUPPORT_BASE_MINIMUM, /* a base grant, and what is more than it at least the minimum award */
	WAYS
} way;

static const char *const names[WAYS] = { "support", "support, indivisible", "support, minimum award", "tranches", "coverage",
					 "proportional", "quadratic", "greedy", "tranches, minimum award", "coverage, minimum award",
					 "coverage, indivisible", "proportional, minimum award", "quadratic, minimum award",
					 "support, base grant and minimum award" };

static const fl_policy_kind kinds[WAYS] = { FL_POLICY_SUPPORT,      FL_POLICY_SUPPORT,  FL_POLICY_SUPPORT,  FL_POLICY_TRANCHES,
					    FL_POLICY_COVERAGE,     FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC, FL_POLICY_GREEDY,
					    FL_POLICY_TRANCHES,     FL_POLICY_COVERAGE, FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL,
					    FL_POLICY_QUADRATIC,    FL_POLICY_SUPPORT };

static made_kind made_of(way w)
{
	bool minimum = w == SUPPORT_MINIMUM || w == TRANCHES_MINIMUM || w == COVERAGE_MINIMUM || w == PROPORTIONAL_MINIMUM ||
		       w == QUADRATIC_MINIMUM || w == SUPPORT_BASE_MINIMUM;
	return minimum ? MADE_MINIMUM : w == SUPPORT_WHOLE || w == COVERAGE_WHOLE ? MADE_INDIVISIBLE : MADE_DIVISIBLE;
}

static void set_weights(made_round *m)
{
	for (size_t i = 0; i < m->count; i++)
		m->dreams[i].weight = made_name(&m->arena, "", m->dreams[i].tally * m->dreams[i].tally);
}

static void make(made_round *m, way w, uint64_t seed, bool minima)
{
	rng r = { seed };
	assert_true(made_round_init(m, &r, 3 + seed % 9, 60, made_of(w), minima));
	fl_policy *policy = &m->spec->policy;
	policy->kind = kinds[w];
	if (w == SUPPORT_BASE_MINIMUM)
		policy->base_grant = rng_range(&r, 1, 6);
	if (policy->kind == FL_POLICY_TRANCHES) {
		fl_tranche *t = fl_arena_array(&m->arena, 2, sizeof *t);
		t[0] = (fl_tranche){ { 1, 2 }, 3 };
		t[1] = (fl_tranche){ { 1, 2 }, 1 };
		policy->tranches = t;
		policy->num_tranches = 2;
	}
	if (policy->kind == FL_POLICY_QUADRATIC)
		set_weights(m);
}

static fl_allocation *allocate(const made_round *m, way w, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(m->spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("%s, seed %llu: %s", names[w], (unsigned long long)seed, err.message);
	return a;
}

/* What the dream gets before rounding. */
static void unrounded(const fl_allocation *a, size_t i, mpq_t ret)
{
	fl_exact x = a->proof->unrounded[i];
	fl_mpq_set_i64(ret, x.whole, 1);
	if (x.rest > 0)
		mpq_add(ret, ret, a->proof->rests[x.rest - 1]);
}

static void check_verified(const made_round *m, way w, const fl_allocation *a, uint64_t seed)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	if (a->outcome == FL_INFEASIBLE)
		return;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("%s, seed %llu: %s", names[w], (unsigned long long)seed, verdict.why);
	fl_verdict_release(&verdict);
}

/* ---- money --------------------------------------------------------------------------------------------------------------- */

static void test_fairness__no_money_is_made(void **state)
{
	(void)state;
	for (way w = 0; w < WAYS; w++) {
		int answers = 0;
		for (uint64_t seed = 1; seed <= 150; seed++) {
			made_round m;
			make(&m, w, seed, seed % 2);
			fl_allocation *a = allocate(&m, w, seed);
			fl_money awarded = 0, paid = 0, by_pool[8] = { 0 };
			for (size_t i = 0; i < m.count; i++) {
				assert_true(a->awards[i].amount >= 0 && a->awards[i].amount <= m.dreams[i].request);
				if (m.dreams[i].standing != FL_QUALIFIED)
					assert_int_equal(a->awards[i].amount, 0);
				awarded += a->awards[i].amount;
			}
			for (size_t k = 0; k < a->num_payments; k++) {
				by_pool[a->payments[k].pool] += a->payments[k].amount;
				paid += a->payments[k].amount;
			}
			for (size_t p = 0; p < m.spec->num_pools; p++)
				if (by_pool[p] > m.spec->pools[p].amount)
					fail_msg("%s, seed %llu: a pool is overdrawn", names[w], (unsigned long long)seed);
			assert_int_equal(paid, awarded);
			check_verified(&m, w, a, seed);
			answers += a->outcome != FL_INFEASIBLE;
			fl_allocation_free(a);
			made_round_release(&m);
		}
		if (answers <= 20)
			fail_msg("%s: %d answers", names[w], answers);
	}
}

/* ---- equals -------------------------------------------------------------------------------------------------------------- */

static bool equal_dreams(const fl_candidate *a, const fl_candidate *b)
{
	return a->tally == b->tally && a->request == b->request && fl_str_eq(a->category, b->category) &&
	       fl_str_eq(a->region, b->region) && fl_str_eq(a->organisation, b->organisation) && a->standing == b->standing;
}

/* Divisible policies: equal before rounding, and within one minor unit after it. */
static void test_fairness__equals_are_treated_equally(void **state)
{
	static const way divisible[] = { SUPPORT, TRANCHES, COVERAGE, PROPORTIONAL, QUADRATIC };
	size_t pairs = 0;
	mpq_t x, y;
	(void)state;
	mpq_inits(x, y, NULL);
	for (size_t k = 0; k < sizeof divisible / sizeof *divisible; k++)
		for (uint64_t seed = 1; seed <= 150; seed++) {
			way w = divisible[k];
			made_round m;
			make(&m, w, seed, seed % 2);
			fl_allocation *a = allocate(&m, w, seed);
			for (size_t i = 0; a->outcome != FL_INFEASIBLE && i < m.count; i++)
				for (size_t j = i + 1; j < m.count; j++) {
					if (!equal_dreams(&m.dreams[i], &m.dreams[j]))
						continue;
					unrounded(a, i, x);
					unrounded(a, j, y);
					fl_money apart = a->awards[i].amount - a->awards[j].amount;
					if (!mpq_equal(x, y) || apart > 1 || apart < -1)
						fail_msg("%s, seed %llu: dreams %zu and %zu are equal, their awards not", names[w],
							 (unsigned long long)seed, i, j);
					pairs++;
				}
			fl_allocation_free(a);
			made_round_release(&m);
		}
	mpq_clears(x, y, NULL);
	assert_true(pairs > 300);
}

/* Whole requests and minimum awards: some of the equals may get nothing. Those that get something get the same, and they are the first
 * in the published order. */
static void test_fairness__of_equals_the_order_says_which(void **state)
{
	static const way choosing[] = { SUPPORT_WHOLE, SUPPORT_MINIMUM, TRANCHES_MINIMUM, COVERAGE_MINIMUM, COVERAGE_WHOLE,
					PROPORTIONAL_MINIMUM, QUADRATIC_MINIMUM, SUPPORT_BASE_MINIMUM };
	size_t both = 0, one = 0;
	mpq_t x, y;
	(void)state;
	mpq_inits(x, y, NULL);
	for (size_t k = 0; k < sizeof choosing / sizeof *choosing; k++)
		for (uint64_t seed = 1; seed <= 150; seed++) {
			way w = choosing[k];
			made_round m;
			make(&m, w, seed, seed % 2);
			fl_allocation *a = allocate(&m, w, seed);
			for (size_t i = 0; a->outcome != FL_INFEASIBLE && i < m.count; i++)
				for (size_t j = 0; j < m.count; j++) {
					const fl_candidate *di = &m.dreams[i], *dj = &m.dreams[j];
					fl_money apart = a->awards[i].amount - a->awards[j].amount;
					if (i == j || !equal_dreams(di, dj))
						continue;
					unrounded(a, i, x);
					unrounded(a, j, y);
					if (mpq_sgn(x) > 0 && mpq_sgn(y) > 0) {
						if (!mpq_equal(x, y) || apart > 1 || apart < -1)
							fail_msg("%s, seed %llu: dreams %zu and %zu are equal, their awards not", names[w],
								 (unsigned long long)seed, i, j);
						both++;
					} else if (mpq_sgn(x) > 0 && m.spec->policy.lottery_seed.len == 0) {
						if (di->submitted > dj->submitted ||
						    (di->submitted == dj->submitted && fl_str_cmp(di->id, dj->id) > 0))
							fail_msg("%s, seed %llu: dream %zu got what dream %zu was before", names[w],
								 (unsigned long long)seed, i, j);
						one++;
					}
				}
			fl_allocation_free(a);
			made_round_release(&m);
		}
	mpq_clears(x, y, NULL);
	assert_true(both > 200 && one > 50);
}

/* A base grant and a minimum award together: 100 for everybody and no award below 200, or all that is asked for where that is less.
 * So a gets its 150 and c 200, and b, with the most flowers, the rest. */
static void test_fairness__a_base_grant_and_a_minimum_award(void **state)
{
	static const small_dream dreams[] = { { "a", "", "", 1, 150, 1 }, { "b", "", "", 90, 1000, 2 }, { "c", "", "", 5, 1000, 3 } };
	small_round s;
	(void)state;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\",\"base_grant\":100,\"minimum_award\":200},\"pools\":[{\"id\":\"p\",\"amount\":1000}]",
		    dreams);
	assert_int_equal(small_award(&s, "a"), 150);
	assert_int_equal(small_award(&s, "b"), 650);
	assert_int_equal(small_award(&s, "c"), 200);
	small_release(&s);
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\",\"base_grant\":100,\"minimum_award\":200},\"pools\":[{\"id\":\"p\",\"amount\":549}]",
		    dreams);
	assert_int_equal(s.a->outcome, FL_INFEASIBLE);
	assert_true(small_limit(&s, "p")->mend.len > 0);
	small_release(&s);
}

/* ---- more flowers ---------------------------------------------------------------------------------------------------------- */

/* Give one dream more flowers; how often does it then get less than before? */
static size_t hurt_by_flowers(way w, uint64_t seeds, bool minima, size_t *ret_tried)
{
	size_t hurt = 0;
	mpq_t before, after;
	mpq_inits(before, after, NULL);
	*ret_tried = 0;
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		rng r = { seed * 7919 };
		made_round m;
		make(&m, w, seed, minima);
		size_t i = (size_t)rng_range(&r, 0, (int64_t)m.count - 1);
		fl_allocation *a = allocate(&m, w, seed);
		m.dreams[i].tally += rng_range(&r, 1, 30);
		if (kinds[w] == FL_POLICY_QUADRATIC)
			set_weights(&m);
		fl_allocation *b = allocate(&m, w, seed);
		if (a->outcome != FL_INFEASIBLE && b->outcome != FL_INFEASIBLE && m.dreams[i].standing == FL_QUALIFIED) {
			unrounded(a, i, before);
			unrounded(b, i, after);
			hurt += mpq_cmp(after, before) < 0;
			if ((w == SUPPORT || w == TRANCHES) && b->awards[i].amount < a->awards[i].amount - 1)
				fail_msg("%s, seed %llu: more than one unit less after rounding", names[w], (unsigned long long)seed);
			++*ret_tried;
		}
		fl_allocation_free(a);
		fl_allocation_free(b);
		made_round_release(&m);
	}
	mpq_clears(before, after, NULL);
	return hurt;
}

static void test_fairness__more_flowers_never_hurt(void **state)
{
	static const way monotone[] = { SUPPORT, SUPPORT_WHOLE, SUPPORT_MINIMUM, TRANCHES, COVERAGE, GREEDY, TRANCHES_MINIMUM,
					COVERAGE_MINIMUM, COVERAGE_WHOLE, SUPPORT_BASE_MINIMUM };
	(void)state;
	for (size_t k = 0; k < sizeof monotone / sizeof *monotone; k++) {
		size_t tried, hurt = hurt_by_flowers(monotone[k], 400, true, &tried);
		if (hurt > 0)
			fail_msg("%s: %zu of %zu were hurt", names[monotone[k]], hurt, tried);
		assert_true(tried > 40);
	}
}

/* ---- order ------------------------------------------------------------------------------------------------------------------ */

/* The same dreams in another order of the input: the same awards from the same pools, by id. */
static void test_fairness__the_order_of_the_input_plays_no_part(void **state)
{
	(void)state;
	for (way w = 0; w < WAYS; w++)
		for (uint64_t seed = 1; seed <= 120; seed++) {
			rng r = { seed };
			made_round m;
			size_t at[64];
			make(&m, w, seed, seed % 2);
			fl_allocation *a = allocate(&m, w, seed);
			for (size_t i = 0; i < m.count; i++)
				at[i] = i;
			for (size_t i = m.count; i-- > 1;) {
				size_t j = (size_t)rng_range(&r, 0, (int64_t)i), moved = at[i];
				fl_candidate dream = m.dreams[i];
				m.dreams[i] = m.dreams[j];
				m.dreams[j] = dream;
				at[i] = at[j];
				at[j] = moved;
			}
			fl_allocation *b = allocate(&m, w, seed);
			assert_int_equal(a->outcome, b->outcome);
			for (size_t i = 0; i < m.count; i++)
				if (b->awards[i].amount != a->awards[at[i]].amount)
					fail_msg("%s, seed %llu: another order, another award", names[w], (unsigned long long)seed);
			assert_int_equal(a->num_payments, b->num_payments);
			for (size_t k = 0; k < b->num_payments; k++) {
				bool found = false;
				for (size_t l = 0; l < a->num_payments; l++)
					found = found || (a->payments[l].dream == at[b->payments[k].dream] &&
							  a->payments[l].pool == b->payments[k].pool &&
							  a->payments[l].amount == b->payments[k].amount);
				assert_true(found);
			}
			fl_allocation_free(a);
			fl_allocation_free(b);
			made_round_release(&m);
		}
}

/* ---- copies ------------------------------------------------------------------------------------------------------------------ */

/* A copy whose flowers come from people who gave the original at least as many: the cluster's tally is that of the original, where
 * each giver counts once, or the largest, or the representative does. Their sum is not. */
static void test_fairness__a_merged_copy_gains_nothing(void **state)
{
	static const fl_merge_flowers ways[] = { FL_MERGE_GIVERS, FL_MERGE_MAX, FL_MERGE_REPRESENTATIVE, FL_MERGE_SUM };
	size_t raised = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		rng r = { seed };
		fl_flower_row rows[24];
		uint32_t alone[2] = { 0, 1 }, merged[2] = { 0, 0 };
		int64_t stated[2] = { -1, -1 };
		size_t n = 0, givers = (size_t)rng_range(&r, 1, 12), original;
		for (uint32_t g = 0; g < givers; g++)
			rows[n++] = (fl_flower_row){ 0, g, UINT32_MAX, rng_range(&r, 1, 9), FL_TIME_NONE };
		original = n;
		for (uint32_t g = 0; g < original; g++)
			if (rng_chance(&r, 50))
				rows[n++] = (fl_flower_row){ 1, g, UINT32_MAX, rng_range(&r, 1, rows[g].count), FL_TIME_NONE };
		for (size_t k = 0; k < 4; k++) {
			fl_round_spec spec = { .merge_flowers = ways[k] };
			fl_arena arena = FL_ARENA_INIT;
			fl_tally_result with, without;
			fl_tally_input in = { .num_dreams = 2, .representative = alone, .stated = stated };
			fl_flower_list list = { .rows = rows, .count = original, .num_givers = givers };
			assert_int_equal(fl_tally_count(&spec, &in, &list, &arena, &without, NULL), FL_OK);
			in.representative = merged;
			list.count = n;
			assert_int_equal(fl_tally_count(&spec, &in, &list, &arena, &with, NULL), FL_OK);
			if (ways[k] == FL_MERGE_SUM)
				raised += with.tallies[0].merged > without.tallies[0].merged;
			else if (with.tallies[0].merged != without.tallies[0].merged)
				fail_msg("seed %llu, way %d: the copy changes the tally", (unsigned long long)seed, (int)ways[k]);
			fl_arena_release(&arena);
		}
	}
	assert_true(raised > 100); /* what the page says of "sum" */
}

/* ---- the counter-examples of docs/design/fairness.md ------------------------------------------------------------------------ */

/* Not merged, a copy pays: "coverage" gives every dream the same share of its request, and two requests get two. */
static void test_fairness__an_unmerged_copy_pays(void **state)
{
	static const small_dream two[] = { { "a", "", "", 10, 100, 1 }, { "b", "", "", 10, 100, 2 } };
	static const small_dream three[] = { { "a", "", "", 10, 100, 1 }, { "b", "", "", 10, 100, 2 }, { "copy", "", "", 10, 100, 3 } };
	small_round s;
	(void)state;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"p\",\"amount\":90}]", two);
	assert_int_equal(small_award(&s, "a"), 45);
	small_release(&s);
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"p\",\"amount\":90}]", three);
	assert_int_equal(small_award(&s, "a") + small_award(&s, "copy"), 60);
	small_release(&s);
}

/* Asking for less: "support" pays 40 of 40 where it paid nothing of 100. */
static void test_fairness__asking_for_less_helps_in_support(void **state)
{
	static const small_dream large[] = { { "a", "", "", 50, 100, 1 }, { "b", "", "", 60, 100, 2 } };
	static const small_dream small[] = { { "a", "", "", 50, 40, 1 }, { "b", "", "", 60, 100, 2 } };
	small_round s;
	(void)state;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\"},\"pools\":[{\"id\":\"p\",\"amount\":100}]", large);
	assert_int_equal(small_award(&s, "a"), 0);
	small_release(&s);
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\"},\"pools\":[{\"id\":\"p\",\"amount\":100}]", small);
	assert_int_equal(small_award(&s, "a"), 40);
	small_release(&s);
}

/* More flowers can hurt in "proportional": b's own limit is met, and what it draws to itself is a share of what the others get. */
static void test_fairness__more_flowers_can_hurt_in_proportional(void **state)
{
	static const char *const settings =
	    "\"policy\":{\"name\":\"proportional\"},\"pools\":[{\"id\":\"p\",\"amount\":15}],\"groups\":["
	    "{\"id\":\"north\",\"selector\":{\"category\":\"north\"},\"max_share\":\"37%\",\"of\":\"awarded\"},"
	    "{\"id\":\"each\",\"each\":\"organisation\",\"max_share\":\"30%\"}]";
	small_dream dreams[] = { { "a", "north", "x", 7, 9, 1 }, { "b", "south", "y", 15, 12, 2 }, { "c", "north", "y", 10, 2, 3 } };
	small_round s;
	mpq_t before, after, known;
	(void)state;
	mpq_inits(before, after, known, NULL);
	small_solve(&s, settings, dreams, 3);
	unrounded(s.a, 1, before);
	mpq_set_si(known, 76545, 20266); /* 3.777 */
	mpq_canonicalize(known);
	assert_true(mpq_equal(before, known));
	small_release(&s);
	dreams[1].tally = 20;
	small_solve(&s, settings, dreams, 3);
	unrounded(s.a, 1, after);
	mpq_set_si(known, 585, 157); /* 3.726 */
	assert_true(mpq_equal(after, known));
	assert_true(mpq_cmp(after, before) < 0);
	small_release(&s);
	mpq_clears(before, after, known, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fairness__no_money_is_made),
		cmocka_unit_test(test_fairness__equals_are_treated_equally),
		cmocka_unit_test(test_fairness__of_equals_the_order_says_which),
		cmocka_unit_test(test_fairness__a_base_grant_and_a_minimum_award),
		cmocka_unit_test(test_fairness__more_flowers_never_hurt),
		cmocka_unit_test(test_fairness__the_order_of_the_input_plays_no_part),
		cmocka_unit_test(test_fairness__a_merged_copy_gains_nothing),
		cmocka_unit_test(test_fairness__an_unmerged_copy_pays),
		cmocka_unit_test(test_fairness__asking_for_less_helps_in_support),
		cmocka_unit_test(test_fairness__more_flowers_can_hurt_in_proportional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
