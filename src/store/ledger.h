/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.h - the ledger of flowers in chunks: what one transaction of an import has read, packed.
 *
 * A chunk holds up to some hundred thousand rows of one file in the order of the file, as columns of whole numbers; beside it
 * the names of its events, sorted, so that an event that comes twice is found by merging. docs/reference/round-file.md has the
 * format.
 */
#ifndef FL_STORE_LEDGER_H
#define FL_STORE_LEDGER_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/vec.h"
#include "store/store.h"

#include <string.h>

#define FL_NOBODY UINT32_MAX /* a giver, kind or dream that a row does not name */

typedef enum fl_ledger_role { FL_LEDGER_GIVEN, FL_LEDGER_EARNED } fl_ledger_role;

/* One row. Giver, dream and kind are numbers of their names (names.h). */
typedef struct fl_ledger_row {
	uint32_t giver, dream, kind; /* FL_NOBODY: not named */
	int64_t count;               /* >= 1 */
	int64_t given;               /* Unix seconds, FL_TIME_NONE */
	int64_t line;                /* in its file; rises from row to row */
} fl_ledger_row;

typedef struct fl_ledger_event { /* the name of a row's event */
	fl_short_digest name;
	uint32_t row; /* of the chunk */
} fl_ledger_event;

typedef struct fl_chunk {
	FL_VEC(fl_ledger_row) rows;
	FL_VEC(fl_ledger_event) events; /* rows without one are not here */
} fl_chunk;

/* Zero-initialise to use. 'event' may be NULL. False when memory is short. */
bool fl_chunk_add(fl_chunk *chunk, const fl_ledger_row *row, const fl_short_digest *event);
void fl_chunk_clear(fl_chunk *chunk); /* keeps the memory */
void fl_chunk_release(fl_chunk *chunk);

/* ledger_pack.c: the bytes of a chunk; events by name, equal ones by row. False when memory is short. */
bool fl_chunk_pack_rows(const fl_chunk *chunk, fl_buf *ret);
bool fl_chunk_pack_events(const fl_chunk *chunk, fl_buf *ret);
/* 'ret' has room for count rows; false where the bytes are no such chunk. */
bool fl_chunk_unpack_rows(fl_str bytes, size_t count, fl_ledger_row *ret);

/* The same bytes, value by value: for who wants few of them. The bytes are borrowed. */
typedef struct fl_ledger_column {
	const char *data;
	size_t width;
	uint64_t mask;
	int64_t least;
} fl_ledger_column;

typedef struct fl_chunk_view {
	fl_ledger_column giver, dream, kind, count, given, line;
} fl_chunk_view;

/* False where the bytes are no chunk of so many rows. Values are checked by nobody but fl_chunk_unpack_rows. */
bool fl_chunk_look(fl_str bytes, size_t count, fl_chunk_view *ret);

static inline uint64_t fl_column_value(const fl_ledger_column *c, size_t i)
{
	const unsigned char *p = (const unsigned char *)c->data + i * c->width;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	uint64_t v;
	memcpy(&v, p, sizeof v);
#else
	uint64_t v = 0;
	for (int k = 7; k >= 0; k--)
		v = v << 8 | p[k];
#endif
	return v & c->mask;
}
static inline uint32_t fl_column_number(const fl_ledger_column *c, size_t i) /* of a giver, dream or kind */
{
	return (uint32_t)fl_column_value(c, i) - 1;
}
static inline int64_t fl_column_count(const fl_ledger_column *c, size_t i)
{
	return (int64_t)((uint64_t)c->least + fl_column_value(c, i));
}
static inline int64_t fl_column_given(const fl_ledger_column *c, size_t i)
{
	uint64_t v = fl_column_value(c, i);
	return v == 0 ? INT64_MIN : (int64_t)((uint64_t)c->least + v - 1);
}
static inline int64_t fl_column_line(const fl_ledger_column *c, size_t i)
{
	return (int64_t)((uint64_t)c->least + fl_column_value(c, i) + i);
}

/* The events of a chunk lie in 256 ranges by the first byte of their names. */
#define FL_EVENT_RANGES     256
#define FL_EVENT_KEY_BYTES  3  /* of a name behind its first byte, and */
#define FL_EVENT_REST_BYTES 12 /* behind those: they lie apart */

/* ---- in the round file -- records_ledger.c --------------------------------------------------------------------------------- */

