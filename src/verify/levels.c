/* SPDX-License-Identifier: Apache-2.0
 *
 * levels.c - policies of ratios: is every level as high as it can be, and does everyone stand at one? (domain/proof.h,
 * "Stages")
 *
 * Dreams of one kind meet the same prices, so they are pinned together; those without a weight are a half of their own.
 * For every stage the boxes at its level are summed per half in integers, priced once, and the bound must be exactly 0:
 * then nothing is feasible one step further (some box moves on, and its price makes the bound negative), and whoever is
 * priced has no choice but the end of the box. Doubles only sort out which end is meant where that is clear.
 */
#include "verify/bound.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "verify/worth.h"

#include <math.h>

typedef struct half { /* the dreams of a kind that take part and have a weight, or those that have none */
	uint32_t *dreams;
	size_t len;
	bool pinned;
	bool full;   /* pinned at its upper ends: no level of the rise was in the way */
	mpq_t level; /* at which it is pinned */
	mpq_t at;    /* what it came to */
	mpq_t least, most; /* sums of lo and hi */
} half;

typedef struct ladder {
	fl_verify_case *c;
	const fl_proof *proof;
	fl_verify_bound bound;
	uint32_t *row;
	size_t num_kinds;
	half *halves;      /* 2 per kind: with a weight, without */
	uint32_t *members; /* slices of it */
	bool *taking_part; /* per dream */
	mpz_t *weight;     /* per dream: w of the first phase that has one */
	double *near;      /* likewise */
	fl_money *fixed;   /* per dream: its target where that is no level times its weight: u, or what it had before; -1 else */
	mpq_t *target;     /* per kind: level of the targets; 0 for coverage's sake 1 */
	bool by_target;
	fl_stage_kind phase;
	mpq_t last; /* level of the stage before, in this phase */
	bool any;   /* there was one */
	bool initialised;
} ladder;

/* ---- set-up ---- */

static fl_status hold(ladder *l, fl_error *err)
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

static void release(ladder *l)
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

static void read_weight(ladder *l, size_t i)
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

/* Who takes part: everyone that can be paid, or those that the admission funds, and those that have money already. */
static void find_part(ladder *l)
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

static bool is_idle(const ladder *l, size_t i)
{
	uint32_t kind = l->c->limits.terms[i].kind;
	return mpz_sgn(l->weight[i]) == 0 || mpq_sgn(l->target[kind]) == 0;
}

/* Sort those that take part into halves; every half open. */
static void make_halves(ladder *l)
{
	const fl_verify_terms *terms = l->c->limits.terms;
	uint32_t *next = l->members;
	mpq_t money;
	mpq_init(money);
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		half *h = &l->halves[k];
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
		half *h = &l->halves[2 * terms[i].kind + is_idle(l, i)];
		h->dreams[h->len++] = (uint32_t)i;
		fl_mpq_set_i64(money, terms[i].upper, 1);
		mpq_add(h->most, h->most, money);
		fl_mpq_set_i64(money, l->phase == FL_STAGE_TARGET ? 0 : terms[i].least, 1);
		mpq_add(h->least, h->least, money);
	}
	mpq_clear(money);
}

/* ---- boxes at a level ---- */

typedef struct sum { /* of clamp(z w - before, lo, hi) over a half */
	fl_i128 ends;    /* of those at an end of their box, less what the others had before */
	fl_i128 targets; /* of u where the target is u: times z */
	mpz_t weights;   /* of all others: times 'factor' */
	mpq_t factor;    /* z, or z times the level of the targets */
	bool strict;     /* some box moves on from here */
} sum;

/* Sign of factor * weight - money. */
static int compare(const mpq_t factor, double factor_near, const mpz_t weight, double weight_near, fl_money money)
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

