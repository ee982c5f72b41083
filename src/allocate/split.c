/* SPDX-License-Identifier: Apache-2.0
 *
 * split.c - whole awards over the pools: an exact integer flow.
 *
 * Signatures (dreams that the same pools may pay) send the sum of their awards to pools. First any flow is found
 * (augmenting paths; Edmonds and Karp, Journal of the ACM 19, 1972; whole capacities give whole flows), pools that
 * must be spent being filled first. Then the published order: signature by signature in tie order of their first
 * dream, pool by pool in the order of the round, each takes as much as the rest allows. Within a signature, dreams
 * are paid in tie order.
 */
#include "allocate/split.h"

#include "allocate/solution.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct flow { /* signatures x pools */
	const fl_program *p;
	size_t width;            /* pools */
	bool *open;              /* may pool m pay signature s */
	fl_money *sent;          /* by signature and pool */
	fl_money *left;          /* of a signature: not yet paid */
	fl_money *room;          /* of a pool: not yet spent */
	fl_money *spent;         /* of a pool; set when the flow is complete */
	uint32_t *parent, *line; /* scratch of find_cycle */
	uint32_t *from; /* scratch: pool m was reached from signature from[m]; signature s from pool back[s] */
	uint32_t *back, *queue;
	bool *seen_pool, *seen_signature;
} flow;

static fl_status flow_init(flow *f, const fl_program *p, fl_error *err)
{
	size_t cells = p->num_signatures * p->num_pools + 1;
	*f = (flow){ .p = p, .width = p->num_pools };
	f->open = fl_alloc_array(cells, sizeof *f->open);
	f->sent = fl_alloc_array(cells, sizeof *f->sent);
	f->left = fl_alloc_array(p->num_signatures + 1, sizeof *f->left);
	f->room = fl_alloc_array(p->num_pools + 1, sizeof *f->room);
	f->from = fl_alloc_array(p->num_pools + 1, sizeof *f->from);
	f->back = fl_alloc_array(p->num_signatures + 1, sizeof *f->back);
	f->queue = fl_alloc_array(p->num_signatures + 1, sizeof *f->queue);
	f->spent = fl_alloc_array(p->num_pools + 1, sizeof *f->spent);
	f->parent = fl_alloc_array(p->num_pools + p->num_signatures + 2, sizeof *f->parent);
	f->line = fl_alloc_array(p->num_pools + p->num_signatures + 2, sizeof *f->line);
	f->seen_pool = fl_alloc_array(p->num_pools + 1, sizeof *f->seen_pool);
	f->seen_signature = fl_alloc_array(p->num_signatures + 1, sizeof *f->seen_signature);
	if (!f->open || !f->sent || !f->left || !f->room || !f->from || !f->back || !f->queue || !f->seen_pool ||
	    !f->seen_signature || !f->spent || !f->parent || !f->line)
		return fl_enomem(err);
	for (size_t s = 0; s < p->num_signatures; s++)
		for (uint32_t i = 0; i < p->signatures[s].len; i++)
			f->open[s * f->width + p->signatures[s].pools[i]] = true;
	return FL_OK;
}

static void flow_release(flow *f)
{
	fl_free(f->open);
	fl_free(f->sent);
	fl_free(f->left);
	fl_free(f->room);
	fl_free(f->from);
	fl_free(f->back);
	fl_free(f->queue);
	fl_free(f->seen_pool);
	fl_free(f->seen_signature);
	fl_free(f->spent);
	fl_free(f->parent);
	fl_free(f->line);
}

/* Breadth first from signature s over open arcs and back along what was sent, to a pool with room. */
static uint32_t find_path(flow *f, uint32_t s)
{
	size_t head = 0, tail = 0;
	memset(f->seen_pool, 0, f->width * sizeof *f->seen_pool);
	memset(f->seen_signature, 0, f->p->num_signatures * sizeof *f->seen_signature);
	f->queue[tail++] = s;
	f->seen_signature[s] = true;
	while (head < tail) {
		uint32_t at = f->queue[head++];
		for (uint32_t m = 0; m < f->width; m++) {
			if (!f->open[at * f->width + m] || f->seen_pool[m])
				continue;
			f->seen_pool[m] = true;
			f->from[m] = at;
			if (f->room[m] > 0)
				return m;
			for (uint32_t t = 0; t < f->p->num_signatures; t++)
				if (!f->seen_signature[t] && f->open[t * f->width + m] &&
				    f->sent[t * f->width + m] > 0) {
					f->seen_signature[t] = true;
					f->back[t] = m;
					f->queue[tail++] = t;
				}
		}
	}
	return UINT32_MAX;
}

