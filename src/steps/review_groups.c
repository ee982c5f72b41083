/* SPDX-License-Identifier: Apache-2.0
 *
 * review_groups.c - one question for all pairs that are in doubt about the same one or two clusters.
 *
 * A cluster of thirty with one weak member would otherwise come up as many times as it has weak pairs. Who looks at a
 * cluster wants all its members; a decision on it is made about one of them, the hub (the first dream of the first cluster), and
 * each other one, so these pairs are always among those shown. What differs is looked for only in the pairs that come
 * first, because long texts take time to align.
 */
#include "steps/review_groups.h"

#include "base/error.h"
#include "base/str.h"
#include "dedup/mark.h"
#include "domain/dense.h"

#include <stdlib.h>

#define MEMBERS_MAX 100 /* of an item; more are counted */
#define PAIRS_MAX   400
#define MARKED_MAX  40

/* A pair, by the clusters it lies in. */
typedef struct placed {
	uint32_t low, high; /* representatives, low <= high */
	size_t order;       /* in the queue; of evidence, in the list of pairs */
	const fl_pair *pair;
} placed;

typedef struct member {
	uint32_t representative, dream;
} member;

typedef struct making {
	fl_groups *g;
	placed *queue, *evidence; /* by low, high, order */
	size_t num_queue, num_evidence;
	member *members; /* by representative, itself first, then in order */
} making;

