/* SPDX-License-Identifier: Apache-2.0
 *
 * align.c - a longest common subsequence, 64 cells of the table of Wagner and Fischer at a time.
 *
 * Let t(i, j) be the length of the longest common subsequence of what is behind piece i of a and piece j of b. From one j to the next it
 * falls by 0 or 1, so a row of the table is a vector of bits; a row follows from the row behind it by one addition and a few
 * logical operations, with carries from word to word (Hyyrö: Bit-parallel LCS-length computation revisited, 2004). A bit that is 0
 * says "falls by 1 here", and t(i, j) is the number of zeros behind j. All rows are kept, and the walk from the beginning asks
 * them which way is as long as any.
 */
#include "dedup/align.h"

#include "base/error.h"
#include "base/str.h"

#include <string.h>

bool fl_align_equal(const fl_pieces *a, size_t i, const fl_pieces *b, size_t j)
{
	const fl_piece *x = &a->items[i], *y = &b->items[j];

	return x->hash == y->hash && x->kind == y->kind &&
	       fl_str_eq(fl_str_slice(a->text, x->begin, x->end), fl_str_slice(b->text, y->begin, y->end));
}

/* The slot of a piece: it holds one that is equal, or is free. */
static uint32_t *slot_of(fl_align *al, const fl_pieces *p, size_t i)
{
	size_t mask = al->slots.len - 1, at = (size_t)p->items[i].hash & mask;

	while (al->slots.items[at] != 0 && !fl_align_equal(al->a, al->a1 + al->slots.items[at] - 1, p, i))
		at = (at + 1) & mask;
	return &al->slots.items[at];
}

static fl_status reserve(fl_align *al, fl_error *err)
{
	size_t slots = 16;

	while (slots < 2 * al->n)
		slots *= 2;
	if (!fl_vec_reserve(&al->rows, (al->n + 1) * al->words) || !fl_vec_reserve(&al->masks, al->n * al->words) ||
	    !fl_vec_reserve(&al->slots, slots) || !fl_vec_reserve(&al->kinds, al->n))
		return fl_enomem(err);
	al->slots.len = slots;
	memset(al->slots.items, 0, slots * sizeof *al->slots.items);
	memset(al->masks.items, 0, al->n * al->words * sizeof *al->masks.items);
	return FL_OK;
}

/* The kinds of a, each known by its first piece, and where b has them. */
static void find_kinds(fl_align *al)
{
	for (size_t i = 0; i < al->n; i++) {
		uint32_t *slot = slot_of(al, al->a, al->a1 + i);
		if (*slot == 0)
			*slot = (uint32_t)i + 1;
		al->kinds.items[i] = *slot - 1;
	}
	for (size_t j = 0; j < al->m; j++) {
		uint32_t first = *slot_of(al, al->b, al->b1 + j);
		size_t bit = al->m - 1 - j;
		if (first > 0)
			al->masks.items[(first - 1) * al->words + bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

/* The row of one more piece of a. */
static void add_row(const fl_align *al, const uint64_t *behind, const uint64_t *mask, uint64_t *row)
{
	uint64_t carry = 0;

	for (size_t w = 0; w < al->words; w++) {
		uint64_t both = behind[w] & mask[w], sum = behind[w] + both, more = sum + carry;
		carry = (sum < both) | (more < sum);
		row[w] = more | (behind[w] & ~mask[w]);
	}
}

/* t(i, j) */
static size_t length_behind(const fl_align *al, size_t i, size_t j)
{
	const uint64_t *row = al->rows.items + (al->n - i) * al->words;
	size_t bits = al->m - j, zeros = 0;

	for (size_t w = 0; w < bits / 64; w++)
		zeros += (size_t)__builtin_popcountll(~row[w]);
	if (bits % 64 > 0)
		zeros += (size_t)__builtin_popcountll(~row[bits / 64] & (((uint64_t)1 << bits % 64) - 1));
	return zeros;
}

fl_status fl_align_make(fl_align *al, const fl_pieces *a, size_t a1, size_t a2, const fl_pieces *b, size_t b1, size_t b2,
			fl_error *err)
{
	al->a = a;
	al->b = b;
	al->a1 = a1;
	al->b1 = b1;
	al->n = a2 - a1;
	al->m = b2 - b1;
	al->words = al->m / 64 + 1;
	FL_TRY(reserve(al, err));
	find_kinds(al);
	for (size_t w = 0; w < al->words; w++)
		al->rows.items[w] = UINT64_MAX;
	for (size_t k = 0; k < al->n; k++) {
		uint64_t *row = al->rows.items + (k + 1) * al->words;
		add_row(al, row - al->words, al->masks.items + al->kinds.items[al->n - 1 - k] * al->words, row);
	}
	al->i = al->j = 0;
	al->length = length_behind(al, 0, 0);
	return FL_OK;
}

/* Does t fall from (i, j) to (i, j + 1)? */
static bool falls(const fl_align *al, size_t i, size_t j)
{
	size_t bit = al->m - 1 - j;

	return !(al->rows.items[(al->n - i) * al->words + bit / 64] >> bit % 64 & 1);
}

bool fl_align_next(fl_align *al, size_t *ret_i, size_t *ret_j)
{
	while (al->i < al->n && al->j < al->m) {
		size_t i = al->i, j = al->j;
		if (fl_align_equal(al->a, al->a1 + i, al->b, al->b1 + j)) {
			*ret_i = al->a1 + al->i++;
			*ret_j = al->b1 + al->j++;
			al->length--;
			return true;
		}
		if (falls(al, i, j) || length_behind(al, i + 1, j) == al->length)
			al->i++;
		else
			al->j++;
	}
	return false;
}

void fl_align_release(fl_align *al)
{
	fl_vec_release(&al->rows);
	fl_vec_release(&al->masks);
	fl_vec_release(&al->slots);
	fl_vec_release(&al->kinds);
}
