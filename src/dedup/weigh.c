/* SPDX-License-Identifier: Apache-2.0
 *
 * weigh.c - the inverse document frequency as a fixed-point integer.
 *
 * Sparck Jones (A statistical interpretation of term specificity, 1972), smoothed by 1 so that no gram weighs
 * nothing. log2 comes bit by bit from repeated squaring (Knuth, The Art of Computer Programming 1, 1.2.2, exercise
 * 25): with the mantissa m in [1, 2), the next bit of log2(m) is 1 exactly when m^2 >= 2. Errors are below one unit
 * and every step is monotone, so a rarer gram never weighs less.
 */
#include "dedup/weigh.h"

#define FRACTION 8  /* bits behind the point of the result */
#define POINT    31 /* bits behind the point of the mantissa */

uint32_t fl_log2_fixed(uint64_t x)
{
	unsigned whole = 0;
	uint64_t m;
	uint32_t result;

	while (x >> whole > 1)
		whole++;
	m = whole <= POINT ? x << (POINT - whole) : x >> (whole - POINT);
	result = whole;
	for (int bit = 0; bit < FRACTION; bit++) {
		m = (m * m) >> POINT;
		result <<= 1;
		if (m >> (POINT + 1)) {
			m >>= 1;
			result |= 1;
		}
	}
	return result;
}

uint32_t fl_weigh(uint32_t texts, uint32_t with)
{
	uint64_t ratio = ((((uint64_t)texts + with) << 31) / with); /* (1 + texts/with) * 2^31, below 2^63 */

	return fl_log2_fixed(ratio) - POINT * FL_WEIGHT_ONE;
}
