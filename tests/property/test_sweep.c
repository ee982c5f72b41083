/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sweep.c - a round swept over amounts of money gives, point by point, the very optimum of allocating it anew.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/sweep.h"
#include "base/rational.h"
#include "make_round.h"

#define POINTS 12

/* Amounts of the round at a point: anything, also none. */
static void change(fl_round_spec *to, const fl_round_spec *from, rng *r)
{
	int percent = (int)rng_range(r, 0, 200);
	to->budget = 0;
	for (size_t i = 0; i < to->num_pools; i++) {
		to->pools[i].amount = from->pools[i].amount * percent / 100 + rng_range(r, 0, 3);
		to->budget += to->pools[i].amount;
	}
	for (size_t g = 0; g < to->num_groups; g++) {
		to->groups[g].min = from->groups[g].min * (int64_t)rng_range(r, 0, 200) / 100;
		to->groups[g].max = from->groups[g].max * (int64_t)rng_range(r, 0, 200) / 100;
		if (to->groups[g].of == FL_OF_BUDGET && to->groups[g].has_max_share)
			to->groups[g].max_share = (fl_share){ rng_range(r, 0, 100), 100 };
	}
}

static void add_tranches(made_round *m)
{
	fl_tranche *t = fl_arena_array(&m->arena, 2, sizeof *t);
	t[0] = (fl_tranche){ { 1, 3 }, 3 };
	t[1] = (fl_tranche){ { 2, 3 }, 1 };
	m->spec->policy.kind = FL_POLICY_TRANCHES;
	m->spec->policy.tranches = t;
	m->spec->policy.num_tranches = 2;
}

/* Policies that divide by ratios have one answer, and of the others the published order picks one: what each dream gets is the same, too. */
static void same_amounts(const fl_sweep *sweep, const fl_allocation *a, size_t count, uint64_t seed, int k)
{
	fl_money *amounts = fl_alloc_array(count + 1, sizeof *amounts);
	fl_sweep_amounts(sweep, true, amounts);
	for (size_t i = 0; i < count; i++)
		if (amounts[i] != a->proof->unrounded[i].whole)
			fail_msg("seed %llu, point %d: dream %zu gets %lld instead of %lld", (unsigned long long)seed, k, i, (long long)amounts[i],
				 (long long)a->proof->unrounded[i].whole);
	fl_free(amounts);
}

static int told; /* points whose proof needs no more than the limits that allocating names */

/* No limits at all never conflict; those that are named mostly do by the proof at hand. */
static void told_conflict(const fl_sweep *sweep, const fl_allocation *a, uint64_t seed, int k)
{
	bool *among = fl_alloc_array(a->num_limits + 1, sizeof *among);
	for (size_t i = 0; i < a->num_limits; i++)
		among[i] = false;
	if (fl_sweep_conflict_among(sweep, among))
		fail_msg("seed %llu, point %d: nothing conflicts", (unsigned long long)seed, k);
	for (size_t i = 0; i < a->num_limits; i++)
		among[i] = a->limits[i].conflict.len > 0;
	told += fl_sweep_conflict_among(sweep, among);
	for (size_t i = 0; i < a->num_limits; i++) { /* each of an irreducible conflict is needed */
		if (!among[i])
			continue;
		among[i] = false;
		if (fl_sweep_conflict_among(sweep, among))
			fail_msg("seed %llu, point %d: limit %zu is not needed", (unsigned long long)seed, k, i);
		among[i] = true;
	}
	fl_free(among);
}

static int64_t awarded_to(const fl_allocation *a, size_t count)
{
	int64_t funded = 0;
	for (size_t i = 0; i < count; i++)
		funded += a->proof->unrounded[i].whole > 0 || a->proof->unrounded[i].rest > 0;
	return funded;
}

