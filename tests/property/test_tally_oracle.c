/* SPDX-License-Identifier: Apache-2.0
 *
 * Tallies against the obvious way: all rows in one list, one rule after the other over the whole list; then a table of dreams times
 * givers. Random ledgers, clusters and rules; the seed of a failing case is printed. And: the order of the ledger does not matter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "tally/tally.h"

#include <stdlib.h>

enum { DREAMS = 8, GIVERS = 6, KINDS = 3, ROWS = 60, DAYS = 5, DAY = 86400 };

typedef struct random_ledger {
	fl_round_spec spec;
	fl_source_rule sources[KINDS];
	uint32_t representative[DREAMS], order[DREAMS];
	int64_t stated[DREAMS], stated_givers[DREAMS], earned[GIVERS];
	fl_flower_row rows[ROWS];
	fl_tally_input in;
	fl_flower_list list;
} random_ledger;

static const fl_str kinds[] = { { "gift", 4 }, { "steps", 5 }, { "", 0 } };

static uint64_t below(uint64_t *seed, uint64_t n)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

static void make_rules(random_ledger *l, uint64_t *seed)
{
	fl_tally_rules *r = &l->spec.tally;
	r->per_dream = below(seed, 2) ? 0 : (int64_t)below(seed, 12);
	r->per_day = below(seed, 3) ? 0 : 1 + (int64_t)below(seed, 15);
	r->per_giver = below(seed, 3) ? 0 : 1 + (int64_t)below(seed, 40);
	r->has_from = below(seed, 3) == 0;
	r->has_before = below(seed, 3) == 0;
	r->from = (int64_t)below(seed, DAY * 2);
	r->before = DAY * 3 + (int64_t)below(seed, DAY * 2);
	r->excess = (fl_excess)below(seed, 4);
	r->earned_by_all = below(seed, 2);
	r->tier[0] = 1 + (int64_t)below(seed, 10);
	r->tier[1] = r->tier[0] + (int64_t)below(seed, 20);
	l->spec.offset_minutes = below(seed, 2) ? 480 : -90;
	l->spec.merge_flowers = (fl_merge_flowers)below(seed, 4);
	l->spec.sources = l->sources;
	for (size_t k = 0; k < KINDS; k++)
		if (below(seed, 2))
			l->sources[l->spec.num_sources++] = (fl_source_rule){ kinds[k], (int64_t)below(seed, 4) };
}

static void make(random_ledger *l, uint64_t seed)
{
	size_t dreams = 1 + below(&seed, DREAMS), givers = 1 + below(&seed, GIVERS);

	*l = (random_ledger){ .in = { .num_dreams = dreams, .kinds = kinds, .num_kinds = KINDS } };
	l->in.representative = l->representative;
	l->in.order = l->order;
	l->in.stated = l->stated;
	l->in.stated_givers = l->stated_givers;
	l->list = (fl_flower_list){ l->rows, below(&seed, 5) ? below(&seed, ROWS + 1) : 0, givers, l->earned };
	make_rules(l, &seed);
	for (size_t g = 0; g < givers; g++)
		l->earned[g] = below(&seed, 3) ? (int64_t)below(&seed, 60) : FL_EARNED_UNKNOWN;
	for (size_t i = 0; i < dreams; i++) {
		l->representative[i] = (uint32_t)i;
		l->order[i] = (uint32_t)(dreams - 1 - i);
		l->stated[i] = (int64_t)below(&seed, 50) - 1;
		l->stated_givers[i] = (int64_t)below(&seed, 9) - 1;
	}
	for (size_t i = 0; i < dreams; i++) {
		uint32_t r = (uint32_t)below(&seed, dreams);
		bool stands = false;
		for (size_t j = 0; j < dreams; j++)
			stands = stands || (j != i && l->representative[j] == i);
		if (l->representative[r] == r && !stands)
			l->representative[i] = r;
	}
	for (size_t i = 0; i < ROWS; i++)
		l->rows[i] =
		    (fl_flower_row){ (uint32_t)below(&seed, dreams),
				     below(&seed, 4) ? (uint32_t)below(&seed, givers) : UINT32_MAX,
				     below(&seed, 9) ? (uint32_t)below(&seed, KINDS) : UINT32_MAX, 1 + (int64_t)below(&seed, 9),
				     below(&seed, 6) ? (int64_t)(below(&seed, DAYS * 4) * (DAY / 4)) : FL_TIME_NONE };
}

static int64_t weight_of(const random_ledger *l, uint32_t kind)
{
	for (size_t i = 0; kind != UINT32_MAX && i < l->spec.num_sources; i++)
		if (fl_str_eq(l->sources[i].kind, kinds[kind]))
			return l->sources[i].weight;
	return 1;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- the obvious way ---- */

