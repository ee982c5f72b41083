/* SPDX-License-Identifier: Apache-2.0
 *
 * records_documents.c - the bytes of round.json and of the rule packs, revision by revision.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/load.h"

fl_status fl_document_add(fl_store *store, int64_t revision, const fl_document *document, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_DOCUMENT,
			    FL_ARGS(FL_INT(revision), FL_TEXT(document->role), FL_TEXT(document->name),
				    FL_TEXT(document->path), FL_DIGEST(&document->digest), FL_BLOB(document->bytes)),
			    err);
}

static bool read_document(const fl_cursor *rows, fl_arena *arena, fl_document *ret)
{
	bool failed = false;
	ret->role = fl_cursor_copy(rows, 0, arena, &failed);
	ret->name = fl_cursor_copy(rows, 1, arena, &failed);
	ret->path = fl_cursor_copy(rows, 2, arena, &failed);
	ret->digest = fl_cursor_digest(rows, 3);
	ret->bytes = fl_cursor_copy(rows, 4, arena, &failed);
	return !failed;
}

static fl_status load(fl_store *store, fl_sql get, fl_arena *arena, fl_document **ret_documents, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_document) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, get, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		fl_document document;
		if (!read_document(&rows, arena, &document) || !fl_vec_push(&list, document))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_documents,
			   ret_count, err);
}

fl_status fl_documents_load(fl_store *store, fl_arena *arena, fl_document **ret_documents, size_t *ret_count, fl_error *err)
{
	return load(store, FL_SQL_GET_DOCUMENTS, arena, ret_documents, ret_count, err);
}

fl_status fl_rounds_load(fl_store *store, fl_arena *arena, fl_document **ret_documents, size_t *ret_count, fl_error *err)
{
	return load(store, FL_SQL_GET_ROUNDS, arena, ret_documents, ret_count, err);
}

fl_status fl_revision_get(fl_store *store, int64_t *ret_revision, fl_error *err)
{
	return fl_store_int(store, FL_SQL_GET_REVISION, NULL, 0, 0, ret_revision, err);
}
