/* SPDX-License-Identifier: Apache-2.0
 *
 * semver.h - semantic versions (semver.org 2.0.0) and constraints on them, as npm and Cargo write them.
 */
#ifndef FL_CLASSIFY_SEMVER_H
#define FL_CLASSIFY_SEMVER_H

#include "florin.h"

typedef struct fl_semver {
	uint32_t major, minor, patch;
	fl_str pre; /* "rc.1" of 1.0.0-rc.1; "" for a release */
} fl_semver;

/* MAJOR.MINOR.PATCH with an optional -PRE and +BUILD (which is passed over). */
bool fl_semver_parse(fl_str text, fl_semver *ret);
/* Below 0, 0, above 0: a comes before, with, after b. */
int fl_semver_compare(const fl_semver *a, const fl_semver *b);

/* Is the constraint well-formed? Comparisons parted by blanks, all of which must hold: "^1.2.0" (from there up to the
 * next major version; before 1.0.0 the next minor one), "~1.2.0" (up to the next minor one), ">=1.0.0", "<2.0.0",
 * ">", "<=",
 * "=1.0.0", "1.0.0". */
bool fl_semver_constraint_valid(fl_str constraint);
/* Does the version satisfy the well-formed constraint? */
bool fl_semver_satisfies(const fl_semver *version, fl_str constraint);

#endif
