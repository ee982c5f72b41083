/* SPDX-License-Identifier: Apache-2.0
 *
 * normal_map.c - from places in a normalised text back to the original. The parts ascend in the text and in the original.
 */
#include "text/normalise.h"

/* The part that byte i lies in; there is one. */
static const fl_normal_part *part_of(const fl_normal *normal, size_t i)
{
	size_t low = 0, high = normal->num_parts; /* it is in [low, high) */

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (normal->parts[middle].at <= i)
			low = middle;
		else
			high = middle;
	}
	return &normal->parts[low];
}

static bool is_inside(const fl_normal *normal, size_t i) /* of a character: not its first byte */
{
	return ((unsigned char)normal->text.data[i] & 0xC0) == 0x80;
}

uint32_t fl_normal_begin(const fl_normal *normal, size_t i)
{
	const fl_normal_part *part;

	if (i >= normal->text.len)
		return (uint32_t)normal->original;
	part = part_of(normal, i);
	if (part->end)
		return part->begin;
	while (is_inside(normal, i))
		i--;
	return part->begin + (uint32_t)(i - part->at);
}

uint32_t fl_normal_end(const fl_normal *normal, size_t i)
{
	const fl_normal_part *part;

	if (i >= normal->text.len)
		return (uint32_t)normal->original;
	part = part_of(normal, i);
	if (part->end)
		return part->end;
	do
		i++;
	while (i < normal->text.len && is_inside(normal, i));
	return part->begin + (uint32_t)(i - part->at);
}

void fl_normal_place(const fl_normal *normal, size_t start, size_t end, uint32_t *ret_start, uint32_t *ret_end)
{
	*ret_start = fl_normal_begin(normal, start);
	*ret_end = fl_normal_end(normal, end - 1);
}
