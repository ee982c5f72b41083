/* SPDX-License-Identifier: Apache-2.0
 *
 * cluster.c - merge what is the same, and never by a chain of intermediate texts.
 *
 * Complete linkage (Sorensen 1948; Defays 1977): two clusters are merged only when every member of the one is judged
 * the same as every member of the other. If A is the same as B and B as C, but A and C are not, then B is a bridge:
 * it joins the one it is more like, and the other pair stays a pair. Pairs are taken by falling score, then by index,
 * so the outcome does not depend on anything else. Texts of equal words are one member from the start.
 *
 * What people decided comes first (constraints as in Wagstaff et al., Constrained k-means clustering, ICML 2001):
 *
 *   different   the two never share a cluster. Of two texts of equal words the later one leaves the group; from then on
 *               it joins only what has the same words or what a person joins it with.
 *   same        the two share a cluster, and with them what each of them shares one with by such a decision: a person's
 *               word needs no complete linkage. The last decisions are merged first; one that would bring together what
 *               a person told apart is not honoured, and the caller can see that it was not.
 *
 * Merging clusters of m and n members looks up m*n pairs, all of which must be in the list: over all merges that is
 * at most the number of pairs; a merge that fails stops at the first pair that is missing.
 */
#include "dedup/cluster.h"

#include "base/error.h"
#include "base/str.h"
#include "dedup/corpus.h"
#include "domain/dream.h"

#include <stdlib.h>

/* A member is a group of equal words (its number is that of the first text) or a text that left its group (count + its
 * index). */
typedef struct ruling {
	uint32_t x, y; /* members, x < y */
	size_t order;  /* the later decision has the higher one */
	bool same;
} ruling;

typedef struct linkage {
	const fl_dedup_text *texts;
	size_t count;
	const uint32_t *first;
	const fl_pair *pairs;
	size_t num_pairs;
	ruling *rulings; /* sorted by x, y; one a pair of members */
	size_t num_rulings;
	bool *left;     /* per text: it left its group */
	uint32_t *head; /* per member: first member of its cluster */
	uint32_t *next; /* per member: the next member, FL_CORPUS_NONE at the end */
	uint32_t *last; /* per head: its last member */
	uint32_t *size; /* per head */
} linkage;

/* By time, then by id: never by the order of the file. An unknown time is the latest. */
static bool earlier(const fl_dedup_text *x, const fl_dedup_text *y)
{
	if (x->submitted != y->submitted) {
		if (x->submitted == FL_TIME_NONE || y->submitted == FL_TIME_NONE)
			return y->submitted == FL_TIME_NONE;
		return x->submitted < y->submitted;
	}
	return fl_str_cmp(x->id, y->id) < 0;
}

static uint32_t member_of(const linkage *l, uint32_t text)
{
	if (l->left[text])
		return (uint32_t)l->count + text;
	return l->first[text] == FL_CORPUS_NONE ? text : l->first[text];
}

/* The text whose pairs a member has. */
static uint32_t voice_of(const linkage *l, uint32_t member)
{
	uint32_t text = member < l->count ? member : member - (uint32_t)l->count;

	return l->first[text] == FL_CORPUS_NONE ? text : l->first[text];
}

/* ---- what people decided ------------------------------------------------------------------------------------- */

static int by_members(const void *a, const void *b)
{
	const ruling *x = a, *y = b;

	if (x->x != y->x)
		return x->x < y->x ? -1 : 1;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->order > y->order ? -1 : x->order < y->order; /* the later first */
}

static int by_order(const void *a, const void *b)
{
	const ruling *x = *(const ruling *const *)a, *y = *(const ruling *const *)b;

	return x->order > y->order ? -1 : x->order < y->order;
}

static void leave_groups(linkage *l, const fl_dedup_options *options)
{
	for (size_t i = 0; i < options->num_decisions; i++) {
		const fl_dedup_decision *d = &options->decisions[i];
		if (d->same || l->first[d->a] == FL_CORPUS_NONE || l->first[d->a] != l->first[d->b])
			continue;
		if (l->left[d->a] || l->left[d->b])
			continue;
		l->left[earlier(&l->texts[d->a], &l->texts[d->b]) ? d->b : d->a] = true;
	}
}

