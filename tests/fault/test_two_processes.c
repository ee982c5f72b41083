/* SPDX-License-Identifier: Apache-2.0
 *
 * Two processes on one round file: the second writer waits, or is told who holds the file; readers go on while another writes; what a
 * killed writer had not finished never happened.
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

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define LARGE ((size_t)48 << 20) /* more than SQLite's cache holds */

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void wait_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&t, NULL);
}

typedef struct other { /* a process that writes */
	pid_t pid;
	int begun; /* a byte comes when its transaction is open and it has written */
} other;

/* In a transaction: an entry of the journal and 'large' bytes; after hold_ms it commits. */
static void write_and_hold(const char *file, size_t large, long hold_ms, int tell)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t seq;
	fl_status status = fl_store_open(file, FL_STORE_WRITE, &store, &err);
	if (status == FL_OK)
		status = fl_store_begin(store, &err);
	if (status == FL_OK)
		status = fl_journal_append(store, FL_STR("{\"other\":true}"), &seq, &err);
	char *bytes = calloc(1, large + 1);
	for (int i = 0; i < 4 && status == FL_OK && large > 0; i++) {
		fl_document document = { .role = FL_STR("source"), .name = FL_STR("x"), .path = FL_STR(""), .bytes = { bytes, large / 4 } };
		status = fl_document_add(store, 99, &document, &err);
	}
	free(bytes);
	if (write(tell, "x", 1) != 1)
		_exit(2);
	wait_ms(hold_ms);
	if (status == FL_OK)
		status = fl_store_commit(store, &err);
	fl_store_close(store);
	_exit(status == FL_OK ? 0 : 1);
}

static other begin_other(const char *file, size_t large, long hold_ms)
{
	int ends[2];
	char byte;
	assert_int_equal(pipe(ends), 0);
	other o = { fork(), ends[0] };
	if (o.pid == 0)
		write_and_hold(file, large, hold_ms, ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return o;
}

static int end_other(const other *o)
{
	int status;
	assert_int_equal(waitpid(o->pid, &status, 0), o->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int64_t entries(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t size = -1;
	if (fl_store_open(file, FL_STORE_READ, &store, &err) != FL_OK || fl_store_begin_read(store, &err) != FL_OK ||
	    fl_journal_size(store, &size, &err) != FL_OK)
		fail_msg("%s", err.message);
	fl_store_close(store);
	return size;
}

static void test_two_processes__the_second_writer_waits(void **state)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	bool changed = false;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	other o = begin_other(file, 0, 700);
	double from = seconds();
	fl_ruling ruling = { "d1", "d6", "different", "Li", "two schools", NULL, NULL };
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_decide(round, &ruling, &audit_options, &changed, &err), FL_OK);
	fl_round_close(round);
	assert_true(changed && seconds() - from > 0.3);
	assert_int_equal(end_other(&o), 0);
	assert_int_equal(entries(file), 10); /* both have been done, one after the other */
}

static void test_two_processes__who_waited_in_vain_is_told_by_whom(void **state)
{
	char file[300], want[100];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	other o = begin_other(file, 0, 60000);
	assert_int_equal(fl_store_open(file, FL_STORE_WRITE, &store, &err), FL_OK);
	assert_int_equal(fl_store_begin(store, &err), FL_EBUSY);
	fl_store_close(store);
	kill(o.pid, SIGKILL);
	assert_int_equal(end_other(&o), -1);
	assert_non_null(strstr(err.message, "another process holds the round file"));
	if (access("/proc/locks", R_OK) != 0) {
		print_message("no /proc/locks here: nobody can be named\n");
		return;
	}
	snprintf(want, sizeof want, "holds the round file: 'test_two_proces', process %ld", (long)o.pid);
	assert_non_null(strstr(err.message, want));
}

/* Also while a writer has changed more than its cache is made for. */
static void test_two_processes__readers_go_on_while_another_writes(void **state)
{
	static const size_t sizes[] = { 0, LARGE };
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_text text;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	for (size_t i = 0; i < 2; i++) {
		other o = begin_other(file, sizes[i], 60000);
		double from = seconds();
		fl_round *round = NULL;
		assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
		if (fl_round_explain(round, "d3", NULL, false, true, &text, &err) != FL_OK)
			fail_msg("%zu bytes changed: %s", sizes[i], err.message);
		double took = seconds() - from;
		fl_text_release(&text);
		fl_round_close(round);
		assert_int_equal(entries(file), 8);
		kill(o.pid, SIGKILL);
		end_other(&o);
		if (took > 3) /* it would have waited five seconds */
			fail_msg("%zu bytes changed: a reader waited %.1f s", sizes[i], took);
	}
}

/* One commit after another, each of many pages. */
static void commit_often(const char *file, int commits)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	int64_t seq;
	char *bytes = calloc(1, LARGE / 16);
	fl_document document = { .role = FL_STR("source"), .name = FL_STR("x"), .path = FL_STR(""), .bytes = { bytes, LARGE / 16 } };
	fl_status status = fl_store_open(file, FL_STORE_WRITE, &store, &err);
	for (int i = 0; i < commits && status == FL_OK; i++) {
		status = fl_store_begin(store, &err);
		if (status == FL_OK)
			status = fl_journal_append(store, FL_STR("{\"other\":true}"), &seq, &err);
		if (status == FL_OK)
			status = fl_document_add(store, 99, &document, &err);
		if (status == FL_OK)
			status = fl_store_commit(store, &err);
		wait_ms(5);
	}
	free(bytes);
	fl_store_close(store);
	_exit(status == FL_OK ? 0 : 1);
}