static void add_dream(const ladder *l, size_t i, bool idle, const mpq_t z, double z_near, double factor_near, sum *s,
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
		low = compare(z, z_near, scratch, (double)weight, lo + before);
		high = compare(z, z_near, scratch, (double)weight, hi + before);
	} else {
		low = compare(s->factor, factor_near, l->weight[i], l->near[i], lo + before);
		high = compare(s->factor, factor_near, l->weight[i], l->near[i], hi + before);
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

/* What a half comes to when all of it stands at level z. */
static bool half_at(const ladder *l, size_t k, const mpq_t z, mpq_t ret)
{
	const half *h = &l->halves[k];
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

/* ---- one stage ---- */

static bool moves(const ladder *l, size_t k)
{
	return !l->halves[k].pinned && l->halves[k].len > 0 && (k % 2 == 1) == (l->phase == FL_STAGE_SPARE);
}

/* The end of a half's box that a price of this sign looks at. */
static void box_end(ladder *l, size_t k, bool upper, const mpq_t z, mpq_t ret, bool *ret_moved, bool *ret_strict)
{
	const half *h = &l->halves[k];
	bool rises = l->phase == FL_STAGE_TARGET || l->phase == FL_STAGE_RISE;
	mpq_t one;
	*ret_moved = moves(l, k) && upper != rises;
	if (*ret_moved) {
		*ret_strict = half_at(l, k, z, ret) || *ret_strict;
	} else if (h->pinned) {
		mpq_set(ret, h->at);
	} else if (!upper && l->phase == FL_STAGE_FALL && k % 2 == 0) { /* where the rise left it */
		mpq_init(one);
		mpq_set_ui(one, 1, 1);
		half_at(l, k, one, ret);
		mpq_clear(one);
	} else {
		mpq_set(ret, upper ? h->most : h->least);
	}
}

static void check_rows(ladder *l, size_t number, const fl_proof_stage *stage)
{
	const fl_multiplier_set *set = &l->proof->sets[stage->multipliers];
	for (size_t j = 0; j < set->len; j++) {
		if (set->items[j].row >= l->proof->num_rows) {
			fl_verify_no(l->c->verdict, "stage %zu of the proof leans on a cut, which has no say there", number);
			return;
		}
		const fl_verify_row *row = &l->c->limits.rows.items[l->row[set->items[j].row]];
		if (row->kind == FL_VERIFY_FUNDED ||
		    (stage->kind == FL_STAGE_TARGET && (row->kind != FL_VERIFY_POOL || mpq_sgn(set->items[j].y) < 0)))
			fl_verify_no(l->c->verdict, "stage %zu of the proof leans on %.*s, which has no say there", number,
				     FL_STR_ARG(row->label));
	}
}

/* Bound over the boxes at this level, and who is pinned by it. */
static void check_bound(ladder *l, size_t number, const fl_proof_stage *stage)
{
	uint32_t pinned = 0;
	bool strict = false, moved = false;
	mpq_t bound, part, price, den;
	mpq_inits(bound, part, price, den, NULL);
	fl_verify_bound_load(&l->bound, stage->multipliers);
	mpq_set_z(den, l->bound.den);
	mpq_set_z(bound, l->bound.rows_part);
	mpq_set_z(part, l->bound.limit_den);
	mpq_div(bound, bound, part);
	mpq_div(bound, bound, den);
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		int sign = mpz_sgn(l->bound.price[k / 2]);
		if (sign == 0 || l->halves[k].len == 0)
			continue;
		box_end(l, k, sign < 0, stage->level, part, &moved, &strict);
		mpq_set_z(price, l->bound.price[k / 2]);
		mpq_div(price, price, den);
		mpq_mul(price, price, part);
		mpq_sub(bound, bound, price);
		if (!moved)
			continue;
		mpq_set(l->halves[k].at, part);
		mpq_set(l->halves[k].level, stage->level);
		l->halves[k].pinned = true;
		pinned += (uint32_t)l->halves[k].len;
	}
	if (mpq_sgn(bound) != 0)
		fl_verify_no(l->c->verdict, "stage %zu of the proof does not show that its level is the last", number);
	else if (!strict)
		fl_verify_no(l->c->verdict, "nothing moves on after stage %zu of the proof: it shows no limit", number);
	else if (pinned != stage->pinned)
		fl_verify_no(l->c->verdict, "stage %zu of the proof pins %u dreams, not %u", number, (unsigned)pinned,
			     (unsigned)stage->pinned);
	mpq_clears(bound, part, price, den, NULL);
}

/* The level that a phase may not pass; false: none. */
static bool end_of_phase(const ladder *l, fl_stage_kind phase, mpq_t ret)
{
	const fl_policy *policy = &l->c->spec->policy;
	mpq_set_ui(ret, phase == FL_STAGE_SPARE ? 0 : 1, 1);
	if (phase == FL_STAGE_TARGET) {
		mpq_set_ui(ret, 1, policy->target == FL_TARGET_MEDIAN ? 2 : 1);
		return policy->kind == FL_POLICY_QUADRATIC && policy->saturate;
	}
	return phase != FL_STAGE_RISE || l->by_target;
}

static void check_level(ladder *l, size_t number, const fl_proof_stage *stage)
{
	bool rises = stage->kind == FL_STAGE_TARGET || stage->kind == FL_STAGE_RISE;
	mpq_t end;
	mpq_init(end);
	bool has_end = end_of_phase(l, stage->kind, end);
	int step = l->any ? mpq_cmp(stage->level, l->last) : 0, room = has_end ? mpq_cmp(stage->level, end) : 0;
	if (mpq_sgn(stage->level) < 0 || (rises ? step < 0 : step > 0))
		fl_verify_no(l->c->verdict, "stage %zu of the proof is out of order", number);
	if (has_end && (rises ? room > 0 : room < 0))
		fl_verify_no(l->c->verdict, "stage %zu of the proof goes beyond the end of its phase", number);
	mpq_set(l->last, stage->level);
	l->any = true;
	mpq_clear(end);
}

/* ---- phases ---- */

/* What no stage pinned stands at the end of the phase, or at its upper ends where the phase has none. */
static void close_halves(ladder *l)
{
	mpq_t end;
	mpq_init(end);
	bool has_end = end_of_phase(l, l->phase, end);
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		half *h = &l->halves[k];
		if (!moves(l, k))
			continue;
		h->full = !has_end;
		if (has_end)
			half_at(l, k, end, h->at);
		else
			mpq_set(h->at, h->most);
		mpq_set(h->level, end);
		h->pinned = true;
	}
	mpq_clear(end);
}

