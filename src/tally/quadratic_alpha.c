/* SPDX-License-Identifier: Apache-2.0
 *
 * quadratic_alpha.c - the budget divided as clr.fund does: a part alpha by the quadratic formula, the rest back to
 * each dream as its own gifts.
 *
 * Buterin, Hitzig, Weyl (see quadratic.c): where the money does not reach for the whole formula, mix it
 * with plain gifts so that the budget is met. Rounding as in the contract FundingRound of clrfund/monorepo
 * (calcAlpha, getAllocatedAmount): down, to 18 digits of alpha and then to a unit of money; less than a unit per
 * dream stays, beside what the 18 digits cost.
 */
#include "tally/quadratic.h"

#include "base/error.h"

#define ALPHA_ONE "1000000000000000000" /* 10^18: alpha is counted in these parts of 1 */

typedef struct alpha_sums {
	mpz_t gifts, quadratic; /* F * S and F * (sum v^2 - S) */
	mpz_t one, a, b;
} alpha_sums;

/* How much more than its own gifts the formula would give a dream, in units of s: v^2 - s. */
static void find_more(mpz_t ret, const fl_quadratic_sum *sum)
{
	mpz_mul(ret, sum->roots, sum->roots);
	mpz_sub(ret, ret, sum->squares);
}

static fl_status find_alpha(alpha_sums *t, const fl_quadratic *q, const mpz_t budget, const mpz_t factor,
			    mpz_t ret_alpha, fl_error *err)
{
	if (mpz_sgn(factor) <= 0)
		return fl_error_set(err, FL_EINVAL, "the money of one unit is not above 0");
	for (size_t i = 0; i < q->num_dreams; i++) {
		find_more(t->a, &q->sums[i]);
		if (mpz_sgn(q->sums[i].squares) < 0)
			return fl_error_set(err, FL_EINVAL, "dream %zu has less than no squares", i);
		if (mpz_sgn(t->a) < 0)
			return fl_error_set(err, FL_EINVAL, "dream %zu has more squares than the square of its roots",
					    i);
		mpz_addmul(t->quadratic, factor, t->a);
		mpz_addmul(t->gifts, factor, q->sums[i].squares);
	}
	if (mpz_cmp(budget, t->gifts) < 0)
		return fl_error_set(err, FL_EINVAL, "the budget is less than the gifts that it holds");
	mpz_sub(t->a, budget, t->gifts);
	if (mpz_sgn(t->quadratic) == 0) {
		mpz_set_ui(ret_alpha, 0);
	} else if (mpz_cmp(t->a, t->quadratic) >= 0) {
		mpz_set(ret_alpha, t->one);
	} else {
		mpz_mul(t->a, t->a, t->one);
		mpz_fdiv_q(ret_alpha, t->a, t->quadratic);
	}
	return FL_OK;
}

fl_status fl_quadratic_alpha(const fl_quadratic *q, const mpz_t budget, const mpz_t factor, mpz_t ret_alpha,
			     fl_quadratic_vec *amounts, fl_error *err)
{
	alpha_sums t;
	fl_status status;

	mpz_inits(t.gifts, t.quadratic, t.a, t.b, NULL);
	mpz_init_set_str(t.one, ALPHA_ONE, 10);
	status = find_alpha(&t, q, budget, factor, ret_alpha, err);
	for (size_t i = 0; status == FL_OK && i < q->num_dreams; i++) {
		find_more(t.a, &q->sums[i]);
		mpz_mul(t.a, t.a, ret_alpha);
		mpz_mul(t.a, t.a, factor);
		mpz_fdiv_q(t.a, t.a, t.one); /* own gifts are whole, so they may stay out of the rounding */
		mpz_mul(t.b, factor, q->sums[i].squares);
		mpz_add(amounts->items[i], t.a, t.b);
	}
	mpz_clears(t.gifts, t.quadratic, t.one, t.a, t.b, NULL);
	return status;
}
