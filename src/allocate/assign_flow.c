/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_flow.c - the best assignment by shortest ways between partners.
 *
 * A transportation problem with very many dreams and few partners, solved by successive shortest paths (Ahuja, Magnanti, Orlin, Network
 * Flows, 1993, section 9.7) on a graph of the partners alone: the way from p to r is as long as what is lost when the dream moves that loses
 * least by it. All dreams begin at the partner that fits best, at prices of 0, which is best when nothing is limited; then, along shortest
 * ways, dreams move from partners that have too many to those that can take more, or lack some. Prices follow the lengths (reduced lengths
 * stay at or above 0), so that at the end they prove the result. All numbers are integers: nothing is rounded, and no solver is believed.
 *
 * Per pair of partners a heap keeps the moves, so that one dream that moves changes few ways. Along a way that costs nothing more, all that
 * can move does before ways are measured again.
 */
#include "allocate/assign_flow.h"

#include "base/error.h"

#include <string.h>

#define WAYS(f) ((f)->nodes - 1) /* nodes that dreams can stand at */

/* ---- heaps ----------------------------------------------------------------------------------------------------------- */

static bool before(const fl_flow_move *a, const fl_flow_move *b)
{
	return a->loss < b->loss || (a->loss == b->loss && a->dream < b->dream);
}

static bool push(fl_flow_heap *h, fl_flow_move move)
{
	if (h->len == h->cap) {
		uint32_t cap = h->cap ? 2 * h->cap : 4;
		fl_flow_move *items = fl_realloc_array(h->items, cap, sizeof *items);
		if (!items)
			return false;
		h->items = items;
		h->cap = cap;
	}
	uint32_t i = h->len++;
	for (; i > 0 && before(&move, &h->items[(i - 1) / 2]); i = (i - 1) / 2)
		h->items[i] = h->items[(i - 1) / 2];
	h->items[i] = move;
	return true;
}

static void pop(fl_flow_heap *h)
{
	fl_flow_move last = h->items[--h->len];
	uint32_t i = 0;
	for (uint32_t child = 1; child < h->len; child = 2 * i + 1) {
		child += child + 1 < h->len && before(&h->items[child + 1], &h->items[child]);
		if (!before(&h->items[child], &last))
			break;
		h->items[i] = h->items[child];
		i = child;
	}
	if (h->len > 0)
		h->items[i] = last;
}

/* Pass over dreams that have left. */
static void refresh(fl_flow *f, size_t from, size_t to)
{
	size_t w = from * WAYS(f) + to;
	fl_flow_heap *h = &f->heaps[w];
	while (h->len > 0 && f->at[h->items[0].dream] != from)
		pop(h);
	f->way[w] = h->len > 0 ? h->items[0].loss : FL_FLOW_FAR;
}

/* ---- dreams at nodes --------------------------------------------------------------------------------------------------- */

static bool is_fixed(const fl_flow *f, size_t dream)
{
	return f->c->fixed && f->c->fixed[dream];
}

static int64_t worth(const fl_flow *f, size_t dream, uint32_t node)
{
	return node == f->nobody ? 0 : fl_assign_fit(f->c, dream, node);
}

/* Where else a dream that has just come could go. */
static bool offer(fl_flow *f, uint32_t dream)
{
	uint32_t here = f->at[dream];
	int64_t now = worth(f, dream, here);
	size_t end = f->c->start[dream + 1];
	for (size_t k = f->c->start[dream]; k <= end; k++) {
		uint32_t to = k < end ? f->c->fits[k].partner : f->nobody;
		if (to == here || (k == end && is_fixed(f, dream)))
			continue;
		size_t w = here * WAYS(f) + to;
		fl_flow_move move = { now - (k < end ? f->c->fits[k].fit : 0), dream };
		if (!push(&f->heaps[w], move))
			return false;
		if (move.loss < f->way[w])
			f->way[w] = move.loss;
	}
	return true;
}

static bool move(fl_flow *f, uint32_t dream, uint32_t to)
{
	uint32_t from = f->at[dream];
	size_t end = f->c->start[dream + 1];
	f->at[dream] = to;
	f->load[from]--;
	f->load[to]++;
	for (size_t k = f->c->start[dream]; k <= end; k++) {
		uint32_t other = k < end ? f->c->fits[k].partner : f->nobody;
		if (other != from && !(k == end && is_fixed(f, dream)))
			refresh(f, from, other);
	}
	return offer(f, dream);
}

