/* SPDX-License-Identifier: Apache-2.0
 *
 * leximin.c - progressive filling over rays, checked by an exact linear program.
 *
 * The rays at hand say where the level must stop next; the first of them to bind makes a stage. When no ray binds any
 * more, the linear program is asked whether the end is feasible. If it is, so was everything before (boxes only
 * narrow). If not, bisection finds the first stage that is not, and Newton's method its true level and ray, with which
 * the filling goes on.
 */
#include "allocate/leximin.h"

#include "allocate/basis.h"
#include "allocate/ray.h"
#include "base/error.h"
#include "base/rational.h"

#include <math.h>
#include <stdlib.h>

enum { ROOT_STEPS = 4000 };

typedef fl_ray_entry ray_entry;
typedef fl_ray ray;

typedef struct climb {
	fl_leximin *lx;
	size_t num_kinds;
	FL_VEC(ray) rays;
	fl_solver *solver;
	mpq_t *lo, *hi; /* boxes of all columns at the level asked about */
	mpq_t *y;       /* of the last infeasible answer, per row */
	uint32_t *row_start, *row_kinds; /* the kinds of a row, ascending: row_kinds[row_start[k] .. row_start[k + 1]) */
	uint32_t *priced;                /* scratch: kinds whose rows a ray prices ... */
	bool *is_priced;                 /* ... by kind */
	uint8_t *column_at, *row_at;
	mpq_t level; /* present */
	mpq_t stop;  /* where nothing moves any more, or the end */
} climb;

/* ---- Memory ---------------------------------------------------------------------------------------- */

static void free_weights(fl_weight_set *set)
{
	for (size_t i = 0; i < set->len; i++)
		mpq_clear(set->items[i].y);
	fl_free(set->items);
	*set = (fl_weight_set){ 0 };
}

static void free_ray(ray *r)
{
	free_weights(&r->y);
	for (size_t i = 0; i < r->len; i++)
		mpq_clear(r->entries[i].d);
	fl_free(r->entries);
	mpq_clears(r->base, r->root, NULL);
}

static void free_stage(fl_leximin_stage *stage)
{
	free_weights(&stage->y);
	mpq_clear(stage->level);
}

void fl_leximin_release(fl_leximin *lx)
{
	for (size_t i = 0; i < lx->stages.len; i++)
		free_stage(&lx->stages.items[i]);
	fl_vec_release(&lx->stages);
	fl_vec_release(&lx->pins);
	mpq_clear(lx->end);
}

/* The kinds of each row: what the columns have, turned round. */
static void list_kinds(climb *c)
{
	const fl_program *p = c->lx->program;
	uint32_t end = p->start[c->num_kinds];
	for (uint32_t e = 0; e < end; e++)
		c->row_start[p->row[e] + 1]++;
	for (size_t k = 0; k < p->num_rows; k++)
		c->row_start[k + 1] += c->row_start[k];
	for (uint32_t j = (uint32_t)c->num_kinds; j-- > 0;) /* from behind: row_start[k + 1] comes down to where row k begins */
		for (uint32_t e = p->start[j + 1]; e-- > p->start[j];)
			c->row_kinds[--c->row_start[p->row[e] + 1]] = j;
	for (size_t k = 0; k < p->num_rows; k++)
		c->row_start[k] = c->row_start[k + 1];
	c->row_start[p->num_rows] = end;
}

