/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_bound.c - the bound of random multipliers over random boxes in random rounds: the swift way, the wide
 * way, and the definition of domain/proof.h written out dream by dream must give one number. Also u_i and m_i against
 * domain/.
 */
#include "proof_oracle.h"

#include "verify/bound.h"

#define ROUNDS 400

/* SMALL: the swift way. WIDE: common denominators leave 128 bits. BORDER: every number fits, their sums may not. */
typedef enum magnitude { SMALL, WIDE, BORDER } magnitude;

static uint64_t seed_of_run = 20260905;

/* Random admissible multipliers. */
static void random_multipliers(kit *k, const oracle *o, uint64_t *seed, magnitude size, mpq_t *y)
{
	kit_set(k, 8);
	for (size_t r = 0; r < o->num_rows; r++) {
		char text[80];
		int64_t num = kit_between(seed, -40, 40),
			den = kit_between(seed, 1, size == WIDE ? INT64_C(1) << 40 : 60);
		if (size == BORDER) {
			num = kit_between(seed, -1, 1) * (INT64_C(1) << kit_between(seed, 0, 61)) + num;
			den = INT64_C(1) << kit_between(seed, 40, 61);
		}
		if (num < 0 && !o->rows[r].has_lo)
			num = -num;
		if (num > 0 && !o->rows[r].has_hi)
			num = -num;
		if (kit_between(seed, 0, 3) == 0)
			continue;
		snprintf(text, sizeof text, "%lld/%lld", (long long)num, (long long)den);
		kit_y(k, o->rows[r].name, text);
		assert_true(fl_mpq_parse(y[r], fl_str_of(text)));
	}
}

static bool equal_for_columns(const fl_verify_limits *limits, size_t a, size_t b)
{
	return limits->terms[a].kind == limits->terms[b].kind && limits->terms[a].upper == limits->terms[b].upper &&
	       limits->terms[a].least == limits->terms[b].least &&
	       limits->dreams[a].tally == limits->dreams[b].tally &&
	       limits->dreams[a].request == limits->dreams[b].request;
}

/* Some dreams (with their next equals) become columns with a random box; lo and hi say the same dream by dream. */
static void random_boxes(kit *k, const fl_verify_limits *limits, uint64_t *seed, fl_verify_box *boxes, fl_money *lo,
			 fl_money *hi)
{
	for (size_t i = 0; i < k->num_dreams; i++) {
		lo[i] = 0;
		hi[i] = limits->terms[i].upper;
	}
	for (size_t i = 0; i < k->num_dreams; i++) {
		uint32_t dreams[KIT_MAX], len = 0;
		if (limits->terms[i].kind == FL_VERIFY_NONE || kit_between(seed, 0, 1))
			continue;
		dreams[len++] = (uint32_t)i;
		while (i + 1 < k->num_dreams && equal_for_columns(limits, i, i + 1))
			dreams[len++] = (uint32_t)++i;
		fl_verify_box *box = &boxes[kit_column(k, dreams, len)];
		box->at_most = (uint32_t)kit_between(seed, 0, len);
		box->at_least = (uint32_t)kit_between(seed, 0, box->at_most);
		for (uint32_t j = 0; j < len; j++) {
			lo[dreams[j]] = j < box->at_least ? limits->terms[dreams[j]].least : 0;
			hi[dreams[j]] = j < box->at_most ? limits->terms[dreams[j]].upper : 0;
		}
	}
}

