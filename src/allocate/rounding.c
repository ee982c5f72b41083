/* SPDX-License-Identifier: Apache-2.0
 *
 * rounding.c - from the optimal amounts, which may be fractions of a fen, to awards that are whole and keep every
 * limit exactly.
 *
 * An award is a multiple of the granularity, or u (all that the policy can give this dream). Each optimal amount lies
 * between a lower and a higher such value. Lower for all, then some go up: which ones is a small integer program over
 * the same rows, in which as many as possible go up, those with the largest remainder first (Hamilton's method,
 * stated with side limits; Balinski and Young, "Fair Representation", 1982, on why remainders; ties by the published
 * order). Groups may overlap, so the program is needed; it has a column only for classes with a remainder, at most as
 * many as there are tight rows.
 *
 * After a leximin nearly every class has a remainder. There the classes of one kind (stages.h), which count in the same
 * rows, first share a choice, the whole steps that their remainders add up to, or one more, and then the largest
 * remainders of the kind take these steps. So the program stays as small as the round has kinds.
 *
 * If nothing fits, the granularity was too coarse for the limits: again with one minor unit, and a note says so. If
 * that fails too, amounts may move by two minor units either way; if even that fails, no whole awards exist near the
 * optimum.
 */
#include "allocate/anchor.h"
#include "allocate/solution.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

#include <stdlib.h>

enum { ROUNDING_NODES = 20000, ROUNDING_WEIGHT = 1024 };

typedef struct lattice { /* the choices of one class: base for each of 'funded' dreams, then 'steps' more of size
			    'step' */
	fl_money base, step;
	uint32_t steps;   /* in all; 0: nothing to choose */
	double remainder; /* 0..1: how much of a step is due; orders the choices, never money */
} lattice;

/* The two admissible values around an optimal amount of a dream. */
static void around(const fl_column *column, const mpq_t share, fl_money grain, bool floor_only, lattice *ret,
		   uint32_t funded)
{
	mpq_t q, step;
	mpz_t z;
	mpq_inits(q, step, NULL);
	mpz_init(z);
	fl_money whole = 0, u = column->unit_max, m = column->unit_min;
	fl_mpq_floor(z, share);
	fl_mpz_get_i64(z, &whole);
	bool fraction = mpz_cmp_ui(mpq_denref(share), 1) != 0;
	fl_money low = whole >= u ? u : whole / grain * grain;
	fl_money high = u - low > grain ? low + grain : u;
	*ret = (lattice){ .base = low };
	if (low < m) { /* below the minimum award: only up */
		ret->base = (m + grain - 1) / grain * grain < u ? (m + grain - 1) / grain * grain : u;
	} else if ((low < whole || fraction) && low < u && !floor_only) {
		ret->step = high - low;
		ret->steps = funded;
		fl_mpq_set_i64(q, low, 1);
		mpq_sub(q, share, q);
		fl_mpq_set_i64(step, ret->step, 1);
		mpq_div(q, q, step);
		ret->remainder = mpq_get_d(q);
	}
	mpq_clears(q, step, NULL);
	mpz_clear(z);
}

/* Last resort: one to two minor units either way, for every divisible class that is neither empty nor full. */
static void widen(const fl_column *column, lattice *l, uint32_t funded)
{
	fl_money low = l->base - 2 > column->unit_min ? l->base - 2 : column->unit_min;
	fl_money high = l->base + 3 < column->unit_max ? l->base + 3 : column->unit_max;
	if (funded == 0 || column->unit_min == column->unit_max || high <= low)
		return;
	l->remainder = (double)(l->base - low + 1) / (double)(high - low + 1);
	l->base = low;
	l->step = 1;
	l->steps = (uint32_t)(high - low) * funded;
}

/* A column of the small program: steps for one class, or for all classes of a kind. */
typedef struct choice {
	uint32_t like;    /* a class: its rows are theirs */
	uint32_t kind;    /* NO_KIND: for that class alone */
	fl_money step;
	uint32_t given;   /* steps that a kind takes in any case */
	uint32_t steps;   /* that it may take more */
	double remainder;
} choice;

#define NO_KIND UINT32_MAX

/* Most classes get a whole number that needs no rounding. False: look at it in rationals. */
static bool is_settled(const fl_column *column, const mpq_t x, uint32_t funded, fl_money grain, lattice *ret)
{
	if (mpz_cmp_ui(mpq_denref(x), 1) != 0 || !mpz_fits_slong_p(mpq_numref(x)))
		return false;
	fl_money sum = mpz_get_si(mpq_numref(x)), each = sum / funded;
	if (sum % funded != 0 || each < column->unit_min || (each < column->unit_max && each % grain != 0))
		return false;
	*ret = (lattice){ .base = each < column->unit_max ? each : column->unit_max };
	return true;
}

