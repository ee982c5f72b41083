/* SPDX-License-Identifier: Apache-2.0
 *
 * normal_writer.c - room for a growing text and its map. What has become too small stays behind in the arena; it doubles,
 * so at most as much is left behind as is used.
 */
#include "text/normal_writer.h"

#include "base/str.h"

static void *grown(fl_arena *arena, const void *old, size_t len, size_t *cap, size_t need, size_t size)
{
	size_t more = *cap * 2 > need ? *cap * 2 : need;
	void *made = fl_arena_array(arena, more, size);

	if (made && len)
		memcpy(made, old, len * size);
	if (made)
		*cap = more;
	return made;
}

bool fl_writer_room(fl_normal_writer *w, size_t bytes, size_t parts)
{
	if (bytes > w->cap - w->len) {
		char *text = grown(w->arena, w->text, w->len, &w->cap, w->len + bytes, 1);
		if (!text)
			return false;
		w->text = text;
	}
	if (parts > w->parts_cap - w->num_parts) {
		fl_normal_part *made =
		    grown(w->arena, w->parts, w->num_parts, &w->parts_cap, w->num_parts + parts, sizeof *made);
		if (!made)
			return false;
		w->parts = made;
	}
	return true;
}

void fl_writer_put(fl_normal_writer *w, uint32_t c, size_t begin, size_t end)
{
	char bytes[4];
	size_t n = fl_utf8_put(c, bytes);
	const fl_normal_part *last = w->num_parts ? &w->parts[w->num_parts - 1] : NULL;

	if (n == end - begin && !(last && last->end == end && last->begin == begin))
		fl_writer_copies(w, begin);
	else
		fl_writer_stands_for(w, begin, end);
	memcpy(w->text + w->len, bytes, n);
	w->len += n;
}
