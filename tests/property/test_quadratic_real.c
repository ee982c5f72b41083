/* SPDX-License-Identifier: Apache-2.0
 *
 * A real round: 80,354 gifts of Gitcoin Grants 9, in 10^-18 of a dollar, so that most amounts need more than 64 bits.
 * Weights against a second computation (sorted rows, 128-bit integers, roots bit by bit); the pool is paid to the
 * cent; the order of the rows plays no part. The time is printed, not judged. Skipped where the data is absent.
 */
#include "gift_kit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/vec.h"
#include "random.h"
#include "shared_data.h"

typedef unsigned __int128 wide;

enum { DIGITS = 40, PLACES = 18 };

typedef struct real_round {
	fl_buf text;
	fl_map givers, grants;
	fl_gift *gifts;
	wide *amounts; /* of the same rows */
	char (*digits)[DIGITS];
	size_t num_rows, num_gifts, num_failed, num_negative;
} real_round;

static fl_str field(fl_str line, size_t n)
{
	size_t from = 0, at = 0;

	for (; at < line.len && (line.data[at] != ',' || n > 0); at++)
		if (line.data[at] == ',') {
			n--;
			from = at + 1;
		}
	return fl_str_slice(line, from, at);
}

/* "0.95" or "9.5e-05", in 10^-18; what is smaller is cut off. */
static wide read_amount(fl_str s)
{
	int places = PLACES, seen_point = 0;
	wide value = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '.') {
			seen_point = 1;
		} else if (s.data[i] == 'e') {
			assert_true(s.data[i + 1] == '-');
			places -= (int)strtol(s.data + i + 2, NULL, 10);
			break;
		} else {
			value = value * 10 + (wide)(s.data[i] - '0');
			places -= seen_point;
		}
	}
	for (; places > 0; places--)
		value *= 10;
	for (; places < 0; places++)
		value /= 10;
	return value;
}

static fl_str print_amount(wide value, char *digits)
{
	size_t at = DIGITS;

	do
		digits[--at] = (char)('0' + (int)(value % 10));
	while ((value /= 10) > 0);
	return (fl_str){ digits + at, DIGITS - at };
}

static uint32_t code_of(fl_map *map, fl_str name)
{
	size_t value;

	assert_true(fl_map_put(map, name, map->len, &value));
	return (uint32_t)value;
}

static void read_row(real_round *r, fl_str line)
{
	fl_str amount = field(line, 3);
	size_t n = r->num_gifts;

	r->num_rows++;
	if (fl_str_eqz(field(line, 6), "False")) {
		r->num_failed++;
	} else if (amount.data[0] == '-') {
		r->num_negative++;
	} else {
		r->amounts[n] = read_amount(amount);
		r->gifts[n] = (fl_gift){ .dream = code_of(&r->grants, field(line, 2)),
					 .giver = code_of(&r->givers, field(line, 1)),
					 .text = print_amount(r->amounts[n], r->digits[n]) };
		r->num_gifts++;
	}
}

static bool read_round(real_round *r)
{
	fl_error err = FL_ERROR_INIT;
	char path[1024];
	size_t pos = 0;
	fl_str line;

	*r = (real_round){ 0 };
	if (!shared_path("gitcoin/contributions.csv", path, sizeof path))
		return false;
	fl_buf_init(&r->text, 1 << 24);
	assert_int_equal(fl_file_read(path, &r->text, &err), FL_OK);
	r->gifts = calloc(100000, sizeof *r->gifts);
	r->amounts = calloc(100000, sizeof *r->amounts);
	r->digits = calloc(100000, sizeof *r->digits);
	assert_true(r->gifts && r->amounts && r->digits);
	assert_true(next_line(fl_buf_view(&r->text), &pos, &line));
	while (next_line(fl_buf_view(&r->text), &pos, &line) && r->num_rows < 100000)
		read_row(r, line);
	assert_int_equal(r->num_rows, 80354);
	assert_int_equal(r->num_failed, 6793);
	assert_int_equal(r->num_negative, 1);
	return true;
}

static void release_round(real_round *r)
{
	fl_map_release(&r->givers);
	fl_map_release(&r->grants);
	fl_buf_release(&r->text);
	free(r->gifts);
	free(r->amounts);
	free(r->digits);
}

/* ---- a second computation ---------------------------------------------------------------------------------- */

typedef struct row {
	uint32_t grant, giver;
	wide amount;
} row;

