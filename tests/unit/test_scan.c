/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "classify/scan.h"
#include "classify/tag.h"
#include "make_pack.h"

#include <stdio.h>

/* Texts here are normalised as they stand. The one rule 'rest' on the fields; with and without the prefilter. */
static fl_truth decided(const char *rest, const fl_scan_field *fields, size_t num_fields, fl_scan *ret_scan,
			fl_pack **ret_pack, fl_matcher *matcher, bool prefilter)
{
	fl_buf rule;
	fl_error err = FL_ERROR_INIT;
	fl_truth truth;

	fl_buf_init(&rule, 1 << 16);
	fl_buf_printf(&rule, RULE("r", "\"for:x\"", "%s"), rest);
	*ret_pack = make_pack("", rule.data);
	fl_buf_release(&rule);
	*matcher = (fl_matcher){ 0 };
	assert_int_equal(fl_matcher_open(matcher, &err), FL_OK);
	fl_scan_init(ret_scan, *ret_pack, matcher, prefilter);
	assert_int_equal(fl_scan_texts(ret_scan, fields, num_fields, &err), FL_OK);
	assert_int_equal(fl_scan_rule(ret_scan, &(*ret_pack)->rules[0], &truth, &err), FL_OK);
	return truth;
}

/* "0:6-12 0:15-18": hits of the rule's first pattern as field:start-end; struck ones in brackets. */
static void hits(const char *rest, const char *title, const char *body, fl_truth want, const char *places)
{
	fl_scan_field fields[] = { { FL_STR("title"), fl_str_of(title), NULL }, { FL_STR("body"), fl_str_of(body), NULL } };

	for (int prefilter = 0; prefilter < 2; prefilter++) {
		fl_scan scan;
		fl_pack *pack;
		fl_matcher matcher;
		fl_buf got;
		fl_truth truth = decided(rest, fields, 2, &scan, &pack, &matcher, prefilter);
		fl_buf_init(&got, 1 << 20);
		fl_buf_puts(&got, "");
		for (unsigned field = 0; field < 2; field++)
			for (const fl_hit *h = fl_scan_first(&scan, fl_scan_slot(&scan, field, 0));
			     h && (prefilter == 0 || fl_scan_slot(&scan, field, 0)->done); h = fl_scan_next(&scan, h))
				fl_buf_printf(&got, "%s%s%u:%u-%u%s", got.len ? " " : "", h->struck ? "[" : "", field,
					      h->span.start, h->span.end, h->struck ? "]" : "");
		if (truth != want || !fl_str_eqz(fl_buf_view(&got), places))
			fail_msg("%s, prefilter %d: %d '%s', not %d '%s'", rest, prefilter, truth,
				 got.len ? got.data : "", want, places);
		fl_buf_release(&got);
		fl_scan_release(&scan);
		fl_matcher_close(&matcher);
		fl_pack_free(pack);
	}
}

static void test_scan__hits_do_not_overlap_and_the_first_alternative_wins(void **state)
{
	(void)state;
	hits("\"patterns\": {\"p\": \"学生|学\"}", "学生大学生", "学", FL_YES, "0:0-6 0:9-15 1:0-3");
	hits("\"patterns\": {\"p\": \"学|学生\"}", "学生", "", FL_YES, "0:0-3");
	hits("\"patterns\": {\"p\": \"aba|b\"}", "ababa", "", FL_YES, "0:0-3 0:3-4");
	hits("\"patterns\": {\"p\": \"aa\"}", "aaaaa", "", FL_YES, "0:0-2 0:2-4");
	hits("\"patterns\": {\"p\": \"学.{0,2}课\"}", "学一课学课", "", FL_YES, "0:0-9 0:9-15");
	hits("\"patterns\": {\"p\": \"[0-9]+\"}", "12a3", "4", FL_YES, "0:0-2 0:3-4 1:0-1");
}

static void test_scan__a_pattern_reads_its_fields_only(void **state)
{
	(void)state;
	hits("\"patterns\": {\"p\": {\"any\": \"a\", \"fields\": [\"body\"]}}", "a", "b", FL_NO, "");
	hits("\"patterns\": {\"p\": {\"any\": \"a\", \"fields\": [\"body\"]}}", "b", "a", FL_YES, "1:0-1");
	hits("\"patterns\": {\"p\": {\"any\": \"a.\", \"fields\": \"title\"}}", "ab", "ac", FL_YES, "0:0-2");
}

static void test_scan__without_the_names_the_first_field_is_the_title(void **state)
{
	fl_scan_field fields[] = { { FL_STR("name"), FL_STR("a"), NULL }, { FL_STR("text"), FL_STR("ab"), NULL } };
	fl_scan scan;
	fl_pack *pack;
	fl_matcher matcher;

	(void)state;
	assert_int_equal(decided("\"patterns\": {\"p\": {\"any\": \"a\", \"fields\": [\"title\"]}}", fields, 2, &scan,
				 &pack, &matcher, true),
			 FL_YES);
	assert_int_equal(fl_scan_slot(&scan, 0, 0)->count, 1);
	assert_null(fl_scan_first(&scan, fl_scan_slot(&scan, 1, 0)));
	assert_int_equal(scan.points, 3);
	fl_scan_release(&scan);
	fl_matcher_close(&matcher);
	fl_pack_free(pack);
	assert_int_equal(decided("\"patterns\": {\"p\": {\"any\": \"ab\", \"fields\": [\"body\"]}}", fields, 2, &scan,
				 &pack, &matcher, true),
			 FL_YES);
	assert_int_equal(scan.points, 1);
	fl_scan_release(&scan);
	fl_matcher_close(&matcher);
	fl_pack_free(pack);
}

