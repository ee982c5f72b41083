/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "finding_log.h"
#include "make_pack.h"

#include <stdio.h>

#define SHOWN "\"examples\": {\"match\": [\"x\"], \"no_match\": [\"y\"]}"
/* The list of the frame is used, or lint speaks of it in every test. */
#define USED RULE("used", "\"for:u\"", "\"patterns\": {\"p\": \"{{rural}}z\"}, " SHOWN)
#define HEAD "\"lint_off\": [\"pack-version\"]," /* the frame's version is "1" */

/* The codes of what lint finds, each with its severity: "w rule-no-example, …". */
static void linted(const char *rules, size_t warnings, const char *want)
{
	fl_pack *pack = make_pack(HEAD, rules);
	fl_error err = FL_ERROR_INIT;
	fl_buf log, codes;
	fl_listener to = finding_log(&log);
	size_t found = 99;

	fl_buf_init(&codes, 1 << 16);
	fl_buf_puts(&codes, "");
	if (fl_pack_lint(pack, &to, &found, &err) != FL_OK)
		fail_msg("%s", err.message);
	for (char *line = log.data; line && *line; line = strchr(line, '\n') + 1)
		fl_buf_printf(&codes, "%s%.*s", codes.len ? ", " : "", (int)strcspn(line + 2, " ") + 2, line);
	if (!fl_str_eqz(fl_buf_view(&codes), want))
		fail_msg("'%s'\nis not '%s':\n%s", codes.data, want, log.data ? log.data : "");
	assert_int_equal(found, warnings);
	fl_buf_release(&log);
	fl_buf_release(&codes);
	fl_pack_free(pack);
}

/* One good rule with this pattern, and perhaps more members. */
static void linted_pattern(const char *pattern, size_t warnings, const char *want)
{
	char rules[2000];

	snprintf(rules, sizeof rules, USED "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": %s}, " SHOWN), pattern);
	linted(rules, warnings, want);
}

static void test_lint__a_good_rule_is_left_alone(void **state)
{
	(void)state;
	linted(USED, 0, "");
	linted_pattern(
	    "[\"学校|上课\", \"{{rural}}.{0,6}课\", \"(?<![a-z])kids\\\\b\", \"[0-9]+名\", \"C\\\\+\\\\+\"]", 0, "");
	linted_pattern("\"[0-9]+\"", 0, "n rule-no-literal"); /* only a note: it is slow, not wrong */
}

static void test_lint__a_word_boundary_beside_han_never_matches_in_a_sentence(void **state)
{
	(void)state;
	linted_pattern("\"\\\\b学校\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"学校\\\\b\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"\\\\b(?:学校|school)\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"(?:a|课)\\\\bx\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"\\\\b{{rural}}\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"{{rural}}\\\\b.\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"\\\\b[课班]x\"", 1, "w rule-word-boundary-han");
	linted_pattern("\"\\\\bschool\\\\b\"", 0, "");
	linted_pattern("\"\\\\\\\\b学\"", 0, ""); /* a backslash, then b */
}

static void test_lint__what_normalised_text_never_contains(void **state)
{
	(void)state;
	linted_pattern("\"课，书\"", 1, "w rule-fullwidth-punctuation");
	linted_pattern("\"課程\"", 1, "w rule-not-normalised");
	linted_pattern("\"ＡＥＤ急救\"", 1, "w rule-not-normalised");
	linted_pattern("\"三名学生\"", 1, "w rule-not-normalised");
	linted_pattern("\"3名学生|一起|AED|。\"", 0, "");
}

static void test_lint__examples_are_wanted_of_both_kinds(void **state)
{
	(void)state;
	linted(USED "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, \"examples\": {\"match\": [\"a\"]}"),
	       1, "w rule-no-example");
	linted(USED "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}"), 2,
	       "w rule-no-example, w rule-no-example");
}

static void test_lint__duplicates_within_and_between_rules(void **state)
{
	(void)state;
	linted_pattern("[\"课\", \"书\", \"课\"]", 1, "w rule-duplicate-pattern");
	linted(USED "," RULE("a", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, " SHOWN) "," RULE(
		   "b", "\"for:y\"", "\"patterns\": {\"p\": \"课\"}, " SHOWN),
	       1, "w rule-duplicate-pattern");
	/* other fields, or a part of a condition: something else */
	linted(USED "," RULE("a", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, " SHOWN) "," RULE(
		   "b", "\"for:y\"", "\"patterns\": {\"p\": {\"any\": \"课\", \"fields\": [\"title\"]}}, " SHOWN),
	       0, "");
	linted(USED "," RULE("a", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, " SHOWN) "," RULE(
		   "b", "\"for:y\"",
		   "\"patterns\": {\"p\": \"课\", \"q\": \"书\"}, \"when\": {\"all\": [\"p\", \"q\"]}, " SHOWN),
	       0, "");
}

static void test_lint__lists_and_patterns_that_nothing_uses(void **state)
{
	(void)state;
	linted(RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, " SHOWN), 1, "w rule-unused-list");
	linted(USED
	       "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"课\", \"q\": \"书\"}, \"when\": \"p\", " SHOWN),
	       1, "w rule-unused-pattern");
}

