/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and refusing files, transactions, the statements, and records that come back as they went in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/connection.h"
#include "store/ledger.h"
#include "store/names.h"
#include "store/records.h"
#include "store/statements.h"

#include "scratch.h"

static fl_store *made(const void *state, char path[256], fl_store_mode mode)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	scratch_path(state, "a.florin", path, 256);
	if (fl_store_create(path, mode, &store, &err) != FL_OK)
		fail_msg("%s", err.message);
	return store;
}

static void refuses(const char *path, fl_status status, const char *message)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	assert_int_equal(fl_store_open(path, FL_STORE_WRITE, &store, &err), status);
	assert_null(store);
	assert_string_equal(err.source, path);
	if (!strstr(err.message, message))
		fail_msg("'%s' does not say '%s'", err.message, message);
}

static void test_store__every_statement_prepares(void **state)
{
	char path[256];
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	for (int sql = 0; sql < FL_SQL_COUNT; sql++) {
		sqlite3_stmt *stmt = NULL;
		assert_non_null(fl_sql_text((fl_sql)sql));
		if (sqlite3_prepare_v2(store->db, fl_sql_text((fl_sql)sql), -1, &stmt, NULL) != SQLITE_OK)
			fail_msg("%s: %s", fl_sql_text((fl_sql)sql), sqlite3_errmsg(store->db));
		sqlite3_finalize(stmt);
	}
	fl_store_close(store);
}

static void test_store__tables_are_strict(void **state)
{
	char path[256];
	fl_store_close(made(*state, path, FL_STORE_WRITE));
	assert_int_equal(scratch_sql_int(path,
					 "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type ="
					 " 'table' AND name NOT LIKE 'sqlite_%' AND NOT strict"),
			 0);
	assert_int_equal(scratch_sql_int(path, "PRAGMA user_version"), FL_STORE_VERSION);
}

static void test_store__refuses_what_is_no_round_file(void **state)
{
	char path[256];
	scratch_path(*state, "none.florin", path, sizeof(path));
	refuses(path, FL_EIO, "no such file");
	scratch_path(*state, "text.florin", path, sizeof(path));
	scratch_write(path, "id,title,amount\n1,a dream that is long enough to be a header of something else\n", 75);
	refuses(path, FL_EPARSE, "not a round file");
	scratch_path(*state, "empty.florin", path, sizeof(path));
	scratch_write(path, "", 0);
	refuses(path, FL_EPARSE, "not a round file");
	scratch_path(*state, "other.db", path, sizeof(path));
	scratch_sql(path, "CREATE TABLE t(x)");
	refuses(path, FL_EPARSE, "not a round file");
	refuses(*state, FL_EIO, "this is a folder, and no round file");
}

static void test_store__refuses_other_versions(void **state)
{
	char path[256];
	fl_store_close(made(*state, path, FL_STORE_WRITE));
	scratch_sql(path, "PRAGMA user_version = 99");
	refuses(path, FL_EVERSION, "a round file of version 99, made by a newer Florin");
	scratch_sql(path, "PRAGMA user_version = 1");
	refuses(path, FL_EVERSION, "a round file of version 1, made by an older Florin");
}

static void test_store__does_not_create_over_a_file(void **state)
{
	char path[256];
	scratch_path(*state, "a.florin", path, sizeof(path));
	scratch_write(path, "mine", 4);
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_EIO);
	char *bytes = scratch_read(path, NULL);
	assert_string_equal(bytes, "mine");
	free(bytes);
}

static void test_store__a_transaction_that_is_not_committed_leaves_nothing(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	assert_int_equal(fl_store_begin(store, &err), FL_OK);
	assert_int_equal(fl_store_run(store, FL_SQL_ADD_KIND, FL_ARGS(FL_INT(0), FL_TEXT(FL_STR("gift"))), &err),
			 FL_OK);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM kinds"), 0);
}

/* Begin, write far more than the cache holds, and die. */
static void die_in_a_transaction(const char *path)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	if (fl_store_open(path, FL_STORE_WRITE, &store, &err) != FL_OK || fl_store_begin(store, &err) != FL_OK ||
	    sqlite3_exec(store->db, "PRAGMA cache_size = 4", NULL, NULL, NULL) != SQLITE_OK)
		_exit(1);
	for (int64_t i = 0; i < 20000; i++)
		if (fl_store_run(store, FL_SQL_ADD_DREAM_NAME, FL_ARGS(FL_INT(i), FL_TEXT(FL_STR("something"))), &err) !=
		    FL_OK)
			_exit(2);
	_exit(0);
}