/* The target where it is an end of the dream's box: all that it may have, or what it had before. */
static fl_money fixed_target(const ladder *l, const half *h, uint32_t i)
{
	fl_money before = l->c->dreams[i].before, most = l->c->limits.terms[i].upper + before;
	double near = mpq_get_d(h->level);
	if (h->full || compare(h->level, near, l->weight[i], l->near[i], most) >= 0)
		return most;
	return compare(h->level, near, l->weight[i], l->near[i], before) <= 0 ? before : -1;
}

/* From the levels of the target phase to the targets; can the pools pay them? */
static fl_status take_targets(ladder *l, fl_error *err)
{
	mpz_t *sums = fl_alloc_array(l->num_kinds + 1, sizeof *sums), scale;
	if (!sums)
		return fl_enomem(err);
	mpz_init_set_ui(scale, 1);
	for (size_t k = 0; k < l->num_kinds; k++)
		mpz_lcm(scale, scale, mpq_denref(l->halves[2 * k].at));
	for (size_t k = 0; k < l->num_kinds; k++) {
		half *h = &l->halves[2 * k];
		mpz_init(sums[k]);
		mpz_divexact(sums[k], scale, mpq_denref(h->at));
		mpz_mul(sums[k], sums[k], mpq_numref(h->at));
		mpq_set(l->target[k], h->level);
		if (h->len == 0)
			mpq_set_ui(l->target[k], 0, 1);
		for (size_t j = 0; j < h->len; j++) {
			uint32_t i = h->dreams[j];
			l->fixed[i] = fixed_target(l, h, i);
		}
		if (h->full && h->len > 0)
			mpq_set_ui(l->target[k], 1, 1); /* all have reached their own: any level but 0 will do */
	}
	fl_status status = fl_verify_transport(l->c, sums, scale, true, err);
	for (size_t k = 0; k < l->num_kinds; k++)
		mpz_clear(sums[k]);
	mpz_clear(scale);
	fl_free(sums);
	return status;
}

