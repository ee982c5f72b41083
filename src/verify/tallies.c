/* SPDX-License-Identifier: Apache-2.0
 *
 * tallies.c - flowers counted a second time, from the rows of the ledger, under the rules of the round.
 *
 * tally/ counts them for the allocation; this file counts them for the checker and shares nothing with it. There each flower passes
 * all rules before the next; here each rule passes over all flowers of a giver before the next rule. Both must come to the
 * same (tests/property/test_recount.c).
 *
 * The flowers of one giver, in the order of time (at no known time: last), at the same moment by the id of the dream, then by
 * weight and count, go through these rules:
 *
 *   window      given in the round's time, else they do not count
 *   earned      "cap": what was given first counts, up to what the giver has earned; "refuse": nothing of a giver's counts who gave
 *               more; of whom no earnings are known is not limited, or has earned nothing, as the round says
 *   sources     a flower counts as often as its source weighs
 *   per day     at most so many on one day of the round's time zone; all without a time are of one day
 *   per dream   at most so many for one dream
 *   per giver   at most so many in all
 *
 * Where nobody knows the giver only window and sources apply. Then the dreams of a cluster are merged:
 *
 *   givers          each giver once, with the most that they gave to one of its dreams; of nobody's flowers, those of the dream
 *                   that has most
 *   sum, max        the sum, or the largest of its dreams' flowers
 *   representative  those of the representative alone
 *
 * A round whose ledger is empty counts the totals that its dreams state.
 *
 * A new rule: one more function over 'rows' here, called in its place in pass_rules (it lowers 'left' and nothing else), and one more
 * pass_... in tally/tally_giver.c; its setting in domain/tally_rules.c; fl_bundle_with_times where it looks at times; and
 * tests/property/test_recount.c draws it.
 */
#include "verify/tallies.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/checks.h"

#include <stdlib.h>

#define DAY_SECONDS 86400

/* ---- beginning ---- */

typedef struct named_dream {
	fl_str id;
	uint32_t dream;
} named_dream;

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const named_dream *)a)->id, ((const named_dream *)b)->id);
}

