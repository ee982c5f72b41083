/* SPDX-License-Identifier: Apache-2.0
 *
 * prefilter.h - finds all of many plain texts in one pass over a normalised text.
 */
#ifndef FL_CLASSIFY_PREFILTER_H
#define FL_CLASSIFY_PREFILTER_H

#include "base/alloc.h"
#include "florin.h"

typedef struct fl_prefilter fl_prefilter; /* immutable; lives in the arena */

typedef struct fl_needle {
	fl_str text;  /* not empty; characters up to U+FFFF */
	uint32_t use; /* the caller's number, told back */
} fl_needle;

/* The needles are sorted in place; their texts need not live on. */
fl_status fl_prefilter_build(fl_needle *needles, size_t count, fl_arena *arena, fl_prefilter **ret, fl_error *err);

/* The text is well-formed UTF-8. Calls seen() for each place where a needle stands: by start, then shorter needles
 * first, then by 'use'. False from seen() ends the scan, which then is false, too. */
typedef bool (*fl_needle_fn)(void *user, uint32_t use, uint32_t start, uint32_t end);
bool fl_prefilter_scan(const fl_prefilter *prefilter, fl_str text, fl_needle_fn seen, void *user);

#endif
