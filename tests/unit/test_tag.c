/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "classify/tag.h"
#include "make_pack.h"

static fl_arena arena;

static int teardown(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	return 0;
}

static const fl_tagging *tagged_by(const fl_pack *const *packs, size_t num_packs, const char *title, const char *body)
{
	fl_text_field fields[] = { { FL_STR("title"), fl_str_of(title) }, { FL_STR("body"), fl_str_of(body) } };
	fl_tag_input input = { fields, 2 };
	fl_tagging *t = NULL;
	fl_error err = FL_ERROR_INIT;

	if (fl_tag(packs, num_packs, &input, 1, 1, &arena, &t, &err) != FL_OK)
		fail_msg("%s", err.message);
	return t;
}

/* The pack is gone when the result is read: it must not need it. */
static const fl_tagging *tagged(const char *head, const char *rules, const char *title, const char *body)
{
	fl_pack *pack = make_pack(head, rules);
	const fl_pack *packs[] = { pack };
	const fl_tagging *t = tagged_by(packs, 1, title, body);

	fl_pack_free(pack);
	return t;
}

static void same(fl_str got, const char *want)
{
	if (!fl_str_eqz(got, want))
		fail_msg("'%.*s' is not '%s'", FL_STR_ARG(got), want);
}

/* rule/pattern:tag[words]{capture=value}, of all matches. */
static void evidence(const fl_tagging *t, const char *title, const char *body, const char *want)
{
	fl_buf got;

	fl_buf_init(&got, 1 << 16);
	fl_buf_puts(&got, "");
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		fl_str text = fl_str_of(fl_str_eqz(m->field, "title") ? title : body);
		fl_str words = fl_str_slice(text, m->start, m->end);
		fl_buf_printf(&got, "%s%.*s/%.*s:%.*s[%.*s]", i ? " " : "", FL_STR_ARG(m->rule),
			      FL_STR_ARG(m->pattern), FL_STR_ARG(m->tag), FL_STR_ARG(words));
		if (m->capture.len || m->value.len)
			fl_buf_printf(&got, "{%.*s=%.*s}", FL_STR_ARG(m->capture), FL_STR_ARG(m->value));
	}
	if (!fl_str_eqz(fl_buf_view(&got), want))
		fail_msg("'%s'\nis not\n'%s'", got.data, want);
	fl_buf_release(&got);
}

static void test_tag__a_hit_covers_whole_original_characters(void **state)
{
	const char *title = "為１千名學生、㈱", *body = "ﬁne";
	const fl_tagging *t =
	    tagged("", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"1000名学|株|in\"}"), title, body);

	(void)state;
	/* 株 is a part of ㈱ and i one of the ligature: the whole character is shown */
	evidence(t, title, body, "r/p:for:x[１千名學] r/p:for:x[㈱] r/p:for:x[ﬁn]");
	assert_int_equal(t->matches[0].dream, 0);
	same(t->matches[0].pack, "p");
	same(t->matches[0].field, "title");
}

static void test_tag__evidence_is_that_of_the_clauses_that_hold(void **state)
{
	const fl_tagging *t =
	    tagged("",
		   RULE("r", "\"for:x\", \"for:w\"",
			"\"patterns\": {\"a\": \"a\", \"b\": \"b\", \"c\": \"c\", \"d\": \"d\"},"
			"\"when\": {\"any\": [\"a\", {\"all\": [\"b\", \"c\"]}, {\"not\": \"d\"}]}, \"except\": "
			"\"xa\"") "," RULE("s", "\"for:z\"", "\"patterns\": {\"p\": \"z\"}"),
		   "b a", "xa");

	(void)state;
	evidence(t, "b a", "xa", "r/a:for:x[a] r/a:for:w[a] r/except:[xa]");
	assert_int_equal(t->num_tags, 2);
	same(t->tags[0], "for:w");
	same(t->tags[1], "for:x");
	same(t->category, "");
	assert_false(t->unclear);
}

static void test_tag__captures_become_values(void **state)
{
	const char *title = "给１，２００名学生和三十名老师";
	const fl_tagging *t = tagged("",
				     RULE(
					 "r", "\"for:x\"",
					 "\"patterns\": {\"p\": \"学生\"}, \"captures\": {\"people\": "
					 "\"([0-9]+)名\"}") "," RULE("s", "",
								     "\"patterns\": {\"p\": \"学生\"}, \"captures\": "
								     "{\"n\": \"([0-9]+)名老师\"}") "," RULE("q",
													     "\"for:"
													     "y\"",
													     "\"patte"
													     "rns\": "
													     "{\"p\":"
													     " \"医生"
													     "\"}, "
													     "\"captu"
													     "res\": "
													     "{\"n\":"
													     " \"([0-"
													     "9]+)"
													     "名\"}"),
				     title, "");

	(void)state;
	evidence(t, title, "",
		 "r/people:for:x[１，２００名]{people=1200} r/p:for:x[学生] r/people:for:x[三十名]{people=30} "
		 "s/n:[三十名老师]{n=30}");
}

