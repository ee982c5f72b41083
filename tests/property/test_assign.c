/* SPDX-License-Identifier: Apache-2.0
 *
 * test_assign.c - assignments of dreams to partners against trying everything: worth, ties, whether it is the only one, conflicts; and what
 * the checker says of them, and of answers and proofs that were tampered with.
 */
#include "assign_kit.h"

#include "allocate/assign.h"
#include "verify/assigned.h"

#include <stdlib.h>

#define CASES 4000

static fl_assignment *solved(const assign_kit *k, uint64_t seed)
{
	fl_error err = FL_ERROR_INIT;
	fl_assignment *a = NULL;
	if (fl_assign(&k->c, &a, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	return a;
}

static fl_assign_verdict judged(const assign_kit *k, const fl_assignment *a)
{
	fl_error err = FL_ERROR_INIT;
	fl_assign_verdict v;
	assert_int_equal(fl_verify_assigned(&k->c, a, &v, &err), FL_OK);
	return v;
}

static void compare(const assign_kit *k, const assign_oracle *o, const fl_assignment *a, uint64_t seed)
{
	fl_assign_verdict v = judged(k, a);
	if (!v.verified)
		fail_msg("seed %llu: %s", (unsigned long long)seed, v.why);
	if (o->total < 0) {
		if (a->outcome != FL_ASSIGN_INFEASIBLE)
			fail_msg("seed %llu: nothing is possible", (unsigned long long)seed);
		return;
	}
	if (a->outcome != FL_ASSIGN_OPTIMAL || a->total != o->total || !a->settled)
		fail_msg("seed %llu: outcome %d, total %lld, expected %lld", (unsigned long long)seed, (int)a->outcome,
			 (long long)a->total, (long long)o->total);
	for (size_t i = 0; i < k->c.num_dreams; i++)
		if (a->partner[i] != o->first[i])
			fail_msg("seed %llu: dream %zu is at %u, in tie order at %u", (unsigned long long)seed, i, a->partner[i],
				 o->first[i]);
	if (a->unique >= 0 && a->unique != (o->count == 1))
		fail_msg("seed %llu: unique %d, but %lld are best", (unsigned long long)seed, a->unique, (long long)o->count);
}

static void run(bool money)
{
	size_t impossible = 0, ties = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + (money ? 100000 : 0);
		assign_kit k;
		assign_oracle o;
		assign_case(&k, &s, money);
		assign_solve(&k, &o);
		fl_assignment *a = solved(&k, seed);
		compare(&k, &o, a, seed);
		impossible += o.total < 0;
		ties += o.count > 1;
		fl_assignment_free(a);
	}
	assert_true(impossible > CASES / 50 && ties > CASES / 10); /* the cases are not all easy ones */
}

static void test_assign__is_the_best_and_the_first_in_tie_order(void **state)
{
	(void)state;
	run(false);
}

static void test_assign__with_limits_in_money_too(void **state)
{
	(void)state;
	run(true);
}

/* A worse answer is refused whatever proof comes with it: that of the best, or one with other prices, or a tree cut short. */
static void test_assign__a_worse_answer_is_never_verified(void **state)
{
	(void)state;
	size_t planted = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 200000;
		assign_kit k;
		assign_oracle o;
		assign_case(&k, &s, seed % 2 == 0);
		assign_solve(&k, &o);
		if (o.worse_total < 0)
			continue;
		fl_assignment *a = solved(&k, seed);
		memcpy(a->partner, o.worse, k.c.num_dreams * sizeof *o.worse);
		a->total = a->bound = o.worse_total;
		assert_false(judged(&k, a).verified);
		a->total = a->bound = o.total; /* its worth overstated */
		assert_false(judged(&k, a).verified);
		a->total = a->bound = o.worse_total;
		int64_t *prices = (int64_t *)(uintptr_t)a->proof.prices;
		prices[random_below(&s, a->proof.num_sets * 2 * k.c.num_partners)] += (int64_t)random_below(&s, 5000000) - 2500000;
		assert_false(judged(&k, a).verified);
		fl_assign_node *nodes = (fl_assign_node *)(uintptr_t)a->proof.nodes;
		fl_assign_node *n = &nodes[random_below(&s, a->proof.num_nodes)];
		*n = (fl_assign_node){ FL_UNASSIGNED, FL_UNASSIGNED, UINT32_MAX, 0 }; /* a case closed for no reason */
		if (n == nodes || o.worse_total < o.total)
			assert_false(judged(&k, a).verified && n == nodes);
		planted++;
		fl_assignment_free(a);
	}
	assert_true(planted > CASES / 4);
}

