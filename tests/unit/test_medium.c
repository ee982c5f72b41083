/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a round file lies: file systems that are of one machine, and reading where nothing may be written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "store/journal.h"
#include "store/medium.h"

#include <sys/stat.h>
#include <sys/wait.h>

/* From statfs(2). */
static void test_medium__what_a_network_may_serve_is_not_local(void **state)
{
	static const uint64_t far[] = { 0x6969 /* nfs */, 0x517B /* smb */, 0xFF534D42 /* cifs */, 0xFE534D42 /* smb2 */,
					0x65735546 /* fuse */, 0x01021997 /* 9p */, 0x5346414F /* afs */, 0x00C36400 /* ceph */,
					0x786F4256 /* vboxsf */, 0x01161970 /* gfs2 */, 0x7461636F /* ocfs2 */, 0x0BD00BD0 /* lustre */ };
	(void)state;
	for (size_t i = 0; i < sizeof far / sizeof *far; i++)
		assert_false(fl_medium_type_is_local(far[i]));
	assert_true(fl_medium_type_is_local(0xEF53) && fl_medium_type_is_local(0x58465342) && fl_medium_type_is_local(0x01021994));
}

static void test_medium__a_mark_tells_a_changed_file_and_a_replaced_one(void **state)
{
	char a[256], b[256];
	scratch_path(*state, "a", a, sizeof a);
	scratch_path(*state, "b", b, sizeof b);
	scratch_write(a, "one", 3);
	scratch_write(b, "two", 3);
	fl_file_mark before = fl_file_mark_of(a), same = fl_file_mark_of(a);
	assert_true(fl_file_mark_same(&before, &same));
	scratch_write(a, "three", 5);
	fl_file_mark after = fl_file_mark_of(a);
	assert_false(fl_file_mark_same(&before, &after));
	assert_int_equal(rename(b, a), 0);
	fl_file_mark replaced = fl_file_mark_of(a);
	assert_false(fl_file_mark_same(&after, &replaced));
}

/* ---- as a person who may only read ------------------------------------------------------------------------------------ */

/* 'work' in a process that may write neither the file nor its folder. */
static int as_reader(const char *folder, const char *file, int (*work)(const char *file))
{
	int status = -1;
	assert_int_equal(chmod(file, 0444), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	pid_t child = fork();
	if (child == 0)
		_exit(geteuid() == 0 && seteuid(65534) != 0 ? 77 : work(file));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(chmod(file, 0644), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int explain(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text = { NULL, 0 };
	fl_status status = fl_round_open(file, false, &round, &err);
	if (status == FL_OK)
		status = fl_round_explain(round, "d3", NULL, false, false, &text, &err);
	if (status != FL_OK)
		fprintf(stderr, "%s: %s\n", err.source, err.message);
	fl_text_release(&text);
	fl_round_close(round);
	return (int)status;
}

static int explain_nothing(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_status status = fl_round_open(file, false, &round, &err);
	fl_round_close(round);
	return status == FL_EIO && strstr(err.message, "stands beside it, in '-wal'") ? 0 : 1;
}

static int write_to(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	bool changed;
	fl_ruling ruling = { "d1", "d6", "different", "Li", "two schools", NULL, NULL };
	fl_status status = fl_round_open(file, true, &round, &err);
	if (status == FL_OK)
		status = fl_round_decide(round, &ruling, &audit_options, &changed, &err);
	fl_round_close(round);
	return status == FL_EIO && strcmp(err.message, "no permission to write here") == 0 ? 0 : 1;
}

/* With strange names: the path goes through a URI. */
static void test_medium__a_round_that_may_only_be_read_can_be_read(void **state)
{
	char file[300], folder[300], copy[400];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	assert_int_equal(chmod(*state, 0755), 0);
	scratch_path(*state, "50% of #1? yes&no=1", folder, sizeof folder);
	assert_int_equal(mkdir(folder, 0755), 0);
	snprintf(copy, sizeof copy, "%s/a %%20 b?.florin", folder);
	assert_int_equal(rename(file, copy), 0);
	int code = as_reader(folder, copy, explain);
	if (code == 77)
		return print_message("nobody else can be become here\n");
	assert_int_equal(code, FL_OK);
	assert_int_equal(as_reader(folder, copy, write_to), 0);
}

/* What a killed writer left in the log is not in the file alone: better no answer than an old one that passes for the last. */
static void test_medium__a_log_that_cannot_be_read_is_told(void **state)
{
	char file[300], folder[300], log[400];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	assert_int_equal(chmod(*state, 0755), 0);
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(file, '/') - file), file);
	snprintf(log, sizeof log, "%s-wal", file);
	scratch_write(log, "something that was written last", 31);
	int code = as_reader(folder, file, explain_nothing);
	if (code == 77)
		return print_message("nobody else can be become here\n");
	assert_int_equal(code, 0);
}

/* Without locks nobody is kept from writing elsewhere: who reads is told so at the end. */
static int read_while_it_changes(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t size;
	bool good = fl_store_open(file, FL_STORE_READ, &store, &err) == FL_OK && fl_store_begin_read(store, &err) == FL_OK &&
		    fl_journal_size(store, &size, &err) == FL_OK && fl_store_still(store, &err) == FL_OK;
	if (!good || (geteuid() == 65534 ? seteuid(0) : chmod(file, 0644)) != 0)
		return 1;
	scratch_sql(file, "PRAGMA journal_mode = DELETE");
	fl_status status = fl_store_still(store, &err);
	fl_store_close(store);
	return status == FL_EBUSY && strstr(err.message, "was changed while it was read") ? 0 : 2;
}

static void test_medium__who_reads_without_locks_learns_of_a_change(void **state)
{
	char file[300], folder[300];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	assert_int_equal(chmod(*state, 0755), 0);
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(file, '/') - file), file);
	int code = geteuid() == 0 ? as_reader(folder, file, read_while_it_changes) : 77;
	if (code == 77)
		return print_message("only root can be two people\n");
	assert_int_equal(code, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
		SCRATCH_TEST(test_medium__what_a_network_may_serve_is_not_local),
		SCRATCH_TEST(test_medium__a_mark_tells_a_changed_file_and_a_replaced_one),
		SCRATCH_TEST(test_medium__a_round_that_may_only_be_read_can_be_read),
		SCRATCH_TEST(test_medium__a_log_that_cannot_be_read_is_told),
		SCRATCH_TEST(test_medium__who_reads_without_locks_learns_of_a_change),
	};
	return cmocka_run_group_tests_name("medium", tests, NULL, NULL);
}
