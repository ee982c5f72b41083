/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.h - from texts to sets: normalise, group equal texts, cut into grams, weigh, order.
 */
#ifndef FL_DEDUP_CORPUS_H
#define FL_DEDUP_CORPUS_H

#include "dedup/dedup.h"
#include "dedup/gram_set.h"
#include "dedup/idf.h"

#define FL_CORPUS_NONE UINT32_MAX

typedef struct fl_corpus {
	fl_gram_sets sets;
	uint32_t *text; /* per set: the text it was made from, ascending */
	uint32_t
	    *first; /* per text: the first text of equal words (itself when it is that); FL_CORPUS_NONE: no words */
	bool *is_new;   /* per set; the lists of the others hold only grams that a new one has */
	size_t num_new;
	fl_arena arena; /* all of it */
} fl_corpus;

typedef struct fl_corpus_options {
	const fl_idf *idf; /* weights are made from this table; NULL: from these texts */
	fl_idf *made;      /* not NULL: becomes the table of these texts, in 'arena'. Not together with 'known' */
	fl_arena *arena;
	const fl_dedup_known *known; /* needs 'idf' */
	const bool *afresh;          /* per text: its set is new whatever is known of it; NULL: none is */
	int threads;
} fl_corpus_options;

/* 'ret' is to be released whatever comes back. */
fl_status fl_corpus_build(const fl_dedup_text *texts, size_t count, const fl_corpus_options *options, fl_corpus *ret,
			  fl_error *err);
/* The set of a first text. */
size_t fl_corpus_set(const fl_corpus *corpus, uint32_t first);
void fl_corpus_release(fl_corpus *corpus);

#endif