/* Push up to 'most' along the path that ends at pool m and begins at s; returns how much. */
static fl_money push(flow *f, uint32_t s, uint32_t m, fl_money most)
{
	fl_money amount = most;
	for (uint32_t at = f->from[m], pool = m; at != s;) {
		pool = f->back[at];
		if (f->sent[at * f->width + pool] < amount)
			amount = f->sent[at * f->width + pool];
		at = f->from[pool];
	}
	for (uint32_t pool = m;;) {
		uint32_t at = f->from[pool];
		f->sent[at * f->width + pool] += amount;
		if (at == s)
			break;
		pool = f->back[at];
		f->sent[at * f->width + pool] -= amount;
	}
	return amount;
}

/* Pay what is left of every signature into pools with room. */
static void augment(flow *f)
{
	for (uint32_t s = 0; s < f->p->num_signatures; s++)
		while (f->left[s] > 0) {
			uint32_t m = find_path(f, s);
			if (m == UINT32_MAX)
				break;
			fl_money amount = push(f, s, m, f->left[s] < f->room[m] ? f->left[s] : f->room[m]);
			f->left[s] -= amount;
			f->room[m] -= amount;
		}
}

/* Nodes of the residual graph: pools, then the sink, then signatures. How much more can go from u to v? */
static fl_money residual(const flow *f, uint32_t u, uint32_t v)
{
	uint32_t sink = (uint32_t)f->width;
	if (u < sink && v == sink)
		return f->room[u];
	if (u == sink && v < sink)
		return f->spent[v] - f->p->pools[v].must;
	if (u < sink && v > sink)
		return f->open[(v - sink - 1) * f->width + u] ? f->sent[(v - sink - 1) * f->width + u] : 0;
	if (u > sink && v < sink)
		return f->open[(u - sink - 1) * f->width + v] ? INT64_MAX : 0;
	return 0;
}

static void shift(flow *f, uint32_t u, uint32_t v, fl_money amount)
{
	uint32_t sink = (uint32_t)f->width;
	if (u < sink && v == sink) {
		f->room[u] -= amount;
		f->spent[u] += amount;
	} else if (u == sink) {
		f->room[v] += amount;
		f->spent[v] -= amount;
	} else if (u < sink) {
		f->sent[(v - sink - 1) * f->width + u] -= amount;
	} else {
		f->sent[(u - sink - 1) * f->width + v] += amount;
	}
}

/* A path from node 'from' to node 'to' in the residual graph that does not use the arc to -> from. */
static bool find_cycle(flow *f, uint32_t from, uint32_t to)
{
	uint32_t sink = (uint32_t)f->width, nodes = sink + 1 + (uint32_t)f->p->num_signatures, head = 0, tail = 0;
	for (uint32_t i = 0; i < nodes; i++)
		f->parent[i] = UINT32_MAX;
	f->parent[from] = from;
	f->line[tail++] = from;
	while (head < tail) {
		uint32_t u = f->line[head++];
		uint32_t first = u > sink    ? 0
				 : u == sink ? 0
					     : sink,
			 last = u > sink    ? sink
				: u == sink ? sink
					    : nodes;
		for (uint32_t v = first; v < last; v++) {
			if (f->parent[v] != UINT32_MAX || residual(f, u, v) <= 0 || (u == from && v == to))
				continue;
			f->parent[v] = u;
			if (v == to)
				return true;
			f->line[tail++] = v;
		}
	}
	return false;
}

/* Give signature s as much of pool m as the others can do without, then settle that arc. */
static void prefer(flow *f, uint32_t s, uint32_t m)
{
	uint32_t node = (uint32_t)f->width + 1 + s;
	bool elsewhere = false;
	for (uint32_t other = 0; other < f->width; other++)
		elsewhere =
		    elsewhere || (other != m && f->open[s * f->width + other] && f->sent[s * f->width + other] > 0);
	while (elsewhere && find_cycle(f, m, node)) {
		fl_money amount = INT64_MAX;
		for (uint32_t v = node; v != m; v = f->parent[v])
			amount = residual(f, f->parent[v], v) < amount ? residual(f, f->parent[v], v) : amount;
		for (uint32_t v = node; v != m; v = f->parent[v])
			shift(f, f->parent[v], v, amount);
		f->sent[s * f->width + m] += amount;
	}
	f->open[s * f->width + m] = false; /* settled: what was sent stays */
}

/* Of a merged pool, the pools one after another: those that must be spent are full, the rest fill in order. */
static void fill_pools(const fl_solution *s, const fl_merged_pool *merged, fl_money spent, fl_money *of_pool)
{
	for (uint32_t i = 0; i < merged->len; i++)
		if (s->spec->pools[merged->pools[i]].must_spend) {
			of_pool[merged->pools[i]] = fl_pool_money(&s->spec->pools[merged->pools[i]]);
			spent -= of_pool[merged->pools[i]];
		}
	for (uint32_t i = 0; i < merged->len; i++) {
		const fl_pool *pool = &s->spec->pools[merged->pools[i]];
		if (pool->must_spend)
			continue;
		of_pool[merged->pools[i]] = spent < fl_pool_money(pool) ? spent : fl_pool_money(pool);
		spent -= of_pool[merged->pools[i]];
	}
}

