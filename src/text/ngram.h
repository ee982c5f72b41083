/* SPDX-License-Identifier: Apache-2.0
 *
 * ngram.h - character n-grams of a normalised text as 64-bit hashes.
 */
#ifndef FL_TEXT_NGRAM_H
#define FL_TEXT_NGRAM_H

#include "base/alloc.h"
#include "florin.h"

/* The distinct n-grams, sorted ascending. A text of fewer than n characters gives one gram: itself (whole).
 * An empty text gives none. */
fl_status fl_ngrams(fl_str normalised, int n, fl_arena *arena, uint64_t **ret_grams, size_t *ret_count,
		    fl_error *err);

#endif
