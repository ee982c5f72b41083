/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/organisation.h"
#include "small_round.h"

static void expect(const char *text, fl_organisation_code want)
{
	if (fl_organisation_code_of(fl_str_of(text)) != want)
		fail_msg("'%s'", text);
}

static void test_organisation__codes_that_were_given(void **state)
{
	(void)state;
	expect("91350100M000100Y43", FL_CODE_GOOD); /* of GB 32100-2015 */
	expect("91110000600037341L", FL_CODE_GOOD);
	expect("91110000600037341l", FL_CODE_GOOD);
}

static void test_organisation__one_wrong_character_is_found(void **state)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char code[] = "91350100M000100Y43";

	(void)state;
	for (size_t i = 0; i < 18; i++) {
		char was = code[i];
		for (const char *c = alphabet; *c; c++) {
			code[i] = *c;
			bool digit = *c >= '0' && *c <= '9';
			expect(code, *c == was ? FL_CODE_GOOD : i >= 2 && i < 8 && !digit ? FL_CODE_NONE : FL_CODE_BAD);
		}
		code[i] = was;
	}
	expect("91350100M0001O0Y43", FL_CODE_BAD); /* the letter O, which codes do not have */
	expect("93150100M000100Y43", FL_CODE_BAD); /* two characters in each other's place */
}

static void test_organisation__names_are_no_codes(void **state)
{
	(void)state;
	expect("", FL_CODE_NONE);
	expect("春苗公益服务社", FL_CODE_NONE);
	expect("91350100M000100Y4", FL_CODE_NONE);
	expect("91350100M000100Y433", FL_CODE_NONE);
	expect("helping hands club", FL_CODE_NONE);
	expect("helpinghandsforall", FL_CODE_NONE);
	expect("春春春春春春", FL_CODE_NONE); /* 18 bytes */
}

/* ---- the table of the round ------------------------------------------------------------------------------------------ */

#define POOLS "\"pools\":[{\"id\":\"p\",\"amount\":100}]"
#define TABLE ",\"organisations\":{\"aliases\":[{\"organisation\":\"A\",\"names\":[\"a1\",\"a2\"]},{\"organisation\":\"B\",\"names\":[\"b1\"]}]}"

static void refused(const char *table, const char *words)
{
	char text[2000];
	fl_round_spec *spec = NULL;
	fl_error err = FL_ERROR_INIT;
	snprintf(text, sizeof text, "{\"format\":\"florin-round/1\",\"round\":\"r\"," POOLS ",\"organisations\":%s}", table);
	assert_int_equal(fl_round_parse(fl_str_of(text), "r", &spec, &err), FL_EINVAL);
	if (!strstr(err.message, words))
		fail_msg("%s: '%s' does not say '%s'", table, err.message, words);
}

static void test_organisation__a_table_says_one_thing_of_each_name(void **state)
{
	(void)state;
	refused("{\"aliases\":[{\"organisation\":\"A\",\"names\":[\"x\"]},{\"organisation\":\"B\",\"names\":[\"x\"]}]}", "'x' is named twice");
	refused("{\"aliases\":[{\"organisation\":\"A\",\"names\":[\"B\"]},{\"organisation\":\"B\",\"names\":[\"x\"]}]}",
		"'B' is an organisation and a name of one");
	refused("{\"aliases\":[{\"organisation\":\"A\",\"names\":[\" \"]}]}", "one line of 1 to");
	refused("{\"aliases\":[{\"organisation\":\"A\",\"names\":[\"a\\nb\"]}]}", "one line of 1 to");
	refused("{\"aliases\":[{\"names\":[\"x\"]}]}", "one line of 1 to");
	refused("{\"alias\":[]}", "alias");
}

/* ---- what the checker sees -------------------------------------------------------------------------------------------- */

static const char *why(small_round *s, char *text, size_t size)
{
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(s->spec, s->dreams, s->count, s->a, &verdict, &err), FL_OK);
	snprintf(text, size, "%s", verdict.verified ? "verified" : verdict.why);
	fl_verdict_release(&verdict);
	return text;
}

static void test_organisation__the_checker_keeps_names_together(void **state)
{
	static const small_dream dreams[] = {
		{ "d1", "", "A", 5, 10, 1 }, { "d2", "", "A", 4, 10, 2 }, { "d3", "", "B", 3, 10, 3 }, { "d4", "", "", 2, 10, 4 },
	};
	small_round s;
	char text[600];

	(void)state;
	small_solve(&s, POOLS TABLE, dreams, 4);
	s.dreams[1].submitted_as = FL_STR("a1");
	assert_string_equal(why(&s, text, sizeof text), "verified");
	s.dreams[2].submitted_as = FL_STR("a2"); /* the round says that a2 is A */
	assert_non_null(strstr(why(&s, text, sizeof text), "are of one organisation, but they belong to two"));
	s.dreams[2].submitted_as = FL_STR("zz"); /* nobody says what zz is */
	assert_string_equal(why(&s, text, sizeof text), "verified");
	s.dreams[1].submitted_as = FL_STR("zz"); /* but it is one organisation */
	assert_non_null(strstr(why(&s, text, sizeof text), "state the same organisation, but belong to two"));
	s.dreams[1].submitted_as = s.dreams[2].submitted_as = FL_STR("");
	s.dreams[3].submitted_as = FL_STR("zz");
	assert_non_null(strstr(why(&s, text, sizeof text), "states an organisation, but belongs to none"));
	fl_allocation_free(s.a);
	fl_round_free(s.spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_organisation__codes_that_were_given),
		cmocka_unit_test(test_organisation__one_wrong_character_is_found),
		cmocka_unit_test(test_organisation__names_are_no_codes),
		cmocka_unit_test(test_organisation__a_table_says_one_thing_of_each_name),
		cmocka_unit_test(test_organisation__the_checker_keeps_names_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
