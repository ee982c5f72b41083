/* SPDX-License-Identifier: Apache-2.0
 *
 * tranches.c - concave values as columns side by side.
 */
#include "allocate/tranches.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <string.h>

fl_money fl_tranche_end(const fl_policy *policy, fl_money request, fl_money before, size_t k)
{
	if (k + 1 >= policy->num_tranches)
		return request > before ? request - before : 0;
	mpq_t end, part;
	mpz_t whole;
	mpq_inits(end, part, NULL);
	mpz_init(whole);
	for (size_t j = 0; j <= k; j++) {
		fl_mpq_set_i64(part, policy->tranches[j].share.num, policy->tranches[j].share.den);
		mpq_add(end, end, part);
	}
	fl_mpq_set_i64(part, request, 1);
	mpq_mul(end, end, part);
	fl_mpq_floor(whole, end);
	fl_money money = 0;
	fl_mpz_get_i64(whole, &money); /* fits: at most the request */
	mpq_clears(end, part, NULL);
	mpz_clear(whole);
	return money > before ? money - before : 0;
}

__int128 fl_tranche_weigh(const fl_policy *policy, fl_money request, fl_money before, fl_money amount)
{
	__int128 sum = 0;
	fl_money from = 0;
	for (size_t k = 0; k < policy->num_tranches && from < amount; k++) {
		fl_money end = fl_tranche_end(policy, request, before, k), to = end < amount ? end : amount;
		sum += (__int128)(to - from) * policy->tranches[k].weight;
		from = to;
	}
	return sum;
}

static int64_t greatest_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

fl_status fl_tranche_whole(const fl_policy *policy, int64_t tally, fl_money request, fl_money before, fl_money amount,
			   int64_t *num, int64_t *den, fl_error *err)
{
	__int128 weighed = fl_tranche_weigh(policy, request, before, amount);
	fl_money asked = request;
	*num = 0;
	*den = 1;
	if (amount == 0 || tally == 0)
		return FL_OK;
	/* weighed / amount is at most the first weight; what remains of the products must fit */
	int64_t common = weighed > INT64_MAX ? 1 : greatest_divisor((int64_t)weighed, amount), part = amount / common;
	int64_t top = weighed > INT64_MAX ? 0 : (int64_t)(weighed / common);
	common = greatest_divisor(tally, request);
	tally /= common;
	request /= common;
	common = greatest_divisor(top, request);
	__int128 n = (__int128)tally * (top / common), d = (__int128)(request / common) * part;
	if (weighed > INT64_MAX || n > INT64_MAX || d > INT64_MAX)
		return fl_error_set(err, FL_ERANGE, "a request of %lld minor units is too much for the weights of tranches",
				    (long long)asked);
	*num = (int64_t)n;
	*den = (int64_t)d;
	return FL_OK;
}

/* The part of [0, amount] that lies between two ends. */
static fl_money within(fl_money amount, fl_money from, fl_money to)
{
	fl_money top = amount < to ? amount : to;
	return top > from ? top - from : 0;
}

static fl_status split_class(const fl_round_spec *spec, const fl_program *p, uint32_t c, fl_program_builder *b,
			     fl_error *err)
{
	const fl_policy *policy = &spec->policy;
	const fl_column *class = &p->columns[c];
	fl_money from = 0;
	for (size_t k = 0; k < policy->num_tranches; k++) {
		fl_money to = fl_tranche_end(policy, class->c_den, class->before, k), least = class->lo / (fl_money)class->count;
		fl_column part = *class;
		if (class->c_num > INT64_MAX / policy->tranches[k].weight)
			return fl_error_set(err, FL_ERANGE, "a tally of %lld times the weight of a tranche is too much",
					    (long long)class->c_num);
		part.c_num = class->c_num * policy->tranches[k].weight;
		part.unit_min = 0;
		part.unit_max = within(class->unit_max, from, to);
		part.lo = within(least, from, to) * (fl_money)class->count;
		part.hi = part.unit_max * (fl_money)class->count;
		FL_TRY(fl_builder_copy(b, p, c, &part, err));
		from = to;
	}
	return FL_OK;
}

fl_status fl_tranches_split(const fl_round_spec *spec, const fl_program *p, fl_program **ret, fl_error *err)
{
	fl_program_builder b;
	__int128 *nothing = fl_alloc_array(p->num_rows + 1, sizeof *nothing);
	if (!nothing)
		return fl_enomem(err);
	fl_status status = fl_builder_init(&b, err);
	if (status == FL_OK) {
		b.program->pools = p->pools; /* borrowed: they live in p's arena */
		b.program->num_pools = p->num_pools;
		b.program->signatures = p->signatures;
		b.program->num_signatures = p->num_signatures;
		b.program->line_group = p->line_group;
		b.program->line_before = p->line_before;
		status = fl_builder_copy_rows(&b, p, nothing, err);
	}
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++)
		status = split_class(spec, p, c, &b, err);
	for (uint32_t j = (uint32_t)p->num_classes; status == FL_OK && j < p->num_columns; j++)
		status = fl_builder_copy(&b, p, j, &p->columns[j], err);
	if (status == FL_OK)
		status = fl_builder_close(&b, ret, err);
	fl_builder_release(&b);
	fl_free(nothing);
	return status;
}
