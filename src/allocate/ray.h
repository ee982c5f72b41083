/* SPDX-License-Identifier: Apache-2.0
 *
 * ray.h - multipliers that say how far the level of a leximin may go: F(z) of leximin.h, and where it reaches 0.
 */
#ifndef FL_ALLOCATE_RAY_H
#define FL_ALLOCATE_RAY_H

#include "allocate/leximin.h"

typedef struct fl_ray_entry {
	uint32_t kind;
	mpq_t d; /* reduced cost: minus the price */
	double near;
	fl_ramp_piece piece; /* of the kind's ramp: scratch of fl_ray_quick_root */
} fl_ray_entry;

typedef struct fl_ray {
	fl_weight_set y;
	fl_ray_entry *entries;
	size_t len;
	mpq_t base;    /* what the rows' limits are worth */
	bool patient;  /* what is pinned can only let it bind later, or never */
	bool known;    /* the root is up to date */
	bool stale;    /* it is not, but a patient ray's cannot come before 'root' */
	bool binds;    /* there is a root before the end */
	mpq_t root;
	double near;
} fl_ray;

/* Does this entry's value depend on the level? */
static inline bool fl_ray_entry_moves(const fl_leximin *lx, const fl_ray_entry *entry)
{
	const fl_leximin_kind *kind = &lx->kinds[entry->kind];
	return kind->moving && !kind->pinned && (mpq_sgn(entry->d) < 0) == lx->rising;
}

typedef enum fl_ray_end { FL_RAY_UNCLEAR, FL_RAY_FREE, FL_RAY_BINDS } fl_ray_end;

/* Does F fall below 0 between 'level' and 'stop', and where is it 0 for the last time? Doubles find the place, rationals the root: it lies on a
 * line of F, and they show that it does. Unclear where they do not: then it has to be searched for. */
fl_ray_end fl_ray_quick_root(const fl_leximin *lx, fl_ray *ray, const mpq_t level, const mpq_t stop, mpq_t ret_root);

#endif
