/* SPDX-License-Identifier: Apache-2.0
 *
 * sealing.h - what a seal means for a round that is laid down anew.
 */
#ifndef FL_STEPS_SEALING_H
#define FL_STEPS_SEALING_H

#include "steps/acts.h"
#include "steps/source.h"

#define FL_SEALING_TRIAL "scenario" /* who breaks the seal in the copy of a scenario; its name is the reason */

typedef struct fl_sealing {
	fl_acts acts;
	fl_seal seal;
} fl_sealing;

fl_status fl_sealing_load(fl_work *w, fl_sealing *ret, fl_error *err);
/* A round.json that has the hash of a seed which is revealed already gets the seed. */
fl_status fl_sealing_keep_seed(const fl_sealing *sealing, fl_source *source, fl_error *err);
/* The documents of 'w' are to govern: does that change what is sealed? FL_ESTATE, unless w->options.unseal says who and why: then the
 * unsealing is laid down. */
fl_status fl_sealing_change(fl_work *w, const fl_sealing *sealing, bool *ret_unsealed, fl_error *err);
/* What a seal on the round with these documents holds. */
fl_status fl_sealing_of(const fl_document *documents, size_t count, fl_arena *arena, fl_bound **ret, size_t *ret_count, fl_error *err);

#endif
