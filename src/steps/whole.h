/* SPDX-License-Identifier: Apache-2.0
 *
 * whole.h - all that is known of a round, joined for a report or an explanation.
 */
#ifndef FL_STEPS_WHOLE_H
#define FL_STEPS_WHOLE_H

#include "steps/candidates.h"
#include "steps/continued.h"
#include "steps/match_view.h"

typedef struct fl_whole {
	fl_arena arena;
	fl_field field;
	fl_allocation *allocation;
	fl_published published;
	fl_decision_book book;
	fl_continued continued;
	fl_match_view match; /* not done where the round names no partners */
	bool refuted; /* awards are stored that do not hold */
	fl_result result; /* points into the others and into 'spec' */
} fl_whole;

/* 'spec' and 'documents' outlive it. Seal and approval are as after the entries before 'until' (-1: all). FL_ESTATE when nothing is
 * allocated. Release also after a failure. */
fl_status fl_whole_load(fl_store *store, fl_round_spec *spec, const fl_document *documents,
			size_t num_documents, int64_t until, fl_whole *ret_whole, fl_error *err);
void fl_whole_release(fl_whole *whole);

#endif
