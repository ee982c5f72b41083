/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog.h - the program of a round written down for other solvers: data for the models in models/ (GNU MathProg),
 * and MPS.
 *
 * Both say the same as the program that Florin solves, in other units. With W the box of a class, u and m those of
 * one of its n dreams, and 'unit' from the data:
 *
 *     met[c]       = X_c / W_c       every class that can get anything: W > 0, and m, where it is no base grant, at most
 *                                    what its pools have; the others are left out
 *     pays[s,p]    = F_sp / unit     without the helper columns' box, which never binds
 *     total        = T / unit
 *     number[c]    an integer 0..n   classes with m > 0, where Florin branches instead; with the rows
 *                                    at_least[c]: n met >= m/u number   at_most[c]: n met <= number
 *     pool[m], shared[s], all_awards[total]      rows of kind POOL, SIGNATURE, TOTAL, divided by unit
 *     group_minimum[g], group_maximum[g]         the two sides of a row of kind GROUP, divided by unit
 *     awarded_minimum[g], awarded_maximum[g]     rows of kind AWARDED_MIN and AWARDED_MAX, divided by unit and scale
 *
 * A stage of a policy of ratios (stage_view.h) has the same rows, of money only, and other boxes:
 *
 *     met[c]       in [low, high] / u; who is done stands at one end
 *     reached      = z / step; ratio[c]: met >= (w step / u) reached for who is open (<= where the level falls)
 *     drawn[m]     a target's pool: POOL without what must be spent; no groups there
 *
 * Pools, signatures and classes have their index plus one as number. tests/property/test_mathprog.c and
 * test_mathprog_stages.c prove this map.
 */
#ifndef FL_ALLOCATE_MATHPROG_H
#define FL_ALLOCATE_MATHPROG_H

#include "allocate/program.h"
#include "allocate/stage_view.h"

typedef struct fl_model {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	const fl_program *program;       /* of fl_program_build over these */
	const fl_allocation *allocation; /* whose limits it filled */
} fl_model;

/* The data section (.dat) of a round, for the models of its policy. Ids of dreams, pools and groups stand in comments only,
 * escaped. Deterministic. */
fl_status fl_mathprog_data(const fl_model *model, fl_buf *out, fl_error *err);
/* The data section of one stage, which stands beside that of the round. */
fl_status fl_mathprog_stage(const fl_model *model, const fl_stage_view *view, fl_buf *out, fl_error *err);

/* Free MPS, with the names of the model: of the round, or of a stage of it. What the model maximises is minimised with the
 * opposite sign: the format has no agreed word for maximising. */
fl_status fl_mps_write(const fl_model *model, const fl_stage_view *stage, fl_buf *out, fl_error *err);

const char *fl_stage_model_name(fl_stage_kind kind); /* "rise.mod" */
/* The level in words: "0.25 = 1/4", or "infeasible". */
void fl_stage_level(const fl_stage_view *view, fl_buf *out);

/* ---- all files of a round ---- */

#define FL_EXPORT_STAGES_MAX  999
#define FL_EXPORT_CLASSES_MAX 5000000 /* classes times stages */

/* Takes one file; bytes are borrowed. */
typedef struct fl_export_sink {
	fl_status (*file)(void *user, const char *name, fl_str bytes, fl_error *err);
	void *user;
	bool reduced; /* of more stages than files make sense: those of every n-th, instead of FL_ERANGE */
} fl_export_sink;

/* The models that a round's policy is written in (names in fl_embedded_models), NULL at the end; NULL: none, a baseline. */
const char *const *fl_export_models(const fl_policy *policy);

/* Everything with which a round can be checked by other solvers, file by file: models, data, MPS; for a policy of ratios also
 * the stages and a list of them with their levels. Names: docs/design/models.md. FL_EINVAL for a baseline, which is no
 * program; FL_ERANGE for more stages than files make sense, unless the sink takes a reduced set: then stages.tsv lists all, with "-" for the
 * files that are left out. */
fl_status fl_export_write(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			  const fl_export_sink *sink, fl_error *err);

#endif
