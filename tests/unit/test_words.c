/* SPDX-License-Identifier: Apache-2.0
 *
 * test_words.c - the message table is complete in both languages, and the page's template and script use only words
 * in it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/embed.h"
#include "base/str.h"
#include "report/review_page.h"
#include "report/public_words.h"
#include "report/words.h"

#include <ctype.h>

/* The numbers a text wants filled in, as bits. */
static unsigned places(const char *text)
{
	unsigned bits = 0;
	for (; (text = strchr(text, '{')) != NULL; text++)
		if (isdigit((unsigned char)text[1]) && text[2] == '}')
			bits |= 1u << (text[1] - '0');
	return bits;
}

static void test_words__both_languages_say_the_same_numbers(void **state)
{
	(void)state;
	for (int id = 0; id < FL_WORD_COUNT; id++) {
		const char *en = fl_word(FL_LANG_EN, (fl_word_id)id), *zh = fl_word(FL_LANG_ZH, (fl_word_id)id);
		if (en[0] == '\0' || zh[0] == '\0' || places(en) != places(zh))
			fail_msg("%s: '%s' and '%s'", fl_word_key((fl_word_id)id), en, zh);
	}
}

static void test_words__are_found_by_their_key(void **state)
{
	(void)state;
	assert_string_equal(fl_word_find(FL_LANG_ZH, FL_STR("POOLS")), "资金池");
	assert_null(fl_word_find(FL_LANG_EN, FL_STR("POOL_S")));
}

static bool is_script(const char *name)
{
	size_t len = strlen(name);
	return len > 3 && strcmp(name + len - 3, ".js") == 0 && strncmp(name, "review_", 7) != 0; /* those have words of their own */
}

/* Of all pages, or of the review page or the public page alone. */
static bool is_word(fl_str key)
{
	const fl_frame_word *const own[] = { fl_review_words, fl_public_words };
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		for (const fl_frame_word *word = own[i]; word->key; word++)
			if (fl_str_eqz(key, word->key))
				return true;
	return fl_word_find(FL_LANG_EN, key) != NULL;
}

/* Every W.NAME of the scripts is a word; a typing error would print "undefined" on the page. */
static void test_words__of_the_scripts_exist(void **state)
{
	size_t used = 0;
	(void)state;
	for (const fl_embedded *f = fl_embedded_page; f->name; f++) {
		if (!is_script(f->name))
			continue;
		for (const char *at = f->bytes; (at = strstr(at, "W.")) != NULL;) {
			const char *from = at += 2;
			if ((from - 2 > f->bytes && isalnum((unsigned char)from[-3])) || !isupper((unsigned char)*from))
				continue;
			while (isupper((unsigned char)*at) || *at == '_' || isdigit((unsigned char)*at))
				at++;
			if (islower((unsigned char)*at))
				continue; /* W.K_near: a name of the review page's own tables */
			if (!is_word((fl_str){ from, (size_t)(at - from) }))
				fail_msg("%s: no word '%.*s'", f->name, (int)(at - from), from);
			used++;
		}
	}
	assert_true(used > 50);
}

static void test_words__fill_only_the_places_that_have_arguments(void **state)
{
	const fl_str args[] = { FL_STR("one"), FL_STR("{0}") };
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_word_fill(&out, "{1} {0} {2} {x} {", args, 2);
	assert_string_equal(out.data, "{0} one {2} {x} {");
	fl_buf_release(&out);
}

static void test_words__one_thing_is_no_plural(void **state)
{
	static const struct {
		const char *count, *text;
	} cases[] = { { "0", "0 dreams with 1 partner" }, { "1", "1 dream with 1 partner" }, { "1,001", "1,001 dreams with 1 partner" } };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const fl_str args[] = { fl_str_of(cases[i].count), FL_STR("1") };
		fl_buf out;
		fl_buf_init(&out, 1000);
		fl_word_fill(&out, "{0} {0:dream|dreams} with {1} {1:partner|partners}", args, 2);
		fl_buf_putc(&out, '\0');
		assert_string_equal(out.data, cases[i].text);
		fl_buf_clear(&out);
		fl_word_fill(&out, "{2:a|b} {0:a} {0:a|b", args, 2); /* no places: they stand as they are */
		fl_buf_putc(&out, '\0');
		assert_string_equal(out.data, "{2:a|b} {0:a} {0:a|b");
		fl_buf_release(&out);
	}
}

/* What a Chinese text may say in Latin letters: names of files and commands, and of the program itself. */
static bool is_name(const char *word, size_t len)
{
	static const char *const names[] = { "Florin", "florin", "SHA", "json", "csv", "result", "awards", "matches", "compare", "scenario",
					     "explain", "review", "queue", "log",  "ROUND",  "moves",	"zh",  "CN",  "import", "decisions", "FILE", "JSON",
					     "JavaScript", "stats", "suggest", "rules", "Enter", "Esc", NULL };
	for (const char *const *name = names; *name; name++)
		if (strlen(*name) == len && strncmp(*name, word, len) == 0)
			return true;
	return false;
}

static void check_chinese(const char *key, const char *text)
{
	for (const char *at = text; *at;) {
		size_t len = 0;
		while (isalpha((unsigned char)at[len]))
			len++;
		if (len > 1 && !is_name(at, len)) /* one letter is a key */
			fail_msg("%s: '%.*s' in '%s'", key, (int)len, at, text);
		at += len > 0 ? len : 1;
	}
}

static void test_words__chinese_has_no_english_in_it(void **state)
{
	(void)state;
	for (int id = 0; id < FL_WORD_COUNT; id++)
		check_chinese(fl_word_key((fl_word_id)id), fl_word(FL_LANG_ZH, (fl_word_id)id));
	for (const fl_frame_word *word = fl_review_words; word->key; word++)
		check_chinese(word->key, word->text[FL_LANG_ZH]);
	for (const fl_frame_word *word = fl_review_codes; word->key; word++)
		check_chinese(word->key, word->text[FL_LANG_ZH]);
}

static void test_words__know_two_languages(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_lang lang;
	(void)state;
	assert_int_equal(fl_lang_parse(NULL, &lang, &err), FL_OK);
	assert_int_equal(lang, FL_LANG_EN);
	assert_int_equal(fl_lang_parse("zh-CN", &lang, &err), FL_OK);
	assert_int_equal(lang, FL_LANG_ZH);
	assert_int_equal(fl_lang_parse("de", &lang, &err), FL_EINVAL);
	assert_non_null(strstr(err.message, "'de'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words__both_languages_say_the_same_numbers),
		cmocka_unit_test(test_words__are_found_by_their_key),
		cmocka_unit_test(test_words__of_the_scripts_exist),
		cmocka_unit_test(test_words__fill_only_the_places_that_have_arguments),
		cmocka_unit_test(test_words__one_thing_is_no_plural),
		cmocka_unit_test(test_words__chinese_has_no_english_in_it),
		cmocka_unit_test(test_words__know_two_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
