/* SPDX-License-Identifier: Apache-2.0
 *
 * dense.c - the k-core by peeling (Batagelj, Zaversnik: An O(m) algorithm for cores decomposition of networks, 2003),
 * for one k; then its connected parts, by union and find with the lowest number as the root.
 */
#include "domain/dense.h"

#include <string.h>

typedef struct graph {
	const uint64_t *edges;
	size_t num_edges, count;
	uint32_t *degree;
	size_t *start; /* count + 1 */
	uint32_t *others;
	uint32_t *queue; /* to be taken away, in the order in which they fell */
	bool *gone;
} graph;

static uint32_t low_of(uint64_t edge)
{
	return (uint32_t)(edge >> 32);
}

static uint32_t high_of(uint64_t edge)
{
	return (uint32_t)(edge & UINT32_MAX);
}

static void count_degrees(graph *g)
{
	for (size_t i = 0; i < g->num_edges; i++) {
		g->degree[low_of(g->edges[i])]++;
		g->degree[high_of(g->edges[i])]++;
	}
}

/* May anybody have so many others that there is a core? Nearly always not: then no list is made. */
static bool worth_looking(const graph *g, uint32_t least)
{
	size_t enough = 0;
	for (size_t i = 0; i < g->count; i++)
		enough += g->degree[i] >= least;
	return enough > least;
}

static fl_status list_others(graph *g, fl_error *err)
{
	size_t *at = fl_alloc_array(g->count + 1, sizeof *at);
	g->start = fl_alloc_array(g->count + 1, sizeof *g->start);
	g->others = fl_alloc_array(2 * g->num_edges + 1, sizeof *g->others);
	g->queue = fl_alloc_array(g->count + 1, sizeof *g->queue);
	g->gone = fl_alloc_array(g->count + 1, sizeof *g->gone);
	if (!at || !g->start || !g->others || !g->queue || !g->gone) {
		fl_free(at);
		return fl_enomem(err);
	}
	for (size_t i = 0; i < g->count; i++)
		g->start[i + 1] = g->start[i] + g->degree[i];
	memcpy(at, g->start, g->count * sizeof *at);
	for (size_t i = 0; i < g->num_edges; i++) {
		uint32_t a = low_of(g->edges[i]), b = high_of(g->edges[i]);
		g->others[at[a]++] = b;
		g->others[at[b]++] = a;
	}
	fl_free(at);
	return FL_OK;
}

static void peel(graph *g, uint32_t least)
{
	size_t waiting = 0;
	for (size_t i = 0; i < g->count; i++)
		if (g->degree[i] < least) {
			g->gone[i] = true;
			g->queue[waiting++] = (uint32_t)i;
		}
	for (size_t next = 0; next < waiting; next++) {
		uint32_t i = g->queue[next];
		for (size_t k = g->start[i]; k < g->start[i + 1]; k++) {
			uint32_t other = g->others[k];
			if (g->gone[other] || --g->degree[other] >= least)
				continue;
			g->gone[other] = true;
			g->queue[waiting++] = other;
		}
	}
}

static uint32_t root_of(uint32_t *hub, uint32_t i)
{
	while (hub[i] != i) {
		hub[i] = hub[hub[i]];
		i = hub[i];
	}
	return i;
}

static bool join(const graph *g, uint32_t *hub)
{
	bool any = false;
	for (size_t i = 0; i < g->count; i++) {
		hub[i] = g->gone[i] ? FL_DENSE_NONE : (uint32_t)i;
		any = any || !g->gone[i];
	}
	for (size_t i = 0; i < g->num_edges && any; i++) {
		uint32_t a = low_of(g->edges[i]), b = high_of(g->edges[i]);
		if (g->gone[a] || g->gone[b])
			continue;
		a = root_of(hub, a);
		b = root_of(hub, b);
		hub[a > b ? a : b] = a < b ? a : b;
	}
	for (size_t i = 0; i < g->count && any; i++)
		if (!g->gone[i])
			hub[i] = root_of(hub, (uint32_t)i);
	return any;
}

static void release(graph *g)
{
	fl_free(g->degree);
	fl_free(g->start);
	fl_free(g->others);
	fl_free(g->queue);
	fl_free(g->gone);
}

fl_status fl_dense_find(const uint64_t *edges, size_t num_edges, size_t count, uint32_t least, uint32_t *ret_hub,
			bool *ret_any, fl_error *err)
{
	graph g = { .edges = edges, .num_edges = num_edges, .count = count };
	fl_status status = FL_OK;
	*ret_any = false;
	for (size_t i = 0; i < count; i++)
		ret_hub[i] = FL_DENSE_NONE;
	g.degree = fl_alloc_array(count + 1, sizeof *g.degree);
	if (!g.degree)
		return fl_enomem(err);
	count_degrees(&g);
	if (worth_looking(&g, least)) {
		status = list_others(&g, err);
		if (status == FL_OK) {
			peel(&g, least);
			*ret_any = join(&g, ret_hub);
		}
	}
	release(&g);
	return status;
}
