/* SPDX-License-Identifier: Apache-2.0
 *
 * test_packs_shipped.c - the packs in rules/ keep what their examples promise, and tag dreams whose answer is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "classify/rule.h"
#include "classify/tag.h"
#include "finding_log.h"

#include <stdio.h>

static const char *const names[] = { "public-interest", "serves", "intake", "sdg", "china-places", "quantities" };

#define NUM_PACKS 6

typedef struct packs {
	const fl_pack *items[NUM_PACKS];
	fl_arena arena;
} packs;

static void read_text(const char *path, fl_buf *ret)
{
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(ret, 1 << 24);
	if (fl_file_read(path, ret, &err) != FL_OK)
		fail_msg("%s: %s", path, err.message);
}

static fl_pack *parsed(fl_str json, const char *source)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	if (fl_pack_parse(json, source, &pack, &err) != FL_OK)
		fail_msg("%s:%d:%d: %s", err.source, (int)err.line, (int)err.column, err.message);
	return pack;
}

static int load(void **state)
{
	static packs all;

	all = (packs){ .arena = FL_ARENA_INIT };
	for (int i = 0; i < NUM_PACKS; i++) {
		char path[500];
		fl_buf json;
		snprintf(path, sizeof path, "%s/rules/%s.json", FLORIN_SOURCE_DIR, names[i]);
		read_text(path, &json);
		all.items[i] = parsed(fl_buf_view(&json), path);
		fl_buf_release(&json);
	}
	*state = &all;
	return 0;
}

static int unload(void **state)
{
	packs *all = *state;

	for (int i = 0; i < NUM_PACKS; i++)
		fl_pack_free((fl_pack *)all->items[i]);
	fl_arena_release(&all->arena);
	return 0;
}

/* No finding but notes. */
static void is_clean(const fl_pack *pack, size_t least_run)
{
	fl_buf log;
	fl_listener to = finding_log(&log);
	fl_error err = FL_ERROR_INIT;
	size_t run, failed, warnings;

	assert_int_equal(fl_pack_test(pack, &to, &run, &failed, &err), FL_OK);
	assert_int_equal(fl_pack_lint(pack, &to, &warnings, &err), FL_OK);
	if (failed || warnings)
		fail_msg("%s", log.data);
	assert_true(run >= least_run);
	fl_buf_release(&log);
}

static void test_packs_shipped__examples_hold_and_lint_is_silent(void **state)
{
	const packs *all = *state;

	for (int i = 0; i < NUM_PACKS; i++) {
		assert_true(fl_str_eqz(fl_pack_id(all->items[i]), names[i])); /* the name in round.json */
		is_clean(all->items[i], 6 * fl_pack_num_rules(all->items[i]));
	}
}

typedef struct dream {
	const char *title, *category, *has, *has_not; /* tags: separated by blanks */
} dream;

static bool has(const fl_tagging *t, fl_str tag)
{
	for (size_t i = 0; i < t->num_tags; i++)
		if (fl_str_eq(t->tags[i], tag))
			return true;
	return false;
}

static void check_tags(const fl_tagging *t, const char *title, const char *list, bool wanted)
{
	while (*list) {
		size_t len = strcspn(list, " ");
		if (has(t, (fl_str){ list, len }) != wanted)
			fail_msg("'%s' %s the tag %.*s", title, wanted ? "lacks" : "has", (int)len, list);
		list += len + (list[len] == ' ');
	}
}

