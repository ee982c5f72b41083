/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.h - one pack over the normalised fields of one dream: which patterns hit where, which rules hold.
 *
 * fl_scan_texts runs the prefilter over the fields; fl_scan_next_rule names the rules that may hold, and fl_scan_rule
 * decides one, running only the patterns that can match. What a dream costs grows with what is found in it, not with
 * the number of rules. With 'prefilter' false every pattern is run by PCRE2 on every field: slow, and the same answer
 * (except that a pattern which cannot match may then run into its limit first).
 */
#ifndef FL_CLASSIFY_SCAN_H
#define FL_CLASSIFY_SCAN_H

#include "base/vec.h"
#include "classify/rule.h"
#include "text/normalise.h"

#define FL_SCAN_NONE UINT32_MAX

typedef struct fl_hit {
	fl_span span;
	uint32_t next; /* of the same pattern and field, later in the text; FL_SCAN_NONE */
	uint32_t rank; /* used while the prefilter runs */
	bool struck;   /* undone by an exception */
	bool counts;   /* one of those that made the condition of its rule hold */
} fl_hit;

typedef struct fl_slot {             /* one pattern in one field */
	uint32_t first, last, count; /* hits */
	uint32_t first_start, last_start;
	uint32_t limit_from; /* where a limit was hit */
	unsigned seen;  /* a bit by fl_use_kind: the prefilter saw a needle of the kind */
	bool possible;  /* all that the pattern needs was seen */
	bool done, limit;
	bool unsure; /* an exception ran into a limit, so the hits may be none */
} fl_slot;

typedef struct fl_start { /* a place where a pattern may match */
	uint32_t pos, next;
} fl_start;

typedef struct fl_scan_origin {
	fl_str original;
	fl_normal normal; /* of it */
} fl_scan_origin;

typedef struct fl_scan_field {
	fl_str name;
	fl_str text;                  /* normalised */
	const fl_scan_origin *origin; /* NULL: not known; then no line of it ends a sentence */
} fl_scan_field;

typedef struct fl_word { /* a hit that counts */
	fl_str text;
	size_t field;
	fl_span span;
	int64_t factor; /* the pack's title_factor in the title, 1 elsewhere */
} fl_word;

typedef struct fl_scan {
	const fl_pack *pack;
	const fl_matcher *matcher;
	bool prefilter;
	const fl_scan_field *fields;
	size_t num_fields, title; /* index of the title */
	bool has_body;            /* a field is named "body" */
	fl_slot *slots;           /* [field * num_patterns + pattern] */
	size_t num_slots;
	FL_VEC(uint32_t) used;    /* slots that are not as they were made */
	uint64_t *candidates;     /* a bit by rule: it may hold */
	FL_VEC(fl_hit) hits;
	FL_VEC(fl_start) starts;
	/* of the rule last decided: by its patterns, then by its near clauses */
	fl_truth truths[FL_RULE_TRUTHS_MAX];
	bool marks[FL_RULE_TRUTHS_MAX]; /* these made the condition hold */
	FL_VEC(fl_word) words;
	int64_t mentions;
	int64_t points; /* when it holds: sum of the factors of its distinct words, or the best one */
} fl_scan;

void fl_scan_init(fl_scan *scan, const fl_pack *pack, const fl_matcher *matcher, bool prefilter);
void fl_scan_release(fl_scan *scan);

/* The fields are borrowed until the next call. */
fl_status fl_scan_texts(fl_scan *scan, const fl_scan_field *fields, size_t num_fields, fl_error *err);
/* The first rule from *at on that may hold, as far as the prefilter knows; *at is then behind it. False: no more. */
bool fl_scan_next_rule(const fl_scan *scan, uint32_t *at, uint32_t *ret_rule);
/* Run one pattern on one field. */
fl_status fl_scan_run(fl_scan *scan, uint32_t pattern, size_t field, fl_error *err);
/* decide.c: decide a rule, strike what its exceptions undo, count, and, when it holds, run its captures. */
fl_status fl_scan_rule(fl_scan *scan, const fl_rule *rule, fl_truth *ret_truth, fl_error *err);

/* 'pattern' is an index of pack->patterns. */
const fl_slot *fl_scan_slot(const fl_scan *scan, size_t field, uint32_t pattern);
const fl_hit *fl_scan_first(const fl_scan *scan, const fl_slot *slot); /* NULL: no hit */
const fl_hit *fl_scan_next(const fl_scan *scan, const fl_hit *hit);
bool fl_span_overlap(const fl_span *a, const fl_span *b);

#endif
