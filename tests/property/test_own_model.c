/* SPDX-License-Identifier: Apache-2.0
 *
 * test_own_model.c - a foundation's own model that says what a policy of Florin says has its answer: models/support.mod and
 * tranches.mod, carried out by florin-translate over the data of random rounds with every kind of limit, have the optimum that
 * the policy has, exactly, and in linear rounds the same awards to the unit. And a model that forgets a limit pays nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "allocate/problem_solve.h"
#include "export_kit.h"
#include "steps/translate.h"
#include "verify/verify.h"

#include <math.h>

static void translate(const char *model, const fl_buf *data, uint64_t seed, fl_buf *problem)
{
	fl_error err = FL_ERROR_INIT;
	size_t len = 0;
	char *bytes = scratch_read(model, &len);
	assert_non_null(bytes);
	if (fl_translate(&(fl_translation){ .translator = FLORIN_TRANSLATE,
					    .model = { bytes, len },
					    .data = fl_buf_view(data),
					    .name = model,
					    .seconds = 20,
					    .megabytes = 1000 },
			 problem, &err) != FL_OK)
		fail_msg("seed %llu: %s:%lld: %s", (unsigned long long)seed, err.source, (long long)err.line, err.message);
	free(bytes);
}

typedef struct tally {
	int same, none, other;
} tally;

/* The optimum before rounding: the policy's exact one, and that of its model. With requests of nine digits the translator's doubles
 * no longer tell which fraction is meant; there they agree to what is promised of reading them. */
static void same_optimum(const written *w, const fl_buf *problem, const fl_allocation *a, bool exactly, tally *kept)
{
	fl_problem *x = NULL;
	fl_problem_answer answer;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_problem_make(fl_buf_view(problem), NULL, 0, &x, &err), FL_OK);
	if (fl_problem_solve(x, 200000, &answer, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, err.message);
	assert_true(answer.complete);
	bool conflict = false;
	for (size_t i = 0; i < a->num_limits; i++)
		conflict = conflict || a->limits[i].conflict.len > 0;
	if (a->outcome == FL_INFEASIBLE && conflict) {
		kept->none++;
		assert_true(!answer.found || mpq_sgn(answer.value) == 0); /* or shares that only zero keeps */
	} else if (a->outcome == FL_OPTIMAL) {
		double got = mpq_get_d(answer.value), want = mpq_get_d(a->proof->optimum);
		if (!answer.found || (exactly && !mpq_equal(answer.value, a->proof->optimum)) || fabs(got - want) > 1e-12 * want)
			fail_msg("seed %llu: the model has %.17g, the policy %.17g\n%s", (unsigned long long)w->seed,
				 got, want, w->round.text);
		kept->same++;
	}
	fl_problem_answer_release(&answer);
	fl_problem_free(x);
}

/* The awards as paid: within every limit in any case; those of the policy where it is linear. */
static void same_awards(written *w, const fl_buf *problem, const fl_allocation *a, bool linear, tally *kept)
{
	fl_allocation *own = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_verdict verdict;
	fl_policy_kind kind = w->round.spec->policy.kind;
	size_t parts = w->round.spec->policy.num_tranches;
	w->round.spec->policy.kind = FL_POLICY_MODEL;
	w->round.spec->policy.num_tranches = 0;
	if (fl_allocate_own(w->round.spec, w->round.dreams, w->round.count, fl_buf_view(problem), &own, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, err.message);
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(w->round.spec, w->round.dreams, w->round.count, own, &verdict, &err), FL_OK);
	if (!verdict.verified && own->outcome != FL_INFEASIBLE)
		fail_msg("seed %llu: %s (policy %d)\n%s\n%s", (unsigned long long)w->seed, verdict.why, (int)a->outcome, w->round.text, w->data.data);
	bool zero = own->outcome == FL_FEASIBLE && a->outcome == FL_INFEASIBLE;
	for (size_t i = 0; i < w->round.count; i++) {
		kept->other += own->awards[i].amount != a->awards[i].amount;
		if (zero ? own->awards[i].amount != 0 : linear && own->awards[i].amount != a->awards[i].amount)
			fail_msg("seed %llu: dream %zu gets %lld, not %lld\n%s\n%s", (unsigned long long)w->seed, i,
				 (long long)own->awards[i].amount, (long long)a->awards[i].amount, w->round.text, w->data.data);
	}
	fl_verdict_release(&verdict);
	fl_allocation_free(own);
	w->round.spec->policy.kind = kind;
	w->round.spec->policy.num_tranches = parts;
}

