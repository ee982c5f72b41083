/* SPDX-License-Identifier: Apache-2.0
 *
 * An import is killed at random moments, again and again, until one gets through: then the round file says the same as after an
 * import that nobody interrupted, and in between it was sound every time. The seed is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger_kit.h"
#include "random.h"
#include "store/journal.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

enum { ROWS = 400000, IMPORTS = 4, KILLS = 40 };

static uint64_t seed;

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Events in random order, one in a hundred twice, one row in a thousand of no dream; half of the rows have no event. */
static void write_ledger(const void *state, const char *name, uint64_t s)
{
	char path[300];
	scratch_path(state, name, path, sizeof path);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("event,giver,dream,count\n", f);
	for (long i = 0; i < ROWS; i++) {
		uint64_t r = random_next(&s);
		if (r & 1)
			fprintf(f, "e%llu", (unsigned long long)((r >> 8) % (ROWS * 50)));
		fprintf(f, ",g%llu,d%llu,1\n", (unsigned long long)((r >> 40) % 5000),
			(unsigned long long)((r >> 20) % 1000 ? r % 4 : 9));
	}
	assert_int_equal(fclose(f), 0);
}

/* 'added': a file to add, NULL: the files of the round are imported. */
static pid_t begin_import(const char *file, const char *added)
{
	pid_t child = fork();
	if (child == 0) {
		fl_error err = FL_ERROR_INIT;
		fl_import_summary s;
		fl_status status = added ? kit_add(file, added, &kit_options, &s, &err) : kit_import(file, &kit_options, &s, &err);
		_exit(status == FL_OK ? 0 : 1);
	}
	return child;
}

static void assert_sound(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	if (fl_store_open(file, FL_STORE_WRITE, &store, &err) != FL_OK || fl_store_check(store, &err) != FL_OK ||
	    fl_journal_check(store, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	fl_store_close(store);
}

/* Nothing that was not read to its end is tallied. */
static void assert_no_tally(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_tally_summary s;
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_tally(round, &kit_options, &s, &err), FL_ESTATE);
	fl_round_close(round);
}

/* How often it was killed before it got through. */
static int import_among_kills(const char *file, const char *added, double whole)
{
	int kills = 0;
	for (;;) {
		int status = -1;
		pid_t child = begin_import(file, added);
		assert_true(child > 0);
		if (kills < KILLS) {
			struct timespec wait = { 0 };
			double most = whole * (double)random_below(&seed, 800) / 1000;
			wait.tv_sec = (time_t)most;
			wait.tv_nsec = (long)((most - (double)wait.tv_sec) * 1e9);
			nanosleep(&wait, NULL);
			kill(child, SIGKILL);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return kills;
		if (!WIFSIGNALED(status))
			fail_msg("seed %llu: the import failed by itself", (unsigned long long)seed);
		kills++;
		assert_sound(file);
		if (!added)
			assert_no_tally(file);
	}
}

static void assert_same(const char *a, const char *b, const char *sql)
{
	assert_int_equal(scratch_sql_int(a, sql), scratch_sql_int(b, sql));
}

static void test_import__killed_at_any_moment_loses_nothing_and_counts_nothing_twice(void **state)
{
	char file[300], whole[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary plain;
	fl_buf want, got;
	seed = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
	print_message("seed %llu\n", (unsigned long long)seed);
	write_ledger(*state, "flowers.csv", seed);
	write_ledger(*state, "more.csv", seed + 1);
	kit_round(*state, ",\"flowers\":[\"flowers.csv\",\"more.csv\"]", file, sizeof file);
	scratch_path(*state, "whole.florin", whole, sizeof whole);
	assert_int_equal(rename(file, whole), 0);
	double began = seconds();
	assert_int_equal(kit_import(whole, &kit_options, &plain, &err), FL_OK);
	double took = seconds() - began;
	print_message("the whole takes %.2f s\n", took);
	kit_ledger(whole, &want);
	int kills = 0;
	for (int i = 0; i < IMPORTS; i++) {
		kit_round(*state, ",\"flowers\":[\"flowers.csv\",\"more.csv\"]", file, sizeof file);
		kills += import_among_kills(file, NULL, took);
		kit_ledger(file, &got);
		assert_int_equal(want.len, got.len);
		assert_memory_equal(want.data, got.data, got.len);
		fl_buf_release(&got);
		assert_same(whole, file, "SELECT sum(read * 7 + accepted * 3 + rejected) FROM files");
		assert_same(whole, file, "SELECT count(*) FROM rejected");
		assert_same(whole, file, "SELECT count(*) FROM findings");
		assert_same(whole, file, "SELECT count(*) FROM journal");
		assert_same(whole, file, "SELECT sum(count) FROM repeats");
		assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM imports WHERE closed = 0"), 0);
		assert_int_equal(scratch_sql_int(file, "SELECT sum(accepted + rejected - read) FROM files"), 0);
	}
	print_message("%d kills\n", kills);
	assert_true(kills >= IMPORTS);
	fl_buf_release(&want);
}

/* A log that is added, and added again when it has grown: the second time among kills. What was tallied before stands until the import is
 * done. */
static void test_import__killed_while_a_grown_file_is_added(void **state)
{
	char file[300], whole[300], log[300], saved[300], command[2000];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_buf want, got;
	seed = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
	print_message("seed %llu\n", (unsigned long long)seed);
	scratch_path(*state, "log.csv", log, sizeof log);
	scratch_path(*state, "begun.florin", saved, sizeof saved);
	scratch_path(*state, "whole.florin", whole, sizeof whole);
	write_ledger(*state, "log.csv", seed);
	kit_round(*state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	snprintf(command, sizeof command, "mv %s %s.all && head -n 50000 %s.all >%s", log, log, log, log);
	assert_int_equal(system(command), 0);
	assert_int_equal(kit_add(file, log, &kit_options, &s, &err), FL_OK);
	snprintf(command, sizeof command, "mv %s.all %s && cp %s %s && cp %s %s", log, log, file, saved, file, whole);
	assert_int_equal(system(command), 0);
	double began = seconds();
	assert_int_equal(kit_add(whole, log, &kit_options, &s, &err), FL_OK);
	double took = seconds() - began;
	assert_int_equal(s.flowers_read, ROWS);
	kit_ledger(whole, &want);
	int kills = 0;
	for (int i = 0; i < IMPORTS; i++) {
		snprintf(command, sizeof command, "rm -f %s-wal %s-shm %s-journal && cp %s %s", file, file, file, saved, file);
		assert_int_equal(system(command), 0);
		kills += import_among_kills(file, log, took);
		kit_ledger(file, &got);
		assert_int_equal(want.len, got.len);
		assert_memory_equal(want.data, got.data, got.len);
		fl_buf_release(&got);
		assert_same(whole, file, "SELECT sum(read * 7 + accepted * 3 + rejected) FROM files WHERE import = (SELECT max(id) FROM imports)");
		assert_same(whole, file, "SELECT count(*) FROM rejected");
		assert_same(whole, file, "SELECT sum(count) FROM repeats");
		assert_same(whole, file, "SELECT count(*) FROM findings WHERE code = 'file-grown'");
		assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM imports WHERE closed = 0"), 0);
	}
	print_message("%d kills\n", kills);
	assert_true(kills >= IMPORTS);
	fl_buf_release(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_import__killed_at_any_moment_loses_nothing_and_counts_nothing_twice,
						scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_import__killed_while_a_grown_file_is_added, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
