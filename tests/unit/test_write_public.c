/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_public.c - public.html is one safe file that names nobody; of a large round the dreams that are not listed stand in the tree of awards
 * as hashes; memory that runs out leaves nothing behind.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fail_each.h"

#include "base/json.h"
#include "report/public_page.h"
#include "report/public_words.h"
#include "small_result.h"

/* What a step brings beside the result: leaves are whatever they are here, each another. */
typedef struct beside {
	fl_arena arena;
	uint32_t *order;
	fl_digest *leaves;
	fl_award_salt *salts;
	fl_public_source source;
} beside;

static void beside_begin(beside *b, const fl_result *result)
{
	size_t count = result->num_dreams;
	*b = (beside){ .arena = FL_ARENA_INIT };
	b->order = fl_arena_array(&b->arena, count, sizeof *b->order);
	b->leaves = fl_arena_array(&b->arena, count, sizeof *b->leaves);
	b->salts = fl_arena_array(&b->arena, count, sizeof *b->salts);
	made_must(b->order && b->leaves && b->salts, "memory");
	for (size_t i = 0; i < count; i++) {
		b->order[i] = (uint32_t)i;
		b->leaves[i] = fl_merkle_leaf(result->dreams[i].dream->id);
		snprintf(b->salts[i].text, sizeof b->salts[i].text, "%032zu", i);
	}
	b->source = (fl_public_source){ .result = result,
					.day = 20700,
					.order = b->order,
					.leaves = b->leaves,
					.salts = b->salts,
					.entry = FL_STR("{\"awards\":\"00\"}"),
					.journal = { .index = 5, .size = 7 },
					.entries = 7 };
}

static void write_page(const fl_public_source *source, const char *lang, fl_buf *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(out, 1 << 26);
	assert_int_equal(fl_report_public(source, lang, out, &err), FL_OK);
}

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

static fl_json_doc *data_of(const fl_buf *page)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	const char *from = strstr(page->data, "id=\"florin-data\">"), *to;
	assert_non_null(from);
	from += strlen("id=\"florin-data\">");
	to = strstr(from, "</script>");
	assert_int_equal(fl_json_parse((fl_str){ from, (size_t)(to - from) }, "data", &doc, &err), FL_OK);
	return doc;
}

static void test_write_public__no_text_becomes_markup_and_no_limit_names_an_organisation(void **state)
{
	static const char *const langs[] = { "en", "zh-CN" };
	(void)state;
	for (int l = 0; l < 2; l++) {
		small s;
		beside b;
		fl_buf page;
		small_begin(&s);
		s.made.allocation->awards[s.u1].reason = FL_WHY_GROUP;
		s.made.allocation->awards[s.u1].limit = 3; /* "organisation=听力协会" */
		beside_begin(&b, &s.made.result);
		write_page(&b.source, langs[l], &page);
		assert_int_equal(count_of(page.data, "<script"), 2);
		assert_int_equal(count_of(page.data, "</script"), 2);
		assert_null(strstr(page.data, "听力协会"));
		assert_non_null(strstr(page.data, "One organisation"));
		assert_null(strstr(page.data, "@home")); /* the words of what does not take part */
		assert_null(strstr(page.data, "dreams.csv"));
		fl_buf_release(&page);
		fl_arena_release(&b.arena);
		small_release(&s);
	}
}

static void test_write_public__words_fill_the_same_in_both_languages(void **state)
{
	(void)state;
	for (const fl_frame_word *word = fl_public_words; word->key; word++)
		for (char digit = '0'; digit <= '9'; digit++) {
			char slot[] = { '{', digit, '}', '\0' };
			assert_true(word->text[0][0] && word->text[1][0]);
			if (!strstr(word->text[0], slot) != !strstr(word->text[1], slot))
				fail_msg("the word '%s' fills %s in one language only", word->key, slot);
		}
}

/* ---- a large round -------------------------------------------------------------------------------------------------- */

typedef struct walk {
	const beside *b;
	fl_json leaves, dreams;
	size_t next, listed;
} walk;