typedef struct obvious_row {
	fl_flower_row row;
	int64_t weight, left, order;
	int day; /* -1 not known */
} obvious_row;

typedef struct obvious_tally {
	fl_tally t[DREAMS];
	int64_t days[DREAMS][DAYS + 3]; /* column 0: not known; sums up to each day */
	int64_t lost[FL_RULE_COUNT];    /* by known givers */
	obvious_row rows[ROWS];
	size_t count;
} obvious_tally;

static int by_giver_and_time(const void *a, const void *b)
{
	const obvious_row *x = a, *y = b;
#define LESS(p, q)                                                                                                           \
	if ((p) != (q))                                                                                                       \
		return (p) < (q) ? -1 : 1;
	LESS(x->row.giver, y->row.giver)
	LESS(x->row.given == FL_TIME_NONE, y->row.given == FL_TIME_NONE)
	LESS(x->row.given, y->row.given)
	LESS(x->order, y->order)
	LESS(x->weight, y->weight)
	LESS(x->row.count, y->row.count)
#undef LESS
	return 0;
}

static int day_of(const random_ledger *l, int64_t given)
{
	if (given == FL_TIME_NONE)
		return -1;
	int64_t local = given + l->spec.offset_minutes * 60 + DAY; /* not negative: the first is the day before 1970 */
	return (int)(local / DAY);
}

static bool nobody(const obvious_row *r)
{
	return r->row.giver == UINT32_MAX;
}

/* A rule has left so much of each row: into the sums of its step. */
static void add_up(obvious_tally *o, size_t step_offset)
{
	for (size_t i = 0; i < o->count; i++)
		*(int64_t *)(void *)((char *)&o->t[o->rows[i].row.dream] + step_offset) += o->rows[i].left;
}

static void cut(obvious_tally *o, obvious_row *r, int64_t left, fl_tally_rule rule)
{
	if (!nobody(r) && r->left > left)
		o->lost[rule] += r->left - left;
	r->left = left;
}

static void pass_window(const random_ledger *l, obvious_tally *o)
{
	const fl_tally_rules *rules = &l->spec.tally;
	for (size_t i = 0; i < o->count; i++) {
		obvious_row *r = &o->rows[i];
		bool asked = rules->has_from || rules->has_before, in = true;
		if (asked && r->row.given == FL_TIME_NONE)
			in = false;
		if (rules->has_from && r->row.given < rules->from)
			in = false;
		if (rules->has_before && r->row.given >= rules->before)
			in = false;
		cut(o, r, in ? r->left : 0, FL_RULE_WINDOW);
	}
}

/* Of the rows of one giver for which 'same' holds, the first 'cap' flowers pass. */
static void cap_rows(obvious_tally *o, uint32_t giver, int dream, int day, bool any_day, int64_t cap, fl_tally_rule rule)
{
	int64_t passed = 0;
	for (size_t i = 0; i < o->count; i++) {
		obvious_row *r = &o->rows[i];
		if (r->row.giver != giver || (dream >= 0 && r->row.dream != (uint32_t)dream) || (!any_day && r->day != day))
			continue;
		int64_t passes = r->left < cap - passed ? r->left : cap - passed;
		passed += passes;
		cut(o, r, passes, rule);
	}
}

static void pass_earned(const random_ledger *l, obvious_tally *o)
{
	const fl_tally_rules *rules = &l->spec.tally;
	for (uint32_t g = 0; g < l->list.num_givers && rules->excess != FL_EXCESS_IGNORE; g++) {
		int64_t given = 0, earned = l->earned[g] == FL_EARNED_UNKNOWN && rules->earned_by_all ? 0 : l->earned[g];
		for (size_t i = 0; i < o->count; i++)
			given += o->rows[i].row.giver == g ? o->rows[i].left : 0;
		if (earned == FL_EARNED_UNKNOWN || given <= earned)
			continue;
		if (rules->excess == FL_EXCESS_CAP)
			cap_rows(o, g, -1, 0, true, earned, FL_RULE_EARNED);
		if (rules->excess == FL_EXCESS_REFUSE)
			cap_rows(o, g, -1, 0, true, 0, FL_RULE_EARNED);
	}
}

