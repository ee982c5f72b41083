/* SPDX-License-Identifier: Apache-2.0
 *
 * find_dream.h - the dream that a person named.
 */
#ifndef FL_STEPS_FIND_DREAM_H
#define FL_STEPS_FIND_DREAM_H

#include "store/records.h"

/* Its index among the facts. FL_ENOTFOUND: there is none; the message names ids that are spelt much the same. */
fl_status fl_dream_find(const fl_facts *facts, const char *id, uint32_t *ret, fl_error *err);
/* FL_ENOTFOUND with that message, for an id that is known to be missing. */
fl_status fl_dream_missing(const fl_facts *facts, fl_str id, fl_error *err);

#endif
