/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.h - what a replay found, for those who asked for it.
 */
#ifndef FL_REPORT_REPLAY_H
#define FL_REPORT_REPLAY_H

#include "base/buf.h"
#include "base/hash.h"

typedef struct fl_replay_step {
	const char *step;
	int64_t entry; /* -1: its results do not stand */
	bool same;
} fl_replay_step;

typedef struct fl_replay_difference {
	const char *step; /* NULL: of no step */
	fl_str what;
	bool consequence; /* of one before it */
} fl_replay_difference;

typedef struct fl_replay_report {
	const fl_replay_step *steps;
	size_t num_steps;
	const fl_replay_difference *differences; /* causes before their consequences */
	size_t num_differences;
	size_t waiting; /* decisions that came after the last of the steps: they are not taken into account */
	size_t entries;
	fl_digest root;
} fl_replay_report;

/* In words, or as JSON (florin-replay/1). */
fl_status fl_report_replay(const fl_replay_report *replay, bool json, fl_buf *out, fl_error *err);

#endif
