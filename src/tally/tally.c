/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.c - beginning and closing a tally: weights of sources, merged dreams, stated totals; and rows in memory, giver by giver.
 *
 * Rows in memory are brought into the order of their givers by a counting sort (Knuth, The Art of Computer Programming 3, 5.2,
 * algorithm D), so time is linear.
 */
#include "tally/tallying.h"

#include "base/error.h"
#include "base/str.h"

#define UNKNOWN UINT32_MAX

/* ---- beginning ------------------------------------------------------------------------------------------------------ */

static void find_weights(fl_tallying *t)
{
	for (size_t k = 0; k < t->in->num_kinds; k++) {
		t->weights[k] = 1;
		for (size_t i = 0; i < t->spec->num_sources; i++)
			if (fl_str_eq(t->spec->sources[i].kind, t->in->kinds[k]))
				t->weights[k] = t->spec->sources[i].weight;
	}
}

static fl_status check_clusters(fl_tallying *t, fl_error *err)
{
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		uint32_t r = t->in->representative[i];
		if (r >= t->in->num_dreams || t->in->representative[r] != r)
			return fl_error_set(err, FL_EINVAL,
					    "a dream is represented by one that does not stand for itself");
		t->merged = t->merged || r != i;
	}
	return FL_OK;
}

/* The next multiple of what the sums are aligned to; there is room for one more than is needed. */
static fl_tally_sums *aligned(void *memory)
{
	uintptr_t at = (uintptr_t)memory, step = _Alignof(fl_tally_sums);
	return (fl_tally_sums *)((at + step - 1) / step * step);
}

static bool allocate(fl_tallying *t)
{
	size_t n = t->in->num_dreams + 1;
	t->tallies = fl_alloc_array(n, sizeof *t->tallies);
	t->weights = fl_alloc_array(t->in->num_kinds + 1, sizeof *t->weights);
	t->sums_memory = fl_alloc_array(n + 1, sizeof *t->sums);
	t->sums = t->sums_memory ? aligned(t->sums_memory) : NULL;
	t->known = fl_alloc_array(n, sizeof *t->known);
	t->own_givers = fl_alloc_array(n, sizeof *t->own_givers);
	t->cluster_givers = fl_alloc_array(n, sizeof *t->cluster_givers);
	t->support = fl_alloc_array(n, sizeof *t->support);
	t->passed = fl_alloc_array(n, sizeof *t->passed);
	t->gift = fl_alloc_array(n, sizeof *t->gift);
	t->cluster = fl_alloc_array(n, sizeof *t->cluster);
	return t->tallies && t->weights && t->sums && t->known && t->own_givers && t->cluster_givers && t->support &&
	       t->passed && t->gift && t->cluster;
}

fl_status fl_tallying_open(const fl_round_spec *spec, const fl_tally_input *input, fl_tallying **ret, fl_error *err)
{
	fl_tallying *t = fl_alloc(sizeof *t);
	if (!t)
		return fl_enomem(err);
	t->spec = spec;
	t->in = input;
	fl_status status = allocate(t) ? check_clusters(t, err) : fl_enomem(err);
	if (status == FL_OK) {
		find_weights(t);
		status = fl_days_open(t, err);
	}
	if (status == FL_OK)
		status = fl_signs_open(t, err);
	if (status != FL_OK) {
		fl_tallying_free(t);
		return status;
	}
	*ret = t;
	return FL_OK;
}

void fl_tallying_free(fl_tallying *t)
{
	if (!t)
		return;
	fl_days_free(t);
	fl_signs_free(t);
	fl_free(t->tallies);
	fl_free(t->weights);
	fl_free(t->sums_memory);
	fl_free(t->known);
	fl_free(t->own_givers);
	fl_free(t->cluster_givers);
	fl_free(t->support);
	fl_free(t->passed);
	fl_free(t->gift);
	fl_free(t->cluster);
	fl_vec_release(&t->dreams);
	fl_vec_release(&t->clusters);
	fl_free(t);
}

/* ---- closing -------------------------------------------------------------------------------------------------------- */

