/* SPDX-License-Identifier: Apache-2.0
 *
 * pair_evidence.h - from the numbers and texts of a pair to its evidence and verdict.
 */
#ifndef FL_DEDUP_PAIR_EVIDENCE_H
#define FL_DEDUP_PAIR_EVIDENCE_H

#include "dedup/corpus.h"
#include "dedup/differ.h"

/* The texts of one dream. With only one part that part is the title. */
typedef struct fl_pair_text {
	fl_str title, body;  /* in the matching form */
	fl_str organisation; /* in the comparing form */
} fl_pair_text;

/* Similarities of the sets x and y (a and b of 'ret' are left alone). */
void fl_pair_measure(const fl_gram_sets *sets, size_t x, size_t y, fl_pair *ret);

/* The verdict of a near pair:
 *
 *   different   the score is below 'review'
 *   same        the score is at least 'same', no number, place or object differs, and no organisation (unless the options
 *               say 'across_organisations')
 *   review      every other pair: a person decides */
void fl_pair_rule(const fl_dedup_options *options, fl_pair *pair);

/* What differs, and the verdict, of a measured pair whose words are not equal. only_a and only_b are borrowed from
 * 'd' until the next call. The titles are compared first; only where they say the same, the bodies are. */
fl_status fl_pair_judge(const fl_pair_text *a, const fl_pair_text *b, const fl_dedup_options *options, fl_differ *d,
			fl_pair *pair, fl_error *err);

/* A pair whose words are equal after normalisation: same, whoever submitted it; another organisation is told. */
void fl_pair_equal(bool organisations_differ, fl_pair *pair);

#endif
