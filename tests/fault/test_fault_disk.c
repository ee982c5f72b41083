/* SPDX-License-Identifier: Apache-2.0
 *
 * The disk fails at the n-th write, sync or truncation of a step, once or from then on, for every n: the step says
 * so, and the round file is as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "florin.h"
#include "store/journal.h"

#include "failing_disk.h"
#include "scratch.h"

#define TINY      FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/round.json"
#define TRIES_MAX 2000

static const fl_options options = { .now = 1788566400 };

static fl_status import(const char *path, fl_error *err)
{
	fl_round *round = NULL;
	fl_import_summary summary;
	fl_status status = fl_round_open(path, true, &round, err);
	if (status == FL_OK)
		status = fl_round_import(round, NULL, &options, &summary, err);
	fl_round_close(round);
	return status;
}

static void assert_untouched(const char *path)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t size = -1;
	if (fl_store_open(path, FL_STORE_WRITE, &store, &err) != FL_OK || fl_store_check(store, &err) != FL_OK ||
	    fl_journal_check(store, &err) != FL_OK || fl_journal_size(store, &size, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(size, 1); /* init, nothing else */
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT (SELECT count(*) FROM dreams) + (SELECT count(*) FROM files)"),
			 0);
}

/* For every n until the step gets through: how often it failed. */
static size_t fail_everywhere(const void *state, int code, bool for_ever)
{
	char path[256];
	fl_init_summary summary;
	scratch_path(state, "r.florin", path, sizeof(path));
	fl_error none = FL_ERROR_INIT;
	assert_int_equal(fl_round_init(TINY, path, NULL, &options, &summary, &none), FL_OK);
	for (size_t n = 0; n < TRIES_MAX; n++) {
		fl_error err = FL_ERROR_INIT;
		the_disk.code = code;
		the_disk.for_ever = for_ever;
		the_disk.left = (int64_t)n;
		fl_status status = import(path, &err);
		the_disk.left = -1;
		if (status == FL_OK)
			return n;
		if (status != FL_EIO || strcmp(err.source, path) != 0)
			fail_msg("at %zu: %s: %s", n, err.source, err.message);
		assert_untouched(path);
	}
	fail_msg("no success after %d tries", TRIES_MAX);
	return 0;
}

static void test_disk__a_full_disk_leaves_the_file_as_it_was(void **state)
{
	assert_true(fail_everywhere(*state, SQLITE_FULL, true) > 10);
}

static void test_disk__one_failed_write_leaves_the_file_as_it_was(void **state)
{
	assert_true(fail_everywhere(*state, SQLITE_IOERR_WRITE, false) > 10);
}

static void test_disk__a_dead_disk_leaves_the_file_as_it_was(void **state)
{
	assert_true(fail_everywhere(*state, SQLITE_IOERR_FSYNC, true) > 10);
}

static void test_disk__a_run_on_a_full_disk_writes_nothing(void **state)
{
	char out[256];
	fl_run_summary summary;
	scratch_path(*state, "out", out, sizeof(out));
	size_t n = 0;
	for (fl_status status = FL_EIO; status != FL_OK && n < TRIES_MAX; n++) {
		fl_error err = FL_ERROR_INIT;
		the_disk.code = SQLITE_FULL;
		the_disk.for_ever = true;
		the_disk.left = (int64_t)n;
		status = fl_run(TINY, out, NULL, NULL, &options, &summary, &err);
		the_disk.left = -1;
		if (status == FL_OK) {
			fl_run_summary_release(&summary);
			break;
		}
		assert_int_equal(status, FL_EIO);
		assert_string_equal(err.message, "the disk is full");
		assert_int_not_equal(access(out, F_OK), 0);
	}
	assert_true(n > 10 && n < TRIES_MAX);
}

static int64_t journal_size(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t size = -1;
	if (fl_store_open(file, FL_STORE_READ, &store, &err) != FL_OK || fl_store_check(store, &err) != FL_OK ||
	    fl_journal_check(store, &err) != FL_OK || fl_journal_size(store, &size, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	fl_store_close(store);
	return size;
}

/* Over a round that stands, in one transaction of all steps: what fails leaves the round and its results as they were. */
static void test_disk__a_run_over_a_round_that_stands_is_all_or_nothing(void **state)
{
	char out[200], file[300], result[300];
	const char *other = "threshold=2";
	fl_settings settings = { .set = &other, .num_set = 1 };
	fl_run_summary summary;
	fl_error none = FL_ERROR_INIT;
	scratch_path(*state, "out", out, sizeof out);
	snprintf(file, sizeof file, "%s/round.florin", out);
	snprintf(result, sizeof result, "%s/result.json", out);
	assert_int_equal(fl_run(TINY, out, NULL, NULL, &options, &summary, &none), FL_OK);
	fl_run_summary_release(&summary);
	int64_t before = journal_size(file);
	char *standing = scratch_read(result, NULL);
	size_t failed = 0;
	for (size_t n = 0;; n += 1 + n / 8) {
		fl_error err = FL_ERROR_INIT;
		the_disk.code = n % 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
		the_disk.for_ever = n % 3 != 0;
		the_disk.left = (int64_t)n;
		fl_status status = fl_run(TINY, out, NULL, &settings, &options, &summary, &err);
		the_disk.left = -1;
		if (status == FL_OK)
			break;
		assert_int_equal(status, FL_EIO);
		assert_int_equal(journal_size(file), before);
		char *now = scratch_read(result, NULL);
		assert_string_equal(now, standing);
		free(now);
		failed++;
	}
	fl_run_summary_release(&summary);
	free(standing);
	assert_true(failed > 5 && journal_size(file) > before);
}

#define DISK_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DISK_TEST(test_disk__a_full_disk_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__one_failed_write_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__a_dead_disk_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__a_run_on_a_full_disk_writes_nothing),
		DISK_TEST(test_disk__a_run_over_a_round_that_stands_is_all_or_nothing),
	};
	failing_disk_install();
	return cmocka_run_group_tests_name("fault_disk", tests, NULL, NULL);
}
