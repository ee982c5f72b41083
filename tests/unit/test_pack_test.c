/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "finding_log.h"
#include "make_pack.h"

#include <stdio.h>

static void tested(const char *head, const char *rules, size_t run, size_t failed, const char *findings)
{
	fl_pack *pack = make_pack(head, rules);
	fl_error err = FL_ERROR_INIT;
	fl_buf log;
	fl_listener to = finding_log(&log);
	size_t got_run = 0, got_failed = 0;

	if (fl_pack_test(pack, &to, &got_run, &got_failed, &err) != FL_OK)
		fail_msg("%s", err.message);
	if (!fl_str_eqz(fl_buf_view(&log), findings))
		fail_msg("'%s'\nis not\n'%s'", log.len ? log.data : "", findings);
	assert_int_equal(got_run, run);
	assert_int_equal(got_failed, failed);
	fl_buf_release(&log);
	fl_pack_free(pack);
}

static void test_pack_test__examples_that_hold_are_silent(void **state)
{
	(void)state;
	tested("\"examples\": [{\"title\": \"課\", \"category\": \"field:e\", \"tags\": [\"field:e\"], \"without\": "
	       "[\"for:x\"]},"
	       "{\"body\": \"雨\", \"category\": \"\"}],",
	       RULE("r", "\"field:e\"",
		    "\"patterns\": {\"p\": \"课\"}, \"examples\": {\"match\": [\"上课\", {\"title\": \"雨\", "
		    "\"body\": \"課\"}],"
		    "\"no_match\": [\"下雨\"], \"known_gap\": [\"学\"]}"),
	       6, 0, "");
}

static void test_pack_test__each_failure_names_the_rule_and_the_place(void **state)
{
	(void)state;
	tested("",
	       RULE("r", "\"for:x\"",
		    "\"patterns\": {\"p\": \"课.\"},\n\"examples\": {\"match\": [\n\"上课\"],\n\"no_match\": "
		    "[\n\"上课啦\"],"
		    "\n\"known_gap\": [\n\"課啊\"]}"),
	       3, 2,
	       "e rule-example-match r 8:1 does not match: '上课'\n"
	       "e rule-example-no-match r 10:1 matches: '上课啦' ('课啦')\n"
	       "n rule-example-known-gap-closed r 12:1 a known gap matches by now: '課啊' ('课啊')\n");
}

static void test_pack_test__a_text_stands_where_the_rule_reads(void **state)
{
	(void)state;
	tested("",
	       RULE("r", "\"for:x\"",
		    "\"patterns\": {\"p\": {\"any\": \"课\", \"fields\": [\"body\"]}}, \"examples\": {\"match\": "
		    "[\"课\"],"
		    "\"no_match\": [{\"title\": \"课\"}]}"),
	       2, 0, "");
}

static void test_pack_test__drafts_are_tested_retired_rules_are_not(void **state)
{
	(void)state;
	tested("",
	       "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"draft\", \"tags\": [\"for:x\"],"
	       "\"patterns\": {\"p\": \"a\"}, \"examples\": {\"match\": [\"a\", \"a\"]}},"
	       "{\"id\": \"s\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"retired\", \"tags\": [\"for:x\"],"
	       "\"patterns\": {\"p\": \"a\"}, \"examples\": {\"match\": [\"b\"]}}",
	       2, 0, "");
}

static void test_pack_test__examples_of_the_pack_use_all_active_rules(void **state)
{
	(void)state;
	tested("\"examples\": [{\"title\": \"课画\", \"category\": \"field:e\"}, {\"title\": \"课\", \"category\": "
	       "\"field:a\","
	       " \"tags\": [\"for:x\"], \"without\": [\"field:e\"]}],",
	       RULE("e", "\"field:e\"", "\"patterns\": {\"p\": \"课\"}") "," RULE("a", "\"field:a\"",
										  "\"patterns\": {\"p\": \"画\"}"),
	       2, 2,
	       "e pack-example-category p 2:14 the category is unclear: '课画'\n"
	       "e pack-example-category p 2:54 has another category: '课' ('field:e')\n"
	       "e pack-example-tag p 2:54 lacks a tag: '课' ('for:x')\n"
	       "e pack-example-tag p 2:54 has a tag: '课' ('field:e')\n");
}

static void test_pack_test__examples_of_the_pack_say_what_facts_there_are(void **state)
{
	(void)state;
	tested("\"examples\": [{\"title\": \"30人\", \"facts\": {\"people\": 30}}, {\"title\": \"30人\", \"facts\": "
	       "{\"people\": 40}}],",
	       RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"人\"}, \"captures\": {\"people\": {\"pattern\": "
					"\"([0-9]+)人\", \"type\": \"number\"}}"),
	       2, 1, "e pack-example-fact p 2:57 lacks a fact: '30人' ('people')\n");
}

static void test_pack_test__a_limit_is_a_failure(void **state)
{
	fl_buf rule;
	char want[300];

	(void)state;
	fl_buf_init(&rule, 1 << 20);
	fl_buf_puts(
	    &rule,
	    "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [\"for:x\"],"
	    "\"patterns\": {\"p\": \"(a+)+$\"}, \"examples\": {\"no_match\": [\n\"");
	for (int i = 0; i < 3000; i++)
		fl_buf_putc(&rule, 'a');
	fl_buf_puts(&rule, "b\"]}}");
	snprintf(want, sizeof want, "e rule-example-limit r 7:1 a match limit was reached: '%.96s'\n",
		 strchr(rule.data, '\n') + 2);
	tested("", rule.data, 1, 1, want);
	fl_buf_release(&rule);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack_test__examples_that_hold_are_silent),
		cmocka_unit_test(test_pack_test__each_failure_names_the_rule_and_the_place),
		cmocka_unit_test(test_pack_test__a_text_stands_where_the_rule_reads),
		cmocka_unit_test(test_pack_test__drafts_are_tested_retired_rules_are_not),
		cmocka_unit_test(test_pack_test__examples_of_the_pack_use_all_active_rules),
		cmocka_unit_test(test_pack_test__examples_of_the_pack_say_what_facts_there_are),
		cmocka_unit_test(test_pack_test__a_limit_is_a_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
