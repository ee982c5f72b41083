/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fraction.c - exact sums against sums that reduce after every step.
 */
#include "proof_kit.h"

#include "verify/fraction.h"

static void test_fraction__sums_are_what_reducing_sums_are(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 200; i++) {
		uint64_t seed = i;
		fl_fraction_sum sum;
		fl_fraction total;
		fl_error err = FL_ERROR_INIT;
		mpq_t want, term;
		mpz_t num, scale;
		fl_fraction_sum_init(&sum);
		fl_fraction_init(&total);
		mpq_inits(want, term, NULL);
		mpz_init(num);
		mpz_init_set_si(scale, kit_between(&seed, 1, 9));
		for (int64_t n = kit_between(&seed, 0, 40); n > 0; n--) {
			int64_t den = kit_between(&seed, 1, kit_between(&seed, 0, 1) ? 12 : INT64_MAX - 1);
			int64_t a = kit_between(&seed, 0, INT64_MAX / 2),
				b = kit_between(&seed, 0, 1) ? den : kit_between(&seed, -99, 99);
			mpz_set_si(mpq_numref(term), a);
			mpz_mul_si(mpq_numref(term), mpq_numref(term), b);
			mpz_set(num, mpq_numref(term));
			mpz_set_si(mpq_denref(term), den);
			mpq_canonicalize(term);
			mpq_add(want, want, term);
			if (kit_between(&seed, 0, 1))
				assert_int_equal(fl_fraction_sum_product(&sum, a, b, den, &err), FL_OK);
			else
				assert_int_equal(fl_fraction_sum_add(&sum, num, den, &err), FL_OK);
		}
		mpz_mul(mpq_denref(want), mpq_denref(want), scale);
		mpq_canonicalize(want);
		fl_fraction_sum_total(&sum, scale, &total);
		if (fl_fraction_cmp_q(&total, want) != 0)
			fail_msg("seed %llu", (unsigned long long)i);
		fl_fraction_sum_total(&sum, scale, &total); /* asking twice changes nothing */
		fl_fraction_get(&total, term, term);
		assert_true(mpq_equal(term, want));
		mpq_clears(want, term, NULL);
		mpz_clears(num, scale, NULL);
		fl_fraction_release(&total);
		fl_fraction_sum_release(&sum);
	}
}

static void test_fraction__knows_numbers_of_128_bits(void **state)
{
	(void)state;
	mpz_t z, want;
	mpz_inits(z, want, NULL);
	fl_i128 least = (fl_i128)1 << 126;
	least = -least - least;
	fl_mpz_set_i128(z, least);
	mpz_setbit(want, 127);
	mpz_neg(want, want);
	assert_int_equal(mpz_cmp(z, want), 0);
	fl_mpz_set_i128(z, -(least + 1));
	mpz_add_ui(want, want, 1);
	mpz_neg(want, want);
	assert_int_equal(mpz_cmp(z, want), 0);
	fl_mpz_set_i128(z, -5);
	assert_int_equal(mpz_cmp_si(z, -5), 0);
	mpz_clears(z, want, NULL);
}

static void test_fraction__compares_by_value(void **state)
{
	(void)state;
	fl_fraction a, b;
	fl_fraction_init(&a);
	fl_fraction_init(&b);
	mpz_set_si(a.num, -4);
	mpz_set_si(a.den, 6);
	mpz_set_si(b.num, -6);
	mpz_set_si(b.den, 9);
	assert_int_equal(fl_fraction_cmp(&a, &b), 0);
	mpz_set_si(b.num, -5);
	assert_true(fl_fraction_cmp(&a, &b) < 0);
	mpz_set_si(b.num, 1);
	assert_true(fl_fraction_cmp(&a, &b) < 0);
	assert_true(fl_fraction_cmp(&b, &a) > 0);
	fl_fraction_release(&a);
	fl_fraction_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fraction__sums_are_what_reducing_sums_are),
		cmocka_unit_test(test_fraction__knows_numbers_of_128_bits),
		cmocka_unit_test(test_fraction__compares_by_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
