/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mathprog_stages.c - the models of the stages and the programs that Florin solves stage by stage are the same.
 *
 * Random rounds of every policy of ratios, with every kind of limit they may have, are solved; every stage is written as
 * MathProg data; GLPK's own translator makes a problem of model and data. Rows and coefficients are compared with the
 * round's program. Boxes are compared with the ramps (allocate/ramp.h) through which the levels are found: built here anew,
 * kind by kind, from weights, least and most, they must come to what the model's bounds of the kind's classes add up to.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/ramp.h"
#include "base/rational.h"
#include "model_kit.h"
#include "staged_kit.h"

typedef struct counters {
	int seen[FL_STAGE_FALL + 1], rows[FL_ROW_TOTAL + 1], infeasible;
} counters;

/* ---- Rows and columns ------------------------------------------------------------------------------- */

static void compare_money_rows(counters *kept, comparison *c)
{
	const fl_program *p = c->w->program;
	for (uint32_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		double by = c->unit * (double)row->scale, lo = mpq_get_d(row->lo) / by, hi = mpq_get_d(row->hi) / by;
		if (!has_row(c, row))
			continue;
		kept->rows[row->kind]++;
		if (row->kind == FL_ROW_GROUP) {
			if (row->has_lo)
				check_limits(c, model_row(c, k, true), true, lo, false, 0);
			if (row->has_hi)
				check_limits(c, model_row(c, k, false), false, 0, true, hi);
			c->rows += row->has_lo + row->has_hi;
			continue;
		}
		bool drawn = c->targets && row->kind == FL_ROW_POOL; /* by nobody has to be spent */
		check_limits(c, model_row(c, k, false), row->has_lo, drawn ? 0 : lo, row->has_hi, hi);
		c->rows++;
	}
}

static bool is_open(const fl_stage_view *v, size_t j)
{
	return v->standing[j] == FL_STAGE_OPEN;
}

static void compare_classes(comparison *c, const fl_stage_view *v)
{
	const fl_program *p = c->w->program;
	bool rises = fl_stage_kind_rises(v->kind);
	int reached = find(c, false, "reached");
	double step = mpq_get_d(v->step);
	for (size_t j = 0; j < p->num_classes; j++) {
		if (!can_get(c->w, &p->columns[j]))
			continue;
		int at = find(c, false, "met[%zu]", j + 1);
		assert_int_equal(glp_get_col_kind(c->lp, at), GLP_CV);
		same(c, "the objective of a class", glp_get_obj_coef(c->lp, at), 0);
		load(c, at);
		if (is_open(v, j)) {
			int row = find(c, true, "ratio[%zu]", j + 1);
			double had = -(double)p->columns[j].before / (double)p->columns[j].unit_max;
			check_limits(c, row, rises, had, !rises, had);
			take(c, row, 1);
			c->rows++;
		}
		take_entries(c, j, (double)p->columns[j].hi);
		nothing_left(c, at);
	}
	load(c, reached);
	same(c, "the objective", glp_get_obj_coef(c->lp, reached), 1);
	for (size_t j = 0; j < p->num_classes; j++)
		if (is_open(v, j))
			take(c, find(c, true, "ratio[%zu]", j + 1),
			     -mpq_get_d(v->weight[j]) * step / (double)p->columns[j].unit_max);
	nothing_left(c, reached);
	check_box(c, reached, false, rises ? 0 : mpq_get_d(v->end) / step, rises ? mpq_get_d(v->end) / step : DBL_MAX);
}

static void compare_helpers(comparison *c)
{
	const fl_program *p = c->w->program;
	for (size_t j = p->num_classes; j < p->num_columns; j++) {
		const fl_column *helper = &p->columns[j];
		bool total = helper->kind == FL_COLUMN_TOTAL;
		if (helper->kind == FL_COLUMN_COUNT || (total && c->targets))
			continue;
		int at = total ? find(c, false, "total")
			       : find(c, false, "pays[%u,%u]", helper->signature + 1, helper->pool + 1);
		check_box(c, at, false, 0, DBL_MAX);
		load(c, at);
		take_entries(c, j, c->unit);
		nothing_left(c, at);
	}
}

/* ---- Boxes ------------------------------------------------------------------------------------------ */