static int by_place(const void *a, const void *b)
{
	const placed *x = a, *y = b;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_member(const void *a, const void *b)
{
	const member *x = a, *y = b;
	if (x->representative != y->representative)
		return x->representative < y->representative ? -1 : 1;
	bool first = x->dream == x->representative, other = y->dream == y->representative;
	if (first != other)
		return first ? -1 : 1;
	return x->dream < y->dream ? -1 : x->dream > y->dream;
}

static placed place(const fl_groups *g, const fl_pair *pair, size_t order)
{
	uint32_t a = g->dreams[pair->a].representative, b = g->dreams[pair->b].representative;
	if (g->template && g->template[pair->a] != FL_DENSE_NONE && g->template[pair->a] == g->template[pair->b])
		a = b = (uint32_t)g->num_dreams + g->template[pair->a]; /* no cluster has that number */
	return (placed){ a < b ? a : b, a < b ? b : a, order, pair };
}

static fl_status sort_all(making *m, const fl_review_item *queue, size_t count, fl_error *err)
{
	fl_groups *g = m->g;
	m->queue = fl_arena_array(g->arena, count + 1, sizeof *m->queue);
	m->evidence = fl_arena_array(g->arena, g->num_pairs + 1, sizeof *m->evidence);
	m->members = fl_arena_array(g->arena, g->num_dreams + 1, sizeof *m->members);
	if (!m->queue || !m->evidence || !m->members)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		m->queue[m->num_queue++] = place(g, queue[i].pair, i);
	for (size_t i = 0; i < g->num_pairs; i++)
		m->evidence[m->num_evidence++] = place(g, &g->pairs[i], i);
	for (size_t i = 0; i < g->num_dreams; i++)
		m->members[i] = (member){ g->dreams[i].representative, (uint32_t)i };
	if (m->num_queue > 1)
		qsort(m->queue, m->num_queue, sizeof *m->queue, by_place);
	if (m->num_evidence > 1)
		qsort(m->evidence, m->num_evidence, sizeof *m->evidence, by_place);
	if (g->num_dreams > 1)
		qsort(m->members, g->num_dreams, sizeof *m->members, by_member);
	return FL_OK;
}

/* Where the clusters low and high begin in a sorted list. */
static size_t find(const placed *list, size_t count, uint32_t low, uint32_t high)
{
	size_t from = 0, to = count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const placed *p = &list[middle];
		if (p->low < low || (p->low == low && p->high < high))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* ---- members ----------------------------------------------------------------------------------------------------- */

static bool is_member(const fl_groups *g, const fl_sheet_item *item, uint32_t dream)
{
	for (size_t i = 0; i < item->num_members; i++)
		if (g->members.items[item->first_member + i] == dream)
			return true;
	return false;
}

static fl_status add_member(fl_groups *g, fl_sheet_item *item, uint32_t dream, fl_error *err)
{
	if (g->dreams[dream].withheld || item->num_members >= MEMBERS_MAX || is_member(g, item, dream))
		return FL_OK;
	if (!fl_vec_push(&g->members, dream))
		return fl_enomem(err);
	item->num_members++;
	return FL_OK;
}

/* All of a cluster, as far as there is room; *ret_size is how many it has. */
static fl_status add_cluster(making *m, uint32_t representative, fl_sheet_item *item, size_t *ret_size, fl_error *err)
{
	fl_groups *g = m->g;
	size_t from = 0, to = g->num_dreams;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (m->members[middle].representative < representative)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < g->num_dreams && m->members[from].representative == representative; from++, ++*ret_size)
		FL_TRY(add_member(g, item, m->members[from].dream, err));
	return FL_OK;
}

static bool is_template(const fl_groups *g, uint32_t place)
{
	return place >= g->num_dreams;
}

static fl_status add_template(fl_groups *g, uint32_t hub, fl_sheet_item *item, size_t *ret_size, fl_error *err)
{
	for (uint32_t i = 0; i < g->num_dreams; i++)
		if (g->template[i] == hub) {
			++*ret_size;
			FL_TRY(add_member(g, item, i, err));
		}
	return FL_OK;
}

/* The hub, then those that pairs in doubt name, then the others. */
static fl_status add_members(making *m, uint32_t low, uint32_t high, fl_sheet_item *item, fl_error *err)
{
	size_t size = 0;
	uint32_t hub = is_template(m->g, low) ? low - (uint32_t)m->g->num_dreams : low;
	FL_TRY(add_member(m->g, item, hub, err));
	for (size_t i = find(m->queue, m->num_queue, low, high);
	     i < m->num_queue && m->queue[i].low == low && m->queue[i].high == high; i++) {
		FL_TRY(add_member(m->g, item, m->queue[i].pair->a, err));
		FL_TRY(add_member(m->g, item, m->queue[i].pair->b, err));
	}
	if (is_template(m->g, low))
		FL_TRY(add_template(m->g, hub, item, &size, err));
	else
		FL_TRY(add_cluster(m, low, item, &size, err));
	if (high != low)
		FL_TRY(add_cluster(m, high, item, &size, err));
	item->left_out = size - item->num_members;
	return FL_OK;
}

/* ---- pairs ------------------------------------------------------------------------------------------------------- */

static bool is_shown(const fl_groups *g, const fl_sheet_item *item, uint32_t a, uint32_t b)
{
	for (size_t i = item->first_pair; i < g->shown.len; i++) {
		const fl_sheet_pair *p = &g->shown.items[i];
		if ((p->a == a && p->b == b) || (p->a == b && p->b == a))
			return true;
	}
	return false;
}

static fl_status show(fl_groups *g, fl_sheet_item *item, uint32_t x, uint32_t y, const fl_pair *pair, fl_error *err)
{
	const fl_dream *p = g->dreams[x].dream, *q = g->dreams[y].dream;
	bool swapped = fl_str_cmp(p->id, q->id) > 0;
	const fl_dream *a = swapped ? q : p, *b = swapped ? p : q;
	fl_sheet_pair s = { .a = swapped ? y : x, .b = swapped ? x : y, .pair = pair, .marked = item->num_pairs < MARKED_MAX };
	s.seen = fl_decision_seen(a, b);
	if (s.marked) {
		FL_TRY(fl_mark_differences(a->title, b->title, g->arena, &s.title_a, &s.title_b, err));
		FL_TRY(fl_mark_differences(a->body, b->body, g->arena, &s.body_a, &s.body_b, err));
	}
	if (!fl_vec_push(&g->shown, s))
		return fl_enomem(err);
	item->num_pairs++;
	return FL_OK;
}

/* In the order of the queue; of more than can be shown, the most uncertain. */
static fl_status show_doubtful(making *m, uint32_t low, uint32_t high, fl_sheet_item *item, fl_error *err)
{
	for (size_t i = find(m->queue, m->num_queue, low, high);
	     i < m->num_queue && m->queue[i].low == low && m->queue[i].high == high && item->num_pairs < PAIRS_MAX; i++) {
		const fl_pair *pair = m->queue[i].pair;
		if (is_member(m->g, item, pair->a) && is_member(m->g, item, pair->b))
			FL_TRY(show(m->g, item, pair->a, pair->b, pair, err));
	}
	item->num_doubtful = item->num_pairs;
	return FL_OK;
}

static const fl_pair *pair_of(const fl_groups *g, uint32_t x, uint32_t y)
{
	uint32_t a = x < y ? x : y, b = x < y ? y : x;
	size_t from = 0, to = g->num_pairs;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const fl_pair *p = &g->pairs[middle];
		if (p->a < a || (p->a == a && p->b < b))
			from = middle + 1;
		else
			to = middle;
	}
	return from < g->num_pairs && g->pairs[from].a == a && g->pairs[from].b == b ? &g->pairs[from] : NULL;
}

