/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_titles.c - what rule packs call their tags.
 */
#include "classify/pack_titles.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

typedef struct said {
	fl_tag_title title;
	size_t order;
} said;

typedef FL_VEC(said) said_list;

static int by_tag(const void *a, const void *b)
{
	const said *x = a, *y = b;
	int order = fl_str_cmp(x->title.tag, y->title.tag);
	return order ? order : x->order < y->order ? -1 : 1;
}

static fl_status read_pack(fl_str pack, fl_arena *arena, said_list *list, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_status status = FL_OK;
	FL_TRY(fl_json_parse(pack, "rule pack", &doc, err));
	fl_json tags = fl_json_get(fl_json_root(doc), "tags");
	for (size_t i = 0; status == FL_OK && i < fl_json_len(tags); i++) {
		fl_json v = fl_json_at(tags, i);
		said s = { .order = list->len };
		s.title.tag = fl_arena_str(arena, fl_json_key(tags, i));
		s.title.en = fl_arena_str(arena, fl_json_text(fl_json_get(v, "en")));
		s.title.zh = fl_arena_str(arena, fl_json_text(fl_json_get(v, "zh")));
		if (!s.title.tag.data || !s.title.en.data || !s.title.zh.data || !fl_vec_push(list, s))
			status = fl_enomem(err);
	}
	fl_json_free(doc);
	return status;
}

/* One title a tag, in each language the last that somebody said. */
static fl_status join(said_list *list, fl_arena *arena, fl_tag_titles *ret, fl_error *err)
{
	fl_tag_title *items = fl_arena_array(arena, list->len + 1, sizeof *items);
	size_t count = 0;
	if (!items)
		return fl_enomem(err);
	if (list->len > 1)
		qsort(list->items, list->len, sizeof *list->items, by_tag);
	for (size_t i = 0; i < list->len; i++) {
		const fl_tag_title *title = &list->items[i].title;
		if (count == 0 || !fl_str_eq(items[count - 1].tag, title->tag)) {
			items[count++] = *title;
			continue;
		}
		items[count - 1].en = title->en.len > 0 ? title->en : items[count - 1].en;
		items[count - 1].zh = title->zh.len > 0 ? title->zh : items[count - 1].zh;
	}
	*ret = (fl_tag_titles){ items, count };
	return FL_OK;
}

fl_status fl_pack_titles(const fl_str *packs, size_t count, fl_arena *arena, fl_tag_titles *ret, fl_error *err)
{
	said_list list = { 0 };
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < count; i++)
		status = read_pack(packs[i], arena, &list, err);
	if (status == FL_OK)
		status = join(&list, arena, ret, err);
	fl_vec_release(&list);
	return status;
}
