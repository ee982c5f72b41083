/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fault_classify.c - the n-th allocation fails, for every n, while a pack is parsed, tested, linted and used:
 * each time the answer is FL_ENOMEM and nothing is left behind (the sanitized build reports leaks).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "classify/explain_tags.h"
#include "classify/profile.h"
#include "classify/stats.h"
#include "classify/tag.h"
#include "fail_each.h"
#include "make_pack.h"

/* The pack that the other extends. */
static const char base[] =
    "{\"format\": \"florin-pack/1\", \"pack\": \"base\", \"version\": \"1.0.0\", \"title\": \"t\","
    "\"namespaces\": {\"for\": {\"title\": \"w\", \"least\": 2}}, \"lists\": {\"village\": [\"村\"]}, \"rules\": "
    "[" RULE(
	"b", "\"for:w\"",
	"\"against\": [\"for:v\"], \"patterns\": {\"p\": \"课\", \"q\": \"书\", \"r\": \"{{village}}\"}, "
	"\"when\": {\"any\": [{\"near\": [\"p\", \"q\"], \"within\": \"sentence\"}, \"r\"]}") "," RULE("gone",
												       "\"for:v\"",
												       "\"patterns\":"
												       " {\"p\": "
												       "\"x\"}") "]}";

static fl_status find_base(void *user, fl_str name, const char *from, fl_str *ret_json, const char **ret_source,
			   fl_error *err)
{
	(void)user;
	(void)name;
	(void)from;
	(void)err;
	*ret_json = fl_str_of(base);
	*ret_source = "base.json";
	return FL_OK;
}

static const fl_pack_finder finder = { find_base, NULL };

static const char json[] =
    "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1\", \"title\": \"t\", \"margin\": 1,"
    "\"extends\": [{\"pack\": \"base\", \"version\": \"^1.0.0\", \"without\": [\"gone\"]}], \"lint_off\": "
    "[\"pack-version\"],"
    "\"namespaces\": {\"field\": {\"title\": \"f\", \"category\": true}},"
    "\"lists\": {\"rural\": [\"乡村\", \"山區\", \"{{village}}\"], \"village\": {\"add\": [\"屯\"]}}, \"rules\": "
    "[" RULE(
	"a", "\"field:x\"",
	"\"patterns\": {\"p\": [\"课\", \"书\"], \"q\": \"{{rural}}.{0,6}课\", \"n\": \"[0-9]+\", \"c\": {\"any\": "
	"\"(a+)+$\","
	"\"fields\": [\"body\"]}}, \"when\": {\"any\": [\"p\", {\"all\": [\"q\", \"n\"]}, \"c\"]}, \"except\": "
	"[\"驾校课\"],"
	"\"captures\": {\"people\": {\"pattern\": \"([0-9]+)名\", \"type\": \"number\"}}, \"examples\": {\"match\": "
	"[\"课\", {\"title\": \"7名上课\", \"facts\": {\"people\": 7}}], \"no_match\": [\"驾校课\"],"
	"\"known_gap\": [\"x\"]}") "],"
				   "\"examples\": [{\"title\": \"上课\", \"category\": \"field:x\", \"tags\": "
				   "[\"field:x\"], \"without\": [\"field:y\"]}]}";

static const char body[] =
    "给1000名学生，山区的课和书；驾校课；aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

static fl_pack *pack;

static fl_status run_parse(fl_error *err)
{
	fl_pack *made = NULL;
	fl_status status = fl_pack_parse_with(fl_str_of(json), "p.json", &finder, &made, err);

	if (status != FL_OK)
		assert_null(made);
	fl_pack_free(made);
	return status;
}

static fl_status run_examples(fl_error *err)
{
	size_t run, failed;
	fl_status status = fl_pack_test(pack, NULL, &run, &failed, err);

	if (status == FL_OK)
		assert_int_equal(failed, 0);
	return status;
}

static fl_status run_lint(fl_error *err)
{
	size_t found;

	return fl_pack_lint(pack, NULL, &found, err);
}

