/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_pack.c - the rows of a chunk as columns of whole numbers, and the names of its events, sorted.
 *
 * Rows: one byte, 1, the version; then six columns: giver, dream, kind, count, time, line. A column is one byte w, from 0 to 8,
 * eight bytes for the least value, then for each row w bytes: the value less the least. All numbers have the low byte first.
 * Eight zero bytes stand behind the last column, so that every value may be loaded as a whole word. Numbers of names are
 * stored one higher, 0 being "not named"; a time likewise less the least time, 0 being "not known"; a line less the number of
 * the row, so that a file without rejected rows needs no bytes for them.
 *
 * Events: 257 numbers of four bytes, the first place of each first byte of a name; one byte w; then, of the names in their order, the
 * second to fourth byte each, the last twelve bytes each, and in w bytes each the row; eight zero bytes. So whether a chunk has
 * a name is mostly seen from the three bytes, which lie together at the beginning.
 */
#include "store/ledger.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/dream.h"

#include <stdlib.h>

#define VERSION 1
#define SLACK   8 /* bytes behind a column that a load may touch */

enum { GIVER, DREAM, KIND, COUNT, GIVEN, LINE, COLUMNS };

/* ---- whole numbers, low byte first ----------------------------------------------------------------------------------- */

static uint64_t load_word(const char *p)
{
	uint64_t v;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&v, p, sizeof v);
#else
	v = 0;
	for (int i = 7; i >= 0; i--)
		v = v << 8 | (unsigned char)p[i];
#endif
	return v;
}

/* The low bytes of v; up to seven bytes behind them are touched. */
static void store_word(char *p, uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(p, &v, sizeof v);
#else
	for (int i = 0; i < 8; i++)
		p[i] = (char)(v >> (8 * i));
#endif
}

static void put_number(fl_buf *buf, uint64_t v, size_t width)
{
	char bytes[8];
	store_word(bytes, v);
	fl_buf_add(buf, bytes, width);
}

static size_t width_of(uint64_t v)
{
	size_t width = 0;
	for (; v; v >>= 8)
		width++;
	return width;
}

static uint64_t mask_of(size_t width)
{
	return width == 8 ? UINT64_MAX : ((uint64_t)1 << (8 * width)) - 1;
}

/* ---- chunks ---------------------------------------------------------------------------------------------------------- */

bool fl_chunk_add(fl_chunk *chunk, const fl_ledger_row *row, const fl_short_digest *event)
{
	if (event && !fl_vec_push(&chunk->events, ((fl_ledger_event){ *event, (uint32_t)chunk->rows.len })))
		return false;
	return fl_vec_push(&chunk->rows, *row);
}

void fl_chunk_clear(fl_chunk *chunk)
{
	chunk->rows.len = chunk->events.len = 0;
}

