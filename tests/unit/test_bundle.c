/* SPDX-License-Identifier: Apache-2.0
 *
 * test_bundle.c - the records of a bundle to bytes and back, and bytes that are no records.
 */
#include "proof_kit.h"

#include "domain/bundle.h"

static const char candidates[] =
    "{\"id\":\"a\",\"standing\":\"qualified\",\"request\":600,\"raised\":5,\"tally\":60,\"threshold\":10,"
    "\"organisation\":\"红十字会\",\"region\":\"甘肃/"
    "定西\",\"category\":\"edu\",\"tags\":[\"for:children\",\"in:north\"],"
    "\"submitted\":1757030400,\"position\":3}\n"
    "{\"id\":\"b\",\"standing\":\"below-threshold\",\"request\":500,\"raised\":0,\"tally\":4,\"threshold\":10,"
    "\"organisation\":\"\",\"region\":\"\",\"category\":\"\",\"tags\":[],\"submitted\":null,\"position\":0}\n";

static void test_bundle__candidates_come_back_as_they_were(void **state)
{
	(void)state;
	fl_arena arena = FL_ARENA_INIT;
	fl_candidate *dreams = NULL;
	size_t count = 0;
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_bundle_read_candidates(fl_str_of(candidates), "c", &arena, &dreams, &count, &err), FL_OK);
	assert_int_equal(count, 2);
	assert_true(fl_str_eqz(dreams[0].organisation, "红十字会"));
	assert_int_equal(dreams[0].num_tags, 2);
	assert_true(fl_str_eqz(dreams[0].tags[1], "in:north"));
	assert_int_equal(dreams[0].submitted, 1757030400);
	assert_int_equal(dreams[0].raised, 5);
	assert_int_equal(dreams[0].position, 3);
	assert_true(dreams[1].submitted == FL_TIME_NONE);
	assert_int_equal(dreams[1].standing, FL_BELOW_THRESHOLD);
	fl_bundle_candidates(&buf, dreams, count);
	assert_string_equal(buf.data, candidates);
	fl_buf_release(&buf);
	fl_arena_release(&arena);
}

static void test_bundle__givers_are_told_where_they_decide(void **state)
{
	static const char line[] =
	    "{\"id\":\"a\",\"standing\":\"qualified\",\"request\":600,\"raised\":5,\"tally\":60,\"threshold\":10,\"givers\":7,"
	    "\"threshold_givers\":6,\"organisation\":\"\",\"region\":\"\",\"category\":\"\",\"tags\":[],\"submitted\":null,"
	    "\"position\":0}\n";
	fl_arena arena = FL_ARENA_INIT;
	fl_candidate *dreams = NULL;
	size_t count = 0;
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_bundle_read_candidates(fl_str_of(line), "c", &arena, &dreams, &count, &err), FL_OK);
	assert_true(dreams[0].givers == 7 && dreams[0].threshold_givers == 6);
	fl_bundle_candidates(&buf, dreams, count);
	assert_string_equal(buf.data, line);
	fl_buf_release(&buf);
	fl_arena_release(&arena);
}

static void refuse_candidates(const char *piece, const char *by, int64_t line, const char *words)
{
	char text[2048];
	fl_arena arena = FL_ARENA_INIT;
	fl_candidate *dreams = NULL;
	size_t count = 0;
	fl_error err = FL_ERROR_INIT;
	const char *at = strstr(candidates, piece);
	assert_non_null(at);
	snprintf(text, sizeof text, "%.*s%s%s", (int)(at - candidates), candidates, by, at + strlen(piece));
	if (fl_bundle_read_candidates(fl_str_of(text), "c.jsonl", &arena, &dreams, &count, &err) == FL_OK)
		fail_msg("was read: %s", text);
	if (!strstr(err.message, words))
		fail_msg("expected '%s', got '%s'", words, err.message);
	assert_int_equal(err.line, line);
	assert_string_equal(err.source, "c.jsonl");
	fl_arena_release(&arena);
}

static void test_bundle__refuses_candidates_with_their_line(void **state)
{
	(void)state;
	refuse_candidates("\"request\":500", "\"request\":\"500\"", 2, "request");
	refuse_candidates("\"request\":500", "\"request\":12345678901234567890", 2, "");
	refuse_candidates("\"request\":500", "\"request\":-1", 2, "request");
	refuse_candidates("\"tally\":60", "\"tally\":1e400", 1, "");
	refuse_candidates("\"standing\":\"qualified\"", "\"standing\":\"winner\"", 1, "no such standing");
	refuse_candidates("\"tally\":60,", "", 1, "tally");
	refuse_candidates("[\"for:children\",\"in:north\"]", "[\"in:north\",\"for:children\"]", 1, "sorted");
	refuse_candidates("[\"for:children\",\"in:north\"]", "[\"in:north\",\"in:north\"]", 1, "sorted");
	refuse_candidates("\"submitted\":null", "\"submitted\":\"yesterday\"", 2, "seconds");
	refuse_candidates("\"position\":3", "\"position\":4294967296", 1, "too large");
	refuse_candidates("\"position\":3", "\"position\":3,\"bonus\":1", 1, "bonus");
	refuse_candidates("\n{", "\n\n{", 2, "");
	refuse_candidates("\"id\":\"b\"", "\"id\":\"\xff\"", 2, "");
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
	snprintf(text, sizeof text, "{\"format\":\"florin-bundle/1\",\"files\":%s}", files_text);
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
		cmocka_unit_test(test_bundle__candidates_come_back_as_they_were),
		cmocka_unit_test(test_bundle__givers_are_told_where_they_decide),
		cmocka_unit_test(test_bundle__refuses_candidates_with_their_line),
		cmocka_unit_test(test_bundle__awards_come_back_as_they_were),
		cmocka_unit_test(test_bundle__refuses_awards_to_nobody),
		cmocka_unit_test(test_bundle__manifest_lists_names_and_digests),
		cmocka_unit_test(test_bundle__refuses_manifests_that_lead_out_of_the_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