#define TWO                                                                                                          \
	RULE("edu", "\"field:edu\"", "\"weight\": 2, \"patterns\": {\"p\": \"课|书\"}")                              \
	"," RULE("arts", "\"field:arts\"", "\"patterns\": {\"p\": \"画|歌|舞\"}")

static void test_tag__the_category_has_the_highest_score(void **state)
{
	(void)state;
	same(tagged("", TWO, "", "课 画")->category, "field:edu");              /* 2 : 1 */
	same(tagged("", TWO, "画", "课")->category, "field:arts");              /* 2 : 3 */
	same(tagged("", TWO, "", "课 课 课 画 歌 舞")->category, "field:arts"); /* the same word counts once: 2 : 3 */
	same(tagged("", TWO, "课", "书 课 画歌舞")->category, "field:edu");     /* at its best place: 8 : 3 */
	same(tagged("", TWO, "", "")->category, "");
	assert_false(tagged("", TWO, "", "")->unclear);
}

static void test_tag__too_close_is_unclear_and_keeps_its_tags(void **state)
{
	const fl_tagging *tie = tagged("", TWO, "", "课 画 歌"), *margin = tagged("\"margin\": 1,", TWO, "", "课 画");

	(void)state;
	assert_true(tie->unclear);
	same(tie->category, "");
	assert_int_equal(tie->num_tags, 2);
	assert_true(margin->unclear);
	same(tagged("\"margin\": 1,", TWO, "课", "画")->category, "field:edu");
	/* a category without a rival needs no lead */
	same(tagged("\"margin\": 9,", TWO, "", "画")->category, "field:arts");
}

static void test_tag__too_weak_is_unclear(void **state)
{
	const fl_tagging *weak = tagged("\"least\": 3,", TWO, "", "课");

	(void)state;
	assert_true(weak->unclear);
	same(weak->category, "");
	same(weak->tags[0], "field:edu");
	same(tagged("\"least\": 3,", TWO, "画", "")->category, "field:arts");
}

static void test_tag__words_across_each_other_count_once(void **state)
{
	/* 学画画 and 画画 lie across each other in the first rule; its rival has two words apart */
	const char *rules =
	    RULE("edu", "\"field:edu\"", "\"patterns\": {\"p\": \"学画画\", \"q\": \"画画\"}") "," RULE(
		"arts", "\"field:arts\"", "\"patterns\": {\"p\": \"学\", \"q\": \"画画\"}");

	(void)state;
	same(tagged("", rules, "", "学画画")->category, "field:arts");
}

static void test_tag__a_limit_is_counted_shown_and_unclear(void **state)
{
	char body[4001];
	const fl_tagging *t;

	(void)state;
	memset(body, 'a', 4000);
	memcpy(body + 3990, "课b", 4);
	body[4000] = '\0';
	t = tagged("", TWO "," RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"(a+)+$\"}"), "书", body);
	assert_int_equal(t->limits_hit, 1);
	assert_true(t->unclear);
	same(t->category, "");
	assert_int_equal(t->num_tags, 1);
	same(t->matches[t->num_matches - 1].pattern, "p");
	same(t->matches[t->num_matches - 1].value, FL_MATCH_LIMIT);
	same(t->matches[t->num_matches - 1].tag, "");
	same(t->matches[t->num_matches - 1].field, "body");
}

static void test_tag__drafts_and_retired_rules_give_nothing(void **state)
{
	const char *rules =
	    "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"draft\", \"tags\": [\"for:x\"],"
	    "\"patterns\": {\"p\": \"a\"}}, {\"id\": \"s\", \"title\": \"t\", \"reason\": \"r\","
	    "\"status\": \"retired\", \"tags\": [\"for:y\"], \"patterns\": {\"p\": \"a\"}}";
	const fl_tagging *t = tagged("", rules, "a", "a");

	(void)state;
	assert_int_equal(t->num_tags, 0);
	assert_int_equal(t->num_matches, 0);
}

static void test_tag__packs_add_up_and_the_stricter_margin_counts(void **state)
{
	fl_pack *one = make_pack("", TWO),
		*two = make_pack("\"margin\": 2,",
				 RULE("more", "\"field:arts\", \"for:x\"", "\"patterns\": {\"p\": \"歌\"}"));
	const fl_pack *both[] = { one, two };
	const fl_tagging *t;

	(void)state;
	t = tagged_by(both, 2, "", "书 画 歌"); /* 2 : 2 + 1 */
	assert_true(t->unclear);
	t = tagged_by(both, 2, "", "书 画 歌 舞 舞歌"); /* 2 : 3 + 1 */
	assert_true(t->unclear);
	t = tagged_by(both, 2, "画", "书 歌 舞"); /* 2 : 5 + 1 */
	same(t->category, "field:arts");
	same(t->tags[0], "field:arts");
	same(t->tags[1], "field:edu");
	same(t->tags[2], "for:x");
	fl_pack_free(one);
	fl_pack_free(two);
}

