/* SPDX-License-Identifier: Apache-2.0
 *
 * test_policies.c - tranches, base grants, match ratios, caps by budget, counts and exclusive sets on random rounds: each
 * allocation is optimal, confirmed by the checker, and keeps what the setting says, counted by the obvious loop.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/rational.h"
#include "make_round.h"
#include "verify/verify.h"

typedef struct outcome {
	int feasible, rounds;
} outcome;

static fl_allocation *allocate(const made_round *m, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(m->spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	return a;
}

static void check(const made_round *m, const fl_allocation *a, uint64_t seed, outcome *o)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	o->rounds++;
	if (a->outcome == FL_INFEASIBLE)
		return;
	o->feasible++;
	assert_int_equal(a->outcome, FL_OPTIMAL);
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, verdict.why, m->text);
	fl_verdict_release(&verdict);
}

static void add_tranches(made_round *m, rng *r)
{
	fl_tranche *t = fl_arena_array(&m->arena, 3, sizeof *t);
	int64_t first = rng_range(r, 1, 6), second = rng_range(r, 1, 3);
	t[0] = (fl_tranche){ { first, 10 }, rng_range(r, 7, 9) };
	t[1] = (fl_tranche){ { second, 10 }, rng_range(r, 4, 6) };
	t[2] = (fl_tranche){ { 10 - first - second, 10 }, rng_range(r, 1, 3) };
	m->spec->policy.kind = FL_POLICY_TRANCHES;
	m->spec->policy.tranches = t;
	m->spec->policy.num_tranches = 3;
}

static void test_policies__tranches_are_proven(void **state)
{
	outcome o = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= 500; seed++) {
		rng r = { seed };
		made_round m;
		bool whole = seed % 4 == 0;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, whole ? 20 : 40), whole ? 100 : 1000,
					    whole ? MADE_INDIVISIBLE : MADE_DIVISIBLE, seed % 3 == 0));
		add_tranches(&m, &r);
		fl_allocation *a = allocate(&m, seed);
		check(&m, a, seed, &o);
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(o.feasible * 2 > o.rounds);
}

/* The first tranche of a dream comes before the second of another with as many flowers for the money. */
static void test_policies__tranches_spread(void **state)
{
	static const char text[] =
	    "{\"format\":\"florin-round/1\",\"round\":\"t\",\"currency\":\"CNY\",\"minor_digits\":0,"
	    "\"policy\":{\"name\":\"tranches\",\"tranches\":[{\"share\":\"50%\",\"weight\":3},{\"share\":\"50%\",\"weight\":1}]},"
	    "\"pools\":[{\"id\":\"p\",\"amount\":100}]}";
	fl_candidate dreams[2] = { { .id = FL_STR("a"), .request = 100, .tally = 50, .submitted = 1 },
				   { .id = FL_STR("b"), .request = 100, .tally = 40, .submitted = 2 } };
	fl_round_spec *spec;
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	assert_int_equal(fl_round_parse(fl_str_of(text), "t", &spec, &err), FL_OK);
	assert_int_equal(fl_allocate(spec, dreams, 2, &a, &err), FL_OK);
	assert_int_equal(a->awards[0].amount, 50);
	assert_int_equal(a->awards[1].amount, 50);
	assert_int_equal(mpq_cmp_ui(a->objective, 3 * 50 / 2 + 3 * 40 / 2, 1), 0); /* flowers * weight * half */
	fl_allocation_free(a);
	spec->policy.kind = FL_POLICY_SUPPORT;
	spec->policy.num_tranches = 0;
	assert_int_equal(fl_allocate(spec, dreams, 2, &a, &err), FL_OK);
	assert_int_equal(a->awards[0].amount, 100);
	fl_allocation_free(a);
	fl_round_free(spec);
}

static void test_policies__base_grants_reach_everyone(void **state)
{
	outcome o = { 0 };
	int at_base = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		rng r = { seed + 7000 };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 30), 1000, MADE_DIVISIBLE, seed % 3 == 0));
		m.spec->policy.base_grant = rng_range(&r, 1, 80);
		if (seed % 2 == 0)
			add_tranches(&m, &r);
		fl_allocation *a = allocate(&m, seed);
		check(&m, a, seed, &o);
		for (size_t i = 0; a->outcome != FL_INFEASIBLE && i < m.count; i++) {
			fl_money upper = fl_round_upper(m.spec, &m.dreams[i]), base = m.spec->policy.base_grant;
			bool payable = false;
			for (size_t p = 0; p < m.spec->num_pools; p++)
				payable = payable || fl_selector_matches(m.spec->pools[p].selector, &m.dreams[i]);
			if (m.dreams[i].standing == FL_QUALIFIED && payable)
				assert_true(a->awards[i].amount >= (base < upper ? base : upper));
			at_base += a->awards[i].reason == FL_WHY_BASE;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(o.feasible * 3 > o.rounds);
	assert_true(at_base > 50);
}

static void test_policies__ratios_and_budget_shares_cap(void **state)
{
	outcome o = { 0 };
	int capped = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		rng r = { seed + 9000 };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 30), 1000, MADE_DIVISIBLE, false));
		m.spec->policy.has_match_ratio = true;
		m.spec->policy.match_ratio = (fl_share){ rng_range(&r, 1, 4), 2 };
		m.spec->policy.has_cap_budget_share = rng_chance(&r, 50);
		m.spec->policy.cap_budget_share = (fl_share){ rng_range(&r, 1, 5), 10 };
		for (size_t i = 0; i < m.count; i++)
			m.dreams[i].raised = rng_range(&r, 0, 500);
		fl_allocation *a = allocate(&m, seed);
		check(&m, a, seed, &o);
		for (size_t i = 0; i < m.count; i++) {
			const fl_policy *p = &m.spec->policy;
			assert_true(a->awards[i].amount * p->match_ratio.den <= m.dreams[i].raised * p->match_ratio.num);
			if (p->has_cap_budget_share)
				assert_true(a->awards[i].amount * p->cap_budget_share.den <=
					    m.spec->budget * p->cap_budget_share.num);
			capped += a->awards[i].reason == FL_WHY_CAP;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(o.feasible * 2 > o.rounds);
	assert_true(capped > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies__tranches_are_proven),
		cmocka_unit_test(test_policies__tranches_spread),
		cmocka_unit_test(test_policies__base_grants_reach_everyone),
		cmocka_unit_test(test_policies__ratios_and_budget_shares_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
