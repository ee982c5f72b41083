/* SPDX-License-Identifier: Apache-2.0
 *
 * stage_view.c - walk over the stages of stages.c: which box every class stands in, and whether it moves.
 *
 * Nothing is solved here. What a class came to in earlier stages follows from the stage that pinned it and that stage's
 * level.
 */
#include "allocate/stage_view.h"

#include "base/error.h"
#include "base/rational.h"

#define NEVER UINT32_MAX

bool fl_stage_kind_rises(fl_stage_kind kind)
{
	return kind == FL_STAGE_TARGET || kind == FL_STAGE_RISE;
}

const char *fl_stage_kind_name(fl_stage_kind kind)
{
	static const char *const names[] = { "target", "spare", "rise", "fall" };
	return names[kind];
}

/* ---- Memory ---------------------------------------------------------------------------------------- */

fl_status fl_stage_view_init(fl_stage_view *v, const fl_round_spec *spec, const fl_candidate *dreams,
			     const fl_program *program, const fl_staged *staged, fl_error *err)
{
	size_t n = program->num_classes;
	*v = (fl_stage_view){ .spec = spec, .dreams = dreams, .program = program, .staged = staged };
	mpq_inits(v->level, v->end, v->step, NULL);
	v->weight = fl_mpq_array_new(n);
	v->low = fl_mpq_array_new(n);
	v->high = fl_mpq_array_new(n);
	v->standing = fl_alloc_array(n + 1, sizeof *v->standing);
	return v->weight && v->low && v->high && v->standing ? FL_OK : fl_enomem(err);
}

void fl_stage_view_release(fl_stage_view *v)
{
	if (!v->program)
		return;
	mpq_clears(v->level, v->end, v->step, NULL);
	fl_mpq_array_free(v->weight, v->program->num_classes);
	fl_mpq_array_free(v->low, v->program->num_classes);
	fl_mpq_array_free(v->high, v->program->num_classes);
	fl_free(v->standing);
}

/* ---- The boxes of a phase -------------------------------------------------------------------------- */

static bool by_target(const fl_stage_view *v)
{
	return v->spec->policy.kind != FL_POLICY_COVERAGE;
}

static bool moves(const fl_stage_view *v, size_t c)
{
	if (v->program->columns[c].unit_max == 0)
		return false;
	if (!v->staged)
		return true;
	int weight = mpq_sgn(v->staged->weight[c]);
	switch (v->kind) {
	case FL_STAGE_TARGET:
		return mpq_sgn(v->staged->first[c]) > 0;
	case FL_STAGE_SPARE:
		return weight == 0;
	case FL_STAGE_RISE:
		return weight > 0;
	case FL_STAGE_FALL:
		return weight > 0 && v->staged->stopped[FL_STAGE_RISE][c] == NEVER;
	}
	return false;
}

/* What one dream of a moving class gets at level z: clamp(z w - before, m, u), from 0 where targets are sought. */
static void stand_at(const fl_stage_view *v, size_t c, const mpq_t z, mpq_t ret)
{
	const fl_column *column = &v->program->columns[c];
	fl_money least = v->kind == FL_STAGE_TARGET ? 0 : column->unit_min;
	mpq_t before;
	mpq_init(before);
	fl_mpq_set_i64(before, column->before, 1);
	mpq_mul(ret, z, v->weight[c]);
	mpq_sub(ret, ret, before);
	mpq_clear(before);
	if (mpq_cmp_si(ret, (long)least, 1) < 0)
		fl_mpq_set_i64(ret, least, 1);
	if (mpq_cmp_si(ret, (long)column->unit_max, 1) > 0)
		fl_mpq_set_i64(ret, column->unit_max, 1);
}

