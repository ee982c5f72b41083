/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_giver.c - the flowers of one giver through the rules, in their order (domain/tally_rules.h).
 *
 * Each row goes through all rules before the next: a rule that limits keeps how much it has let pass. So the result is that of one
 * rule after the other over all rows, and which flowers a limit cuts is a matter of time alone.
 */
#include "tally/tallying.h"

#include "base/error.h"

#include <stdlib.h>

typedef struct passing {
	fl_tallying *t;
	const fl_tally_rules *rules;
	uint32_t giver;
	int64_t earned_left; /* may still pass; INT64_MAX where the rule does not limit */
	bool refused;
	int32_t day;
	bool any_day;
	int64_t day_passed;
} passing;

/* ---- order ---------------------------------------------------------------------------------------------------------- */

typedef struct keyed {
	fl_giving row;
	int64_t weight;
	uint32_t order;
} keyed;

static int in_time(const void *a, const void *b)
{
	const keyed *x = a, *y = b;
	bool no_x = x->row.given == FL_TIME_NONE, no_y = y->row.given == FL_TIME_NONE;
	if (no_x != no_y)
		return no_x ? 1 : -1;
	if (x->row.given != y->row.given)
		return x->row.given < y->row.given ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return (x->row.count > y->row.count) - (x->row.count < y->row.count);
}

static int64_t weight_of(const fl_tallying *t, const fl_giving *row)
{
	return row->kind == UINT32_MAX ? 1 : t->weights[row->kind];
}

static void key(const fl_tallying *t, const fl_giving *row, keyed *ret)
{
	*ret = (keyed){ *row, weight_of(t, row), t->in->order ? t->in->order[row->dream] : row->dream };
}

/* A few rows are sorted by insertion; most givers have few. */
#define FEW 24

static fl_status sort_rows(const fl_tallying *t, fl_giving *rows, size_t count, fl_error *err)
{
	keyed few[FEW], *all = few;
	if (count <= 1)
		return FL_OK;
	if (count > FEW) {
		all = fl_alloc_array(count, sizeof *all);
		if (!all)
			return fl_enomem(err);
	}
	for (size_t i = 0; i < count; i++) {
		keyed k;
		size_t at = i;
		key(t, &rows[i], &k);
		for (; count <= FEW && at > 0 && in_time(&k, &all[at - 1]) < 0; at--)
			all[at] = all[at - 1];
		all[at] = k;
	}
	if (count > FEW)
		qsort(all, count, sizeof *all, in_time);
	for (size_t i = 0; i < count; i++)
		rows[i] = all[i].row;
	if (all != few)
		fl_free(all);
	return FL_OK;
}

/* ---- rules ---------------------------------------------------------------------------------------------------------- */

static int64_t at_most(int64_t flowers, int64_t left)
{
	return flowers < left ? flowers : left > 0 ? left : 0;
}

static void lose(const passing *p, uint32_t dream, fl_tally_rule rule, int64_t before, int64_t after)
{
	const fl_tally_sink *sink = &p->t->in->sink;
	if (before > after && sink->loss)
		sink->loss(sink->user, p->giver, dream, rule, before - after);
}

/* What of a row the giver may have earned. */
static int64_t pass_earned(passing *p, int64_t flowers)
{
	if (p->refused)
		return 0;
	int64_t passed = at_most(flowers, p->earned_left);
	p->earned_left -= passed;
	return passed;
}

static int64_t pass_day(passing *p, int64_t given, int64_t flowers)
{
	if (p->rules->per_day == 0)
		return flowers;
	int32_t day = fl_tally_day_of(p->t->spec, given);
	if (!p->any_day || day != p->day) {
		p->any_day = true;
		p->day = day;
		p->day_passed = 0;
	}
	int64_t passed = at_most(flowers, p->rules->per_day - p->day_passed);
	p->day_passed += passed;
	return passed;
}

static void touch(fl_tallying *t, uint32_t dream)
{
	if (t->passed[dream] == 0) /* there is room: fl_tallying_giver saw to it */
		t->dreams.items[t->dreams.len++] = dream;
}

static int64_t pass_dream(passing *p, uint32_t dream, int64_t flowers)
{
	fl_tallying *t = p->t;
	int64_t passed = p->rules->per_dream ? at_most(flowers, p->rules->per_dream - t->passed[dream]) : flowers;
	if (passed > 0)
		touch(t, dream);
	t->passed[dream] += passed;
	return passed;
}