static fl_status find_places(fl_recount *r, fl_error *err)
{
	size_t count = r->facts->num_dreams;
	named_dream *list = fl_alloc_array(count + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		list[i] = (named_dream){ r->facts->dreams[i].dream.id, (uint32_t)i };
	qsort(list, count, sizeof *list, by_id);
	for (size_t i = 0; i < count; i++)
		r->place[list[i].dream] = (uint32_t)i;
	fl_free(list);
	return FL_OK;
}

static int64_t weight_of(const fl_round_spec *spec, fl_str source)
{
	int64_t weight = 1;
	for (size_t i = 0; i < spec->num_sources; i++)
		if (fl_str_eq(spec->sources[i].kind, source))
			weight = spec->sources[i].weight;
	return weight;
}

fl_status fl_recount_init(fl_recount *r, const fl_round_spec *spec, const fl_bundle_facts *facts, const fl_earned_fact *earned,
			  size_t num_earned, fl_error *err)
{
	size_t n = facts->num_dreams + 1;
	*r = (fl_recount){ .spec = spec, .facts = facts, .earned = earned, .num_earned = num_earned };
	r->weights = fl_alloc_array(facts->num_sources + 1, sizeof *r->weights);
	r->place = fl_alloc_array(n, sizeof *r->place);
	r->nobody = fl_alloc_array(n, sizeof *r->nobody);
	r->dreams = fl_alloc_array(n, sizeof *r->dreams);
	r->clusters = fl_alloc_array(n, sizeof *r->clusters);
	r->gift = fl_alloc_array(n, sizeof *r->gift);
	r->largest = fl_alloc_array(n, sizeof *r->largest);
	if (!r->weights || !r->place || !r->nobody || !r->dreams || !r->clusters || !r->gift || !r->largest)
		return fl_enomem(err);
	for (size_t s = 0; s < facts->num_sources; s++)
		r->weights[s] = weight_of(spec, facts->sources[s]);
	return find_places(r, err);
}

void fl_recount_release(fl_recount *r)
{
	fl_free(r->weights);
	fl_free(r->place);
	fl_free(r->nobody);
	fl_free(r->dreams);
	fl_free(r->clusters);
	fl_free(r->gift);
	fl_free(r->largest);
	fl_vec_release(&r->rows);
	fl_vec_release(&r->gifts);
}

/* ---- the rules, one after another, over the rows of one giver ---- */

static bool in_time(const fl_tally_rules *rules, int64_t given)
{
	bool open = !rules->has_from && !rules->has_before;
	bool known = given != FL_TIME_NONE;
	return open || (known && !(rules->has_from && given < rules->from) && !(rules->has_before && given >= rules->before));
}

static int by_time(const void *a, const void *b)
{
	const fl_recount_row_left *x = a, *y = b;
	int64_t time_x = x->row.given == FL_TIME_NONE ? INT64_MAX : x->row.given;
	int64_t time_y = y->row.given == FL_TIME_NONE ? INT64_MAX : y->row.given;
	if (time_x != time_y)
		return time_x < time_y ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return (x->row.count > y->row.count) - (x->row.count < y->row.count);
}

static void keep_window(fl_recount *r)
{
	for (size_t i = 0; i < r->rows.len; i++)
		if (!in_time(&r->spec->tally, r->rows.items[i].row.given))
			r->rows.items[i].left = 0;
}

/* At most 'cap' of rows [from, to), the first ones. */
static void keep_first(fl_recount *r, size_t from, size_t to, fl_i128 cap)
{
	for (size_t i = from; i < to; i++) {
		fl_i128 *left = &r->rows.items[i].left;
		*left = *left < cap ? *left : cap;
		cap -= *left;
	}
}

/* What this giver has earned, -1: nothing is known. Givers come in rising order, as the earnings do. */
static int64_t earned_by(fl_recount *r, uint32_t giver)
{
	while (r->next_earned < r->num_earned && r->earned[r->next_earned].giver < giver)
		r->next_earned++;
	if (r->next_earned < r->num_earned && r->earned[r->next_earned].giver == giver)
		return r->earned[r->next_earned].flowers;
	return r->spec->tally.earned_by_all ? 0 : -1;
}

static void keep_earned(fl_recount *r)
{
	int64_t earned = earned_by(r, r->rows.items[0].row.giver);
	fl_i128 given = 0;
	for (size_t i = 0; i < r->rows.len; i++)
		given += r->rows.items[i].left;
	if (earned < 0 || given <= earned)
		return;
	if (r->spec->tally.excess == FL_EXCESS_CAP)
		keep_first(r, 0, r->rows.len, earned);
	else if (r->spec->tally.excess == FL_EXCESS_REFUSE)
		keep_first(r, 0, r->rows.len, 0);
}

static void weigh(fl_recount *r)
{
	for (size_t i = 0; i < r->rows.len; i++)
		r->rows.items[i].left *= r->rows.items[i].weight;
}

static int64_t day_of(const fl_recount *r, size_t i)
{
	int64_t given = r->rows.items[i].row.given;
	if (given == FL_TIME_NONE)
		return INT64_MAX;
	fl_i128 local = (fl_i128)given + (fl_i128)r->spec->offset_minutes * 60;
	fl_i128 day = local >= 0 ? local / DAY_SECONDS : -((-local + DAY_SECONDS - 1) / DAY_SECONDS);
	return (int64_t)day;
}

static void keep_per_day(fl_recount *r)
{
	for (size_t from = 0, to; from < r->rows.len; from = to) {
		to = from + 1;
		while (to < r->rows.len && day_of(r, to) == day_of(r, from))
			to++;
		keep_first(r, from, to, r->spec->tally.per_day);
	}
}

static void keep_per_dream(fl_recount *r)
{
	fl_i128 cap = r->spec->tally.per_dream;
	for (size_t i = 0; i < r->rows.len; i++) {
		fl_recount_row_left *row = &r->rows.items[i];
		fl_i128 room = cap - r->gift[row->row.dream];
		row->left = row->left < room ? row->left : room;
		r->gift[row->row.dream] += row->left;
	}
	for (size_t i = 0; i < r->rows.len; i++)
		r->gift[r->rows.items[i].row.dream] = 0;
}

static void pass_rules(fl_recount *r)
{
	const fl_tally_rules *rules = &r->spec->tally;
	keep_window(r);
	if (rules->excess == FL_EXCESS_CAP || rules->excess == FL_EXCESS_REFUSE)
		keep_earned(r);
	weigh(r);
	if (rules->per_day > 0)
		keep_per_day(r);
	if (rules->per_dream > 0)
		keep_per_dream(r);
	if (rules->per_giver > 0)
		keep_first(r, 0, r->rows.len, rules->per_giver);
}

/* ---- from the rows of one giver to dreams and clusters ---- */

/* floor(sqrt(x)) for x < 2^63, by Newton's method from above. */
static int64_t root_of(int64_t x)
{
	int64_t root = x, next = x / 2 + x % 2;
	while (next < root) {
		root = next;
		next = (root + x / root) / 2;
	}
	return root;
}

static fl_status count_gift(fl_recount *r, fl_recount_sums *sums, uint32_t unit, bool speaks, fl_i128 flowers, fl_error *err)
{
	if (flowers == 0)
		return FL_OK;
	if (flowers > INT64_MAX) {
		r->too_many = true;
		return FL_OK;
	}
	int64_t root = root_of((int64_t)flowers);
	sums->known += flowers;
	sums->roots += root;
	sums->squares += (fl_i128)root * root;
	sums->givers++;
	bool median = r->spec->policy.kind == FL_POLICY_QUADRATIC && r->spec->policy.target == FL_TARGET_MEDIAN;
	if (median && speaks && !fl_vec_push(&r->gifts, ((fl_recount_gift){ unit, (int64_t)flowers })))
		return fl_enomem(err);
	return FL_OK;
}

/* Does a cluster count what a giver gave to its dreams together (the most, or the sum), or is it one dream that counts? */
static bool together(const fl_recount *r)
{
	return r->spec->merge_flowers == FL_MERGE_GIVERS || r->spec->merge_flowers == FL_MERGE_SUM;
}

static fl_status settle(fl_recount *r, fl_error *err)
{
	bool sum = r->spec->merge_flowers == FL_MERGE_SUM, whole = together(r);
	for (size_t i = 0; i < r->rows.len; i++)
		r->gift[r->rows.items[i].row.dream] += r->rows.items[i].left;
	for (size_t i = 0; i < r->rows.len; i++) {
		uint32_t dream = r->rows.items[i].row.dream, cluster = r->facts->dreams[dream].representative;
		fl_i128 gift = r->gift[dream];
		r->gift[dream] = 0; /* seen */
		FL_TRY(count_gift(r, &r->dreams[dream], dream, !whole, gift, err));
		if (sum)
			r->largest[cluster] += gift;
		else if (gift > r->largest[cluster])
			r->largest[cluster] = gift;
	}
	for (size_t i = 0; i < r->rows.len; i++) {
		uint32_t cluster = r->facts->dreams[r->rows.items[i].row.dream].representative;
		fl_i128 gift = r->largest[cluster];
		r->largest[cluster] = 0;
		FL_TRY(count_gift(r, &r->clusters[cluster], cluster, whole, gift, err));
	}
	return FL_OK;
}

static fl_status finish_giver(fl_recount *r, fl_error *err)
{
	if (r->rows.len == 0)
		return FL_OK;
	if (r->rows.len > 1)
		qsort(r->rows.items, r->rows.len, sizeof *r->rows.items, by_time);
	pass_rules(r);
	fl_status status = settle(r, err);
	r->rows.len = 0;
	return status;
}

fl_status fl_recount_row(fl_recount *r, const fl_flower_fact *row, fl_error *err)
{
	int64_t weight = row->source == FL_FACT_NONE ? 1 : r->weights[row->source];
	r->any = true;
	if (row->giver == FL_FACT_NONE) {
		if (in_time(&r->spec->tally, row->given))
			r->nobody[row->dream] += (fl_i128)row->count * weight;
		return FL_OK;
	}
	if (r->rows.len > 0 && r->rows.items[0].row.giver != row->giver)
		FL_TRY(finish_giver(r, err));
	fl_recount_row_left left = { *row, r->place[row->dream], weight, row->count };
	return fl_vec_push(&r->rows, left) ? FL_OK : fl_enomem(err);
}

/* ---- closing: from the dreams of a cluster to its representative ---- */

static void take_stated(fl_recount *r)
{
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		const fl_dream_fact *fact = &r->facts->dreams[i];
		r->nobody[i] = fact->stated_flowers > 0 ? fact->stated_flowers : 0;
		r->dreams[i].givers = fact->stated_givers > 0 ? fact->stated_givers : 0;
		int64_t *most = &r->clusters[fact->representative].givers; /* these may be the same people */
		*most = r->dreams[i].givers > *most ? r->dreams[i].givers : *most;
	}
}

