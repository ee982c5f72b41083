/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decisions.c - random histories of decisions, by several people, with runs between them: a fresh round that reads them from
 * a file comes to the same awards; so does one that reads them person by person, in any order; taking all back restores the bytes
 * there were before; and what an open item is said to move is what the steps give when it is decided so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "by_steps.h"
#include "decided_round.h"
#include "random.h"
#include "scratch.h"
#include "steps/lay_down.h"
#include "steps/review_moves.h"
#include "steps/stored.h"

#define HISTORIES 8
#define DECISIONS 14

static const char *const organisations[] = { "春苗社", "绿岸", "夕阳红" };

/* ---- a round -------------------------------------------------------------------------------------------------------- */

static void make_round(void **state, uint64_t *seed)
{
	char dreams[4000], flowers[8000], round[2000];
	size_t d = (size_t)snprintf(dreams, sizeof dreams, "id,title,body,organisation,request\n");
	size_t f = (size_t)snprintf(flowers, sizeof flowers, "dream,giver,count\n");
	for (size_t i = 0; i < DECIDED_DREAMS; i++) {
		d += (size_t)snprintf(dreams + d, sizeof dreams - d, "d%zu,%s,%s,%d\n", i, decided_texts[i], organisations[i % 3],
				      (int)(1 + random_below(seed, 9)) * 100);
		for (size_t g = random_below(seed, 8); g > 0; g--)
			f += (size_t)snprintf(flowers + f, sizeof flowers - f, "d%zu,u%zu,1\n", i, (size_t)random_below(seed, 12));
	}
	snprintf(round, sizeof round,
		 "{\"format\":\"florin-round/1\",\"round\":\"t\",\"dreams\":[\"dreams.csv\"],\"flowers\":[\"flowers.csv\"],"
		 "\"rules\":[\"pack.json\"],\"threshold\":3,\"eligibility\":{\"exclude\":{\"tag\":\"flag:advert\"}},"
		 "\"decisions\":{\"two_people\":[%s]},\"pools\":[{\"id\":\"p\",\"amount\":\"%d\"}],"
		 "\"groups\":[{\"id\":\"c\",\"each\":\"category\",\"max_share\":\"40%%\"},{\"id\":\"o\",\"selector\":{\"tag\":\"for:elders\"},"
		 "\"max\":\"500\"}]}",
		 random_below(seed, 2) ? "\"exception\",\"pair\"" : "", (int)(5 + random_below(seed, 15)) * 100);
	decided_write(*state, "dreams.csv", dreams);
	decided_write(*state, "flowers.csv", flowers);
	decided_write(*state, "pack.json", decided_pack);
	decided_write(*state, "round.json", round);
}

static char *awards_of(void *const *state, const char *out)
{
	char path[300], name[100];
	size_t len = 0;
	snprintf(name, sizeof name, "%s/awards.csv", out);
	scratch_path(*state, name, path, sizeof path);
	char *bytes = scratch_read(path, &len);
	char *text = malloc(len + 1);
	memcpy(text, bytes, len);
	text[len] = '\0';
	free(bytes);
	return text;
}

static fl_round *open_round(const char *file, bool write)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	if (fl_round_open(file, write, &round, &err) != FL_OK)
		fail_msg("%s", err.message);
	return round;
}

/* ---- a history ------------------------------------------------------------------------------------------------------ */

/* 'store' has room for two ids. */
static fl_ruling random_ruling(uint64_t *seed, char store[2][20])
{
	static const char *const tags[] = { "for:elders", "flag:advert", "field:river" };
	static const char *const categories[] = { "field:school", "field:river", "none" };
	bool undo = random_below(seed, 5) == 0;
	fl_ruling r = { .dream = store[0], .by = decided_people[random_below(seed, 3)], .why = "why" };
	snprintf(store[0], sizeof store[0], "d%zu", (size_t)random_below(seed, DECIDED_DREAMS));
	snprintf(store[1], sizeof store[1], "d%zu", (size_t)random_below(seed, DECIDED_DREAMS));
	switch (random_below(seed, 9)) {
	case 0:
		r.kind = "category", r.value = categories[random_below(seed, 3)];
		break;
	case 1:
		r.kind = "tag", r.other = tags[random_below(seed, 3)], r.value = random_below(seed, 2) ? "add" : "remove";
		break;
	case 2:
		r.kind = "admission", r.value = "accept";
		break;
	case 3:
		r.kind = "admission", r.value = "reject", r.code = undo ? NULL : "other";
		break;
	case 4:
		r.kind = "exception", r.value = "qualify";
		break;
	case 5:
	case 6:
		r.kind = "pair", r.other = store[1], r.value = random_below(seed, 2) ? "same" : "different";
		break;
	case 7:
		r.kind = "representative", r.value = "yes";
		break;
	case 8: /* never taken back: a line that was refused because of it would count afterwards */
		if (random_below(seed, 3) == 0)
			return (fl_ruling){ .dream = organisations[random_below(seed, 3)], .other = r.by, .value = "yes",
					    .by = r.by, .why = "family", .kind = "conflict" };
		r.kind = "flag", r.value = "yes";
		break;
	}
	r.value = undo ? NULL : r.value;
	return r;
}

