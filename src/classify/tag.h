/* SPDX-License-Identifier: Apache-2.0
 *
 * tag.h - run packs over texts: evidence, tags, one category. Compute only: same input, same output, any thread
 * count.
 *
 * Counting. Of the hits of one rule in one field that lie across each other, the one that begins first (or is longer)
 * counts. A hit in the title counts the pack's title_factor, elsewhere 1. A rule holds when its condition does and
 * all its hits together count at least its "least".
 *
 * Scores. Every rule that holds adds weight * points to its tags and subtracts it from those it is against; points is
 * the same sum over its distinct hits: the same words (as normalised) once, at their best place ("score": "once": the
 * best place alone). A tag whose namespace has a "least" is given when a rule gives it and its score reaches that.
 * Of the tags of category namespaces the one with the highest score is the category, if it leads the next by more
 * than the margin and reaches the packs' "least" (of several packs the larger values); else the category is unclear.
 *
 * The field named "title" is the title; where none is, the first field is.
 */
#ifndef FL_CLASSIFY_TAG_H
#define FL_CLASSIFY_TAG_H

#include "base/alloc.h"
#include "classify/pack.h"
#include "domain/match.h"

#define FL_TAG_HITS_MAX     4096 /* hits of one pattern in one field; more count as a limit that was hit */
#define FL_TAG_EVIDENCE_MAX 32   /* of these stored: hits of one pattern in one field, the first ones */
#define FL_TAG_FIELDS_MAX   64

typedef struct fl_text_field {
	fl_str name; /* "title", "body", … */
	fl_str text; /* original */
} fl_text_field;

typedef struct fl_tag_input {
	const fl_text_field *fields;
	size_t num_fields;
} fl_tag_input;

typedef struct fl_held { /* a rule that held */
	uint32_t pack, rule; /* indices */
	int64_t score;       /* what it added to its tags, and took from those it is against */
} fl_held;

typedef struct fl_tagging { /* of one dream */
	fl_str *tags;       /* sorted by bytes, unique */
	size_t num_tags;
	fl_str category;   /* "" none or unclear */
	bool unclear;      /* categories too close to call or too weak, or a match limit was hit */
	fl_match *matches; /* in order: pack, rule, field, start, end, tag (of the rule) */
	size_t num_matches;
	fl_held *held; /* in order: pack, rule */
	size_t num_held;
	uint32_t limits_hit; /* patterns that reached their match limit: never read as "no match" */
} fl_tagging;

/* What stands in fl_match.pattern where the match is no hit of a named pattern. */
#define FL_MATCH_EXCEPT "except" /* tag "": an exception that struck; 'value' is "" */
/* A rule that speaks against a tag has tag "" and the value "against TAG". */
#define FL_MATCH_AGAINST "against "
/* A limit that was hit has the pattern's name, tag "", no capture and this value; its span is what was left to scan.
 */
#define FL_MATCH_LIMIT "match-limit"
bool fl_match_is_limit(const fl_match *match);
/* A fact has the name of the capture as 'capture' and as 'pattern', its number or words as 'value', its type, and the
 * rule's first tag ("" when the rule gives facts only; such a rule stores no other evidence). What its group matched
 * and is not of its type is no fact. */

/* *ret_taggings has 'count' entries and lives in the arena with all its texts, but for fl_match.field, which is the
 * input's. */
fl_status fl_tag(const fl_pack *const *packs, size_t num_packs, const fl_tag_input *inputs, size_t count, int threads,
		 fl_arena *arena, fl_tagging **ret_taggings, fl_error *err);

#endif