/* A round without a ledger: its stated totals are flowers of unknown givers. */
static void take_stated(fl_tallying *t)
{
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		fl_tally *tally = &t->tallies[i];
		int64_t stated = t->in->stated && t->in->stated[i] > 0 ? t->in->stated[i] : 0;
		tally->raw = tally->in_window = tally->earned = tally->weighted = stated;
		tally->per_day = tally->capped = tally->per_giver = t->sums[i].unknown = stated;
		tally->givers = t->in->stated_givers && t->in->stated_givers[i] > 0 ? t->in->stated_givers[i] : 0;
	}
}

static void take_sums(fl_tallying *t)
{
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		const fl_tally_sums *s = &t->sums[i];
		t->tallies[i] = (fl_tally){ .raw = s->raw,
					    .in_window = s->in_window,
					    .earned = s->earned,
					    .weighted = s->weighted,
					    .per_day = s->per_day,
					    .capped = s->capped,
					    .per_giver = s->per_giver };
	}
}

/* The member of each cluster that speaks for it where one does: with the most flowers of known givers. */
static void take_speakers(const fl_tallying *t, uint32_t *speaker)
{
	for (size_t i = 0; i < t->in->num_dreams; i++)
		speaker[i] = (uint32_t)i;
	for (size_t i = 0; t->spec->merge_flowers == FL_MERGE_MAX && i < t->in->num_dreams; i++) {
		uint32_t r = t->in->representative[i];
		if (t->known[i] > t->known[speaker[r]])
			speaker[r] = (uint32_t)i;
	}
}

static fl_status merge_flowers(fl_tallying *t, fl_error *err)
{
	fl_merge_flowers way = t->spec->merge_flowers;
	fl_tally *tallies = t->tallies;
	for (size_t i = 0; i < t->in->num_dreams; i++)
		tallies[i].merged = tallies[i].per_giver;
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		uint32_t r = t->in->representative[i];
		if (r == i)
			continue;
		if (way == FL_MERGE_SUM)
			FL_TRY(fl_tally_add(&tallies[r].merged, tallies[i].per_giver, err));
		else if (way == FL_MERGE_MAX && tallies[i].per_giver > tallies[r].merged)
			tallies[r].merged = tallies[i].per_giver;
		else if (way == FL_MERGE_GIVERS && t->sums[i].unknown > t->sums[r].unknown)
			t->sums[r].unknown = t->sums[i].unknown;
	}
	for (size_t i = 0; way == FL_MERGE_GIVERS && i < t->in->num_dreams; i++) {
		if (t->in->representative[i] != i)
			continue;
		tallies[i].merged = t->support[i].known;
		FL_TRY(fl_tally_add(&tallies[i].merged, t->sums[i].unknown, err));
	}
	return FL_OK;
}

/* Stated numbers of givers of merged dreams may be the same people: the largest stands for all, unless totals are added up. */
static void merge_stated_givers(fl_tallying *t)
{
	for (size_t i = 0; i < t->in->num_dreams; i++) {
		uint32_t r = t->in->representative[i];
		if (r == i || t->spec->merge_flowers == FL_MERGE_REPRESENTATIVE)
			continue;
		if (t->tallies[i].givers > t->tallies[r].givers)
			t->tallies[r].givers = t->tallies[i].givers;
	}
}

static fl_status tell_support(fl_tallying *t, fl_error *err)
{
	size_t count = t->in->num_dreams;
	uint32_t *speaker = fl_alloc_array(count + 1, sizeof *speaker);
	if (!speaker)
		return fl_enomem(err);
	take_speakers(t, speaker);
	for (size_t i = 0; i < count; i++) {
		bool stands = t->in->representative[i] == i;
		bool whole = stands && t->spec->merge_flowers != FL_MERGE_REPRESENTATIVE;
		t->tallies[i].givers = whole ? t->cluster_givers[i] : t->own_givers[i];
		fl_support_tell(&t->support[speaker[i]], &t->tallies[i]);
	}
	fl_free(speaker);
	return FL_OK;
}

