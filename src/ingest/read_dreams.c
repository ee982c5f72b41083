/* SPDX-License-Identifier: Apache-2.0
 *
 * read_dreams.c - records to dreams: every field checked, every rejection with the cell that caused it.
 *
 * What a dream must be is said in domain/dream.h. Nothing is repaired: an amount that can be read in two ways, a time
 * that is none or an id that was there before sends the row back to whoever made the file.
 */
#include "domain/organisation.h"
#include "ingest/record_check.h"

#include "base/str.h"

#include <stdlib.h>

#define ONE_MAX INT64_C(1000000000000000) /* of one dream: one absurd row must not stop thousands, whose sum has to be counted, too */
#define TEXT_MAX 1000 /* organisation, author, region */
#define TAG_MAX  200

typedef struct reader {
	fl_import import;
	int offset_minutes;
	fl_record_ids ids;
	fl_record_terms tags;
} reader;

/* ---- single fields ----------------------------------------------------------------------------------------- */

static fl_status take_id(fl_record_check *c, reader *r, fl_str *ret)
{
	size_t len = c->record->value[FL_DREAM_ID].len, first = 0;

	if (len == 0)
		return FL_REJECT(c, FL_DREAM_ID, "id-empty", "the dream has no id");
	if (len > FL_RECORD_ID_MAX)
		return FL_REJECT(c, FL_DREAM_ID, "id-too-long", "an id of more than %d bytes", FL_RECORD_ID_MAX);
	FL_NEXT(c, fl_check_id(c, FL_DREAM_ID, &r->ids, ret, &first));
	if (first > 0)
		return FL_REJECT(c, FL_DREAM_ID, "id-duplicate", "id '%.*s' stands in line %zu already", FL_STR_ARG(*ret), first);
	return FL_OK;
}

static fl_status take_amount(fl_record_check *c, size_t field, fl_money *ret)
{
	FL_TRY(fl_record_amount(c->record, field, ret, &c->rejected, c->err));
	if (!c->rejected && *ret > ONE_MAX)
		return FL_REJECT(c, field, "amount-range", "more than 10^15 minor units, which no round can divide");
	return FL_OK;
}

static fl_status take_request(fl_record_check *c, fl_dream *dream)
{
	FL_NEXT(c, fl_check_currency(c, FL_DREAM_CURRENCY));
	FL_TRY(take_amount(c, FL_DREAM_REQUEST, &dream->request));
	if (!c->rejected && dream->request == 0)
		return FL_REJECT(c, FL_DREAM_REQUEST, "amount-zero", "a request of nothing");
	dream->raised = 0;
	if (!c->rejected && c->record->value[FL_DREAM_RAISED].len > 0)
		return take_amount(c, FL_DREAM_RAISED, &dream->raised);
	return FL_OK;
}

static fl_status take_count(fl_record_check *c, size_t field, int64_t *ret)
{
	const char *code = "";
	fl_str text = c->record->value[field];

	*ret = -1;
	if (text.len == 0 || (fl_count_parse(text, ret, &code) && *ret <= ONE_MAX))
		return FL_OK;
	if (*ret > ONE_MAX)
		return FL_REJECT(c, field, "count-range", "more than 10^15 flowers of one dream");
	return FL_REJECT(c, field, code, "'%.*s' is no whole number of flowers", (int)(text.len < 40 ? text.len : 40),
			 text.data);
}

static fl_status take_time(fl_record_check *c, const reader *r, int64_t *ret)
{
	fl_str text = c->record->value[FL_DREAM_SUBMITTED];

	*ret = FL_TIME_NONE;
	if (text.len == 0 || fl_time_parse(text, r->offset_minutes, ret))
		return FL_OK;
	return FL_REJECT(c, FL_DREAM_SUBMITTED, "time-syntax", "'%.*s' is no date or time (such as 2026-09-05 08:00)",
		      (int)(text.len < 40 ? text.len : 40), text.data);
}

/* ---- tags -------------------------------------------------------------------------------------------------- */

