/* SPDX-License-Identifier: Apache-2.0
 *
 * test_elections.c - real city elections to the exact optimum: every .pb file of the shared data against the known
 * optimum of expected.tsv (found there by dynamic programming), each allocation checked by verify/.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "election.h"
#include "shared_data.h"
#include "verify/verify.h"

#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static election *load(fl_str name, const char *change)
{
	char path[1024], relative[512];
	fl_error err = FL_ERROR_INIT;
	election *e = calloc(1, sizeof *e);
	snprintf(relative, sizeof relative, "pabulib/%.*s", FL_STR_ARG(name));
	assert_non_null(e);
	assert_true(shared_path(relative, path, sizeof path));
	if (election_load(e, path, change, &err))
		fail_msg("%s: %s", relative, err.message);
	assert_int_equal(e->rejected, 0);
	return e;
}

static void unload(election *e)
{
	election_release(e);
	free(e);
}

static void check_file(fl_str name, fl_str optimum, fl_str grouped, double *solving)
{
	fl_error err = FL_ERROR_INIT;
	fl_allocation *a = NULL;
	fl_verdict verdict;
	election *e = load(name, NULL);
	fl_verdict_init(&verdict);
	double before = now();
	if (fl_allocate(e->spec, e->dreams, e->count, &a, &err))
		fail_msg("%.*s: %s", FL_STR_ARG(name), err.message);
	assert_int_equal(fl_verify(e->spec, e->dreams, e->count, a, &verdict, &err), FL_OK);
	*solving += now() - before;
	if (!verdict.verified || a->outcome != FL_OPTIMAL)
		fail_msg("%.*s: %s", FL_STR_ARG(name), verdict.why);
	char expected[64], found[64];
	snprintf(expected, sizeof expected, "%.*s", FL_STR_ARG(grouped.len ? grouped : optimum));
	gmp_snprintf(found, sizeof found, "%Qd", a->objective);
	if (strcmp(expected, found) != 0)
		fail_msg("%.*s: optimum %s, known is %s", FL_STR_ARG(name), found, expected);
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	unload(e);
}

/* The city's own rule, by score, ties in file order; how many projects differ from the published winners? */
static size_t replay(fl_str name, size_t *ret_winners)
{
	fl_error err = FL_ERROR_INIT;
	fl_allocation *a = NULL;
	fl_verdict verdict;
	size_t differ = 0;
	election *e = load(name, "policy.name=greedy");
	fl_verdict_init(&verdict);
	if (fl_allocate(e->spec, e->dreams, e->count, &a, &err))
		fail_msg("%.*s: %s", FL_STR_ARG(name), err.message);
	assert_int_equal(fl_verify(e->spec, e->dreams, e->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified || a->outcome != FL_FEASIBLE || verdict.has_bound)
		fail_msg("%.*s: %s", FL_STR_ARG(name), verdict.why);
	*ret_winners = 0;
	for (size_t i = 0; i < fl_pabulib_num_projects(e->pb); i++) {
		fl_str id;
		int selected = fl_pabulib_selected(e->pb, i, &id);
		assert_true(fl_str_eq(id, e->dreams[i].id));
		differ += (selected == 1) != (a->awards[i].amount > 0);
		*ret_winners += selected == 1;
	}
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	unload(e);
	return differ;
}

/* Two elections have winners that no replay gives: the cities had reasons that the files do not tell. */
static const char *const unexplained[] = { "Poland_Warszawa_2018_Wawrzyszew.pb",
					   "Poland_Warszawa_2020_Bialoleka.pb" };

static void test_elections__greedy_gives_the_published_winners(void **state)
{
	(void)state;
	char path[1024];
	if (!shared_path("pabulib/expected.tsv", path, sizeof path))
		skip();
	fl_buf table;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&table, 1 << 22);
	assert_int_equal(fl_file_read(path, &table, &err), FL_OK);
	size_t pos = 0, same = 0, differing = 0;
	fl_str line = FL_STR("");
	for (next_line(fl_buf_view(&table), &pos, &line); next_line(fl_buf_view(&table), &pos, &line);) {
		fl_str name = tsv_field(line, 0), rule = tsv_field(line, 8);
		if (!fl_str_eqz(rule, "greedy") && !fl_str_eqz(rule, "greedy-threshold") &&
		    !fl_str_eqz(rule, "greedy-no-skip"))
			continue;
		size_t winners, differ = replay(name, &winners);
		bool known = false;
		for (size_t i = 0; i < sizeof unexplained / sizeof *unexplained; i++)
			known = known || fl_str_eqz(name, unexplained[i]);
		if (winners == 0 && !known)
			continue; /* the file names no winners */
		if ((differ > 0) != known)
			fail_msg("%.*s: %zu projects differ", FL_STR_ARG(name), differ);
		same += differ == 0;
		differing += differ > 0;
	}
	printf("greedy: %zu elections as published, %zu not\n", same, differing);
	assert_true(same >= 50 && differing == 2);
	fl_buf_release(&table);
}

static void test_elections__every_file_to_its_known_optimum(void **state)
{
	(void)state;
	char path[1024];
	if (!shared_path("pabulib/expected.tsv", path, sizeof path))
		skip();
	fl_buf table;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&table, 1 << 22);
	assert_int_equal(fl_file_read(path, &table, &err), FL_OK);
	size_t pos = 0, files = 0, optimum = 0, grouped = 0;
	double solving = 0;
	fl_str line = FL_STR("");
	assert_true(next_line(fl_buf_view(&table), &pos, &line));
	for (size_t i = 0; i < 40; i++) {
		optimum = fl_str_eqz(tsv_field(line, i), "optimum") ? i : optimum;
		grouped = fl_str_eqz(tsv_field(line, i), "optimum_grouped") ? i : grouped;
	}
	assert_true(optimum > 0 && grouped > 0);
	for (; next_line(fl_buf_view(&table), &pos, &line); files++)
		check_file(tsv_field(line, 0), tsv_field(line, optimum), tsv_field(line, grouped), &solving);
	printf("%zu elections solved and verified in %.3f s\n", files, solving);
	assert_true(files >= 90);
	fl_buf_release(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_elections__every_file_to_its_known_optimum),
					    cmocka_unit_test(test_elections__greedy_gives_the_published_winners) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
