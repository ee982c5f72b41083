/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.h - from texts to sets: normalise, group equal texts, cut into grams, weigh, order.
 */
#ifndef FL_DEDUP_CORPUS_H
#define FL_DEDUP_CORPUS_H

#include "dedup/dedup.h"
#include "dedup/gram_set.h"

#define FL_CORPUS_NONE UINT32_MAX

typedef struct fl_corpus {
	fl_gram_sets sets;
	uint32_t *text; /* per set: the text it was made from, ascending */
	uint32_t
	    *first; /* per text: the first text of equal words (itself when it is that); FL_CORPUS_NONE: no words */
	fl_arena arena; /* all of it */
} fl_corpus;

/* 'ret' is to be released whatever comes back. */
fl_status fl_corpus_build(const fl_dedup_text *texts, size_t count, int threads, fl_corpus *ret, fl_error *err);
void fl_corpus_release(fl_corpus *corpus);

#endif
