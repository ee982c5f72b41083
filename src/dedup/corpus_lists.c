/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus_lists.c - each set's ranks in ascending order, and its totals.
 */
#include "dedup/corpus_steps.h"

#include "base/error.h"
#include "base/parallel.h"

#include <string.h>

#define LEAST_GRAMS 3 /* a title counts at least as much as so many unheard-of grams */

/* Sort by value, a byte at a time from the lowest (Knuth, The Art of Computer Programming 3, 5.2.5); 'spare' has as much room. */
static void sort_values(uint32_t *values, uint32_t *spare, size_t len)
{
	for (unsigned shift = 0; shift < 32; shift += 8) {
		size_t place[256] = { 0 }, at = 0;
		for (size_t i = 0; i < len; i++)
			place[values[i] >> shift & 0xff]++;
		if (len > 0 && place[values[0] >> shift & 0xff] == len)
			continue; /* all have the same byte */
		for (size_t v = 0; v < 256; v++) {
			size_t count = place[v];
			place[v] = at;
			at += count;
		}
		for (size_t i = 0; i < len; i++)
			spare[place[values[i] >> shift & 0xff]++] = values[i];
		memcpy(values, spare, len * sizeof *values);
	}
}

/* What a title counts for: not below a floor, and more where the title as a whole, worth 'whole', is one of many dreams. */
static uint64_t title_weight(const fl_corpus_making *b, uint64_t grams, uint64_t whole)
{
	uint64_t least = (uint64_t)LEAST_GRAMS * b->lonely, weight = grams > least ? grams : least;

	weight = weight * b->lonely / whole;
	return weight < FL_GRAM_SUM_MAX ? weight : FL_GRAM_SUM_MAX;
}

typedef struct sums { /* of one set */
	uint64_t title, whole; /* weights: of the grams of its title, of its title as a whole (0: it has no such) */
	size_t len;
} sums;

/* The grams of a batch into the lists of their sets, unsorted. */
static void list_batch(fl_corpus_making *b, size_t first, const fl_batch *batch, sums *all)
{
	size_t len = batch->start ? batch->start[FL_BATCH_PARTS] : 0;

	for (size_t i = 0; i < len; i++) {
		size_t k = batch->set[i], set = first + k;
		uint64_t gram = batch->grams[i], w = FL_LOOKED_UP_WEIGHT(gram);
		uint32_t parts = FL_LOOKED_UP_PARTS(gram), entry = FL_LOOKED_UP_ENTRY(gram);
		if (parts == 0) {
			all[k].whole = w;
			continue;
		}
		b->total[set] += w;
		b->body[set] += parts & FL_GRAM_BODY ? w : 0;
		all[k].title += parts & FL_GRAM_TITLE ? w : 0;
		if (FL_GRAM_RANK(entry) == FL_COUNT_LONELY)
			continue;
		b->listed[set] += w;
		b->entries[b->start[set] + all[k].len++] = entry | (b->whole[set] ? FL_GRAM_TITLE : 0);
	}
}

static void finish_set(fl_corpus_making *b, size_t set, const sums *s, uint32_t *spare)
{
	sort_values(b->entries + b->start[set], spare, s->len);
	b->length[set] = (uint32_t)s->len;
	b->title[set] = b->whole[set] ? b->total[set] : title_weight(b, s->title, s->whole ? s->whole : b->lonely);
	if (b->corpus->is_new[set])
		return;
	const fl_dedup_weights *known = &b->options->known->weights[b->corpus->text[set]];
	b->total[set] = known->total;
	b->title[set] = known->title;
	b->body[set] = known->body;
}

/* 'start' holds upper bounds until all sets are listed; 'length' becomes the number of entries. */
static fl_status list(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_corpus_making *b = user;
	sums all[FL_CORPUS_GRAIN] = { { 0 } };
	size_t longest = 0;

	(void)worker;
	for (size_t i = begin; i < end; i++)
		longest = b->length[i] > longest ? b->length[i] : longest;
	uint32_t *spare = fl_alloc_array(longest, sizeof *spare);
	if (!spare)
		return fl_enomem(err);
	list_batch(b, begin, &b->fresh[begin / FL_CORPUS_GRAIN], all);
	list_batch(b, begin, &b->others[begin / FL_CORPUS_GRAIN], all);
	for (size_t i = begin; i < end; i++)
		finish_set(b, i, &all[i - begin], spare);
	fl_batch_release(&b->fresh[begin / FL_CORPUS_GRAIN]);
	fl_batch_release(&b->others[begin / FL_CORPUS_GRAIN]);
	fl_free(spare);
	return FL_OK;
}

fl_status fl_corpus_list(fl_corpus_making *b, int threads, fl_error *err)
{
	fl_gram_sets *sets = &b->corpus->sets;
	size_t at = 0;

	b->start[0] = 0;
	for (size_t i = 0; i < sets->count; i++)
		b->start[i + 1] = b->start[i] + b->length[i];
	b->entries = fl_arena_array(&b->corpus->arena, b->start[sets->count], sizeof *b->entries);
	if (!b->entries)
		return fl_enomem(err);
	FL_TRY(fl_parallel_for(sets->count, FL_CORPUS_GRAIN, threads, list, b, err));
	for (size_t i = 0; i < sets->count; i++) { /* close the gaps that lonely grams left */
		memmove(b->entries + at, b->entries + b->start[i], b->length[i] * sizeof *b->entries);
		b->start[i] = at;
		at += b->length[i];
	}
	b->start[sets->count] = at;
	return FL_OK;
}