/* Sweeps one round over POINTS points; returns how many had an answer. */
static int sweep_round(fl_policy_kind policy, uint64_t seed, size_t dreams, bool minima)
{
	rng r = { seed }, again = { seed };
	made_round m, changed;
	fl_sweep *sweep = NULL;
	fl_sweep_point point;
	fl_error err = FL_ERROR_INIT;
	int feasible = 0;
	assert_true(made_round_init(&m, &r, dreams, 400, MADE_DIVISIBLE, minima));
	assert_true(made_round_init(&changed, &again, dreams, 400, MADE_DIVISIBLE, minima));
	m.spec->policy.kind = changed.spec->policy.kind = policy;
	if (policy == FL_POLICY_TRANCHES) {
		add_tranches(&m);
		add_tranches(&changed);
	}
	fl_sweep_point_init(&point);
	assert_int_equal(fl_sweep_new(m.spec, m.dreams, m.count, &sweep, &err), FL_OK);
	for (int k = 0; k < POINTS; k++) {
		fl_allocation *a = NULL;
		change(changed.spec, m.spec, &r);
		if (fl_sweep_solve(sweep, changed.spec, &point, &err) != FL_OK)
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
		assert_int_equal(fl_allocate(changed.spec, m.dreams, m.count, &a, &err), FL_OK);
		bool whole_units = a->outcome == FL_INFEASIBLE && point.feasible; /* no whole minor units fit: that is rounding */
		if (point.feasible != (a->outcome != FL_INFEASIBLE) && !(whole_units && a->note.len > 0))
			fail_msg("seed %llu, point %d: %s", (unsigned long long)seed, k, point.feasible ? "feasible" : "infeasible");
		if (!point.feasible)
			told_conflict(sweep, a, seed, k);
		if (point.feasible && !whole_units) {
			if (!mpq_equal(point.optimum, a->proof->optimum))
				fail_msg("seed %llu, point %d: the optimum differs", (unsigned long long)seed, k);
			same_amounts(sweep, a, m.count, seed, k);
			assert_int_equal(point.funded, awarded_to(a, m.count));
			feasible++;
		}
		fl_allocation_free(a);
	}
	fl_sweep_point_release(&point);
	fl_sweep_free(sweep);
	made_round_release(&m);
	made_round_release(&changed);
	return feasible;
}

static void test_sweep__every_point_is_the_optimum(void **state)
{
	int feasible = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 150; seed++)
		feasible += sweep_round(seed % 3 == 0 ? FL_POLICY_TRANCHES : FL_POLICY_SUPPORT, seed, 5 + seed % 40, seed % 2);
	assert_true(feasible > 600 && feasible < 150 * POINTS);
	assert_true(told > 100);
}

static void test_sweep__every_point_of_ratios_is_the_one_answer(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC };
	int feasible = 0;
	(void)state;
	for (uint64_t seed = 2001; seed <= 2090; seed++)
		feasible += sweep_round(kinds[seed % 3], seed, 5 + seed % 40, seed % 2);
	assert_true(feasible > 360 && feasible < 90 * POINTS);
}

/* With enough dreams the prices of the last point settle most of them (sift.c). */
static void test_sweep__large_rounds_too(void **state)
{
	(void)state;
	for (uint64_t seed = 1000; seed < 1006; seed++)
		assert_true(sweep_round(seed % 3 == 0 ? FL_POLICY_TRANCHES : FL_POLICY_SUPPORT, seed, 6000, false) > 0);
	assert_true(sweep_round(FL_POLICY_COVERAGE, 1006, 1500, false) > 0);
}

static void test_sweep__refuses_what_changes_more_than_money(void **state)
{
	made_round m, other;
	rng r = { 5 }, again = { 5 };
	fl_sweep *sweep = NULL;
	fl_sweep_point point;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	assert_true(made_round_init(&m, &r, 20, 400, MADE_DIVISIBLE, true));
	assert_true(made_round_init(&other, &again, 20, 400, MADE_DIVISIBLE, true));
	fl_sweep_point_init(&point);
	assert_int_equal(fl_sweep_new(m.spec, m.dreams, m.count, &sweep, &err), FL_OK);
	assert_true(fl_sweep_fits(sweep, other.spec));
	other.spec->pools[0].must_spend = !other.spec->pools[0].must_spend;
	assert_false(fl_sweep_fits(sweep, other.spec));
	other.spec->pools[0].must_spend = !other.spec->pools[0].must_spend;
	other.spec->policy.cap = 17;
	assert_int_equal(fl_sweep_solve(sweep, other.spec, &point, &err), FL_EINVAL);
	other.spec->policy.cap = m.spec->policy.cap;
	other.spec->num_pools--;
	assert_false(fl_sweep_fits(sweep, other.spec));
	other.spec->num_pools++;
	assert_true(fl_sweep_fits(sweep, other.spec));
	fl_sweep_free(sweep);
	m.spec->policy.indivisible = true;
	err = FL_ERROR_INIT;
	assert_int_equal(fl_sweep_new(m.spec, m.dreams, m.count, &sweep, &err), FL_EINVAL);
	fl_sweep_point_release(&point);
	made_round_release(&m);
	made_round_release(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sweep__every_point_is_the_optimum),
		cmocka_unit_test(test_sweep__every_point_of_ratios_is_the_one_answer),
		cmocka_unit_test(test_sweep__large_rounds_too),
		cmocka_unit_test(test_sweep__refuses_what_changes_more_than_money),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
