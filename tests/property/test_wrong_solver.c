/* SPDX-License-Identifier: Apache-2.0
 *
 * test_wrong_solver.c - what the solvers in doubles say decides nothing: planted wrong answers leave every award as it is.
 *
 * The linker sends every question to GLPK and to dual.c here first (tests.cmake, --wrap). Under a fault the true answer is replaced by
 * a wrong one: a basis of chance, values and prices of chance, a wrong status, none, an abort in the middle. Each round is
 * allocated without a fault and under each of them, and must come to the same awards and the same optimum, which the independent
 * checker confirms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/dual.h"
#include "base/error.h"
#include "base/rational.h"
#include "make_round.h"
#include "verify/verify.h"

#include <glpk.h>
#include <math.h>

typedef enum fault {
	NO_FAULT,
	ROWS_BASIC,     /* the basis of all rows: no pivot was made */
	CHANCE_BASIS,   /* any standing for any row and column: too many or too few basic ones, singular, infeasible */
	CHANCE_VALUES,  /* of columns and rows, infinite and no number among them */
	CHANCE_PRICES,  /* multipliers and rays, likewise */
	SAYS_EMPTY,     /* every program is infeasible */
	SAYS_OPTIMAL,   /* and none */
	SAYS_FAILED,
	ABORTS,         /* GLPK ends in its abort */
	ALL_BY_CHANCE,
	NUM_FAULTS
} fault;

static fault planted;
static bool glpk_only; /* nodes of a search, too */
static rng chance;

static bool is(fault which)
{
	return planted == which || (planted == ALL_BY_CHANCE && which != ABORTS && rng_chance(&chance, 20));
}

static double any_number(void)
{
	switch (rng_range(&chance, 0, 6)) {
	case 0:
		return 0;
	case 1:
		return NAN;
	case 2:
		return -INFINITY;
	case 3:
		return 1e300;
	case 4:
		return (double)rng_range(&chance, -3, 3);
	default:
		return (double)rng_range(&chance, -1000000, 1000000) / 1000;
	}
}

/* ---- GLPK -------------------------------------------------------------------------------------------- */

int __real_glp_simplex(glp_prob *lp, const glp_smcp *parm);
int __real_glp_get_status(glp_prob *lp);
int __real_glp_get_prim_stat(glp_prob *lp);
int __real_glp_get_dual_stat(glp_prob *lp);
int __real_glp_get_col_stat(glp_prob *lp, int j);
int __real_glp_get_row_stat(glp_prob *lp, int i);
double __real_glp_get_col_prim(glp_prob *lp, int j);
double __real_glp_get_row_prim(glp_prob *lp, int i);
double __real_glp_get_row_dual(glp_prob *lp, int i);
int __real_glp_get_unbnd_ray(glp_prob *lp);

int __wrap_glp_simplex(glp_prob *lp, const glp_smcp *parm);
int __wrap_glp_simplex(glp_prob *lp, const glp_smcp *parm)
{
	if (is(ABORTS))
		glp_error("planted");
	return is(SAYS_FAILED) ? GLP_EFAIL : __real_glp_simplex(lp, parm);
}

int __wrap_glp_get_status(glp_prob *lp);
int __wrap_glp_get_status(glp_prob *lp)
{
	return is(SAYS_EMPTY) ? GLP_NOFEAS : is(SAYS_OPTIMAL) ? GLP_OPT : __real_glp_get_status(lp);
}

int __wrap_glp_get_prim_stat(glp_prob *lp);
int __wrap_glp_get_prim_stat(glp_prob *lp)
{
	return is(SAYS_EMPTY) ? GLP_NOFEAS : __real_glp_get_prim_stat(lp);
}

int __wrap_glp_get_dual_stat(glp_prob *lp);
int __wrap_glp_get_dual_stat(glp_prob *lp)
{
	return is(SAYS_EMPTY) ? GLP_FEAS : __real_glp_get_dual_stat(lp);
}

static int any_standing(void)
{
	static const int all[] = { GLP_BS, GLP_NL, GLP_NU };
	return all[rng_range(&chance, 0, 2)];
}

int __wrap_glp_get_col_stat(glp_prob *lp, int j);
int __wrap_glp_get_col_stat(glp_prob *lp, int j)
{
	return is(ROWS_BASIC) ? GLP_NL : is(CHANCE_BASIS) ? any_standing() : __real_glp_get_col_stat(lp, j);
}

int __wrap_glp_get_row_stat(glp_prob *lp, int i);
int __wrap_glp_get_row_stat(glp_prob *lp, int i)
{
	return is(ROWS_BASIC) ? GLP_BS : is(CHANCE_BASIS) ? any_standing() : __real_glp_get_row_stat(lp, i);
}

double __wrap_glp_get_col_prim(glp_prob *lp, int j);
double __wrap_glp_get_col_prim(glp_prob *lp, int j)
{
	return is(CHANCE_VALUES) ? any_number() : __real_glp_get_col_prim(lp, j);
}

