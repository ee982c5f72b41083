/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pack_mutants.c - every word of the shipped packs is held by an example: without it one fails.
 *
 * Each alternative of each pattern and each word of each list is left out in turn, and the examples are run: first those of its
 * rule, then those of the whole pack. 'test_pack_mutants PACK...' lists what no example holds in other packs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "classify/pack.h"
#include "pack_mutants.h"


static const char *const names[] = { "public-interest", "serves", "intake", "sdg", "china-places", "quantities" };

/* Does an example fail, or can the pack not even be read? */
static bool fails(fl_str json)
{
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;
	size_t run = 0, failed = 0;
	bool bad;

	if (fl_pack_parse(json, "mutant", &pack, &err) != FL_OK)
		return true;
	bad = fl_pack_test(pack, NULL, &run, &failed, &err) != FL_OK || failed > 0;
	fl_pack_free(pack);
	return bad;
}

static bool is_held(fl_json pack, int64_t wanted, mutant *m, fl_buf *json)
{
	*m = (mutant){ .wanted = wanted, .rule = MUTANT_NONE };
	mutant_write(m, pack, json);
	if (m->in_rule != MUTANT_NONE) {
		m->rule = m->in_rule;
		mutant_write(m, pack, json);
		if (fails(fl_buf_view(json)))
			return true;
		m->rule = MUTANT_NONE;
		mutant_write(m, pack, json);
	}
	return fails(fl_buf_view(json));
}

static fl_json rule_at(fl_json pack, int64_t rule)
{
	return fl_json_at(fl_json_get(pack, "rules"), (size_t)rule);
}

/* How many alternatives no example holds; each is printed. */
static size_t count_unheld(const char *path, int64_t *ret_all)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	fl_buf text, json;
	mutant m = { .wanted = MUTANT_NONE, .rule = MUTANT_NONE };
	size_t unheld = 0;

	fl_buf_init(&text, 1 << 26);
	fl_buf_init(&json, 1 << 26);
	if (fl_file_read(path, &text, &err) != FL_OK || fl_json_parse(fl_buf_view(&text), path, &doc, &err) != FL_OK)
		fail_msg("%s: %s", path, err.message);
	mutant_write(&m, fl_json_root(doc), &json);
	*ret_all = m.seen;
	if (fails(fl_buf_view(&json)))
		fail_msg("%s: an example fails although nothing was left out", path);
	for (int64_t i = 0; i < *ret_all; i++) {
		if (is_held(fl_json_root(doc), i, &m, &json))
			continue;
		unheld++;
		printf("%s: %.*s: no example holds '%s'\n", path,
		       m.in_rule == MUTANT_NONE ? 4 : (int)fl_json_text(fl_json_get(rule_at(fl_json_root(doc), m.in_rule), "id")).len,
		       m.in_rule == MUTANT_NONE ? "list" : fl_json_text(fl_json_get(rule_at(fl_json_root(doc), m.in_rule), "id")).data,
		       m.what);
	}
	fl_json_free(doc);
	fl_buf_release(&text);
	fl_buf_release(&json);
	return unheld;
}

static void test_pack_mutants__every_alternative_is_held_by_an_example(void **state)
{
	size_t unheld = 0;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[1000];
		int64_t all;
		snprintf(path, sizeof path, FLORIN_SOURCE_DIR "/rules/%s.json", names[i]);
		unheld += count_unheld(path, &all);
		printf("%s: %lld alternatives\n", names[i], (long long)all);
		assert_true(all > 20);
	}
	assert_int_equal(unheld, 0);
}

/* The check itself can fail. */
static void test_pack_mutants__an_alternative_without_example_is_found(void **state)
{
	static const char *const pack =
	    "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1.0.0\", \"title\": \"t\", "
	    "\"namespaces\": {\"for\": {\"title\": \"w\"}}, \"lists\": {\"pets\": [\"cat\", \"dog\"]}, \"rules\": [{\"id\": \"r\", "
	    "\"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [\"for:x\"], "
	    "\"patterns\": {\"a\": [\"red (?:hen|fox)\", \"[|(]\"], \"b\": \"{{pets}}\"}, \"except\": [\"hot dog\"], "
	    "\"examples\": {\"match\": [\"red hen\", \"cat\", \"(\"], \"no_match\": [\"hot dog\"]}}]}";
	static const char *const unheld[] = { "dog", "fox" };
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;
	mutant m = { .wanted = MUTANT_NONE, .rule = MUTANT_NONE };
	fl_buf json;
	size_t found = 0;
	int64_t all;

	(void)state;
	fl_buf_init(&json, 1 << 16);
	assert_int_equal(fl_json_parse(fl_str_of(pack), "p", &doc, &err), FL_OK);
	mutant_write(&m, fl_json_root(doc), &json);
	all = m.seen;
	assert_int_equal(all, 6); /* two words, two texts, two alternatives */
	for (int64_t i = 0; i < all; i++)
		if (!is_held(fl_json_root(doc), i, &m, &json))
			assert_string_equal(m.what, unheld[found++]);
	assert_int_equal(found, 2);
	fl_json_free(doc);
	fl_buf_release(&json);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack_mutants__an_alternative_without_example_is_found),
		cmocka_unit_test(test_pack_mutants__every_alternative_is_held_by_an_example),
	};
	size_t unheld = 0;

	for (int i = 1; i < argc; i++) {
		int64_t all;
		unheld += count_unheld(argv[i], &all);
	}
	return argc > 1 ? unheld > 0 : cmocka_run_group_tests(tests, NULL, NULL);
}
