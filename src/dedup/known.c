/* SPDX-License-Identifier: Apache-2.0
 *
 * known.c - pairs of an earlier look: which sets they join now.
 *
 * A pair was found between the first texts of two groups of equal words. It is known today where both are still first of theirs:
 * where another text came before, title and body may be parted elsewhere, and that set is new.
 */
#include "dedup/known.h"

#include "base/error.h"

#include <stdlib.h>

static int by_couple(const void *a, const void *b)
{
	const fl_recalled *x = a, *y = b;

	return x->couple < y->couple ? -1 : x->couple > y->couple;
}

/* The set that this text is the first of, where it is known; FL_CORPUS_NONE. */
static size_t known_set(const fl_dedup_known *known, const fl_corpus *corpus, uint32_t text)
{
	size_t set;

	if (!known->texts[text] || corpus->first[text] != text)
		return FL_CORPUS_NONE;
	set = fl_corpus_set(corpus, text);
	return corpus->is_new[set] ? FL_CORPUS_NONE : set;
}

fl_status fl_recall_make(const fl_dedup_known *known, const fl_corpus *corpus, fl_recall *ret, fl_error *err)
{
	if (corpus->num_new == corpus->sets.count)
		return FL_OK;
	for (size_t i = 0; i < known->num_pairs; i++) {
		const fl_pair *p = &known->pairs[i];
		size_t x = known_set(known, corpus, p->a), y = known_set(known, corpus, p->b);
		if (x == FL_CORPUS_NONE || y == FL_CORPUS_NONE)
			continue;
		if (!fl_vec_push(&ret->pairs, ((fl_recalled){ x < y ? FL_COUPLE(x, y) : FL_COUPLE(y, x), p })))
			return fl_enomem(err);
	}
	if (ret->pairs.len > 0)
		qsort(ret->pairs.items, ret->pairs.len, sizeof *ret->pairs.items, by_couple);
	return FL_OK;
}

void fl_recall_release(fl_recall *recall)
{
	fl_vec_release(&recall->pairs);
}

const fl_pair *fl_recall_find(const fl_recall *recall, uint64_t couple)
{
	fl_recalled key = { couple, NULL };
	const fl_recalled *found =
	    recall->pairs.len == 0
		? NULL
		: bsearch(&key, recall->pairs.items, recall->pairs.len, sizeof key, by_couple);

	return found ? found->pair : NULL;
}
