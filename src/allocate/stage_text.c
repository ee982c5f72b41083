/* SPDX-License-Identifier: Apache-2.0
 *
 * stage_text.c - from a finished division back to the boxes of each of its stages (domain/proof.h, "Stages").
 *
 * Levels of a rise never fall, so a dream that was stopped before a stage has less in the end than the stage's level would give it, and
 * whoever has at least that still rises: the amounts alone tell. For a fall likewise, the other way round.
 */
#include "allocate/stage_text.h"

#include "allocate/model_text.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

void fl_stage_box_init(fl_stage_box *box)
{
	mpq_inits(box->lower, box->upper, box->weight, NULL);
	box->moves = false;
}

void fl_stage_box_release(fl_stage_box *box)
{
	mpq_clears(box->lower, box->upper, box->weight, NULL);
}

bool fl_stage_rises(fl_stage_kind kind)
{
	return kind == FL_STAGE_TARGET || kind == FL_STAGE_RISE;
}

static const char *word_of(fl_stage_kind kind)
{
	static const char *const words[] = {
		[FL_STAGE_TARGET] = "target", [FL_STAGE_SPARE] = "spare", [FL_STAGE_RISE] = "rise", [FL_STAGE_FALL] = "fall"
	};
	return words[kind];
}

static const fl_candidate *dream_of(const fl_model *model, size_t c)
{
	return &model->dreams[model->program->members[model->program->columns[c].first]];
}

/* Request, tally or quadratic weight: by what targets, or the shares of 'coverage', are compared. */
static void first_weight(const fl_model *model, size_t c, mpq_t ret)
{
	const fl_candidate *dream = dream_of(model, c);
	mpq_set_ui(ret, 0, 1);
	if (model->spec->policy.kind == FL_POLICY_COVERAGE)
		fl_mpq_set_i64(ret, dream->request, 1);
	else if (model->spec->policy.kind == FL_POLICY_PROPORTIONAL)
		fl_mpq_set_i64(ret, dream->tally, 1);
	else if (dream->weight.len > 0)
		(void)fl_mpq_parse(ret, dream->weight); /* it was parsed for the division */
}

/* The larger of least and the smaller of most and level * weight. */
static void at_level(const mpq_t weight, const mpq_t level, const mpq_t least, const mpq_t most, mpq_t ret)
{
	mpq_mul(ret, weight, level);
	if (mpq_cmp(ret, most) > 0)
		mpq_set(ret, most);
	if (mpq_cmp(ret, least) < 0)
		mpq_set(ret, least);
}

static void stand_at(fl_stage_box *box, const mpq_t amount)
{
	mpq_set(box->lower, amount);
	mpq_set(box->upper, amount);
}

/* A dream with weight, between 'least' and 'most'; what it has in the end tells whether it was stopped before. */
static void find_rising(fl_stage_box *box, const mpq_t level, const mpq_t amount, mpq_t scratch)
{
	mpq_mul(scratch, box->weight, level);
	if (mpq_cmp(scratch, box->upper) >= 0 && mpq_cmp(amount, box->upper) >= 0)
		mpq_set(box->lower, box->upper); /* full */
	else if (mpq_cmp(scratch, box->lower) >= 0)
		box->moves = true;
	at_level(box->weight, level, box->lower, box->upper, scratch);
	if (mpq_cmp(amount, scratch) < 0) {
		box->moves = false;
		stand_at(box, amount);
	}
}

static void find_falling(fl_stage_box *box, const mpq_t level, const mpq_t amount, mpq_t scratch)
{
	mpq_mul(scratch, box->weight, level);
	if (mpq_cmp(scratch, box->lower) <= 0 && mpq_cmp(amount, box->lower) <= 0)
		mpq_set(box->upper, box->lower);
	else if (mpq_cmp(scratch, box->upper) <= 0)
		box->moves = true;
	at_level(box->weight, level, box->lower, box->upper, scratch);
	if (mpq_cmp(amount, scratch) > 0) {
		box->moves = false;
		stand_at(box, amount);
	}
}