double __wrap_glp_get_row_prim(glp_prob *lp, int i);
double __wrap_glp_get_row_prim(glp_prob *lp, int i)
{
	return is(CHANCE_VALUES) ? any_number() : __real_glp_get_row_prim(lp, i);
}

double __wrap_glp_get_row_dual(glp_prob *lp, int i);
double __wrap_glp_get_row_dual(glp_prob *lp, int i)
{
	return is(CHANCE_PRICES) ? any_number() : __real_glp_get_row_dual(lp, i);
}

int __wrap_glp_get_unbnd_ray(glp_prob *lp);
int __wrap_glp_get_unbnd_ray(glp_prob *lp)
{
	int size = glp_get_num_rows(lp) + glp_get_num_cols(lp), real = __real_glp_get_unbnd_ray(lp);
	return real > 0 && is(CHANCE_PRICES) ? (int)rng_range(&chance, 0, size) : real;
}

/* ---- dual.c ------------------------------------------------------------------------------------------ */

bool __real_fl_dual_fits(const fl_program *program);
fl_solver_answer __real_fl_dual_run(fl_dual *dual);
double __real_fl_dual_column(const fl_dual *dual, size_t column);
void __real_fl_dual_multipliers(const fl_dual *dual, double *y);
void __real_fl_dual_ray(const fl_dual *dual, double *y);
void __real_fl_dual_basis(const fl_dual *dual, uint8_t *column_at, uint8_t *row_at);

static size_t rows, columns; /* of the last program */

bool __wrap_fl_dual_fits(const fl_program *program);
bool __wrap_fl_dual_fits(const fl_program *program)
{
	rows = program->num_rows;
	columns = program->num_columns;
	return !glpk_only && __real_fl_dual_fits(program);
}

fl_solver_answer __wrap_fl_dual_run(fl_dual *dual);
fl_solver_answer __wrap_fl_dual_run(fl_dual *dual)
{
	fl_solver_answer answer = __real_fl_dual_run(dual);
	return is(SAYS_EMPTY)     ? FL_SOLVER_INFEASIBLE
	       : is(SAYS_OPTIMAL) ? FL_SOLVER_OPTIMAL
	       : is(SAYS_FAILED)  ? FL_SOLVER_FAILED
				  : answer;
}

double __wrap_fl_dual_column(const fl_dual *dual, size_t column);
double __wrap_fl_dual_column(const fl_dual *dual, size_t column)
{
	return is(CHANCE_VALUES) ? any_number() : __real_fl_dual_column(dual, column);
}

static void by_chance(double *y)
{
	for (size_t k = 0; k < rows; k++)
		y[k] = any_number();
}

void __wrap_fl_dual_multipliers(const fl_dual *dual, double *y);
void __wrap_fl_dual_multipliers(const fl_dual *dual, double *y)
{
	__real_fl_dual_multipliers(dual, y);
	if (is(CHANCE_PRICES))
		by_chance(y);
}

void __wrap_fl_dual_ray(const fl_dual *dual, double *y);
void __wrap_fl_dual_ray(const fl_dual *dual, double *y)
{
	if (planted == SAYS_EMPTY || planted == ALL_BY_CHANCE || is(CHANCE_PRICES))
		by_chance(y); /* where infeasible is a lie there is no ray to be had */
	else
		__real_fl_dual_ray(dual, y);
}

void __wrap_fl_dual_basis(const fl_dual *dual, uint8_t *column_at, uint8_t *row_at);
void __wrap_fl_dual_basis(const fl_dual *dual, uint8_t *column_at, uint8_t *row_at)
{
	__real_fl_dual_basis(dual, column_at, row_at);
	for (size_t j = 0; j < columns; j++)
		column_at[j] = is(ROWS_BASIC)	  ? FL_AT_LO
			       : is(CHANCE_BASIS) ? (uint8_t)rng_range(&chance, FL_BASIC, FL_AT_HI)
						  : column_at[j];
	for (size_t k = 0; k < rows; k++)
		row_at[k] = is(ROWS_BASIC)     ? FL_BASIC
			    : is(CHANCE_BASIS) ? (uint8_t)rng_range(&chance, FL_BASIC, FL_AT_HI)
					       : row_at[k];
}

/* ---- Rounds ------------------------------------------------------------------------------------------ */

static fl_allocation *allocate(const made_round *m, fault which, uint64_t seed)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	planted = which;
	chance.state = seed;
	fl_status status = fl_allocate(m->spec, m->dreams, m->count, &a, &err);
	planted = NO_FAULT;
	if (status != FL_OK)
		fail_msg("seed %llu, fault %d: %s\n%s", (unsigned long long)seed, which, err.message, m->text);
	return a;
}

