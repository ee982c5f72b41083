/* SPDX-License-Identifier: Apache-2.0
 *
 * test_reasons.c - prices worked out by hand, one reason a dream, and "n flowers" that are exact.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "make_round.h"
#include "small_round.h"

static void assert_price(const fl_limit_line *line, long num, unsigned long den)
{
	mpq_t q;
	mpq_init(q);
	mpq_set_si(q, num, den);
	mpq_canonicalize(q);
	assert_true(line->has_price);
	if (!mpq_equal(line->price, q))
		gmp_printf("price %Qd, not %Qd\n", line->price, q);
	assert_true(mpq_equal(line->price, q));
	mpq_clear(q);
}

static void test_reasons__price_of_money_is_the_marginal_dream(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 50, 100, 1 },
				       { "b", "", "", 30, 100, 2 },
				       { "c", "", "", 20, 200, 3 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"150\"}]", dreams);
	assert_price(small_limit(&s, "p"), 30, 100); /* one more yuan brings 0.3 flowers, from b */
	assert_int_equal(small_reason(&s, "a")->reason, FL_WHY_FULL);
	assert_int_equal(small_reason(&s, "b")->reason, FL_WHY_MARGIN);
	assert_int_equal(small_reason(&s, "c")->reason, FL_WHY_OUTBID);
	assert_int_equal(small_reason(&s, "c")->needs, 61); /* 200 * 0.3 = 60 is not enough */
	small_release(&s);
}

static void test_reasons__group_limit_and_cap_and_floor(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 90, 100, 1 },
				       { "b", "x", "", 80, 100, 2 },
				       { "c", "y", "", 10, 100, 3 },
				       { "d", "z", "", 1, 100, 4 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"cap\":\"90\"},\"pools\":[{\"id\":\"p\",\"amount\":\"200\"}],"
		    "\"groups\":[{\"id\":\"gx\",\"selector\":{\"category\":\"x\"},\"max\":\"100\"},"
		    "{\"id\":\"gz\",\"selector\":{\"category\":\"z\"},\"min\":\"20\"}]",
		    dreams);
	assert_int_equal(small_award(&s, "a"), 90);
	assert_int_equal(small_award(&s, "b"), 10);
	assert_int_equal(small_award(&s, "c"), 80);
	assert_int_equal(small_award(&s, "d"), 20);
	assert_int_equal(small_reason(&s, "a")->reason, FL_WHY_CAP);
	assert_int_equal(small_reason(&s, "b")->reason, FL_WHY_GROUP);
	assert_string_equal(s.a->limits[small_reason(&s, "b")->limit].name.data, "gx");
	assert_int_equal(small_reason(&s, "c")->reason, FL_WHY_MARGIN);
	assert_int_equal(small_reason(&s, "d")->reason, FL_WHY_FLOOR);
	assert_price(small_limit(&s, "p"), 10, 100);
	assert_price(small_limit(&s, "gx"), 70, 100); /* 0.8 from b instead of 0.1 from c */
	assert_price(small_limit(&s, "gz"), -9, 100); /* the minimum costs 0.1 - 0.01 for each yuan */
	small_release(&s);
}

static void test_reasons__no_pool_may_pay(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 90, 100, 1 }, { "b", "y", "", 80, 100, 2 } };
	small_round s;
	SMALL_SOLVE(&s, "\"pools\":[{\"id\":\"p\",\"amount\":\"200\",\"selector\":{\"category\":\"x\"}}]", dreams);
	assert_int_equal(small_reason(&s, "b")->reason, FL_WHY_NO_POOL);
	assert_int_equal(small_award(&s, "b"), 0);
	small_release(&s);
}

static void test_reasons__indivisible_rounds_claim_no_price(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 90, 100, 1 },
				       { "b", "", "", 80, 100, 2 },
				       { "huge", "", "", 9999, 5000, 3 } };
	small_round s;
	SMALL_SOLVE(
	    &s,
	    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"150\"}]",
	    dreams);
	assert_false(small_limit(&s, "p")->has_price);
	assert_int_equal(small_reason(&s, "a")->reason, FL_WHY_FULL);
	assert_int_equal(small_reason(&s, "b")->reason, FL_WHY_OUTBID);
	assert_int_equal(small_reason(&s, "b")->needs, -1);
	assert_int_equal(small_reason(&s, "huge")->reason, FL_WHY_INDIVISIBLE);
	small_release(&s);
}

/* Give an outbid dream exactly the flowers it is told: it gets money. At n - 1 it may be level with another, and the
 * tie order decides; at n - 2 it gets none. Tallies are in thousands, so that is exact to two thousandths of a usual
 * flower. */
static void test_reasons__needed_flowers_are_exact(void **state)
{
	(void)state;
	int checked = 0;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL, *b = NULL;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 4, 25), 300, MADE_DIVISIBLE, false));
		for (size_t i = 0; i < m.count; i++)
			m.dreams[i].tally *= 1000;
		assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, NULL), FL_OK);
		for (size_t i = 0; i < m.count && a->outcome == FL_OPTIMAL; i++) {
			if (a->awards[i].reason != FL_WHY_OUTBID || a->awards[i].amount > 0 || a->awards[i].needs < 2)
				continue;
			int64_t had = m.dreams[i].tally;
			for (int64_t less = 0; less <= 2; less += 2) {
				m.dreams[i].tally = a->awards[i].needs - less;
				assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &b, NULL), FL_OK);
				bool money = b->proof->unrounded[i].whole > 0 || b->proof->unrounded[i].rest;
				if (money != (less == 0))
					fail_msg("seed %llu, dream %zu, %lld flowers\n%s", (unsigned long long)seed,
						 i, (long long)m.dreams[i].tally, m.text);
				fl_allocation_free(b);
			}
			m.dreams[i].tally = had;
			checked++;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(checked > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons__price_of_money_is_the_marginal_dream),
		cmocka_unit_test(test_reasons__group_limit_and_cap_and_floor),
		cmocka_unit_test(test_reasons__no_pool_may_pay),
		cmocka_unit_test(test_reasons__indivisible_rounds_claim_no_price),
		cmocka_unit_test(test_reasons__needed_flowers_are_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
