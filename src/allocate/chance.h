/* SPDX-License-Identifier: Apache-2.0
 *
 * chance.h - random numbers of a fixed sequence, for walks whose result must be the same on every machine.
 */
#ifndef FL_ALLOCATE_CHANCE_H
#define FL_ALLOCATE_CHANCE_H

#include <stdint.h>

#define FL_CHANCE_ONE (INT64_C(1) << 20)

static inline uint64_t fl_chance_next(uint64_t *state) /* splitmix64 */
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Below 'count', from 32 random bits. */
static inline uint32_t fl_chance_pick(uint32_t random, uint32_t count)
{
	return (uint32_t)((uint64_t)random * count >> 32);
}

/* Exponentially distributed with mean FL_CHANCE_ONE: -ln(r / 2^64), where log2 of a mantissa 1 + f is taken for f. */
static inline int64_t fl_chance_exponential(uint64_t *state)
{
	uint64_t r = fl_chance_next(state) | 1;
	int zeros = __builtin_clzll(r);
	int64_t f = (int64_t)((r << zeros << 1) >> 44);
	return (((int64_t)(zeros + 1) * FL_CHANCE_ONE - f) * 726817) >> 20; /* ln 2 */
}

#endif
