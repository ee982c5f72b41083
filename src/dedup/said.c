/* SPDX-License-Identifier: Apache-2.0
 *
 * said.c - the half of the join for titles: pairs in which what the titles say is said in the other dream.
 *
 * S is the weight of title a's grams found in the whole of dream b plus that of title b's found in a. The condition
 * C >= c is S >= k (t_a + t_b) with k = 2c/(1 + c). Then one of the two titles, say a, has at least k t_a found in b:
 * otherwise both fell short and so would the sum. So it is enough to find, for every title, the dreams in which at
 * least k t_a of it is found (a containment search), and to test S exactly on those:
 *
 *   1. Prefix.  Let g be the rarest gram of title a found in b. All that is found stands at g or behind it in the
 *      title, so the weight of the title from g on is at least k t_a. Only grams with that property are looked up, in
 *      an inverted index of whole texts; the argument is that of join.c with one side.
 *   2. Remainder.  The other grams of the title are the frequent ones. Where the lists are short their postings are
 *      added too, for dreams already met only; what then cannot reach k t_a, even with all that is left, is dropped
 *      (the adaptive prefix of Wang, Li, Feng: Can we beat the prefix filtering?, SIGMOD 2012).
 *   3. The rest of the title is looked up in the dream's sorted list, stopping when the bound fails.
 *
 * A pair that both titles find is emitted by the smaller index.
 */
#include "dedup/join.h"

#include "base/alloc.h"
#include "base/error.h"

#define NEAR 8 /* a posting costs so much less than a lookup in a list */

typedef struct plan {
	const fl_gram_sets *sets;
	uint64_t num, den; /* k */
	size_t *start;     /* per gram: the sets that have it, ascending; only grams of titles */
	uint32_t *postings;
	struct probe *probes; /* per thread */
	fl_join_output out;
} plan;

typedef struct probe {   /* scratch of one thread */
	uint64_t *found; /* per set: weight of the title found in it so far */
	uint32_t *touched;
	size_t num_touched;
	uint32_t *mark;   /* per gram: set + 1 of the one that is probing, for all its grams */
	fl_couples title; /* the ranks of its title */
} probe;

static fl_status build_index(plan *p, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	size_t all = sets->start[sets->count], total = 0;
	uint8_t *wanted = fl_alloc_array(sets->num_grams, 1);

	if (!wanted)
		return fl_enomem(err);
	for (size_t i = 0; i < all; i++)
		if (sets->entries[i] & FL_GRAM_TITLE)
			wanted[FL_GRAM_RANK(sets->entries[i])] = 1;
	for (size_t i = 0; i < all; i++)
		if (wanted[FL_GRAM_RANK(sets->entries[i])]) {
			p->start[FL_GRAM_RANK(sets->entries[i]) + 1]++;
			total++;
		}
	for (size_t g = 0; g < sets->num_grams; g++)
		p->start[g + 1] += p->start[g];
	p->postings = fl_alloc_array(total, sizeof *p->postings);
	for (size_t set = 0; p->postings && set < sets->count; set++)
		for (size_t i = sets->start[set]; i < sets->start[set + 1]; i++)
			if (wanted[FL_GRAM_RANK(sets->entries[i])])
				p->postings[p->start[FL_GRAM_RANK(sets->entries[i])]++] = (uint32_t)set;
	for (size_t g = sets->num_grams; g > 0; g--)
		p->start[g] = p->start[g - 1];
	p->start[0] = 0;
	fl_free(wanted);
	return p->postings ? FL_OK : fl_enomem(err);
}

/* Mark the grams of set a and list those of its title; *ret_weight: theirs. */
static fl_status take_title(const plan *p, probe *s, size_t a, uint64_t *ret_weight, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;

	s->title.len = 0;
	*ret_weight = 0;
	for (size_t i = sets->start[a]; i < sets->start[a + 1]; i++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[i]);
		s->mark[rank] = (uint32_t)a + 1;
		if (!(sets->entries[i] & FL_GRAM_TITLE))
			continue;
		if (!fl_vec_push(&s->title, rank))
			return fl_enomem(err);
		*ret_weight += sets->weight[rank];
	}
	return FL_OK;
}

/* Add the postings of one gram: of every set, or only of those already met. */
static void add_postings(const plan *p, probe *s, size_t a, size_t gram, bool meet)
{
	uint64_t w = p->sets->weight[gram];

	for (size_t i = p->start[gram]; i < p->start[gram + 1]; i++) {
		uint32_t b = p->postings[i];
		if (s->found[b] == 0) {
			if (!meet || b == a)
				continue;
			s->touched[s->num_touched++] = b;
		}
		s->found[b] += w;
	}
}