static void test_lint__conditions_and_gaps_that_hold_too_much(void **state)
{
	(void)state;
	linted(USED "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"课\"}, \"when\": {\"not\": \"p\"}, " SHOWN),
	       1, "w rule-holds-without-hit");
	linted_pattern("\"老人.*课\"", 1, "w rule-unbounded-gap");
	linted_pattern("\"老人.+?课\"", 1, "w rule-unbounded-gap");
	linted_pattern("\"老人.{2,}课\"", 1, "w rule-unbounded-gap");
	linted_pattern("\"老人.{0,9}课|\\\\.*x课|[.*]课\"", 0, "");
}

static void test_lint__texts_that_never_hit(void **state)
{
	(void)state;
	linted_pattern("[\"学\", \"学校\"]", 1, "w rule-shadowed-text");
	linted_pattern("[\"学校\", \"学\"]", 0, "");
	linted_pattern("[\"学\", \"学.{0,2}校\", \"小学\"]", 0, "");
	linted_pattern("[\"课*\", \"书\"]", 1, "w rule-empty-match, n rule-no-literal");
}

static void test_lint__bytes_words_and_parts_of_words(void **state)
{
	(void)state;
	linted_pattern("\"\\\\xE8\\\\xAF\\\\xBE书\"", 3,
		       "w rule-byte-escape, w rule-byte-escape, w rule-byte-escape");
	linted_pattern("\"[\\\\x80-\\\\xff]书\"", 2, "w rule-byte-escape, w rule-byte-escape");
	linted_pattern("\"\\\\x{8BFE}书|\\\\x41书\"", 0, "");
	linted_pattern("\"(?<!\\\\w)school\"", 0, "n rule-word-class");
	linted_pattern("\"[[:alpha:]]书\"", 0, "n rule-word-class, n rule-no-literal");
	linted_pattern("[\"art\", \"书\"]", 1, "w rule-latin-part");
	linted_pattern("[\"school\", \"(?<![a-z])art(?![a-z])\"]", 0, "");
	linted_pattern("\"[，,]课\"", 1, "w rule-fullwidth-punctuation");
	linted_pattern("\"[^，]课\"", 1, "w rule-fullwidth-punctuation");
}

static void test_lint__what_may_backtrack_without_end(void **state)
{
	static const char *const bad[] = { "(a+)+课",          "(?:学*)*课",    "(?:a*b?)*课",       "(?:ab|ab)+课",
					   "课(?:[0-9]+,?)+x", "(?:\\\\d+)+课", "(?:(?:a+)b?){2,}课" };
	static const char *const good[] = { "(?:a+,)+课", "(?>a+)+课", "(?:a++)+课", "(?:ab|ac)+课",
					    "(?:[0-9]{1,3},)*课" };
	char json[100];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_buf log;
		fl_listener to = finding_log(&log);
		fl_error err = FL_ERROR_INIT;
		size_t found;
		char rules[1000];
		snprintf(rules, sizeof rules,
			 USED "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"%s\"}, " SHOWN), bad[i]);
		fl_pack *pack = make_pack(HEAD, rules);
		assert_int_equal(fl_pack_lint(pack, &to, &found, &err), FL_OK);
		if (!log.data || !strstr(log.data, "rule-backtracks"))
			fail_msg("'%s' may backtrack without end", bad[i]);
		fl_buf_release(&log);
		fl_pack_free(pack);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		snprintf(json, sizeof json, "\"%s\"", good[i]);
		linted_pattern(json, 0, "");
	}
}

static void linted_condition(const char *when, size_t warnings, const char *want)
{
	char rules[2000];

	snprintf(rules, sizeof rules,
		 USED "," RULE("r", "\"for:x\"",
			       "\"patterns\": {\"a\": \"课\", \"b\": \"书\", \"c\": \"笔\"}, \"when\": %s, " SHOWN),
		 when);
	linted(rules, warnings, want);
}

static void test_lint__clauses_that_decide_nothing(void **state)
{
	(void)state;
	linted_condition("{\"all\": [\"a\", {\"any\": [\"b\", \"c\"]}]}", 0, "");
	linted_condition("{\"any\": [\"a\", {\"all\": [\"a\", \"b\", \"c\"]}]}", 1, "w rule-unreachable-clause");
	linted_condition("{\"all\": [\"a\", {\"any\": [\"a\", \"b\", \"c\"]}]}", 1, "w rule-unreachable-clause");
	linted_condition("{\"all\": [\"a\", \"b\", \"c\", {\"not\": \"a\"}]}", 1, "w rule-never-holds");
	linted_condition("{\"any\": [{\"near\": [\"a\", \"b\"], \"within\": 3}, \"c\"]}", 0, "");
	/* where they are near each other, both hit */
	linted_condition("{\"all\": [{\"near\": [\"a\", \"b\"], \"within\": 3}, \"c\", \"a\"]}", 1,
			 "w rule-unreachable-clause");
	linted(USED
	       "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": [\"课桌\", \"上课\"]}, \"except\": \"课\", " SHOWN),
	       1, "w rule-never-holds");
	linted(USED
	       "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": [\"课桌\", \"书\"]}, \"except\": \"课\", " SHOWN),
	       0, "");
}