static void make_lattices(const fl_solution *s, fl_money grain, bool wide, lattice *out)
{
	mpq_t share;
	mpq_init(share);
	bool floor_only = s->spec->policy.rounding == FL_ROUND_FLOOR;
	for (size_t c = 0; c < s->program->num_classes; c++) {
		out[c] = (lattice){ 0 };
		if (s->funded[c] == 0)
			continue;
		if (!is_settled(&s->program->columns[c], s->x[c], s->funded[c], grain, &out[c])) {
			fl_mpq_set_i64(share, 1, s->funded[c]);
			mpq_mul(share, share, s->x[c]);
			around(&s->program->columns[c], share, grain, floor_only, &out[c], s->funded[c]);
		}
		if (wide)
			widen(&s->program->columns[c], &out[c], s->funded[c]);
	}
	mpq_clear(share);
}

/* ---- The small program ----------------------------------------------------------------------------- */

static void class_choices(const fl_solution *s, const lattice *l, choice *out, size_t *count)
{
	for (uint32_t c = 0; c < s->program->num_classes; c++)
		if (l[c].steps > 0)
			out[(*count)++] = (choice){ .like = c,
						    .kind = NO_KIND,
						    .step = l[c].step,
						    .steps = l[c].steps,
						    .remainder = l[c].remainder };
}

/* Do the classes of its kind choose together? (A last step up to u may be shorter than the others.) */
static bool joins_kind(const fl_solution *s, const lattice *l, uint32_t c, fl_money grain)
{
	return s->staged && l[c].steps > 0 && l[c].step == grain && s->staged->kind_of[c] != UINT32_MAX;
}

/* How many steps a kind takes, with a choice of one more; 'wide': two steps either way, as far as there are any. */
static choice choice_of_kind(uint32_t kind, uint32_t like, const mpq_t due, uint32_t most, fl_money grain, bool wide)
{
	choice one = { .like = like, .kind = kind, .step = grain };
	mpq_t rest;
	mpz_t whole;
	mpq_init(rest);
	mpz_init(whole);
	fl_mpq_floor(whole, due);
	one.given = (uint32_t)mpz_get_ui(whole);
	mpq_set_z(rest, whole);
	mpq_sub(rest, due, rest);
	one.remainder = mpq_get_d(rest);
	one.steps = one.remainder > 0 ? 1 : 0;
	if (wide) {
		uint32_t top = one.given + one.steps + 2 < most ? one.given + one.steps + 2 : most;
		one.given -= one.given < 2 ? one.given : 2;
		one.steps = top - one.given;
	}
	mpq_clear(rest);
	mpz_clear(whole);
	return one;
}

/* One choice for each kind with something to choose, then the classes that stand alone. */
static fl_status kind_choices(const fl_solution *s, const lattice *l, fl_money grain, bool wide, choice *out,
			      size_t *count, fl_error *err)
{
	size_t kinds = s->staged->num_kinds;
	mpq_t *due = fl_alloc_array(kinds + 1, sizeof *due), step, part;
	uint32_t *like = fl_alloc_array(kinds + 1, sizeof *like), *most = fl_alloc_array(kinds + 1, sizeof *most);
	if (!due || !like || !most) {
		fl_free(due);
		fl_free(like);
		fl_free(most);
		return fl_enomem(err);
	}
	mpq_inits(step, part, NULL);
	for (size_t k = 0; k < kinds; k++)
		mpq_init(due[k]);
	fl_mpq_set_i64(step, grain, 1);
	for (uint32_t c = 0; c < s->program->num_classes; c++) {
		uint32_t k = joins_kind(s, l, c, grain) ? s->staged->kind_of[c] : NO_KIND;
		if (k == NO_KIND && l[c].steps > 0)
			out[(*count)++] = (choice){ c, NO_KIND, l[c].step, 0, l[c].steps, l[c].remainder };
		if (k == NO_KIND)
			continue;
		fl_mpq_set_i64(part, l[c].base * (fl_money)s->funded[c], 1);
		mpq_sub(part, s->x[c], part);
		mpq_div(part, part, step);
		mpq_add(due[k], due[k], part);
		like[k] = most[k] == 0 ? c : like[k];
		most[k] += l[c].steps;
	}
	for (size_t k = 0; k < kinds; k++)
		if (most[k] > 0)
			out[(*count)++] = choice_of_kind((uint32_t)k, like[k], due[k], most[k], grain, wide);
	for (size_t k = 0; k < kinds; k++)
		mpq_clear(due[k]);
	mpq_clears(step, part, NULL);
	fl_free(due);
	fl_free(like);
	fl_free(most);
	return FL_OK;
}

/* What does not depend on the choices, one a column: the settled part of every award, the steps that are taken in any case, and
 * where flows and totals begin; *hi: how far these go on from there. */