static fl_status take_tags(fl_record_check *c, reader *r, fl_dream *dream)
{
	FL_TRY(fl_record_list(c->record, FL_DREAM_TAGS, FL_MESSAGE("tag"), &r->tags, &c->rejected, c->err));
	dream->tags = r->tags.items;
	dream->num_tags = r->tags.len;
	return FL_OK;
}

/* ---- one dream --------------------------------------------------------------------------------------------- */

/* A mistyped code would be an organisation of its own, and escape every limit for the one that it is. */
static void say_code(const fl_record *record, fl_str organisation)
{
	char subject[32];
	if (fl_organisation_code_of(organisation) != FL_CODE_BAD)
		return;
	memcpy(subject, organisation.data, organisation.len); /* 18 letters and digits */
	subject[organisation.len] = '\0';
	fl_report(&record->import->sink->findings, FL_WARNING, "organisation-code", record->import->source, record->line, 0, subject,
		  "'%s' has the form of a unified social credit code, but was never given as one: its last character does not fit the others",
		  subject);
}

static fl_status take_texts(fl_record_check *c, fl_dream *d)
{
	FL_NEXT(c, fl_check_text(c, FL_DREAM_TITLE, FL_DREAM_TEXT_MAX, &d->title));
	FL_NEXT(c, fl_check_text(c, FL_DREAM_BODY, FL_DREAM_TEXT_MAX, &d->body));
	FL_NEXT(c, fl_check_text(c, FL_DREAM_ORGANISATION, TEXT_MAX, &d->organisation));
	say_code(c->record, d->organisation);
	FL_NEXT(c, fl_check_text(c, FL_DREAM_AUTHOR, TEXT_MAX, &d->author));
	FL_NEXT(c, fl_check_text(c, FL_DREAM_REGION, TEXT_MAX, &d->region));
	FL_NEXT(c, fl_check_text(c, FL_DREAM_CATEGORY, TAG_MAX, &d->category));
	if (d->title.len == 0 && d->body.len == 0)
		return FL_REJECT(c, FL_DREAM_TITLE, "text-empty", "the dream has neither a title nor a body");
	return FL_OK;
}

static fl_status take_dream(void *user, const fl_record *record, fl_error *err)
{
	reader *r = user;
	fl_record_check c = { record, false, err };
	fl_dream d = { .source = fl_str_of(record->import->source), .line = record->line };

	FL_NEXT(&c, take_texts(&c, &d));
	FL_NEXT(&c, take_request(&c, &d));
	FL_NEXT(&c, take_time(&c, r, &d.submitted));
	FL_NEXT(&c, take_count(&c, FL_DREAM_FLOWERS, &d.stated_flowers));
	FL_NEXT(&c, take_count(&c, FL_DREAM_THRESHOLD, &d.threshold));
	FL_NEXT(&c, take_count(&c, FL_DREAM_GIVERS, &d.stated_givers));
	FL_NEXT(&c, take_tags(&c, r, &d));
	FL_NEXT(&c, take_id(&c, r, &d.id)); /* last: the id of a rejected row may come again, mended */
	record->import->counts->accepted++;
	return record->import->sink->dream(record->import->sink->user, &d, err);
}

fl_status fl_ingest_dreams(fl_str bytes, const fl_input *input, const fl_currency *currency, int offset_minutes,
			   const fl_ingest_sink *sink, fl_ingest_counts *ret, fl_error *err)
{
	reader r = { .offset_minutes = offset_minutes };
	fl_status status;

	r.import = (fl_import){ .schema = &fl_dream_schema,
				.input = input,
				.currency = currency,
				.sink = sink,
				.counts = ret,
				.fn = take_dream,
				.user = &r };
	status = fl_import_open(&r.import, input->file, err);
	if (status == FL_OK)
		status = fl_import_feed(&r.import, bytes, true, err);
	fl_import_close(&r.import);
	fl_record_ids_release(&r.ids);
	fl_vec_release(&r.tags);
	return status;
}
