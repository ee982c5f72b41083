/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "make_pack.h"

#define ONE RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}")

static void test_pack__a_full_rule_parses(void **state)
{
	fl_pack *pack =
	    make_pack("\"licence\": \"CC0-1.0\", \"margin\": 3, \"least\": 2, \"examples\": [{\"title\": \"a\", "
		      "\"tags\": \"for:x\"}],",
		      RULE("r", "\"for:x\", \"field:y\"",
			   "\"weight\": 4, \"least\": 2, \"patterns\": {\"p\": {\"any\": [\"a\", \"{{rural}}b\"], "
			   "\"fields\": [\"title\"]},"
			   "\"q\": \"c\"}, \"when\": {\"all\": [\"p\", {\"not\": \"q\"}]}, \"except\": \"ab\","
			   "\"captures\": {\"n\": \"([0-9]+)\"}, \"examples\": {\"match\": [\"a\", {\"title\": "
			   "\"x\", \"body\": \"a\"}],"
			   "\"no_match\": [\"c\"], \"known_gap\": [\"z\"]}"));
	fl_str title, reason;

	(void)state;
	assert_true(fl_str_eqz(fl_pack_id(pack), "p"));
	assert_true(fl_str_eqz(fl_pack_version(pack), "1"));
	assert_int_equal(fl_pack_num_rules(pack), 1);
	assert_true(fl_pack_rule_about(pack, FL_STR("r"), &title, &reason));
	assert_true(fl_str_eqz(title, "t"));
	assert_true(fl_str_eqz(reason, "r"));
	assert_false(fl_pack_rule_about(pack, FL_STR("s"), &title, &reason));
	fl_pack_free(pack);
	fl_pack_free(NULL);
}

typedef struct wrong {
	const char *head, *rules;
	fl_status status;
	int line, column; /* of the rules: they begin in line 6 */
	const char *message;
} wrong;

static void refused(const wrong *w)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	fl_status status = parse_pack(w->head, w->rules, &pack, &err);

	if (status == FL_OK)
		fail_msg("accepted: %s", w->rules);
	assert_null(pack);
	if (status != w->status || !strstr(err.message, w->message) || err.line != w->line ||
	    (w->column && err.column != w->column))
		fail_msg("%s\nis %d:%d: %s (%s)\nnot %d:%d: %s (%s)", w->rules, (int)err.line, (int)err.column,
			 err.message, fl_status_name(status), w->line, w->column, w->message,
			 fl_status_name(w->status));
	assert_string_equal(err.source, "p.json");
}

static void test_pack__says_what_is_wrong_and_where(void **state)
{
	static const wrong all[] = {
		{ "\"licence\": 1,", ONE, FL_EINVAL, 2, 12, "'licence'" },
		{ "\"marge\": 1,", ONE, FL_EINVAL, 2, 10, "unknown key 'marge'" },
		{ "\"margin\": -1,", ONE, FL_EINVAL, 2, 11, "'margin'" },
		{ "", "{\"id\": \"r\"}", FL_EINVAL, 6, 0, "title" },
		{ "", RULE("r 1", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}"), FL_EINVAL, 6, 8, "'id' needs" },
		{ "", RULE("r", "\"x\"", "\"patterns\": {\"p\": \"a\"}"), FL_EINVAL, 6, 0, "'x' is no tag" },
		{ "", RULE("r", "\"of:x\"", "\"patterns\": {\"p\": \"a\"}"), FL_EINVAL, 6, 0,
		  "the namespace of 'of:x' is not declared" },
		{ "", RULE("r", "\"for:x\", \"for:x\"", "\"patterns\": {\"p\": \"a\"}"), FL_EINVAL, 6, 0,
		  "'for:x' twice" },
		{ "", RULE("r", "", "\"patterns\": {\"p\": \"a\"}"), FL_EINVAL, 6, 0,
		  "a rule gives a tag, is against one, or has captures" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {}"), FL_EINVAL, 6, 0, "'patterns' is an object" },
		{ "", RULE("r", "\"for:x\"", "\"weight\": 1"), FL_EINVAL, 6, 0, "'patterns' is an object" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"\"}"), FL_EINVAL, 6, 0, "not empty" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": []}"), FL_EINVAL, 6, 0, "1 to" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"except\": \"a\"}"), FL_EINVAL, 6, 0,
		  "'except' is no name" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": {\"fields\": [\"title\"]}}"), FL_EINVAL, 6, 0,
		  "'any' is missing" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"when\": \"q\""), FL_EINVAL, 6, 0,
		  "no pattern 'q' in this rule" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"expect\": \"b\""), FL_EINVAL, 6, 0,
		  "except" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"captures\": {\"n\": \"[0-9]+\"}"),
		  FL_EINVAL, 6, 0, "exactly one group, this has 0" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"captures\": {\"n\": \"(a)(b)\"}"),
		  FL_EINVAL, 6, 0, "exactly one group, this has 2" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"examples\": {\"matches\": []}"),
		  FL_EINVAL, 6, 0, "match" },
		{ "", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}, \"examples\": {\"match\": [\"\"]}"),
		  FL_EINVAL, 6, 0, "an example is empty" },
		{ "", ONE ",\n" ONE, FL_EINVAL, 7, 8, "a second rule 'r'" },
		{ "", "7", FL_EINVAL, 6, 0, "" },
		{ "", "", FL_EINVAL, 5, 10, "a pack has 1 to" },
		{ "\"examples\": [{\"title\": \"a\"}],", ONE, FL_EINVAL, 2, 14, "expects nothing" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		refused(&all[i]);
}

