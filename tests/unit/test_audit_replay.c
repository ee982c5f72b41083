/* SPDX-License-Identifier: Apache-2.0
 *
 * Replay: an honest file is the same again whatever the threads; a planted change of every table of results is found where it is, and
 * what follows from a change of the facts is told after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/merkle.h"
#include "base/str.h"

#define EXAMPLE FLORIN_SOURCE_DIR "/examples/one-flower-one-dream/round.json"

static bool replay(const char *file, const char *root, int threads, fl_text *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_options options = { .now = 1, .threads = threads };
	bool answer = false;
	if (fl_round_open(file, false, &round, &err) != FL_OK ||
	    fl_audit_replay(round, root, &options, false, &answer, ret, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	fl_round_close(round);
	assert_int_equal(answer, strstr(ret->data, "cause: ") == NULL);
	return answer;
}

static void expect(const char *file, const char *root, const char *const *lines)
{
	fl_text text;
	assert_false(replay(file, root, 1, &text));
	const char *at = text.data;
	for (; *lines; lines++) { /* in this order */
		const char *found = strstr(at, *lines);
		if (!found)
			fail_msg("no '%s' in\n%s", *lines, text.data);
		at = found + 1;
	}
	fl_text_release(&text);
}

static void test_audit_replay__an_honest_file_is_the_same_again(void **state)
{
	char file[300];
	fl_text one, four;
	audit_round(*state, EXAMPLE, false, file, sizeof file);
	assert_true(replay(file, NULL, 1, &one));
	assert_true(replay(file, NULL, 4, &four));
	assert_string_equal(one.data, four.data);
	assert_non_null(strstr(one.data, "report     the same as entry 7\n"));
	fl_text_release(&one);
	fl_text_release(&four);
}

static void test_audit_replay__decisions_are_taken_into_account(void **state)
{
	char file[300], root[65];
	fl_text text;
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	bool changed;
	audit_round(*state, AUDIT_TINY, true, file, sizeof file);
	audit_root(file, root);
	assert_true(replay(file, root, 1, &text));
	fl_text_release(&text);
	/* Taken back, and not worked in: what stands is what the facts of its time give, and this waits. */
	fl_ruling ruling = { "d1", "d6", NULL, "Li", "an error", NULL, NULL };
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_decide(round, &ruling, &audit_options, &changed, &err), FL_OK);
	fl_round_close(round);
	assert_true(replay(file, root, 1, &text));
	assert_non_null(strstr(text.data, "the facts have changed since: 1 decision waits for the next run\nanswer: every result that stands"));
	fl_text_release(&text);
	/* What was changed is found all the same, of a result and of what was decided last. */
	scratch_sql(file, "UPDATE awards SET amount = amount + 1 WHERE dream = 3");
	expect(file, root, (const char *const[]){ "cause: 'allocate' was changed after entry ", NULL });
	scratch_sql(file, "UPDATE awards SET amount = amount - 1 WHERE dream = 3");
	assert_true(replay(file, root, 1, &text));
	fl_text_release(&text);
	scratch_sql(file, "UPDATE decisions SET person = 'Wu' WHERE id = (SELECT max(id) FROM decisions)");
	expect(file, root, (const char *const[]){ "cause: ", NULL });
}

/* One change a table of results, the step it belongs to, and words of what is said of it. */
static const struct {
	const char *sql, *said;
} planted[] = {
	{ "UPDATE matches SET start = start + 1 WHERE id = 1", "cause: 'tag' was changed after entry 2: matches: " },
	{ "DELETE FROM given_tags WHERE dream = 3", "cause: 'tag' was changed after entry 2: given_tags: a row is missing: dream 'd3'" },
	{ "UPDATE tags SET name = 'field:art' WHERE id = 0", "cause: 'tag' was changed after entry 2: given_tags: " },
	{ "UPDATE taggings SET category = '' WHERE dream = 2",
	  "cause: 'tag' was changed after entry 2: taggings: dream 'd2': category is '', made anew 'field:education'" },
	{ "UPDATE pairs SET verdict = 2", "cause: 'dedup' was changed after entry 3: pairs: a 'd1' and 'd6': verdict is 2, made anew 0" },
	{ "UPDATE clusters SET representative = 6 WHERE dream = 6",
	  "cause: 'dedup' was changed after entry 3: clusters: dream 'd6' and 'd6': representative is 'd6', made anew 'd1'" },
	{ "UPDATE tallies SET merged = merged + 1 WHERE dream = 4", "cause: 'tally' was changed after entry 4: tallies: dream 'd4': merged is 4, made anew 3" },
	{ "INSERT INTO tally_days VALUES (1, 0, 1)", "cause: 'tally' was changed after entry 4: tally_days: " },
	{ "UPDATE allocations SET pivots = pivots + 1", "cause: 'allocate' was changed after entry 5: allocations: " },
	{ "UPDATE awards SET amount = amount + 1 WHERE dream = 3",
	  "cause: 'allocate' was changed after entry 5: awards: dream 'd3': amount is 300001, made anew 300000" },
	{ "UPDATE payments SET amount = amount - 1 WHERE dream = 1", "cause: 'allocate' was changed after entry 5: payments: dream 'd1'" },
	{ "UPDATE limits SET max = max + 1 WHERE name = 'education'", "cause: 'allocate' was changed after entry 5: limits: name 'education': max" },
	{ "UPDATE verdicts SET verified = 0", "cause: 'verify' was changed after entry 6: verdicts: " },
	{ "UPDATE outputs SET size = size + 1 WHERE name = 'awards.csv'", "cause: 'report' was changed after entry 7: outputs: name 'awards.csv'" },
	{ "INSERT INTO findings VALUES (NULL, 'tally', 1, 'made-up', '', 0, 0, '', 'x')", "cause: 'tally' was changed after entry 4: findings: " },
};

