/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mathprog_stages.c - models/rise.mod and models/fall.mod with the data of a round and of each of its stages: the problem that GLPK
 * generates from them has the rows, columns, limits and coefficients of Florin's program, and its optimum is the stage's level.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/model_text.h"
#include "allocate/stage_text.h"
#include "base/rational.h"
#include "export_kit.h"

#include <glpk.h>
#include <math.h>
#include <stdio.h>

#define RISE FLORIN_SOURCE_DIR "/models/rise.mod"
#define FALL FLORIN_SOURCE_DIR "/models/fall.mod"

static glp_prob *translate(const char *model, const char *round, const char *stage)
{
	glp_prob *lp = glp_create_prob();
	glp_tran *tran = glp_mpl_alloc_wksp();
	glp_term_out(GLP_OFF);
	assert_int_equal(glp_mpl_read_model(tran, model, 1), 0);
	assert_int_equal(glp_mpl_read_data(tran, round), 0);
	assert_int_equal(glp_mpl_read_data(tran, stage), 0);
	assert_int_equal(glp_mpl_generate(tran, NULL), 0);
	glp_mpl_build_prob(tran, lp);
	glp_mpl_free_wksp(tran);
	glp_create_index(lp);
	return lp;
}

static double solve(glp_prob *lp, uint64_t seed)
{
	glp_smcp parm;
	glp_init_smcp(&parm);
	parm.msg_lev = GLP_MSG_OFF;
	parm.tol_bnd = 1e-10;
	parm.tol_dj = 1e-10;
	glp_scale_prob(lp, GLP_SF_AUTO);
	if (glp_simplex(lp, &parm) != 0 || glp_get_status(lp) != GLP_OPT)
		fail_msg("seed %llu: GLPK finds no optimum", (unsigned long long)seed);
	return glp_get_obj_val(lp);
}

/* ---- the same rows, columns, limits and coefficients ----------------------------------------------------------------- */

typedef struct comparison {
	const fl_model *model;
	const fl_staged *staged;
	size_t stage;
	glp_prob *lp;
	int *index;
	double *value;
	int len, seen; /* entries of the present column, and those that were expected */
	uint64_t seed;
} comparison;

static void near(const comparison *c, const char *what, double have, double want)
{
	if (fabs(have - want) > 1e-9 * fmax(1, fabs(want)))
		fail_msg("seed %llu, stage %zu: %s is %.17g, not %.17g", (unsigned long long)c->seed, c->stage + 1, what, have, want);
}

static int row_named(const comparison *c, const char *name, unsigned number)
{
	char text[60];
	snprintf(text, sizeof text, number ? "%s[%u]" : "%s[total]", name, number);
	int row = glp_find_row(c->lp, text);
	if (row == 0)
		fail_msg("seed %llu, stage %zu: there is no row %s", (unsigned long long)c->seed, c->stage + 1, text);
	return row;
}

static void expect(comparison *c, int row, double value)
{
	for (int i = 1; i <= c->len; i++)
		if (c->index[i] == row) {
			near(c, glp_get_row_name(c->lp, row), c->value[i], value);
			c->seen++;
			return;
		}
	near(c, glp_get_row_name(c->lp, row), 0, value);
}

/* One entry of a class in the program, as the model has it: met is X / W, money is counted in units. */
static void expect_entry(comparison *c, size_t class, uint32_t e)
{
	const fl_program *p = c->model->program;
	const fl_row *row = &p->rows[p->row[e]];
	double width = (double)p->columns[class].count * (double)p->columns[class].unit_max;
	double value = (double)p->coef[e] * width / (double)fl_model_unit(p);
	unsigned group = row->limit == UINT32_MAX ? 0 : fl_model_group(c->model, row->limit);
	bool pools_only = c->model->pools_only;
	switch (row->kind) {
	case FL_ROW_POOL:
		expect(c, row_named(c, "pool", row->pool + 1), value);
		break;
	case FL_ROW_SIGNATURE:
		expect(c, row_named(c, "shared", p->columns[class].signature + 1), value);
		break;
	case FL_ROW_GROUP:
		if (row->has_lo && !pools_only)
			expect(c, row_named(c, "group_minimum", group), value);
		if (row->has_hi && !pools_only)
			expect(c, row_named(c, "group_maximum", group), value);
		break;
	case FL_ROW_AWARDED_MIN:
	case FL_ROW_AWARDED_MAX:
		if (!pools_only)
			expect(c, row_named(c, row->kind == FL_ROW_AWARDED_MIN ? "awarded_minimum" : "awarded_maximum", group),
			       value / (double)row->scale);
		break;
	case FL_ROW_TOTAL:
		if (!pools_only)
			expect(c, row_named(c, "all_awards", 0), value);
		break;
	case FL_ROW_LINK:
	case FL_ROW_FUNDED:
		fail_msg("a stage has no rows of counts");
	}
}

