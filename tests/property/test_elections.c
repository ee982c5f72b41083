/* SPDX-License-Identifier: Apache-2.0
 *
 * test_elections.c - real city elections to the exact optimum: every .pb file of the shared data against the known optimum of
 * expected.tsv (found there by dynamic programming), each allocation checked by verify/.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/allocate.h"
#include "base/error.h"
#include "ingest/ingest.h"
#include "shared_data.h"
#include "tally/tally.h"
#include "verify/verify.h"

#include <time.h>

typedef struct election {
	fl_arena arena;
	fl_candidate dreams[400];
	size_t count;
	fl_round_spec *spec;
} election;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static fl_status keep_dream(void *user, const fl_dream *dream, fl_error *err)
{
	election *e = user;
	(void)err;
	fl_candidate *d = &e->dreams[e->count];
	fl_str *tags = fl_arena_array(&e->arena, dream->num_tags + 1, sizeof *tags);
	for (size_t i = 0; i < dream->num_tags; i++)
		tags[i] = fl_arena_str(&e->arena, dream->tags[i]);
	*d = (fl_candidate){ .id = fl_arena_str(&e->arena, dream->id), .organisation = FL_STR(""),
		.region = fl_arena_str(&e->arena, dream->region), .category = fl_arena_str(&e->arena, dream->category), .tags = tags,
		.num_tags = dream->num_tags, .request = dream->request, .tally = dream->stated_flowers,
		.submitted = dream->submitted, .position = (uint32_t)e->count };
	d->threshold = fl_round_threshold(e->spec, d, dream->threshold);
	d->standing = !fl_round_eligible(e->spec, d) ? FL_INELIGIBLE : d->tally < d->threshold ? FL_BELOW_THRESHOLD : FL_QUALIFIED;
	e->count++;
	return FL_OK;
}

static fl_status pass_flower(void *user, const fl_flower *flower, fl_error *err)
{
	(void)user;
	(void)flower;
	(void)err;
	return FL_OK;
}

static fl_status no_row(void *user, const fl_rejected *row, fl_error *err)
{
	(void)user;
	(void)err;
	fail_msg("rejected: %.*s", FL_STR_ARG(row->reason));
	return FL_OK;
}

static void check_file(fl_str name, fl_str optimum, fl_str grouped, double *solving)
{
	char path[1024], relative[512];
	fl_buf bytes, json;
	fl_error err = FL_ERROR_INIT;
	fl_pabulib *pb = NULL;
	election *e = calloc(1, sizeof *e);
	fl_ingest_counts dreams, flowers;
	fl_allocation *a = NULL;
	snprintf(relative, sizeof relative, "pabulib/%.*s", FL_STR_ARG(name));
	assert_true(shared_path(relative, path, sizeof path));
	fl_buf_init(&bytes, 1 << 28);
	fl_buf_init(&json, 1 << 20);
	assert_int_equal(fl_file_read(path, &bytes, &err), FL_OK);
	if (fl_pabulib_parse(fl_buf_view(&bytes), path, &pb, &err) || fl_pabulib_round(pb, &json, &err) ||
	    fl_round_parse(fl_buf_view(&json), path, &e->spec, &err))
		fail_msg("%s: %s", relative, err.message);
	fl_ingest_sink sink = { keep_dream, pass_flower, no_row, e, { NULL, NULL } };
	assert_int_equal(fl_pabulib_ingest(pb, &sink, &dreams, &flowers, &err), FL_OK);
	double before = now();
	if (fl_allocate(e->spec, e->dreams, e->count, &a, &err))
		fail_msg("%s: %s", relative, err.message);
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(e->spec, e->dreams, e->count, a, &verdict, &err), FL_OK);
	double took = now() - before;
	*solving += took;
	if (getenv("FLORIN_TEST_VERBOSE"))
		printf("%s: %.4f s, %lld nodes, %lld pivots, %zu leaves\n", relative, took, (long long)a->nodes,
		       (long long)a->pivots, a->proof->num_sets);
	if (!verdict.verified || a->outcome != FL_OPTIMAL)
		fail_msg("%s: %s", relative, verdict.why);
	char expected[64], found[64];
	snprintf(expected, sizeof expected, "%.*s", FL_STR_ARG(grouped.len ? grouped : optimum));
	gmp_snprintf(found, sizeof found, "%Qd", a->objective);
	if (strcmp(expected, found) != 0)
		fail_msg("%s: optimum %s, known is %s", relative, found, expected);
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	fl_round_free(e->spec);
	fl_arena_release(&e->arena);
	free(e);
	fl_pabulib_free(pb);
	fl_buf_release(&bytes);
	fl_buf_release(&json);
}

/* The city's own rule, by score, ties in file order; how many projects differ from the published winners? */
static size_t replay(fl_str name, size_t *ret_winners)
{
	char path[1024], relative[512];
	fl_buf bytes, json, patched;
	fl_error err = FL_ERROR_INIT;
	fl_pabulib *pb = NULL;
	election *e = calloc(1, sizeof *e);
	fl_ingest_counts dreams, flowers;
	fl_allocation *a = NULL;
	size_t differ = 0;
	snprintf(relative, sizeof relative, "pabulib/%.*s", FL_STR_ARG(name));
	assert_true(shared_path(relative, path, sizeof path));
	fl_buf_init(&bytes, 1 << 28);
	fl_buf_init(&json, 1 << 20);
	fl_buf_init(&patched, 1 << 20);
	assert_int_equal(fl_file_read(path, &bytes, &err), FL_OK);
	if (fl_pabulib_parse(fl_buf_view(&bytes), path, &pb, &err) || fl_pabulib_round(pb, &json, &err) ||
	    fl_round_patch(fl_buf_view(&json), path, FL_STR("policy.name=greedy"), &patched, &err) ||
	    fl_round_parse(fl_buf_view(&patched), path, &e->spec, &err))
		fail_msg("%s: %s", relative, err.message);
	fl_ingest_sink sink = { keep_dream, pass_flower, no_row, e, { NULL, NULL } };
	assert_int_equal(fl_pabulib_ingest(pb, &sink, &dreams, &flowers, &err), FL_OK);
	if (fl_allocate(e->spec, e->dreams, e->count, &a, &err))
		fail_msg("%s: %s", relative, err.message);
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(e->spec, e->dreams, e->count, a, &verdict, &err), FL_OK);
	if (!verdict.verified || a->outcome != FL_FEASIBLE || verdict.has_bound)
		fail_msg("%s: %s", relative, verdict.why);
	*ret_winners = 0;
	for (size_t i = 0; i < fl_pabulib_num_projects(pb); i++) {
		fl_str id;
		int selected = fl_pabulib_selected(pb, i, &id);
		assert_true(fl_str_eq(id, e->dreams[i].id));
		differ += (selected == 1) != (a->awards[i].amount > 0);
		*ret_winners += selected == 1;
	}
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	fl_round_free(e->spec);
	fl_arena_release(&e->arena);
	free(e);
	fl_pabulib_free(pb);
	fl_buf_release(&bytes);
	fl_buf_release(&json);
	fl_buf_release(&patched);
	return differ;
}

/* Two elections have winners that no replay gives: the cities had reasons that the files do not tell. */
static const char *const unexplained[] = { "Poland_Warszawa_2018_Wawrzyszew.pb", "Poland_Warszawa_2020_Bialoleka.pb" };

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
		if (!fl_str_eqz(rule, "greedy") && !fl_str_eqz(rule, "greedy-threshold") && !fl_str_eqz(rule, "greedy-no-skip"))
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
