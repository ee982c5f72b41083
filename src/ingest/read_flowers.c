/* SPDX-License-Identifier: Apache-2.0
 *
 * read_flowers.c - the ledger of flowers, streamed: it may be far larger than memory.
 *
 * Whether the dream of a flower exists is for the caller to find out; here a flower needs a dream's id, a count of at
 * least one (1 where the column is missing or empty), and, when it states a time, a time.
 */
#include "ingest/record.h"

#include "base/file.h"
#include "base/str.h"

#define PIECE    ((size_t)1 << 20)
#define TEXT_MAX 1000

typedef struct reader {
	fl_import import;
	int offset_minutes;
} reader;

/* The first text field that is too long, or FL_FLOWER_FIELDS. */
static size_t too_long(const fl_record *record)
{
	static const size_t texts[] = { FL_FLOWER_DREAM, FL_FLOWER_GIVER, FL_FLOWER_KIND, FL_FLOWER_EVENT };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (record->value[texts[i]].len > TEXT_MAX)
			return texts[i];
	return FL_FLOWER_FIELDS;
}

static fl_status take_flower(void *user, const fl_record *record, fl_error *err)
{
	const reader *r = user;
	fl_str count = record->value[FL_FLOWER_COUNT], time = record->value[FL_FLOWER_GIVEN];
	size_t long_field = too_long(record);
	const char *code = "";
	fl_flower f = { .dream = record->value[FL_FLOWER_DREAM],
			.giver = record->value[FL_FLOWER_GIVER],
			.kind = record->value[FL_FLOWER_KIND],
			.event = record->value[FL_FLOWER_EVENT],
			.count = 1,
			.given = FL_TIME_NONE,
			.line = record->line };

	if (f.dream.len == 0)
		return fl_record_reject(record, FL_FLOWER_DREAM, "dream-empty", err, "the flower names no dream");
	if (long_field < FL_FLOWER_FIELDS)
		return fl_record_reject(record, long_field, "field-too-long", err, "more than %d bytes in '%s'",
					TEXT_MAX, fl_flower_schema.fields[long_field].name);
	if (count.len > 0 && !fl_count_parse(count, &f.count, &code))
		return fl_record_reject(record, FL_FLOWER_COUNT, code, err, "'%.*s' is no whole number of flowers",
					(int)(count.len < 40 ? count.len : 40), count.data);
	if (f.count == 0)
		return fl_record_reject(record, FL_FLOWER_COUNT, "count-zero", err, "no flower at all");
	if (time.len > 0 && !fl_time_parse(time, r->offset_minutes, &f.given))
		return fl_record_reject(record, FL_FLOWER_GIVEN, "time-syntax", err,
					"'%.*s' is no date or time (such as 2026-09-05 08:00)",
					(int)(time.len < 40 ? time.len : 40), time.data);
	record->import->counts->accepted++;
	return record->import->sink->flower(record->import->sink->user, &f, err);
}

/* Fill a whole piece, however little a read gives: the first one decides about the encoding. */
static fl_status read_piece(fl_reader *file, char *piece, size_t *ret_len, fl_error *err)
{
	size_t len = 0, n;

	do {
		FL_TRY(fl_reader_read(file, piece + len, PIECE - len, &n, err));
		len += n;
	} while (n > 0 && len < PIECE);
	*ret_len = len;
	return FL_OK;
}

static fl_status feed_file(fl_import *imp, fl_reader *file, char *piece, fl_error *err)
{
	size_t len = PIECE;

	while (len == PIECE) {
		FL_TRY(read_piece(file, piece, &len, err));
		FL_TRY(fl_import_feed(imp, (fl_str){ piece, len }, len < PIECE, err));
	}
	return FL_OK;
}

fl_status fl_ingest_flowers(const char *path, const fl_input *input, int offset_minutes, const fl_ingest_sink *sink,
			    fl_ingest_counts *ret, fl_error *err)
{
	reader r = { .offset_minutes = offset_minutes };
	fl_reader *file = NULL;
	char *piece = NULL;
	fl_status status;

	r.import = (fl_import){ .schema = &fl_flower_schema,
				.input = input,
				.sink = sink,
				.counts = ret,
				.fn = take_flower,
				.user = &r };
	status = fl_import_open(&r.import, input->file, err);
	if (status != FL_OK)
		goto done;
	status = fl_reader_open(path, &file, err);
	if (status != FL_OK)
		goto done;
	piece = fl_alloc(PIECE);
	status = piece ? feed_file(&r.import, file, piece, err) : fl_enomem(err);
done:
	fl_free(piece);
	fl_reader_close(file);
	fl_import_close(&r.import);
	return status;
}