static void same_answers(made_kind kind, size_t count, int64_t most, uint64_t first_seed, int rounds)
{
	tally kept = { 0 };
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		written w;
		fl_allocation *a = NULL;
		fl_error err = FL_ERROR_INIT;
		fl_buf problem;
		written_make(&w, seed, count, most, kind, seed % 2, false);
		assert_int_equal(fl_allocate(w.round.spec, w.round.dreams, w.round.count, &a, &err), FL_OK);
		translate(MODEL_OF(w.round.spec), &w.data, seed, &problem);
		same_optimum(&w, &problem, a, most < 1000000, &kept);
		same_awards(&w, &problem, a, kind == MADE_DIVISIBLE && !w.program->integer, &kept);
		fl_allocation_free(a);
		fl_buf_release(&problem);
		written_release(&w);
	}
	print_message("own models: %d optima the same, %d without a solution, %d awards other than the policy's\n", kept.same,
		      kept.none, kept.other);
	assert_true(kept.same * 2 > rounds && kept.none > 0);
}

static void test_own_model__linear_rounds_have_the_awards_of_the_policy(void **state)
{
	(void)state;
	same_answers(MADE_DIVISIBLE, 40, 1000, 8001, 80);
	same_answers(MADE_DIVISIBLE, 60, 500000000, 8201, 40);
}

static void test_own_model__integer_rounds_have_the_optimum_of_the_policy(void **state)
{
	(void)state;
	same_answers(MADE_INDIVISIBLE, 14, 100, 8401, 60);
	same_answers(MADE_MINIMUM, 12, 5000, 8601, 60);
}

/* ---- Models that forget ------------------------------------------------------------------------------ */

#define CLASS_1 "c x 0:0 1:0 1:0 met[1]\n" /* a: 200 of 200 */

static void run_model(const char *json, const char *problem, fl_allocation **ret, fl_error *err, fl_status want)
{
	fl_round_spec *spec = NULL;
	const fl_candidate dreams[] = {
		{ .id = { "a", 1 }, .category = { "x", 1 }, .request = 200, .tally = 5, .submitted = 1 },
		{ .id = { "b", 1 }, .category = { "y", 1 }, .request = 100, .tally = 5, .submitted = 2 },
	};
	*err = FL_ERROR_INIT;
	assert_int_equal(fl_round_parse(fl_str_of(json), "r", &spec, err), FL_OK);
	assert_int_equal(fl_allocate_own(spec, dreams, 2, fl_str_of(problem), ret, err), want);
	if (want == FL_OK)
		for (size_t i = 0; (*ret)->outcome == FL_INFEASIBLE && i < 2; i++)
			assert_int_equal((*ret)->awards[i].amount, 0);
	fl_round_free(spec);
}

#define ROUND(more)                                                                                                  \
	"{\"format\":\"florin-round/1\",\"round\":\"r\",\"currency\":\"CNY\",\"minor_digits\":0,\"pools\":"           \
	"[{\"id\":\"p\",\"amount\":250}]," more "}"
#define NAME "\"name\":\"model:grant.mod\""
#define BOTH "florin-problem 1\nmax z\nsize 0 2 0\nconstant 0:0\nc x 0:0 1:0 1:0 met[1]\nc x 0:0 1:-1 1:0 met[2]\nend\n"

/* BOTH awards 200 to a and 50 to b. */
static void breaks(const char *json, const char *problem, const char *message)
{
	fl_allocation *a = NULL;
	fl_error err;
	run_model(json, problem, &a, &err, FL_OK);
	fl_str said = a->note;
	for (size_t i = 0; i < a->num_limits; i++)
		said = a->limits[i].conflict.len > 0 ? a->limits[i].conflict : said;
	assert_int_equal(a->outcome, FL_INFEASIBLE);
	if (!fl_str_eqz(said, message))
		fail_msg("'%.*s', not '%s'", FL_STR_ARG(said), message);
	fl_allocation_free(a);
}

static void test_own_model__awards_within_all_limits_are_paid(void **state)
{
	(void)state;
	fl_allocation *a = NULL;
	fl_error err;
	run_model(ROUND("\"policy\":{" NAME "}"), BOTH, &a, &err, FL_OK);
	assert_int_equal(a->outcome, FL_FEASIBLE);
	assert_int_equal(a->awards[0].amount, 200);
	assert_int_equal(a->awards[1].amount, 50);
	assert_int_equal(a->awards[0].reason, FL_WHY_FULL);
	assert_int_equal(a->awards[1].reason, FL_WHY_MODEL);
	assert_false(a->proof->has_bound);
	fl_allocation_free(a);
}

