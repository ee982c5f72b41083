/* SPDX-License-Identifier: Apache-2.0
 *
 * integer.c - depth-first branch and bound (Land and Doig, Econometrica 28, 1960) with certificates.
 *
 * A class of k equal dreams, each 0 or between m and u, may have a sum X in the union of [n m, n u], n = 0..k. Where
 * a linear program's X falls into a gap, a u < X < (a+1) m, the two children "at most a funded" (X <= a u) and "at
 * least a+1" (X >= (a+1) m) leave nothing out. The child nearer to X comes first, so the search dives to a solution
 * soon. Parts that follow a class (parts.h) reach as far as its dreams are funded; money in them beyond that is a gap, too.
 *
 * How a node ends: integer_close.c. At the node limit the rest is closed with the bounds at hand: an honest gap.
 */
#include "allocate/integer_close.h"
#include "allocate/propagate.h"

#include "base/error.h"
#include "base/rational.h"

#include <math.h>

enum {
	NODE_CLASSES = 200,
	FEW_NODES = 200 /* a tree of so many cannot come to its end */
};

typedef struct frame {                          /* a branch on the present path */
	uint32_t node, column, at_most, second; /* second: which child comes second */
	fl_money lo, hi, count_lo, count_hi;
	size_t narrowed; /* so long was the trail before it */
	int visited;
} frame;

typedef struct path {
	frame *items;
	size_t len, cap;
	fl_trail trail; /* boxes that propagation narrowed on the way */
	fl_propagator *propagator;
} path;

void fl_search_free(fl_search *s)
{
	if (!s)
		return;
	for (size_t j = 0; s->x && j < s->program->num_columns; j++)
		mpq_clear(s->x[j]);
	for (size_t i = 0; i < s->sets.len; i++) {
		for (size_t k = 0; k < s->sets.items[i].len; k++)
			mpq_clear(s->sets.items[i].items[k].y);
		fl_free(s->sets.items[i].items);
	}
	mpq_clears(s->grid, s->value, s->need, s->open_bound, NULL);
	fl_vec_release(&s->sets);
	fl_vec_release(&s->nodes);
	fl_core_free(s->core);
	fl_cuts_free(s->own_cuts);
	fl_free(s->root);
	fl_free(s->x);
	fl_free(s->y);
	fl_free(s->lo);
	fl_free(s->hi);
	fl_free(s);
}

fl_status fl_search_use_cuts(fl_search *s, const fl_cuts *cuts, fl_error *err)
{
	size_t rows = s->program->num_rows + fl_cuts_count(cuts) + 1;
	double *y = fl_alloc_array(rows, sizeof *y), *root = fl_alloc_array(rows, sizeof *root);
	if (!y || !root) {
		fl_free(y);
		fl_free(root);
		return fl_enomem(err);
	}
	for (size_t k = 0; s->has_root && k < s->program->num_rows; k++)
		root[k] = s->root[k];
	fl_free(s->y);
	fl_free(s->root);
	s->y = y;
	s->root = root;
	s->cuts = cuts;
	return FL_OK;
}

fl_status fl_search_new(const fl_program *p, int64_t node_limit, fl_search **ret_search, fl_error *err)
{
	fl_search *s = fl_alloc(sizeof *s);
	if (!s)
		return fl_enomem(err);
	mpq_inits(s->grid, s->value, s->need, s->open_bound, NULL);
	s->program = p;
	s->limit = node_limit;
	s->keep_tree = true;
	s->lo = fl_alloc_array(p->num_columns + 1, sizeof *s->lo);
	s->hi = fl_alloc_array(p->num_columns + 1, sizeof *s->hi);
	s->y = fl_alloc_array(p->num_rows + 1, sizeof *s->y);
	s->root = fl_alloc_array(p->num_rows + 1, sizeof *s->root);
	s->x = fl_alloc_array(p->num_columns + 1, sizeof *s->x);
	for (size_t j = 0; s->x && j < p->num_columns; j++)
		mpq_init(s->x[j]);
	fl_status status = s->lo && s->hi && s->y && s->root && s->x ? FL_OK : fl_enomem(err);
	for (size_t j = 0; status == FL_OK && j < p->num_columns; j++) {
		s->lo[j] = p->columns[j].lo;
		s->hi[j] = p->columns[j].hi;
	}
	if (status == FL_OK)
		fl_leaf_grid(p, s->grid);
	if (status == FL_OK)
		*ret_search = s;
	else
		fl_search_free(s);
	return status;
}

