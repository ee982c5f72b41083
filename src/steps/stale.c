/* SPDX-License-Identifier: Apache-2.0
 *
 * stale.c - files by name: in the target, and not in the scratch folder.
 */
#include "steps/stale.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "domain/bundle.h"

#include <stdio.h>
#include <unistd.h>

#define MANIFEST_MAX ((size_t)1 << 22)

/* Results that only some rounds have. */
static const char *const optional[] = { "awards.xlsx", "matches.csv" };

static fl_status is_new(const fl_folder *folder, const char *name, fl_buf *path, bool *ret, fl_error *err)
{
	FL_TRY(fl_folder_path(folder, false, name, path, err));
	*ret = fl_file_exists(path->data);
	return FL_OK;
}

static fl_status drop(const fl_folder *folder, const char *name, fl_buf *path, fl_error *err)
{
	bool made;
	FL_TRY(is_new(folder, name, path, &made, err));
	FL_TRY(fl_folder_path(folder, true, name, path, err));
	if (!made && fl_file_exists(path->data) && unlink(path->data) != 0)
		return fl_error_at(err, FL_EIO, path->data, 0, 0, "it is of a former run and cannot be removed");
	return FL_OK;
}

static fl_status drop_in_bundle(const fl_folder *folder, fl_str name, fl_buf *path, fl_error *err)
{
	char full[300];
	int len = snprintf(full, sizeof full, "bundle/%.*s", FL_STR_ARG(name));
	return len > 0 && (size_t)len < sizeof full ? drop(folder, full, path, err) : FL_OK;
}

static fl_status drop_listed(const fl_folder *folder, fl_buf *path, fl_buf *text, fl_arena *arena, fl_error *err)
{
	fl_bundle_file *files = NULL;
	size_t count = 0;
	FL_TRY(fl_folder_path(folder, true, "bundle/" FL_BUNDLE_MANIFEST, path, err));
	if (!fl_file_exists(path->data) || fl_file_read(path->data, text, NULL) != FL_OK ||
	    fl_bundle_read_manifest(fl_buf_view(text), "", arena, &files, &count, NULL) != FL_OK)
		return FL_OK;
	for (size_t i = 0; i < count; i++)
		FL_TRY(drop_in_bundle(folder, files[i].name, path, err));
	return drop_in_bundle(folder, FL_STR(FL_BUNDLE_SIGNATURE), path, err);
}

static fl_status remove_all(const fl_folder *folder, fl_buf *path, fl_buf *text, fl_arena *arena, fl_error *err)
{
	bool results, bundle;
	FL_TRY(is_new(folder, "result.json", path, &results, err));
	FL_TRY(is_new(folder, "bundle/" FL_BUNDLE_MANIFEST, path, &bundle, err));
	for (size_t i = 0; results && i < sizeof optional / sizeof *optional; i++)
		FL_TRY(drop(folder, optional[i], path, err));
	return bundle ? drop_listed(folder, path, text, arena, err) : FL_OK;
}

fl_status fl_stale_remove(const fl_folder *folder, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_buf path, text;
	fl_buf_init(&path, 1 << 16);
	fl_buf_init(&text, MANIFEST_MAX);
	fl_status status = remove_all(folder, &path, &text, &arena, err);
	fl_buf_release(&path);
	fl_buf_release(&text);
	fl_arena_release(&arena);
	return status;
}
