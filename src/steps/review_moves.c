/* SPDX-License-Identifier: Apache-2.0
 *
 * review_moves.c - what every award would be if one open item was decided the other way.
 *
 * Item by item it is found what becomes of the candidates (becoming.c), and whether an award can move at all (allocate/again.h). What
 * is left is chosen within the work that is paid for, and divided on all threads. Where only the steps can tell, they are done in a
 * copy (moves_by_steps.c).
 */
#include "steps/review_moves.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "report/report.h"
#include "steps/becoming.h"
#include "steps/give.h"
#include "steps/moves_by_steps.h"
#include "steps/stored.h"

#include <stdlib.h>
#include <string.h>

#define WORKERS_MAX 16
#define WORTH_A_THREAD 8 /* items: a thread solves the round once for itself */

typedef struct item { /* a way that has to be worked at */
	size_t way;
	fl_becomes how;
	fl_becoming *changes;
	size_t count;
	uint64_t stake; /* flowers */
	bool known, feasible;
	fl_review_amount *moves; /* on the heap until all are done */
	size_t num_moves, more_moves;
} item;

typedef struct moving {
	fl_work *w;
	const fl_options *options;
	fl_review_way *ways;
	size_t count;
	const fl_field *field;
	const fl_allocation *now; /* as it stands */
	fl_becomings becomings;
	fl_again *again[WORKERS_MAX];
	fl_money *amounts[WORKERS_MAX];
	item *items;
	size_t num_items;
	int64_t left; /* units; -1: no end */
} moving;

/* ---- what moved ----------------------------------------------------------------------------------------------------- */

/* Thousands of items, each with thousands of awards, are more than anybody reads or any disk likes: they share FL_MOVES_LISTED. */
static fl_status shorten(const moving *m, item *it, fl_error *err)
{
	size_t most = FL_MOVES_LISTED / (m->num_items + 1);
	most = most < FL_MOVES_LEAST ? FL_MOVES_LEAST : most;
	if (it->num_moves <= most)
		return FL_OK;
	fl_review_amount *first = fl_alloc_array(most, sizeof *first);
	if (!first)
		return fl_enomem(err);
	memcpy(first, it->moves, most * sizeof *first);
	fl_free(it->moves);
	it->moves = first;
	it->more_moves = it->num_moves - most;
	it->num_moves = most;
	return FL_OK;
}

