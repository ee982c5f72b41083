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

#include "base/error.h"
#include "base/rational.h"

#include <math.h>
#include <stdlib.h>

#define LARGEST ((int64_t)1 << 61) /* sums stay far from 2^63 */

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
	int64_t *sum, *lo, *hi; /* per row: of 'at', and limits rounded inwards */
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

/* Integer limits; false where a row is too large for plain integers. */
static bool take_limits(exchange *x)
{
	mpz_t z;
	bool fits = true;
	mpz_init(z);
	for (size_t k = 0; fits && k < x->p->num_rows; k++) {
		const fl_row *row = &x->p->rows[k];
		x->lo[k] = -LARGEST;
		x->hi[k] = LARGEST;
		fl_mpq_ceil(z, row->lo);
		if (row->has_lo)
			fits = fl_mpz_get_i64(z, &x->lo[k]) && x->lo[k] > -LARGEST && x->lo[k] < LARGEST;
		fl_mpq_floor(z, row->hi);
		if (fits && row->has_hi)
			fits = fl_mpz_get_i64(z, &x->hi[k]) && x->hi[k] > -LARGEST && x->hi[k] < LARGEST;
	}
	mpz_clear(z);
	return fits;
}

static bool take_sums(exchange *x)
{
	const fl_program *p = x->p;
	for (size_t k = 0; k < p->num_rows; k++)
		x->sum[k] = 0;
	for (size_t c = 0; c < p->num_classes; c++)
		for (uint32_t e = p->start[c]; x->at[c] != 0 && e < p->start[c + 1]; e++) {
			__int128 sum = (__int128)x->sum[p->row[e]] + (__int128)p->coef[e] * x->at[c];
			if (sum > LARGEST || sum < -LARGEST)
				return false;
			x->sum[p->row[e]] = (int64_t)sum;
		}
	return true;
}

/* What moves there are, and what the room is worth. */
static void list_moves(exchange *x)
{
	const fl_program *p = x->p;
	x->room = 0;
	for (size_t k = 0; k < p->num_rows; k++) {
		if (x->y[k] > 0)
			x->room += x->y[k] * (double)(x->hi[k] - x->sum[k]);
		if (x->y[k] < 0)
			x->room -= x->y[k] * (double)(x->sum[k] - x->lo[k]);
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

/* Put the change of a move into the rows' sums. */
static void shift(exchange *x, uint32_t c, bool in)
{
	const fl_program *p = x->p;
	int64_t by = in ? p->columns[c].unit_max : -p->columns[c].unit_max;
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		x->sum[p->row[e]] += p->coef[e] * by;
}

static bool keeps(const exchange *x, uint32_t c)
{
	const fl_program *p = x->p;
	for (uint32_t e = p->start[c]; e < p->start[c + 1]; e++)
		if (x->sum[p->row[e]] > x->hi[p->row[e]] || x->sum[p->row[e]] < x->lo[p->row[e]])
			return false;
	return true;
}

/* Remember the exchange if it keeps every limit. All but its last move are in the sums already. */
static void judge(exchange *x, const move *const *moves, const bool *in, int count, double value)
{
	bool ok = true;
	shift(x, moves[count - 1]->class, in[count - 1]);
	for (int i = count; ok && i-- > 0;)
		ok = keeps(x, moves[i]->class);
	shift(x, moves[count - 1]->class, !in[count - 1]);
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
		shift(x, list[i].class, in);
		extend(x, sides, count, depth + 1, most, chosen, i, now, gained);
		shift(x, list[i].class, !in);
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
			shift(x, x->made[i].class, x->made_in[i]);
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
	size_t m = p->num_rows + 1, n = p->num_classes + 1;
	x.sum = fl_alloc_array(m, sizeof *x.sum);
	x.lo = fl_alloc_array(m, sizeof *x.lo);
	x.hi = fl_alloc_array(m, sizeof *x.hi);
	x.in = fl_alloc_array(n, sizeof *x.in);
	x.out = fl_alloc_array(n, sizeof *x.out);
	fl_status status = x.sum && x.lo && x.hi && x.in && x.out ? FL_OK : fl_enomem(err);
	if (status == FL_OK && take_limits(&x) && take_sums(&x))
		while (x.looks < x.most_looks && improve_once(&x))
			;
	fl_free(x.sum);
	fl_free(x.lo);
	fl_free(x.hi);
	fl_free(x.in);
	fl_free(x.out);
	return status;
}