/* Does a branch at 'a' dreams leave both children less than there is? Values that are no solution may lie anywhere. */
static bool narrows(const fl_search *s, uint32_t c, double a)
{
	const fl_column *column = &s->program->columns[c];
	uint32_t count = fl_program_count(s->program, c);
	if (!(a >= 0) || a >= (double)column->count)
		return false;
	if (count != UINT32_MAX && a >= (double)s->lo[count] && a < (double)s->hi[count])
		return true;
	return a * (double)column->unit_max < (double)s->hi[c] && (a + 1) * (double)column->unit_min > (double)s->lo[c];
}

/* The class deepest in a gap, in doubles. */
static bool find_gap(const fl_search *s, uint32_t *ret_column, uint32_t *ret_at_most, bool *ret_up)
{
	double deepest = 1e-6;
	bool found = false;
	for (uint32_t j = 0; j < s->core->part->num_classes; j++) {
		uint32_t c = s->core->class_at[j];
		const fl_column *column = &s->program->columns[c];
		uint32_t count = fl_program_count(s->program, c);
		if (count != UINT32_MAX && s->lo[count] < s->hi[count]) {
			double n = fl_core_value(s->core, fl_core_column(s->core, count)), a = floor(n + 1e-9);
			if (fmin(n - a, a + 1 - n) > deepest && narrows(s, c, a)) {
				deepest = fmin(n - a, a + 1 - n);
				*ret_column = c;
				*ret_at_most = (uint32_t)a;
				*ret_up = n - a > 0.5;
				found = true;
			}
		}
		uint32_t lead = s->program->lead ? s->program->lead[c] : UINT32_MAX;
		if (lead != UINT32_MAX && s->core->core_of[lead] != UINT32_MAX) {
			double each = (double)column->unit_max, m = (double)s->program->columns[lead].unit_max;
			double n = fl_core_value(s->core, s->core->core_of[lead]) / m;
			double beyond = fl_core_value(s->core, j) / each - n;
			if (beyond > deepest && narrows(s, lead, floor(n + 1e-9))) {
				deepest = beyond;
				*ret_column = lead;
				*ret_at_most = (uint32_t)(n + 1e-9);
				*ret_up = n - floor(n + 1e-9) > 0.5;
				found = true;
			}
		}
		if (column->unit_min == 0 || s->lo[c] >= s->hi[c])
			continue;
		double x = fl_core_value(s->core, j), u = (double)column->unit_max, m = (double)column->unit_min;
		double a = floor(x / u + 1e-9);
		double below = (x - a * u) / u, above = ((a + 1) * m - x) / u, depth = fmin(below, above);
		if (depth > deepest && narrows(s, c, a)) {
			deepest = depth;
			*ret_column = c;
			*ret_at_most = (uint32_t)a;
			*ret_up = above < below;
			found = true;
		}
	}
	return found;
}

/* ---- The walk -------------------------------------------------------------------------------------- */

static fl_status visit(fl_search *s, uint32_t node, uint32_t *ret_column, uint32_t *ret_at_most, bool *ret_up,
		       fl_node_end *ret, fl_error *err)
{
	fl_solver_answer answer;
	bool closed = false;
	s->visited++;
	FL_TRY(fl_core_run(s->core, &answer, err));
	*ret = FL_NODE_CLOSED;
	*ret_up = true;
	if (answer == FL_SOLVER_INFEASIBLE) {
		FL_TRY(fl_search_close_by_ray(s, node, &closed, err));
		return closed ? FL_OK : fl_search_settle(s, answer, node, ret_column, ret_at_most, ret, err);
	}
	if (answer == FL_SOLVER_OPTIMAL) {
		fl_core_multipliers(s->core, s->y);
		fl_leaf_clean(s->program, s->cuts, s->y);
		FL_TRY(fl_search_close_by_bound(s, node, &closed, err));
		if (closed)
			return FL_OK;
		*ret = FL_NODE_SPLIT;
		if (find_gap(s, ret_column, ret_at_most, ret_up))
			return FL_OK;
	}
	return fl_search_settle(s, answer, node, ret_column, ret_at_most, ret, err);
}

