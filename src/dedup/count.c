/* SPDX-License-Identifier: Apache-2.0
 *
 * count.c - hash tables of grams with open addressing, one for each part of the range, at half load.
 *
 * The grams of a hundred thousand dreams are millions, and each lookup finds its slot outside every cache. So what will be
 * looked for soon is announced to the processor some steps ahead, and what is sorted is sorted by value, not through pointers.
 */
#include "dedup/count.h"

#include "base/error.h"
#include "base/parallel.h"
#include "dedup/weigh.h"

#include <stdlib.h>

#define AHEAD 12 /* lookups that are announced before they are made */

static size_t part_of(uint64_t gram)
{
	return (size_t)(gram >> 61);
}

static fl_gram_count *slot_of(const fl_count_table *t, uint64_t gram)
{
	size_t at = (size_t)(gram >> 8) & (t->num_slots - 1);

	while (t->slots[at].sets != 0 && t->slots[at].gram != gram)
		at = (at + 1) & (t->num_slots - 1);
	return &t->slots[at];
}

static void expect(const fl_count_table *t, uint64_t gram)
{
	if (t->num_slots > 0)
		__builtin_prefetch(&t->slots[(size_t)(gram >> 8) & (t->num_slots - 1)]);
}

void fl_counts_expect(const fl_counts *counts, uint64_t gram)
{
	expect(&counts->tables[part_of(gram)], gram);
}

static fl_status grow(fl_count_table *t, fl_error *err)
{
	fl_count_table more = { NULL, t->num_slots ? t->num_slots * 2 : 1024, t->len };

	more.slots = fl_alloc_array(more.num_slots, sizeof *more.slots);
	if (!more.slots)
		return fl_enomem(err);
	for (size_t i = 0; i < t->num_slots; i++)
		if (t->slots[i].sets != 0)
			*slot_of(&more, t->slots[i].gram) = t->slots[i];
	fl_free(t->slots);
	*t = more;
	return FL_OK;
}

fl_status fl_counts_add(fl_counts *counts, size_t part, const uint64_t *grams, size_t len, bool known_only, fl_error *err)
{
	fl_count_table *t = &counts->tables[part];

	for (size_t i = 0; i < len; i++) {
		uint64_t gram = grams[i] & ~(uint64_t)FL_GRAM_PARTS;
		if (i + AHEAD < len && part_of(grams[i + AHEAD]) == part)
			expect(t, grams[i + AHEAD]);
		if (part_of(gram) != part || (known_only && t->num_slots == 0))
			continue;
		if (!known_only && 2 * (t->len + 1) > t->num_slots)
			FL_TRY(grow(t, err));
		fl_gram_count *slot = slot_of(t, gram);
		if (known_only && slot->sets == 0)
			continue;
		t->len += slot->sets == 0;
		slot->gram = gram;
		slot->sets++;
	}
	return FL_OK;
}

const fl_gram_count *fl_counts_find(const fl_counts *counts, uint64_t gram)
{
	const fl_count_table *t = &counts->tables[part_of(gram)];

	if (t->num_slots == 0)
		return NULL;
	const fl_gram_count *slot = slot_of(t, gram);
	return slot->sets == 0 ? NULL : slot;
}

void fl_counts_release(fl_counts *counts)
{
	for (size_t p = 0; p < FL_COUNT_PARTS; p++)
		fl_free(counts->tables[p].slots);
}

/* ---- rank and weight --------------------------------------------------------------------------------------- */

typedef struct ranked {
	uint64_t gram;
	uint32_t sets, place; /* of the slot in its table */
} ranked;

static int by_gram(const void *a, const void *b)
{
	const ranked *x = a, *y = b;

	return x->gram < y->gram ? -1 : x->gram > y->gram;
}

uint32_t fl_counts_weigh(const fl_counts *counts, const fl_gram_count *gram, uint32_t spared)
{
	uint32_t with = counts->idf ? fl_idf_with(counts->idf, gram->gram) : gram->sets;

	return fl_weigh(counts->texts, with > spared ? with - spared : 1);
}

typedef struct gathering {
	const fl_counts *counts;
	ranked *list;
	size_t start[FL_COUNT_PARTS + 1]; /* of each part in the list */
} gathering;

/* Parts are ranges of grams, so each is sorted by itself. */
static fl_status gather_parts(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	gathering *g = user;

	(void)worker;
	(void)err;
	for (size_t p = begin; p < end; p++) {
		const fl_count_table *t = &g->counts->tables[p];
		size_t n = g->start[p];
		for (size_t i = 0; i < t->num_slots; i++)
			if (t->slots[i].sets > 1)
				g->list[n++] = (ranked){ t->slots[i].gram, t->slots[i].sets, (uint32_t)i };
		if (n > g->start[p])
			qsort(g->list + g->start[p], n - g->start[p], sizeof *g->list, by_gram);
	}
	return FL_OK;
}

