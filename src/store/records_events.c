/* SPDX-License-Identifier: Apache-2.0
 *
 * records_events.c - the names of the events of a chunk, out of a round file: a range of them, or where certain names stand. What
 * the bytes mean is ledger_pack.c's.
 */
#include "store/ledger.h"

#include "base/error.h"
#include "store/connection.h"
#include "store/statements.h"

#include <sqlite3.h>

#define STARTS_BYTES ((FL_EVENT_RANGES + 1) * 4)
#define HEAD_BYTES   (STARTS_BYTES + 1)
#define KEY          ((size_t)FL_EVENT_KEY_BYTES)
#define REST         ((size_t)FL_EVENT_REST_BYTES)
#define SLACK        8

static fl_status damaged(const fl_store *store, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "the round file is damaged: a chunk of the ledger");
}

static fl_status read_blob(fl_event_reader *r, void *to, size_t len, size_t at, fl_error *err)
{
	int rc = sqlite3_blob_read(r->blob, to, (int)len, (int)at);
	return rc == SQLITE_OK ? FL_OK : fl_store_error(r->store, rc, err);
}

static uint32_t number_at(const unsigned char *p, size_t width)
{
	uint32_t v = 0;
	while (width-- > 0)
		v = v << 8 | p[width];
	return v;
}

/* Where the parts of the name with this place begin. */
static size_t key_at(size_t place)
{
	return HEAD_BYTES + KEY * place;
}

static size_t rest_at(const fl_event_reader *r, size_t place)
{
	return key_at(r->count) + REST * place;
}

static size_t row_at(const fl_event_reader *r, size_t place)
{
	return rest_at(r, r->count) + r->row_width * place;
}

static fl_status read_head(fl_event_reader *r, fl_error *err)
{
	unsigned char head[HEAD_BYTES];
	size_t size = (size_t)sqlite3_blob_bytes(r->blob);
	if (size < HEAD_BYTES + SLACK)
		return damaged(r->store, err);
	FL_TRY(read_blob(r, head, sizeof head, 0, err));
	for (size_t i = 0; i <= FL_EVENT_RANGES; i++) {
		r->starts[i] = number_at(head + 4 * i, 4);
		if (i > 0 && r->starts[i] < r->starts[i - 1])
			return damaged(r->store, err);
	}
	r->count = r->starts[FL_EVENT_RANGES];
	r->row_width = head[STARTS_BYTES];
	return r->starts[0] == 0 && r->row_width <= 4 && size == row_at(r, r->count) + SLACK ? FL_OK : damaged(r->store, err);
}

fl_status fl_event_reader_open(fl_event_reader *r, fl_store *store, const fl_ledger_part *part, fl_error *err)
{
	*r = (fl_event_reader){ .store = store, .rows = (uint32_t)part->rows };
	int rc = sqlite3_blob_open(store->db, "main", "chunks", "events", part->id, 0, &r->blob);
	if (rc != SQLITE_OK)
		return fl_store_error(store, rc, err);
	return read_head(r, err);
}

fl_status fl_event_reader_range(fl_event_reader *r, unsigned range, fl_buf *scratch, fl_ledger_event *ret, fl_error *err)
{
	size_t from = r->starts[range], count = r->starts[range + 1] - from, width = r->row_width;
	if (count == 0)
		return FL_OK;
	fl_buf_clear(scratch);
	char *keys = fl_buf_extend(scratch, count * (KEY + REST + width));
	if (!keys)
		return fl_buf_status(scratch, err);
	char *rests = keys + count * KEY, *rows = rests + count * REST;
	FL_TRY(read_blob(r, keys, count * KEY, key_at(from), err));
	FL_TRY(read_blob(r, rests, count * REST, rest_at(r, from), err));
	FL_TRY(read_blob(r, rows, count * width, row_at(r, from), err));
	for (size_t i = 0; i < count; i++) {
		ret[i].name.bytes[0] = (uint8_t)range;
		memcpy(ret[i].name.bytes + 1, keys + i * KEY, KEY);
		memcpy(ret[i].name.bytes + 1 + KEY, rests + i * REST, REST);
		ret[i].row = number_at((const unsigned char *)rows + i * width, width);
		if (ret[i].row >= r->rows)
			return damaged(r->store, err);
	}
	return FL_OK;
}

/* ---- certain names --------------------------------------------------------------------------------------------------- */

/* The first of 'count' sorted keys that is not less than that of the name. */
static size_t first_not_less(const char *keys, size_t count, const fl_ledger_event *name)
{
	size_t from = 0;
	while (count > 0) {
		size_t half = count / 2;
		if (memcmp(keys + (from + half) * KEY, name->name.bytes + 1, KEY) < 0) {
			from += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return from;
}

/* Is the name with this place, whose first four bytes are those of 'name', the same? Then its row. */
static fl_status compare_rest(fl_event_reader *r, size_t place, const fl_ledger_event *name, uint32_t *ret_row, fl_error *err)
{
	unsigned char rest[FL_EVENT_REST_BYTES], row[4];
	FL_TRY(read_blob(r, rest, REST, rest_at(r, place), err));
	if (memcmp(rest, name->name.bytes + 1 + KEY, REST) != 0)
		return FL_OK;
	FL_TRY(read_blob(r, row, r->row_width, row_at(r, place), err));
	*ret_row = number_at(row, r->row_width);
	return *ret_row < r->rows ? FL_OK : damaged(r->store, err);
}

fl_status fl_event_reader_find(fl_event_reader *r, unsigned range, fl_buf *scratch, const fl_ledger_event *names, size_t count,
			       uint32_t *rows, bool *ret_any, fl_error *err)
{
	size_t from = r->starts[range], stored = r->starts[range + 1] - from;
	*ret_any = false;
	if (stored == 0 || count == 0)
		return FL_OK;
	fl_buf_clear(scratch);
	char *keys = fl_buf_extend(scratch, stored * KEY);
	if (!keys)
		return fl_buf_status(scratch, err);
	FL_TRY(read_blob(r, keys, stored * KEY, key_at(from), err));
	for (size_t i = 0; i < count; i++) {
		size_t at = rows[i] == FL_NOBODY ? first_not_less(keys, stored, &names[i]) : stored;
		for (; at < stored && memcmp(keys + at * KEY, names[i].name.bytes + 1, KEY) == 0; at++) {
			FL_TRY(compare_rest(r, from + at, &names[i], &rows[i], err));
			if (rows[i] == FL_NOBODY)
				continue;
			*ret_any = true;
			break;
		}
	}
	return FL_OK;
}

void fl_event_reader_close(fl_event_reader *r)
{
	if (r->blob)
		sqlite3_blob_close(r->blob);
	*r = (fl_event_reader){ 0 };
}