static void compare_class(comparison *c, size_t class, double step)
{
	const fl_program *p = c->model->program;
	double most = (double)p->columns[class].unit_max;
	fl_stage_box box;
	char name[40];
	snprintf(name, sizeof name, "met[%zu]", class + 1);
	int j = glp_find_col(c->lp, name);
	assert_true(j > 0);
	fl_stage_box_init(&box);
	fl_stage_box_find(c->model, c->staged, c->stage, class, &box);
	near(c, "lower end", glp_get_col_lb(c->lp, j), mpq_get_d(box.lower) / most);
	near(c, "upper end", glp_get_col_ub(c->lp, j), mpq_get_d(box.upper) / most);
	c->len = glp_get_mat_col(c->lp, j, c->index, c->value);
	c->seen = 0;
	for (uint32_t e = p->start[class]; e < p->start[class + 1]; e++)
		expect_entry(c, class, e);
	if (box.moves) {
		int row = row_named(c, "moves", (unsigned)class + 1), height = glp_find_col(c->lp, "height");
		expect(c, row, 1);
		int len = glp_get_mat_row(c->lp, row, c->index, c->value);
		assert_int_equal(len, mpq_sgn(box.weight) ? 2 : 1);
		for (int i = 1; i <= len; i++)
			if (c->index[i] == height)
				near(c, "weight", -c->value[i], mpq_get_d(box.weight) * step / most);
		c->len = glp_get_mat_col(c->lp, j, c->index, c->value);
	}
	assert_int_equal(c->seen, c->len); /* nothing else */
	fl_stage_box_release(&box);
}

static void compare_limits(comparison *c)
{
	const fl_program *p = c->model->program;
	double unit = (double)fl_model_unit(p);
	for (size_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		unsigned group = row->limit == UINT32_MAX ? 0 : fl_model_group(c->model, row->limit);
		if (row->kind == FL_ROW_POOL) {
			int at = row_named(c, "pool", row->pool + 1);
			near(c, "amount of a pool", glp_get_row_ub(c->lp, at), mpq_get_d(row->hi) / unit);
			if (!c->model->pools_only && mpq_sgn(row->lo) > 0)
				near(c, "what a pool must spend", glp_get_row_lb(c->lp, at), mpq_get_d(row->lo) / unit);
		} else if (row->kind == FL_ROW_GROUP && !c->model->pools_only) {
			if (row->has_hi)
				near(c, "a maximum", glp_get_row_ub(c->lp, row_named(c, "group_maximum", group)), mpq_get_d(row->hi) / unit);
			if (row->has_lo)
				near(c, "a minimum", glp_get_row_lb(c->lp, row_named(c, "group_minimum", group)), mpq_get_d(row->lo) / unit);
		}
	}
}

static void compare_stage(comparison *c, double step)
{
	c->index = fl_alloc_array((size_t)glp_get_num_rows(c->lp) + (size_t)glp_get_num_cols(c->lp) + 2, sizeof *c->index);
	c->value = fl_alloc_array((size_t)glp_get_num_rows(c->lp) + (size_t)glp_get_num_cols(c->lp) + 2, sizeof *c->value);
	for (size_t class = 0; class < c->model->program->num_classes; class++)
		if (fl_model_has(c->model->program, class))
			compare_class(c, class, step);
	compare_limits(c);
	fl_free(c->index);
	fl_free(c->value);
}

/* "param step := 10;" */
static double step_in(const fl_buf *data)
{
	const char *at = strstr(data->data, "param step := ");
	assert_non_null(at);
	return strtod(at + strlen("param step := "), NULL);
}

/* ---- random rounds ------------------------------------------------------------------------------------------------------ */

typedef struct tried {
	size_t rounds, stages, kinds[4];
} tried;

static void check_stage(void **state, fl_model *model, const fl_staged *staged, size_t s, const char *round, const char *target,
			uint64_t seed)
{
	const fl_stage *stage = &staged->stages.items[s];
	comparison c = { .model = model, .staged = staged, .stage = s, .seed = seed };
	fl_error err = FL_ERROR_INIT;
	char path[256];
	fl_buf data;
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	assert_int_equal(fl_stage_data(model, staged, s, &data, &err), FL_OK);
	written_file(*state, "stage.dat", &data, path);
	model->pools_only = stage->kind == FL_STAGE_TARGET;
	c.lp = translate(fl_stage_rises(stage->kind) ? RISE : FALL, model->pools_only ? target : round, path);
	compare_stage(&c, step_in(&data));
	double level = mpq_get_d(stage->level), found = solve(c.lp, seed);
	if (fabs(found - level) > 1e-8 * fmax(1, level))
		fail_msg("seed %llu, stage %zu of kind %d: GLPK finds %.12g, Florin %.12g", (unsigned long long)seed, s + 1,
			 (int)stage->kind, found, level);
	glp_delete_prob(c.lp);
	fl_buf_release(&data);
}

