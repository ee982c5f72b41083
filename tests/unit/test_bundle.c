/* SPDX-License-Identifier: Apache-2.0
 *
 * test_bundle.c - the records of a bundle to bytes and back, and bytes that are no records.
 */
#include "proof_kit.h"

#include "domain/bundle_facts.h"

static const char dreams_text[] =
    "{\"id\":\"a\",\"request\":600,\"raised\":5,\"threshold\":10,\"flowers\":60,\"givers\":7,"
    "\"organisation\":\"红十字会\",\"region\":\"甘肃/"
    "定西\",\"category\":\"edu\",\"tags\":[\"for:children\",\"in:north\"],"
    "\"submitted\":1757030400}\n"
    "{\"id\":\"b\",\"represented_by\":\"a\",\"request\":500,\"raised\":0,"
    "\"organisation\":\"\",\"region\":\"\",\"category\":\"\",\"tags\":[],\"submitted\":null}\n";

static void test_bundle__dreams_come_back_as_they_were(void **state)
{
	(void)state;
	fl_arena arena = FL_ARENA_INIT;
	fl_bundle_facts facts = { 0 };
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_bundle_dreams_read(fl_str_of(dreams_text), "d", &arena, &facts, &err), FL_OK);
	assert_int_equal(facts.num_dreams, 2);
	const fl_dream_fact *a = &facts.dreams[0], *b = &facts.dreams[1];
	assert_true(fl_str_eqz(a->dream.organisation, "红十字会"));
	assert_int_equal(a->dream.num_tags, 2);
	assert_true(fl_str_eqz(a->dream.tags[1], "in:north"));
	assert_int_equal(a->dream.submitted, 1757030400);
	assert_int_equal(a->dream.raised, 5);
	assert_int_equal(a->threshold, 10);
	assert_int_equal(a->stated_flowers, 60);
	assert_int_equal(a->stated_givers, 7);
	assert_int_equal(a->representative, 0);
	assert_int_equal(b->representative, 0);
	assert_int_equal(b->dream.position, 1);
	assert_int_equal(b->threshold, -1);
	assert_true(b->dream.submitted == FL_TIME_NONE);
	fl_bundle_dreams_print(&buf, &facts);
	assert_string_equal(buf.data, dreams_text);
	fl_buf_release(&buf);
	fl_arena_release(&arena);
}

static void refuse_dreams(const char *piece, const char *by, int64_t line, const char *words)
{
	char text[2048];
	fl_arena arena = FL_ARENA_INIT;
	fl_bundle_facts facts = { 0 };
	fl_error err = FL_ERROR_INIT;
	const char *at = strstr(dreams_text, piece);
	assert_non_null(at);
	snprintf(text, sizeof text, "%.*s%s%s", (int)(at - dreams_text), dreams_text, by, at + strlen(piece));
	if (fl_bundle_dreams_read(fl_str_of(text), "d.jsonl", &arena, &facts, &err) == FL_OK)
		fail_msg("was read: %s", text);
	if (!strstr(err.message, words))
		fail_msg("expected '%s', got '%s'", words, err.message);
	assert_int_equal(err.line, line);
	assert_string_equal(err.source, "d.jsonl");
	fl_arena_release(&arena);
}

static void test_bundle__refuses_dreams_with_their_line(void **state)
{
	(void)state;
	refuse_dreams("\"request\":500", "\"request\":\"500\"", 2, "request");
	refuse_dreams("\"request\":500", "\"request\":12345678901234567890", 2, "");
	refuse_dreams("\"request\":500", "\"request\":-1", 2, "request");
	refuse_dreams("\"flowers\":60", "\"flowers\":1e400", 1, "");
	refuse_dreams("\"raised\":5,", "", 1, "raised");
	refuse_dreams("[\"for:children\",\"in:north\"]", "[\"in:north\",\"for:children\"]", 1, "sorted");
	refuse_dreams("[\"for:children\",\"in:north\"]", "[\"in:north\",\"in:north\"]", 1, "sorted");
	refuse_dreams("\"submitted\":null", "\"submitted\":\"yesterday\"", 2, "seconds");
	refuse_dreams("\"raised\":5", "\"raised\":5,\"tally\":1", 1, "tally");
	refuse_dreams("\"represented_by\":\"a\"", "\"represented_by\":\"c\"", 2, "not there");
	refuse_dreams("\n{", "\n\n{", 2, "");
	refuse_dreams("\"id\":\"b\"", "\"id\":\"\xff\"", 2, "");
}

/* ---- flowers ---- */

