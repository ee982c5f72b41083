/* SPDX-License-Identifier: Apache-2.0
 *
 * anchor.h - the helper columns of the rounding, counted from where they stand.
 *
 * Rounding moves each award by a step or two, while a flow between signatures and pools, or the total, may be a million times as
 * large: next to that, one minor unit is less than doubles can tell in a linear program, and each of its answers had to be found
 * again in rationals. So flows and totals begin near what they are for the settled part.
 */
#ifndef FL_ALLOCATE_ANCHOR_H
#define FL_ALLOCATE_ANCHOR_H

#include "allocate/program.h"

/* 'settled': of each class, in minor units; 'most': what may come to it in all. base, hi: one a column of 'p'; a flow or total is
 * base + y with 0 <= y <= hi; of other columns base is 0 and hi their own. No solution is lost. */
fl_status fl_anchor_find(const fl_program *p, const fl_money *settled, fl_money most, fl_money *base, fl_money *hi, fl_error *err);

#endif