static fl_status settle_columns(const fl_solution *s, const lattice *l, const choice *choices, size_t count, fl_money *settled,
				fl_money *hi, fl_error *err)
{
	const fl_program *p = s->program;
	fl_money most = 0, *base = fl_alloc_array(p->num_columns + 1, sizeof *base);
	if (!base)
		return fl_enomem(err);
	for (size_t c = 0; c < p->num_classes; c++)
		settled[c] = l[c].base * (fl_money)s->funded[c];
	for (size_t i = 0; i < count; i++) {
		settled[choices[i].like] += choices[i].step * (fl_money)choices[i].given;
		most += choices[i].step * (fl_money)choices[i].steps;
	}
	fl_status status = fl_anchor_find(p, settled, most, base, hi, err);
	for (size_t j = p->num_classes; status == FL_OK && j < p->num_columns; j++)
		settled[j] = base[j];
	fl_free(base);
	return status;
}

/* The rows of the round's program for what is not settled. */
static fl_status copy_rows(const fl_program *p, const fl_money *settled, fl_program_builder *b, fl_error *err)
{
	__int128 *fixed = fl_alloc_array(p->num_rows + 1, sizeof *fixed);
	if (!fixed)
		return fl_enomem(err);
	for (size_t j = 0; j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; settled[j] != 0 && e < p->start[j + 1]; e++)
			fixed[p->row[e]] += (__int128)settled[j] * p->coef[e];
	fl_status status = fl_builder_copy_rows(b, p, fixed, err);
	fl_free(fixed);
	return status;
}

/* The program of the choices, one column each. */
static fl_status build_choices(const fl_solution *s, const lattice *l, const choice *choices, size_t count,
			       fl_program **ret, fl_error *err)
{
	const fl_program *p = s->program;
	fl_program_builder b;
	fl_money *settled = fl_alloc_array(p->num_columns + 1, sizeof *settled), *hi = fl_alloc_array(p->num_columns + 1, sizeof *hi);
	fl_status status = fl_builder_init(&b, err);
	if (status == FL_OK)
		status = settled && hi ? settle_columns(s, l, choices, count, settled, hi, err) : fl_enomem(err);
	if (status == FL_OK) {
		b.program->pools = p->pools; /* borrowed: they live in p's arena */
		b.program->num_pools = p->num_pools;
		b.program->signatures = p->signatures;
		b.program->num_signatures = p->num_signatures;
		status = copy_rows(p, settled, &b, err);
	}
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		fl_column column = p->columns[choices[i].like];
		column.count = choices[i].steps;
		column.unit_min = column.unit_max = choices[i].step;
		column.c_num = ROUNDING_WEIGHT + (int64_t)(choices[i].remainder * (ROUNDING_WEIGHT - 1));
		column.c_den = choices[i].step;
		column.lo = 0;
		column.hi = choices[i].step * choices[i].steps;
		status = fl_builder_copy(&b, p, choices[i].like, &column, err);
	}
	for (uint32_t j = (uint32_t)p->num_classes; status == FL_OK && j < p->num_columns; j++) {
		fl_column column = p->columns[j];
		column.hi = hi[j];
		status = fl_builder_copy(&b, p, j, &column, err);
	}
	if (status == FL_OK)
		status = fl_builder_close(&b, ret, err);
	fl_builder_release(&b);
	fl_free(settled);
	fl_free(hi);
	return status;
}

/* ---- The answer ------------------------------------------------------------------------------------ */

/* base + step * taken, evenly over the funded dreams of a class, the earlier ones first. */
static void hand_out(fl_solution *s, uint32_t c, const lattice *l, uint32_t taken)
{
	const fl_program *p = s->program;
	for (uint32_t i = 0; i < s->funded[c]; i++) {
		uint32_t more = taken / s->funded[c] + (i < taken % s->funded[c]);
		s->amounts[p->members[p->columns[c].first + i]] = l->base + (fl_money)more * l->step;
	}
}

typedef struct claim { /* a class on the steps of its kind */
	uint32_t kind, class, steps;
	double remainder;
} claim;

static int by_claim(const void *a, const void *b)
{
	const claim *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	return x->class < y->class ? -1 : x->class > y->class; /* classes stand in tie order */
}

