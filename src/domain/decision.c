/* SPDX-License-Identifier: Apache-2.0
 *
 * decision.c - which decisions are in force: the last of each subject, unless it takes back.
 */
#include "domain/decision.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

static int by_subject(const fl_decision *x, const fl_decision *y)
{
	int order = fl_str_cmp(x->kind, y->kind);
	if (order == 0)
		order = fl_str_cmp(x->subject, y->subject);
	return order != 0 ? order : fl_str_cmp(x->other, y->other);
}

static int by_subject_then_id(const void *a, const void *b)
{
	const fl_decision *x = a, *y = b;
	int order = by_subject(x, y);
	return order != 0 ? order : x->id < y->id ? -1 : x->id > y->id;
}

static int by_id(const void *a, const void *b)
{
	const fl_decision *x = a, *y = b;
	return x->id < y->id ? -1 : x->id > y->id;
}

fl_status fl_decisions_in_force(const fl_decision *all, size_t count, fl_arena *arena, fl_decision **ret_decisions,
				size_t *ret_count, fl_error *err)
{
	size_t kept = 0;
	fl_decision *list = fl_arena_array(arena, count + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	if (count > 0) {
		memcpy(list, all, count * sizeof *list);
		qsort(list, count, sizeof *list, by_subject_then_id);
	}
	for (size_t i = 0; i < count; i++)
		if ((i + 1 == count || by_subject(&list[i], &list[i + 1]) != 0) && list[i].value.len > 0)
			list[kept++] = list[i];
	if (kept > 0)
		qsort(list, kept, sizeof *list, by_id);
	*ret_decisions = list;
	*ret_count = kept;
	return FL_OK;
}

/* Each text with its length before it: no two lists of texts have the same bytes. */
static void add_text(fl_hasher *h, fl_str text)
{
	unsigned char length[8];
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)((uint64_t)text.len >> (56 - 8 * i));
	fl_hasher_add(h, length, sizeof length);
	fl_hasher_add(h, text.data, text.len);
}

fl_digest fl_decision_seen(const fl_dream *a, const fl_dream *b)
{
	const fl_dream *dreams[] = { a, b };
	fl_hasher h;
	fl_hasher_init(&h);
	for (size_t i = 0; i < 2 && dreams[i]; i++) {
		add_text(&h, dreams[i]->title);
		add_text(&h, dreams[i]->body);
		add_text(&h, dreams[i]->organisation);
	}
	return fl_hasher_final(&h);
}