/* Claims of impossibility where something is possible. */
static void test_assign__a_possible_case_is_never_shown_to_be_impossible(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 300000;
		assign_kit k;
		assign_oracle o;
		assign_case(&k, &s, seed % 2 == 0);
		assign_solve(&k, &o);
		if (o.total < 0)
			continue;
		fl_assignment *a = solved(&k, seed);
		a->outcome = FL_ASSIGN_INFEASIBLE;
		a->by_money = random_below(&s, 2) == 0;
		a->over = random_below(&s, 2) == 0;
		a->num_conflict = 1;
		a->conflict[0] = (uint32_t)random_below(&s, k.c.num_partners);
		assert_false(judged(&k, a).verified);
		fl_assignment_free(a);
	}
}

static bool is_named(const fl_assignment *a, size_t partner, fl_assign_limit limit)
{
	for (size_t n = 0; n < a->num_mends; n++)
		if (a->mends[n].partner == partner && a->mends[n].limit == limit)
			return true;
	return false;
}

/* Every change that is named ends the conflict by itself, and one that is smaller by one does not. Limits that are not named play no part. */
static void check_mends(const assign_kit *whole, const fl_assignment *a)
{
	assign_oracle o;
	assign_kit relaxed = *whole, *k = &relaxed;
	for (size_t p = 0; p < k->c.num_partners; p++) {
		k->places[p].least = is_named(a, p, FL_ASSIGN_LEAST) ? k->places[p].least : 0;
		k->places[p].money = is_named(a, p, FL_ASSIGN_MONEY) ? k->places[p].money : -1;
	}
	for (size_t i = 0; i < k->c.num_dreams; i++)
		k->fixed[i] = k->fixed[i] && is_named(a, k->fits[k->start[i]].partner, FL_ASSIGN_FIXED);
	for (size_t n = 0; n < a->num_mends; n++) {
		const fl_assign_change *m = &a->mends[n];
		assign_kit changed = *k;
		int64_t *limit = m->limit == FL_ASSIGN_LEAST ? &changed.places[m->partner].least : &changed.places[m->partner].money;
		changed.c = (fl_assign_case){ k->c.num_dreams, k->c.num_partners, changed.start, changed.fits, changed.brings, changed.fixed,
					      changed.places, k->c.node_limit, 0 };
		assert_true(m->sure && m->now != m->to);
		if (m->limit == FL_ASSIGN_FIXED) { /* dreams that stay count for 1,000, others for 1 */
			for (size_t i = 0; i < changed.c.num_dreams; i++)
				for (size_t f = changed.start[i]; f < changed.start[i + 1]; f++)
					changed.fits[f].fit = changed.fixed[i] && changed.fits[f].partner == m->partner ? 1000 : 1;
			for (size_t i = 0; i < changed.c.num_dreams; i++)
				changed.fixed[i] = changed.fixed[i] && changed.fits[changed.start[i]].partner != m->partner;
			assign_solve(&changed, &o);
			assert_int_equal(o.total / 1000, m->to);
			continue;
		}
		assert_int_equal(*limit, m->now);
		*limit = m->to;
		assign_solve(&changed, &o);
		assert_true(o.total >= 0);
		*limit = m->to > m->now ? m->to - 1 : m->to + 1;
		assign_solve(&changed, &o);
		assert_true(o.total < 0);
	}
}

