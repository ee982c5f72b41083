/* SPDX-License-Identifier: Apache-2.0
 *
 * test_equal_shares.c - the method of equal shares: answers worked out by hand, and on random elections the answer of an oracle that
 * treats every supporter by himself and every dream at every step.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "make_round.h"
#include "verify/verify.h"

#define VOTERS_MAX 12
#define DREAMS_MAX 8

typedef struct election {
	fl_round_spec *spec;
	fl_candidate dreams[DREAMS_MAX];
	fl_supporter marks[DREAMS_MAX][VOTERS_MAX];
	char ids[DREAMS_MAX][8];
	size_t count;
	fl_allocation *a;
} election;

static void open_election(election *e, const char *policy, long budget)
{
	char text[600];
	fl_error err = FL_ERROR_INIT;
	*e = (election){ 0 };
	snprintf(text, sizeof text,
		 "{\"format\":\"florin-round/1\",\"round\":\"e\",\"currency\":\"PLN\",\"minor_digits\":0,"
		 "\"policy\":{\"name\":\"equal-shares\"%s},\"pools\":[{\"id\":\"p\",\"amount\":%ld}]}",
		 policy, budget);
	if (fl_round_parse(fl_str_of(text), "e", &e->spec, &err) != FL_OK)
		fail_msg("%s", err.message);
}

/* A dream whose supporters gave these flowers; 0: none. */
static void add(election *e, fl_money cost, const int64_t *given, size_t voters)
{
	fl_candidate *d = &e->dreams[e->count];
	snprintf(e->ids[e->count], sizeof e->ids[0], "d%zu", e->count);
	*d = (fl_candidate){ .id = fl_str_of(e->ids[e->count]),
			     .organisation = FL_STR(""),
			     .region = FL_STR(""),
			     .category = FL_STR(""),
			     .request = cost,
			     .submitted = (int64_t)e->count,
			     .position = (uint32_t)e->count,
			     .supporters = e->marks[e->count] };
	for (uint32_t v = 0; v < voters; v++)
		if (given[v] > 0) {
			e->marks[e->count][d->num_supporters++] = (fl_supporter){ v, given[v] };
			d->tally += given[v];
		}
	e->count++;
}

