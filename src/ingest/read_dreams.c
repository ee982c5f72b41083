/* SPDX-License-Identifier: Apache-2.0
 *
 * read_dreams.c - records to dreams: every field checked, every rejection with the cell that caused it.
 *
 * What a dream must be is said in domain/dream.h. Nothing is repaired: an amount that can be read in two ways, a time
 * that is none or an id that was there before sends the row back to whoever made the file.
 */
#include "domain/organisation.h"
#include "ingest/record.h"

#include "base/str.h"

#include <stdlib.h>

#define ONE_MAX INT64_C(1000000000000000) /* of one dream: one absurd row must not stop thousands, whose sum has to be counted, too */
#define ID_MAX   200
#define TEXT_MAX 1000 /* organisation, author, region */
#define TAG_MAX  200

typedef struct reader {
	fl_import import;
	int offset_minutes;
	fl_map ids;     /* id -> line */
	fl_arena arena; /* ids */
	fl_record_terms tags;
} reader;

/* ---- single fields ----------------------------------------------------------------------------------------- */

typedef struct check {
	const fl_record *record;
	bool rejected;
	fl_error *err;
} check;

#define REJECT(c, field, code, ...)                                                                                  \
	((c)->rejected = true, fl_record_reject((c)->record, (field), (code), (c)->err, __VA_ARGS__))

static fl_status take_id(check *c, reader *r, fl_str *ret)
{
	fl_str id = c->record->value[FL_DREAM_ID], copy;
	size_t first;

	if (id.len == 0)
		return REJECT(c, FL_DREAM_ID, "id-empty", "the dream has no id");
	if (id.len > ID_MAX)
		return REJECT(c, FL_DREAM_ID, "id-too-long", "an id of more than %d bytes", ID_MAX);
	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7F)
			return REJECT(c, FL_DREAM_ID, "id-control", "a control character in the id");
	copy = fl_arena_str(&r->arena, id);
	if (!copy.data || !fl_map_put(&r->ids, copy, (size_t)c->record->line, &first))
		return fl_enomem(c->err);
	if (first != (size_t)c->record->line)
		return REJECT(c, FL_DREAM_ID, "id-duplicate", "id '%.*s' stands in line %zu already", FL_STR_ARG(id),
			      first);
	*ret = id;
	return FL_OK;
}

static fl_status take_text(check *c, size_t field, size_t max, fl_str *ret)
{
	*ret = c->record->value[field];
	if (c->record->import->jsonl && fl_text_has_control(*ret)) /* an escape that no one sees: "\u0000x" */
		return REJECT(c, field, "text-control", "a control character in '%s'",
			      c->record->import->schema->fields[field].name);
	if (ret->len > max)
		return REJECT(c, field, "field-too-long", "more than %zu bytes in '%s'", max,
			      c->record->import->schema->fields[field].name);
	return FL_OK;
}

static fl_status take_amount(check *c, size_t field, fl_money *ret)
{
	FL_TRY(fl_record_amount(c->record, field, ret, &c->rejected, c->err));
	if (!c->rejected && *ret > ONE_MAX)
		return REJECT(c, field, "amount-range", "more than 10^15 minor units, which no round can divide");
	return FL_OK;
}

static fl_status take_request(check *c, fl_dream *dream)
{
	fl_str currency = c->record->value[FL_DREAM_CURRENCY];

	if (currency.len > 0 && !fl_currency_named(currency, c->record->import->currency))
		return REJECT(
		    c, FL_DREAM_CURRENCY, "amount-currency", "currency '%.*s' is not the round's, which is %s",
		    (int)(currency.len < 40 ? currency.len : 40), currency.data, c->record->import->currency->code);
	FL_TRY(take_amount(c, FL_DREAM_REQUEST, &dream->request));
	if (!c->rejected && dream->request == 0)
		return REJECT(c, FL_DREAM_REQUEST, "amount-zero", "a request of nothing");
	dream->raised = 0;
	if (!c->rejected && c->record->value[FL_DREAM_RAISED].len > 0)
		return take_amount(c, FL_DREAM_RAISED, &dream->raised);
	return FL_OK;
}

