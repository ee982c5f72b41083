/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.c - a folder of results appears as a whole, or not at all.
 *
 * All that can fail for want of space or permission happens in the scratch folder, which lies on the same file system
 * (in the nearest folder above the target that exists); what is left is renaming. Who is killed leaves the scratch folder behind,
 * without the lock that the kernel took away: the next who works beside it removes it.
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
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES ((size_t)1 << 16)
#define DEPTH_MAX  8
#define TRIES_MAX  1000
#define SCRATCH    ".florin-"
#define YOUNG      2 /* seconds: a folder may be made and not locked yet, which takes no time to speak of */

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
	if (made == 0) {
		int fd = open(folder->scratch.data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			folder->held = fd + 1;
		else if (fd >= 0)
			close(fd);
		return FL_OK;
	}
	fl_buf_release(&folder->scratch);
	return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "nothing can be written here: %s",
			   errno == ENOSPC ? "the disk is full" : "no permission or no such folder");
}

/* ---- walking a small tree ----------------------------------------------------------------------------------- */

/* By folder descriptors, without memory of our own: the scratch folder must go away when there is none. */
typedef enum errand { SYNC, LOOK, MOVE, REMOVE } errand;

static bool sync_at(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return synced;
}

/* A target may be reached through a symbolic link, nothing in the scratch folder may. */
static int open_folder(int folder, const char *name, bool is_target)
{
	return openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (is_target ? 0 : O_NOFOLLOW));
}

static bool walk(errand what, int from, const char *name, int to, int depth);

/* Can a file be put here under this name? */
static bool is_free(int folder, const char *name)
{
	struct stat st;
	return faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) == 0 &&
	       (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode));
}

static bool visit_folder(errand what, int from, int to, const char *name, int depth)
{
	int target = -1;
	if (what == MOVE && mkdirat(to, name, 0777) != 0 && errno != EEXIST)
		return false;
	if (what == MOVE || what == LOOK) {
		target = open_folder(to, name, true);
		if (target < 0)
			return what == LOOK && errno == ENOENT;
	}
	bool good = walk(what, from, name, target, depth + 1);
	if (target >= 0)
		close(target);
	return good && (what == SYNC || what == LOOK || unlinkat(from, name, AT_REMOVEDIR) == 0);
}

static bool visit(errand what, int from, int to, const char *name, int depth)
{
	int below = open_folder(from, name, false);
	if (below >= 0) {
		close(below);
		return depth < DEPTH_MAX && visit_folder(what, from, to, name, depth);
	}
	return what == SYNC   ? sync_at(from, name)
	       : what == LOOK ? is_free(to, name)
	       : what == MOVE ? renameat(from, name, to, name) == 0
			      : unlinkat(from, name, 0) == 0;
}

/* Everything in folder 'name' of 'from'. */
static bool walk(errand what, int from, const char *name, int to, int depth)
{
	bool good = true;
	struct dirent *entry;
	int fd = open_folder(from, name, false);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (good && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			good = visit(what, fd, to, entry->d_name, depth);
	closedir(dir);
	return good;
}

/* ---- what killed processes left ------------------------------------------------------------------------------------- */

/* Locked by nobody, and not of this moment. */
static bool is_left(int above, const char *name)
{
	struct stat st;
	int fd = open_folder(above, name, false);
	bool left = fd >= 0 && fstat(fd, &st) == 0 && st.st_mtime + YOUNG < time(NULL) && flock(fd, LOCK_EX | LOCK_NB) == 0;
	if (fd >= 0)
		close(fd);
	return left;
}

/* 'scratch': the stem of a path, whose folder is looked through. What cannot be removed stays; that is nobody's error. */
static void sweep(const fl_buf *scratch)
{
	struct dirent *entry;
	const char *name = strrchr(scratch->data, '/');
	int fd = -1;
	DIR *dir = NULL;
	fl_buf above;
	fl_buf_init(&above, PATH_BYTES);
	fl_buf_str(&above, (fl_str){ scratch->data, (size_t)(name - scratch->data) });
	if (above.len == 0)
		fl_buf_putc(&above, '/');
	if (fl_buf_status(&above, NULL) == FL_OK)
		fd = open_folder(AT_FDCWD, above.data, true);
	if (fd >= 0)
		dir = fdopendir(fd);
	while (dir && (entry = readdir(dir)))
		if (strncmp(entry->d_name, SCRATCH, strlen(SCRATCH)) == 0 && is_left(fd, entry->d_name))
			(void)visit(REMOVE, fd, -1, entry->d_name, 0);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	fl_buf_release(&above);
}

/* ---- from begin to end ----------------------------------------------------------------------------------------------- */

fl_status fl_folder_begin(fl_folder *folder, const char *target, bool durable, fl_error *err)
{
	fl_str path = fl_str_of(target);
	fl_buf_init(&folder->target, PATH_BYTES);
	fl_buf_init(&folder->scratch, PATH_BYTES);
	folder->durable = durable;
	folder->ready = false;
	folder->held = 0;
	while (path.len > 1 && path.data[path.len - 1] == '/')
		path.len--;
	fl_buf_str(&folder->target, path);
	find_above(path, &folder->scratch);
	fl_buf_printf(&folder->scratch, "/" SCRATCH "%ld", (long)getpid());
	FL_TRY(fl_buf_status(&folder->target, err));
	FL_TRY(fl_buf_status(&folder->scratch, err));
	if (path.len == 0) {
		fl_buf_release(&folder->scratch);
		return fl_error_set(err, FL_EINVAL, "the folder for the results has no name");
	}
	if (fl_file_exists(folder->target.data) && !is_folder(folder->target.data))
		return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "is not a folder");
	sweep(&folder->scratch);
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

/* From the scratch folder into the target. */
static fl_status walk_over(errand what, const fl_folder *folder, fl_error *err)
{
	int to = open_folder(AT_FDCWD, folder->target.data, true);
	bool good = to >= 0 && walk(what, AT_FDCWD, folder->scratch.data, to, 0);
	bool synced = !good || what != MOVE || !folder->durable || fsync(to) == 0;
	if (to >= 0)
		close(to);
	if (!good)
		return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "a file in it cannot be replaced");
	return synced ? FL_OK : fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "cannot be brought to the disk");
}

/* All bytes first, then all names: what the disk does for the first file serves the others, too. */
fl_status fl_folder_ready(fl_folder *folder, fl_error *err)
{
	if (folder->durable && !walk(SYNC, AT_FDCWD, folder->scratch.data, -1, 0))
		return fl_error_at(err, FL_EIO, folder->target.data, 0, 0, "cannot be brought to the disk");
	if (fl_file_exists(folder->target.data))
		FL_TRY(walk_over(LOOK, folder, err));
	folder->ready = true;
	return FL_OK;
}

fl_status fl_folder_commit(fl_folder *folder, fl_error *err)
{
	if (!folder->ready)
		FL_TRY(fl_folder_ready(folder, err));
	if (!fl_file_exists(folder->target.data)) /* where it is there, no memory is needed from here on */
		FL_TRY(fl_dir_make(folder->target.data, err));
	return walk_over(MOVE, folder, err);
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
	if (folder->held > 0)
		close(folder->held - 1);
	folder->held = 0;
	if (folder->scratch.data && walk(REMOVE, AT_FDCWD, folder->scratch.data, -1, 0))
		rmdir(folder->scratch.data);
	fl_buf_release(&folder->target);
	fl_buf_release(&folder->scratch);
}
