/* SPDX-License-Identifier: Apache-2.0
 *
 * start.c - a basis by names.
 */
#include "allocate/start.h"

#include "allocate/solve.h"
#include "base/error.h"

#include <stdlib.h>

void fl_start_release(fl_start *s)
{
	fl_vec_release(&s->class_at);
	fl_vec_release(&s->items);
	*s = (fl_start){ .parts = s->parts };
}

static int by_name(const void *a, const void *b)
{
	const fl_start_item *x = a, *y = b;
	if (x->is_row != y->is_row)
		return x->is_row < y->is_row ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->pool < y->pool ? -1 : x->pool > y->pool;
}

static fl_start_item row_item(const fl_program *p, size_t k)
{
	return (fl_start_item){ .is_row = 1, .kind = (uint8_t)p->rows[k].kind, .id = p->rows[k].id };
}

static fl_start_item column_item(const fl_program *p, size_t j)
{
	return (fl_start_item){ .kind = (uint8_t)p->columns[j].kind, .id = p->columns[j].id, .pool = p->columns[j].pool };
}

/* Room for the columns of kinds up to this one. */
static fl_status reach(fl_start *s, uint32_t kind, fl_error *err)
{
	while (s->class_at.len < ((size_t)kind + 1) * s->parts)
		if (!fl_vec_push(&s->class_at, FL_START_NONE))
			return fl_enomem(err);
	return FL_OK;
}

fl_status fl_start_keep(fl_start *s, const fl_program *p, const uint8_t *column_at, const uint8_t *row_at, fl_error *err)
{
	s->class_at.len = s->items.len = 0;
	for (size_t j = 0; j < p->num_classes; j++) {
		uint32_t kind = p->columns[j].id;
		FL_TRY(reach(s, kind, err));
		s->class_at.items[kind * s->parts + j % s->parts] = column_at[j];
	}
	for (size_t j = p->num_classes; j < p->num_columns; j++) {
		fl_start_item item = column_item(p, j);
		item.at = column_at[j];
		if (!fl_vec_push(&s->items, item))
			return fl_enomem(err);
	}
	for (size_t k = 0; k < p->num_rows; k++) {
		fl_start_item item = row_item(p, k);
		item.at = row_at[k];
		if (!fl_vec_push(&s->items, item))
			return fl_enomem(err);
	}
	if (s->items.len > 0)
		qsort(s->items.items, s->items.len, sizeof *s->items.items, by_name);
	s->kept = true;
	return FL_OK;
}

static uint8_t find(const fl_start *s, fl_start_item item, uint8_t otherwise)
{
	const fl_start_item *found =
	    s->items.len > 0 ? bsearch(&item, s->items.items, s->items.len, sizeof item, by_name) : NULL;
	return found ? found->at : otherwise;
}

void fl_start_propose(const fl_start *s, const fl_program *p, uint8_t *column_at, uint8_t *row_at)
{
	for (size_t j = 0; j < p->num_classes; j++) {
		size_t at = p->columns[j].id * s->parts + j % s->parts;
		uint8_t stood = at < s->class_at.len ? s->class_at.items[at] : FL_START_NONE;
		column_at[j] = stood == FL_START_NONE ? FL_AT_LO : stood;
	}
	for (size_t j = p->num_classes; j < p->num_columns; j++)
		column_at[j] = find(s, column_item(p, j), FL_AT_LO);
	for (size_t k = 0; k < p->num_rows; k++)
		row_at[k] = find(s, row_item(p, k), FL_BASIC);
}

fl_status fl_start_follow(fl_start *s, uint32_t from, uint32_t to, fl_error *err)
{
	FL_TRY(reach(s, to, err));
	for (size_t k = 0; k < s->parts; k++)
		s->class_at.items[to * s->parts + k] =
		    ((size_t)from + 1) * s->parts <= s->class_at.len ? s->class_at.items[from * s->parts + k] : FL_START_NONE;
	return FL_OK;
}

void fl_start_forget(fl_start *s, uint32_t kind)
{
	for (size_t k = 0; k < s->parts && ((size_t)kind + 1) * s->parts <= s->class_at.len; k++)
		s->class_at.items[kind * s->parts + k] = FL_START_NONE;
}
