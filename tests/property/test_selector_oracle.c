/* SPDX-License-Identifier: Apache-2.0
 *
 * Random selectors against the obvious way: walk the JSON beside the dream, compare everything with everything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/selector_set.h"
#include "random.h"

#include <stdlib.h>

#define CASES 1500

static const char *const words[] = { "a", "b", "a/b", "a/b/c", "ab", "", "甘肃", "甘肃/定西", "甘", "b/a" };
static const char *const leaves[] = { "category", "tag", "region", "organisation", "id" };
#define NUM_WORDS (sizeof words / sizeof *words)

static const char *word(uint64_t *seed, bool may_be_empty)
{
	for (;;) {
		const char *w = words[random_below(seed, NUM_WORDS)];
		if (may_be_empty || w[0] != '\0')
			return w;
	}
}

/* ---- random cases ------------------------------------------------------------------------------------------ */

static void write_selector(fl_json_writer *w, uint64_t *seed, int depth);

static void write_leaf(fl_json_writer *w, uint64_t *seed)
{
	uint64_t count = random_below(seed, 4);

	if (count == 0) {
		fl_json_put_z(w, word(seed, false));
		return;
	}
	fl_json_begin_array(w);
	while (count-- > 0)
		fl_json_put_z(w, word(seed, false));
	fl_json_end_array(w);
}

static void write_selector(fl_json_writer *w, uint64_t *seed, int depth)
{
	fl_json_begin_object(w);
	for (size_t i = 0; i < 5; i++)
		if (random_below(seed, 5) == 0) {
			fl_json_put_key(w, leaves[i]);
			write_leaf(w, seed);
		}
	if (depth < 4 && random_below(seed, 3) == 0) {
		fl_json_put_key(w, "not");
		write_selector(w, seed, depth + 1);
	}
	for (int many = 0; many < 2; many++)
		if (depth < 4 && random_below(seed, 3) == 0) {
			fl_json_put_key(w, many ? "any" : "all");
			fl_json_begin_array(w);
			for (uint64_t n = 1 + random_below(seed, 3); n > 0; n--)
				write_selector(w, seed, depth + 1);
			fl_json_end_array(w);
		}
	fl_json_end_object(w);
}

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static fl_candidate random_dream(uint64_t *seed, fl_str tags[4])
{
	fl_candidate d = { .id = fl_str_of(word(seed, false)),
			   .organisation = fl_str_of(word(seed, true)),
			   .region = fl_str_of(word(seed, true)),
			   .category = fl_str_of(word(seed, true)),
			   .tags = tags };
	size_t n = random_below(seed, 5), kept = 0;

	for (size_t i = 0; i < n; i++)
		tags[i] = fl_str_of(word(seed, false));
	qsort(tags, n, sizeof *tags, by_bytes);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !fl_str_eq(tags[i], tags[kept - 1]))
			tags[kept++] = tags[i];
	d.num_tags = kept;
	return d;
}

/* ---- the oracle -------------------------------------------------------------------------------------------- */

static bool one_matches(const char *key, fl_str value, const fl_candidate *d)
{
	if (strcmp(key, "tag") == 0) {
		for (size_t i = 0; i < d->num_tags; i++)
			if (fl_str_eq(d->tags[i], value))
				return true;
		return false;
	}
	if (strcmp(key, "region") == 0) {
		fl_str start = d->region;
		if (start.len > value.len && start.data[value.len] == '/')
			start.len = value.len;
		return fl_str_eq(start, value);
	}
	return fl_str_eq(value, strcmp(key, "category") == 0       ? d->category
				: strcmp(key, "organisation") == 0 ? d->organisation
								   : d->id);
}

static bool leaf_matches(const char *key, fl_json v, const fl_candidate *d)
{
	if (fl_json_type_of(v) == FL_JSON_STRING)
		return one_matches(key, fl_json_text(v), d);
	for (size_t i = 0; i < fl_json_len(v); i++)
		if (one_matches(key, fl_json_text(fl_json_at(v, i)), d))
			return true;
	return false;
}