static int64_t pass_giver(passing *p, int64_t flowers)
{
	int64_t passed = p->rules->per_giver ? at_most(flowers, p->rules->per_giver - p->t->total) : flowers;
	p->t->total += passed;
	return passed;
}

/* For the cluster, where each giver counts once: by how much the most they gave to one of its dreams grew. */
static int64_t grow_cluster(fl_tallying *t, uint32_t dream)
{
	uint32_t r = t->in->representative[dream];
	int64_t before = t->cluster[r], now = t->gift[dream];
	if (now <= before)
		return 0;
	if (before == 0)
		t->clusters.items[t->clusters.len++] = r;
	t->cluster[r] = now;
	return now - before;
}

static fl_status pass_row(passing *p, const fl_giving *row, fl_error *err)
{
	fl_tallying *t = p->t;
	fl_tally_sums *sums = &t->sums[row->dream];
	uint32_t dream = row->dream;
	int64_t raw = row->count, weighted;
	int64_t timely = fl_tally_in_window(p->rules, row->given) ? raw : 0;
	int64_t earned = pass_earned(p, timely);
	if (__builtin_mul_overflow(earned, weight_of(t, row), &weighted))
		return fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1");
	int64_t daily = pass_day(p, row->given, weighted);
	int64_t capped = pass_dream(p, dream, daily);
	int64_t counts = pass_giver(p, capped);
	FL_TRY(fl_tally_add(&sums->raw, raw, err));
	FL_TRY(fl_tally_add(&sums->weighted, weighted, err));
	sums->in_window += timely;
	sums->earned += earned;
	sums->per_day += daily;
	sums->capped += capped;
	sums->per_giver += counts;
	t->gift[dream] += counts;
	lose(p, dream, FL_RULE_WINDOW, raw, timely);
	lose(p, dream, FL_RULE_EARNED, timely, earned);
	lose(p, dream, FL_RULE_SOURCES, earned, weighted);
	lose(p, dream, FL_RULE_PER_DAY, weighted, daily);
	lose(p, dream, FL_RULE_PER_DREAM, daily, capped);
	lose(p, dream, FL_RULE_PER_GIVER, capped, counts);
	fl_signs_row(t, row);
	if (t->spec->merge_flowers == FL_MERGE_GIVERS)
		fl_days_add(t, t->in->representative[dream], row->given, grow_cluster(t, dream));
	else
		fl_days_add(t, dream, row->given, counts);
	return FL_OK;
}

/* ---- the giver ------------------------------------------------------------------------------------------------------ */

static void begin(passing *p, const fl_giving *rows, size_t count, int64_t earned)
{
	int64_t given = 0;
	p->earned_left = INT64_MAX;
	if (earned == FL_EARNED_UNKNOWN && p->rules->earned_by_all)
		earned = 0;
	if (p->rules->excess == FL_EXCESS_IGNORE || earned == FL_EARNED_UNKNOWN)
		return;
	for (size_t i = 0; i < count; i++)
		if (fl_tally_in_window(p->rules, rows[i].given) && __builtin_add_overflow(given, rows[i].count, &given))
			given = INT64_MAX;
	if (given <= earned)
		return;
	p->t->excess_givers++;
	p->t->excess_flowers += given - earned;
	p->refused = p->rules->excess == FL_EXCESS_REFUSE;
	if (p->rules->excess == FL_EXCESS_CAP)
		p->earned_left = earned;
}

