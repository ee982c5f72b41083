/* SPDX-License-Identifier: Apache-2.0
 *
 * read_partners.c - records to partners: every field checked, every rejection with the cell that caused it.
 *
 * What a partner must be is said in domain/partner.h. A table of projects that look for support is read the same way: its title is the
 * name, its text the words, and "capacity" of the input what a row without a number takes on.
 */
#include "ingest/record.h"

#include "base/str.h"

#define LONGEST_ID    200
#define LONGEST_NAME  1000
#define LONGEST_TEXT ((size_t)1 << 20)

enum { LIST_FIELDS, LIST_REGIONS, LIST_WISHES, LIST_EXCLUSIONS, LISTS };

typedef struct reader {
	fl_import import;
	fl_map ids;     /* id -> line */
	fl_arena arena; /* ids */
	fl_record_terms lists[LISTS];
} reader;

typedef struct check {
	const fl_record *record;
	bool rejected;
	fl_error *err;
} check;

#define REJECT(c, field, code, ...)                                                                                  \
	((c)->rejected = true, fl_record_reject((c)->record, (field), (code), (c)->err, __VA_ARGS__))

#define NEXT(c, call)                                                                                                \
	do {                                                                                                         \
		FL_TRY(call);                                                                                        \
		if ((c)->rejected)                                                                                   \
			return FL_OK;                                                                                \
	} while (0)

static fl_status take_text(check *c, size_t field, size_t max, fl_str *ret)
{
	const char *name = fl_partner_schema.fields[field].name;
	*ret = c->record->value[field];
	if (c->record->import->jsonl && fl_text_has_control(*ret))
		return REJECT(c, field, "text-control", "a control character in '%s'", name);
	if (ret->len > max)
		return REJECT(c, field, "field-too-long", "more than %zu bytes in '%s'", max, name);
	return FL_OK;
}

/* Its own id, else its name. */
static fl_status take_id(check *c, reader *r, fl_partner *p)
{
	size_t field = c->record->value[FL_PARTNER_ID].len > 0 ? FL_PARTNER_ID : FL_PARTNER_NAME, first;
	fl_str id = c->record->value[field];
	if (id.len == 0)
		return REJECT(c, FL_PARTNER_NAME, "id-empty", "the partner has neither a name nor an id");
	if (id.len > LONGEST_ID)
		return REJECT(c, field, "id-too-long", "an id, or a name that is one, of more than %d bytes", LONGEST_ID);
	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7F)
			return REJECT(c, field, "id-control", "a control character in the id");
	fl_str copy = fl_arena_str(&r->arena, id);
	if (!copy.data || !fl_map_put(&r->ids, copy, (size_t)c->record->line, &first))
		return fl_enomem(c->err);
	if (first != (size_t)c->record->line)
		return REJECT(c, field, "id-duplicate", "partner '%.*s' stands in line %zu already", FL_STR_ARG(id), first);
	p->id = id;
	p->name = p->name.len > 0 ? p->name : id;
	return FL_OK;
}

/* A number of dreams; 'fallback' where the cell is empty. */
static fl_status take_dreams(check *c, size_t field, int64_t fallback, int64_t *ret)
{
	fl_str text = c->record->value[field];
	const char *code = "";
	*ret = fallback;
	if (text.len == 0)
		return FL_OK;
	if (!fl_count_parse(text, ret, &code))
		return REJECT(c, field, code, "'%.*s' is no number of dreams: a whole number from 0 on",
			      (int)(text.len < 40 ? text.len : 40), text.data);
	if (*ret > FL_PARTNER_DREAMS_MAX)
		return REJECT(c, field, "count-range", "more than %lld dreams", (long long)FL_PARTNER_DREAMS_MAX);
	return FL_OK;
}

static fl_status take_money(check *c, fl_partner *p)
{
	fl_str currency = c->record->value[FL_PARTNER_CURRENCY];
	p->money = -1;
	if (c->record->value[FL_PARTNER_MONEY].len == 0)
		return FL_OK;
	if (currency.len > 0 && !fl_currency_named(currency, c->record->import->currency))
		return REJECT(c, FL_PARTNER_CURRENCY, "amount-currency", "currency '%.*s' is not the round's, which is %s",
			      (int)(currency.len < 40 ? currency.len : 40), currency.data, c->record->import->currency->code);
	return fl_record_amount(c->record, FL_PARTNER_MONEY, &p->money, &c->rejected, c->err);
}

static fl_status take_lists(check *c, reader *r, fl_partner *p)
{
	static const struct {
		size_t field;
		const char *what;
	} lists[LISTS] = { { FL_PARTNER_FIELDS_OF_WORK, "field" },
			   { FL_PARTNER_REGIONS, "region" },
			   { FL_PARTNER_WISHES, "wish" },
			   { FL_PARTNER_EXCLUSIONS, "exclusion" } };
	fl_term_list *terms[LISTS] = { &p->fields, &p->regions, &p->wishes, &p->exclusions };
	for (size_t i = 0; i < LISTS; i++) {
		NEXT(c, fl_record_list(c->record, lists[i].field, lists[i].what, &r->lists[i], &c->rejected, c->err));
		*terms[i] = (fl_term_list){ r->lists[i].items, r->lists[i].len };
		for (size_t k = 0; k < r->lists[i].len; k++)
			if (fl_text_has_control(r->lists[i].items[k]))
				return REJECT(c, lists[i].field, "text-control", "a control character in a %s", lists[i].what);
	}
	return FL_OK;
}

static fl_status take_partner(void *user, const fl_record *record, fl_error *err)
{
	reader *r = user;
	check c = { record, false, err };
	fl_partner p = { .source = fl_str_of(record->import->source), .line = record->line };

	NEXT(&c, take_text(&c, FL_PARTNER_NAME, LONGEST_NAME, &p.name));
	NEXT(&c, take_text(&c, FL_PARTNER_WORDS, LONGEST_TEXT, &p.words));
	NEXT(&c, take_dreams(&c, FL_PARTNER_MOST, record->import->input->capacity, &p.most));
	NEXT(&c, take_dreams(&c, FL_PARTNER_LEAST, 0, &p.least));
	if (p.most >= 0 && p.least > p.most)
		return fl_record_reject(record, FL_PARTNER_LEAST, "capacity-below-least", err,
					"it wants %lld dreams at least and can take %lld", (long long)p.least, (long long)p.most);
	NEXT(&c, take_money(&c, &p));
	NEXT(&c, take_lists(&c, r, &p));
	NEXT(&c, take_id(&c, r, &p)); /* last: the id of a rejected row may come again, mended */
	record->import->counts->accepted++;
	return record->import->sink->partner(record->import->sink->user, &p, err);
}

fl_status fl_ingest_partners(fl_str bytes, const fl_input *input, const fl_currency *currency, const fl_ingest_sink *sink,
			     fl_ingest_counts *ret, fl_error *err)
{
	reader r = { .ids = { 0 } };
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
	fl_map_release(&r.ids);
	fl_arena_release(&r.arena);
	for (size_t i = 0; i < LISTS; i++)
		fl_vec_release(&r.lists[i]);
	return status;
}
