/* SPDX-License-Identifier: Apache-2.0
 *
 * literals.h - which plain texts must stand where a pattern matches; the prefilter looks for them.
 */
#ifndef FL_CLASSIFY_LITERALS_H
#define FL_CLASSIFY_LITERALS_H

#include "base/alloc.h"
#include "florin.h"

typedef struct fl_literals {
	fl_str *items; /* every match contains one of them; none: nothing is known */
	size_t count;
	fl_str *also; /* and one of them, too: another part of the pattern; none: not known */
	size_t num_also;
	bool whole;     /* the pattern matches these texts and nothing else; where two begin at one place, the earlier
			   wins */
	fl_str *starts; /* every match begins with one of them; none: not known, or 'whole' */
	size_t num_starts;
} fl_literals;

/* 'pattern' is a pattern that PCRE2 has accepted, without options inside. What this reading of it does not understand
 * gives no literals, never wrong ones. Letters a-z come in lower case. Lives in the arena. */
fl_status fl_literals_find(fl_str pattern, fl_arena *arena, fl_literals *ret, fl_error *err);

#endif