static fl_status climb_init(climb *c, fl_leximin *lx, fl_error *err)
{
	const fl_program *p = lx->program;
	*c = (climb){ .lx = lx, .num_kinds = p->num_classes };
	mpq_inits(c->level, c->stop, NULL);
	c->lo = fl_mpq_array_new(p->num_columns);
	c->hi = fl_mpq_array_new(p->num_columns);
	c->y = fl_mpq_array_new(p->num_rows);
	c->column_at = fl_alloc_array(p->num_columns + 1, 1);
	c->row_at = fl_alloc_array(p->num_rows + 1, 1);
	c->row_start = fl_alloc_array(p->num_rows + 2, sizeof *c->row_start);
	c->row_kinds = fl_alloc_array(p->start[c->num_kinds] + 1, sizeof *c->row_kinds);
	c->priced = fl_alloc_array(c->num_kinds + 1, sizeof *c->priced);
	c->is_priced = fl_alloc_array(c->num_kinds + 1, sizeof *c->is_priced);
	if (!c->lo || !c->hi || !c->y || !c->column_at || !c->row_at || !c->row_start || !c->row_kinds || !c->priced || !c->is_priced)
		return fl_enomem(err);
	list_kinds(c);
	for (size_t j = c->num_kinds; j < p->num_columns; j++) {
		fl_mpq_set_i64(c->lo[j], p->columns[j].lo, 1);
		fl_mpq_set_i64(c->hi[j], p->columns[j].hi, 1);
	}
	return fl_solver_new(p, &c->solver, err);
}

static void climb_release(climb *c)
{
	for (size_t i = 0; i < c->rays.len; i++)
		free_ray(&c->rays.items[i]);
	fl_vec_release(&c->rays);
	fl_mpq_array_free(c->lo, c->lx->program->num_columns);
	fl_mpq_array_free(c->hi, c->lx->program->num_columns);
	fl_mpq_array_free(c->y, c->lx->program->num_rows);
	fl_free(c->column_at);
	fl_free(c->row_at);
	fl_free(c->row_start);
	fl_free(c->row_kinds);
	fl_free(c->priced);
	fl_free(c->is_priced);
	fl_solver_free(c->solver);
	mpq_clears(c->level, c->stop, NULL);
}

/* ---- Rays ------------------------------------------------------------------------------------------ */

static bool is_helper_row(const fl_row *row)
{
	return fl_row_is_private(row);
}

/* What shares of what is awarded add to the reduced cost of every dream. */
static void common_part(const fl_program *p, mpq_t *y, mpq_t ret)
{
	mpq_t term;
	mpq_init(term);
	mpq_set_ui(ret, 0, 1);
	size_t t = p->num_columns - 1;
	if (p->num_columns > 0 && p->columns[t].kind == FL_COLUMN_TOTAL)
		for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++) {
			if (is_helper_row(&p->rows[p->row[e]]))
				continue;
			fl_mpq_set_i64(term, p->coef[e], 1);
			mpq_mul(term, term, y[p->row[e]]);
			mpq_sub(ret, ret, term);
		}
	mpq_clear(term);
}

/* d = common - sum of a y over its group rows - the cheapest of its pools (proof.h). */
static void reduced_cost(const fl_program *p, mpq_t *y, const mpq_t common, size_t k, mpq_t ret, mpq_t term)
{
	const fl_signature *s = &p->signatures[p->columns[k].signature];
	mpq_srcptr cheapest = NULL;
	mpq_set(ret, common);
	for (uint32_t e = p->start[k]; e < p->start[k + 1]; e++) {
		const fl_row *row = &p->rows[p->row[e]];
		if (row->kind == FL_ROW_POOL || is_helper_row(row) || mpq_sgn(y[p->row[e]]) == 0)
			continue;
		fl_mpq_set_i64(term, p->coef[e], 1);
		mpq_mul(term, term, y[p->row[e]]);
		mpq_sub(ret, ret, term);
	}
	for (uint32_t i = 0; i < s->len; i++) /* pool m's row is row m */
		if (!cheapest || mpq_cmp(y[s->pools[i]], cheapest) < 0)
			cheapest = y[s->pools[i]];
	if (cheapest)
		mpq_sub(ret, ret, cheapest);
}

