/* SPDX-License-Identifier: Apache-2.0
 *
 * test_hostile_text.c - texts and patterns made to hurt: nothing hangs or crashes, no word is lost behind or inside them,
 * and a limit that was reached is told with its rule, never read as "no".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "classify/tag.h"
#include "make_pack.h"

#include <time.h>

#define MILLION 1000000

#define WORDS                                                                                                        \
	RULE("word", "\"field:school\"", "\"patterns\": {\"p\": \"学校\"}")                                          \
	"," RULE("gap", "\"field:care\"", "\"patterns\": {\"p\": \"老人.{0,6}陪伴\"}") "," RULE(                      \
	    "latin", "\"for:kids\"", "\"patterns\": {\"p\": \"\\\\bkids\\\\b\"}")

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool has_tag(const fl_tagging *t, const char *tag)
{
	for (size_t i = 0; i < t->num_tags; i++)
		if (fl_str_eqz(t->tags[i], tag))
			return true;
	return false;
}

static fl_tagging *tagged(const fl_pack *pack, fl_str body, fl_arena *arena)
{
	fl_text_field fields[] = { { FL_STR("title"), FL_STR("") }, { FL_STR("body"), body } };
	fl_tag_input input = { fields, 2 };
	fl_error err = FL_ERROR_INIT;
	fl_tagging *t = NULL;

	if (fl_tag(&pack, 1, &input, 1, 1, arena, &t, &err) != FL_OK)
		fail_msg("%s", err.message);
	return t;
}

static void repeat(fl_buf *out, const char *unit, size_t times)
{
	for (size_t i = 0; i < times; i++)
		fl_buf_puts(out, unit);
}

/* The words stand behind a million of the same: they are found, at their place. */
static void test_hostile_text__words_behind_a_million_of_the_same_are_found(void **state)
{
	static const char *const units[] = { "学", "a",	    "1",	"一", "，", "　", "\n",     "\u0301", "\u200B", "\xFF",
					     "\xE5", "🌸", "\uFDFA", "①", "龍", "é",  "\u1100", "k",	  "老",	    "\x01" };
	fl_pack *pack = make_pack("", WORDS);

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		fl_buf text;
		fl_arena arena = FL_ARENA_INIT;
		double began = seconds();
		fl_buf_init(&text, (size_t)1 << 26);
		repeat(&text, units[i], MILLION);
		size_t len = text.len;
		fl_buf_puts(&text, "。学校。老人有人陪伴。 kids 。");
		fl_tagging *t = tagged(pack, fl_buf_view(&text), &arena);
		if (!has_tag(t, "field:school") || !has_tag(t, "field:care") || !has_tag(t, "for:kids"))
			fail_msg("lost behind a million of '%s'", units[i]);
		assert_true(t->matches[0].start >= len && t->matches[0].end <= text.len);
		if (seconds() - began > 30)
			fail_msg("%.1f s for a million of '%s'", seconds() - began, units[i]);
		fl_arena_release(&arena);
		fl_buf_release(&text);
	}
	fl_pack_free(pack);
}

/* What takes no room between two characters hides no word from a rule. */
static void test_hostile_text__what_has_no_width_hides_no_word(void **state)
{
	static const char *const tricks[] = { "\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u00AD", "\u034F",
					      "\u061C", "\u180E", "\u202E", "\u202C", "\u2066", "\u2069", "\uFE0F",
					      "\u200E", "\u115F", "\u3164", "\uFFA0", "\U000E0041", "\U000E0101", "\u0336",
					      "\u0301\u0301", "\u20E3", "\x01", "\x7F", "\u2063" };
	fl_pack *pack = make_pack("", WORDS);

	(void)state;
	for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
		fl_buf text;
		fl_arena arena = FL_ARENA_INIT;
		fl_buf_init(&text, 1 << 10);
		fl_buf_printf(&text, "给学%s校", tricks[i]);
		fl_tagging *t = tagged(pack, fl_buf_view(&text), &arena);
		if (!has_tag(t, "field:school"))
			fail_msg("trick %zu hides the word", i);
		assert_int_equal(t->matches[0].start, 3); /* the place covers the trick */
		assert_int_equal(t->matches[0].end, text.len);
		fl_arena_release(&arena);
		fl_buf_release(&text);
	}
	fl_pack_free(pack);
}

