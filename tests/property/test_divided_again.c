/* SPDX-License-Identifier: Apache-2.0
 *
 * test_divided_again.c - divisions of money that returned, over random rounds in which dreams were awarded something before: the checker
 * confirms every one, all that was awarded keeps the limits of the round as the obvious loop counts them, small rounds have the best of
 * all divisions, and coverage is fair in the whole of what a dream has.
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
	int feasible, rounds, more;
} outcome;

static fl_allocation *allocate(const made_round *m, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_allocate(m->spec, m->dreams, m->count, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, m->text);
	return a;
}

/* ---- The limits, counted in whole ------------------------------------------------------------------- */

static bool in_line(const fl_group *g, const fl_candidate *d, fl_str value)
{
	return fl_selector_matches(g->selector, d) && (g->each == FL_EACH_NONE || fl_str_eq(d->organisation, value));
}

/* What a limit leaves for new money, given what the group had: (limit - had) / den, and nothing where that is below 0. */
static int64_t left(int64_t limit, int64_t had)
{
	return limit > had ? limit - had : 0;
}

typedef struct counted {
	int64_t had, got, funded_before, funded_now, all_had, all_got;
} counted;

static counted count(const made_round *m, const fl_group *g, const fl_money *x, fl_str value)
{
	counted c = { 0 };
	for (size_t i = 0; i < m->count; i++) {
		c.all_had += m->dreams[i].before;
		c.all_got += x[i];
		if (!in_line(g, &m->dreams[i], value))
			continue;
		c.had += m->dreams[i].before;
		c.got += x[i];
		c.funded_before += m->dreams[i].before > 0;
		c.funded_now += m->dreams[i].before == 0 && x[i] > 0;
	}
	return c;
}

static bool keeps(const made_round *m, const fl_group *g, const fl_money *x, fl_str value)
{
	counted c = count(m, g, x, value);
	int64_t budget = m->spec->budget;
	if (g->has_max && c.got > left(g->max, c.had))
		return false;
	if (g->has_min && c.had + c.got < g->min)
		return false;
	if (g->has_max_funded && c.funded_now > left(g->max_funded, c.funded_before))
		return false;
	if (g->of == FL_OF_BUDGET)
		return !(g->has_max_share && c.got * g->max_share.den > left(budget * g->max_share.num, c.had * g->max_share.den)) &&
		       !(g->has_min_share && (c.had + c.got) * g->min_share.den < budget * g->min_share.num);
	return !(g->has_max_share && c.got * g->max_share.den > c.all_got * g->max_share.num +
						    left(c.all_had * g->max_share.num, c.had * g->max_share.den)) &&
	       !(g->has_min_share && (c.had + c.got) * g->min_share.den < (c.all_had + c.all_got) * g->min_share.num);
}

static bool keeps_all(const made_round *m, const fl_money *x)
{
	for (size_t g = 0; g < m->spec->num_groups; g++)
		for (size_t i = 0; i < m->count; i++) {
			const fl_group *group = &m->spec->groups[g];
			if (group->each != FL_EACH_NONE && m->dreams[i].standing != FL_QUALIFIED)
				continue; /* its organisation has a limit where some qualified dream is of it */
			if (!keeps(m, group, x, m->dreams[i].organisation))
				return false;
		}
	return true;
}

static bool may_have(const made_round *m, size_t i, fl_money x)
{
	const fl_candidate *d = &m->dreams[i];
	const fl_policy *p = &m->spec->policy;
	fl_money whole = d->before + x, upper = fl_round_upper(m->spec, d), least = fl_round_least(m->spec, d);
	if (x == 0)
		return true;
	return d->standing == FL_QUALIFIED && !d->ended && whole <= upper && (!p->indivisible || whole == upper) && whole >= least;
}

