/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "make_pack.h"

#include <stdio.h>

/* A shelf of packs in memory: name and JSON by turns, ended by NULL. */
static fl_status find(void *user, fl_str name, const char *from, fl_str *ret_json, const char **ret_source,
		      fl_error *err)
{
	(void)from;
	for (const char *const *p = user; p[0]; p += 2) {
		if (fl_str_eqz(name, p[0])) {
			*ret_source = p[0];
			*ret_json = fl_str_of(p[1]);
			return FL_OK;
		}
	}
	err->status = FL_ENOTFOUND;
	snprintf(err->message, sizeof err->message, "no such pack");
	return FL_ENOTFOUND;
}

#define PACK(id, version, rest)                                                                                      \
	"{\"format\": \"florin-pack/1\", \"pack\": \"" id "\", \"version\": \"" version                              \
	"\", \"title\": \"t\", " rest "}"
#define NAMES    "\"namespaces\": {\"for\": {\"title\": \"w\"}},"
#define ON(what) "\"extends\": [" what "],"
#define BASE(v)  "{\"pack\": \"base\", \"version\": \"" v "\"}"
#define EX(m, n) "\"examples\": {\"match\": [" m "], \"no_match\": [" n "]}"

static const char base[] = PACK(
    "base", "1.4.0",
    NAMES
    "\"margin\": 7, \"lists\": {\"village\": [\"村\"], \"rural\": [\"乡\", \"{{village}}\"]}, \"rules\": [" RULE(
	"rural", "\"for:rural\"",
	"\"patterns\": {\"p\": \"{{rural}}校\"}, " EX(
	    "\"村校\"", "\"城校\"")) "," RULE("sea", "\"for:sea\"",
					      "\"patterns\": {\"p\": \"海\"}") "],"
									       "\"examples\": [{\"title\": \"海\", "
									       "\"tags\": \"for:sea\"}]");

static fl_status parse(const char *const *shelf, const char *json, fl_pack **ret, fl_error *err)
{
	fl_pack_finder finder = { find, (void *)shelf };

	return fl_pack_parse_with(fl_str_of(json), "child.json", &finder, ret, err);
}

static void holds(const char *const *shelf, const char *json, size_t rules, size_t examples)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	size_t run, failed;

	if (parse(shelf, json, &pack, &err) != FL_OK)
		fail_msg("%s:%d:%d: %s", err.source, (int)err.line, (int)err.column, err.message);
	assert_int_equal(fl_pack_num_rules(pack), rules);
	assert_int_equal(fl_pack_test(pack, NULL, &run, &failed, &err), FL_OK);
	assert_int_equal(run, examples);
	assert_int_equal(failed, 0);
	assert_true(fl_pack_has_part(pack, fl_pack_id(pack)));
	assert_true(fl_pack_has_part(pack, FL_STR("base")));
	assert_false(fl_pack_has_part(pack, FL_STR("other")));
	fl_pack_free(pack);
}

static void refuses(const char *const *shelf, const char *json, const char *source, const char *message)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	if (parse(shelf, json, &pack, &err) == FL_OK)
		fail_msg("accepted, not '%s'", message);
	assert_null(pack);
	if (!strstr(err.message, message) || strcmp(err.source, source) != 0 || err.line < 1)
		fail_msg("%s:%d: '%s' is not '%s'", err.source, (int)err.line, err.message, message);
}

static const char *const shelf[] = { "base", base, NULL };

static void test_pack_extend__rules_lists_and_namespaces_are_there(void **state)
{
	(void)state;
	/* the example of the base's rule runs; that of the base itself does not */
	holds(
	    shelf,
	    PACK("child", "1",
		 ON(BASE("^1.2.0")) "\"rules\": [" RULE(
		     "own", "\"for:own\"",
		     "\"patterns\": {\"p\": \"{{rural}}路\"}, " EX(
			 "\"乡路\"",
			 "\"海\"")) "],"
				    "\"examples\": [{\"title\": \"村路 海\", \"tags\": [\"for:own\", \"for:sea\"]}]"),
	    3, 5);
}

