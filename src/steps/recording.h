/* SPDX-License-Identifier: Apache-2.0
 *
 * recording.h - what is recorded after the award in one call: each fact is judged against all that holds of its dream.
 */
#ifndef FL_STEPS_RECORDING_H
#define FL_STEPS_RECORDING_H

#include "steps/following.h"

typedef struct fl_recorded { /* a fact, of this call or of one before */
	fl_follow_event event; /* 'seq' 0: of this call */
	size_t next;           /* of the same dream, plus one; 0 none */
	const fl_follow_event *undo; /* NULL: it holds */
} fl_recorded;

typedef struct fl_recording {
	fl_work w;
	fl_following f;
	int64_t today;
	FL_VEC(fl_recorded) facts;
	size_t *of;    /* per dream: its last fact, plus one */
	fl_map known;  /* digest of a fact → its place; the one that holds, where one does */
	FL_VEC(fl_follow_event) events; /* to be recorded, in order */
} fl_recording;

/* Release also after a failure. */
fl_status fl_recording_begin(fl_recording *r, fl_round *round, int64_t now, fl_error *err);
void fl_recording_release(fl_recording *r);

typedef struct fl_recording_answer {
	const fl_recorded *known; /* recorded before, word for word: it is not recorded again */
	bool beyond_paid;         /* more is said to be spent than was paid until then */
	fl_money paid;
} fl_recording_answer;

/* Take a fact in, or find that it is known; 'again': a known one that was taken back may be recorded anew. FL_EINVAL, FL_ENOTFOUND: it is
 * refused, and nothing has changed. */
fl_status fl_recording_add(fl_recording *r, const fl_follow_event *event, bool again, fl_recording_answer *ret, fl_error *err);
/* Take back what 'ref' names: "9" (what entry 9 recorded, if it is one fact), "9.3" (the third of it), "9.all". 'undo' says who and why, and of
 * which dream, "" any. *ret_count: facts, 0: they were taken back before in the same words. Refused where what remains would not fit. */
fl_status fl_recording_undo(fl_recording *r, fl_str ref, const fl_follow_event *undo, int64_t *ret_count, fl_error *err);

#endif