/* That it does not wait either is in test_readers.c, where no clock decides. */
static void test_two_processes__a_reader_beside_commits_is_never_refused(void **state)
{
	char file[300];
	double longest = 0;
	int64_t seen = 0, reads = 0;
	int status = 0;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	pid_t writer = fork();
	if (writer == 0)
		commit_often(file, 20);
	while (waitpid(writer, &status, WNOHANG) == 0) {
		double from = seconds();
		int64_t now = entries(file); /* fails the test where it is refused */
		double took = seconds() - from;
		longest = took > longest ? took : longest;
		assert_true(now >= seen); /* only ever whole commits, in their order */
		seen = now;
		reads++;
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(entries(file), 8 + 20);
	print_message("%lld reads beside 20 commits of 3 MB; the longest took %.0f ms\n", (long long)reads, longest * 1000);
	assert_true(reads > 20);
}

static void test_two_processes__a_killed_writer_leaves_the_last_complete_step(void **state)
{
	char file[300], root[65], said[2000];
	fl_store *store = NULL;
	fl_error err = FL_ERROR_INIT;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	audit_root(file, root);
	other o = begin_other(file, LARGE, 60000);
	kill(o.pid, SIGKILL);
	assert_int_equal(end_other(&o), -1);
	assert_int_equal(fl_store_open(file, FL_STORE_WRITE, &store, &err), FL_OK);
	assert_int_equal(fl_store_check(store, &err), FL_OK);
	assert_int_equal(fl_store_begin(store, &err), FL_OK); /* its locks are gone with it */
	fl_store_close(store);
	assert_int_equal(entries(file), 8);
	assert_int_equal(audit_consistent(file, root, said, sizeof said), AUDIT_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
		SCRATCH_TEST(test_two_processes__the_second_writer_waits),
		SCRATCH_TEST(test_two_processes__who_waited_in_vain_is_told_by_whom),
		SCRATCH_TEST(test_two_processes__readers_go_on_while_another_writes),
		SCRATCH_TEST(test_two_processes__a_reader_beside_commits_is_never_refused),
		SCRATCH_TEST(test_two_processes__a_killed_writer_leaves_the_last_complete_step),
	};
	return cmocka_run_group_tests_name("two processes", tests, NULL, NULL);
}
