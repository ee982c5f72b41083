/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.h - all packs over one dream: records of what hit, the tags given, the scores of the categories.
 *
 * A record is a match (domain/match.h) in numbers: indices instead of texts, so that a thread can keep it and tag.c
 * writes the texts of all dreams into one arena at the end.
 */
#ifndef FL_CLASSIFY_EVIDENCE_H
#define FL_CLASSIFY_EVIDENCE_H

#include "classify/scan.h"
#include "classify/tag.h"

/* All tags that rules of any of the packs name, sorted by bytes. */
typedef struct fl_tag_table {
	const fl_pack *const *packs;
	size_t num_packs;
	fl_str *names;
	bool *category;
	size_t count;
	int64_t *needs;   /* by tag: the score from which it is given; 0: any */
	uint32_t **first; /* [pack][rule]: where the rule's tags, then those it is against, begin in ids */
	uint32_t *ids;
	int64_t margin, least;
} fl_tag_table;

typedef enum fl_record_kind {
	FL_RECORD_HIT,
	FL_RECORD_AGAINST,
	FL_RECORD_EXCEPT,
	FL_RECORD_LIMIT,
	FL_RECORD_FACT
} fl_record_kind;

typedef struct fl_record {
	uint32_t pack, rule, field, start, end; /* bytes of the original field */
	uint32_t tag;                           /* index in the rule's tags, or those it is against; FL_SCAN_NONE */
	uint32_t pattern;                       /* index in pack->patterns */
	fl_record_kind kind;
	uint32_t value, value_len; /* in 'values' */
} fl_record;

/* What one thread needs and gathers. */
typedef struct fl_gatherer {
	const fl_tag_table *table;
	fl_matcher matcher;
	fl_scan *scans; /* of each pack */
	fl_arena scratch;
	FL_VEC(fl_record) records;
	FL_VEC(uint32_t) tags; /* ids, of one dream after the other */
	FL_VEC(fl_held) held;
	fl_buf values;
	/* Of the dream at hand, by tag id: the score, whether a rule gives it, and the ids that any rule names. */
	int64_t *scores;
	bool *given, *named;
	FL_VEC(uint32_t) ids;
} fl_gatherer;

typedef struct fl_gathered { /* of one dream: its part of a gatherer's vectors */
	size_t gatherer;
	size_t first_record, num_records;
	size_t first_tag, num_tags;
	size_t first_held, num_held;
	uint32_t category; /* tag id, FL_SCAN_NONE */
	bool unclear;
	uint32_t limits_hit;
} fl_gathered;

/* Zero-initialised before; release it after a failure, too. */
fl_status fl_gatherer_open(fl_gatherer *g, const fl_tag_table *table, fl_error *err);
void fl_gatherer_release(fl_gatherer *g);
fl_status fl_gather(fl_gatherer *g, const fl_tag_input *input, fl_gathered *ret, fl_error *err);

#endif
