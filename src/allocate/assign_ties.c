/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_ties.c - of all assignments of most worth the first in tie order.
 *
 * Under prices that prove an optimum, the optima are the assignments that use only pairings which are the best of their dream at these
 * prices, and in which partners with a price above 0 are full and those below 0 are at their minimum (complementary slackness). So dreams
 * take their turns: each takes its best fit among those pairings if the others can make room, that is, if a cycle leads back through dreams
 * that had no turn yet. Then it stays. Whether a way leads from one partner to another is asked of bits: a word tells of 64 partners.
 */
#include "allocate/assign_flow.h"

#include "base/error.h"

#include <string.h>

#define END UINT32_MAX

typedef struct ties {
	fl_flow *f;
	size_t *start;      /* per dream: its pairings that are best at the prices, its best fit first, nobody last */
	uint32_t *best;
	uint32_t *count;    /* [from * nodes + to]: dreams at 'from' without a turn yet that could be at 'to' as well */
	uint64_t *ways;     /* the same as bits, and what the account allows; per node 'words' */
	size_t words;
	uint32_t *first;    /* per node: a list of the dreams there without a turn yet */
	uint32_t *next, *last; /* per dream, in that list */
	fl_arena arena;
} ties;

/* ---- the pairings that are best ---------------------------------------------------------------------------------------- */

static int64_t net(const fl_flow *f, size_t k)
{
	return f->c->fits[k].fit - f->price[f->c->fits[k].partner];
}

static fl_status find_best(ties *t, fl_error *err)
{
	const fl_assign_case *c = t->f->c;
	t->start = fl_arena_array(&t->arena, c->num_dreams + 1, sizeof *t->start);
	t->best = fl_arena_array(&t->arena, c->start[c->num_dreams] + c->num_dreams + 1, sizeof *t->best);
	if (!t->start || !t->best)
		return fl_enomem(err);
	for (size_t i = 0, n = 0; i < c->num_dreams; i++) {
		bool may_stay = !(c->fixed && c->fixed[i]);
		int64_t most = may_stay ? 0 : INT64_MIN;
		t->start[i] = n;
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			most = net(t->f, k) > most ? net(t->f, k) : most;
		for (size_t k = c->start[i]; k < c->start[i + 1]; k++)
			if (net(t->f, k) == most)
				t->best[n++] = c->fits[k].partner;
		if (may_stay && most == 0)
			t->best[n++] = t->f->nobody;
		t->start[i + 1] = n;
	}
	return FL_OK;
}

/* ---- ways -------------------------------------------------------------------------------------------------------------- */

static void put(ties *t, size_t from, size_t to, bool open)
{
	uint64_t bit = UINT64_C(1) << (to % 64), *word = &t->ways[from * t->words + to / 64];
	*word = open ? *word | bit : *word & ~bit;
}

static bool leads(const ties *t, size_t from, size_t to)
{
	return t->ways[from * t->words + to / 64] >> (to % 64) & 1;
}

/* What the account allows at a node whose place costs nothing: one more, one less. */
static void put_account(ties *t, uint32_t v)
{
	const fl_flow *f = t->f;
	if (v == f->account)
		return;
	put(t, v, f->account, f->price[v] == 0 && f->load[v] < f->most[v]);
	put(t, f->account, v, f->price[v] == 0 && f->load[v] > f->least[v]);
}

/* A dream that had no turn yet comes to stand where it is (by 1), or stands there no more (by -1). */
static void count(ties *t, uint32_t dream, int by)
{
	uint32_t here = t->f->at[dream];
	for (size_t k = t->start[dream]; k < t->start[dream + 1]; k++) {
		uint32_t to = t->best[k], *n = &t->count[here * t->f->nodes + to];
		if (to == here)
			continue;
		*n = by > 0 ? *n + 1 : *n - 1;
		put(t, here, to, *n > 0);
	}
}

static void enter(ties *t, uint32_t dream)
{
	uint32_t here = t->f->at[dream];
	t->next[dream] = t->first[here];
	t->last[dream] = END;
	if (t->first[here] != END)
		t->last[t->first[here]] = dream;
	t->first[here] = dream;
	count(t, dream, 1);
}

static void leave(ties *t, uint32_t dream)
{
	uint32_t next = t->next[dream], last = t->last[dream];
	if (last == END)
		t->first[t->f->at[dream]] = next;
	else
		t->next[last] = next;
	if (next != END)
		t->last[next] = last;
	count(t, dream, -1);
}

