/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_tags.h - why one dream gets its tags and its category, and how near the other rules came.
 */
#ifndef FL_CLASSIFY_EXPLAIN_TAGS_H
#define FL_CLASSIFY_EXPLAIN_TAGS_H

#include "base/buf.h"
#include "classify/tag.h"

/* A JSON object:
 *   id, category (null: none), unclear, margin, least
 *   tags:  [{tag, score, given, category, needs?}]            of every tag that a rule spoke for or against
 *   rules: [{pack, rule, title, reason, holds, mentions, least, score?, tags, against?, condition, exceptions}]
 *                                                              of every active rule with a hit; holds null: a match limit
 *   silent: how many active rules had no hit
 *
 * A condition is {kind, holds, ...}: kind "pattern" with name and hits [{field, start, end, text, counts, struck}] and, where a
 * match limit was reached, limit true; "near" with patterns [{name, hits}], within (null: the sentence) and closest (null: never in
 * one field); "not" with of; "at_least" with least, hold and of. */
fl_status fl_explain_tags(const fl_pack *const *packs, size_t num_packs, const fl_tag_input *input, fl_str id,
			  fl_buf *json, fl_error *err);

#endif
