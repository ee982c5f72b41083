/* SPDX-License-Identifier: Apache-2.0
 *
 * integer.c - depth-first branch and bound (Land and Doig, Econometrica 28, 1960) with certificates.
 *
 * A class of k equal dreams, each 0 or between m and u, may have a sum X in the union of [n m, n u], n = 0..k. Where
 * a linear program's X falls into a gap, a u < X < (a+1) m, the two children "at most a funded" (X <= a u) and "at
 * least a+1" (X >= (a+1) m) leave nothing out. The child nearer to X comes first, so the search dives to a solution
 * soon. Parts that follow a class (parts.h) reach as far as its dreams are funded; money in them beyond that is a gap, too.
 *
 * A node is closed only by numbers: multipliers whose bound over its boxes cannot beat the best known (leaf.h; a
 * wrong float makes a weak bound, never a false one), or a Farkas ray whose bound is negative. Where doubles cannot
 * tell, the basis is solved in rationals (basis.h). At the node limit the rest is closed with the bounds at hand: an
 * honest gap.
 */
#include "allocate/integer.h"

#include "base/error.h"
#include "base/rational.h"

#include <math.h>

enum { NODE_CLASSES = 200 };

typedef struct frame {                          /* a branch on the present path */
	uint32_t node, column, at_most, second; /* second: which child comes second */
	fl_money lo, hi, count_lo, count_hi;
	int visited;
} frame;

typedef FL_VEC(frame) path;

typedef enum node_end { NODE_CLOSED, NODE_SPLIT, NODE_STOP } node_end;

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
	fl_free(s->root);
	fl_free(s->x);
	fl_free(s->y);
	fl_free(s->lo);
	fl_free(s->hi);
	fl_free(s);
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

uint32_t fl_class_funded(const fl_column *column, const mpq_t amount)
{
	if (mpq_sgn(amount) <= 0)
		return 0;
	if (column->unit_min == 0)
		return column->count;
	mpq_t n;
	mpz_t whole;
	mpq_init(n);
	mpz_init(whole);
	fl_mpq_set_i64(n, column->unit_max, 1);
	mpq_div(n, amount, n);
	fl_mpq_ceil(whole, n);
	uint32_t count = (uint32_t)mpz_get_ui(whole);
	mpq_clear(n);
	mpz_clear(whole);
	return count;
}

uint32_t fl_search_funded(const fl_program *p, uint32_t c, mpq_t *x)
{
	uint32_t count = fl_program_count(p, c);
	if (count == UINT32_MAX || p->columns[c].unit_min == p->columns[c].unit_max)
		return fl_class_funded(&p->columns[c], x[c]);
	return mpq_sgn(x[c]) > 0 ? (uint32_t)mpz_get_ui(mpq_numref(x[count])) : 0; /* with m = 0 the count says nothing */
}

/* ---- Closing nodes --------------------------------------------------------------------------------- */

static fl_status keep_set(fl_search *s, const double *near, mpq_t *exact, uint32_t *ret, fl_error *err)
{
	fl_weight_set set = { 0 };
	*ret = (uint32_t)s->sets.len;
	if (!s->keep_tree)
		return FL_OK;
	for (size_t k = 0; k < s->program->num_rows; k++)
		set.len += exact ? mpq_sgn(exact[k]) != 0 : near[k] != 0;
	set.items = fl_alloc_array(set.len + 1, sizeof *set.items);
	if (!set.items || !fl_vec_push(&s->sets, set)) {
		fl_free(set.items);
		return fl_enomem(err);
	}
	size_t at = 0;
	for (uint32_t k = 0; k < s->program->num_rows; k++) {
		if (exact ? mpq_sgn(exact[k]) == 0 : near[k] == 0)
			continue;
		set.items[at].row = k;
		mpq_init(set.items[at].y);
		if (exact)
			mpq_set(set.items[at++].y, exact[k]);
		else
			mpq_set_d(set.items[at++].y, near[k]);
	}
	return FL_OK;
}

static void mark_leaf(fl_search *s, uint32_t node, fl_node_kind kind, uint32_t set)
{
	if (!s->keep_tree)
		return;
	s->nodes.items[node].kind = kind;
	s->nodes.items[node].multipliers = set;
}

fl_status fl_search_close(fl_search *s, uint32_t node, fl_node_kind kind, const double *near, mpq_t *exact, fl_error *err)
{
	uint32_t set;
	FL_TRY(keep_set(s, near, exact, &set, err));
	mark_leaf(s, node, kind, set);
	return FL_OK;
}

