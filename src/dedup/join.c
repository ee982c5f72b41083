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
 * taken by rising weight, and x is compared with sets before it only: every pair is met once, at its heavier member.
 *   2. Prefix.  J >= t is the same as o >= a(x, y) = t/(1 + t) (|x| + |y|), and it implies o >= t |x|. Let g be the
 *      first gram, in the common order, that x and y share. Everything they share stands at g or behind it, in x and
 *      in y. So the weight of x from g on is at least o >= t |x|, and the weight of y from g on is at least
 *      o >= a(x, y) >= 2t/(1 + t) |y|, because |x| >= |y|. Hence g stands in the part of x where the weight from
 *      there on is still >= t |x| (the probing prefix), and in the part of y where it is >= 2t/(1 + t) |y| (the
 *      indexing prefix). It is enough to keep the indexing prefixes in an inverted index and to look up the grams of
 *      the probing prefix: every pair that qualifies is met at its g.
 *   3. Position.  When x meets y at a gram, all shared grams before it have been added up in A, and the rest is at
 * most the smaller weight from here on, in x or in y. If A plus that is below a(x, y), the pair cannot qualify, now
 * or later: the bound only falls.
 *   4. Verification.  What survives is added up exactly, from where the shared grams are not yet counted; it stops
 *      when even sharing all the rest of y would not do. Integers throughout: num and den of t, never a rounded t.
 *
 * The second half, title against whole text, is in said.c; fl_join below says which halves a threshold needs.
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

#include <stdatomic.h>
#include <stdlib.h>

#define GRAIN 256 /* sets a slice */
#define DEAD  UINT64_MAX

typedef struct posting {
	uint32_t place;  /* of the set in the order by weight */
	uint32_t behind; /* weight of the set from this gram on; UINT32_MAX: that or more */
} posting;

typedef struct plan {
	const fl_gram_sets *sets;
	uint64_t num, den;
	uint32_t *order;  /* sets by rising weight */
	uint64_t *weight; /* per place: |set| */
	uint64_t *least;  /* per place: num |set| / (num + den) rounded down; least[x] + least[y] <= a(x, y) */
	size_t *prefix;   /* per place: length of the indexing prefix */
	uint64_t *after;  /* per place: weight behind the indexing prefix */
	size_t *start;    /* per gram: its postings */
	posting *postings;
	struct probe *probes; /* per thread */
	fl_join_output out;
} plan;

/* ---- results of slices ------------------------------------------------------------------------------------- */

static fl_status too_many(size_t max, fl_error *err)
{
	return fl_error_set(err, FL_ERANGE, "more than %zu pairs of texts are alike; raise 'candidates'", max);
}

fl_status fl_join_push(fl_join_output *out, size_t slice, size_t a, size_t b, fl_error *err)
{
	size_t x = a < b ? a : b, y = a < b ? b : a;

	if (out->candidates > 0) {
		fl_overlap o = fl_gram_overlap(out->sets, x, y);
		if (fl_gram_score(out->sets, x, y, &o) < out->candidates)
			return FL_OK;
	}
	if (atomic_fetch_add(&out->found, 1) >= out->max)
		return too_many(out->max, err);
	if (!fl_vec_push(&out->slices[slice], FL_COUPLE(x, y)))
		return fl_enomem(err);
	return FL_OK;
}

fl_status fl_join_collect(fl_join_output *out, fl_couples *ret, fl_error *err)
{
	size_t total = ret->len;

	for (size_t i = 0; i < out->num_slices; i++)
		total += out->slices[i].len;
	if (!fl_vec_reserve(ret, total))
		return fl_enomem(err);
	for (size_t i = 0; i < out->num_slices; i++)
		for (size_t j = 0; j < out->slices[i].len; j++)
			ret->items[ret->len++] = out->slices[i].items[j];
	return FL_OK;
}