static int by_grant_and_giver(const void *a, const void *b)
{
	const row *x = a, *y = b;

	return x->grant != y->grant ? (x->grant > y->grant) - (x->grant < y->grant)
				    : (x->giver > y->giver) - (x->giver < y->giver);
}

static wide root_of(wide c)
{
	wide root = 0;

	for (wide bit = (wide)1 << 62; bit > 0; bit >>= 1)
		if ((root | bit) <= c / (root | bit))
			root |= bit;
	return root;
}

static void weigh_slowly(const real_round *r, wide *ret_weights)
{
	size_t n = r->num_gifts, i = 0;
	row *rows = calloc(n, sizeof *rows);

	assert_non_null(rows);
	for (size_t k = 0; k < n; k++)
		rows[k] = (row){ r->gifts[k].dream, r->gifts[k].giver, r->amounts[k] };
	qsort(rows, n, sizeof *rows, by_grant_and_giver);
	while (i < n) {
		uint32_t grant = rows[i].grant;
		wide roots = 0, squares = 0;
		while (i < n && rows[i].grant == grant) {
			uint32_t giver = rows[i].giver;
			wide gift = 0;
			for (; i < n && rows[i].grant == grant && rows[i].giver == giver; i++)
				gift += rows[i].amount;
			roots += root_of(gift);
			squares += root_of(gift) * root_of(gift);
		}
		ret_weights[grant] = roots * roots - squares;
	}
	free(rows);
}

static void expect_wide(const mpz_t got, wide want, size_t i)
{
	mpz_t z;

	mpz_init_set_ui(z, (unsigned long)(want >> 64));
	mpz_mul_2exp(z, z, 64);
	mpz_add_ui(z, z, (unsigned long)want);
	if (mpz_cmp(got, z) != 0)
		fail_msg("grant %zu", i);
	mpz_clear(z);
}

/* ---- the round --------------------------------------------------------------------------------------------- */

static fl_quadratic_vec count_round(const real_round *r, double *ret_seconds)
{
	clock_t start = clock();
	fl_quadratic_vec weights =
	    gift_weights(r->gifts, r->num_gifts, r->grants.len, r->givers.len, FL_QUADRATIC_PAIRWISE, 0);
	*ret_seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	return weights;
}

static void check_money(const fl_quadratic_vec *weights)
{
	fl_quadratic_terms terms = { .pool = 25000000, .has_cap_share = true, .cap_share = { 1, 50 } };
	fl_money *paid = calloc(weights->len, sizeof *paid), total = 0;
	size_t capped = 0;

	assert_non_null(paid);
	gift_divide(weights, &terms, paid);
	for (size_t i = 0; i < weights->len; i++) {
		total += paid[i];
		capped += paid[i] == 500000;
		assert_true(paid[i] >= 0 && paid[i] <= 500000);
	}
	assert_int_equal(total, terms.pool);
	assert_true(capped > 0);
	printf("%zu grants, %zu at the cap of 2 %%, %lld cents paid\n", weights->len, capped, (long long)total);
	free(paid);
}

static void test_quadratic_real__a_round_of_gitcoin(void **state)
{
	real_round r;
	uint64_t seed = 9;
	double seconds;

	(void)state;
	if (!read_round(&r))
		return;
	fl_quadratic_vec weights = count_round(&r, &seconds);
	printf("%zu gifts of %zu givers to %zu grants: %.3f s\n", r.num_gifts, r.givers.len, r.grants.len, seconds);
	wide *want = calloc(weights.len, sizeof *want);
	assert_non_null(want);
	weigh_slowly(&r, want);
	for (size_t i = 0; i < weights.len; i++)
		expect_wide(weights.items[i], want[i], i);
	check_money(&weights);
	for (size_t i = 0; i + 1 < r.num_gifts; i++) {
		size_t j = i + random_below(&seed, r.num_gifts - i);
		fl_gift swap = r.gifts[i];
		r.gifts[i] = r.gifts[j];
		r.gifts[j] = swap;
	}
	fl_quadratic_vec shuffled = count_round(&r, &seconds);
	for (size_t i = 0; i < weights.len; i++)
		expect_wide(shuffled.items[i], want[i], i);
	free(want);
	fl_quadratic_vec_release(&weights);
	fl_quadratic_vec_release(&shuffled);
	release_round(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quadratic_real__a_round_of_gitcoin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
