/* SPDX-License-Identifier: Apache-2.0
 *
 * givers.c - the names of givers in pages. A page is the number of its first name, how many it has, and the names one after the
 * other: two bytes for the length, the low one first, and the bytes of the name.
 */
#include "store/givers.h"

#include "base/error.h"
#include "base/str.h"
#include "store/statements.h"

#define PAGE_MAX ((size_t)64 << 20)

static fl_status damaged(const fl_store *store, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "the round file is damaged: a page of givers");
}

/* The next name of a page; false at its end and where it is cut. */
static bool next_name(fl_str page, size_t *at, fl_str *ret)
{
	if (page.len - *at < 2)
		return false;
	size_t len = (unsigned char)page.data[*at] | (size_t)(unsigned char)page.data[*at + 1] << 8;
	*at += 2;
	if (len > page.len - *at)
		return false;
	*ret = (fl_str){ page.data + *at, len };
	*at += len;
	return true;
}

typedef fl_status (*name_fn)(void *user, uint32_t number, fl_str name, fl_error *err);

/* All names of all pages, which follow one another without a gap. */
static fl_status each_name(fl_store *store, name_fn fn, void *user, fl_error *err)
{
	fl_cursor rows;
	int64_t next = 0;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_GIVERS, NULL, 0, err));
	fl_status status = FL_OK;
	while (status == FL_OK && fl_cursor_next(&rows)) {
		int64_t first = fl_cursor_int(&rows, 0), count = fl_cursor_int(&rows, 1);
		fl_str page = fl_cursor_text(&rows, 2), name;
		size_t at = 0;
		if (first != next || count < 1 || count > FL_GIVERS_MAX - next)
			status = damaged(store, err);
		for (; status == FL_OK && next < first + count; next++)
			status = next_name(page, &at, &name) ? fn(user, (uint32_t)next, name, err)
							     : damaged(store, err);
	}
	fl_status closed = fl_cursor_close(&rows, err);
	return status != FL_OK ? status : closed;
}

static fl_status remember(void *user, uint32_t number, fl_str name, fl_error *err)
{
	fl_givers *g = user;
	uint32_t stands;
	if (!fl_intern_put(&g->intern, name, &stands))
		return fl_enomem(err);
	return stands == number ? FL_OK : damaged(g->store, err);
}

fl_status fl_givers_open(fl_givers *g, fl_store *store, fl_error *err)
{
	*g = (fl_givers){ .store = store };
	fl_buf_init(&g->page, PAGE_MAX);
	fl_buf_init(&g->names, PAGE_MAX);
	return each_name(store, remember, g, err);
}

