/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_review_page.c - review.html is one safe file: no text becomes markup, nothing is loaded, places are counted as
 * JavaScript counts, and what is withheld from the reviewer is not in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/review_page.h"

#include <stdio.h>

typedef struct sheet {
	fl_round_spec spec;
	fl_dream dreams[3];
	fl_candidate candidates[3];
	fl_sheet_dream shown[3];
	fl_sheet_rule rule;
	fl_match matches[4];
	fl_mark marks[1];
	fl_sheet_pair pair;
	uint32_t members[2];
	fl_review_dream tags;
	fl_sheet_item items[2];
	fl_str tag;
	fl_pair evidence;
	fl_json_doc *why;
	fl_sheet sheet;
} sheet;

#define HOSTILE "</script><script>alert(1)</script><!--]]>\"'&\xe2\x80\xae\x01"

static const char why_json[] =
    "{\"tags\":[{\"tag\":\"field:a\",\"score\":3,\"given\":true,\"category\":true}],\"rules\":[{\"pack\":\"p\",\"rule\":\"r\","
    "\"holds\":null,\"mentions\":1,\"least\":2,\"condition\":{\"kind\":\"pattern\",\"holds\":null,\"name\":\"x\",\"limit\":true,"
    "\"hits\":[{\"field\":\"body\",\"start\":2,\"end\":4,\"text\":\"\",\"counts\":true,\"struck\":false}]},\"exceptions\":[]}]}";

static void make_sheet(sheet *s)
{
	fl_error err = FL_ERROR_INIT;
	*s = (sheet){ .spec = { .id = FL_STR("r<1>"), .title = FL_STR(HOSTILE), .currency = { .code = "CNY", .minor_digits = 2 } } };
	s->tag = FL_STR("field:a");
	s->dreams[0] = (fl_dream){ .id = FL_STR("d0"), .title = FL_STR(HOSTILE), .body = FL_STR("😀一学校二"), .request = 100 };
	s->dreams[1] = (fl_dream){ .id = FL_STR("d1"), .title = FL_STR("two"), .body = FL_STR("x"), .request = 100 };
	s->dreams[2] = (fl_dream){ .id = FL_STR("secret-id"), .title = FL_STR("secret-title"), .body = FL_STR("x"), .request = 1 };
	s->matches[0] = (fl_match){ .pack = FL_STR("p"), .rule = FL_STR("r"), .tag = FL_STR("field:a"), .pattern = FL_STR("x"),
				    .field = FL_STR("body"), .start = 7, .end = 13, .capture = FL_STR(""), .value = FL_STR("") };
	s->matches[1] = s->matches[0];
	s->matches[1].tag = FL_STR("field:b"); /* the same place for a second tag */
	s->matches[2] = s->matches[0];
	s->matches[2].tag = FL_STR("");
	s->matches[2].pattern = FL_STR("except");
	for (size_t i = 0; i < 3; i++) {
		s->candidates[i] = (fl_candidate){ .id = s->dreams[i].id, .request = 100, .category = FL_STR("") };
		s->shown[i] = (fl_sheet_dream){ .dream = &s->dreams[i], .candidate = &s->candidates[i], .representative = (uint32_t)i };
	}
	s->shown[0].matches = s->matches;
	s->shown[0].num_matches = 3;
	s->shown[0].asked = s->shown[1].asked = true;
	s->shown[2].withheld = true;
	s->rule = (fl_sheet_rule){ FL_STR("p"), FL_STR("r"), FL_STR(HOSTILE), FL_STR(HOSTILE), &s->tag, 1 };
	s->marks[0] = (fl_mark){ 4, 7, FL_DIFF_PLACE };
	s->evidence = (fl_pair){ .a = 0, .b = 1, .score = 430000, .only_a = FL_STR(HOSTILE), .only_b = FL_STR(""), .shared = FL_STR("") };
	s->pair = (fl_sheet_pair){ .a = 0, .b = 1, .pair = &s->evidence, .marked = true, .body_a = { s->marks, 1 } };
	s->members[1] = 1;
	s->tags = (fl_review_dream){ .dream = 0, .cause = FL_REVIEW_UNCLEAR, .first = FL_STR("field:a"), .second = FL_STR("") };
	assert_int_equal(fl_json_parse(FL_STR(why_json), "why", &s->why, &err), FL_OK);
	s->items[0] = (fl_sheet_item){ .group = true, .num_pairs = 1, .num_doubtful = 1, .num_members = 2 };
	s->items[1] = (fl_sheet_item){ .tags = &s->tags, .why = fl_json_root(s->why) };
	s->sheet = (fl_sheet){ .spec = &s->spec, .reviewer = FL_STR(HOSTILE), .dreams = s->shown, .num_dreams = 3,
			       .rules = &s->rule, .num_rules = 1, .categories = &s->tag, .num_categories = 1, .items = s->items,
			       .num_items = 2, .pairs = &s->pair, .num_pairs = 1, .members = s->members, .num_members = 2 };
}