static fl_status keep_weights(const fl_program *p, mpq_t *y, uint32_t first, uint32_t end, ray *r, mpq_t term, fl_error *err)
{
	size_t len = 0;
	for (size_t k = first; k < end; k++)
		len += mpq_sgn(y[k]) != 0 && !is_helper_row(&p->rows[k]);
	r->y.items = fl_alloc_array(len + 1, sizeof *r->y.items);
	if (!r->y.items)
		return fl_enomem(err);
	for (uint32_t k = first; k < end; k++) {
		if (mpq_sgn(y[k]) == 0 || is_helper_row(&p->rows[k]))
			continue;
		fl_row_weight *weight = &r->y.items[r->y.len++];
		weight->row = k;
		mpq_init(weight->y);
		mpq_set(weight->y, y[k]);
		mpq_mul(term, y[k], mpq_sgn(y[k]) > 0 ? p->rows[k].hi : p->rows[k].lo);
		mpq_add(r->base, r->base, term);
	}
	return FL_OK;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

/* The kinds whose rows the ray prices, ascending, in c->priced. All of them where it prices a pool, or what is awarded in all. */
static size_t priced_kinds(climb *c, const ray *r, const mpq_t common)
{
	const fl_program *p = c->lx->program;
	size_t len = 0;
	bool all = mpq_sgn(common) != 0;
	for (size_t i = 0; !all && i < r->y.len; i++)
		all = p->rows[r->y.items[i].row].kind == FL_ROW_POOL;
	for (uint32_t k = 0; all && k < c->num_kinds; k++)
		c->priced[len++] = k;
	for (size_t i = 0; !all && i < r->y.len; i++)
		for (uint32_t e = c->row_start[r->y.items[i].row]; e < c->row_start[r->y.items[i].row + 1]; e++) {
			if (!c->is_priced[c->row_kinds[e]])
				c->priced[len++] = c->row_kinds[e];
			c->is_priced[c->row_kinds[e]] = true;
		}
	for (size_t i = 0; !all && i < len; i++)
		c->is_priced[c->priced[i]] = false;
	if (!all && r->y.len > 1)
		qsort(c->priced, len, sizeof *c->priced, by_number);
	return len;
}

static fl_status price_kinds(climb *c, mpq_t *y, ray *r, const mpq_t common, mpq_t d, mpq_t term, fl_error *err)
{
	size_t len = priced_kinds(c, r, common);
	r->entries = fl_alloc_array(len + 1, sizeof *r->entries);
	if (!r->entries)
		return fl_enomem(err);
	for (size_t i = 0; i < len; i++) {
		reduced_cost(c->lx->program, y, common, c->priced[i], d, term);
		if (mpq_sgn(d) == 0)
			continue;
		r->entries[r->len].kind = c->priced[i];
		mpq_init(r->entries[r->len].d);
		r->entries[r->len].near = mpq_get_d(d);
		mpq_set(r->entries[r->len++].d, d);
		if (c->lx->kinds[c->priced[i]].moving && (mpq_sgn(d) < 0) != c->lx->rising)
			r->patient = false; /* the end that does not move comes nearer when it is pinned */
	}
	return FL_OK;
}

/* Keep y (one per row) as a ray; of use only if it prices something. Rows outside [first, end) have no price. */
static fl_status add_ray_of(climb *c, mpq_t *y, uint32_t first, uint32_t end, fl_error *err)
{
	const fl_program *p = c->lx->program;
	ray r = { .patient = true };
	mpq_t common, d, term;
	mpq_inits(common, d, term, r.base, r.root, NULL);
	fl_status status = keep_weights(p, y, first, end, &r, term, err);
	if (status == FL_OK) {
		common_part(p, y, common);
		status = price_kinds(c, y, &r, common, d, term, err);
	}
	if (status == FL_OK && !fl_vec_push(&c->rays, r))
		status = fl_enomem(err);
	if (status != FL_OK)
		free_ray(&r);
	mpq_clears(common, d, term, NULL);
	return status;
}

static fl_status add_ray(climb *c, mpq_t *y, fl_error *err)
{
	return add_ray_of(c, y, 0, (uint32_t)c->lx->program->num_rows, err);
}

/* y = value on the pools of a signature (NULL: all pools). */
static void price_pools(const fl_program *p, mpq_t *y, const fl_signature *s, long value)
{
	for (uint32_t m = 0; m < (s ? s->len : p->num_pools); m++)
		mpq_set_si(y[s ? s->pools[m] : m], value, 1);
}

static fl_status pool_rays(climb *c, mpq_t *y, fl_error *err)
{
	const fl_program *p = c->lx->program;
	for (size_t i = 0; c->lx->rising && i <= p->num_signatures; i++) {
		const fl_signature *s = i < p->num_signatures ? &p->signatures[i] : NULL;
		price_pools(p, y, s, 1);
		fl_status status = add_ray(c, y, err);
		price_pools(p, y, s, 0);
		FL_TRY(status);
	}
	for (size_t m = 0; !c->lx->rising && m < p->num_pools; m++) {
		if (!p->rows[m].has_lo || mpq_sgn(p->rows[m].lo) == 0)
			continue;
		mpq_set_si(y[m], -1, 1);
		fl_status status = add_ray(c, y, err);
		mpq_set_ui(y[m], 0, 1);
		FL_TRY(status);
	}
	return FL_OK;
}

/* A share of what is awarded holds at least as a share of all there is to award. */
static int64_t share_of_row(const fl_program *p, uint32_t k)
{
	size_t t = p->num_columns - 1;
	if (p->num_columns == 0 || p->columns[t].kind != FL_COLUMN_TOTAL)
		return 0;
	for (uint32_t e = p->start[t]; e < p->start[t + 1]; e++)
		if (p->row[e] == k)
			return -p->coef[e];
	return 0;
}

static fl_status row_rays(climb *c, mpq_t *y, fl_error *err)
{
	const fl_program *p = c->lx->program;
	for (uint32_t k = 0; k < p->num_rows; k++) {
		const fl_row *row = &p->rows[k];
		bool awarded = row->kind == FL_ROW_AWARDED_MAX && c->lx->rising;
		if (!awarded && (row->kind != FL_ROW_GROUP || !(c->lx->rising ? row->has_hi : row->has_lo)))
			continue;
		mpq_set_si(y[k], c->lx->rising ? 1 : -1, 1);
		if (awarded)
			price_pools(p, y, NULL, (long)share_of_row(p, k));
		fl_status status = awarded ? add_ray(c, y, err) : add_ray_of(c, y, k, k + 1, err);
		mpq_set_ui(y[k], 0, 1);
		if (awarded)
			price_pools(p, y, NULL, 0);
		FL_TRY(status);
	}
	return FL_OK;
}

static fl_status first_rays(climb *c, fl_error *err)
{
	mpq_t *y = fl_mpq_array_new(c->lx->program->num_rows);
	fl_status status = y ? pool_rays(c, y, err) : fl_enomem(err);
	if (status == FL_OK)
		status = row_rays(c, y, err);
	fl_mpq_array_free(y, c->lx->program->num_rows);
	return status;
}

/* ---- F --------------------------------------------------------------------------------------------- */

/* One end of a kind's box at level z. */
static void box_end(const climb *c, uint32_t k, bool upper, const mpq_t z, mpq_t ret)
{
	const fl_leximin_kind *kind = &c->lx->kinds[k];
	if (kind->pinned)
		mpq_set(ret, kind->at);
	else if (kind->moving && upper != c->lx->rising)
		fl_ramp_value(kind->ramp, z, ret);
	else
		mpq_set(ret, upper ? kind->hi : kind->lo);
}

static void ray_value(const climb *c, const ray *r, const mpq_t z, mpq_t ret)
{
	mpq_t term;
	mpq_init(term);
	mpq_set(ret, r->base);
	for (size_t i = 0; i < r->len; i++) {
		box_end(c, r->entries[i].kind, mpq_sgn(r->entries[i].d) > 0, z, term);
		mpq_mul(term, term, r->entries[i].d);
		mpq_add(ret, ret, term);
	}
	mpq_clear(term);
}

/* How fast F falls at z when the level goes on ('onward'), or has fallen when it came there; >= 0. */
static void ray_fall(const climb *c, const ray *r, const mpq_t z, bool onward, mpq_t ret)
{
	mpq_t term;
	mpq_init(term);
	mpq_set_ui(ret, 0, 1);
	for (size_t i = 0; i < r->len; i++) {
		if (!fl_ray_entry_moves(c->lx, &r->entries[i]))
			continue;
		fl_ramp_slope(c->lx->kinds[r->entries[i].kind].ramp, z, onward == c->lx->rising, term);
		mpq_mul(term, term, r->entries[i].d);
		if (c->lx->rising)
			mpq_sub(ret, ret, term);
		else
			mpq_add(ret, ret, term);
	}
	mpq_clear(term);
}

/* ---- Roots ----------------------------------------------------------------------------------------- */

typedef struct bracket { /* F(good) >= 0, F(bad) < 0 */
	mpq_t good, bad, at_good, at_bad, z, value, slope;
} bracket;

/* Is a further on the way than b? */
static bool beyond(const climb *c, const mpq_t a, const mpq_t b)
{
	int sign = mpq_cmp(a, b);
	return c->lx->rising ? sign > 0 : sign < 0;
}

/* A level with a short denominator between good and bad, near z and on the side of 'toward'. */
static void shorten(const climb *c, const bracket *b, mpq_t z, bool toward_bad)
{
	double near = mpq_get_d(z); /* truncated: not above z */
	bool up = toward_bad == c->lx->rising;
	mpq_t other;
	mpq_init(other);
	mpq_set_d(other, up ? nextafter(near, INFINITY) : near);
	if (mpz_sizeinbase(mpq_denref(z), 2) > 64 && beyond(c, other, b->good) && beyond(c, b->bad, other))
		mpq_swap(z, other);
	mpq_clear(other);
}

/* Look at level b->z, strictly between the two: the root, or a narrower bracket. */
static bool try_level(const climb *c, const ray *r, bracket *b)
{
	ray_value(c, r, b->z, b->value);
	int sign = mpq_sgn(b->value);
	if (sign == 0) {
		ray_fall(c, r, b->z, true, b->slope);
		if (mpq_sgn(b->slope) > 0)
			return true;
		mpq_set(b->good, b->z);
		mpq_set_ui(b->at_good, 0, 1);
		return false;
	}
	shorten(c, b, b->z, sign < 0);
	ray_value(c, r, b->z, b->value);
	if (mpq_sgn(b->value) >= 0) {
		mpq_set(b->good, b->z);
		mpq_set(b->at_good, b->value);
	} else {
		mpq_set(b->bad, b->z);
		mpq_set(b->at_bad, b->value);
	}
	return false;
}

/* Where the tangent at one end reaches 0; false where it is flat or leaves the bracket. */
static bool tangent(const climb *c, const ray *r, bracket *b, bool from_good)
{
	ray_fall(c, r, from_good ? b->good : b->bad, from_good, b->slope);
	if (mpq_sgn(b->slope) <= 0)
		return false;
	mpq_div(b->z, from_good ? b->at_good : b->at_bad, b->slope);
	if (!c->lx->rising)
		mpq_neg(b->z, b->z);
	mpq_add(b->z, b->z, from_good ? b->good : b->bad);
	return !beyond(c, b->good, b->z) && beyond(c, b->bad, b->z);
}

static bool search_root(const climb *c, ray *r, bracket *b)
{
	for (int step = 0; step < ROOT_STEPS; step++) {
		for (int side = 0; side < 2; side++)
			if (tangent(c, r, b, side == 0) && try_level(c, r, b))
				return true;
		mpq_add(b->z, b->good, b->bad);
		mpq_div_2exp(b->z, b->z, 1);
		if (try_level(c, r, b))
			return true;
	}
	return false;
}

/* Where must the level stop because of this ray? False: an infeasible level was reached before. */
static fl_status find_root(climb *c, ray *r, bool *ret_beyond, fl_error *err)
{
	bracket b;
	mpq_inits(b.good, b.bad, b.at_good, b.at_bad, b.z, b.value, b.slope, NULL);
	bool found = true;
	r->known = true;
	r->stale = r->binds = false;
	*ret_beyond = false;
	mpq_set(b.good, c->level);
	mpq_set(b.bad, c->stop);
	fl_ray_end end = fl_ray_quick_root(c->lx, r, c->level, c->stop, r->root);
	r->binds = end == FL_RAY_BINDS;
	if (end == FL_RAY_UNCLEAR)
		ray_value(c, r, b.bad, b.at_bad);
	if (end == FL_RAY_UNCLEAR && mpq_sgn(b.at_bad) < 0) {
		ray_value(c, r, b.good, b.at_good);
		*ret_beyond = mpq_sgn(b.at_good) < 0;
		if (!*ret_beyond)
			found = search_root(c, r, &b);
		r->binds = found && !*ret_beyond;
		mpq_set(r->root, b.z);
	}
	r->near = r->binds ? mpq_get_d(r->root) : 0;
	mpq_clears(b.good, b.bad, b.at_good, b.at_bad, b.z, b.value, b.slope, NULL);
	return found ? FL_OK : fl_error_set(err, FL_EINTERNAL, "no level was found where a limit begins to bind");
}

/* ---- The linear program ---------------------------------------------------------------------------- */

/* Is anything feasible at this level? If not, c->y proves it. */
static fl_status ask(climb *c, const mpq_t z, bool *ret_yes, fl_error *err)
{
	const fl_program *p = c->lx->program;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_OPTIMAL;
	for (uint32_t k = 0; k < c->num_kinds; k++) {
		box_end(c, k, false, z, c->lo[k]);
		box_end(c, k, true, z, c->hi[k]);
		fl_solver_box_near(c->solver, k, mpq_get_d(c->lo[k]), mpq_get_d(c->hi[k]));
	}
	int64_t before = fl_solver_pivots(c->solver);
	fl_solver_run(c->solver); /* whatever it says, its basis is a start */
	fl_solver_basis(c->solver, c->column_at, c->row_at);
	FL_TRY(fl_basis_new_exact(p, c->lo, c->hi, c->column_at, c->row_at, &lp, err));
	fl_status status = fl_basis_solve(lp, &answer, err);
	*ret_yes = status == FL_OK && answer == FL_BASIS_OPTIMAL;
	for (size_t k = 0; k < p->num_rows; k++)
		mpq_set(c->y[k], lp->y[k]);
	c->lx->solves++;
	c->lx->pivots += lp->pivots + fl_solver_pivots(c->solver) - before;
	c->lx->repairs += lp->mended;
	fl_basis_free(lp);
	return status;
}

/* ---- Stages ---------------------------------------------------------------------------------------- */

static fl_status copy_weights(const fl_weight_set *from, fl_weight_set *to, fl_error *err)
{
	to->items = fl_alloc_array(from->len + 1, sizeof *to->items);
	if (!to->items)
		return fl_enomem(err);
	for (; to->len < from->len; to->len++) {
		to->items[to->len].row = from->items[to->len].row;
		mpq_init(to->items[to->len].y);
		mpq_set(to->items[to->len].y, from->items[to->len].y);
	}
	return FL_OK;
}

static void pin(climb *c, uint32_t k)
{
	fl_leximin_kind *kind = &c->lx->kinds[k];
	fl_ramp_value(kind->ramp, c->level, kind->at);
	mpq_set(kind->level, c->level);
	kind->pinned = true;
}

static bool touches(const ray *r, const bool *touched)
{
	for (size_t e = 0; e < r->len; e++)
		if (touched[r->entries[e].kind])
			return true;
	return false;
}

/* Rays through kinds that were pinned must be looked at again, a patient one not before the level comes to its root. */
static void forget_roots(climb *c, size_t first_pin, size_t last_pin, bool *touched)
{
	for (size_t i = first_pin; i < last_pin; i++)
		touched[c->lx->pins.items[i]] = true;
	for (size_t i = 0; i < c->rays.len; i++) {
		ray *r = &c->rays.items[i];
		if (!r->known || (r->patient && !r->binds) || !touches(r, touched))
			continue;
		r->known = false;
		r->stale = r->patient;
	}
	for (size_t i = first_pin; i < last_pin; i++)
		touched[c->lx->pins.items[i]] = false;
}

/* The level stops here because of ray number 'which'. */
static fl_status add_stage(climb *c, size_t which, bool *touched, fl_error *err)
{
	fl_leximin *lx = c->lx;
	fl_leximin_stage stage = { .first = (uint32_t)lx->pins.len };
	mpq_init(stage.level);
	mpq_set(c->level, c->rays.items[which].root);
	mpq_set(stage.level, c->level);
	fl_status status = copy_weights(&c->rays.items[which].y, &stage.y, err);
	const ray *r = &c->rays.items[which];
	for (size_t i = 0; status == FL_OK && i < r->len; i++) {
		if (!fl_ray_entry_moves(c->lx, &r->entries[i]))
			continue;
		if (!fl_vec_push(&lx->pins, r->entries[i].kind))
			status = fl_enomem(err);
		else
			pin(c, r->entries[i].kind);
	}
	stage.len = (uint32_t)lx->pins.len - stage.first;
	if (status == FL_OK && !fl_vec_push(&lx->stages, stage))
		status = fl_enomem(err);
	if (status != FL_OK)
		free_stage(&stage);
	else
		forget_roots(c, stage.first, lx->pins.len, touched);
	return status;
}

/* Take the stages from number 'first' on back. */
static void drop_stages(climb *c, size_t first, const mpq_t start)
{
	fl_leximin *lx = c->lx;
	size_t pins = first < lx->stages.len ? lx->stages.items[first].first : lx->pins.len;
	for (size_t i = pins; i < lx->pins.len; i++)
		lx->kinds[lx->pins.items[i]].pinned = false;
	lx->pins.len = pins;
	while (lx->stages.len > first)
		free_stage(&lx->stages.items[--lx->stages.len]);
	mpq_set(c->level, first > 0 ? lx->stages.items[first - 1].level : start);
	for (size_t i = 0; i < c->rays.len; i++) /* their roots were sought from a later level */
		c->rays.items[i].known = c->rays.items[i].stale = false;
}

/* Does ray a bind before b does? */
static bool sooner(const climb *c, const ray *a, const ray *b)
{
	double doubt = fabs(a->near) * 1e-12, ahead = a->near - b->near;
	if (!c->lx->rising)
		ahead = -ahead;
	return ahead < -doubt || (ahead <= doubt && beyond(c, b->root, a->root));
}

/* Stage after stage, as long as a ray binds. *ret_astray: a ray says that an infeasible level was passed. */
static fl_status fill(climb *c, bool *touched, bool *ret_astray, fl_error *err)
{
	*ret_astray = false;
	for (;;) {
		size_t next = SIZE_MAX;
		for (size_t i = 0; i < c->rays.len; i++) {
			ray *r = &c->rays.items[i];
			if (!r->known && !r->stale)
				FL_TRY(find_root(c, r, ret_astray, err));
			if (*ret_astray)
				return FL_OK;
			if (r->binds && (next == SIZE_MAX || sooner(c, r, &c->rays.items[next])))
				next = i;
		}
		if (next == SIZE_MAX)
			return FL_OK;
		if (c->rays.items[next].stale) /* where it stands now; then choose again */
			FL_TRY(find_root(c, &c->rays.items[next], ret_astray, err));
		else
			FL_TRY(add_stage(c, next, touched, err));
		if (*ret_astray)
			return FL_OK;
	}
}

/* Is it feasible at stage number i, before that stage pins anything? (i = number of stages: at the end) */
static fl_status ask_stage(climb *c, size_t i, bool *ret_yes, fl_error *err)
{
	fl_leximin *lx = c->lx;
	size_t first = i < lx->stages.len ? lx->stages.items[i].first : lx->pins.len;
	for (size_t k = first; k < lx->pins.len; k++)
		lx->kinds[lx->pins.items[k]].pinned = false;
	fl_status status = ask(c, i < lx->stages.len ? lx->stages.items[i].level : c->stop, ret_yes, err);
	for (size_t k = first; k < lx->pins.len; k++)
		lx->kinds[lx->pins.items[k]].pinned = true;
	return status;
}

/* Newton's method from an infeasible level, with c->y at hand, back to the true one; makes the stage. */
static fl_status step_back(climb *c, bool *touched, fl_error *err)
{
	for (bool feasible = false; !feasible;) {
		bool astray;
		FL_TRY(add_ray(c, c->y, err));
		ray *r = &c->rays.items[c->rays.len - 1];
		FL_TRY(find_root(c, r, &astray, err));
		if (astray || !r->binds)
			return fl_error_set(err, FL_EINTERNAL, "a proof that a level is too far holds no water");
		FL_TRY(ask(c, r->root, &feasible, err));
	}
	return add_stage(c, c->rays.len - 1, touched, err);
}

/* Find the first stage that went too far, given that the end did, and mend it. 'sound' stages are known to be right.
 */
static fl_status mend(climb *c, size_t *sound, const mpq_t start, bool *touched, fl_error *err)
{
	size_t good = *sound, bad = c->lx->stages.len;
	bool feasible = false;
	while (good < bad) { /* the first infeasible one is in [good, bad] */
		size_t middle = good + (bad - good) / 2;
		FL_TRY(ask_stage(c, middle, &feasible, err));
		if (feasible)
			good = middle + 1;
		else
			bad = middle;
	}
	FL_TRY(ask_stage(c, bad, &feasible, err)); /* for its ray */
	if (feasible)
		return fl_error_set(err, FL_EINTERNAL, "stages that cannot all hold, but each can");
	drop_stages(c, bad, start);
	FL_TRY(step_back(c, touched, err));
	*sound = c->lx->stages.len;
	return FL_OK;
}

/* The level at which everything has reached its end. */
static void last_level(const climb *c, mpq_t ret)
{
	mpq_t top;
	mpq_init(top);
	mpq_set_ui(ret, 0, 1);
	for (size_t k = 0; k < c->num_kinds; k++) {
		if (!c->lx->kinds[k].moving)
			continue;
		fl_ramp_top(c->lx->kinds[k].ramp, top);
		if (mpq_cmp(top, ret) > 0)
			mpq_set(ret, top);
	}
	mpq_clear(top);
}

static fl_status run(climb *c, bool *touched, bool *ret_feasible, fl_error *err)
{
	fl_leximin *lx = c->lx;
	size_t sound = 0;
	mpq_t start, top;
	mpq_inits(start, top, NULL);
	last_level(c, top);
	if (lx->rising) {
		bool sooner = lx->has_end && mpq_cmp(lx->end, top) < 0;
		mpq_set(c->stop, sooner ? lx->end : top);
	} else {
		mpq_set(c->stop, lx->end);
		mpq_set(start, mpq_cmp(top, lx->end) > 0 ? top : lx->end);
	}
	mpq_set(c->level, start);
	fl_status status = ask(c, start, ret_feasible, err);
	if (status == FL_OK && *ret_feasible)
		status = first_rays(c, err);
	for (bool done = !*ret_feasible; status == FL_OK && !done;) {
		bool astray;
		status = fill(c, touched, &astray, err);
		if (status == FL_OK && !astray)
			status = ask_stage(c, lx->stages.len, &done, err);
		if (status == FL_OK && !done)
			status = mend(c, &sound, start, touched, err);
	}
	mpq_clears(start, top, NULL);
	return status;
}

fl_status fl_leximin_run(fl_leximin *lx, bool *ret_feasible, fl_error *err)
{
	climb c;
	bool *touched = fl_alloc_array(lx->program->num_classes + 1, sizeof *touched);
	fl_status status = climb_init(&c, lx, err);
	if (status == FL_OK && !touched)
		status = fl_enomem(err);
	*ret_feasible = false;
	if (status == FL_OK)
		status = run(&c, touched, ret_feasible, err);
	climb_release(&c);
	fl_free(touched);
	return status;
}