static void set_weight(fl_stage_view *v, size_t c, bool moving)
{
	fl_money request = v->dreams[v->program->members[v->program->columns[c].first]].request;
	if (!moving)
		mpq_set_ui(v->weight[c], 0, 1);
	else if (!v->staged || v->kind == FL_STAGE_SPARE)
		fl_mpq_set_i64(v->weight[c], request, 1);
	else
		mpq_set(v->weight[c], v->kind == FL_STAGE_TARGET ? v->staged->first[c] : v->staged->weight[c]);
}

static void set_box(fl_stage_view *v, size_t c, bool moving)
{
	const fl_column *column = &v->program->columns[c];
	bool settled = v->feasible && !moving && (v->kind == FL_STAGE_RISE || v->kind == FL_STAGE_FALL);
	fl_mpq_set_i64(v->low[c], v->kind == FL_STAGE_TARGET ? 0 : column->unit_min, 1);
	fl_mpq_set_i64(v->high[c], v->kind == FL_STAGE_TARGET && !moving ? 0 : column->unit_max, 1);
	if (settled && column->unit_max > 0) {
		mpq_set(v->low[c], v->staged->amount[c]);
		mpq_set(v->high[c], v->staged->amount[c]);
	} else if (v->feasible && moving && v->kind == FL_STAGE_FALL) { /* where the rise ended */
		stand_at(v, c, v->end, v->low[c]);
	}
}

/* The largest u / w: no level beyond it changes anything. */
static void set_top(fl_stage_view *v)
{
	mpq_t ratio;
	mpq_init(ratio);
	mpq_set_ui(v->end, 0, 1);
	for (size_t c = 0; c < v->program->num_classes; c++) {
		if (v->standing[c] == FL_STAGE_STILL)
			continue;
		fl_mpq_set_i64(ratio, v->program->columns[c].unit_max + v->program->columns[c].before, 1);
		mpq_div(ratio, ratio, v->weight[c]);
		if (mpq_cmp(ratio, v->end) > 0)
			mpq_set(v->end, ratio);
	}
	mpq_clear(ratio);
}

static void set_end(fl_stage_view *v)
{
	const fl_policy *policy = &v->spec->policy;
	if (v->kind == FL_STAGE_SPARE)
		mpq_set_ui(v->end, 0, 1);
	else if (v->kind == FL_STAGE_TARGET && policy->kind == FL_POLICY_QUADRATIC && policy->saturate)
		mpq_set_ui(v->end, 1, policy->target == FL_TARGET_MEDIAN ? 2 : 1);
	else if (v->kind == FL_STAGE_TARGET || !by_target(v))
		set_top(v);
	else
		mpq_set_ui(v->end, 1, 1);
}

/* The power of ten next below the sum of u over the sum of w. Ratios to requests and targets are near 1 anyway. */
static void set_step(fl_stage_view *v)
{
	mpz_t money, weight, part;
	mpq_t ten;
	mpz_inits(money, weight, part, NULL);
	mpq_init(ten);
	mpq_set_ui(ten, 10, 1);
	mpq_set_ui(v->step, 1, 1);
	for (size_t c = 0; v->kind == FL_STAGE_TARGET && c < v->program->num_classes; c++) {
		if (v->standing[c] == FL_STAGE_STILL)
			continue;
		fl_mpz_set_i64(part, v->program->columns[c].hi);
		mpz_add(money, money, part);
		mpz_mul_ui(part, mpq_numref(v->weight[c]), v->program->columns[c].count); /* tallies and weights are whole */
		mpz_add(weight, weight, part);
	}
	while (mpz_sgn(weight) > 0 && mpz_cmp(money, weight) < 0) {
		mpq_div(v->step, v->step, ten);
		mpz_mul_ui(money, money, 10);
	}
	for (mpz_mul_ui(weight, weight, 10); mpz_sgn(weight) > 0 && mpz_cmp(money, weight) >= 0;
	     mpz_mul_ui(weight, weight, 10))
		mpq_mul(v->step, v->step, ten);
	mpz_clears(money, weight, part, NULL);
	mpq_clear(ten);
}

