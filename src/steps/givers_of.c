/* SPDX-License-Identifier: Apache-2.0
 *
 * givers_of.c - a part of the ledger, and the tally of one cluster from it.
 *
 * A giver's flowers go through the rules giver by giver, all of them together, since caps hold over all dreams; so the rows of whoever
 * gave to a wanted dream are kept, those for other dreams too. To tally a cluster the dreams of its givers' rows are numbered anew.
 */
#include "steps/givers_of.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/names.h"
#include "steps/tally_ledger.h"

#include <stdlib.h>

typedef struct giver { /* their rows: [first, first + count) */
	size_t first, count;
	int64_t earned;
	bool nobody;
	bool taken; /* scratch */
} giver;

typedef struct gift { /* who gave to a wanted dream */
	uint32_t dream;
	uint32_t giver;
} gift;

struct fl_givers_of {
	const fl_round_spec *spec;
	const fl_facts *facts;
	const bool *wanted; /* while loading */
	fl_arena arena;
	fl_str *kinds;
	size_t num_kinds;
	FL_VEC(fl_giving) rows;
	FL_VEC(giver) givers;
	FL_VEC(gift) gifts; /* sorted by dream */
	bool any;           /* row of the ledger at all */
	bool full;          /* memory is */
	uint32_t *order;    /* of each dream among the ids, sorted by bytes */
	uint32_t *local;    /* scratch: dream -> its number in the tally at hand, UINT32_MAX */
};

/* ---- loading -------------------------------------------------------------------------------------------------------- */

static void on_rows(void *user, uint32_t number, const fl_giving *rows, size_t count, int64_t earned)
{
	fl_givers_of *g = user;
	bool asked = false;
	g->any = true;
	for (size_t i = 0; !asked && i < count; i++)
		asked = g->wanted[rows[i].dream];
	if (!asked || g->full)
		return;
	giver one = { .first = g->rows.len, .count = count, .earned = earned, .nobody = number == UINT32_MAX };
	g->full = !fl_vec_push(&g->givers, one);
	for (size_t i = 0; !g->full && i < count; i++) {
		g->full = !fl_vec_push(&g->rows, rows[i]);
		if (!g->full && g->wanted[rows[i].dream])
			g->full = !fl_vec_push(&g->gifts, ((gift){ rows[i].dream, (uint32_t)g->givers.len - 1 }));
	}
}

static int by_dream(const void *a, const void *b)
{
	const gift *x = a, *y = b;
	if (x->dream != y->dream)
		return x->dream < y->dream ? -1 : 1;
	return x->giver < y->giver ? -1 : x->giver > y->giver;
}

static fl_status load_kinds(fl_givers_of *g, fl_store *store, fl_error *err)
{
	fl_names names;
	fl_status status = fl_names_open(&names, store, FL_NAMES_KINDS, err);
	g->num_kinds = status == FL_OK ? names.list.len : 0;
	g->kinds = fl_arena_array(&g->arena, g->num_kinds + 1, sizeof *g->kinds);
	if (status == FL_OK && !g->kinds)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < g->num_kinds; i++) {
		g->kinds[i] = fl_arena_str(&g->arena, names.list.items[i]);
		if (!g->kinds[i].data)
			status = fl_enomem(err);
	}
	fl_names_release(&names);
	return status;
}

typedef struct named {
	fl_str id;
	uint32_t dream;
} named;

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const named *)a)->id, ((const named *)b)->id);
}

static fl_status order_dreams(fl_givers_of *g, fl_error *err)
{
	size_t n = g->facts->num_dreams;
	named *list = fl_alloc_array(n + 1, sizeof *list);
	g->order = fl_arena_array(&g->arena, n + 1, sizeof *g->order);
	g->local = fl_arena_array(&g->arena, n + 1, sizeof *g->local);
	if (!list || !g->order || !g->local) {
		fl_free(list);
		return fl_enomem(err);
	}
	for (size_t i = 0; i < n; i++) {
		list[i] = (named){ g->facts->dreams[i].id, (uint32_t)i };
		g->local[i] = UINT32_MAX;
	}
	qsort(list, n, sizeof *list, by_id);
	for (size_t i = 0; i < n; i++)
		g->order[list[i].dream] = (uint32_t)i;
	fl_free(list);
	return FL_OK;
}

static fl_status load(fl_givers_of *g, fl_work *w, const uint32_t *representative, fl_error *err)
{
	fl_tally_result ignored;
	fl_arena scratch = FL_ARENA_INIT;
	fl_round_spec quiet = *g->spec;
	quiet.tally.signs = (fl_sign_rules){ .effective_few = 0 }; /* nobody asks for signs here */
	fl_tally_request request = { .store = w->store,
				     .facts = g->facts,
				     .spec = &quiet,
				     .representative = representative,
				     .sink = { .rows = on_rows, .user = g },
				     .only = UINT32_MAX,
				     .now = INT64_MAX };
	FL_TRY(load_kinds(g, w->store, err));
	FL_TRY(order_dreams(g, err));
	fl_status status = fl_tally_ledger(&request, &scratch, &ignored, NULL, err);
	fl_arena_release(&scratch);
	if (status == FL_OK && g->full)
		status = fl_enomem(err);
	if (status == FL_OK && g->gifts.len > 0)
		qsort(g->gifts.items, g->gifts.len, sizeof *g->gifts.items, by_dream);
	return status;
}