static void test_store__a_process_that_dies_leaves_the_file_as_it_was(void **state)
{
	char path[256], log[300];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	assert_int_equal(fl_store_run(store, FL_SQL_ADD_KIND, FL_ARGS(FL_INT(0), FL_TEXT(FL_STR("gift"))), &err),
			 FL_OK);
	fl_store_close(store);
	int status = -1;
	pid_t child = fork();
	if (child == 0)
		die_in_a_transaction(path);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	snprintf(log, sizeof log, "%s-wal", path);
	assert_int_equal(access(log, F_OK), 0); /* it did die in the middle */
	assert_int_equal(fl_store_open(path, FL_STORE_WRITE, &store, &err), FL_OK);
	assert_int_equal(fl_store_check(store, &err), FL_OK);
	fl_store_close(store);
	assert_int_not_equal(access(log, F_OK), 0); /* and what it left is gone */
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM dream_names"), 0);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM kinds"), 1);
}

static void test_store__foreign_keys_hold(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	fl_chunk chunk = { 0 };
	assert_true(fl_chunk_add(&chunk, &(fl_ledger_row){ .count = 1, .line = 1 }, NULL));
	assert_int_equal(fl_ledger_add(store, 7, 0, &chunk, &err), FL_EINTERNAL); /* of no file */
	fl_chunk_release(&chunk);
	fl_store_close(store);
	scratch_sql(path, "PRAGMA foreign_keys = OFF; INSERT INTO clusters VALUES (1, 1)");
	fl_error damage = FL_ERROR_INIT;
	assert_int_equal(fl_store_open(path, FL_STORE_READ, &store, &damage), FL_OK);
	assert_int_equal(fl_store_check(store, &damage), FL_EPARSE);
	assert_non_null(strstr(damage.message, "clusters"));
	fl_store_close(store);
}

static void test_store__says_that_another_holds_it(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *first = made(*state, path, FL_STORE_WRITE), *second = NULL;
	assert_int_equal(fl_store_begin(first, &err), FL_OK);
	assert_int_equal(fl_store_open(path, FL_STORE_WRITE, &second, &err), FL_OK);
	sqlite3_busy_timeout(second->db, 1);
	assert_int_equal(fl_store_begin(second, &err), FL_EBUSY);
	assert_string_equal(err.message, "another process holds the round file");
	fl_store_close(second);
	fl_store_close(first);
}

