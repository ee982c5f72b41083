/* SPDX-License-Identifier: Apache-2.0
 *
 * Quadratic matching on random gifts: weights against the sum over all pairs of givers, money against a division that
 * finds the level by sorting; and what must hold whatever the gifts: one giver gives no match, cutting a gift in two
 * changes nothing, the order of rows plays no part, a giver who becomes two never lowers the weight, and no amount
 * exceeds its cap, nor all of them the pool.
 */
#include "gift_kit.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { DREAMS = 6, GIVERS = 8, ROWS = 40, CASES = 4000 };

typedef struct random_gifts {
	fl_gift rows[ROWS + 1];
	size_t num_rows, dreams, givers;
} random_gifts;

static fl_money random_amount(uint64_t *seed)
{
	static const uint64_t sizes[] = { 4, 30, 1000, 1000000, UINT64_C(1) << 40 };

	return (fl_money)random_below(seed, sizes[random_below(seed, 5)]);
}

static random_gifts make(uint64_t *seed)
{
	random_gifts g = { .dreams = 1 + random_below(seed, DREAMS), .givers = 1 + random_below(seed, GIVERS - 1) };

	g.num_rows = random_below(seed, ROWS + 1);
	for (size_t i = 0; i < g.num_rows; i++)
		g.rows[i] = (fl_gift){ .dream = (uint32_t)random_below(seed, g.dreams),
				       .giver = (uint32_t)random_below(seed, g.givers),
				       .amount = random_amount(seed) };
	return g;
}

static fl_quadratic_vec weigh(const random_gifts *g, fl_quadratic_target target)
{
	return gift_weights(g->rows, g->num_rows, g->dreams, GIVERS, target, 2);
}

static bool same(const fl_quadratic_vec *a, const fl_quadratic_vec *b)
{
	for (size_t i = 0; i < a->len; i++)
		if (mpz_cmp(a->items[i], b->items[i]) != 0)
			return false;
	return a->len == b->len && a->unit == b->unit;
}

/* ---- weights ----------------------------------------------------------------------------------------------- */

static int64_t slow_root(int64_t c) /* bit by bit */
{
	int64_t root = 0;

	for (int64_t bit = INT64_C(1) << 31; bit > 0; bit >>= 1)
		if ((root | bit) <= c / (root | bit))
			root |= bit;
	return root;
}

static int by_amount(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

typedef struct obvious {
	__int128 pairwise, dropped, twice_median;
} obvious;

static obvious weigh_slowly(const random_gifts *g, uint32_t dream)
{
	int64_t gift[GIVERS] = { 0 }, named[GIVERS], num_named = 0;
	bool names[GIVERS] = { false };
	obvious w = { 0, 0, 0 };

	for (size_t i = 0; i < g->num_rows; i++)
		if (g->rows[i].dream == dream) {
			gift[g->rows[i].giver] += g->rows[i].amount;
			names[g->rows[i].giver] = true;
		}
	for (size_t a = 0; a < GIVERS; a++) {
		if (names[a])
			named[num_named++] = gift[a];
		w.dropped -= gift[a];
		for (size_t b = 0; b < GIVERS; b++) {
			__int128 product = (__int128)slow_root(gift[a]) * slow_root(gift[b]);
			w.dropped += product;
			w.pairwise += a == b ? 0 : product;
		}
	}
	w.dropped = w.dropped < 0 ? 0 : w.dropped;
	qsort(named, (size_t)num_named, sizeof *named, by_amount);
	if (num_named >= 2) /* the quorum */
		w.twice_median = (__int128)named[(num_named - 1) / 2] + named[num_named / 2];
	return w;
}

static void expect_128(const mpz_t got, __int128 want, uint64_t seed)
{
	mpz_t z;

	mpz_init_set_ui(z, (unsigned long)((unsigned __int128)want >> 64));
	mpz_mul_2exp(z, z, 64);
	mpz_add_ui(z, z, (unsigned long)want);
	if (mpz_cmp(got, z) != 0)
		fail_msg("seed %llu", (unsigned long long)seed);
	mpz_clear(z);
}

static void test_quadratic_axioms__weights_equal_the_sum_over_pairs(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= CASES; first++) {
		uint64_t seed = first;
		random_gifts g = make(&seed);
		fl_quadratic_vec p = weigh(&g, FL_QUADRATIC_PAIRWISE), d = weigh(&g, FL_QUADRATIC_DROP_REMAINDERS),
				 m = weigh(&g, FL_QUADRATIC_MEDIAN);
		for (uint32_t i = 0; i < g.dreams; i++) {
			obvious want = weigh_slowly(&g, i);
			expect_128(p.items[i], want.pairwise, first);
			expect_128(d.items[i], want.dropped, first);
			expect_128(m.items[i], want.twice_median, first);
		}
		fl_quadratic_vec_release(&p);
		fl_quadratic_vec_release(&d);
		fl_quadratic_vec_release(&m);
	}
}

