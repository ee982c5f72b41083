/* SPDX-License-Identifier: Apache-2.0
 *
 * test_allocate.c - allocations of random rounds against an independent checker and, where they are small, against
 * every possible allocation.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/error.h"
#include "base/rational.h"
#include "make_round.h"
#include "verify/verify.h"

static fl_allocation *allocate(const made_round *m, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(m->spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	return a;
}

static void check_verified(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, verdict.why, m->text);
	fl_verdict_release(&verdict);
}

static void run_kind(made_kind kind, bool minima, size_t count, int64_t most, int rounds, uint64_t first_seed)
{
	int feasible = 0;
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, (int64_t)count), most, kind, minima));
		fl_allocation *a = allocate(&m, seed);
		if (a->outcome != FL_INFEASIBLE) {
			feasible++;
			assert_int_equal(a->outcome, FL_OPTIMAL);
			check_verified(&m, a, seed);
		} else {
			bool named = false;
			for (size_t i = 0; i < a->num_limits; i++)
				named = named || a->limits[i].conflict.len > 0;
			if (!named && a->note.len == 0)
				fail_msg("seed %llu: infeasible without a conflict\n%s", (unsigned long long)seed,
					 m.text);
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(feasible * 3 > rounds); /* the generator makes rounds that mean something */
}

static void test_allocate__divisible_rounds_are_proven(void **state)
{
	(void)state;
	run_kind(MADE_DIVISIBLE, false, 40, 1000, 400, 1);
	run_kind(MADE_DIVISIBLE, true, 40, 1000, 400, 1001);
}

static void test_allocate__indivisible_rounds_are_proven(void **state)
{
	(void)state;
	run_kind(MADE_INDIVISIBLE, false, 25, 100, 300, 2001);
	run_kind(MADE_INDIVISIBLE, true, 25, 100, 200, 3001);
}

static void test_allocate__minimum_awards_are_proven(void **state)
{
	(void)state;
	run_kind(MADE_MINIMUM, false, 20, 100, 300, 4001);
	run_kind(MADE_MINIMUM, true, 20, 100, 200, 5001);
}

/* ---- Every possible allocation ---------------------------------------------------------------------- */

static bool selected_by_all_pools(const made_round *m)
{
	for (size_t p = 0; p < m->spec->num_pools; p++)
		if (m->spec->pools[p].selector)
			return false;
	return true;
}

/* sum over the dreams of 'mask' that are in the group (value as in 'each'); every term by the obvious loop */
static int64_t group_sum(const made_round *m, const fl_group *g, const fl_money *x, fl_str value)
{
	int64_t sum = 0;
	for (size_t i = 0; i < m->count; i++)
		if (fl_selector_matches(g->selector, &m->dreams[i]) &&
		    (g->each == FL_EACH_NONE || fl_str_eq(m->dreams[i].organisation, value)))
			sum += x[i];
	return sum;
}

static bool within(const made_round *m, const fl_group *g, int64_t sum, int64_t total)
{
	int64_t base = g->of == FL_OF_BUDGET ? m->spec->budget : total;
	return !(g->has_min && sum < g->min) && !(g->has_max && sum > g->max) &&
	       !(g->has_min_share && sum * g->min_share.den < g->min_share.num * base) &&
	       !(g->has_max_share && sum * g->max_share.den > g->max_share.num * base);
}

static bool allowed(const made_round *m, const fl_money *x)
{
	int64_t total = 0, must = 0;
	for (size_t i = 0; i < m->count; i++)
		total += x[i];
	for (size_t p = 0; p < m->spec->num_pools; p++)
		must += m->spec->pools[p].must_spend ? m->spec->pools[p].amount : 0;
	if (total > m->spec->budget || total < must)
		return false;
	for (size_t g = 0; g < m->spec->num_groups; g++) {
		const fl_group *group = &m->spec->groups[g];
		for (size_t i = 0; i < (group->each ? m->count : 1); i++)
			if (!within(m, group, group_sum(m, group, x, m->dreams[i].organisation), total))
				return false;
	}
	return true;
}

/* Best value of sum tally * x / request over all x whose dreams get a value of a list; false: nothing is allowed. */
static bool try_all(const made_round *m, size_t i, fl_money *x, bool whole, mpq_t value, mpq_t best)
{
	if (i == m->count) {
		if (!allowed(m, x))
			return false;
		if (mpq_cmp(value, best) > 0)
			mpq_set(best, value);
		return true;
	}
	bool any = false;
	const fl_candidate *d = &m->dreams[i];
	fl_money upper = d->standing == FL_QUALIFIED ? fl_round_upper(m->spec, d) : 0,
		 least = fl_round_least(m->spec, d);
	mpq_t before, gain;
	mpq_inits(before, gain, NULL);
	mpq_set(before, value);
	for (fl_money amount = 0; amount <= upper; amount = amount == 0 && whole ? upper : amount + 1) {
		if (amount > 0 && amount < least)
			continue;
		x[i] = amount;
		fl_mpq_set_i64(gain, d->tally * amount, d->request);
		mpq_add(value, before, gain);
		any = try_all(m, i + 1, x, whole, value, best) || any;
		if (whole && amount == upper)
			break;
	}
	mpq_set(value, before);
	x[i] = 0;
	mpq_clears(before, gain, NULL);
	return any;
}

