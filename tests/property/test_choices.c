/* SPDX-License-Identifier: Apache-2.0
 *
 * test_choices.c - what one partner would choose, against trying everything; proofs by values of dreams, and forged ones.
 */
#include "assign_kit.h"

#include "allocate/assign.h"
#include "allocate/assign_sack.h"
#include "base/str.h"
#include "domain/matching.h"
#include "verify/assigned.h"

#include <stdio.h>
#include <stdlib.h>

#define CASES 4000
#define SCALE 16
#define FINE  64

/* What the partner could choose at these values, beside the dreams that are fixed to it; INT64_MIN: nothing is allowed. */
static int64_t best_choice(const assign_kit *k, uint32_t p, const int64_t *values)
{
	int64_t best = INT64_MIN;
	for (unsigned set = 0; set < 1U << k->c.num_dreams; set++) {
		int64_t worth = 0, load = 0, spent = 0;
		bool good = true;
		for (size_t i = 0; i < k->c.num_dreams; i++) {
			int64_t fit = fl_assign_fit(&k->c, i, p);
			bool in = set >> i & 1, here = k->fixed[i] && fit >= 0;
			good = good && (k->fixed[i] ? in == here : !in || fit >= 0);
			worth += in && !k->fixed[i] ? fit * SCALE - values[i] : 0;
			load += in;
			spent += in ? k->brings[i] : 0;
		}
		const fl_place *place = &k->places[p];
		good = good && load >= place->least && load <= place->most && (place->money < 0 || spent <= place->money);
		best = good && worth > best ? worth : best;
	}
	return best;
}

typedef struct leaf_kit { /* a proof of one leaf, of random values */
	int64_t prices[2 * ASSIGN_PARTNERS], values[ASSIGN_DREAMS + ASSIGN_PARTNERS];
	fl_assign_node node;
	fl_assignment a;
	bool possible;
} leaf_kit;

static void make_leaf(leaf_kit *l, const assign_kit *k, const assign_oracle *o, uint64_t *seed)
{
	int64_t sum = 0;
	*l = (leaf_kit){ .node = { FL_UNASSIGNED, FL_UNASSIGNED, 0, 1 }, .possible = true };
	for (uint32_t p = 0; p < k->c.num_partners; p++) {
		l->prices[p] = (int64_t)random_below(seed, 4 * SCALE) - (k->places[p].least > 0 ? 2 * SCALE : 0);
		l->prices[k->c.num_partners + p] = k->places[p].money < 0 ? 0 : (int64_t)random_below(seed, SCALE * FINE / 2);
	}
	for (size_t i = 0; i < k->c.num_dreams; i++) {
		l->values[i] = k->fixed[i] ? 0 : (int64_t)random_below(seed, 5 * SCALE);
		sum += k->fixed[i] ? SCALE * k->fits[k->start[i]].fit : l->values[i];
	}
	for (uint32_t p = 0; p < k->c.num_partners; p++) {
		int64_t best = best_choice(k, p, l->values);
		l->possible = l->possible && best != INT64_MIN;
		l->values[k->c.num_dreams + p] = best;
		sum += l->possible ? best : 0;
	}
	l->a = (fl_assignment){ .outcome = FL_ASSIGN_FEASIBLE, .partner = (uint32_t *)(uintptr_t)o->first, .total = o->total };
	l->a.bound = sum / SCALE;
	l->a.proof = (fl_assign_proof){ SCALE, FINE, &l->node, 1, l->prices, 1, l->values, 1 };
}

static fl_assign_verdict judged(const assign_kit *k, const fl_assignment *a)
{
	fl_error err = FL_ERROR_INIT;
	fl_assign_verdict v;
	assert_int_equal(fl_verify_assigned(&k->c, a, &v, &err), FL_OK);
	return v;
}

/* Whatever the prices, what the best choices are worth is believed, and one part less for one of them is not. */
static void test_choices__are_believed_only_as_large_as_they_are(void **state)
{
	(void)state;
	size_t seen = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 500000;
		assign_kit k;
		assign_oracle o;
		leaf_kit l;
		assign_case(&k, &s, true);
		assign_solve(&k, &o);
		if (o.total < 0)
			continue;
		make_leaf(&l, &k, &o, &s);
		fl_assign_verdict v = judged(&k, &l.a);
		if (!l.possible || !v.verified || v.bound != l.a.bound || v.bound < o.total)
			fail_msg("seed %llu: %s, %lld of %lld", (unsigned long long)seed, v.why, (long long)v.bound, (long long)l.a.bound);
		l.values[k.c.num_dreams + random_below(&s, k.c.num_partners)]--;
		v = judged(&k, &l.a);
		if (v.verified || !strstr(v.why, "can choose more than the proof says"))
			fail_msg("seed %llu: a choice stated lower than it is was believed (%s)", (unsigned long long)seed, v.why);
		seen++;
	}
	assert_true(seen > CASES / 2);
}