void fl_stage_box_find(const fl_model *model, const fl_staged *staged, size_t s, size_t c, fl_stage_box *box)
{
	const fl_column *column = &model->program->columns[c];
	const fl_stage *stage = &staged->stages.items[s];
	bool by_target = model->spec->policy.kind != FL_POLICY_COVERAGE;
	mpq_t scratch, one;
	mpq_inits(scratch, one, NULL);
	mpq_set_ui(one, 1, 1);
	box->moves = false;
	fl_mpq_set_i64(box->lower, stage->kind == FL_STAGE_TARGET ? 0 : column->unit_min, 1);
	fl_mpq_set_i64(box->upper, column->unit_max, 1);
	first_weight(model, c, box->weight);
	bool idle = mpq_sgn(box->weight) == 0 || (by_target && mpq_sgn(staged->weight[c]) == 0);
	if (stage->kind == FL_STAGE_TARGET) {
		if (mpq_sgn(box->weight) == 0)
			mpq_set_ui(box->upper, 0, 1);
		else
			find_rising(box, stage->level, staged->weight[c], scratch);
	} else if (stage->kind == FL_STAGE_SPARE) {
		fl_mpq_set_i64(box->weight, dream_of(model, c)->request, 1);
		if (idle)
			find_falling(box, stage->level, staged->amount[c], scratch);
	} else {
		mpq_set(box->weight, staged->weight[c]);
		if (idle) {
			stand_at(box, staged->amount[c]);
		} else if (stage->kind == FL_STAGE_RISE) {
			find_rising(box, stage->level, staged->amount[c], scratch);
		} else {
			at_level(box->weight, one, box->lower, box->upper, scratch); /* where the rise ended */
			if (mpq_cmp(staged->amount[c], scratch) < 0) {
				stand_at(box, staged->amount[c]);
			} else {
				mpq_set(box->lower, scratch);
				find_falling(box, stage->level, staged->amount[c], scratch);
			}
		}
	}
	mpq_clears(scratch, one, NULL);
}

/* The power of ten at or below the level; 1 for none. */
static void step_of(const mpq_t level, mpq_t ret)
{
	mpq_t next;
	mpq_init(next);
	mpq_set_ui(ret, 1, 1);
	for (int i = 0; i < 60 && mpq_cmp(level, ret) >= 0; i++) {
		mpz_mul_ui(mpq_numref(next), mpq_numref(ret), 10);
		mpq_canonicalize(next);
		if (mpq_cmp(level, next) < 0)
			break;
		mpq_set(ret, next);
	}
	for (int i = 0; i < 60 && mpq_sgn(level) > 0 && mpq_cmp(level, ret) < 0; i++) {
		mpz_mul_ui(mpq_denref(ret), mpq_denref(ret), 10);
		mpq_canonicalize(ret);
	}
	mpq_clear(next);
}

fl_status fl_stage_data(const fl_model *model, const fl_staged *staged, size_t s, fl_buf *out, fl_error *err)
{
	const fl_stage *stage = &staged->stages.items[s];
	fl_stage_box box;
	mpq_t step;
	mpq_init(step);
	step_of(stage->level, step);
	fl_stage_box_init(&box);
	fl_buf_printf(out, "# Stage %zu of %zu ('%s'), data for %s.mod beside %s.dat, written by Florin.\n#\n# level    ", s + 1,
		      staged->stages.len, word_of(stage->kind), fl_stage_rises(stage->kind) ? "rise" : "fall",
		      stage->kind == FL_STAGE_TARGET ? "target" : "round");
	fl_model_number(out, stage->level);
	fl_buf_printf(out, "\n# stops    %u dreams\n\ndata;\n\nparam step := ", stage->pinned);
	fl_model_number(out, step);
	fl_buf_puts(out, ";\n\nset MOVING :=");
	for (size_t c = 0; c < model->program->num_classes; c++) {
		if (!fl_model_has(model->program, c))
			continue;
		fl_stage_box_find(model, staged, s, c, &box);
		if (box.moves)
			fl_buf_printf(out, " %zu", c + 1);
	}
	fl_buf_puts(out, ";\n\nparam :\tweight\tlower\tupper :=\n");
	for (size_t c = 0; c < model->program->num_classes; c++) {
		if (!fl_model_has(model->program, c))
			continue;
		fl_stage_box_find(model, staged, s, c, &box);
		fl_buf_printf(out, "\t%zu\t", c + 1);
		fl_model_number(out, box.weight);
		fl_buf_putc(out, '\t');
		fl_model_number(out, box.lower);
		fl_buf_putc(out, '\t');
		fl_model_number(out, box.upper);
		fl_buf_putc(out, '\n');
	}
	fl_buf_puts(out, ";\n\nend;\n");
	fl_stage_box_release(&box);
	mpq_clear(step);
	return fl_buf_status(out, err);
}
