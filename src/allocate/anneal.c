/* SPDX-License-Identifier: Apache-2.0
 *
 * anneal.c - simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) among the dreams that are in doubt.
 *
 * With dozens of limits that all bind, hardly any solution next to a good one keeps every limit: single exchanges (exchange.c)
 * are soon at an end. Here limits may be left for a while. A solution's cost is minus its value plus, for every row outside its
 * limits, what its money is worth at the linear program's multipliers and a fixed fine. At exactly those prices leaving a row
 * is nearly free, so the walk is never stuck; the fine is what leads back inside. A move puts one dream in or out, or
 * changes two for each other that share a row. It is made when it costs less than a random amount from the exponential
 * distribution, whose mean (the temperature) falls step by step. The best solution that kept all limits is the answer.
 *
 * Dreams in doubt are those whose class costs least to move, |d| u (core problem; Balas and Zemel, Operations Research 28, 1980);
 * the dearest of them is the unit of all costs here. Everything that decides is an integer, the random numbers are a fixed
 * sequence, and the work is counted in moves.
 */
#include "allocate/chance.h"
#include "allocate/integer.h"
#include "allocate/row_sums.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT FL_CHANCE_ONE /* of cost: what the dearest dream in doubt costs to move */

enum {
	IN_DOUBT = 1200,
	STEPS = 256,       /* of the temperature, between ... */
	HOTTEST = 36,      /* ... these, in hundredths of the unit */
	COLDEST = 6,
	COOLING = 65079,   /* what a step leaves of it, in 65536ths: (6 / 36) ^ (1 / 256) */
	FINE = 57,         /* in hundredths of the unit, a row */
	EDGE = 8           /* a minor unit outside costs at least this many hundredths of the unit for a mean request */
};

typedef struct item { /* a class in doubt */
	uint32_t class;
	uint32_t start, end; /* what one dream changes: these entries of walk.row and walk.by */
	uint32_t n, least, most; /* funded dreams: at present, and its box */
	int64_t value;           /* of one of its dreams */
	double cost;
} item;

typedef struct walk {
	const fl_program *p;
	fl_row_sums rows;
	item *items;
	size_t num_items;
	uint32_t *row_start, *row_items; /* per row: the items in it */
	uint32_t *row;                   /* entries of the items */
	int64_t *by;
	bool *idle;                      /* rows that no move takes out of their limits, or not before another row */
	int64_t *price;                  /* per row: of a minor unit outside its limits, times UNIT */
	int64_t temperature, value, best;
	size_t outside;                  /* rows that do not keep their limits */
	fl_money *at;                    /* per class, in the beginning and in the end */
	uint32_t *best_n;                /* per item */
	bool found;
	uint64_t random;
} walk;

typedef struct change { /* of one row */
	uint32_t row;
	int64_t by;
} change;

typedef struct move {
	change *changes;
	size_t num_changes;
	int64_t gain;
} move;

/* ---- Making ---------------------------------------------------------------------------------------- */

static int by_cost(const void *a, const void *b)
{
	const item *x = a, *y = b;
	return x->cost < y->cost ? -1 : x->cost > y->cost ? 1 : x->class < y->class ? -1 : 1;
}

/* The classes in doubt, cheapest first; what the dearest costs, 0: costs are of no use. */
static double list_items(walk *w, const double *d)
{
	const fl_program *p = w->p;
	for (uint32_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		if (column->lo < column->hi && column->unit_min == column->unit_max && w->at[c] >= column->lo &&
		    w->at[c] <= column->hi && w->at[c] % column->unit_max == 0)
			w->items[w->num_items++] = (item){ .class = c,
							   .n = (uint32_t)(w->at[c] / column->unit_max),
							   .least = (uint32_t)(column->lo / column->unit_max),
							   .most = (uint32_t)(column->hi / column->unit_max),
							   .cost = fabs(d[c]) * (double)column->unit_max };
	}
	qsort(w->items, w->num_items, sizeof *w->items, by_cost);
	w->num_items = w->num_items < IN_DOUBT ? w->num_items : IN_DOUBT;
	return w->num_items > 0 ? w->items[w->num_items - 1].cost : 0;
}

/* Values and prices in units of 'dearest'; false where one is out of all proportion. */
static bool take_prices(walk *w, const double *y, double dearest)
{
	double most = (double)((int64_t)1 << 40), money = 0;
	for (size_t i = 0; i < w->num_items; i++) {
		const fl_column *column = &w->p->columns[w->items[i].class];
		double value = (double)column->c_num / (double)column->c_den * (double)column->unit_max / dearest;
		if (!(fabs(value) < most / UNIT))
			return false;
		w->items[i].value = (int64_t)(value * UNIT);
		money += (double)column->unit_max / (double)w->num_items;
	}
	for (size_t k = 0; k < w->p->num_rows; k++) {
		double price = fabs(y[k]) / dearest + EDGE / 100.0 / (money * (double)w->p->rows[k].scale);
		if (!(price < most / UNIT))
			return false;
		w->price[k] = (int64_t)(price * UNIT * UNIT);
	}
	return true;
}

