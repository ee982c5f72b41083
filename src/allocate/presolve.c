/* SPDX-License-Identifier: Apache-2.0
 *
 * presolve.c - large integer programs: a good solution first, then only what could still beat it.
 *
 * Thousands of dreams, few of them in doubt (the core; Balas and Zemel, Operations Research 28, 1980). The
 * multipliers of the linear program price every dream: funding one against its reduced cost d lowers the bound by |d|
 * for each unit of money. With a solution at hand, a class that would lower the bound below the next better value is
 * settled where it stands. Each settled class is a branch in the tree whose other child is a leaf with those
 * multipliers, so the certificate stays complete. Where the first solution comes from: incumbent.c.
 */
#include "allocate/propagate.h"

#include "base/error.h"
#include "base/rational.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
	SMALL_PROGRAM = 60,
	MANY_FOR_CUTS = 20000, /* a dozen linear programs of so many take too long */
	FEW_FOR_CUTS = 20 /* classes that are open: so few are searched soon enough */
};

typedef struct boxes {
	fl_money *lo, *hi;
} boxes;

static fl_status boxes_copy(boxes *b, const fl_search *s, fl_error *err)
{
	size_t n = s->program->num_columns;
	b->lo = fl_alloc_array(n + 1, sizeof *b->lo);
	b->hi = fl_alloc_array(n + 1, sizeof *b->hi);
	if (!b->lo || !b->hi)
		return fl_enomem(err);
	memcpy(b->lo, s->lo, n * sizeof *b->lo);
	memcpy(b->hi, s->hi, n * sizeof *b->hi);
	return FL_OK;
}

static void boxes_put_back(boxes *b, fl_search *s)
{
	size_t n = s->program->num_columns;
	if (b->lo && b->hi) {
		memcpy(s->lo, b->lo, n * sizeof *b->lo);
		memcpy(s->hi, b->hi, n * sizeof *b->hi);
	}
	fl_free(b->lo);
	fl_free(b->hi);
}

fl_status fl_search_root(fl_search *s, fl_error *err)
{
	fl_solver_answer answer;
	fl_core_free(s->core);
	s->core = NULL;
	FL_TRY(fl_core_new(s->program, s->cuts, s->lo, s->hi, FL_CORE_NODES, &s->core, err));
	FL_TRY(fl_core_run(s->core, &answer, err));
	s->pivots += fl_core_pivots(s->core);
	s->has_root = answer == FL_SOLVER_OPTIMAL;
	if (s->has_root) {
		fl_core_multipliers(s->core, s->root);
		fl_leaf_clean(s->program, s->cuts, s->root);
	}
	return FL_OK;
}

/* ---- Settling -------------------------------------------------------------------------------------- */

/* Close one side of a branch at once: 'side' is the child that the root's multipliers rule out. */
static fl_status settle(fl_search *s, uint32_t c, uint32_t at_most, int side, uint32_t set, fl_error *err)
{
	if (!s->keep_tree)
		return FL_OK;
	uint32_t leaf, node = (uint32_t)s->nodes.len - 1; /* the open end of the chain */
	FL_TRY(fl_search_node(s, &leaf, err));
	s->nodes.items[leaf].kind = FL_LEAF_BOUND;
	s->nodes.items[leaf].multipliers = set;
	uint32_t next = (uint32_t)s->nodes.len;
	s->nodes.items[node] = (fl_proof_node){ .kind = FL_NODE_BRANCH,
						.column = c,
						.at_most = at_most,
						.child = { side == 0 ? leaf : next, side == 0 ? next : leaf } };
	return fl_search_node(s, &next, err);
}

/* Narrow one class to what may still be of use: at most 'room' may be lost. */
static fl_status narrow_class(fl_search *s, uint32_t c, double d, double room, uint32_t set, fl_error *err)
{
	const fl_column *column = &s->program->columns[c];
	if (column->unit_min == 0 || s->lo[c] >= s->hi[c] || d == 0)
		return FL_OK;
	double u = (double)column->unit_max, m = (double)column->unit_min;
	uint32_t count = fl_program_count(s->program, c);
	if (d < 0) { /* X <= lo + room / |d|: at most a, where (a + 1) m is beyond */
		double a = floor(((double)s->lo[c] - room / d) / m + 1e-9);
		if ((a + 1) * m > (double)s->hi[c] || a * u >= (double)s->hi[c])
			return FL_OK;
		s->hi[c] = (fl_money)a * column->unit_max;
		fl_program_follow(s->program, c, s->hi);
		if (count != UINT32_MAX && s->hi[count] > (fl_money)a)
			s->hi[count] = (fl_money)a;
		return settle(s, c, (uint32_t)a, 1, set, err);
	}
	double b = ceil(((double)s->hi[c] - room / d) / u - 1e-9); /* at least b, where (b - 1) u is beyond */
	if (b < 1 || b * m <= (double)s->lo[c])
		return FL_OK;
	s->lo[c] = (fl_money)b * column->unit_min;
	if (count != UINT32_MAX && s->lo[count] < (fl_money)b)
		s->lo[count] = (fl_money)b;
	return settle(s, c, (uint32_t)b - 1, 0, set, err);
}

