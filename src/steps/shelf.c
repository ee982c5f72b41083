/* SPDX-License-Identifier: Apache-2.0
 *
 * shelf.c - find packs that are extended. See shelf.h.
 *
 * A pack is known by its path, a shipped one by its name and no path: so the documents of a round, which keep both,
 * answer as the files did when the round began.
 */
#include "steps/shelf.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/source.h"

static const fl_document *look(const fl_document *documents, size_t count, fl_str name, fl_str path)
{
	for (size_t i = 0; i < count; i++) {
		const fl_document *d = &documents[i];
		bool pack = fl_str_eqz(d->role, "pack") || fl_str_eqz(d->role, FL_ROLE_BASE);
		if (pack && fl_str_eq(d->path, path) && (path.len || fl_str_eq(d->name, name)))
			return d;
	}
	return NULL;
}

static fl_status path_of(fl_shelf *shelf, fl_str name, const char *from, fl_str *ret, fl_error *err)
{
	fl_buf path;
	fl_status status;

	*ret = FL_STR("");
	if (fl_source_is_shipped(name))
		return FL_OK;
	fl_buf_init(&path, 1 << 16);
	status = fl_path_beside(from, name, &path, err);
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&shelf->arena, fl_buf_view(&path));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&path);
	return status;
}

/* From outside the documents. */
static fl_status fetch(fl_shelf *shelf, fl_str name, const char *from, fl_document *ret, fl_error *err)
{
	if (!shelf->files)
		return fl_error_set(err, FL_ENOTFOUND, "pack '%.*s' is not among the documents of the round",
				    FL_STR_ARG(name));
	ret->name = fl_arena_str(&shelf->arena, name);
	if (!ret->name.data)
		return fl_enomem(err);
	FL_TRY(fl_source_pack(ret->name, from, &shelf->arena, &ret->path, &ret->bytes, err));
	ret->digest = fl_sha256(ret->bytes);
	return FL_OK;
}

static fl_status find(void *user, fl_str name, const char *from, fl_str *ret_json, const char **ret_source,
		      fl_error *err)
{
	fl_shelf *shelf = user;
	fl_str path;
	const fl_document *d;

	FL_TRY(path_of(shelf, name, from, &path, err));
	d = look(shelf->found.items, shelf->found.len, name, path);
	if (!d) {
		fl_document made = { 0 };
		d = look(shelf->documents, shelf->num_documents, name, path);
		if (d)
			made = *d;
		else
			FL_TRY(fetch(shelf, name, from, &made, err));
		made.role = FL_STR(FL_ROLE_BASE);
		if (!fl_vec_push(&shelf->found, made))
			return fl_enomem(err);
		d = &shelf->found.items[shelf->found.len - 1];
	}
	*ret_json = d->bytes;
	*ret_source = d->path.len ? d->path.data : d->name.data;
	return FL_OK;
}

fl_pack_finder fl_shelf_finder(fl_shelf *shelf)
{
	return (fl_pack_finder){ find, shelf };
}

void fl_shelf_release(fl_shelf *shelf)
{
	fl_vec_release(&shelf->found);
	fl_arena_release(&shelf->arena);
}