static void check_same(const made_round *m, const fl_allocation *plain, const fl_allocation *wrong, fault which, uint64_t seed)
{
	bool same = plain->outcome == wrong->outcome && mpq_equal(plain->objective, wrong->objective) &&
		    mpq_equal(plain->proof->optimum, wrong->proof->optimum) && plain->proof->unique == wrong->proof->unique;
	for (size_t i = 0; i < m->count; i++)
		same = same && plain->awards[i].amount == wrong->awards[i].amount;
	for (size_t i = 0; i < plain->num_limits; i++)
		same = same && (plain->limits[i].conflict.len > 0) == (wrong->limits[i].conflict.len > 0);
	for (size_t i = 0; !same && i < m->count; i++)
		if (plain->awards[i].amount != wrong->awards[i].amount)
			print_error("%.*s: %lld, not %lld\n", FL_STR_ARG(m->dreams[i].id),
				    (long long)wrong->awards[i].amount, (long long)plain->awards[i].amount);
	for (size_t i = 0; !same && i < plain->num_limits; i++)
		if ((plain->limits[i].conflict.len > 0) != (wrong->limits[i].conflict.len > 0))
			print_error("conflict: '%.*s', not '%.*s'\n", FL_STR_ARG(wrong->limits[i].conflict),
				    FL_STR_ARG(plain->limits[i].conflict));
	if (!same)
		fail_msg("seed %llu, fault %d: outcome %d, unique %d, not %d and %d; %.*s\n%s", (unsigned long long)seed, which,
			 wrong->outcome, wrong->proof->unique, plain->outcome, plain->proof->unique, FL_STR_ARG(wrong->note), m->text);
	if (wrong->outcome == FL_INFEASIBLE)
		return;
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(m->spec, m->dreams, m->count, wrong, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("seed %llu, fault %d: %s\n%s", (unsigned long long)seed, which, verdict.why, m->text);
	fl_verdict_release(&verdict);
}

typedef struct kind {
	made_kind made;
	fl_policy_kind policy;
	size_t dreams; /* at most */
	int rounds;
} kind;

/* *ret_repaired: in how many of the rounds a fault was repaired, by fault. */
static void run_kind(kind k, uint64_t first_seed, int *ret_repaired)
{
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)k.rounds; seed++) {
		rng r = { seed };
		made_round m;
		assert_true(made_round_init(&m, &r, (size_t)rng_range(&r, 2, (int64_t)k.dreams), 200, k.made, true));
		m.spec->policy.kind = k.policy;
		fl_allocation *plain = allocate(&m, NO_FAULT, seed);
		for (fault which = ROWS_BASIC; which < NUM_FAULTS; which++) {
			fl_allocation *wrong = allocate(&m, which, seed);
			check_same(&m, plain, wrong, which, seed);
			ret_repaired[which] += wrong->repairs > 0;
			fl_allocation_free(wrong);
		}
		ret_repaired[NO_FAULT] += plain->repairs > 0;
		fl_allocation_free(plain);
		made_round_release(&m);
	}
}

static void test_wrong_solver__linear_rounds(void **state)
{
	int repaired[NUM_FAULTS] = { 0 };
	(void)state;
	run_kind((kind){ MADE_DIVISIBLE, FL_POLICY_SUPPORT, 30, 120 }, 1, repaired);
	assert_true(repaired[NO_FAULT] < 20);
	assert_true(repaired[ROWS_BASIC] > 90); /* where the money suffices for all, it is right by accident */
	assert_true(repaired[CHANCE_BASIS] > 90);
	assert_true(repaired[SAYS_FAILED] > 90); /* and has begun again from the basis of all rows */
	assert_true(repaired[ABORTS] > 90);
	assert_true(repaired[ALL_BY_CHANCE] > 90);
	assert_int_equal(repaired[CHANCE_PRICES], repaired[NO_FAULT]); /* nothing but the basis is asked for */
}

static void test_wrong_solver__policies_of_ratios(void **state)
{
	int repaired[NUM_FAULTS] = { 0 };
	(void)state;
	run_kind((kind){ MADE_DIVISIBLE, FL_POLICY_COVERAGE, 20, 40 }, 1001, repaired);
	run_kind((kind){ MADE_DIVISIBLE, FL_POLICY_PROPORTIONAL, 20, 40 }, 1101, repaired);
	assert_true(repaired[CHANCE_BASIS] > 60);
}

static void test_wrong_solver__whole_requests(void **state)
{
	int repaired[NUM_FAULTS] = { 0 };
	(void)state;
	for (int i = 0; i < 2; i++) {
		glpk_only = i > 0;
		run_kind((kind){ MADE_INDIVISIBLE, FL_POLICY_SUPPORT, 16, 60 }, 2001, repaired);
		run_kind((kind){ MADE_MINIMUM, FL_POLICY_SUPPORT, 12, 40 }, 3001, repaired);
		run_kind((kind){ MADE_INDIVISIBLE, FL_POLICY_COVERAGE, 12, 30 }, 4001, repaired);
	}
	glpk_only = false;
	assert_true(repaired[CHANCE_BASIS] > 150);
	assert_int_equal(repaired[NO_FAULT], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_solver__linear_rounds),
		cmocka_unit_test(test_wrong_solver__policies_of_ratios),
		cmocka_unit_test(test_wrong_solver__whole_requests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
