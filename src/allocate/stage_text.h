/* SPDX-License-Identifier: Apache-2.0
 *
 * stage_text.h - the stages of a policy that divides by ratios, as data for models/rise.mod and models/fall.mod.
 */
#ifndef FL_ALLOCATE_STAGE_TEXT_H
#define FL_ALLOCATE_STAGE_TEXT_H

#include "allocate/mathprog.h"
#include "allocate/stages.h"

/* Where a dream of a class stands while a stage finds its level, in minor units. */
typedef struct fl_stage_box {
	mpq_t lower, upper, weight;
	bool moves; /* it rises or falls with the level */
} fl_stage_box;

void fl_stage_box_init(fl_stage_box *box);
void fl_stage_box_release(fl_stage_box *box);
/* Of class c in stage s. 'staged' is the finished division: what was stopped at a level before stands there in the end. */
void fl_stage_box_find(const fl_model *model, const fl_staged *staged, size_t s, size_t c, fl_stage_box *ret);
/* Is it one of rise.mod (else of fall.mod)? */
bool fl_stage_rises(fl_stage_kind kind);
/* The data section of stage s, numbered from 0. */
fl_status fl_stage_data(const fl_model *model, const fl_staged *staged, size_t s, fl_buf *out, fl_error *err);

#endif
