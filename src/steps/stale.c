/* SPDX-License-Identifier: Apache-2.0
 *
 * stale.c - files by name: in the target, and in the scratch folder or not. All is looked at before anything is removed.
 */
#include "steps/stale.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "domain/bundle.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MANIFEST_MAX ((size_t)1 << 22)
#define HEAD_MAX     512 /* bytes of a first line */
#define BUNDLE       "bundle/"

/* Results outside the bundle; 'always': never one of them without the others. */
static const struct {
	const char *name;
	bool always, optional;
} results[] = {
	{ "result.json", true, false },	 { "awards.csv", true, false },	  { "report.html", true, false },
	{ "rejected.csv", true, false }, { "awards.xlsx", true, true }, { "matches.csv", false, true },
};
#define NUM_RESULTS (sizeof results / sizeof *results)

typedef struct stale {
	const fl_folder *folder;
	const fl_output_record *written;
	size_t num_written;
	fl_bundle_file *listed; /* by the manifest that stands in the target */
	size_t num_listed;
	bool ours; /* the result.json of the target is one of ours */
	fl_arena arena;
	fl_buf path, text;
} stale;

static fl_status is_there(stale *s, bool in_target, const char *name, bool *ret, fl_error *err)
{
	FL_TRY(fl_folder_path(s->folder, in_target, name, &s->path, err));
	*ret = fl_file_exists(s->path.data);
	return FL_OK;
}

/* ---- who made it? --------------------------------------------------------------------------------------------------- */

static fl_str head_of(const char *path, char space[HEAD_MAX])
{
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(space, 1, HEAD_MAX, file) : 0;
	if (file)
		fclose(file);
	const char *end = len > 0 ? memchr(space, '\n', len) : NULL;
	return (fl_str){ space, end ? (size_t)(end - space) : len };
}

/* result.json names its format at its beginning. */
static fl_status is_result(stale *s, bool *ret, fl_error *err)
{
	static const char format[] = "{\n  \"format\": \"florin-result/";
	char space[HEAD_MAX];
	FL_TRY(fl_folder_path(s->folder, true, "result.json", &s->path, err));
	*ret = head_of(s->path.data, space).len > 0 && memcmp(space, format, sizeof format - 1) == 0;
	return FL_OK;
}

static fl_status has_new_head(stale *s, const char *name, bool *ret, fl_error *err)
{
	char old[HEAD_MAX], new[HEAD_MAX];
	FL_TRY(fl_folder_path(s->folder, true, name, &s->path, err));
	fl_str head = head_of(s->path.data, old);
	FL_TRY(fl_folder_path(s->folder, false, name, &s->path, err));
	*ret = head.len > 0 && fl_str_eq(head, head_of(s->path.data, new));
	return FL_OK;
}

static fl_status digest_of(stale *s, bool in_target, const char *name, fl_digest *ret, fl_error *err)
{
	fl_buf_clear(&s->text);
	FL_TRY(fl_folder_path(s->folder, in_target, name, &s->path, err));
	FL_TRY(fl_file_read(s->path.data, &s->text, err));
	*ret = fl_sha256(fl_buf_view(&s->text));
	return FL_OK;
}

static fl_status was_written(stale *s, const char *name, bool *ret, fl_error *err)
{
	fl_digest digest = { { 0 } };
	*ret = false;
	for (size_t i = 0; i < s->num_written; i++) {
		if (!fl_str_eqz(s->written[i].name, name))
			continue;
		FL_TRY(digest_of(s, true, name, &digest, err));
		*ret = *ret || fl_digest_same(&digest, &s->written[i].digest);
	}
	return FL_OK;
}

static fl_status is_the_new_one(stale *s, const char *name, bool *ret, fl_error *err)
{
	fl_digest old, new;
	FL_TRY(digest_of(s, true, name, &old, err));
	FL_TRY(digest_of(s, false, name, &new, err));
	*ret = fl_digest_same(&old, &new);
	return FL_OK;
}

static const fl_bundle_file *listed(const stale *s, const char *name)
{
	for (size_t i = 0; i < s->num_listed; i++)
		if (fl_str_eqz(s->listed[i].name, name))
			return &s->listed[i];
	return NULL;
}

static fl_status refuse(stale *s, const char *name, const char *advice, fl_error *err)
{
	FL_TRY(fl_folder_path(s->folder, true, name, &s->path, err));
	return fl_error_at(err, FL_ESTATE, s->path.data, 0, 0, "is there and was not made by florin: move it away, or choose another --out%s",
			   advice);
}

/* ---- what will be replaced ------------------------------------------------------------------------------------------ */

static fl_status check_result(stale *s, size_t i, fl_error *err)
{
	const char *name = results[i].name;
	bool old, new, good = results[i].always && s->ours;
	FL_TRY(is_there(s, true, name, &old, err));
	FL_TRY(is_there(s, false, name, &new, err));
	if (!old || !new || good)
		return FL_OK;
	if (!results[i].always)
		FL_TRY(has_new_head(s, name, &good, err));
	if (!good)
		FL_TRY(was_written(s, name, &good, err));
	if (!good)
		FL_TRY(is_the_new_one(s, name, &good, err));
	return good ? FL_OK : refuse(s, name, "", err);
}

