/* SPDX-License-Identifier: Apache-2.0
 *
 * exchange.c - a feasible integer solution made better by exchanging a few dreams.
 *
 * With multipliers y of the rows and reduced costs d, every feasible solution is worth the bound less what it leaves unused: y times the
 * room in each row, and |d| for money on the wrong side of a reduced cost. So an exchange can only gain by using up room, and
 * costs what its dreams are away from the break-even price: one with a total cost above the value of all room is not looked at.
 * Dreams are sorted by that cost; one in, one out, one for one, two for one, one for two and two for two are tried, cheapest
 * first, and the best of the smallest kind that gains is made, until none does.
 *
 * Doubles choose; sums of money are integers, so the solution stays feasible, and its value is computed exactly by the caller.
 * The work is counted in exchanges that were looked at.
 */
#include "allocate/integer.h"
#include "allocate/row_sums.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum {
	NEAR = 400,                    /* dreams of each side that take part in exchanges of three */
	NEAREST = 90                   /* and of four */
};

typedef struct move { /* one dream of a class goes in or out */
	uint32_t class;
	double value; /* what it gains */
	double cost;  /* value less what the money is worth at the multipliers, with the other sign */
} move;

typedef struct exchange {
	const fl_program *p;
	const double *d;
	const double *y;
	fl_money *at;
	fl_row_sums rows;       /* of 'at' */
	double room;            /* value of all room */
	move *in, *out;         /* by cost */
	size_t num_in, num_out;
	int64_t looks, most_looks;
	double best;
	move made[4]; /* the best exchange: class and, by the sign of value, direction */
	bool made_in[4];
	int num_made;
} exchange;

static int by_cost(const void *a, const void *b)
{
	const move *x = a, *y = b;
	return x->cost < y->cost ? -1 : x->cost > y->cost ? 1 : x->class < y->class ? -1 : 1;
}

/* What moves there are, and what the room is worth. */
static void list_moves(exchange *x)
{
	const fl_program *p = x->p;
	x->room = 0;
	for (size_t k = 0; k < p->num_rows; k++) {
		if (x->y[k] > 0)
			x->room += x->y[k] * (double)(x->rows.hi[k] - x->rows.sum[k]);
		if (x->y[k] < 0)
			x->room -= x->y[k] * (double)(x->rows.sum[k] - x->rows.lo[k]);
	}
	x->num_in = x->num_out = 0;
	for (uint32_t c = 0; c < p->num_classes; c++) {
		const fl_column *column = &p->columns[c];
		fl_money u = column->unit_max;
		if (u == 0 || column->unit_min == 0 || x->at[c] % u != 0)
			continue;
		double value = (double)column->c_num / (double)column->c_den * (double)u, gain = x->d[c] * (double)u;
		if (x->at[c] + u <= column->hi && -gain < x->room)
			x->in[x->num_in++] = (move){ c, value, -gain };
		if (x->at[c] - u >= column->lo && gain < x->room)
			x->out[x->num_out++] = (move){ c, -value, gain };
	}
	qsort(x->in, x->num_in, sizeof *x->in, by_cost);
	qsort(x->out, x->num_out, sizeof *x->out, by_cost);
}

/* Remember the exchange if it keeps every limit. All but its last move are in the sums already. */
static void judge(exchange *x, const move *const *moves, const bool *in, int count, double value)
{
	bool ok = true;
	fl_row_sums_shift(&x->rows, moves[count - 1]->class, in[count - 1]);
	for (int i = count; ok && i-- > 0;)
		ok = fl_row_sums_keep(&x->rows, moves[i]->class);
	fl_row_sums_shift(&x->rows, moves[count - 1]->class, !in[count - 1]);
	if (!ok)
		return;
	x->best = value;
	x->num_made = count;
	for (int i = 0; i < count; i++) {
		x->made[i] = *moves[i];
		x->made_in[i] = in[i];
	}
}

/* Add the moves of one more side, cheapest first, to those chosen so far. 'sides' says which: true in, false out; two
 * moves of the same side follow each other in the order of the list. */
static void extend(exchange *x, const bool *sides, int count, int depth, size_t most, const move **chosen, size_t from,
		   double cost, double value)
{
	bool in = sides[depth];
	const move *list = in ? x->in : x->out;
	size_t len = in ? x->num_in : x->num_out;
	len = len < most ? len : most;
	size_t start = depth > 0 && sides[depth - 1] == in ? from + 1 : 0;
	for (size_t i = start; depth < 4 && i < len && x->looks < x->most_looks; i++) {
		double now = cost + list[i].cost;
		/* the moves still to come cost at least what the cheapest of their side does */
		double rest = 0;
		for (int k = depth + 1; k < count; k++) {
			const move *next = sides[k] ? x->in : x->out;
			size_t num = sides[k] ? x->num_in : x->num_out;
			rest += num > 0 ? next[0].cost : 0;
		}
		if (now + rest + x->best >= x->room)
			break;
		bool repeated = false;
		for (int k = 0; k < depth; k++)
			repeated = repeated || chosen[k]->class == list[i].class;
		if (repeated)
			continue;
		chosen[depth] = &list[i];
		double gained = value + list[i].value;
		if (depth + 1 == count) {
			x->looks++;
			if (gained > x->best + 1e-9)
				judge(x, chosen, sides, count, gained);
			continue;
		}
		fl_row_sums_shift(&x->rows, list[i].class, in);
		extend(x, sides, count, depth + 1, most, chosen, i, now, gained);
		fl_row_sums_shift(&x->rows, list[i].class, !in);
	}
}

static bool improve_once(exchange *x)
{
	static const struct {
		bool sides[4]; /* true: in */
		int count;
		size_t most;
	} kinds[] = { { { true }, 1, SIZE_MAX },           { { false }, 1, SIZE_MAX },
		      { { true, false }, 2, SIZE_MAX },    { { true, true, false }, 3, NEAR },
		      { { true, false, false }, 3, NEAR }, { { true, true, false, false }, 4, NEAREST } };
	list_moves(x);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		const move *chosen[4];
		x->best = 0;
		x->num_made = 0;
		extend(x, kinds[k].sides, kinds[k].count, 0, kinds[k].most, chosen, 0, 0, 0);
		for (int i = 0; i < x->num_made; i++) {
			fl_money u = x->p->columns[x->made[i].class].unit_max;
			fl_row_sums_shift(&x->rows, x->made[i].class, x->made_in[i]);
			x->at[x->made[i].class] += x->made_in[i] ? u : -u;
		}
		if (x->num_made > 0)
			return true;
	}
	return false;
}

fl_status fl_search_exchange(const fl_program *p, const double *y, const double *d, int64_t looks, fl_money *at,
			     fl_error *err)
{
	exchange x = { .p = p, .d = d, .y = y, .at = at, .most_looks = looks };
	bool fits = false;
	x.in = fl_alloc_array(p->num_classes + 1, sizeof *x.in);
	x.out = fl_alloc_array(p->num_classes + 1, sizeof *x.out);
	fl_status status = x.in && x.out ? fl_row_sums_init(&x.rows, p, at, &fits, err) : fl_enomem(err);
	if (status == FL_OK && fits)
		while (x.looks < x.most_looks && improve_once(&x))
			;
	fl_row_sums_release(&x.rows);
	fl_free(x.in);
	fl_free(x.out);
	return status;
}
