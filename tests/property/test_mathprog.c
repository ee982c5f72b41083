/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mathprog.c - the model in models/ and the program that Florin builds are the same program.
 *
 * Random rounds with every kind of limit are written as MathProg data; GLPK's own translator makes a problem of model
 * and data; every row, column, coefficient, bound and kind of it is compared with the C builder's program under the
 * map that src/allocate/mathprog.h states. The MPS file is read back and compared with the same problem.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/tranches.h"
#include "model_kit.h"

static void compare_rows(comparison *c)
{
	const fl_program *p = c->w->program;
	for (uint32_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		double by = c->unit * (double)row->scale, lo = mpq_get_d(row->lo) / by, hi = mpq_get_d(row->hi) / by;
		if (row->kind == FL_ROW_LINK)
			continue; /* at_least and at_most of the model, which every class with a least award has */
		if (row->kind == FL_ROW_FUNDED) {
			int64_t sure = 0; /* a base grant funds them in any case */
			for (size_t j = p->num_classes; j < p->num_columns; j++)
				for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
					if (p->row[e] == k && !p->integer && can_get(c->w, &p->columns[p->columns[j].first]))
						sure += p->columns[p->columns[j].first].count;
			check_limits(c, model_row(c, k, false), false, 0, true, mpq_get_d(row->hi) - (double)sure);
			c->rows++;
			continue;
		}
		if (row->kind != FL_ROW_GROUP) {
			check_limits(c, model_row(c, k, false), row->has_lo, lo, row->has_hi, hi);
			c->rows++;
			continue;
		}
		if (row->has_lo)
			check_limits(c, model_row(c, k, true), true, lo, false, 0);
		if (row->has_hi)
			check_limits(c, model_row(c, k, false), false, 0, true, hi);
		c->rows += row->has_lo + row->has_hi;
	}
}

/* The rows that count the dreams of a class, once each. */
static void take_counts(comparison *c, size_t j)
{
	const fl_program *p = c->w->program;
	uint32_t count = fl_program_count(p, j);
	for (uint32_t e = count == UINT32_MAX ? 0 : p->start[count]; count != UINT32_MAX && e < p->start[count + 1]; e++)
		if (p->rows[p->row[e]].kind == FL_ROW_FUNDED)
			take(c, model_row(c, p->row[e], false), 1);
}

/* Tranches: the columns of tranches.c in other units. */
static void compare_parts(comparison *c, size_t j)
{
	const fl_column *class = &c->w->program->columns[j];
	const fl_policy *policy = &c->w->round.spec->policy;
	const fl_candidate *dream = &c->w->round.dreams[c->w->program->members[class->first]];
	fl_money from = 0;
	for (size_t k = 0; k < policy->num_tranches; k++) {
		fl_money end = fl_tranche_end(policy, dream->request, class->before, k), to = end < class->unit_max ? end : class->unit_max;
		int at = find(c, false, "part[%zu,%zu]", j + 1, k + 1);
		check_box(c, at, false, 0, (double)(to - from) / (double)class->unit_max);
		same(c, "flowers of a part", glp_get_obj_coef(c->lp, at),
		     (double)dream->tally * (double)policy->tranches[k].weight * (double)class->hi / (double)dream->request);
		load(c, at);
		take(c, find(c, true, "parts[%zu]", j + 1), -1);
		if (c->w->program->integer && class->unit_min > 0) {
			int row = find(c, true, "funded_parts[%zu,%zu]", j + 1, k + 1);
			check_limits(c, row, false, 0, true, 0);
			take(c, row, class->count);
			c->rows++;
		}
		nothing_left(c, at);
		from = to;
	}
	check_limits(c, find(c, true, "parts[%zu]", j + 1), true, 0, true, 0);
	c->rows++;
}

