/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_solve.c - a linear program exactly, and branch and bound over it (Land and Doig, Econometrica 28, 1960).
 *
 * Every node is solved like the rest of Florin solves: GLPK proposes a basis in doubles, rationals judge and mend it (basis.h).
 * So a node is closed only because nothing is feasible in it, or because its exact optimum is no better than the best solution
 * at hand: what is called optimal is.
 */
#include "allocate/problem_solve.h"

#include "allocate/basis.h"
#include "allocate/tie_break.h"
#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

enum { BASIS_A_NODE = 20 }; /* so many basic columns count as another node */

typedef struct branch { /* a change of one box on the way down, and the other side where it is still to be looked at */
	uint32_t column;
	bool upper;    /* which end was moved */
	bool other;    /* the other side is still open */
	mpq_t end;     /* what that end was before */
	mpq_t cut;     /* at most this, or at least one more */
} branch;

typedef struct search {
	const fl_problem *x;
	const fl_program *p;
	fl_problem_answer *out;
	fl_solver *solver;
	mpq_t *lo, *hi;   /* boxes of the node at hand */
	mpq_t *best;      /* values of the whole-number columns of the best solution */
	mpq_t best_value; /* as the program maximises it */
	uint8_t *column_at, *row_at;
	FL_VEC(branch) path;
} search;

/* ---- One node --------------------------------------------------------------------------------------- */

/* *ret_lp: its optimal basis, NULL where nothing is feasible. */
static fl_status solve_boxes(search *s, fl_basis **ret_lp, fl_error *err)
{
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	*ret_lp = NULL;
	for (size_t j = 0; j < s->p->num_columns; j++)
		fl_solver_box_near(s->solver, j, mpq_get_d(s->lo[j]), mpq_get_d(s->hi[j]));
	fl_solver_run(s->solver); /* whatever it says, its basis is a start */
	fl_solver_basis(s->solver, s->column_at, s->row_at);
	FL_TRY(fl_basis_new_exact(s->p, s->lo, s->hi, s->column_at, s->row_at, ret_lp, err));
	fl_status status = fl_basis_solve(*ret_lp, &answer, err);
	s->out->pivots += (*ret_lp)->pivots;
	s->out->repairs += (*ret_lp)->mended;
	s->out->nodes += 1 + (int64_t)(*ret_lp)->rank / BASIS_A_NODE;
	if (status != FL_OK || answer != FL_BASIS_OPTIMAL) {
		fl_basis_free(*ret_lp);
		*ret_lp = NULL;
	}
	return status;
}

/* The program's objective; boxes are fractions here. */
static void objective_of(const search *s, const fl_basis *lp, mpq_t ret)
{
	fl_mpq_total sum;
	mpq_t c, x;
	mpq_inits(c, x, NULL);
	fl_mpq_total_init(&sum);
	for (size_t j = 0; j < s->p->num_columns; j++) {
		if (s->p->columns[j].c_num == 0)
			continue;
		fl_basis_value(lp, j, x);
		fl_mpq_set_i64(c, s->p->columns[j].c_num, s->p->columns[j].c_den);
		mpq_mul(x, x, c);
		fl_mpq_total_add(&sum, x);
	}
	fl_mpq_total_take(&sum, ret);
	mpq_clears(c, x, NULL);
}

/* Does a variable stand where only the edge of what we look at keeps it? */
static fl_status refuse_unbounded(const search *s, const fl_basis *lp, fl_error *err)
{
	for (size_t j = 0; j < s->p->num_columns; j++) {
		if (lp->column_at[j] == FL_BASIC || fl_basis_sign(lp, j) == 0)
			continue;
		bool upper = lp->column_at[j] == FL_AT_HI;
		if (upper ? s->x->far_hi[j] : s->x->far_lo[j]) {
			fl_str name = fl_problem_name(s->x, j);
			return fl_error_set(err, FL_EINVAL,
					    "the model has no best value: '%.*s' %s without end; give it a limit",
					    FL_STR_ARG(name), upper ? "grows" : "falls");
		}
	}
	return FL_OK;
}

