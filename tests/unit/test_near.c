/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "classify/near.h"
#include "classify/tag.h"
#include "make_pack.h"
#include "random.h"

#include <limits.h>
#include <stdio.h>

static fl_arena arena;

static int teardown(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	return 0;
}

/* One rule on one title, normalised here. */
typedef struct one {
	fl_pack *pack;
	fl_matcher matcher;
	fl_scan_origin origin;
	fl_scan_field field;
	fl_scan scan;
	fl_truth truth;
} one;

static void run(one *o, const char *rest, const char *title)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf rule;

	fl_buf_init(&rule, 1 << 16);
	fl_buf_printf(&rule, RULE("r", "\"for:x\"", "%s"), rest);
	*o = (one){ .pack = make_pack("", rule.data) };
	fl_buf_release(&rule);
	o->origin.original = fl_str_of(title);
	assert_int_equal(fl_normalise(o->origin.original, FL_NORMAL_MATCH, &arena, &o->origin.normal, &err), FL_OK);
	o->field = (fl_scan_field){ FL_STR("title"), o->origin.normal.text, &o->origin };
	assert_int_equal(fl_matcher_open(&o->matcher, &err), FL_OK);
	fl_scan_init(&o->scan, o->pack, &o->matcher, true);
	assert_int_equal(fl_scan_texts(&o->scan, &o->field, 1, &err), FL_OK);
	assert_int_equal(fl_scan_rule(&o->scan, &o->pack->rules[0], &o->truth, &err), FL_OK);
}

static void stop(one *o)
{
	fl_scan_release(&o->scan);
	fl_matcher_close(&o->matcher);
	fl_pack_free(o->pack);
}

/* The hits that count, as "words words", in the order of patterns. */
static void counts(const char *rest, const char *title, fl_truth want, const char *words)
{
	one o;
	fl_buf got;

	run(&o, rest, title);
	fl_buf_init(&got, 1 << 16);
	fl_buf_puts(&got, "");
	for (uint32_t p = 0; p < o.pack->rules[0].num_hits; p++)
		for (const fl_hit *h = fl_scan_first(&o.scan, fl_scan_slot(&o.scan, 0, p)); h;
		     h = fl_scan_next(&o.scan, h))
			if (h->counts)
				fl_buf_printf(&got, "%s%u-%u", got.len ? " " : "", h->span.start, h->span.end);
	if (o.truth != want || !fl_str_eqz(fl_buf_view(&got), words))
		fail_msg("'%s': %d '%s', not %d '%s'", title, o.truth, got.data, want, words);
	fl_buf_release(&got);
	stop(&o);
}

#define AB(within)                                                                                                   \
	"\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"near\": [\"a\", \"b\"], \"within\": " within "}"

static void test_near__characters_between(void **state)
{
	(void)state;
	counts(AB("2"), "a..b", FL_YES, "0-1 3-4");
	counts(AB("2"), "a...b", FL_NO, "");
	counts(AB("2"), "b..a", FL_YES, "3-4 0-1"); /* in whatever order */
	counts(AB("0"), "xab", FL_YES, "1-2 2-3");
	counts(AB("2"), "a我们b", FL_YES, "0-1 7-8"); /* characters, not bytes */
	counts(AB("1"), "a我们b", FL_NO, "");
	counts(AB("2"), "a", FL_NO, "");
}

static void test_near__only_what_is_near_counts(void **state)
{
	(void)state;
	counts(AB("1"), "a...b.a.a...", FL_YES, "6-7 4-5");
	counts(AB("3"), "a..b..a....b", FL_YES, "0-1 6-7 3-4");
	/* beside a clause that takes every hit of a */
	counts("\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"all\": [\"a\", {\"near\": [\"a\", \"b\"], "
	       "\"within\": 0}]}",
	       "a..ab..b", FL_YES, "0-1 3-4 4-5");
}