void fl_search_bar(const fl_search *s, mpq_t ret)
{
	if (s->has_need)
		mpq_set(ret, s->need);
	else
		mpq_add(ret, s->value, s->grid);
}

/* Can nothing with this bound be of use? Exactly. */
static bool hopeless(const fl_search *s, const mpq_t bound)
{
	if (s->has_need)
		return mpq_cmp(bound, s->need) < 0;
	if (!s->found && !s->has_cutoff)
		return false;
	if (mpq_sgn(s->grid) == 0)
		return mpq_cmp(bound, s->value) <= 0;
	mpq_t next; /* the least better value */
	mpq_init(next);
	mpq_add(next, s->value, s->grid);
	bool yes = mpq_cmp(bound, next) < 0;
	mpq_clear(next);
	return yes;
}

/* The same for a bound in doubles, which may be off by 'doubt': 1 yes, 0 no, -1 cannot tell. */
static int hopeless_near(const fl_search *s, double bound, double doubt)
{
	double bar = s->has_need ? mpq_get_d(s->need) : mpq_get_d(s->value) + mpq_get_d(s->grid);
	if (!s->has_need && !s->found && !s->has_cutoff)
		return 0;
	double margin = doubt + fabs(bar) * 1e-14;
	return bound < bar - margin ? 1 : bound > bar + margin ? 0 : -1;
}

/* Try to close the node with the float multipliers in s->y. */
static fl_status close_by_bound(fl_search *s, uint32_t node, bool *ret_closed, fl_error *err)
{
	double doubt, bound = fl_leaf_bound(s->program, s->y, s->lo, s->hi, true, NULL, &doubt);
	int answer = hopeless_near(s, bound, doubt);
	uint32_t set;
	if (answer < 0) {
		mpq_t exact;
		mpq_init(exact);
		fl_status status = fl_leaf_bound_exact(s->program, s->y, NULL, s->lo, s->hi, true, exact, err);
		answer = status == FL_OK && hopeless(s, exact);
		mpq_clear(exact);
		FL_TRY(status);
	}
	*ret_closed = answer == 1;
	if (!*ret_closed)
		return FL_OK;
	FL_TRY(keep_set(s, s->y, NULL, &set, err));
	mark_leaf(s, node, FL_LEAF_BOUND, set);
	return FL_OK;
}

static fl_status close_by_ray(fl_search *s, uint32_t node, bool *ret_closed, fl_error *err)
{
	uint32_t set;
	*ret_closed = false;
	if (!fl_core_ray(s->core, s->y))
		return FL_OK;
	fl_leaf_clean(s->program, s->y);
	double doubt, bound = fl_leaf_bound(s->program, s->y, s->lo, s->hi, false, NULL, &doubt);
	if (!(bound < -doubt)) /* no number is no proof */
		return FL_OK;
	FL_TRY(keep_set(s, s->y, NULL, &set, err));
	mark_leaf(s, node, FL_LEAF_EMPTY, set);
	*ret_closed = true;
	return FL_OK;
}

/* ---- Solutions ------------------------------------------------------------------------------------- */

/* Is the number of funded dreams, which a row counts, no whole one? */
static bool count_in_gap(const fl_program *p, const fl_basis *lp, uint32_t c, uint32_t *ret_at_most)
{
	uint32_t count = fl_program_count(p, c);
	if (count == UINT32_MAX)
		return false;
	mpq_t n;
	mpz_t whole;
	mpq_init(n);
	mpz_init(whole);
	fl_basis_value(lp, count, n);
	fl_mpq_floor(whole, n);
	bool inside = mpz_cmp_ui(mpq_denref(n), 1) != 0;
	if (inside)
		*ret_at_most = (uint32_t)mpz_get_ui(whole);
	mpq_clear(n);
	mpz_clear(whole);
	return inside;
}

/* The gap that X lies in: a u < X < (a+1) m. */
static bool in_gap(const fl_column *column, const mpq_t x, uint32_t *ret_at_most)
{
	if (column->unit_min == 0 || mpq_sgn(x) <= 0)
		return false;
	mpq_t a, edge;
	mpz_t whole;
	mpq_inits(a, edge, NULL);
	mpz_init(whole);
	fl_mpq_set_i64(a, column->unit_max, 1);
	mpq_div(a, x, a);
	fl_mpq_floor(whole, a);
	*ret_at_most = (uint32_t)mpz_get_ui(whole);
	bool on_edge = mpz_cmp_ui(mpq_denref(a), 1) == 0;
	fl_mpq_set_i64(edge, column->unit_min, 1);
	mpz_add_ui(whole, whole, 1);
	mpz_mul(mpq_numref(edge), mpq_numref(edge), whole);
	bool inside = !on_edge && mpq_cmp(x, edge) < 0;
	mpq_clears(a, edge, NULL);
	mpz_clear(whole);
	return inside;
}