/* The whole-number column furthest from a whole value; UINT32_MAX: all are whole. ret: the whole number below. */
static uint32_t find_fraction(const search *s, const fl_basis *lp, mpq_t ret)
{
	uint32_t found = UINT32_MAX;
	mpq_t value, below, best, half;
	mpz_t z;
	mpq_inits(value, below, best, half, NULL);
	mpz_init(z);
	mpq_set_ui(half, 1, 2);
	for (uint32_t j = 0; j < s->p->num_columns; j++) {
		if (!fl_problem_integer(s->x, j) || lp->column_at[j] != FL_BASIC)
			continue;
		fl_basis_value(lp, j, value);
		fl_mpq_floor(z, value);
		mpq_set_z(below, z);
		mpq_sub(value, value, below);
		if (mpq_cmp(value, half) > 0) { /* distance to the nearer whole number */
			mpq_sub(value, value, half);
			mpq_sub(value, half, value);
		}
		if (mpq_sgn(value) == 0 || (found != UINT32_MAX && mpq_cmp(value, best) <= 0))
			continue;
		found = j;
		mpq_set(best, value);
		mpq_set(ret, below);
	}
	mpq_clears(value, below, best, half, NULL);
	mpz_clear(z);
	return found;
}

static void keep_best(search *s, const fl_basis *lp, const mpq_t value)
{
	s->out->found = true;
	mpq_set(s->best_value, value);
	for (size_t j = 0; j < s->p->num_columns; j++)
		if (fl_problem_integer(s->x, j))
			fl_basis_value(lp, j, s->best[j]);
}

/* ---- The tree --------------------------------------------------------------------------------------- */

static fl_status go_down(search *s, uint32_t column, const mpq_t below, bool upper, fl_error *err)
{
	branch b = { .column = column, .upper = upper, .other = true };
	mpq_inits(b.end, b.cut, NULL);
	mpq_set(b.end, upper ? s->hi[column] : s->lo[column]);
	mpq_set(b.cut, below);
	if (!fl_vec_push(&s->path, b)) {
		mpq_clears(b.end, b.cut, NULL);
		return fl_enomem(err);
	}
	mpq_set(upper ? s->hi[column] : s->lo[column], below);
	if (!upper) /* at least one more */
		mpz_add(mpq_numref(s->lo[column]), mpq_numref(s->lo[column]), mpq_denref(s->lo[column]));
	return FL_OK;
}

/* To the next node that is still to be looked at; false: there is none. */
static bool go_on(search *s)
{
	while (s->path.len > 0) {
		branch *b = &s->path.items[s->path.len - 1];
		mpq_set(b->upper ? s->hi[b->column] : s->lo[b->column], b->end);
		if (!b->other) {
			mpq_clears(b->end, b->cut, NULL);
			s->path.len--;
			continue;
		}
		b->other = false;
		b->upper = !b->upper;
		mpq_set(b->end, b->upper ? s->hi[b->column] : s->lo[b->column]);
		mpq_set(b->upper ? s->hi[b->column] : s->lo[b->column], b->cut);
		if (!b->upper)
			mpz_add(mpq_numref(s->lo[b->column]), mpq_numref(s->lo[b->column]), mpq_denref(s->lo[b->column]));
		return true;
	}
	return false;
}

/* Solve the node at hand, and branch where that is called for; *ret_branched: the next node is below. */
static fl_status look_at_node(search *s, bool *ret_branched, fl_error *err)
{
	fl_basis *lp;
	mpq_t value, below, x;
	*ret_branched = false;
	FL_TRY(solve_boxes(s, &lp, err));
	if (!lp)
		return FL_OK;
	mpq_inits(value, below, x, NULL);
	fl_status status = refuse_unbounded(s, lp, err);
	objective_of(s, lp, value);
	if (status == FL_OK && (!s->out->found || mpq_cmp(value, s->best_value) > 0)) {
		uint32_t column = find_fraction(s, lp, below);
		if (column == UINT32_MAX) {
			keep_best(s, lp, value);
		} else { /* the nearer side first */
			fl_basis_value(lp, column, x);
			mpq_sub(x, x, below);
			*ret_branched = true;
			status = go_down(s, column, below, mpq_cmp_ui(x, 1, 2) <= 0, err);
		}
	}
	mpq_clears(value, below, x, NULL);
	fl_basis_free(lp);
	return status;
}

