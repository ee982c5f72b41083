/* SPDX-License-Identifier: Apache-2.0
 *
 * integer_close.c - how a node of the search ends: closed by numbers, split, or with a solution.
 *
 * A node is closed only by numbers: multipliers whose bound over its boxes cannot beat the best known (leaf.h; a
 * wrong float makes a weak bound, never a false one), or a Farkas ray whose bound is negative. Where doubles cannot tell, the
 * basis is solved in rationals (basis.h). With cuts there is no such basis: the nearest whole requests are looked at, and what
 * cannot be closed then is split on, down to single points, which need no linear program.
 */
#include "allocate/integer_close.h"

#include "base/error.h"
#include "base/rational.h"

#include <math.h>

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
	size_t rows = s->program->num_rows + (exact ? 0 : fl_cuts_count(s->cuts));
	for (size_t k = 0; k < rows; k++)
		set.len += exact ? mpq_sgn(exact[k]) != 0 : near[k] != 0;
	set.items = fl_alloc_array(set.len + 1, sizeof *set.items);
	if (!set.items || !fl_vec_push(&s->sets, set)) {
		fl_free(set.items);
		return fl_enomem(err);
	}
	size_t at = 0;
	for (uint32_t k = 0; k < rows; k++) {
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
fl_status fl_search_close_by_bound(fl_search *s, uint32_t node, bool *ret_closed, fl_error *err)
{
	double doubt, bound = fl_leaf_bound(s->program, s->cuts, s->y, s->lo, s->hi, true, NULL, &doubt);
	int answer = hopeless_near(s, bound, doubt);
	uint32_t set;
	if (answer < 0) {
		mpq_t exact;
		mpq_init(exact);
		fl_status status = fl_leaf_bound_exact(s->program, s->cuts, s->y, NULL, s->lo, s->hi, true, exact, err);
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

fl_status fl_search_close_by_ray(fl_search *s, uint32_t node, bool *ret_closed, fl_error *err)
{
	uint32_t set;
	*ret_closed = false;
	if (!fl_core_ray(s->core, s->y))
		return FL_OK;
	fl_leaf_clean(s->program, s->cuts, s->y);
	double doubt, bound = fl_leaf_bound(s->program, s->cuts, s->y, s->lo, s->hi, false, NULL, &doubt);
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

/* The node's basis, as doubles left it, in rationals. */
static fl_status solve_exactly(fl_search *s, fl_solver_answer claim, fl_basis **ret, fl_basis_answer *ret_answer, fl_error *err)
{
	const fl_program *p = s->program;
	uint8_t *column_at = fl_alloc_array(p->num_columns + 1, 1), *row_at = fl_alloc_array(p->num_rows + 1, 1);
	fl_status status = column_at && row_at ? FL_OK : fl_enomem(err);
	if (status == FL_OK) {
		fl_core_basis(s->core, column_at, row_at);
		status = fl_basis_new(p, s->lo, s->hi, column_at, row_at, ret, err);
	}
	if (status == FL_OK)
		status = fl_basis_solve(*ret, ret_answer, err);
	if (status == FL_OK)
		s->repairs += claim == FL_SOLVER_OPTIMAL      ? (*ret)->mended
			      : claim == FL_SOLVER_INFEASIBLE ? *ret_answer == FL_BASIS_OPTIMAL
							      : claim == FL_SOLVER_FAILED;
	fl_free(column_at);
	fl_free(row_at);
	return status;
}

/* The values of all columns, and the first class that is no solution yet. */
static bool take_values(const fl_program *p, const fl_basis *lp, mpq_t *x, uint32_t *ret_column, uint32_t *ret_at_most)
{
	bool gap = false;
	for (uint32_t c = 0; c < p->num_classes; c++) {
		fl_basis_value(lp, c, x[c]);
		if (!gap && (in_gap(&p->columns[c], x[c], ret_at_most) || count_in_gap(p, lp, c, ret_at_most))) {
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
	return gap;
}

/* An optimum of the node: a solution, a gap to branch on, or a bound that closes it. */
static fl_status settle_optimum(fl_search *s, fl_basis *lp, mpq_t *x, uint32_t *ret_column, uint32_t *ret_at_most, fl_node_end *ret,
				fl_error *err)
{
	bool gap = take_values(s->program, lp, x, ret_column, ret_at_most);
	if (!gap && keep_solution(s, x)) {
		*ret = FL_NODE_STOP;
		return FL_OK;
	}
	mpq_t bound;
	mpq_init(bound);
	fl_status status = fl_leaf_bound_exact(s->program, NULL, NULL, lp->y, s->lo, s->hi, true, bound, err);
	if (gap && !hopeless(s, bound))
		*ret = FL_NODE_SPLIT;
	mpq_clear(bound);
	return status;
}

/* Keep the multipliers that close the node. Rows that only this program has are not part of a proof. */
static fl_status close_node(fl_search *s, fl_basis *lp, uint32_t node, fl_node_kind kind, fl_error *err)
{
	uint32_t set = 0;
	for (size_t k = 0; k < s->program->num_rows; k++)
		if (fl_row_is_private(&s->program->rows[k]))
			mpq_set_ui(lp->y[k], 0, 1);
	fl_status status = keep_set(s, NULL, lp->y, &set, err);
	mark_leaf(s, node, kind, set);
	return status;
}

/* Solve the node's basis in rationals: a solution, a proof that there is none, a gap to branch on, or a bound. 'claim' is what
 * doubles made of it. */
static fl_status settle_basis(fl_search *s, fl_solver_answer claim, uint32_t node, uint32_t *ret_column, uint32_t *ret_at_most,
			      fl_node_end *ret, fl_error *err)
{
	const fl_program *p = s->program;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	mpq_t *x = fl_alloc_array(p->num_columns + 1, sizeof *x);
	for (size_t j = 0; x && j < p->num_columns; j++)
		mpq_init(x[j]);
	fl_status status = x ? solve_exactly(s, claim, &lp, &answer, err) : fl_enomem(err);
	if (status == FL_OK)
		*ret = FL_NODE_CLOSED;
	if (status == FL_OK && answer == FL_BASIS_OPTIMAL)
		status = settle_optimum(s, lp, x, ret_column, ret_at_most, ret, err);
	if (status == FL_OK && *ret == FL_NODE_CLOSED)
		status = close_node(s, lp, node, answer == FL_BASIS_OPTIMAL ? FL_LEAF_BOUND : FL_LEAF_EMPTY, err);
	for (size_t j = 0; x && j < p->num_columns; j++)
		mpq_clear(x[j]);
	fl_free(x);
	fl_basis_free(lp);
	return status;
}

/* ---- Whole requests, with cuts ----------------------------------------------------------------------- */

/* The nearest whole requests to the linear program's, into x; sum: per row, of them. */
static void nearest_whole(const fl_search *s, mpq_t *x, mpq_t *sum)
{
	const fl_program *p = s->program;
	mpq_t t;
	mpq_init(t);
	for (uint32_t c = 0; c < p->num_classes; c++) {
		fl_money u = p->columns[c].unit_max, at = s->lo[c];
		uint32_t core = s->core->core_of[c];
		if (core != UINT32_MAX && s->lo[c] < s->hi[c]) { /* a value in doubles may lie anywhere, or be no number */
			double near = fl_core_value(s->core, core);
			at = !(near > (double)s->lo[c]) ? s->lo[c]
			     : near < (double)s->hi[c]  ? (fl_money)round(near / (double)u) * u
							: s->hi[c];
		}
		at = at < s->lo[c] ? s->lo[c] : at > s->hi[c] ? s->hi[c] : at;
		fl_mpq_set_i64(x[c], at, 1);
		for (uint32_t e = p->start[c]; at != 0 && e < p->start[c + 1]; e++) {
			fl_mpq_set_i64(t, p->coef[e], 1);
			mpq_mul(t, t, x[c]);
			mpq_add(sum[p->row[e]], sum[p->row[e]], t);
		}
	}
	mpq_clear(t);
}

/* A row whose limit the sums do not keep, UINT32_MAX none; *ret_y: the multiplier that shows it. */
static uint32_t broken_row(const fl_program *p, mpq_t *sum, double *ret_y)
{
	for (uint32_t k = 0; k < p->num_rows; k++) {
		*ret_y = p->rows[k].has_hi && mpq_cmp(sum[k], p->rows[k].hi) > 0   ? 1
			 : p->rows[k].has_lo && mpq_cmp(sum[k], p->rows[k].lo) < 0 ? -1
										   : 0;
		if (*ret_y != 0)
			return k;
	}
	return UINT32_MAX;
}

/* Nothing is open: the boxes are a single solution, or break a row. */
static fl_status close_point(fl_search *s, uint32_t node, uint32_t broken, double y, fl_error *err)
{
	for (size_t k = 0; k < s->program->num_rows + fl_cuts_count(s->cuts); k++)
		s->y[k] = 0;
	if (broken != UINT32_MAX)
		s->y[broken] = y;
	return fl_search_close(s, node, broken == UINT32_MAX ? FL_LEAF_BOUND : FL_LEAF_EMPTY, s->y, NULL, err);
}

static uint32_t first_open(const fl_search *s)
{
	uint32_t c = 0;
	while (c < s->program->num_classes && s->lo[c] >= s->hi[c])
		c++;
	return c;
}

static fl_status settle_whole(fl_search *s, uint32_t node, uint32_t *ret_column, uint32_t *ret_at_most, fl_node_end *ret,
			      fl_error *err)
{
	const fl_program *p = s->program;
	mpq_t *x = fl_mpq_array_new(p->num_columns), *sum = fl_mpq_array_new(p->num_rows);
	fl_status status = x && sum ? FL_OK : fl_enomem(err);
	*ret = FL_NODE_CLOSED;
	if (status == FL_OK) {
		double y;
		bool closed = false;
		nearest_whole(s, x, sum);
		uint32_t broken = broken_row(p, sum, &y), open = first_open(s);
		if (broken == UINT32_MAX && keep_solution(s, x))
			*ret = FL_NODE_STOP;
		else if (open == p->num_classes)
			status = close_point(s, node, broken, y, err);
		else
			status = fl_search_close_by_bound(s, node, &closed, err);
		if (status == FL_OK && *ret == FL_NODE_CLOSED && open < p->num_classes && !closed) {
			*ret = FL_NODE_SPLIT;
			*ret_column = open;
			*ret_at_most = (uint32_t)((s->lo[open] + s->hi[open]) / 2 / p->columns[open].unit_max);
			if (s->hi[open] <= (fl_money)*ret_at_most * p->columns[open].unit_max)
				*ret_at_most -= 1;
		}
	}
	fl_mpq_array_free(x, p->num_columns);
	fl_mpq_array_free(sum, p->num_rows);
	return status;
}

fl_status fl_search_settle(fl_search *s, fl_solver_answer claim, uint32_t node, uint32_t *ret_column,
			   uint32_t *ret_at_most, fl_node_end *ret, fl_error *err)
{
	if (fl_cuts_count(s->cuts) > 0)
		return settle_whole(s, node, ret_column, ret_at_most, ret, err);
	return settle_basis(s, claim, node, ret_column, ret_at_most, ret, err);
}