static const dream dreams[] = {
	{ "给村小装一台净水器", "field:health", "sdg:6", "sdg:14" },
	{ "給村小裝一台淨水器", "field:health", "sdg:6", "sdg:14" },
	{ "Clean drinking water for two villages", "field:health", "sdg:6", "sdg:14 sdg:7" },
	{ "A choir for retired neighbours", "field:community", "", "sdg:3 sdg:4 sdg:11" },
	{ "为10000名乡村老人提供免费听力筛查", "field:health", "for:elders for:rural",
	  "for:children flag:not-a-proposal flag:personal-data flag:single-person-help" },
	{ "为一万名乡村老人提供免费听力筛查", "field:health", "for:elders for:rural", "" },
	{ "為１００００名鄉村老人提供免費聽力篩查", "field:health", "for:elders for:rural", "" },
	{ "给1000名乡村学生上职业启蒙课", "field:education", "for:students for:rural",
	  "field:livelihood for:elders" },
	{ "为孩子们培养1000个守护生命的急救员", "field:emergency", "for:children", "for:rural" },
	{ "为乡村孩子培养1000名守护生命的急救员", "field:emergency", "for:children for:rural",
	  "field:rural-revival" },
	{ "支持300位听障儿童的音乐康复课", "field:disability", "for:children for:hearing-impaired", "field:health" },
	{ "支持300位聽障兒童的音樂康復課", "field:disability", "for:children for:hearing-impaired", "field:health" },
	{ "学校路口的路灯坏了", "", "", "field:education for:students for:children" },
	{ "驾校不退费，投诉无门", "", "flag:not-a-proposal", "field:education" },
};

static void test_packs_shipped__known_dreams_are_tagged_right(void **state)
{
	packs *all = *state;

	for (size_t i = 0; i < sizeof dreams / sizeof *dreams; i++) {
		const dream *d = &dreams[i];
		fl_text_field field = { FL_STR("title"), fl_str_of(d->title) };
		fl_tag_input input = { &field, 1 };
		fl_tagging *t = NULL;
		fl_error err = FL_ERROR_INIT;
		assert_int_equal(fl_tag(all->items, NUM_PACKS, &input, 1, 1, &all->arena, &t, &err), FL_OK);
		if (!fl_str_eqz(t->category, d->category))
			fail_msg("'%s' is '%.*s', not '%s'", d->title, FL_STR_ARG(t->category), d->category);
		check_tags(t, d->title, d->has, true);
		check_tags(t, d->title, d->has_not, false);
	}
}

static void test_packs_shipped__the_number_of_people_is_a_fact(void **state)
{
	packs *all = *state;
	fl_text_field field = { FL_STR("title"), FL_STR("為１０，０００名鄉村老人提供聽力篩查") };
	fl_tag_input input = { &field, 1 };
	fl_tagging *t = NULL;
	fl_error err = FL_ERROR_INIT;
	size_t facts = 0;

	assert_int_equal(fl_tag(all->items, NUM_PACKS, &input, 1, 1, &all->arena, &t, &err), FL_OK);
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		if (m->capture.len == 0)
			continue;
		assert_true(fl_str_eqz(m->capture, "beneficiaries") || fl_str_eqz(m->capture, "people"));
		assert_true(fl_str_eqz(m->value, "10000"));
		assert_true(fl_str_eqz(fl_str_slice(field.text, m->start, m->end), "１０，０００名"));
		facts++;
	}
	assert_int_equal(facts, 2); /* of 'serves' and of 'quantities' */
}

typedef struct stated {
	const char *text, *facts; /* of 'china-places' and 'quantities', in the order of the text */
} stated;

static const stated statements[] = {
	{ "給雲南昭通的三百名學生買雨鞋，預算三萬五千元", "place=云南省 place=云南省昭通市 people=300 amount=35000" },
	{ "每期10至20名老人", "people-from=10 people-to=20" },
	{ "为60岁以上的老人送5公里外的药", "age-from=60 kilometres=5" },
	{ "120余户人家在80亩坡地上种树", "households-from=120 mu=80" },
	{ "捐款5000美元，2024年3月5日到账", "" },
	{ "上海路的第3名环卫工人", "" },
	{ "A camp of 10 days for 20 to 25 children in Xi'an", "days=10 people-from=20 people-to=25 place=陕西省西安市" },
	{ "1.2 million people", "" },
};

static int by_place(const void *a, const void *b)
{
	const fl_match *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return fl_str_cmp(x->value, y->value);
}