/* Leave the present phase for the next. */
static fl_status next_phase(ladder *l, fl_error *err)
{
	if (l->phase == FL_STAGE_TARGET && l->by_target) {
		close_halves(l);
		FL_TRY(take_targets(l, err));
	} else if (l->phase == FL_STAGE_SPARE || (l->phase == FL_STAGE_RISE && !l->by_target)) {
		close_halves(l);
	}
	l->phase++;
	l->any = false;
	if (l->phase == FL_STAGE_SPARE)
		make_halves(l);
	return FL_OK;
}

static fl_status walk_stages(ladder *l, fl_error *err)
{
	for (size_t i = 0; i < l->proof->num_stages && !fl_verify_refused(l->c->verdict); i++) {
		const fl_proof_stage *stage = &l->proof->stages[i];
		bool of_targets = stage->kind == FL_STAGE_TARGET || stage->kind == FL_STAGE_FALL;
		if (stage->kind < l->phase || stage->kind > FL_STAGE_FALL || (of_targets && !l->by_target) ||
		    stage->multipliers >= l->proof->num_sets) {
			fl_verify_no(l->c->verdict, "stage %zu of the proof has no place there", i);
			return FL_OK;
		}
		while (l->phase < stage->kind)
			FL_TRY(next_phase(l, err));
		check_level(l, i, stage);
		check_rows(l, i, stage);
		if (!fl_verify_refused(l->c->verdict))
			check_bound(l, i, stage);
	}
	while (l->phase < FL_STAGE_FALL && !fl_verify_refused(l->c->verdict))
		FL_TRY(next_phase(l, err));
	if (!fl_verify_refused(l->c->verdict))
		close_halves(l);
	return FL_OK;
}

/* ---- the end: amounts, optimum, objective ---- */

/* w of the dream in the end: request, target; 0 where it has none. */
static void final_weight(const ladder *l, size_t i, bool idle, mpq_t ret)
{
	if (idle) {
		mpq_set_ui(ret, 0, 1);
	} else if (l->by_target && l->fixed[i] >= 0) {
		fl_mpq_set_i64(ret, l->fixed[i], 1);
	} else {
		mpq_set_z(ret, l->weight[i]);
		if (l->by_target)
			mpq_mul(ret, ret, l->target[l->c->limits.terms[i].kind]);
	}
}

/* The amount at which the stages leave a dream. */
static void final_amount(const ladder *l, const half *h, size_t i, bool idle, const mpq_t weight, mpq_t ret, mpq_t end)
{
	const fl_verify_terms *terms = &l->c->limits.terms[i];
	fl_mpq_set_i64(end, terms->upper, 1);
	mpq_set(ret, end);
	if (h->full)
		return;
	if (idle) {
		fl_mpq_set_i64(ret, l->c->dreams[i].request, 1);
		mpq_mul(ret, ret, h->level);
	} else {
		mpq_mul(ret, weight, h->level);
	}
	fl_mpq_set_i64(end, l->c->dreams[i].before, 1);
	mpq_sub(ret, ret, end);
	fl_mpq_set_i64(end, terms->upper, 1);
	if (mpq_cmp(ret, end) > 0)
		mpq_set(ret, end);
	fl_mpq_set_i64(end, terms->least, 1);
	if (mpq_cmp(ret, end) < 0)
		mpq_set(ret, end);
}

typedef struct ratio { /* the least ratio below the upper end, else the largest at it */
	bool below;
	mpq_t least, most, now;
} ratio;

static void see_ratio(ratio *r, const mpq_t amount, fl_money before, const mpq_t weight, fl_money upper)
{
	bool full = mpq_cmp_si(amount, upper, 1) >= 0;
	fl_mpq_set_i64(r->now, before, 1);
	mpq_add(r->now, r->now, amount);
	mpq_div(r->now, r->now, weight);
	if (full && mpq_cmp(r->now, r->most) > 0)
		mpq_set(r->most, r->now);
	if (!full && (!r->below || mpq_cmp(r->now, r->least) < 0))
		mpq_set(r->least, r->now);
	r->below = r->below || !full;
}