static void compare_class(comparison *c, size_t j)
{
	const fl_column *class = &c->w->program->columns[j];
	if (!can_get(c->w, class))
		return;
	double width = (double)class->hi, n = class->count, m = (double)class->unit_min, u = (double)class->unit_max;
	int at = find(c, false, "met[%zu]", j + 1);
	check_box(c, at, false, (double)class->lo / width, 1);
	assert_true((class->lo == 0 || class->lo == class->count * class->unit_min) && class->hi == class->count * class->unit_max);
	if (c->w->round.spec && c->w->round.spec->policy.num_tranches > 0) {
		same(c, "flowers", glp_get_obj_coef(c->lp, at), 0);
		compare_parts(c, j);
	} else {
		same(c, "flowers", glp_get_obj_coef(c->lp, at), (double)class->c_num * width / (double)class->c_den);
	}
	load(c, at);
	if (c->w->round.spec && c->w->round.spec->policy.num_tranches > 0)
		take(c, find(c, true, "parts[%zu]", j + 1), 1);
	take_entries(c, j, width);
	if (class->unit_min > 0 && c->w->program->integer) {
		int least = find(c, true, "at_least[%zu]", j + 1), most = find(c, true, "at_most[%zu]", j + 1);
		take(c, least, n);
		take(c, most, n);
		nothing_left(c, at);
		at = find(c, false, "number[%zu]", j + 1);
		check_box(c, at, true, 0, n);
		same(c, "flowers of a number", glp_get_obj_coef(c->lp, at), 0);
		check_limits(c, least, true, 0, false, 0);
		check_limits(c, most, false, 0, true, 0);
		load(c, at);
		take(c, least, -m / u);
		take(c, most, -1);
		take_counts(c, j);
		for (size_t k = 0; c->w->round.spec && k < c->w->round.spec->policy.num_tranches; k++) {
			const fl_policy *policy = &c->w->round.spec->policy;
			fl_money request = c->w->round.dreams[c->w->program->members[class->first]].request;
			fl_money end = fl_tranche_end(policy, request, class->before, k),
				 start = k ? fl_tranche_end(policy, request, class->before, k - 1) : 0;
			end = end < class->unit_max ? end : class->unit_max;
			start = start < end ? start : end;
			take(c, find(c, true, "funded_parts[%zu,%zu]", j + 1, k + 1), -(double)(end - start) / u);
		}
		c->rows += 2;
	}
	nothing_left(c, at);
}

/* The box of a helper column is one more than its rows allow, so leaving it out changes nothing. */
static void compare_helper(comparison *c, size_t j)
{
	const fl_program *p = c->w->program;
	const fl_column *helper = &p->columns[j];
	bool total = helper->kind == FL_COLUMN_TOTAL;
	fl_money most = 1;
	if (helper->kind == FL_COLUMN_COUNT)
		return; /* the number of its class */
	for (size_t k = 0; k < p->num_classes; k++)
		if (total || p->columns[k].signature == helper->signature)
			most += p->columns[k].hi;
	assert_int_equal(helper->hi, most);
	assert_int_equal(helper->lo, 0);
	assert_int_equal(helper->c_num, 0);
	int at =
	    total ? find(c, false, "total") : find(c, false, "pays[%u,%u]", helper->signature + 1, helper->pool + 1);
	check_box(c, at, false, 0, DBL_MAX);
	same(c, "flowers of a helper", glp_get_obj_coef(c->lp, at), 0);
	load(c, at);
	take_entries(c, j, c->unit);
	nothing_left(c, at);
}

static void compare_with_program(const written *w, glp_prob *lp, const char *objective)
{
	comparison c = { .w = w, .lp = lp, .unit = (double)fl_model_unit(w->program), .objective = objective };
	c.column = fl_alloc_array((size_t)glp_get_num_rows(lp) + 1, sizeof *c.column);
	assert_int_equal(glp_get_obj_dir(lp), GLP_MAX);
	compare_rows(&c);
	for (size_t j = 0; j < w->program->num_columns; j++)
		if (j < w->program->num_classes)
			compare_class(&c, j);
		else
			compare_helper(&c, j);
	assert_int_equal(glp_get_row_type(lp, glp_find_row(lp, objective)), GLP_FR);
	if (c.rows + 1 != glp_get_num_rows(lp) || c.columns != glp_get_num_cols(lp))
		fail_msg("seed %llu: the model has %d rows and %d columns, the program %d and %d\n%s\n%s",
			 (unsigned long long)w->seed, glp_get_num_rows(lp) - 1, glp_get_num_cols(lp), c.rows,
			 c.columns, w->round.text, w->data.data);
	fl_free(c.column);
}

static void same_program(void **state, made_kind kind, int64_t most, uint64_t first_seed, int rounds, bool again)
{
	int seen[FL_ROW_TOTAL + 1] = { 0 };
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		written w;
		char data[256], mps[256];
		written_make_as(&w, seed, 40, most, kind, true, seed % 2, again);
		const char *objective = w.round.spec->policy.kind == FL_POLICY_COVERAGE ? "admitted" : "support";
		written_file(*state, "round.dat", &w.data, data);
		written_file(*state, "round.mps", &w.mps, mps);
		glp_prob *lp = translate(MODEL_OF(w.round.spec), data, NULL), *other = read_mps(mps);
		compare_with_program(&w, lp, objective);
		compare_with_mps(&w, lp, other, objective);
		for (size_t k = 0; k < w.program->num_rows; k++)
			seen[w.program->rows[k].kind]++;
		glp_delete_prob(lp);
		glp_delete_prob(other);
		written_release(&w);
	}
	for (int kind_of_row = 0; kind_of_row <= FL_ROW_TOTAL; kind_of_row++)
		assert_true(seen[kind_of_row] > 0); /* the rounds had limits of every kind */
	glp_free_env();
}

