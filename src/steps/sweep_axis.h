/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep_axis.h - "PATH=FROM..TO:POINTS": a setting that is moved in equal steps.
 */
#ifndef FL_STEPS_SWEEP_AXIS_H
#define FL_STEPS_SWEEP_AXIS_H

#include "base/alloc.h"

#define FL_SWEEP_POINTS_MAX 10000 /* of a whole sweep */

typedef struct fl_sweep_axis {
	fl_str path;    /* "threshold", "groups[rural].max_share" */
	fl_str *values; /* as a person would write them: decimals with as many digits as FROM and TO have, "%" kept */
	size_t num_values;
} fl_sweep_axis;

/* Both ends are points. FROM and TO are decimals, with an exponent ("1e6") or a "%" if they like. Lives in the arena. */
fl_status fl_sweep_axis_parse(const char *text, fl_arena *arena, fl_sweep_axis *ret, fl_error *err);

#endif
