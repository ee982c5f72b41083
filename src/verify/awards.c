/* SPDX-License-Identifier: Apache-2.0
 *
 * awards.c - the money as it is paid out, in whole minor units: does it keep every limit of the round?
 *
 *   every award     0 for a dream that is not qualified, that was stopped or that no pool may pay; with what it was awarded before at
 *                   most the request and u_i; 0 or at least m_i; a multiple of the granularity, or all of u_i. (Where no multiples keep every limit the
 *                   awards are in minor units, and say so; that none did is taken at the allocation's word.)
 *   every payment   from a pool whose selector names the dream; the payments of a dream add up to its award
 *   every pool      pays at most what is in it, and all of it where it must be spent
 *   every group     keeps its limits (solution.c, the same comparison for awards and for the unrounded solution)
 *                   and funds no more dreams than it may
 *   the rounding    moves no amount by a step of the granularity or more (by more than three minor units, where these are the steps)
 *   the value       is what is stated, and does not exceed the proven bound
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/worth.h"

static void check_award(fl_verify_case *c, size_t i)
{
	const fl_candidate *dream = &c->dreams[i];
	const fl_verify_terms *terms = &c->limits.terms[i];
	fl_money amount = c->allocation->awards[i].amount;
	fl_money step = c->allocation->granularity > 0 ? c->allocation->granularity : c->spec->policy.granularity;
	if (amount == 0) {
		if (c->limits.all_funded && terms->kind != FL_VERIFY_NONE && terms->least > 0)
			fl_verify_no(c->verdict, "dream '%.*s' does not get its base grant", FL_STR_ARG(dream->id));
		return;
	}
	if (amount < 0)
		fl_verify_no(c->verdict, "dream '%.*s' has a negative award", FL_STR_ARG(dream->id));
	else if (dream->standing != FL_QUALIFIED)
		fl_verify_no(c->verdict, "dream '%.*s' has an award, but is not qualified", FL_STR_ARG(dream->id));
	else if (terms->kind == FL_VERIFY_NONE)
		fl_verify_no(c->verdict, "dream '%.*s' has an award, but no pool may pay it", FL_STR_ARG(dream->id));
	else if (amount > dream->request - dream->before)
		fl_verify_no(c->verdict, "the award of dream '%.*s' exceeds its request", FL_STR_ARG(dream->id));
	else if (dream->ended)
		fl_verify_no(c->verdict, "dream '%.*s' was stopped, but has an award", FL_STR_ARG(dream->id));
	else if (amount > terms->upper)
		fl_verify_no(c->verdict, "the award of dream '%.*s' exceeds its cap", FL_STR_ARG(dream->id));
	else if (amount < terms->least)
		fl_verify_no(c->verdict, "the award of dream '%.*s' is below the least it may get",
			     FL_STR_ARG(dream->id));
	else if (step > 1 && amount % step != 0 && amount != terms->upper)
		fl_verify_no(c->verdict, "the award of dream '%.*s' is not a multiple of the granularity",
			     FL_STR_ARG(dream->id));
}

fl_status fl_verify_awards(fl_verify_case *c, fl_error *err)
{
	(void)err;
	if (c->allocation->num_candidates != c->num_dreams) {
		fl_verify_no(c->verdict, "there are %zu awards for %zu dreams", c->allocation->num_candidates,
			     c->num_dreams);
		return FL_OK;
	}
	fl_money step = c->allocation->granularity;
	if (step != 0 && step != 1 && step != c->spec->policy.granularity)
		fl_verify_no(c->verdict, "the awards are of another granularity than the policy's or one minor unit");
	for (size_t i = 0; i < c->num_dreams && !fl_verify_refused(c->verdict); i++)
		check_award(c, i);
	return FL_OK;
}

fl_status fl_verify_nothing_awarded(fl_verify_case *c, fl_error *err)
{
	(void)err;
	for (size_t i = 0; i < c->allocation->num_candidates && i < c->num_dreams; i++)
		if (c->allocation->awards[i].amount != 0)
			fl_verify_no(c->verdict, "the round is called infeasible, but dream '%.*s' has an award",
				     FL_STR_ARG(c->dreams[i].id));
	if (c->allocation->num_payments > 0)
		fl_verify_no(c->verdict, "the round is called infeasible, but there are payments");
	c->verdict->infeasible = !fl_verify_refused(c->verdict);
	fl_verify_no(c->verdict, "infeasible: nothing is awarded");
	return FL_OK;
}

/* Is the payment one that may be, and in its place? */
static bool payment_stands(fl_verify_case *c, size_t k)
{
	const fl_payment *payment = &c->allocation->payments[k];
	if (payment->dream >= c->num_dreams || payment->pool >= c->spec->num_pools) {
		fl_verify_no(c->verdict, "payment %zu names a dream or pool that does not exist", k);
		return false;
	}
	const fl_candidate *dream = &c->dreams[payment->dream];
	const fl_pool *pool = &c->spec->pools[payment->pool];
	if (payment->amount <= 0) {
		fl_verify_no(c->verdict, "a payment to dream '%.*s' is not above 0", FL_STR_ARG(dream->id));
		return false;
	}
	if (pool->selector && !fl_selector_matches(pool->selector, dream)) {
		fl_verify_no(c->verdict, "pool '%.*s' pays dream '%.*s', which it may not pay", FL_STR_ARG(pool->id),
			     FL_STR_ARG(dream->id));
		return false;
	}
	if (k > 0) {
		const fl_payment *before = payment - 1;
		if (before->dream > payment->dream ||
		    (before->dream == payment->dream && before->pool >= payment->pool)) {
			fl_verify_no(c->verdict, "the payments to dream '%.*s' are out of order or given twice",
				     FL_STR_ARG(dream->id));
			return false;
		}
	}
	return true;
}