static bool matches(fl_json v, const fl_candidate *d)
{
	fl_json any = fl_json_get(v, "any"), all = fl_json_get(v, "all");
	bool one = !fl_json_present(any);

	for (size_t i = 0; i < 5; i++)
		if (fl_json_present(fl_json_get(v, leaves[i])) &&
		    !leaf_matches(leaves[i], fl_json_get(v, leaves[i]), d))
			return false;
	if (fl_json_present(fl_json_get(v, "not")) && matches(fl_json_get(v, "not"), d))
		return false;
	for (size_t i = 0; i < fl_json_len(any); i++)
		one = one || matches(fl_json_at(any, i), d);
	for (size_t i = 0; i < fl_json_len(all); i++)
		if (!matches(fl_json_at(all, i), d))
			return false;
	return one;
}

/* ---- the property ------------------------------------------------------------------------------------------ */

static void test_selector_oracle__matches_what_the_json_says(void **state)
{
	size_t selected = 0, total = 0;

	(void)state;
	for (uint64_t i = 0; i < CASES; i++) {
		uint64_t seed = i;
		fl_error err = FL_ERROR_INIT;
		fl_arena arena = FL_ARENA_INIT;
		fl_json_doc *doc = NULL;
		const fl_selector *selector, *again;
		fl_json_writer w;
		fl_buf json;
		fl_buf_init(&json, 1 << 20);
		fl_json_start(&w, &json, false);
		write_selector(&w, &seed, 0);
		assert_int_equal(fl_json_parse(fl_buf_view(&json), "case", &doc, &err), FL_OK);
		if (fl_selector_parse(fl_json_root(doc), &arena, &selector, &err) != FL_OK)
			fail_msg("seed %llu: %s: %s", (unsigned long long)i, json.data, err.message);
		assert_int_equal(fl_selector_parse(fl_json_root(doc), &arena, &again, &err), FL_OK);
		assert_true(fl_selector_equal(selector, again));
		for (int k = 0; k < 40; k++, total++) {
			fl_str tags[4];
			fl_candidate d = random_dream(&seed, tags);
			bool want = matches(fl_json_root(doc), &d);
			if (fl_selector_matches(selector, &d) != want)
				fail_msg("seed %llu: %s on dream %d", (unsigned long long)i, json.data, k);
			selected += want;
		}
		fl_json_free(doc);
		fl_arena_release(&arena);
		fl_buf_release(&json);
	}
	assert_true(selected > total / 20 && selected < total - total / 20); /* both answers are tested */
}

/* Thirty selectors at once find those that each alone would select, in order. */
static void test_selector_oracle__a_set_finds_what_each_selects(void **state)
{
	enum { MANY = 30 };

	(void)state;
	for (uint64_t i = 0; i < CASES / 10; i++) {
		uint64_t seed = i;
		fl_error err = FL_ERROR_INIT;
		fl_arena arena = FL_ARENA_INIT;
		const fl_selector *selectors[MANY];
		fl_selector_set *set;
		for (int n = 0; n < MANY; n++) {
			fl_json_doc *doc = NULL;
			fl_json_writer w;
			fl_buf json;
			fl_buf_init(&json, 1 << 20);
			fl_json_start(&w, &json, false);
			write_selector(&w, &seed, 0);
			assert_int_equal(fl_json_parse(fl_buf_view(&json), "case", &doc, &err), FL_OK);
			assert_int_equal(fl_selector_parse(fl_json_root(doc), &arena, &selectors[n], &err), FL_OK);
			fl_json_free(doc);
			fl_buf_release(&json);
		}
		assert_int_equal(fl_selector_set_new(selectors, MANY, &set, &err), FL_OK);
		for (int k = 0; k < 40; k++) {
			fl_str tags[4];
			fl_candidate d = random_dream(&seed, tags);
			size_t count, at = 0;
			const uint32_t *found = fl_selector_set_find(set, &d, &count);
			for (uint32_t n = 0; n < MANY; n++) {
				bool want = fl_selector_matches(selectors[n], &d), have = at < count && found[at] == n;
				if (have != want)
					fail_msg("seed %llu: selector %u on dream %d", (unsigned long long)i, n, k);
				at += have;
			}
			assert_true(at == count);
		}
		fl_selector_set_free(set);
		fl_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_selector_oracle__matches_what_the_json_says),
		cmocka_unit_test(test_selector_oracle__a_set_finds_what_each_selects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
