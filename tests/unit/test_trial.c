/* SPDX-License-Identifier: Apache-2.0
 *
 * test_trial.c - a draft out of labelled texts with planted words, and how it did counted again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/str.h"
#include "classify/trial.h"
#include "random.h"

#include <stdio.h>
#include <string.h>

#define ROWS 200

/* 拖欠 and 工资 tell nothing alone: near each other they are work, apart they are what their neighbours are. */
static const char *const own[2][4] = { { "食堂", "课本", "school lunch", "工资 公示 栏 里 的 各 种 表 格 与 拖欠" },
				       { "加班", "合同", "unpaid wages", "拖欠了三月的工资" } };
static const char *const all[] = { "希望有关部门", "我们", "请回复", "hello there", "去年五月" };
static const fl_str tags[] = { { "school", 6 }, { "work", 4 } };

typedef struct table {
	fl_arena arena;
	fl_text_field fields[ROWS][2];
	fl_trial_row rows[ROWS];
} table;

static void make_table(table *t, uint64_t seed)
{
	*t = (table){ .arena = FL_ARENA_INIT };
	for (uint32_t i = 0; i < ROWS; i++) {
		char text[300], id[16];
		uint32_t label = i % 2;
		snprintf(id, sizeof id, "r%u", i);
		snprintf(text, sizeof text, "%s，%s。%s %u", all[random_below(&seed, 5)], all[random_below(&seed, 5)],
			 own[label][random_below(&seed, 4)], i);
		t->fields[i][0] = (fl_text_field){ FL_STR("body"), fl_arena_str(&t->arena, fl_str_of(text)) };
		t->fields[i][1] = (fl_text_field){ FL_STR("title"),
						   fl_str_of(i % 3 ? own[label][random_below(&seed, 3)] : "") };
		t->rows[i] = (fl_trial_row){ fl_arena_str(&t->arena, fl_str_of(id)), { t->fields[i], 2 }, label };
	}
}