static fl_status take_count(check *c, size_t field, int64_t *ret)
{
	const char *code = "";
	fl_str text = c->record->value[field];

	*ret = -1;
	if (text.len == 0 || (fl_count_parse(text, ret, &code) && *ret <= ONE_MAX))
		return FL_OK;
	if (*ret > ONE_MAX)
		return REJECT(c, field, "count-range", "more than 10^15 flowers of one dream");
	return REJECT(c, field, code, "'%.*s' is no whole number of flowers", (int)(text.len < 40 ? text.len : 40),
		      text.data);
}

static fl_status take_time(check *c, const reader *r, int64_t *ret)
{
	fl_str text = c->record->value[FL_DREAM_SUBMITTED];

	*ret = FL_TIME_NONE;
	if (text.len == 0 || fl_time_parse(text, r->offset_minutes, ret))
		return FL_OK;
	return REJECT(c, FL_DREAM_SUBMITTED, "time-syntax", "'%.*s' is no date or time (such as 2026-09-05 08:00)",
		      (int)(text.len < 40 ? text.len : 40), text.data);
}

/* ---- tags -------------------------------------------------------------------------------------------------- */

static fl_status take_tags(check *c, reader *r, fl_dream *dream)
{
	FL_TRY(fl_record_list(c->record, FL_DREAM_TAGS, "tag", &r->tags, &c->rejected, c->err));
	dream->tags = r->tags.items;
	dream->num_tags = r->tags.len;
	return FL_OK;
}

/* ---- one dream --------------------------------------------------------------------------------------------- */

#define NEXT(c, call)                                                                                                \
	do {                                                                                                         \
		FL_TRY(call);                                                                                        \
		if ((c)->rejected)                                                                                   \
			return FL_OK;                                                                                \
	} while (0)

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

static fl_status take_texts(check *c, fl_dream *d)
{
	NEXT(c, take_text(c, FL_DREAM_TITLE, FL_DREAM_TEXT_MAX, &d->title));
	NEXT(c, take_text(c, FL_DREAM_BODY, FL_DREAM_TEXT_MAX, &d->body));
	NEXT(c, take_text(c, FL_DREAM_ORGANISATION, TEXT_MAX, &d->organisation));
	say_code(c->record, d->organisation);
	NEXT(c, take_text(c, FL_DREAM_AUTHOR, TEXT_MAX, &d->author));
	NEXT(c, take_text(c, FL_DREAM_REGION, TEXT_MAX, &d->region));
	NEXT(c, take_text(c, FL_DREAM_CATEGORY, TAG_MAX, &d->category));
	if (d->title.len == 0 && d->body.len == 0)
		return REJECT(c, FL_DREAM_TITLE, "text-empty", "the dream has neither a title nor a body");
	return FL_OK;
}

static fl_status take_dream(void *user, const fl_record *record, fl_error *err)
{
	reader *r = user;
	check c = { record, false, err };
	fl_dream d = { .source = fl_str_of(record->import->source), .line = record->line };

	NEXT(&c, take_texts(&c, &d));
	NEXT(&c, take_request(&c, &d));
	NEXT(&c, take_time(&c, r, &d.submitted));
	NEXT(&c, take_count(&c, FL_DREAM_FLOWERS, &d.stated_flowers));
	NEXT(&c, take_count(&c, FL_DREAM_THRESHOLD, &d.threshold));
	NEXT(&c, take_count(&c, FL_DREAM_GIVERS, &d.stated_givers));
	NEXT(&c, take_tags(&c, r, &d));
	NEXT(&c, take_id(&c, r, &d.id)); /* last: the id of a rejected row may come again, mended */
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
	fl_map_release(&r.ids);
	fl_arena_release(&r.arena);
	fl_vec_release(&r.tags);
	return status;
}
