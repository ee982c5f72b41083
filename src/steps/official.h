/* SPDX-License-Identifier: Apache-2.0
 *
 * official.h - what a result is by the approvals in the journal.
 */
#ifndef FL_STEPS_OFFICIAL_H
#define FL_STEPS_OFFICIAL_H

#include "steps/acts.h"
#include "steps/whole.h"

typedef struct fl_laid { /* the acts, and what follows from them; in the arena that they were loaded into */
	fl_acts acts;
	fl_seal seal;
	fl_approval approval;
} fl_laid;

/* From the entries before 'until' (-1: all). */
fl_status fl_laid_load(fl_store *store, int64_t until, fl_arena *arena, fl_laid *ret, fl_error *err);
/* The entry of the awards that stand, NULL where there is none. */
fl_status fl_laid_awarded(fl_store *store, const fl_laid *laid, fl_arena *arena, const fl_entry **ret, fl_error *err);
/* Seal, approval and what the awards are by it, into the result. */
fl_status fl_laid_tell(fl_store *store, const fl_laid *laid, fl_arena *arena, fl_result *ret, fl_error *err);
/* FL_ENOTFOUND: no result is official, and why not. */
fl_status fl_laid_need_official(const fl_store *store, const fl_laid *laid, fl_error *err);
/* A file of the report of the official result, which there must be. FL_EPARSE: it is missing, or not the one that was approved. */
fl_status fl_laid_official_file(fl_store *store, const fl_laid *laid, fl_str name, fl_arena *arena, fl_str *ret, fl_error *err);

#endif