/* The set in conflict has none too many: without any of them the rest can be met. */
static void test_assign__conflicts_are_irreducible(void **state)
{
	(void)state;
	size_t seen = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 400000;
		assign_kit k;
		assign_oracle o;
		assign_case(&k, &s, false);
		fl_assignment *a = solved(&k, seed);
		if (a->outcome == FL_ASSIGN_INFEASIBLE && !a->over) {
			bool in[ASSIGN_PARTNERS] = { false };
			for (size_t n = 0; n < a->num_conflict; n++)
				in[a->conflict[n]] = true;
			for (size_t p = 0; p < k.c.num_partners; p++)
				k.places[p].least = in[p] ? k.places[p].least : 0;
			check_mends(&k, a);
			for (size_t n = 0; n < a->num_conflict; n++) {
				int64_t least = k.places[a->conflict[n]].least;
				k.places[a->conflict[n]].least = 0;
				assign_solve(&k, &o);
				assert_true(o.total >= 0);
				k.places[a->conflict[n]].least = least - (a->needed - a->fitting); /* the smallest change */
				if (k.places[a->conflict[n]].least >= 0) {
					assign_solve(&k, &o);
					assert_true(o.total >= 0);
				}
				k.places[a->conflict[n]].least = least;
			}
			seen++;
		}
		fl_assignment_free(a);
	}
	assert_true(seen > 50);
}

/* The same where limits in money are part of it. */
static void test_assign__conflicts_in_money_are_irreducible(void **state)
{
	(void)state;
	size_t seen = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 800000;
		assign_kit k;
		assign_oracle o;
		assign_case(&k, &s, true);
		fl_assignment *a = solved(&k, seed);
		if (a->outcome == FL_ASSIGN_INFEASIBLE && a->by_money) {
			fl_place all[ASSIGN_PARTNERS];
			bool in[ASSIGN_PARTNERS] = { false };
			for (size_t n = 0; n < a->num_conflict; n++)
				in[a->conflict[n]] = true;
			for (size_t p = 0; p < k.c.num_partners; p++)
				if (!in[p])
					k.places[p] = (fl_place){ 0, k.places[p].most, -1 };
			assign_solve(&k, &o);
			assert_true(o.total < 0); /* they alone are in conflict */
			check_mends(&k, a);
			memcpy(all, k.places, sizeof all);
			for (size_t n = 0; n < a->num_conflict; n++) {
				uint32_t p = a->conflict[n];
				k.places[p] = (fl_place){ 0, all[p].most, -1 };
				assign_solve(&k, &o);
				assert_true(o.total >= 0);
				k.places[p] = all[p];
			}
			seen++;
		}
		fl_assignment_free(a);
	}
	assert_true(seen > 50);
}

/* ---- cases too large for trying everything ------------------------------------------------------------------------------ */

#define PLANTED_DREAMS   160
#define PLANTED_PARTNERS 8

typedef struct planted { /* a case whose best assignment was chosen first */
	fl_assign_case c;
	size_t start[PLANTED_DREAMS + 1];
	fl_fit fits[PLANTED_DREAMS * PLANTED_PARTNERS];
	fl_money brings[PLANTED_DREAMS];
	uint32_t home[PLANTED_DREAMS];
	fl_place places[PLANTED_PARTNERS];
	int64_t best;
} planted;

/* Fits are a dream's own worth, the price of a place and that of its money; at its home nothing is taken off. Every partner is exactly filled
 * by those at home, so none is better (complementary slackness). A tenth of the dreams have no home, and no worth of their own. */
static void plant(planted *k, uint64_t seed)
{
	size_t n = 0;
	int64_t y[PLANTED_PARTNERS], z[PLANTED_PARTNERS];
	memset(k, 0, sizeof *k);
	for (size_t p = 0; p < PLANTED_PARTNERS; p++) {
		y[p] = (int64_t)random_below(&seed, 40);
		z[p] = (int64_t)random_below(&seed, 4);
	}
	for (size_t i = 0; i < PLANTED_DREAMS; i++) {
		bool away = i % 10 == 9;
		int64_t worth = away ? 0 : 30 + (int64_t)random_below(&seed, 100);
		k->brings[i] = 10 + (fl_money)random_below(&seed, 90);
		k->home[i] = (uint32_t)random_below(&seed, PLANTED_PARTNERS);
		k->start[i] = n;
		for (uint32_t p = 0; p < PLANTED_PARTNERS; p++) {
			int64_t off = p == k->home[i] && !away ? 0 : 1 + (int64_t)random_below(&seed, 30);
			int64_t fit = worth + y[p] + k->brings[i] * z[p] - off;
			size_t at = n;
			if (fit < 1)
				continue;
			for (n++; at > k->start[i] && k->fits[at - 1].fit < fit; at--)
				k->fits[at] = k->fits[at - 1];
			k->fits[at] = (fl_fit){ p, fit };
			k->best += p == k->home[i] && !away ? fit : 0;
		}
		if (!away) {
			k->places[k->home[i]].most++;
			k->places[k->home[i]].money += k->brings[i];
		}
	}
	k->start[PLANTED_DREAMS] = n;
	k->c = (fl_assign_case){ .num_dreams = PLANTED_DREAMS, .num_partners = PLANTED_PARTNERS, .start = k->start, .fits = k->fits,
				 .brings = k->brings, .places = k->places, .node_limit = 20 };
}