static void test_quadratic_axioms__one_giver_gives_no_match(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= CASES; first++) {
		uint64_t seed = first;
		random_gifts g = make(&seed);
		for (size_t i = 0; i < g.num_rows; i++)
			g.rows[i].giver = g.rows[i].dream; /* each dream has one of its own */
		for (int t = FL_QUADRATIC_PAIRWISE; t <= FL_QUADRATIC_DROP_REMAINDERS; t++) {
			fl_quadratic_vec w = weigh(&g, (fl_quadratic_target)t);
			for (size_t i = 0; i < w.len; i++)
				if (mpz_sgn(w.items[i]) != 0)
					fail_msg("seed %llu", (unsigned long long)first);
			fl_quadratic_vec_release(&w);
		}
	}
}

/* Cut a row in two of the same giver, then put all rows in another order. */
static void cut_and_shuffle(random_gifts *g, uint64_t *seed)
{
	fl_gift *row = &g->rows[random_below(seed, g->num_rows)], *more = &g->rows[g->num_rows++];

	*more = *row;
	more->amount = (fl_money)random_below(seed, (uint64_t)row->amount + 1);
	row->amount -= more->amount;
	for (size_t i = 0; i + 1 < g->num_rows; i++) {
		size_t j = i + random_below(seed, g->num_rows - i);
		fl_gift swap = g->rows[i];
		g->rows[i] = g->rows[j];
		g->rows[j] = swap;
	}
}

static void test_quadratic_axioms__cuts_and_order_change_nothing(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= CASES; first++) {
		uint64_t seed = first;
		random_gifts g = make(&seed), other = g;
		if (g.num_rows == 0)
			continue;
		cut_and_shuffle(&other, &seed);
		for (int t = FL_QUADRATIC_PAIRWISE; t <= FL_QUADRATIC_MEDIAN; t++) {
			fl_quadratic_vec a = weigh(&g, (fl_quadratic_target)t),
					 b = weigh(&other, (fl_quadratic_target)t);
			if (!same(&a, &b))
				fail_msg("seed %llu target %d", (unsigned long long)first, t);
			fl_quadratic_vec_release(&a);
			fl_quadratic_vec_release(&b);
		}
	}
}

/* A giver's gifts to a dream, all or a part of them, come from somebody new: roots included, q never falls. */
static void test_quadratic_axioms__a_giver_more_never_lowers_the_weight(void **state)
{
	size_t rose = 0;

	(void)state;
	for (uint64_t first = 1; first <= CASES; first++) {
		uint64_t seed = first;
		random_gifts g = make(&seed), other = g;
		if (g.num_rows == 0)
			continue;
		fl_gift *row = &other.rows[random_below(&seed, g.num_rows)], *more = &other.rows[other.num_rows++];
		*more = *row;
		more->giver = GIVERS - 1; /* make() uses this one never */
		more->amount = (fl_money)random_below(&seed, (uint64_t)row->amount + 1);
		row->amount -= more->amount;
		fl_quadratic_vec a = weigh(&g, FL_QUADRATIC_PAIRWISE), b = weigh(&other, FL_QUADRATIC_PAIRWISE);
		for (uint32_t i = 0; i < g.dreams; i++) {
			int order = mpz_cmp(b.items[i], a.items[i]);
			if (order < 0 || (order != 0 && i != more->dream))
				fail_msg("seed %llu", (unsigned long long)first);
			rose += order > 0;
		}
		fl_quadratic_vec_release(&a);
		fl_quadratic_vec_release(&b);
	}
	assert_true(rose > CASES / 4);
}

/* ---- money ------------------------------------------------------------------------------------------------- */