/* The grams of two and more sets, by gram; fl_free. NULL: no memory. */
static ranked *gather(const fl_counts *counts, int threads, size_t *ret_len)
{
	gathering g = { .counts = counts };

	for (size_t p = 0; p < FL_COUNT_PARTS; p++) {
		g.start[p + 1] = g.start[p];
		for (size_t i = 0; i < counts->tables[p].num_slots; i++)
			g.start[p + 1] += counts->tables[p].slots[i].sets > 1;
	}
	*ret_len = g.start[FL_COUNT_PARTS];
	g.list = fl_alloc_array(*ret_len + 1, sizeof *g.list);
	if (g.list && fl_parallel_for(FL_COUNT_PARTS, 1, threads, gather_parts, &g, NULL) != FL_OK) {
		fl_free(g.list);
		return NULL;
	}
	return g.list;
}

/* The list by number of sets, fewest first, then as it was: counted, not compared. Takes the list; NULL: no memory. */
static ranked *sort_by_sets(ranked *list, size_t len)
{
	uint32_t most = 0;

	for (size_t i = 0; i < len; i++)
		most = list[i].sets > most ? list[i].sets : most;
	size_t *place = fl_alloc_array((size_t)most + 2, sizeof *place);
	ranked *sorted = place ? fl_alloc_array(len + 1, sizeof *sorted) : NULL;
	for (size_t i = 0; i < len && sorted; i++)
		place[list[i].sets + 1]++;
	for (size_t k = 1; k <= most && sorted; k++)
		place[k + 1] += place[k];
	for (size_t i = 0; i < len && sorted; i++)
		sorted[place[list[i].sets]++] = list[i];
	fl_free(place);
	fl_free(list);
	return sorted;
}

/* The grams that only one set has. */
static fl_status weigh_lonely(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_counts *counts = user;

	(void)worker;
	(void)err;
	for (size_t p = begin; p < end; p++)
		for (size_t i = 0; i < counts->tables[p].num_slots; i++) {
			fl_gram_count *slot = &counts->tables[p].slots[i];
			if (slot->sets == 1)
				slot->rank = fl_counts_weigh(counts, slot, 0);
		}
	return FL_OK;
}

fl_status fl_counts_rank(fl_counts *counts, int threads, fl_arena *arena, fl_gram_sets *ret, fl_error *err)
{
	size_t len = 0;
	ranked *list = gather(counts, threads, &len);
	if (list)
		list = sort_by_sets(list, len);
	uint32_t *weight = list ? fl_arena_array(arena, len, sizeof *weight) : NULL;
	uint64_t *gram = weight ? fl_arena_array(arena, len, sizeof *gram) : NULL;
	fl_status status = gram ? FL_OK : fl_enomem(err);

	if (status == FL_OK && len > FL_GRAM_RANKS_MAX)
		status = fl_error_set(err, FL_ERANGE, "the texts have more than %zu different grams", FL_GRAM_RANKS_MAX);
	for (size_t i = 0; i < len && status == FL_OK; i++) {
		fl_gram_count *slot = &counts->tables[part_of(list[i].gram)].slots[list[i].place];
		slot->rank = (uint32_t)i;
		gram[i] = list[i].gram;
		weight[i] = !counts->idf && i > 0 && list[i].sets == list[i - 1].sets ? weight[i - 1]
										     : fl_counts_weigh(counts, slot, 0);
	}
	fl_free(list);
	FL_TRY(status);
	ret->weight = weight;
	ret->gram = gram;
	ret->num_grams = len;
	return fl_parallel_for(FL_COUNT_PARTS, 1, threads, weigh_lonely, counts, err);
}

fl_status fl_counts_idf(const fl_counts *counts, fl_arena *arena, fl_idf *ret, fl_error *err)
{
	size_t len = 0;
	ranked *list = gather(counts, 1, &len);
	uint64_t *grams = list ? fl_arena_array(arena, len, sizeof *grams) : NULL;
	uint32_t *with = grams ? fl_arena_array(arena, len, sizeof *with) : NULL;

	for (size_t i = 0; i < len && with; i++) {
		grams[i] = list[i].gram;
		with[i] = list[i].sets;
	}
	fl_free(list);
	if (!with)
		return fl_enomem(err);
	*ret = (fl_idf){ .texts = counts->texts, .count = len, .grams = grams, .with = with };
	return fl_idf_index(ret, arena, err);
}