static void decide_at_random(const char *file, uint64_t *seed, int64_t *now)
{
	char store[2][20];
	bool changed;
	fl_error err = FL_ERROR_INIT;
	fl_options options = { .now = ++*now, .threads = 1 };
	fl_ruling ruling = random_ruling(seed, store);
	fl_round *round = open_round(file, true);
	fl_status status = fl_round_decide(round, &ruling, &options, &changed, &err);
	if (status != FL_OK && status != FL_EINVAL && status != FL_EARGUMENT && status != FL_ENOTFOUND)
		fail_msg("%s", err.message);
	fl_round_close(round);
}

static void make_history(void **state, uint64_t *seed, const char *out, char *file, size_t size)
{
	int64_t now = DECIDED_NOW;
	decided_run_into(*state, out, file, size);
	for (int i = 0; i < DECISIONS; i++) {
		decide_at_random(file, seed, &now);
		if (random_below(seed, 6) == 0)
			decided_run_into(*state, out, file, size);
	}
	decided_run_into(*state, out, file, size);
}

/* ---- what is said elsewhere ----------------------------------------------------------------------------------------- */

static char *export_of(const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_text text;
	fl_round *round = open_round(file, false);
	assert_int_equal(fl_round_export_decisions(round, &text, &err), FL_OK);
	char *copy = malloc(text.len + 1);
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	fl_text_release(&text);
	fl_round_close(round);
	return copy;
}

/* The lines of one person (NULL: of all), under the same head. */
static void write_lines(void *const *state, const char *name, const char *all, const char *person)
{
	char by[40], *mine = calloc(strlen(all) + 1, 1);
	snprintf(by, sizeof by, "\"by\":\"%s\"", person ? person : "");
	for (const char *at = all, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		char *line = strndup(at, (size_t)(end - at) + 1);
		if (at == all || !person || strstr(line, by))
			strcat(mine, line);
		free(line);
	}
	decided_write(*state, name, mine);
	free(mine);
}