static void pass_sources(obvious_tally *o)
{
	for (size_t i = 0; i < o->count; i++)
		cut(o, &o->rows[i], o->rows[i].left * o->rows[i].weight, FL_RULE_SOURCES);
}

static void pass_caps(const random_ledger *l, obvious_tally *o)
{
	const fl_tally_rules *rules = &l->spec.tally;
	for (uint32_t g = 0; g < l->list.num_givers && rules->per_day > 0; g++)
		for (int day = -1; day < DAYS + 2; day++)
			cap_rows(o, g, -1, day, false, rules->per_day, FL_RULE_PER_DAY);
	add_up(o, offsetof(fl_tally, per_day));
	for (uint32_t g = 0; g < l->list.num_givers && rules->per_dream > 0; g++)
		for (int d = 0; d < (int)l->in.num_dreams; d++)
			cap_rows(o, g, d, 0, true, rules->per_dream, FL_RULE_PER_DREAM);
	add_up(o, offsetof(fl_tally, capped));
	for (uint32_t g = 0; g < l->list.num_givers && rules->per_giver > 0; g++)
		cap_rows(o, g, -1, 0, true, rules->per_giver, FL_RULE_PER_GIVER);
	add_up(o, offsetof(fl_tally, per_giver));
}

/* What giver g (DREAMS: nobody) gave to dream d; of timed rows only those up to 'day'. */
static int64_t gift_of(const random_ledger *l, const obvious_tally *o, size_t g, size_t d, int day, bool untimed)
{
	int64_t sum = 0;
	for (size_t i = 0; i < o->count; i++) {
		const obvious_row *r = &o->rows[i];
		bool his = g == l->list.num_givers ? nobody(r) : r->row.giver == g;
		if (his && r->row.dream == d && (r->day < 0 ? untimed : r->day <= day))
			sum += r->left;
	}
	return sum;
}

static bool in_cluster(const random_ledger *l, size_t d, size_t r)
{
	return l->representative[d] == r;
}

/* The tally of representative r if only flowers up to a day had been given; those whose day is not known first, but where each giver
 * counts once they add what they add at the end. */
static int64_t merged_until(const random_ledger *l, const obvious_tally *o, size_t r, int day)
{
	size_t dreams = l->in.num_dreams, givers = l->list.num_givers;
	fl_merge_flowers way = l->spec.merge_flowers;
	int64_t sum = 0, largest = 0, once = 0, of_nobody = 0;
	for (size_t d = 0; d < dreams; d++) {
		int64_t all = 0;
		for (size_t g = 0; g <= givers; g++)
			all += gift_of(l, o, g, d, day, true);
		if (way == FL_MERGE_REPRESENTATIVE && d == r)
			return all;
		if (!in_cluster(l, d, r))
			continue;
		sum += all;
		largest = most(largest, all);
		of_nobody = most(of_nobody, gift_of(l, o, givers, d, day, true));
	}
	for (size_t g = 0; g < givers; g++) {
		int64_t timed = 0, timed_end = 0, end = 0;
		for (size_t d = 0; d < dreams; d++)
			if (in_cluster(l, d, r)) {
				timed = most(timed, gift_of(l, o, g, d, day, false));
				timed_end = most(timed_end, gift_of(l, o, g, d, DAYS + 2, false));
				end = most(end, gift_of(l, o, g, d, DAYS + 2, true));
			}
		once += timed + (end - timed_end);
	}
	return way == FL_MERGE_SUM ? sum : way == FL_MERGE_MAX ? largest : once + of_nobody;
}

static int64_t root_of(int64_t c)
{
	int64_t s = 0;
	while ((s + 1) * (s + 1) <= c)
		s++;
	return s;
}

static int descending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x > y ? -1 : x < y;
}

