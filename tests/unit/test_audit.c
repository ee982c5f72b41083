/* SPDX-License-Identifier: Apache-2.0
 *
 * What an auditor asks of a round file: its story, receipts, and whether history was only added to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/entry.h"
#include "domain/receipt.h"
#include "store/journal.h"

static fl_round *open_round(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	return round;
}

/* ---- log ---- */

static void test_audit__the_log_tells_the_story_and_names_entries(void **state)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_text text;
	audit_round(*state, AUDIT_TINY, true, file, sizeof file);
	fl_round *round = open_round(file);
	assert_int_equal(fl_audit_log(round, NULL, false, &text, &err), FL_OK);
	static const char *const said[] = {
		"   0  2026-09-05 08:00 UTC+08:00  The round was laid down: 1 rule pack, 1 pool of money, 1 group with limits.\n",
		"6 dreams and 9 rows of flowers were read from 2 files (dreams.csv, flowers.csv); 0 rows were rejected.\n",
		"Of 6 dreams 1 is a duplicate of another; ",
		"   8  2026-09-05 08:00 UTC+08:00  Li decided that 'd1' and 'd6' are different, because: two schools\n",
		"The awards and their proof were checked, and hold.\n",
		("rules        from entry 0\nfacts        from entry 1\ntags         from entry 2\nduplicates   from entry 9\n"
		 "tallies      from entry 10\nawards       from entry 11\nverdict      from entry 12\nreport       from entry 13\n"),
		"root over 14 entries  ",
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (!strstr(text.data, said[i]))
			fail_msg("the log does not say: %s\n%s", said[i], text.data);
	fl_text_release(&text);
	/* The same entries stand in the answers themselves. */
	assert_int_equal(fl_round_explain(round, "d3", NULL, false, false, &text, &err), FL_OK);
	assert_non_null(strstr(text.data, "duplicates from entry 9, tallies from entry 10, awards from entry 11, verdict from entry 12"));
	fl_text_release(&text);
	fl_round_close(round);
}

static void test_audit__an_entry_is_read_as_it_was_written(void **state)
{
	(void)state;
	fl_arena arena = FL_ARENA_INIT;
	fl_entry e;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_entry_parse(FL_STR("{\"answer\":\"optimal\",\"at\":\"2026-09-05T00:00:00+00:00\",\"counts\":{\"funded\":3},"
					       "\"florin\":\"0.1.0\",\"libraries\":{\"gmp\":\"6.2.1\"},\"reads\":[{\"name\":\"a\"}],"
					       "\"seq\":5,\"step\":\"allocate\",\"new\":[1]}"),
					&arena, &e, &err),
			 FL_OK);
	assert_int_equal(e.seq, 5);
	assert_int_equal(e.at, 1788566400);
	assert_true(fl_str_eqz(e.answer, "optimal") && fl_str_eqz(e.libraries, "{\"gmp\":\"6.2.1\"}"));
	assert_int_equal(fl_entry_counted(&e, "funded"), 3);
	assert_int_equal(fl_entry_counted(&e, "awarded"), 0);
	assert_false(e.has_awards);
	assert_int_equal(e.num_reads, 1);
	assert_int_equal(fl_entry_parse(FL_STR("{\"at\":\"2026-09-05\",\"seq\":5}"), &arena, &e, &err), FL_EPARSE);
	assert_int_equal(fl_entry_parse(FL_STR("[]"), &arena, &e, NULL), FL_EPARSE);
	fl_arena_release(&arena);
}

/* ---- receipts ---- */

