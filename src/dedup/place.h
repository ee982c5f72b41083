/* SPDX-License-Identifier: Apache-2.0
 *
 * place.h - does a stretch of a Chinese text name a place? For telling "the same wish" from "the same wish
 * elsewhere".
 */
#ifndef FL_DEDUP_PLACE_H
#define FL_DEDUP_PLACE_H

#include "dedup/piece.h"

/* The text, and its pieces (words, not single letters). */
typedef struct fl_pieces {
	fl_str text;
	const fl_piece *items;
	size_t len;
} fl_pieces;

/* Do the pieces [from, to) belong to a place: a known name (甘肃, 定西), a name with what a place is called behind it
 * (通渭县, 向阳路), or a code (A7县, B市)? A name that reaches over the ends of the stretch counts. */
bool fl_place_in(const fl_pieces *pieces, size_t from, size_t to);

#endif
