/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus_steps.h - a corpus while it is made, and the steps that corpus.c takes with it.
 */
#ifndef FL_DEDUP_CORPUS_STEPS_H
#define FL_DEDUP_CORPUS_STEPS_H

#include "dedup/corpus.h"
#include "dedup/count.h"
#include "dedup/weigh.h"

#define FL_CORPUS_GRAIN FL_BATCH_SETS /* texts a slice */

typedef struct fl_corpus_words { /* of one text, in the comparing form */
	fl_str all;    /* title and body behind it */
	size_t title;  /* bytes of the title */
	uint64_t hash;
} fl_corpus_words;

typedef struct fl_corpus_making {
	const fl_dedup_text *texts;
	size_t count;
	const fl_corpus_options *options;
	fl_arena *arenas; /* per slice of FL_CORPUS_GRAIN texts: their words */
	fl_corpus_words *words;     /* per text */
	fl_batch *fresh, *others; /* per slice of FL_CORPUS_GRAIN sets: the grams of the new sets, and those of the others */
	uint32_t *length;         /* per set: how many grams, from when they are listed only those of two and more sets */
	fl_counts counts;
	fl_corpus *corpus;
	uint64_t *total, *title, *body, *listed;
	uint8_t *whole;
	size_t *start;
	uint32_t *entries;
	uint32_t lonely; /* weight of a gram that one text has */
} fl_corpus_making;

/* corpus_words.c: the comparing form of every text, then one set for all texts whose words are equal. */
fl_status fl_corpus_normalise(fl_corpus_making *b, int threads, fl_error *err);
fl_status fl_corpus_group(fl_corpus_making *b, fl_error *err);
void fl_corpus_forget_words(fl_corpus_making *b);

/* corpus_lists.c: the lists of all sets, from grams that are counted, ranked and weighed; the grams are gone then. */
fl_status fl_corpus_list(fl_corpus_making *b, int threads, fl_error *err);

#endif
