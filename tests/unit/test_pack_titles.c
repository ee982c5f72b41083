/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pack_titles.c - what rule packs call their tags: read, joined, refused where it is nothing, and complete in the shipped packs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/embed.h"
#include "classify/pack_titles.h"
#include "domain/round.h"
#include "make_pack.h"
#include "report/tag_words.h"

#include <stdio.h>

#define ONE RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"{{rural}}\"}")

static void refused(const char *tags, const char *why)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	char head[400];
	snprintf(head, sizeof head, "\"tags\": %s,", tags);
	assert_int_not_equal(parse_pack(head, ONE, &pack, &err), FL_OK);
	if (!strstr(err.message, why))
		fail_msg("'%s' does not say '%s'", err.message, why);
	assert_int_equal(err.line, 2);
}

static void test_pack_titles__only_names_of_tags_are_taken(void **state)
{
	(void)state;
	fl_pack_free(make_pack("\"tags\": {},", ONE));
	fl_pack_free(make_pack("\"tags\": {\"for:x\": {\"en\": \"x\", \"zh\": \"某\"}, \"field:y\": {\"zh\": \"某\"}},", ONE));
	refused("{\"other:x\": {\"en\": \"x\"}}", "'other:x' is no tag of a namespace that is declared");
	refused("{\"for\": {\"en\": \"x\"}}", "'for' is no tag");
	refused("{\"for:x\": {\"en\": \" \"}}", "en");
	refused("{\"for:x\": {\"en\": 5}}", "en");
	refused("{\"for:x\": {}}", "what 'for:x' is called");
	refused("{\"for:x\": \"x\"}", "what 'for:x' is called");
	refused("{\"for:x\": {\"cn\": \"x\"}}", "cn");
	refused("[]", "tags");
}

static fl_str said(const fl_tag_titles *titles, const char *tag, bool zh)
{
	const fl_tag_title *title = fl_tag_title_find(titles, fl_str_of(tag));
	return !title ? FL_STR("-") : zh ? title->zh : title->en;
}

static void test_pack_titles__the_last_pack_has_the_last_word(void **state)
{
	(void)state;
	const fl_str packs[] = { FL_STR("{\"tags\": {\"for:b\": {\"en\": \"b\", \"zh\": \"乙\"}, \"for:a\": {\"zh\": \"甲\"}}}"), FL_STR("{}"),
				 FL_STR("{\"tags\": {\"for:b\": {\"zh\": \"二\"}, \"for:c\": {\"en\": \"c\"}}}") };
	fl_arena arena = FL_ARENA_INIT;
	fl_tag_titles titles;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_pack_titles(packs, 3, &arena, &titles, &err), FL_OK);
	assert_int_equal(titles.len, 3);
	assert_true(fl_str_eqz(said(&titles, "for:a", true), "甲"));
	assert_true(fl_str_eqz(said(&titles, "for:a", false), ""));
	assert_true(fl_str_eqz(said(&titles, "for:b", true), "二"));
	assert_true(fl_str_eqz(said(&titles, "for:b", false), "b"));
	assert_true(fl_str_eqz(said(&titles, "for:c", false), "c"));
	assert_true(fl_str_eqz(said(&titles, "for:d", false), "-"));
	fl_round_spec spec = { .tag_titles = titles };
	assert_true(fl_str_eqz(fl_tag_word_or_tag(&spec, FL_LANG_ZH, FL_STR("for:b")), "二"));
	assert_true(fl_str_eqz(fl_tag_word_or_tag(&spec, FL_LANG_ZH, FL_STR("for:c")), "for:c"));
	fl_arena_release(&arena);
	assert_int_equal(fl_pack_titles(NULL, 0, &arena, &titles, &err), FL_OK);
	assert_null(fl_tag_title_find(&titles, FL_STR("for:a")));
	fl_arena_release(&arena);
}

/* Each tag that a rule of a shipped pack gives has a name in both languages. */
static void test_pack_titles__the_shipped_packs_name_all_their_tags(void **state)
{
	(void)state;
	for (const fl_embedded *file = fl_embedded_packs; file->name; file++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_tag_titles titles;
		fl_error err = FL_ERROR_INIT;
		fl_pack *pack = NULL;
		fl_str json = { file->bytes, file->len };
		assert_int_equal(fl_pack_titles(&json, 1, &arena, &titles, &err), FL_OK);
		assert_int_equal(fl_pack_parse(json, file->name, &pack, &err), FL_OK);
		for (size_t r = 0; r < fl_pack_num_rules(pack); r++) {
			size_t count;
			const fl_str *tags = fl_pack_rule_tags(pack, r, &count);
			for (size_t t = 0; t < count; t++) {
				const fl_tag_title *title = fl_tag_title_find(&titles, tags[t]);
				if (!title || title->en.len == 0 || title->zh.len == 0)
					fail_msg("%s: '%.*s' has no name", file->name, FL_STR_ARG(tags[t]));
			}
		}
		fl_pack_free(pack);
		fl_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack_titles__only_names_of_tags_are_taken),
		cmocka_unit_test(test_pack_titles__the_last_pack_has_the_last_word),
		cmocka_unit_test(test_pack_titles__the_shipped_packs_name_all_their_tags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