fl_status fl_tallying_close(fl_tallying *t, fl_arena *arena, fl_tally_result *ret, fl_error *err)
{
	*ret = (fl_tally_result){ .excess_givers = t->excess_givers, .excess_flowers = t->excess_flowers };
	if (!t->any) {
		take_stated(t);
		FL_TRY(merge_flowers(t, err));
		merge_stated_givers(t);
	} else {
		take_sums(t);
		FL_TRY(merge_flowers(t, err));
		FL_TRY(tell_support(t, err));
	}
	FL_TRY(fl_days_close(t, arena, ret, err));
	FL_TRY(fl_signs_close(t, arena, ret, err));
	ret->tallies = fl_arena_array(arena, t->in->num_dreams + 1, sizeof *ret->tallies);
	if (!ret->tallies)
		return fl_enomem(err);
	for (size_t i = 0; i < t->in->num_dreams; i++)
		ret->tallies[i] = t->tallies[i];
	return FL_OK;
}

/* ---- rows in memory ------------------------------------------------------------------------------------------------- */

static fl_status check_rows(const fl_flower_list *list, fl_error *err)
{
	if (list->count >= UINT32_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %u rows of flowers", UINT32_MAX - 1);
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].giver != UNKNOWN && list->rows[i].giver >= list->num_givers)
			return fl_error_set(err, FL_EINVAL,
					    "a flower names a dream, giver or source that is not there");
	return FL_OK;
}

static fl_giving giving_of(const fl_flower_row *row)
{
	return (fl_giving){ row->count, row->given, row->dream, row->kind };
}

/* 'starts' has num_givers + 1 places, 'rows' as many as the list. */
static fl_status hand_over(fl_tallying *t, const fl_flower_list *list, size_t *starts, fl_giving *rows, fl_error *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].giver != UNKNOWN)
			starts[list->rows[i].giver + 1]++;
	for (size_t g = 0; g < list->num_givers; g++)
		starts[g + 1] += starts[g];
	for (size_t i = 0; i < list->count; i++) {
		const fl_flower_row *row = &list->rows[i];
		fl_giving giving = giving_of(row);
		if (row->giver == UNKNOWN)
			FL_TRY(fl_tallying_nobody(t, &giving, err));
		else
			rows[starts[row->giver]++] = giving;
	}
	size_t from = 0; /* starts[g] is now where g ends */
	for (size_t g = 0; g < list->num_givers; g++) {
		int64_t earned = list->earned ? list->earned[g] : FL_EARNED_UNKNOWN;
		FL_TRY(fl_tallying_giver(t, (uint32_t)g, rows + from, starts[g] - from, earned, err));
		from = starts[g];
	}
	return FL_OK;
}

static void find_times(const fl_flower_list *list, fl_tally_input *in)
{
	in->first = INT64_MAX;
	in->last = INT64_MIN;
	for (size_t i = 0; i < list->count; i++) {
		int64_t given = list->rows[i].given;
		if (given == FL_TIME_NONE)
			continue;
		in->first = given < in->first ? given : in->first;
		in->last = given > in->last ? given : in->last;
	}
}

fl_status fl_tally_count(const fl_round_spec *spec, const fl_tally_input *input, const fl_flower_list *flowers, fl_arena *arena,
			 fl_tally_result *ret, fl_error *err)
{
	fl_tally_input in = *input;
	fl_tallying *t = NULL;
	FL_TRY(check_rows(flowers, err));
	find_times(flowers, &in);
	size_t *starts = fl_alloc_array(flowers->num_givers + 2, sizeof *starts);
	fl_giving *rows = fl_alloc_array(flowers->count + 1, sizeof *rows);
	fl_status status = starts && rows ? fl_tallying_open(spec, &in, &t, err) : fl_enomem(err);
	if (status == FL_OK)
		status = hand_over(t, flowers, starts, rows, err);
	if (status == FL_OK)
		status = fl_tallying_close(t, arena, ret, err);
	fl_tallying_free(t);
	fl_free(starts);
	fl_free(rows);
	return status;
}
