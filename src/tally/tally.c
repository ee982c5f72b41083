/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.c - flowers to tallies: sources and weights, the cap per giver, merged dreams.
 *
 * A ledger may have a hundred million rows. The rows of known givers are brought into the order cluster, giver, dream
 * by three stable counting sorts of their indices (Knuth, The Art of Computer Programming 3, 5.2, algorithm D), the
 * least significant key first; then one pass sees all flowers of one giver to one dream together, and all of one
 * giver to one cluster. So the time is linear, and the result does not depend on the order of the ledger.
 */
#include "tally/tally.h"

#include "base/error.h"
#include "base/str.h"

#define UNKNOWN UINT32_MAX

typedef struct counting {
	const fl_round_spec *spec;
	const fl_tally_input *in;
	fl_tally *tallies;
	int64_t *weights; /* per kind */
	int64_t *unknown; /* per dream: weighted flowers of unknown givers */
	int64_t *once;    /* per dream, for a representative: each known giver of the cluster once */
	uint32_t *order;  /* rows of known givers that count */
	uint32_t *spare;
	size_t num_order;
} counting;

static fl_status add(int64_t *sum, int64_t more, fl_error *err)
{
	if (__builtin_add_overflow(*sum, more, sum))
		return fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1");
	return FL_OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

static void find_weights(counting *c)
{
	for (size_t k = 0; k < c->in->num_kinds; k++) {
		c->weights[k] = 1;
		for (size_t i = 0; i < c->spec->num_sources; i++)
			if (fl_str_eq(c->spec->sources[i].kind, c->in->kinds[k]))
				c->weights[k] = c->spec->sources[i].weight;
	}
}

static fl_status check_row(const fl_tally_input *in, const fl_flower_row *row, fl_error *err)
{
	if (row->dream >= in->num_dreams || (row->giver != UNKNOWN && row->giver >= in->num_givers) ||
	    (row->kind != UNKNOWN && row->kind >= in->num_kinds) || row->count < 1)
		return fl_error_set(err, FL_EINVAL, "a flower names a dream, giver or source that is not there");
	return FL_OK;
}

/* What a row is worth; does not overflow once weigh_rows has seen it. */
static int64_t worth(const counting *c, const fl_flower_row *row)
{
	return row->count * (row->kind == UNKNOWN ? 1 : c->weights[row->kind]);
}

static fl_status weigh_rows(counting *c, fl_error *err)
{
	for (size_t i = 0; i < c->in->num_flowers; i++) {
		const fl_flower_row *row = &c->in->flowers[i];
		int64_t weighted;
		FL_TRY(check_row(c->in, row, err));
		if (__builtin_mul_overflow(row->count, row->kind == UNKNOWN ? 1 : c->weights[row->kind], &weighted))
			return fl_error_set(err, FL_ERANGE, "the flowers of a dream exceed 2^63-1");
		FL_TRY(add(&c->tallies[row->dream].raw, row->count, err));
		FL_TRY(add(&c->tallies[row->dream].weighted, weighted, err));
		if (weighted == 0)
			continue;
		if (row->giver == UNKNOWN)
			c->unknown[row->dream] += weighted; /* at most the sum above */
		else
			c->order[c->num_order++] = (uint32_t)i;
	}
	return FL_OK;
}

/* ---- order ------------------------------------------------------------------------------------------------- */

typedef enum sort_key { BY_DREAM, BY_GIVER, BY_CLUSTER } sort_key;

static uint32_t key_of(const counting *c, uint32_t row, sort_key key)
{
	const fl_flower_row *r = &c->in->flowers[row];

	return key == BY_GIVER ? r->giver : key == BY_DREAM ? r->dream : c->in->representative[r->dream];
}

static fl_status sort_by(counting *c, sort_key key, fl_error *err)
{
	size_t keys = key == BY_GIVER ? c->in->num_givers : c->in->num_dreams;
	size_t *start = fl_alloc_array(keys + 1, sizeof *start);
	uint32_t *swap = c->order;

	if (!start)
		return fl_enomem(err);
	for (size_t i = 0; i < c->num_order; i++)
		start[key_of(c, c->order[i], key) + 1]++;
	for (size_t k = 0; k < keys; k++)
		start[k + 1] += start[k];
	for (size_t i = 0; i < c->num_order; i++)
		c->spare[start[key_of(c, c->order[i], key)]++] = c->order[i];
	c->order = c->spare;
	c->spare = swap;
	fl_free(start);
	return FL_OK;
}

/* ---- givers ------------------------------------------------------------------------------------------------ */

/* All flowers of one giver to one dream, rows [from, *to) of the order: capped, and counted for the dream. */
static fl_status count_gift(counting *c, size_t from, size_t *to, int64_t *ret_gift, fl_error *err)
{
	const fl_flower_row *first = &c->in->flowers[c->order[from]];
	int64_t cap = c->spec->per_giver_per_dream, gift = 0;
	size_t i = from;

	for (; i < c->num_order; i++) {
		const fl_flower_row *row = &c->in->flowers[c->order[i]];
		if (row->giver != first->giver || row->dream != first->dream)
			break;
		FL_TRY(add(&gift, worth(c, row), err));
	}
	gift = cap > 0 && gift > cap ? cap : gift;
	FL_TRY(add(&c->tallies[first->dream].capped, gift, err));
	c->tallies[first->dream].givers++;
	*ret_gift = gift;
	*to = i;
	return FL_OK;
}

/* Every giver of every cluster: the gifts to its dreams, the largest of which counts once for the cluster. *givers:
 * per dream, for a representative, the distinct givers of its cluster. */
static fl_status count_givers(counting *c, int64_t *givers, fl_error *err)
{
	for (size_t i = 0; i < c->num_order;) {
		uint32_t giver = c->in->flowers[c->order[i]].giver, cluster = key_of(c, c->order[i], BY_CLUSTER);
		int64_t most = 0, gift;
		while (i < c->num_order && c->in->flowers[c->order[i]].giver == giver &&
		       key_of(c, c->order[i], BY_CLUSTER) == cluster) {
			FL_TRY(count_gift(c, i, &i, &gift, err));
			most = gift > most ? gift : most;
		}
		FL_TRY(add(&c->once[cluster], most, err));
		givers[cluster]++;
	}
	return FL_OK;
}

/* ---- clusters ---------------------------------------------------------------------------------------------- */

static fl_status merge(counting *c, const int64_t *givers, fl_error *err)
{
	const uint32_t *representative = c->in->representative;
	fl_merge_flowers way = c->spec->merge_flowers;
	fl_tally *t = c->tallies;

	for (size_t i = 0; i < c->in->num_dreams; i++) {
		FL_TRY(add(&t[i].capped, c->unknown[i], err));
		t[i].merged = t[i].capped;
	}
	for (size_t i = 0; i < c->in->num_dreams; i++) {
		uint32_t r = representative[i];
		if (r == i)
			continue;
		if (way == FL_MERGE_SUM)
			FL_TRY(add(&t[r].merged, t[i].capped, err));
		else if (way == FL_MERGE_MAX)
			t[r].merged = t[i].capped > t[r].merged ? t[i].capped : t[r].merged;
		else if (way == FL_MERGE_GIVERS)
			c->unknown[r] = c->unknown[i] > c->unknown[r] ? c->unknown[i] : c->unknown[r];
	}
	for (size_t i = 0; i < c->in->num_dreams; i++) {
		if (representative[i] != i || way == FL_MERGE_REPRESENTATIVE)
			continue;
		t[i].givers = givers[i];
		if (way == FL_MERGE_GIVERS) {
			t[i].merged = c->once[i];
			FL_TRY(add(&t[i].merged, c->unknown[i], err));
		}
	}
	return FL_OK;
}

/* A round without a ledger: its stated totals are flowers of unknown givers. */
static void take_stated(counting *c)
{
	for (size_t i = 0; i < c->in->num_dreams; i++) {
		int64_t stated = c->in->stated[i] > 0 ? c->in->stated[i] : 0;
		c->tallies[i].raw = c->tallies[i].weighted = c->unknown[i] = stated;
	}
}

static fl_status steps(counting *c, int64_t *givers, fl_error *err)
{
	for (size_t i = 0; i < c->in->num_dreams; i++) {
		uint32_t r = c->in->representative[i];
		if (r >= c->in->num_dreams || c->in->representative[r] != r)
			return fl_error_set(err, FL_EINVAL,
					    "a dream is represented by one that does not stand for itself");
	}
	find_weights(c);
	if (c->in->num_flowers == 0)
		take_stated(c);
	FL_TRY(weigh_rows(c, err));
	FL_TRY(sort_by(c, BY_DREAM, err));
	FL_TRY(sort_by(c, BY_GIVER, err));
	FL_TRY(sort_by(c, BY_CLUSTER, err));
	FL_TRY(count_givers(c, givers, err));
	return merge(c, givers, err);
}

fl_status fl_tally_count(const fl_round_spec *spec, const fl_tally_input *in, fl_arena *arena, fl_tally **ret_tallies,
			 fl_error *err)
{
	counting c = { .spec = spec, .in = in };
	int64_t *givers = NULL;
	fl_status status;

	if (in->num_flowers >= UINT32_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %u rows of flowers", UINT32_MAX - 1);
	c.tallies = fl_arena_array(arena, in->num_dreams, sizeof *c.tallies);
	c.weights = fl_alloc_array(in->num_kinds, sizeof *c.weights);
	c.unknown = fl_alloc_array(in->num_dreams, sizeof *c.unknown);
	c.once = fl_alloc_array(in->num_dreams, sizeof *c.once);
	c.order = fl_alloc_array(in->num_flowers, sizeof *c.order);
	c.spare = fl_alloc_array(in->num_flowers, sizeof *c.spare);
	givers = fl_alloc_array(in->num_dreams, sizeof *givers);
	if (!c.tallies || !c.weights || !c.unknown || !c.once || !c.order || !c.spare || !givers)
		status = fl_enomem(err);
	else
		status = steps(&c, givers, err);
	if (status == FL_OK)
		*ret_tallies = c.tallies;
	fl_free(c.weights);
	fl_free(c.unknown);
	fl_free(c.once);
	fl_free(c.order);
	fl_free(c.spare);
	fl_free(givers);
	return status;
}