static void test_store__a_copy_holds_what_was_committed(void **state)
{
	char path[256], copy[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	assert_int_equal(fl_store_run(store, FL_SQL_ADD_KIND, FL_ARGS(FL_INT(0), FL_TEXT(FL_STR("gift"))), &err),
			 FL_OK);
	scratch_path(*state, "b.florin", copy, sizeof(copy));
	assert_int_equal(fl_store_copy(store, copy, &err), FL_OK);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(copy, "SELECT count(*) FROM kinds WHERE name = 'gift'"), 1);
	assert_int_equal(fl_store_open(copy, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_store_check(store, &err), FL_OK);
	fl_store_close(store);
}

static void test_names__a_text_keeps_its_number(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	int64_t a, b, again;
	for (int round = 0; round < 2; round++) {
		fl_names names;
		assert_int_equal(fl_names_open(&names, store, FL_NAMES_KINDS, &err), FL_OK);
		assert_int_equal(fl_names_put(&names, FL_STR("甲"), &a, &err), FL_OK);
		assert_int_equal(fl_names_put(&names, FL_STR(""), &b, &err), FL_OK);
		assert_int_equal(fl_names_put(&names, FL_STR("甲"), &again, &err), FL_OK);
		assert_int_equal(a, 0);
		assert_int_equal(b, 1);
		assert_int_equal(again, 0);
		fl_names_release(&names);
	}
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM kinds"), 2);
}

/* Two dreams of one file, as an import lays them down. */
static int64_t two_dreams(fl_store *store)
{
	fl_error err = FL_ERROR_INIT;
	fl_file_record file = { .role = FL_STR("dreams"),
				.path = FL_STR("dreams.csv"),
				.size = 12,
				.digest = fl_sha256(FL_STR("bytes")),
				.encoding = FL_STR("gb18030"),
				.assumed = true,
				.read = 3,
				.accepted = 2,
				.rejected = 1 };
	int64_t import, row, tag;
	assert_int_equal(fl_import_get(store, &import, &err), FL_OK);
	assert_int_equal(fl_imports_begin(store, import + 1, &file.digest, &err), FL_OK);
	assert_int_equal(fl_file_add(store, import + 1, &file, &file.id, &err), FL_OK);
	assert_int_equal(fl_dream_next_row(store, &row, &err), FL_OK);
	fl_dream a = { .id = FL_STR("d1"),
		       .title = FL_STR("为乡村孩子"),
		       .body = FL_STR("a\0b"),
		       .organisation = FL_STR("o"),
		       .region = FL_STR("甘肃/定西"),
		       .category = FL_STR("field:education"),
		       .request = 500000,
		       .raised = 3,
		       .submitted = FL_TIME_NONE,
		       .stated_flowers = -1,
		       .threshold = 0,
		       .line = 2 };
	fl_dream b = { .id = FL_STR("d2"),
		       .title = FL_STR("t"),
		       .request = 1,
		       .submitted = -5,
		       .stated_flowers = 0,
		       .threshold = -1,
		       .line = 3 };
	assert_int_equal(fl_dream_add(store, row, file.id, &a, FL_PUBLISHED_UNKNOWN, &err), FL_OK);
	assert_int_equal(fl_dream_add(store, row + 1, file.id, &b, 1, &err), FL_OK);
	fl_names tags;
	assert_int_equal(fl_names_open(&tags, store, FL_NAMES_TAGS, &err), FL_OK);
	const fl_str words[] = { FL_STR("z"), FL_STR("a") };
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fl_names_put(&tags, words[i], &tag, &err), FL_OK);
		assert_int_equal(fl_dream_add_tag(store, row + 1, tag, &err), FL_OK);
	}
	fl_names_release(&tags);
	fl_rejected_row bad = {
		.line = 4, .column = 7, .code = FL_STR("amount-fraction"), .reason = FL_STR("r"), .raw = FL_STR("x,y")
	};
	assert_int_equal(fl_rejected_add(store, file.id, &bad, &err), FL_OK);
	assert_int_equal(fl_file_put(store, &file, &err), FL_OK);
	assert_int_equal(fl_imports_close(store, import + 1, &err), FL_OK);
	return row;
}

static void test_records__facts_come_back(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	two_dreams(store);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	assert_int_equal(facts.num_files, 1);
	assert_true(facts.files[0].assumed);
	assert_false(facts.files[0].published);
	assert_int_equal(facts.files[0].rejected, 1);
	assert_int_equal(facts.num_dreams, 2);
	const fl_dream *a = &facts.dreams[0], *b = &facts.dreams[1];
	assert_true(fl_str_eqz(a->title, "为乡村孩子"));
	assert_true(fl_str_eq(a->body, FL_STR("a\0b")));
	assert_true(fl_str_eqz(a->source, "dreams.csv"));
	assert_true(a->submitted == FL_TIME_NONE && b->submitted == -5);
	assert_true(a->stated_flowers == -1 && b->stated_flowers == 0);
	assert_true(a->threshold == 0 && b->threshold == -1);
	assert_int_equal(facts.published[0], FL_PUBLISHED_UNKNOWN);
	assert_int_equal(facts.published[1], 1);
	assert_int_equal(a->num_tags, 0);
	assert_int_equal(b->num_tags, 2);
	assert_true(fl_str_eqz(b->tags[0], "a") && fl_str_eqz(b->tags[1], "z"));
	fl_rejected_row *rows;
	size_t count;
	assert_int_equal(fl_rejected_load(store, &facts.arena, &rows, &count, &err), FL_OK);
	assert_int_equal(count, 1);
	assert_true(rows[0].line == 4 && rows[0].column == 7 && fl_str_eqz(rows[0].raw, "x,y"));
	fl_facts_release(&facts);
	fl_store_close(store);
}

static void test_records__the_last_import_governs_and_the_first_stays(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	int64_t first = two_dreams(store), second = two_dreams(store);
	assert_int_equal(second, first + 2);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	assert_int_equal(facts.num_dreams, 2);
	assert_int_equal(facts.first, second);
	assert_int_equal(facts.dreams[1].num_tags, 2);
	fl_facts_release(&facts);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM dreams"), 4);
}

