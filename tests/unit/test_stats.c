/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "classify/stats.h"
#include "make_pack.h"

#include <stdio.h>

/* Two fields and a person; 'both' gives a field and speaks of someone. */
#define RULES                                                                                                        \
	RULE("edu", "\"field:edu\"", "\"weight\": 2, \"patterns\": {\"p\": \"课|书\"}")                              \
	"," RULE("arts", "\"field:arts\"", "\"patterns\": {\"p\": \"画|歌\"}") "," RULE(                             \
	    "both", "\"field:edu\", \"for:kids\"", "\"patterns\": {\"p\": \"童\"}")

typedef struct row {
	const char *text, *label;
	fl_verdict verdict;
} row;

static fl_json_doc *counted(const row *rows, size_t count, bool judged, size_t show, size_t unknown)
{
	fl_pack *pack = make_pack("", RULES);
	const fl_pack *packs[] = { pack };
	fl_stats *stats = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_arena arena = FL_ARENA_INIT;
	fl_buf json, words;
	fl_json_doc *doc = NULL;
	size_t strange = 0;

	assert_int_equal(fl_stats_open(packs, 1, judged, show, &stats, &err), FL_OK);
	for (size_t i = 0; i < count; i++) {
		fl_text_field field = { FL_STR("body"), fl_str_of(rows[i].text) };
		fl_text_field fields[] = { { FL_STR("title"), FL_STR("") }, field };
		fl_tag_input input = { fields, 2 };
		fl_tagging *t = NULL;
		bool known;
		char id[8] = { 'a', (char)('0' + i), '\0' };
		assert_int_equal(fl_tag(packs, 1, &input, 1, 1, &arena, &t, &err), FL_OK);
		assert_int_equal(fl_stats_add(stats, fl_str_of(id), &input, t, fl_str_of(rows[i].label),
					      rows[i].verdict, &known, &err),
				 FL_OK);
		strange += !known;
	}
	assert_int_equal(strange, unknown);
	fl_buf_init(&json, 1 << 20);
	fl_buf_init(&words, 1 << 20);
	assert_int_equal(fl_stats_write_json(stats, &json, &err), FL_OK);
	assert_int_equal(fl_stats_write_words(stats, &words, &err), FL_OK);
	assert_int_equal(fl_json_parse(fl_buf_view(&json), "stats", &doc, &err), FL_OK);
	fl_buf_release(&json);
	fl_buf_release(&words);
	fl_stats_free(stats);
	fl_arena_release(&arena);
	fl_pack_free(pack);
	return doc;
}

/* The value at "rules.0.held", "labels.accuracy"; a number in a path is an index. */
static void has(fl_json v, const char *path, const char *want)
{
	char part[32];
	const char *at = path;

	for (size_t n; *at; at += n + (at[n] == '.')) {
		n = strcspn(at, ".");
		snprintf(part, sizeof part, "%.*s", (int)n, at);
		v = part[0] >= '0' && part[0] <= '9' ? fl_json_at(v, (size_t)(part[0] - '0')) : fl_json_get(v, part);
	}
	if (!fl_str_eqz(fl_json_text(v), want))
		fail_msg("%s is '%.*s', not '%s'", path, FL_STR_ARG(fl_json_text(v)), want);
}

static const row rows[] = {
	{ "课", "edu", FL_LABEL_TRUE },          /* right */
	{ "书 童", "field:edu", FL_LABEL_TRUE }, /* right, by two rules */
	{ "画", "edu", FL_LABEL_TRUE },          /* arts instead */
	{ "画 歌", "arts", FL_LABEL_TRUE },      /* right */
	{ "课 画 歌", "arts", FL_LABEL_TRUE },   /* 2 : 2, unclear */
	{ "雨", "arts", FL_LABEL_TRUE },         /* nothing */
	{ "课 画", "", FL_UNLABELLED },          /* edu; not scored */
};

/* Worked out by hand: edu has tp 2, fp 0, fn 1; arts has tp 1, fp 1, fn 2. */
static void test_stats__categories_are_scored_by_hand_alike(void **state)
{
	fl_json_doc *doc = counted(rows, 7, false, 5, 0);
	fl_json v = fl_json_root(doc);

	(void)state;
	has(v, "rows", "7");
	has(v, "tagged", "6");
	has(v, "categorised", "5");
	has(v, "unclear", "1");
	has(v, "labels.rows", "6");
	has(v, "labels.accuracy", "0.5000");
	has(v, "labels.precision", "0.7500"); /* 3 / 4 */
	has(v, "labels.recall", "0.5000");    /* 3 / 6 */
	has(v, "labels.f1", "0.6000");        /* 6 / 10 */
	has(v, "labels.macro_f1", "0.6000");  /* (4/5 + 2/5) / 2 */
	has(v, "tags.0.tag", "field:edu");
	has(v, "tags.0.given", "4");
	has(v, "tags.0.labelled", "3");
	has(v, "tags.0.precision", "1.0000");
	has(v, "tags.0.recall", "0.6667");
	has(v, "tags.0.f1", "0.8000");
	has(v, "tags.0.missed.0.id", "a2");
	has(v, "tags.1.f1", "0.4000");
	has(v, "tags.1.missed.0.id", "a4");
	has(v, "tags.1.missed.1.id", "a5");
	fl_json_free(doc);
}

