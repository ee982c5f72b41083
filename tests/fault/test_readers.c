/* SPDX-License-Identifier: Apache-2.0
 *
 * Readers never block: a writer that stands still for ever, wherever it may be in a step, a run or the replacement of a scenario, does not
 * keep a reader from its answer; what it reads is always a whole step's; and whoever dies there leaves the old or the new.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/str.h"
#include "store/journal.h"
#include "store/records.h"

#include "halted.h"

#include <sys/stat.h>

/* Where a writer can stand. The last two are after the commit, while it goes from the log into the file. */
static const halt moments[] = {
	{ "in a transaction", DISK_WRITE, SQLITE_OPEN_WAL, 0, false },
	{ "in a commit", DISK_WRITE, SQLITE_OPEN_WAL, 5, false },
	{ "as a commit reaches the disk", DISK_SYNC, SQLITE_OPEN_WAL, 0, false },
	{ "as the file is written", DISK_WRITE, SQLITE_OPEN_MAIN_DB, 1, false },
	{ "as the file reaches the disk", DISK_SYNC, SQLITE_OPEN_MAIN_DB, 0, false },
};
enum { MOMENTS = sizeof moments / sizeof *moments, COMMITTED = 3 };

static fl_store *opened(const char *file, fl_store_mode mode)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	if (fl_store_open(file, mode, &store, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	return store;
}

static int64_t entries(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = opened(file, FL_STORE_READ);
	int64_t size = -1;
	if (fl_store_begin_read(store, &err) != FL_OK || fl_journal_size(store, &size, &err) != FL_OK)
		fail_msg("%s", err.message);
	fl_store_close(store);
	return size;
}

/* What 'florin explain' says, which reads nearly every table; it refuses where results and what they were made from do not agree. */
static void assert_explains(const char *file, const char *when)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text;
	if (fl_round_open(file, false, &round, &err) != FL_OK || fl_round_explain(round, "d3", NULL, false, true, &text, &err) != FL_OK)
		fail_msg("%s: %s: %s", when, err.source, err.message);
	fl_text_release(&text);
	fl_round_close(round);
}

/* The same finished round each time: made once, its bytes kept. */
static void begin_round(void **state, char *file, size_t size)
{
	static char *bytes;
	static size_t len;
	char out[200];
	scratch_remove(state);
	scratch_make(state);
	if (!bytes) {
		audit_round(*state, AUDIT_TINY, false, file, size);
		bytes = scratch_read(file, &len);
		return;
	}
	scratch_path(*state, "out", out, sizeof out);
	assert_int_equal(mkdir(out, 0755), 0);
	snprintf(file, size, "%s/round.florin", out);
	scratch_write(file, bytes, len);
}

static bool beside(const char *file, const char *ending)
{
	char name[400];
	snprintf(name, sizeof name, "%s%s", file, ending);
	return access(name, F_OK) == 0;
}

/* ---- what is written ----------------------------------------------------------------------------------------------- */

static int decide(void *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	bool changed = false;
	fl_ruling ruling = { "d1", "d6", "different", "Li", "two schools", NULL, NULL };
	fl_status status = fl_round_open(file, true, &round, &err);
	if (status == FL_OK)
		status = fl_round_decide(round, &ruling, &audit_options, &changed, &err);
	fl_round_close(round);
	return status == FL_OK ? 0 : 1;
}

/* Over the round that stands in the folder of 'file': all steps but the first are done anew. */
static int run_threshold(const char *file, const char *threshold)
{
	char out[300];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_settings settings = { .set = &threshold, .num_set = 1 };
	snprintf(out, sizeof out, "%.*s", (int)(strrchr(file, '/') - file), file);
	fl_status status = fl_run(AUDIT_TINY, out, NULL, &settings, &audit_options, &summary, &err);
	if (status == FL_OK)
		fl_run_summary_release(&summary);
	else
		fprintf(stderr, "%s: %s\n", err.source, err.message);
	return status == FL_OK ? 0 : 1;
}

static int run(void *file)
{
	return run_threshold(file, "threshold=2");
}

static int scenario(void *file)
{
	const char *set = "threshold=2";
	fl_error err = FL_ERROR_INIT;
	fl_scenario_summary summary;
	fl_settings settings = { .set = &set, .num_set = 1 };
	return fl_scenario_run(file, "lower", &settings, &audit_options, &summary, &err) == FL_OK ? 0 : 1;
}

