/* SPDX-License-Identifier: Apache-2.0
 *
 * test_glpsol.c - plain glpsol, a process of its own, finds the optimum that Florin proves, from the model and its
 * data as well as from the MPS file: to nine digits for linear programs; for integer programs to 1e-6, as far as
 * glpsol's own tolerances (integrality 1e-5, objective 1e-7) let it promise anything. Skipped where it is not
 * installed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "election.h"
#include "export_kit.h"
#include "glpsol_kit.h"
#include "shared_data.h"

#include <math.h>

#define DOCUMENT FLORIN_SOURCE_DIR "/docs/design/models.md"

typedef struct tally {
	int solved, none;
	double worst;
} tally;

/* Does glpsol find what Florin proves? 'allowed': the distance, relative to the optimum. */
static void agree(void *state, const written *w, const char *how, bool minus, double allowed, tally *kept)
{
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	double value = 0;
	assert_int_equal(fl_allocate(w->round.spec, w->round.dreams, w->round.count, &a, &err), FL_OK);
	answer found = run_glpsol(state, how, &value);
	value = minus ? -value : value;
	bool conflict = false;
	for (size_t i = 0; i < a->num_limits; i++)
		conflict = conflict || a->limits[i].conflict.len > 0;
	if (a->outcome == FL_INFEASIBLE && conflict) { /* nothing, or (shares of what is awarded) nothing but zero */
		kept->none++;
		if (found != ANSWER_NONE && !(found == ANSWER_OPTIMAL && fabs(value) < 1e-9))
			fail_msg("seed %llu: glpsol finds %.15g where Florin finds a conflict\n%s",
				 (unsigned long long)w->seed, value, w->data.data);
	} else {
		double want = mpq_get_d(a->proof->optimum), off = fabs(value - want) / fmax(fabs(want), 1);
		kept->solved++;
		kept->worst = fmax(kept->worst, off);
		if (found != ANSWER_OPTIMAL || off > allowed)
			fail_msg("seed %llu: glpsol finds %.15g (answer %d), the optimum is %.15g\n%s",
				 (unsigned long long)w->seed, value, (int)found, want, w->data.data);
	}
	fl_allocation_free(a);
}

static void solve_rounds_as(void *state, made_kind kind, size_t count, int64_t most, bool spread, bool again, double allowed,
			    uint64_t first_seed, int rounds)
{
	tally model = { 0 }, mps = { 0 };
	char data_path[256], mps_path[256], how[1024];
	if (!have_glpsol()) {
		print_message("glpsol is not installed: nothing is compared with it\n");
		skip();
	}
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t)rounds; seed++) {
		written w;
		written_make_as(&w, seed, count, most, kind, seed % 2, spread, again);
		written_file(state, "round.dat", &w.data, data_path);
		written_file(state, "round.mps", &w.mps, mps_path);
		snprintf(how, sizeof how, "-m '%s' -d '%s'", MODEL_OF(w.round.spec), data_path);
		agree(state, &w, how, false, allowed, &model);
		snprintf(how, sizeof how, "--freemps '%s'", mps_path);
		agree(state, &w, how, true, allowed, &mps);
		written_release(&w);
	}
	print_message("glpsol: %d rounds solved, %d without a solution; off by at most %.1e (model), %.1e (mps)\n",
		      model.solved, model.none, model.worst, mps.worst);
	assert_true(model.solved * 2 > rounds);
}

static void solve_rounds(void *state, made_kind kind, size_t count, int64_t most, bool spread, double allowed, uint64_t first_seed, int rounds)
{
	solve_rounds_as(state, kind, count, most, spread, false, allowed, first_seed, rounds);
}

static void test_glpsol__finds_the_optimum_to_nine_digits(void **state)
{
	solve_rounds(*state, MADE_DIVISIBLE, 40, 1000, false, 1e-9, 3001, 60);
	solve_rounds(*state, MADE_DIVISIBLE, 300, 500000000, false, 1e-9, 3501, 30);
	solve_rounds(*state, MADE_DIVISIBLE, 200, 1000, true, 1e-9, 3601, 40);
}