/* Tallies of all dreams; that of a representative is its cluster's. */
static void merge(const fl_recount *r, fl_i128 *tally)
{
	fl_merge_flowers way = r->spec->merge_flowers;
	for (size_t i = 0; i < r->facts->num_dreams; i++)
		tally[i] = r->dreams[i].known + r->nobody[i];
	for (size_t i = 0; way == FL_MERGE_GIVERS && i < r->facts->num_dreams; i++)
		if (r->facts->dreams[i].representative == i)
			tally[i] = r->nobody[i];
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		uint32_t to = r->facts->dreams[i].representative;
		fl_i128 own = r->dreams[i].known + r->nobody[i], nobody = r->nobody[i];
		if (to == i)
			continue;
		if (way == FL_MERGE_SUM)
			tally[to] += own;
		else if (way == FL_MERGE_MAX)
			tally[to] = own > tally[to] ? own : tally[to];
		else if (way == FL_MERGE_GIVERS)
			tally[to] = nobody > tally[to] ? nobody : tally[to];
	}
	for (size_t i = 0; way == FL_MERGE_GIVERS && i < r->facts->num_dreams; i++)
		if (r->facts->dreams[i].representative == i)
			tally[i] += r->clusters[i].known;
}

/* Which dream's givers speak for a cluster where one dream counts: the representative, or the one with most flowers of known
 * givers, the representative before others, then by number. */