static void test_pack_extend__a_rule_is_left_out_or_written_anew(void **state)
{
	(void)state;
	holds(shelf,
	      PACK(
		  "child", "1",
		  ON("{\"pack\": \"base\", \"version\": \"^1.2.0\", \"without\": [\"sea\", \"rural\"]}") "\"rules\": "
													 "[" RULE(
													     "sea",
													     "\"for:"
													     "water"
													     "\"",
													     "\"patte"
													     "rns\": "
													     "{\"p\":"
													     " \"海\""
													     "}") "],"
														  "\""
														  "ex"
														  "am"
														  "pl"
														  "es"
														  "\""
														  ": "
														  "[{"
														  "\""
														  "ti"
														  "tl"
														  "e"
														  "\""
														  ": "
														  "\""
														  "海"
														  " "
														  "村"
														  "校"
														  "\""
														  ", "
														  "\""
														  "ta"
														  "gs"
														  "\""
														  ": "
														  "\""
														  "fo"
														  "r:"
														  "wa"
														  "te"
														  "r"
														  "\""
														  ", "
														  "\""
														  "wi"
														  "th"
														  "ou"
														  "t"
														  "\""
														  ": "
														  "["
														  "\""
														  "fo"
														  "r:"
														  "se"
														  "a"
														  "\""
														  ", "
														  "\""
														  "fo"
														  "r:"
														  "ru"
														  "ra"
														  "l"
														  "\""
														  "]}"
														  "]"),
	      1, 1);
	refuses(shelf,
		PACK("child", "1",
		     ON(BASE("^1.2.0")) "\"rules\": [" RULE("sea", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}") "]"),
		"child.json", "a second rule 'sea'");
	refuses(shelf,
		PACK("child", "1",
		     ON("{\"pack\": \"base\", \"version\": \"^1.2.0\", \"without\": [\"see\"]}") "\"rules\": [" RULE(
			 "own", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}") "]"),
		"child.json", "no pack that is extended has the rule 'see'");
}

static void test_pack_extend__words_are_added_for_the_base_rules_too(void **state)
{
	(void)state;
	holds(shelf,
	      PACK("child", "1",
		   ON(BASE("1.4.0")) "\"lists\": {\"village\": {\"add\": [\"屯\"]}}, \"rules\": [" RULE(
		       "own", "\"for:own\"",
		       "\"patterns\": {\"p\": \"{{rural}}路\"}") "],"
								 "\"examples\": [{\"title\": \"屯校\", \"tags\": "
								 "\"for:rural\"}, {\"title\": \"屯路\", \"tags\": "
								 "\"for:own\"}]"),
	      3, 4);
	refuses(shelf,
		PACK("child", "1", ON(BASE("1.4.0")) "\"lists\": {\"city\": {\"add\": [\"市\"]}}, \"rules\": []"),
		"child.json", "no list 'city' in the packs that are extended");
	refuses(shelf, PACK("child", "1", ON(BASE("1.4.0")) "\"lists\": {\"rural\": [\"屯\"]}, \"rules\": []"),
		"child.json", "a pack that is extended has a list 'rural'");
	refuses(shelf,
		PACK("child", "1",
		     ON(BASE("1.4.0")) "\"lists\": {\"village\": {\"add\": [\"{{rural}}\"]}}, \"rules\": []"),
		"child.json", "the lists name each other in a circle");
}

static void test_pack_extend__a_diamond_is_loaded_once(void **state)
{
	static const char left[] =
	    PACK("left", "1.0.0",
		 ON(BASE("^1.0.0")) "\"rules\": [" RULE("left", "\"for:l\"", "\"patterns\": {\"p\": \"左\"}") "]");
	static const char right[] =
	    PACK("right", "1.0.0",
		 ON(BASE(">=1.4.0")) "\"rules\": [" RULE("right", "\"for:r\"", "\"patterns\": {\"p\": \"右\"}") "]");
	static const char *const all[] = { "base", base, "left", left, "right", right, NULL };
	const char *both = PACK("child", "1",
				ON("{\"pack\": \"left\", \"version\": \"1.0.0\"}, {\"pack\": \"right\", \"version\": "
				   "\"1.0.0\"}") "\"rules\": [" RULE("own", "\"for:o\"",
								     "\"patterns\": {\"p\": \"中\"}") "]");

	(void)state;
	holds(all, both, 5, 2);
}