fl_status fl_search_node(fl_search *s, uint32_t *ret, fl_error *err)
{
	*ret = 0;
	if (!s->keep_tree)
		return FL_OK;
	fl_proof_node node = { .kind = FL_LEAF_BOUND };
	if (!fl_vec_push(&s->nodes, node))
		return fl_enomem(err);
	*ret = (uint32_t)s->nodes.len - 1;
	return FL_OK;
}

static void set_box(fl_search *s, uint32_t column, fl_money lo, fl_money hi)
{
	const fl_program *p = s->program;
	s->lo[column] = lo;
	s->hi[column] = hi;
	fl_core_box(s->core, column, lo, hi);
	if (!p->lead || column >= p->num_classes)
		return;
	fl_program_follow(p, column, s->hi);
	for (uint32_t j = fl_program_next_part(p, column, column); j != UINT32_MAX; j = fl_program_next_part(p, column, j))
		fl_core_box(s->core, j, s->lo[j], s->hi[j]);
}

static fl_money smaller(fl_money a, fl_money b)
{
	return a < b ? a : b;
}

static fl_money larger(fl_money a, fl_money b)
{
	return a > b ? a : b;
}

/* The boxes as they were when the trail was so long. */
static void widen(fl_search *s, path *p, size_t len)
{
	while (p->trail.len > len) {
		const fl_narrowed *before = &p->trail.items[--p->trail.len];
		set_box(s, before->column, before->lo, before->hi);
	}
}

/* The boxes as they were before the branch. */
static void put_back(fl_search *s, path *p, const frame *f)
{
	widen(s, p, f->narrowed);
	uint32_t count = fl_program_count(s->program, f->column);
	set_box(s, f->column, f->lo, f->hi);
	if (count != UINT32_MAX)
		set_box(s, count, f->count_lo, f->count_hi);
}

static fl_status push_branch(fl_search *s, path *p, uint32_t node, uint32_t column, uint32_t at_most, bool up,
			     fl_error *err)
{
	frame f = { .node = node,
		    .column = column,
		    .at_most = at_most,
		    .second = up ? 0 : 1,
		    .lo = s->lo[column],
		    .hi = s->hi[column],
		    .narrowed = p->trail.len };
	uint32_t child[2], count = fl_program_count(s->program, column);
	f.count_lo = count != UINT32_MAX ? s->lo[count] : 0;
	f.count_hi = count != UINT32_MAX ? s->hi[count] : 0;
	FL_TRY(fl_search_node(s, &child[0], err));
	FL_TRY(fl_search_node(s, &child[1], err));
	if (s->keep_tree)
		s->nodes.items[node] = (fl_proof_node){
			.kind = FL_NODE_BRANCH, .column = column, .at_most = at_most, .child = { child[0], child[1] }
		};
	return fl_vec_push(p, f) ? FL_OK : fl_enomem(err);
}

/* Enter the next unvisited child on the path; false when the tree is done. */
static bool next_child(fl_search *s, path *p, uint32_t *ret_node)
{
	while (p->len > 0) {
		frame *f = &p->items[p->len - 1];
		const fl_column *column = &s->program->columns[f->column];
		if (f->visited == 2) {
			put_back(s, p, f);
			p->len--;
			continue;
		}
		uint32_t side = f->visited++ == 0 ? 1 - f->second : f->second;
		widen(s, p, f->narrowed);
		fl_money edge = side == 0 ? (fl_money)f->at_most * column->unit_max
					  : ((fl_money)f->at_most + 1) * column->unit_min;
		set_box(s, f->column,
			side == 0      ? f->lo
			: edge > f->lo ? edge
				       : f->lo,
			side == 0 && edge < f->hi ? edge : f->hi);
		uint32_t count = fl_program_count(s->program, f->column);
		if (count != UINT32_MAX)
			set_box(s, count, side == 0 ? f->count_lo : larger(f->count_lo, (fl_money)f->at_most + 1),
				side == 0 ? smaller(f->count_hi, (fl_money)f->at_most) : f->count_hi);
		*ret_node = s->keep_tree ? s->nodes.items[f->node].child[side] : 0;
		return true;
	}
	return false;
}

