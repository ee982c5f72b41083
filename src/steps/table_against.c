/* SPDX-License-Identifier: Apache-2.0
 *
 * table_against.c - which rows of a table are alike with rows of another one, such as the dreams funded last year.
 *
 * Both tables are one set for the join, so weights are those of all their texts, and every pair at or above the threshold
 * is met. The join names a group of equal words by its first row; here each row of the table gets a line of its own, with the
 * first row of the other table where several have equal words. Rows of the other table come first in the set, so that
 * the first row of a mixed group is one of them.
 */
#include "steps/table_pairs.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

typedef struct line { /* one row of the table beside one of the other */
	uint32_t row, other;
	const fl_pair *pair;
	bool turned; /* the pair's a is the other row */
} line;

typedef struct crossing {
	uint32_t others; /* rows of the other table: [0, others) */
	uint32_t *first; /* per row: the first row of equal words */
	uint32_t *next;  /* per row of the table: the next of equal words, NONE at the end */
	uint32_t *head;  /* per first row: the first row of the table among its equal words */
	FL_VEC(line) lines;
} crossing;

#define NONE UINT32_MAX

static void group_rows(crossing *c, const fl_pair *pairs, size_t num_pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		c->first[i] = (uint32_t)i;
		c->head[i] = c->next[i] = NONE;
	}
	for (size_t i = 0; i < num_pairs; i++)
		if (pairs[i].exact)
			c->first[pairs[i].b] = pairs[i].a;
	for (size_t i = count; i-- > c->others;) {
		c->next[i] = c->head[c->first[i]];
		c->head[c->first[i]] = (uint32_t)i;
	}
}

/* Every row of the table in the group of 'here', beside the group of 'there' where that has a row of the other table. */
static bool cross(crossing *c, uint32_t here, uint32_t there, const fl_pair *pair, bool turned)
{
	if (there >= c->others)
		return true;
	for (uint32_t i = c->head[here]; i != NONE; i = c->next[i])
		if (!fl_vec_push(&c->lines, ((line){ i, there, pair, turned })))
			return false;
	return true;
}

static int by_rows(const void *a, const void *b)
{
	const line *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->pair->score != y->pair->score)
		return x->pair->score > y->pair->score ? -1 : 1;
	return x->other < y->other ? -1 : x->other > y->other;
}

static fl_status find_lines(crossing *c, const fl_pair *pairs, size_t num_pairs, fl_error *err)
{
	for (size_t i = 0; i < num_pairs; i++) {
		const fl_pair *p = &pairs[i];
		bool done;
		if (p->exact) /* of a star: each row of the table beside the first one */
			done = p->b < c->others || p->a >= c->others ||
			       fl_vec_push(&c->lines, ((line){ p->b, p->a, p, true }));
		else
			done = cross(c, p->a, p->b, p, false) && cross(c, p->b, p->a, p, true);
		if (!done)
			return fl_enomem(err);
	}
	if (c->lines.len > 0)
		qsort(c->lines.items, c->lines.len, sizeof *c->lines.items, by_rows);
	return FL_OK;
}

fl_status fl_table_cross(const fl_table_rows *rows, size_t others, const fl_pair *pairs, size_t num_pairs, fl_arena *arena,
			 fl_pair_line *put, void *user, fl_error *err)
{
	size_t count = rows->rows.len;
	crossing c = { .others = (uint32_t)others };
	c.first = fl_arena_array(arena, count, sizeof *c.first);
	c.next = fl_arena_array(arena, count, sizeof *c.next);
	c.head = fl_arena_array(arena, count, sizeof *c.head);
	if (!c.first || !c.next || !c.head)
		return fl_enomem(err);
	group_rows(&c, pairs, num_pairs, count);
	fl_status status = find_lines(&c, pairs, num_pairs, err);
	for (size_t i = 0; i < c.lines.len && status == FL_OK; i++) {
		const line *l = &c.lines.items[i];
		fl_pair pair = *l->pair;
		pair.a = l->row;
		pair.b = l->other;
		if (l->turned) {
			pair.only_a = l->pair->only_b;
			pair.only_b = l->pair->only_a;
		}
		status = put(user, &pair, err);
	}
	fl_vec_release(&c.lines);
	return status;
}