static void test_mathprog__divisible_rounds_are_the_same_program(void **state)
{
	same_program(state, MADE_DIVISIBLE, 1000, 1, 150, false);
	same_program(state, MADE_DIVISIBLE, 900000000, 501, 100, false);
}

static void test_mathprog__indivisible_rounds_are_the_same_program(void **state)
{
	same_program(state, MADE_INDIVISIBLE, 1000, 1001, 150, false);
}

static void test_mathprog__minimum_awards_are_the_same_program(void **state)
{
	same_program(state, MADE_MINIMUM, 50000, 2001, 150, false);
}

static void test_mathprog__divisions_of_returned_money_are_the_same_program(void **state)
{
	same_program(state, MADE_DIVISIBLE, 1000, 3001, 100, true);
	same_program(state, MADE_INDIVISIBLE, 1000, 3501, 80, true);
	same_program(state, MADE_MINIMUM, 50000, 4001, 80, true);
}

/* ---- The tiny round -------------------------------------------------------------------------------- */

static void test_mathprog__tiny_round_is_what_is_written_of_it(void **state)
{
	written w = { 0 };
	(void)state;
	written_tiny(&w.round);
	written_write(&w, w.round.spec, w.round.dreams, w.round.count);
	char *text = scratch_read(TINY, NULL);
	const char *written_part = text ? strstr(text, "\n# Data for support.mod") : NULL;
	assert_non_null(written_part);
	assert_string_equal(written_part + 1, w.data.data);
	free(text);
	written_release(&w);
}

/* ---- Hostile text ---------------------------------------------------------------------------------- */

/* Ids that would end the comment, the data, the model, or turn the line round. */
static void test_mathprog__ids_cannot_write_into_the_model(void **state)
{
	static const char *const ids[] = { "x\n; end; data; param unit := 1",
					   "'\";\r\nend;",
					   "a */ /* b",
					   "\xe2\x80\xa8param amount := 1 0;",
					   "\xe2\x80\xaeturn",
					   "\xff\xc0\x80",
					   "\x1b[2J\x07\x7f",
					   "\xe5\x90\xac\xe5\x8a\x9b" };
	written hostile = { .seed = 17 };
	char path[256];
	rng r = { 17 };
	assert_true(made_round_init(&hostile.round, &r, 40, 1000, MADE_MINIMUM, true));
	for (size_t i = 0; i < 40; i++) {
		hostile.round.dreams[i].standing = FL_QUALIFIED;
		if (i < 8)
			hostile.round.dreams[i].id = fl_str_of(ids[i]);
	}
	for (size_t p = 0; p < hostile.round.spec->num_pools; p++)
		hostile.round.spec->pools[p].id = fl_str_of(ids[p]);
	for (size_t g = 0; g < hostile.round.spec->num_groups; g++)
		hostile.round.spec->groups[g].id = fl_str_of(ids[g]);
	hostile.round.spec->id = fl_str_of(ids[0]);
	written_write(&hostile, hostile.round.spec, hostile.round.dreams, hostile.round.count);
	for (size_t i = 0; i < hostile.data.len; i++) {
		unsigned char c = (unsigned char)hostile.data.data[i];
		assert_true(c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F));
	}
	assert_null(strstr(hostile.data.data, "\xe2\x80\xae"));
	assert_non_null(strstr(hostile.data.data, "\\u{202e}turn"));
	assert_non_null(strstr(hostile.data.data, "\xe5\x90\xac\xe5\x8a\x9b"));
	written_file(*state, "hostile.dat", &hostile.data, path);
	glp_prob *lp = translate(MODEL, path, NULL);
	compare_with_program(&hostile, lp, "support");
	written_file(*state, "hostile.mps", &hostile.mps, path);
	glp_prob *mps = read_mps(path);
	compare_with_mps(&hostile, lp, mps, "support");
	glp_delete_prob(mps);
	glp_delete_prob(lp);
	glp_free_env();
	written_release(&hostile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mathprog__divisible_rounds_are_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_mathprog__indivisible_rounds_are_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_mathprog__minimum_awards_are_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_mathprog__divisions_of_returned_money_are_the_same_program, scratch_make,
						scratch_remove),
		cmocka_unit_test(test_mathprog__tiny_round_is_what_is_written_of_it),
		cmocka_unit_test_setup_teardown(test_mathprog__ids_cannot_write_into_the_model, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
