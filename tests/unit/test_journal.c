/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal in a file: its roots are those of the vectors that Certificate Transparency's own implementations use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/journal.h"
#include "store/statements.h"

#include "rfc6962.h"
#include "scratch.h"

static fl_store *with_entries(const char *path, size_t count)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_OK);
	assert_int_equal(fl_store_begin(store, &err), FL_OK);
	for (size_t i = 0; i < count; i++) {
		int64_t seq = -1;
		assert_int_equal(fl_journal_append(store, rfc6962_entries[i], &seq, &err), FL_OK);
		assert_int_equal(seq, (int64_t)i);
	}
	assert_int_equal(fl_store_commit(store, &err), FL_OK);
	return store;
}

static void test_journal__a_file_has_the_root_of_its_entries(void **state)
{
	char path[256], hex[65];
	scratch_path(*state, "journal.florin", path, sizeof(path));
	fl_error err = FL_ERROR_INIT;
	fl_store *store = with_entries(path, 8);
	fl_digest root;
	for (int64_t n = 0; n <= 8; n++) {
		assert_int_equal(fl_journal_root(store, n, &root, &err), FL_OK);
		fl_digest_hex(&root, hex);
		assert_string_equal(hex, rfc6962_roots[n]);
	}
	assert_int_equal(fl_journal_root(store, 9, &root, &err), FL_ERANGE);
	assert_string_equal(err.message, "the journal has 8 entries, not 9");
	assert_int_equal(fl_journal_check(store, NULL), FL_OK);
	fl_store_close(store);
}

static void test_journal__a_changed_entry_is_found(void **state)
{
	char path[256];
	scratch_path(*state, "journal.florin", path, sizeof(path));
	fl_store *store = with_entries(path, 5);
	fl_store_close(store);
	scratch_sql(path, "UPDATE journal SET entry = 'x' WHERE seq = 3");
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_store_open(path, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_journal_check(store, &err), FL_EPARSE);
	assert_non_null(strstr(err.message, "entry 3"));
	fl_store_close(store);
}

static void test_journal__a_removed_entry_is_found(void **state)
{
	char path[256];
	scratch_path(*state, "journal.florin", path, sizeof(path));
	fl_store *store = with_entries(path, 5);
	fl_store_close(store);
	scratch_sql(path, "DELETE FROM journal WHERE seq = 1");
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_store_open(path, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_journal_check(store, &err), FL_EPARSE);
	assert_non_null(strstr(err.message, "entry 1"));
	fl_store_close(store);
}

static void test_journal__a_step_is_remembered_and_forgotten(void **state)
{
	char path[256];
	scratch_path(*state, "journal.florin", path, sizeof(path));
	fl_error err = FL_ERROR_INIT;
	fl_store *store = with_entries(path, 2);
	fl_arena arena = FL_ARENA_INIT;
	fl_step_record put = { .inputs = fl_sha256(FL_STR("in")),
			       .seq = 1,
			       .at = 1767225600,
			       .version = FL_STR("0.0.9"),
			       .counts = FL_STR("{}") };
	fl_step_record got;
	assert_int_equal(fl_step_record_get(store, "tag", &arena, &got, &err), FL_OK);
	assert_false(got.done);
	assert_int_equal(fl_step_record_put(store, "tag", &put, &err), FL_OK);
	assert_int_equal(fl_step_record_get(store, "tag", &arena, &got, &err), FL_OK);
	assert_true(got.done);
	assert_memory_equal(got.inputs.bytes, put.inputs.bytes, 32);
	assert_int_equal(got.seq, 1);
	assert_int_equal(got.at, 1767225600);
	assert_true(fl_str_eqz(got.version, "0.0.9"));
	assert_true(fl_str_eqz(got.counts, "{}"));
	assert_int_equal(fl_step_record_drop(store, "tag", &err), FL_OK);
	assert_int_equal(fl_step_record_get(store, "tag", &arena, &got, &err), FL_OK);
	assert_false(got.done);
	fl_arena_release(&arena);
	fl_store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_journal__a_file_has_the_root_of_its_entries, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_journal__a_changed_entry_is_found, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_journal__a_removed_entry_is_found, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_journal__a_step_is_remembered_and_forgotten, scratch_make,
						scratch_remove),
	};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