static void run(table *t, int threads, fl_trial *ret)
{
	fl_trial_input in = { .rows = t->rows,
			      .count = ROWS,
			      .num_labels = 2,
			      .names = { FL_STR("draft"), FL_STR("field"), tags },
			      .settings = FL_SUGGEST_DEFAULTS,
			      .show = 2 };
	fl_error err = FL_ERROR_INIT;

	in.settings.threads = threads;
	if (fl_trial_run(&in, ret, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static const fl_suggest_word *find(const fl_trial *t, const char *text, const char *then, size_t *ret)
{
	for (size_t i = 0; i < t->suggestion.num_words; i++)
		if (fl_str_eqz(t->suggestion.words[i].text, text) && fl_str_eqz(t->suggestion.words[i].then, then)) {
			*ret = i;
			return &t->suggestion.words[i];
		}
	fail_msg("no '%s … %s'", text, then);
	return NULL;
}

static bool is_step(int weight)
{
	for (size_t i = 0; i < FL_SUGGEST_STEPS; i++)
		if (weight == fl_suggest_steps[i] || weight == -fl_suggest_steps[i])
			return true;
	return weight == 0;
}

static void test_trial__finds_what_was_planted(void **state)
{
	table t;
	fl_trial trial;
	size_t at;

	(void)state;
	make_table(&t, 7);
	run(&t, 1, &trial);
	assert_true(find(&trial, "食堂", "", &at)->weights[0] > 0);
	assert_true(find(&trial, "加班", "", &at)->weights[1] > 0);
	assert_true(find(&trial, "unpaid wages", "", &at)->weights[1] > 0);
	assert_true(find(&trial, "拖欠", "工资", &at)->weights[1] > 0);
	for (size_t i = 0; i < trial.suggestion.num_words; i++)
		for (size_t l = 0; l < 2; l++)
			assert_true(is_step(trial.suggestion.words[i].weights[l]));
	assert_true(trial.held_back > ROWS / 10 && trial.held_back < ROWS / 3);
	assert_int_equal(trial.learned + trial.held_back, ROWS);
	fl_trial_release(&trial);
	fl_arena_release(&t.arena);
}

/* What it says of the rows held back, counted again. */
static void test_trial__evidence_is_what_the_pack_does(void **state)
{
	table t;
	fl_trial trial;
	fl_error err = FL_ERROR_INIT;
	fl_arena arena = FL_ARENA_INIT;
	uint32_t held[400] = { 0 }, right[400] = { 0 }, sum = 0;
	fl_pack *draft = NULL;

	(void)state;
	make_table(&t, 11);
	run(&t, 1, &trial);
	assert_int_equal(fl_pack_parse(fl_buf_view(&trial.pack), "draft", &draft, &err), FL_OK);
	assert_int_equal(fl_pack_num_rules(draft), trial.num_rules);
	assert_true(trial.num_rules <= 400);
	for (uint32_t i = 0; i < ROWS; i++) {
		const fl_pack *packs[] = { trial.tried };
		fl_tagging *tagging;
		if (!trial.is_held_back[i])
			continue;
		assert_int_equal(fl_tag(packs, 1, &t.rows[i].input, 1, 1, &arena, &tagging, &err), FL_OK);
		for (size_t k = 0; k < tagging->num_held; k++) {
			uint32_t rule = tagging->held[k].rule;
			held[rule]++;
			right[rule] += (trial.rules[rule].label == t.rows[i].label) == (trial.rules[rule].weight > 0);
		}
		packs[0] = draft;
		assert_int_equal(fl_tag(packs, 1, &t.rows[i].input, 1, 1, &arena, &tagging, &err), FL_OK);
		assert_int_equal(tagging->num_tags, 0);
	}
	for (size_t r = 0; r < trial.num_rules; r++) {
		assert_int_equal(trial.evidence[r].held, held[r]);
		assert_int_equal(trial.evidence[r].right, right[r]);
		sum += held[r];
	}
	assert_true(sum > trial.held_back);
	fl_pack_free(draft);
	fl_arena_release(&arena);
	fl_trial_release(&trial);
	fl_arena_release(&t.arena);
}

static void test_trial__words_are_counted_where_they_stand(void **state)
{
	table t;
	fl_trial trial;
	uint32_t texts[2][2] = { { 0 } };
	size_t at;

	(void)state;
	make_table(&t, 13);
	run(&t, 1, &trial);
	(void)find(&trial, "拖欠", "工资", &at);
	for (size_t i = 0; i < ROWS; i++)
		texts[trial.is_held_back[i]][t.rows[i].label] +=
		    strstr(t.fields[i][0].text.data, "拖欠了三月的工资") != NULL;
	assert_int_equal(texts[0][0] + texts[1][0], 0);
	assert_int_equal(trial.suggestion.words[at].texts, texts[0][1]);
	assert_int_equal(trial.words[at].texts, texts[1][1]);
	assert_int_equal(trial.words[at].of_label[1], texts[1][1]);
	assert_true(texts[1][1] > 0 && texts[0][1] > texts[1][1]);
	assert_int_equal(trial.words[at].counter, FL_TRIAL_NONE);
	assert_true(trial.is_held_back[trial.words[at].example]);
	assert_int_equal(t.rows[trial.words[at].example].label, 1);
	fl_trial_release(&trial);
	fl_arena_release(&t.arena);
}

static void same_words(const fl_trial *a, const fl_trial *b)
{
	assert_int_equal(a->suggestion.num_words, b->suggestion.num_words);
	for (size_t i = 0; i < a->suggestion.num_words; i++) {
		const fl_suggest_word *x = &a->suggestion.words[i], *y = &b->suggestion.words[i];
		assert_true(fl_str_eq(x->text, y->text) && fl_str_eq(x->then, y->then));
		assert_memory_equal(x->weights, y->weights, 2);
	}
}

static void test_trial__rows_held_back_decide_nothing(void **state)
{
	table t;
	fl_trial before, after, threads;

	(void)state;
	make_table(&t, 17);
	run(&t, 1, &before);
	run(&t, 3, &threads);
	assert_int_equal(before.pack.len, threads.pack.len);
	assert_memory_equal(before.pack.data, threads.pack.data, before.pack.len);
	for (size_t i = 0; i < ROWS; i++)
		if (before.is_held_back[i])
			t.rows[i].label = 1 - t.rows[i].label;
	run(&t, 1, &after);
	same_words(&before, &after);
	for (size_t r = 0; r < before.num_rules; r++) {
		assert_int_equal(before.evidence[r].held, after.evidence[r].held);
		assert_int_equal(before.evidence[r].right, after.evidence[r].held - after.evidence[r].right);
	}
	fl_trial_release(&before);
	fl_trial_release(&threads);
	fl_trial_release(&after);
	fl_arena_release(&t.arena);
}

/* Equal texts are on one side, whatever they are called. */
static void test_trial__equal_texts_stay_together(void **state)
{
	table t;
	fl_trial trial;

	(void)state;
	make_table(&t, 19);
	for (size_t i = 0; i + 10 < ROWS; i += 20)
		t.rows[i + 10].input = t.rows[i].input;
	run(&t, 1, &trial);
	for (size_t i = 0; i + 10 < ROWS; i += 20)
		assert_int_equal(trial.is_held_back[i], trial.is_held_back[i + 10]);
	fl_trial_release(&trial);
	fl_arena_release(&t.arena);
}

/* The caller's rows, and no others: nothing of them is learned, nor of a row that has the text of one. */
static void test_trial__the_rows_named_are_held_back(void **state)
{
	table t;
	fl_trial trial;
	bool named[ROWS] = { false };
	fl_error err = FL_ERROR_INIT;
	size_t twins = 0;

	(void)state;
	make_table(&t, 7);
	for (size_t i = 0; i < ROWS; i += 4)
		named[i] = true;
	for (int k = 0; k < 2; k++) /* 5 has the text of 4, 9 that of 8 */
		memcpy(t.fields[5 + 4 * k], t.fields[4 + 4 * k], sizeof t.fields[0]);
	fl_trial_input in = { .rows = t.rows,
			      .count = ROWS,
			      .num_labels = 2,
			      .names = { FL_STR("draft"), FL_STR("field"), tags },
			      .settings = FL_SUGGEST_DEFAULTS,
			      .held_back = named };
	assert_int_equal(fl_trial_run(&in, &trial, &err), FL_OK);
	for (size_t i = 0; i < ROWS; i++)
		assert_int_equal(trial.is_held_back[i], named[i]);
	twins = trial.left_out;
	assert_int_equal(twins, 2);
	assert_int_equal(trial.held_back, ROWS / 4);
	assert_int_equal(trial.learned, ROWS - ROWS / 4 - twins);
	fl_trial_release(&trial);
	fl_arena_release(&t.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trial__finds_what_was_planted),
		cmocka_unit_test(test_trial__evidence_is_what_the_pack_does),
		cmocka_unit_test(test_trial__words_are_counted_where_they_stand),
		cmocka_unit_test(test_trial__rows_held_back_decide_nothing),
		cmocka_unit_test(test_trial__the_rows_named_are_held_back),
		cmocka_unit_test(test_trial__equal_texts_stay_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
