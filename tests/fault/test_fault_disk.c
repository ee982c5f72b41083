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

#define DISK_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DISK_TEST(test_disk__a_full_disk_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__one_failed_write_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__a_dead_disk_leaves_the_file_as_it_was),
		DISK_TEST(test_disk__a_run_on_a_full_disk_writes_nothing),
	};
	failing_disk_install();
	return cmocka_run_group_tests_name("fault_disk", tests, NULL, NULL);
}
