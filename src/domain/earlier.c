/* SPDX-License-Identifier: Apache-2.0
 *
 * earlier.c - what every dream keeps and every pool divides, from the facts of the divisions before.
 *
 * For the auditor. Pools are paid one after another, in the order of the round (follow.h): what a dream was paid counts for its first pool
 * until that pool's part of the award is used up.
 */
#include "domain/earlier.h"

#include "base/error.h"
#include "base/str.h"

typedef struct tally { /* of one dream in one division */
	fl_money paid;
	bool stopped;
	int64_t last, stop_day; /* the latest day of anything, and of the stop */
} tally;

static fl_status contradiction(fl_error *err, fl_str dream, const char *what)
{
	return fl_error_set(err, FL_EINVAL, "'%.*s' %s", FL_STR_ARG(dream), what);
}

static fl_money award_of(const fl_earlier *e, const fl_earlier_award *award)
{
	fl_money sum = 0; /* at most the budget: the reader has seen that all awards can be added up */
	for (size_t p = 0; p < e->num_pools; p++)
		sum += award->by_pool[p];
	return sum;
}

/* One that holds. Facts may be recorded late, so days are compared, those of one day in the order in which they were recorded. */
static fl_status follow_one(const fl_earlier *e, const fl_follow_event *event, const fl_earlier_award *award, tally *t, fl_error *err)
{
	bool stops = event->kind == FL_FOLLOW_STOP;
	if (t->stopped && (stops || event->day >= t->stop_day))
		return contradiction(err, event->dream, "was followed after it was stopped");
	if (stops && event->day < t->last)
		return contradiction(err, event->dream, "was followed after it was stopped");
	if (stops)
		t->stop_day = event->day;
	t->stopped = t->stopped || stops;
	t->last = event->day > t->last ? event->day : t->last;
	if (event->kind != FL_FOLLOW_PAY)
		return FL_OK;
	if (event->amount <= 0 || event->amount > award_of(e, award) - t->paid)
		return contradiction(err, event->dream, "was paid more than its award");
	t->paid += event->amount;
	return FL_OK;
}

/* What a fact is called by the one that takes it back; "9.3" → that it is. */
static fl_status find_undone(const fl_earlier *e, size_t division, fl_map *undone, fl_error *err)
{
	size_t stands;
	for (size_t i = 0; i < e->num_events; i++)
		if (e->events[i].division == division && e->events[i].event.kind == FL_FOLLOW_UNDO &&
		    !fl_map_put(undone, e->events[i].event.item, 1, &stands))
			return fl_enomem(err);
	return FL_OK;
}

static fl_status follow_all(const fl_earlier *e, size_t division, const fl_map *index, const fl_map *undone, tally *tallies, fl_error *err)
{
	fl_follow_event before = { .number = 0 };
	for (size_t i = 0; i < e->num_events; i++) {
		char ref[FL_FOLLOW_REF];
		fl_follow_event event = e->events[i].event;
		if (e->events[i].division != division)
			continue;
		event.number = before.number > 0 && before.seq == event.seq ? before.number + 1 : 1;
		before = event;
		if (event.kind == FL_FOLLOW_UNDO || fl_map_get(undone, fl_str_of(fl_follow_ref(&event, ref))) != FL_MAP_NONE)
			continue;
		size_t at = fl_map_get(index, event.dream);
		if (at == FL_MAP_NONE)
			return contradiction(err, event.dream, "was followed, and had no award");
		FL_TRY(follow_one(e, &event, &e->divisions[division].awards[at], &tallies[at], err));
	}
	return FL_OK;
}

/* What was paid of each award of a division, and whether it was stopped. */
static fl_status follow(const fl_earlier *e, size_t division, const fl_map *index, tally *tallies, fl_error *err)
{
	fl_map undone = { 0 };
	for (size_t i = 0; i < e->divisions[division].num_awards; i++)
		tallies[i].last = FL_FOLLOW_DAY_NONE;
	fl_status status = find_undone(e, division, &undone, err);
	if (status == FL_OK)
		status = follow_all(e, division, index, &undone, tallies, err);
	fl_map_release(&undone);
	return status;
}

static fl_status share_of(fl_earlier_sums *sums, fl_str dream, fl_earlier_share **ret, fl_error *err)
{
	size_t at;
	if (!fl_map_put(&sums->index, dream, sums->num_shares, &at))
		return fl_enomem(err);
	if (at == sums->num_shares)
		sums->shares[sums->num_shares++] = (fl_earlier_share){ .dream = dream };
	*ret = &sums->shares[at];
	return FL_OK;
}

