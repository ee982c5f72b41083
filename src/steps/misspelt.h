/* SPDX-License-Identifier: Apache-2.0
 *
 * misspelt.h - names in the selectors of a round that no dream has, though one of much the same spelling is there.
 */
#ifndef FL_STEPS_MISSPELT_H
#define FL_STEPS_MISSPELT_H

#include "steps/step.h"

/* A warning 'name-unknown' for each. Ids of exclusive groups are left to who checks them. */
fl_status fl_misspelt_report(const fl_work *w, const fl_candidate *candidates, size_t count, fl_error *err);

#endif
