/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_hall.c - which minimum loads cannot be met together.
 *
 * Hall (On Representatives of Subsets, 1935): the minimum loads can be met if and only if no set of partners needs more dreams than fit any
 * of them. Where the ways have come to an end, those partners that lead to one which lacks a dream are such a set; partners that are not
 * needed for the contradiction are then left out, one after another.
 */
#include "allocate/assign_flow.h"

#include "base/error.h"

static bool leads(const fl_flow *f, uint32_t v, uint32_t u)
{
	size_t ways = f->nodes - 1;
	if (u == f->account)
		return f->taken[v] < f->most[v];
	if (v == f->account)
		return f->taken[u] > f->least[u];
	return f->way[v * ways + u] < FL_FLOW_FAR;
}

/* All nodes that lead to one which lacks a dream. */
static void find_set(const fl_flow *f, bool *in)
{
	size_t head = 0, tail = 0;
	for (uint32_t v = 0; v < f->nodes; v++) {
		in[v] = f->load[v] < f->taken[v];
		if (in[v])
			f->queue[tail++] = v;
	}
	while (head < tail) {
		uint32_t u = f->queue[head++];
		for (uint32_t v = 0; v < f->nodes; v++)
			if (!in[v] && v != u && leads(f, v, u)) {
				in[v] = true;
				f->queue[tail++] = v;
			}
	}
}

static void weigh(const fl_assign_case *c, const bool *in, int64_t *ret_needed, int64_t *ret_fitting)
{
	*ret_needed = *ret_fitting = 0;
	for (size_t p = 0; p < c->num_partners; p++)
		*ret_needed += in[p] ? c->places[p].least : 0;
	for (size_t i = 0; i < c->num_dreams; i++) {
		bool fits = false;
		for (size_t k = c->start[i]; k < c->start[i + 1] && !fits; k++)
			fits = in[c->fits[k].partner];
		*ret_fitting += fits;
	}
}

fl_status fl_flow_hall(const fl_flow *f, fl_assignment *a, fl_error *err)
{
	const fl_assign_case *c = f->c;
	bool *in = fl_arena_array(&a->arena, f->nodes, sizeof *in);
	if (!in)
		return fl_enomem(err);
	find_set(f, in);
	for (size_t p = 0; p < c->num_partners; p++) {
		int64_t needed, fitting;
		if (!in[p])
			continue;
		in[p] = false;
		weigh(c, in, &needed, &fitting);
		in[p] = needed <= fitting; /* without it there is no contradiction */
	}
	weigh(c, in, &a->needed, &a->fitting);
	for (size_t p = 0; p < c->num_partners; p++)
		if (in[p])
			a->conflict[a->num_conflict++] = (uint32_t)p;
	return a->needed > a->fitting ? FL_OK : fl_error_set(err, FL_EINTERNAL, "the minimum loads that conflict were not found");
}