/* What the model's bounds of the kind's classes come to in money, at the level: the end that moves, or the other. */
static double bounds_of_kind(const comparison *c, const fl_stage_view *v, uint32_t kind, bool upper)
{
	double sum = 0, level = mpq_get_d(v->level);
	for (size_t j = 0; j < v->program->num_classes; j++) {
		double full = (double)v->program->columns[j].hi;
		if (v->staged->kind_of[j] != kind)
			continue;
		int at = find(c, false, "met[%zu]", j + 1);
		double end = upper ? glp_get_col_ub(c->lp, at) : glp_get_col_lb(c->lp, at);
		double ratio = (level * mpq_get_d(v->weight[j]) - (double)v->program->columns[j].before) * v->program->columns[j].count / full;
		if (is_open(v, j) && upper != fl_stage_kind_rises(v->kind))
			end = upper ? fmin(end, ratio) : fmax(end, ratio);
		sum += full * end;
	}
	return sum;
}

/* The end of a kind that moves with the level, by its ramp. 'at': the level at which it stands. */
static double ramp_of_kind(const staged_round *s, const fl_stage_view *v, uint32_t kind, const mpq_t at)
{
	const fl_program *p = v->program;
	fl_ramp ramp = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t len = 0;
	mpq_t value;
	mpq_init(value);
	fl_ramp_item *items = fl_alloc_array(p->num_classes + 1, sizeof *items);
	for (size_t j = 0; j < p->num_classes; j++) {
		if (s->staged->kind_of[j] != kind)
			continue;
		const fl_candidate *dream = &s->w.round.dreams[p->members[p->columns[j].first]];
		fl_ramp_item *item = &items[len++];
		*item = (fl_ramp_item){ .before = p->columns[j].before,
					.lo = v->kind == FL_STAGE_TARGET ? 0 : p->columns[j].unit_min,
					.hi = p->columns[j].unit_max,
					.count = p->columns[j].count };
		mpq_init(item->weight);
		if (v->kind == FL_STAGE_SPARE)
			fl_mpq_set_i64(item->weight, dream->request, 1);
		else if (v->kind != FL_STAGE_TARGET)
			mpq_set(item->weight, s->staged->weight[j]);
		else if (s->w.round.spec->policy.kind == FL_POLICY_PROPORTIONAL)
			fl_mpq_set_i64(item->weight, dream->tally, 1);
		else
			assert_true(fl_mpq_parse(item->weight, dream->weight));
	}
	assert_int_equal(fl_ramp_build(&ramp, items, len, &err), FL_OK);
	fl_ramp_value(&ramp, at, value);
	double sum = mpq_get_d(value);
	fl_ramp_release(&ramp);
	for (size_t i = 0; i < len; i++)
		mpq_clear(items[i].weight);
	fl_free(items);
	mpq_clear(value);
	return sum;
}

/* Did an earlier stage of this kind pin the class? Its level is then 'ret'. */
static bool was_pinned(const fl_stage_view *v, size_t j, mpq_t ret)
{
	uint32_t stage = v->staged->stopped[v->kind][j];
	size_t now = v->at - !v->last;
	if (stage >= now)
		return false;
	mpq_set(ret, v->staged->stages.items[stage].level);
	return true;
}

static void compare_boxes(const staged_round *s, const comparison *c, const fl_stage_view *v)
{
	bool rises = fl_stage_kind_rises(v->kind);
	mpq_t at;
	mpq_init(at);
	for (uint32_t kind = 0; kind < s->staged->num_kinds; kind++) {
		size_t j = 0;
		while (s->staged->kind_of[j] != kind)
			j++;
		bool moved = was_pinned(v, j, at);
		if (!moved && v->standing[j] == FL_STAGE_STILL)
			continue; /* it moves in another phase */
		if (!moved)
			mpq_set(at, v->level);
		double want = ramp_of_kind(s, v, kind, at), scale = fmax(fabs(want), 1);
		for (int upper = 0; upper < 2; upper++)
			if ((moved || upper != rises) &&
			    fabs(bounds_of_kind(c, v, kind, upper) - want) > 1e-12 * scale)
				fail_msg("seed %llu: %s %u: kind %u stands at %.17g, its ramp at %.17g\n%s",
					 (unsigned long long)s->w.seed, fl_stage_kind_name(v->kind), v->number, kind,
					 bounds_of_kind(c, v, kind, upper), want, s->w.round.text);
	}
	mpq_clear(at);
}

/* In the end everybody stands at what the staged solution says. */
static void compare_end(const staged_round *s, const fl_stage_view *v, const mpq_t *low, const mpq_t *high)
{
	for (size_t j = 0; j < v->program->num_classes; j++)
		if (v->program->columns[j].hi > 0 && s->staged->feasible &&
		    (mpq_cmp(low[j], s->staged->amount[j]) > 0 || mpq_cmp(high[j], s->staged->amount[j]) < 0))
			fail_msg("seed %llu: class %zu leaves its box", (unsigned long long)s->w.seed, j + 1);
}

/* ---- All stages of a round ------------------------------------------------------------------------- */

