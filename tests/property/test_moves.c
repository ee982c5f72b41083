/* SPDX-License-Identifier: Apache-2.0
 *
 * test_moves.c - random rounds of every policy, with decisions on them: what each open item is said to move, without the steps, is what the
 * steps give; and what is not told for want of work is said to be so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "by_steps.h"
#include "decided_round.h"
#include "random.h"
#include "scratch.h"

#define ROUNDS 22 /* two of each policy */
#define TOLD    8 /* items of each, drawn; where only the steps can tell they take long ... */
#define CHECKED 4 /* ... as they do for these, which are compared */
#define DREAMS 16
#define NOW    1788566400

static const char *const wishes[] = { "给乡村学校建图书角，孩子们放学后有书可读", "为学校旁的河滩清理垃圾，每月一次",
				      "为独居老人安装扶手，八十户老人的卫生间", "学校课程优惠，加微信报名，河滩上课",
				      "社区象棋角，两张石桌，老人下棋" };
static const char *const turns[] = { "", "一座", "想", "请老师帮忙", "很久了", "和老人" };
static const char *const organisations[] = { "Green Bank Ltd", "Green Bank Inc", "绿岸", "绿岸基金会", "夕阳红" };

static const char *const policies[] = {
	"{\"name\":\"support\"}",
	"{\"name\":\"support\",\"granularity\":\"50\"}",
	"{\"name\":\"support\",\"breadth\":\"roots\"}",
	"{\"name\":\"support\",\"breadth\":\"givers\",\"tie_order\":\"lottery:x\"}",
	"{\"name\":\"tranches\",\"tranches\":[{\"share\":\"50%\",\"weight\":3},{\"share\":\"50%\",\"weight\":1}]}",
	"{\"name\":\"support\",\"indivisible\":true}",
	"{\"name\":\"coverage\"}",
	"{\"name\":\"proportional\"}",
	"{\"name\":\"quadratic\"}",
	"{\"name\":\"greedy\"}",
	"{\"name\":\"equal-shares\",\"equal_shares\":{\"completion\":\"none\"}}",
};
#define POLICIES (sizeof policies / sizeof *policies)

/* ---- a round -------------------------------------------------------------------------------------------------------- */

static const char *one_of(const char *const *list, size_t count, uint64_t *seed)
{
	return list[random_below(seed, count)];
}

static void write_tables(void *const *state, uint64_t *seed)
{
	char dreams[6000], flowers[12000];
	size_t d = (size_t)snprintf(dreams, sizeof dreams, "id,title,body,organisation,request\n");
	size_t f = (size_t)snprintf(flowers, sizeof flowers, "dream,giver,count,kind\n");
	for (size_t i = 0; i < DREAMS; i++) {
		d += (size_t)snprintf(dreams + d, sizeof dreams - d, "d%zu,%s%s,%s%s,%s,%d\n", i, one_of(wishes, 5, seed),
				      one_of(turns, 6, seed), one_of(wishes, 5, seed), one_of(turns, 6, seed),
				      one_of(organisations, 5, seed), (int)(1 + random_below(seed, 9)) * 100 + (int)random_below(seed, 7));
		for (size_t g = random_below(seed, 9); g > 0; g--)
			f += (size_t)snprintf(flowers + f, sizeof flowers - f, "d%zu,%s%zu,%d,%s\n", i, random_below(seed, 9) ? "u" : "v",
					      (size_t)random_below(seed, 14), (int)(1 + random_below(seed, 4)),
					      random_below(seed, 2) ? "gift" : "steps");
	}
	decided_write(*state, "dreams.csv", dreams);
	decided_write(*state, "flowers.csv", flowers);
	decided_write(*state, "pack.json", decided_pack);
}

