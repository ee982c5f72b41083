/* SPDX-License-Identifier: Apache-2.0
 *
 * rule.h - the inside of a pack, as pack.c builds it and scan.c, tag.c, pack_test.c and lint.c read it. Nobody
 * outside classify/ includes this.
 *
 * Texts are those of the JSON document, which the pack keeps, also for the places that findings name.
 */
#ifndef FL_CLASSIFY_RULE_H
#define FL_CLASSIFY_RULE_H

#include "classify/condition.h"
#include "classify/pack.h"
#include "classify/pattern.h"
#include "classify/prefilter.h"

#define FL_RULE_PATTERNS_MAX 64 /* of one rule; exceptions and captures likewise */
#define FL_RULE_TRUTHS_MAX   (FL_RULE_PATTERNS_MAX + FL_NEARS_MAX)
#define FL_RULE_NONE         UINT32_MAX

typedef enum fl_rule_status { FL_RULE_DRAFT, FL_RULE_ACTIVE, FL_RULE_RETIRED } fl_rule_status;

typedef struct fl_example {
	fl_str title, body;
	fl_json json;
	fl_str category; /* of a pack's example: expected; data NULL: not said; "" none or unclear */
	fl_str *tags, *without;
	size_t num_tags, num_without;
	fl_json facts; /* an object: each value stands among the facts of that name */
} fl_example;

typedef struct fl_examples {
	fl_example *items;
	size_t count;
} fl_examples;

typedef struct fl_rule {
	fl_str id, title, reason;
	fl_rule_status status;
	fl_str *tags;
	size_t num_tags;
	fl_str *against; /* categories, and tags with a least score, from whose score it is subtracted */
	size_t num_against;
	int64_t weight, least;
	bool once; /* scores its weight once, not for each different text */
	/* Its patterns lie together in pack->patterns: those that hit, then exceptions, then captures. */
	uint32_t first, num_hits, num_excepts, num_captures;
	const fl_condition *when;
	fl_nears nears;
	bool needs_hit; /* without any hit the condition cannot hold */
	fl_examples match, no_match, known_gap;
	fl_json json;
} fl_rule;

typedef struct fl_namespace {
	fl_str id, title;
	bool category;
	int64_t least; /* a tag is given from this score on; 0: by any rule that holds */
} fl_namespace;

/* What a needle of the prefilter says about a pattern. */
typedef enum fl_use_kind {
	FL_USE_NEED,  /* it may match */
	FL_USE_ALSO,  /* it may match: the other part that must be there */
	FL_USE_START, /* it may match here */
	FL_USE_WHOLE, /* it matches here, unless a text of lower rank does */
} fl_use_kind;

typedef struct fl_use {
	fl_use_kind kind;
	uint32_t pattern, rank;
} fl_use;

struct fl_pack {
	fl_arena arena;
	fl_json_doc **docs; /* of the packs it extends, those they extend before them; its own is the last */
	size_t num_docs;
	fl_str *parts; /* their ids */
	fl_str id, version, title, source;
	int64_t margin, least, title_factor;
	fl_namespace *namespaces;
	size_t num_namespaces;
	fl_word_lists lists;
	fl_rule *rules;
	size_t num_rules;
	fl_pattern *patterns;
	size_t num_patterns, num_compiled;
	fl_examples examples;
	fl_prefilter *prefilter; /* over the patterns of active rules and drafts; its 'use' is an index of uses */
	fl_use *uses;
	uint32_t *rule_of;  /* by pattern: the rule that it may make hold; FL_RULE_NONE of exceptions and captures */
	uint64_t *unasked;  /* a bit by rule: it may hold although the prefilter has seen nothing of it */
};

/* The namespace of a tag, NULL when the pack does not declare it. */
const fl_namespace *fl_pack_namespace(const fl_pack *pack, fl_str tag);

#endif