/* Within few nodes the answer comes near a best one that is known, the bound is above it and nearer still, and a second run is the same. */
static void test_assign__comes_near_a_best_one_that_is_known(void **state)
{
	(void)state;
	size_t bound_by_money = 0;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		fl_error err = FL_ERROR_INIT;
		fl_assignment *a = NULL, *b = NULL;
		fl_assign_verdict v;
		planted *k = malloc(sizeof *k);
		plant(k, seed);
		assert_int_equal(fl_assign(&k->c, &a, &err), FL_OK);
		assert_int_equal(fl_assign(&k->c, &b, &err), FL_OK);
		assert_int_equal(fl_verify_assigned(&k->c, a, &v, &err), FL_OK);
		if (!v.verified || a->bound < k->best || a->total > k->best)
			fail_msg("seed %llu: %s, %lld to %lld around %lld", (unsigned long long)seed, v.why, (long long)a->total,
				 (long long)a->bound, (long long)k->best);
		if (a->bound - k->best > k->best / 2000 || k->best - a->total > k->best / 50)
			fail_msg("seed %llu: %lld to %lld is far from %lld", (unsigned long long)seed, (long long)a->total,
				 (long long)a->bound, (long long)k->best);
		assert_true(a->total == b->total && memcmp(a->partner, b->partner, PLANTED_DREAMS * sizeof *a->partner) == 0);
		bound_by_money += a->proof.scale > 1;
		fl_assignment_free(a);
		fl_assignment_free(b);
		free(k);
	}
	assert_int_equal(bound_by_money, 2);
}

static void test_assign__refuses_what_is_malformed(void **state)
{
	(void)state;
	fl_error err = FL_ERROR_INIT;
	fl_assignment *a = NULL;
	size_t start[] = { 0, 2 };
	fl_fit fits[] = { { 0, 3 }, { 1, 5 } };
	fl_place places[] = { { 0, 1, -1 }, { 0, 1, -1 } };
	fl_assign_case c = { .num_dreams = 1, .num_partners = 2, .start = start, .fits = fits, .places = places };
	assert_int_equal(fl_assign(&c, &a, &err), FL_EINVAL); /* not the best first */
	fits[0].fit = 5;
	err = FL_ERROR_INIT;
	assert_int_equal(fl_assign(&c, &a, &err), FL_OK);
	fl_assignment_free(a);
	places[0].least = 2;
	assert_int_equal(fl_assign(&c, &a, &err), FL_EINVAL);
	c.num_partners = FL_ASSIGN_PARTNERS + 1;
	err = FL_ERROR_INIT;
	assert_int_equal(fl_assign(&c, &a, &err), FL_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_assign__is_the_best_and_the_first_in_tie_order),
		cmocka_unit_test(test_assign__with_limits_in_money_too),
		cmocka_unit_test(test_assign__a_worse_answer_is_never_verified),
		cmocka_unit_test(test_assign__a_possible_case_is_never_shown_to_be_impossible),
		cmocka_unit_test(test_assign__conflicts_are_irreducible),
		cmocka_unit_test(test_assign__conflicts_in_money_are_irreducible),
		cmocka_unit_test(test_assign__comes_near_a_best_one_that_is_known),
		cmocka_unit_test(test_assign__refuses_what_is_malformed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
