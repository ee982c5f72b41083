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

#include "scratch.h"

static const fl_str inputs[8] = {
	{ "", 0 },
	{ "\x00", 1 },
	{ "\x10", 1 },
	{ "\x20\x21", 2 },
	{ "\x30\x31", 2 },
	{ "\x40\x41\x42\x43", 4 },
	{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
	{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 },
};

static const char *const roots[9] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static fl_store *with_entries(const char *path, size_t count)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_OK);
	assert_int_equal(fl_store_begin(store, &err), FL_OK);
	for (size_t i = 0; i < count; i++) {
		int64_t seq = -1;
		assert_int_equal(fl_journal_append(store, inputs[i], &seq, &err), FL_OK);
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
		assert_string_equal(hex, roots[n]);
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