static fl_status take_decisions(linkage *l, const fl_dedup_options *options, fl_error *err)
{
	size_t kept = 0;

	l->rulings = fl_alloc_array(options->num_decisions, sizeof *l->rulings);
	if (!l->rulings)
		return fl_enomem(err);
	leave_groups(l, options);
	for (size_t i = 0; i < options->num_decisions; i++) {
		const fl_dedup_decision *d = &options->decisions[i];
		uint32_t x = member_of(l, d->a), y = member_of(l, d->b);
		if (x != y)
			l->rulings[l->num_rulings++] =
			    (ruling){ x < y ? x : y, x < y ? y : x, i, d->same };
	}
	if (l->num_rulings > 0)
		qsort(l->rulings, l->num_rulings, sizeof *l->rulings, by_members);
	for (size_t i = 0; i < l->num_rulings; i++)
		if (kept == 0 || l->rulings[kept - 1].x != l->rulings[i].x || l->rulings[kept - 1].y != l->rulings[i].y)
			l->rulings[kept++] = l->rulings[i];
	l->num_rulings = kept;
	return FL_OK;
}

/* NULL: nobody has decided on these members. */
static const ruling *ruling_on(const linkage *l, uint32_t x, uint32_t y)
{
	uint32_t a = x < y ? x : y, b = x < y ? y : x;
	size_t low = 0, high = l->num_rulings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const ruling *r = &l->rulings[middle];
		if (r->x < a || (r->x == a && r->y < b))
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->num_rulings && l->rulings[low].x == a && l->rulings[low].y == b ? &l->rulings[low] : NULL;
}

/* ---- linkage --------------------------------------------------------------------------------------------------- */

static bool judged_same(const linkage *l, uint32_t x, uint32_t y)
{
	const ruling *r = ruling_on(l, x, y);
	uint32_t v = voice_of(l, x), w = voice_of(l, y), a = v < w ? v : w, b = v < w ? w : v;
	size_t low = 0, high = l->num_pairs;

	if (r)
		return r->same;
	if (a == b)
		return true; /* equal words */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const fl_pair *p = &l->pairs[middle];
		if (p->a < a || (p->a == a && p->b < b))
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->num_pairs && l->pairs[low].a == a && l->pairs[low].b == b &&
	       l->pairs[low].verdict == FL_PAIR_SAME;
}

static bool all_same(const linkage *l, uint32_t x, uint32_t y)
{
	for (uint32_t i = x; i != FL_CORPUS_NONE; i = l->next[i])
		for (uint32_t j = y; j != FL_CORPUS_NONE; j = l->next[j])
			if (!judged_same(l, i, j))
				return false;
	return true;
}

static bool none_told_apart(const linkage *l, uint32_t x, uint32_t y)
{
	for (uint32_t i = x; i != FL_CORPUS_NONE; i = l->next[i])
		for (uint32_t j = y; j != FL_CORPUS_NONE; j = l->next[j]) {
			const ruling *r = ruling_on(l, i, j);
			if (r && !r->same)
				return false;
		}
	return true;
}

static void merge(linkage *l, uint32_t x, uint32_t y)
{
	if (l->size[x] < l->size[y]) {
		uint32_t swap = x;
		x = y;
		y = swap;
	}
	for (uint32_t j = y; j != FL_CORPUS_NONE; j = l->next[j])
		l->head[j] = x;
	l->next[l->last[x]] = y;
	l->last[x] = l->last[y];
	l->size[x] += l->size[y];
}

static fl_status link_decided(linkage *l, fl_error *err)
{
	const ruling **order = fl_alloc_array(l->num_rulings, sizeof(ruling *));

	if (!order)
		return fl_enomem(err);
	for (size_t i = 0; i < l->num_rulings; i++)
		order[i] = &l->rulings[i];
	if (l->num_rulings > 0)
		qsort(order, l->num_rulings, sizeof *order, by_order);
	for (size_t i = 0; i < l->num_rulings; i++) {
		uint32_t x = l->head[order[i]->x], y = l->head[order[i]->y];
		if (order[i]->same && x != y && none_told_apart(l, x, y))
			merge(l, x, y);
	}
	fl_free(order);
	return FL_OK;
}

