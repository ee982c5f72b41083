/* SPDX-License-Identifier: Apache-2.0
 *
 * read_jsonl.c - JSON Lines: one object a line, its keys being the headers.
 *
 * Values are text, numbers (taken as written) or null; tags may be a list of texts. A key that no field uses is
 * reported once, where it is first met.
 */
#include "ingest/record.h"

#include "base/str.h"

/* What this key means, classified when it is first met. */
static fl_status column_of(fl_import *imp, fl_str key, int64_t line, const fl_column **ret, fl_error *err)
{
	size_t index = fl_map_get(&imp->keys, key);
	fl_column column;

	if (index == FL_MAP_NONE) {
		fl_str copy = fl_arena_str(&imp->arena, key);
		if (imp->columns.len == FL_COLUMNS_MAX)
			return fl_error_at(err, FL_ERANGE, imp->source, line, 1, "more than %d different keys",
					   FL_COLUMNS_MAX);
		FL_TRY(fl_column_classify(imp->schema, key, imp->input, imp->currency, &column, err));
		if (!copy.data || !fl_vec_push(&imp->columns, column) ||
		    !fl_map_put(&imp->keys, copy, imp->columns.len - 1, &index))
			return fl_enomem(err);
		if (column.num_hits == 0 && !column.ignored)
			fl_column_report_unknown(imp->schema, key, imp->source, line, 0, &imp->sink->findings);
	}
	*ret = &imp->columns.items[index];
	return FL_OK;
}

/* A list of texts, joined; its text lives as long as the record. False when it is something else. */
static fl_status join_list(fl_record *record, fl_json v, fl_str *ret, bool *ret_good, fl_error *err)
{
	fl_buf *list = &record->import->list;

	fl_buf_clear(list);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		*ret_good = fl_json_type_of(fl_json_at(v, i)) == FL_JSON_STRING;
		if (!*ret_good)
			return FL_OK;
		if (i > 0)
			fl_buf_putc(list, FL_LIST_SEPARATOR);
		fl_buf_str(list, fl_json_text(fl_json_at(v, i)));
	}
	FL_TRY(fl_buf_status(list, err));
	*ret = fl_arena_str(&record->texts, list->len ? fl_buf_view(list) : FL_STR(""));
	*ret_good = true;
	return ret->data ? FL_OK : fl_enomem(err);
}

static bool is_list(const fl_import *imp, const fl_column *column)
{
	for (size_t i = 0; i < column->num_hits; i++)
		if (!(imp->schema->lists >> column->hits[i].field & 1))
			return false;
	return true;
}

/* The value of one key as text. *ret_good is false when it is of a type that no field takes. */
static fl_status value_of(fl_record *record, const fl_column *column, fl_json v, fl_str *ret, bool *ret_good,
			  fl_error *err)
{
	fl_json_type type = fl_json_type_of(v);

	*ret = FL_STR("");
	*ret_good = type == FL_JSON_NULL || type == FL_JSON_STRING || type == FL_JSON_NUMBER;
	if (type == FL_JSON_ARRAY && is_list(record->import, column))
		return join_list(record, v, ret, ret_good, err);
	if (type != FL_JSON_NULL && *ret_good)
		*ret = fl_str_trim(fl_json_text(v));
	return FL_OK;
}

/* The text of a key, "" where it is absent; true and false as they are written. */
static fl_str text_of(fl_json object, fl_str key)
{
	for (size_t i = 0; i < fl_json_len(object); i++) {
		fl_json v = fl_json_at(object, i);
		if (!fl_str_eq(fl_json_key(object, i), key))
			continue;
		if (fl_json_type_of(v) == FL_JSON_BOOL)
			return fl_json_bool(v) ? FL_STR("true") : FL_STR("false");
		return fl_json_type_of(v) == FL_JSON_STRING || fl_json_type_of(v) == FL_JSON_NUMBER ? fl_str_trim(fl_json_text(v))
												   : FL_STR("");
	}
	return FL_STR("");
}

/* Does the row have one of the values of each key of 'only'? */
static fl_status keep_only(const fl_import *imp, const fl_record *record, bool *ret_left_out, fl_error *err)
{
	const fl_str *only = imp->input->only;

	for (size_t i = 0, end; i < imp->input->num_only; i = end) {
		fl_str value = text_of(record->json, only[2 * i]);
		bool wanted = false;
		for (end = i; end < imp->input->num_only && fl_str_eq(only[2 * end], only[2 * i]); end++)
			wanted = wanted || fl_str_eq(value, only[2 * end + 1]);
		if (!wanted) {
			*ret_left_out = true;
			return fl_record_leave_out(record, only[2 * i], value, err);
		}
	}
	return FL_OK;
}

static fl_status fill(fl_import *imp, fl_record *record, bool *ret_rejected, fl_error *err)
{
	size_t rank[FL_FIELDS_MAX], field = 0;

	for (size_t f = 0; f < FL_FIELDS_MAX; f++)
		rank[f] = SIZE_MAX;
	for (size_t i = 0; i < fl_json_len(record->json); i++) {
		fl_str key = fl_json_key(record->json, i), value;
		const fl_column *column = NULL;
		bool good;
		FL_TRY(column_of(imp, key, record->line, &column, err));
		if (column->num_hits == 0)
			continue;
		record->cell[FL_FIELDS_MAX - 1] = i; /* for the place of a rejection; no schema has so many fields */
		FL_TRY(value_of(record, column, fl_json_at(record->json, i), &value, &good, err));
		if (!good) {
			*ret_rejected = true;
			return fl_record_reject(record, FL_FIELDS_MAX - 1, "field-type", err,
						"'%.*s' must be text, a number or null",
						(int)(key.len < 80 ? key.len : 80), key.data);
		}
		if (!fl_record_set(record, rank, column, i, value, &field)) {
			*ret_rejected = true;
			return fl_record_reject(record, FL_FIELDS_MAX - 1, "column-ambiguous", err,
						"two keys for '%s'", imp->schema->fields[field].name);
		}
	}
	return FL_OK;
}

fl_status fl_jsonl_row(fl_import *imp, const fl_row *row, fl_error *err)
{
	fl_record record = { .import = imp, .line = row->line, .row = row };
	fl_error inner = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	bool rejected = false;
	fl_status status;

	for (size_t f = 0; f < FL_FIELDS_MAX; f++) {
		record.value[f] = FL_STR("");
		record.unit[f] = "";
		record.cell[f] = SIZE_MAX;
	}
	status = fl_json_parse(row->raw, imp->source, &doc, &inner);
	if (status == FL_ENOMEM)
		return fl_enomem(err);
	if (status != FL_OK)
		return fl_import_reject(imp, row->line, inner.column > 0 ? inner.column : 1, "json-syntax", row->raw,
					inner.message, err);
	record.json = fl_json_root(doc);
	if (fl_json_type_of(record.json) != FL_JSON_OBJECT) {
		status =
		    fl_import_reject(imp, row->line, 1, "json-syntax", row->raw, "the line is no JSON object", err);
		goto done;
	}
	status = keep_only(imp, &record, &rejected, err);
	if (status == FL_OK && !rejected)
		status = fill(imp, &record, &rejected, err);
	if (status == FL_OK && !rejected)
		status = imp->fn(imp->user, &record, err);
done:
	fl_arena_release(&record.texts);
	fl_json_free(doc);
	return status;
}
