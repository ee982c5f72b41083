/* SPDX-License-Identifier: Apache-2.0
 *
 * test_glpsol_stages.c - plain glpsol finds every level that Florin proves: each stage of random rounds of the policies of
 * ratios, from the exported models and data as well as from MPS, to nine digits. Skipped where it is not installed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/rational.h"
#include "glpsol_kit.h"
#include "staged_kit.h"

#include <math.h>

typedef struct counted {
	int stages, last, none;
	double worst;
} counted;

static fl_status keep_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	char path[256];
	(void)err;
	scratch_path(user, name, path, sizeof path);
	scratch_write(path, bytes.data, bytes.len);
	return FL_OK;
}

typedef struct listed { /* a line of stages.tsv */
	char model[32], data[32], mps[32], step[32], level[4096];
} listed;

static double level_of(const listed *l)
{
	return strtod(l->level, NULL);
}

/* One stage by model and data, and by MPS: both at 'want'. */
static void check_stage(void *state, uint64_t seed, const listed *l, bool feasible, double want, counted *kept)
{
	char folder[256], how[2][1024];
	scratch_path(state, ".", folder, sizeof folder);
	snprintf(how[0], sizeof how[0], "-m '%s/%s' -d '%s/round.dat' -d '%s/%s'", folder, l->model, folder, folder, l->data);
	snprintf(how[1], sizeof how[1], "--freemps '%s/%s'", folder, l->mps);
	for (int i = 0; i < 2; i++) {
		double value = 0;
		answer found = run_glpsol(state, how[i], &value);
		value *= strtod(l->step, NULL);
		value = i == 1 && strcmp(l->model, "fall.mod") != 0 ? -value : value;
		double off = fabs(value - want) / fmax(fabs(want), 1e-3 * strtod(l->step, NULL));
		if (!feasible ? found != ANSWER_NONE : found != ANSWER_OPTIMAL || off > 1e-9)
			fail_msg("seed %llu: %s, %s: glpsol finds %.15g (answer %d), the level is %s\n",
				 (unsigned long long)seed, l->data, i ? "mps" : "model", value, (int)found, l->level);
		kept->worst = feasible ? fmax(kept->worst, off) : kept->worst;
	}
}

/* Does the list tell of the stages of the proof, one by one? Those after the last limit have no stage of it. */
static void check_round(void *state, const staged_round *s, counted *kept)
{
	char path[256];
	listed l;
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	const written *w = &s->w;
	assert_int_equal(fl_allocate(w->round.spec, w->round.dreams, w->round.count, &a, &err), FL_OK);
	assert_int_equal(fl_export_write(w->round.spec, w->round.dreams, w->round.count,
					 &(fl_export_sink){ .file = keep_file, .user = state }, &err), FL_OK);
	scratch_path(state, "stages.tsv", path, sizeof path);
	char *list = scratch_read(path, NULL);
	size_t proven = 0;
	assert_non_null(list);
	for (char *at = strchr(list, '\n') + 1; *at; at = strchr(at, '\n') + 1) {
		assert_int_equal(sscanf(at, "%31[^\t]\t%31[^\t]\t%31[^\t]\t%31[^\t]\t%4095[^\n]", l.model, l.data, l.mps,
					l.step, l.level), 5);
		bool feasible = strcmp(l.level, "infeasible") != 0;
		kept->none += !feasible;
		check_stage(state, w->seed, &l, feasible, level_of(&l), kept);
		if (a->outcome == FL_INFEASIBLE)
			continue;
		double level = proven < a->proof->num_stages ? mpq_get_d(a->proof->stages[proven].level) : -1;
		bool of_proof = proven < a->proof->num_stages &&
				strncmp(l.data, (const char *const[]){ "target", "spare", "rise", "fall" }[a->proof->stages[proven].kind],
					4) == 0 &&
				fabs(level - level_of(&l)) <= 1e-15 * fabs(level);
		proven += of_proof;
		kept->stages += of_proof;
		kept->last += !of_proof;
	}
	if (a->outcome != FL_INFEASIBLE)
		assert_int_equal(proven, a->proof->num_stages);
	free(list);
	fl_allocation_free(a);
}

static void check_rounds(void *state, fl_policy_kind kind, int64_t most, bool again, uint64_t first_seed, int rounds)
{
	counted kept = { 0 };
	if (!have_glpsol()) {
		print_message("glpsol is not installed: no level is compared with it\n");
		skip();
	}
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		staged_round s = { 0 };
		make_staged_as(&s, seed, kind, most, seed % 2, again);
		check_round(state, &s, &kept);
		release_staged(&s);
	}
	print_message("glpsol: %d stages, %d more that no limit stops, %d without a solution; off by at most %.1e\n",
		      kept.stages, kept.last, kept.none, kept.worst);
	assert_true(kept.stages * 2 > rounds && kept.last > 0);
}

static void test_glpsol_stages__finds_the_levels_of_coverage(void **state)
{
	check_rounds(*state, FL_POLICY_COVERAGE, 1000, false, 7001, 15);
	check_rounds(*state, FL_POLICY_COVERAGE, 500000000, false, 7101, 8);
}

static void test_glpsol_stages__finds_the_levels_of_proportional(void **state)
{
	check_rounds(*state, FL_POLICY_PROPORTIONAL, 1000, false, 7201, 15);
	check_rounds(*state, FL_POLICY_PROPORTIONAL, 500000000, false, 7301, 8);
}