static fl_status show_hub(fl_groups *g, fl_sheet_item *item, fl_error *err)
{
	for (size_t i = 1; i < item->num_members; i++) {
		uint32_t hub = g->members.items[item->first_member], other = g->members.items[item->first_member + i];
		if (!is_shown(g, item, hub, other))
			FL_TRY(show(g, item, hub, other, pair_of(g, hub, other), err));
	}
	return FL_OK;
}

static fl_status show_evidence(making *m, uint32_t low, uint32_t high, fl_sheet_item *item, fl_error *err)
{
	for (size_t i = find(m->evidence, m->num_evidence, low, high);
	     i < m->num_evidence && m->evidence[i].low == low && m->evidence[i].high == high && item->num_pairs < PAIRS_MAX;
	     i++) {
		const fl_pair *pair = m->evidence[i].pair;
		if (is_member(m->g, item, pair->a) && is_member(m->g, item, pair->b) &&
		    !is_shown(m->g, item, pair->a, pair->b))
			FL_TRY(show(m->g, item, pair->a, pair->b, pair, err));
	}
	return FL_OK;
}

/* ---- one group, all groups ----------------------------------------------------------------------------------------- */

static fl_status make_one(making *m, const placed *first, const fl_review_item *asked, fl_error *err)
{
	fl_groups *g = m->g;
	uint32_t low = first->low, high = first->high;
	fl_sheet_item item = { .group = true,
			       .reason = asked->reason,
			       .doubt = asked->doubt,
			       .first_pair = g->shown.len,
			       .first_member = g->members.len };
	FL_TRY(add_members(m, low, high, &item, err));
	FL_TRY(show_doubtful(m, low, high, &item, err));
	if (item.num_doubtful == 0) {
		g->members.len = item.first_member;
		return FL_OK;
	}
	FL_TRY(show_hub(g, &item, err));
	if (high != low)
		FL_TRY(show_evidence(m, low, high, &item, err));
	FL_TRY(show_evidence(m, low, low, &item, err));
	if (high != low)
		FL_TRY(show_evidence(m, high, high, &item, err));
	return fl_vec_push(&g->items, item) ? FL_OK : fl_enomem(err);
}

fl_status fl_groups_make(fl_groups *groups, const fl_review_item *queue, size_t count, fl_error *err)
{
	making m = { .g = groups };
	FL_TRY(sort_all(&m, queue, count, err));
	for (size_t i = 0; i < count; i++) {
		placed p = place(groups, queue[i].pair, i);
		size_t at = find(m.queue, m.num_queue, p.low, p.high);
		if (m.queue[at].order == i) /* the first of its clusters */
			FL_TRY(make_one(&m, &m.queue[at], &queue[i], err));
	}
	return FL_OK;
}

void fl_groups_release(fl_groups *groups)
{
	fl_vec_release(&groups->items);
	fl_vec_release(&groups->shown);
	fl_vec_release(&groups->members);
}