static fl_status append(fl_givers *g, fl_str name, fl_error *err)
{
	if (g->intern.len > FL_GIVERS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d givers", FL_GIVERS_MAX);
	if (g->page.len + name.len + 2 > PAGE_MAX)
		FL_TRY(fl_givers_flush(g, err));
	fl_buf_putc(&g->page, (char)(name.len & 0xff));
	fl_buf_putc(&g->page, (char)(name.len >> 8));
	fl_buf_str(&g->page, name);
	g->num_page++;
	return fl_buf_status(&g->page, err);
}

static fl_status put(fl_givers *g, fl_str name, uint32_t hash, uint32_t *ret_number, fl_error *err)
{
	size_t before = g->intern.len;
	if (name.len > FL_INTERN_TEXT_MAX)
		return fl_error_set(err, FL_ERANGE, "a giver's name of more than %d bytes", FL_INTERN_TEXT_MAX);
	if (!fl_intern_put_hashed(&g->intern, name, hash, ret_number))
		return fl_enomem(err);
	return g->intern.len > before ? append(g, name, err) : FL_OK;
}

fl_status fl_givers_put(fl_givers *g, fl_str name, uint32_t *ret_number, fl_error *err)
{
	return put(g, name, fl_intern_hash(name), ret_number, err);
}

fl_status fl_givers_later(fl_givers *g, fl_str name, fl_chunk *chunk, size_t row, fl_error *err)
{
	size_t i = g->num_waiting++;
	g->waiting[i].row = row;
	g->waiting[i].from = g->names.len;
	g->waiting[i].len = name.len;
	g->waiting[i].hash = fl_intern_hash(name);
	fl_buf_str(&g->names, name);
	fl_intern_fetch_slot(&g->intern, g->waiting[i].hash);
	FL_TRY(fl_buf_status(&g->names, err));
	return g->num_waiting == FL_GIVERS_WAITING ? fl_givers_settle(g, chunk, err) : FL_OK;
}

fl_status fl_givers_settle(fl_givers *g, fl_chunk *chunk, fl_error *err)
{
	size_t count = g->num_waiting;
	fl_str names = fl_buf_view(&g->names);
	for (size_t i = 0; i < count; i++)
		fl_intern_fetch_text(&g->intern, g->waiting[i].hash);
	for (size_t i = 0; i < count; i++) {
		fl_str name = fl_str_slice(names, g->waiting[i].from, g->waiting[i].from + g->waiting[i].len);
		FL_TRY(put(g, name, g->waiting[i].hash, &chunk->rows.items[g->waiting[i].row].giver, err));
	}
	g->num_waiting = 0;
	fl_buf_clear(&g->names);
	return FL_OK;
}

fl_status fl_givers_flush(fl_givers *g, fl_error *err)
{
	if (g->num_page == 0)
		return FL_OK;
	FL_TRY(fl_store_run(g->store, FL_SQL_ADD_GIVERS,
			    FL_ARGS(FL_INT((int64_t)(g->intern.len - g->num_page)), FL_INT((int64_t)g->num_page),
				    FL_BLOB(fl_buf_view(&g->page))),
			    err));
	fl_buf_clear(&g->page);
	g->num_page = 0;
	return FL_OK;
}

void fl_givers_release(fl_givers *g)
{
	fl_intern_release(&g->intern);
	fl_buf_release(&g->page);
	fl_buf_release(&g->names);
}

fl_status fl_givers_count(fl_store *store, int64_t *ret_count, fl_error *err)
{
	return fl_store_int(store, FL_SQL_COUNT_GIVERS, NULL, 0, 0, ret_count, err);
}

fl_status fl_giver_name(fl_store *store, uint32_t number, fl_arena *arena, fl_str *ret_name, fl_error *err)
{
	fl_cursor rows;
	fl_str name = FL_STR("");
	bool found = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_GIVER_PAGE, FL_ARGS(FL_INT(number)), err));
	if (fl_cursor_next(&rows)) {
		size_t at = 0;
		int64_t left = (int64_t)number - fl_cursor_int(&rows, 0);
		found = left < fl_cursor_int(&rows, 1);
		for (; found && left >= 0; left--)
			found = next_name(fl_cursor_text(&rows, 2), &at, &name);
	}
	*ret_name = fl_arena_str(arena, name);
	FL_TRY(fl_cursor_close(&rows, err));
	if (!found)
		return damaged(store, err);
	return ret_name->data ? FL_OK : fl_enomem(err);
}

typedef struct name_list {
	fl_arena *arena;
	fl_str *names;
	size_t count, max;
} name_list;

static fl_status list_name(void *user, uint32_t number, fl_str name, fl_error *err)
{
	name_list *l = user;
	if (number >= l->max)
		return FL_OK;
	l->names[number] = fl_arena_str(l->arena, name);
	l->count = (size_t)number + 1;
	return l->names[number].data ? FL_OK : fl_enomem(err);
}

fl_status fl_givers_load(fl_store *store, fl_arena *arena, fl_str **ret_names, size_t *ret_count, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_givers_count(store, &count, err));
	name_list list = { .arena = arena, .max = (size_t)count };
	list.names = fl_arena_array(arena, list.max + 1, sizeof *list.names);
	if (!list.names)
		return fl_enomem(err);
	FL_TRY(each_name(store, list_name, &list, err));
	*ret_names = list.names;
	*ret_count = list.count;
	return FL_OK;
}
