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
#define COUNT_MAX 1000000000000 /* of one row: so sums stay far from what a number holds */

struct fl_flower_feed {
	fl_import import;
	bool earned;
	int offset_minutes;
	bool timed, mixed; /* times so far; are they of several zones? */
	int zone;          /* of the last */
};

/* The first text field that is too long, or FL_FLOWER_FIELDS. */
static size_t too_long(const fl_record *record)
{
	static const size_t texts[] = { FL_FLOWER_DREAM, FL_FLOWER_GIVER, FL_FLOWER_KIND, FL_FLOWER_EVENT };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (record->value[texts[i]].len > TEXT_MAX)
			return texts[i];
	return FL_FLOWER_FIELDS;
}

/* A count, or an amount in minor units. */
static bool take_number(const fl_record *record, fl_str text, int64_t *ret, const char **ret_code)
{
	const fl_input *input = record->import->input;
	const fl_currency *currency = record->import->currency;
	fl_error ignored = FL_ERROR_INIT;

	if (!input->count_amount)
		return fl_count_parse(text, ret, ret_code);
	if (input->round_down)
		return fl_amount_cut(text, currency->minor_digits, ret, ret_code);
	return fl_money_parse(text, currency, ret, ret_code, &ignored) == FL_OK;
}

/* A file whose times are of several zones, or of one here and of nobody knows which there, was put together by somebody. */
static void compare_zone(fl_flower_feed *feed, const fl_record *record, int zone)
{
	if (feed->timed && zone != feed->zone && !feed->mixed) {
		feed->mixed = true;
		fl_report(&record->import->sink->findings, FL_WARNING, "time-zones-mixed", record->import->source, record->line, 0,
			  "", "from here on there are times of another zone, or without one; each is taken as it is written");
	}
	feed->timed = true;
	feed->zone = zone;
}

static fl_status take_flower(void *user, const fl_record *record, fl_error *err)
{
	fl_flower_feed *feed = user;
	fl_str count = record->value[FL_FLOWER_COUNT], time = record->value[FL_FLOWER_GIVEN];
	size_t long_field = too_long(record);
	const char *code = "";
	fl_flower f = { .dream = feed->earned ? FL_STR("") : record->value[FL_FLOWER_DREAM],
			.giver = record->value[FL_FLOWER_GIVER],
			.kind = record->value[FL_FLOWER_KIND],
			.event = record->value[FL_FLOWER_EVENT],
			.count = 1,
			.given = FL_TIME_NONE,
			.line = record->line };

	if (feed->earned && f.giver.len == 0)
		return fl_record_reject(record, FL_FLOWER_GIVER, "giver-empty", err, "nobody has earned this");
	if (!feed->earned && f.dream.len == 0)
		return fl_record_reject(record, FL_FLOWER_DREAM, "dream-empty", err, "the flower names no dream");
	if (long_field < FL_FLOWER_FIELDS)
		return fl_record_reject(record, long_field, "field-too-long", err, "more than %d bytes in '%s'",
					TEXT_MAX, fl_flower_schema.fields[long_field].name);
	if (count.len > 0 && !take_number(record, count, &f.count, &code))
		return fl_record_reject(record, FL_FLOWER_COUNT, code, err, "'%.*s' is no %s",
					(int)(count.len < 40 ? count.len : 40), count.data,
					record->import->input->count_amount ? FL_MESSAGE("amount that can be taken") : FL_MESSAGE("whole number of flowers"));
	if (f.count > COUNT_MAX)
		return fl_record_reject(record, FL_FLOWER_COUNT, "count-range", err, "more than %lld flowers in one row",
					(long long)COUNT_MAX);
	if (f.count == 0)
		return fl_record_reject(record, FL_FLOWER_COUNT, "count-zero", err, "no flower at all");
	int zone = FL_ZONE_NONE;
	if (time.len > 0 && !fl_time_parse_zone(time, feed->offset_minutes, &f.given, &zone))
		return fl_record_reject(record, FL_FLOWER_GIVEN, "time-syntax", err,
					"'%.*s' is no date or time (such as 2026-09-05 08:00)",
					(int)(time.len < 40 ? time.len : 40), time.data);
	if (time.len > 0)
		compare_zone(feed, record, zone);
	record->import->counts->accepted++;
	return record->import->sink->flower(record->import->sink->user, &f, err);
}

fl_status fl_flower_feed_open(const fl_input *input, bool earned, const fl_currency *currency, int offset_minutes,
			      const fl_ingest_sink *sink, fl_ingest_counts *counts, fl_flower_feed **ret, fl_error *err)
{
	fl_flower_feed *feed = fl_alloc(sizeof *feed);
	if (!feed)
		return fl_enomem(err);
	feed->earned = earned;
	feed->offset_minutes = offset_minutes;
	feed->import = (fl_import){ .schema = earned ? &fl_earned_schema : &fl_flower_schema,
				    .input = input,
				    .currency = currency,
				    .sink = sink,
				    .counts = counts,
				    .fn = take_flower,
				    .user = feed };
	fl_status status = fl_import_open(&feed->import, input->file, err);
	if (status != FL_OK) {
		fl_flower_feed_close(feed);
		return status;
	}
	*ret = feed;
	return FL_OK;
}

fl_status fl_flower_feed_piece(fl_flower_feed *feed, fl_str bytes, bool last, fl_error *err)
{
	FL_TRY(fl_import_feed(&feed->import, bytes, last, err));
	if (last && feed->import.kind != FL_ROWS_SHEET && bytes.len > 0 && bytes.data[bytes.len - 1] != '\n' && bytes.data[bytes.len - 1] != '\r')
		fl_report(&feed->import.sink->findings, FL_NOTE, "file-unended", feed->import.source, 0, 0, "",
			  "the last line has no line end: is the file cut off?");
	return FL_OK;
}

void fl_flower_feed_close(fl_flower_feed *feed)
{
	if (!feed)
		return;
	fl_import_close(&feed->import);
	fl_free(feed);
}

fl_status fl_ingest_flowers(const char *path, const fl_input *input, const fl_currency *currency, int offset_minutes,
			    const fl_ingest_sink *sink, fl_ingest_counts *ret, fl_error *err)
{
	fl_flower_feed *feed = NULL;
	fl_reader *file = NULL;
	size_t len = PIECE;
	char *piece = NULL;
	fl_status status = fl_flower_feed_open(input, false, currency, offset_minutes, sink, ret, &feed, err);
	if (status == FL_OK)
		status = fl_reader_open(path, &file, err);
	if (status == FL_OK) {
		piece = fl_alloc(PIECE);
		status = piece ? FL_OK : fl_enomem(err);
	}
	while (status == FL_OK && len == PIECE) {
		status = fl_reader_fill(file, piece, PIECE, &len, err);
		if (status == FL_OK)
			status = fl_flower_feed_piece(feed, (fl_str){ piece, len }, len < PIECE, err);
	}
	fl_free(piece);
	fl_reader_close(file);
	fl_flower_feed_close(feed);
	return status;
}
