/* SPDX-License-Identifier: Apache-2.0
 *
 * worth.c - what a dream counts for; tranches: B_k = floor(request * (share_1 + ... + share_k)), and sums over them.
 */
#include "verify/worth.h"

int64_t fl_verify_voice(const fl_round_spec *spec, const fl_candidate *dream)
{
	switch (spec->policy.breadth) {
	case FL_BREADTH_ROOTS:
		return dream->roots;
	case FL_BREADTH_GIVERS:
		return dream->givers;
	case FL_BREADTH_NONE:
		break;
	}
	return dream->tally;
}

bool fl_verify_has_values(const fl_round_spec *spec)
{
	return !fl_policy_staged(&spec->policy);
}

static fl_money above(fl_money end, fl_money before)
{
	return end > before ? end - before : 0;
}

fl_money fl_verify_tranche_end(const fl_round_spec *spec, fl_money request, fl_money before, size_t k)
{
	mpq_t sum, share;
	mpz_t end;
	if (k + 1 >= spec->policy.num_tranches)
		return above(request, before);
	mpq_inits(sum, share, NULL);
	mpz_init(end);
	for (size_t j = 0; j <= k; j++) {
		mpz_set_si(mpq_numref(share), spec->policy.tranches[j].share.num);
		mpz_set_si(mpq_denref(share), spec->policy.tranches[j].share.den);
		mpq_add(sum, sum, share);
	}
	mpz_mul_si(end, mpq_numref(sum), request);
	mpz_fdiv_q(end, end, mpq_denref(sum));
	fl_money money = mpz_get_si(end); /* at most the request: the shares add up to 1 */
	mpq_clears(sum, share, NULL);
	mpz_clear(end);
	return above(money, before);
}

fl_i128 fl_verify_weighted(const fl_round_spec *spec, fl_money request, fl_money before, fl_money amount)
{
	fl_i128 sum = 0;
	fl_money from = 0;
	if (spec->policy.num_tranches == 0)
		return amount;
	for (size_t k = 0; k < spec->policy.num_tranches && from < amount; k++) {
		fl_money end = fl_verify_tranche_end(spec, request, before, k), to = amount < end ? amount : end;
		if (to > from)
			sum += (fl_i128)(to - from) * spec->policy.tranches[k].weight;
		from = to > from ? to : from;
	}
	return sum;
}

int64_t fl_verify_weight_after(const fl_round_spec *spec, fl_money request, fl_money before, fl_money amount)
{
	for (size_t k = 0; k < spec->policy.num_tranches; k++)
		if (amount < fl_verify_tranche_end(spec, request, before, k))
			return spec->policy.tranches[k].weight;
	return spec->policy.num_tranches == 0;
}
