/* SPDX-License-Identifier: Apache-2.0
 *
 * join.c - find every pair of alike texts without comparing all pairs. Nothing above the threshold is missed.
 *
 * Florin does not guess candidates by hashing: it proves which pairs need not be looked at. Texts are sets of grams;
 * each gram has a weight; |x| is the weight of all grams of x. Two sets are alike when their weighted Jaccard
 * similarity o/(|x| + |y| - o), o the weight of the shared grams, is at least t. All grams stand in one fixed order,
 * the rarest first, and every set is sorted by it. What is passed over, and why nothing is lost:
 *
 *   1. Length.  o <= |y|, and the union is at least |x|, so J >= t needs |y| >= t |x| (for |y| <= |x|). Sets are
 *      taken by rising weight, and x is compared with sets before it only: every pair is met once, at its heavier
 *      member.
 *   2. Prefix.  J >= t is the same as o >= a(x, y) = t/(1 + t) (|x| + |y|), and it implies o >= t |x|. Let g be the
 *      first gram, in the common order, that x and y share. Everything they share stands at g or behind it, in x and
 *      in y. So the weight of x from g on is at least o >= t |x|, and the weight of y from g on is at least
 *      o >= a(x, y) >= 2t/(1 + t) |y|, because |x| >= |y|. Hence g stands in the part of x where the weight from
 *      there on is still >= t |x| (the probing prefix), and in the part of y where it is >= 2t/(1 + t) |y| (the
 *      indexing prefix). It is enough to keep the indexing prefixes in an inverted index and to look up the grams of
 *      the probing prefix: every pair that qualifies is met at its g.
 *   3. Position.  When x meets y at a gram, all shared grams before it have been added up in A, and the rest is at
 *      most the smaller weight from here on, in x or in y. If A plus that is below a(x, y), the pair cannot qualify,
 *      now or later: the bound only falls.
 *   4. Verification.  What survives is added up exactly, from where the shared grams are not yet counted, unless even
 *      sharing all the rest of y would not do. Integers throughout: num and den of t, never a rounded t.
 *
 * The second half, title against whole text, is in said.c; fl_join below says which halves a threshold needs. What all halves
 * do with what they find is in found.c.
 *
 * Chaudhuri, Ganti, Kaushik: A primitive operator for similarity joins in data cleaning, ICDE 2006 (prefix filter).
 * Bayardo, Ma, Srikant: Scaling up all pairs similarity search, WWW 2007 (one side indexed, weights).
 * Xiao, Wang, Lin, Yu, Wang: Efficient similarity joins for near-duplicate detection, WWW 2008, TODS 2011 (position;
 *   the shorter indexing prefix). Mann, Augsten, Bouros: An empirical evaluation of set similarity join techniques,
 *   PVLDB 2016 (plain filters and fast verification win).
 */
#include "dedup/join.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

#define DEAD       UINT64_MAX
#define RANGES_MAX 16   /* of ranks, each indexed by one thread */
#define SAMPLED    1000 /* sets that say where to cut them */
#define FILTER_WORDS 512 /* of 64 grams each: 4 KiB, which stay in the nearest cache */
#define AHEAD      8    /* grams whose postings are announced to the processor before they are read */

typedef struct posting {
	uint32_t place;  /* of the set in the order by weight */
	uint32_t behind; /* weight of the set from this gram on; UINT32_MAX: that or more */
} posting;

typedef struct place { /* of a set in the order by weight */
	uint64_t weight; /* |set| */
	uint64_t least;  /* num |set| / (num + den) rounded down; the sum of two is at most a(x, y) */
	uint64_t after;  /* weight behind the indexing prefix */
	uint32_t set;
	uint32_t prefix; /* length of the indexing prefix */
	uint32_t last;   /* rank of its last gram */
} place;

typedef struct plan {
	const fl_gram_sets *sets;
	uint64_t num, den;
	place *places;    /* sets by rising weight */
	size_t *start;    /* per gram: its postings; two more */
	posting *postings;
	size_t cut[RANGES_MAX + 1], num_ranges; /* of the ranks */
	struct probe *probes; /* per thread */
	fl_join_output out;
} plan;

/* ---- order and index --------------------------------------------------------------------------------------- */

typedef struct weighed {
	uint64_t weight;
	uint32_t set;
} weighed;

static int by_weight(const void *a, const void *b)
{
	const weighed *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return x->set < y->set ? -1 : x->set > y->set;
}

