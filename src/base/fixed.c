/* SPDX-License-Identifier: Apache-2.0
 *
 * fixed.c - log2 bit by bit from repeated squaring, roots bit by bit.
 *
 * Knuth, The Art of Computer Programming 1, 1.2.2, exercise 25: with the mantissa m in [1, 2), the next bit of log2(m)
 * is 1 exactly when m^2 >= 2. Errors are below one unit and every step is monotone.
 */
#include "base/fixed.h"

#define FRACTION 8  /* bits behind the point of the logarithm */
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

uint32_t fl_sqrt_floor(uint64_t x)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	return (uint32_t)root;
}