static void check_awards(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	fl_money x[64], of_pool[8] = { 0 };
	for (size_t i = 0; i < m->count; i++) {
		x[i] = a->awards[i].amount;
		if (!may_have(m, i, x[i]))
			fail_msg("seed %llu: dream %zu gets %lld on top of %lld\n%s", (unsigned long long)seed, i, (long long)x[i],
				 (long long)m->dreams[i].before, m->text);
	}
	for (size_t k = 0; k < a->num_payments; k++)
		of_pool[a->payments[k].pool] += a->payments[k].amount;
	for (size_t p = 0; p < m->spec->num_pools; p++)
		if (of_pool[p] > m->spec->pools[p].amount - m->spec->pools[p].kept)
			fail_msg("seed %llu: pool %zu divides more than returned\n%s", (unsigned long long)seed, p, m->text);
	if (!keeps_all(m, x))
		fail_msg("seed %llu: a limit is broken\n%s", (unsigned long long)seed, m->text);
}

static void check(const made_round *m, const fl_allocation *a, uint64_t seed, outcome *o)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	o->rounds++;
	if (a->outcome == FL_INFEASIBLE)
		return;
	o->feasible++;
	for (size_t i = 0; i < m->count; i++)
		o->more += m->dreams[i].before > 0 && a->awards[i].amount > 0;
	assert_true(a->outcome == FL_OPTIMAL || fl_policy_baseline(m->spec->policy.kind));
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, verdict.why, m->text);
	fl_verdict_release(&verdict);
	check_awards(m, a, seed);
}

/* ---- Every policy ----------------------------------------------------------------------------------- */

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
		g->max_funded = rng_range(r, 0, k == 0 ? 3 : 9);
	}
}

static void take_policy(made_round *m, rng *r, fl_policy_kind kind)
{
	fl_policy *p = &m->spec->policy;
	p->kind = kind;
	p->saturate = rng_chance(r, 50);
	if (kind == FL_POLICY_TRANCHES)
		add_tranches(m, r);
	for (size_t i = 0; kind == FL_POLICY_QUADRATIC && i < m->count; i++)
		m->dreams[i].weight = made_name(&m->arena, "", rng_chance(r, 20) ? 0 : rng_range(r, 1, 9000));
	if (rng_chance(r, 25) && !p->indivisible && p->minimum == 0)
		p->base_grant = rng_range(r, 1, 80);
	else if (rng_chance(r, 30))
		add_counts(m, r);
	made_before(m, r);
}

static void prove(fl_policy_kind kind, made_kind made, size_t count, int64_t most, uint64_t first, int rounds)
{
	outcome o = { 0 };
	for (uint64_t seed = first; seed < first + (uint64_t)rounds; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, (int64_t)count), most, made, seed % 4 == 0));
		take_policy(&m, &r, kind);
		fl_allocation *a = allocate(&m, seed);
		check(&m, a, seed, &o);
		fl_allocation_free(a);
		made_round_release(&m);
	}
	if (o.feasible * 3 <= o.rounds || (made != MADE_INDIVISIBLE && o.more * 4 <= o.rounds))
		fail_msg("policy %d: %d of %d rounds are feasible, %d dreams got more", (int)kind, o.feasible, o.rounds, o.more);
}

static void test_divided_again__every_policy_is_proven(void **state)
{
	(void)state;
	prove(FL_POLICY_SUPPORT, MADE_DIVISIBLE, 40, 1000, 1, 300);
	prove(FL_POLICY_SUPPORT, MADE_INDIVISIBLE, 20, 100, 1001, 150);
	prove(FL_POLICY_SUPPORT, MADE_MINIMUM, 20, 100, 2001, 200);
	prove(FL_POLICY_TRANCHES, MADE_DIVISIBLE, 40, 1000, 3001, 300);
	prove(FL_POLICY_TRANCHES, MADE_MINIMUM, 15, 100, 4001, 150);
	prove(FL_POLICY_GREEDY, MADE_INDIVISIBLE, 30, 1000, 5001, 150);
}

static void test_divided_again__every_policy_of_ratios_is_proven(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC };
	(void)state;
	for (size_t k = 0; k < 3; k++) {
		prove(kinds[k], MADE_DIVISIBLE, 40, 1000, 6001 + 1000 * k, 250);
		prove(kinds[k], MADE_MINIMUM, 15, 100, 9001 + 1000 * k, 120);
	}
	prove(FL_POLICY_COVERAGE, MADE_INDIVISIBLE, 20, 100, 15001, 100);
}

/* ---- The best of all divisions ---------------------------------------------------------------------- */

