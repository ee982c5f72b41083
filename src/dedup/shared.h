/* SPDX-License-Identifier: Apache-2.0
 *
 * shared.h - the rarest words that two dreams share, for people: what made the join look at them.
 */
#ifndef FL_DEDUP_SHARED_H
#define FL_DEDUP_SHARED_H

#include "base/buf.h"
#include "dedup/gram_set.h"

#define FL_SHARED_MAX 3 /* stretches */

/* The texts of the sets x and y in the matching form, as title and body. Adds at most FL_SHARED_MAX stretches to 'ret', one a line, the
 * weightiest first. They do not depend on the order of the two. */
void fl_shared_words(const fl_gram_sets *sets, size_t x, size_t y, const fl_str title[2], const fl_str body[2], fl_buf *ret);

#endif