static fl_status walk(search *s, int64_t node_limit, fl_error *err)
{
	bool branched;
	do {
		if (s->out->nodes > node_limit)
			return FL_OK; /* not complete */
		FL_TRY(look_at_node(s, &branched, err));
	} while (branched || go_on(s));
	s->out->complete = true;
	return FL_OK;
}

/* ---- The answer ------------------------------------------------------------------------------------- */

static void take_value(search *s, const fl_basis *lp)
{
	fl_problem_answer *out = s->out;
	objective_of(s, lp, out->value);
	if (s->x->text.minimised)
		mpq_neg(out->value, out->value);
	mpq_add(out->value, out->value, s->x->text.constant);
}

/* The amounts for the whole numbers found, with ties decided. */
static fl_status settle(search *s, fl_error *err)
{
	fl_basis *lp;
	for (size_t j = 0; j < s->p->num_columns; j++) {
		bool whole = fl_problem_integer(s->x, j);
		mpq_set(s->lo[j], whole ? s->best[j] : s->x->lo[j]);
		mpq_set(s->hi[j], whole ? s->best[j] : s->x->hi[j]);
	}
	FL_TRY(solve_boxes(s, &lp, err));
	if (!lp)
		return fl_error_set(err, FL_EINTERNAL, "a solution of the model was lost");
	fl_status status = refuse_unbounded(s, lp, err);
	take_value(s, lp);
	if (status == FL_OK)
		status = fl_tie_break(lp, &s->out->unique, err);
	for (size_t j = 0; status == FL_OK && j < s->p->num_columns; j++)
		fl_basis_value(lp, j, s->out->x[j]);
	s->out->unique = s->out->unique && s->x->num_integer == 0;
	fl_basis_free(lp);
	return status;
}

static fl_status begin(search *s, fl_error *err)
{
	size_t n = s->p->num_columns;
	s->lo = fl_mpq_array_new(n);
	s->hi = fl_mpq_array_new(n);
	s->best = fl_mpq_array_new(n);
	s->column_at = fl_alloc_array(n + 1, 1);
	s->row_at = fl_alloc_array(s->p->num_rows + 1, 1);
	s->out->x = fl_mpq_array_new(n);
	s->out->num_columns = n;
	if (!s->lo || !s->hi || !s->best || !s->column_at || !s->row_at || !s->out->x)
		return fl_enomem(err);
	for (size_t j = 0; j < n; j++) {
		mpq_set(s->lo[j], s->x->lo[j]);
		mpq_set(s->hi[j], s->x->hi[j]);
	}
	return fl_solver_new(s->p, &s->solver, err);
}

static void search_release(search *s)
{
	for (size_t i = 0; i < s->path.len; i++)
		mpq_clears(s->path.items[i].end, s->path.items[i].cut, NULL);
	fl_vec_release(&s->path);
	fl_mpq_array_free(s->lo, s->p->num_columns);
	fl_mpq_array_free(s->hi, s->p->num_columns);
	fl_mpq_array_free(s->best, s->p->num_columns);
	fl_free(s->column_at);
	fl_free(s->row_at);
	fl_solver_free(s->solver);
	mpq_clear(s->best_value);
}

fl_status fl_problem_solve(const fl_problem *problem, int64_t node_limit, fl_problem_answer *ret, fl_error *err)
{
	search s = { .x = problem, .p = problem->program, .out = ret };
	*ret = (fl_problem_answer){ .found = false };
	mpq_init(ret->value);
	mpq_init(s.best_value);
	fl_status status = begin(&s, err);
	if (status == FL_OK)
		status = walk(&s, node_limit, err);
	if (status == FL_OK && ret->found)
		status = settle(&s, err);
	search_release(&s);
	return status;
}

void fl_problem_answer_release(fl_problem_answer *answer)
{
	fl_mpq_array_free(answer->x, answer->num_columns);
	mpq_clear(answer->value);
}