static void test_glpsol__finds_the_integer_optimum(void **state)
{
	solve_rounds(*state, MADE_INDIVISIBLE, 15, 100, false, 1e-6, 4001, 40);
	solve_rounds(*state, MADE_MINIMUM, 15, 5000, false, 1e-6, 4501, 40);
}

/* What was awarded before stands in the data, and the model takes it off the limits. */
static void test_glpsol__finds_the_optimum_of_returned_money(void **state)
{
	solve_rounds_as(*state, MADE_DIVISIBLE, 40, 1000, false, true, 1e-9, 5001, 30);
	solve_rounds_as(*state, MADE_INDIVISIBLE, 15, 100, false, true, 1e-6, 5101, 15);
	solve_rounds_as(*state, MADE_MINIMUM, 15, 5000, false, true, 1e-6, 5201, 15);
}

/* ---- Real elections -------------------------------------------------------------------------------- */

/* Does plain glpsol find the exact optimum of an election? */
static void check_election(void *state, fl_str name)
{
	char relative[512], path[1024], data_path[256], how[1024];
	fl_error err = FL_ERROR_INIT;
	fl_allocation *a = NULL;
	fl_buf data, mps;
	double value = 0;
	election *e = calloc(1, sizeof *e);
	fl_buf_init(&data, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&mps, FL_BUF_MAX_DEFAULT);
	assert_non_null(e);
	snprintf(relative, sizeof relative, "pabulib/%.*s", FL_STR_ARG(name));
	assert_true(shared_path(relative, path, sizeof path));
	if (election_load(e, path, NULL, &err) || fl_allocate(e->spec, e->dreams, e->count, &a, &err) ||
	    export_data_and_mps(e->spec, e->dreams, e->count, &data, &mps, &err))
		fail_msg("%s: %s", relative, err.message);
	written_file(state, "round.dat", &data, data_path);
	snprintf(how, sizeof how, "-m '%s' -d '%s'", MODEL, data_path);
	assert_int_equal(a->outcome, FL_OPTIMAL);
	double want = mpq_get_d(a->proof->optimum);
	if (run_glpsol(state, how, &value) != ANSWER_OPTIMAL || fabs(value - want) > 1e-9 * want)
		fail_msg("%s: glpsol finds %.15g, the optimum is %.15g", relative, value, want);
	fl_allocation_free(a);
	fl_buf_release(&data);
	fl_buf_release(&mps);
	election_release(e);
	free(e);
}

/* Every fifth one: glpsol itself needs seconds for all of them. */
static void test_glpsol__agrees_in_real_elections(void **state)
{
	char path[1024];
	fl_buf list;
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t pos = 0, files = 0, checked = 0;
	if (!have_glpsol() || !shared_path("pabulib/expected.tsv", path, sizeof path))
		skip();
	fl_buf_init(&list, 1 << 20);
	assert_int_equal(fl_file_read(path, &list, &err), FL_OK);
	assert_true(next_line(fl_buf_view(&list), &pos, &line)); /* headers */
	while (next_line(fl_buf_view(&list), &pos, &line)) {
		if (files++ % 5 != 0)
			continue;
		check_election(*state, tsv_field(line, 0));
		checked++;
	}
	fl_buf_release(&list);
	print_message("glpsol: %zu elections to nine digits\n", checked);
	assert_true(checked > 10);
}

/* ---- The tiny round -------------------------------------------------------------------------------- */

/* What models/support.dat says in words: "optimum: 496 flowers". */
static long stated_optimum(void)
{
	char *text = scratch_read(TINY, NULL);
	const char *at = text ? strstr(text, "\n# optimum: ") : NULL;
	long value = -1;
	assert_non_null(at);
	assert_int_equal(sscanf(at, " # optimum: %ld flowers", &value), 1);
	free(text);
	return value;
}

