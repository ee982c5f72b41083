/* SPDX-License-Identifier: Apache-2.0
 *
 * acts.h - acts (domain/act.h) in and out of the journal of a round file.
 */
#ifndef FL_STEPS_ACTS_H
#define FL_STEPS_ACTS_H

#include "domain/approval.h"
#include "domain/seal.h"
#include "steps/step.h"

typedef struct fl_acts { /* the journal, read */
	fl_entry *entries;
	size_t count;
} fl_acts;

/* The entries before 'until' (-1: all), in the arena. FL_EPARSE: an entry that is none. */
fl_status fl_acts_load(fl_store *store, int64_t until, fl_arena *arena, fl_acts *ret, fl_error *err);
/* Append within the open transaction; seq and at of the act are set. */
fl_status fl_act_append(fl_store *store, fl_act *act, int64_t now, fl_error *err);
/* A name or a reason: one line of UTF-8, not empty, not too long. 'what' names the option. */
fl_status fl_act_check_words(const char *what, const char *text, fl_error *err);

#endif
