/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_support.c - how broad the support of a dream is: tiers of givers, sums of square roots, the largest gifts, and the
 * effective number of givers: (sum c)^2 / sum c^2, the inverse of the Herfindahl-Hirschman index; n givers of the same count are n.
 *
 * Whole numbers throughout; a sum of squares has 128 bits, and stays at their end should it ever come there.
 */
#include "tally/tallying.h"

__extension__ typedef unsigned __int128 wide;

/* Digit by digit in base 2. */
int64_t fl_root(int64_t c)
{
	static const uint8_t small[64] = { 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4,
					   4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6,
					   6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 };
	uint64_t rest = (uint64_t)c, root = 0, bit = (uint64_t)1 << 62;
	if (c < 64)
		return small[c];
	while (bit > rest)
		bit >>= 2;
	for (; bit > 0; bit >>= 2) {
		if (rest >= root + bit) {
			rest -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (int64_t)root;
}

static int tier_of(const fl_tally_rules *rules, int64_t total)
{
	return total >= rules->tier[1] ? 2 : total >= rules->tier[0] ? 1 : 0;
}

static void keep_top(int64_t *top, int64_t gift)
{
	if (gift <= top[FL_TOP - 1])
		return;
	size_t at = FL_TOP - 1;
	for (; at > 0 && top[at - 1] < gift; at--)
		top[at] = top[at - 1];
	top[at] = gift;
}

static void add_square(fl_support *s, int64_t gift)
{
	wide sum = (wide)s->squares_high << 64 | s->squares_low, square = (wide)(uint64_t)gift * (uint64_t)gift;
	sum = sum + square < sum ? ~(wide)0 : sum + square;
	s->squares_high = (uint64_t)(sum >> 64);
	s->squares_low = (uint64_t)sum;
}

void fl_support_add(fl_support *s, const fl_tally_rules *rules, int64_t gift, int64_t total)
{
	int tier = tier_of(rules, total);
	int64_t root = fl_root(gift);
	s->roots += root;
	s->squares += root * root;
	s->givers++;
	s->tier_flowers[tier] += gift;
	s->tier_givers[tier]++;
	keep_top(s->top, gift);
	add_square(s, gift);
}

/* floor(100 * known^2 / sum of squares) */
static int64_t effective(const fl_support *s)
{
	wide squares = (wide)s->squares_high << 64 | s->squares_low, known = (wide)(uint64_t)s->known;
	if (squares == 0)
		return 0;
	wide square = known * known;
	if (square <= ~(wide)0 / 100)
		return (int64_t)(square * 100 / squares);
	return (int64_t)(square / (squares / 100)); /* beyond 2^121: to seventeen digits all the same */
}

void fl_support_tell(const fl_support *s, fl_tally *ret)
{
	ret->known = s->known;
	ret->roots = s->roots;
	ret->squares = s->squares;
	for (int i = 0; i < FL_TIERS; i++) {
		ret->tier_flowers[i] = s->tier_flowers[i];
		ret->tier_givers[i] = s->tier_givers[i];
	}
	ret->top = s->top[0];
	ret->top_ten = 0;
	for (int i = 0; i < FL_TOP; i++)
		ret->top_ten += s->top[i];
	ret->effective_hundredths = effective(s);
}
