/* SPDX-License-Identifier: Apache-2.0
 *
 * dedup_known.h - what a look for duplicates leaves for the next: weights that stay, and pairs that need not be found again.
 *
 * The first dedup of a round counts grams and keeps the table; every later one makes its weights from it, so that the score of two
 * dreams does not move when others come. 'reweigh' counts again and makes the next version. What the join found is kept
 * beside it, by the digest of each text: where table, 'candidates' and Florin are the same, pairs of unchanged dreams are taken
 * over, and only new dreams are compared.
 */
#ifndef FL_STEPS_DEDUP_KNOWN_H
#define FL_STEPS_DEDUP_KNOWN_H

#include "dedup/dedup.h"
#include "dedup/idf.h"
#include "steps/step.h"

typedef struct fl_looking_back {
	fl_weights weights;   /* those that govern; version 0: to be made */
	fl_idf idf;
	bool has_idf;
	fl_dedup_known known; /* of these facts; texts is NULL where nothing is known */
} fl_looking_back;

/* What there is, for these facts. */
fl_status fl_look_back(fl_work *w, const fl_facts *facts, fl_looking_back *ret, fl_error *err);
/* Keep what was found; notes in the journal what the weights were made from. */
fl_status fl_look_keep(fl_work *w, const fl_facts *facts, fl_looking_back *back, const fl_dedup_result *found, fl_error *err);

#endif