/* What each giver counts for in cluster r, and its breadth. */
static void breadth(const random_ledger *l, const obvious_tally *o, size_t r, fl_tally *t)
{
	size_t dreams = l->in.num_dreams, givers = l->list.num_givers, speaker = r;
	int64_t gifts[GIVERS] = { 0 }, best = -1, squares = 0;
	for (size_t d = 0; d < dreams && l->spec.merge_flowers == FL_MERGE_MAX; d++) {
		int64_t known = 0;
		for (size_t g = 0; g < givers; g++)
			known += gift_of(l, o, g, d, DAYS + 2, true);
		size_t first = best < 0 ? r : speaker; /* the representative stands first among equals */
		(void)first;
		if (in_cluster(l, d, r) && (known > best || (known == best && d == r))) {
			best = known;
			speaker = d;
		}
	}
	for (size_t g = 0; g < givers; g++) {
		int64_t total = 0, distinct = 0;
		for (size_t d = 0; d < dreams; d++) {
			int64_t gift = gift_of(l, o, g, d, DAYS + 2, true);
			total += gift;
			if (!in_cluster(l, d, r))
				continue;
			distinct += gift;
			if (l->spec.merge_flowers == FL_MERGE_GIVERS)
				gifts[g] = most(gifts[g], gift);
			else if (l->spec.merge_flowers == FL_MERGE_SUM || d == speaker)
				gifts[g] += gift;
		}
		t->givers += (l->spec.merge_flowers == FL_MERGE_REPRESENTATIVE ? gifts[g] : distinct) > 0;
		if (gifts[g] == 0)
			continue;
		int tier = total >= l->spec.tally.tier[1] ? 2 : total >= l->spec.tally.tier[0] ? 1 : 0;
		t->known += gifts[g];
		t->roots += root_of(gifts[g]);
		t->squares += root_of(gifts[g]) * root_of(gifts[g]);
		t->tier_flowers[tier] += gifts[g];
		t->tier_givers[tier]++;
		squares += gifts[g] * gifts[g];
	}
	t->effective_hundredths = squares ? 100 * t->known * t->known / squares : 0;
	qsort(gifts, GIVERS, sizeof *gifts, descending);
	t->top = gifts[0];
	for (size_t g = 0; g < GIVERS; g++)
		t->top_ten += gifts[g];
}

static void obvious(const random_ledger *l, obvious_tally *o)
{
	*o = (obvious_tally){ .count = l->list.count };
	for (size_t i = 0; i < o->count; i++) {
		const fl_flower_row *row = &l->rows[i];
		o->rows[i] = (obvious_row){ *row, weight_of(l, row->kind), row->count, l->order[row->dream], day_of(l, row->given) };
	}
	qsort(o->rows, o->count, sizeof *o->rows, by_giver_and_time);
	add_up(o, offsetof(fl_tally, raw));
	pass_window(l, o);
	add_up(o, offsetof(fl_tally, in_window));
	pass_earned(l, o);
	add_up(o, offsetof(fl_tally, earned));
	pass_sources(o);
	add_up(o, offsetof(fl_tally, weighted));
	pass_caps(l, o);
	for (size_t d = 0; d < l->in.num_dreams; d++) {
		bool stands = l->representative[d] == d;
		if (stands)
			breadth(l, o, d, &o->t[d]);
		else
			for (size_t g = 0; g < l->list.num_givers; g++)
				o->t[d].givers += gift_of(l, o, g, d, DAYS + 2, true) > 0;
		o->t[d].merged = stands ? merged_until(l, o, d, DAYS + 2) : o->t[d].per_giver;
		for (int day = -1; stands && day < DAYS + 2; day++)
			o->days[d][day + 1] = merged_until(l, o, d, day);
	}
}

static void obvious_stated(const random_ledger *l, obvious_tally *o)
{
	*o = (obvious_tally){ .count = 0 };
	for (size_t d = 0; d < l->in.num_dreams; d++) {
		fl_tally *t = &o->t[d];
		t->raw = t->in_window = t->earned = t->weighted = t->per_day = t->capped = t->per_giver = most(0, l->stated[d]);
		t->givers = most(0, l->stated_givers[d]);
		t->merged = t->per_giver;
	}
	for (size_t d = 0; d < l->in.num_dreams; d++) {
		int64_t sum = 0, largest = 0, givers = 0;
		if (l->representative[d] != d || l->spec.merge_flowers == FL_MERGE_REPRESENTATIVE)
			continue;
		for (size_t i = 0; i < l->in.num_dreams; i++)
			if (in_cluster(l, i, d)) {
				sum += o->t[i].per_giver;
				largest = most(largest, o->t[i].per_giver);
				givers = most(givers, most(0, l->stated_givers[i]));
			}
		o->t[d].merged = l->spec.merge_flowers == FL_MERGE_SUM ? sum : largest;
		o->t[d].givers = givers;
	}
}

