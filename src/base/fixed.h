/* SPDX-License-Identifier: Apache-2.0
 *
 * fixed.h - logarithms and roots in integers, so that every machine gives the same.
 */
#ifndef FL_BASE_FIXED_H
#define FL_BASE_FIXED_H

#include "florin.h"

/* log2(x) in units of 1/256, rounded down; x >= 1. */
uint32_t fl_log2_fixed(uint64_t x);
/* The square root, rounded down. */
uint32_t fl_sqrt_floor(uint64_t x);

#endif