/* As the page does it: what stands next is the whole part, one listed dream, or two parts. */
static fl_digest walk_tree(walk *w, size_t from, size_t to)
{
	fl_json item = fl_json_at(w->leaves, w->next);
	int64_t n = 0;
	if (fl_json_type_of(item) == FL_JSON_ARRAY && fl_json_i64(fl_json_at(item, 0), &n) && (size_t)n == to - from) {
		fl_digest hash;
		w->next++;
		assert_true(fl_digest_read_base64(fl_json_text(fl_json_at(item, 1)), &hash));
		return hash;
	}
	if (to - from == 1) {
		w->next++;
		w->listed++;
		assert_true(fl_json_i64(item, &n));
		fl_str id = fl_json_text(fl_json_at(fl_json_at(w->dreams, (size_t)n), 0));
		assert_true(fl_str_eq(id, w->b->source.result->dreams[w->b->order[from]].dream->id));
		return w->b->leaves[from];
	}
	size_t half = 1;
	while (2 * half < to - from)
		half *= 2;
	fl_digest pair[2] = { walk_tree(w, from, from + half), walk_tree(w, from + half, to) }, node;
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "\x01", 1);
	fl_hasher_add(&h, pair[0].bytes, 32);
	fl_hasher_add(&h, pair[1].bytes, 32);
	node = fl_hasher_final(&h);
	return node;
}

static void test_write_public__a_large_round_lists_some_and_hashes_the_rest(void **state)
{
	enum { ALL = 50300, LISTED = 50000 };
	static char ids[ALL][16];
	made m;
	beside b;
	fl_buf page;
	(void)state;
	made_begin(&m, "{\"format\":\"florin-round/1\",\"round\":\"large\",\"threshold\":1,\"pools\":[{\"id\":\"p\",\"amount\":\"5\"}]}", ALL);
	for (size_t i = 0; i < ALL; i++) {
		snprintf(ids[i], sizeof ids[i], "d%05zu", i); /* one in a hundred, and a whole part of the tree, has fewest flowers */
		made_dream(&m, ids[i], "t", "", 100, i % 252 == 3 || (i >= 1024 && i < 1124) ? 2 : 5, 1, FL_QUALIFIED, 0, FL_WHY_OUTBID);
	}
	made_limits(&m, NULL);
	made_end(&m);
	beside_begin(&b, &m.result);
	write_page(&b.source, "en", &page);
	fl_json_doc *doc = data_of(&page);
	fl_json root = fl_json_root(doc);
	walk w = { .b = &b, .leaves = fl_json_get(fl_json_get(root, "receipts"), "leaves"), .dreams = fl_json_get(root, "dreams") };
	fl_digest want = fl_merkle_root(b.leaves, ALL), got = walk_tree(&w, 0, ALL);
	assert_int_equal(w.next, fl_json_len(w.leaves));
	assert_int_equal(w.listed, LISTED);
	assert_int_equal(fl_json_len(w.dreams), LISTED);
	assert_true(fl_digest_same(&want, &got));
	assert_true(fl_json_len(w.leaves) < LISTED + 300); /* some hashes stand for more than one */
	assert_non_null(strstr(page.data, "Here stand the 50,000 of 50,300 dreams"));
	fl_json_free(doc);
	fl_buf_release(&page);
	fl_arena_release(&b.arena);
	made_release(&m);
}

/* ---- memory --------------------------------------------------------------------------------------------------------- */

static small fault_small;
static beside fault_beside;

static fl_status write_once(fl_error *err)
{
	fl_buf out;
	fl_buf_init(&out, 1 << 24);
	fl_status status = fl_report_public(&fault_beside.source, "en", &out, err);
	fl_buf_release(&out);
	return status;
}

static void test_write_public__memory_that_runs_out(void **state)
{
	(void)state;
	small_begin(&fault_small);
	beside_begin(&fault_beside, &fault_small.made.result);
	fail_each(write_once, 20);
	fl_arena_release(&fault_beside.arena);
	small_release(&fault_small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_public__no_text_becomes_markup_and_no_limit_names_an_organisation),
		cmocka_unit_test(test_write_public__words_fill_the_same_in_both_languages),
		cmocka_unit_test(test_write_public__a_large_round_lists_some_and_hashes_the_rest),
		cmocka_unit_test(test_write_public__memory_that_runs_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
