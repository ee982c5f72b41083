/* SPDX-License-Identifier: Apache-2.0
 *
 * random.h - random numbers for property tests: splitmix64, so that a seed gives the same case on every machine.
 */
#ifndef FL_TESTS_RANDOM_H
#define FL_TESTS_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline uint64_t random_below(uint64_t *seed, uint64_t n) /* 0 .. n - 1 */
{
	return random_next(seed) % n;
}

#endif