static void test_pack_extend__versions_are_held_to(void **state)
{
	static const char old[] =
	    PACK("old", "2026", NAMES "\"rules\": [" RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"a\"}") "]");
	static const char *const all[] = { "base", base, "old", old, NULL };

	(void)state;
	refuses(all, PACK("child", "1", ON(BASE("^2.0.0")) "\"rules\": []"), "child.json",
		"pack 'base' is version 1.4.0, not '^2.0.0'");
	refuses(all, PACK("child", "1", ON(BASE("1.x")) "\"rules\": []"), "child.json", "'1.x' is no constraint");
	refuses(all, PACK("child", "1", ON("{\"pack\": \"base\"}") "\"rules\": []"), "child.json",
		"'version' is missing");
	refuses(all, PACK("child", "1", ON("{\"pack\": \"old\", \"version\": \"^1.0.0\"}") "\"rules\": []"),
		"child.json", "version '2026' of pack 'old' is no semantic version");
	refuses(all, PACK("child", "1", ON("{\"pack\": \"none\", \"version\": \"^1.0.0\"}") "\"rules\": []"),
		"child.json", "no such pack");
	refuses(all, PACK("child", "1", "\"extends\": \"base\", \"rules\": []"), "child.json", "'extends' is a list");
}

static void test_pack_extend__a_circle_is_refused(void **state)
{
	static const char a[] = PACK("a", "1.0.0", ON("{\"pack\": \"b\", \"version\": \"1.0.0\"}") "\"rules\": []");
	static const char b[] = PACK("b", "1.0.0", ON("{\"pack\": \"a\", \"version\": \"1.0.0\"}") "\"rules\": []");
	static const char *const all[] = { "a", a, "b", b, NULL };
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	(void)state;
	assert_int_equal(parse(all,
			       PACK("child", "1", ON("{\"pack\": \"a\", \"version\": \"1.0.0\"}") "\"rules\": []"),
			       &pack, &err),
			 FL_EINVAL);
	assert_non_null(strstr(err.message, "packs extend each other in a circle"));
}

static void test_pack_extend__two_files_with_one_id_are_refused(void **state)
{
	static const char twin[] = PACK("base", "1.4.0", NAMES "\"rules\": []");
	static const char *const all[] = { "base", base, "twin", twin, NULL };

	(void)state;
	refuses(
	    all,
	    PACK("child", "1", ON(BASE("1.4.0") ", {\"pack\": \"twin\", \"version\": \"1.4.0\"}") "\"rules\": []"),
	    "twin", "another pack 'base' is 'base'");
}

static void test_pack_extend__a_mistake_in_a_base_has_its_place(void **state)
{
	static const char broken[] = PACK(
	    "broken", "1.0.0", NAMES "\n\"rules\": [" RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"(\"}") "]");
	static const char *const all[] = { "broken", broken, NULL };

	(void)state;
	refuses(all, PACK("child", "1", ON("{\"pack\": \"broken\", \"version\": \"1.0.0\"}") "\"rules\": []"),
		"broken", "the pattern does not compile");
}

static void test_pack_extend__a_namespace_means_one_thing(void **state)
{
	(void)state;
	refuses(
	    shelf,
	    PACK(
		"child", "1",
		ON(BASE("1.4.0")) "\"namespaces\": {\"for\": {\"title\": \"w\", \"category\": true}}, \"rules\": []"),
	    "child.json", "declares 'for' with another 'category'");
	holds(shelf,
	      PACK("child", "1",
		   ON(BASE("1.4.0")) "\"namespaces\": {\"for\": {\"title\": \"whom\"}, \"a\": {\"title\": \"b\"}}, "
				     "\"rules\": []"),
	      2, 2);
}

static void test_pack_extend__without_a_finder_nothing_is_found(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	(void)state;
	assert_int_equal(
	    fl_pack_parse(fl_str_of(PACK("child", "1", ON(BASE("1.4.0")) "\"rules\": []")), "c", &pack, &err),
	    FL_ENOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack_extend__rules_lists_and_namespaces_are_there),
		cmocka_unit_test(test_pack_extend__a_rule_is_left_out_or_written_anew),
		cmocka_unit_test(test_pack_extend__words_are_added_for_the_base_rules_too),
		cmocka_unit_test(test_pack_extend__a_diamond_is_loaded_once),
		cmocka_unit_test(test_pack_extend__versions_are_held_to),
		cmocka_unit_test(test_pack_extend__a_circle_is_refused),
		cmocka_unit_test(test_pack_extend__two_files_with_one_id_are_refused),
		cmocka_unit_test(test_pack_extend__a_mistake_in_a_base_has_its_place),
		cmocka_unit_test(test_pack_extend__a_namespace_means_one_thing),
		cmocka_unit_test(test_pack_extend__without_a_finder_nothing_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