static fl_status order_sets(plan *p, fl_error *err)
{
	size_t count = p->sets->count;
	weighed *w = fl_alloc_array(count, sizeof *w);

	if (!w)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		w[i] = (weighed){ p->sets->total[i], (uint32_t)i };
	qsort(w, count, sizeof *w, by_weight);
	for (size_t i = 0; i < count; i++) {
		p->places[i].set = w[i].set;
		p->places[i].weight = w[i].weight;
		p->places[i].least = p->num * w[i].weight / (p->num + p->den);
	}
	fl_free(w);
	return FL_OK;
}

/* Measure the indexing prefixes. */
static fl_status measure(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	const fl_gram_sets *sets = p->sets;
	uint64_t sum = p->num + p->den;

	(void)worker;
	(void)err;
	for (size_t at = begin; at < end; at++) {
		place *y = &p->places[at];
		size_t i = sets->start[y->set];
		uint64_t behind = sets->listed[y->set];
		for (; i < sets->start[y->set + 1] && behind * sum >= 2 * p->num * y->weight; i++) {
			y->last = FL_GRAM_RANK(sets->entries[i]);
			behind -= sets->weight[y->last];
		}
		y->prefix = (uint32_t)(i - sets->start[y->set]);
		y->after = behind;
	}
	return FL_OK;
}

static const uint32_t *entries_of(const plan *p, size_t at)
{
	return p->sets->entries + p->sets->start[p->places[at].set];
}

/* Cut the ranks into ranges of about as many postings each, by what some of the sets have. No result depends on where. */
static void cut_ranks(plan *p)
{
	size_t step = p->sets->count / SAMPLED + 1, sampled = 0;
	uint64_t sum[RANGES_MAX] = { 0 };

	for (size_t at = 0; at < p->sets->count; at += step) {
		const uint32_t *entries = entries_of(p, at);
		uint64_t prefix = p->places[at].prefix;
		for (size_t k = 1; k < p->num_ranges && prefix > 0; k++)
			sum[k] += FL_GRAM_RANK(entries[prefix * k / p->num_ranges]);
		sampled += prefix > 0;
	}
	for (size_t k = 1; k < p->num_ranges; k++)
		p->cut[k] = sampled ? (size_t)(sum[k] / sampled) : 0;
	p->cut[p->num_ranges] = p->sets->num_grams;
}

/* The part of an indexing prefix whose ranks are in a range. */
static void prefix_in(const plan *p, size_t at, size_t range, size_t *ret_from, size_t *ret_to)
{
	const uint32_t *entries = entries_of(p, at);
	size_t from = 0, to = p->places[at].prefix;

	while (from < to && FL_GRAM_RANK(entries[from]) < p->cut[range])
		from++;
	while (to > from && FL_GRAM_RANK(entries[to - 1]) >= p->cut[range + 1])
		to--;
	*ret_from = from;
	*ret_to = to;
}

static fl_status count_range(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	size_t from, to;

	(void)worker;
	(void)end;
	(void)err;
	for (size_t at = 0; at < p->sets->count; at++) {
		const uint32_t *entries = entries_of(p, at);
		prefix_in(p, at, begin, &from, &to);
		for (size_t i = from; i < to; i++)
			p->start[FL_GRAM_RANK(entries[i]) + 2]++;
	}
	return FL_OK;
}

/* The postings of a range of ranks, in the order of places. start[rank + 1] is where the next one goes. */
static fl_status fill_range(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	size_t from, to;

	(void)worker;
	(void)end;
	(void)err;
	for (size_t at = 0; at < p->sets->count; at++) {
		const uint32_t *entries = entries_of(p, at);
		uint64_t behind = p->sets->listed[p->places[at].set];
		prefix_in(p, at, begin, &from, &to);
		for (size_t i = 0; i < from && from < to; i++)
			behind -= p->sets->weight[FL_GRAM_RANK(entries[i])];
		for (size_t i = from; i < to; i++) {
			uint32_t rank = FL_GRAM_RANK(entries[i]);
			p->postings[p->start[rank + 1]++] =
			    (posting){ (uint32_t)at, behind < UINT32_MAX ? (uint32_t)behind : UINT32_MAX };
			behind -= p->sets->weight[rank];
		}
	}
	return FL_OK;
}

