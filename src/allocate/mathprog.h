/* SPDX-License-Identifier: Apache-2.0
 *
 * mathprog.h - the program of a round written down for other solvers: data for the models in models/ (GNU MathProg),
 * and MPS.
 *
 * Both say the same as the program that Florin solves, in other units. With W the box of a class, u and m those of
 * one of its n dreams, and 'unit' from the data:
 *
 *     met[c]       = X_c / W_c                  every class that can get anything: W > 0, and m at most what its
 * pools have; the others are left out pays[s,p]    = F_sp / unit                without the helper columns' box,
 * which never binds total        = T / unit number[c]    an integer 0..n              classes with m > 0, where
 * Florin branches instead; with the rows at_least[c]: n met >= m/u number   at_most[c]: n met <= number pool[m],
 * shared[s], all_awards[total]     rows of kind POOL, SIGNATURE, TOTAL, divided by unit group_minimum[g],
 * group_maximum[g]        the two sides of a row of kind GROUP, divided by unit awarded_minimum[g],
 * awarded_maximum[g]    rows of kind AWARDED_MIN and AWARDED_MAX, divided by unit and scale
 *
 * Pools, signatures and classes have their index plus one as number. tests/property/test_mathprog.c proves this map.
 */
#ifndef FL_ALLOCATE_MATHPROG_H
#define FL_ALLOCATE_MATHPROG_H

#include "allocate/program.h"

typedef struct fl_model {
	const fl_round_spec *spec;
	const fl_candidate *dreams;
	size_t num_dreams;
	const fl_program *program;       /* of fl_program_build over these */
	const fl_allocation *allocation; /* whose limits it filled */
	bool pools_only;                 /* no groups, and nothing must be spent: what targets are found by */
} fl_model;

/* The data section (.dat) for the policy's model (models/support.mod, tranches.mod; rise.mod and fall.mod: stage_text.h). Ids of dreams, pools and groups
 * stand in comments only, escaped.
 * Deterministic. */
fl_status fl_mathprog_data(const fl_model *model, fl_buf *out, fl_error *err);

/* Free MPS, with the names of the model. It minimises minus the flowers: the format has no agreed word for
 * maximising. */
fl_status fl_mps_write(const fl_model *model, fl_buf *out, fl_error *err);

/* Data and MPS of a round as bytes: what stands beside the model in an exported folder. FL_EINVAL for a baseline,
 * which is no program. */
fl_status fl_export_files(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_buf *data,
			  fl_buf *mps, fl_error *err);

/* The same of a policy that divides by ratios: data of the round for rise.mod and fall.mod, of its pools alone (targets), and of each
 * stage, at most FL_EXPORT_STAGES of them. FL_EINVAL where it has to be chosen who is funded, or where nothing is feasible. */
#define FL_EXPORT_STAGES 1000
typedef struct fl_stage_files {
	fl_buf round, target; /* target: empty for 'coverage' */
	fl_buf *stages;
	bool *rises; /* per stage: rise.mod, else fall.mod */
	size_t num_stages, num_written;
} fl_stage_files;

fl_status fl_export_stages(const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams, fl_stage_files *ret,
			   fl_error *err);
void fl_stage_files_release(fl_stage_files *files); /* also after a failure */

/* The name of the policy's model in fl_embedded_models ("support.mod"), NULL for a baseline. */
const char *fl_export_model_name(fl_policy_kind kind);

#endif
