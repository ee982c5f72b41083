/* SPDX-License-Identifier: Apache-2.0
 *
 * record_value.c - fields that several kinds of records have: amounts with the unit of their column, lists.
 */
#include "ingest/record.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#define TERM_MAX  200
#define TERMS_MAX 1000

fl_status fl_record_amount(const fl_record *record, size_t field, fl_money *ret, bool *ret_rejected, fl_error *err)
{
	fl_currency currency = *record->import->currency;
	fl_str text = record->value[field];
	const char *unit = record->unit[field], *code = "";
	fl_error inner = FL_ERROR_INIT;
	fl_buf joined;
	fl_status status;

	*ret = 0;
	fl_buf_init(&joined, 1000);
	if (strcmp(unit, "minor") == 0 || (record->import->input->request_minor && unit[0] == '\0'))
		currency.minor_digits = 0;
	else if (unit[0] != '\0' && text.len > 0 && text.len < 900) {
		fl_buf_str(&joined, text);
		fl_buf_puts(&joined, unit);
		text = fl_buf_view(&joined);
	}
	status = fl_buf_status(&joined, err);
	if (status == FL_OK && fl_money_parse(text, &currency, ret, &code, &inner) != FL_OK) {
		*ret_rejected = true;
		status = fl_record_reject(record, field, code, err, "%s", inner.message);
	}
	fl_buf_release(&joined);
	return status;
}

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static bool parts(int32_t c, bool list)
{
	return list ? c == FL_LIST_SEPARATOR
		    : c == ',' || c == ';' || c == '|' || c == 0xFF0C || c == 0xFF1B || c == 0x3001;
}

typedef struct listing {
	const fl_record *record;
	size_t field;
	const char *what;
	fl_record_terms *terms;
	bool *rejected;
} listing;

static fl_status add(listing *l, fl_str term, fl_error *err)
{
	term = fl_str_trim(term);
	if (term.len == 0)
		return FL_OK;
	if (term.len <= TERM_MAX && l->terms->len < TERMS_MAX)
		return fl_vec_push(l->terms, term) ? FL_OK : fl_enomem(err);
	*l->rejected = true;
	return fl_record_reject(l->record, l->field, "field-too-long", err, "more than %d %ss, or a %s of more than %d bytes", TERMS_MAX,
				l->what, l->what, TERM_MAX);
}

fl_status fl_record_list(const fl_record *record, size_t field, const char *what, fl_record_terms *ret, bool *ret_rejected,
			 fl_error *err)
{
	fl_str s = record->value[field];
	bool list = s.len > 0 && record->import->jsonl && memchr(s.data, FL_LIST_SEPARATOR, s.len);
	listing l = { record, field, what, ret, ret_rejected };
	size_t from = 0, kept = 0;

	ret->len = 0;
	for (size_t pos = 0; pos < s.len && !*ret_rejected;) {
		size_t at = pos;
		if (!parts(fl_utf8_next(s, &pos), list))
			continue;
		FL_TRY(add(&l, fl_str_slice(s, from, at), err));
		from = pos;
	}
	if (!*ret_rejected)
		FL_TRY(add(&l, fl_str_slice(s, from, s.len), err));
	if (ret->len > 0)
		qsort(ret->items, ret->len, sizeof *ret->items, by_bytes);
	for (size_t i = 0; i < ret->len; i++)
		if (i == 0 || !fl_str_eq(ret->items[i], ret->items[kept - 1]))
			ret->items[kept++] = ret->items[i];
	ret->len = kept;
	return FL_OK;
}