/* Values, prices and choices changed at random: what is believed is never below the best assignment. */
static void test_choices__forged_values_prove_nothing_that_is_not_so(void **state)
{
	(void)state;
	size_t believed = 0, refused = 0;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 600000;
		assign_kit k;
		assign_oracle o;
		leaf_kit l;
		assign_case(&k, &s, seed % 4 > 0);
		assign_solve(&k, &o);
		if (o.total < 0)
			continue;
		make_leaf(&l, &k, &o, &s);
		for (uint64_t n = 1 + random_below(&s, 3); n > 0; n--)
			l.values[random_below(&s, k.c.num_dreams + k.c.num_partners)] += (int64_t)random_below(&s, 6 * SCALE) - 5 * SCALE;
		l.prices[random_below(&s, k.c.num_partners)] += (int64_t)random_below(&s, 8 * SCALE) - 4 * SCALE;
		l.a.bound = INT32_MAX;
		fl_assign_verdict v = judged(&k, &l.a);
		if (v.verified && v.bound < o.total)
			fail_msg("seed %llu: %lld was believed of %lld", (unsigned long long)seed, (long long)v.bound, (long long)o.total);
		believed += v.verified;
		refused += !v.verified;
		l.a.proof.num_values = 0; /* no values at all, and a leaf that asks for others than there are */
		assert_false(judged(&k, &l.a).verified);
	}
	assert_true(believed > CASES / 20 && refused > CASES / 4);
}

/* Our own search for the best choice, with prices that are good and with others. */
static void test_choices__of_a_sack_are_the_best(void **state)
{
	(void)state;
	fl_arena arena = FL_ARENA_INIT;
	fl_sack_desk desk;
	assert_true(fl_sack_desk_init(&desk, &arena, ASSIGN_DREAMS, SCALE, FINE));
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed + 700000;
		assign_kit k;
		leaf_kit l;
		assign_oracle o = { .total = 0 };
		assign_case(&k, &s, true);
		make_leaf(&l, &k, &o, &s);
		for (uint32_t p = 0; p < k.c.num_partners; p++) {
			fl_sack_item items[ASSIGN_DREAMS];
			uint32_t chosen[ASSIGN_DREAMS], zone[ASSIGN_DREAMS] = { 0 };
			int64_t expected, worth = 0;
			fl_sack sack = { .items = items, .chosen = chosen, .least = k.places[p].least, .most = k.places[p].most,
					 .limited = k.places[p].money >= 0, .money = k.places[p].money, .y = l.prices[p],
					 .z = l.prices[k.c.num_partners + p], .gap = (int64_t)random_below(&s, SCALE) };
			for (uint32_t i = 0; i < k.c.num_dreams; i++) {
				k.fixed[i] = false;
				if (fl_assign_fit(&k.c, i, p) < 0)
					continue;
				items[sack.num_items++] = (fl_sack_item){ i, (int32_t)fl_assign_fit(&k.c, i, p), k.brings[i] };
				sack.heaviest = k.brings[i] > sack.heaviest ? k.brings[i] : sack.heaviest;
				sack.money += sack.limited ? 0 : k.brings[i];
			}
			sack.money += sack.limited ? 0 : 1;
			expected = best_choice(&k, p, l.values);
			fl_sack_choose(&sack, l.values, zone, &desk);
			for (uint32_t n = 0; n < sack.num_chosen; n++)
				worth += items[chosen[n]].fit * SCALE - l.values[items[chosen[n]].dream];
			if (sack.found != expected || (expected != INT64_MIN && (sack.worth != expected || worth != expected)))
				fail_msg("seed %llu, partner %u: %lld, chosen %lld, expected %lld", (unsigned long long)seed, p, (long long)sack.worth,
					 (long long)worth, (long long)expected);
		}
	}
	fl_arena_release(&arena);
}

/* ---- cases that are too large to be tried ------------------------------------------------------------------------------ */

enum { DREAMS = 1300, PARTNERS = 40 }; /* at most: more pairings than anybody walks among (assign_money.c) */

typedef struct wide_case {
	fl_assign_case c;
	size_t start[DREAMS + 1];
	fl_fit fits[DREAMS * PARTNERS];
	fl_money brings[DREAMS];
	bool fixed[DREAMS];
	fl_place places[PARTNERS];
} wide_case;

static int best_first(const void *a, const void *b)
{
	const fl_fit *x = a, *y = b;
	return x->fit != y->fit ? (x->fit > y->fit ? -1 : 1) : x->partner < y->partner ? -1 : 1;
}