static void take_ratio(const ladder *l, const ratio *r, mpq_t ret)
{
	mpq_set(ret, r->below ? r->least : r->most);
	if (l->by_target && mpq_cmp_ui(ret, 1, 1) > 0)
		mpq_set_ui(ret, 1, 1);
}

static void check_amounts(ladder *l)
{
	fl_verdict *verdict = l->c->verdict;
	ratio optimum = { .below = false }, objective = { .below = false };
	mpq_t weight, amount, stated, end;
	mpq_inits(weight, amount, stated, end, optimum.least, optimum.most, optimum.now, objective.least, objective.most,
		  objective.now, NULL);
	for (size_t k = 0; k < 2 * l->num_kinds && !fl_verify_refused(verdict); k++)
		for (size_t j = 0; j < l->halves[k].len && !fl_verify_refused(verdict); j++) {
			uint32_t i = l->halves[k].dreams[j];
			const fl_exact *x = &l->proof->unrounded[i];
			final_weight(l, i, k % 2 == 1, weight);
			final_amount(l, &l->halves[k], i, k % 2 == 1, weight, amount, end);
			fl_mpq_set_i64(stated, x->whole, 1);
			if (x->rest != 0)
				mpq_add(stated, stated, l->proof->rests[x->rest - 1]);
			if (!mpq_equal(stated, amount))
				fl_verify_no(verdict,
					     "the unrounded amount of dream '%.*s' is not what the stages leave it with",
					     FL_STR_ARG(l->c->dreams[i].id));
			if (mpq_sgn(weight) == 0)
				continue;
			see_ratio(&optimum, amount, l->c->dreams[i].before, weight, l->c->limits.terms[i].upper);
			fl_mpq_set_i64(stated, l->c->allocation->awards[i].amount, 1);
			see_ratio(&objective, stated, l->c->dreams[i].before, weight, l->c->limits.terms[i].upper);
		}
	if (!fl_verify_refused(verdict) && !l->c->limits.chooses) {
		take_ratio(l, &optimum, verdict->optimum);
		take_ratio(l, &objective, verdict->objective);
		mpq_set(verdict->bound, verdict->optimum);
		verdict->has_bound = true;
		if (!mpq_equal(verdict->optimum, l->proof->optimum))
			fl_verify_no(verdict, "the smallest ratio is another than the stated optimum");
		else if (!mpq_equal(verdict->objective, l->c->allocation->objective))
			fl_verify_no(verdict, "the smallest ratio of the awards is another than stated");
		else if (!l->proof->has_bound || !mpq_equal(l->proof->bound, l->proof->optimum))
			fl_verify_no(verdict, "the stated bound is not the optimum, which the stages prove");
	}
	mpq_clears(weight, amount, stated, end, optimum.least, optimum.most, optimum.now, objective.least,
		   objective.most, objective.now, NULL);
}

static fl_status check_stages(ladder *l, fl_error *err)
{
	const fl_proof *proof = l->proof;
	if (!l->c->limits.chooses && (proof->num_columns > 0 || proof->num_nodes > 0)) {
		fl_verify_no(l->c->verdict, "the proof has a search tree, but there is nothing to choose");
		return FL_OK;
	}
	FL_TRY(hold(l, err));
	FL_TRY(fl_verify_multipliers(l->c, l->row, err));
	if (fl_verify_refused(l->c->verdict))
		return FL_OK;
	FL_TRY(fl_verify_bound_open(&l->c->limits, proof, l->row, false, &l->bound, err));
	for (size_t k = 0; k < l->num_kinds; k++) /* until the targets are known: only who has no flowers is idle */
		mpq_set_ui(l->target[k], 1, 1);
	find_part(l);
	make_halves(l);
	FL_TRY(walk_stages(l, err));
	if (!fl_verify_refused(l->c->verdict))
		check_amounts(l);
	return FL_OK;
}

fl_status fl_verify_stages(fl_verify_case *c, fl_error *err)
{
	ladder l = { .c = c,
		     .proof = c->allocation->proof,
		     .by_target = c->spec->policy.kind != FL_POLICY_COVERAGE,
		     .phase = FL_STAGE_TARGET };
	mpq_init(l.last);
	fl_status status = check_stages(&l, err);
	release(&l);
	return status;
}
