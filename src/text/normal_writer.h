/* SPDX-License-Identifier: Apache-2.0
 *
 * normal_writer.h - a normalised text and its map while they grow, in an arena. Nobody outside text/ includes this.
 */
#ifndef FL_TEXT_NORMAL_WRITER_H
#define FL_TEXT_NORMAL_WRITER_H

#include "text/normalise.h"

#include <string.h>

typedef struct fl_normal_writer {
	fl_arena *arena;
	char *text;
	size_t len, cap;
	fl_normal_part *parts;
	size_t num_parts, parts_cap;
} fl_normal_writer;

/* Room for so many bytes and parts more; false when memory is short. */
bool fl_writer_room(fl_normal_writer *w, size_t bytes, size_t parts);

/* Room for all below is the caller's. */

/* What is written next is one character that is as long as the one at 'begin' of the original, or several. */
static inline void fl_writer_copies(fl_normal_writer *w, size_t begin)
{
	const fl_normal_part *last = w->num_parts ? &w->parts[w->num_parts - 1] : NULL;

	if (!last || last->end || last->begin + (w->len - last->at) != begin)
		w->parts[w->num_parts++] = (fl_normal_part){ (uint32_t)w->len, (uint32_t)begin, 0 };
}

/* What is written next came from [begin, end) as a whole. */
static inline void fl_writer_stands_for(fl_normal_writer *w, size_t begin, size_t end)
{
	const fl_normal_part *last = w->num_parts ? &w->parts[w->num_parts - 1] : NULL;

	if (!last || last->begin != begin || last->end != end)
		w->parts[w->num_parts++] = (fl_normal_part){ (uint32_t)w->len, (uint32_t)begin, (uint32_t)end };
}

/* One character that came from [begin, end). */
void fl_writer_put(fl_normal_writer *w, uint32_t c, size_t begin, size_t end);

static inline void fl_writer_copy(fl_normal_writer *w, const char *original, size_t begin, size_t end)
{
	if (begin == end)
		return;
	fl_writer_copies(w, begin);
	memcpy(w->text + w->len, original + begin, end - begin);
	w->len += end - begin;
}

#endif