static void test_near__three_patterns_lie_in_one_window(void **state)
{
	const char *rest = "\"patterns\": {\"a\": \"a\", \"b\": \"b\", \"c\": \"c\"},"
			   "\"when\": {\"near\": [\"a\", \"b\", \"c\"], \"within\": 3}";

	(void)state;
	counts(rest, "a.b.c", FL_YES, "0-1 2-3 4-5");
	counts(rest, "a..b.c", FL_NO, ""); /* four characters between a and c */
	counts(rest, "a..b....c.a.b", FL_YES, "10-11 12-13 8-9");
}

static void test_near__struck_hits_are_not_near(void **state)
{
	(void)state;
	counts("\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"near\": [\"a\", \"b\"], \"within\": 0}, "
	       "\"except\": \"xa\"",
	       "xab", FL_NO, "");
	counts("\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"near\": [\"a\", \"b\"], \"within\": 0}, "
	       "\"except\": \"xa\"",
	       "xab.ab", FL_YES, "4-5 5-6");
}

static void test_near__not_and_any_around_it(void **state)
{
	(void)state;
	counts("\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"all\": [\"a\", {\"not\": {\"near\": [\"a\", "
	       "\"b\"], \"within\": 1}}]}",
	       "a..b", FL_YES, "0-1");
	counts("\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": {\"all\": [\"a\", {\"not\": {\"near\": [\"a\", "
	       "\"b\"], \"within\": 2}}]}",
	       "a..b", FL_NO, "");
}

static void test_near__a_limit_leaves_it_unknown(void **state)
{
	char text[3100];

	(void)state;
	memset(text, 'a', sizeof text);
	snprintf(text + 3000, sizeof text - 3000, "c, b");
	counts("\"patterns\": {\"a\": \"(a+)+$\", \"b\": \"b\"}, \"when\": {\"near\": [\"a\", \"b\"], \"within\": 1}",
	       text, FL_UNKNOWN, "");
	text[3003] = '\0';
	counts("\"patterns\": {\"a\": \"(a+)+$\", \"b\": \"b\"}, \"when\": {\"near\": [\"a\", \"b\"], \"within\": 1}",
	       text, FL_NO, ""); /* there is no b */
}

static void in_sentence(const char *text, bool want)
{
	one o;

	run(&o, AB("\"sentence\""), text);
	if ((o.truth == FL_YES) != want)
		fail_msg("'%s': %d", text, o.truth);
	stop(&o);
}

static void test_near__a_sentence_ends_where_people_end_it(void **state)
{
	(void)state;
	in_sentence("a，有、和：\"很\"b", true);
	in_sentence("a。b", false);
	in_sentence("b！a", false);
	in_sentence("a？b", false);
	in_sentence("a；b", false);
	in_sentence("a……b", false);
	in_sentence("a... b", false);
	in_sentence("a. b", false);
	in_sentence("a 3.5 b", true);
	in_sentence("a v1.b", true);
	in_sentence("a hard\nline b", true);
	in_sentence("a\n\nb", false);
	in_sentence("a\r\nb", true);
	in_sentence("a\r\n\r\nb", false);
	in_sentence("a好\nb", false);
	in_sentence("a\n好b", false);
	in_sentence("a\tb", true);
	in_sentence("好。a好b", true);
	in_sentence("ab。", true);
	in_sentence("a。a b。b", true);
}

static void refuse(const char *when, const char *message)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	fl_buf rule;

	fl_buf_init(&rule, 1 << 16);
	fl_buf_printf(&rule, RULE("r", "\"for:x\"", "\"patterns\": {\"a\": \"a\", \"b\": \"b\"}, \"when\": %s"),
		      when);
	assert_int_equal(parse_pack("", rule.data, &pack, &err), FL_EINVAL);
	if (!strstr(err.message, message))
		fail_msg("'%s' is not '%s'", err.message, message);
	fl_buf_release(&rule);
}

static void test_near__what_is_wrong_is_said(void **state)
{
	(void)state;
	refuse("{\"near\": [\"a\"], \"within\": 2}", "'near' is a list of 2 to 8 patterns");
	refuse("{\"near\": [\"a\", \"a\"], \"within\": 2}", "'a' twice");
	refuse("{\"near\": [\"a\", \"c\"], \"within\": 2}", "no pattern 'c' in this rule");
	refuse("{\"near\": [\"a\", {\"not\": \"b\"}], \"within\": 2}", "no pattern '' in this rule");
	refuse("{\"near\": [\"a\", \"b\"]}", "'near' needs 'within'");
	refuse("{\"near\": [\"a\", \"b\"], \"within\": \"line\"}", "'near' needs 'within'");
	refuse("{\"near\": [\"a\", \"b\"], \"within\": -1}", "'within'");
	refuse("{\"near\": [\"a\", \"b\"], \"within\": 2, \"any\": [\"a\"]}", "unknown key 'any'");
}

