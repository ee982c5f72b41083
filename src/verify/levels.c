/* SPDX-License-Identifier: Apache-2.0
 *
 * levels.c - policies of ratios: is every level as high as it can be, and does everyone stand at one? (domain/proof.h,
 * "Stages")
 *
 * For every stage the boxes at its level are summed per half (ladder.c), priced once, and the bound must be exactly 0:
 * then nothing is feasible one step further (some box moves on, and its price makes the bound negative), and whoever is
 * priced has no choice but the end of the box.
 */
#include "verify/ladder.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

/* ---- one stage ---- */

static bool moves(const fl_ladder *l, size_t k)
{
	return !l->halves[k].pinned && l->halves[k].len > 0 && (k % 2 == 1) == (l->phase == FL_STAGE_SPARE);
}

/* The end of a half's box that a price of this sign looks at. */
static void box_end(fl_ladder *l, size_t k, bool upper, const mpq_t z, mpq_t ret, bool *ret_moved, bool *ret_strict)
{
	const fl_ladder_half *h = &l->halves[k];
	bool rises = l->phase == FL_STAGE_TARGET || l->phase == FL_STAGE_RISE;
	mpq_t one;
	*ret_moved = moves(l, k) && upper != rises;
	if (*ret_moved) {
		*ret_strict = fl_ladder_half_at(l, k, z, ret) || *ret_strict;
	} else if (h->pinned) {
		mpq_set(ret, h->at);
	} else if (!upper && l->phase == FL_STAGE_FALL && k % 2 == 0) { /* where the rise left it */
		mpq_init(one);
		mpq_set_ui(one, 1, 1);
		fl_ladder_half_at(l, k, one, ret);
		mpq_clear(one);
	} else {
		mpq_set(ret, upper ? h->most : h->least);
	}
}

static void check_rows(fl_ladder *l, size_t number, const fl_proof_stage *stage)
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
static void check_bound(fl_ladder *l, size_t number, const fl_proof_stage *stage)
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
static bool end_of_phase(const fl_ladder *l, fl_stage_kind phase, mpq_t ret)
{
	const fl_policy *policy = &l->c->spec->policy;
	mpq_set_ui(ret, phase == FL_STAGE_SPARE ? 0 : 1, 1);
	if (phase == FL_STAGE_TARGET) {
		mpq_set_ui(ret, 1, policy->target == FL_TARGET_MEDIAN ? 2 : 1);
		return policy->kind == FL_POLICY_QUADRATIC && policy->saturate;
	}
	return phase != FL_STAGE_RISE || l->by_target;
}

static void check_level(fl_ladder *l, size_t number, const fl_proof_stage *stage)
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
static void close_halves(fl_ladder *l)
{
	mpq_t end;
	mpq_init(end);
	bool has_end = end_of_phase(l, l->phase, end);
	for (size_t k = 0; k < 2 * l->num_kinds; k++) {
		fl_ladder_half *h = &l->halves[k];
		if (!moves(l, k))
			continue;
		h->full = !has_end;
		if (has_end)
			fl_ladder_half_at(l, k, end, h->at);
		else
			mpq_set(h->at, h->most);
		mpq_set(h->level, end);
		h->pinned = true;
	}
	mpq_clear(end);
}

/* The target where it is an end of the dream's box: all that it may have, or what it had before. */
static fl_money fixed_target(const fl_ladder *l, const fl_ladder_half *h, uint32_t i)
{
	fl_money before = l->c->dreams[i].before, most = l->c->limits.terms[i].upper + before;
	double near = mpq_get_d(h->level);
	if (h->full || fl_ladder_compare(h->level, near, l->weight[i], l->near[i], most) >= 0)
		return most;
	return fl_ladder_compare(h->level, near, l->weight[i], l->near[i], before) <= 0 ? before : -1;
}

/* From the levels of the target phase to the targets; can the pools pay them? */
static fl_status take_targets(fl_ladder *l, fl_error *err)
{
	mpz_t *sums = fl_alloc_array(l->num_kinds + 1, sizeof *sums), scale;
	if (!sums)
		return fl_enomem(err);
	mpz_init_set_ui(scale, 1);
	for (size_t k = 0; k < l->num_kinds; k++)
		mpz_lcm(scale, scale, mpq_denref(l->halves[2 * k].at));
	for (size_t k = 0; k < l->num_kinds; k++) {
		fl_ladder_half *h = &l->halves[2 * k];
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
static fl_status next_phase(fl_ladder *l, fl_error *err)
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
		fl_ladder_halve(l);
	return FL_OK;
}

static fl_status walk_stages(fl_ladder *l, fl_error *err)
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

/* ---- all of it ---- */

static fl_status check_stages(fl_ladder *l, fl_error *err)
{
	const fl_proof *proof = l->proof;
	if (!l->c->limits.chooses && (proof->num_columns > 0 || proof->num_nodes > 0)) {
		fl_verify_no(l->c->verdict, "the proof has a search tree, but there is nothing to choose");
		return FL_OK;
	}
	FL_TRY(fl_ladder_init(l, err));
	FL_TRY(fl_verify_multipliers(l->c, l->row, err));
	if (fl_verify_refused(l->c->verdict))
		return FL_OK;
	FL_TRY(fl_verify_bound_open(&l->c->limits, proof, l->row, false, &l->bound, err));
	for (size_t k = 0; k < l->num_kinds; k++) /* until the targets are known: only who has no flowers is idle */
		mpq_set_ui(l->target[k], 1, 1);
	fl_ladder_enter(l);
	fl_ladder_halve(l);
	FL_TRY(walk_stages(l, err));
	if (!fl_verify_refused(l->c->verdict))
		fl_ladder_check_amounts(l);
	return FL_OK;
}

fl_status fl_verify_stages(fl_verify_case *c, fl_error *err)
{
	fl_ladder l = { .c = c,
		     .proof = c->allocation->proof,
		     .by_target = c->spec->policy.kind != FL_POLICY_COVERAGE,
		     .phase = FL_STAGE_TARGET };
	mpq_init(l.last);
	fl_status status = check_stages(&l, err);
	fl_ladder_release(&l);
	return status;
}
