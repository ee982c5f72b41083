/* SPDX-License-Identifier: Apache-2.0
 *
 * incumbent.c - a good solution soon: without one, nothing can be settled by reduced cost (presolve.c).
 *
 * The limits are drawn in by about one request and the linear optimum of that is rounded, which moves each sum by less than it was drawn
 * in; a few dreams are exchanged (exchange.c). Where that finds nothing, the same search as ever runs among the few hundred classes
 * with the least reduced cost, all others left where the linear program has them.
 *
 * Then the best solution is improved in large neighbourhoods (Shaw, CP 1998): a few dozen of the classes that cost least to move are
 * drawn by a fixed sequence of random numbers, all others stay, and the best of what remains is searched for, until many draws
 * in a row gain nothing. Work is counted in draws and nodes, so a re-run is the same.
 */
#include "allocate/integer.h"

#include "base/error.h"
#include "base/rational.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_CORE = 240,
	FIRST_NODES = 2000,
	DRAWN = 40,    /* classes of a neighbourhood ... */
	NEAR = 200,    /* ... out of the nearest so many */
	DRAW_NODES = 150,
	MOST_DRAWS = 800,
	IDLE_DRAWS = 100, /* in a row */
	IN_DOUBT = 1200, /* classes: with fewer that could still change, annealing is not called for */
	ANNEALINGS = 2,
	ANNEAL_MOVES = 20 * 1000 * 1000, /* each */
	FIRST_LOOKS = 10 * 1000 * 1000, /* exchanges looked at, in the beginning */
	MORE_LOOKS = 500 * 1000,        /* and after a gain */
	LARGE = 500      /* open classes: fewer are searched soon enough */
};

typedef struct candidate { /* how little it costs to move a class */
	double cost;
	uint32_t class;
} candidate;

static int by_cost(const void *a, const void *b)
{
	const candidate *x = a, *y = b;
	return x->cost < y->cost ? -1 : x->cost > y->cost ? 1 : x->class < y->class ? -1 : 1;
}

/* Open the 'most' cheapest classes, fix the others where 'at' has them, search, keep what is better. */
static fl_status search_part(fl_search *s, const candidate *order, size_t most, int64_t nodes, const fl_money *at,
			     fl_error *err)
{
	fl_search *part = NULL;
	size_t open = s->core->part->num_classes;
	fl_status status = fl_search_new(s->program, nodes, &part, err);
	if (status == FL_OK) {
		memcpy(part->lo, s->lo, s->program->num_columns * sizeof *s->lo);
		memcpy(part->hi, s->hi, s->program->num_columns * sizeof *s->hi);
		for (size_t i = most; i < open; i++)
			part->lo[order[i].class] = part->hi[order[i].class] = at[order[i].class];
		for (uint32_t c = 0; s->program->lead && c < s->program->num_classes; c++) {
			uint32_t lead = s->program->lead[c]; /* it is open as long as its class is, and as far */
			if (lead == UINT32_MAX)
				continue;
			fl_money far = part->hi[lead] / s->program->columns[lead].unit_max * s->program->columns[c].unit_max;
			if (part->lo[lead] < part->hi[lead])
				part->lo[c] = s->lo[c];
			if (part->lo[lead] < part->hi[lead] || part->hi[c] > far)
				part->hi[c] = far;
		}
		part->keep_tree = false;
		if (s->found) {
			part->has_cutoff = true;
			mpq_set(part->value, s->value);
		}
		status = fl_search_within(part, err);
		s->visited += part->visited;
		s->pivots += part->pivots;
	}
	if (status == FL_OK && part->found) {
		for (size_t j = 0; j < s->program->num_columns; j++)
			mpq_set(s->x[j], part->x[j]);
		mpq_set(s->value, part->value);
		s->found = true;
	}
	fl_search_free(part);
	return status;
}

/* Values in doubles may lie anywhere, or be no numbers. */
static double within_box(const fl_search *s, uint32_t c, double x)
{
	double lo = (double)s->lo[c], hi = (double)s->hi[c];
	return !(x > lo) ? lo : x < hi ? x : hi;
}

/* Nearest admissible amounts to the linear program's. */
static void round_all(const fl_search *s, fl_money *at)
{
	for (uint32_t c = 0; c < s->program->num_classes; c++) {
		const fl_column *column = &s->program->columns[c];
		at[c] = s->lo[c];
		if (s->core->core_of[c] == UINT32_MAX)
			continue;
		double x = within_box(s, c, fl_core_value(s->core, s->core->core_of[c])), u = (double)column->unit_max;
		if (column->unit_min == 0) {
			at[c] = (fl_money)floor(x);
			continue;
		}
		double n = floor(x / u + 1e-9), low = n * u, high = (n + 1) * (double)column->unit_min;
		at[c] = x <= low || x - low < high - x ? (fl_money)fmin(x, low) : (fl_money)ceil(fmax(x, high));
		at[c] = at[c] < s->lo[c] ? s->lo[c] : at[c] > s->hi[c] ? s->hi[c] : at[c];
	}
	for (uint32_t c = 0; s->program->lead && c < s->program->num_classes; c++) {
		uint32_t lead = s->program->lead[c];
		fl_money most = lead == UINT32_MAX ? at[c] : at[lead] / s->program->columns[lead].unit_max * s->program->columns[c].unit_max;
		at[c] = at[c] < most ? at[c] : most;
	}
}

