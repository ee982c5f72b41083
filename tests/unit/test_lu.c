/* SPDX-License-Identifier: Apache-2.0
 *
 * test_lu.c - exact factors: what they solve satisfies the equations; what has no inverse is named.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/lu.h"
#include "base/error.h"
#include "make_round.h"

typedef struct system {
	size_t n, count;
	fl_lu_entry entries[900];
	int64_t dense[30][30];
} system_of;

static void make_system(system_of *s, rng *r, size_t n, int percent)
{
	*s = (system_of){ .n = n };
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < n; j++)
			if (i == j || rng_chance(r, percent)) {
				int64_t v = rng_range(r, -5, 5);
				if (v == 0)
					continue;
				s->dense[i][j] = v;
				s->entries[s->count++] = (fl_lu_entry){ i, j, v };
			}
}

static void check_product(const system_of *s, mpq_t *x, mpq_t *b, bool transposed)
{
	mpq_t sum, term;
	mpq_inits(sum, term, NULL);
	for (size_t i = 0; i < s->n; i++) {
		mpq_set_ui(sum, 0, 1);
		for (size_t j = 0; j < s->n; j++) {
			mpq_set_si(term, (long)(transposed ? s->dense[j][i] : s->dense[i][j]), 1);
			mpq_mul(term, term, x[j]);
			mpq_add(sum, sum, term);
		}
		assert_true(mpq_equal(sum, b[i]));
	}
	mpq_clears(sum, term, NULL);
}

static void test_lu__solves_random_systems_exactly(void **state)
{
	(void)state;
	int solved = 0;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		rng r = { seed };
		system_of s;
		fl_lu *lu = NULL;
		uint32_t bad_row, bad_column;
		mpq_t x[30], b[30];
		make_system(&s, &r, (size_t)rng_range(&r, 1, 30), 15);
		assert_int_equal(fl_lu_factor(s.n, s.entries, s.count, &lu, &bad_row, &bad_column, NULL), FL_OK);
		if (!lu)
			continue;
		solved++;
		for (int transposed = 0; transposed < 2; transposed++) {
			for (size_t i = 0; i < s.n; i++) {
				mpq_inits(x[i], b[i], NULL);
				int64_t den = rng_range(&r, 1, 7), num = rng_range(&r, -9, 9);
				mpq_set_si(b[i], (long)num, (unsigned long)den);
				mpq_canonicalize(b[i]);
				mpq_set(x[i], b[i]);
			}
			if (transposed)
				fl_lu_solve_transposed(lu, x);
			else
				fl_lu_solve(lu, x);
			check_product(&s, x, b, transposed);
			for (size_t i = 0; i < s.n; i++)
				mpq_clears(x[i], b[i], NULL);
		}
		fl_lu_free(lu);
	}
	assert_true(solved > 100);
}

/* A share of 0 % is an entry 0; to pivot on it is to divide by zero. */
static void test_lu__an_entry_of_zero_is_no_pivot(void **state)
{
	(void)state;
	for (int swap = 0; swap < 2; swap++) {
		const fl_lu_entry entries[] = { { 0, 0, 0 }, { 0, 1, 2 }, { 1, 0, 3 }, { 1, 1, swap ? 0 : 4 } };
		fl_lu *lu = NULL;
		uint32_t bad_row, bad_column;
		mpq_t x[2];
		fl_error err = FL_ERROR_INIT;
		mpq_inits(x[0], x[1], NULL);
		mpq_set_ui(x[0], 2, 1);
		mpq_set_ui(x[1], swap ? 3 : 7, 1);
		assert_int_equal(fl_lu_factor(2, entries, 4, &lu, &bad_row, &bad_column, &err), FL_OK);
		assert_non_null(lu);
		fl_lu_solve(lu, x);
		assert_true(mpq_cmp_ui(x[0], 1, 1) == 0 && mpq_cmp_ui(x[1], 1, 1) == 0);
		fl_lu_free(lu);
		mpq_clears(x[0], x[1], NULL);
	}
	const fl_lu_entry zero = { 0, 0, 0 };
	fl_lu *lu = NULL;
	uint32_t bad_row = 9, bad_column = 9;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_lu_factor(1, &zero, 1, &lu, &bad_row, &bad_column, &err), FL_OK);
	assert_null(lu);
	assert_true(bad_row == 0 && bad_column == 0);
}

static void test_lu__names_a_row_and_a_column_without_pivot(void **state)
{
	(void)state;
	/* row 2 = row 0 + row 1 */
	fl_lu_entry entries[] = { { 0, 0, 1 }, { 0, 1, 2 }, { 1, 1, 3 }, { 1, 2, 1 },
				  { 2, 0, 1 }, { 2, 1, 5 }, { 2, 2, 1 } };
	fl_lu *lu = NULL;
	uint32_t bad_row = 99, bad_column = 99;
	assert_int_equal(fl_lu_factor(3, entries, 7, &lu, &bad_row, &bad_column, NULL), FL_OK);
	assert_null(lu);
	assert_true(bad_row < 3 && bad_column < 3);
}

static void test_lu__empty_matrix_is_fine(void **state)
{
	(void)state;
	fl_lu *lu = NULL;
	uint32_t bad_row, bad_column;
	assert_int_equal(fl_lu_factor(0, NULL, 0, &lu, &bad_row, &bad_column, NULL), FL_OK);
	assert_non_null(lu);
	fl_lu_solve(lu, NULL);
	fl_lu_free(lu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lu__solves_random_systems_exactly),
		cmocka_unit_test(test_lu__an_entry_of_zero_is_no_pivot),
		cmocka_unit_test(test_lu__names_a_row_and_a_column_without_pivot),
		cmocka_unit_test(test_lu__empty_matrix_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