/* The most flowers that any division honours; false: none keeps the limits. Pools pay every dream here. */
static bool best_of(const made_round *m, size_t i, fl_money *x, fl_money spent, mpq_t value, mpq_t best)
{
	fl_money has = 0, must = 0;
	for (size_t p = 0; p < m->spec->num_pools; p++) {
		has += m->spec->pools[p].amount - m->spec->pools[p].kept;
		must += m->spec->pools[p].must_spend ? m->spec->pools[p].amount - m->spec->pools[p].kept : 0;
	}
	if (i == m->count) {
		if (spent > has || spent < must || !keeps_all(m, x))
			return false;
		if (mpq_cmp(value, best) > 0)
			mpq_set(best, value);
		return true;
	}
	bool any = false;
	const fl_candidate *d = &m->dreams[i];
	mpq_t before, gain;
	mpq_inits(before, gain, NULL);
	mpq_set(before, value);
	for (fl_money amount = 0; amount <= d->request && spent + amount <= has; amount++) {
		if (!may_have(m, i, amount))
			continue;
		x[i] = amount;
		fl_mpq_set_i64(gain, d->tally * amount, d->request);
		mpq_add(value, before, gain);
		any = best_of(m, i + 1, x, spent + amount, value, best) || any;
	}
	mpq_set(value, before);
	x[i] = 0;
	mpq_clears(before, gain, NULL);
	return any;
}

static bool any_dream_any_pool(const made_round *m)
{
	for (size_t p = 0; p < m->spec->num_pools; p++)
		if (m->spec->pools[p].selector)
			return false;
	return true;
}

static void enumerate(made_kind kind, size_t n, int64_t most, int rounds, uint64_t seed)
{
	int solved = 0;
	for (int tried = 0; tried < rounds; seed++) {
		rng r = { seed };
		made_round m;
		fl_money x[16] = { 0 };
		mpq_t value, best;
		assert_true(made_round_init(&m, &r, n, most, kind, true));
		if (rng_chance(&r, 40))
			add_counts(&m, &r);
		made_before(&m, &r);
		mpq_inits(value, best, NULL);
		mpq_set_si(best, -1, 1);
		if (any_dream_any_pool(&m)) {
			tried++;
			bool any = best_of(&m, 0, x, 0, value, best);
			fl_allocation *a = allocate(&m, seed);
			fl_money had = 0;
			for (size_t i = 0; i < m.count; i++)
				had += m.dreams[i].before;
			bool something = had > 0 || mpq_sgn(best) > 0; /* nothing then and now is no answer where shares forbid the rest */
			if (any != (a->outcome != FL_INFEASIBLE) && (any ? something : kind == MADE_INDIVISIBLE))
				fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, any ? "not solved" : "solved", m.text);
			if (any && something && (kind == MADE_INDIVISIBLE ? !mpq_equal(best, a->objective) : mpq_cmp(best, a->proof->optimum) > 0))
				fail_msg("seed %llu: another division honours more\n%s", (unsigned long long)seed, m.text);
			if (any && mpq_cmp(a->objective, best) > 0)
				fail_msg("seed %llu: the awards honour more than is possible\n%s", (unsigned long long)seed, m.text);
			solved += any;
			fl_allocation_free(a);
		}
		mpq_clears(value, best, NULL);
		made_round_release(&m);
	}
	assert_true(solved * 3 > rounds);
}

static void test_divided_again__agrees_with_every_possible_division(void **state)
{
	(void)state;
	enumerate(MADE_INDIVISIBLE, 8, 30, 150, 20001);
	enumerate(MADE_DIVISIBLE, 4, 8, 80, 21001);
	enumerate(MADE_MINIMUM, 4, 8, 80, 22001);
}

/* ---- Fair in the whole ------------------------------------------------------------------------------ */

/* (before + unrounded) / request */
static void ratio_of(const made_round *m, const fl_allocation *a, size_t i, mpq_t ret)
{
	const fl_exact *x = &a->proof->unrounded[i];
	mpq_t part;
	mpq_init(part);
	fl_mpq_set_i64(ret, m->dreams[i].before + x->whole, 1);
	if (x->rest)
		mpq_add(ret, ret, a->proof->rests[x->rest - 1]);
	fl_mpq_set_i64(part, m->dreams[i].request, 1);
	mpq_div(ret, ret, part);
	mpq_clear(part);
}