/* All boxes before the first stage of the kind. False: nothing moves in it. */
static bool begin_phase(fl_stage_view *v)
{
	bool any = false;
	for (size_t c = 0; c < v->program->num_classes; c++) {
		bool moving = moves(v, c);
		v->standing[c] = moving ? FL_STAGE_OPEN : FL_STAGE_STILL;
		set_weight(v, c, moving);
		any = any || moving;
	}
	set_end(v);
	for (size_t c = 0; c < v->program->num_classes; c++)
		set_box(v, c, v->standing[c] != FL_STAGE_STILL);
	set_step(v);
	return any;
}

/* ---- The stages of a phase ------------------------------------------------------------------------- */

/* Is the end that moves at the other one before the level is reached? Then it does not move in this stage. */
static bool is_done(const fl_stage_view *v, size_t c, mpq_t scratch)
{
	mpq_t before;
	mpq_init(before);
	fl_mpq_set_i64(before, v->program->columns[c].before, 1);
	mpq_mul(scratch, v->level, v->weight[c]);
	mpq_sub(scratch, scratch, before);
	mpq_clear(before);
	return fl_stage_kind_rises(v->kind) ? mpq_cmp(v->high[c], scratch) <= 0 : mpq_cmp(v->low[c], scratch) >= 0;
}

/* Stop who was pinned by earlier stages; see who is done at this level. */
static void set_standings(fl_stage_view *v, uint32_t stage)
{
	mpq_t scratch;
	mpq_init(scratch);
	for (size_t c = 0; c < v->program->num_classes; c++) {
		if (v->standing[c] == FL_STAGE_STILL)
			continue;
		uint32_t stop = v->staged->stopped[v->kind][c];
		if (stop < stage) {
			stand_at(v, c, v->staged->stages.items[stop].level, v->low[c]);
			mpq_set(v->high[c], v->low[c]);
			mpq_set_ui(v->weight[c], 0, 1);
			v->standing[c] = FL_STAGE_STILL;
		} else {
			v->standing[c] = is_done(v, c, scratch) ? FL_STAGE_DONE : FL_STAGE_OPEN;
		}
	}
	mpq_clear(scratch);
}

static bool any_left(const fl_stage_view *v)
{
	for (size_t c = 0; c < v->program->num_classes; c++)
		if (v->standing[c] != FL_STAGE_STILL && v->staged->stopped[v->kind][c] == NEVER)
			return true;
	return false;
}

/* A round whose limits cannot hold together has one stage more, which shows just that. */
static void show_conflict(fl_stage_view *v)
{
	v->kind = FL_STAGE_RISE;
	v->number = 1;
	v->feasible = false;
	v->last = true;
	v->over = true;
	begin_phase(v);
	mpq_set_ui(v->level, 0, 1);
}

static bool has_phase(const fl_stage_view *v)
{
	return v->kind == FL_STAGE_RISE || v->kind == FL_STAGE_SPARE || by_target(v);
}

/* One more stage of this phase? */
static bool next_of_phase(fl_stage_view *v)
{
	bool more = v->at < v->staged->stages.len && v->staged->stages.items[v->at].kind == v->kind;
	if (!more && (v->last || !any_left(v)))
		return false;
	v->last = !more;
	mpq_set(v->level, more ? v->staged->stages.items[v->at].level : v->end);
	set_standings(v, (uint32_t)v->at);
	v->at += more;
	v->number++;
	return true;
}

bool fl_stage_view_next(fl_stage_view *v)
{
	while (!v->over) {
		if (!v->staged || (!v->staged->feasible && v->kind > FL_STAGE_TARGET)) {
			show_conflict(v);
			return true;
		}
		if (v->number == 0)
			v->feasible = true;
		if ((v->number > 0 || (has_phase(v) && begin_phase(v))) && next_of_phase(v))
			return true;
		v->over = v->kind == FL_STAGE_FALL;
		v->kind += !v->over;
		v->number = 0;
		v->last = false;
	}
	return false;
}
