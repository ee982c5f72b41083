/* SPDX-License-Identifier: Apache-2.0
 *
 * Published results, to the unit: 9 cases of quadratic funding (Gitcoin), a clr.fund round of 25 recipients, and the
 * 643 projects of RetroPGF 3. The numbers and their sources are in quadratic_vectors.json.
 */
#include "gift_kit.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

enum { GIVERS_MAX = 200 };

typedef struct vectors {
	fl_buf text;
	fl_json_doc *doc;
} vectors;

static int load(void **state)
{
	static vectors v;
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(&v.text, 1 << 20);
	if (fl_file_read(FLORIN_SOURCE_DIR "/tests/unit/quadratic_vectors.json", &v.text, &err) != FL_OK ||
	    fl_json_parse(fl_buf_view(&v.text), "quadratic_vectors.json", &v.doc, &err) != FL_OK) {
		print_error("%s: %s\n", err.source, err.message);
		return -1;
	}
	*state = &v;
	return 0;
}

static int unload(void **state)
{
	vectors *v = *state;

	fl_json_free(v->doc);
	fl_buf_release(&v->text);
	return 0;
}

static fl_json section(void **state, const char *name)
{
	const vectors *v = *state;
	return fl_json_get(fl_json_root(v->doc), name);
}

static int64_t number(fl_json v)
{
	int64_t n;

	assert_true(fl_json_i64(v, &n));
	return n;
}

static void read_big(mpz_t z, fl_json v)
{
	char digits[80];
	fl_str text = fl_json_text(v);

	assert_in_range(text.len, 1, sizeof digits - 1);
	memcpy(digits, text.data, text.len);
	digits[text.len] = '\0';
	assert_int_equal(mpz_set_str(z, digits, 10), 0);
}

static void expect_json(const mpz_t got, fl_json want, const char *what, size_t i)
{
	mpz_t z;

	mpz_init(z);
	read_big(z, want);
	if (mpz_cmp(got, z) != 0) {
		gmp_printf("%s %zu: %Zd, not %Zd\n", what, i, got, z);
		fail();
	}
	mpz_clear(z);
}

/* ---- quadratic funding ------------------------------------------------------------------------------------- */

/* Each gift of a project comes from a giver of its own, cut in two where it can be. */
static size_t read_gifts(fl_json projects, fl_gift *gifts, size_t room)
{
	size_t n = 0;

	for (size_t p = 0; p < fl_json_len(projects); p++)
		for (size_t g = 0; g < fl_json_len(fl_json_at(projects, p)); g++) {
			int64_t amount = number(fl_json_at(fl_json_at(projects, p), g));
			assert_true(n + 2 <= room);
			gifts[n++] = (fl_gift){ (uint32_t)p, (uint32_t)g, amount / 3, { NULL, 0 } };
			gifts[n++] = (fl_gift){ (uint32_t)p, (uint32_t)g, amount - amount / 3, { NULL, 0 } };
		}
	return n;
}

static void check_case(fl_json v, fl_quadratic_rounding rounding, fl_money *paid)
{
	bool drop = fl_json_bool(fl_json_get(v, "drop_remainders"));
	fl_money cap = fl_json_present(fl_json_get(v, "cap")) ? number(fl_json_get(v, "cap")) : -1;
	fl_money caps[3] = { cap, cap, cap };
	fl_json projects = fl_json_get(v, "gifts");
	size_t len = fl_json_len(projects);
	fl_gift gifts[64];

	assert_true(len <= 3);
	size_t num_gifts = read_gifts(projects, gifts, 64);
	fl_quadratic q = gift_count(gifts, num_gifts, len, 7);
	fl_quadratic_vec weights = gift_vec(len);
	fl_quadratic_weigh(&q, drop ? FL_QUADRATIC_DROP_REMAINDERS : FL_QUADRATIC_PAIRWISE, 0, &weights);
	for (size_t i = 0; i < len; i++) {
		expect_json(q.sums[i].total, fl_json_at(fl_json_get(v, "received"), i), "received", i);
		expect_json(weights.items[i], fl_json_at(fl_json_get(v, "weights"), i), "weight", i);
	}
	fl_quadratic_terms terms = { .pool = number(fl_json_get(v, "pool")),
				     .pay_whole = !fl_json_bool(fl_json_get(v, "saturate")),
				     .caps = caps,
				     .rounding = rounding };
	gift_divide(&weights, &terms, paid);
	fl_quadratic_vec_release(&weights);
	fl_quadratic_release(&q);
}

