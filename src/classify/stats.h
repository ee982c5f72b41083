/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.h - what packs do to many dreams: how much each rule covers, what it shares with others, where rules
 * conflict; and, where it is known what each dream should get, how often they are right.
 *
 * Counting only; stats_write.c puts it into words and JSON.
 */
#ifndef FL_CLASSIFY_STATS_H
#define FL_CLASSIFY_STATS_H

#include "base/buf.h"
#include "classify/tag.h"

typedef struct fl_stats fl_stats;

typedef enum fl_verdict {
	FL_UNLABELLED,
	FL_LABEL_TRUE, /* the dream should get the label */
	FL_LABEL_FALSE /* it should not; nothing is known of other tags */
} fl_verdict;

/* 'judged': labels come with a verdict each, and only the label's own tag is judged; else the label is what the dream
 * should get and every other tag of its namespace is wrong. 'show' wrong and missed dreams are kept of each rule and
 * tag. The packs must outlive the stats. */
fl_status fl_stats_open(const fl_pack *const *packs, size_t num_packs, bool judged, size_t show, fl_stats **ret,
			fl_error *err);
void fl_stats_free(fl_stats *stats);

/* Add a dream as fl_tag has tagged it with the same packs. A label is a tag ("sdg:4"), or its name alone ("4") where
 * it is that of one tag only, of one of a category namespace first; *ret_known is false the first time it is neither.
 */
fl_status fl_stats_add(fl_stats *stats, fl_str id, const fl_tag_input *input, const fl_tagging *tagging, fl_str label,
		       fl_verdict verdict, bool *ret_known, fl_error *err);

fl_status fl_stats_write_json(const fl_stats *stats, fl_buf *buf, fl_error *err);
fl_status fl_stats_write_words(const fl_stats *stats, fl_buf *buf, fl_error *err);

#endif
