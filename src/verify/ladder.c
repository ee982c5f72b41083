/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder.c - kinds of dreams in two halves, with a weight and without, and what a half comes to at a level: boxes are summed in
 * integers. Doubles only sort out which end of a box is meant where that is clear.
 */
#include "verify/ladder.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "verify/worth.h"

#include <math.h>

fl_status fl_ladder_init(fl_ladder *l, fl_error *err)
{
	size_t n = l->c->num_dreams;
	l->num_kinds = l->c->limits.kinds.len;
	l->halves = fl_alloc_array(2 * l->num_kinds + 1, sizeof *l->halves);
	l->members = fl_alloc_array(n + 1, sizeof *l->members);
	l->taking_part = fl_alloc_array(n + 1, sizeof *l->taking_part);
	l->weight = fl_alloc_array(n + 1, sizeof *l->weight);
	l->near = fl_alloc_array(n + 1, sizeof *l->near);
	l->fixed = fl_alloc_array(n + 1, sizeof *l->fixed);
	l->target = fl_alloc_array(l->num_kinds + 1, sizeof *l->target);
	l->row = fl_alloc_array(l->proof->num_rows + 1, sizeof *l->row);
	if (!l->halves || !l->members || !l->taking_part || !l->weight || !l->near || !l->fixed || !l->target || !l->row)
		return fl_enomem(err);
	for (size_t k = 0; k < 2 * l->num_kinds; k++)
		mpq_inits(l->halves[k].level, l->halves[k].at, l->halves[k].least, l->halves[k].most, NULL);
	for (size_t k = 0; k < l->num_kinds; k++)
		mpq_init(l->target[k]);
	for (size_t i = 0; i < n; i++)
		mpz_init(l->weight[i]);
	l->initialised = true;
	return FL_OK;
}

void fl_ladder_release(fl_ladder *l)
{
	for (size_t k = 0; l->initialised && k < 2 * l->num_kinds; k++)
		mpq_clears(l->halves[k].level, l->halves[k].at, l->halves[k].least, l->halves[k].most, NULL);
	for (size_t k = 0; l->initialised && k < l->num_kinds; k++)
		mpq_clear(l->target[k]);
	for (size_t i = 0; l->initialised && i < l->c->num_dreams; i++)
		mpz_clear(l->weight[i]);
	mpq_clear(l->last);
	fl_free(l->halves);
	fl_free(l->members);
	fl_free(l->taking_part);
	fl_free(l->weight);
	fl_free(l->near);
	fl_free(l->fixed);
	fl_free(l->target);
	fl_free(l->row);
	fl_verify_bound_release(&l->bound);
}

/* ---- who takes part ---- */

static void read_weight(fl_ladder *l, size_t i)
{
	const fl_candidate *dream = &l->c->dreams[i];
	char digits[FL_WEIGHT_DIGITS_MAX + 1];
	switch (l->c->spec->policy.kind) {
	case FL_POLICY_COVERAGE:
		mpz_set_si(l->weight[i], dream->request);
		break;
	case FL_POLICY_PROPORTIONAL:
		mpz_set_si(l->weight[i], fl_verify_voice(l->c->spec, dream));
		break;
	default:
		if (dream->weight.len == 0)
			break;
		for (size_t k = 0; k < dream->weight.len; k++)
			if (dream->weight.len > FL_WEIGHT_DIGITS_MAX || dream->weight.data[k] < '0' ||
			    dream->weight.data[k] > '9') {
				fl_verify_no(l->c->verdict, "the weight of dream '%.*s' is no whole number",
					     FL_STR_ARG(dream->id));
				return;
			}
		memcpy(digits, dream->weight.data, dream->weight.len);
		digits[dream->weight.len] = '\0';
		mpz_set_str(l->weight[i], digits, 10);
	}
	l->near[i] = mpz_get_d(l->weight[i]);
}

void fl_ladder_enter(fl_ladder *l)
{
	const fl_verify_limits *limits = &l->c->limits;
	for (size_t i = 0; i < l->c->num_dreams; i++) {
		const fl_exact *x = &l->proof->unrounded[i];
		l->taking_part[i] = limits->terms[i].kind != FL_VERIFY_NONE && limits->terms[i].upper > 0 &&
				    (!limits->chooses || (l->c->dreams[i].before > 0 && limits->terms[i].least == 0) || x->whole > 0 || x->rest != 0);
		if (l->taking_part[i])
			read_weight(l, i);
	}
}

static bool is_idle(const fl_ladder *l, size_t i)
{
	uint32_t kind = l->c->limits.terms[i].kind;
	return mpz_sgn(l->weight[i]) == 0 || mpq_sgn(l->target[kind]) == 0;
}