static void test_quadratic_vectors__gitcoin_to_the_unit(void **state)
{
	fl_json cases = fl_json_get(section(state, "quadratic_funding"), "cases");

	assert_int_equal(fl_json_len(cases), 9);
	for (size_t k = 0; k < 9; k++) {
		fl_json v = fl_json_at(cases, k), match = fl_json_get(v, "match");
		fl_money paid[3], total = 0;
		check_case(v, FL_QUADRATIC_FLOOR, paid);
		for (size_t i = 0; i < fl_json_len(match); i++) {
			if (paid[i] != number(fl_json_at(match, i)))
				fail_msg("case %zu, project %zu: %lld", k, i, (long long)paid[i]);
			total += paid[i];
		}
		assert_int_equal(total, number(fl_json_get(v, "match_total")));
	}
}

/* By largest remainder the dust is paid too: at most a unit more a project, and nothing of the pool is lost. */
static void test_quadratic_vectors__gitcoin_without_dust(void **state)
{
	fl_json cases = fl_json_get(section(state, "quadratic_funding"), "cases");
	int64_t dust = 0;

	for (size_t k = 0; k < 9; k++) {
		fl_json v = fl_json_at(cases, k), match = fl_json_get(v, "match");
		fl_money paid[3], total = 0, published = number(fl_json_get(v, "match_total"));
		check_case(v, FL_QUADRATIC_LARGEST_REMAINDER, paid);
		for (size_t i = 0; i < fl_json_len(match); i++) {
			assert_in_range(paid[i] - number(fl_json_at(match, i)), 0, 1);
			total += paid[i];
		}
		bool saturated = k == 1, nothing = k == 5 || k == 6;
		assert_int_equal(total, saturated || nothing ? published : number(fl_json_get(v, "pool")));
		dust += total - published;
	}
	assert_int_equal(dust, 2); /* one unit each in the capped case and in the last */
}

/* ---- clr.fund ---------------------------------------------------------------------------------------------- */

static void test_quadratic_vectors__clr_fund_to_the_unit(void **state)
{
	fl_json v = section(state, "clr_fund"), votes = fl_json_get(v, "votes"), spent = fl_json_get(v, "spent");
	fl_quadratic_vec amounts = gift_vec(25);
	fl_error err = FL_ERROR_INIT;
	mpz_t budget, factor, alpha, total;
	fl_quadratic q;

	assert_int_equal(fl_json_len(votes), 25);
	assert_int_equal(fl_quadratic_init(&q, 25, &err), FL_OK);
	mpz_inits(budget, factor, alpha, total, NULL);
	for (size_t i = 0; i < 25; i++) {
		read_big(q.sums[i].roots, fl_json_at(votes, i));
		read_big(q.sums[i].squares, fl_json_at(spent, i));
		mpz_addmul(total, q.sums[i].roots, q.sums[i].roots);
	}
	expect_json(total, fl_json_get(v, "sum_of_squared_votes"), "votes", 0);
	read_big(budget, fl_json_get(v, "budget"));
	read_big(factor, fl_json_get(v, "factor"));
	assert_int_equal(fl_quadratic_alpha(&q, budget, factor, alpha, &amounts, &err), FL_OK);
	expect_json(alpha, fl_json_get(v, "alpha"), "alpha", 0);
	mpz_set_ui(total, 0);
	for (size_t i = 0; i < 25; i++) {
		expect_json(amounts.items[i], fl_json_at(fl_json_get(v, "amount"), i), "recipient", i);
		mpz_add(total, total, amounts.items[i]);
	}
	expect_json(total, fl_json_get(v, "amount_total"), "total", 0);
	mpz_sub(budget, budget, total);
	expect_json(budget, fl_json_get(v, "left_over"), "left over", 0);
	mpz_clears(budget, factor, alpha, total, NULL);
	fl_quadratic_vec_release(&amounts);
	fl_quadratic_release(&q);
}