static void compare(kit *k, const fl_verify_limits *limits, const oracle *o, mpq_t *y, const fl_verify_box *boxes,
		    const fl_money *lo, const fl_money *hi, size_t *swift_count)
{
	fl_proof *proof = k->allocation->proof;
	uint32_t row[KIT_MAX];
	mpq_t want;
	fl_fraction got;
	fl_error err = FL_ERROR_INIT;
	mpq_init(want);
	fl_fraction_init(&got);
	for (size_t r = 0; r < proof->num_rows; r++) {
		size_t at = fl_map_get(&limits->row_of_name, proof->rows[r]);
		assert_true(at != FL_MAP_NONE);
		row[r] = (uint32_t)at;
	}
	for (int swift = 0; swift < 2; swift++) {
		fl_verify_bound bound = { 0 };
		assert_int_equal(fl_verify_bound_open(limits, proof, row, swift, &bound, &err), FL_OK);
		for (int empty = 0; empty < 2; empty++) {
			fl_verify_aim aim = empty ? FL_VERIFY_AIM_EMPTY : FL_VERIFY_AIM_VALUE;
			assert_int_equal(fl_verify_bound_value(&bound, 0, aim, boxes, &got, &err), FL_OK);
			oracle_bound(o, y, !empty, lo, hi, want);
			if (fl_fraction_cmp_q(&got, want) != 0) {
				gmp_printf("want %Qd got %Zd/%Zd\n", want, got.num, got.den);
				fail_msg("seed %llu: swift %d, empty %d", (unsigned long long)seed_of_run, swift,
					 empty);
			}
			*swift_count += bound.swift.set_fits;
		}
		fl_verify_bound_release(&bound);
	}
	fl_fraction_release(&got);
	mpq_clear(want);
}

static bool contradictory(const oracle *o)
{
	for (size_t r = 0; r < o->num_rows; r++)
		if (o->rows[r].has_lo && o->rows[r].has_hi && mpq_cmp(o->rows[r].lo, o->rows[r].hi) > 0)
			return true;
	return false;
}

static const char *const policies[] = { "{}",
					"{\"indivisible\":true}",
					"{\"minimum_award\":3}",
					"{\"cap\":9,\"minimum_award\":7}",
					"{\"cap_share\":\"3/7\"}",
					"{\"cap_share\":\"2/3\",\"indivisible\":true}" };

static void compare_once(uint64_t seed, magnitude size, size_t *swift_count)
{
	kit k;
	oracle o;
	mpq_t y[KIT_MAX];
	fl_verify_box boxes[KIT_MAX];
	fl_money lo[KIT_MAX], hi[KIT_MAX];
	fl_verify_limits limits = { .arena = FL_ARENA_INIT };
	fl_error err = FL_ERROR_INIT;
	seed_of_run = seed;
	fl_money scale = size == SMALL ? 1 : INT64_C(1) << (size == WIDE ? 36 : kit_between(&seed, 2, 55));
	oracle_round(&k, &seed, oracle_pick(&seed, policies, 6), 40 * scale);
	for (int64_t n = kit_between(&seed, 0, 10); n > 0; n--)
		oracle_dream(&k, &seed, 20 * scale);
	for (size_t i = 0; i < k.num_dreams && size == BORDER; i++) { /* one small common denominator of all values */
		k.dreams[i].request = scale << (k.dreams[i].request % 4);
		k.dreams[i].tally <<= kit_between(&seed, 0, 56);
	}
	kit_open(&k, FL_FEASIBLE);
	oracle_open(&o, &k);
	for (size_t r = 0; r < o.num_rows; r++)
		mpq_init(y[r]);
	assert_int_equal(fl_verify_limits_build(k.spec, k.dreams, k.num_dreams, &limits, &err), FL_OK);
	assert_int_equal(limits.rows.len, o.num_rows);
	for (size_t i = 0; i < k.num_dreams; i++) {
		assert_int_equal(limits.terms[i].upper, fl_round_upper(k.spec, &k.dreams[i]));
		assert_int_equal(limits.terms[i].least, fl_round_least(k.spec, &k.dreams[i]));
		assert_int_equal(limits.terms[i].kind != FL_VERIFY_NONE, o.payable[i]);
	}
	random_multipliers(&k, &o, &seed, size, y);
	random_boxes(&k, &limits, &seed, boxes, lo, hi);
	if (!contradictory(&o)) /* such a row has no allocation to bound */
		compare(&k, &limits, &o, y, boxes, lo, hi, swift_count);
	for (size_t r = 0; r < o.num_rows; r++)
		mpq_clear(y[r]);
	fl_verify_limits_release(&limits);
	oracle_close(&o);
	kit_free(&k);
}

