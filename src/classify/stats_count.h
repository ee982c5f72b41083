/* SPDX-License-Identifier: Apache-2.0
 *
 * stats_count.h - the inside of fl_stats, as stats.c fills and stats_write.c reads it. Nobody else includes this.
 */
#ifndef FL_CLASSIFY_STATS_COUNT_H
#define FL_CLASSIFY_STATS_COUNT_H

#include "base/vec.h"
#include "classify/rule.h"
#include "classify/stats.h"

#define FL_STATS_NONE    UINT32_MAX       /* no category */
#define FL_STATS_UNCLEAR (UINT32_MAX - 1) /* too close to call, or a match limit */
#define FL_STATS_SPACES_MAX 100000 /* the namespace of labels that no tag is */

typedef struct fl_instance { /* a dream that shows something */
	fl_str id, label;
	fl_str field, words; /* what the rule hit; "" when nothing */
} fl_instance;

typedef FL_VEC(fl_instance) fl_instances;

typedef struct fl_rule_count {
	uint32_t pack, rule;
	int64_t held;
	int64_t alone;     /* dreams in which no other rule gives what it gives */
	int64_t conflicts; /* dreams in which it gives a category and another rule another one */
	int64_t right, wrong;
	fl_instances wrongs;
} fl_rule_count;

typedef struct fl_tag_count { /* of a tag, or of a label that is none */
	fl_str name;
	bool category;
	uint32_t space; /* namespace: tags with the same number are of one */
	int64_t given;
	int64_t labelled; /* dreams that should get it */
	int64_t judged;   /* dreams that say whether they should */
	int64_t true_positives, false_positives, false_negatives;
	fl_instances missed;
} fl_tag_count;

typedef struct fl_pair_count {
	uint32_t a, b; /* rules; or label and what was given */
	int64_t count;
} fl_pair_count;

typedef struct fl_pair_counts { /* a hash table; items with count 0 are free */
	fl_pair_count *items;
	size_t cap, len;
} fl_pair_counts;

struct fl_stats {
	fl_arena arena;
	const fl_pack *const *packs;
	size_t num_packs;
	bool judged;
	size_t show;
	fl_rule_count *rules; /* of all packs, one after the other */
	size_t num_rules;
	size_t *first_rule; /* of each pack */
	FL_VEC(fl_tag_count) tags;
	fl_map tag_by_name;
	int64_t dreams, tagged, categorised, unclear, limits;
	int64_t scored; /* dreams with a label */
	int64_t right;  /* whose tags are exactly what they should be */
	fl_pair_counts overlaps, confusion;
};

/* A fraction; 0 / 0 is 0. */
typedef struct fl_share {
	int64_t n, d;
} fl_share;

fl_share fl_tag_precision(const fl_tag_count *t);
fl_share fl_tag_recall(const fl_tag_count *t);
fl_share fl_tag_f1(const fl_tag_count *t);
fl_share fl_tag_accuracy(const fl_tag_count *t);
/* In ten-thousandths, rounded half up. */
int64_t fl_share_rounded(fl_share share);
/* The mean over all tags that are the label of a dream, likewise. */
int64_t fl_stats_mean(const fl_stats *stats, fl_share (*measure)(const fl_tag_count *t));
bool fl_pair_counts_add(fl_pair_counts *pairs, uint32_t a, uint32_t b); /* false: memory is short */
/* The tag that a label means: its name, or its name without namespace. One that no tag is becomes a tag that is never given,
 * and is not known. */
fl_status fl_stats_find_label(fl_stats *s, fl_str label, uint32_t *ret, bool *ret_known, fl_error *err);
/* Ascending by a, then the most frequent first, then by b; the caller frees *ret (fl_free). */
fl_status fl_pair_counts_sorted(const fl_pair_counts *pairs, fl_pair_count **ret, fl_error *err);

#endif