static const fl_flower_fact rows[] = {
	{ FL_FACT_NONE, 1, FL_FACT_NONE, FL_TIME_NONE, 9 },
	{ 0, 0, 1, -86400, 1 },
	{ 0, 1, 0, 1757030400, INT64_MAX - 1 },
	{ 7, 0, FL_FACT_NONE, FL_TIME_NONE, 3 },
};

static fl_status next_row(void *user, const fl_flower_fact *row, fl_error *err)
{
	size_t *count = user;
	(void)err;
	assert_true(*count < sizeof rows / sizeof *rows);
	assert_memory_equal(row, &rows[*count], sizeof *row);
	++*count;
	return FL_OK;
}

static fl_status any_row(void *user, const fl_flower_fact *row, fl_error *err)
{
	(void)user;
	(void)row;
	(void)err;
	return FL_OK;
}

static void test_bundle__flowers_come_back_as_they_were(void **state)
{
	(void)state;
	fl_buf buf;
	size_t count = 0;
	fl_error err = FL_ERROR_INIT;
	fl_flower_text text = { "f", true, 2, 2, next_row, &count, 0, { 0 } };
	fl_buf_init(&buf, 1 << 20);
	fl_bundle_flowers_begin(&buf, true);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		fl_bundle_flowers_put(&buf, true, &rows[i]);
	assert_string_equal(buf.data, "giver,dream,source,given,flowers\n,1,,,9\n0,0,1,-86400,1\n"
				      "0,1,0,1757030400,9223372036854775806\n7,0,,,3\n");
	if (fl_flower_text_read(&text, fl_buf_view(&buf), &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(count, 4);
	fl_buf_release(&buf);
}

static void refuse_flowers(const char *lines, int64_t line, const char *words)
{
	char all[400];
	fl_error err = FL_ERROR_INIT;
	fl_flower_text text = { "f", false, 2, 2, any_row, NULL, 0, { 0 } };
	snprintf(all, sizeof all, "giver,dream,source,flowers\n%s", lines);
	if (fl_flower_text_read(&text, fl_str_of(all), &err) == FL_OK)
		fail_msg("was read: %s", lines);
	if (!strstr(err.message, words) || err.line != line)
		fail_msg("expected line %d '%s', got line %d '%s' for: %s", (int)line, words, (int)err.line, err.message, lines);
}

static void test_bundle__refuses_flowers_with_their_line(void **state)
{
	(void)state;
	refuse_flowers("0,0,0,1\n0,0,0,1\n", 3, "each once");
	refuse_flowers("1,0,0,1\n0,0,0,1\n", 3, "each once");
	refuse_flowers("0,0,,1\n0,0,0,1\n", 3, "each once");
	refuse_flowers("0,0,0,1\n,0,0,1\n", 3, "each once");
	refuse_flowers("0,2,0,1\n", 2, "no such number");
	refuse_flowers("0,0,2,1\n", 2, "no such number");
	refuse_flowers("-1,0,0,1\n", 2, "no such number");
	refuse_flowers("0,0,0,0\n", 2, "no such number");
	refuse_flowers("0,,0,1\n", 2, "whole number");
	refuse_flowers("0,0,0,\n", 2, "whole number");
	refuse_flowers("0,0,0,01\n", 2, "whole number");
	refuse_flowers("0,0,0,+1\n", 2, "whole number");
	refuse_flowers("0,0,-0,1\n", 2, "whole number");
	refuse_flowers("0,0,0, 1\n", 2, "whole number");
	refuse_flowers("0,0,0,1\r\n", 2, "whole number");
	refuse_flowers("0,0,0\n", 2, "whole number");
	refuse_flowers("0,0,0,1,1\n", 2, "whole number");
	refuse_flowers("0,0,0,9223372036854775808\n", 2, "too large");
	refuse_flowers("\n", 2, "whole number");
	refuse_flowers("0,0,0,1", 2, "no end");
	fl_error err = FL_ERROR_INIT;
	fl_flower_text text = { "f", true, 2, 2, any_row, NULL, 0, { 0 } };
	assert_int_equal(fl_flower_text_read(&text, FL_STR("giver,dream,source,flowers\n"), &err), FL_EPARSE);
}

static void refuse_earned(const char *text, const char *words)
{
	fl_earned_facts earned = { 0 };
	fl_error err = FL_ERROR_INIT;
	if (fl_bundle_earned_read(fl_str_of(text), "e", &earned, &err) == FL_OK || !strstr(err.message, words))
		fail_msg("%s: got '%s'", text, err.message);
	fl_vec_release(&earned);
}

static void test_bundle__earnings_stand_by_giver(void **state)
{
	(void)state;
	fl_earned_facts earned = { 0 };
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_bundle_earned_read(FL_STR("giver,flowers\n2,0\n5,9\n"), "e", &earned, &err), FL_OK);
	assert_int_equal(earned.len, 2);
	assert_int_equal(earned.items[1].giver, 5);
	assert_int_equal(earned.items[1].flowers, 9);
	fl_vec_release(&earned);
	refuse_earned("giver,flowers\n2,0\n2,9\n", "each once");
	refuse_earned("giver,flowers\n,9\n", "whole number");
	refuse_earned("giver,flowers\n1,9", "no end");
	refuse_earned("1,9\n", "first line");
	refuse_earned("", "no end");
}

/* ---- facts ---- */

static void test_bundle__facts_come_back_as_they_were(void **state)
{
	(void)state;
	fl_str sources[] = { FL_STR("gift"), FL_STR("步数") };
	fl_evidence_fact evidence[] = {
		{ FL_STR("pack"), FL_STR("serves"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }
	};
	fl_bundle_facts facts = { .sources = sources, .num_sources = 2, .evidence = evidence, .num_evidence = 1 }, again = { 0 };
	fl_arena arena = FL_ARENA_INIT;
	fl_buf buf, twice;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&buf, 1 << 20);
	fl_buf_init(&twice, 1 << 20);
	fl_bundle_facts_print(&buf, &facts);
	assert_int_equal(fl_bundle_facts_read(fl_buf_view(&buf), "f", &arena, &again, &err), FL_OK);
	fl_bundle_facts_print(&twice, &again);
	assert_string_equal(buf.data, twice.data);
	assert_int_equal(fl_bundle_facts_read(FL_STR("{\"format\":\"florin-facts/1\",\"sources\":[7],\"evidence\":[]}"), "f", &arena,
					      &again, &err),
			 FL_EPARSE);
	fl_buf_release(&buf);
	fl_buf_release(&twice);
	fl_arena_release(&arena);
}

/* ---- awards ---- */

static kit paid(void)
{
	kit k;
	kit_round(&k, "", "[{\"id\":\"one\",\"amount\":\"1000\"},{\"id\":\"two\",\"amount\":\"1000\"}]", "");
	kit_dream(&k, "a", "", 600, 60);
	kit_dream(&k, "b", "", 500, 40);
	kit_dream(&k, "c", "", 400, 20);
	kit_open(&k, FL_FEASIBLE);
	kit_pay(&k, 0, 0, 100);
	kit_pay(&k, 0, 1, 200);
	kit_pay(&k, 2, 1, 7);
	kit_values(&k, "607/20", "0", NULL);
	return k;
}

static void test_bundle__awards_come_back_as_they_were(void **state)
{
	(void)state;
	kit k = paid();
	fl_allocation *again = NULL;
	fl_buf buf, twice;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&buf, 1 << 20);
	fl_buf_init(&twice, 1 << 20);
	k.allocation->granularity = 1;
	fl_bundle_awards(&buf, k.spec, k.dreams, k.allocation);
	if (fl_bundle_read_awards(fl_buf_view(&buf), "a", k.spec, k.dreams, k.num_dreams, &again, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(again->outcome, FL_FEASIBLE);
	assert_int_equal(again->granularity, 1);
	assert_int_equal(again->num_payments, 3);
	assert_memory_equal(again->payments, k.allocation->payments, 3 * sizeof *again->payments);
	for (int i = 0; i < 3; i++)
		assert_int_equal(again->awards[i].amount, k.allocation->awards[i].amount);
	assert_true(mpq_equal(again->objective, k.allocation->objective));
	fl_bundle_awards(&twice, k.spec, k.dreams, again);
	assert_string_equal(buf.data, twice.data);
	fl_buf_release(&buf);
	fl_buf_release(&twice);
	fl_allocation_free(again);
	kit_free(&k);
}

static void refuse_awards(const char *text, const char *words)
{
	kit k = paid();
	fl_allocation *again = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_bundle_read_awards(fl_str_of(text), "a", k.spec, k.dreams, k.num_dreams, &again, &err) == FL_OK)
		fail_msg("was read: %s", text);
	if (!strstr(err.message, words))
		fail_msg("expected '%s', got '%s'", words, err.message);
	kit_free(&k);
}

#define AWARDS(list)                                                                                                 \
	"{\"format\":\"florin-awards/"                                                                               \
	"1\",\"outcome\":\"optimal\",\"objective\":\"1\",\"granularity\":0,\"awards\":[" list "]}"

static void test_bundle__refuses_awards_to_nobody(void **state)
{
	(void)state;
	refuse_awards(AWARDS("{\"dream\":\"x\",\"amount\":1,\"payments\":[]}"), "no such dream");
	refuse_awards(AWARDS("{\"dream\":\"a\",\"amount\":1,\"payments\":[{\"pool\":\"x\",\"amount\":1}]}"),
		      "no such pool");
	refuse_awards(
	    AWARDS("{\"dream\":\"b\",\"amount\":1,\"payments\":[]},{\"dream\":\"a\",\"amount\":1,\"payments\":[]}"),
	    "in the order of the dreams");
	refuse_awards(
	    AWARDS("{\"dream\":\"a\",\"amount\":1,\"payments\":[]},{\"dream\":\"a\",\"amount\":1,\"payments\":[]}"),
	    "each once");
	refuse_awards(AWARDS("{\"dream\":\"a\",\"amount\":9223372036854775808,\"payments\":[]}"), "amount");
	refuse_awards(AWARDS("{\"dream\":\"a\",\"amount\":-1,\"payments\":[]}"), "amount");
	refuse_awards(AWARDS("{\"dream\":\"a\",\"amount\":1}"), "payments");
	refuse_awards(AWARDS("7"), "expected an award");
	refuse_awards("{\"format\":\"florin-awards/1\",\"outcome\":\"good\",\"objective\":\"1\",\"awards\":[]}",
		      "no such outcome");
	refuse_awards("{\"format\":\"florin-awards/2\"}", "not in the format");
	refuse_awards("[]", "format");
}

/* ---- the manifest ---- */

static void test_bundle__manifest_lists_names_and_digests(void **state)
{
	(void)state;
	fl_arena arena = FL_ARENA_INIT;
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;
	fl_bundle_file *files = NULL, written = fl_bundle_file_of("round.json", FL_STR("abc"));
	size_t count = 0;
	fl_buf_init(&buf, 1 << 16);
	fl_bundle_manifest(&buf, &written, 1);
	assert_int_equal(fl_bundle_read_manifest(fl_buf_view(&buf), "m", &arena, &files, &count, &err), FL_OK);
	assert_int_equal(count, 1);
	assert_true(fl_str_eqz(files[0].name, "round.json"));
	/* FIPS 180-4, the first example */
	assert_string_equal(files[0].digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	fl_buf_release(&buf);
	fl_arena_release(&arena);
}

static void refuse_manifest(const char *files_text, const char *words)
{
	char text[512];
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_bundle_file *files = NULL;
	size_t count = 0;
	snprintf(text, sizeof text, "{\"format\":\"florin-bundle/2\",\"files\":%s}", files_text);
	if (fl_bundle_read_manifest(fl_str_of(text), "m", &arena, &files, &count, &err) == FL_OK)
		fail_msg("was read: %s", text);
	if (!strstr(err.message, words))
		fail_msg("expected '%s', got '%s'", words, err.message);
	fl_arena_release(&arena);
}

#define DIGEST "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void test_bundle__refuses_manifests_that_lead_out_of_the_folder(void **state)
{
	(void)state;
	refuse_manifest("{\"../secret\":\"" DIGEST "\"}", "no plain file name");
	refuse_manifest("{\"/etc/passwd\":\"" DIGEST "\"}", "no plain file name");
	refuse_manifest("{\".hidden\":\"" DIGEST "\"}", "no plain file name");
	refuse_manifest("{\"\":\"" DIGEST "\"}", "no plain file name");
	refuse_manifest("{\"a\\u0000b\":\"" DIGEST "\"}", "");
	refuse_manifest("{\"a\":\"ba78\"}", "64 hexadecimal digits");
	refuse_manifest("{\"a\":7}", "64 hexadecimal digits");
	refuse_manifest("[]", "files");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bundle__dreams_come_back_as_they_were),
		cmocka_unit_test(test_bundle__refuses_dreams_with_their_line),
		cmocka_unit_test(test_bundle__flowers_come_back_as_they_were),
		cmocka_unit_test(test_bundle__refuses_flowers_with_their_line),
		cmocka_unit_test(test_bundle__earnings_stand_by_giver),
		cmocka_unit_test(test_bundle__facts_come_back_as_they_were),
		cmocka_unit_test(test_bundle__awards_come_back_as_they_were),
		cmocka_unit_test(test_bundle__refuses_awards_to_nobody),
		cmocka_unit_test(test_bundle__manifest_lists_names_and_digests),
		cmocka_unit_test(test_bundle__refuses_manifests_that_lead_out_of_the_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