static void test_records__an_open_import_does_not_govern_and_can_be_given_up(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	int64_t first = two_dreams(store), open = 0;
	fl_digest plan;
	two_dreams(store);
	scratch_sql(path, "UPDATE imports SET closed = 0 WHERE id = 2");
	assert_int_equal(fl_imports_get_open(store, &open, &plan, &err), FL_OK);
	assert_int_equal(open, 2);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	assert_int_equal(facts.first, first);
	fl_facts_release(&facts);
	assert_int_equal(fl_imports_give_up(store, &err), FL_OK);
	assert_int_equal(fl_imports_get_open(store, &open, &plan, &err), FL_OK);
	assert_int_equal(open, 0);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM dreams"), 2);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM rejected"), 1);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM stated_tags"), 2);
}

static void test_records__flowers_sum_by_dream(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	int64_t sums[2], number;
	two_dreams(store);
	scratch_sql(path, "UPDATE files SET role = 'flowers'; INSERT INTO files SELECT 2, import, 2, 'dreams', path, added, settings,"
			  " digest, size, done, encoding, assumed, read, accepted, rejected, left_out, rule FROM files;"
			  " UPDATE dreams SET file = 2");
	fl_names names;
	assert_int_equal(fl_names_open(&names, store, FL_NAMES_DREAMS, &err), FL_OK);
	assert_int_equal(fl_names_put(&names, FL_STR("elsewhere"), &number, &err), FL_OK);
	assert_int_equal(fl_names_put(&names, FL_STR("d2"), &number, &err), FL_OK);
	fl_names_release(&names);
	fl_chunk chunk = { 0 };
	fl_ledger_row row = { FL_NOBODY, (uint32_t)number, FL_NOBODY, 4, FL_TIME_NONE, 2 };
	assert_true(fl_chunk_add(&chunk, &row, NULL));
	row.count = 3;
	assert_true(fl_chunk_add(&chunk, &row, NULL));
	row.dream = 0; /* of a dream that is none of the round's */
	assert_true(fl_chunk_add(&chunk, &row, NULL));
	assert_int_equal(fl_ledger_add(store, 1, 0, &chunk, &err), FL_OK);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	assert_int_equal(fl_flowers_sum(store, &facts, sums, &err), FL_OK);
	assert_int_equal(sums[0], 0);
	assert_int_equal(sums[1], 7);
	fl_chunk_clear(&chunk);
	row = (fl_ledger_row){ FL_NOBODY, (uint32_t)number, FL_NOBODY, INT64_MAX, FL_TIME_NONE, 5 };
	assert_true(fl_chunk_add(&chunk, &row, NULL));
	assert_int_equal(fl_ledger_add(store, 1, 1, &chunk, &err), FL_OK);
	assert_int_equal(fl_flowers_sum(store, &facts, sums, &err), FL_ERANGE);
	fl_chunk_release(&chunk);
	fl_facts_release(&facts);
	fl_store_close(store);
}