static void check_round(void **state, fl_policy_kind kind, uint64_t seed, tried *t)
{
	rng r = { seed };
	made_round m;
	uint32_t *order, *part;
	size_t count;
	fl_program *p;
	fl_staged *staged = NULL;
	fl_error err = FL_ERROR_INIT;
	char round[256], target[256];
	fl_buf data;
	assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 1, 14), 400, MADE_DIVISIBLE, true));
	m.spec->policy.kind = kind;
	m.spec->policy.saturate = seed % 2;
	m.spec->policy.base_grant = rng_chance(&r, 30) ? rng_range(&r, 1, 30) : 0;
	for (size_t i = 0; kind == FL_POLICY_QUADRATIC && i < m.count; i++)
		m.dreams[i].weight = m.dreams[i].tally ? made_name(&m.arena, "", m.dreams[i].tally * m.dreams[i].tally) : FL_STR("");
	fl_allocation *a = fl_allocation_new(m.count);
	assert_int_equal(fl_tie_order_make(m.spec, m.dreams, m.count, &order, &count, &err), FL_OK);
	assert_int_equal(fl_program_build(m.spec, m.dreams, order, count, a, &p, &err), FL_OK);
	part = fl_alloc_array(p->num_classes + 1, sizeof *part);
	for (size_t c = 0; c < p->num_classes; c++)
		part[c] = p->columns[c].count;
	assert_int_equal(fl_staged_run(m.spec, m.dreams, p, part, &staged, &err), FL_OK);
	fl_model model = { m.spec, m.dreams, m.count, p, a, false };
	for (int pools = 0; pools < 2; pools++) {
		fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
		model.pools_only = pools;
		assert_int_equal(fl_mathprog_data(&model, &data, &err), FL_OK);
		written_file(*state, pools ? "target.dat" : "round.dat", &data, pools ? target : round);
		fl_buf_release(&data);
	}
	for (size_t s = 0; staged->feasible && s < staged->stages.len; s++) {
		check_stage(state, &model, staged, s, round, target, seed);
		t->stages++;
		t->kinds[staged->stages.items[s].kind]++;
	}
	t->rounds++;
	fl_staged_free(staged);
	fl_program_free(p);
	fl_allocation_free(a);
	fl_free(order);
	fl_free(part);
	made_round_release(&m);
}

static void test_mathprog_stages__are_the_program(void **state)
{
	static const fl_policy_kind kinds[] = { FL_POLICY_COVERAGE, FL_POLICY_PROPORTIONAL, FL_POLICY_QUADRATIC };
	tried t = { 0 };
	for (uint64_t seed = 1; seed <= 1800; seed++)
		check_round(state, kinds[seed % 3], seed, &t);
	for (int k = 0; k < 4; k++)
		if (t.kinds[k] <= 10)
			fail_msg("only %zu stages of kind %d", t.kinds[k], k);
}

/* ---- the tiny rounds that are worked out by hand in models/ ------------------------------------------------------------- */

static void tiny(const char *model, const char *data, double level)
{
	glp_prob *lp = glp_create_prob();
	glp_tran *tran = glp_mpl_alloc_wksp();
	glp_term_out(GLP_OFF);
	assert_int_equal(glp_mpl_read_model(tran, model, 1), 0);
	assert_int_equal(glp_mpl_read_data(tran, data), 0);
	assert_int_equal(glp_mpl_generate(tran, NULL), 0);
	glp_mpl_build_prob(tran, lp);
	glp_mpl_free_wksp(tran);
	assert_true(fabs(solve(lp, 0) - level) < 1e-9);
	glp_delete_prob(lp);
}

static void test_mathprog_stages__tiny_rounds_have_their_known_level(void **state)
{
	(void)state;
	tiny(RISE, FLORIN_SOURCE_DIR "/models/rise.dat", 0.6);
	tiny(FALL, FLORIN_SOURCE_DIR "/models/fall.dat", 1.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mathprog_stages__are_the_program, scratch_make, scratch_remove),
		cmocka_unit_test(test_mathprog_stages__tiny_rounds_have_their_known_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