static void test_tag__no_packs_no_fields_and_no_dreams_are_fine(void **state)
{
	fl_pack *pack = make_pack("", TWO);
	const fl_pack *packs[] = { pack };
	fl_tag_input none = { NULL, 0 };
	fl_tagging *t = NULL;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_tag(packs, 1, &none, 0, 4, &arena, &t, &err), FL_OK);
	assert_int_equal(fl_tag(packs, 1, &none, 1, 4, &arena, &t, &err), FL_OK);
	assert_int_equal(t->num_tags, 0);
	assert_int_equal(tagged_by(NULL, 0, "课", "")->num_tags, 0);
	fl_pack_free(pack);
}

static void test_tag__more_fields_than_the_maximum_are_refused(void **state)
{
	static fl_text_field fields[FL_TAG_FIELDS_MAX + 1];
	fl_pack *pack = make_pack("", TWO);
	const fl_pack *packs[] = { pack };
	fl_tag_input input = { fields, FL_TAG_FIELDS_MAX + 1 };
	fl_tagging *t = NULL;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i <= FL_TAG_FIELDS_MAX; i++)
		fields[i] = (fl_text_field){ FL_STR("f"), FL_STR("课") };
	assert_int_equal(fl_tag(packs, 1, &input, 1, 1, &arena, &t, &err), FL_ERANGE);
	input.num_fields--;
	assert_int_equal(fl_tag(packs, 1, &input, 1, 1, &arena, &t, &err), FL_OK);
	fl_pack_free(pack);
}

static void test_tag__evidence_has_a_maximum_the_score_has_not(void **state)
{
	fl_buf body;
	const fl_tagging *t;

	(void)state;
	fl_buf_init(&body, 1 << 20);
	for (int i = 0; i < 100; i++)
		fl_buf_printf(&body, "课%d. ", i);
	t = tagged("\"least\": 100,", RULE("edu", "\"field:edu\"", "\"patterns\": {\"p\": \"课[0-9]+\"}"), "",
		   body.data);
	assert_int_equal(t->num_matches, FL_TAG_EVIDENCE_MAX);
	same(t->category, "field:edu");
	fl_buf_release(&body);
}

static void test_tag__a_score_is_lowered_by_rules_against_it(void **state)
{
	const char *rules = TWO "," RULE("shop", "", "\"against\": [\"field:edu\"], \"weight\": 3, "
						     "\"patterns\": {\"p\": \"卖\"}");
	const fl_tagging *t = tagged("", rules, "", "课 画 卖"); /* 2 - 3 : 1 */

	(void)state;
	same(t->category, "field:arts");
	assert_int_equal(t->num_tags, 2); /* the tag stays: only its score is lower */
	evidence(t, "", "课 画 卖", "edu/p:field:edu[课] arts/p:field:arts[画] shop/p:[卖]{=against field:edu}");
	same(tagged("", rules, "", "课 卖")->category, "");
	same(tagged("", rules, "", "课 书 卖")->category, "field:edu"); /* 4 - 3 */
}

static void test_tag__once_is_once_however_many_texts(void **state)
{
	const char *rules = RULE("edu", "\"field:edu\"", "\"weight\": 2, \"score\": \"once\", \"patterns\": {\"p\": "
							 "\"课|书\"}") "," RULE("arts", "\"field:arts\"",
										"\"patterns\": {\"p\": \"画|歌|舞\"}");

	(void)state;
	same(tagged("", rules, "", "课 书 画 歌 舞")->category, "field:arts"); /* 2 : 3 */
	same(tagged("", rules, "课", "书 画 歌 舞")->category, "field:edu");   /* 6 : 3 */
	same(tagged("\"title_factor\": 1,", rules, "课", "书 画 歌 舞")->category, "field:arts");
}

/* A pack with one namespace, whose tags need a score. */
static const fl_tagging *scored(const char *rules, const char *title, const char *body)
{
	fl_buf json;
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(&json, 1 << 20);
	fl_buf_printf(&json,
		      "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1.0.0\", \"title\": \"t\","
		      "\"namespaces\": {\"sdg\": {\"title\": \"goal\", \"least\": 5}}, \"rules\": [%s]}",
		      rules);
	if (fl_pack_parse(fl_buf_view(&json), "p.json", &pack, &err) != FL_OK)
		fail_msg("%s", err.message);
	const fl_pack *packs[] = { pack };
	const fl_tagging *t = tagged_by(packs, 1, title, body);
	fl_pack_free(pack);
	fl_buf_release(&json);
	return t;
}

