/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sift.c - a large linear program by small ones comes to the basis that solving all of it does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/basis.h"
#include "allocate/instance.h"
#include "allocate/sift.h"
#include "allocate/tie_break.h"
#include "base/error.h"
#include "make_round.h"

#define DREAMS 24000 /* above the size from which it sifts */

typedef struct large {
	fl_round_spec *spec;
	fl_candidate *dreams;
	fl_allocation *allocation;
	fl_program *program;
	uint32_t *order;
	fl_arena arena;
} large;

/* Six categories, four regions, every group within 'percent' of its fair share; other settings of the round as text. */
static void large_make(large *l, uint64_t seed, int percent, const char *settings)
{
	rng r = { seed };
	fl_error err = FL_ERROR_INIT;
	int64_t asked[6] = { 0 }, total = 0;
	size_t count;
	*l = (large){ .arena = FL_ARENA_INIT };
	l->dreams = fl_arena_array(&l->arena, DREAMS, sizeof *l->dreams);
	for (size_t i = 0; i < DREAMS; i++) {
		fl_candidate *d = &l->dreams[i];
		int64_t c = rng_range(&r, 0, 5);
		d->id = made_name(&l->arena, "d", (int64_t)i);
		d->category = made_name(&l->arena, "c", c);
		d->region = made_name(&l->arena, "r", rng_range(&r, 0, 3));
		d->request = rng_range(&r, 1000, 90000);
		d->tally = rng_range(&r, 1, 4000);
		d->tally *= rng_range(&r, 1, 30);
		asked[c] += d->request;
		total += d->request;
	}
	fl_buf z;
	fl_buf_init(&z, 1 << 20);
	fl_buf_printf(&z,
		      "{\"format\":\"florin-round/1\",\"round\":\"l\",\"currency\":\"CNY\",\"minor_digits\":0,%s"
		      "\"pools\":[{\"id\":\"a\",\"amount\":%lld},{\"id\":\"b\",\"amount\":%lld,\"selector\":"
		      "{\"region\":[\"r1\",\"r2\"]},\"must_spend\":true}],\"groups\":[{\"id\":\"r\",\"selector\":"
		      "{\"region\":\"r0\"},\"max_share\":\"20%%\",\"of\":\"awarded\"}",
		      settings, (long long)(total / 5), (long long)(total / 10));
	for (int c = 0; percent >= 0 && c < 6; c++) {
		int64_t fair = asked[c] / 10 * 3;
		fl_buf_printf(&z, ",{\"id\":\"c%d\",\"selector\":{\"category\":\"c%d\"},\"min\":%lld,\"max\":%lld}", c, c,
			      (long long)(fair / 100 * (100 - percent)), (long long)(fair / 100 * (100 + percent)));
	}
	fl_buf_puts(&z, "]}");
	assert_int_equal(fl_round_parse(fl_buf_view(&z), "large", &l->spec, &err), FL_OK);
	fl_buf_release(&z);
	l->allocation = fl_allocation_new(DREAMS);
	assert_int_equal(fl_tie_order_make(l->spec, l->dreams, DREAMS, &l->order, &count, &err), FL_OK);
	assert_int_equal(fl_program_build(l->spec, l->dreams, l->order, count, l->allocation, &l->program, &err), FL_OK);
	assert_true(l->program->num_classes > 20000);
}

static void large_release(large *l)
{
	fl_program_free(l->program);
	fl_allocation_free(l->allocation);
	fl_free(l->order);
	fl_round_free(l->spec);
	fl_arena_release(&l->arena);
}

/* From a proposed basis to the exact optimum; how many exact pivots it took. */
static int64_t prove(const fl_program *p, bool sifted, fl_basis_answer *ret_answer, mpq_t ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_basis *lp;
	int64_t pivots = 0;
	uint8_t *column_at = fl_alloc_array(p->num_columns, 1), *row_at = fl_alloc_array(p->num_rows, 1);
	if (sifted) {
		fl_sift *sift;
		assert_int_equal(fl_sift_new(p, &sift, &err), FL_OK);
		assert_int_equal(fl_sift_run(sift, column_at, row_at, &err), FL_OK);
		assert_true(fl_sift_pivots(sift) > 0);
		fl_sift_free(sift);
	} else {
		fl_solver *solver;
		assert_int_equal(fl_solver_new(p, &solver, &err), FL_OK);
		fl_solver_run(solver);
		fl_solver_basis(solver, column_at, row_at);
		fl_solver_free(solver);
	}
	assert_int_equal(fl_basis_new(p, NULL, NULL, column_at, row_at, &lp, &err), FL_OK);
	assert_int_equal(fl_basis_solve(lp, ret_answer, &err), FL_OK);
	fl_basis_objective(lp, ret);
	pivots = lp->pivots;
	fl_basis_free(lp);
	fl_free(column_at);
	fl_free(row_at);
	return pivots;
}

static void test_sift__comes_to_the_same_optimum(void **state)
{
	static const char *const settings[] = {
		"", "\"policy\":{\"name\":\"support\",\"base_grant\":500},", "\"policy\":{\"name\":\"support\",\"cap\":30000},"
	};
	static const int percents[] = { 30, 5, 1, -1 };
	mpq_t sifted, whole;
	size_t solved = 0;
	(void)state;
	mpq_inits(sifted, whole, NULL);
	for (size_t i = 0; i < 12; i++) {
		large l;
		fl_basis_answer a, b;
		large_make(&l, i + 1, percents[i % 4], settings[i / 4]);
		int64_t pivots = prove(l.program, true, &a, sifted);
		prove(l.program, false, &b, whole);
		assert_int_equal(a, b);
		if (a == FL_BASIS_OPTIMAL) {
			assert_true(mpq_equal(sifted, whole));
			assert_true(pivots <= 5); /* the proposal is as good as optimal */
			solved++;
		}
		large_release(&l);
	}
	assert_true(solved >= 6);
	mpq_clears(sifted, whole, NULL);
}

/* A minimum that cannot be met: no core has a solution, nor has the whole. */
static void test_sift__finds_nothing_where_nothing_is(void **state)
{
	large l;
	fl_basis_answer answer;
	mpq_t value;
	(void)state;
	mpq_init(value);
	large_make(&l, 7, 1, "");
	for (size_t k = 0; k < l.program->num_rows; k++)
		if (l.program->rows[k].kind == FL_ROW_POOL) {
			mpq_set_ui(l.program->rows[k].lo, 0, 1);
			mpq_set_ui(l.program->rows[k].hi, 1, 1);
		}
	prove(l.program, true, &answer, value);
	assert_int_equal(answer, FL_BASIS_INFEASIBLE);
	mpq_clear(value);
	large_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sift__comes_to_the_same_optimum),
		cmocka_unit_test(test_sift__finds_nothing_where_nothing_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
