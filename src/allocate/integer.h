/* SPDX-License-Identifier: Apache-2.0
 *
 * integer.h - our own branch and bound over GLPK's linear programs, leaving a certificate that verify/ can check.
 */
#ifndef FL_ALLOCATE_INTEGER_H
#define FL_ALLOCATE_INTEGER_H

#include "allocate/basis.h"
#include "allocate/core.h"
#include "allocate/cuts.h"
#include "allocate/leaf.h"
#include "base/vec.h"

typedef struct fl_row_weight { /* one multiplier of a leaf, on a row of the program */
	uint32_t row; /* behind the last row: a cut */
	mpq_t y;
} fl_row_weight;

typedef struct fl_weight_set {
	fl_row_weight *items;
	size_t len;
} fl_weight_set;

typedef struct fl_search {
	const fl_program *program;
	fl_core *core; /* linear program over the open classes; made by fl_search_run when NULL */
	const fl_cuts *cuts; /* NULL: none; their multipliers stand behind those of the rows */
	fl_cuts *own_cuts;   /* NULL: they belong to another search */
	double *root;  /* multipliers of the linear program over the first boxes; valid when has_root */
	bool has_root;
	fl_money *lo, *hi; /* present boxes of the classes */
	mpq_t grid;        /* leaf.h; 0: none */
	double *y;         /* scratch: multipliers of the last linear program */
	mpq_t *x;          /* best solution, per column (helpers: only where the program has counts); valid when found */
	bool found;
	bool has_cutoff; /* only solutions above 'value' are of use, though none is at hand */
	mpq_t value;     /* of it */
	FL_VEC(fl_proof_node) nodes;
	FL_VEC(fl_weight_set) sets;
	bool keep_tree; /* false: a side question (ties, infeasible limits) that leaves no certificate */
	bool complete;  /* the tree was searched to its end within the node limit */
	bool any;       /* with has_need: a solution is looked for in all ways, not only by the tree */
	bool has_need;  /* stop at the first solution whose value is at least 'need'; prune what cannot reach it */
	mpq_t need;
	int64_t visited, pivots, limit;
	int64_t repairs; /* nodes whose basis in doubles was not the answer in rationals */
	mpq_t open_bound; /* not complete: nothing better than this is left in the nodes closed at the limit */
} fl_search;

fl_status fl_search_new(const fl_program *program, int64_t node_limit, fl_search **ret_search, fl_error *err);
void fl_search_free(fl_search *search);
/* Use these cuts from now on; the multipliers of the root stay. */
fl_status fl_search_use_cuts(fl_search *search, const fl_cuts *cuts, fl_error *err);
/* Search the boxes. Afterwards: found, value, x; complete; the tree in nodes and sets (keep_tree); boxes as before.
 */
fl_status fl_search_run(fl_search *search, fl_error *err);
/* The same over the classes that are open at present, as a program of their own (within.c): what is settled costs nothing. */
fl_status fl_search_within(fl_search *search, fl_error *err);
/* The same, for many classes: a good solution first, then only what could still beat it (presolve.c). */
fl_status fl_search_solve(fl_search *search, fl_error *err);
/* Solve the linear program over the present boxes for 'root'. */
fl_status fl_search_root(fl_search *search, fl_error *err);
/* A good solution to begin with, if one is found soon; d, bound: reduced costs and bound under the root's multipliers (incumbent.c). */
fl_status fl_search_first(fl_search *search, const double *d, double bound, fl_error *err);
/* Make a feasible solution better by exchanging a few dreams (exchange.c). 'at': the sum of each class, changed in place. y, d: the
 * root's multipliers and reduced costs; 'looks': how many exchanges may be looked at. Only for programs whose rows are sums of classes: no flows, counts or total. */
fl_status fl_search_exchange(const fl_program *program, const double *y, const double *d, int64_t looks,
			     fl_money *at, fl_error *err);
/* Anneal from the whole requests 'at', which may leave limits; *ret_found: 'at' is now the best solution met that keeps all.
 * Rows as above; seed: of the random numbers; moves: how many are tried. */
fl_status fl_search_anneal(const fl_program *program, const double *y, const double *d, uint64_t seed, int64_t moves,
			   fl_money *at, bool *ret_found, fl_error *err);
/* The least value that is of use: the one needed, or the next above the best known. */
void fl_search_bar(const fl_search *search, mpq_t ret);
/* Used by presolve.c to write the tree. */
fl_status fl_search_node(fl_search *search, uint32_t *ret_node, fl_error *err);
fl_status fl_search_close(fl_search *search, uint32_t node, fl_node_kind kind, const double *near, mpq_t *exact,
			  fl_error *err);
/* How many of a class's equal dreams an amount funds: the least n with X <= n u; for a divisible class all or none.
 */
uint32_t fl_class_funded(const fl_column *column, const mpq_t amount);
/* The same in a solution 'x' of a search, where the program counts funded dreams: its count. */
uint32_t fl_search_funded(const fl_program *program, uint32_t c, mpq_t *x);

/* Ties: of all solutions with the value found, the one that funds the earliest dreams of 'order' (tie order, see
 * tie_break.h); in an admission dreams that count nothing come last, and only where they must. 'class_of' gives a
 * candidate's class. ret_funded: NULL, or per class how many dreams share its money; that amount itself is only settled
 * where all is whole. *ret_unique as in fl_proof, of these numbers. */
fl_status fl_search_tie_break(fl_search *search, const uint32_t *order, size_t count, const uint32_t *class_of,
			      uint32_t *ret_funded, int *ret_unique, fl_error *err);

#endif