static void test_own_model__a_broken_limit_is_named_and_nothing_is_paid(void **state)
{
	(void)state;
	breaks("{\"format\":\"florin-round/1\",\"round\":\"r\",\"currency\":\"CNY\",\"minor_digits\":0,\"pools\":"
	       "[{\"id\":\"small\",\"amount\":249}],\"policy\":{" NAME "}}",
	       BOTH, "the model gives the dreams of pool 'small' more than it has");
	breaks("{\"format\":\"florin-round/1\",\"round\":\"r\",\"currency\":\"CNY\",\"minor_digits\":0,\"pools\":"
	       "[{\"id\":\"must\",\"amount\":251,\"must_spend\":true}],\"policy\":{" NAME "}}",
	       BOTH, "the model gives the dreams of pool 'must' less than it must spend");
	breaks(ROUND("\"policy\":{" NAME "},\"groups\":[{\"id\":\"g\",\"selector\":{\"category\":\"x\"},\"max\":199}]"), BOTH,
	       "the model gives group 'g' 200, but at most 199 is allowed");
	breaks(ROUND("\"policy\":{" NAME "},\"groups\":[{\"id\":\"g\",\"selector\":{\"category\":\"y\"},\"min\":51}]"), BOTH,
	       "the model gives group 'g' 50, but at least 51 is needed");
	breaks(ROUND("\"policy\":{" NAME "},\"groups\":[{\"id\":\"g\",\"selector\":{\"category\":\"x\"},\"max_share\":\"79%\","
		     "\"of\":\"awarded\"}]"),
	       BOTH, "the model gives group 'g' a larger share of what is awarded than it allows");
	breaks(ROUND("\"policy\":{" NAME "},\"groups\":[{\"id\":\"g\",\"max_funded\":1}]"), BOTH,
	       "the model gives group 'g' more funded dreams than the 1 it allows");
	breaks(ROUND("\"policy\":{" NAME ",\"minimum_award\":60}"), BOTH, "the model gives 'b' less than the least award: 50");
	breaks(ROUND("\"policy\":{" NAME ",\"indivisible\":true}"), BOTH,
	       "the model gives 'b' neither nothing nor all it may get: 50");
	breaks(ROUND("\"policy\":{" NAME ",\"base_grant\":60}"), BOTH, "the model gives 'b' less than its base grant: 50");
	breaks(ROUND("\"policy\":{" NAME "}"),
	       "florin-problem 1\nmax z\nsize 0 1 0\nconstant 0:0\nc x 0:0 5:-2 1:0 met[1]\nend\n",
	       "the model gives 'a' more than it may get: 250");
	breaks(ROUND("\"policy\":{" NAME "}"),
	       "florin-problem 1\nmin z\nsize 0 1 0\nconstant 0:0\nc x -1:0 1:0 1:0 met[1]\nend\n",
	       "the model gives 'a' less than nothing: -200");
	breaks(ROUND("\"policy\":{" NAME "}"),
	       "florin-problem 1\nmax z\nsize 1 1 1\nconstant 0:0\nr 1:1 - a\nc x 0:0 1:0 1:0 met[1]\ne 1 1 1:0\nend\n",
	       "no awards satisfy the model");
}

static void test_own_model__a_model_without_awards_is_refused(void **state)
{
	(void)state;
	fl_allocation *a = NULL;
	fl_error err;
	run_model(ROUND("\"policy\":{" NAME "}"), "florin-problem 1\nmax z\nsize 0 1 0\nconstant 0:0\nc x 0:0 1:0 1:0 award[1]\nend\n",
		  &a, &err, FL_EINVAL);
	assert_string_equal(err.message, "the model has no variable 'met' over the classes of the data: that is where awards are "
					 "looked for");
	run_model(ROUND("\"policy\":{" NAME "}"), "florin-problem 1\nmax z\nsize 0 1 0\nconstant 0:0\nc x 0:0 1:0 1:0 met[3]\nend\n",
		  &a, &err, FL_EINVAL);
	run_model(ROUND("\"policy\":{" NAME "}"), "no problem", &a, &err, FL_EPARSE);
}

static void test_own_model__short_memory_is_an_error(void **state)
{
	(void)state;
	fl_round_spec *spec = NULL;
	fl_error err = FL_ERROR_INIT;
	const fl_candidate dreams[] = { { .id = { "a", 1 }, .category = { "x", 1 }, .request = 200, .tally = 5 } };
	assert_int_equal(fl_round_parse(FL_STR(ROUND("\"policy\":{" NAME "}")), "r", &spec, &err), FL_OK);
	fl_status status = FL_ENOMEM;
	int64_t failures = 0;
	for (; status != FL_OK; failures++) {
		fl_allocation *a = NULL;
		err = FL_ERROR_INIT;
		fl_alloc_fail_after(failures);
		status = fl_allocate_own(spec, dreams, 1, FL_STR("florin-problem 1\nmax z\nsize 1 1 1\nconstant 0:0\nr - 1:-1 a\n"
								 CLASS_1 "e 1 1 1:0\nend\n"), &a, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		fl_allocation_free(a);
	}
	assert_true(failures > 80);
	fl_round_free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_model__linear_rounds_have_the_awards_of_the_policy),
		cmocka_unit_test(test_own_model__integer_rounds_have_the_optimum_of_the_policy),
		cmocka_unit_test(test_own_model__awards_within_all_limits_are_paid),
		cmocka_unit_test(test_own_model__a_broken_limit_is_named_and_nothing_is_paid),
		cmocka_unit_test(test_own_model__a_model_without_awards_is_refused),
		cmocka_unit_test(test_own_model__short_memory_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