static void enumerate_kind(made_kind kind, size_t count, int64_t most, int rounds, uint64_t first_seed)
{
	int tried = 0;
	fl_money x[16];
	for (uint64_t seed = first_seed; tried < rounds; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, count, most, kind, true));
		if (selected_by_all_pools(&m)) {
			mpq_t value, best;
			mpq_inits(value, best, NULL);
			mpq_set_si(best, -1, 1);
			bool any = try_all(&m, 0, x, kind == MADE_INDIVISIBLE, value, best);
			fl_allocation *a = allocate(&m, seed);
			if (any && mpq_sgn(best) > 0) {
				if (a->outcome != FL_OPTIMAL)
					fail_msg("seed %llu: not solved\n%s", (unsigned long long)seed, m.text);
				if (kind == MADE_INDIVISIBLE ? !mpq_equal(best, a->objective)
							     : mpq_cmp(best, a->proof->optimum) > 0)
					fail_msg("seed %llu: enumeration found another optimum\n%s",
						 (unsigned long long)seed, m.text);
				if (mpq_cmp(a->objective, a->proof->optimum) > 0)
					fail_msg("seed %llu: awards above the optimum\n%s", (unsigned long long)seed,
						 m.text);
			} else if (!any && kind == MADE_INDIVISIBLE && a->outcome != FL_INFEASIBLE) {
				fail_msg("seed %llu: nothing is allowed, but it was solved\n%s",
					 (unsigned long long)seed, m.text);
			}
			fl_allocation_free(a);
			mpq_clears(value, best, NULL);
			tried++;
		}
		made_round_release(&m);
	}
}

static void test_allocate__agrees_with_every_possible_allocation(void **state)
{
	(void)state;
	enumerate_kind(MADE_INDIVISIBLE, 9, 30, 200, 10001);
	enumerate_kind(MADE_DIVISIBLE, 4, 7, 100, 20001);
	enumerate_kind(MADE_MINIMUM, 4, 7, 100, 30001);
}

/* ---- Order and equality ----------------------------------------------------------------------------- */

static void test_allocate__order_of_input_does_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 40001; seed < 40151; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 20), 60, (made_kind)(seed % 3), false));
		fl_allocation *a = allocate(&m, seed);
		uint32_t place[64];
		for (uint32_t i = 0; i < m.count; i++)
			place[i] = i;
		for (uint32_t i = (uint32_t)m.count - 1; i > 0; i--) {
			uint32_t j = (uint32_t)rng_range(&r, 0, i), t = place[i];
			fl_candidate d = m.dreams[i];
			m.dreams[i] = m.dreams[j];
			m.dreams[j] = d;
			place[i] = place[j];
			place[j] = t;
		}
		fl_allocation *b = allocate(&m, seed);
		assert_int_equal(a->outcome, b->outcome);
		for (size_t i = 0; i < m.count; i++)
			if (a->awards[place[i]].amount != b->awards[i].amount)
				fail_msg("seed %llu: another order, another award of %.*s\n%s",
					 (unsigned long long)seed, FL_STR_ARG(m.dreams[i].id), m.text);
		fl_allocation_free(a);
		fl_allocation_free(b);
		made_round_release(&m);
	}
}

static bool equal_dreams(const fl_candidate *a, const fl_candidate *b)
{
	return a->standing == FL_QUALIFIED && b->standing == FL_QUALIFIED && a->tally == b->tally &&
	       a->request == b->request && fl_str_eq(a->organisation, b->organisation) &&
	       fl_str_eq(a->region, b->region) && fl_str_eq(a->category, b->category);
}

static void test_allocate__equals_differ_by_one_unit_at_most(void **state)
{
	(void)state;
	for (uint64_t seed = 50001; seed < 50201; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 30), 500, MADE_DIVISIBLE, false));
		fl_allocation *a = allocate(&m, seed);
		for (size_t i = 0; i < m.count; i++)
			for (size_t j = 0; j < i; j++)
				if (equal_dreams(&m.dreams[i], &m.dreams[j]) &&
				    llabs((long long)(a->awards[i].amount - a->awards[j].amount)) > 1)
					fail_msg("seed %llu: equal dreams, unequal awards\n%s",
						 (unsigned long long)seed, m.text);
		fl_allocation_free(a);
		made_round_release(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allocate__divisible_rounds_are_proven),
		cmocka_unit_test(test_allocate__indivisible_rounds_are_proven),
		cmocka_unit_test(test_allocate__minimum_awards_are_proven),
		cmocka_unit_test(test_allocate__agrees_with_every_possible_allocation),
		cmocka_unit_test(test_allocate__order_of_input_does_not_matter),
		cmocka_unit_test(test_allocate__equals_differ_by_one_unit_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