static void import_files(void *const *state, const char *file, const char *const *names, size_t count)
{
	char store[3][300];
	const char *paths[3];
	fl_error err = FL_ERROR_INIT;
	fl_decisions_summary sum;
	fl_options options = { .now = DECIDED_NOW, .threads = 1 };
	for (size_t i = 0; i < count; i++) {
		scratch_path(*state, names[i], store[i], sizeof store[i]);
		paths[i] = store[i];
	}
	fl_round *round = open_round(file, true);
	if (fl_round_import_decisions(round, paths, count, &options, &sum, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(sum.lines, sum.decisions + sum.known + sum.refused);
	fl_round_close(round);
}

static void expect_same(void *const *state, const char *out, const char *want, uint64_t seed, const char *what)
{
	char *got = awards_of(state, out);
	if (strcmp(got, want) != 0)
		fail_msg("seed %llu: %s\n%s\nnot\n%s", (unsigned long long)seed, what, got, want);
	free(got);
}

static void test_decisions__are_the_same_from_files_in_any_order(void **state)
{
	static const char *const orders[][3] = { { "Li", "Wu", "Zhao" }, { "Zhao", "Li", "Wu" }, { "Wu", "Zhao", "Li" } };
	for (uint64_t first = 1; first <= HISTORIES; first++) {
		uint64_t seed = first * 7919;
		char file[400], other[400];
		const char *all_name = "all";
		make_round(state, &seed);
		make_history(state, &seed, "a", file, sizeof file);
		char *want = awards_of(state, "a"), *all = export_of(file);
		write_lines(state, "all", all, NULL);
		for (size_t p = 0; p < 3; p++)
			write_lines(state, decided_people[p], all, decided_people[p]);
		for (size_t way = 0; way < 5; way++) {
			const char *out = "b";
			decided_run_into(*state, out, other, sizeof other);
			if (way == 0)
				import_files(state, other, &all_name, 1);
			for (size_t k = 0; k < 3 && way >= 1 && way <= 3; k++)
				import_files(state, other, &orders[way - 1][k], 1);
			if (way == 4)
				import_files(state, other, orders[1], 3);
			import_files(state, other, &all_name, 1); /* once more changes nothing */
			decided_run_into(*state, out, other, sizeof other);
			expect_same(state, out, want, first, "a fresh round comes to other awards");
			char path[300];
			scratch_path(*state, out, path, sizeof path);
			scratch_remove_tree(path);
		}
		char path[300];
		scratch_path(*state, "a", path, sizeof path);
		scratch_remove_tree(path);
		free(want);
		free(all);
	}
}

/* ---- taking back ---------------------------------------------------------------------------------------------------- */

/* What two people laid down, two others take back. */
static void undo_all(const char *file)
{
	static const char *const others[] = { "Chen", "Qian" };
	size_t turn = 0;
	fl_work w;
	fl_error err = FL_ERROR_INIT;
	fl_options options = { .now = DECIDED_NOW + 1000, .threads = 1 };
	fl_round *round = open_round(file, true);
	for (bool more = true; more;) {
		fl_ruling undo = { .by = others[turn++ % 2], .why = "all of it" };
		char kind[40], dream[100], other[100];
		bool changed;
		assert_int_equal(fl_work_open(&w, round, false, &err), FL_OK);
		more = w.book.num_questions > 0;
		if (more) {
			const fl_decision *d = w.book.questions[0].last;
			snprintf(kind, sizeof kind, "%.*s", FL_STR_ARG(d->kind));
			snprintf(dream, sizeof dream, "%.*s", FL_STR_ARG(d->subject));
			snprintf(other, sizeof other, "%.*s", FL_STR_ARG(d->other));
			undo.kind = kind, undo.dream = dream, undo.other = other[0] ? other : NULL;
		}
		(void)fl_work_end(&w, FL_OK, NULL);
		if (more && fl_round_decide(round, &undo, &options, &changed, &err) != FL_OK)
			fail_msg("%s", err.message);
	}
	fl_round_close(round);
}

static void test_decisions__taken_back_leave_no_trace_in_results(void **state)
{
	for (uint64_t first = 1; first <= HISTORIES; first++) {
		uint64_t seed = first * 104729;
		char file[400], path[300];
		make_round(state, &seed);
		decided_run_into(*state, "a", file, sizeof file);
		char *before = awards_of(state, "a");
		make_history(state, &seed, "a", file, sizeof file);
		undo_all(file);
		decided_run_into(*state, "a", file, sizeof file);
		expect_same(state, "a", before, first, "what was taken back still counts");
		free(before);
		scratch_path(*state, "a", path, sizeof path);
		scratch_remove_tree(path);
	}
}

/* ---- what an open item moves ---------------------------------------------------------------------------------------- */

static void test_decisions__open_items_move_what_the_steps_give(void **state)
{
	size_t checked = 0, moved = 0, in_memory = 0;
	char file[400], copy[300], path[300];
	scratch_path(*state, "copy.florin", copy, sizeof copy);
	for (uint64_t first = 1; first <= HISTORIES; first++) {
		uint64_t seed = first * 15485863;
		fl_work w;
		fl_facts facts = { 0 };
		fl_error err = FL_ERROR_INIT;
		fl_review_way *ways;
		fl_allocation *now = NULL;
		fl_published published;
		size_t count;
		fl_options options = { .now = DECIDED_NOW + 500, .threads = 1 };
		make_round(state, &seed);
		make_history(state, &seed, "a", file, sizeof file);
		fl_round *round = open_round(file, false);
		assert_int_equal(fl_work_look(&w, round, FL_STEP_REPORT, &err), FL_OK);
		assert_int_equal(fl_facts_load(w.store, &facts, &err), FL_OK);
		assert_int_equal(fl_stored_allocation(w.store, &facts, &now, &published, &err), FL_OK);
		assert_int_equal(fl_review_ways(&w, &facts, &ways, &count, &err), FL_OK);
		assert_int_equal(fl_review_move(&w, &options, ways, count, -1, &err), FL_OK);
		for (size_t i = 0; i < count; i++) {
			assert_true(ways[i].computed);
			check_way(file, copy, &ways[i], &facts, now, DECIDED_NOW + 500, first);
			moved += ways[i].num_moves > 0;
			in_memory += !fl_decision_is(&ways[i].decision, "pair");
			checked++;
		}
		fl_allocation_free(now);
		fl_facts_release(&facts);
		(void)fl_work_end(&w, FL_OK, NULL);
		fl_round_close(round);
		scratch_path(*state, "a", path, sizeof path);
		scratch_remove_tree(path);
	}
	print_message("%zu open items, %zu of them move awards\n", checked, moved);
	assert_true(in_memory > 5 && checked > in_memory && moved > 5); /* the rounds are of the kind that has some */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_decisions__are_the_same_from_files_in_any_order, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_decisions__taken_back_leave_no_trace_in_results, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_decisions__open_items_move_what_the_steps_give, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
