/* SPDX-License-Identifier: Apache-2.0
 *
 * tag.h - run packs over texts: evidence, tags, one category. Compute only: same input, same output, any thread count.
 */
#ifndef FL_CLASSIFY_TAG_H
#define FL_CLASSIFY_TAG_H

#include "base/alloc.h"
#include "classify/pack.h"
#include "domain/match.h"

typedef struct fl_text_field {
	fl_str name; /* "title", "body", … */
	fl_str text; /* original */
} fl_text_field;

typedef struct fl_tag_input {
	const fl_text_field *fields;
	size_t num_fields;
} fl_tag_input;

typedef struct fl_tagging { /* of one dream */
	fl_str *tags;         /* sorted by bytes, unique */
	size_t num_tags;
	fl_str category;      /* "" none or unclear */
	bool unclear;         /* categories too close to call, or a match limit was hit */
	fl_match *matches;    /* in order: pack, rule, field, start */
	size_t num_matches;
	uint32_t limits_hit;  /* patterns that reached their match limit: never read as "no match" */
} fl_tagging;

/* *ret_taggings has 'count' entries and lives in the arena. */
fl_status fl_tag(const fl_pack *const *packs, size_t num_packs, const fl_tag_input *inputs, size_t count, int threads,
                 fl_arena *arena, fl_tagging **ret_taggings, fl_error *err);

#endif
