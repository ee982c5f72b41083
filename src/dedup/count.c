/* SPDX-License-Identifier: Apache-2.0
 *
 * count.c - a table of grams for each part of the range: hash tables with open addressing, at half load at most.
 */
#include "dedup/count.h"

#include "base/error.h"
#include "base/parallel.h"
#include "dedup/weigh.h"

#include <stdlib.h>

static uint64_t bare(uint64_t gram)
{
	return gram & ~(uint64_t)FL_GRAM_PARTS;
}

/* Where a gram stands, or would. */
static uint32_t *slot_of(const fl_count_table *t, uint64_t gram)
{
	size_t at = (size_t)(gram >> 8) & (t->num_slots - 1);

	while (t->slots[at] != 0 && t->grams[t->slots[at] - 1].gram != gram)
		at = (at + 1) & (t->num_slots - 1);
	return &t->slots[at];
}

/* Room for one more gram. */
static fl_status grow(fl_count_table *t, fl_error *err)
{
	if (t->len == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 64;
		fl_gram_count *more = fl_realloc_array(t->grams, cap, sizeof *more);
		if (!more)
			return fl_enomem(err);
		t->grams = more;
		t->cap = cap;
	}
	if (2 * (t->len + 1) <= t->num_slots)
		return FL_OK;
	size_t num_slots = t->num_slots ? t->num_slots * 2 : 128;
	uint32_t *slots = fl_alloc_array(num_slots, sizeof *slots);
	if (!slots)
		return fl_enomem(err);
	fl_free(t->slots);
	t->slots = slots;
	t->num_slots = num_slots;
	for (size_t i = 0; i < t->len; i++)
		*slot_of(t, t->grams[i].gram) = (uint32_t)i + 1;
	return FL_OK;
}

fl_status fl_counts_add(fl_counts *counts, size_t part, uint64_t *grams, size_t len, fl_error *err)
{
	fl_count_table *t = &counts->tables[part];

	for (size_t i = 0; i < len; i++) {
		uint64_t gram = bare(grams[i]);
		FL_TRY(grow(t, err));
		uint32_t *slot = slot_of(t, gram);
		if (*slot == 0) {
			t->grams[t->len++] = (fl_gram_count){ .gram = gram };
			*slot = (uint32_t)t->len;
		}
		t->grams[*slot - 1].sets++;
		grams[i] = (uint64_t)(*slot - 1) << 2 | (grams[i] & FL_GRAM_PARTS);
	}
	return FL_OK;
}

bool fl_counts_has(const fl_counts *counts, uint64_t gram)
{
	const fl_count_table *t = &counts->tables[fl_batch_part(gram)];

	return t->num_slots > 0 && *slot_of(t, bare(gram)) != 0;
}

void fl_counts_release(fl_counts *counts)
{
	for (size_t p = 0; p < FL_BATCH_PARTS; p++) {
		fl_free(counts->tables[p].grams);
		fl_free(counts->tables[p].slots);
	}
}

/* ---- rank and weight --------------------------------------------------------------------------------------- */

typedef struct ranked {
	uint64_t gram;
	uint32_t sets, place; /* in its table */
} ranked;

static int by_gram(const void *a, const void *b)
{
	const ranked *x = a, *y = b;

	return x->gram < y->gram ? -1 : x->gram > y->gram;
}

/* As if 'spared' fewer sets had the gram, but never fewer than one. */
static uint32_t weigh(const fl_counts *counts, const fl_gram_count *gram, uint32_t spared)
{
	uint32_t with = counts->idf ? fl_idf_with(counts->idf, gram->gram) : gram->sets;

	return fl_weigh(counts->texts, with > spared ? with - spared : 1);
}

typedef struct gathering {
	const fl_counts *counts;
	ranked *list;
	size_t start[FL_BATCH_PARTS + 1]; /* of each part in the list */
} gathering;

static fl_status count_parts(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	gathering *g = user;

	(void)worker;
	(void)err;
	for (size_t p = begin; p < end; p++)
		for (size_t i = 0; i < g->counts->tables[p].len; i++)
			g->start[p + 1] += g->counts->tables[p].grams[i].sets > 1;
	return FL_OK;
}

/* Parts are ranges of grams, so each is sorted by itself. */
static fl_status gather_parts(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	gathering *g = user;

	(void)worker;
	(void)err;
	for (size_t p = begin; p < end; p++) {
		const fl_count_table *t = &g->counts->tables[p];
		size_t n = g->start[p];
		for (size_t i = 0; i < t->len; i++)
			if (t->grams[i].sets > 1)
				g->list[n++] = (ranked){ t->grams[i].gram, t->grams[i].sets, (uint32_t)i };
		if (n > g->start[p])
			qsort(g->list + g->start[p], n - g->start[p], sizeof *g->list, by_gram);
	}
	return FL_OK;
}

/* The grams of two and more sets, by gram; fl_free. NULL: no memory. */
static ranked *gather(const fl_counts *counts, int threads, size_t *ret_len)
{
	gathering g = { .counts = counts };

	if (fl_parallel_for(FL_BATCH_PARTS, 1, threads, count_parts, &g, NULL) != FL_OK)
		return NULL;
	for (size_t p = 0; p < FL_BATCH_PARTS; p++)
		g.start[p + 1] += g.start[p];
	*ret_len = g.start[FL_BATCH_PARTS];
	g.list = fl_alloc_array(*ret_len + 1, sizeof *g.list);
	if (g.list && fl_parallel_for(FL_BATCH_PARTS, 1, threads, gather_parts, &g, NULL) != FL_OK) {
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
		for (size_t i = 0; i < counts->tables[p].len; i++) {
			fl_gram_count *g = &counts->tables[p].grams[i];
			if (g->sets > 1)
				continue;
			g->rank = FL_COUNT_LONELY;
			g->weight = weigh(counts, g, 0);
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

	if (status == FL_OK && len >= FL_GRAM_RANKS_MAX)
		status = fl_error_set(err, FL_ERANGE, "the texts have more than %zu different grams", FL_GRAM_RANKS_MAX);
	for (size_t i = 0; i < len && status == FL_OK; i++) {
		fl_gram_count *g = &counts->tables[fl_batch_part(list[i].gram)].grams[list[i].place];
		bool as_before = !counts->idf && i > 0 && list[i].sets == list[i - 1].sets;
		gram[i] = list[i].gram;
		weight[i] = as_before ? weight[i - 1] : weigh(counts, g, 0);
		g->rank = (uint32_t)i;
		g->weight = weight[i];
	}
	fl_free(list);
	FL_TRY(status);
	ret->weight = weight;
	ret->gram = gram;
	ret->num_grams = len;
	return fl_parallel_for(FL_BATCH_PARTS, 1, threads, weigh_lonely, counts, err);
}

void fl_counts_look_up(const fl_counts *counts, size_t part, uint64_t *grams, size_t len)
{
	const fl_count_table *t = &counts->tables[part];

	for (size_t i = 0; i < len; i++) {
		const fl_gram_count *g = &t->grams[grams[i] >> 2];
		uint64_t parts = grams[i] & FL_GRAM_PARTS;
		uint32_t w = parts == 0 ? weigh(counts, g, 1) : g->weight;
		grams[i] = (uint64_t)w << 32 | (uint64_t)g->rank << 2 | parts;
	}
}

fl_status fl_counts_idf(const fl_counts *counts, int threads, fl_arena *arena, fl_idf *ret, fl_error *err)
{
	size_t len = 0;
	ranked *list = gather(counts, threads, &len);
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