/* Money in the parts behind class c for more dreams than are funded. */
static bool parts_in_gap(const fl_program *p, uint32_t c, mpq_t *x, uint32_t *ret_at_most)
{
	bool inside = false;
	mpq_t most, share;
	mpq_inits(most, share, NULL);
	for (uint32_t j = fl_program_next_part(p, c, c); !inside && j != UINT32_MAX; j = fl_program_next_part(p, c, j)) {
		fl_mpq_set_i64(share, p->columns[j].unit_max, p->columns[c].unit_max);
		mpq_mul(most, x[c], share);
		inside = mpq_cmp(x[j], most) > 0;
	}
	if (inside)
		*ret_at_most = fl_class_funded(&p->columns[c], x[c]);
	mpq_clears(most, share, NULL);
	return inside;
}

static void value_of(const fl_search *s, mpq_t *x, mpq_t ret)
{
	mpq_t c;
	mpq_init(c);
	mpq_set_ui(ret, 0, 1);
	for (size_t k = 0; k < s->program->num_columns; k++) {
		if (mpq_sgn(x[k]) == 0 || s->program->columns[k].c_num == 0)
			continue;
		fl_mpq_set_i64(c, s->program->columns[k].c_num, s->program->columns[k].c_den);
		mpq_mul(c, c, x[k]);
		mpq_add(ret, ret, c);
	}
	mpq_clear(c);
}

/* Keep a feasible solution if it is better; true when the search may stop. */
static bool keep_solution(fl_search *s, mpq_t *x)
{
	mpq_t value;
	mpq_init(value);
	value_of(s, x, value);
	if ((!s->found && !s->has_cutoff) || mpq_cmp(value, s->value) > 0) {
		for (size_t j = 0; j < s->program->num_columns; j++)
			mpq_set(s->x[j], x[j]);
		mpq_set(s->value, value);
		s->found = true;
	}
	bool enough = s->has_need && mpq_cmp(s->value, s->need) >= 0;
	mpq_clear(value);
	return enough;
}

/* Solve the node's basis in rationals: a solution, a proof that there is none, a gap to branch on, or a bound. 'claim' is what
 * doubles made of it. */