/* Each thread counts and fills the postings of its range of ranks. */
static fl_status build_index(plan *p, int threads, fl_error *err)
{
	size_t num_grams = p->sets->num_grams;

	p->num_ranges = threads > RANGES_MAX ? RANGES_MAX : (size_t)threads;
	FL_TRY(fl_parallel_for(p->sets->count, FL_JOIN_GRAIN, threads, measure, p, err));
	cut_ranks(p);
	FL_TRY(fl_parallel_for(p->num_ranges, 1, threads, count_range, p, err));
	for (size_t g = 0; g <= num_grams; g++)
		p->start[g + 1] += p->start[g];
	p->postings = fl_alloc_array(p->start[num_grams + 1], sizeof *p->postings);
	if (!p->postings)
		return fl_enomem(err);
	return fl_parallel_for(p->num_ranges, 1, threads, fill_range, p, err);
}

/* ---- probing ----------------------------------------------------------------------------------------------- */

typedef struct probe {    /* scratch of one thread */
	uint64_t *shared; /* per place: weight shared so far, DEAD: cannot qualify */
	uint32_t *touched;
	size_t num_touched;
	uint64_t filter[FILTER_WORDS]; /* a bit for some grams each: unset, and none of them is in the set below */
	uint32_t *mark; /* per gram: place + 1 of the last set that had to be compared exactly */
} probe;

/* The first posting of a gram whose set is heavy enough. */
static size_t first_heavy(const plan *p, size_t gram, size_t lightest)
{
	size_t low = p->start[gram], high = p->start[gram + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->postings[middle].place < lightest)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Meet every set before x that has this gram in its indexing prefix; 'behind': weight of x from it on. */
static void meet(const plan *p, probe *s, size_t x, size_t lightest, size_t gram, uint64_t behind)
{
	uint32_t w = p->sets->weight[gram];
	size_t end = p->start[gram + 1];

	for (size_t i = first_heavy(p, gram, lightest); i < end && p->postings[i].place < x; i++) {
		posting y = p->postings[i];
		uint64_t shared = s->shared[y.place];
		if (shared == DEAD)
			continue;
		uint64_t rest = y.behind == UINT32_MAX || y.behind > behind ? behind : y.behind;
		if (shared == 0)
			s->touched[s->num_touched++] = y.place;
		s->shared[y.place] = shared + rest < p->places[x].least + p->places[y.place].least ? DEAD : shared + w;
	}
}

/* Make the grams of x known: in a small filter that says quickly what x has not, and for certain in 'mark'. */
static void mark_grams(const fl_gram_sets *sets, size_t set, probe *s, size_t x)
{
	memset(s->filter, 0, sizeof s->filter);
	for (size_t i = sets->start[set]; i < sets->start[set + 1]; i++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[i]);
		s->filter[rank / 64 % FILTER_WORDS] |= (uint64_t)1 << rank % 64;
		s->mark[rank] = (uint32_t)x + 1;
	}
}

/* Add up what x and y share exactly. Counted so far: the grams that stand in both prefixes, which are all shared
 * grams up to the smaller of the prefixes' last ranks. 'last': rank of the last gram of the probing prefix of x. */
static bool verify(const plan *p, const probe *s, size_t x, size_t y, uint32_t last)
{
	const fl_gram_sets *sets = p->sets;
	const place *other = &p->places[y];
	uint64_t both = p->num * (p->places[x].weight + other->weight), sum = p->num + p->den;
	uint64_t shared = s->shared[y], rest = other->after;

	if (other->last <= last && (shared + rest) * sum < both)
		return false;
	size_t begin = sets->start[other->set], i = begin + other->prefix;
	while (i > begin && FL_GRAM_RANK(sets->entries[i - 1]) > last)
		rest += sets->weight[FL_GRAM_RANK(sets->entries[--i])];
	if ((shared + rest) * sum < both)
		return false;
	for (; i < sets->start[other->set + 1]; i++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[i]);
		if ((s->filter[rank / 64 % FILTER_WORDS] >> rank % 64 & 1) && s->mark[rank] == x + 1)
			shared += sets->weight[rank];
	}
	return shared * sum >= both;
}

/* Most of the time of a look into the index is waiting for memory. */
static void expect(const plan *p, const uint32_t *entries, size_t i, size_t len)
{
	if (i + 2 * (size_t)AHEAD < len)
		__builtin_prefetch(&p->start[FL_GRAM_RANK(entries[i + 2 * (size_t)AHEAD])]);
	if (i + AHEAD < len)
		__builtin_prefetch(&p->postings[p->start[FL_GRAM_RANK(entries[i + AHEAD])]]);
}

