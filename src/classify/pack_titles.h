/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_titles.h - the "tags" of rule packs: what people call them, {"field:education": {"en": "education", "zh": "教育"}}.
 */
#ifndef FL_CLASSIFY_PACK_TITLES_H
#define FL_CLASSIFY_PACK_TITLES_H

#include "base/alloc.h"
#include "domain/tag_title.h"

/* Those of several packs, in the order in which they are read: of two titles of one tag in one language the later one holds. Nothing
 * but "tags" is looked at, and nothing compiled: the packs were checked when they were loaded (pack.c). The titles live in the arena. */
fl_status fl_pack_titles(const fl_str *packs, size_t count, fl_arena *arena, fl_tag_titles *ret, fl_error *err);

#endif