static void write_page(sheet *s, const char *lang, fl_buf *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(out, 1 << 24);
	if (fl_report_review_page(&s->sheet, lang, out, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static fl_json_doc *data_of(const fl_buf *page)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	const char *from = strstr(page->data, "id=\"florin-data\">"), *to;
	assert_non_null(from);
	from += strlen("id=\"florin-data\">");
	to = strstr(from, "</script>");
	if (fl_json_parse((fl_str){ from, (size_t)(to - from) }, "data", &doc, &err) != FL_OK)
		fail_msg("%s", err.message);
	return doc;
}

static int64_t number(fl_json v)
{
	int64_t n = INT64_MIN;
	assert_true(fl_json_i64(v, &n));
	return n;
}

static fl_json column(fl_json root, size_t dream, const char *name)
{
	fl_json columns = fl_json_get(root, "columns"), row = fl_json_at(fl_json_get(root, "dreams"), dream);
	for (size_t i = 0; i < fl_json_len(columns); i++)
		if (fl_str_eqz(fl_json_text(fl_json_at(columns, i)), name))
			return fl_json_at(row, i);
	fail_msg("no column '%s'", name);
	return row;
}

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

static void test_write_review_page__no_text_becomes_markup(void **state)
{
	(void)state;
	static sheet s;
	fl_buf page;
	make_sheet(&s);
	write_page(&s, "en", &page);
	assert_int_equal(count_of(page.data, "<script"), 2); /* the data and the program */
	assert_int_equal(count_of(page.data, "</script"), 2);
	assert_int_equal(count_of(page.data, "<!--"), 0);
	assert_null(strstr(page.data, "alert(1)</script>"));
	assert_int_equal(count_of(page.data, "{{"), 0);
	fl_json_free(s.why);
	fl_buf_release(&page);
}

static void test_write_review_page__nothing_is_loaded(void **state)
{
	(void)state;
	static const char *const never[] = { " src=", "url(", "@import", "http:", "https:", "fetch(", "XMLHttpRequest", "innerHTML",
					     "insertAdjacentHTML", "eval(", " style=\"" };
	static sheet s;
	fl_buf page;
	make_sheet(&s);
	write_page(&s, "zh-CN", &page);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strstr(page.data, never[i]))
			fail_msg("the page says '%s'", never[i]);
	assert_non_null(strstr(page.data, "default-src 'none'"));
	assert_non_null(strstr(page.data, "<html lang=\"zh-CN\">"));
	fl_json_free(s.why);
	fl_buf_release(&page);
}

static void test_write_review_page__what_is_withheld_is_not_in_it(void **state)
{
	(void)state;
	static sheet s;
	fl_buf page;
	make_sheet(&s);
	write_page(&s, "en", &page);
	assert_null(strstr(page.data, "secret"));
	fl_json_doc *doc = data_of(&page);
	assert_int_equal(fl_json_type_of(fl_json_at(fl_json_get(fl_json_root(doc), "dreams"), 2)), FL_JSON_NULL);
	fl_json_free(doc);
	fl_json_free(s.why);
	fl_buf_release(&page);
}

static void expect_numbers(fl_json list, const int64_t *want, size_t count)
{
	assert_int_equal(fl_json_len(list), count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(number(fl_json_at(list, i)), want[i]);
}

static void test_write_review_page__places_are_those_of_javascript(void **state)
{
	(void)state;
	static sheet s;
	fl_buf page;
	make_sheet(&s);
	write_page(&s, "en", &page);
	fl_json_doc *doc = data_of(&page);
	fl_json root = fl_json_root(doc), item = fl_json_at(fl_json_get(root, "items"), 1), pair;
	/* 😀 is two units: 学校 stands at 3; each place once, no exception */
	expect_numbers(column(root, 0, "hits"), (int64_t[]){ 0, 1, 3, 5 }, 4);
	/* explain_tags counts characters: 2 to 4 */
	fl_json condition = fl_json_at(fl_json_at(fl_json_get(item, "why"), 0), 5);
	expect_numbers(fl_json_get(condition, "x"), (int64_t[]){ 1, 3, 5, 1 }, 4);
	assert_int_equal(number(fl_json_get(condition, "v")), -1);
	pair = fl_json_at(fl_json_get(root, "pairs"), 0);
	expect_numbers(fl_json_at(fl_json_at(pair, 13), 1), (int64_t[]){ 2, 3, FL_DIFF_PLACE }, 3);
	fl_json_free(doc);
	fl_json_free(s.why);
	fl_buf_release(&page);
}

static void test_write_review_page__a_cut_text_says_so_and_keeps_its_hits(void **state)
{
	(void)state;
	static sheet s;
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	make_sheet(&s);
	s.shown[0].asked = false;
	fl_buf_init(&out, 1 << 24);
	fl_review_data(&s.sheet, FL_LANG_EN, 9, &out); /* in the middle of 学 */
	assert_int_equal(fl_json_parse(fl_buf_view(&out), "data", &doc, &err), FL_OK);
	fl_json root = fl_json_root(doc), beyond = column(root, 0, "beyond");
	assert_true(fl_str_eqz(fl_json_text(column(root, 0, "body")), "😀一"));
	assert_int_equal(number(column(root, 0, "cut")), 3);
	assert_int_equal(fl_json_len(column(root, 0, "hits")), 0);
	assert_int_equal(fl_json_len(beyond), 4);
	assert_true(fl_str_eqz(fl_json_text(fl_json_at(beyond, 1)), "😀一"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_at(beyond, 2)), "学校"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_at(beyond, 3)), "二"));
	fl_json_free(doc);
	fl_json_free(s.why);
	fl_buf_release(&out);
}

