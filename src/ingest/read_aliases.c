/* SPDX-License-Identifier: Apache-2.0
 *
 * read_aliases.c - records to names of organisations: what one is called, and another name of it.
 */
#include "ingest/record.h"

#include "base/str.h"

#define LONGEST_NAME 1000

typedef struct reader {
	fl_import import;
	fl_arena *arena;
	const char *source;
	FL_VEC(fl_alias_row) rows;
} reader;

static fl_status take_name(const reader *r, const fl_record *record, size_t field, fl_str *ret, fl_error *err)
{
	fl_str text = record->value[field];
	if (text.len == 0 || text.len > LONGEST_NAME || fl_text_has_control(text) || memchr(text.data, '\n', text.len) || memchr(text.data, '\t', text.len))
		return fl_error_at(err, FL_EINVAL, r->source, record->line, 0, "'%s' is one line of 1 to %d bytes",
				   fl_alias_schema.fields[field].name, LONGEST_NAME);
	*ret = fl_arena_str(r->arena, text);
	return ret->data ? FL_OK : fl_enomem(err);
}

/* An organisation without another name says nothing. */
static fl_status take_alias(void *user, const fl_record *record, fl_error *err)
{
	reader *r = user;
	fl_alias_row row = { .line = record->line };
	record->import->counts->accepted++;
	if (record->value[FL_ALIAS_ALIAS].len == 0 && record->value[FL_ALIAS_NAME].len > 0)
		return FL_OK;
	FL_TRY(take_name(r, record, FL_ALIAS_NAME, &row.alias.organisation, err));
	FL_TRY(take_name(r, record, FL_ALIAS_ALIAS, &row.alias.name, err));
	return fl_vec_push(&r->rows, row) ? FL_OK : fl_enomem(err);
}

static fl_status on_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	const reader *r = user;
	return fl_error_at(err, FL_EINVAL, r->source, row->line, row->column, "%.*s", FL_STR_ARG(row->reason));
}

fl_status fl_ingest_aliases(fl_str bytes, const fl_input *input, const char *source, fl_arena *arena, fl_alias_row **ret, size_t *ret_count,
			    fl_error *err)
{
	reader r = { .arena = arena, .source = source };
	fl_ingest_counts counts = { 0 };
	fl_ingest_sink sink = { .rejected = on_rejected, .user = &r };
	r.import = (fl_import){
		.schema = &fl_alias_schema, .input = input, .sink = &sink, .counts = &counts, .fn = take_alias, .user = &r
	};
	fl_status status = fl_import_open(&r.import, input->file, err);
	if (status == FL_OK)
		status = fl_import_feed(&r.import, bytes, true, err);
	fl_import_close(&r.import);
	*ret_count = r.rows.len;
	*ret = status == FL_OK ? fl_arena_array(arena, r.rows.len + 1, sizeof **ret) : NULL;
	if (status == FL_OK && !*ret)
		status = fl_enomem(err);
	if (status == FL_OK && r.rows.len > 0)
		memcpy(*ret, r.rows.items, r.rows.len * sizeof **ret);
	fl_vec_release(&r.rows);
	return status;
}