/* At the node limit: the bound at hand closes the node, and an honest gap remains. */
static fl_status close_open(fl_search *s, uint32_t node, fl_error *err)
{
	mpq_t bound, steps;
	mpz_t whole;
	mpq_inits(bound, steps, NULL);
	mpz_init(whole);
	fl_status status = fl_leaf_bound_exact(s->program, s->cuts, s->y, NULL, s->lo, s->hi, true, bound, err);
	if (status == FL_OK && mpq_sgn(s->grid) > 0) { /* down to a multiple of the grid */
		mpq_div(steps, bound, s->grid);
		fl_mpq_floor(whole, steps);
		mpq_set_z(steps, whole);
		mpq_mul(bound, steps, s->grid);
	}
	if (status == FL_OK && (s->complete || mpq_cmp(bound, s->open_bound) > 0))
		mpq_set(s->open_bound, bound);
	s->complete = false;
	if (status == FL_OK)
		status = fl_search_close(s, node, FL_LEAF_BOUND, s->y, NULL, err);
	mpq_clears(bound, steps, NULL);
	mpz_clear(whole);
	return status;
}

/* The limit is about nodes of NODE_CLASSES open classes at most. Among more of them a node takes longer and the end is further
 * off: it counts by the square, so that the limit is one of work. With a solution at hand and few nodes left there is nothing
 * to find: depth first the bound stays where it is as long as one of the first branches is open. */
static int64_t nodes_allowed(const fl_search *s)
{
	double open = 0, times;
	for (size_t c = 0; c < s->program->num_classes; c++)
		open += s->lo[c] < s->hi[c];
	times = open > NODE_CLASSES ? open * open / (NODE_CLASSES * NODE_CLASSES) : 1;
	double nodes = floor((double)s->limit / times);
	if (s->keep_tree && (s->found || s->has_cutoff) && times > 1 && nodes < FEW_NODES)
		return 1;
	return nodes > 1 ? (int64_t)nodes : 1;
}

fl_status fl_search_run(fl_search *s, fl_error *err)
{
	path p = { 0 };
	uint32_t node = 0, column = 0, at_most = 0;
	bool up = true, more = true;
	bool closed = false;
	fl_node_end end = FL_NODE_CLOSED;
	fl_status status = fl_search_node(s, &node, err);
	if (status == FL_OK)
		status = fl_propagator_new(s, &p.propagator, err);
	if (status == FL_OK)
		status = fl_propagate(s, p.propagator, UINT32_MAX, &node, &p.trail, &closed, err);
	if (status == FL_OK && !s->core)
		status = fl_core_new(s->program, s->cuts, s->lo, s->hi, FL_CORE_NODES, &s->core, err);
	int64_t limit = s->visited + nodes_allowed(s), before = s->core ? fl_core_pivots(s->core) : 0;
	s->complete = true;
	while (status == FL_OK && more && end != FL_NODE_STOP) {
		end = FL_NODE_CLOSED;
		if (!closed)
			status = visit(s, node, &column, &at_most, &up, &end, err);
		if (status == FL_OK && end == FL_NODE_SPLIT && s->visited >= limit) {
			status = close_open(s, node, err);
		} else if (status == FL_OK && end == FL_NODE_SPLIT) {
			status = push_branch(s, &p, node, column, at_most, up, err);
		}
		if (status == FL_OK && end != FL_NODE_STOP)
			more = next_child(s, &p, &node);
		if (status == FL_OK && more && end != FL_NODE_STOP)
			status = fl_propagate(s, p.propagator, p.items[p.len - 1].column, &node, &p.trail, &closed, err);
	}
	while (p.len > 0) { /* stopped early: put the boxes back */
		p.len--;
		put_back(s, &p, &p.items[p.len]);
	}
	widen(s, &p, 0);
	if (s->core)
		s->pivots += fl_core_pivots(s->core) - before;
	fl_vec_release(&p.trail);
	fl_propagator_free(p.propagator);
	fl_vec_release(&p);
	return status;
}
