/* SPDX-License-Identifier: Apache-2.0
 *
 * records_facts.c - files, dreams with their stated tags, rejected rows and findings.
 *
 * Facts are appended: every import has a number, and the highest governs. Flowers are in records_flowers.c.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/load.h"
#include "store/names.h"
#include "store/statements.h"

fl_status fl_import_get(fl_store *store, int64_t *ret_import, fl_error *err)
{
	return fl_store_int(store, FL_SQL_GET_IMPORT, NULL, 0, 0, ret_import, err);
}

fl_status fl_imports_begin(fl_store *store, int64_t import, const fl_digest *plan, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_IMPORT, FL_ARGS(FL_INT(import), FL_DIGEST(plan)), err);
}

fl_status fl_imports_close(fl_store *store, int64_t import, fl_error *err)
{
	return fl_store_run(store, FL_SQL_CLOSE_IMPORT, FL_ARGS(FL_INT(import)), err);
}

fl_status fl_imports_get_open(fl_store *store, int64_t *ret_import, fl_digest *ret_plan, fl_error *err)
{
	fl_cursor rows;
	*ret_import = 0;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_OPEN_IMPORT, NULL, 0, err));
	if (fl_cursor_next(&rows)) {
		*ret_import = fl_cursor_int(&rows, 0);
		*ret_plan = fl_cursor_digest(&rows, 1);
	}
	return fl_cursor_close(&rows, err);
}

fl_status fl_imports_give_up(fl_store *store, fl_error *err)
{
	static const fl_sql sql[] = { FL_SQL_DROP_OPEN_REPEATS, FL_SQL_DROP_OPEN_CHUNKS, FL_SQL_DROP_OPEN_REJECTED,
				      FL_SQL_DROP_OPEN_TAGS,    FL_SQL_DROP_OPEN_DREAMS, FL_SQL_DROP_OPEN_PARTNERS,
				      FL_SQL_DROP_OPEN_FILES,   FL_SQL_DROP_OPEN_IMPORTS };
	for (size_t i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		FL_TRY(fl_store_run(store, sql[i], NULL, 0, err));
	return FL_OK;
}

static fl_value rule_of(const fl_file_record *file)
{
	fl_value rule = FL_TEXT(file->rule);
	if (!file->published)
		rule.kind = FL_VALUE_NULL;
	return rule;
}

fl_status fl_file_add(fl_store *store, int64_t import, const fl_file_record *file, int64_t *ret_id, fl_error *err)
{
	FL_TRY(fl_store_int(store, FL_SQL_NEXT_FILE, NULL, 0, 1, ret_id, err));
	return fl_store_run(store, FL_SQL_ADD_FILE,
			    FL_ARGS(FL_INT(*ret_id), FL_INT(import), FL_INT(file->origin ? file->origin : *ret_id),
				    FL_TEXT(file->role), FL_TEXT(file->path), FL_INT(file->added),
				    FL_DIGEST(&file->settings), FL_DIGEST(&file->digest), FL_INT(file->size),
				    FL_INT(file->done), FL_TEXT(file->encoding), FL_INT(file->assumed), FL_INT(file->read),
				    FL_INT(file->accepted), FL_INT(file->rejected), rule_of(file), FL_INT(file->left_out)),
			    err);
}

fl_status fl_file_put(fl_store *store, const fl_file_record *file, fl_error *err)
{
	return fl_store_run(store, FL_SQL_PUT_FILE,
			    FL_ARGS(FL_DIGEST(&file->digest), FL_INT(file->size), FL_INT(file->done), FL_TEXT(file->encoding),
				    FL_INT(file->assumed), FL_INT(file->read), FL_INT(file->accepted), FL_INT(file->rejected),
				    rule_of(file), FL_INT(file->left_out), FL_INT(file->id)),
			    err);
}

static bool read_file(const fl_cursor *rows, fl_arena *arena, fl_file_record *ret)
{
	bool failed = false;
	*ret = (fl_file_record){
		.id = fl_cursor_int(rows, 0),
		.role = fl_cursor_copy(rows, 1, arena, &failed),
		.path = fl_cursor_copy(rows, 2, arena, &failed),
		.digest = fl_cursor_digest(rows, 3),
		.size = fl_cursor_int(rows, 4),
		.encoding = fl_cursor_copy(rows, 5, arena, &failed),
		.assumed = fl_cursor_int(rows, 6) != 0,
		.read = fl_cursor_int(rows, 7),
		.accepted = fl_cursor_int(rows, 8),
		.rejected = fl_cursor_int(rows, 9),
		.rule = fl_cursor_copy(rows, 10, arena, &failed),
		.published = !fl_cursor_null(rows, 10),
		.origin = fl_cursor_int(rows, 11),
		.added = fl_cursor_int(rows, 12) != 0,
		.settings = fl_cursor_digest(rows, 13),
		.done = fl_cursor_int(rows, 14) != 0,
		.left_out = fl_cursor_int(rows, 15),
	};
	return !failed;
}

static fl_status load_files(fl_store *store, fl_sql sql, fl_arena *arena, fl_file_record **ret_files, size_t *ret_count,
			    fl_error *err)
{
	FL_VEC(fl_file_record) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, sql, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_file_record file;
		if (!read_file(&rows, arena, &file) || !fl_vec_push(&list, file))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_files,
			   ret_count, err);
}

fl_status fl_files_load(fl_store *store, fl_arena *arena, fl_file_record **ret_files, size_t *ret_count,
			fl_error *err)
{
	return load_files(store, FL_SQL_GET_FILES, arena, ret_files, ret_count, err);
}

fl_status fl_open_files_load(fl_store *store, fl_arena *arena, fl_file_record **ret_files, size_t *ret_count,
			     fl_error *err)
{
	return load_files(store, FL_SQL_GET_OPEN_FILES, arena, ret_files, ret_count, err);
}

fl_status fl_dream_add(fl_store *store, int64_t row, int64_t file, const fl_dream *dream, int published,
		       fl_error *err)
{
	return fl_store_run(
	    store, FL_SQL_ADD_DREAM,
	    FL_ARGS(FL_INT(row), FL_INT(file), FL_INT(dream->line), FL_TEXT(dream->id), FL_TEXT(dream->title),
		    FL_TEXT(dream->body), FL_TEXT(dream->organisation), FL_TEXT(dream->region),
		    FL_TEXT(dream->category), FL_INT(dream->request), FL_INT(dream->raised),
		    FL_INT_IF(dream->submitted != FL_TIME_NONE, dream->submitted),
		    FL_INT_IF(dream->stated_flowers >= 0, dream->stated_flowers),
		    FL_INT_IF(dream->threshold >= 0, dream->threshold), FL_INT_IF(published >= 0, published),
		    FL_INT_IF(dream->stated_givers >= 0, dream->stated_givers), FL_TEXT(dream->author)),
	    err);
}

fl_status fl_dream_add_tag(fl_store *store, int64_t row, int64_t tag, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_STATED_TAG, FL_ARGS(FL_INT(row), FL_INT(tag)), err);
}

fl_status fl_dream_next_row(fl_store *store, int64_t *ret_row, fl_error *err)
{
	return fl_store_int(store, FL_SQL_NEXT_DREAM, NULL, 0, 1, ret_row, err);
}

static int64_t int_or(const fl_cursor *rows, int column, int64_t otherwise)
{
	return fl_cursor_null(rows, column) ? otherwise : fl_cursor_int(rows, column);
}

static bool read_dream(const fl_cursor *rows, fl_facts *facts, fl_dream *ret)
{
	bool failed = false;
	fl_arena *arena = &facts->arena;
	int64_t file = fl_cursor_int(rows, 1);
	*ret = (fl_dream){
		.line = fl_cursor_int(rows, 2),
		.id = fl_cursor_copy(rows, 3, arena, &failed),
		.title = fl_cursor_copy(rows, 4, arena, &failed),
		.body = fl_cursor_copy(rows, 5, arena, &failed),
		.organisation = fl_cursor_copy(rows, 6, arena, &failed),
		.region = fl_cursor_copy(rows, 7, arena, &failed),
		.category = fl_cursor_copy(rows, 8, arena, &failed),
		.request = fl_cursor_int(rows, 9),
		.raised = fl_cursor_int(rows, 10),
		.submitted = int_or(rows, 11, FL_TIME_NONE),
		.stated_flowers = int_or(rows, 12, -1),
		.threshold = int_or(rows, 13, -1),
		.stated_givers = int_or(rows, 15, -1),
		.author = fl_cursor_copy(rows, 16, arena, &failed),
	};
	for (size_t i = 0; i < facts->num_files; i++)
		if (facts->files[i].origin == file)
			ret->source = facts->files[i].path;
	return !failed;
}

static fl_status load_dreams(fl_store *store, fl_facts *facts, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_DREAMS, NULL, 0, 0, &count, err));
	facts->dreams = fl_arena_array(&facts->arena, (size_t)count + 1, sizeof(*facts->dreams));
	facts->published = fl_arena_array(&facts->arena, (size_t)count + 1, sizeof(*facts->published));
	if (!facts->dreams || !facts->published)
		return fl_enomem(err);
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_DREAMS, NULL, 0, err));
	bool failed = false, gap = false;
	while (!failed && !gap && facts->num_dreams < (size_t)count && fl_cursor_next(&rows)) {
		size_t i = facts->num_dreams++;
		if (i == 0)
			facts->first = fl_cursor_int(&rows, 0);
		gap = fl_cursor_int(&rows, 0) != facts->first + (int64_t)i;
		failed = !read_dream(&rows, facts, &facts->dreams[i]);
		facts->published[i] = (int)int_or(&rows, 14, FL_PUBLISHED_UNKNOWN);
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (gap)
		return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0,
				   "the round file is damaged: dreams are not numbered without a gap");
	return failed ? fl_enomem(err) : FL_OK;
}

static fl_status load_stated_tags(fl_store *store, fl_facts *facts, fl_error *err)
{
	fl_tag_lists lists;
	fl_status status = fl_tag_lists_load(&lists, store, FL_SQL_GET_STATED_TAGS, facts, &facts->arena, err);
	for (size_t i = 0; status == FL_OK && i < facts->num_dreams; i++)
		facts->dreams[i].tags = fl_tag_list(&lists, i, &facts->dreams[i].num_tags);
	return status;
}

fl_status fl_facts_load(fl_store *store, fl_facts *ret_facts, fl_error *err)
{
	*ret_facts = (fl_facts){ .first = 1 };
	FL_TRY(fl_files_load(store, &ret_facts->arena, &ret_facts->files, &ret_facts->num_files, err));
	FL_TRY(load_dreams(store, ret_facts, err));
	return load_stated_tags(store, ret_facts, err);
}

void fl_facts_release(fl_facts *facts)
{
	fl_arena_release(&facts->arena);
	*facts = (fl_facts){ 0 };
}

fl_status fl_rejected_add(fl_store *store, int64_t file, const fl_rejected_row *row, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_REJECTED,
			    FL_ARGS(FL_INT(file), FL_INT(row->line), FL_INT(row->column), FL_TEXT(row->code),
				    FL_TEXT(row->reason), FL_TEXT(row->raw)),
			    err);
}

fl_status fl_rejected_drop(fl_store *store, int64_t file, const char *code, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_REJECTED, FL_ARGS(FL_INT(file), FL_TEXT(fl_str_of(code))), err);
}

fl_status fl_rejected_load(fl_store *store, fl_arena *arena, fl_rejected_row **ret_rows, size_t *ret_count,
			   fl_error *err)
{
	FL_VEC(fl_rejected_row) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_REJECTED, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_rejected_row row = {
			.path = fl_cursor_copy(&rows, 0, arena, &failed),
			.line = fl_cursor_int(&rows, 1),
			.column = fl_cursor_int(&rows, 2),
			.code = fl_cursor_copy(&rows, 3, arena, &failed),
			.reason = fl_cursor_copy(&rows, 4, arena, &failed),
			.raw = fl_cursor_copy(&rows, 5, arena, &failed),
		};
		if (failed || !fl_vec_push(&list, row))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_rows,
			   ret_count, err);
}

fl_status fl_finding_add(fl_store *store, const char *step, const fl_finding *finding, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_FINDING,
			    FL_ARGS(FL_TEXT(fl_str_of(step)), FL_INT(finding->severity),
				    FL_TEXT(fl_str_of(finding->code)), FL_TEXT(fl_str_of(finding->source)),
				    FL_INT(finding->line), FL_INT(finding->column),
				    FL_TEXT(fl_str_of(finding->subject)), FL_TEXT(fl_str_of(finding->message))),
			    err);
}

fl_status fl_findings_drop(fl_store *store, const char *step, fl_error *err)
{
	return fl_store_run(store, FL_SQL_DROP_FINDINGS, FL_ARGS(FL_TEXT(fl_str_of(step))), err);
}

fl_status fl_findings_move(fl_store *store, const char *from, const char *to, fl_error *err)
{
	return fl_store_run(store, FL_SQL_MOVE_FINDINGS, FL_ARGS(FL_TEXT(fl_str_of(to)), FL_TEXT(fl_str_of(from))), err);
}

fl_status fl_findings_load(fl_store *store, fl_arena *arena, fl_result_note **ret_notes, size_t *ret_count,
			   fl_error *err)
{
	FL_VEC(fl_result_note) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_FINDINGS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_result_note note = {
			.severity = (fl_severity)fl_cursor_int(&rows, 0),
			.code = fl_cursor_copy(&rows, 1, arena, &failed),
			.source = fl_cursor_copy(&rows, 2, arena, &failed),
			.line = fl_cursor_int(&rows, 3),
			.subject = fl_cursor_copy(&rows, 5, arena, &failed),
			.message = fl_cursor_copy(&rows, 6, arena, &failed),
		};
		if (failed || !fl_vec_push(&list, note))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_notes,
			   ret_count, err);
}
