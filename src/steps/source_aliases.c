/* SPDX-License-Identifier: Apache-2.0
 *
 * source_aliases.c - a table of names of organisations becomes the list that it could have been in round.json.
 */
#include "steps/source_aliases.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "ingest/ingest.h"

#include <stdlib.h>

/* By organisation, then name: rows that say the same stand together. */
static int by_organisation(const void *a, const void *b)
{
	const fl_alias_row *x = a, *y = b;
	int order = fl_str_cmp(x->alias.organisation, y->alias.organisation);
	order = order ? order : fl_str_cmp(x->alias.name, y->alias.name);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_name(const void *a, const void *b)
{
	const fl_alias_row *x = a, *y = b;
	int order = fl_str_cmp(x->alias.name, y->alias.name);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int name_only(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_alias_row *)a)->alias.name, ((const fl_alias_row *)b)->alias.name);
}

/* domain/round_organisations.c asks the same of the list; here the line is known. 'rows' are sorted by name. */
static fl_status check(const fl_alias_row *rows, size_t count, const char *path, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		fl_alias_row key = { .alias.name = rows[i].alias.organisation };
		const fl_alias_row *before = i > 0 ? &rows[i - 1] : NULL;
		if (before && fl_str_eq(before->alias.name, rows[i].alias.name) &&
		    !fl_str_eq(before->alias.organisation, rows[i].alias.organisation))
			return fl_error_at(err, FL_EINVAL, path, rows[i].line, 0, "'%.*s' is a name of '%.*s' in line %lld",
					   FL_STR_ARG(rows[i].alias.name), FL_STR_ARG(before->alias.organisation), (long long)before->line);
		const fl_alias_row *other = bsearch(&key, rows, count, sizeof key, name_only);
		if (other)
			return fl_error_at(err, FL_EINVAL, path, rows[i].line, 0, "'%.*s' is an organisation here and a name of '%.*s' in line %lld",
					   FL_STR_ARG(rows[i].alias.organisation), FL_STR_ARG(other->alias.organisation),
					   (long long)other->line);
	}
	return FL_OK;
}

/* organisations.aliases=[{"organisation":…,"names":[…]}…] */
static void put_list(const fl_alias_row *rows, size_t count, fl_buf *out)
{
	fl_json_writer w;
	fl_buf_puts(out, "organisations.aliases=");
	fl_json_start(&w, out, false);
	fl_json_begin_array(&w);
	for (size_t i = 0; i < count;) {
		fl_str organisation = rows[i].alias.organisation;
		fl_json_begin_object(&w);
		fl_json_kv_str(&w, "organisation", organisation);
		fl_json_put_key(&w, "names");
		fl_json_begin_array(&w);
		for (size_t first = i; i < count && fl_str_eq(rows[i].alias.organisation, organisation); i++)
			if (i == first || !fl_str_eq(rows[i].alias.name, rows[i - 1].alias.name))
				fl_json_put_str(&w, rows[i].alias.name);
		fl_json_end_array(&w);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
}

static fl_status patch(fl_source *source, fl_alias_row *rows, size_t count, fl_str *json, fl_error *err)
{
	fl_buf assignment, text;
	fl_buf_init(&assignment, FL_ROUND_FILE_MAX);
	fl_buf_init(&text, FL_ROUND_FILE_MAX);
	if (count > 1)
		qsort(rows, count, sizeof *rows, by_organisation);
	put_list(rows, count, &assignment);
	fl_status status = fl_buf_status(&assignment, err);
	if (status == FL_OK)
		status = fl_round_patch(*json, "round.json", fl_buf_view(&assignment), &text, err);
	if (status == FL_OK)
		status = fl_buf_status(&text, err);
	if (status == FL_OK) {
		*json = fl_arena_str(&source->arena, fl_buf_view(&text));
		status = json->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&text);
	fl_buf_release(&assignment);
	return status;
}

static fl_status read_table(fl_source *source, const char *path, fl_alias_row **ret, size_t *ret_count, fl_document *ret_table,
			    fl_error *err)
{
	const fl_input *input = source->spec->alias_table;
	*ret_table = (fl_document){ .role = FL_STR(FL_ROLE_ALIASES), .name = fl_arena_str(&source->arena, input->file),
				    .path = fl_arena_str(&source->arena, fl_str_of(path)) };
	if (!ret_table->name.data || !ret_table->path.data)
		return fl_enomem(err);
	FL_TRY(fl_source_read(path, FL_ROUND_FILE_MAX, &source->arena, &ret_table->bytes, err));
	ret_table->digest = fl_sha256(ret_table->bytes);
	FL_TRY(fl_ingest_aliases(ret_table->bytes, input, path, &source->arena, ret, ret_count, err));
	if (*ret_count > 1)
		qsort(*ret, *ret_count, sizeof **ret, by_name);
	return check(*ret, *ret_count, path, err);
}

fl_status fl_source_lay_aliases(fl_source *source, const char *beside, fl_str *json, fl_document *ret_table, fl_error *err)
{
	fl_buf path;
	fl_alias_row *rows = NULL;
	size_t count = 0;
	*ret_table = (fl_document){ .bytes = { NULL, 0 } };
	if (!source->spec->alias_table)
		return FL_OK;
	fl_buf_init(&path, 1 << 16);
	fl_status status = fl_path_beside(beside, source->spec->alias_table->file, &path, err);
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK)
		status = read_table(source, path.data, &rows, &count, ret_table, err);
	if (status == FL_OK)
		status = patch(source, rows, count, json, err);
	fl_buf_release(&path);
	if (status != FL_OK)
		return status;
	fl_round_free(source->spec);
	source->spec = NULL;
	FL_TRY(fl_round_parse(*json, "round.json", &source->spec, err));
	fl_json_free(source->json);
	source->json = NULL;
	return fl_json_parse(*json, "round.json", &source->json, err);
}
