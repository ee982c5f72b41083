/* SPDX-License-Identifier: Apache-2.0
 *
 * join_new.c - the pairs that came with some new sets, when those among the others are known.
 *
 * The grams of the new sets are indexed, and every set, old or new, goes through its own grams and adds up what it shares with each
 * new one: the two sums that a score is made of. Nothing is passed over but this: once what is left of a set, its most frequent
 * grams, could not make a score by itself, no further new set is met, only added to. That is the argument of the prefix
 * filter (join.c) with one list and both conditions. The work is that of reading every set once, so it pays while the new ones
 * are few; with many of them the whole join is better, and finds the same.
 */
#include "dedup/join.h"

#include "base/alloc.h"
#include "base/error.h"

typedef struct tally { /* of one new set against the set that is read */
	uint64_t all, said;
} tally;

typedef struct plan {
	const fl_gram_sets *sets;
	const bool *is_new;
	uint32_t *fresh;    /* the new sets */
	size_t num_fresh;
	size_t *start;      /* per gram: its postings */
	uint32_t *postings; /* place in 'fresh' << 1 | does it stand in the title */
	uint64_t lightest, lightest_title; /* of the new sets */
	struct scratch {
		tally *tallies; /* per new set; all 0 between two sets */
		uint32_t *touched;
	} *scratch; /* per thread */
	fl_join_output out;
} plan;

static fl_status build_index(plan *p, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	size_t total = 0;

	for (size_t n = 0; n < p->num_fresh; n++)
		for (size_t i = sets->start[p->fresh[n]]; i < sets->start[p->fresh[n] + 1]; i++, total++)
			p->start[FL_GRAM_RANK(sets->entries[i]) + 1]++;
	for (size_t g = 0; g < sets->num_grams; g++)
		p->start[g + 1] += p->start[g];
	p->postings = fl_alloc_array(total, sizeof *p->postings);
	if (!p->postings)
		return fl_enomem(err);
	for (size_t n = 0; n < p->num_fresh; n++)
		for (size_t i = sets->start[p->fresh[n]]; i < sets->start[p->fresh[n] + 1]; i++)
			p->postings[p->start[FL_GRAM_RANK(sets->entries[i])]++] =
			    (uint32_t)n << 1 | (sets->entries[i] & FL_GRAM_TITLE ? 1 : 0);
	for (size_t g = sets->num_grams; g > 0; g--)
		p->start[g] = p->start[g - 1];
	p->start[0] = 0;
	return FL_OK;
}

/* Can two sets of these totals and titles have a score that counts, if they share so much? The conditions of fl_join. */
static bool may_score(const plan *p, uint64_t all, uint64_t said, uint64_t totals, uint64_t titles)
{
	uint64_t c = (uint64_t)p->out.candidates;

	return (FL_SIMILAR_ONE + c) * said >= 2 * c * titles || (2 * (uint64_t)FL_SIMILAR_ONE + 3 * c) * all >= 3 * c * totals;
}

static fl_status test(plan *p, size_t x, uint32_t n, const tally *t, size_t begin, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	size_t y = p->fresh[n];

	if (y == x || (p->is_new[x] && y > x)) /* of two new ones the later finds the earlier */
		return FL_OK;
	if (!may_score(p, t->all, t->said, sets->total[x] + sets->total[y], sets->title[x] + sets->title[y]))
		return FL_OK;
	return fl_join_push(&p->out, begin, x, y, err);
}

static fl_status read_set(plan *p, struct scratch *s, size_t x, size_t begin, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t rest = sets->listed[x], totals = sets->total[x] + p->lightest, titles = sets->title[x] + p->lightest_title;
	size_t touched = 0;
	fl_status status = FL_OK;

	for (size_t i = sets->start[x]; i < sets->start[x + 1]; i++) {
		size_t gram = FL_GRAM_RANK(sets->entries[i]);
		uint64_t w = sets->weight[gram], mine = sets->entries[i] & FL_GRAM_TITLE ? w : 0;
		bool meets = may_score(p, rest, 2 * rest, totals, titles);
		for (size_t k = p->start[gram]; k < p->start[gram + 1]; k++) {
			uint32_t n = p->postings[k] >> 1;
			if (s->tallies[n].all == 0) {
				if (!meets)
					continue;
				s->touched[touched++] = n;
			}
			s->tallies[n].all += w;
			s->tallies[n].said += mine + (p->postings[k] & 1 ? w : 0);
		}
		rest -= w;
	}
	for (size_t k = 0; k < touched; k++) {
		uint32_t n = s->touched[k];
		if (status == FL_OK)
			status = test(p, x, n, &s->tallies[n], begin, err);
		s->tallies[n] = (tally){ 0, 0 };
	}
	return status;
}

static fl_status read_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	struct scratch *s = &p->scratch[worker];

	if (!s->tallies) {
		s->touched = fl_alloc_array(p->num_fresh, sizeof *s->touched);
		s->tallies = s->touched ? fl_alloc_array(p->num_fresh, sizeof *s->tallies) : NULL;
		if (!s->tallies)
			return fl_enomem(err);
	}
	for (size_t x = begin; x < end; x++)
		FL_TRY(read_set(p, s, x, begin, err));
	return FL_OK;
}

static fl_status gather_new(plan *p, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;

	p->lightest = p->lightest_title = UINT64_MAX;
	p->fresh = fl_alloc_array(sets->count, sizeof *p->fresh);
	if (!p->fresh)
		return fl_enomem(err);
	for (size_t i = 0; i < sets->count; i++)
		if (p->is_new[i]) {
			p->fresh[p->num_fresh++] = (uint32_t)i;
			p->lightest = sets->total[i] < p->lightest ? sets->total[i] : p->lightest;
			p->lightest_title = sets->title[i] < p->lightest_title ? sets->title[i] : p->lightest_title;
		}
	return FL_OK;
}

fl_status fl_join_new(const fl_gram_sets *sets, const bool *is_new, int32_t candidates, size_t max, int threads,
		      fl_couples *ret, fl_error *err)
{
	plan p = { .sets = sets, .is_new = is_new, .out = { .sets = sets, .max = max, .candidates = candidates } };
	fl_status status = gather_new(&p, err);

	if (status != FL_OK || p.num_fresh == 0)
		goto done;
	threads = threads < 1 ? 1 : threads;
	p.start = fl_alloc_array(sets->num_grams + 1, sizeof *p.start);
	p.scratch = fl_alloc_array((size_t)threads, sizeof *p.scratch);
	if (!p.start || !p.scratch) {
		status = fl_enomem(err);
		goto done;
	}
	status = build_index(&p, err);
	if (status == FL_OK)
		status = fl_join_slices(&p.out, threads, read_slice, &p, ret, err);
done:
	for (int i = 0; p.scratch && i < threads; i++) {
		fl_free(p.scratch[i].tallies);
		fl_free(p.scratch[i].touched);
	}
	fl_free(p.scratch);
	fl_free(p.fresh);
	fl_free(p.start);
	fl_free(p.postings);
	return status;
}
