/* SPDX-License-Identifier: Apache-2.0
 *
 * gram_set.c - exact similarities of two weighted sets, by one merge of their sorted lists.
 */
#include "dedup/gram_set.h"

fl_overlap fl_gram_overlap(const fl_gram_sets *sets, size_t a, size_t b)
{
	const uint32_t *x = sets->entries + sets->start[a], *x_end = sets->entries + sets->start[a + 1];
	const uint32_t *y = sets->entries + sets->start[b], *y_end = sets->entries + sets->start[b + 1];
	fl_overlap o = { 0 };

	while (x < x_end && y < y_end) {
		uint32_t p = FL_GRAM_RANK(*x), q = FL_GRAM_RANK(*y);
		if (p == q) {
			uint64_t w = sets->weight[p];
			o.all += w;
			o.titles += (*x & *y & FL_GRAM_TITLE) ? w : 0;
			o.bodies += (*x & *y & FL_GRAM_BODY) ? w : 0;
			o.said += (*x & FL_GRAM_TITLE) ? w : 0;
			o.said += (*y & FL_GRAM_TITLE) ? w : 0;
		}
		x += p <= q;
		y += q <= p;
	}
	return o;
}

int32_t fl_similar(uint64_t shared, uint64_t a, uint64_t b)
{
	uint64_t either = a + b - shared;

	return either == 0 ? 0 : (int32_t)(shared * FL_SIMILAR_ONE / either);
}

int32_t fl_gram_containment(const fl_gram_sets *sets, size_t a, size_t b, const fl_overlap *overlap)
{
	uint64_t least = sets->total[a] < sets->total[b] ? sets->total[a] : sets->total[b];

	return least == 0 ? 0 : (int32_t)(overlap->all * FL_SIMILAR_ONE / least);
}

/* The square root, rounded down, of a number below 2^62 (Newton from above: it falls until it is there). */
static uint64_t root(uint64_t n)
{
	uint64_t x = (uint64_t)1 << 31, next = (x + n / x) / 2;

	while (next < x) {
		x = next;
		next = (x + n / x) / 2;
	}
	return x;
}

int32_t fl_gram_score(const fl_gram_sets *sets, size_t a, size_t b, const fl_overlap *overlap)
{
	/* C = S / (2 (t_a + t_b) - S), which is a Jaccard similarity again when both are one text */
	uint64_t titles = 2 * (sets->title[a] + sets->title[b]);
	uint64_t either = sets->total[a] + sets->total[b] - overlap->all;
	int32_t c = fl_similar(overlap->said, titles, 0), k = fl_gram_containment(sets, a, b, overlap);
	int32_t j = either == 0 ? 0 : (int32_t)(2 * overlap->all * FL_SIMILAR_ONE / (3 * either));

	if (k < c)
		c = (int32_t)root((uint64_t)c * (uint64_t)k);
	return c > j ? c : j;
}