/* ---- both ---- */

static int64_t lost[FL_RULE_COUNT];

static void on_loss(void *user, uint32_t giver, uint32_t dream, fl_tally_rule rule, int64_t flowers)
{
	(void)user;
	(void)giver;
	(void)dream;
	lost[rule] += flowers;
}

#define SAME(field)                                                                                                          \
	if (a->field != b->field)                                                                                             \
	fail_msg("seed %llu dream %zu: " #field " %lld, not %lld", (unsigned long long)seed, d, (long long)a->field,          \
		 (long long)b->field)

static void compare_breadth(const fl_tally *a, const fl_tally *b, size_t d, uint64_t seed)
{
	SAME(known);
	SAME(roots);
	SAME(squares);
	SAME(top);
	SAME(top_ten);
	SAME(effective_hundredths);
	for (int i = 0; i < FL_TIERS; i++) {
		SAME(tier_flowers[i]);
		SAME(tier_givers[i]);
	}
}

static void compare_days(const random_ledger *l, const fl_tally_result *got, const obvious_tally *want, uint64_t seed)
{
	int64_t days[DREAMS][DAYS + 3] = { 0 };
	for (size_t i = 0; i < got->num_days; i++) {
		const fl_tally_day *day = &got->days[i];
		int column = day->day == FL_DAY_NONE ? 0 : day->day + 2;
		assert_in_range(column, 0, DAYS + 2);
		days[day->dream][column] += day->flowers;
		if (day->flowers < 0)
			fail_msg("seed %llu dream %u: a tally falls", (unsigned long long)seed, day->dream);
	}
	for (size_t d = 0; d < l->in.num_dreams && want->count > 0; d++)
		for (int column = 0; column < DAYS + 3; column++) {
			days[d][column] += column ? days[d][column - 1] : 0;
			if (days[d][column] != want->days[d][column])
				fail_msg("seed %llu dream %zu day %d: %lld, not %lld", (unsigned long long)seed, d, column - 2,
					 (long long)days[d][column], (long long)want->days[d][column]);
		}
}

static void compare(const random_ledger *l, const obvious_tally *want, uint64_t seed)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_tally_result got;

	for (int i = 0; i < FL_RULE_COUNT; i++)
		lost[i] = 0;
	if (fl_tally_count(&l->spec, &l->in, &l->list, &arena, &got, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
	for (size_t d = 0; d < l->in.num_dreams; d++) {
		const fl_tally *a = &got.tallies[d], *b = &want->t[d];
		SAME(raw);
		SAME(in_window);
		SAME(earned);
		SAME(weighted);
		SAME(per_day);
		SAME(capped);
		SAME(per_giver);
		SAME(merged);
		SAME(givers);
		if (l->representative[d] == d)
			compare_breadth(a, b, d, seed);
	}
	compare_days(l, &got, want, seed);
	for (int rule = 0; rule < FL_RULE_COUNT; rule++)
		if (lost[rule] != want->lost[rule])
			fail_msg("seed %llu: %lld flowers lost to rule %s, not %lld", (unsigned long long)seed,
				 (long long)lost[rule], fl_tally_rule_name((fl_tally_rule)rule), (long long)want->lost[rule]);
	fl_arena_release(&arena);
}

static void test_tally__equals_the_obvious_table(void **state)
{
	static random_ledger l;
	static obvious_tally want;

	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		make(&l, seed);
		l.in.sink = (fl_tally_sink){ .loss = on_loss };
		if (l.list.count == 0)
			obvious_stated(&l, &want);
		else
			obvious(&l, &want);
		compare(&l, &want, seed);
		for (size_t i = 0; i + 1 < l.list.count; i++) { /* the same ledger in another order */
			uint64_t s = seed * 1000 + i;
			size_t j = i + below(&s, l.list.count - i);
			fl_flower_row swap = l.rows[i];
			l.rows[i] = l.rows[j];
			l.rows[j] = swap;
		}
		compare(&l, &want, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tally__equals_the_obvious_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
