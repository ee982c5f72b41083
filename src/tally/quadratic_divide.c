/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic_divide.c - a pool of money divided in proportion to weights, with caps. Knows nothing of gifts and givers
 * (quadratic.c).
 *
 * Exactly (largest remainder, nearest). With the money T and the weights w, find the one level l at which
 * sum min(cap, l*w) = T: start with l = T / sum w; whoever would get its cap or more at this level gets the cap; the
 * rest of the money over the rest of the weights is the next, higher level; and so on until nobody new is capped. A
 * round that caps a part f of the weight leaves 1 - f of it, and passes on at most f of the excess that lifted the
 * level; so excess times weight, a whole number, falls to about a quarter or less a round: there are about half as
 * many rounds as T * sum w has bits, not one a dream.
 *
 * As published (floor): each amount is rounded down at once, the excess over the caps is shared among those below
 * theirs in proportion to what they then have, rounded down again, until nothing exceeds a cap. So a dream that has
 * nothing after the first rounding gets nothing of the excess either, and where all those below their caps have
 * nothing, the excess stays unpaid. Learnt from gitcoinco/pluralistic.js (src/linear.ts).
 *
 * All money is counted in 1/unit of a minor unit until it is rounded: a median may end on a half.
 */
#include "tally/quadratic.h"

#include "base/error.h"
#include "base/rational.h"

#include <stdlib.h>

typedef struct division {
	const fl_quadratic_vec *weights;
	const fl_quadratic_terms *terms;
	fl_money *amounts;
	fl_money *caps; /* per dream, INT64_MAX: none */
	bool *capped;
	mpz_t money, weight; /* what is left to divide, in 1/unit, and the weights of those not capped */
	mpz_t gone_money, gone_weight, a, b;
} division;

typedef struct fraction {
	mpz_t left; /* what rounding down left of the amount */
	size_t dream;
} fraction;

/* ---- what there is ----------------------------------------------------------------------------------------- */

static fl_status check_terms(const fl_quadratic_vec *weights, const fl_quadratic_terms *terms, fl_error *err)
{
	if (terms->pool < 0)
		return fl_error_set(err, FL_EINVAL, "the pool is negative");
	if (terms->has_cap_share && (terms->cap_share.num < 0 || terms->cap_share.den <= 0))
		return fl_error_set(err, FL_EINVAL, "the cap is no share");
	for (size_t i = 0; i < weights->len; i++) {
		if (mpz_sgn(weights->items[i]) < 0)
			return fl_error_set(err, FL_EINVAL, "the weight of dream %zu is negative", i);
		if (terms->caps && terms->caps[i] < -1)
			return fl_error_set(err, FL_EINVAL, "the cap of dream %zu is negative", i);
	}
	return FL_OK;
}

static void find_caps(division *d)
{
	fl_money all = INT64_MAX;

	if (d->terms->has_cap_share) {
		fl_mpz_set_i64(d->a, d->terms->pool);
		fl_mpz_set_i64(d->b, d->terms->cap_share.num);
		mpz_mul(d->a, d->a, d->b);
		fl_mpz_set_i64(d->b, d->terms->cap_share.den);
		mpz_fdiv_q(d->a, d->a, d->b);
		if (!fl_mpz_get_i64(d->a, &all))
			all = INT64_MAX; /* a share above 1 of a large pool caps nothing */
	}
	for (size_t i = 0; i < d->weights->len; i++) {
		fl_money own = d->terms->caps && d->terms->caps[i] >= 0 ? d->terms->caps[i] : INT64_MAX;
		d->caps[i] = own < all ? own : all;
	}
}

/* The pool, or all the weights where they come to less and the pool need not be paid whole. */
static void find_money(division *d)
{
	mpz_set_ui(d->weight, 0);
	for (size_t i = 0; i < d->weights->len; i++)
		mpz_add(d->weight, d->weight, d->weights->items[i]);
	fl_mpz_set_i64(d->money, d->terms->pool);
	mpz_mul_ui(d->money, d->money, d->weights->unit);
	if (!d->terms->pay_whole && mpz_cmp(d->weight, d->money) < 0)
		mpz_set(d->money, d->weight);
}

/* ---- exactly ----------------------------------------------------------------------------------------------- */

/* Would dream i get its cap or more at the level of now: money * w >= cap * weight * unit? */
static bool reaches_cap(division *d, size_t i)
{
	if (d->caps[i] == INT64_MAX) /* no pool holds more */
		return false;
	mpz_mul(d->a, d->money, d->weights->items[i]);
	fl_mpz_set_i64(d->b, d->caps[i]);
	mpz_mul_ui(d->b, d->b, d->weights->unit);
	mpz_mul(d->b, d->b, d->weight);
	return mpz_cmp(d->a, d->b) >= 0;
}

static void pay_caps(division *d)
{
	for (bool found = true; found;) {
		found = false;
		mpz_set_ui(d->gone_money, 0);
		mpz_set_ui(d->gone_weight, 0);
		for (size_t i = 0; i < d->weights->len; i++) { /* all at one level */
			if (d->capped[i] || mpz_sgn(d->weights->items[i]) == 0 || !reaches_cap(d, i))
				continue;
			d->capped[i] = found = true;
			d->amounts[i] = d->caps[i];
			fl_mpz_set_i64(d->a, d->caps[i]);
			mpz_addmul_ui(d->gone_money, d->a, d->weights->unit);
			mpz_add(d->gone_weight, d->gone_weight, d->weights->items[i]);
		}
		mpz_sub(d->money, d->money, d->gone_money);
		mpz_sub(d->weight, d->weight, d->gone_weight);
	}
}

/* Amounts of those not capped, rounded down, and what that leaves of each, over weight * unit. *ret_over: the whole
 * units that are then left of the money. */
