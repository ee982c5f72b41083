/* SPDX-License-Identifier: Apache-2.0
 *
 * dedup.h - find duplicates: exact similarity join, evidence of each pair, clusters without chaining.
 *
 * How alike two dreams are (docs/design/duplicates.md): texts are normalised and cut into grams, a gram weighs the
 * more the fewer dreams have it, and the score is the larger of
 *     the smaller of C and the root of C K, where
 *       C is how much of what the two titles say is said anywhere in the other dream, on the scale of a weighted Jaccard
 *         similarity: S / (2 (t_a + t_b) - S), S = weight of title a found in dream b + weight of title b found in a, and
 *       K is the containment: how much of the lighter of the two dreams is said in the other;
 *     2/3 of the weighted Jaccard similarity of the whole texts.
 * A dream that has only a title, or only a body, is one text; between two such dreams the score is the weighted
 * Jaccard similarity. Every pair with a score at or above 'candidates' is found, except inside a group of dreams
 * whose words are equal after normalisation: such a group is reported as a star (its first member with each other
 * one) and stands with its first member in every other pair. A dream without letters and digits is like no other.
 */
#ifndef FL_DEDUP_DEDUP_H
#define FL_DEDUP_DEDUP_H

#include "base/alloc.h"
#include "domain/pair.h"
#include "domain/round.h"

typedef struct fl_dedup_text {
	fl_str id, title, body, organisation;
	int64_t submitted; /* FL_TIME_NONE unknown */
	int64_t flowers;   /* for the representative rule */
	int64_t chosen;    /* by a person to stand for its cluster; the highest number wins; 0: not chosen */
} fl_dedup_text;

/* A person's word on two texts. It holds for texts of the same words, too, unless a person has told these apart. */
typedef struct fl_dedup_decision {
	uint32_t a, b; /* indices, a != b */
	bool same;
} fl_dedup_decision;

typedef struct fl_dedup_weights { /* sums of a text that is the first of its words (gram_set.h) */
	uint64_t total, title, body;
} fl_dedup_weights;

/* What an earlier look at some of these texts has found, with the same table of weights and the same 'candidates'. */
typedef struct fl_dedup_known {
	const bool *texts;    /* per text: it was there, with this title, body and organisation, and as the first of its words */
	const fl_dedup_weights *weights; /* per text: of those that were there */
	const fl_pair *pairs; /* every near pair of those at or above 'candidates', between texts that are there; by indices of today */
	size_t num_pairs;
} fl_dedup_known;

typedef struct fl_dedup_options {
	int32_t candidates; /* millionths, 1..1000000: pairs below are not looked at */
	int32_t same;       /* millionths: at or above, and nothing differs: same */
	fl_representative representative;
	int threads;
	int32_t review;   /* millionths: pairs below are different; 0: as 'candidates' */
	bool across_organisations; /* another organisation alone does not keep a pair from being the same */
	const fl_dedup_decision *decisions; /* one a pair, in the order in which they were made: the later wins */
	size_t num_decisions;
	const struct fl_idf *idf; /* the table that weights are made from (idf.h); NULL: one of these texts */
	bool make_idf;            /* hand out a table of these texts */
	const fl_dedup_known *known; /* NULL: nothing; needs 'idf'. No result depends on it */
	uint32_t template; /* this many others each is like: a group (domain/dense.h), of whose pairs the strongest are kept (thin.h); 0: all are */
	size_t max_pairs; /* more pairs at or above 'candidates' are FL_ERANGE; 0: FL_DEDUP_PAIRS_MAX */
} fl_dedup_options;

#define FL_DEDUP_TEXTS_MAX ((size_t)50 * 1000 * 1000)
#define FL_DEDUP_TEXT_MAX  ((size_t)1 << 28) /* bytes of a title or body */
#define FL_DEDUP_PAIRS_MAX ((size_t)10 * 1000 * 1000)

typedef struct fl_dedup_result {
	fl_pair *pairs; /* sorted by a, b; every pair at or above 'candidates', and the decided ones; but for those left out of templates */
	size_t num_pairs;
	uint32_t *hub;      /* 'template': per text that is the first of its words the first one of its group, FL_DENSE_NONE; NULL: no group */
	uint64_t *left_out; /* 'template': per hub, pairs of its group that are not in the list */
	uint32_t *representative; /* per text: index of the one that stands for it (itself when alone) */
	fl_dedup_weights *weights; /* per text that is the first of its words; else 0 */
	struct fl_idf *idf;       /* 'make_idf'; NULL where no text has a word */
} fl_dedup_result;

/* candidates 0.2, same 0.6, the earliest represents, one thread. */
void fl_dedup_defaults(fl_dedup_options *ret);
/* The result lives in the arena and is the same with any number of threads. */
fl_status fl_dedup(const fl_dedup_text *texts, size_t count, const fl_dedup_options *options, fl_arena *arena,
		   fl_dedup_result *ret, fl_error *err);

#endif