/* A file of a bundle: listed, or written by us although the one who wrote it was killed before its manifest came. */
static fl_status check_bundled(stale *s, const char *name, fl_error *err)
{
	char full[300];
	bool new, good;
	const fl_bundle_file *file = listed(s, name);
	int len = snprintf(full, sizeof full, BUNDLE "%s", name);
	if (len < 0 || (size_t)len >= sizeof full)
		return refuse(s, BUNDLE, "; a name in it is too long", err);
	if (strcmp(name, FL_BUNDLE_SIGNATURE) == 0 || strcmp(name, FL_BUNDLE_MANIFEST) == 0)
		good = s->num_listed > 0;
	else
		good = file != NULL;
	FL_TRY(is_there(s, false, full, &new, err));
	if (good && file && !new) {
		fl_buf_clear(&s->text);
		FL_TRY(fl_folder_path(s->folder, true, full, &s->path, err));
		FL_TRY(fl_file_read(s->path.data, &s->text, err));
		good = strcmp(fl_bundle_file_of("", fl_buf_view(&s->text)).digest, file->digest) == 0;
	}
	if (!good)
		FL_TRY(was_written(s, full, &good, err));
	if (!good && new)
		FL_TRY(is_the_new_one(s, full, &good, err));
	return good ? FL_OK : refuse(s, full, " (a bundle holds what its manifest lists, and nothing else)", err);
}

static fl_status check_bundle(stale *s, fl_error *err)
{
	struct dirent *entry;
	fl_status status = fl_folder_path(s->folder, true, BUNDLE, &s->path, err);
	DIR *dir = status == FL_OK ? opendir(s->path.data) : NULL;
	while (status == FL_OK && dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			status = check_bundled(s, entry->d_name, err);
	if (dir)
		closedir(dir);
	return status;
}

static fl_status load_manifest(stale *s, fl_error *err)
{
	bool there;
	FL_TRY(is_there(s, true, BUNDLE FL_BUNDLE_MANIFEST, &there, err));
	fl_buf_clear(&s->text);
	if (!there || fl_file_read(s->path.data, &s->text, NULL) != FL_OK || s->text.len > MANIFEST_MAX)
		return FL_OK;
	fl_str kept = fl_arena_str(&s->arena, fl_buf_view(&s->text));
	if (!kept.data)
		return fl_enomem(err);
	if (fl_bundle_read_manifest(kept, "", &s->arena, &s->listed, &s->num_listed, NULL) != FL_OK)
		s->num_listed = 0;
	return FL_OK;
}

/* ---- what no longer belongs there ----------------------------------------------------------------------------------- */

static fl_status drop(stale *s, const char *name, bool unasked, fl_error *err)
{
	bool old, new;
	FL_TRY(is_there(s, false, name, &new, err));
	FL_TRY(is_there(s, true, name, &old, err));
	if (new || !old)
		return FL_OK;
	if (!unasked) {
		FL_TRY(was_written(s, name, &unasked, err));
		FL_TRY(fl_folder_path(s->folder, true, name, &s->path, err));
	}
	if (unasked && unlink(s->path.data) != 0)
		return fl_error_at(err, FL_EIO, s->path.data, 0, 0, "it is of a former run and cannot be removed");
	return FL_OK;
}

/* check_bundle has looked at all of them. */
static fl_status drop_listed(stale *s, fl_error *err)
{
	char full[300];
	for (size_t i = 0; i < s->num_listed; i++) {
		int len = snprintf(full, sizeof full, BUNDLE "%.*s", FL_STR_ARG(s->listed[i].name));
		if (len > 0 && (size_t)len < sizeof full)
			FL_TRY(drop(s, full, true, err));
	}
	return drop(s, BUNDLE FL_BUNDLE_SIGNATURE, s->num_listed > 0, err);
}

static fl_status remove_all(stale *s, fl_error *err)
{
	bool new_results, new_bundle;
	FL_TRY(is_there(s, false, "result.json", &new_results, err));
	FL_TRY(is_there(s, false, BUNDLE FL_BUNDLE_MANIFEST, &new_bundle, err));
	FL_TRY(is_result(s, &s->ours, err));
	FL_TRY(load_manifest(s, err));
	for (size_t i = 0; i < NUM_RESULTS; i++)
		FL_TRY(check_result(s, i, err));
	if (new_bundle)
		FL_TRY(check_bundle(s, err));
	for (size_t i = 0; new_results && i < NUM_RESULTS; i++)
		if (results[i].optional)
			FL_TRY(drop(s, results[i].name, false, err));
	return new_bundle ? drop_listed(s, err) : FL_OK;
}

fl_status fl_stale_remove(const fl_folder *folder, const fl_output_record *written, size_t num_written, fl_error *err)
{
	stale s = { .folder = folder, .written = written, .num_written = num_written, .arena = FL_ARENA_INIT };
	fl_buf_init(&s.path, 1 << 16);
	fl_buf_init(&s.text, FL_BUF_MAX_DEFAULT);
	fl_status status = remove_all(&s, err);
	fl_buf_release(&s.path);
	fl_buf_release(&s.text);
	fl_arena_release(&s.arena);
	return status;
}