static void test_lint__captures_want_an_example(void **state)
{
	(void)state;
	linted(USED "," RULE("r", "\"for:x\"",
			     "\"patterns\": {\"p\": \"课\"}, \"captures\": {\"n\": \"([0-9]+)节\"}, " SHOWN),
	       0, "n rule-capture-no-example");
}

static void test_lint__what_is_off_is_off_and_must_be_of_use(void **state)
{
	(void)state;
	linted_pattern("{\"any\": \"学校\\\\b\", \"lint_off\": [\"rule-word-boundary-han\"]}", 0, "");
	linted_pattern("{\"any\": \"学校\", \"lint_off\": [\"rule-word-boundary-han\"]}", 1, "w lint-off-unused");
	linted_pattern("{\"any\": \"学校\", \"lint_off\": [\"rule-word-boundary\"]}", 1, "w lint-off-unknown");
	linted(USED "," RULE("r", "\"for:x\"",
			     "\"patterns\": {\"p\": \"课.*\", \"q\": \"书\\\\b\"}, \"lint_off\": "
			     "[\"rule-unbounded-gap\"], " SHOWN),
	       1, "w rule-word-boundary-han");
}

/* The place is that of the character, behind escapes and wide characters. */
static void test_lint__a_finding_has_the_place_inside_the_text(void **state)
{
	fl_buf log;
	fl_listener to = finding_log(&log);
	fl_error err = FL_ERROR_INIT;
	size_t found;
	fl_pack *pack =
	    make_pack(HEAD, USED ",\n" RULE("r", "\"for:x\"",
					    "\n\"patterns\": {\"p\": [\"a课\", \"\\\\d课\\u8bfe，\"]}, " SHOWN));

	(void)state;
	assert_int_equal(fl_pack_lint(pack, &to, &found, &err), FL_OK);
	/* "patterns": {"p": ["a课", " is 26 characters, then an escape of 3, one Han, an escape of 6 */
	if (!log.data || !strstr(log.data, "w rule-fullwidth-punctuation r 8:37 "))
		fail_msg("%s", log.data ? log.data : "nothing");
	fl_buf_release(&log);
	fl_pack_free(pack);
}

static void test_lint__retired_rules_rest(void **state)
{
	(void)state;
	linted(
	    USED
	    ", {\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"retired\", \"tags\": [\"for:x\"],"
	    "\"patterns\": {\"p\": \"課.*\"}}",
	    0, "");
}

static void test_lint__a_name_of_a_tag_that_no_rule_gives_is_misspelt(void **state)
{
	(void)state;
	static const struct {
		const char *head, *want;
		size_t warnings;
	} cases[] = { { HEAD "\"tags\": {\"for:u\": {\"zh\": \"某\"}},", "", 0 },
		      { HEAD "\"tags\": {\"for:u\": {\"zh\": \"某\"}, \"for:v\": {\"en\": \"v\"}},", "tag-title-unused", 1 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_pack *pack = make_pack(cases[i].head, USED);
		fl_error err = FL_ERROR_INIT;
		fl_buf log;
		fl_listener to = finding_log(&log);
		size_t found = 99;
		assert_int_equal(fl_pack_lint(pack, &to, &found, &err), FL_OK);
		assert_int_equal(found, cases[i].warnings);
		assert_true(cases[i].warnings == 0 ? log.len == 0 : strstr(log.data, cases[i].want) != NULL);
		fl_buf_release(&log);
		fl_pack_free(pack);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lint__a_good_rule_is_left_alone),
		cmocka_unit_test(test_lint__a_word_boundary_beside_han_never_matches_in_a_sentence),
		cmocka_unit_test(test_lint__what_normalised_text_never_contains),
		cmocka_unit_test(test_lint__examples_are_wanted_of_both_kinds),
		cmocka_unit_test(test_lint__duplicates_within_and_between_rules),
		cmocka_unit_test(test_lint__lists_and_patterns_that_nothing_uses),
		cmocka_unit_test(test_lint__conditions_and_gaps_that_hold_too_much),
		cmocka_unit_test(test_lint__texts_that_never_hit),
		cmocka_unit_test(test_lint__bytes_words_and_parts_of_words),
		cmocka_unit_test(test_lint__what_may_backtrack_without_end),
		cmocka_unit_test(test_lint__clauses_that_decide_nothing),
		cmocka_unit_test(test_lint__captures_want_an_example),
		cmocka_unit_test(test_lint__what_is_off_is_off_and_must_be_of_use),
		cmocka_unit_test(test_lint__a_finding_has_the_place_inside_the_text),
		cmocka_unit_test(test_lint__retired_rules_rest),
		cmocka_unit_test(test_lint__a_name_of_a_tag_that_no_rule_gives_is_misspelt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
