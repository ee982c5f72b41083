/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory runs out while a round is sealed, approved, its approval withdrawn: the call says so, the file stays as it was, nothing leaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/alloc.h"

#define EARLY 60
#define TRIES 120

typedef fl_status (*act)(fl_round *round, const char *folder, fl_error *err);

static fl_status seal(fl_round *round, const char *folder, fl_error *err)
{
	fl_seal_summary summary;
	(void)folder;
	return fl_round_seal(round, "Li", true, &audit_options, &summary, err);
}

static fl_status approve(fl_round *round, const char *folder, fl_error *err)
{
	fl_approve_summary summary;
	(void)folder;
	return fl_round_approve(round, "Li", NULL, &audit_options, &summary, err);
}

static fl_status write_official(fl_round *round, const char *folder, fl_error *err)
{
	char out[300];
	int64_t files;
	scratch_path(folder, "official", out, sizeof out);
	return fl_round_official(round, out, &files, err);
}

static fl_status withdraw(fl_round *round, const char *folder, fl_error *err)
{
	(void)folder;
	return fl_round_withdraw(round, "Li", "an error", &audit_options, err);
}

/* With so many allocations. */
static fl_status once(act what, const char *file, const char *folder, int64_t successes)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	fl_alloc_fail_after(successes);
	fl_status status = what(round, folder, &err);
	fl_alloc_fail_after(-1);
	fl_round_close(round);
	if (status != FL_OK && status != FL_ENOMEM)
		fail_msg("after %lld allocations: %s: %s", (long long)successes, err.source, err.message);
	return status;
}

/* The first early ones one by one, then by a stride that grows, until it succeeds. */
static void try_each(act what, const char *file, const char *folder)
{
	int64_t n = 0, step = 1;
	size_t len, left_len, tries = 0;
	char *before = scratch_read(file, &len);
	for (; once(what, file, folder, n) != FL_OK; n += step, tries++) {
		char *left = scratch_read(file, &left_len);
		assert_int_equal(len, left_len);
		assert_memory_equal(before, left, len);
		free(left);
		if (n >= EARLY)
			step += n / (EARLY * TRIES / 20) + 1;
	}
	assert_true(tries > 3);
	free(before);
}

static void test_fault_seal__without_memory_nothing_is_laid_down(void **state)
{
	char file[300];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	try_each(seal, file, *state);
	try_each(approve, file, *state);
	try_each(write_official, file, *state);
	try_each(withdraw, file, *state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fault_seal__without_memory_nothing_is_laid_down, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests_name("fault_seal", tests, NULL, NULL);
}