static void make_wide(wide_case *k, uint64_t seed, size_t dreams, uint32_t partners)
{
	size_t n = 0;
	memset(k, 0, sizeof *k);
	for (size_t i = 0; i < dreams; i++) {
		k->brings[i] = 1000 + (fl_money)random_below(&seed, 9000);
		for (uint32_t p = 0; p < partners; p++)
			if (dreams == DREAMS || random_below(&seed, 3) > 0)
				k->fits[n++] = (fl_fit){ p, 1 + (int64_t)random_below(&seed, 400) };
		qsort(k->fits + k->start[i], n - k->start[i], sizeof *k->fits, best_first);
		if (n > k->start[i] && random_below(&seed, 30) == 0) {
			n = k->start[i] + 1;
			k->fixed[i] = true;
		}
		k->start[i + 1] = n;
	}
	for (size_t p = 0; p < partners; p++)
		k->places[p] = (fl_place){ p == 0 ? 12 : 0, 15 + (int64_t)random_below(&seed, 6), p == 1 ? -1 : 60000 + (fl_money)random_below(&seed, 30000) };
	k->c = (fl_assign_case){ .num_dreams = dreams, .num_partners = partners, .start = k->start, .fits = k->fits, .brings = k->brings,
				 .fixed = k->fixed, .places = k->places, .node_limit = 1, .threads = 1 };
}

static fl_assignment *solved(wide_case *k, int threads)
{
	fl_error err = FL_ERROR_INIT;
	fl_assignment *a = NULL;
	k->c.threads = threads;
	if (fl_assign(&k->c, &a, &err) != FL_OK)
		fail_msg("%s", err.message);
	return a;
}

static void print(const wide_case *k, const fl_assignment *a, fl_buf *out)
{
	fl_str ids[DREAMS];
	char names[DREAMS][8];
	for (int i = 0; i < DREAMS; i++) {
		snprintf(names[i], sizeof names[i], "%d", i);
		ids[i] = fl_str_of(names[i]);
	}
	fl_matching m = { .round = FL_STR("r"), .partners = ids, .dreams = ids, .c = k->c, .a = a };
	fl_matching_print(out, &m);
	assert_int_equal(out->status, FL_OK);
}

/* The answer and its proof are written, read and verified; they are the same with two threads; and as a proof of a time without values they
 * are refused. */
static void test_choices__prove_what_is_written_down(void **state)
{
	(void)state;
	size_t by_values = 0;
	for (uint64_t seed = 1; seed <= 8; seed++) {
		static wide_case k;
		fl_buf one, two;
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_matching m;
		fl_assign_verdict v;
		fl_buf_init(&one, 1 << 20);
		fl_buf_init(&two, 1 << 20);
		make_wide(&k, seed, 120, 6);
		fl_assignment *a = solved(&k, 1), *b = solved(&k, 2);
		print(&k, a, &one);
		print(&k, b, &two);
		assert_true(fl_str_eq(fl_buf_view(&one), fl_buf_view(&two)));
		assert_int_equal(fl_matching_read(fl_buf_view(&one), "match.json", &arena, &m, &err), FL_OK);
		assert_int_equal(fl_verify_assigned(&m.c, m.a, &v, &err), FL_OK);
		if (!v.verified || v.bound != a->bound)
			fail_msg("seed %llu: %s", (unsigned long long)seed, v.why);
		by_values += a->proof.num_values > 0;
		char *format = strstr(one.data, "florin-match/2");
		assert_non_null(format);
		format[13] = '1';
		assert_int_equal(fl_matching_read(fl_buf_view(&one), "match.json", &arena, &m, &err), FL_OK);
		assert_int_equal(fl_verify_assigned(&m.c, m.a, &v, &err), FL_OK);
		assert_true(v.verified == (a->proof.num_values == 0));
		fl_assignment_free(a);
		fl_assignment_free(b);
		fl_buf_release(&one);
		fl_buf_release(&two);
		fl_arena_release(&arena);
	}
	assert_true(by_values >= 3);
}

/* With so many pairings what is found comes from the hunt alone: it keeps all limits, is near the bound, and the same with two threads. */
static void test_choices__of_many_partners_come_near_the_bound(void **state)
{
	(void)state;
	static wide_case k;
	fl_error err = FL_ERROR_INIT;
	fl_assign_verdict v;
	make_wide(&k, 1, DREAMS, PARTNERS);
	fl_assignment *a = solved(&k, 1), *b = solved(&k, 2);
	assert_int_equal(fl_verify_assigned(&k.c, a, &v, &err), FL_OK);
	if (!v.verified || a->bound - a->total > a->bound / 1000)
		fail_msg("%s, %lld to %lld", v.why, (long long)a->total, (long long)a->bound);
	assert_true(a->total == b->total && a->bound == b->bound && memcmp(a->partner, b->partner, DREAMS * sizeof *a->partner) == 0);
	fl_assignment_free(a);
	fl_assignment_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choices__are_believed_only_as_large_as_they_are),
		cmocka_unit_test(test_choices__forged_values_prove_nothing_that_is_not_so),
		cmocka_unit_test(test_choices__of_a_sack_are_the_best),
		cmocka_unit_test(test_choices__prove_what_is_written_down),
		cmocka_unit_test(test_choices__of_many_partners_come_near_the_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
