/* SPDX-License-Identifier: Apache-2.0
 *
 * propagate.c - bound propagation over rows that are sums of classes.
 *
 * Let A be the least that a row's sum can be over the boxes. If A exceeds the upper limit, nothing is feasible. Else a class can move
 * away from its part in A by no more than the slack allows, and as whole dreams often by none: who asks for more than an
 * organisation may get is not funded whole, and once one of its dreams is, others no longer fit. A linear program sees neither, because
 * it funds a part. Lower limits are upper limits of the negated row. Each step is shown by that row alone with the multiplier 1, a ray of
 * the leaf that is cut off; all arithmetic is in whole minor units.
 */
#include "allocate/propagate.h"

#include "base/error.h"
#include "base/rational.h"

#define LARGEST ((__int128)1 << 100) /* sums of fewer than 2^26 such terms stay below 2^127 */

typedef struct entry {
	uint32_t column;
	int64_t coef;
} entry;

typedef struct side { /* a limit as "at most" of the row times 'sign' */
	bool there;
	__int128 most;
	uint32_t set; /* of the search: this row alone; UINT32_MAX not yet */
} side;

struct fl_propagator {
	const fl_program *program;
	uint32_t *start; /* entries of row k are [start[k], start[k+1]); none where a row is not for us */
	entry *entries;
	side (*sides)[2]; /* per row: of its upper limit, of its lower */
	bool *waits;     /* per row: it stands in the queue */
	uint32_t *queue; /* rows to look at, a ring of num_rows + 1 */
	size_t head, tail;
};

void fl_propagator_free(fl_propagator *q)
{
	if (!q)
		return;
	fl_free(q->start);
	fl_free(q->entries);
	fl_free(q->sides);
	fl_free(q->waits);
	fl_free(q->queue);
	fl_free(q);
}

/* Is the limit one that plain integers hold? Rounded inwards: sums are whole. */
static bool whole_limit(const mpq_t limit, bool upper, __int128 *ret)
{
	mpz_t whole;
	mpz_init(whole);
	if (upper)
		fl_mpq_floor(whole, limit);
	else
		fl_mpq_ceil(whole, limit);
	bool fits = mpz_fits_slong_p(whole);
	*ret = fits ? mpz_get_si(whole) : 0;
	mpz_clear(whole);
	return fits;
}

static void take_limits(fl_propagator *q, uint32_t k)
{
	const fl_row *row = &q->program->rows[k];
	side *s = q->sides[k];
	s[0] = s[1] = (side){ .set = UINT32_MAX };
	s[0].there = row->has_hi && whole_limit(row->hi, true, &s[0].most);
	s[1].there = row->has_lo && whole_limit(row->lo, false, &s[1].most);
	s[1].most = -s[1].most;
}

/* Rows that a proof names and that are sums of classes; the others keep no entries. */
static fl_status take_rows(fl_propagator *q, fl_error *err)
{
	const fl_program *p = q->program;
	uint32_t *count = q->start + 1;
	bool *foreign = fl_alloc_array(p->num_rows + 1, sizeof *foreign);
	if (!foreign)
		return fl_enomem(err);
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			foreign[p->row[e]] = foreign[p->row[e]] || j >= p->num_classes;
	for (uint32_t k = 0; k < p->num_rows; k++) {
		foreign[k] = foreign[k] || fl_row_is_private(&p->rows[k]);
		take_limits(q, k);
	}
	for (size_t j = 0; j < p->num_classes; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			count[p->row[e]] += !foreign[p->row[e]];
	for (size_t k = 0; k < p->num_rows; k++)
		q->start[k + 1] += q->start[k];
	uint32_t all = q->start[p->num_rows];
	for (size_t j = p->num_classes; j-- > 0;)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++)
			if (!foreign[p->row[e]])
				q->entries[--q->start[p->row[e] + 1]] = (entry){ (uint32_t)j, p->coef[e] };
	for (size_t k = 0; k < p->num_rows; k++) /* filled from its end, a row's beginning stands one place behind */
		q->start[k] = q->start[k + 1];
	q->start[p->num_rows] = all;
	fl_free(foreign);
	return FL_OK;
}