static void test_glpsol__tiny_round_has_its_known_optimum(void **state)
{
	written w = { 0 };
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	static const fl_money awards[] = { 135, 135, 180, 400, 0, 50 };
	written_tiny(&w.round);
	assert_int_equal(fl_allocate(w.round.spec, w.round.dreams, w.round.count, &a, &err), FL_OK);
	assert_int_equal(a->outcome, FL_OPTIMAL);
	assert_int_equal(mpq_cmp_si(a->proof->optimum, stated_optimum(), 1), 0);
	for (size_t i = 0; i < w.round.count; i++)
		assert_int_equal(a->awards[i].amount, awards[i]);
	fl_allocation_free(a);
	made_round_release(&w.round);
	double value = 0;
	if (!have_glpsol()) {
		print_message("glpsol is not installed: the tiny round is not solved by it\n");
		skip();
	}
	assert_int_equal(run_glpsol(*state, "-m '" MODEL "' -d '" TINY "'", &value), ANSWER_OPTIMAL);
	assert_true(fabs(value - (double)stated_optimum()) < 1e-9);
}

/* models/tranches.dat: glpsol and Florin both find what stands in it. */
static void test_glpsol__tiny_tranches_have_their_optimum(void **state)
{
	static const char text[] =
	    "{\"format\":\"florin-round/1\",\"round\":\"t\",\"currency\":\"CNY\",\"minor_digits\":0,"
	    "\"policy\":{\"name\":\"tranches\",\"tranches\":[{\"share\":\"50%\",\"weight\":3},{\"share\":\"50%\",\"weight\":1}]},"
	    "\"pools\":[{\"id\":\"general\",\"amount\":700}]}";
	fl_candidate dreams[2] = { { .id = FL_STR("school"), .request = 400, .tally = 80 },
				   { .id = FL_STR("clinic"), .request = 600, .tally = 90 } };
	fl_round_spec *spec;
	fl_allocation *a = NULL;
	fl_error err = FL_ERROR_INIT;
	double value = 0;
	char *data = scratch_read(FLORIN_SOURCE_DIR "/models/tranches.dat", NULL);
	assert_non_null(data);
	assert_non_null(strstr(data, "\n# known optimum: 295\n"));
	free(data);
	assert_int_equal(fl_round_parse(fl_str_of(text), "t", &spec, &err), FL_OK);
	assert_int_equal(fl_allocate(spec, dreams, 2, &a, &err), FL_OK);
	assert_int_equal(mpq_cmp_ui(a->proof->optimum, 295, 1), 0);
	assert_int_equal(a->awards[0].amount, 400);
	assert_int_equal(a->awards[1].amount, 300);
	fl_allocation_free(a);
	fl_round_free(spec);
	if (!have_glpsol()) {
		print_message("glpsol is not installed: the tiny round is not solved by it\n");
		skip();
	}
	assert_int_equal(run_glpsol(*state,
				    "-m '" FLORIN_SOURCE_DIR "/models/tranches.mod' -d '" FLORIN_SOURCE_DIR
				    "/models/tranches.dat'",
				    &value),
			 ANSWER_OPTIMAL);
	assert_true(fabs(value - 295) < 1e-9);
}

/* What docs/design/models.md shows of the tiny round is what glpsol prints of it. */
static void test_glpsol__document_shows_what_is_printed(void **state)
{
	double value = 0;
	char path[256];
	if (!have_glpsol()) {
		print_message("glpsol is not installed: the document is not compared with it\n");
		skip();
	}
	assert_int_equal(run_glpsol(*state, "-m '" MODEL "' -d '" TINY "'", &value), ANSWER_OPTIMAL);
	scratch_path(*state, "printed", path, sizeof path);
	char *printed = scratch_read(path, NULL), *document = scratch_read(DOCUMENT, NULL);
	assert_true(printed && document);
	char *from = strstr(printed, "\nflowers honoured:"), *to = from ? strstr(from, "Model has been") : NULL;
	assert_non_null(to);
	*to = '\0';
	if (!strstr(document, from))
		fail_msg("docs/design/models.md does not show:\n%s", from);
	free(printed);
	free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_glpsol__finds_the_optimum_to_nine_digits, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__finds_the_integer_optimum, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__finds_the_optimum_of_returned_money, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__agrees_in_real_elections, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__tiny_round_has_its_known_optimum, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__tiny_tranches_have_their_optimum, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_glpsol__document_shows_what_is_printed, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