static void round_down(division *d, fraction *fractions, fl_money *ret_over)
{
	mpz_fdiv_q_ui(d->a, d->money, d->weights->unit);
	fl_mpz_get_i64(d->a, ret_over); /* at most the pool */
	mpz_mul_ui(d->b, d->weight, d->weights->unit);
	for (size_t i = 0; i < d->weights->len; i++) {
		fractions[i].dream = i;
		if (d->capped[i] || mpz_sgn(d->weights->items[i]) == 0)
			continue;
		mpz_mul(d->a, d->money, d->weights->items[i]);
		mpz_fdiv_qr(d->a, fractions[i].left, d->a, d->b);
		fl_mpz_get_i64(d->a, &d->amounts[i]);
		*ret_over -= d->amounts[i];
	}
}

static int by_fraction(const void *a, const void *b)
{
	const fraction *x = a, *y = b;
	int order = mpz_cmp(y->left, x->left);

	return order ? order : (x->dream > y->dream) - (x->dream < y->dream);
}

/* There are more fractions than units over, since each is less than a unit and together they are at least 'over'; an
 * amount with a fraction lies below its cap, so there is room for a unit. */
static void pay_remainders(division *d, fraction *fractions, fl_money over)
{
	qsort(fractions, d->weights->len, sizeof *fractions, by_fraction); /* an mpz_t may be moved */
	for (size_t k = 0; k < d->weights->len && over > 0 && mpz_sgn(fractions[k].left) > 0; k++, over--)
		d->amounts[fractions[k].dream]++;
}

static fl_status round_nearest(division *d, fraction *fractions, fl_error *err)
{
	fl_money paid = 0;

	mpz_mul_ui(d->b, d->weight, d->weights->unit);
	for (size_t i = 0; i < d->weights->len; i++) {
		mpz_mul_2exp(d->a, fractions[i].left, 1);
		if (mpz_sgn(d->a) > 0 && mpz_cmp(d->a, d->b) >= 0)
			d->amounts[i]++;
		if (!fl_money_add(paid, d->amounts[i], &paid) || paid > d->terms->pool)
			return fl_error_set(err, FL_EINVAL,
					    "rounded to the nearest unit the amounts exceed the pool");
	}
	return FL_OK;
}

static fl_status divide_exactly(division *d, fl_error *err)
{
	fraction *fractions = fl_alloc_array(d->weights->len, sizeof *fractions);
	fl_status status = FL_OK;
	fl_money over;

	if (!fractions)
		return fl_enomem(err);
	for (size_t i = 0; i < d->weights->len; i++)
		mpz_init(fractions[i].left);
	pay_caps(d);
	round_down(d, fractions, &over);
	if (d->terms->rounding == FL_QUADRATIC_NEAREST)
		status = round_nearest(d, fractions, err);
	else
		pay_remainders(d, fractions, over);
	for (size_t i = 0; i < d->weights->len; i++)
		mpz_clear(fractions[i].left);
	fl_free(fractions);
	return status;
}

/* ---- as published ------------------------------------------------------------------------------------------ */

/* Cut what exceeds a cap. *ret_below: what the dreams below their cap have together. Returns what was cut. */
static fl_money cut(division *d, fl_money *ret_below)
{
	fl_money excess = 0;

	*ret_below = 0;
	for (size_t i = 0; i < d->weights->len; i++) {
		if (d->amounts[i] > d->caps[i]) {
			excess += d->amounts[i] - d->caps[i];
			d->amounts[i] = d->caps[i];
		} else if (d->amounts[i] < d->caps[i]) {
			*ret_below += d->amounts[i];
		}
	}
	return excess;
}

/* Nothing here overflows: all amounts together never exceed the pool, an int64. Each round but the last caps a dream
 * more, so there is an end. */
static void divide_as_published(division *d)
{
	fl_money excess, below;

	mpz_mul_ui(d->b, d->weight, d->weights->unit);
	for (size_t i = 0; i < d->weights->len && mpz_sgn(d->b) > 0; i++) {
		mpz_mul(d->a, d->money, d->weights->items[i]);
		mpz_fdiv_q(d->a, d->a, d->b);
		fl_mpz_get_i64(d->a, &d->amounts[i]);
	}
	while ((excess = cut(d, &below)) > 0 && below > 0)
		for (size_t i = 0; i < d->weights->len; i++)
			if (d->amounts[i] < d->caps[i])
				d->amounts[i] += (fl_money)((__int128)excess * d->amounts[i] / below);
}

fl_status fl_quadratic_divide(const fl_quadratic_vec *weights, const fl_quadratic_terms *terms, fl_money *amounts,
			      fl_error *err)
{
	division d = { .weights = weights, .terms = terms, .amounts = amounts };
	fl_status status = FL_OK;

	FL_TRY(check_terms(weights, terms, err));
	mpz_inits(d.money, d.weight, d.gone_money, d.gone_weight, d.a, d.b, NULL);
	d.caps = fl_alloc_array(weights->len, sizeof *d.caps);
	d.capped = fl_alloc_array(weights->len, sizeof *d.capped);
	if (!d.caps || !d.capped) {
		status = fl_enomem(err);
		goto done;
	}
	for (size_t i = 0; i < weights->len; i++)
		amounts[i] = 0;
	find_caps(&d);
	find_money(&d);
	if (terms->rounding == FL_QUADRATIC_FLOOR)
		divide_as_published(&d);
	else
		status = divide_exactly(&d, err);
done:
	mpz_clears(d.money, d.weight, d.gone_money, d.gone_weight, d.a, d.b, NULL);
	fl_free(d.caps);
	fl_free(d.capped);
	return status;
}