static int by_dream(const void *a, const void *b)
{
	const fl_payment *x = a, *y = b;
	if (x->dream != y->dream)
		return x->dream < y->dream ? -1 : 1;
	return x->pool < y->pool ? -1 : x->pool > y->pool;
}

/* Hand the flow down to dreams in tie order, pools in the order of the round. */
static fl_status pay_dreams(const fl_solution *s, flow *f, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	fl_money *of_pool = fl_alloc_array(s->spec->num_pools + 1, sizeof *of_pool);
	size_t most = s->num_order + p->num_signatures * f->width + s->spec->num_pools * (p->num_signatures + 1) + 1;
	a->payments = fl_arena_array(&a->arena, most, sizeof *a->payments);
	if (!of_pool || !a->payments) {
		fl_free(of_pool);
		return fl_enomem(err);
	}
	for (size_t m = 0; m < f->width; m++) {
		fl_money spent = 0;
		for (size_t t = 0; t < p->num_signatures; t++)
			spent += f->sent[t * f->width + m];
		fill_pools(s, &p->pools[m], spent, of_pool);
	}
	for (size_t k = 0; k < s->num_order; k++) {
		uint32_t dream = s->order[k], sig = p->columns[s->class_of[dream]].signature;
		fl_money due = s->amounts[dream];
		for (uint32_t m = 0; m < f->width && due > 0; m++) {
			fl_money *sent = &f->sent[sig * f->width + m];
			for (uint32_t i = 0; i < p->pools[m].len && due > 0 && *sent > 0; i++) {
				uint32_t pool = p->pools[m].pools[i];
				fl_money pays = due < *sent ? due : *sent;
				if (of_pool[pool] < pays)
					pays = of_pool[pool];
				if (pays == 0)
					continue;
				a->payments[a->num_payments++] = (fl_payment){ dream, pool, pays };
				of_pool[pool] -= pays;
				*sent -= pays;
				due -= pays;
			}
		}
	}
	qsort(a->payments, a->num_payments, sizeof *a->payments, by_dream);
	fl_free(of_pool);
	return FL_OK;
}

/* Any flow of what is left, the musts of pools first. */
static void route(flow *f, fl_money *ret_lacking)
{
	const fl_program *p = f->p;
	*ret_lacking = 0;
	for (size_t m = 0; m < p->num_pools; m++)
		f->room[m] = p->pools[m].must;
	augment(f);
	for (size_t m = 0; m < p->num_pools; m++) {
		*ret_lacking += f->room[m];
		f->room[m] = p->pools[m].amount - p->pools[m].must;
	}
	augment(f);
}

fl_status fl_split_route(const fl_program *p, const fl_money *due, fl_money *sent, fl_money *ret_off, fl_error *err)
{
	flow f;
	fl_status status = flow_init(&f, p, err);
	if (status == FL_OK) {
		for (size_t s = 0; s < p->num_signatures; s++)
			f.left[s] = due[s];
		route(&f, ret_off);
		for (size_t s = 0; s < p->num_signatures; s++)
			*ret_off += f.left[s];
		for (size_t k = 0; k < p->num_signatures * f.width; k++)
			sent[k] = f.sent[k];
	}
	flow_release(&f);
	return status;
}

fl_status fl_split_run(const fl_solution *s, fl_allocation *a, fl_error *err)
{
	const fl_program *p = s->program;
	flow f;
	fl_status status = flow_init(&f, p, err);
	if (status != FL_OK)
		goto done;
	for (size_t k = 0; k < s->num_order; k++)
		f.left[p->columns[s->class_of[s->order[k]]].signature] += s->amounts[s->order[k]];
	fl_money lacking;
	route(&f, &lacking);
	if (lacking > 0)
		status = fl_error_set(err, FL_EINTERNAL, "the awards do not fill a pool that must be spent");
	for (size_t t = 0; t < p->num_signatures; t++)
		if (f.left[t] > 0)
			status = fl_error_set(err, FL_EINTERNAL, "the awards do not fit into the pools");
	for (size_t m = 0; m < p->num_pools; m++)
		f.spent[m] = p->pools[m].amount - f.room[m];
	for (uint32_t t = 0; status == FL_OK && t < p->num_signatures; t++)
		for (uint32_t i = 0; i < p->signatures[t].len; i++)
			prefer(&f, t, p->signatures[t].pools[i]);
	if (status == FL_OK)
		status = pay_dreams(s, &f, a, err);
done:
	flow_release(&f);
	return status;
}