static void test_audit_replay__a_change_of_every_table_of_results_is_found(void **state)
{
	char file[300], copy[320];
	size_t len = 0;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	char *bytes = scratch_read(file, &len);
	scratch_path(*state, "copy.florin", copy, sizeof copy);
	for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
		fl_text text;
		scratch_write(copy, bytes, len);
		scratch_sql(copy, planted[i].sql);
		assert_false(replay(copy, NULL, 1, &text));
		if (!strstr(text.data, planted[i].said))
			fail_msg("%s: no '%s' in\n%s", planted[i].sql, planted[i].said, text.data);
		if (strstr(text.data, "consequence"))
			fail_msg("%s: nothing follows from a table\n%s", planted[i].sql, text.data);
		fl_text_release(&text);
	}
	free(bytes);
}

static void test_audit_replay__facts_are_the_cause_of_what_follows(void **state)
{
	char file[300];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	scratch_sql(file, "UPDATE dreams SET request = request + 100 WHERE name = 'd4'");
	expect(file, NULL,
	       (const char *const[]){ "tally      the same", "cause: 'import': what stands in the file is not what entry 1 left there\n",
				      "consequence: 'allocate' gives another result than entry 5: ",
				      "consequence: 'report' gives another result than entry 7", NULL });
}

static void test_audit_replay__rules_are_the_cause_of_what_follows(void **state)
{
	char file[300];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	scratch_sql(file, "UPDATE documents SET bytes = CAST(replace(CAST(bytes AS TEXT), '老人', '老狗') AS BLOB) WHERE role = 'pack'");
	expect(file, NULL, (const char *const[]){ "cause: 'init': what stands in the file is not what entry 0 left there\n",
						  "consequence: 'tag' ", NULL });
}

static void test_audit_replay__a_removed_tail_is_found_against_a_root(void **state)
{
	char file[300], root[65];
	fl_text text;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	audit_root(file, root);
	scratch_sql(file, "PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE seq = 7; DELETE FROM steps WHERE step = 'report';"
			  " DELETE FROM outputs");
	assert_true(replay(file, NULL, 1, &text)); /* by itself it is the honest file of a minute before */
	fl_text_release(&text);
	expect(file, root, (const char *const[]){ "cause: the journal never had the root you know", NULL });
}

/* The entry of a step, rewritten so that it fits its hash. */
static void rewrite_entry(const char *file, int seq, const char *from, const char *to)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	char text[4000], changed[4000];
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT entry FROM journal WHERE seq = ?", -1, &stmt, NULL), SQLITE_OK);
	sqlite3_bind_int(stmt, 1, seq);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	char *at = strstr(text, from);
	assert_non_null(at);
	snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	fl_digest leaf = fl_merkle_leaf(fl_str_of(changed));
	assert_int_equal(sqlite3_prepare_v2(db, "UPDATE journal SET entry = ?, leaf = ? WHERE seq = ?", -1, &stmt, NULL), SQLITE_OK);
	sqlite3_bind_text(stmt, 1, changed, -1, SQLITE_STATIC);
	sqlite3_bind_blob(stmt, 2, leaf.bytes, 32, SQLITE_STATIC);
	sqlite3_bind_int(stmt, 3, seq);
	assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void test_audit_replay__other_versions_are_named(void **state)
{
	char file[300];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	rewrite_entry(file, 5, "\"libraries\":{", "\"libraries\":{\"glp\":\"4.65\",");
	rewrite_entry(file, 5, "\"output\":\"", "\"output\":\"0000000000000000000000000000000000000000000000000000000000000000");
	fl_text text;
	assert_false(replay(file, NULL, 1, &text));
	assert_non_null(strstr(text.data, "; the libraries then: {\"glp\":\"4.65\",\"glpk\":\""));
	assert_non_null(strstr(text.data, ", now: {\"glpk\":\""));
	fl_text_release(&text);
}

static void test_audit_replay__writes_nothing(void **state)
{
	char file[300];
	size_t before = 0, after = 0;
	fl_text text;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	char *a = scratch_read(file, &before);
	assert_true(replay(file, NULL, 1, &text));
	fl_text_release(&text);
	char *b = scratch_read(file, &after);
	assert_int_equal(before, after);
	assert_memory_equal(a, b, before);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
		SCRATCH_TEST(test_audit_replay__an_honest_file_is_the_same_again),
		SCRATCH_TEST(test_audit_replay__decisions_are_taken_into_account),
		SCRATCH_TEST(test_audit_replay__a_change_of_every_table_of_results_is_found),
		SCRATCH_TEST(test_audit_replay__facts_are_the_cause_of_what_follows),
		SCRATCH_TEST(test_audit_replay__rules_are_the_cause_of_what_follows),
		SCRATCH_TEST(test_audit_replay__a_removed_tail_is_found_against_a_root),
		SCRATCH_TEST(test_audit_replay__other_versions_are_named),
		SCRATCH_TEST(test_audit_replay__writes_nothing),
	};
	return cmocka_run_group_tests_name("audit replay", tests, NULL, NULL);
}