static void test_verify_bound__is_the_definition_both_ways(void **state)
{
	(void)state;
	size_t swift = 0;
	for (uint64_t i = 0; i < ROUNDS; i++)
		compare_once(1000 + i, SMALL, &swift);
	assert_true(swift > ROUNDS); /* of 2 * ROUNDS that were allowed to: the swift way has been tried */
}

static void test_verify_bound__goes_the_wide_way_where_numbers_are_large(void **state)
{
	(void)state;
	size_t swift = 0;
	for (uint64_t i = 0; i < ROUNDS; i++)
		compare_once(500000 + i, WIDE, &swift);
	assert_true(swift < ROUNDS);
}

/* Just below and just above what 128 bits hold: the guards must send every sum that could leave them the wide way. */
static void test_verify_bound__never_overflows_at_the_border(void **state)
{
	(void)state;
	size_t swift = 0;
	for (uint64_t i = 0; i < 4 * ROUNDS; i++)
		compare_once(900000 + i, BORDER, &swift);
	assert_true(swift > ROUNDS && swift < 7 * ROUNDS);
}

/* Four dreams of 4e18 flowers each, and a pool that nobody draws on, with the price y_idle. */
static size_t swift_of_large(const char *groups, const char *y_idle)
{
	static const char *const names[] = { "a", "b", "c", "d" };
	kit k;
	oracle o;
	mpq_t y[KIT_MAX];
	fl_money lo[KIT_MAX] = { 0 }, hi[KIT_MAX] = { 8, 8, 8, 8 };
	fl_verify_limits limits = { .arena = FL_ARENA_INIT };
	fl_error err = FL_ERROR_INIT;
	size_t swift = 0;
	kit_round(&k, "",
		  "[{\"id\":\"idle\",\"amount\":\"4611686018427387000\",\"selector\":{\"category\":\"x\"}},"
		  "{\"id\":\"p\",\"amount\":\"9\"}]",
		  groups);
	for (int i = 0; i < 4; i++)
		kit_dream(&k, names[i], "y", 8, INT64_C(4000000000000000000));
	kit_open(&k, FL_FEASIBLE);
	oracle_open(&o, &k);
	assert_int_equal(fl_verify_limits_build(k.spec, k.dreams, k.num_dreams, &limits, &err), FL_OK);
	kit_set(&k, 1);
	kit_y(&k, "pool:idle", y_idle);
	kit_y(&k, "pool:p", "1/576460752303423488"); /* 2^-59 */
	for (size_t r = 0; r < o.num_rows; r++)
		mpq_init(y[r]);
	for (int r = 0; r < 2; r++) /* pools are the first rows of the oracle */
		mpq_set(y[r], k.allocation->proof->sets[0].items[r].y);
	compare(&k, &limits, &o, y, NULL, lo, hi, &swift);
	for (size_t r = 0; r < o.num_rows; r++)
		mpq_clear(y[r]);
	fl_verify_limits_release(&limits);
	oracle_close(&o);
	kit_free(&k);
	return swift;
}

static void test_verify_bound__adds_up_without_overflow(void **state)
{
	(void)state;
	assert_int_equal(swift_of_large("", "1"), 2);
	/* the rows alone come to almost 2^127, with prices and values that pass: together they leave 128 bits */
	assert_int_equal(swift_of_large("", "64"), 0);
	/* a share of 1/97 of what is awarded makes the denominator 97 times as large: the values leave 128 bits */
	assert_int_equal(swift_of_large("[{\"id\":\"g\",\"max_share\":\"1/97\",\"of\":\"awarded\"}]", "0"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_bound__is_the_definition_both_ways),
		cmocka_unit_test(test_verify_bound__goes_the_wide_way_where_numbers_are_large),
		cmocka_unit_test(test_verify_bound__never_overflows_at_the_border),
		cmocka_unit_test(test_verify_bound__adds_up_without_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