/* ---- RetroPGF 3 -------------------------------------------------------------------------------------------- */

/* Ballots with this median: half of them lie below, half above, unevenly; an odd one is the median itself, an even
 * number has the median half-way between two. */
static size_t make_ballots(fl_gift *gifts, uint32_t project, int64_t ballots, int64_t median)
{
	size_t n = 0;

	for (int64_t k = 0; k < ballots / 2; k++) {
		int64_t away = median < 1000 ? (k % (median + 1)) : k * 7 + 1;
		gifts[n++] = (fl_gift){ project, (uint32_t)k, median - away, { NULL, 0 } };
		gifts[n++] = (fl_gift){
			project, (uint32_t)(ballots - 1 - k), median + (k == 0 ? away : away * 1000 + 3), { NULL, 0 }
		};
	}
	if (ballots % 2)
		gifts[n++] = (fl_gift){ project, (uint32_t)(ballots / 2), median, { NULL, 0 } };
	return n;
}

/* Weights of all projects, from ballots that are made to have the published medians. */
static fl_quadratic_vec retro_weights(fl_json v, size_t len)
{
	fl_gift *gifts = calloc(len * GIVERS_MAX, sizeof *gifts);
	size_t n = 0;

	assert_non_null(gifts);
	for (size_t i = 0; i < len; i++) {
		fl_json row = fl_json_at(fl_json_get(v, "rows"), i);
		int64_t ballots = number(fl_json_at(row, 0));
		assert_in_range(ballots, 0, GIVERS_MAX);
		n += make_ballots(&gifts[n], (uint32_t)i, ballots, number(fl_json_at(row, 1)));
	}
	fl_quadratic_vec weights =
	    gift_weights(gifts, n, len, GIVERS_MAX, FL_QUADRATIC_MEDIAN, number(fl_json_get(v, "quorum")));
	free(gifts);
	return weights;
}

static void test_quadratic_vectors__retropgf3_to_the_cent(void **state)
{
	fl_json v = section(state, "retropgf3"), rows = fl_json_get(v, "rows");
	size_t len = fl_json_len(rows), num_paid = 0;
	fl_quadratic_terms terms = { .pool = number(fl_json_get(v, "pool")), .rounding = FL_QUADRATIC_NEAREST };
	fl_money paid[643], total = 0;
	mpz_t sum;

	assert_int_equal(len, 643);
	fl_quadratic_vec weights = retro_weights(v, len);
	gift_divide(&weights, &terms, paid);
	mpz_init(sum);
	for (size_t i = 0; i < len; i++) {
		if (paid[i] != number(fl_json_at(fl_json_at(rows, i), 2)))
			fail_msg("project %zu: %lld", i, (long long)paid[i]);
		num_paid += paid[i] > 0;
		total += paid[i];
		mpz_add(sum, sum, weights.items[i]);
	}
	mpz_fdiv_q_ui(sum, sum, 2);
	expect_json(sum, fl_json_get(v, "sum_of_medians_of_paid"), "medians", 0);
	assert_int_equal(num_paid, number(fl_json_get(v, "paid")));
	assert_int_equal(total, number(fl_json_get(v, "payout_total")));
	terms.rounding = FL_QUADRATIC_LARGEST_REMAINDER;
	gift_divide(&weights, &terms, paid);
	total = 0;
	for (size_t i = 0; i < len; i++)
		total += paid[i];
	assert_int_equal(total, terms.pool); /* the 36 cents that rounding left are paid too */
	mpz_clear(sum);
	fl_quadratic_vec_release(&weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic_vectors__gitcoin_to_the_unit),
		cmocka_unit_test(test_quadratic_vectors__gitcoin_without_dust),
		cmocka_unit_test(test_quadratic_vectors__clr_fund_to_the_unit),
		cmocka_unit_test(test_quadratic_vectors__retropgf3_to_the_cent),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
