/* SPDX-License-Identifier: Apache-2.0
 *
 * test_resolve.c - what would have changed an award: by hand, beside the prices that say the same, and by counting up.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/resolve.h"
#include "make_round.h"
#include "small_round.h"

static fl_change small_change(const small_round *s, const char *id)
{
	fl_change change = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t i = 0;
	while (!fl_str_eqz(s->dreams[i].id, id))
		i++;
	if (fl_change_find(s->spec, s->dreams, s->count, i, s->a, &change, &err))
		fail_msg("%s", err.message);
	return change;
}

static int64_t needed(const small_round *s, const fl_change *change, const char *limit)
{
	for (size_t i = 0; i < change->num_limits; i++)
		if (fl_str_eqz(s->a->limits[change->limits[i].limit].name, limit))
			return change->limits[i].needs;
	fail_msg("no limit '%s'", limit);
	return 0;
}

/* a and b fill the pool with 30 flowers; c beside a fits with c + 10: 20 would tie, and b was first. */
static void test_resolve__whole_requests(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 500, 1 }, { "b", "x", "", 20, 500, 2 }, { "c", "y", "", 5, 500, 3 } };
	small_round s;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]", dreams);
	fl_change c = small_change(&s, "c");
	assert_true(c.exact && c.asks_flowers);
	assert_int_equal(c.first, 11);
	assert_int_equal(c.whole, 11);
	assert_int_equal(needed(&s, &c, "p"), 1500);
	assert_true(c.divisions < 30);
	small_release(&s);
}

/* However many flowers: the group's maximum is less than the request, and with 300 it would fit. */
static void test_resolve__no_number_of_flowers(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 100, 1 }, { "b", "y", "", 20, 300, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],"
		    "\"groups\":[{\"id\":\"y\",\"selector\":{\"category\":\"y\"},\"max\":\"200\"}]",
		    dreams);
	fl_change c = small_change(&s, "b");
	assert_int_equal(c.first, -1);
	assert_string_equal(s.a->limits[c.stands].name.data, "y");
	assert_int_equal(needed(&s, &c, "y"), 300);
	assert_int_equal(needed(&s, &c, "p"), -1);
	small_release(&s);
}

/* Greedy: in the order of flowers, ties in file order. b is passed over once a has taken its money. */
static void test_resolve__greedy(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 10, 600, 1 }, { "b", "", "", 4, 600, 2 } };
	small_round s;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]", dreams);
	fl_change c = small_change(&s, "b");
	assert_int_equal(c.first, 11);
	assert_int_equal(needed(&s, &c, "p"), 1200);
	small_release(&s);
}

/* Coverage: flowers decide nothing; c is under a group that is full of nothing. */
static void test_resolve__coverage(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 600, 1 }, { "b", "y", "", 4, 600, 2 } };
	small_round s;
	SMALL_SOLVE(&s,
		    "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}],"
		    "\"groups\":[{\"id\":\"y\",\"selector\":{\"category\":\"y\"},\"max\":\"0\"}]",
		    dreams);
	fl_change c = small_change(&s, "b");
	assert_int_equal(c.first, -1);
	assert_string_equal(s.a->limits[c.stands].name.data, "y");
	assert_int_equal(needed(&s, &c, "y"), 1);
	small_release(&s);
}

/* Proportional: 10 of 40 flowers for 1,000 are 250; all of its 300 with 300 / 700 of the others' 30. */
static void test_resolve__proportional(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "x", "", 10, 300, 1 }, { "b", "y", "", 30, 2000, 2 } };
	small_round s;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"proportional\"},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]", dreams);
	assert_int_equal(small_award(&s, "a"), 250);
	fl_change c = small_change(&s, "a");
	assert_int_equal(c.whole, 13); /* 12.86 */
	assert_int_equal(c.first, -1); /* it has money */
	assert_int_equal(c.num_limits, 0);
	small_release(&s);
}

/* Below the threshold of 20, and what it takes to reach it is not enough. */
static void test_resolve__below_the_threshold(void **state)
{
	(void)state;
	const small_dream dreams[] = { { "a", "", "", 40, 500, 1 }, { "b", "", "", 25, 500, 2 } , { "c", "", "", 9, 500, 3 } };
	small_round s;
	SMALL_SOLVE(&s, "\"policy\":{\"name\":\"support\",\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":\"1000\"}]", dreams);
	fl_candidate *c = &s.dreams[2];
	c->threshold = 20;
	c->standing = FL_BELOW_THRESHOLD;
	fl_change change = small_change(&s, "c");
	assert_int_equal(change.first, 26);
	c->threshold = 30;
	change = small_change(&s, "c");
	assert_int_equal(change.first, 30);
	small_release(&s);
}

/* In a divisible round by flowers the price says it, and so does dividing again. */
static void test_resolve__says_what_prices_say(void **state)
{
	(void)state;
	int compared = 0, same = 0;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 12), 60, MADE_DIVISIBLE, false));
		assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, &err), FL_OK);
		for (size_t i = 0; i < m.count; i++) {
			fl_change change;
			if (a->awards[i].amount > 0 || a->awards[i].needs <= m.dreams[i].tally || m.dreams[i].standing != FL_QUALIFIED)
				continue;
			assert_int_equal(fl_change_find(m.spec, m.dreams, m.count, i, a, &change, &err), FL_OK);
			/* what is less than a minor unit may be rounded away; level with the price the tie order may favour it */
			if (change.first >= 0 && change.first < a->awards[i].needs - 1)
				fail_msg("seed %llu, dream %zu: %lld, by prices %lld\n%s", (unsigned long long)seed, i,
					 (long long)change.first, (long long)a->awards[i].needs, m.text);
			compared++;
			same += change.first == a->awards[i].needs;
		}
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(compared > 50 && same > compared / 2);
}

/* Counting up one by one in rounds of whole requests. */
static void test_resolve__counting_up_says_the_same(void **state)
{
	(void)state;
	int found = 0, never = 0;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		rng r = { seed };
		made_round m;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		fl_change change;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, 7), 30, MADE_INDIVISIBLE, true));
		assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, &err), FL_OK);
		if (a->outcome == FL_INFEASIBLE || a->awards[0].amount > 0 || m.dreams[0].standing != FL_QUALIFIED) {
			fl_allocation_free(a);
			made_round_release(&m);
			continue;
		}
		assert_int_equal(fl_change_find(m.spec, m.dreams, m.count, 0, a, &change, &err), FL_OK);
		int64_t before = m.dreams[0].tally, first = -1;
		for (int64_t n = before + 1; first < 0 && n <= 200; n++) {
			fl_allocation *b = NULL;
			m.dreams[0].tally = n;
			assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &b, &err), FL_OK);
			first = b->awards[0].amount > 0 ? n : -1;
			fl_allocation_free(b);
		}
		m.dreams[0].tally = before;
		if (first != change.first && (first >= 0 || change.first <= 200))
			fail_msg("seed %llu: %lld, not %lld\n%s", (unsigned long long)seed, (long long)change.first,
				 (long long)first, m.text);
		found += first >= 0;
		never += first < 0;
		fl_allocation_free(a);
		made_round_release(&m);
	}
	assert_true(found > 5 && never > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolve__whole_requests),
		cmocka_unit_test(test_resolve__no_number_of_flowers),
		cmocka_unit_test(test_resolve__greedy),
		cmocka_unit_test(test_resolve__coverage),
		cmocka_unit_test(test_resolve__proportional),
		cmocka_unit_test(test_resolve__below_the_threshold),
		cmocka_unit_test(test_resolve__says_what_prices_say),
		cmocka_unit_test(test_resolve__counting_up_says_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
