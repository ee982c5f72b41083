/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_priced.c - where the walk of assign_anneal.c begins: the best assignment when money has its price and no limit.
 *
 * With a dream's money charged to its fit, what is left is a transportation problem, which assign_flow.c solves exactly (Lagrangian
 * relaxation; Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27, 1981). Its answer
 * keeps all limits in dreams, and comes near those in money. Pairings that lose much at the prices are left out.
 */
#include "allocate/assign_money.h"

#include "allocate/assign_flow.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define FAR 400 /* thousandths of the mean fit: pairings that lose more are left out */

static int best_first(const void *a, const void *b)
{
	const fl_fit *x = a, *y = b;
	return x->fit != y->fit ? (x->fit > y->fit ? -1 : 1) : x->partner < y->partner ? -1 : 1;
}

/* A point of fit in the priced case: as fine as its limit allows. */
static int64_t choose_grain(const fl_assign_case *c)
{
	int64_t most = 1, grain = 64;
	for (size_t k = 0; k < c->start[c->num_dreams]; k++)
		most = c->fits[k].fit > most ? c->fits[k].fit : most;
	while (grain > 1 && most > FL_ASSIGN_FIT_MAX / grain)
		grain /= 2;
	return grain;
}

static void price_dream(const fl_assign_search *s, const int64_t *prices, size_t i, int64_t far, int64_t grain, fl_fit *fits, size_t *n)
{
	const fl_assign_case *c = s->c;
	fl_assign_wide gain = fl_assign_gain(s, prices, i);
	bool fixed = c->fixed && c->fixed[i];
	size_t from = *n;
	for (size_t k = c->start[i]; k < c->start[i + 1]; k++) {
		const fl_fit *f = &c->fits[k];
		fl_assign_wide charge = (fl_assign_wide)c->brings[i] * prices[c->num_partners + f->partner] / s->scale;
		fl_assign_wide left = (fl_assign_wide)f->fit * grain - charge * grain / s->fine;
		if (!fixed && (gain - fl_assign_net(s, prices, k, i) > (fl_assign_wide)far * s->fine || left < 1))
			continue;
		fits[(*n)++] = (fl_fit){ f->partner, left < 1 ? 0 : (int64_t)left };
	}
	qsort(fits + from, *n - from, sizeof *fits, best_first);
}

fl_status fl_assign_priced(fl_assign_search *s, const int64_t *prices, uint32_t *ret, fl_error *err)
{
	fl_assign_case priced = *s->c;
	fl_flow flow = { 0 };
	bool feasible = false;
	size_t n = 0, *start = fl_arena_array(&s->arena, priced.num_dreams + 1, sizeof *start);
	fl_fit *fits = fl_arena_array(&s->arena, priced.start[priced.num_dreams] + 1, sizeof *fits);
	if (!start || !fits)
		return fl_enomem(err);
	int64_t grain = choose_grain(s->c);
	for (size_t i = 0; i < priced.num_dreams; i++) {
		start[i] = n;
		price_dream(s, prices, i, fl_assign_usual_fit(s->c) / 1000 * FAR, grain, fits, &n);
	}
	start[priced.num_dreams] = n;
	priced.start = start;
	priced.fits = fits;
	fl_status status = fl_flow_init(&flow, &priced, err);
	if (status == FL_OK)
		status = fl_flow_solve(&flow, &feasible, err);
	for (size_t i = 0; status == FL_OK && feasible && i < priced.num_dreams; i++)
		ret[i] = flow.at[i] == flow.nobody ? FL_UNASSIGNED : flow.at[i];
	fl_flow_release(&flow);
	return status;
}