void fl_ladder_halve(fl_ladder *l)
{
	const fl_verify_terms *terms = l->c->limits.terms;
	uint32_t *next = l->members;
	mpq_t money;
	mpq_init(money);
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		fl_ladder_half *h = &l->halves[k];
		h->len = 0;
		h->pinned = h->full = false;
		mpq_set_ui(h->least, 0, 1);
		mpq_set_ui(h->most, 0, 1);
	}
	for (size_t i = 0; i < l->c->num_dreams; i++)
		if (l->taking_part[i])
			l->halves[2 * terms[i].kind + is_idle(l, i)].len++;
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		l->halves[k].dreams = next;
		next += l->halves[k].len;
		l->halves[k].len = 0;
	}
	for (size_t i = 0; i < l->c->num_dreams; i++) {
		if (!l->taking_part[i])
			continue;
		fl_ladder_half *h = &l->halves[2 * terms[i].kind + is_idle(l, i)];
		h->dreams[h->len++] = (uint32_t)i;
		fl_mpq_set_i64(money, terms[i].upper, 1);
		mpq_add(h->most, h->most, money);
		fl_mpq_set_i64(money, l->phase == FL_STAGE_TARGET ? 0 : terms[i].least, 1);
		mpq_add(h->least, h->least, money);
	}
	mpq_clear(money);
}

/* ---- boxes at a level ---- */

typedef struct sum { /* of clamp(z w - before, lo, hi) over a fl_ladder_half */
	fl_i128 ends;    /* of those at an end of their box, less what the others had before */
	fl_i128 targets; /* of u where the target is u: times z */
	mpz_t weights;   /* of all others: times 'factor' */
	mpq_t factor;    /* z, or z times the level of the targets */
	bool strict;     /* some box moves on from here */
} sum;

int fl_ladder_compare(const mpq_t factor, double factor_near, const mpz_t weight, double weight_near, fl_money money)
{
	double product = factor_near * weight_near, doubt = (fabs(product) + fabs((double)money)) * 1e-12;
	if (product < (double)money - doubt || product > (double)money + doubt)
		return product < (double)money ? -1 : 1;
	mpz_t left, right;
	mpz_inits(left, right, NULL);
	mpz_mul(left, mpq_numref(factor), weight);
	mpz_mul_si(right, mpq_denref(factor), money);
	int sign = mpz_cmp(left, right);
	mpz_clears(left, right, NULL);
	return sign;
}

static void add_dream(const fl_ladder *l, size_t i, bool idle, const mpq_t z, double z_near, double factor_near, sum *s,
		      mpz_t scratch)
{
	const fl_verify_terms *terms = &l->c->limits.terms[i];
	fl_money lo = l->phase == FL_STAGE_TARGET ? 0 : terms->least, hi = terms->upper;
	fl_money before = l->c->dreams[i].before; /* it is part of the ratio, and above it the box begins */
	bool of_target = l->by_target && l->phase != FL_STAGE_TARGET && !idle && l->fixed[i] >= 0;
	bool rises = l->phase == FL_STAGE_TARGET || l->phase == FL_STAGE_RISE;
	int low, high;
	if (idle || of_target) { /* the weight is the request, or u, or what it had before */
		fl_money weight = idle ? l->c->dreams[i].request : l->fixed[i];
		mpz_set_si(scratch, weight);
		low = fl_ladder_compare(z, z_near, scratch, (double)weight, lo + before);
		high = fl_ladder_compare(z, z_near, scratch, (double)weight, hi + before);
	} else {
		low = fl_ladder_compare(s->factor, factor_near, l->weight[i], l->near[i], lo + before);
		high = fl_ladder_compare(s->factor, factor_near, l->weight[i], l->near[i], hi + before);
	}
	s->strict = s->strict || (rises ? low >= 0 && high < 0 : low > 0 && high <= 0);
	if (low <= 0 || high >= 0) {
		s->ends += low <= 0 ? lo : hi;
		return;
	}
	s->ends -= before;
	if (of_target)
		s->targets += l->fixed[i];
	else if (idle)
		s->targets += l->c->dreams[i].request;
	else
		mpz_add(s->weights, s->weights, l->weight[i]);
}

bool fl_ladder_half_at(const fl_ladder *l, size_t k, const mpq_t z, mpq_t ret)
{
	const fl_ladder_half *h = &l->halves[k];
	bool idle = k % 2 == 1;
	sum s = { .strict = false };
	mpq_t part;
	mpz_t scratch;
	mpz_inits(s.weights, scratch, NULL);
	mpq_inits(s.factor, part, NULL);
	mpq_set(s.factor, z);
	if (l->by_target && l->phase != FL_STAGE_TARGET)
		mpq_mul(s.factor, z, l->target[k / 2]);
	double z_near = mpq_get_d(z), factor_near = mpq_get_d(s.factor);
	for (size_t j = 0; j < h->len; j++)
		add_dream(l, h->dreams[j], idle, z, z_near, factor_near, &s, scratch);
	mpq_set_z(ret, s.weights);
	mpq_mul(ret, ret, s.factor);
	fl_mpz_set_i128(mpq_numref(part), s.targets);
	mpq_mul(part, part, z);
	mpq_add(ret, ret, part);
	mpq_set_ui(part, 0, 1);
	fl_mpz_set_i128(mpq_numref(part), s.ends);
	mpq_add(ret, ret, part);
	mpz_clears(s.weights, scratch, NULL);
	mpq_clears(s.factor, part, NULL);
	return s.strict;
}
