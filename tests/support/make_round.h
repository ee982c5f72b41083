/* SPDX-License-Identifier: Apache-2.0
 *
 * make_round.h - seeded random rounds and candidates for property tests of allocate/ and verify/.
 */
#ifndef FL_TESTS_MAKE_ROUND_H
#define FL_TESTS_MAKE_ROUND_H

#include "base/buf.h"
#include "base/str.h"
#include "domain/candidate.h"
#include "domain/round.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct rng {
	uint64_t state;
} rng;

static inline uint64_t rng_next(rng *r)
{
	return random_next(&r->state);
}

static inline int64_t rng_range(rng *r, int64_t lo, int64_t hi) /* both included */
{
	return lo + (int64_t)(rng_next(r) % (uint64_t)(hi - lo + 1));
}

static inline bool rng_chance(rng *r, int percent)
{
	return rng_range(r, 1, 100) <= percent;
}

#define MADE_CATEGORIES 4
#define MADE_REGIONS    3
#define MADE_ORGS       6

typedef struct made_round {
	char text[16384];
	fl_round_spec *spec;
	fl_candidate *dreams;
	size_t count;
	fl_arena arena;
} made_round;

typedef enum made_kind { MADE_DIVISIBLE, MADE_INDIVISIBLE, MADE_MINIMUM } made_kind;

static inline fl_str made_name(fl_arena *arena, const char *prefix, int64_t n)
{
	char z[64];
	snprintf(z, sizeof z, "%s%lld", prefix, (long long)n);
	return fl_arena_str(arena, fl_str_of(z));
}

