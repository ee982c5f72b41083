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
#include <fcntl.h>
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

fl_status fl_folder_begin(fl_folder *folder, const char *target, bool durable, fl_error *err)
{
	fl_str path = fl_str_of(target);
	fl_buf_init(&folder->target, PATH_BYTES);
	fl_buf_init(&folder->scratch, PATH_BYTES);
	folder->durable = durable;
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

static fl_status write_all(const char *path, fl_str bytes, fl_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	ssize_t n = 0;
	for (size_t done = 0; fd >= 0 && n >= 0 && done < bytes.len; done += (size_t)n) {
		n = write(fd, bytes.data + done, bytes.len - done);
		if (n < 0 && errno == EINTR)
			n = 0;
	}
	bool failed = fd < 0 || n < 0;
	int code = errno;
	if (fd >= 0 && close(fd) != 0 && !failed) {
		failed = true;
		code = errno;
	}
	if (!failed)
		return FL_OK;
	return fl_error_at(err, FL_EIO, path, 0, 0, "%s",
			   code == ENOSPC || code == EDQUOT ? "the disk is full"
			   : code == EFBIG                  ? "the file is larger than is allowed here"
							    : "cannot be written");
}

fl_status fl_folder_write(const fl_folder *folder, const char *name, fl_str bytes, fl_error *err)
{
	fl_buf path;
	const char *slash = strchr(name, '/');
	fl_buf_init(&path, PATH_BYTES);
	fl_buf_printf(&path, "%s/%.*s", folder->scratch.data, slash ? (int)(slash - name) : 0, name);
	fl_status status = fl_buf_status(&path, err);
	if (status == FL_OK && slash)
		status = fl_dir_make(path.data, err);
	if (status == FL_OK)
		status = fl_folder_path(folder, false, name, &path, err);
	if (status == FL_OK)
		status = write_all(path.data, bytes, err);
	fl_buf_release(&path);
	return status;
}

/* ---- walking a small tree ----------------------------------------------------------------------------------- */

typedef enum errand { SYNC, MOVE, REMOVE } errand;

static fl_status sync_file(const char *path, fl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return synced ? FL_OK : fl_error_at(err, FL_EIO, path, 0, 0, "cannot be brought to the disk");
}

static fl_status run_errand(errand what, const char *path, const char *to, fl_error *err)
{
	if (what == SYNC)
		return sync_file(path, err);
	if (what == MOVE && rename(path, to) != 0)
		return fl_error_at(err, FL_EIO, to, 0, 0, "cannot be replaced");
	if (what == REMOVE)
		unlink(path);
	return FL_OK;
}

static fl_status walk(errand what, const char *from, const char *to, int depth, fl_error *err);

static fl_status visit(errand what, const char *from, const char *to, const char *name, int depth, fl_error *err)
{
	fl_buf source, target;
	fl_buf_init(&source, PATH_BYTES);
	fl_buf_init(&target, PATH_BYTES);
	fl_buf_printf(&source, "%s/%s", from, name);
	fl_buf_printf(&target, "%s/%s", to, name);
	fl_status status = fl_buf_status(&source, err);
	if (status == FL_OK)
		status = fl_buf_status(&target, err);
	if (status == FL_OK && !is_folder(source.data))
		status = run_errand(what, source.data, target.data, err);
	else if (status == FL_OK && what == MOVE)
		status = fl_dir_make(target.data, err);
	if (status == FL_OK && is_folder(source.data))
		status = walk(what, source.data, target.data, depth + 1, err);
	fl_buf_release(&source);
	fl_buf_release(&target);
	return status;
}

static fl_status walk(errand what, const char *from, const char *to, int depth, fl_error *err)
{
	fl_status status = FL_OK;
	struct dirent *entry;
	DIR *dir = depth < DEPTH_MAX ? opendir(from) : NULL;
	if (!dir)
		return fl_error_at(err, FL_EIO, from, 0, 0, "cannot be opened");
	while (status == FL_OK && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			status = visit(what, from, to, entry->d_name, depth, err);
	closedir(dir);
	if (status == FL_OK && what != SYNC)
		rmdir(from);
	return status;
}

/* All bytes first, then all names: what the disk does for the first file serves the others, too. */
fl_status fl_folder_commit(fl_folder *folder, fl_error *err)
{
	const char *from = folder->scratch.data, *to = folder->target.data;
	if (folder->durable)
		FL_TRY(walk(SYNC, from, to, 0, err));
	FL_TRY(fl_dir_make(to, err));
	FL_TRY(walk(MOVE, from, to, 0, err));
	return folder->durable ? sync_file(to, err) : FL_OK;
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
		(void)walk(REMOVE, folder->scratch.data, "", 0, NULL);
	fl_buf_release(&folder->target);
	fl_buf_release(&folder->scratch);
}