/* Does set b have this gram? *from moves on in its sorted list. */
static bool has_gram(const fl_gram_sets *sets, size_t b, uint32_t rank, size_t *from)
{
	size_t low = *from, high = sets->start[b + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (FL_GRAM_RANK(sets->entries[middle]) < rank)
			low = middle + 1;
		else
			high = middle;
	}
	*from = low;
	return low < sets->start[b + 1] && FL_GRAM_RANK(sets->entries[low]) == rank;
}

/* All of title a that is found in b: 'found' so far, the grams from 'next' on (weight 'rest') are open. 0: too
 * little. */
static uint64_t finish(const plan *p, const probe *s, size_t a, size_t b, size_t next, uint64_t rest)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t found = s->found[b], least = p->num * sets->title[a];
	size_t from = sets->start[b];

	for (; next < s->title.len; next++) {
		uint32_t rank = (uint32_t)s->title.items[next];
		if ((found + rest) * p->den < least)
			return 0;
		found += has_gram(sets, b, rank, &from) ? sets->weight[rank] : 0;
		rest -= sets->weight[rank];
	}
	return found * p->den >= least ? found : 0;
}

/* Weight of title b that the marked set has. */
static uint64_t said_back(const plan *p, const probe *s, size_t a, size_t b)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t sum = 0;

	for (size_t i = sets->start[b]; i < sets->start[b + 1]; i++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[i]);
		if ((sets->entries[i] & FL_GRAM_TITLE) && s->mark[rank] == a + 1)
			sum += sets->weight[rank];
	}
	return sum;
}

/* Set b was met by title a: emit the pair if it qualifies and is not left to title b. */
static fl_status test(plan *p, const probe *s, size_t a, size_t b, size_t next, uint64_t rest, size_t begin,
		      fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t there = finish(p, s, a, b, next, rest), back;

	if (there == 0)
		return FL_OK;
	back = said_back(p, s, a, b);
	if ((there + back) * p->den < p->num * (sets->title[a] + sets->title[b]))
		return FL_OK;
	if (b < a && back > 0 && back * p->den >= p->num * sets->title[b])
		return FL_OK; /* title b has found it */
	return fl_join_push(&p->out, begin, a, b, err);
}

static fl_status probe_one(plan *p, probe *s, size_t a, size_t begin, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t rest, least = p->num * sets->title[a];
	size_t next = 0;
	fl_status status = FL_OK;

	FL_TRY(take_title(p, s, a, &rest, err));
	s->num_touched = 0;
	for (; next < s->title.len && rest * p->den >= least; next++) {
		add_postings(p, s, a, s->title.items[next], true);
		rest -= sets->weight[s->title.items[next]];
	}
	for (; next < s->title.len; next++) {
		size_t gram = s->title.items[next];
		if (p->start[gram + 1] - p->start[gram] > NEAR * s->num_touched)
			break;
		add_postings(p, s, a, gram, false);
		rest -= sets->weight[gram];
	}
	for (size_t t = 0; t < s->num_touched; t++) {
		uint32_t b = s->touched[t];
		if (status == FL_OK)
			status = test(p, s, a, b, next, rest, begin, err);
		s->found[b] = 0;
	}
	return status;
}

static fl_status probe_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	probe *s = &p->probes[worker];

	if (!s->found) {
		s->touched = fl_alloc_array(p->sets->count, sizeof *s->touched);
		s->mark = fl_alloc_array(p->sets->num_grams, sizeof *s->mark);
		s->found = s->touched && s->mark ? fl_alloc_array(p->sets->count, sizeof *s->found) : NULL;
		if (!s->found)
			return fl_enomem(err);
	}
	for (size_t a = begin; a < end; a++)
		FL_TRY(probe_one(p, s, a, begin, err));
	return FL_OK;
}

static void release_probes(probe *probes, int threads)
{
	for (int i = 0; probes && i < threads; i++) {
		fl_free(probes[i].found);
		fl_free(probes[i].touched);
		fl_free(probes[i].mark);
		fl_vec_release(&probes[i].title);
	}
	fl_free(probes);
}

fl_status fl_join_said(const fl_gram_sets *sets, int32_t candidates, size_t max, int threads, fl_couples *ret,
		       fl_error *err)
{
	plan p = { .sets = sets,
		   .num = 2 * (uint64_t)candidates,
		   .den = FL_SIMILAR_ONE + (uint64_t)candidates,
		   .out = { .sets = sets, .max = max, .candidates = candidates } };
	fl_status status;

	if (sets->count == 0)
		return FL_OK;
	threads = threads < 1 ? 1 : threads;
	p.start = fl_alloc_array(sets->num_grams + 1, sizeof *p.start);
	p.probes = fl_alloc_array((size_t)threads, sizeof *p.probes);
	if (!p.start || !p.probes) {
		status = fl_enomem(err);
		goto done;
	}
	status = build_index(&p, err);
	if (status == FL_OK)
		status = fl_join_slices(&p.out, threads, probe_slice, &p, ret, err);
done:
	release_probes(p.probes, threads);
	fl_free(p.start);
	fl_free(p.postings);
	return status;
}
