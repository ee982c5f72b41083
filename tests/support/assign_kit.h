/* SPDX-License-Identifier: Apache-2.0
 *
 * assign_kit.h - random small assignments, and their answer by trying everything.
 */
#ifndef FL_TESTS_ASSIGN_KIT_H
#define FL_TESTS_ASSIGN_KIT_H

#include "random.h"

#include "domain/assignment.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define ASSIGN_DREAMS   6
#define ASSIGN_PARTNERS 4

typedef struct assign_kit {
	fl_assign_case c;
	size_t start[ASSIGN_DREAMS + 1];
	fl_fit fits[ASSIGN_DREAMS * ASSIGN_PARTNERS];
	fl_money brings[ASSIGN_DREAMS];
	bool fixed[ASSIGN_DREAMS];
	fl_place places[ASSIGN_PARTNERS];
} assign_kit;

typedef struct assign_oracle { /* by enumeration */
	int64_t total;         /* -1: nothing is possible */
	uint32_t first[ASSIGN_DREAMS]; /* of the best the first in tie order */
	uint32_t worse[ASSIGN_DREAMS]; /* one that is possible and worth less */
	int64_t worse_total;   /* -1: there is none */
	int64_t count;         /* of the best */
} assign_oracle;

/* Few different fits, so that ties are many. */
static inline void assign_case(assign_kit *k, uint64_t *seed, bool money)
{
	size_t n = 0;
	memset(k, 0, sizeof *k);
	k->c.num_dreams = random_below(seed, ASSIGN_DREAMS + 1);
	k->c.num_partners = 1 + random_below(seed, ASSIGN_PARTNERS);
	for (size_t p = 0; p < k->c.num_partners; p++) {
		k->places[p].most = (int64_t)random_below(seed, 4);
		k->places[p].least = random_below(seed, 3) == 0 ? (int64_t)random_below(seed, (uint64_t)k->places[p].most + 1) : 0;
		k->places[p].money = money && random_below(seed, 3) > 0 ? (fl_money)random_below(seed, 30) : -1;
	}
	for (size_t i = 0; i < k->c.num_dreams; i++) {
		uint64_t levels = 1 + random_below(seed, 6);
		k->start[i] = n;
		k->brings[i] = (fl_money)random_below(seed, 16);
		for (uint32_t p = 0; p < k->c.num_partners; p++)
			if (random_below(seed, 4) > 0)
				k->fits[n++] = (fl_fit){ p, 1 + (int64_t)random_below(seed, levels) };
		if (n > k->start[i] && random_below(seed, 8) == 0) {
			n = k->start[i] + 1;
			k->fits[n - 1].fit--;
			k->fixed[i] = true;
		}
		for (size_t a = k->start[i]; a < n; a++) /* the best first; partners ascend already */
			for (size_t b = n - 1; b > a; b--)
				if (k->fits[b].fit > k->fits[b - 1].fit) {
					fl_fit swap = k->fits[b];
					k->fits[b] = k->fits[b - 1];
					k->fits[b - 1] = swap;
				}
		k->start[i + 1] = n;
	}
	k->c.start = k->start;
	k->c.fits = k->fits;
	k->c.brings = k->brings;
	k->c.fixed = k->fixed;
	k->c.places = k->places;
	k->c.node_limit = 100000;
}

static inline bool assign_allowed(const assign_kit *k, const uint32_t *partner)
{
	for (uint32_t p = 0; p < k->c.num_partners; p++) {
		int64_t load = 0, spent = 0;
		for (size_t i = 0; i < k->c.num_dreams; i++)
			if (partner[i] == p) {
				load++;
				spent += k->brings[i];
			}
		if (load < k->places[p].least || load > k->places[p].most || (k->places[p].money >= 0 && spent > k->places[p].money))
			return false;
	}
	return true;
}

/* Dream by dream: its best fit first, nobody last. So the first of the best that is met is the first in tie order. */
static inline void assign_try(const assign_kit *k, size_t i, uint32_t *partner, int64_t total, assign_oracle *o)
{
	if (i == k->c.num_dreams) {
		if (!assign_allowed(k, partner))
			return;
		if (total > o->total) {
			if (o->total >= 0) {
				o->worse_total = o->total;
				memcpy(o->worse, o->first, sizeof o->worse);
			}
			o->total = total;
			o->count = 0;
			memcpy(o->first, partner, k->c.num_dreams * sizeof *partner);
		} else if (total < o->total && o->worse_total < 0) {
			o->worse_total = total;
			memcpy(o->worse, partner, k->c.num_dreams * sizeof *partner);
		}
		o->count += total == o->total;
		return;
	}
	for (size_t n = k->start[i]; n < k->start[i + 1]; n++) {
		partner[i] = k->fits[n].partner;
		assign_try(k, i + 1, partner, total + k->fits[n].fit, o);
	}
	partner[i] = FL_UNASSIGNED;
	if (!k->fixed[i])
		assign_try(k, i + 1, partner, total, o);
}

static inline void assign_solve(const assign_kit *k, assign_oracle *o)
{
	uint32_t partner[ASSIGN_DREAMS] = { 0 };
	*o = (assign_oracle){ .total = -1, .worse_total = -1 };
	assign_try(k, 0, partner, 0, o);
}

#endif