static void unrounded(const fl_allocation *a, size_t i, mpq_t ret)
{
	const fl_exact *x = &a->proof->unrounded[i];
	fl_mpq_set_i64(ret, x->whole, 1);
	if (x->rest)
		mpq_add(ret, ret, a->proof->rests[x->rest - 1]);
}

/* Is the new money of these dreams all that the limit leaves, and has none of them that got any more than dream i, as a share? */
static bool holds_back(const made_round *m, const fl_allocation *a, size_t i, const bool *member, fl_money limit)
{
	mpq_t sum, x, own, other;
	mpq_inits(sum, x, own, other, NULL);
	bool fair = true;
	ratio_of(m, a, i, own);
	for (size_t j = 0; j < m->count; j++) {
		if (!member[j])
			continue;
		unrounded(a, j, x);
		mpq_add(sum, sum, x);
		ratio_of(m, a, j, other);
		fair = fair && (mpq_sgn(x) == 0 || mpq_cmp(other, own) <= 0);
	}
	fair = fair && mpq_cmp_si(sum, (long)limit, 1) == 0;
	mpq_clears(sum, x, own, other, NULL);
	return fair;
}

/* Max-min fairness by its definition (Bertsekas and Gallager, "Data Networks", 1992, section 6.5.2): who could have more stands at a
 * limit that is used up, and nobody who got new money there has a larger share. */
static void check_fair(const made_round *m, const fl_allocation *a, uint64_t seed)
{
	mpq_t x;
	mpq_init(x);
	for (size_t i = 0; i < m->count; i++) {
		const fl_candidate *d = &m->dreams[i];
		bool member[64], held = false;
		fl_money upper = fl_round_upper(m->spec, d) - d->before;
		unrounded(a, i, x);
		if (d->standing != FL_QUALIFIED || d->ended || mpq_cmp_si(x, (long)upper, 1) >= 0)
			continue;
		for (size_t j = 0; j < m->count; j++)
			member[j] = true;
		held = holds_back(m, a, i, member, m->spec->pools[0].amount - m->spec->pools[0].kept);
		for (size_t g = 0; g < m->spec->num_groups; g++) {
			fl_money had = 0;
			for (size_t j = 0; j < m->count; j++) {
				member[j] = fl_selector_matches(m->spec->groups[g].selector, &m->dreams[j]);
				had += member[j] ? m->dreams[j].before : 0;
			}
			held = held || (member[i] && holds_back(m, a, i, member, left(m->spec->groups[g].max, had)));
		}
		if (!held)
			fail_msg("seed %llu: dream %zu could have a larger share\n%s", (unsigned long long)seed, i, m->text);
	}
	mpq_clear(x);
}

static void test_divided_again__coverage_is_fair_in_the_whole(void **state)
{
	int moved = 0;
	(void)state;
	for (uint64_t seed = 30001; seed < 30301; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 30), 1000, MADE_DIVISIBLE, false));
		m.spec->policy.kind = FL_POLICY_COVERAGE;
		m.spec->num_pools = 1;
		m.spec->budget = m.spec->pools[0].amount;
		size_t groups = 0;
		for (size_t g = 0; g < m.spec->num_groups; g++)
			if (m.spec->groups[g].has_max && m.spec->groups[g].each == FL_EACH_NONE && !m.spec->groups[g].has_min)
				m.spec->groups[groups++] = m.spec->groups[g];
		m.spec->num_groups = groups;
		made_before(&m, &r);
		fl_allocation *a = allocate(&m, seed);
		assert_int_equal(a->outcome, FL_OPTIMAL);
		check_fair(&m, a, seed);
		for (size_t i = 0; i < m.count; i++)
			moved += a->awards[i].amount > 0;
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(moved > 300);
}

/* Two halves of a division are the whole: what a first one gives, with a half of the money, a second one goes on from, and none ends
 * with another share than where all was divided at once. */