static void find_speakers(const fl_recount *r, uint32_t *speaker)
{
	for (size_t i = 0; i < r->facts->num_dreams; i++)
		speaker[i] = (uint32_t)i;
	for (size_t i = 0; r->spec->merge_flowers == FL_MERGE_MAX && i < r->facts->num_dreams; i++) {
		uint32_t *best = &speaker[r->facts->dreams[i].representative];
		if (r->dreams[i].known > r->dreams[*best].known)
			*best = (uint32_t)i;
	}
}

static void check_clusters(const fl_recount *r, fl_verdict *verdict)
{
	for (size_t i = 0; i < r->facts->num_dreams; i++)
		if (r->facts->dreams[r->facts->dreams[i].representative].representative != r->facts->dreams[i].representative)
			fl_verify_no(verdict, "dream '%.*s' is represented by one that does not stand for itself",
				     FL_STR_ARG(r->facts->dreams[i].dream.id));
}

/* The roots of a cluster are those of its givers together, or of the dream that speaks for it. */
static void fill(const fl_recount *r, const fl_i128 *tally, const uint32_t *speaker, fl_candidate *dreams, fl_verdict *verdict)
{
	const fl_recount_sums *units = together(r) ? r->clusters : r->dreams;
	for (size_t i = 0; i < r->facts->num_dreams; i++) {
		bool cluster = r->facts->dreams[i].representative == i && r->spec->merge_flowers != FL_MERGE_REPRESENTATIVE;
		dreams[i] = r->facts->dreams[i].dream;
		if (r->too_many || tally[i] > INT64_MAX || units[speaker[i]].roots > INT64_MAX) {
			fl_verify_no(verdict, "the flowers of dream '%.*s' exceed 2^63-1", FL_STR_ARG(dreams[i].id));
			return;
		}
		dreams[i].tally = (int64_t)tally[i];
		dreams[i].roots = (int64_t)units[speaker[i]].roots;
		dreams[i].givers = cluster ? r->clusters[i].givers : r->dreams[i].givers;
	}
}

fl_status fl_recount_close(fl_recount *r, fl_arena *arena, fl_candidate **ret_dreams, fl_verdict *verdict, fl_error *err)
{
	size_t n = r->facts->num_dreams + 1;
	fl_i128 *tally = fl_alloc_array(n, sizeof *tally);
	uint32_t *speaker = fl_alloc_array(n, sizeof *speaker);
	fl_candidate *dreams = fl_arena_array(arena, n, sizeof *dreams);
	fl_status status = tally && speaker && dreams ? finish_giver(r, err) : fl_enomem(err);
	if (status == FL_OK) {
		if (!r->any)
			take_stated(r);
		check_clusters(r, verdict);
		merge(r, tally);
		find_speakers(r, speaker);
		fill(r, tally, speaker, dreams, verdict);
	}
	if (status == FL_OK && r->spec->policy.kind == FL_POLICY_QUADRATIC)
		status = fl_recount_weigh(r, together(r) ? r->clusters : r->dreams, speaker, arena, dreams, verdict, err);
	if (status == FL_OK)
		fl_recount_stand(r->spec, r->facts, dreams);
	*ret_dreams = dreams;
	fl_free(tally);
	fl_free(speaker);
	return status;
}