static void test_packs_shipped__places_and_quantities_are_facts(void **state)
{
	packs *all = *state;

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		fl_text_field field = { FL_STR("title"), fl_str_of(statements[i].text) };
		fl_tag_input input = { &field, 1 };
		fl_tagging *t = NULL;
		fl_error err = FL_ERROR_INIT;
		fl_buf said;
		fl_buf_init(&said, 1 << 16);
		assert_int_equal(fl_tag(all->items + 4, 2, &input, 1, 1, &all->arena, &t, &err), FL_OK);
		qsort(t->matches, t->num_matches, sizeof *t->matches, by_place);
		for (size_t k = 0; k < t->num_matches; k++)
			if (t->matches[k].capture.len)
				fl_buf_printf(&said, "%s%.*s=%.*s", said.len ? " " : "", FL_STR_ARG(t->matches[k].capture),
					      FL_STR_ARG(t->matches[k].value));
		fl_buf_puts(&said, "");
		assert_string_equal(said.len ? said.data : "", statements[i].facts);
		fl_buf_release(&said);
	}
}

static void test_packs_shipped__the_pack_in_the_reference_works(void **state)
{
	fl_buf page;
	fl_pack *pack;

	(void)state;
	read_text(FLORIN_SOURCE_DIR "/docs/reference/rule-pack.md", &page);
	const char *begin = strstr(page.data, "```json\n");
	assert_non_null(begin);
	const char *end = strstr(begin + 8, "\n```");
	assert_non_null(end);
	pack = parsed((fl_str){ begin + 8, (size_t)(end - begin - 8) }, "rule-pack.md");
	is_clean(pack, 6);
	fl_pack_free(pack);
	fl_buf_release(&page);
}

/* The mined pack of the examples: its examples hold, and nothing that was struck came back. */
static void test_packs_shipped__the_mined_example_is_clean(void **state)
{
	fl_buf json, struck;
	fl_pack *pack;

	(void)state;
	read_text(FLORIN_SOURCE_DIR "/examples/citizen-messages/pack.json", &json);
	read_text(FLORIN_SOURCE_DIR "/examples/citizen-messages/struck.txt", &struck);
	pack = parsed(fl_buf_view(&json), "citizen-messages");
	is_clean(pack, 7);
	for (char *word = strtok(struck.data, "\n"); word; word = strtok(NULL, "\n")) {
		char quoted[200];
		snprintf(quoted, sizeof quoted, "\"%s\"", word);
		if (strstr(json.data, quoted))
			fail_msg("'%s' was struck", word);
	}
	fl_pack_free(pack);
	fl_buf_release(&json);
	fl_buf_release(&struck);
}

static void test_packs_shipped__the_reference_names_every_tag(void **state)
{
	const packs *all = *state;
	fl_buf page, regions;

	read_text(FLORIN_SOURCE_DIR "/docs/reference/rule-pack.md", &page);
	read_text(FLORIN_SOURCE_DIR "/docs/reference/regions.md", &regions);
	for (int i = 0; i < NUM_PACKS; i++) {
		for (size_t r = 0; r < all->items[i]->num_rules; r++) {
			const fl_rule *rule = &all->items[i]->rules[r];
			for (size_t t = 0; t < rule->num_tags; t++) {
				char name[120];
				const char *colon = memchr(rule->tags[t].data, ':', rule->tags[t].len);
				size_t len = rule->tags[t].len - (size_t)(colon + 1 - rule->tags[t].data);
				snprintf(name, sizeof name, " %.*s", (int)len, colon + 1);
				if (fl_str_starts(rule->tags[t], FL_STR("region:"))) {
					snprintf(name, sizeof name, "`%.*s`", FL_STR_ARG(rule->tags[t]));
					if (!strstr(regions.data, name))
						fail_msg("%s is missing", name);
				} else if (!strstr(page.data, name))
					fail_msg("%.*s is missing", FL_STR_ARG(rule->tags[t]));
			}
		}
	}
	fl_buf_release(&page);
	fl_buf_release(&regions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packs_shipped__examples_hold_and_lint_is_silent),
		cmocka_unit_test(test_packs_shipped__known_dreams_are_tagged_right),
		cmocka_unit_test(test_packs_shipped__the_number_of_people_is_a_fact),
		cmocka_unit_test(test_packs_shipped__places_and_quantities_are_facts),
		cmocka_unit_test(test_packs_shipped__the_pack_in_the_reference_works),
		cmocka_unit_test(test_packs_shipped__the_mined_example_is_clean),
		cmocka_unit_test(test_packs_shipped__the_reference_names_every_tag),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
