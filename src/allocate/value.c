/* SPDX-License-Identifier: Apache-2.0
 *
 * value.c - sums of flowers met (support, and baselines), of weighted flowers met (tranches), of dreams or flowers
 * admitted, or the smallest ratio.
 */
#include "allocate/value.h"

#include "allocate/tranches.h"
#include "base/rational.h"

/* The amount with the part in each tranche counted by its weight; a fraction lies in one tranche, for they end at whole
 * units. */
static void weigh_tranches(const fl_policy *policy, fl_money request, fl_money before, const mpq_t amount, mpq_t ret)
{
	mpq_t rest;
	mpz_t whole;
	mpq_init(rest);
	mpz_init(whole);
	fl_money low = 0;
	fl_mpq_floor(whole, amount);
	fl_mpz_get_i64(whole, &low);
	__int128 weighed = fl_tranche_weigh(policy, request, before, low);
	fl_program_int128(ret, weighed);
	mpq_set_z(rest, whole);
	mpq_sub(rest, amount, rest);
	if (mpq_sgn(rest) > 0) {
		mpq_t slope;
		mpq_init(slope);
		fl_mpq_set_i64(slope, (int64_t)(fl_tranche_weigh(policy, request, before, low + 1) - weighed), 1);
		mpq_mul(rest, rest, slope);
		mpq_add(ret, ret, rest);
		mpq_clear(slope);
	}
	mpq_clear(rest);
	mpz_clear(whole);
}

/* voice / request * amount, the amount weighed by tranches where there are any. */
static void add_dream(const fl_solution *s, const fl_candidate *dream, const mpq_t amount, uint32_t count,
		      fl_mpq_total *sum, mpq_t c, mpq_t x)
{
	if (s->spec->policy.num_tranches > 0)
		weigh_tranches(&s->spec->policy, dream->request, dream->before, amount, x);
	else
		mpq_set(x, amount);
	fl_mpq_set_i64(c, fl_round_voice(s->spec, dream), dream->request > 0 ? dream->request : 1);
	mpq_mul(x, x, c);
	mpq_set_ui(c, count, 1);
	mpq_mul(x, x, c);
	fl_mpq_total_add(sum, x);
}

static bool admits(const fl_solution *s)
{
	return s->staged && fl_round_chooses(s->spec);
}

/* An admission: dreams, or the flowers of those that get money. */
static void value_of_admission(const fl_solution *s, bool of_awards, mpq_t ret)
{
	const fl_program *p = s->program;
	bool by_number = s->spec->policy.kind == FL_POLICY_COVERAGE;
	__int128 sum = 0;
	for (size_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		uint32_t n = of_awards || column->unit_max == 0 ? 0 : s->part[c];
		if (column->before > 0) /* it was admitted before */
			continue;
		for (uint32_t i = 0; of_awards && i < column->count; i++)
			n += s->amounts[p->members[column->first + i]] > 0;
		sum += (__int128)n * (by_number ? 1 : fl_round_voice(s->spec, &s->dreams[p->members[column->first]]));
	}
	fl_program_int128(ret, sum);
}

void fl_value_of_optimum(const fl_solution *s, mpq_t ret)
{
	const fl_program *p = s->program;
	if (admits(s)) {
		value_of_admission(s, false, ret);
		return;
	}
	if (s->staged) {
		fl_staged_ratio(s->staged, s->spec, p, s->part, NULL, ret);
		return;
	}
	mpq_t c, x, amount;
	fl_mpq_total sum;
	mpq_inits(c, x, amount, NULL);
	fl_mpq_total_init(&sum);
	for (size_t k = 0; k < p->num_classes; k++) {
		if (s->funded[k] == 0)
			continue;
		mpq_set_ui(c, s->funded[k], 1);
		mpq_div(amount, s->x[k], c);
		add_dream(s, &s->dreams[p->members[p->columns[k].first]], amount, s->funded[k], &sum, c, x);
	}
	fl_mpq_total_take(&sum, ret);
	mpq_clears(c, x, amount, NULL);
}

void fl_value_of_awards(const fl_solution *s, mpq_t ret)
{
	if (admits(s)) {
		value_of_admission(s, true, ret);
		return;
	}
	if (s->staged) {
		fl_staged_ratio(s->staged, s->spec, s->program, s->part, s->amounts, ret);
		return;
	}
	mpq_t c, x, amount;
	fl_mpq_total sum;
	mpq_inits(c, x, amount, NULL);
	fl_mpq_total_init(&sum);
	for (size_t k = 0; k < s->num_order; k++) {
		const fl_candidate *dream = &s->dreams[s->order[k]];
		if (s->amounts[s->order[k]] == 0)
			continue;
		fl_mpq_set_i64(amount, s->amounts[s->order[k]], 1);
		add_dream(s, dream, amount, 1, &sum, c, x);
	}
	fl_mpq_total_take(&sum, ret);
	mpq_clears(c, x, amount, NULL);
}