typedef struct random_division {
	int64_t weights[DREAMS];
	fl_money caps[DREAMS];
	unsigned unit;
	size_t len;
	fl_quadratic_terms terms;
} random_division;

static void make_division(random_division *d, uint64_t *seed)
{
	static const uint64_t sizes[] = { 3, 20, 1000, 100000 };

	*d = (random_division){ .len = 1 + random_below(seed, DREAMS), .unit = 1 + (unsigned)random_below(seed, 2) };
	for (size_t i = 0; i < d->len; i++) {
		d->weights[i] = (int64_t)random_below(seed, sizes[random_below(seed, 4)]);
		d->caps[i] = (fl_money)random_below(seed, sizes[random_below(seed, 4)]) - 1;
	}
	d->terms.pool = (fl_money)random_below(seed, sizes[random_below(seed, 4)]);
	d->terms.pay_whole = random_below(seed, 2);
	d->terms.caps = random_below(seed, 2) ? d->caps : NULL;
	d->terms.has_cap_share = random_below(seed, 2);
	d->terms.cap_share = (fl_share){ (int64_t)random_below(seed, 10), 9 };
}

static fl_money cap_of(const random_division *d, size_t i)
{
	fl_money cap = INT64_MAX;

	if (d->terms.has_cap_share)
		cap = d->terms.pool * d->terms.cap_share.num / d->terms.cap_share.den;
	if (d->terms.caps && d->caps[i] >= 0 && d->caps[i] < cap)
		cap = d->caps[i];
	return cap;
}

/* The exact amounts as numerators over *den: caps are met in the order of cap / weight, so try every dream in it. */
static void divide_slowly(const random_division *d, int64_t *ret_nums, int64_t *ret_den)
{
	size_t order[DREAMS], len = 0, i = 0;
	int64_t weight = 0, money;

	for (size_t k = 0; k < d->len; k++) { /* sorted by insertion */
		size_t at = len;
		ret_nums[k] = 0;
		if (d->weights[k] == 0)
			continue;
		for (; at > 0; at--) {
			size_t before = order[at - 1];
			if ((__int128)cap_of(d, before) * d->weights[k] <=
			    (__int128)cap_of(d, k) * d->weights[before])
				break;
			order[at] = before;
		}
		order[at] = k;
		len++;
		weight += d->weights[k];
	}
	money = d->terms.pool * d->unit;
	money = !d->terms.pay_whole && weight < money ? weight : money;
	for (; i < len; i++) { /* money and caps in 1/unit */
		size_t k = order[i];
		fl_money cap = cap_of(d, k);
		if ((__int128)cap * d->unit * weight > (__int128)money * d->weights[k])
			break;
		money -= cap * d->unit;
		weight -= d->weights[k];
	}
	*ret_den = weight > 0 ? weight * d->unit : 1;
	for (size_t k = 0; k < len; k++)
		ret_nums[order[k]] = k < i ? cap_of(d, order[k]) * *ret_den : money * d->weights[order[k]];
}

static fl_status run(random_division *d, fl_quadratic_rounding rounding, fl_money *paid)
{
	fl_quadratic_vec weights = gift_vec(d->len);
	fl_error err = FL_ERROR_INIT;

	for (size_t i = 0; i < d->len; i++)
		mpz_set_si(weights.items[i], (long)d->weights[i]);
	weights.unit = d->unit;
	d->terms.rounding = rounding;
	fl_status status = fl_quadratic_divide(&weights, &d->terms, paid, &err);
	fl_quadratic_vec_release(&weights);
	return status;
}

/* Rounded down or up; all whole units paid; and whoever was rounded up had a larger fraction, or as large and came
 * first, than whoever was rounded down. */
static void check_remainders(const random_division *d, const fl_money *paid, uint64_t seed)
{
	int64_t nums[DREAMS], den, all = 0;
	fl_money total = 0;

	divide_slowly(d, nums, &den);
	for (size_t i = 0; i < d->len; i++) {
		all += nums[i];
		total += paid[i];
		if (paid[i] != nums[i] / den && (paid[i] != nums[i] / den + 1 || nums[i] % den == 0))
			fail_msg("seed %llu dream %zu: %lld of %lld/%lld", (unsigned long long)seed, i,
				 (long long)paid[i], (long long)nums[i], (long long)den);
		for (size_t k = 0; k < d->len; k++) {
			bool up = paid[i] > nums[i] / den, down = paid[k] == nums[k] / den;
			int64_t mine = nums[i] % den, theirs = nums[k] % den;
			if (up && down && (theirs > mine || (theirs == mine && k < i)))
				fail_msg("seed %llu: %zu before %zu", (unsigned long long)seed, i, k);
		}
	}
	if (total != all / den)
		fail_msg("seed %llu: %lld of %lld/%lld paid", (unsigned long long)seed, (long long)total,
			 (long long)all, (long long)den);
}

