/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory runs out somewhere in a whole run: the call says so, nothing is written, nothing leaks (the sanitizers
 * look). Where it runs out is tried at every early allocation and at many later ones, by a fixed stride.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"

#include "scratch.h"

#define ROUND FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/round.json"
#define EARLY 60
#define TRIES 300

static size_t entries_in(const char *path)
{
	size_t count = 0;
	DIR *dir = opendir(path);
	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count - 2;
}

/* One run that may allocate 'successes' times; -1: as often as it likes. */
static fl_status run(const char *out, int64_t successes)
{
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_options options = { .now = 1788566400 };
	fl_alloc_fail_after(successes);
	fl_status status = fl_run(ROUND, out, NULL, NULL, &options, &summary, &err);
	fl_alloc_fail_after(-1);
	assert_int_equal(status, err.status);
	if (status == FL_OK)
		fl_run_summary_release(&summary);
	else if (status != FL_ENOMEM)
		fail_msg("after %lld allocations: %s: %s", (long long)successes, err.source, err.message);
	return status;
}

/* How many allocations a run takes, to within 1. */
static int64_t needed(const char *out)
{
	int64_t low = 0, high = 1;
	while (run(out, high) != FL_OK) {
		low = high;
		high *= 2;
	}
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		scratch_remove_tree(out);
		*(run(out, middle) == FL_OK ? &high : &low) = middle;
	}
	scratch_remove_tree(out);
	return high;
}

static void test_run__without_memory_writes_nothing(void **state)
{
	char out[256];
	scratch_path(*state, "out", out, sizeof(out));
	int64_t all = needed(out), stride = all / TRIES + 1;
	for (int64_t n = 0; n < all; n += n < EARLY ? 1 : stride) {
		assert_int_equal(run(out, n), FL_ENOMEM);
		assert_int_equal(entries_in(*state), 0);
	}
	assert_int_equal(run(out, all), FL_OK);
	assert_int_equal(entries_in(*state), 1);
}

static void test_run__without_memory_leaves_the_old_results(void **state)
{
	char out[256], file[300];
	size_t before_len, after_len;
	scratch_path(*state, "out", out, sizeof(out));
	snprintf(file, sizeof(file), "%s/round.florin", out);
	assert_int_equal(run(out, -1), FL_OK);
	char *before = scratch_read(file, &before_len);
	for (int64_t n = 0; n < 40; n++)
		assert_int_equal(run(out, n * 7), FL_ENOMEM);
	char *after = scratch_read(file, &after_len);
	assert_int_equal(before_len, after_len);
	assert_memory_equal(before, after, before_len);
	assert_int_equal(entries_in(*state), 1);
	free(before);
	free(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_run__without_memory_writes_nothing, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_run__without_memory_leaves_the_old_results, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests_name("fault_run", tests, NULL, NULL);
}
