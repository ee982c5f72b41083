/* SPDX-License-Identifier: Apache-2.0
 *
 * weigh.c - the inverse document frequency as a fixed-point integer.
 *
 * Sparck Jones (A statistical interpretation of term specificity, 1972), smoothed by 1 so that no gram weighs
 * nothing. log2 is monotone (base/fixed.c), so a rarer gram never weighs less.
 */
#include "dedup/weigh.h"

#define POINT 31 /* bits behind the point of the ratio */

uint32_t fl_weigh(uint32_t texts, uint32_t with)
{
	uint64_t ratio = ((((uint64_t)texts + with) << 31) / with); /* (1 + texts/with) * 2^31, below 2^63 */

	return fl_log2_fixed(ratio) - POINT * FL_WEIGHT_ONE;
}