static size_t count_open(const fl_search *s)
{
	size_t open = 0;
	for (size_t c = 0; c < s->program->num_classes; c++)
		open += s->lo[c] < s->hi[c];
	return open;
}

static fl_status find_cuts(fl_search *s, fl_error *err)
{
	double *y = NULL;
	FL_TRY(fl_cuts_find(s->program, s->lo, s->hi, &s->own_cuts, &y, &s->pivots, err));
	if (!s->own_cuts)
		return FL_OK;
	fl_status status = fl_search_use_cuts(s, s->own_cuts, err);
	for (size_t k = 0; status == FL_OK && k < s->program->num_rows + fl_cuts_count(s->cuts); k++)
		s->root[k] = y[k];
	if (status == FL_OK)
		fl_leaf_clean(s->program, s->cuts, s->root);
	fl_free(y);
	return status;
}

/* Settle all classes that the root's multipliers can; *ret_done: nothing of use is left. */
static fl_status narrow(fl_search *s, const double *d, double bound, double doubt, bool *ret_done, fl_error *err)
{
	mpq_t bar;
	uint32_t node = s->keep_tree ? (uint32_t)s->nodes.len - 1 : 0;
	mpq_init(bar);
	fl_search_bar(s, bar);
	double least = mpq_get_d(bar), room = bound - least + 2 * doubt + fabs(least) * 1e-12;
	mpq_clear(bar);
	*ret_done = room < 0;
	if (!isfinite(room)) /* multipliers that say nothing settle nothing */
		room = DBL_MAX;
	FL_TRY(fl_search_close(s, node, FL_LEAF_BOUND, s->root, NULL, err));
	uint32_t set = s->sets.len ? (uint32_t)s->sets.len - 1 : 0;
	for (uint32_t c = 0; !*ret_done && c < s->program->num_classes; c++)
		FL_TRY(narrow_class(s, c, d[c], room, set, err));
	return FL_OK;
}

/* Narrow, find cuts where many classes are left, and narrow again with what they show. */
static fl_status narrow_twice(fl_search *s, double *d, bool *ret_done, fl_error *err)
{
	uint32_t node;
	double doubt, bound = fl_leaf_bound(s->program, s->cuts, s->root, s->lo, s->hi, true, d, &doubt);
	FL_TRY(fl_search_node(s, &node, err)); /* the chain of settled classes begins */
	FL_TRY(narrow(s, d, bound, doubt, ret_done, err));
	size_t open = count_open(s);
	if (!*ret_done && s->keep_tree && !s->cuts && open > FEW_FOR_CUTS && open < MANY_FOR_CUTS &&
	    fl_cuts_possible(s->program)) {
		FL_TRY(find_cuts(s, err));
		if (s->cuts) {
			bound = fl_leaf_bound(s->program, s->cuts, s->root, s->lo, s->hi, true, d, &doubt);
			FL_TRY(narrow(s, d, bound, doubt, ret_done, err));
		}
	}
	if (!*ret_done && s->keep_tree)
		s->nodes.len--; /* the open end: fl_search_run begins with it */
	return FL_OK;
}

/* Narrow the boxes for good, before anything is solved over them. */
static fl_status propagate_first(fl_search *s, bool *ret_done, fl_error *err)
{
	fl_propagator *propagator = NULL;
	uint32_t node;
	fl_status status = fl_search_node(s, &node, err);
	if (status == FL_OK)
		status = fl_propagator_new(s, &propagator, err);
	if (status == FL_OK)
		status = fl_propagate(s, propagator, UINT32_MAX, &node, NULL, ret_done, err);
	if (status == FL_OK && !*ret_done && s->keep_tree)
		s->nodes.len--; /* the open end: what follows begins with it */
	fl_propagator_free(propagator);
	return status;
}

fl_status fl_search_solve(fl_search *s, fl_error *err)
{
	const fl_program *p = s->program;
	fl_core_free(s->core);
	s->core = NULL;
	if (count_open(s) <= SMALL_PROGRAM && !s->has_root)
		return fl_search_run(s, err);
	boxes before = { 0 };
	double *d = fl_alloc_array(p->num_classes + 1, sizeof *d), bound = 0, doubt = 0;
	bool done = false;
	fl_status status = d ? boxes_copy(&before, s, err) : fl_enomem(err);
	if (status == FL_OK && !s->has_root)
		status = propagate_first(s, &done, err);
	if (status == FL_OK && !done && !s->has_root)
		status = fl_search_root(s, err);
	if (status == FL_OK && !done && s->has_root) {
		bound = fl_leaf_bound(p, s->cuts, s->root, s->lo, s->hi, true, d, &doubt);
		if ((!s->has_need || s->any) && !s->found && s->core)
			status = fl_search_first(s, d, bound, err);
		done = s->any && s->found;
		if (status == FL_OK && !done && (s->has_need || s->found))
			status = narrow_twice(s, d, &done, err);
		fl_core_free(s->core);
		s->core = NULL;
	}
	s->complete = true;
	if (status == FL_OK && !done)
		status = fl_search_within(s, err);
	fl_core_free(s->core);
	s->core = NULL;
	boxes_put_back(&before, s);
	fl_free(d);
	return status;
}