fl_status fl_givers_of_load(fl_work *w, const fl_facts *facts, const uint32_t *representative, const bool *wanted, fl_givers_of **ret,
			    fl_error *err)
{
	fl_givers_of *g = fl_alloc(sizeof *g);
	if (!g)
		return fl_enomem(err);
	g->spec = w->spec;
	g->facts = facts;
	g->wanted = wanted;
	fl_status status = load(g, w, representative, err);
	g->wanted = NULL;
	if (status == FL_OK)
		*ret = g;
	else
		fl_givers_of_free(g);
	return status;
}

void fl_givers_of_free(fl_givers_of *g)
{
	if (!g)
		return;
	fl_vec_release(&g->rows);
	fl_vec_release(&g->givers);
	fl_vec_release(&g->gifts);
	fl_arena_release(&g->arena);
	fl_free(g);
}

/* ---- one cluster ---------------------------------------------------------------------------------------------------- */

typedef struct counting { /* dreams of the rows, numbered anew */
	FL_VEC(uint32_t) dreams;
	FL_VEC(fl_flower_row) rows;
	FL_VEC(int64_t) earned; /* of each giver */
	fl_arena arena;
} counting;

static bool number(fl_givers_of *g, counting *c, uint32_t dream)
{
	if (g->local[dream] != UINT32_MAX)
		return true;
	g->local[dream] = (uint32_t)c->dreams.len;
	return fl_vec_push(&c->dreams, dream);
}

static bool take_giver(fl_givers_of *g, counting *c, giver *one)
{
	uint32_t who = one->nobody ? UINT32_MAX : (uint32_t)c->earned.len;
	bool good = one->nobody || fl_vec_push(&c->earned, one->earned);
	one->taken = true;
	for (size_t i = 0; good && i < one->count; i++) {
		const fl_giving *row = &g->rows.items[one->first + i];
		good = number(g, c, row->dream) &&
		       fl_vec_push(&c->rows, ((fl_flower_row){ g->local[row->dream], who, row->kind, row->count, row->given }));
	}
	return good;
}

/* The first gift to this dream. */
static size_t gifts_from(const fl_givers_of *g, uint32_t dream)
{
	size_t low = 0, high = g->gifts.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (g->gifts.items[middle].dream < dream)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static fl_status gather(fl_givers_of *g, counting *c, const uint32_t *cluster, size_t count, fl_error *err)
{
	bool good = true;
	for (size_t i = 0; good && i < count; i++) {
		good = number(g, c, cluster[i]);
		for (size_t k = gifts_from(g, cluster[i]); good && k < g->gifts.len && g->gifts.items[k].dream == cluster[i]; k++)
			if (!g->givers.items[g->gifts.items[k].giver].taken)
				good = take_giver(g, c, &g->givers.items[g->gifts.items[k].giver]);
	}
	return good ? FL_OK : fl_enomem(err);
}

static fl_status count_flowers(fl_givers_of *g, counting *c, const uint32_t *cluster, size_t count, uint32_t representative,
			       fl_tally *ret, fl_error *err)
{
	size_t n = c->dreams.len;
	uint32_t *stands_for = fl_arena_array(&c->arena, n + 1, sizeof *stands_for), *order = fl_arena_array(&c->arena, n + 1, sizeof *order);
	int64_t *stated = fl_arena_array(&c->arena, n + 1, sizeof *stated), *givers = fl_arena_array(&c->arena, n + 1, sizeof *givers);
	fl_tally_result result;
	if (!stands_for || !order || !stated || !givers)
		return fl_enomem(err);
	for (uint32_t i = 0; i < n; i++) {
		stands_for[i] = i;
		order[i] = g->order[c->dreams.items[i]];
		stated[i] = g->facts->dreams[c->dreams.items[i]].stated_flowers;
		givers[i] = g->facts->dreams[c->dreams.items[i]].stated_givers;
	}
	for (size_t i = 0; i < count; i++)
		stands_for[g->local[cluster[i]]] = g->local[representative];
	fl_tally_input input = { .num_dreams = n,
				 .representative = stands_for,
				 .order = order,
				 .stated = g->any ? NULL : stated, /* totals count only where the whole ledger is empty */
				 .stated_givers = g->any ? NULL : givers,
				 .kinds = g->kinds,
				 .num_kinds = g->num_kinds };
	fl_flower_list list = { c->rows.items, c->rows.len, c->earned.len, c->earned.items };
	FL_TRY(fl_tally_count(g->spec, &input, &list, &c->arena, &result, err));
	*ret = result.tallies[g->local[representative]];
	return FL_OK;
}

fl_status fl_givers_of_tally(fl_givers_of *g, const uint32_t *cluster, size_t count, uint32_t representative, int64_t *ret_tally,
			     int64_t *ret_givers, int64_t *ret_roots, fl_error *err)
{
	counting c = { .arena = FL_ARENA_INIT };
	fl_tally tally = { 0 };
	fl_status status = gather(g, &c, cluster, count, err);
	if (status == FL_OK)
		status = count_flowers(g, &c, cluster, count, representative, &tally, err);
	*ret_tally = tally.merged;
	*ret_givers = tally.givers;
	*ret_roots = tally.roots;
	for (size_t i = 0; i < c.dreams.len; i++)
		g->local[c.dreams.items[i]] = UINT32_MAX;
	for (size_t i = 0; i < count; i++)
		for (size_t k = gifts_from(g, cluster[i]); k < g->gifts.len && g->gifts.items[k].dream == cluster[i]; k++)
			g->givers.items[g->gifts.items[k].giver].taken = false;
	fl_vec_release(&c.dreams);
	fl_vec_release(&c.rows);
	fl_vec_release(&c.earned);
	fl_arena_release(&c.arena);
	return status;
}
