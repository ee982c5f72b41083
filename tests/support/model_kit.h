/* SPDX-License-Identifier: Apache-2.0
 *
 * model_kit.h - problems that GLPK's own translator makes of model and data, compared number by number with the program
 * of a round: for test_mathprog.c and test_mathprog_stages.c.
 */
#ifndef FL_TESTS_MODEL_KIT_H
#define FL_TESTS_MODEL_KIT_H

#include "allocate/model_text.h"
#include "export_kit.h"

#include <float.h>
#include <math.h>

#include <glpk.h>

/* ---- From the files to problems -------------------------------------------------------------------- */

static inline glp_prob *translate(const char *model, const char *data, const char *stage)
{
	glp_prob *lp = glp_create_prob();
	glp_tran *tran = glp_mpl_alloc_wksp();
	glp_term_out(GLP_OFF);
	assert_int_equal(glp_mpl_read_model(tran, model, 1), 0);
	assert_int_equal(glp_mpl_read_data(tran, data), 0);
	if (stage)
		assert_int_equal(glp_mpl_read_data(tran, stage), 0);
	assert_int_equal(glp_mpl_generate(tran, NULL), 0);
	glp_mpl_build_prob(tran, lp);
	glp_mpl_free_wksp(tran);
	glp_create_index(lp);
	return lp;
}

static inline glp_prob *read_mps(const char *path)
{
	glp_prob *lp = glp_create_prob();
	glp_term_out(GLP_OFF);
	glp_mpscp exactly;
	glp_init_mpscp(&exactly);
	exactly.tol_mps = 0; /* else what is below 1e-12 is read as 0 */
	assert_int_equal(glp_read_mps(lp, GLP_MPS_FILE, &exactly, path), 0);
	glp_create_index(lp);
	return lp;
}

/* ---- Comparing ------------------------------------------------------------------------------------- */

typedef struct comparison {
	const written *w;
	glp_prob *lp;
	double *column; /* the column under comparison, by row; taken entries become 0 */
	int rows, columns;
	double unit;
	const char *objective; /* its name; a free row too when translated from a model */
	bool stage;            /* rows of money only */
	bool targets;          /* the stage of a target: pools are drawn from */
} comparison;

static inline bool has_row(const comparison *c, const fl_row *row)
{
	if (c->targets)
		return row->kind == FL_ROW_POOL || row->kind == FL_ROW_SIGNATURE;
	return !c->stage || (row->kind != FL_ROW_FUNDED && row->kind != FL_ROW_LINK);
}

static inline void same(const comparison *c, const char *what, double got, double want)
{
	double taken_off = (double)c->w->program->all_before / c->unit; /* by the model, in doubles */
	if (fabs(got - want) > 1e-14 * fmax(fabs(got), fabs(want)) + 1e-15 * taken_off)
		fail_msg("seed %llu: %s is %.17g, not %.17g\n%s\n%s", (unsigned long long)c->w->seed, what, got, want,
			 c->w->round.text, c->w->data.data);
}

static inline int find(const comparison *c, bool row, const char *format, ...) FL_PRINTF(3, 4);
static inline int find(const comparison *c, bool row, const char *format, ...)
{
	char name[64];
	va_list args;
	va_start(args, format);
	vsnprintf(name, sizeof name, format, args);
	va_end(args);
	int at = row ? glp_find_row(c->lp, name) : glp_find_col(c->lp, name);
	if (at == 0)
		fail_msg("seed %llu: there is no '%s'\n%s\n%s", (unsigned long long)c->w->seed, name,
			 c->w->round.text, c->w->data.data);
	return at;
}