static fl_status probe_one(plan *p, probe *s, size_t x, size_t lightest, size_t begin, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	size_t set = p->places[x].set, len = sets->start[set + 1] - sets->start[set];
	const uint32_t *entries = sets->entries + sets->start[set];
	uint64_t behind = sets->listed[set];
	uint32_t last = 0;
	bool marked = false;
	fl_status status = FL_OK;

	s->num_touched = 0;
	for (size_t i = 0; i < (size_t)2 * AHEAD && i < len; i++)
		__builtin_prefetch(&p->start[FL_GRAM_RANK(entries[i])]);
	for (size_t i = 0; i < AHEAD && i < len; i++)
		__builtin_prefetch(&p->postings[p->start[FL_GRAM_RANK(entries[i])]]);
	for (size_t i = 0; i < len && behind * p->den >= p->num * p->places[x].weight; i++) {
		expect(p, entries, i, len);
		last = FL_GRAM_RANK(entries[i]);
		meet(p, s, x, lightest, last, behind);
		behind -= sets->weight[last];
	}
	for (size_t t = 0; t < s->num_touched; t++) {
		uint32_t y = s->touched[t];
		if (status == FL_OK && s->shared[y] != DEAD) {
			if (!marked)
				mark_grams(sets, set, s, x);
			marked = true;
			if (verify(p, s, x, y, last))
				status = fl_join_push(&p->out, begin, set, p->places[y].set, err);
		}
		s->shared[y] = 0;
	}
	return status;
}

/* The place of the lightest set that x can be alike with. */
static size_t lightest_for(const plan *p, size_t x)
{
	size_t low = 0, high = x;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->places[middle].weight * p->den < p->num * p->places[x].weight)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static fl_status probe_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	plan *p = user;
	probe *s = &p->probes[worker];

	if (!s->shared) {
		s->touched = fl_alloc_array(p->sets->count, sizeof *s->touched);
		s->mark = fl_alloc_array(p->sets->num_grams, sizeof *s->mark);
		s->shared = s->touched && s->mark ? fl_alloc_array(p->sets->count, sizeof *s->shared) : NULL;
		if (!s->shared)
			return fl_enomem(err);
	}
	for (size_t x = begin; x < end; x++)
		FL_TRY(probe_one(p, s, x, lightest_for(p, x), begin, err));
	return FL_OK;
}

static void release_probes(probe *probes, int threads)
{
	for (int i = 0; probes && i < threads; i++) {
		fl_free(probes[i].shared);
		fl_free(probes[i].touched);
		fl_free(probes[i].mark);
	}
	fl_free(probes);
}

/* ---- the whole --------------------------------------------------------------------------------------------- */

fl_status fl_join_alike(const fl_gram_sets *sets, uint64_t num, uint64_t den, size_t max, int threads,
			fl_couples *ret, fl_error *err)
{
	size_t count = sets->count;
	plan p = { .sets = sets, .num = num, .den = den, .out = { .sets = sets, .max = max } };
	fl_status status;

	if (num > den || count == 0)
		return FL_OK;
	threads = threads < 1 ? 1 : threads;
	p.places = fl_alloc_array(count, sizeof *p.places);
	p.start = fl_alloc_array(sets->num_grams + 2, sizeof *p.start);
	p.probes = fl_alloc_array((size_t)threads, sizeof *p.probes);
	if (!p.places || !p.start || !p.probes) {
		status = fl_enomem(err);
		goto done;
	}
	status = order_sets(&p, err);
	if (status == FL_OK)
		status = build_index(&p, threads, err);
	if (status == FL_OK)
		status = fl_join_slices(&p.out, threads, probe_slice, &p, ret, err);
done:
	release_probes(p.probes, threads);
	fl_free(p.places);
	fl_free(p.start);
	fl_free(p.postings);
	return status;
}

/* score = max(min(C, root(C K)), 2/3 J) >= c needs C >= c or J >= 3c/2: what the halves meet, and the score itself decides
 * on what said.c meets. Where every text has one part, C = J, which no containment is below, and one join does. */
fl_status fl_join(const fl_gram_sets *sets, int32_t candidates, size_t max, int threads, fl_couples *ret,
		  fl_error *err)
{
	uint64_t c = (uint64_t)candidates;
	bool whole = true;

	for (size_t i = 0; i < sets->count && whole; i++)
		whole = sets->whole[i];
	if (whole) {
		FL_TRY(fl_join_alike(sets, c, FL_SIMILAR_ONE, max, threads, ret, err));
	} else {
		FL_TRY(fl_join_said(sets, candidates, max, threads, ret, err));
		FL_TRY(fl_join_alike(sets, 3 * c, (uint64_t)2 * FL_SIMILAR_ONE, max, threads, ret, err));
	}
	return fl_couples_sort(ret, max, err);
}