static void test_records__results_come_back_and_can_be_dropped(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	two_dreams(store);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	fl_str tags[] = { FL_STR("a"), FL_STR("for:children") };
	fl_match match = { .dream = 1,
			   .pack = FL_STR("p"),
			   .rule = FL_STR("r"),
			   .tag = tags[1],
			   .pattern = FL_STR("x"),
			   .field = FL_STR("title"),
			   .start = 3,
			   .end = 9 };
	fl_tag_record put[2] = { { .category = FL_STR("") },
				 { .category = FL_STR("c"),
				   .unclear = true,
				   .limits = 2,
				   .tags = tags,
				   .num_tags = 2,
				   .matches = &match,
				   .num_matches = 1 } };
	fl_tag_record *got;
	assert_int_equal(fl_tag_records_store(store, &facts, put, &err), FL_OK);
	assert_int_equal(fl_tag_records_load(store, &facts, true, &facts.arena, &got, &err), FL_OK);
	assert_true(got[1].unclear && got[1].limits == 2 && got[1].num_tags == 2 && got[1].num_matches == 1);
	assert_int_equal(got[1].matches[0].end, 9);
	assert_int_equal(got[1].matches[0].dream, 1);
	assert_true(!got[0].unclear && got[0].num_tags == 0 && got[0].num_matches == 0);

	fl_pair pair = { .a = 0,
			 .b = 1,
			 .score = 412345,
			 .differs = FL_DIFF_NUMBER,
			 .only_a = FL_STR("1000"),
			 .only_b = FL_STR("10000"),
			 .verdict = FL_PAIR_REVIEW };
	uint32_t stands[] = { 1, 1 }, *who;
	fl_pair *pairs;
	size_t count;
	assert_int_equal(fl_pairs_store(store, &facts, &pair, 1, &err), FL_OK);
	assert_int_equal(fl_clusters_store(store, &facts, stands, &err), FL_OK);
	assert_int_equal(fl_pairs_load(store, &facts, &facts.arena, &pairs, &count, &err), FL_OK);
	assert_int_equal(count, 1);
	assert_true(pairs[0].a == 0 && pairs[0].b == 1 && pairs[0].score == 412345 &&
		    pairs[0].verdict == FL_PAIR_REVIEW);
	assert_true(fl_str_eqz(pairs[0].only_b, "10000"));
	assert_int_equal(fl_clusters_load(store, &facts, &facts.arena, &who, &err), FL_OK);
	assert_true(who[0] == 1 && who[1] == 1);

	fl_tally_record tallies[2] = {
		{ { 90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80, 79, { 78, 77, 76 }, { 75, 74, 73 }, 72, 71, 70 }, 69, 68,
		  FL_DUPLICATE, FL_RULED_EXCEPTION, .organisation = FL_STR("old name") },
		{ { .raw = 1 }, 1, 0, FL_QUALIFIED, FL_RULED_NONE, .organisation = FL_STR("") },
	}, *back;
	fl_tally_day days[2] = { { 0, FL_DAY_NONE, 5 }, { 1, 20000, 6 } }, *days_back;
	assert_int_equal(fl_tallies_store(store, &facts, tallies, &err), FL_OK);
	assert_int_equal(fl_tallies_load(store, &facts, &facts.arena, &back, &err), FL_OK);
	assert_memory_equal(&back[0].tally, &tallies[0].tally, sizeof back[0].tally);
	assert_true(back[0].threshold == 69 && back[0].threshold_givers == 68 && back[0].standing == FL_DUPLICATE);
	assert_true(fl_str_eqz(back[0].organisation, "old name") && back[1].organisation.len == 0);
	assert_true(back[1].tally.raw == 1 && back[1].standing == FL_QUALIFIED);
	assert_int_equal(fl_tally_days_store(store, &facts, days, 2, &err), FL_OK);
	assert_int_equal(fl_tally_days_load(store, &facts, &facts.arena, &days_back, &count, &err), FL_OK);
	assert_int_equal(count, 2);
	assert_true(days_back[0].dream == 0 && days_back[0].day == FL_DAY_NONE && days_back[0].flowers == 5);
	assert_true(days_back[1].dream == 1 && days_back[1].day == 20000 && days_back[1].flowers == 6);

	assert_int_equal(fl_results_drop(store, "tag", &err), FL_OK);
	assert_int_equal(fl_results_drop(store, "dedup", &err), FL_OK);
	assert_int_equal(fl_results_drop(store, "tally", &err), FL_OK);
	assert_int_equal(fl_tag_records_load(store, &facts, true, &facts.arena, &got, &err), FL_OK);
	assert_true(got[1].num_tags == 0 && got[1].num_matches == 0);
	fl_facts_release(&facts);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM dreams"), 2);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM tallies"), 0);
}

static void fill_allocation(fl_allocation *a)
{
	a->outcome = FL_FEASIBLE;
	a->awards[0] = (fl_award){ 250, FL_WHY_GROUP, -1, 1 };
	a->awards[1] = (fl_award){ 0, FL_WHY_OUTBID, 12, UINT32_MAX };
	a->payments = fl_arena_array(&a->arena, 1, sizeof(*a->payments));
	a->payments[0] = (fl_payment){ 0, 0, 250 };
	a->num_payments = 1;
	a->limits = fl_arena_array(&a->arena, 2, sizeof(*a->limits));
	a->num_limits = 2;
	a->limits[0] = (fl_limit_line){
		.name = FL_STR("general"), .is_pool = true, .has_max = true, .max = 1000, .awarded = 250
	};
	a->limits[1] = (fl_limit_line){ .name = FL_STR("g"),
					.has_min = true,
					.min = 0,
					.has_price = true,
					.conflict = FL_STR("c"),
					.mend = FL_STR("m") };
	mpq_init(a->limits[0].price);
	mpq_init(a->limits[1].price);
	/* Far longer than any fixed buffer. */
	mpz_ui_pow_ui(mpq_numref(a->limits[1].price), 3, 20000);
	mpz_ui_pow_ui(mpq_denref(a->limits[1].price), 2, 20000);
	mpq_set_si(a->objective, -7, 3);
	a->nodes = 5;
	a->granularity = 100;
	a->note = FL_STR("note");
}