static inline unsigned signature_of(const fl_program *p, uint32_t row)
{
	for (size_t j = p->num_classes; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (p->row[e] == row && p->columns[j].kind == FL_COLUMN_FLOW)
				return p->columns[j].signature;
	fail_msg("a row of a signature without flows");
	return 0;
}

/* The row of the model that row k is; for the rows of groups its minimum or maximum. */
static inline int model_row(const comparison *c, uint32_t k, bool minimum)
{
	const fl_program *p = c->w->program;
	const fl_row *row = &p->rows[k];
	size_t pools = 0;
	while (pools < c->w->allocation->num_limits && c->w->allocation->limits[pools].is_pool)
		pools++;
	size_t group = row->limit - pools + 1;
	switch (row->kind) {
	case FL_ROW_POOL:
		return find(c, true, c->targets ? "drawn[%u]" : "pool[%u]", row->pool + 1);
	case FL_ROW_SIGNATURE:
		return find(c, true, "shared[%u]", signature_of(p, k) + 1);
	case FL_ROW_GROUP:
		return find(c, true, minimum ? "group_minimum[%zu]" : "group_maximum[%zu]", group);
	case FL_ROW_AWARDED_MIN:
		return find(c, true, "awarded_minimum[%zu]", group);
	case FL_ROW_AWARDED_MAX:
		return find(c, true, "awarded_maximum[%zu]", group);
	case FL_ROW_FUNDED:
		return find(c, true, "funded_maximum[%zu]", group);
	default:
		return find(c, true, "all_awards[total]");
	}
}

static inline void check_limits(const comparison *c, int at, bool has_lo, double lo, bool has_hi, double hi)
{
	bool got_lo = glp_get_row_lb(c->lp, at) != -DBL_MAX, got_hi = glp_get_row_ub(c->lp, at) != DBL_MAX;
	if (got_lo != has_lo || got_hi != has_hi)
		fail_msg("seed %llu: the limits of '%s' are of another kind\n%s", (unsigned long long)c->w->seed,
			 glp_get_row_name(c->lp, at), c->w->data.data);
	if (has_lo)
		same(c, glp_get_row_name(c->lp, at), glp_get_row_lb(c->lp, at), lo);
	if (has_hi)
		same(c, glp_get_row_name(c->lp, at), glp_get_row_ub(c->lp, at), hi);
}

/* The map leaves out who may get nothing, and whose least award its pools cannot pay. */
static inline bool can_get(const written *w, const fl_column *class)
{
	const fl_round_spec *spec = w->round.spec;
	const fl_candidate *dream = &w->round.dreams[w->program->members[class->first]];
	fl_money have = 0;
	for (size_t i = 0; i < spec->num_pools; i++)
		have += fl_selector_matches(spec->pools[i].selector, dream) ? fl_pool_money(&spec->pools[i]) : 0;
	return class->hi > 0 && (class->lo > 0 || class->unit_min <= have);
}

/* Load column 'at' so that its entries can be taken one by one. */
static inline void load(comparison *c, int at)
{
	int rows = glp_get_num_rows(c->lp);
	int *index = fl_alloc_array((size_t)rows + 1, sizeof *index);
	double *value = fl_alloc_array((size_t)rows + 1, sizeof *value);
	int len = glp_get_mat_col(c->lp, at, index, value);
	memset(c->column, 0, ((size_t)rows + 1) * sizeof *c->column);
	for (int i = 1; i <= len; i++)
		c->column[index[i]] = value[i];
	if (c->objective)
		c->column[glp_find_row(c->lp, c->objective)] = 0;
	fl_free(index);
	fl_free(value);
	c->columns++;
}

static inline void take(comparison *c, int row, double want)
{
	same(c, glp_get_row_name(c->lp, row), c->column[row], want);
	c->column[row] = 0;
}

static inline void nothing_left(const comparison *c, int at)
{
	for (int i = 1; i <= glp_get_num_rows(c->lp); i++)
		if (c->column[i] != 0)
			fail_msg("seed %llu: '%s' has no business in '%s'\n%s", (unsigned long long)c->w->seed,
				 glp_get_col_name(c->lp, at), glp_get_row_name(c->lp, i), c->w->data.data);
}

static inline void check_box(const comparison *c, int at, bool integer, double lo, double hi)
{
	assert_int_equal(glp_get_col_kind(c->lp, at) != GLP_CV, integer);
	same(c, "a lower bound", glp_get_col_lb(c->lp, at), lo);
	same(c, "an upper bound", glp_get_col_ub(c->lp, at), hi);
}

static inline void take_entries(comparison *c, size_t j, double width)
{
	const fl_program *p = c->w->program;
	for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		if (row->kind == FL_ROW_LINK || !has_row(c, row))
			continue;
		double want = (double)p->coef[e] * width / (c->unit * (double)row->scale);
		if (row->kind != FL_ROW_GROUP || row->has_hi)
			take(c, model_row(c, p->row[e], false), want);
		if (row->kind == FL_ROW_GROUP && row->has_lo)
			take(c, model_row(c, p->row[e], true), want);
	}
}

/* MPS read back: the same names with the same numbers, the objective turned round. */
static inline void compare_with_mps(const written *w, glp_prob *lp, glp_prob *mps, const char *objective)
{
	comparison c = { .w = w, .lp = mps };
	double sign = glp_get_obj_dir(lp) == GLP_MAX ? -1 : 1;
	int columns = glp_get_num_cols(lp), rows = glp_get_num_rows(lp);
	int *index = fl_alloc_array((size_t)rows + 1, sizeof *index);
	double *value = fl_alloc_array((size_t)rows + 1, sizeof *value);
	c.column = fl_alloc_array((size_t)glp_get_num_rows(mps) + 1, sizeof *c.column);
	assert_int_equal(glp_get_obj_dir(mps), GLP_MIN);
	assert_int_equal(glp_get_num_cols(mps), columns);
	assert_int_equal(glp_get_num_rows(mps), rows - 1); /* here the objective is no row */
	for (int i = 1; i <= rows; i++) {
		if (i == glp_find_row(lp, objective))
			continue;
		int at = find(&c, true, "%s", glp_get_row_name(lp, i));
		assert_int_equal(glp_get_row_type(mps, at), glp_get_row_type(lp, i));
		same(&c, "a lower limit", glp_get_row_lb(mps, at), glp_get_row_lb(lp, i));
		same(&c, "an upper limit", glp_get_row_ub(mps, at), glp_get_row_ub(lp, i));
	}
	for (int j = 1; j <= columns; j++) {
		int at = find(&c, false, "%s", glp_get_col_name(lp, j)), len = glp_get_mat_col(lp, j, index, value);
		check_box(&c, at, glp_get_col_kind(lp, j) != GLP_CV, glp_get_col_lb(lp, j), glp_get_col_ub(lp, j));
		same(&c, "the objective in MPS", glp_get_obj_coef(mps, at), sign * glp_get_obj_coef(lp, j));
		load(&c, at);
		for (int e = 1; e <= len; e++)
			if (index[e] != glp_find_row(lp, objective))
				take(&c, find(&c, true, "%s", glp_get_row_name(lp, index[e])), value[e]);
		nothing_left(&c, at);
	}
	fl_free(c.column);
	fl_free(index);
	fl_free(value);
}

#endif
