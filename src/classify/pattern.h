/* SPDX-License-Identifier: Apache-2.0
 *
 * pattern.h - one pattern of a rule: from its JSON to compiled PCRE2, and matching it under limits.
 */
#ifndef FL_CLASSIFY_PATTERN_H
#define FL_CLASSIFY_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/vec.h"
#include "classify/literals.h"
#include "domain/match.h"

typedef struct fl_word_list { /* plain words that patterns name as {{id}} */
	fl_str id;
	fl_json json; /* where it is made, not where words are added */
	fl_str regex; /* "(?:…|…)", the longest word first */
	bool used;
} fl_word_list;

typedef struct fl_word_lists {
	fl_word_list *items;
	size_t count;
	fl_map by_id;
} fl_word_lists;

typedef enum fl_pattern_kind { FL_PATTERN_HIT, FL_PATTERN_EXCEPT, FL_PATTERN_CAPTURE } fl_pattern_kind;

typedef struct fl_pattern {
	fl_str name; /* "" for an exception */
	fl_pattern_kind kind;
	fl_str *fields; /* the fields it reads; none: all */
	size_t num_fields;
	fl_fact_type type; /* of a capture */
	fl_str value;      /* of a capture that says the same wherever it hits; data NULL: what its group matched */
	fl_str text; /* lists put in, alternatives joined */
	fl_json json;
	fl_literals literals;
	unsigned needs; /* a bit by fl_use_kind: without a needle of each it cannot match */
	pcre2_code *code;
	pcre2_code *anchored; /* the same, only where the search begins; NULL without literals.starts */
} fl_pattern;

/* Compile the text, or the list of texts of which any may match, at 'v' into ret->text, literals and code. Everything
 * above 'text' is set before. On failure nothing is held. */
fl_status fl_pattern_compile(fl_json v, const fl_word_lists *lists, fl_arena *arena,
			     fl_pattern *ret, fl_error *err);
void fl_pattern_release(fl_pattern *pattern);

/* What a thread needs to match. */
typedef struct fl_matcher {
	pcre2_general_context *memory;
	pcre2_match_context *limits;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
} fl_matcher;

fl_status fl_matcher_open(fl_matcher *ret,
			  fl_error *err); /* zero-initialised before; close it after a failure, too */
void fl_matcher_close(fl_matcher *matcher);

/* The version of PCRE2 that is running, "10.42". */
#define FL_PCRE2_VERSION_MAX 64
void fl_pattern_library(char out[FL_PCRE2_VERSION_MAX]);

typedef enum fl_found { FL_NOT_FOUND, FL_FOUND, FL_FOUND_LIMIT } fl_found;

typedef struct fl_span {
	uint32_t start, end;
	uint32_t group_start, group_end; /* of the capture; both 0 when it took no part */
} fl_span;

/* The first match at or after 'from' ('anchored': exactly there). A limit that was hit is an answer, no error. */
fl_status fl_pattern_match(const fl_pattern *pattern, const fl_matcher *matcher, fl_str text, size_t from,
			   bool anchored, fl_found *ret_found, fl_span *ret_span, fl_error *err);

#endif