static void check_pool(fl_verify_case *c, const fl_pool *pool, fl_i128 paid)
{
	if (paid > pool->amount - pool->kept)
		fl_verify_no(c->verdict, "pool '%.*s' pays more than is in it", FL_STR_ARG(pool->id));
	else if (pool->must_spend && paid < pool->amount - pool->kept)
		fl_verify_no(c->verdict, "pool '%.*s' must be spent, but is not", FL_STR_ARG(pool->id));
}

fl_status fl_verify_payments(fl_verify_case *c, fl_error *err)
{
	const fl_allocation *allocation = c->allocation;
	fl_i128 *by_dream = fl_alloc_array(c->num_dreams + 1, sizeof *by_dream);
	fl_i128 *by_pool = fl_alloc_array(c->spec->num_pools + 1, sizeof *by_pool);
	fl_status status = FL_OK;
	if (!by_dream || !by_pool) {
		status = fl_enomem(err);
		goto done;
	}
	for (size_t k = 0; k < allocation->num_payments; k++) {
		if (!payment_stands(c, k))
			goto done;
		by_dream[allocation->payments[k].dream] += allocation->payments[k].amount;
		by_pool[allocation->payments[k].pool] += allocation->payments[k].amount;
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		if (by_dream[i] != allocation->awards[i].amount)
			fl_verify_no(c->verdict, "the payments to dream '%.*s' do not add up to its award",
				     FL_STR_ARG(c->dreams[i].id));
	for (size_t p = 0; p < c->spec->num_pools; p++)
		check_pool(c, &c->spec->pools[p], by_pool[p]);
done:
	fl_free(by_dream);
	fl_free(by_pool);
	return status;
}

/* Does every group fund as many dreams as it may, at most? */
fl_status fl_verify_counts(fl_verify_case *c, const uint32_t *kind_funded, const char *whose, fl_error *err)
{
	const fl_verify_limits *limits = &c->limits;
	uint64_t *funded = fl_alloc_array(limits->groups.len + 1, sizeof *funded);
	if (!funded)
		return fl_enomem(err);
	for (size_t k = 0; k < limits->kinds.len; k++)
		for (uint32_t j = 0; !limits->kinds.items[k].funded_before && j < limits->kinds.items[k].num_groups; j++)
			funded[limits->kinds.items[k].groups[j]] += kind_funded[k];
	for (size_t g = 0; g < limits->groups.len; g++) {
		uint32_t row = limits->groups.items[g].funded;
		if (row != FL_VERIFY_NONE && mpq_cmp_ui(limits->rows.items[row].hi, funded[g], 1) < 0)
			fl_verify_no(c->verdict, "the %s fund more dreams of %.*s than may be funded", whose,
				     FL_STR_ARG(limits->rows.items[row].label));
	}
	fl_free(funded);
	return FL_OK;
}

fl_status fl_verify_award_groups(fl_verify_case *c, fl_error *err)
{
	size_t num_kinds = c->limits.kinds.len;
	fl_i128 *sums = fl_alloc_array(num_kinds + 1, sizeof *sums);
	mpz_t *kind_sums = fl_alloc_array(num_kinds + 1, sizeof *kind_sums);
	uint32_t *funded = fl_alloc_array(num_kinds + 1, sizeof *funded);
	mpz_t one;
	fl_status status = FL_OK;
	mpz_init_set_ui(one, 1);
	if (!sums || !kind_sums || !funded) {
		status = fl_enomem(err);
		goto done;
	}
	for (size_t i = 0; i < c->num_dreams; i++) {
		uint32_t kind = c->limits.terms[i].kind;
		if (kind == FL_VERIFY_NONE)
			continue;
		sums[kind] += c->allocation->awards[i].amount;
		funded[kind] += c->allocation->awards[i].amount > 0;
	}
	for (size_t k = 0; k < num_kinds; k++) {
		mpz_init(kind_sums[k]);
		fl_mpz_set_i128(kind_sums[k], sums[k]);
	}
	status = fl_verify_groups(c, kind_sums, one, FL_MESSAGE("awards"), err);
	if (status == FL_OK)
		status = fl_verify_counts(c, funded, FL_MESSAGE("awards"), err);
	for (size_t k = 0; k < num_kinds; k++)
		mpz_clear(kind_sums[k]);
done:
	mpz_clear(one);
	fl_free(sums);
	fl_free(funded);
	fl_free(kind_sums);
	return status;
}

/* An award is the unrounded amount rounded down or up by less than a step. Where the steps are minor units and no such awards keep
 * every limit, amounts may move by three of them. */
fl_status fl_verify_rounding(fl_verify_case *c, fl_error *err)
{
	const fl_policy *policy = &c->spec->policy;
	fl_money step = c->allocation->granularity > 0 ? c->allocation->granularity : policy->granularity;
	(void)err;
	for (size_t i = 0; i < c->num_dreams; i++) {
		const fl_exact *x = &c->allocation->proof->unrounded[i];
		fl_money more = c->allocation->awards[i].amount - x->whole; /* both from 0 to 2^63-1 */
		fl_money least = step > 1 ? 1 - step : -2, most = step > 1 ? step - (x->rest == 0) : 3;
		if (policy->rounding == FL_ROUND_FLOOR)
			most = 0;
		if (more < least || more > most) {
			fl_verify_no(c->verdict, "the award of dream '%.*s' is not its unrounded amount, rounded",
				     FL_STR_ARG(c->dreams[i].id));
			break;
		}
	}
	return FL_OK;
}

/* Sum of v_i(award), and of e_i over the funded. */
static fl_status value_of_awards(const fl_verify_case *c, fl_fraction *ret, fl_error *err)
{
	bool values = fl_verify_has_values(c->spec);
	fl_fraction_sum sum;
	mpz_t one;
	fl_status status = FL_OK;
	fl_fraction_sum_init(&sum);
	mpz_init_set_ui(one, 1);
	for (size_t i = 0; i < c->num_dreams && status == FL_OK; i++) {
		fl_money amount = c->allocation->awards[i].amount;
		const fl_candidate *dream = &c->dreams[i];
		if (amount == 0)
			continue;
		if (values)
			status = fl_fraction_sum_product(&sum, fl_verify_voice(c->spec, dream),
							 fl_verify_weighted(c->spec, dream->request, dream->before, amount),
							 dream->request, err);
		else
			mpz_add_ui(sum.whole, sum.whole, (unsigned long)c->limits.terms[i].worth);
	}
	if (status == FL_OK)
		fl_fraction_sum_total(&sum, one, ret);
	mpz_clear(one);
	fl_fraction_sum_release(&sum);
	return status;
}

fl_status fl_verify_objective(fl_verify_case *c, fl_error *err)
{
	const fl_proof *proof = c->allocation->proof;
	fl_fraction value;
	if (!fl_verify_has_values(c->spec) && !c->limits.chooses)
		return FL_OK; /* a ratio, no sum: levels.c */
	fl_fraction_init(&value);
	fl_status status = value_of_awards(c, &value, err);
	if (status == FL_OK) {
		fl_fraction_get(&value, c->allocation->objective, c->verdict->objective);
		if (fl_fraction_cmp_q(&value, c->allocation->objective) != 0)
			fl_verify_no(c->verdict, "the awards have another value than stated");
		else if (proof->has_bound && fl_fraction_cmp_q(&value, proof->bound) > 0)
			fl_verify_no(c->verdict, "the awards have a higher value than the stated bound");
	}
	fl_fraction_release(&value);
	return status;
}