/* ---- words ------------------------------------------------------------------------------------------------------------ */

static bool is_script(const char *name)
{
	return strncmp(name, "review", 6) == 0 || strcmp(name, "head.html") == 0;
}

/* Words whose key a script puts together from a part and a name. */
static bool is_made(const char *key)
{
	static const char *const parts[] = { "C_", "W_", "D_", "S_", "K_", "V_", "VERDICT_", "SAY_", "KICKER" /* names the window */ };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strncmp(key, parts[i], strlen(parts[i])) == 0)
			return true;
	return false;
}

static bool is_used(const char *key)
{
	char named[64];
	for (const fl_embedded *file = fl_embedded_page; file->name; file++) {
		if (!is_script(file->name))
			continue;
		for (int form = 0; form < 2; form++) {
			snprintf(named, sizeof named, form ? "{{%s}}" : "W.%s", key);
			const char *at = file->bytes;
			for (; (at = strstr(at, named)) != NULL; at++) {
				char behind = at[strlen(named)];
				if (form || !((behind >= 'A' && behind <= 'Z') || (behind >= 'a' && behind <= 'z') ||
					      (behind >= '0' && behind <= '9') || behind == '_'))
					return true;
			}
		}
	}
	return false;
}

static bool is_word(fl_str key)
{
	for (const fl_frame_word *word = fl_review_words; word->key; word++)
		if (fl_str_eqz(key, word->key))
			return true;
	return false;
}

static void test_write_review_page__words_are_used_and_there(void **state)
{
	(void)state;
	for (const fl_frame_word *word = fl_review_words; word->key; word++) {
		if (!is_made(word->key) && !is_used(word->key))
			fail_msg("the word '%s' is used nowhere", word->key);
		for (int lang = 0; lang < 2; lang++)
			assert_true(word->text[lang] && word->text[lang][0]);
		for (char digit = '0'; digit <= '9'; digit++) {
			char slot[] = { '{', digit, '}', '\0' };
			if (!strstr(word->text[0], slot) != !strstr(word->text[1], slot))
				fail_msg("the word '%s' fills %s in one language only", word->key, slot);
		}
	}
	for (const fl_embedded *file = fl_embedded_page; file->name; file++)
		for (const char *at = is_script(file->name) ? file->bytes : ""; (at = strstr(at, "W.")) != NULL; at += 2) {
			size_t len = strspn(at + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
			if (len > 0 && (at == file->bytes || at[-1] == ' ' || at[-1] == '(' || at[-1] == '[' || at[-1] == '{') &&
			    !is_word((fl_str){ at + 2, len }))
				fail_msg("%s asks for the word '%.*s', which is not there", file->name, (int)len, at + 2);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_review_page__no_text_becomes_markup),
		cmocka_unit_test(test_write_review_page__nothing_is_loaded),
		cmocka_unit_test(test_write_review_page__what_is_withheld_is_not_in_it),
		cmocka_unit_test(test_write_review_page__places_are_those_of_javascript),
		cmocka_unit_test(test_write_review_page__a_cut_text_says_so_and_keeps_its_hits),
		cmocka_unit_test(test_write_review_page__words_are_used_and_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
