/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.c - a folder of results appears as a whole, or not at all.
 *
 * All that can fail for want of space or permission happens in the scratch folder, which lies on the same file system
 * (in the nearest folder above the target that exists); what is left is renaming.
 */
#include "steps/folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES ((size_t)1 << 16)
#define DEPTH_MAX  8
#define TRIES_MAX  1000

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The nearest folder above 'target' that exists: "/" or "." at the latest. */
static void find_above(fl_str target, fl_buf *ret)
{
	fl_str path = target;
	do {
		while (path.len > 0 && path.data[path.len - 1] != '/')
			path.len--;
		while (path.len > 1 && path.data[path.len - 1] == '/')
			path.len--;
		fl_buf_clear(ret);
		fl_buf_str(ret, path.len ? path : FL_STR("."));
	} while (path.len > 0 && !fl_str_eqz(path, "/") && fl_buf_status(ret, NULL) == FL_OK &&
		 !is_folder(ret->data));
}

/* A name that nobody has taken, with the permissions that the umask leaves. */
static fl_status make_scratch(fl_folder *folder, fl_error *err)
{
	size_t stem = folder->scratch.len;
	int made = -1;
	for (int i = 0; made != 0 && i < TRIES_MAX; i++) {
		folder->scratch.len = stem;
		fl_buf_printf(&folder->scratch, "-%d", i);
		FL_TRY(fl_buf_status(&folder->scratch, err));
		made = mkdir(folder->scratch.data, 0777);
		if (made != 0 && errno != EEXIST)
			break;
	}
	if (made == 0)
		return FL_OK;
	fl_buf_release(&folder->scratch);
	return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "nothing can be written here: %s",
			   errno == ENOSPC ? "the disk is full" : "no permission or no such folder");
}

fl_status fl_folder_begin(fl_folder *folder, const char *target, fl_error *err)
{
	fl_str path = fl_str_of(target);
	fl_buf_init(&folder->target, PATH_BYTES);
	fl_buf_init(&folder->scratch, PATH_BYTES);
	while (path.len > 1 && path.data[path.len - 1] == '/')
		path.len--;
	fl_buf_str(&folder->target, path);
	find_above(path, &folder->scratch);
	fl_buf_printf(&folder->scratch, "/.florin-%ld", (long)getpid());
	FL_TRY(fl_buf_status(&folder->target, err));
	FL_TRY(fl_buf_status(&folder->scratch, err));
	if (fl_file_exists(folder->target.data) && !is_folder(folder->target.data))
		return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "is not a folder");
	return make_scratch(folder, err);
}

fl_status fl_folder_path(const fl_folder *folder, bool in_target, const char *name, fl_buf *ret, fl_error *err)
{
	fl_buf_clear(ret);
	fl_buf_printf(ret, "%s/%s", in_target ? folder->target.data : folder->scratch.data, name);
	return fl_buf_status(ret, err);
}

/* ---- walking a small tree ---------------------------------------------------------------------------------------
 */

/* NULL target: remove what stands in 'from'. */
static fl_status walk(const char *from, const char *to, int depth, fl_error *err);

static fl_status visit(const char *from, const char *to, const char *name, int depth, fl_error *err)
{
	fl_buf source, target;
	fl_buf_init(&source, PATH_BYTES);
	fl_buf_init(&target, PATH_BYTES);
	fl_buf_printf(&source, "%s/%s", from, name);
	fl_buf_printf(&target, "%s/%s", to ? to : "", name);
	fl_status status = fl_buf_status(&source, err);
	if (status == FL_OK)
		status = fl_buf_status(&target, err);
	if (status == FL_OK && is_folder(source.data)) {
		if (to)
			status = fl_dir_make(target.data, err);
		if (status == FL_OK)
			status = walk(source.data, to ? target.data : NULL, depth + 1, err);
	} else if (status == FL_OK && to) {
		if (rename(source.data, target.data) != 0)
			status = fl_error_at(err, FL_EIO, target.data, 0, 0, "cannot be replaced");
	} else if (status == FL_OK) {
		unlink(source.data);
	}
	fl_buf_release(&source);
	fl_buf_release(&target);
	return status;
}

static fl_status walk(const char *from, const char *to, int depth, fl_error *err)
{
	fl_status status = FL_OK;
	struct dirent *entry;
	DIR *dir = depth < DEPTH_MAX ? opendir(from) : NULL;
	if (!dir)
		return fl_error_at(err, FL_EIO, from, 0, 0, "cannot be opened");
	while (status == FL_OK && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			status = visit(from, to, entry->d_name, depth, err);
	closedir(dir);
	if (status == FL_OK)
		rmdir(from);
	return status;
}

fl_status fl_folder_commit(fl_folder *folder, fl_error *err)
{
	FL_TRY(fl_dir_make(folder->target.data, err));
	return walk(folder->scratch.data, folder->target.data, 0, err);
}

void fl_folder_tell(const fl_folder *folder, fl_error *err)
{
	char rest[sizeof(err->source)];
	size_t len = folder->scratch.len;
	if (!err || len == 0 || strncmp(err->source, folder->scratch.data, len) != 0)
		return;
	snprintf(rest, sizeof(rest), "%s", err->source + len);
	snprintf(err->source, sizeof(err->source), "%s", folder->target.data);
	len = strlen(err->source);
	snprintf(err->source + len, sizeof(err->source) - len, "%s", rest);
}

void fl_folder_end(fl_folder *folder)
{
	if (folder->scratch.data && is_folder(folder->scratch.data))
		(void)walk(folder->scratch.data, NULL, 0, NULL);
	fl_buf_release(&folder->target);
	fl_buf_release(&folder->scratch);
}