static int by_score(const void *a, const void *b)
{
	const fl_pair *x = *(const fl_pair *const *)a, *y = *(const fl_pair *const *)b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static fl_status link_pairs(linkage *l, fl_error *err)
{
	size_t len = 0, n = 0;
	const fl_pair **order;

	for (size_t i = 0; i < l->num_pairs; i++)
		len += l->pairs[i].verdict == FL_PAIR_SAME && !l->pairs[i].exact;
	order = fl_alloc_array(len, sizeof(fl_pair *));
	if (!order)
		return fl_enomem(err);
	for (size_t i = 0; i < l->num_pairs; i++)
		if (l->pairs[i].verdict == FL_PAIR_SAME && !l->pairs[i].exact)
			order[n++] = &l->pairs[i];
	if (len > 0)
		qsort(order, len, sizeof *order, by_score);
	for (size_t i = 0; i < len; i++) {
		uint32_t x = l->head[order[i]->a], y = l->head[order[i]->b]; /* first texts name their groups */
		if (x != y && all_same(l, x, y))
			merge(l, x, y);
	}
	fl_free(order);
	return FL_OK;
}

/* A text that left its group is still the same as those of its words from which nobody told it apart. */
static void link_left(linkage *l, const fl_dedup_options *options)
{
	for (size_t i = 0; i < options->num_decisions; i++)
		for (size_t j = 0; j <= i; j++) {
			uint32_t a = options->decisions[i].a, b = options->decisions[i].b;
			uint32_t x = l->left[a] ? a : b;
			uint32_t c = options->decisions[j].a, d = options->decisions[j].b;
			uint32_t y = l->left[c] ? c : d;
			if (!l->left[x] || !l->left[y] || l->first[x] != l->first[y])
				continue;
			uint32_t p = l->head[member_of(l, x)], q = l->head[member_of(l, y)];
			if (p != q && all_same(l, p, q))
				merge(l, p, q);
		}
}

/* ---- who represents ---------------------------------------------------------------------------------------- */

static bool better(const fl_dedup_text *x, const fl_dedup_text *y, fl_representative rule)
{
	size_t x_len = x->title.len + x->body.len, y_len = y->title.len + y->body.len;

	if (x->chosen != y->chosen)
		return x->chosen > y->chosen;
	if (rule == FL_REP_MOST_FLOWERS && x->flowers != y->flowers)
		return x->flowers > y->flowers;
	if (rule == FL_REP_LONGEST && x_len != y_len)
		return x_len > y_len;
	return earlier(x, y);
}

static void choose(linkage *l, fl_representative rule, uint32_t *representative)
{
	uint32_t *best = l->last; /* from now on: per head, the best text seen so far of its cluster */

	for (size_t m = 0; m < 2 * l->count; m++)
		best[m] = FL_CORPUS_NONE;
	for (size_t i = 0; i < l->count; i++) {
		uint32_t head = l->head[member_of(l, (uint32_t)i)];
		if (best[head] == FL_CORPUS_NONE || better(&l->texts[i], &l->texts[best[head]], rule))
			best[head] = (uint32_t)i;
	}
	for (size_t i = 0; i < l->count; i++)
		representative[i] = best[l->head[member_of(l, (uint32_t)i)]];
}

static fl_status reserve(linkage *l, fl_error *err)
{
	size_t members = 2 * l->count;

	l->left = fl_alloc_array(l->count, sizeof *l->left);
	l->head = fl_alloc_array(members, sizeof *l->head);
	l->next = fl_alloc_array(members, sizeof *l->next);
	l->last = fl_alloc_array(members, sizeof *l->last);
	l->size = fl_alloc_array(members, sizeof *l->size);
	if (!l->left || !l->head || !l->next || !l->last || !l->size)
		return fl_enomem(err);
	for (size_t i = 0; i < members; i++) {
		l->head[i] = l->last[i] = (uint32_t)i;
		l->next[i] = FL_CORPUS_NONE;
		l->size[i] = 1;
	}
	return FL_OK;
}

fl_status fl_cluster(const fl_dedup_text *texts, size_t count, const uint32_t *first, const fl_pair *pairs,
		     size_t num_pairs, const fl_dedup_options *options, uint32_t *representative, fl_error *err)
{
	linkage l = { .texts = texts, .count = count, .first = first, .pairs = pairs, .num_pairs = num_pairs };
	fl_status status = reserve(&l, err);

	if (status == FL_OK)
		status = take_decisions(&l, options, err);
	if (status == FL_OK)
		status = link_decided(&l, err);
	if (status == FL_OK)
		status = link_pairs(&l, err);
	if (status == FL_OK) {
		link_left(&l, options);
		choose(&l, options->representative, representative);
	}
	fl_free(l.rulings);
	fl_free(l.left);
	fl_free(l.head);
	fl_free(l.next);
	fl_free(l.last);
	fl_free(l.size);
	return status;
}