/* Is there no money in parts (parts.h) for more dreams than are funded? */
static bool follows(const fl_program *p, const fl_money *at)
{
	for (size_t c = 0; p->lead && c < p->num_classes; c++) {
		uint32_t lead = p->lead[c];
		if (lead != UINT32_MAX && at[c] > at[lead] / p->columns[lead].unit_max * p->columns[c].unit_max)
			return false;
	}
	return true;
}

/* Does it keep every limit? Only for programs without flows: each row is a sum of classes. */
static bool keeps_limits(const fl_program *p, const fl_money *at)
{
	__int128 *sum = fl_alloc_array(p->num_rows + 1, sizeof *sum);
	mpq_t exact;
	mpq_init(exact);
	bool ok = sum && p->num_columns == p->num_classes && follows(p, at);
	for (size_t c = 0; ok && c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
			sum[p->row[e]] += (__int128)p->coef[e] * at[c];
	for (size_t k = 0; ok && k < p->num_rows; k++) {
		fl_program_int128(exact, sum[k]);
		ok = !(p->rows[k].has_lo && mpq_cmp(exact, p->rows[k].lo) < 0) &&
		     !(p->rows[k].has_hi && mpq_cmp(exact, p->rows[k].hi) > 0);
	}
	mpq_clear(exact);
	fl_free(sum);
	return ok;
}

/* Draw the limits of the open linear program in by 'margin', as far as they leave room; margin 0 puts them back. */
static void draw_in(fl_search *s, double margin)
{
	const fl_program *p = s->core->part;
	for (size_t k = 0; k < p->num_rows; k++) {
		double lo = mpq_get_d(p->rows[k].lo), hi = mpq_get_d(p->rows[k].hi);
		double most = p->rows[k].has_lo && p->rows[k].has_hi ? (hi - lo) / 3 : margin;
		double by = (margin < most ? margin : most) * (double)p->rows[k].scale;
		lo += p->rows[k].has_lo && lo > 0 ? by : 0;
		hi -= p->rows[k].has_hi && hi > by ? by : 0;
		fl_core_limits(s->core, k, p->rows[k].has_lo ? &lo : NULL, p->rows[k].has_hi ? &hi : NULL);
	}
}

static double widest_request(const fl_program *p)
{
	double widest = 1;
	for (size_t c = 0; c < p->num_classes; c++)
		widest = fmax(widest, (double)p->columns[c].unit_max);
	return widest;
}

/* Round inside drawn-in limits; *ret_found: 'at' keeps all limits and is kept as the solution. */
static fl_status round_inside(fl_search *s, fl_money *at, bool *ret_found, fl_error *err)
{
	static const double margins[] = { 1, 0.5, 2 };
	double widest = widest_request(s->program);
	fl_status status = FL_OK;
	*ret_found = false;
	for (int i = 0; status == FL_OK && !*ret_found && i < 3; i++) {
		fl_solver_answer answer;
		draw_in(s, margins[i] * widest);
		status = fl_core_run(s->core, &answer, err);
		if (status != FL_OK || answer != FL_SOLVER_OPTIMAL)
			continue;
		round_all(s, at);
		*ret_found = keeps_limits(s->program, at);
	}
	draw_in(s, 0);
	return status;
}

static void value_at(const fl_program *p, const fl_money *at, mpq_t ret)
{
	mpq_t c, x;
	mpq_inits(c, x, NULL);
	mpq_set_ui(ret, 0, 1);
	for (size_t k = 0; k < p->num_classes; k++) {
		if (at[k] == 0)
			continue;
		fl_mpq_set_i64(x, at[k], 1);
		fl_mpq_set_i64(c, p->columns[k].c_num, p->columns[k].c_den);
		mpq_mul(c, c, x);
		mpq_add(ret, ret, c);
	}
	mpq_clears(c, x, NULL);
}

static void keep(fl_search *s, const fl_money *at)
{
	value_at(s->program, at, s->value);
	for (size_t k = 0; k < s->program->num_classes; k++)
		fl_mpq_set_i64(s->x[k], at[k], 1);
	s->found = true;
}

/* Has the bound been reached? No solution in whole requests can be better. */
static bool is_best(const fl_search *s, double bound)
{
	mpq_t bar;
	mpq_init(bar);
	fl_search_bar(s, bar);
	bool yes = s->found && bound + fabs(bound) * 1e-12 < mpq_get_d(bar);
	mpq_clear(bar);
	return yes;
}

/* The best solution as amounts; false where some are no whole ones (minimum awards). */
static bool take_best(const fl_search *s, fl_money *at)
{
	for (size_t c = 0; c < s->program->num_classes; c++)
		if (mpz_cmp_ui(mpq_denref(s->x[c]), 1) != 0 || !fl_mpz_get_i64(mpq_numref(s->x[c]), &at[c]))
			return false;
	return true;
}

static fl_status exchange(fl_search *s, const double *d, int64_t looks, fl_money *at, fl_error *err)
{
	if (!take_best(s, at))
		return FL_OK;
	FL_TRY(fl_search_exchange(s->program, s->root, d, looks, at, err));
	if (keeps_limits(s->program, at))
		keep(s, at);
	return FL_OK;
}

/* Could so many classes still change in a better solution? */
static bool many_in_doubt(const fl_search *s, const candidate *order, size_t open, double bound)
{
	return open > IN_DOUBT && (!s->found || order[IN_DOUBT].cost < bound - mpq_get_d(s->value));
}

/* Anneal from the rounded linear optimum; what is better than the best known is kept. */
static fl_status anneal(fl_search *s, const double *d, const candidate *order, size_t open, double bound, fl_money *at,
			fl_error *err)
{
	fl_status status = FL_OK;
	for (uint64_t seed = 1; status == FL_OK && seed <= ANNEALINGS && many_in_doubt(s, order, open, bound); seed++) {
		bool found;
		mpq_t value;
		round_all(s, at);
		status = fl_search_anneal(s->program, s->root, d, seed, ANNEAL_MOVES, at, &found, err);
		if (status != FL_OK || !found || !keeps_limits(s->program, at))
			continue;
		mpq_init(value);
		value_at(s->program, at, value);
		if (!s->found || mpq_cmp(value, s->value) > 0) {
			keep(s, at);
			status = exchange(s, d, MORE_LOOKS, at, err);
		}
		mpq_clear(value);
	}
	return status;
}

static uint64_t draw(uint64_t *state) /* splitmix64 */
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static fl_status improve(fl_search *s, const double *d, const candidate *order, size_t open, double bound, fl_money *at,
			 fl_error *err)
{
	candidate *mixed = fl_alloc_array(open + 1, sizeof *mixed);
	uint64_t random = 1;
	mpq_t before;
	if (!mixed)
		return fl_enomem(err);
	mpq_init(before);
	fl_status status = FL_OK;
	for (int draws = 0, idle = 0; status == FL_OK && draws < MOST_DRAWS && idle < IDLE_DRAWS; draws++) {
		size_t near = NEAR < open ? NEAR : open;
		if (is_best(s, bound) || !take_best(s, at))
			break;
		memcpy(mixed, order, open * sizeof *mixed);
		for (size_t i = 0; i < DRAWN && i < near; i++) {
			size_t j = i + (size_t)(draw(&random) % (near - i));
			candidate moved = mixed[i];
			mixed[i] = mixed[j];
			mixed[j] = moved;
		}
		mpq_set(before, s->value);
		status = search_part(s, mixed, DRAWN < near ? DRAWN : near, DRAW_NODES, at, err);
		idle = mpq_cmp(s->value, before) > 0 ? 0 : idle + 1;
		if (status == FL_OK && idle == 0)
			status = exchange(s, d, MORE_LOOKS, at, err);
	}
	mpq_clear(before);
	fl_free(mixed);
	return status;
}

fl_status fl_search_first(fl_search *s, const double *d, double bound, fl_error *err)
{
	size_t open = s->core->part->num_classes;
	bool plain = s->program->num_columns == s->program->num_classes; /* rows are sums of classes */
	candidate *order = fl_alloc_array(open + 1, sizeof *order);
	fl_money *at = fl_alloc_array(s->program->num_classes + 1, sizeof *at);
	fl_status status = order && at ? FL_OK : fl_enomem(err);
	bool rounded = false;
	for (uint32_t i = 0; status == FL_OK && i < open; i++) {
		uint32_t c = s->core->class_at[i];
		order[i] = (candidate){ fabs(d[c]) * (double)s->program->columns[c].unit_max, c };
	}
	if (status == FL_OK) {
		qsort(order, open, sizeof *order, by_cost);
		if (plain && open > LARGE)
			status = round_inside(s, at, &rounded, err);
	}
	if (status == FL_OK && rounded) {
		keep(s, at);
		if (!s->any)
			status = exchange(s, d, FIRST_LOOKS, at, err);
	} else if (status == FL_OK) {
		round_all(s, at);
		status = search_part(s, order, FIRST_CORE < open ? FIRST_CORE : open, FIRST_NODES, at, err);
	}
	if (status == FL_OK && !s->found && !rounded && plain) {
		status = round_inside(s, at, &rounded, err);
		if (status == FL_OK && rounded)
			keep(s, at);
	}
	if (status == FL_OK && plain && open > LARGE && !s->any)
		status = anneal(s, d, order, open, bound, at, err);
	if (status == FL_OK && s->found && open > LARGE && !s->any)
		status = improve(s, d, order, open, bound, at, err);
	for (size_t most = 4 * FIRST_CORE; status == FL_OK && !s->found && most / 4 < open; most *= 4)
		status = search_part(s, order, most < open ? most : open, FIRST_NODES, at, err);
	fl_free(order);
	fl_free(at);
	return status;
}