/* Limits of every kind; money in whole yuan with minor_digits 0 so that small cases can be enumerated. */
static inline bool made_round_init(made_round *m, rng *r, size_t count, int64_t most, made_kind kind, bool minima)
{
	char *z = m->text;
	int64_t total = 0;
	m->arena = FL_ARENA_INIT;
	m->count = count;
	m->dreams = fl_arena_array(&m->arena, count + 1, sizeof *m->dreams);
	for (size_t i = 0; i < count; i++) {
		fl_candidate *d = &m->dreams[i];
		d->id = made_name(&m->arena, "d", (int64_t)i);
		d->organisation = made_name(&m->arena, "o", rng_range(r, 0, MADE_ORGS - 1));
		d->region = made_name(&m->arena, "r", rng_range(r, 0, MADE_REGIONS - 1));
		d->category =
		    rng_chance(r, 10) ? FL_STR("") : made_name(&m->arena, "c", rng_range(r, 0, MADE_CATEGORIES - 1));
		d->request = rng_range(r, 1, most);
		d->tally = rng_chance(r, 30) ? rng_range(r, 0, 3) : rng_range(r, 0, 40);
		d->submitted = rng_range(r, 0, 50);
		d->position = (uint32_t)i;
		d->standing = rng_chance(r, 90) ? FL_QUALIFIED : FL_INELIGIBLE;
		if (i > 0 && rng_chance(r, 25)) { /* an equal dream */
			fl_str id = d->id;
			uint32_t position = d->position;
			*d = m->dreams[rng_range(r, 0, (int64_t)i - 1)];
			d->id = id;
			d->position = position;
			d->submitted = rng_range(r, 0, 50);
		}
		total += d->request;
	}
	z += sprintf(z, "{\"format\":\"florin-round/"
			"1\",\"round\":\"t\",\"currency\":\"CNY\",\"minor_digits\":0,\"threshold\":0,");
	z += sprintf(z, "\"policy\":{\"name\":\"support\"");
	if (kind == MADE_INDIVISIBLE)
		z += sprintf(z, ",\"indivisible\":true");
	if (kind == MADE_MINIMUM)
		z += sprintf(z, ",\"minimum_award\":\"%lld\"", (long long)(most / 3 + 1));
	if (rng_chance(r, 30))
		z += sprintf(z, ",\"cap\":\"%lld\"", (long long)rng_range(r, most / 2 + 1, most));
	if (rng_chance(r, 20))
		z += sprintf(z, ",\"tie_order\":\"lottery:s%lld\"", (long long)rng_range(r, 0, 9));
	z += sprintf(z, "},\"pools\":[");
	int pools = (int)rng_range(r, 1, 4);
	int64_t budget = 0;
	for (int p = 0; p < pools; p++) {
		int64_t amount = rng_range(r, 0, total / pools + 1);
		budget += amount;
		z += sprintf(z, "%s{\"id\":\"p%d\",\"amount\":\"%lld\"", p ? "," : "", p, (long long)amount);
		if (p > 0 && rng_chance(r, 60))
			z += sprintf(z, ",\"selector\":{\"%s\":\"%s%lld\"}", p % 2 ? "category" : "region",
				     p % 2 ? "c" : "r", (long long)rng_range(r, 0, 2));
		if (minima && rng_chance(r, 10))
			z += sprintf(z, ",\"must_spend\":true");
		z += sprintf(z, "}");
	}
	z += sprintf(z, "],\"groups\":[");
	int groups = (int)rng_range(r, 0, 4);
	for (int g = 0; g < groups; g++) {
		int64_t limit, which; /* each drawn on a line of its own: the order of arguments is the compiler's */
		z += sprintf(z, "%s{\"id\":\"g%d\"", g ? "," : "", g);
		switch (rng_range(r, 0, 4)) {
		case 0:
			limit = rng_range(r, 0, budget + 1);
			which = rng_range(r, 0, 3);
			z += sprintf(z, ",\"selector\":{\"category\":\"c%lld\"},\"max\":\"%lld\"", (long long)which, (long long)limit);
			break;
		case 1:
			z += sprintf(z, ",\"each\":\"organisation\",\"max_share\":\"%lld%%\"",
				     (long long)rng_range(r, 5, 60));
			break;
		case 2:
			limit = rng_range(r, 20, 90);
			which = rng_range(r, 0, 2);
			z += sprintf(z, ",\"selector\":{\"region\":\"r%lld\"},\"max_share\":\"%lld%%\",\"of\":\"awarded\"",
				     (long long)which, (long long)limit);
			break;
		case 3:
			z += sprintf(z,
				     ",\"selector\":{\"any\":[{\"category\":[\"c0\",\"c1\"]},{\"region\":\"r0\"}]},"
				     "\"max_share\":\"%lld%%\"",
				     (long long)rng_range(r, 10, 80));
			break;
		default:
			z += sprintf(z, ",\"selector\":{\"category\":\"c%lld\"}", (long long)rng_range(r, 0, 3));
			if (minima)
				z += sprintf(z, ",\"min\":\"%lld\"", (long long)rng_range(r, 0, budget / 6 + 1));
			z += sprintf(z, ",\"max\":\"%lld\"", (long long)rng_range(r, budget / 6 + 1, budget + 1));
		}
		z += sprintf(z, "}");
	}
	sprintf(z, "]}");
	fl_error err = FL_ERROR_INIT;
	if (fl_round_parse(fl_str_of(m->text), "made", &m->spec, &err) != FL_OK) {
		fprintf(stderr, "%s:%lld:%lld: %s\n%s\n", err.source, (long long)err.line, (long long)err.column,
			err.message, m->text);
		return false;
	}
	return true;
}

/* As if earlier divisions had awarded something: to some dreams, be they qualified or not, from nothing to all that they may get; some
 * of them were stopped, and pools have kept a part. */
static inline void made_before(made_round *m, rng *r)
{
	for (size_t i = 0; i < m->count; i++) {
		fl_candidate *d = &m->dreams[i];
		fl_money upper = fl_round_upper(m->spec, d);
		if (i > 0 && d->request == m->dreams[i - 1].request && rng_chance(r, 60)) /* equal dreams had as much, often */
			d->before = m->dreams[i - 1].before;
		else if (rng_chance(r, 60))
			d->before = rng_chance(r, 25) ? upper : rng_range(r, 0, upper);
		d->ended = rng_chance(r, 15);
	}
	for (size_t p = 0; p < m->spec->num_pools; p++)
		m->spec->pools[p].kept = rng_range(r, 0, m->spec->pools[p].amount);
}

static inline void made_round_release(made_round *m)
{
	fl_round_free(m->spec);
	fl_arena_release(&m->arena);
}

#endif