/* ---- a writer that stands still -------------------------------------------------------------------------------------- */

static void test_readers__do_not_wait_for_a_decision(void **state)
{
	char file[300], root[65], now[65], said[2000];
	for (size_t m = 0; m < MOMENTS; m++) {
		begin_round(state, file, sizeof file);
		audit_root(file, root);
		int64_t before = entries(file);
		halted h = halt_begin(&moments[m], decide, file);
		if (!h.reached)
			fail_msg("nothing was reached %s", moments[m].what);
		int64_t seen = entries(file);
		audit_root(file, now);
		audit_answer answer = audit_consistent(file, root, said, sizeof said);
		halt_end(&h);
		if (seen != before + (m >= COMMITTED) || answer != AUDIT_YES || (strcmp(root, now) == 0) != (m < COMMITTED))
			fail_msg("%s: %lld entries, before %lld; %s", moments[m].what, (long long)seen, (long long)before, said);
		assert_int_equal(audit_consistent(file, root, said, sizeof said), AUDIT_YES);
	}
}

static void test_readers__do_not_wait_for_a_run(void **state)
{
	char file[300];
	for (size_t m = 0; m < MOMENTS; m++) {
		begin_round(state, file, sizeof file);
		int64_t before = entries(file);
		halted h = halt_begin(&moments[m], run, file);
		if (!h.reached)
			fail_msg("nothing was reached %s", moments[m].what);
		assert_explains(file, moments[m].what); /* the old round or the new one, all of it */
		int64_t seen = entries(file);
		halt_end(&h);
		if ((seen == before) != (m < COMMITTED))
			fail_msg("%s: %lld entries, before %lld", moments[m].what, (long long)seen, (long long)before);
		assert_explains(file, "after it was killed");
	}
}

static void test_readers__do_not_wait_for_a_scenario_that_is_replaced(void **state)
{
	char file[300], copy[400];
	fl_error err = FL_ERROR_INIT;
	for (size_t m = 0; m < MOMENTS; m++) {
		begin_round(state, file, sizeof file);
		assert_int_equal(scenario(file), 0);
		snprintf(copy, sizeof copy, "%.*s.scenarios/lower.florin", (int)(strlen(file) - strlen(".florin")), file);
		/* A reader that began before and goes on while the file is replaced, and after. */
		fl_store *long_one = opened(copy, FL_STORE_READ);
		int64_t before = 0, after = 0;
		assert_int_equal(fl_store_begin_read(long_one, &err), FL_OK);
		assert_int_equal(fl_journal_size(long_one, &before, &err), FL_OK);
		assert_int_equal(decide(file), 0); /* so that the scenario differs by an entry */
		halted h = halt_begin(&moments[m], scenario, file);
		if (!h.reached)
			fail_msg("nothing was reached %s", moments[m].what);
		assert_explains(copy, moments[m].what);
		assert_int_equal(fl_journal_size(long_one, &after, &err), FL_OK);
		halt_end(&h);
		assert_int_equal(after, before);
		fl_store_close(long_one);
		assert_explains(copy, "after it was killed");
		assert_int_equal(scenario(file), 0);
		assert_true(entries(copy) > before);
	}
}

/* ---- one that dies ------------------------------------------------------------------------------------------------- */

/* At each write to the log or the file: the round has the old journal or the new one, and a run afterwards ends where an undisturbed one does. */
static void test_readers__whoever_dies_in_a_run_leaves_the_old_or_the_new(void **state)
{
	char file[300], old[65], new[65], now[65], name[400];
	size_t seen_old = 0, seen_new = 0, len;
	begin_round(state, file, sizeof file);
	assert_int_equal(run(file), 0);
	audit_root(file, new);
	snprintf(name, sizeof name, "%.*s/result.json", (int)(strrchr(file, '/') - file), file);
	char *want = scratch_read(name, &len);
	static const int files[] = { SQLITE_OPEN_WAL, SQLITE_OPEN_MAIN_DB };
	for (size_t f = 0; f < 2; f++) {
		bool reached = true;
		for (int n = 0; reached; n += 1 + n / 2) {
			begin_round(state, file, sizeof file);
			audit_root(file, old);
			halted h = halt_begin(&(halt){ "", DISK_WRITE, files[f], n, true }, run, file);
			int ended = 0;
			waitpid(h.pid, &ended, 0);
			reached = WIFEXITED(ended) && WEXITSTATUS(ended) == 99;
			assert_explains(file, "after it died");
			assert_false(beside(file, "-wal") || beside(file, "-shm") || beside(file, "-journal"));
			audit_root(file, now);
			bool is_old = strcmp(now, old) == 0;
			if (!is_old && strcmp(now, new) != 0)
				fail_msg("write %d: neither the old nor the new", n);
			*(is_old ? &seen_old : &seen_new) += reached;
		}
		assert_true(f == 0 ? seen_old > 5 : seen_new > 0);
		assert_int_equal(run(file), 0);
	}
	snprintf(name, sizeof name, "%.*s/result.json", (int)(strrchr(file, '/') - file), file);
	char *got = scratch_read(name, NULL);
	assert_string_equal(got, want);
	free(got);
	free(want);
}