static void test_records__an_allocation_comes_back_exactly(void **state)
{
	char path[256];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = made(*state, path, FL_STORE_WRITE);
	two_dreams(store);
	fl_facts facts;
	assert_int_equal(fl_facts_load(store, &facts, &err), FL_OK);
	fl_allocation *put = fl_allocation_new(2), *got = NULL;
	fl_str proof;
	fl_published published;
	fill_allocation(put);
	assert_int_equal(fl_allocation_load(store, &facts, &got, &proof, &published, &err), FL_ESTATE);
	fl_error none = FL_ERROR_INIT;
	assert_int_equal(fl_allocation_store(store, &facts, put, FL_STR("{}"), FL_PUBLISHED_SAME, &none), FL_OK);
	assert_int_equal(fl_allocation_load(store, &facts, &got, &proof, &published, &none), FL_OK);
	assert_true(fl_str_eqz(proof, "{}"));
	assert_int_equal(published, FL_PUBLISHED_SAME);
	assert_int_equal(got->outcome, FL_FEASIBLE);
	assert_int_equal(got->granularity, 100);
	assert_true(mpq_equal(got->objective, put->objective));
	assert_true(got->awards[0].amount == 250 && got->awards[0].reason == FL_WHY_GROUP &&
		    got->awards[0].limit == 1);
	assert_true(got->awards[1].amount == 0 && got->awards[1].needs == 12 && got->awards[1].limit == UINT32_MAX);
	assert_int_equal(got->num_payments, 1);
	assert_true(got->payments[0].dream == 0 && got->payments[0].pool == 0 && got->payments[0].amount == 250);
	assert_int_equal(got->num_limits, 2);
	assert_true(got->limits[0].is_pool && !got->limits[0].has_min && got->limits[0].max == 1000);
	assert_true(!got->limits[0].has_price && got->limits[1].has_price);
	assert_true(mpq_equal(got->limits[1].price, put->limits[1].price));
	assert_true(fl_str_eqz(got->limits[1].mend, "m"));
	fl_allocation_free(got);
	assert_int_equal(fl_results_drop(store, "allocate", &none), FL_OK);
	fl_allocation_free(put);
	fl_facts_release(&facts);
	assert_int_equal(fl_store_check(store, &none), FL_OK);
	fl_store_close(store);
	assert_int_equal(scratch_sql_int(path, "SELECT count(*) FROM limits"), 0);
}

#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_store__every_statement_prepares),
		SCRATCH_TEST(test_store__tables_are_strict),
		SCRATCH_TEST(test_store__refuses_what_is_no_round_file),
		SCRATCH_TEST(test_store__refuses_other_versions),
		SCRATCH_TEST(test_store__does_not_create_over_a_file),
		SCRATCH_TEST(test_store__a_transaction_that_is_not_committed_leaves_nothing),
		SCRATCH_TEST(test_store__a_process_that_dies_leaves_the_file_as_it_was),
		SCRATCH_TEST(test_store__foreign_keys_hold),
		SCRATCH_TEST(test_store__says_that_another_holds_it),
		SCRATCH_TEST(test_store__a_copy_holds_what_was_committed),
		SCRATCH_TEST(test_names__a_text_keeps_its_number),
		SCRATCH_TEST(test_records__facts_come_back),
		SCRATCH_TEST(test_records__the_last_import_governs_and_the_first_stays),
		SCRATCH_TEST(test_records__an_open_import_does_not_govern_and_can_be_given_up),
		SCRATCH_TEST(test_records__flowers_sum_by_dream),
		SCRATCH_TEST(test_records__results_come_back_and_can_be_dropped),
		SCRATCH_TEST(test_records__an_allocation_comes_back_exactly),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