static void test_divided_again__coverage_in_two_steps_is_coverage_at_once(void **state)
{
	(void)state;
	for (uint64_t seed = 40001; seed < 40101; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 30), 1000000, MADE_DIVISIBLE, false));
		m.spec->policy.kind = FL_POLICY_COVERAGE;
		m.spec->num_groups = 0;
		m.spec->num_pools = 1;
		m.spec->budget = m.spec->pools[0].amount;
		fl_allocation *once = allocate(&m, seed);
		m.spec->pools[0].kept = m.spec->pools[0].amount / 2;
		fl_allocation *first = allocate(&m, seed);
		m.spec->pools[0].kept = m.spec->pools[0].amount - m.spec->pools[0].kept;
		for (size_t i = 0; i < m.count; i++)
			m.dreams[i].before = first->awards[i].amount;
		fl_allocation *second = allocate(&m, seed);
		for (size_t i = 0; i < m.count; i++) {
			int64_t off = once->awards[i].amount - m.dreams[i].before - second->awards[i].amount;
			if (off < -2 || off > 2)
				fail_msg("seed %llu: dream %zu is %lld off\n%s", (unsigned long long)seed, i, (long long)off, m.text);
		}
		fl_allocation_free(once);
		fl_allocation_free(first);
		fl_allocation_free(second);
		made_round_release(&m);
	}
}

/* ---- Planted faults --------------------------------------------------------------------------------- */

static bool verified(const made_round *m, const fl_allocation *a)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, a, &verdict, &err), FL_OK);
	bool yes = verdict.verified;
	fl_verdict_release(&verdict);
	return yes;
}

/* The checker sees where a limit forgets the money of before, a stopped dream gets more, or a pool divides more than returned. */
static void test_divided_again__the_checker_misses_no_planted_fault(void **state)
{
	int planted[3] = { 0 };
	(void)state;
	for (uint64_t seed = 50001; seed < 50401; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 30), 1000, MADE_DIVISIBLE, false));
		made_before(&m, &r);
		fl_allocation *a = allocate(&m, seed);
		size_t i = (size_t)rng_range(&r, 0, (int64_t)m.count - 1), p = (size_t)rng_range(&r, 0, (int64_t)m.spec->num_pools - 1);
		if (a->outcome == FL_OPTIMAL && verified(&m, a)) {
			fl_candidate was = m.dreams[i];
			fl_money kept = m.spec->pools[p].kept, paid = 0;
			if (a->awards[i].amount > 0) {
				m.dreams[i].before = fl_round_upper(m.spec, &was) - a->awards[i].amount + 1; /* more than it leaves */
				assert_false(verified(&m, a));
				m.dreams[i] = was;
				m.dreams[i].ended = true;
				assert_false(verified(&m, a));
				m.dreams[i] = was;
				planted[0]++;
			}
			for (size_t k = 0; k < a->num_payments; k++)
				paid += a->payments[k].pool == p ? a->payments[k].amount : 0;
			if (paid > 0) {
				m.spec->pools[p].kept = m.spec->pools[p].amount - paid + 1;
				assert_false(verified(&m, a));
				m.spec->pools[p].kept = kept;
				planted[1]++;
			}
			if (was.standing == FL_INELIGIBLE && m.spec->num_groups > 0) { /* whoever got its money before, its groups count it */
				fl_money x[64];
				m.dreams[i].before = was.before + m.spec->budget;
				for (size_t j = 0; j < m.count; j++)
					x[j] = a->awards[j].amount;
				if (!keeps_all(&m, x)) {
					assert_false(verified(&m, a));
					planted[2]++;
				}
				m.dreams[i] = was;
			}
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	for (size_t k = 0; k < 3; k++)
		assert_true(planted[k] > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_divided_again__every_policy_is_proven),
		cmocka_unit_test(test_divided_again__every_policy_of_ratios_is_proven),
		cmocka_unit_test(test_divided_again__agrees_with_every_possible_division),
		cmocka_unit_test(test_divided_again__coverage_is_fair_in_the_whole),
		cmocka_unit_test(test_divided_again__coverage_in_two_steps_is_coverage_at_once),
		cmocka_unit_test(test_divided_again__the_checker_misses_no_planted_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