/* ---- against every choice of hits ------------------------------------------------------------------------------ */

/* One character a pattern; the distance of a choice is what the definition says. */
static bool slow(const char *text, const char *letters, size_t count, long within, size_t *chosen, size_t depth,
		 bool *counted)
{
	bool any = false;
	long first_end = LONG_MAX, last_start = 0;

	if (depth < count) {
		for (size_t i = 0; text[i]; i++) {
			chosen[depth] = i;
			if (text[i] == letters[depth])
				any |= slow(text, letters, count, within, chosen, depth + 1, counted);
		}
		return any;
	}
	for (size_t k = 0; k < count; k++) {
		long at = (long)chosen[k];
		first_end = at + 1 < first_end ? at + 1 : first_end;
		last_start = at > last_start ? at : last_start;
	}
	if (within >= 0 && last_start - first_end > within)
		return false;
	for (long i = first_end; within < 0 && i < last_start; i++)
		if (text[i] == '!')
			return false;
	for (size_t k = 0; k < count; k++)
		counted[chosen[k]] = true;
	return true;
}

static void test_near__is_what_trying_every_choice_finds(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 600; first++) {
		uint64_t seed = first;
		char text[25], rest[300], within[20];
		bool counted[25] = { false };
		size_t chosen[3], count = 2 + random_below(&seed, 2), len = random_below(&seed, 24);
		long limit = (long)random_below(&seed, 7) - 1;
		for (size_t i = 0; i < len; i++)
			text[i] = "abc.!"[random_below(&seed, 5)];
		text[len] = '\0';
		snprintf(within, sizeof within, limit < 0 ? "\"sentence\"" : "%ld", limit);
		snprintf(rest, sizeof rest,
			 "\"patterns\": {\"a\": \"a\", \"b\": \"b\", \"c\": \"c\"}, \"when\": {\"near\": [%s], "
			 "\"within\": %s}",
			 count == 2 ? "\"a\", \"b\"" : "\"a\", \"b\", \"c\"", within);
		/* '.' ends no sentence here: nothing, or a letter, stands behind it, unless three of them do */
		if (strstr(text, "...") || (len && text[len - 1] == '.'))
			continue;
		bool want = slow(text, "abc", count, limit, chosen, 0, counted);
		one o;
		run(&o, rest, text);
		if ((o.truth == FL_YES) != want)
			fail_msg("seed %llu: '%s' within %s: %d", (unsigned long long)first, text, within, o.truth);
		for (uint32_t p = 0; p < count; p++)
			for (const fl_hit *h = fl_scan_first(&o.scan, fl_scan_slot(&o.scan, 0, p)); h;
			     h = fl_scan_next(&o.scan, h))
				if (h->counts != counted[h->span.start])
					fail_msg("seed %llu: '%s' within %s: hit at %u counts: %d",
						 (unsigned long long)first, text, within, h->span.start, h->counts);
		stop(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_near__characters_between, teardown),
		cmocka_unit_test_teardown(test_near__only_what_is_near_counts, teardown),
		cmocka_unit_test_teardown(test_near__three_patterns_lie_in_one_window, teardown),
		cmocka_unit_test_teardown(test_near__struck_hits_are_not_near, teardown),
		cmocka_unit_test_teardown(test_near__not_and_any_around_it, teardown),
		cmocka_unit_test_teardown(test_near__a_limit_leaves_it_unknown, teardown),
		cmocka_unit_test_teardown(test_near__a_sentence_ends_where_people_end_it, teardown),
		cmocka_unit_test_teardown(test_near__what_is_wrong_is_said, teardown),
		cmocka_unit_test_teardown(test_near__is_what_trying_every_choice_finds, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
