/* SPDX-License-Identifier: Apache-2.0
 *
 * review.c - the queue of a reviewer, the most uncertain first.
 *
 * Uncertainty sampling (Lewis, Gale: A sequential algorithm for training text classifiers, SIGIR 1994): where the rules
 * are least sure, a person's look is worth most. Nothing that a person has decided comes back.
 */
#include "domain/review.h"

#include "base/error.h"

#include <stdlib.h>

#define THIN 100000 /* millionths above 'same' */

static int by_doubt(const void *a, const void *b)
{
	const fl_review_item *x = a, *y = b;
	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	if (x->doubt != y->doubt)
		return x->doubt < y->doubt ? -1 : 1;
	if (x->pair->a != y->pair->a)
		return x->pair->a < y->pair->a ? -1 : 1;
	return x->pair->b < y->pair->b ? -1 : x->pair->b > y->pair->b;
}

static bool take(const fl_pair *pair, const uint32_t *representative, int32_t middle, int32_t same,
		 fl_review_item *ret)
{
	bool together = representative[pair->a] == representative[pair->b];
	*ret = (fl_review_item){ .pair = pair };
	if (pair->decided || pair->verdict == FL_PAIR_DIFFERENT)
		return false;
	if (pair->verdict == FL_PAIR_REVIEW) {
		ret->reason = FL_REVIEW_DOUBT;
		ret->doubt = abs(pair->score - middle);
		return !together; /* what a person joined needs no other look at each of its pairs */
	}
	if (!together) {
		ret->reason = FL_REVIEW_BRIDGE;
		ret->doubt = 1000000 - pair->score;
		return true;
	}
	ret->reason = FL_REVIEW_THIN;
	ret->doubt = pair->score - same;
	return !pair->exact && pair->score - same < THIN;
}

fl_status fl_review_queue(const fl_pair *pairs, size_t count, const uint32_t *representative, int32_t candidates,
			  int32_t same, fl_arena *arena, fl_review_item **ret_items, size_t *ret_count, fl_error *err)
{
	size_t n = 0;
	fl_review_item *items = fl_arena_array(arena, count + 1, sizeof *items);
	if (!items)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		n += take(&pairs[i], representative, candidates + (same - candidates) / 2, same, &items[n]);
	if (n > 0)
		qsort(items, n, sizeof *items, by_doubt);
	*ret_items = items;
	*ret_count = n;
	return FL_OK;
}

/* ---- dreams ---------------------------------------------------------------------------------------------------- */

static int dream_by_doubt(const void *a, const void *b)
{
	const fl_review_dream *x = a, *y = b;
	if (x->cause != y->cause)
		return x->cause < y->cause ? -1 : 1;
	if (x->doubt != y->doubt)
		return x->doubt < y->doubt ? -1 : 1;
	return x->dream < y->dream ? -1 : x->dream > y->dream;
}

/* The lead in millionths of the best score; what leads by enough and is merely weak comes behind all of these. */
static int64_t doubt_of(const fl_review_dream *d)
{
	int64_t lead = d->first_score - d->second_score;
	if (d->cause != FL_REVIEW_UNCLEAR || d->first_score <= 0)
		return 0;
	if (d->second_score <= 0 || lead > d->margin)
		return 1000001;
	return d->first_score > INT64_MAX / 1000000 ? lead / (d->first_score / 1000000) : lead * 1000000 / d->first_score;
}

void fl_review_sort_dreams(fl_review_dream *dreams, size_t count)
{
	for (size_t i = 0; i < count; i++)
		dreams[i].doubt = doubt_of(&dreams[i]);
	if (count > 1)
		qsort(dreams, count, sizeof *dreams, dream_by_doubt);
}

static uint64_t change_of(const fl_review_amount *m)
{
	return m->after > m->before ? (uint64_t)m->after - (uint64_t)m->before : (uint64_t)m->before - (uint64_t)m->after;
}

static int by_change(const void *a, const void *b)
{
	const fl_review_amount *x = a, *y = b;
	uint64_t p = change_of(x), q = change_of(y);
	if (p != q)
		return p > q ? -1 : 1;
	return x->dream < y->dream ? -1 : x->dream > y->dream;
}

void fl_review_sort_moves(fl_review_amount *moves, size_t count)
{
	if (count > 1)
		qsort(moves, count, sizeof *moves, by_change);
}
