/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.h - a rule pack: JSON in, checked, immutable, ready to scan. The whole format: docs/reference/rule-pack.md
 *
 * {
 *   "format": "florin-pack/1", "pack": "reading", "version": "1.0.0", "title": "…", "licence": "…",
 *   "extends": [{"pack": "serves", "version": "^1.0.0", "without": ["rule"]}],
 *   "namespaces": {"field": {"title": "field of public interest", "category": true}, "for": {"title": "…", "least": 5}},
 *   "tags": {"field:education": {"en": "education", "zh": "教育"}},              what people call them (pack_titles.h)
 *   "margin": 0, "least": 1, "title_factor": 3,             how a category is chosen (classify/tag.h)
 *   "lists": {"rural": ["乡村", "農村", "{{village}}"], "village": {"add": ["屯"]}},   plain words; {{rural}} in a pattern
 *   "rules": [{
 *     "id": "education", "title": "…", "reason": "why this rule exists", "status": "draft|active|retired",
 *     "tags": ["field:education"], "against": ["field:sports"], "weight": 1, "least": 1, "score": "texts|once",
 *     "patterns": {"school": {"any": ["学校", "{{rural}}.{0,6}课"], "fields": ["title", "body"]},
 *                  "course": "课程|课堂", "trip": ["研学", "游学"]},        text or list: any of them, in all fields
 *     "when": "school" | {"all": […]} | {"any": […]} | {"not": …} | {"at_least": 2, "of": […]} |
 *             {"near": ["school", "trip"], "within": 12 | "sentence"},       absent: any pattern
 *     "except": ["驾校"],                                     undoes the hits it overlaps
 *     "captures": {"beneficiaries": {"pattern": "([0-9]+)(?:名|位)学生", "type": "number"}},   group 1 is the value
 *     "examples": {"match": ["…", {"title": "…", "body": "…", "facts": {…}}], "no_match": ["…"], "known_gap": ["…"]}
 *   }],
 *   "examples": [{"title": "…", "body": "…", "category": "field:health", "tags": ["…"], "without": ["…"]}]
 * }
 * Patterns are PCRE2 with UTF, UCP, CASELESS and MATCH_INVALID_UTF over normalised text (text/normalise.h), under a
 * match limit.
 */
#ifndef FL_CLASSIFY_PACK_H
#define FL_CLASSIFY_PACK_H

#include "florin.h"

typedef struct fl_pack fl_pack; /* immutable; may be shared by threads */

/* How packs that a pack extends are found: the bytes of the pack that the one at 'from' (its source) calls 'name', and
 * their source, by which one file is told from another. Both live until the call that asked has returned. */
typedef struct fl_pack_finder {
	fl_status (*find)(void *user, fl_str name, const char *from, fl_str *ret_json, const char **ret_source,
			  fl_error *err);
	void *user;
} fl_pack_finder;

/* Parse, check and compile. Errors name file, line, column and, for a pattern, PCRE2's message. */
fl_status fl_pack_parse_with(fl_str json, const char *source, const fl_pack_finder *finder, fl_pack **ret_pack,
			     fl_error *err);
/* The same for a pack that extends none. */
fl_status fl_pack_parse(fl_str json, const char *source, fl_pack **ret_pack, fl_error *err);
/* Only ask the finder for everything that the pack extends, and check the versions. */
fl_status fl_pack_walk(fl_str json, const char *source, const fl_pack_finder *finder, fl_error *err);
void fl_pack_free(fl_pack *pack);
/* Borrowed from the pack. */
fl_str fl_pack_id(const fl_pack *pack);
fl_str fl_pack_version(const fl_pack *pack);
size_t fl_pack_num_rules(const fl_pack *pack); /* drafts and retired ones, too */
bool fl_pack_has_part(const fl_pack *pack, fl_str id); /* is it this pack, or does it extend it? */
fl_str fl_pack_rule_id(const fl_pack *pack, size_t rule);
bool fl_pack_rule_active(const fl_pack *pack, size_t rule);
const fl_str *fl_pack_rule_tags(const fl_pack *pack, size_t rule, size_t *ret_count);
bool fl_pack_is_category(const fl_pack *pack, fl_str tag); /* is it of a namespace of categories? */
bool fl_pack_rule_about(const fl_pack *pack, fl_str rule, fl_str *ret_title,
			fl_str *ret_reason); /* false: no such rule */

/* Run all examples; each failure is a finding (docs/reference/findings.md). An example of a rule is tried on
 * that rule alone; an example of the pack on the whole pack. */
fl_status fl_pack_test(const fl_pack *pack, const fl_listener *findings, size_t *ret_run, size_t *ret_failed,
		       fl_error *err);

/* What is well-formed but does not do what it seems to do; each is a finding. *ret_findings counts warnings. */
fl_status fl_pack_lint(const fl_pack *pack, const fl_listener *findings, size_t *ret_findings, fl_error *err);

#endif