static void check_nearest(const random_division *d, fl_status status, const fl_money *paid, uint64_t seed)
{
	int64_t nums[DREAMS], den;
	fl_money total = 0;

	divide_slowly(d, nums, &den);
	for (size_t i = 0; i < d->len; i++) {
		fl_money want = (2 * nums[i] + den) / (2 * den);
		total += want;
		if (status == FL_OK && paid[i] != want)
			fail_msg("seed %llu dream %zu: nearest", (unsigned long long)seed, i);
	}
	if ((status == FL_OK) != (total <= d->terms.pool))
		fail_msg("seed %llu: %lld of a pool of %lld", (unsigned long long)seed, (long long)total,
			 (long long)d->terms.pool);
}

static void check_limits(const random_division *d, const fl_money *paid, uint64_t seed)
{
	fl_money total = 0;

	for (size_t i = 0; i < d->len; i++) {
		total += paid[i];
		if (paid[i] < 0 || paid[i] > cap_of(d, i) || (d->weights[i] == 0 && paid[i] != 0))
			fail_msg("seed %llu dream %zu: %lld", (unsigned long long)seed, i, (long long)paid[i]);
		for (size_t k = 0; k < d->len; k++) /* equals get the same, but for the last unit */
			if (d->weights[i] == d->weights[k] && cap_of(d, i) == cap_of(d, k) && paid[i] > paid[k] + 1)
				fail_msg("seed %llu: %zu and %zu are equal", (unsigned long long)seed, i, k);
	}
	if (total > d->terms.pool)
		fail_msg("seed %llu: more than the pool", (unsigned long long)seed);
}

static void test_quadratic_axioms__money_equals_the_level_found_by_sorting(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 5 * CASES; first++) {
		uint64_t seed = first;
		random_division d;
		fl_money paid[DREAMS];
		make_division(&d, &seed);
		assert_int_equal(run(&d, FL_QUADRATIC_LARGEST_REMAINDER, paid), FL_OK);
		check_limits(&d, paid, first);
		check_remainders(&d, paid, first);
		fl_status status = run(&d, FL_QUADRATIC_NEAREST, paid);
		check_nearest(&d, status, paid, first);
	}
}

/* The published way keeps all limits, too, and pays at most the exact money; without caps it is that, rounded down.
 */
static void test_quadratic_axioms__the_published_way_keeps_the_limits(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 5 * CASES; first++) {
		uint64_t seed = first;
		random_division d;
		fl_money paid[DREAMS], total = 0;
		int64_t nums[DREAMS], den, all = 0;
		make_division(&d, &seed);
		assert_int_equal(run(&d, FL_QUADRATIC_FLOOR, paid), FL_OK);
		check_limits(&d, paid, first);
		divide_slowly(&d, nums, &den);
		for (size_t i = 0; i < d.len; i++) {
			all += nums[i];
			total += paid[i];
			if (!d.terms.caps && !d.terms.has_cap_share && paid[i] != nums[i] / den)
				fail_msg("seed %llu dream %zu: floor", (unsigned long long)first, i);
		}
		if (total > all / den)
			fail_msg("seed %llu: more than the exact money", (unsigned long long)first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic_axioms__weights_equal_the_sum_over_pairs),
		cmocka_unit_test(test_quadratic_axioms__one_giver_gives_no_match),
		cmocka_unit_test(test_quadratic_axioms__cuts_and_order_change_nothing),
		cmocka_unit_test(test_quadratic_axioms__a_giver_more_never_lowers_the_weight),
		cmocka_unit_test(test_quadratic_axioms__money_equals_the_level_found_by_sorting),
		cmocka_unit_test(test_quadratic_axioms__the_published_way_keeps_the_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
