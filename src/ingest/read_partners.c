/* SPDX-License-Identifier: Apache-2.0
 *
 * read_partners.c - records to partners: every field checked, every rejection with the cell that caused it.
 *
 * What a partner must be is said in domain/partner.h. A table of projects that look for support is read the same way: its title is the
 * name, its text the words, and "capacity" of the input what a row without a number takes on.
 */
#include "ingest/record_check.h"

#include "base/str.h"

#define LONGEST_NAME  1000
#define LONGEST_TEXT ((size_t)1 << 20)

enum { LIST_FIELDS, LIST_REGIONS, LIST_WISHES, LIST_EXCLUSIONS, LISTS };

typedef struct reader {
	fl_import import;
	fl_record_ids ids;
	fl_record_terms lists[LISTS];
} reader;

/* Its own id, else its name. */
static fl_status take_id(fl_record_check *c, reader *r, fl_partner *p)
{
	size_t field = c->record->value[FL_PARTNER_ID].len > 0 ? FL_PARTNER_ID : FL_PARTNER_NAME, len = c->record->value[field].len, first = 0;
	if (len == 0)
		return FL_REJECT(c, FL_PARTNER_NAME, "id-empty", "the partner has neither a name nor an id");
	if (len > FL_RECORD_ID_MAX)
		return FL_REJECT(c, field, "id-too-long", "an id, or a name that is one, of more than %d bytes", FL_RECORD_ID_MAX);
	FL_NEXT(c, fl_check_id(c, field, &r->ids, &p->id, &first));
	if (first > 0)
		return FL_REJECT(c, field, "id-duplicate", "partner '%.*s' stands in line %zu already", FL_STR_ARG(p->id), first);
	p->name = p->name.len > 0 ? p->name : p->id;
	return FL_OK;
}

/* A number of dreams; 'fallback' where the cell is empty. */
static fl_status take_dreams(fl_record_check *c, size_t field, int64_t fallback, int64_t *ret)
{
	fl_str text = c->record->value[field];
	const char *code = "";
	*ret = fallback;
	if (text.len == 0)
		return FL_OK;
	if (!fl_count_parse(text, ret, &code))
		return FL_REJECT(c, field, code, "'%.*s' is no number of dreams: a whole number from 0 on",
			      (int)(text.len < 40 ? text.len : 40), text.data);
	if (*ret > FL_PARTNER_DREAMS_MAX)
		return FL_REJECT(c, field, "count-range", "more than %lld dreams", (long long)FL_PARTNER_DREAMS_MAX);
	return FL_OK;
}

static fl_status take_money(fl_record_check *c, fl_partner *p)
{
	p->money = -1;
	if (c->record->value[FL_PARTNER_MONEY].len == 0)
		return FL_OK;
	FL_NEXT(c, fl_check_currency(c, FL_PARTNER_CURRENCY));
	return fl_record_amount(c->record, FL_PARTNER_MONEY, &p->money, &c->rejected, c->err);
}

static fl_status take_lists(fl_record_check *c, reader *r, fl_partner *p)
{
	static const struct {
		size_t field;
		const char *what;
	} lists[LISTS] = { { FL_PARTNER_FIELDS_OF_WORK, FL_MESSAGE("field") },
			   { FL_PARTNER_REGIONS, FL_MESSAGE("region") },
			   { FL_PARTNER_WISHES, FL_MESSAGE("wish") },
			   { FL_PARTNER_EXCLUSIONS, FL_MESSAGE("exclusion") } };
	fl_term_list *terms[LISTS] = { &p->fields, &p->regions, &p->wishes, &p->exclusions };
	for (size_t i = 0; i < LISTS; i++) {
		FL_NEXT(c, fl_record_list(c->record, lists[i].field, lists[i].what, &r->lists[i], &c->rejected, c->err));
		*terms[i] = (fl_term_list){ r->lists[i].items, r->lists[i].len };
		for (size_t k = 0; k < r->lists[i].len; k++)
			if (fl_text_has_control(r->lists[i].items[k]))
				return FL_REJECT(c, lists[i].field, "text-control", "a control character in a %s", lists[i].what);
	}
	return FL_OK;
}

static fl_status take_partner(void *user, const fl_record *record, fl_error *err)
{
	reader *r = user;
	fl_record_check c = { record, false, err };
	fl_partner p = { .source = fl_str_of(record->import->source), .line = record->line };

	FL_NEXT(&c, fl_check_text(&c, FL_PARTNER_NAME, LONGEST_NAME, &p.name));
	FL_NEXT(&c, fl_check_text(&c, FL_PARTNER_WORDS, LONGEST_TEXT, &p.words));
	FL_NEXT(&c, take_dreams(&c, FL_PARTNER_MOST, record->import->input->capacity, &p.most));
	FL_NEXT(&c, take_dreams(&c, FL_PARTNER_LEAST, 0, &p.least));
	if (p.most >= 0 && p.least > p.most)
		return fl_record_reject(record, FL_PARTNER_LEAST, "capacity-below-least", err,
					"it wants %lld dreams at least and can take %lld", (long long)p.least, (long long)p.most);
	FL_NEXT(&c, take_money(&c, &p));
	FL_NEXT(&c, take_lists(&c, r, &p));
	FL_NEXT(&c, take_id(&c, r, &p)); /* last: the id of a rejected row may come again, mended */
	record->import->counts->accepted++;
	return record->import->sink->partner(record->import->sink->user, &p, err);
}

fl_status fl_ingest_partners(fl_str bytes, const fl_input *input, const fl_currency *currency, const fl_ingest_sink *sink,
			     fl_ingest_counts *ret, fl_error *err)
{
	reader r = { .ids = { .arena = FL_ARENA_INIT } };
	fl_status status;

	r.import = (fl_import){ .schema = &fl_partner_schema,
				.input = input,
				.currency = currency,
				.sink = sink,
				.counts = ret,
				.fn = take_partner,
				.user = &r };
	status = fl_import_open(&r.import, input->file, err);
	if (status == FL_OK)
		status = fl_import_feed(&r.import, bytes, true, err);
	fl_import_close(&r.import);
	fl_record_ids_release(&r.ids);
	for (size_t i = 0; i < LISTS; i++)
		fl_vec_release(&r.lists[i]);
	return status;
}