void fl_chunk_release(fl_chunk *chunk)
{
	fl_vec_release(&chunk->rows);
	fl_vec_release(&chunk->events);
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

/* The value of a row in a column, not negative once 'least' is taken away. */
static inline uint64_t value_of(const fl_ledger_row *row, size_t i, int column, int64_t least)
{
	switch (column) {
	case GIVER:
		return (uint32_t)(row->giver + 1);
	case DREAM:
		return (uint32_t)(row->dream + 1);
	case KIND:
		return (uint32_t)(row->kind + 1);
	case COUNT:
		return (uint64_t)row->count - (uint64_t)least;
	case GIVEN:
		return row->given == FL_TIME_NONE ? 0 : (uint64_t)row->given - (uint64_t)least + 1;
	default:
		return (uint64_t)row->line - i - (uint64_t)least;
	}
}

static int64_t least_of(const fl_chunk *chunk, int column)
{
	int64_t least = INT64_MAX;
	if (column < COUNT)
		return 0;
	for (size_t i = 0; i < chunk->rows.len; i++) {
		const fl_ledger_row *row = &chunk->rows.items[i];
		int64_t v = column == COUNT   ? row->count
			    : column == GIVEN ? (row->given == FL_TIME_NONE ? INT64_MAX : row->given)
					      : row->line - (int64_t)i;
		least = v < least ? v : least;
	}
	return least == INT64_MAX ? 0 : least;
}

static void pack_column(const fl_chunk *chunk, int column, fl_buf *ret)
{
	size_t count = chunk->rows.len;
	int64_t least = least_of(chunk, column);
	uint64_t all = 0;
	for (size_t i = 0; i < count; i++)
		all |= value_of(&chunk->rows.items[i], i, column, least);
	size_t width = width_of(all);
	put_number(ret, width, 1);
	put_number(ret, (uint64_t)least, 8);
	char *to = fl_buf_extend(ret, width * count + SLACK);
	for (size_t i = 0; to && i < count; i++)
		store_word(to + i * width, value_of(&chunk->rows.items[i], i, column, least));
	fl_buf_shorten(ret, SLACK);
}

bool fl_chunk_pack_rows(const fl_chunk *chunk, fl_buf *ret)
{
	put_number(ret, VERSION, 1);
	for (int column = 0; column < COLUMNS; column++)
		pack_column(chunk, column, ret);
	put_number(ret, 0, SLACK);
	return ret->status == FL_OK;
}

static bool take_column(fl_str bytes, size_t *at, size_t count, fl_ledger_column *ret)
{
	if (bytes.len - *at < 9 + SLACK)
		return false;
	size_t width = (unsigned char)bytes.data[*at];
	*ret = (fl_ledger_column){ .width = width, .least = (int64_t)load_word(bytes.data + *at + 1) };
	*at += 9;
	if (width > 8 || (width > 0 && count > (bytes.len - *at - SLACK) / width))
		return false;
	ret->mask = mask_of(width);
	ret->data = bytes.data + *at;
	*at += width * count;
	return true;
}

bool fl_chunk_look(fl_str bytes, size_t count, fl_chunk_view *ret)
{
	fl_ledger_column *const columns[] = { &ret->giver, &ret->dream, &ret->kind, &ret->count, &ret->given, &ret->line };
	size_t at = 1;
	if (bytes.len < 1 + SLACK || bytes.data[0] != VERSION)
		return false;
	for (int i = 0; i < COLUMNS; i++)
		if (!take_column(bytes, &at, count, columns[i]))
			return false;
	return bytes.len - at == SLACK;
}

/* Numbers of names have at most 32 bits. */
static bool are_numbers(const fl_ledger_column *column, size_t count)
{
	uint64_t all = 0;
	for (size_t i = 0; column->width > 4 && i < count; i++)
		all |= fl_column_value(column, i);
	return all <= UINT32_MAX;
}

bool fl_chunk_unpack_rows(fl_str bytes, size_t count, fl_ledger_row *ret)
{
	fl_chunk_view v;
	int64_t lowest = 1;
	if (!fl_chunk_look(bytes, count, &v) || !are_numbers(&v.giver, count) || !are_numbers(&v.dream, count) ||
	    !are_numbers(&v.kind, count))
		return false;
	for (size_t i = 0; i < count; i++) {
		fl_ledger_row *row = &ret[i];
		*row = (fl_ledger_row){ fl_column_number(&v.giver, i), fl_column_number(&v.dream, i),
					fl_column_number(&v.kind, i),  fl_column_count(&v.count, i),
					fl_column_given(&v.given, i),  fl_column_line(&v.line, i) };
		lowest = row->count < lowest ? row->count : lowest;
		lowest = row->line < lowest ? row->line : lowest;
	}
	return lowest >= 1;
}

/* ---- events ---------------------------------------------------------------------------------------------------------- */

static int by_name_and_row(const void *a, const void *b)
{
	const fl_ledger_event *x = a, *y = b;
	int order = memcmp(x->name.bytes, y->name.bytes, sizeof x->name.bytes);
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static unsigned two_bytes(const fl_ledger_event *e)
{
	return (unsigned)e->name.bytes[0] << 8 | e->name.bytes[1];
}

/* Names are digests, so their first two bytes part them evenly: a counting sort by these, then each of the short lists. */
static bool sort_events(const fl_chunk *chunk, fl_ledger_event *ret)
{
	size_t count = chunk->events.len, from = 0;
	uint32_t *ends = fl_alloc_array(65537, sizeof *ends);
	if (!ends)
		return false;
	for (size_t i = 0; i < count; i++)
		ends[two_bytes(&chunk->events.items[i]) + 1]++;
	for (size_t k = 0; k < 65536; k++)
		ends[k + 1] += ends[k];
	for (size_t i = 0; i < count; i++)
		ret[ends[two_bytes(&chunk->events.items[i])]++] = chunk->events.items[i];
	for (size_t k = 0; k < 65536; from = ends[k++])
		if (ends[k] - from > 1)
			qsort(&ret[from], ends[k] - from, sizeof *ret, by_name_and_row);
	fl_free(ends);
	return true;
}

/* 'len' bytes of each name, beginning with byte 'from'. */
static void pack_names(const fl_ledger_event *events, size_t count, size_t from, size_t len, fl_buf *ret)
{
	char *to = fl_buf_extend(ret, count * len);
	for (size_t i = 0; to && i < count; i++)
		memcpy(to + i * len, events[i].name.bytes + from, len);
}

static void pack_sorted(const fl_ledger_event *events, size_t count, size_t rows, fl_buf *ret)
{
	size_t at = 0, width = width_of(rows);
	for (unsigned first = 0; first <= FL_EVENT_RANGES; first++) {
		while (at < count && events[at].name.bytes[0] < first)
			at++;
		put_number(ret, at, 4);
	}
	put_number(ret, width, 1);
	pack_names(events, count, 1, FL_EVENT_KEY_BYTES, ret);
	pack_names(events, count, 1 + FL_EVENT_KEY_BYTES, FL_EVENT_REST_BYTES, ret);
	char *places = fl_buf_extend(ret, count * width + SLACK);
	for (size_t i = 0; places && i < count; i++)
		store_word(places + i * width, events[i].row);
	if (places)
		memset(places + count * width, 0, SLACK);
}

bool fl_chunk_pack_events(const fl_chunk *chunk, fl_buf *ret)
{
	fl_ledger_event *sorted = fl_alloc_array(chunk->events.len + 1, sizeof *sorted);
	bool good = sorted && sort_events(chunk, sorted);
	if (good)
		pack_sorted(sorted, chunk->events.len, chunk->rows.len, ret);
	fl_free(sorted);
	return good && ret->status == FL_OK;
}