static void test_glpsol_stages__finds_the_levels_of_quadratic(void **state)
{
	check_rounds(*state, FL_POLICY_QUADRATIC, 1000, false, 7401, 20);
}

static void test_glpsol_stages__finds_the_levels_of_returned_money(void **state)
{
	check_rounds(*state, FL_POLICY_COVERAGE, 1000, true, 7501, 10);
	check_rounds(*state, FL_POLICY_PROPORTIONAL, 1000, true, 7601, 10);
	check_rounds(*state, FL_POLICY_QUADRATIC, 1000, true, 7701, 10);
}

/* ---- The tiny rounds -------------------------------------------------------------------------------- */

/* Files in models/: what Florin writes of the round, behind an explanation that ends in the known optimum. */
static const struct tiny {
	const char *shown, *written, *how, *optimum;
} tiny[] = {
	{ "ratios.dat", "round.dat", NULL, NULL },
	{ "target.dat", "target-002.dat", "-m 'M/target.mod' -d 'M/ratios.dat' -d 'M/target.dat'", "1.9" },
	{ "rise.dat", "rise-001.dat", "-m 'M/rise.mod' -d 'M/ratios.dat' -d 'M/rise.dat'", "0.5" },
	{ "fall.dat", "fall-001.dat", "-m 'M/fall.mod' -d 'M/ratios.dat' -d 'M/fall.dat'", "1.8" },
	{ "admission.dat", "round.dat", "-m 'M/admission.mod' -d 'M/admission.dat'", "3" },
};

static void read_tiny(void *state, const struct tiny *t, char **ret_shown, char **ret_written)
{
	char path[256];
	scratch_path(state, t->written, path, sizeof path);
	*ret_written = scratch_read(path, NULL);
	snprintf(path, sizeof path, FLORIN_SOURCE_DIR "/models/%s", t->shown);
	*ret_shown = scratch_read(path, NULL);
	assert_true(*ret_shown && *ret_written);
}

static void check_tiny(void *state, const struct tiny *t)
{
	char *shown, *bytes;
	read_tiny(state, t, &shown, &bytes);
	const char *data = strstr(shown, "\n# Data for "), *stage = strstr(shown, "\n# One stage for ");
	assert_true(data || stage);
	assert_string_equal((data ? data : stage) + 1, bytes);
	free(shown);
	free(bytes);
}

static void test_glpsol_stages__tiny_rounds_are_what_is_written_of_them(void **state)
{
	made_round m;
	fl_error err = FL_ERROR_INIT;
	fl_allocation *a = NULL;
	const fl_export_sink sink = { .file = keep_file, .user = *state };
	static const fl_money awards[] = { 150, 380, 120, 180 };
	staged_tiny(&m);
	assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, &err), FL_OK);
	for (size_t i = 0; i < m.count; i++)
		assert_int_equal(a->awards[i].amount, awards[i]);
	fl_allocation_free(a);
	assert_int_equal(fl_export_write(m.spec, m.dreams, m.count, &sink, &err), FL_OK);
	made_round_release(&m);
	for (size_t i = 0; i < 4; i++)
		check_tiny(*state, &tiny[i]);
	admission_tiny(&m);
	assert_int_equal(fl_allocate(m.spec, m.dreams, m.count, &a, &err), FL_OK);
	assert_int_equal(mpq_cmp_ui(a->proof->optimum, 3, 1), 0);
	fl_allocation_free(a);
	assert_int_equal(fl_export_write(m.spec, m.dreams, m.count, &sink, &err), FL_OK);
	made_round_release(&m);
	check_tiny(*state, &tiny[4]);
}

static void test_glpsol_stages__tiny_rounds_have_their_known_optima(void **state)
{
	if (!have_glpsol()) {
		print_message("glpsol is not installed: the tiny rounds are not solved by it\n");
		skip();
	}
	for (size_t i = 1; i < sizeof tiny / sizeof tiny[0]; i++) {
		char path[256], how[2048] = "", said[64];
		double value = 0;
		snprintf(path, sizeof path, FLORIN_SOURCE_DIR "/models/%s", tiny[i].shown);
		char *shown = scratch_read(path, NULL), *line = shown ? strstr(shown, "\n# optimum: ") : NULL;
		assert_non_null(line);
		*strchr(line + 1, '\n') = '\0';
		snprintf(said, sizeof said, " %s", tiny[i].optimum);
		assert_non_null(strstr(line, said));
		free(shown);
		for (const char *at = tiny[i].how; *at; at++)
			snprintf(how + strlen(how), sizeof how - strlen(how), "%.*s", *at == 'M' ? 999 : 1,
				 *at == 'M' ? FLORIN_SOURCE_DIR "/models" : at);
		assert_int_equal(run_glpsol(*state, how, &value), ANSWER_OPTIMAL);
		assert_true(fabs(value - strtod(tiny[i].optimum, NULL)) < 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_glpsol_stages__finds_the_levels_of_coverage, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol_stages__finds_the_levels_of_proportional, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol_stages__finds_the_levels_of_quadratic, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol_stages__finds_the_levels_of_returned_money, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol_stages__tiny_rounds_are_what_is_written_of_them, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol_stages__tiny_rounds_have_their_known_optima, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