static void test_scan__an_exception_strikes_what_it_overlaps_in_its_field(void **state)
{
	(void)state;
	hits("\"patterns\": {\"p\": \"校\"}, \"except\": [\"驾校\"]", "驾校学校", "", FL_YES, "[0:3-6] 0:9-12");
	hits("\"patterns\": {\"p\": \"校\"}, \"except\": [\"驾校\"]", "驾校", "", FL_NO, "[0:3-6]");
	hits("\"patterns\": {\"p\": \"校\"}, \"except\": [\"驾校\"]", "驾", "校", FL_YES, "1:0-3");
	hits("\"patterns\": {\"p\": \"b\"}, \"except\": [\"a.*\"]", "bab", "b", FL_YES, "0:0-1 [0:2-3] 1:0-1");
	/* touching is not overlapping */
	hits("\"patterns\": {\"p\": \"b\"}, \"except\": [\"a\"]", "ab", "", FL_YES, "0:1-2");
}

static void test_scan__least_counts_mentions(void **state)
{
	(void)state;
	hits("\"patterns\": {\"p\": \"a\"}, \"least\": 2", "", "a", FL_NO, "1:0-1");
	hits("\"patterns\": {\"p\": \"a\"}, \"least\": 2", "", "a a", FL_YES, "1:0-1 1:2-3");
	hits("\"patterns\": {\"p\": \"a\"}, \"least\": 3", "a", "", FL_YES, "0:0-1");
	hits("\"patterns\": {\"p\": \"a\"}, \"least\": 4", "a", "", FL_NO, "0:0-1");
	/* hits of two patterns on the same words are one mention */
	hits("\"patterns\": {\"p\": \"ab\", \"q\": \"b\"}, \"least\": 2", "", "ab", FL_NO, "1:0-2");
}

static void test_scan__a_limit_is_unknown_unless_it_cannot_matter(void **state)
{
	char text[3001];

	(void)state;
	memset(text, 'a', 3000);
	text[2999] = 'b';
	text[3000] = '\0';
	hits("\"patterns\": {\"p\": \"(a+)+$\"}", "x", text, FL_UNKNOWN, "");
	hits("\"patterns\": {\"p\": \"x\", \"q\": \"(a+)+$\"}", "x", text, FL_YES, "0:0-1");
	hits("\"patterns\": {\"p\": \"x\", \"q\": \"(a+)+$\"}, \"when\": {\"all\": [\"p\", \"q\"]}", "x", text,
	     FL_UNKNOWN, "0:0-1");
	hits("\"patterns\": {\"p\": \"x\", \"q\": \"(a+)+$\"}, \"when\": {\"all\": [\"p\", {\"not\": \"q\"}]}", "x",
	     text, FL_UNKNOWN, "0:0-1");
	/* an exception that gives up might have struck the hit */
	hits("\"patterns\": {\"p\": \"b\"}, \"except\": [\"(a+)+$\"]", "x", text, FL_UNKNOWN, "[1:2999-3000]");
	/* a second mention may be hidden behind the limit */
	hits("\"patterns\": {\"p\": \"x\", \"q\": \"(a+)+$\"}, \"least\": 9", "x", text, FL_UNKNOWN, "0:0-1");
}

static void test_scan__too_many_hits_are_a_limit_by_every_way(void **state)
{
	static const char *const patterns[] = { "a", "a(?!b)", "[a]|[0-9]{3}" }; /* whole, by starts, by search */
	fl_buf text;

	(void)state;
	fl_buf_init(&text, 1 << 20);
	for (int i = 0; i < FL_TAG_HITS_MAX + 1; i++)
		fl_buf_putc(&text, 'a');
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		fl_scan_field field = { FL_STR("title"), fl_buf_view(&text), NULL };
		for (int prefilter = 0; prefilter < 2; prefilter++) {
			fl_scan scan;
			fl_pack *pack;
			fl_matcher matcher;
			char rest[100];
			snprintf(rest, sizeof rest, "\"patterns\": {\"p\": \"%s\"}", patterns[i]);
			assert_int_equal(decided(rest, &field, 1, &scan, &pack, &matcher, prefilter), FL_YES);
			const fl_slot *slot = fl_scan_slot(&scan, 0, 0);
			assert_true(slot->limit);
			assert_int_equal(slot->count, FL_TAG_HITS_MAX);
			assert_int_equal(slot->limit_from, FL_TAG_HITS_MAX);
			fl_scan_release(&scan);
			fl_matcher_close(&matcher);
			fl_pack_free(pack);
		}
	}
	fl_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan__hits_do_not_overlap_and_the_first_alternative_wins),
		cmocka_unit_test(test_scan__a_pattern_reads_its_fields_only),
		cmocka_unit_test(test_scan__without_the_names_the_first_field_is_the_title),
		cmocka_unit_test(test_scan__an_exception_strikes_what_it_overlaps_in_its_field),
		cmocka_unit_test(test_scan__least_counts_mentions),
		cmocka_unit_test(test_scan__a_limit_is_unknown_unless_it_cannot_matter),
		cmocka_unit_test(test_scan__too_many_hits_are_a_limit_by_every_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
