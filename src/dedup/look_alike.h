/* SPDX-License-Identifier: Apache-2.0
 *
 * look_alike.h - names of organisations that may be one: the rule is published in docs/design/organisations.md.
 */
#ifndef FL_DEDUP_LOOK_ALIKE_H
#define FL_DEDUP_LOOK_ALIKE_H

#include "base/alloc.h"
#include "domain/review.h"

/* Names that are unlike in the comparing form. In the arena, by reason, then by a and b; each two once, for the first reason. Of many names
 * with one core, the first is shown with each other one. Names of more than 200 characters are left out. */
fl_status fl_look_alikes(const fl_str *names, size_t count, int threads, fl_arena *arena, fl_look_alike **ret, size_t *ret_count,
			 fl_error *err);

#endif