/* Rows that all moves together leave within their limits. */
static fl_status find_idle_rows(walk *w, fl_error *err)
{
	const fl_program *p = w->p;
	fl_status status = FL_OK;
	__int128 *least = fl_alloc_array(p->num_rows + 1, sizeof *least), *most = fl_alloc_array(p->num_rows + 1, sizeof *most);
	if (!least || !most)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < w->num_items; i++) {
		uint32_t c = w->items[i].class;
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
			__int128 up = (__int128)p->coef[e] * (p->columns[c].hi - w->at[c]),
				 down = (__int128)p->coef[e] * (p->columns[c].lo - w->at[c]);
			least[p->row[e]] += up < down ? up : down;
			most[p->row[e]] += up < down ? down : up;
		}
	}
	for (size_t k = 0; status == FL_OK && k < p->num_rows; k++)
		w->idle[k] = w->rows.sum[k] + least[k] >= w->rows.lo[k] && w->rows.sum[k] + most[k] <= w->rows.hi[k];
	fl_free(least);
	fl_free(most);
	return status;
}

/* The coefficient of item i in a row, 0 none. */
static int64_t coefficient(const walk *w, size_t i, size_t row)
{
	const fl_program *p = w->p;
	for (uint32_t e = p->start[w->items[i].class]; e < p->start[w->items[i].class + 1]; e++)
		if (p->row[e] == row)
			return p->coef[e];
	return 0;
}

/* Of rows that have the same items only the one with less room at both ends counts (the pool and a group of all dreams). */
static void drop_repeated_rows(walk *w)
{
	for (size_t k = 0; k < w->p->num_rows; k++) {
		for (size_t other = 0; !w->idle[k] && other < w->p->num_rows; other++) {
			if (other == k || w->idle[other] ||
			    w->rows.hi[other] - w->rows.sum[other] > w->rows.hi[k] - w->rows.sum[k] ||
			    w->rows.sum[other] - w->rows.lo[other] > w->rows.sum[k] - w->rows.lo[k])
				continue;
			bool same = true;
			for (size_t i = 0; same && i < w->num_items; i++)
				same = coefficient(w, i, k) == coefficient(w, i, other);
			w->idle[k] = same;
			if (same) /* who leaves first is dearer */
				w->price[other] = w->price[k] > w->price[other] ? w->price[k] : w->price[other];
		}
	}
}

/* Which items each row has, and what each item changes. */
static void link_rows(walk *w)
{
	const fl_program *p = w->p;
	uint32_t at = 0;
	for (size_t i = 0; i < w->num_items; i++) {
		uint32_t c = w->items[i].class;
		w->items[i].start = at;
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++) {
			if (w->idle[p->row[e]])
				continue;
			w->row[at] = p->row[e];
			w->by[at++] = p->coef[e] * p->columns[c].unit_max;
			w->row_start[p->row[e] + 1]++;
		}
		w->items[i].end = at;
	}
	for (size_t k = 0; k < p->num_rows; k++)
		w->row_start[k + 1] += w->row_start[k];
	for (size_t i = w->num_items; i-- > 0;) /* from the back: each end becomes the start */
		for (uint32_t e = w->items[i].start; e < w->items[i].end; e++)
			w->row_items[--w->row_start[w->row[e] + 1]] = (uint32_t)i;
	for (size_t k = 0; k < p->num_rows; k++)
		w->row_start[k] = w->row_start[k + 1];
	w->row_start[p->num_rows] = at;
}

static bool allocate(walk *w)
{
	const fl_program *p = w->p;
	size_t n = p->num_classes + 1, m = p->num_rows + 2, entries = p->start[p->num_classes] + 1;
	w->items = fl_alloc_array(n, sizeof *w->items);
	w->best_n = fl_alloc_array(n, sizeof *w->best_n);
	w->row_start = fl_alloc_array(m, sizeof *w->row_start);
	w->price = fl_alloc_array(m, sizeof *w->price);
	w->idle = fl_alloc_array(m, sizeof *w->idle);
	w->row = fl_alloc_array(entries, sizeof *w->row);
	w->by = fl_alloc_array(entries, sizeof *w->by);
	w->row_items = fl_alloc_array(entries, sizeof *w->row_items);
	return w->items && w->best_n && w->row_start && w->price && w->idle &&
	       w->row && w->by && w->row_items;
}

static void release(walk *w)
{
	void *all[] = { w->items, w->best_n, w->row_start, w->price, w->idle, w->row, w->by, w->row_items };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fl_free(all[i]);
	fl_row_sums_release(&w->rows);
}

/* ---- Moving ---------------------------------------------------------------------------------------- */

static int64_t outside(const walk *w, uint32_t row, int64_t sum)
{
	return sum > w->rows.hi[row] ? sum - w->rows.hi[row] : sum < w->rows.lo[row] ? w->rows.lo[row] - sum : 0;
}

static void add_change(move *m, uint32_t row, int64_t by)
{
	size_t i = 0;
	while (i < m->num_changes && m->changes[i].row != row)
		i++;
	if (i == m->num_changes)
		m->changes[m->num_changes++] = (change){ row, 0 };
	m->changes[i].by += by;
}