/* ---- both at once -------------------------------------------------------------------------------------------------- */

static int decide_often(void *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	bool changed = false;
	for (int i = 0; i < 30; i++) {
		fl_ruling ruling = { "d1", "d6", i % 2 ? "same" : "different", "Li", "two schools", NULL, NULL };
		if (fl_round_open(file, true, &round, &err) != FL_OK ||
		    fl_round_decide(round, &ruling, &audit_options, &changed, &err) != FL_OK) {
			fprintf(stderr, "%s: %s\n", err.source, err.message);
			return 1;
		}
		fl_round_close(round);
	}
	return 0;
}

static int run_often(void *file)
{
	int failed = 0;
	for (int i = 0; i < 8 && !failed; i++)
		failed = run_threshold(file, i % 2 ? "threshold=3" : "threshold=2");
	return failed;
}

static pid_t begin(int (*work)(void *), void *with)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(work(with));
	return pid;
}

/* An entry and its decision come together, and history only grows. */
static void test_readers__beside_decisions_see_whole_ones(void **state)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	int status = 0;
	int64_t last = 0, reads = 0;
	begin_round(state, file, sizeof file);
	int64_t first = entries(file);
	pid_t writer = begin(decide_often, file);
	while (waitpid(writer, &status, WNOHANG) == 0) {
		fl_arena arena = FL_ARENA_INIT;
		fl_store *store = opened(file, FL_STORE_READ);
		fl_decision *decisions;
		size_t count = 0;
		int64_t size = -1;
		if (fl_store_begin_read(store, &err) != FL_OK || fl_decisions_load(store, &arena, &decisions, &count, &err) != FL_OK ||
		    fl_journal_size(store, &size, &err) != FL_OK || fl_journal_check(store, &err) != FL_OK)
			fail_msg("%s", err.message);
		assert_int_equal(size, first + (int64_t)count);
		assert_true(size >= last);
		last = size;
		reads++;
		fl_store_close(store);
		fl_arena_release(&arena);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(entries(file), first + 30);
	assert_false(beside(file, "-wal") || beside(file, "-shm"));
	print_message("%lld reads beside 30 decisions\n", (long long)reads);
}

/* A run over a round that stands takes effect as a whole: there is no moment at which results are missing or out of date. */
static void test_readers__beside_runs_see_whole_ones(void **state)
{
	char file[300];
	int status = 0;
	int64_t reads = 0, last = 0;
	begin_round(state, file, sizeof file);
	pid_t writer = begin(run_often, file);
	while (waitpid(writer, &status, WNOHANG) == 0) {
		assert_explains(file, "beside a run");
		int64_t size = entries(file);
		assert_true(size >= last);
		last = size;
		reads++;
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_false(beside(file, "-wal") || beside(file, "-shm"));
	print_message("%lld reads beside 8 runs\n", (long long)reads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
		SCRATCH_TEST(test_readers__do_not_wait_for_a_decision),
		SCRATCH_TEST(test_readers__do_not_wait_for_a_run),
		SCRATCH_TEST(test_readers__do_not_wait_for_a_scenario_that_is_replaced),
		SCRATCH_TEST(test_readers__whoever_dies_in_a_run_leaves_the_old_or_the_new),
		SCRATCH_TEST(test_readers__beside_decisions_see_whole_ones),
		SCRATCH_TEST(test_readers__beside_runs_see_whole_ones),
	};
	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