fl_status fl_propagator_new(const fl_search *s, fl_propagator **ret, fl_error *err)
{
	const fl_program *p = s->program;
	*ret = NULL;
	if (p->count_of || p->lead || p->part_of)
		return FL_OK;
	fl_propagator *q = fl_alloc(sizeof *q);
	if (!q)
		return fl_enomem(err);
	q->program = p;
	q->start = fl_alloc_array(p->num_rows + 2, sizeof *q->start);
	q->entries = fl_alloc_array((size_t)p->start[p->num_columns] + 1, sizeof *q->entries);
	q->sides = fl_alloc_array(p->num_rows + 1, sizeof *q->sides);
	q->waits = fl_alloc_array(p->num_rows + 1, sizeof *q->waits);
	q->queue = fl_alloc_array(p->num_rows + 1, sizeof *q->queue);
	if (!q->start || !q->entries || !q->sides || !q->waits || !q->queue) {
		fl_propagator_free(q);
		return fl_enomem(err);
	}
	fl_status status = take_rows(q, err);
	if (status != FL_OK) {
		fl_propagator_free(q);
		return status;
	}
	*ret = q;
	return FL_OK;
}

/* ---- The tree -------------------------------------------------------------------------------------- */

/* The set of multipliers that is this row alone. */
static fl_status set_of(fl_search *s, fl_propagator *q, uint32_t k, int which, uint32_t *ret, fl_error *err)
{
	side *limit = &q->sides[k][which];
	if (limit->set == UINT32_MAX) {
		fl_weight_set set = { .items = fl_alloc_array(1, sizeof *set.items), .len = 1 };
		if (!set.items)
			return fl_enomem(err);
		set.items[0].row = k;
		mpq_init(set.items[0].y);
		mpq_set_si(set.items[0].y, which == 0 ? 1 : -1, 1);
		if (!fl_vec_push(&s->sets, set)) {
			mpq_clear(set.items[0].y);
			fl_free(set.items);
			return fl_enomem(err);
		}
		limit->set = (uint32_t)s->sets.len - 1;
	}
	*ret = limit->set;
	return FL_OK;
}

/* The row rules out everything in the node. */
static fl_status close_node(fl_search *s, fl_propagator *q, uint32_t k, int which, uint32_t node, fl_error *err)
{
	uint32_t set;
	if (!s->keep_tree)
		return FL_OK;
	FL_TRY(set_of(s, q, k, which, &set, err));
	s->nodes.items[node].kind = FL_LEAF_EMPTY;
	s->nodes.items[node].multipliers = set;
	return FL_OK;
}