static void add_pools(const fl_earlier *e, size_t division, const fl_earlier_award *award, const tally *t, fl_earlier_sums *sums)
{
	fl_money paid = t->paid;
	for (size_t p = 0; p < e->num_pools; p++) {
		fl_money part = award->by_pool[p], of_it = paid < part ? paid : part;
		fl_earlier_pool *pool = &sums->pools[p];
		paid -= of_it;
		pool->awarded += part;
		pool->paid += of_it;
		*(t->stopped ? &pool->returned : &pool->planned) += part - of_it;
		pool->again += division > 0 ? part : 0;
	}
}

static fl_status add_division(const fl_earlier *e, size_t division, fl_earlier_sums *sums, fl_error *err)
{
	const fl_earlier_division *d = &e->divisions[division];
	fl_map index = { 0 };
	size_t stands;
	tally *tallies = fl_alloc_array(d->num_awards + 1, sizeof *tallies);
	fl_status status = tallies ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < d->num_awards; i++)
		if (!fl_map_put(&index, d->awards[i].dream, i, &stands))
			status = fl_enomem(err);
		else if (stands != i)
			status = contradiction(err, d->awards[i].dream, "has two awards of one division");
	if (status == FL_OK)
		status = follow(e, division, &index, tallies, err);
	for (size_t i = 0; status == FL_OK && i < d->num_awards; i++) {
		fl_earlier_share *share = NULL;
		fl_money award = award_of(e, &d->awards[i]);
		status = share_of(sums, d->awards[i].dream, &share, err);
		if (status != FL_OK)
			break;
		share->ended = share->ended || tallies[i].stopped;
		share->awarded += award;
		share->paid += tallies[i].paid;
		share->returned += tallies[i].stopped ? award - tallies[i].paid : 0;
		share->before += tallies[i].stopped ? tallies[i].paid : award;
		add_pools(e, division, &d->awards[i], &tallies[i], sums);
	}
	fl_map_release(&index);
	fl_free(tallies);
	return status;
}

fl_money fl_earlier_money(const fl_earlier_pool *pool)
{
	return pool->returned - pool->again;
}

fl_status fl_earlier_sum(const fl_earlier *e, fl_arena *arena, fl_earlier_sums *ret, fl_error *err)
{
	size_t most = 0;
	*ret = (fl_earlier_sums){ .num_shares = 0 };
	for (size_t d = 0; d < e->num_divisions; d++)
		most += e->divisions[d].num_awards;
	ret->shares = fl_arena_array(arena, most + 1, sizeof *ret->shares);
	ret->pools = fl_arena_array(arena, e->num_pools + 1, sizeof *ret->pools);
	if (!ret->shares || !ret->pools)
		return fl_enomem(err);
	for (size_t d = 0; d < e->num_divisions; d++)
		FL_TRY(add_division(e, d, ret, err));
	for (size_t p = 0; p < e->num_pools; p++)
		if (fl_earlier_money(&ret->pools[p]) < 0)
			return fl_error_set(err, FL_EINVAL, "more was awarded again of pool '%.*s' than had returned to it",
					    FL_STR_ARG(e->pools[p]));
	return FL_OK;
}

void fl_earlier_sums_release(fl_earlier_sums *sums)
{
	fl_map_release(&sums->index);
}

fl_status fl_earlier_apply(const fl_earlier_sums *sums, fl_candidate *dreams, size_t num_dreams, fl_error *err)
{
	size_t found = 0;
	for (size_t i = 0; i < num_dreams; i++) {
		size_t at = fl_map_get(&sums->index, dreams[i].id);
		if (at == FL_MAP_NONE)
			continue;
		dreams[i].before = sums->shares[at].before;
		dreams[i].ended = sums->shares[at].ended;
		found++;
	}
	return found == sums->num_shares ? FL_OK
					 : fl_error_set(err, FL_EINVAL, "a dream with an award of an earlier division is none of the round");
}

fl_status fl_earlier_keep(const fl_earlier *e, const fl_earlier_sums *sums, fl_round_spec *spec, fl_error *err)
{
	bool same = e->num_pools == spec->num_pools;
	for (size_t p = 0; same && p < e->num_pools; p++)
		same = fl_str_eq(e->pools[p], spec->pools[p].id);
	if (!same)
		return fl_error_set(err, FL_EINVAL, "the pools are not those of the division that this round continues");
	for (size_t p = 0; p < e->num_pools; p++)
		spec->pools[p].kept = e->amounts[p] - fl_earlier_money(&sums->pools[p]);
	return FL_OK;
}