static void add_item(const walk *w, move *m, const item *it, bool in)
{
	m->gain += in ? it->value : -it->value;
	for (uint32_t e = it->start; e < it->end; e++)
		add_change(m, w->row[e], in ? w->by[e] : -w->by[e]);
}

/* Can a dream of the class go in, or out? */
static bool can(const item *it, bool in)
{
	return in ? it->n < it->most : it->n > it->least;
}

/* What the rows' fines and prices change by; *ret_outside: how many rows leave their limits, less those that return. */
static int64_t fines(const walk *w, const move *m, int *ret_outside)
{
	int64_t fine = 0;
	*ret_outside = 0;
	for (size_t i = 0; i < m->num_changes; i++) {
		uint32_t k = m->changes[i].row;
		int64_t before = outside(w, k, w->rows.sum[k]), after = outside(w, k, w->rows.sum[k] + m->changes[i].by);
		*ret_outside += (after > 0) - (before > 0);
		if (after != before)
			fine += (int64_t)((__int128)w->price[k] * (after - before) >> 20);
	}
	return fine + *ret_outside * (UNIT * FINE / 100);
}

static void keep_best(walk *w)
{
	w->best = w->value;
	w->found = true;
	for (size_t i = 0; i < w->num_items; i++)
		w->best_n[i] = w->items[i].n;
}

/* Another item in a row of the first one, which goes the other way; NULL: none this time. */
static item *pick_second(walk *w, const item *first, bool in)
{
	uint64_t random = fl_chance_next(&w->random);
	uint32_t k = w->row[first->start + fl_chance_pick((uint32_t)random, first->end - first->start)];
	uint32_t other = w->row_start[k] + fl_chance_pick((uint32_t)(random >> 32), w->row_start[k + 1] - w->row_start[k]);
	item *second = &w->items[w->row_items[other]];
	return second != first && can(second, !in) ? second : NULL;
}

static void make_move(walk *w, const move *m, item *first, item *second, bool in, int more)
{
	for (size_t i = 0; i < m->num_changes; i++)
		w->rows.sum[m->changes[i].row] += m->changes[i].by;
	first->n += in ? 1 : UINT32_MAX; /* one less */
	if (second)
		second->n += in ? UINT32_MAX : 1;
	w->value += m->gain;
	w->outside = (size_t)((int64_t)w->outside + more);
	if (w->outside == 0 && (!w->found || w->value > w->best))
		keep_best(w);
}

static void try_move(walk *w, move *m)
{
	int more;
	uint64_t random = fl_chance_next(&w->random);
	item *first = &w->items[fl_chance_pick((uint32_t)(random >> 32), (uint32_t)w->num_items)], *second = NULL;
	bool in = can(first, true) && ((random & 1) || !can(first, false));
	if ((random & 2) && first->start < first->end && !(second = pick_second(w, first, in)))
		return;
	m->num_changes = 0;
	m->gain = 0;
	add_item(w, m, first, in);
	if (second)
		add_item(w, m, second, !in);
	int64_t cost = fines(w, m, &more) - m->gain;
	if (cost <= 0 || cost < (int64_t)((__int128)w->temperature * fl_chance_exponential(&w->random) >> 20))
		make_move(w, m, first, second, in, more);
}

static fl_status cool_down(walk *w, int64_t moves, fl_error *err)
{
	move m = { .changes = fl_alloc_array(w->p->num_rows + 1, sizeof *m.changes) };
	if (!m.changes)
		return fl_enomem(err);
	for (uint32_t k = 0; k < w->p->num_rows; k++)
		w->outside += !w->idle[k] && outside(w, k, w->rows.sum[k]) > 0;
	w->temperature = UNIT * HOTTEST / 100;
	for (int step = 0; step < STEPS; step++) {
		for (int64_t i = 0; i < moves / STEPS; i++)
			try_move(w, &m);
		w->temperature = w->temperature * COOLING >> 16;
	}
	fl_free(m.changes);
	return FL_OK;
}

fl_status fl_search_anneal(const fl_program *p, const double *y, const double *d, uint64_t seed, int64_t moves, fl_money *at,
			   bool *ret_found, fl_error *err)
{
	walk w = { .p = p, .at = at, .random = seed };
	bool fits = false;
	*ret_found = false;
	fl_status status = allocate(&w) ? fl_row_sums_init(&w.rows, p, at, &fits, err) : fl_enomem(err);
	double dearest = status == FL_OK && fits ? list_items(&w, d) : 0;
	if (status == FL_OK && dearest > 0 && take_prices(&w, y, dearest)) {
		status = find_idle_rows(&w, err);
		if (status == FL_OK) {
			drop_repeated_rows(&w);
			link_rows(&w);
			status = cool_down(&w, moves, err);
		}
	}
	*ret_found = w.found;
	for (size_t i = 0; status == FL_OK && w.found && i < w.num_items; i++)
		at[w.items[i].class] = (fl_money)w.best_n[i] * p->columns[w.items[i].class].unit_max;
	release(&w);
	return status;
}
