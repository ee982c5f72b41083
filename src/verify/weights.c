/* SPDX-License-Identifier: Apache-2.0
 *
 * weights.c - quadratic weights, computed a second time from what each giver gave (docs/guide/quadratic.md has the formulas).
 *
 * With s = floor(sqrt(c)) for every giver's flowers c to a dream (or cluster):
 *
 *   pairwise         (sum s)^2 - sum s^2
 *   drop-remainders  (sum s)^2 - sum c, at least 0
 *   alpha            floor(alpha * ((sum s)^2 - sum s^2)), where alpha = min(1, B / sum over all dreams of that), rounded down to
 *                    18 digits, and B is the money of all pools
 *   median           twice the median of c, where at least a quorum of givers names the dream
 */
#include "verify/checks.h"
#include "verify/tallies.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdlib.h>

/* (sum s)^2 - less, at least 0. */
static void pairs_of(mpz_t ret, const fl_recount_sums *sums, fl_i128 less)
{
	mpz_t other;
	mpz_init(other);
	fl_mpz_set_i128(ret, sums->roots);
	mpz_mul(ret, ret, ret);
	fl_mpz_set_i128(other, less);
	mpz_sub(ret, ret, other);
	if (mpz_sgn(ret) < 0)
		mpz_set_ui(ret, 0);
	mpz_clear(other);
}

/* ---- medians ---- */

static int by_unit_and_flowers(const void *a, const void *b)
{
	const fl_recount_gift *x = a, *y = b;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->flowers > y->flowers) - (x->flowers < y->flowers);
}

/* Twice the median of the gifts [from, to) of one unit. */
static void median_of(mpz_t ret, const fl_recount_gift *gifts, size_t from, size_t to)
{
	mpz_t other;
	mpz_init(other);
	fl_mpz_set_i64(ret, gifts[from + (to - from - 1) / 2].flowers);
	fl_mpz_set_i64(other, gifts[from + (to - from) / 2].flowers);
	mpz_add(ret, ret, other);
	mpz_clear(other);
}

static void find_medians(const fl_recount *r, mpz_t *by_unit)
{
	const fl_recount_gift *gifts = r->gifts.items;
	if (r->gifts.len > 1)
		qsort(r->gifts.items, r->gifts.len, sizeof *gifts, by_unit_and_flowers);
	for (size_t from = 0, to; from < r->gifts.len; from = to) {
		to = from + 1;
		while (to < r->gifts.len && gifts[to].unit == gifts[from].unit)
			to++;
		if ((int64_t)(to - from) >= r->spec->policy.quorum)
			median_of(by_unit[gifts[from].unit], gifts, from, to);
	}
}

/* ---- alpha ---- */

/* Each weight becomes floor(alpha * weight). */
static void scale(const fl_recount *r, mpz_t *weights)
{
	mpz_t sum, alpha, one, budget;
	mpz_inits(sum, alpha, budget, NULL);
	mpz_init_set_ui(one, 1000000000);
	mpz_mul(one, one, one);
	for (size_t p = 0; p < r->spec->num_pools; p++) {
		fl_mpz_set_i64(alpha, r->spec->pools[p].amount);
		mpz_add(budget, budget, alpha);
	}
	for (size_t i = 0; i < r->facts->num_dreams; i++)
		mpz_add(sum, sum, weights[i]);
	mpz_set(alpha, one);
	if (mpz_cmp(budget, sum) < 0) {
		mpz_mul(alpha, one, budget);
		mpz_fdiv_q(alpha, alpha, sum);
	}
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		mpz_mul(weights[i], weights[i], alpha);
		mpz_fdiv_q(weights[i], weights[i], one);
	}
	mpz_clears(sum, alpha, one, budget, NULL);
}

/* ---- all of them ---- */

static void find_weights(const fl_recount *r, const fl_recount_sums *units, const uint32_t *speaker, const mpz_t *medians,
			 mpz_t *weights)
{
	fl_target target = r->spec->policy.target;
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		const fl_recount_sums *sums = &units[speaker[i]];
		if (r->facts->dreams[i].representative != i)
			continue;
		if (target == FL_TARGET_MEDIAN)
			mpz_set(weights[i], medians[speaker[i]]);
		else
			pairs_of(weights[i], sums, target == FL_TARGET_DROP_REMAINDERS ? sums->known : sums->squares);
	}
	if (target == FL_TARGET_ALPHA)
		scale(r, weights);
}

static fl_status print(const fl_recount *r, const mpz_t *weights, fl_arena *arena, fl_candidate *dreams, fl_verdict *verdict,
		       fl_error *err)
{
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		char digits[FL_WEIGHT_DIGITS_MAX + 2] = "";
		if (mpz_sizeinbase(weights[i], 10) > FL_WEIGHT_DIGITS_MAX) {
			fl_verify_no(verdict, "the weight of dream '%.*s' has too many digits", FL_STR_ARG(dreams[i].id));
			return FL_OK;
		}
		if (mpz_sgn(weights[i]) > 0)
			mpz_get_str(digits, 10, weights[i]);
		dreams[i].weight = fl_arena_str(arena, fl_str_of(digits));
		if (!dreams[i].weight.data)
			return fl_enomem(err);
	}
	return FL_OK;
}

static mpz_t *new_numbers(size_t count)
{
	mpz_t *numbers = fl_alloc_array(count + 1, sizeof *numbers);
	for (size_t i = 0; numbers && i < count; i++)
		mpz_init(numbers[i]);
	return numbers;
}

static void free_numbers(mpz_t *numbers, size_t count)
{
	for (size_t i = 0; numbers && i < count; i++)
		mpz_clear(numbers[i]);
	fl_free(numbers);
}

fl_status fl_recount_weigh(const fl_recount *r, const fl_recount_sums *units, const uint32_t *speaker, fl_arena *arena,
			   fl_candidate *dreams, fl_verdict *verdict, fl_error *err)
{
	size_t count = r->facts->num_dreams;
	mpz_t *weights = new_numbers(count), *medians = new_numbers(count);
	fl_status status = weights && medians ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		find_medians(r, medians);
		find_weights(r, units, speaker, medians, weights);
		status = print(r, weights, arena, dreams, verdict, err);
	}
	free_numbers(weights, count);
	free_numbers(medians, count);
	return status;
}