static fl_status init(ties *t, fl_error *err)
{
	const fl_flow *f = t->f;
	size_t n = f->nodes, dreams = f->c->num_dreams;
	t->words = (n + 63) / 64;
	t->count = fl_arena_array(&t->arena, n * n, sizeof *t->count);
	t->ways = fl_arena_array(&t->arena, n * t->words, sizeof *t->ways);
	t->first = fl_arena_array(&t->arena, n, sizeof *t->first);
	t->next = fl_arena_array(&t->arena, dreams + 1, sizeof *t->next);
	t->last = fl_arena_array(&t->arena, dreams + 1, sizeof *t->last);
	if (!t->count || !t->ways || !t->first || !t->next || !t->last)
		return fl_enomem(err);
	FL_TRY(find_best(t, err));
	for (uint32_t v = 0; v < n; v++)
		t->first[v] = END;
	for (size_t i = dreams; i-- > 0;)
		enter(t, (uint32_t)i);
	for (uint32_t v = 0; v < n; v++)
		put_account(t, v);
	return FL_OK;
}

/* Is there a way from one node to another? f->from then leads back along it. */
static bool find_way(ties *t, uint32_t from, uint32_t to)
{
	fl_flow *f = t->f;
	size_t head = 0, tail = 0;
	memset(f->done, 0, f->nodes * sizeof *f->done);
	f->done[from] = true;
	f->from[from] = END;
	f->queue[tail++] = from;
	while (head < tail && !f->done[to]) {
		uint32_t v = f->queue[head++];
		for (size_t w = 0; w < t->words; w++)
			for (uint64_t bits = t->ways[v * t->words + w]; bits; bits &= bits - 1) {
				uint32_t u = (uint32_t)(64 * w) + (uint32_t)__builtin_ctzll(bits);
				if (f->done[u])
					continue;
				f->done[u] = true;
				f->from[u] = v;
				f->queue[tail++] = u;
			}
	}
	return f->done[to];
}

/* ---- turns ------------------------------------------------------------------------------------------------------------- */

static bool could_be_at(const ties *t, uint32_t dream, uint32_t node)
{
	for (size_t k = t->start[dream]; k < t->start[dream + 1]; k++)
		if (t->best[k] == node)
			return true;
	return false;
}

static void put_at(ties *t, uint32_t dream, uint32_t node)
{
	fl_flow *f = t->f;
	uint32_t from = f->at[dream];
	f->load[from]--;
	f->load[node]++;
	f->at[dream] = node;
	put_account(t, from);
	put_account(t, node);
}

/* Along the way that was found, from its end: some dream of each node moves on. */
static void shift(ties *t, uint32_t to)
{
	fl_flow *f = t->f;
	for (uint32_t u = to; f->from[u] != END; u = f->from[u]) {
		uint32_t v = f->from[u];
		if (v == f->account || u == f->account)
			continue;
		uint32_t dream = t->first[v];
		while (!could_be_at(t, dream, u))
			dream = t->next[dream];
		leave(t, dream);
		put_at(t, dream, u);
		enter(t, dream);
	}
}

static void take_turn(ties *t, uint32_t dream)
{
	uint32_t here = t->f->at[dream];
	leave(t, dream); /* whatever comes of it, this dream makes no room for others any more */
	for (size_t k = t->start[dream]; k < t->start[dream + 1] && t->best[k] != here; k++) {
		if (!find_way(t, t->best[k], here))
			continue;
		shift(t, here);
		put_at(t, dream, t->best[k]);
		return;
	}
}

/* Does any dream stand on a cycle of ways, so that another assignment is worth as much? Closure of the ways (Warshall). */
static fl_status find_unique(ties *t, bool *ret, fl_error *err)
{
	size_t n = t->f->nodes;
	uint64_t *saved = fl_alloc_array(n * t->words, sizeof *saved);
	if (!saved)
		return fl_enomem(err);
	memcpy(saved, t->ways, n * t->words * sizeof *saved);
	for (size_t v = 0; v < n; v++)
		for (size_t u = 0; u < n; u++)
			for (size_t w = 0; leads(t, u, v) && w < t->words; w++)
				t->ways[u * t->words + w] |= t->ways[v * t->words + w];
	*ret = true;
	for (size_t v = 0; v < n && *ret; v++)
		for (size_t u = 0; u < n && *ret; u++)
			*ret = t->count[v * n + u] == 0 || !leads(t, u, v);
	memcpy(t->ways, saved, n * t->words * sizeof *saved);
	fl_free(saved);
	return FL_OK;
}

fl_status fl_flow_ties(fl_flow *flow, bool *ret_unique, fl_error *err)
{
	ties t = { .f = flow };
	fl_status status = init(&t, err);
	if (status == FL_OK)
		status = find_unique(&t, ret_unique, err);
	for (size_t i = 0; status == FL_OK && i < flow->c->num_dreams; i++)
		take_turn(&t, (uint32_t)i);
	fl_arena_release(&t.arena);
	return status;
}