static void test_hostile_text__marks_of_other_scripts_stay(void **state)
{
	fl_pack *pack = make_pack("", RULE("cafe", "\"for:x\"", "\"patterns\": {\"p\": \"café|が\"}"));
	fl_arena arena = FL_ARENA_INIT;

	(void)state;
	assert_true(has_tag(tagged(pack, FL_STR("cafe\u0301"), &arena), "for:x"));
	assert_true(has_tag(tagged(pack, FL_STR("か\u3099"), &arena), "for:x"));
	assert_false(has_tag(tagged(pack, FL_STR("cafe か"), &arena), "for:x"));
	fl_arena_release(&arena);
	fl_pack_free(pack);
}

/* Either the pattern decides, or its limit is told: rule, pattern, field, and the dream is unclear. */
static void test_hostile_text__a_limit_is_told_with_its_rule(void **state)
{
	static const char *const patterns[] = { "(a+)+$",	   "(a|aa)+$",	    "(?:a*)*b",		"((((a*)*)*)*)b",
						".*.*.*=.*",	   "(?:.*?,){12}x", "[^x]*[^x]*[^x]*y", "\\\\X+x",
						"(?=(a+)+$)b?a!",  "(a(?:a|aa)+)+b", "a{0,3000}x",	"(?:a?){2000}b",
						"(?<!a)(a+)+(?!a)b" };

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		fl_buf rule, text;
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_pack *pack = NULL;
		double began = seconds();
		fl_buf_init(&rule, 1 << 12);
		fl_buf_init(&text, (size_t)1 << 22);
		fl_buf_printf(&rule, RULE("r", "\"field:x\"", "\"patterns\": {\"p\": \"%s\"}"), patterns[i]);
		repeat(&text, "a", 100000);
		fl_buf_puts(&text, ",=!b?xyz");
		if (parse_pack("", rule.data, &pack, &err) != FL_OK)
			fail_msg("%s: %s", patterns[i], err.message);
		fl_tagging *t = tagged(pack, fl_buf_view(&text), &arena);
		if (t->limits_hit) {
			assert_true(t->unclear);
			bool told = false;
			for (size_t m = 0; m < t->num_matches; m++)
				told = told || (fl_match_is_limit(&t->matches[m]) && fl_str_eqz(t->matches[m].rule, "r") &&
						fl_str_eqz(t->matches[m].pattern, "p") &&
						fl_str_eqz(t->matches[m].field, "body"));
			assert_true(told);
		}
		if (seconds() - began > 60)
			fail_msg("%.1f s for %s", seconds() - began, patterns[i]);
		fl_arena_release(&arena);
		fl_buf_release(&rule);
		fl_buf_release(&text);
		fl_pack_free(pack);
	}
}

static void test_hostile_text__more_hits_than_are_kept_are_a_limit(void **state)
{
	fl_pack *pack = make_pack("", WORDS);
	fl_buf text;
	fl_arena arena = FL_ARENA_INIT;

	(void)state;
	fl_buf_init(&text, (size_t)1 << 26);
	repeat(&text, "学校", MILLION);
	fl_tagging *t = tagged(pack, fl_buf_view(&text), &arena);
	assert_int_equal(t->limits_hit, 1);
	assert_true(has_tag(t, "field:school"));
	fl_arena_release(&arena);
	fl_buf_release(&text);
	fl_pack_free(pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_text__words_behind_a_million_of_the_same_are_found),
		cmocka_unit_test(test_hostile_text__what_has_no_width_hides_no_word),
		cmocka_unit_test(test_hostile_text__marks_of_other_scripts_stay),
		cmocka_unit_test(test_hostile_text__a_limit_is_told_with_its_rule),
		cmocka_unit_test(test_hostile_text__more_hits_than_are_kept_are_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
