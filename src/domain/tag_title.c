/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_title.c - what people call a tag.
 */
#include "domain/tag_title.h"

#include "base/str.h"

const fl_tag_title *fl_tag_title_find(const fl_tag_titles *titles, fl_str tag)
{
	size_t low = 0, high = titles->len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = fl_str_cmp(titles->items[middle].tag, tag);
		if (order == 0)
			return &titles->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
