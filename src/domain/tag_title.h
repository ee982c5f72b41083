/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_title.h - what people call a tag: "field:education" is "education" and "教育". Rule packs say it ("tags", classify/pack_titles.h).
 */
#ifndef FL_DOMAIN_TAG_TITLE_H
#define FL_DOMAIN_TAG_TITLE_H

#include "florin.h"

typedef struct fl_tag_title {
	fl_str tag, en, zh; /* "" where nobody says it in this language */
} fl_tag_title;

typedef struct fl_tag_titles {
	const fl_tag_title *items; /* by the bytes of their tags */
	size_t len;
} fl_tag_titles;

/* NULL: it has none. */
const fl_tag_title *fl_tag_title_find(const fl_tag_titles *titles, fl_str tag);

#endif