void fl_join_output_release(fl_join_output *out)
{
	for (size_t i = 0; out->slices && i < out->num_slices; i++)
		fl_vec_release(&out->slices[i]);
	fl_free(out->slices);
	out->slices = NULL;
}

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
		p->order[i] = w[i].set;
		p->weight[i] = w[i].weight;
		p->least[i] = p->num * w[i].weight / (p->num + p->den);
	}
	fl_free(w);
	return FL_OK;
}

/* The weight of the listed grams of a set: all but those that no other set has. */
static uint64_t listed_weight(const fl_gram_sets *sets, size_t set)
{
	uint64_t sum = 0;

	for (size_t i = sets->start[set]; i < sets->start[set + 1]; i++)
		sum += sets->weight[FL_GRAM_RANK(sets->entries[i])];
	return sum;
}

/* Measure each indexing prefix and count its grams, then fill the postings in the order of places. */
static fl_status build_index(plan *p, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	uint64_t sum = p->num + p->den;
	size_t total = 0;

	for (size_t place = 0; place < sets->count; place++) {
		size_t set = p->order[place], i = sets->start[set];
		uint64_t behind = listed_weight(sets, set);
		for (; i < sets->start[set + 1] && behind * sum >= 2 * p->num * p->weight[place]; i++) {
			uint32_t rank = FL_GRAM_RANK(sets->entries[i]);
			p->start[rank + 1]++;
			behind -= sets->weight[rank];
		}
		p->prefix[place] = i - sets->start[set];
		p->after[place] = behind;
		total += p->prefix[place];
	}
	for (size_t g = 0; g < sets->num_grams; g++)
		p->start[g + 1] += p->start[g];
	p->postings = fl_alloc_array(total, sizeof *p->postings);
	if (!p->postings)
		return fl_enomem(err);
	for (size_t place = 0; place < sets->count; place++) {
		const uint32_t *entries = sets->entries + sets->start[p->order[place]];
		uint64_t behind = p->after[place];
		for (size_t i = p->prefix[place]; i-- > 0;) {
			uint32_t rank = FL_GRAM_RANK(entries[i]);
			behind += sets->weight[rank];
			p->postings[p->start[rank]++] =
			    (posting){ (uint32_t)place, behind < UINT32_MAX ? (uint32_t)behind : UINT32_MAX };
		}
	}
	for (size_t g = sets->num_grams; g > 0; g--)
		p->start[g] = p->start[g - 1];
	p->start[0] = 0;
	return FL_OK;
}

/* ---- probing ----------------------------------------------------------------------------------------------- */

