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

/* ---- Counts ---------------------------------------------------------------------------------------- */

static bool in_group(const fl_group *g, const fl_candidate *d, fl_str value)
{
	return fl_selector_matches(g->selector, d) && (g->each == FL_EACH_NONE || fl_str_eq(d->organisation, value));
}

/* Add limits on the number of funded dreams: of a category, of each organisation, or a pair. */
static void add_counts(made_round *m, rng *r)
{
	size_t n = m->spec->num_groups;
	fl_group *groups = fl_arena_array(&m->spec->arena, n + 3, sizeof *groups);
	for (size_t g = 0; g < n; g++)
		groups[g] = m->spec->groups[g];
	m->spec->groups = groups;
	for (int k = 0; k < 2; k++) {
		fl_group *g = &groups[m->spec->num_groups++];
		*g = (fl_group){ .id = made_name(&m->arena, "n", k), .has_max_funded = true };
		g->title = g->id;
		g->each = k == 0 ? FL_EACH_ORGANISATION : FL_EACH_NONE;
		g->max_funded = rng_range(r, 0, k == 0 ? 2 : 5);
	}
}

static void count_all(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	for (size_t g = 0; g < m->spec->num_groups; g++)
		for (size_t k = 0; m->spec->groups[g].has_max_funded && k < m->count; k++) {
			int64_t funded = 0;
			for (size_t i = 0; i < m->count; i++)
				funded += a->awards[i].amount > 0 &&
					  in_group(&m->spec->groups[g], &m->dreams[i], m->dreams[k].organisation);
			if (funded > m->spec->groups[g].max_funded)
				fail_msg("seed %llu: %lld dreams funded\n%s", (unsigned long long)seed, (long long)funded,
					 m->text);
		}
}

/* The best of all sets of whole dreams, by trying them. */
static int64_t best_of_all(const made_round *m, bool by_number)
{
	int64_t best = 0;
	for (uint32_t set = 0; set < 1u << m->count; set++) {
		int64_t value = 0, money = 0;
		bool ok = true;
		for (size_t i = 0; ok && i < m->count; i++) {
			if (!(set >> i & 1))
				continue;
			ok = m->dreams[i].standing == FL_QUALIFIED;
			value += by_number ? 1 : m->dreams[i].tally;
			money += m->dreams[i].request;
		}
		ok = ok && money <= m->spec->budget;
		for (size_t g = 0; ok && g < m->spec->num_groups; g++)
			for (size_t k = 0; ok && k < m->count; k++) {
				int64_t funded = 0;
				for (size_t i = 0; i < m->count; i++)
					funded += (set >> i & 1) &&
						  in_group(&m->spec->groups[g], &m->dreams[i], m->dreams[k].organisation);
				ok = funded <= m->spec->groups[g].max_funded;
			}
		best = ok && value > best ? value : best;
	}
	return best;
}

static void test_policies__counts_are_proven(void **state)
{
	outcome o = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		rng r = { seed + 11000 };
		made_round m;
		made_kind kind = seed % 3 == 0 ? MADE_DIVISIBLE : seed % 3 == 1 ? MADE_INDIVISIBLE : MADE_MINIMUM;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 16), 100, kind, seed % 5 == 0));
		add_counts(&m, &r);
		if (kind == MADE_INDIVISIBLE && seed % 2 == 0)
			m.spec->policy.kind = FL_POLICY_COVERAGE;
		else if (kind == MADE_INDIVISIBLE && seed % 4 == 1)
			add_tranches(&m, &r);
		fl_allocation *a = allocate(&m, seed);
		check(&m, a, seed, &o);
		count_all(&m, a, seed);
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(o.feasible * 2 > o.rounds);
}

static void test_policies__counts_equal_exhaustive_search(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		rng r = { seed + 13000 };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 10), 100, MADE_INDIVISIBLE, false));
		bool by_number = seed % 2 == 0;
		m.spec->num_groups = 0;
		m.spec->num_pools = 1;
		m.spec->pools[0].selector = NULL;
		m.spec->budget = m.spec->pools[0].amount;
		m.spec->policy.cap = 0;
		add_counts(&m, &r);
		if (by_number)
			m.spec->policy.kind = FL_POLICY_COVERAGE;
		fl_allocation *a = allocate(&m, seed);
		outcome o = { 0 };
		check(&m, a, seed, &o);
		if (mpq_cmp_si(a->proof->optimum, (long)best_of_all(&m, by_number), 1) != 0)
			fail_msg("seed %llu: %f, but %lld can be had\n%s", (unsigned long long)seed,
				 mpq_get_d(a->proof->optimum), (long long)best_of_all(&m, by_number), m.text);
		fl_allocation_free(a);
		made_round_release(&m);
	}
}

static void test_policies__greedy_counts(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		rng r = { seed + 15000 };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 30), 100, MADE_INDIVISIBLE, false));
		add_counts(&m, &r);
		m.spec->policy.kind = FL_POLICY_GREEDY;
		fl_allocation *a = allocate(&m, seed);
		count_all(&m, a, seed);
		fl_allocation_free(a);
		made_round_release(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies__tranches_are_proven),
		cmocka_unit_test(test_policies__tranches_spread),
		cmocka_unit_test(test_policies__base_grants_reach_everyone),
		cmocka_unit_test(test_policies__ratios_and_budget_shares_cap),
		cmocka_unit_test(test_policies__counts_are_proven),
		cmocka_unit_test(test_policies__counts_equal_exhaustive_search),
		cmocka_unit_test(test_policies__greedy_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