static void solve(election *e)
{
	fl_error err = FL_ERROR_INIT;
	fl_verdict verdict;
	if (fl_allocate(e->spec, e->dreams, e->count, &e->a, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(e->a->outcome, FL_FEASIBLE);
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(e->spec, e->dreams, e->count, e->a, &verdict, &err), FL_OK);
	assert_true(verdict.verified);
	fl_verdict_release(&verdict);
}

static void close_election(election *e)
{
	fl_allocation_free(e->a);
	fl_round_free(e->spec);
}

#define FUNDED(e, k) ((e)->a->awards[k].amount > 0)
#define ADD(e, cost, ...)                                                                                             \
	do {                                                                                                          \
		static const int64_t given_[] = { __VA_ARGS__ };                                                      \
		add(e, cost, given_, sizeof given_ / sizeof *given_);                                                 \
	} while (0)

/* Ten voters with 10 each of 100. Six like two dreams of 50 and 40, four like one of 45. By score the six take 90 of the 100. By equal
 * shares the six have 60: their dream of 50 costs each 50/6, then 10 is left for the one of 40. The four have 40 for
 * one of 45: short. */
static void test_equal_shares__a_group_spends_no_more_than_its_share(void **state)
{
	election e;
	(void)state;
	open_election(&e, ",\"equal_shares\":{\"completion\":\"none\"}", 100);
	ADD(&e, 50, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
	ADD(&e, 40, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
	ADD(&e, 45, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
	solve(&e);
	assert_true(FUNDED(&e, 0));
	assert_false(FUNDED(&e, 1));
	assert_false(FUNDED(&e, 2));
	assert_int_equal(e.a->awards[0].reason, FL_WHY_SHARES_PAID);
	assert_int_equal(e.a->awards[1].reason, FL_WHY_SHARES_SHORT);
	close_election(&e);
}

/* The same with shares that grow by 1 a time: at 12 each, the four can pay 45 of their 48, and 95 fit the budget of 100. At 15 the
 * six could pay for the second too, and 135 would not: so the first and the third. */
static void test_equal_shares__shares_grow_while_the_budget_allows(void **state)
{
	election e;
	(void)state;
	open_election(&e, ",\"equal_shares\":{\"completion\":\"add1\"}", 100);
	ADD(&e, 50, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
	ADD(&e, 40, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
	ADD(&e, 45, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
	solve(&e);
	assert_true(FUNDED(&e, 0) && !FUNDED(&e, 1) && FUNDED(&e, 2));
	close_election(&e);
}

/* Two voters with 5 each; both like a dream of 4, one a dream of 3 and the other nothing else. With add1u the rest goes by score. */
static void test_equal_shares__the_rest_goes_by_score(void **state)
{
	election e;
	(void)state;
	open_election(&e, ",\"equal_shares\":{\"completion\":\"greedy\"}", 10);
	ADD(&e, 4, 1, 1);
	ADD(&e, 6, 0, 5); /* its supporter has 3 left after the first */
	solve(&e);
	assert_true(FUNDED(&e, 0) && FUNDED(&e, 1));
	assert_int_equal(e.a->awards[1].reason, FL_WHY_SHARES_REST);
	close_election(&e);
}

/* What a dream is worth decides who pays: by flowers, the one who gave three pays three times as much. Both hold 6; the dream costs
 * 8: shares of 6 and 2, so the second keeps 4 and can pay for the dream of 4 alone. By number both pay 4 and keep 2. */
static void test_equal_shares__worth_divides_the_cost(void **state)
{
	election e;
	(void)state;
	open_election(&e, ",\"equal_shares\":{\"completion\":\"none\",\"satisfaction\":\"flowers\"}", 12);
	ADD(&e, 8, 3, 1);
	ADD(&e, 4, 0, 1);
	solve(&e);
	assert_true(FUNDED(&e, 0) && FUNDED(&e, 1));
	close_election(&e);
	open_election(&e, ",\"equal_shares\":{\"completion\":\"none\",\"satisfaction\":\"number\"}", 12);
	ADD(&e, 8, 3, 1);
	ADD(&e, 4, 0, 1);
	solve(&e);
	assert_false(FUNDED(&e, 0) && FUNDED(&e, 1));
	close_election(&e);
}

/* ---- the oracle: voter by voter ---------------------------------------------------------------------------------------- */

static int64_t worth(const election *e, size_t k, int64_t flowers)
{
	return e->spec->policy.satisfaction == FL_SATISFIED_BY_COST     ? e->dreams[k].request
	       : e->spec->policy.satisfaction == FL_SATISFIED_BY_NUMBER ? 1
									: flowers;
}

/* Sum of min(left, rho * worth) over the dream's supporters. */
static void raised(const election *e, size_t k, mpq_t *left, const mpq_t rho, mpq_t ret)
{
	mpq_t part;
	mpq_init(part);
	mpq_set_ui(ret, 0, 1);
	for (size_t j = 0; j < e->dreams[k].num_supporters; j++) {
		uint32_t v = e->dreams[k].supporters[j].giver;
		fl_mpq_set_i64(part, worth(e, k, e->dreams[k].supporters[j].count), 1);
		mpq_mul(part, part, rho);
		mpq_add(ret, ret, mpq_cmp(part, left[v]) < 0 ? part : left[v]);
	}
	mpq_clear(part);
}

/* The sum is concave and piecewise linear in rho, with its bends where a supporter runs out: try the line of every set "those who run
 * out before bend b", and keep the least rho that raises the cost exactly. */
static bool least_rho(const election *e, size_t k, mpq_t *left, mpq_t ret)
{
	bool found = false;
	mpq_t rho, sum, value, part, cost;
	mpq_inits(rho, sum, value, part, cost, NULL);
	fl_mpq_set_i64(cost, e->dreams[k].request, 1);
	for (uint32_t set = 0; set < 1u << e->dreams[k].num_supporters; set++) { /* who pays all they have */
		mpq_set(sum, cost);
		mpq_set_ui(value, 0, 1);
		for (size_t j = 0; j < e->dreams[k].num_supporters; j++) {
			if (set >> j & 1) {
				mpq_sub(sum, sum, left[e->dreams[k].supporters[j].giver]);
				continue;
			}
			fl_mpq_set_i64(part, worth(e, k, e->dreams[k].supporters[j].count), 1);
			mpq_add(value, value, part);
		}
		if (mpq_sgn(value) == 0)
			continue;
		mpq_div(rho, sum, value);
		raised(e, k, left, rho, sum);
		if (mpq_sgn(rho) > 0 && mpq_equal(sum, cost) && (!found || mpq_cmp(rho, ret) < 0)) {
			mpq_set(ret, rho);
			found = true;
		}
	}
	mpq_clears(rho, sum, value, part, cost, NULL);
	return found;
}

/* All pay all they have and it is just enough: a rho that nobody's line gives. */
static bool just_enough(const election *e, size_t k, mpq_t *left, mpq_t ret)
{
	mpq_t sum, part;
	bool enough;
	mpq_inits(sum, part, NULL);
	mpq_set_ui(ret, 0, 1);
	for (size_t j = 0; j < e->dreams[k].num_supporters; j++) {
		uint32_t v = e->dreams[k].supporters[j].giver;
		mpq_add(sum, sum, left[v]);
		fl_mpq_set_i64(part, worth(e, k, e->dreams[k].supporters[j].count), 1);
		mpq_div(part, left[v], part);
		if (mpq_cmp(part, ret) > 0)
			mpq_set(ret, part);
	}
	fl_mpq_set_i64(part, e->dreams[k].request, 1);
	enough = mpq_equal(sum, part);
	mpq_clears(sum, part, NULL);
	return enough;
}

static void oracle(const election *e, size_t voters, bool *bought)
{
	mpq_t left[VOTERS_MAX], rho, best;
	bool seen[VOTERS_MAX] = { false };
	size_t people = 0;
	mpq_inits(rho, best, NULL);
	for (size_t k = 0; k < e->count; k++)
		for (size_t j = 0; j < e->dreams[k].num_supporters; j++) {
			people += !seen[e->dreams[k].supporters[j].giver];
			seen[e->dreams[k].supporters[j].giver] = true;
		}
	for (size_t v = 0; v < voters; v++) {
		mpq_init(left[v]);
		fl_mpq_set_i64(left[v], e->spec->budget, people ? (int64_t)people : 1);
	}
	for (;;) {
		size_t next = e->count;
		for (size_t k = 0; k < e->count; k++) {
			if (bought[k] || e->dreams[k].num_supporters == 0 ||
			    !(least_rho(e, k, left, rho) || just_enough(e, k, left, rho)))
				continue;
			if (next == e->count || mpq_cmp(rho, best) < 0) {
				next = k;
				mpq_set(best, rho);
			}
		}
		if (next == e->count)
			break;
		bought[next] = true;
		for (size_t j = 0; j < e->dreams[next].num_supporters; j++) {
			uint32_t v = e->dreams[next].supporters[j].giver;
			fl_mpq_set_i64(rho, worth(e, next, e->dreams[next].supporters[j].count), 1);
			mpq_mul(rho, rho, best);
			if (mpq_cmp(rho, left[v]) >= 0)
				mpq_set_ui(left[v], 0, 1);
			else
				mpq_sub(left[v], left[v], rho);
		}
	}
	for (size_t v = 0; v < voters; v++)
		mpq_clear(left[v]);
	mpq_clears(rho, best, NULL);
}

static void test_equal_shares__as_the_definition_says(void **state)
{
	static const char *const satisfactions[] = { "cost", "number", "flowers" };
	size_t bought_in_all = 0, left_out = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		rng r = { seed };
		election e;
		char policy[100];
		bool bought[DREAMS_MAX] = { false };
		size_t voters = (size_t)rng_range(&r, 1, 9), count = (size_t)rng_range(&r, 1, DREAMS_MAX);
		snprintf(policy, sizeof policy, ",\"equal_shares\":{\"completion\":\"none\",\"satisfaction\":\"%s\"}",
			 satisfactions[seed % 3]);
		open_election(&e, policy, (long)rng_range(&r, 5, 60));
		for (size_t k = 0; k < count; k++) {
			int64_t given[VOTERS_MAX] = { 0 };
			for (size_t v = 0; v < voters; v++)
				given[v] = rng_chance(&r, 50) ? rng_range(&r, 1, 3) : 0;
			add(&e, rng_range(&r, 1, 25), given, voters);
		}
		solve(&e);
		oracle(&e, voters, bought);
		for (size_t k = 0; k < count; k++) {
			if (FUNDED(&e, k) != bought[k])
				fail_msg("seed %llu: dream %zu is %sfunded", (unsigned long long)seed, k,
					 FUNDED(&e, k) ? "" : "not ");
			bought_in_all += bought[k];
			left_out += !bought[k];
		}
		close_election(&e);
	}
	assert_true(bought_in_all > 400 && left_out > 400);
}

static void test_equal_shares__needs_one_pot(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec;
	fl_allocation *a = NULL;
	(void)state;
	assert_int_equal(fl_round_parse(FL_STR("{\"format\":\"florin-round/1\",\"round\":\"e\",\"currency\":\"PLN\","
					       "\"policy\":{\"name\":\"equal-shares\"},\"pools\":[{\"id\":\"p\",\"amount\":1,"
					       "\"selector\":{\"category\":\"x\"}}]}"),
					"e", &spec, &err),
			 FL_OK);
	assert_int_equal(fl_allocate(spec, NULL, 0, &a, &err), FL_EINVAL);
	assert_non_null(strstr(err.message, "one pot of money"));
	fl_round_free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_shares__a_group_spends_no_more_than_its_share),
		cmocka_unit_test(test_equal_shares__shares_grow_while_the_budget_allows),
		cmocka_unit_test(test_equal_shares__the_rest_goes_by_score),
		cmocka_unit_test(test_equal_shares__worth_divides_the_cost),
		cmocka_unit_test(test_equal_shares__as_the_definition_says),
		cmocka_unit_test(test_equal_shares__needs_one_pot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