static fl_status compare(const moving *m, const fl_money *then, item *it, fl_error *err)
{
	size_t n = m->field->facts.num_dreams;
	for (size_t i = 0; i < n; i++)
		it->num_moves += m->now->awards[i].amount != then[i];
	fl_review_amount *all = fl_alloc_array(it->num_moves + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	it->num_moves = 0;
	for (size_t i = 0; i < n; i++)
		if (m->now->awards[i].amount != then[i])
			all[it->num_moves++] = (fl_review_amount){ (uint32_t)i, m->now->awards[i].amount, then[i] };
	fl_review_sort_moves(all, it->num_moves);
	it->moves = all;
	it->known = true;
	return shorten(m, it, err);
}

static fl_status hand_over(const moving *m, const item *it, fl_error *err)
{
	fl_review_way *way = &m->ways[it->way];
	way->computed = it->known;
	way->infeasible = it->known && !it->feasible;
	way->moves = fl_arena_array(&m->w->arena, it->num_moves + 1, sizeof *way->moves);
	if (!way->moves)
		return fl_enomem(err);
	if (it->num_moves > 0)
		memcpy(way->moves, it->moves, it->num_moves * sizeof *way->moves);
	way->num_moves = it->num_moves;
	way->more_moves = it->more_moves;
	return FL_OK;
}

/* ---- what there is to do -------------------------------------------------------------------------------------------- */

static bool counts_by_giver(const fl_round_spec *spec)
{
	return spec->policy.kind == FL_POLICY_QUADRATIC || spec->policy.kind == FL_POLICY_EQUAL_SHARES;
}

/* Rows of flowers. Those that came with the dreams have none: then those who gave them count. */
static int64_t rows_of(const moving *m)
{
	int64_t rows = 0, givers = 0, most = INT64_MAX / 4;
	for (size_t i = 0; i < m->field->facts.num_files && rows < most; i++)
		rows += m->field->facts.files[i].accepted;
	for (size_t i = 0; i < m->field->facts.num_dreams && givers < most; i++)
		givers += m->field->tallies[i].tally.givers;
	return rows > givers ? rows : givers;
}

static bool pay(moving *m, int64_t units)
{
	if (m->left < 0)
		return true;
	if (units > m->left)
		return false;
	m->left -= units;
	return true;
}

/* Can clusters and tallies be found in memory, and is it paid for? */
static bool may_regroup(moving *m)
{
	bool asked = false;
	for (size_t i = 0; i < m->count; i++)
		asked = asked || (!m->ways[i].group && fl_becoming_regroups(&m->ways[i].decision));
	return asked && !counts_by_giver(m->w->spec) && pay(m, rows_of(m) / FL_MOVES_ROWS);
}

static uint64_t stake_of(const moving *m, const item *it)
{
	uint64_t stake = 0;
	for (size_t i = 0; i < it->count; i++) {
		int64_t before = m->field->candidates[it->changes[i].dream].tally, now = it->changes[i].now.tally;
		uint64_t more = (uint64_t)(before > now ? before : now);
		stake = stake + more < stake ? UINT64_MAX : stake + more;
	}
	return stake;
}

static uint64_t stake_of_named(const moving *m, const fl_decision *d)
{
	uint64_t stake = 0;
	for (size_t k = 0; k < 2; k++) {
		size_t i = fl_map_get(&m->becomings.dreams, k == 0 ? d->subject : d->other);
		if (i != FL_MAP_NONE)
			stake += (uint64_t)m->field->candidates[i].tally;
	}
	return stake;
}

/* Nothing changes, or it changes nothing. */
static fl_status stand_still(const moving *m, item *it, bool *ret, fl_error *err)
{
	const fl_money *base = fl_again_awards(m->again[0]);
	*ret = false;
	for (size_t i = 0; base && i < m->field->facts.num_dreams; i++)
		if (base[i] != m->now->awards[i].amount)
			return FL_OK; /* other libraries divide otherwise: nothing can be said without dividing */
	return fl_again_still(m->again[0], it->changes, it->count, ret, err);
}

static fl_status plan(moving *m, fl_error *err)
{
	for (size_t i = 0; i < m->count; i++) {
		item it = { .way = i, .feasible = m->now->outcome != FL_INFEASIBLE };
		bool still = false;
		if (m->ways[i].group)
			continue;
		FL_TRY(fl_becomings_of(&m->becomings, &m->ways[i].decision, &it.how, &it.changes, &it.count, err));
		if (it.how == FL_BECOMES_KNOWN)
			FL_TRY(stand_still(m, &it, &still, err));
		it.known = still;
		if (still || it.how == FL_BECOMES_REFUSED)
			FL_TRY(hand_over(m, &it, err));
		else if (it.how == FL_BECOMES_STEPS)
			it.stake = stake_of_named(m, &m->ways[i].decision);
		else
			it.stake = stake_of(m, &it);
		if (!still && it.how != FL_BECOMES_REFUSED)
			m->items[m->num_items++] = it;
	}
	return FL_OK;
}

/* What is divided first: the most flowers at stake, then the order of the queue. */
static int by_stake(const void *a, const void *b)
{
	const item *x = a, *y = b;
	if (x->stake != y->stake)
		return x->stake > y->stake ? -1 : 1;
	return x->way < y->way ? -1 : x->way > y->way;
}

/* Those that are paid for come to the front, those in memory first; the others are forgotten. */
static void choose(moving *m)
{
	int64_t dreams = (int64_t)m->field->facts.num_dreams, nodes = m->now->nodes, most = INT64_MAX / 1000;
	int64_t anew = FL_MOVES_ANEW * (dreams + FL_MOVES_NODE * (nodes < most / FL_MOVES_NODE ? nodes : most / FL_MOVES_NODE));
	int64_t divide = fl_again_quick(m->w->spec) ? dreams : anew, steps = anew + FL_MOVES_ANEW * FL_MOVES_STEPS * dreams + rows_of(m);
	size_t kept = 0;
	if (m->num_items > 0)
		qsort(m->items, m->num_items, sizeof *m->items, by_stake);
	for (size_t i = 0; i < m->num_items; i++)
		if (pay(m, m->items[i].how == FL_BECOMES_STEPS ? steps : divide))
			m->items[kept++] = m->items[i];
	m->num_items = kept;
}

/* ---- doing it ------------------------------------------------------------------------------------------------------- */

static fl_status divide(moving *m, int worker, item *it, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_again_divide(m->again[worker], it->changes, it->count, m->amounts[worker], &it->feasible, &inner);
	if (status == FL_ERANGE)
		return FL_OK; /* sums that leave 63 bits, or a search without an end: not known */
	if (status != FL_OK)
		return fl_error_set(err, status, "%s", inner.message);
	return compare(m, m->amounts[worker], it, err);
}

static fl_status divide_some(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	moving *m = user;
	const fl_field *f = m->field;
	fl_status status = FL_OK;
	if (!m->again[worker]) {
		status = fl_again_new(m->w->spec, f->candidates, f->facts.num_dreams, &m->again[worker], err);
		m->amounts[worker] = fl_alloc_array(f->facts.num_dreams + 1, sizeof *m->amounts[worker]);
		if (status == FL_OK && !m->amounts[worker])
			status = fl_enomem(err);
	}
	for (size_t i = begin; status == FL_OK && i < end; i++)
		if (m->items[i].how == FL_BECOMES_KNOWN)
			status = divide(m, worker, &m->items[i], err);
	if (worker > 0)
		fl_again_leave_thread();
	return status;
}

static fl_status do_steps(moving *m, fl_error *err)
{
	for (size_t i = 0; i < m->num_items; i++) {
		item *it = &m->items[i];
		bool known = false;
		if (it->how != FL_BECOMES_STEPS)
			continue;
		FL_TRY(fl_moves_by_steps(m->w, &m->field->facts, &m->ways[it->way].decision, m->options, &known, m->amounts[0],
					 &it->feasible, err));
		if (known)
			FL_TRY(compare(m, m->amounts[0], it, err));
	}
	return FL_OK;
}

static fl_status do_all(moving *m, fl_error *err)
{
	size_t worth = m->num_items / WORTH_A_THREAD + 1;
	int threads = fl_options_threads(m->options);
	threads = threads > WORKERS_MAX ? WORKERS_MAX : threads;
	threads = worth < (size_t)threads ? (int)worth : threads;
	FL_TRY(fl_parallel_for(m->num_items, 2, threads, divide_some, m, err));
	FL_TRY(do_steps(m, err));
	for (size_t i = 0; i < m->num_items; i++)
		FL_TRY(hand_over(m, &m->items[i], err));
	return FL_OK;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static fl_status load(moving *m, fl_error *err)
{
	fl_work *w = m->w;
	m->items = fl_arena_array(&w->arena, m->count + 1, sizeof *m->items);
	m->amounts[0] = fl_alloc_array(m->field->facts.num_dreams + 1, sizeof *m->amounts[0]);
	if (!m->items || !m->amounts[0])
		return fl_enomem(err);
	FL_TRY(fl_becomings_open(&m->becomings, w, m->field, m->ways, m->count, may_regroup(m), err));
	return fl_again_new(w->spec, m->field->candidates, m->field->facts.num_dreams, &m->again[0], err);
}

static void release(moving *m)
{
	for (int i = 0; i < WORKERS_MAX; i++) {
		fl_again_free(m->again[i]);
		fl_free(m->amounts[i]);
	}
	for (size_t i = 0; i < m->num_items; i++)
		fl_free(m->items[i].moves);
	fl_becomings_release(&m->becomings);
}

fl_status fl_review_move_from(fl_work *w, const fl_standing_awards *now, const fl_options *options, fl_review_way *ways, size_t count,
			      int64_t work, fl_error *err)
{
	moving m = {
		.w = w, .options = options, .ways = ways, .count = count, .left = work, .field = now->field, .now = now->allocation
	};
	if (w->spec->policy.kind == FL_POLICY_MODEL)
		return fl_error_set(err, FL_EINVAL, "the policy is a model of your own: what an item would move is not computed");
	if (count == 0)
		return FL_OK;
	fl_status status = load(&m, err);
	if (status == FL_OK)
		status = plan(&m, err);
	if (status == FL_OK) {
		choose(&m);
		status = do_all(&m, err);
	}
	release(&m);
	return status;
}

fl_status fl_review_move(fl_work *w, const fl_options *options, fl_review_way *ways, size_t count, int64_t work, fl_error *err)
{
	fl_field field = { 0 };
	fl_allocation *now = NULL;
	fl_published published;
	fl_status status = fl_field_load(w->store, w->spec, false, &field, err);
	if (status == FL_OK)
		status = fl_stored_allocation(w->store, &field.facts, &now, &published, err);
	if (status == FL_OK)
		status = fl_review_move_from(w, &(fl_standing_awards){ &field, now }, options, ways, count, work, err);
	fl_allocation_free(now);
	fl_field_release(&field);
	return status;
}

fl_status fl_round_moves(fl_round *round, const fl_options *options, int64_t most, bool json, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_facts facts = { 0 };
	fl_review_way *ways;
	fl_buf out;
	size_t count = 0;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_look(&w, round, FL_STEP_REPORT, err);
	if (status == FL_OK)
		status = fl_facts_load(w.store, &facts, err);
	if (status == FL_OK)
		status = fl_review_ways(&w, &facts, &ways, &count, err);
	if (status == FL_OK)
		status = fl_review_move(&w, options, ways, most < (int64_t)count ? (size_t)most : count, -1, err);
	if (status == FL_OK)
		status = fl_report_review_ways(facts.dreams, w.spec, ways, count, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_facts_release(&facts);
	return fl_work_end(&w, status, err);
}