/* The gifts of the giver, now complete, to the dreams and to their clusters. */
static fl_status settle(passing *p, fl_error *err)
{
	fl_tallying *t = p->t;
	fl_merge_flowers way = t->spec->merge_flowers;
	const fl_tally_sink *sink = &t->in->sink;
	for (size_t i = 0; i < t->dreams.len; i++) {
		uint32_t d = t->dreams.items[i], r = t->in->representative[d];
		int64_t gift = t->gift[d];
		t->own_givers[d] += gift > 0;
		FL_TRY(fl_tally_add(&t->known[d], gift, err));
		if (gift > 0 && way != FL_MERGE_GIVERS) {
			if (t->cluster[r] == 0)
				t->clusters.items[t->clusters.len++] = r;
			if (way == FL_MERGE_SUM)
				FL_TRY(fl_tally_add(&t->cluster[r], gift, err));
			else
				t->cluster[r] = 1;
		}
		if (gift > 0 && sink->gift && (way == FL_MERGE_MAX || way == FL_MERGE_REPRESENTATIVE))
			sink->gift(sink->user, p->giver, d, gift);
		if (gift > 0 && (way == FL_MERGE_MAX || way == FL_MERGE_REPRESENTATIVE)) {
			FL_TRY(fl_tally_add(&t->support[d].known, gift, err));
			fl_support_add(&t->support[d], p->rules, gift, t->total);
		}
	}
	for (size_t i = 0; i < t->clusters.len; i++) {
		uint32_t r = t->clusters.items[i];
		t->cluster_givers[r]++;
		if (way == FL_MERGE_GIVERS || way == FL_MERGE_SUM) {
			FL_TRY(fl_tally_add(&t->support[r].known, t->cluster[r], err));
			fl_support_add(&t->support[r], p->rules, t->cluster[r], t->total);
			if (sink->gift)
				sink->gift(sink->user, p->giver, r, t->cluster[r]);
		}
	}
	return FL_OK;
}

static void forget(fl_tallying *t)
{
	for (size_t i = 0; i < t->dreams.len; i++)
		t->passed[t->dreams.items[i]] = t->gift[t->dreams.items[i]] = 0;
	for (size_t i = 0; i < t->clusters.len; i++)
		t->cluster[t->clusters.items[i]] = 0;
	t->dreams.len = t->clusters.len = 0;
	t->total = 0;
}

static fl_status check_rows(const fl_tallying *t, const fl_giving *rows, size_t count, fl_error *err)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].dream >= t->in->num_dreams || rows[i].count < 1 ||
		    (rows[i].kind != UINT32_MAX && rows[i].kind >= t->in->num_kinds))
			return fl_error_set(err, FL_EINVAL, "a flower names a dream, giver or source that is not there");
	return FL_OK;
}

fl_status fl_tallying_giver(fl_tallying *t, uint32_t giver, fl_giving *rows, size_t count, int64_t earned, fl_error *err)
{
	passing p = { .t = t, .rules = &t->spec->tally, .giver = giver };
	if (count == 0)
		return FL_OK;
	t->any = true;
	FL_TRY(check_rows(t, rows, count, err));
	if (!fl_vec_reserve(&t->dreams, count) || !fl_vec_reserve(&t->clusters, count))
		return fl_enomem(err);
	FL_TRY(sort_rows(t, rows, count, err));
	if (t->in->sink.rows)
		t->in->sink.rows(t->in->sink.user, giver, rows, count, earned);
	begin(&p, rows, count, earned);
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < count; i++)
		status = pass_row(&p, &rows[i], err);
	if (status == FL_OK)
		status = settle(&p, err);
	if (status == FL_OK)
		fl_signs_giver(t, rows[0].given == FL_TIME_NONE ? NULL : &rows[0]);
	forget(t);
	return status;
}

void fl_tallying_prefetch(const fl_tallying *t, uint32_t dream, int64_t given)
{
	fl_signs_prefetch(t, dream, given);
	__builtin_prefetch(&t->sums[dream], 1);
	__builtin_prefetch(&t->passed[dream], 1);
	__builtin_prefetch(&t->gift[dream], 1);
}

fl_status fl_tallying_nobody(fl_tallying *t, const fl_giving *row, fl_error *err)
{
	fl_tally_sums *sums = &t->sums[row->dream < t->in->num_dreams ? row->dream : 0];
	int64_t weighted;
	t->any = true;
	FL_TRY(check_rows(t, row, 1, err));
	if (t->in->sink.rows)
		t->in->sink.rows(t->in->sink.user, UINT32_MAX, row, 1, FL_EARNED_UNKNOWN);
	int64_t timely = fl_tally_in_window(&t->spec->tally, row->given) ? row->count : 0;
	if (__builtin_mul_overflow(timely, weight_of(t, row), &weighted))
		return fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1");
	FL_TRY(fl_tally_add(&sums->raw, row->count, err));
	FL_TRY(fl_tally_add(&sums->weighted, weighted, err));
	sums->in_window += timely;
	sums->earned += timely;
	sums->per_day += weighted; /* none of these exceeds the sums above */
	sums->capped += weighted;
	sums->per_giver += weighted;
	sums->unknown += weighted;
	fl_signs_row(t, row);
	fl_days_add_nobody(t, row->dream, row->given, weighted);
	return FL_OK;
}