/* The next chunk of a file: seq counts from 0. */
fl_status fl_ledger_add(fl_store *store, int64_t file, int64_t seq, const fl_chunk *chunk, fl_error *err);

/* The seq that the next chunk of a file gets. */
fl_status fl_ledger_next_seq(fl_store *store, int64_t file, int64_t *ret_seq, fl_error *err);

/* Rows of a file that name no event. */
fl_status fl_ledger_unnamed(fl_store *store, int64_t file, int64_t *ret_rows, fl_error *err);

/* A chunk of the governing ledger, without its content. */
typedef struct fl_ledger_part {
	int64_t id;       /* of the chunk */
	int64_t file;     /* row in files of the governing import */
	int64_t rows;
	int64_t repeated; /* rows whose event was counted already: they do not count */
	int64_t events;
} fl_ledger_part;

/* All chunks of a role in the order of the ledger: by file, then as they were read; of the governing import, or of an open one
 * where there is one. *ret is the arena's. */
fl_status fl_ledger_parts(fl_store *store, fl_ledger_role role, bool with_open, fl_arena *arena, fl_ledger_part **ret,
			  size_t *ret_count, fl_error *err);
/* Rows that count. */
fl_status fl_ledger_count(fl_store *store, fl_ledger_role role, int64_t *ret_count, fl_error *err);

/* Reads the ledger chunk by chunk. Zero-initialise; release also after a failure. */
typedef struct fl_ledger {
	fl_store *store;
	fl_arena arena;
	fl_ledger_part *parts;
	size_t num_parts, next;
	fl_buf bytes;        /* of the chunk last read */
	fl_chunk_view view;
	fl_ledger_row *rows; /* the same, unpacked */
	size_t num_rows, cap;
	const uint8_t *repeated; /* a bit for each row, the lowest first; NULL: none is repeated */
	fl_buf marks;
	const fl_ledger_part *part;
} fl_ledger;

fl_status fl_ledger_open(fl_ledger *ledger, fl_store *store, fl_ledger_role role, bool with_open, fl_error *err);
/* The next chunk, to be looked at by 'view'; *ret_more is false at the end. */
fl_status fl_ledger_look(fl_ledger *ledger, bool *ret_more, fl_error *err);
/* The next chunk, unpacked and checked, into rows. */
fl_status fl_ledger_next(fl_ledger *ledger, bool *ret_more, fl_error *err);
fl_status fl_ledger_read(fl_ledger *ledger, size_t part, fl_error *err); /* that one */
void fl_ledger_rewind(fl_ledger *ledger);
static inline bool fl_ledger_counts(const fl_ledger *l, size_t row)
{
	return !l->repeated || !(l->repeated[row / 8] >> row % 8 & 1);
}
void fl_ledger_release(fl_ledger *ledger);

/* Which rows of a chunk are repeated: a bit for each, as above, of which 'count' are set. Replaces what was said before. */
fl_status fl_ledger_mark(fl_store *store, int64_t chunk, fl_str marks, int64_t count, fl_error *err);
/* Remove the chunks of a file of an open import. */
fl_status fl_ledger_drop(fl_store *store, int64_t file, fl_error *err);

/* The names of the events of one chunk, range by range. Zero-initialise; close also after a failure. */
typedef struct fl_event_reader {
	fl_store *store;
	struct sqlite3_blob *blob;
	uint32_t starts[FL_EVENT_RANGES + 1]; /* the first event of each range */
	uint32_t count, rows;
	size_t row_width;
} fl_event_reader;

fl_status fl_event_reader_open(fl_event_reader *reader, fl_store *store, const fl_ledger_part *part, fl_error *err);
/* The events of a range, sorted by name, then row; 'ret' has room for starts[range + 1] - starts[range]. 'scratch' is for the
 * bytes. */
fl_status fl_event_reader_range(fl_event_reader *reader, unsigned range, fl_buf *scratch, fl_ledger_event *ret,
				fl_error *err);
/* Where names of one range stand in the chunk: into rows[i] the first row of names[i], where rows[i] is FL_NOBODY and the chunk has
 * the name. Of the range, three bytes a name are read, and the whole of those few that these bytes do not tell apart. */
fl_status fl_event_reader_find(fl_event_reader *reader, unsigned range, fl_buf *scratch, const fl_ledger_event *names,
			       size_t count, uint32_t *rows, bool *ret_any, fl_error *err);
void fl_event_reader_close(fl_event_reader *reader);

#endif
