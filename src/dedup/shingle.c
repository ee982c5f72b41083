/* SPDX-License-Identifier: Apache-2.0
 *
 * shingle.c - grams of equal weight over mixed scripts, the distinct ones of each dream.
 *
 * Broder's shingles (On the resemblance and containment of documents, 1997) over characters. One length does not fit
 * all scripts: two Han characters tell about as much as a word
 * of six letters (with four, unrelated Catalan titles share a fifth of their grams by chance). The distinct grams are
 * found with an open hash table of one dream; two different grams with the same 62 bits of hash would count as one,
 * which is deterministic and at the sizes of a round (10^8 grams) expected in none.
 */
#include "dedup/shingle.h"

#include "base/alloc.h"
#include "base/error.h"
#include "dedup/piece.h"

#include <string.h>

#define FULL   6 /* weight of a gram */
#define HEAVY  3 /* of a Han character or a number */
#define LETTER 1

void fl_shingler_release(fl_shingler *s)
{
	fl_vec_release(&s->pieces);
	fl_free(s->heavy);
	fl_free(s->slots);
	*s = (fl_shingler){ 0 };
}

/* Room for the pieces of a text of so many bytes; no piece is shorter than a byte. */
static fl_status reserve(fl_shingler *s, size_t bytes, fl_error *err)
{
	if (!fl_vec_reserve(&s->pieces, bytes ? bytes : 1))
		return fl_enomem(err);
	if (bytes > s->heavy_cap) {
		size_t cap = s->pieces.cap;
		uint8_t *more = fl_realloc_array(s->heavy, cap, 1);
		if (!more)
			return fl_enomem(err);
		s->heavy = more;
		s->heavy_cap = cap;
	}
	return FL_OK;
}

/* An empty table for at most 'grams' entries at half load. */
static fl_status clear_slots(fl_shingler *s, size_t grams, fl_error *err)
{
	size_t need = 64;

	while (need < 2 * grams)
		need *= 2;
	s->num_slots = need;
	if (need <= s->slots_cap) {
		memset(s->slots, 0, need * sizeof *s->slots);
		return FL_OK;
	}
	fl_free(s->slots);
	s->slots_cap = 0;
	s->slots = fl_alloc_array(need, sizeof *s->slots);
	if (!s->slots)
		return fl_enomem(err);
	s->slots_cap = need;
	return FL_OK;
}

static void put(fl_shingler *s, uint64_t hash, unsigned part)
{
	uint64_t key = hash & ~(uint64_t)FL_GRAM_PARTS;
	size_t at = (size_t)(hash >> 32) & (s->num_slots - 1);

	while (s->slots[at] != 0 && (s->slots[at] & ~(uint64_t)FL_GRAM_PARTS) != key)
		at = (at + 1) & (s->num_slots - 1);
	s->slots[at] |= key | part;
}

static void cut(fl_shingler *s, fl_str text, unsigned part)
{
	size_t pos = 0, len = 0;
	fl_piece piece;

	while (fl_piece_next(text, &pos, true, &piece)) {
		s->pieces.items[len] = piece.hash;
		s->heavy[len++] = piece.kind != FL_PIECE_LETTERS;
	}
	for (size_t i = 0; i < len; i++) {
		uint64_t hash = 0;
		unsigned weight = 0;
		size_t j = i;
		for (; j < len && weight < FULL; j++) {
			hash = fl_piece_mix(hash, s->pieces.items[j]);
			weight += s->heavy[j] ? HEAVY : LETTER;
		}
		if (weight >= FULL || i == 0)
			put(s, hash, part);
	}
}

bool fl_gram_next(fl_str text, size_t *pos, bool first, fl_gram *ret)
{
	fl_piece piece;
	uint64_t hash;
	unsigned weight;
	size_t at;

	if (!fl_piece_next(text, pos, true, &piece))
		return false;
	*ret = (fl_gram){ .begin = piece.begin, .end = piece.end };
	hash = fl_piece_mix(0, piece.hash);
	weight = piece.kind != FL_PIECE_LETTERS ? HEAVY : LETTER;
	at = *pos;
	while (weight < FULL && fl_piece_next(text, &at, true, &piece)) {
		hash = fl_piece_mix(hash, piece.hash);
		weight += piece.kind != FL_PIECE_LETTERS ? HEAVY : LETTER;
		ret->end = piece.end;
	}
	ret->hash = hash & ~(uint64_t)FL_GRAM_PARTS;
	return weight >= FULL || first;
}

fl_status fl_shingle(fl_shingler *s, fl_str title, fl_str body, fl_hashes *ret, fl_error *err)
{
	size_t longest = title.len > body.len ? title.len : body.len;

	FL_TRY(reserve(s, longest, err));
	FL_TRY(clear_slots(s, title.len + body.len, err));
	cut(s, title, FL_GRAM_TITLE);
	cut(s, body, FL_GRAM_BODY);
	for (size_t i = 0; i < s->num_slots; i++)
		if (s->slots[i] != 0 && !fl_vec_push(ret, s->slots[i]))
			return fl_enomem(err);
	return FL_OK;
}