static void compare_stage(const staged_round *s, const fl_stage_view *v, counters *kept, void *state)
{
	char data[256], stage[256], mps[256], model[512];
	fl_buf bytes, other;
	fl_error err = FL_ERROR_INIT;
	const written *w = &s->w;
	const fl_model whole = { w->round.spec, w->round.dreams, w->round.count, w->program, w->allocation };
	fl_buf_init(&bytes, 1 << 24);
	fl_buf_init(&other, 1 << 24);
	assert_int_equal(fl_mathprog_stage(&whole, v, &bytes, &err), FL_OK);
	assert_int_equal(fl_mps_write(&whole, v, &other, &err), FL_OK);
	written_file(state, "round.dat", &w->data, data);
	written_file(state, "stage.dat", &bytes, stage);
	written_file(state, "stage.mps", &other, mps);
	snprintf(model, sizeof model, FLORIN_SOURCE_DIR "/models/%s", fl_stage_model_name(v->kind));
	glp_prob *lp = translate(model, data, stage), *read = read_mps(mps);
	comparison c = { .w = w,
			 .lp = lp,
			 .unit = (double)fl_model_unit(w->program),
			 .objective = "goal",
			 .stage = true,
			 .targets = v->kind == FL_STAGE_TARGET };
	c.column = fl_alloc_array((size_t)glp_get_num_rows(lp) + 1, sizeof *c.column);
	assert_int_equal(glp_get_obj_dir(lp), fl_stage_kind_rises(v->kind) ? GLP_MAX : GLP_MIN);
	compare_money_rows(kept, &c);
	compare_classes(&c, v);
	compare_helpers(&c);
	if (c.rows + 1 != glp_get_num_rows(lp) || c.columns != glp_get_num_cols(lp))
		fail_msg("seed %llu: the model has %d rows and %d columns, the program %d and %d\n%s",
			 (unsigned long long)w->seed, glp_get_num_rows(lp) - 1, glp_get_num_cols(lp), c.rows, c.columns,
			 bytes.data);
	if (v->feasible)
		compare_boxes(s, &c, v);
	compare_with_mps(w, lp, read, "goal");
	fl_free(c.column);
	glp_delete_prob(lp);
	glp_delete_prob(read);
	fl_buf_release(&bytes);
	fl_buf_release(&other);
}

static void same_stages(void **state, fl_policy_kind kind, int64_t most, uint64_t first_seed, int rounds)
{
	counters kept = { .infeasible = 0 };
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		staged_round s = { 0 };
		fl_stage_view v = { 0 };
		fl_error err = FL_ERROR_INIT;
		make_staged_as(&s, seed, kind, most, seed % 3 > 0, seed % 4 == 0);
		assert_int_equal(fl_stage_view_init(&v, s.w.round.spec, s.w.round.dreams, s.w.program, s.staged, &err), FL_OK);
		size_t stages = 0;
		while (fl_stage_view_next(&v)) {
			stages += !v.last;
			kept.seen[v.kind]++;
			kept.infeasible += !v.feasible;
			compare_stage(&s, &v, &kept, *state);
			if (v.feasible && v.kind >= FL_STAGE_RISE)
				compare_end(&s, &v, (const mpq_t *)v.low, (const mpq_t *)v.high);
		}
		assert_int_equal(stages, s.staged->stages.len);
		fl_stage_view_release(&v);
		release_staged(&s);
	}
	for (int row = 0; row <= FL_ROW_TOTAL; row++)
		assert_true(kept.rows[row] > 0 || row == FL_ROW_FUNDED || row == FL_ROW_LINK);
	assert_true(kept.seen[FL_STAGE_RISE] > rounds / 2 && kept.infeasible > 0 && kept.infeasible * 2 < rounds);
	for (int phase = 0; kind != FL_POLICY_COVERAGE && phase <= FL_STAGE_FALL; phase++)
		assert_true(kept.seen[phase] > 5);
	glp_free_env();
}

static void test_mathprog_stages__coverage_is_the_same_program(void **state)
{
	same_stages(state, FL_POLICY_COVERAGE, 1000, 6001, 60);
	same_stages(state, FL_POLICY_COVERAGE, 900000000, 6201, 30);
}

static void test_mathprog_stages__proportional_is_the_same_program(void **state)
{
	same_stages(state, FL_POLICY_PROPORTIONAL, 1000, 6401, 60);
	same_stages(state, FL_POLICY_PROPORTIONAL, 900000000, 6601, 30);
}

static void test_mathprog_stages__quadratic_is_the_same_program(void **state)
{
	same_stages(state, FL_POLICY_QUADRATIC, 1000, 6801, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mathprog_stages__coverage_is_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_mathprog_stages__proportional_is_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_mathprog_stages__quadratic_is_the_same_program, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