typedef struct probe {    /* scratch of one thread */
	uint64_t *shared; /* per place: weight shared so far, DEAD: cannot qualify */
	uint32_t *touched;
	size_t num_touched;
	uint32_t *mark; /* per gram: place + 1 of the set that is probing */
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

/* Meet every set before 'place' that has this gram in its indexing prefix; 'behind': weight of x from it on. */
static void meet(const plan *p, probe *s, size_t place, size_t lightest, size_t gram, uint64_t behind)
{
	uint32_t w = p->sets->weight[gram];
	size_t end = p->start[gram + 1];

	for (size_t i = first_heavy(p, gram, lightest); i < end && p->postings[i].place < place; i++) {
		posting y = p->postings[i];
		uint64_t shared = s->shared[y.place];
		if (shared == DEAD)
			continue;
		uint64_t rest = y.behind == UINT32_MAX || y.behind > behind ? behind : y.behind;
		if (shared == 0)
			s->touched[s->num_touched++] = y.place;
		s->shared[y.place] = shared + rest < p->least[place] + p->least[y.place] ? DEAD : shared + w;
	}
}

/* Add up what x and y share exactly. Counted so far: the grams that stand in both prefixes, which are all shared
 * grams up to the smaller of the prefixes' last ranks. 'last': rank of the last gram of the probing prefix of x. */
static bool verify(const plan *p, const probe *s, size_t x, size_t y, uint32_t last)
{
	const fl_gram_sets *sets = p->sets;
	size_t set = p->order[y], i = sets->start[set] + p->prefix[y];
	uint64_t both = p->num * (p->weight[x] + p->weight[y]), shared = s->shared[y], rest = p->after[y];
	uint64_t sum = p->num + p->den;

	while (i > sets->start[set] && FL_GRAM_RANK(sets->entries[i - 1]) > last)
		rest += sets->weight[FL_GRAM_RANK(sets->entries[--i])];
	for (; i < sets->start[set + 1]; i++) {
		uint32_t rank = FL_GRAM_RANK(sets->entries[i]), w = sets->weight[rank];
		if ((shared + rest) * sum < both)
			return false;
		shared += s->mark[rank] == x + 1 ? w : 0;
		rest -= w;
	}
	return shared * sum >= both;
}

static fl_status probe_one(plan *p, probe *s, size_t x, size_t lightest, size_t slice, fl_error *err)
{
	const fl_gram_sets *sets = p->sets;
	size_t set = p->order[x], end = sets->start[set + 1], i = sets->start[set];
	uint64_t behind = listed_weight(sets, set);
	uint32_t last = 0;
	fl_status status = FL_OK;

	s->num_touched = 0;
	for (size_t j = i; j < end; j++)
		s->mark[FL_GRAM_RANK(sets->entries[j])] = (uint32_t)x + 1;
	for (; i < end && behind * p->den >= p->num * p->weight[x]; i++) {
		last = FL_GRAM_RANK(sets->entries[i]);
		meet(p, s, x, lightest, last, behind);
		behind -= sets->weight[last];
	}
	for (size_t t = 0; t < s->num_touched; t++) {
		uint32_t y = s->touched[t];
		if (status == FL_OK && s->shared[y] != DEAD && verify(p, s, x, y, last))
			status = fl_join_push(&p->out, slice, set, p->order[y], err);
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
		if (p->weight[middle] * p->den < p->num * p->weight[x])
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
		FL_TRY(probe_one(p, s, x, lightest_for(p, x), begin / GRAIN, err));
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
	plan p = { .sets = sets, .num = num, .den = den };
	fl_status status;

	if (num > den || count == 0)
		return FL_OK;
	threads = threads < 1 ? 1 : threads;
	p.out.max = max;
	p.out.num_slices = count / GRAIN + 1;
	p.out.slices = fl_alloc_array(p.out.num_slices, sizeof *p.out.slices);
	p.order = fl_alloc_array(count, sizeof *p.order);
	p.weight = fl_alloc_array(count, sizeof *p.weight);
	p.least = fl_alloc_array(count, sizeof *p.least);
	p.prefix = fl_alloc_array(count, sizeof *p.prefix);
	p.after = fl_alloc_array(count, sizeof *p.after);
	p.start = fl_alloc_array(sets->num_grams + 1, sizeof *p.start);
	p.probes = fl_alloc_array((size_t)threads, sizeof *p.probes);
	if (!p.out.slices || !p.order || !p.weight || !p.least || !p.prefix || !p.after || !p.start || !p.probes) {
		status = fl_enomem(err);
		goto done;
	}
	status = order_sets(&p, err);
	if (status == FL_OK)
		status = build_index(&p, err);
	if (status == FL_OK)
		status = fl_parallel_for(count, GRAIN, threads, probe_slice, &p, err);
	if (status == FL_OK)
		status = fl_join_collect(&p.out, ret, err);
done:
	fl_join_output_release(&p.out);
	release_probes(p.probes, threads);
	fl_free(p.order);
	fl_free(p.weight);
	fl_free(p.least);
	fl_free(p.prefix);
	fl_free(p.after);
	fl_free(p.start);
	fl_free(p.postings);
	return status;
}

static int by_couple(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

fl_status fl_couples_sort(fl_couples *couples, size_t max, fl_error *err)
{
	size_t kept = 0;

	if (couples->len > 0)
		qsort(couples->items, couples->len, sizeof *couples->items, by_couple);
	for (size_t i = 0; i < couples->len; i++)
		if (kept == 0 || couples->items[i] != couples->items[kept - 1])
			couples->items[kept++] = couples->items[i];
	couples->len = kept;
	if (kept > max)
		return too_many(max, err);
	return FL_OK;
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