static void test_pack__a_pattern_that_does_not_compile_has_its_very_column(void **state)
{
	/* columns count characters, in the file as it stands: escapes and lists are where they are written */
	static const wrong all[] = {
		{ "",
		  "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": "
		  "[\"for:x\"],\n"
		  "\"patterns\": {\"p\": \"学校(课\"}}",
		  FL_EPARSE, 7, 24, "the pattern does not compile: missing closing parenthesis" },
		{ "",
		  "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": "
		  "[\"for:x\"],\n"
		  "\"patterns\": {\"p\": \"\\\\d\\u5b66[z-a]\"}}",
		  FL_EPARSE, 7, 0, "range out of order in character class" },
		{ "",
		  "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": "
		  "[\"for:x\"],\n"
		  "\"patterns\": {\"p\": [\"a\", \"{{rural}}课*+?)\"]}}",
		  FL_EPARSE, 7, 0, "the pattern does not compile" },
		{ "",
		  "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": "
		  "[\"for:x\"],\n"
		  "\"patterns\": {\"p\": \"课{{city}}\"}}",
		  FL_EPARSE, 7, 23, "no list 'city'" },
		{ "",
		  "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": "
		  "[\"for:x\"],\n"
		  "\"patterns\": {\"p\": \"课{{city\"}}",
		  FL_EPARSE, 7, 21, "'}}' is missing" },
	};
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		refused(&all[i]);
	/* PCRE2 points at the a: the text begins in column 20; before it stand an escape of 3, one of 6 and "[z-" */
	assert_int_equal(parse_pack("", all[1].rules, &pack, &err), FL_EPARSE);
	assert_int_equal(err.column, 20 + 3 + 6 + 3);
}

static void test_pack__alternatives_cannot_lean_on_each_other(void **state)
{
	static const wrong open = { "",        RULE("r", "\"for:x\"", "\"patterns\": {\"p\": [\"(a\", \"b)\"]}"),
				    FL_EPARSE, 6,
				    0,         "missing closing parenthesis" };

	(void)state;
	refused(&open);
}

static void test_pack__words_of_a_list_are_plain_and_the_longest_wins(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	size_t run, failed;
	const char *json =
	    "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1\", \"title\": \"t\","
	    "\"namespaces\": {\"for\": {\"title\": \"w\"}},"
	    "\"lists\": {\"l\": [\"c++\", \"a.b\", \"學\", \"学校\"]}, \"rules\": ["
	    "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [\"for:x\"],"
	    "\"patterns\": {\"p\": \"^{{l}}$\"}, \"examples\": {\"match\": [\"C++\", \"a.b\", \"学\", \"學校\"],"
	    "\"no_match\": [\"ccc\", \"axb\", \"学生\"]}}]}";

	(void)state;
	assert_int_equal(fl_pack_parse(fl_str_of(json), "p.json", &pack, &err), FL_OK);
	assert_int_equal(fl_pack_test(pack, NULL, &run, &failed, &err), FL_OK);
	assert_int_equal(run, 7);
	assert_int_equal(failed, 0);
	fl_pack_free(pack);
}

static void test_pack__another_format_and_a_newer_one_are_told_apart(void **state)
{
	fl_error err = FL_ERROR_INIT, newer = FL_ERROR_INIT, list = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	(void)state;
	assert_int_equal(fl_pack_parse(FL_STR("{\"format\": \"florin-round/1\"}"), "x", &pack, &err), FL_EPARSE);
	assert_string_equal(err.message, "'florin-round/1' is not the format 'florin-pack/1'");
	assert_int_equal(fl_pack_parse(FL_STR("{\"format\": \"florin-pack/2\"}"), "x", &pack, &newer), FL_EVERSION);
	assert_int_equal(fl_pack_parse(FL_STR("[]"), "x", &pack, &list), FL_EPARSE);
	assert_null(pack);
}

static void test_pack__control_characters_and_code_points_cannot_hide_bytes(void **state)
{
	static const wrong single_byte = { "",        RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\\\\Cb\"}"),
					   FL_EPARSE, 6,
					   0,         "\\C is disabled" };

	(void)state;
	refused(&single_byte); /* \C could cut a character in two */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack__a_full_rule_parses),
		cmocka_unit_test(test_pack__says_what_is_wrong_and_where),
		cmocka_unit_test(test_pack__a_pattern_that_does_not_compile_has_its_very_column),
		cmocka_unit_test(test_pack__alternatives_cannot_lean_on_each_other),
		cmocka_unit_test(test_pack__words_of_a_list_are_plain_and_the_longest_wins),
		cmocka_unit_test(test_pack__another_format_and_a_newer_one_are_told_apart),
		cmocka_unit_test(test_pack__control_characters_and_code_points_cannot_hide_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