static void prove(const char *file, const char *dream, fl_text *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = open_round(file);
	if (fl_audit_prove(round, dream, false, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
	fl_round_close(round);
}

static bool leads(const fl_receipt *receipt)
{
	char why[200];
	bool yes = fl_receipt_leads(receipt, why, sizeof why);
	assert_int_equal(yes, why[0] == '\0');
	return yes;
}

/* What stands on the report is what a receipt leads to, also when more was done since. */
static void test_audit__every_dream_has_a_receipt_for_the_root_on_the_report(void **state)
{
	char file[300], page[300], root[66] = "";
	fl_arena arena = FL_ARENA_INIT;
	fl_receipt receipt;
	audit_round(*state, AUDIT_TINY, true, file, sizeof file);
	scratch_path(*state, "out/result.json", page, sizeof page);
	char *json = scratch_read(page, NULL);
	assert_int_equal(sscanf(strstr(json, "\"journal_root\""), "\"journal_root\": \"%64s", root), 1);
	free(json);
	for (int i = 1; i <= 6; i++) {
		char id[8], hex[65];
		fl_text text;
		fl_error err = FL_ERROR_INIT;
		snprintf(id, sizeof id, "d%d", i);
		prove(file, id, &text);
		assert_in_range(text.len, 500, 2000);
		assert_int_equal(fl_receipt_read((fl_str){ text.data, text.len }, "receipt", &arena, &receipt, &err), FL_OK);
		assert_true(leads(&receipt));
		fl_digest_hex(&receipt.root, hex);
		assert_string_equal(hex, root);
		snprintf(hex, sizeof hex, "\"dream\":\"%s\"", id);
		assert_non_null(strstr(receipt.award.data, hex));
		fl_text_release(&text);
	}
	fl_arena_release(&arena);
}

/* Of how many leaves a tree has, a path shows no more than its shape. */
static bool is_size(const fl_text *text, size_t i)
{
	return i >= 7 && memcmp(text->data + i - 7, "\"size\":", 7) == 0;
}

static void test_audit__no_byte_of_a_receipt_can_be_changed(void **state)
{
	char file[300];
	fl_text text;
	size_t unreadable = 0, refused = 0;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	prove(file, "d3", &text);
	for (size_t i = 0; i + 1 < text.len; i++) { /* the last is the end of the line */
		fl_arena arena = FL_ARENA_INIT;
		fl_receipt receipt;
		char kept = text.data[i];
		text.data[i] = (char)(kept == '7' ? '8' : '7');
		if (fl_receipt_read((fl_str){ text.data, text.len }, "receipt", &arena, &receipt, NULL) != FL_OK)
			unreadable++;
		else if (!leads(&receipt))
			refused++;
		else if (!is_size(&text, i))
			fail_msg("byte %zu can be changed: %s", i, text.data);
		text.data[i] = kept;
		fl_arena_release(&arena);
	}
	assert_true(unreadable > 100 && refused > 500);
	fl_text_release(&text);
}

/* Two receipts of one round share no salt, and another secret gives other salts. */
static void test_audit__salts_come_from_the_secret(void **state)
{
	char file[300], one[40] = "", two[40] = "", other[40] = "";
	fl_text text;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	prove(file, "d1", &text);
	assert_int_equal(sscanf(strstr(text.data, "salt"), "salt\\\":\\\"%32s", one), 1);
	fl_text_release(&text);
	prove(file, "d2", &text);
	assert_int_equal(sscanf(strstr(text.data, "salt"), "salt\\\":\\\"%32s", two), 1);
	fl_text_release(&text);
	assert_string_not_equal(one, two);
	fl_options options = audit_options;
	fl_settings settings = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	char out[200];
	options.secret = (const unsigned char *)"0123456789abcdef0123456789abcdef";
	scratch_path(*state, "second", out, sizeof out);
	assert_int_equal(fl_run(AUDIT_TINY, out, NULL, &settings, &options, &summary, &err), FL_OK);
	fl_run_summary_release(&summary);
	snprintf(file, sizeof file, "%s/round.florin", out);
	prove(file, "d1", &text);
	assert_int_equal(sscanf(strstr(text.data, "salt"), "salt\\\":\\\"%32s", other), 1);
	assert_string_not_equal(one, other);
	fl_text_release(&text);
}

static void test_audit__a_changed_award_gets_no_receipt(void **state)
{
	char file[300];
	fl_text text;
	fl_error err = FL_ERROR_INIT;
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	scratch_sql(file, "UPDATE awards SET amount = amount + 1 WHERE dream = (SELECT id FROM dreams WHERE name = 'd5')");
	fl_round *round = open_round(file);
	assert_int_equal(fl_audit_prove(round, "d1", false, &text, &err), FL_EPARSE);
	assert_non_null(strstr(err.message, "not those of entry 5"));
	err = FL_ERROR_INIT;
	fl_round_close(round);
	scratch_sql(file, "UPDATE awards SET amount = amount - 1 WHERE dream = (SELECT id FROM dreams WHERE name = 'd5')");
	round = open_round(file);
	assert_int_equal(fl_audit_prove(round, "nobody", false, &text, &err), FL_ENOTFOUND);
	fl_round_close(round);
}

/* ---- consistency ---- */

static void test_audit__every_former_root_is_confirmed(void **state)
{
	char file[300], said[2000], hex[65];
	fl_store *store = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_digest root;
	int64_t size;
	audit_round(*state, AUDIT_TINY, true, file, sizeof file);
	assert_int_equal(fl_store_open(file, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_journal_size(store, &size, &err), FL_OK);
	for (int64_t n = 1; n <= size; n++) {
		char want[100];
		assert_int_equal(fl_journal_root(store, n, &root, &err), FL_OK);
		fl_digest_hex(&root, hex);
		assert_int_equal(audit_consistent(file, hex, said, sizeof said), AUDIT_YES);
		snprintf(want, sizeof want, "consistent: the first %lld of %lld entries have this root", (long long)n, (long long)size);
		assert_non_null(strstr(said, want));
	}
	hex[0] = hex[0] == '0' ? '1' : '0';
	assert_int_equal(audit_consistent(file, hex, said, sizeof said), AUDIT_NO);
	assert_non_null(strstr(said, "no beginning of the 14 entries has this root"));
	assert_int_equal(audit_consistent(file, "12", said, sizeof said), AUDIT_REFUSED);
	fl_store_close(store);
}

static void test_audit__a_removed_tail_and_a_rewritten_entry_are_found(void **state)
{
	char file[300], said[2000], root[65];
	audit_round(*state, AUDIT_TINY, false, file, sizeof file);
	audit_root(file, root);
	scratch_sql(file, "PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE seq = 7; DELETE FROM steps WHERE step = 'report';"
			  " DELETE FROM outputs");
	assert_int_equal(audit_consistent(file, root, said, sizeof said), AUDIT_NO);
	assert_non_null(strstr(said, "no beginning of the 7 entries has this root\nthe file holds what its journal says\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
		SCRATCH_TEST(test_audit__the_log_tells_the_story_and_names_entries),
		cmocka_unit_test(test_audit__an_entry_is_read_as_it_was_written),
		SCRATCH_TEST(test_audit__every_dream_has_a_receipt_for_the_root_on_the_report),
		SCRATCH_TEST(test_audit__no_byte_of_a_receipt_can_be_changed),
		SCRATCH_TEST(test_audit__salts_come_from_the_secret),
		SCRATCH_TEST(test_audit__a_changed_award_gets_no_receipt),
		SCRATCH_TEST(test_audit__every_former_root_is_confirmed),
		SCRATCH_TEST(test_audit__a_removed_tail_and_a_rewritten_entry_are_found),
	};
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