/* The steps of a kind go to its largest remainders. */
static fl_status share_steps(const fl_solution *s, const lattice *l, fl_money grain, const choice *choices,
			     size_t count, const uint32_t *chosen, uint32_t *taken, fl_error *err)
{
	size_t kinds = s->staged ? s->staged->num_kinds : 0, claims = 0;
	uint32_t *left = fl_alloc_array(kinds + 1, sizeof *left);
	claim *list = fl_alloc_array(s->program->num_classes + 1, sizeof *list);
	fl_status status = left && list ? FL_OK : fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		if (choices[i].kind == NO_KIND)
			taken[choices[i].like] = chosen[i];
		else
			left[choices[i].kind] = choices[i].given + chosen[i];
	}
	for (uint32_t c = 0; status == FL_OK && c < s->program->num_classes; c++)
		if (joins_kind(s, l, c, grain))
			list[claims++] = (claim){ s->staged->kind_of[c], c, l[c].steps, l[c].remainder };
	if (status == FL_OK)
		qsort(list, claims, sizeof *list, by_claim);
	for (size_t i = 0; status == FL_OK && i < claims; i++) {
		uint32_t *rest = &left[list[i].kind];
		taken[list[i].class] = list[i].steps < *rest ? list[i].steps : *rest;
		*rest -= taken[list[i].class];
	}
	fl_free(left);
	fl_free(list);
	return status;
}

/* Ties between remainders: class by class in tie order, one more step each. */
static fl_status break_ties(fl_search *search, fl_error *err)
{
	const fl_program *p = search->program;
	size_t steps = 0, at = 0;
	int unique;
	for (size_t c = 0; c < p->num_classes; c++)
		steps += p->columns[c].count;
	uint32_t *order = fl_alloc_array(steps + 1, sizeof *order),
		 *own = fl_alloc_array(p->num_classes + 1, sizeof *own);
	fl_status status = order && own ? FL_OK : fl_enomem(err);
	for (uint32_t c = 0; status == FL_OK && c < p->num_classes; c++) {
		own[c] = c;
		for (uint32_t i = 0; i < p->columns[c].count; i++)
			order[at++] = c;
	}
	if (status == FL_OK)
		status = fl_search_tie_break(search, order, steps, own, NULL, &unique, err);
	fl_free(order);
	fl_free(own);
	return status;
}

static fl_status solve_choices(const fl_program *small, size_t count, bool wide, uint32_t *chosen, int64_t *repairs,
			       bool *ret_fits, fl_error *err)
{
	fl_search *search = NULL;
	fl_status status = fl_search_new(small, ROUNDING_NODES, &search, err);
	if (status == FL_OK)
		status = fl_search_solve(search, err);
	if (status == FL_OK && search->found && search->complete && !wide && count > 0)
		status = break_ties(search, err);
	*ret_fits = status == FL_OK && search->found;
	for (size_t i = 0; *ret_fits && i < count; i++)
		chosen[i] = fl_class_funded(&small->columns[i], search->x[i]);
	*repairs += search ? search->repairs : 0;
	fl_search_free(search);
	return status;
}

static fl_status try_grain(fl_solution *s, fl_money grain, bool wide, bool *ret_fits, fl_error *err)
{
	size_t n = s->program->num_classes, most = n + (s->staged ? s->staged->num_kinds : 0), count = 0;
	lattice *l = fl_alloc_array(n + 1, sizeof *l);
	choice *choices = fl_alloc_array(most + 1, sizeof *choices);
	uint32_t *chosen = fl_alloc_array(most + 1, sizeof *chosen), *taken = fl_alloc_array(n + 1, sizeof *taken);
	fl_program *small = NULL;
	fl_status status = l && choices && chosen && taken ? FL_OK : fl_enomem(err);
	*ret_fits = false;
	if (status == FL_OK) {
		make_lattices(s, grain, wide && !s->staged, l);
		if (s->staged)
			status = kind_choices(s, l, grain, wide, choices, &count, err);
		else
			class_choices(s, l, choices, &count);
	}
	if (status == FL_OK)
		status = build_choices(s, l, choices, count, &small, err);
	if (status == FL_OK)
		status = solve_choices(small, count, wide, chosen, &s->repairs, ret_fits, err);
	if (status == FL_OK && *ret_fits)
		status = share_steps(s, l, grain, choices, count, chosen, taken, err);
	for (uint32_t c = 0; status == FL_OK && *ret_fits && c < n; c++)
		hand_out(s, c, &l[c], taken[c]);
	fl_program_free(small);
	fl_free(l);
	fl_free(choices);
	fl_free(chosen);
	fl_free(taken);
	return status;
}

fl_status fl_rounding_run(fl_solution *s, fl_money *ret_grain, bool *ret_fits, fl_error *err)
{
	*ret_grain = s->spec->policy.granularity > 1 ? s->spec->policy.granularity : 1;
	FL_TRY(try_grain(s, *ret_grain, false, ret_fits, err));
	if (!*ret_fits && *ret_grain > 1) {
		*ret_grain = 1;
		FL_TRY(try_grain(s, 1, false, ret_fits, err));
	}
	return *ret_fits ? FL_OK : try_grain(s, 1, true, ret_fits, err);
}