/* The row rules out one child of a branch: 'shut'. The other is the open node from now on. */
static fl_status branch(fl_search *s, fl_propagator *q, uint32_t k, int which, uint32_t c, uint32_t at_most, int shut, uint32_t *node,
			fl_error *err)
{
	uint32_t leaf, next;
	if (!s->keep_tree)
		return FL_OK;
	FL_TRY(fl_search_node(s, &leaf, err));
	FL_TRY(close_node(s, q, k, which, leaf, err));
	FL_TRY(fl_search_node(s, &next, err));
	s->nodes.items[*node] = (fl_proof_node){ .kind = FL_NODE_BRANCH,
						 .column = c,
						 .at_most = at_most,
						 .child = { shut == 0 ? leaf : next, shut == 0 ? next : leaf } };
	*node = next;
	return FL_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------------ */

static void wait_for(fl_propagator *q, uint32_t k)
{
	if (q->waits[k] || q->start[k] == q->start[k + 1])
		return;
	q->waits[k] = true;
	q->queue[q->tail] = k;
	q->tail = (q->tail + 1) % (q->program->num_rows + 1);
}

static void wait_for_rows_of(fl_propagator *q, uint32_t c)
{
	for (uint32_t e = q->program->start[c]; e < q->program->start[c + 1]; e++)
		wait_for(q, q->program->row[e]);
}

static fl_status narrow(fl_search *s, fl_propagator *q, uint32_t c, fl_money lo, fl_money hi, fl_trail *trail, fl_error *err)
{
	fl_narrowed before = { c, s->lo[c], s->hi[c] };
	if (trail && !fl_vec_push(trail, before))
		return fl_enomem(err);
	s->lo[c] = lo;
	s->hi[c] = hi;
	if (s->core)
		fl_core_box(s->core, c, lo, hi);
	wait_for_rows_of(q, c);
	return FL_OK;
}

/* The class may move by 'room' minor units from the end of its box that serves the row: down from hi, or up from lo. */
static fl_status narrow_class(fl_search *s, fl_propagator *q, uint32_t k, int which, uint32_t c, bool up, __int128 room, uint32_t *node,
			      fl_trail *trail, fl_error *err)
{
	const fl_column *column = &q->program->columns[c];
	fl_money m = column->unit_min, u = column->unit_max, lo = s->lo[c], hi = s->hi[c];
	if (room >= hi - lo)
		return FL_OK;
	fl_money edge = up ? lo + (fl_money)room : hi - (fl_money)room;
	if (up) {
		fl_money n = edge / m; /* n + 1 dreams ask for more */
		if (n >= column->count || n * u >= hi)
			return FL_OK;
		FL_TRY(branch(s, q, k, which, c, (uint32_t)n, 1, node, err));
		return narrow(s, q, c, lo, n * u, trail, err);
	}
	fl_money n = edge > 0 ? (edge - 1) / u : -1; /* n dreams together get less */
	if (n < 0 || (n + 1) * m <= lo)
		return FL_OK;
	FL_TRY(branch(s, q, k, which, c, (uint32_t)n, 0, node, err));
	return narrow(s, q, c, (n + 1) * m, hi, trail, err);
}

static fl_status look_at(fl_search *s, fl_propagator *q, uint32_t k, int which, uint32_t *node, fl_trail *trail, bool *ret_closed,
			 fl_error *err)
{
	int64_t sign = which == 0 ? 1 : -1;
	__int128 least = 0;
	if (!q->sides[k][which].there)
		return FL_OK;
	for (uint32_t e = q->start[k]; e < q->start[k + 1]; e++) {
		const entry *t = &q->entries[e];
		__int128 a = (__int128)sign * t->coef;
		least += a * (a > 0 ? s->lo[t->column] : s->hi[t->column]);
		if (least > LARGEST || least < -LARGEST)
			return FL_OK;
	}
	__int128 slack = q->sides[k][which].most - least;
	if (slack < 0) {
		*ret_closed = true;
		return close_node(s, q, k, which, *node, err);
	}
	for (uint32_t e = q->start[k]; e < q->start[k + 1]; e++) {
		const entry *t = &q->entries[e];
		__int128 a = (__int128)sign * t->coef;
		if (a == 0 || q->program->columns[t->column].unit_min == 0 || s->lo[t->column] >= s->hi[t->column])
			continue;
		FL_TRY(narrow_class(s, q, k, which, t->column, a > 0, slack / (a > 0 ? a : -a), node, trail, err));
	}
	return FL_OK;
}

fl_status fl_propagate(fl_search *s, fl_propagator *q, uint32_t from, uint32_t *node, fl_trail *trail, bool *ret_closed, fl_error *err)
{
	fl_status status = FL_OK;
	*ret_closed = false;
	if (!q)
		return FL_OK;
	if (from != UINT32_MAX)
		wait_for_rows_of(q, from);
	for (uint32_t k = 0; from == UINT32_MAX && k < q->program->num_rows; k++)
		wait_for(q, k);
	while (status == FL_OK && !*ret_closed && q->head != q->tail) {
		uint32_t k = q->queue[q->head];
		q->head = (q->head + 1) % (q->program->num_rows + 1);
		q->waits[k] = false;
		for (int which = 0; status == FL_OK && !*ret_closed && which < 2; which++)
			status = look_at(s, q, k, which, node, trail, ret_closed, err);
	}
	for (; q->head != q->tail; q->head = (q->head + 1) % (q->program->num_rows + 1)) /* stopped early */
		q->waits[q->queue[q->head]] = false;
	return status;
}