static void make_round(void *const *state, uint64_t *seed, const char *policy)
{
	static const char *const merges[] = { "givers", "sum", "max", "representative" };
	static const char *const stands[] = { "earliest", "most-flowers", "longest" };
	char round[3000];
	bool pools = !strstr(policy, "equal-shares") && random_below(seed, 2) == 0;
	write_tables(state, seed);
	snprintf(round, sizeof round,
		 "{\"format\":\"florin-round/1\",\"round\":\"t\",\"dreams\":[\"dreams.csv\"],\"flowers\":[\"flowers.csv\"],"
		 "\"rules\":[\"pack.json\"],\"threshold\":%d,%s\"policy\":%s,"
		 "\"tally\":{\"per_giver_per_dream\":%d,\"per_giver\":%d,\"sources\":{\"steps\":%d}},"
		 "\"duplicates\":{\"same\":\"0.%d\",\"across_organisations\":%s,\"flowers\":\"%s\",\"representative\":\"%s\"},"
		 "\"decisions\":{\"two_people\":[%s]},\"pools\":[{\"id\":\"p\",\"amount\":\"%d\"}%s],"
		 "\"groups\":[{\"id\":\"c\",\"each\":\"category\",\"max_share\":\"%d%%\"},{\"id\":\"g\",\"each\":\"organisation\","
		 "\"max_share\":\"%d%%\"}]}",
		 (int)random_below(seed, 6), random_below(seed, 2) ? "\"eligibility\":{\"exclude\":{\"tag\":\"flag:advert\"}}," : "",
		 policy, (int)random_below(seed, 4), (int)random_below(seed, 12), (int)random_below(seed, 3),
		 (int)(4 + random_below(seed, 4)), random_below(seed, 2) ? "true" : "false", one_of(merges, 4, seed),
		 one_of(stands, 3, seed), random_below(seed, 3) ? "" : "\"exception\",\"pair\"",
		 (int)(5 + random_below(seed, 20)) * 100, pools ? ",{\"id\":\"q\",\"amount\":\"300\",\"selector\":{\"tag\":\"for:elders\"}}" : "",
		 (int)(20 + random_below(seed, 60)), (int)(20 + random_below(seed, 60)));
	decided_write(*state, "round.json", round);
}

static void run_round(void *const *state, char *file, size_t size, uint64_t seed)
{
	char input[300], folder[300];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_settings none = { 0 };
	fl_options options = { .now = NOW, .threads = 1 };
	scratch_path(*state, "round.json", input, sizeof input);
	scratch_path(*state, "a", folder, sizeof folder);
	if (fl_run(input, folder, NULL, &none, &options, &summary, &err) != FL_OK)
		fail_msg("seed %llu: %s: %s", (unsigned long long)seed, err.source, err.message);
	fl_run_summary_release(&summary);
	snprintf(file, size, "%s/round.florin", folder);
}

/* Words of two people on pairs, representatives, categories. */
static void decide(const char *file, uint64_t *seed)
{
	static const char *const people[] = { "Li", "Wu" };
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	for (int i = 0; i < 8; i++) {
		char a[20], b[20];
		bool changed;
		fl_ruling r = { .dream = a, .by = one_of(people, 2, seed), .why = "why", .kind = "pair", .other = b };
		fl_options options = { .now = NOW + i, .threads = 1 };
		snprintf(a, sizeof a, "d%zu", (size_t)random_below(seed, DREAMS));
		snprintf(b, sizeof b, "d%zu", (size_t)random_below(seed, DREAMS));
		r.value = random_below(seed, 2) ? "same" : "different";
		if (random_below(seed, 4) == 0)
			r.kind = "representative", r.value = "yes", r.other = NULL;
		else if (random_below(seed, 4) == 0)
			r.kind = "exception", r.value = "qualify", r.other = NULL;
		else if (random_below(seed, 6) == 0)
			r.kind = "category", r.value = "field:river", r.other = NULL;
		fl_status status = fl_round_decide(round, &r, &options, &changed, &err);
		assert_true(status == FL_OK || status == FL_EINVAL || status == FL_EARGUMENT || status == FL_ENOTFOUND);
	}
	fl_round_close(round);
}

/* ---- the comparison ------------------------------------------------------------------------------------------------- */

typedef struct told {
	size_t pairs, names, others, moved, left;
} told;