/* What looks at a tagged dream: explained, counted with a label, both written. */
static fl_status run_look(fl_error *err)
{
	const fl_pack *packs[] = { pack };
	fl_text_field fields[] = { { FL_STR("title"), FL_STR("课") }, { FL_STR("body"), fl_str_of(body) } };
	fl_tag_input input = { fields, 2 };
	fl_arena arena = FL_ARENA_INIT;
	fl_tagging *t = NULL;
	fl_stats *stats = NULL;
	fl_buf buf;
	bool known;
	fl_status status;

	fl_buf_init(&buf, 1 << 20);
	status = fl_explain_tags(packs, 1, &input, FL_STR("d"), &buf, err);
	if (status == FL_OK)
		status = fl_tag(packs, 1, &input, 1, 1, &arena, &t, err);
	if (status == FL_OK)
		status = fl_stats_open(packs, 1, false, 3, &stats, err);
	if (status == FL_OK)
		status = fl_stats_add(stats, FL_STR("d"), &input, t, FL_STR("field:y"), FL_LABEL_TRUE, &known, err);
	if (status == FL_OK)
		status = fl_stats_write_json(stats, &buf, err);
	if (status == FL_OK)
		status = fl_stats_write_words(stats, &buf, err);
	fl_stats_free(stats);
	fl_buf_release(&buf);
	fl_arena_release(&arena);
	return status;
}

static int64_t no_time(void)
{
	return 0;
}

static fl_status run_profile(fl_error *err)
{
	const fl_pack *packs[] = { pack };
	fl_text_field field = { FL_STR("title"), fl_str_of(body) };
	fl_tag_input input = { &field, 1 };
	fl_profile *profile = NULL;
	fl_buf buf;
	fl_status status = fl_profile_open(packs, 1, no_time, &profile, err);

	fl_buf_init(&buf, 1 << 20);
	if (status == FL_OK)
		status = fl_profile_add(profile, &input, err);
	if (status == FL_OK)
		status = fl_profile_write_json(profile, &buf, err);
	if (status == FL_OK)
		status = fl_profile_write_words(profile, &buf, err);
	fl_profile_free(profile);
	fl_buf_release(&buf);
	return status;
}

static fl_status run_tag_with(int threads, fl_error *err)
{
	const fl_pack *packs[] = { pack };
	fl_text_field fields[] = { { FL_STR("title"), FL_STR("课") }, { FL_STR("body"), fl_str_of(body) } };
	fl_tag_input inputs[40];
	fl_arena arena = FL_ARENA_INIT;
	fl_tagging *t = NULL;
	fl_status status;

	for (size_t i = 0; i < 40; i++)
		inputs[i] = (fl_tag_input){ fields, 2 };
	status = fl_tag(packs, 1, inputs, 40, threads, &arena, &t, err);
	if (status == FL_OK) {
		assert_true(t[39].num_matches > 4);
		assert_int_equal(t[39].limits_hit, 1);
		assert_true(t[39].unclear);
		assert_int_equal(t[39].num_tags, 2);
	}
	fl_arena_release(&arena);
	return status;
}

static fl_status run_tag(fl_error *err)
{
	return run_tag_with(1, err);
}

static void test_fault_classify__a_pack_that_cannot_be_parsed_leaves_nothing(void **state)
{
	(void)state;
	fail_each(run_parse, 30);
}

static void test_fault_classify__tests_lint_and_tagging_say_so_and_leave_nothing(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_pack_parse_with(fl_str_of(json), "p.json", &finder, &pack, &err), FL_OK);
	fail_each(run_examples, 10);
	fail_each(run_lint, 2);
	fail_each(run_tag, 10);
	fail_each(run_look, 20);
	fail_each(run_profile, 10);
	for (int n = 0; n < 60; n += 7) { /* on threads the n-th allocation is another one each time */
		fl_error one = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		fl_status status = run_tag_with(3, &one);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
	}
	fl_pack_free(pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault_classify__a_pack_that_cannot_be_parsed_leaves_nothing),
		cmocka_unit_test(test_fault_classify__tests_lint_and_tagging_say_so_and_leave_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
