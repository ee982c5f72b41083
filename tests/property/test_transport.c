/* SPDX-License-Identifier: Apache-2.0
 *
 * test_transport.c - can the pools pay these sums? The flow of transport.c against Hall's condition over all sets of
 * pools, on random rounds with up to three pools of every selector, some of which must be spent.
 */
#include "proof_oracle.h"

#include "verify/checks.h"

static bool can_pay(kit *k, const fl_money *x)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	mpz_t sums[KIT_MAX], three;
	fl_verify_case c = { k->spec, k->dreams, k->num_dreams, k->allocation, { .arena = FL_ARENA_INIT }, &verdict };
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify_limits_build(k->spec, k->dreams, k->num_dreams, &c.limits, &err), FL_OK);
	mpz_init_set_ui(three, 3); /* all amounts in thirds */
	for (size_t i = 0; i < c.limits.kinds.len; i++)
		mpz_init(sums[i]);
	for (size_t i = 0; i < k->num_dreams; i++)
		if (c.limits.terms[i].kind != FL_VERIFY_NONE)
			mpz_add_ui(sums[c.limits.terms[i].kind], sums[c.limits.terms[i].kind],
				   3 * (unsigned long)x[i]);
	assert_int_equal(fl_verify_transport(&c, sums, three, false, &err), FL_OK);
	bool answer = !fl_verify_refused(&verdict);
	for (size_t i = 0; i < c.limits.kinds.len; i++)
		mpz_clear(sums[i]);
	mpz_clear(three);
	fl_verify_limits_release(&c.limits);
	fl_verdict_release(&verdict);
	return answer;
}

static void test_transport__agrees_with_halls_condition(void **state)
{
	(void)state;
	size_t yes = 0, no = 0;
	for (uint64_t i = 0; i < 2000; i++) {
		kit k;
		oracle o;
		int y[KIT_MAX];
		fl_money x[KIT_MAX] = { 0 };
		uint64_t seed = 60000 + i;
		oracle_round(&k, &seed, "{}", 40);
		for (int64_t n = kit_between(&seed, 1, 10); n > 0; n--)
			oracle_dream(&k, &seed, 20);
		k.spec->num_groups = 0;
		for (size_t p = 0; p < k.spec->num_pools; p++)
			k.spec->pools[p].must_spend = kit_between(&seed, 0, 3) == 0;
		oracle_open(&o, &k);
		for (size_t j = 0; j < k.num_dreams; j++)
			x[j] = o.payable[j] ? kit_between(&seed, 0, k.dreams[j].request) : 0;
		bool want = !oracle_ray(&o, x, y), got = can_pay(&k, x);
		if (want != got)
			fail_msg("seed %llu: expected %d", (unsigned long long)(60000 + i), want);
		yes += want;
		no += !want;
		oracle_close(&o);
		kit_free(&k);
	}
	assert_true(yes > 200 && no > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_transport__agrees_with_halls_condition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