static void test_tag__weak_signs_give_a_tag_together(void **state)
{
	const char *rules = RULE("a", "\"sdg:4\"", "\"weight\": 2, \"patterns\": {\"p\": \"课\"}, \"captures\": {\"n\": "
						   "\"([0-9]+)\"}") "," RULE("b", "\"sdg:4\"",
									     "\"weight\": 3, \"patterns\": {\"p\": "
									     "\"书\"}") ","
			    "{\"id\": \"c\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", "
			    "\"against\": [\"sdg:4\"], \"patterns\": {\"p\": \"驾\"}}";
	const fl_tagging *weak = scored(rules, "", "课 7"), *both = scored(rules, "", "课 书");

	(void)state;
	assert_int_equal(weak->num_tags, 0);
	evidence(weak, "", "课 7", "a/n:[7]{n=7}"); /* no tag, no evidence of it; the fact stays */
	assert_int_equal(both->num_tags, 1);
	evidence(both, "", "课 书", "a/p:sdg:4[课] b/p:sdg:4[书]");
	assert_int_equal(scored(rules, "", "课 书 驾")->num_tags, 0); /* 5 - 1 */
	assert_int_equal(scored(rules, "课", "")->num_tags, 1);       /* 2 * 3 */
}

static void test_tag__facts_have_the_type_of_their_capture(void **state)
{
	const char *text = "预算5万元，1.5.2版，在申城，给30名";
	const fl_tagging *t = tagged(
	    "",
	    RULE("r", "\"for:x\"",
		 "\"patterns\": {\"p\": \"给\"}, \"captures\": {"
		 "\"budget\": {\"pattern\": \"预算([0-9.]+)元\", \"type\": \"amount\"},"
		 "\"release\": {\"pattern\": \"([0-9.]+)版\", \"type\": \"number\"},"
		 "\"city\": {\"pattern\": [\"申城\", \"魔都\"], \"type\": \"place\", \"value\": \"上海市\"},"
		 "\"people\": {\"pattern\": \"([0-9]+)名\", \"type\": \"number\", \"fields\": [\"title\"]},"
		 "\"none\": {\"pattern\": \"([0-9]+)名\", \"fields\": [\"body\"]}}"),
	    text, "");
	const fl_fact_type types[] = { FL_FACT_AMOUNT, FL_FACT_PLACE, FL_FACT_TEXT, FL_FACT_NUMBER };

	(void)state;
	evidence(t, text, "",
		 "r/budget:for:x[预算5万元]{budget=50000} r/city:for:x[申城]{city=上海市} r/p:for:x[给] "
		 "r/people:for:x[30名]{people=30}"); /* 1.5.2 is no number */
	assert_int_equal(t->num_matches, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(t->matches[i].type, types[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_tag__a_hit_covers_whole_original_characters, teardown),
		cmocka_unit_test_teardown(test_tag__evidence_is_that_of_the_clauses_that_hold, teardown),
		cmocka_unit_test_teardown(test_tag__captures_become_values, teardown),
		cmocka_unit_test_teardown(test_tag__the_category_has_the_highest_score, teardown),
		cmocka_unit_test_teardown(test_tag__too_close_is_unclear_and_keeps_its_tags, teardown),
		cmocka_unit_test_teardown(test_tag__too_weak_is_unclear, teardown),
		cmocka_unit_test_teardown(test_tag__words_across_each_other_count_once, teardown),
		cmocka_unit_test_teardown(test_tag__a_limit_is_counted_shown_and_unclear, teardown),
		cmocka_unit_test_teardown(test_tag__drafts_and_retired_rules_give_nothing, teardown),
		cmocka_unit_test_teardown(test_tag__packs_add_up_and_the_stricter_margin_counts, teardown),
		cmocka_unit_test_teardown(test_tag__no_packs_no_fields_and_no_dreams_are_fine, teardown),
		cmocka_unit_test_teardown(test_tag__more_fields_than_the_maximum_are_refused, teardown),
		cmocka_unit_test_teardown(test_tag__evidence_has_a_maximum_the_score_has_not, teardown),
		cmocka_unit_test_teardown(test_tag__a_score_is_lowered_by_rules_against_it, teardown),
		cmocka_unit_test_teardown(test_tag__once_is_once_however_many_texts, teardown),
		cmocka_unit_test_teardown(test_tag__weak_signs_give_a_tag_together, teardown),
		cmocka_unit_test_teardown(test_tag__facts_have_the_type_of_their_capture, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
