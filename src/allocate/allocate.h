/* SPDX-License-Identifier: Apache-2.0
 *
 * allocate.h - divide the money of a round over its candidates: the one entry into this folder.
 */
#ifndef FL_ALLOCATE_ALLOCATE_H
#define FL_ALLOCATE_ALLOCATE_H

#include "base/buf.h"
#include "domain/award.h"

/* Solve the round's policy over the candidates (all dreams of the round, any standing, any order; ids unique).
 * The result does not depend on the order of the candidates. An infeasible round is FL_OK with outcome
 * FL_INFEASIBLE and 'conflict'/'mend' filled. FL_EINTERNAL when the solver failed beyond repair. */
fl_status fl_allocate(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
		      fl_allocation **ret_allocation, fl_error *err);

/* The same for a round whose policy is a foundation's own model (docs/reference/own-models.md): 'data' is what the model is given,
 * 'problem' what florin-translate made of both. The awards are feasible, not proven best by this round's own measure; whether
 * they are the model's best is said in 'note'. Awards that break a limit of the round: FL_INFEASIBLE, 'conflict' names it.
 * FL_EINVAL, FL_EPARSE, FL_ERANGE: the model is no use. */
fl_status fl_own_model_data(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_buf *data,
			    fl_error *err);
fl_status fl_allocate_own(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_str problem,
			  fl_allocation **ret_allocation, fl_error *err);

/* The version of GLPK that is running; static. */
const char *fl_allocate_library(void);

#endif