static fl_status settle_exactly(fl_search *s, fl_solver_answer claim, uint32_t node, uint32_t *ret_column, uint32_t *ret_at_most,
				node_end *ret, fl_error *err)
{
	const fl_program *p = s->program;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	mpq_t *x = fl_alloc_array(p->num_columns + 1, sizeof *x);
	for (size_t j = 0; x && j < p->num_columns; j++)
		mpq_init(x[j]);
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	uint32_t set = 0;
	fl_status status = column_at && row_at && x ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		fl_core_basis(s->core, column_at, row_at);
		status = fl_basis_new(p, s->lo, s->hi, column_at, row_at, &lp, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(lp, &answer, err);
	if (status != FL_OK)
		goto done;
	s->repairs += claim == FL_SOLVER_OPTIMAL      ? lp->mended
		      : claim == FL_SOLVER_INFEASIBLE ? answer == FL_BASIS_OPTIMAL
						      : claim == FL_SOLVER_FAILED;
	*ret = NODE_CLOSED;
	if (answer == FL_BASIS_OPTIMAL) {
		bool gap = false;
		for (uint32_t c = 0; c < p->num_classes; c++) {
			fl_basis_value(lp, c, x[c]);
			if (!gap && (in_gap(&p->columns[c], x[c], ret_at_most) ||
				     count_in_gap(p, lp, c, ret_at_most))) {
				gap = true;
				*ret_column = c;
			}
		}
		for (size_t j = p->num_classes; p->count_of && j < p->num_columns; j++)
			fl_basis_value(lp, j, x[j]);
		for (uint32_t c = 0; p->lead && !gap && c < p->num_classes; c++)
			if (parts_in_gap(p, c, x, ret_at_most)) {
				gap = true;
				*ret_column = c;
			}
		if (!gap && keep_solution(s, x)) {
			*ret = NODE_STOP;
			goto done;
		}
		mpq_t bound;
		mpq_init(bound);
		status = fl_leaf_bound_exact(p, NULL, lp->y, s->lo, s->hi, true, bound, err);
		if (gap && !hopeless(s, bound))
			*ret = NODE_SPLIT;
		mpq_clear(bound);
	}
	if (status == FL_OK && *ret == NODE_CLOSED) {
		for (size_t k = 0; k < p->num_rows; k++) /* rows that only this program has are not part of a proof */
			if (fl_row_is_private(&p->rows[k]))
				mpq_set_ui(lp->y[k], 0, 1);
		status = keep_set(s, NULL, lp->y, &set, err);
		mark_leaf(s, node, answer == FL_BASIS_OPTIMAL ? FL_LEAF_BOUND : FL_LEAF_EMPTY, set);
	}
done:
	for (size_t j = 0; x && j < p->num_columns; j++)
		mpq_clear(x[j]);
	fl_free(x);
	fl_free(column_at);
	fl_free(row_at);
	fl_basis_free(lp);
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
		       node_end *ret, fl_error *err)
{
	fl_solver_answer answer;
	bool closed = false;
	s->visited++;
	FL_TRY(fl_core_run(s->core, &answer, err));
	*ret = NODE_CLOSED;
	*ret_up = true;
	if (answer == FL_SOLVER_INFEASIBLE) {
		FL_TRY(close_by_ray(s, node, &closed, err));
		return closed ? FL_OK : settle_exactly(s, answer, node, ret_column, ret_at_most, ret, err);
	}
	if (answer == FL_SOLVER_OPTIMAL) {
		fl_core_multipliers(s->core, s->y);
		fl_leaf_clean(s->program, s->y);
		FL_TRY(close_by_bound(s, node, &closed, err));
		if (closed)
			return FL_OK;
		*ret = NODE_SPLIT;
		if (find_gap(s, ret_column, ret_at_most, ret_up))
			return FL_OK;
	}
	return settle_exactly(s, answer, node, ret_column, ret_at_most, ret, err);
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

/* The boxes as they were before the branch. */
static void put_back(fl_search *s, const frame *f)
{
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
		    .hi = s->hi[column] };
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
			put_back(s, f);
			p->len--;
			continue;
		}
		uint32_t side = f->visited++ == 0 ? 1 - f->second : f->second;
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
	uint32_t set = 0;
	mpq_t bound, steps;
	mpz_t whole;
	mpq_inits(bound, steps, NULL);
	mpz_init(whole);
	fl_status status = fl_leaf_bound_exact(s->program, s->y, NULL, s->lo, s->hi, true, bound, err);
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
		status = keep_set(s, s->y, NULL, &set, err);
	mark_leaf(s, node, FL_LEAF_BOUND, set);
	mpq_clears(bound, steps, NULL);
	mpz_clear(whole);
	return status;
}

/* The limit is about nodes of NODE_CLASSES open classes at most. Among more of them a node takes longer and the end is further
 * off: it counts by the square, so that the limit is one of work. */
static int64_t nodes_allowed(const fl_search *s)
{
	double open = 0, times;
	for (size_t c = 0; c < s->program->num_classes; c++)
		open += s->lo[c] < s->hi[c];
	times = open > NODE_CLASSES ? open * open / (NODE_CLASSES * NODE_CLASSES) : 1;
	double nodes = floor((double)s->limit / times);
	return nodes > 1 ? (int64_t)nodes : 1;
}

fl_status fl_search_run(fl_search *s, fl_error *err)
{
	path p = { 0 };
	uint32_t node = 0, column = 0, at_most = 0;
	bool up = true, more = true;
	node_end end = NODE_CLOSED;
	fl_status status = fl_search_node(s, &node, err);
	if (status == FL_OK && !s->core)
		status = fl_core_new(s->program, s->lo, s->hi, FL_CORE_NODES, &s->core, err);
	int64_t limit = s->visited + nodes_allowed(s), before = s->core ? fl_core_pivots(s->core) : 0;
	s->complete = true;
	while (status == FL_OK && more && end != NODE_STOP) {
		status = visit(s, node, &column, &at_most, &up, &end, err);
		if (status == FL_OK && end == NODE_SPLIT && s->visited >= limit) {
			status = close_open(s, node, err);
		} else if (status == FL_OK && end == NODE_SPLIT) {
			status = push_branch(s, &p, node, column, at_most, up, err);
		}
		if (status == FL_OK && end != NODE_STOP)
			more = next_child(s, &p, &node);
	}
	while (p.len > 0) { /* stopped early: put the boxes back */
		put_back(s, &p.items[--p.len]);
	}
	if (s->core)
		s->pivots += fl_core_pivots(s->core) - before;
	fl_vec_release(&p);
	return status;
}