static void test_stats__confusion_and_rules(void **state)
{
	fl_json_doc *doc = counted(rows, 7, false, 1, 0);
	fl_json v = fl_json_root(doc);

	(void)state;
	/* by label, the most frequent first */
	has(v, "confusion.0.label", "field:edu");
	has(v, "confusion.0.given", "field:edu");
	has(v, "confusion.0.count", "2");
	has(v, "confusion.1.given", "field:arts");
	has(v, "confusion.2.label", "field:arts");
	has(v, "confusion.3.given", "unclear");
	has(v, "confusion.4.given", "");
	has(v, "rules.0.rule", "edu");
	has(v, "rules.0.held", "4");
	has(v, "rules.0.coverage", "0.5714");
	has(v, "rules.0.alone", "3");     /* not where 'both' gives the field, too */
	has(v, "rules.0.conflicts", "2"); /* with arts */
	has(v, "rules.0.overlaps.0.rule", "arts");
	has(v, "rules.0.overlaps.0.count", "2");
	has(v, "rules.0.overlaps.1.rule", "both");
	has(v, "rules.0.right", "2");
	has(v, "rules.0.wrong", "1");
	has(v, "rules.0.wrong_instances.0.id", "a4");
	has(v, "rules.0.wrong_instances.0.label", "field:arts");
	has(v, "rules.0.wrong_instances.0.text", "课");
	has(v, "rules.0.wrong_instances.0.field", "body");
	has(v, "rules.2.alone", "1"); /* for:kids */
	has(v, "rules.2.right", "1");
	assert_int_equal(fl_json_len(fl_json_get(fl_json_at(fl_json_get(v, "tags"), 1), "missed")), 1); /* 'show' */
	fl_json_free(doc);
}

static void test_stats__judged_rows_speak_of_their_own_label_only(void **state)
{
	static const row judged[] = {
		{ "课", "edu", FL_LABEL_TRUE },  { "课", "edu", FL_LABEL_FALSE },  { "雨", "edu", FL_LABEL_FALSE },
		{ "雨", "edu", FL_LABEL_TRUE },  { "课", "kids", FL_LABEL_FALSE }, /* right: it is not for kids */
		{ "童", "kids", FL_LABEL_TRUE },
	};
	fl_json_doc *doc = counted(judged, 6, true, 5, 0);
	fl_json v = fl_json_root(doc);

	(void)state;
	has(v, "labels.accuracy", "0.6667");       /* 4 of 6 */
	has(v, "labels.precision", "0.6667");      /* 2 of 3 */
	has(v, "labels.recall", "0.6667");         /* 2 of 3 */
	has(v, "labels.macro_accuracy", "0.7500"); /* (2/4 + 2/2) / 2 */
	has(v, "tags.0.accuracy", "0.5000");
	has(v, "tags.0.labelled", "2");
	has(v, "rules.0.right", "1");
	has(v, "rules.0.wrong", "1"); /* what was asked about kids is nothing to it */
	has(v, "rules.2.right", "1");
	assert_false(fl_json_present(fl_json_get(v, "confusion")));
	fl_json_free(doc);
}

static void test_stats__a_label_that_no_rule_gives_is_missed_and_told_once(void **state)
{
	static const row strange[] = { { "课", "sea", FL_LABEL_TRUE },
				       { "雨", "sea", FL_LABEL_TRUE },
				       { "课", "edu", FL_LABEL_TRUE } };
	fl_json_doc *doc = counted(strange, 3, false, 5, 1);
	fl_json v = fl_json_root(doc);

	(void)state;
	has(v, "labels.accuracy", "0.3333");
	has(v, "labels.macro_f1", "0.5000"); /* 1 and 0 */
	has(v, "tags.3.tag", "sea");
	has(v, "tags.3.labelled", "2");
	has(v, "rules.0.wrong", "1");
	fl_json_free(doc);
}

static void test_stats__nothing_counted_is_nothing_divided(void **state)
{
	fl_json_doc *doc = counted(rows, 0, false, 5, 0);

	(void)state;
	has(fl_json_root(doc), "rules.0.coverage", "0.0000");
	assert_false(fl_json_present(fl_json_get(fl_json_root(doc), "labels")));
	fl_json_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats__categories_are_scored_by_hand_alike),
		cmocka_unit_test(test_stats__confusion_and_rules),
		cmocka_unit_test(test_stats__judged_rows_speak_of_their_own_label_only),
		cmocka_unit_test(test_stats__a_label_that_no_rule_gives_is_missed_and_told_once),
		cmocka_unit_test(test_stats__nothing_counted_is_nothing_divided),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
