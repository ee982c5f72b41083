/* SPDX-License-Identifier: Apache-2.0
 *
 * fit.h - which partners fit which dreams, how well, and by what: the formula of domain/partner.h.
 */
#ifndef FL_PARTNER_FIT_H
#define FL_PARTNER_FIT_H

#include "base/vec.h"
#include "dedup/corpus.h"
#include "domain/assignment.h"
#include "domain/dream.h"
#include "domain/partner.h"

typedef struct fl_fit_request {
	const fl_partner *partners;
	size_t num_partners;
	const fl_candidate *dreams;    /* tags and all; in the order of the answer */
	const fl_dream *const *texts;  /* title and body of each */
	size_t num_dreams;
	const fl_matching_rules *rules;
	const fl_idf *idf;             /* what n-grams weigh; NULL: counted over these texts */
	int threads;
} fl_fit_request;

typedef struct fl_fits {
	fl_fit_request request;
	size_t *start; /* num_dreams + 1 */
	fl_fit *fits;  /* of dream i [start[i], start[i + 1]): the best first, equal ones in the order of the partners */
	fl_dedup_text *words; /* of the dreams, then of the partners */
	fl_corpus corpus;
	fl_arena arena;
} fl_fits;

/* Everything borrowed outlives 'ret', which is to be released whatever comes back. */
fl_status fl_fits_find(const fl_fit_request *request, fl_fits *ret, fl_error *err);
void fl_fits_release(fl_fits *fits);

typedef struct fl_fit_evidence {
	int64_t shared;   /* fields of the partner that the dream has */
	int region;       /* 2: one of the partner's is the dream's or above it; 1: near; 0 */
	int32_t likeness; /* millionths */
	int64_t fit;      /* by the formula, whether it is enough or not */
	bool own, excluded, elsewhere; /* why there is no fit at all */
	fl_str tags, regions, wishes, words; /* which, a line each; 'words' are the rarest that both have */
} fl_fit_evidence;

/* One pairing, told in full; the texts live in the arena. Words cost more than all else: 'with_words'. */
fl_status fl_fits_explain(const fl_fits *fits, size_t dream, size_t partner, bool with_words, fl_arena *arena,
			  fl_fit_evidence *ret, fl_error *err);

/* The points of the formula. */
int64_t fl_fit_points(const fl_matching_rules *rules, int64_t shared, int region, int32_t likeness, bool wished);

#endif