static void count_way(const fl_review_way *way, told *t)
{
	bool pair = fl_decision_is(&way->decision, "pair"), name = fl_decision_is(&way->decision, "organisation");
	t->pairs += pair;
	t->names += name;
	t->others += !pair && !name;
	t->moved += way->num_moves > 0;
}

/* With little work: what is told is the same, the rest is not told. */
static void check_little(fl_work *w, const fl_options *options, const fl_review_way *all, size_t count, int64_t work, told *t)
{
	fl_error err = FL_ERROR_INIT;
	fl_review_way ways[TOLD];
	for (size_t i = 0; i < count; i++)
		ways[i] = (fl_review_way){ .reason = all[i].reason, .decision = all[i].decision };
	assert_int_equal(fl_review_move(w, options, ways, count, work, &err), FL_OK);
	for (size_t i = 0; i < count; i++) {
		t->left += !ways[i].computed;
		if (!ways[i].computed)
			continue;
		assert_int_equal(ways[i].num_moves, all[i].num_moves);
		for (size_t k = 0; k < all[i].num_moves; k++)
			assert_int_equal(ways[i].moves[k].after, all[i].moves[k].after);
	}
}

/* Most items are pairs, which come first; the others stand at the end. */
static size_t draw_ways(fl_work *w, const fl_facts *facts, uint64_t *draw, fl_review_way *ret)
{
	fl_review_way *ways;
	fl_error err = FL_ERROR_INIT;
	size_t count;
	assert_int_equal(fl_review_ways(w, facts, &ways, &count, &err), FL_OK);
	for (size_t k = 0; k < TOLD && count > 0; k++)
		ret[k] = ways[k % 2 ? random_below(draw, count) : count - 1 - random_below(draw, count / 3 + 1)];
	return count > 0 ? TOLD : 0;
}

static void check_round(void *const *state, uint64_t seed, told *t)
{
	char file[400], copy[300], path[300];
	uint64_t draw = seed * 7919;
	fl_work w;
	fl_facts facts = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_review_way ways[TOLD];
	fl_allocation *now = NULL;
	fl_published published;
	fl_round *round = NULL;
	fl_options options = { .now = NOW + 500, .threads = 1 + (int)(seed % 2) };
	scratch_path(*state, "copy.florin", copy, sizeof copy);
	make_round(state, &draw, policies[seed % POLICIES]);
	run_round(state, file, sizeof file, seed);
	if (seed % 3 > 0) {
		decide(file, &draw);
		run_round(state, file, sizeof file, seed);
	}
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	assert_int_equal(fl_work_look(&w, round, FL_STEP_REPORT, &err), FL_OK);
	assert_int_equal(fl_facts_load(w.store, &facts, &err), FL_OK);
	assert_int_equal(fl_stored_allocation(w.store, &facts, &now, &published, &err), FL_OK);
	size_t count = draw_ways(&w, &facts, &draw, ways);
	if (fl_review_move(&w, &options, ways, count, -1, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	for (size_t i = 0; i < count; i++) {
		assert_true(ways[i].computed);
		if (i >= CHECKED)
			continue;
		check_way(file, copy, &ways[i], &facts, now, NOW + 500, seed);
		count_way(&ways[i], t);
	}
	check_little(&w, &options, ways, count, 100, t);
	fl_allocation_free(now);
	fl_facts_release(&facts);
	(void)fl_work_end(&w, FL_OK, NULL);
	fl_round_close(round);
	scratch_path(*state, "a", path, sizeof path);
	scratch_remove_tree(path);
}

static void test_moves__are_what_the_steps_give(void **state)
{
	told t = { 0 };
	for (uint64_t seed = 1; seed <= ROUNDS; seed++)
		check_round(state, seed, &t);
	print_message("%zu pairs, %zu names, %zu other items; %zu move awards; %zu not told with little work\n", t.pairs, t.names, t.others,
		      t.moved, t.left);
	assert_true(t.pairs > 20 && t.names > 3 && t.others > 10 && t.moved > 20 && t.left > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_moves__are_what_the_steps_give, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