static int64_t clamp(int64_t n, int64_t least, int64_t most)
{
	return n < least ? least : n > most ? most : n;
}

static fl_status place_all(fl_flow *f, fl_error *err)
{
	const fl_assign_case *c = f->c;
	for (size_t i = 0; i < c->num_dreams; i++) {
		f->at[i] = c->start[i] < c->start[i + 1] ? c->fits[c->start[i]].partner : f->nobody;
		f->load[f->at[i]]++;
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		if (!offer(f, (uint32_t)i))
			return fl_enomem(err);
	for (size_t v = 0; v < WAYS(f); v++) {
		f->taken[v] = clamp(f->load[v], f->least[v], f->most[v]);
		f->load[f->account] += f->taken[v];
	}
	f->taken[f->account] = (int64_t)c->num_dreams;
	return FL_OK;
}

fl_status fl_flow_init(fl_flow *f, const fl_assign_case *c, fl_error *err)
{
	size_t n = c->num_partners + 2;
	*f = (fl_flow){ .c = c, .nodes = n, .nobody = (uint32_t)n - 2, .account = (uint32_t)n - 1 };
	f->at = fl_arena_array(&f->arena, c->num_dreams + 1, sizeof *f->at);
	f->load = fl_arena_array(&f->arena, n, sizeof *f->load);
	f->taken = fl_arena_array(&f->arena, n, sizeof *f->taken);
	f->least = fl_arena_array(&f->arena, n, sizeof *f->least);
	f->most = fl_arena_array(&f->arena, n, sizeof *f->most);
	f->price = fl_arena_array(&f->arena, n, sizeof *f->price);
	f->far = fl_arena_array(&f->arena, n, sizeof *f->far);
	f->from = fl_arena_array(&f->arena, n, sizeof *f->from);
	f->queue = fl_arena_array(&f->arena, n, sizeof *f->queue);
	f->done = fl_arena_array(&f->arena, n, sizeof *f->done);
	f->heaps = fl_arena_array(&f->arena, (n - 1) * (n - 1), sizeof *f->heaps);
	f->way = fl_arena_array(&f->arena, (n - 1) * (n - 1), sizeof *f->way);
	if (!f->at || !f->load || !f->taken || !f->least || !f->most || !f->price || !f->far || !f->from || !f->queue || !f->done ||
	    !f->heaps || !f->way)
		return fl_enomem(err);
	for (size_t w = 0; w < (n - 1) * (n - 1); w++)
		f->way[w] = FL_FLOW_FAR;
	for (size_t p = 0; p < c->num_partners; p++) {
		f->least[p] = c->places[p].least;
		f->most[p] = c->places[p].most;
	}
	f->most[f->nobody] = FL_FLOW_FAR;
	return place_all(f, err);
}

void fl_flow_release(fl_flow *f)
{
	for (size_t w = 0; f->heaps && w < WAYS(f) * WAYS(f); w++)
		fl_free(f->heaps[w].items);
	fl_arena_release(&f->arena);
	*f = (fl_flow){ 0 };
}

/* ---- lengths ----------------------------------------------------------------------------------------------------------- */

/* Dreams that a node has too many; below 0: that it lacks. */
static int64_t excess(const fl_flow *f, size_t v)
{
	return f->load[v] - f->taken[v];
}

/* The reduced length of the way from v to u, at least 0; FL_FLOW_FAR none. */
static int64_t length(const fl_flow *f, uint32_t v, uint32_t u)
{
	int64_t loss = 0;
	if (u == f->account) {
		if (f->taken[v] >= f->most[v])
			return FL_FLOW_FAR;
	} else if (v == f->account) {
		if (f->taken[u] <= f->least[u])
			return FL_FLOW_FAR;
	} else {
		loss = f->way[v * WAYS(f) + u];
		if (loss == FL_FLOW_FAR)
			return FL_FLOW_FAR;
	}
	return loss - f->price[v] + f->price[u];
}

/* Dijkstra from all nodes that have too many, until one that lacks is reached; prices follow. False: none is reached. */
static bool measure(fl_flow *f)
{
	int64_t end = FL_FLOW_FAR;
	for (size_t v = 0; v < f->nodes; v++) {
		f->far[v] = excess(f, v) > 0 ? 0 : FL_FLOW_FAR;
		f->done[v] = false;
	}
	while (end == FL_FLOW_FAR) {
		uint32_t v = UINT32_MAX;
		for (uint32_t u = 0; u < f->nodes; u++)
			if (!f->done[u] && f->far[u] < FL_FLOW_FAR && (v == UINT32_MAX || f->far[u] < f->far[v]))
				v = u;
		if (v == UINT32_MAX)
			return false;
		f->done[v] = true;
		if (excess(f, v) < 0)
			end = f->far[v];
		for (uint32_t u = 0; end == FL_FLOW_FAR && u < f->nodes; u++) {
			int64_t step = f->done[u] || u == v ? FL_FLOW_FAR : length(f, v, u);
			if (step < FL_FLOW_FAR && f->far[v] + step < f->far[u])
				f->far[u] = f->far[v] + step;
		}
	}
	for (size_t v = 0; v < f->nodes; v++)
		f->price[v] -= f->far[v] < end ? f->far[v] : end;
	return true;
}

/* ---- moving ------------------------------------------------------------------------------------------------------------ */

/* A node that lacks, reached from one that has too many by ways of length 0; UINT32_MAX none. */
static uint32_t reach(fl_flow *f)
{
	size_t head = 0, tail = 0;
	for (uint32_t v = 0; v < f->nodes; v++) {
		f->done[v] = excess(f, v) > 0;
		f->from[v] = UINT32_MAX;
		if (f->done[v])
			f->queue[tail++] = v;
	}
	while (head < tail) {
		uint32_t v = f->queue[head++];
		for (uint32_t u = 0; u < f->nodes; u++) {
			if (f->done[u] || length(f, v, u) != 0)
				continue;
			f->done[u] = true;
			f->from[u] = v;
			if (excess(f, u) < 0)
				return u;
			f->queue[tail++] = u;
		}
	}
	return UINT32_MAX;
}

static bool still_open(const fl_flow *f, uint32_t end)
{
	uint32_t v = end;
	if (excess(f, end) >= 0)
		return false;
	for (; f->from[v] != UINT32_MAX; v = f->from[v])
		if (length(f, f->from[v], v) != 0)
			return false;
	return excess(f, v) > 0;
}

static bool step(fl_flow *f, uint32_t v, uint32_t u)
{
	if (u == f->account) {
		f->taken[v]++;
		f->load[u]++;
		return true;
	}
	if (v == f->account) {
		f->taken[u]--;
		f->load[v]--;
		return true;
	}
	return move(f, f->heaps[v * WAYS(f) + u].items[0].dream, u);
}

static fl_status move_along(fl_flow *f, uint32_t end, fl_error *err)
{
	do {
		for (uint32_t v = end; f->from[v] != UINT32_MAX; v = f->from[v])
			if (!step(f, f->from[v], v))
				return fl_enomem(err);
	} while (still_open(f, end));
	return FL_OK;
}

static bool any_excess(const fl_flow *f)
{
	for (size_t v = 0; v < f->nodes; v++)
		if (excess(f, v) > 0)
			return true;
	return false;
}

fl_status fl_flow_solve(fl_flow *f, bool *ret_feasible, fl_error *err)
{
	*ret_feasible = true;
	while (any_excess(f)) {
		uint32_t end;
		if (!measure(f)) {
			*ret_feasible = false;
			return FL_OK;
		}
		while ((end = reach(f)) != UINT32_MAX)
			FL_TRY(move_along(f, end, err));
	}
	for (size_t v = 0; v < f->nodes; v++)
		if (v != f->account)
			f->price[v] -= f->price[f->account];
	f->price[f->account] = 0;
	for (size_t v = 0; v < f->nodes; v++) /* nobody needs to be drawn to a place that need not be taken */
		if (f->price[v] < 0 && f->least[v] == 0)
			f->price[v] = 0;
	return FL_OK;
}
