/* SPDX-License-Identifier: Apache-2.0
 *
 * cluster.c - merge what is the same, and never by a chain of intermediate texts.
 *
 * Complete linkage (Sorensen 1948; Defays 1977): two clusters are merged only when every member of the one is judged
 * the same as every member of the other. If A is the same as B and B as C, but A and C are not, then B is a bridge:
 * it joins the one it is more like, and the other pair stays a pair. Pairs are taken by falling score, then by index,
 * so the outcome does not depend on anything else. Texts of equal words are one member from the start.
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

typedef struct linkage {
	const fl_pair *pairs;
	size_t num_pairs;
	uint32_t *head; /* per text: first member of its cluster */
	uint32_t *next; /* per text: the next member, FL_CORPUS_NONE at the end */
	uint32_t *last; /* per head: its last member */
	uint32_t *size; /* per head */
} linkage;

static bool judged_same(const linkage *l, uint32_t x, uint32_t y)
{
	uint32_t a = x < y ? x : y, b = x < y ? y : x;
	size_t low = 0, high = l->num_pairs;

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

static int by_score(const void *a, const void *b)
{
	const fl_pair *x = *(const fl_pair *const *)a, *y = *(const fl_pair *const *)b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static fl_status link_pairs(linkage *l, size_t count, fl_error *err)
{
	size_t len = 0, n = 0;
	const fl_pair **order;

	for (size_t i = 0; i < count; i++) {
		l->head[i] = l->last[i] = (uint32_t)i;
		l->next[i] = FL_CORPUS_NONE;
		l->size[i] = 1;
	}
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
		uint32_t x = l->head[order[i]->a], y = l->head[order[i]->b];
		if (x != y && all_same(l, x, y))
			merge(l, x, y);
	}
	fl_free(order);
	return FL_OK;
}

/* ---- who represents ---------------------------------------------------------------------------------------- */

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

static bool better(const fl_dedup_text *x, const fl_dedup_text *y, fl_representative rule)
{
	size_t x_len = x->title.len + x->body.len, y_len = y->title.len + y->body.len;

	if (rule == FL_REP_MOST_FLOWERS && x->flowers != y->flowers)
		return x->flowers > y->flowers;
	if (rule == FL_REP_LONGEST && x_len != y_len)
		return x_len > y_len;
	return earlier(x, y);
}

fl_status fl_cluster(const fl_dedup_text *texts, size_t count, const uint32_t *first, const fl_pair *pairs,
		     size_t num_pairs, fl_representative rule, uint32_t *representative, fl_error *err)
{
	linkage l = { .pairs = pairs, .num_pairs = num_pairs };
	fl_status status;

	l.head = fl_alloc_array(count, sizeof *l.head);
	l.next = fl_alloc_array(count, sizeof *l.next);
	l.last = fl_alloc_array(count, sizeof *l.last);
	l.size = fl_alloc_array(count, sizeof *l.size);
	if (!l.head || !l.next || !l.last || !l.size) {
		status = fl_enomem(err);
		goto done;
	}
	status = link_pairs(&l, count, err);
	if (status != FL_OK)
		goto done;
	for (size_t i = 0; i < count; i++) /* a text of equal words is where the first of them is */
		if (first[i] != FL_CORPUS_NONE)
			l.head[i] = l.head[first[i]];
	for (size_t i = 0; i < count; i++)
		l.last[i] = (uint32_t)i; /* from now on: the best member seen so far of the cluster of this head */
	for (size_t i = 0; i < count; i++)
		if (better(&texts[i], &texts[l.last[l.head[i]]], rule))
			l.last[l.head[i]] = (uint32_t)i;
	for (size_t i = 0; i < count; i++)
		representative[i] = l.last[l.head[i]];
done:
	fl_free(l.head);
	fl_free(l.next);
	fl_free(l.last);
	fl_free(l.size);
	return status;
}
