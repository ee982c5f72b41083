/* SPDX-License-Identifier: Apache-2.0
 *
 * cluster.h - from pairs judged the same, and what people decided, to clusters, without chaining.
 */
#ifndef FL_DEDUP_CLUSTER_H
#define FL_DEDUP_CLUSTER_H

#include "dedup/dedup.h"

/* representative[i] becomes the text that stands for text i. 'first' groups texts of equal words (corpus.h). The
 * pairs are sorted by a, b; only those with the verdict same, and of the near ones only those between first texts,
 * count. Of the options the rule of the representative and the decisions are read. */
fl_status fl_cluster(const fl_dedup_text *texts, size_t count, const uint32_t *first, const fl_pair *pairs,
		     size_t num_pairs, const fl_dedup_options *options, uint32_t *representative, fl_error *err);

#endif
