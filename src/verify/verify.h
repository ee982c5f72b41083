/* SPDX-License-Identifier: Apache-2.0
 *
 * verify.h - is this allocation feasible and optimal? Exact; knows no solver; believes no stated number.
 */
#ifndef FL_VERIFY_VERIFY_H
#define FL_VERIFY_VERIFY_H

#include "domain/award.h"

typedef struct fl_verdict {
	bool verified;      /* feasible in integers, and the stated optimum and bound are proven */
	mpq_t objective;    /* recomputed from the awards */
	mpq_t optimum;      /* recomputed from proof->unrounded */
	mpq_t bound;        /* recomputed from the tree; valid when has_bound */
	bool has_bound;
	char why[512];      /* the first fact that fails, in words; "" when verified */
	bool infeasible;    /* this is called infeasible, and, as it should be then, nothing is awarded: 'why' says no more than that */
	char conflict[512]; /* then the limit that nothing can meet, or those that cannot hold together, proven here; "": the claim is not proven */
} fl_verdict;

void fl_verdict_init(fl_verdict *verdict);
void fl_verdict_release(fl_verdict *verdict);

/* Check awards and payments against every limit, standing and threshold, the unrounded solution against the program of
 * proof.h, and the tree against proof->optimum and proof->bound. "No" is an answer, not an error. */
fl_status fl_verify(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
                    const fl_allocation *allocation, fl_verdict *ret_verdict, fl_error *err);

#endif
