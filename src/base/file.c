/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - whole files, streams, and replacing a file in one step (write beside it, fsync, rename, fsync the folder).
 *
 * What is no regular file (/dev/stdout, a pipe) is written to directly: renaming over it would destroy it.
 */
#include "base/file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE     ((size_t)64 << 10)
#define TRIES_MAX 100

/* "no space left on device": the system's words in our spelling, with the path as the source. */
static fl_status system_error(fl_error *err, const char *path, int code)
{
	char text[200];

	if (code == ENOMEM)
		return fl_enomem(err);
	if (strerror_r(code, text, sizeof text) != 0)
		snprintf(text, sizeof text, "system error %d", code);
	if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
		text[0] = (char)(text[0] - 'A' + 'a');
	return fl_error_at(err, FL_EIO, path, 0, 0, "%s", text);
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

struct fl_reader {
	int fd;
	bool borrowed; /* standard input is closed by nobody here */
	char *path;
};

/* A pipe or a device that somebody named is refused: opening it could wait for ever, and it may never end. A folder
 * is told by the first read. -1 and the error told on failure. */
static int open_to_read(const char *path, fl_status *ret_status, fl_error *err)
{
	struct stat info;
	int code = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		*ret_status = system_error(err, path, errno);
		return -1;
	}
	if (fstat(fd, &info) != 0)
		code = errno;
	if (code == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)))
		return fd;
	close(fd);
	*ret_status =
	    code ? system_error(err, path, code) : fl_error_at(err, FL_EIO, path, 0, 0, "not a regular file");
	return -1;
}

/* read() that is not interrupted; -1 and errno on failure. */
static ssize_t read_some(int fd, void *data, size_t cap)
{
	ssize_t n;

	do
		n = read(fd, data, cap < (size_t)1 << 30 ? cap : (size_t)1 << 30);
	while (n < 0 && errno == EINTR);
	return n;
}

fl_status fl_file_read(const char *path, fl_buf *buf, fl_error *err)
{
	char *piece = NULL;
	fl_status status = FL_OK;
	ssize_t n;
	int fd = open_to_read(path, &status, err);

	if (fd < 0)
		return status;
	piece = fl_alloc(PIECE);
	if (!piece) {
		status = fl_enomem(err);
		goto done;
	}
	while ((n = read_some(fd, piece, PIECE)) > 0) {
		fl_buf_add(buf, piece, (size_t)n);
		status = fl_buf_status(buf, err);
		if (status != FL_OK) {
			fl_error_source(err, path);
			goto done;
		}
	}
	if (n < 0)
		status = system_error(err, path, errno);
done:
	fl_free(piece);
	close(fd);
	return status;
}

fl_status fl_reader_open(const char *path, fl_reader **ret_reader, fl_error *err)
{
	size_t size = strlen(path) + 1;
	fl_reader *reader = fl_alloc(sizeof *reader);
	fl_status status;

	if (!reader)
		return fl_enomem(err);
	reader->fd = -1;
	reader->path = fl_alloc(size);
	if (!reader->path) {
		status = fl_enomem(err);
		goto done;
	}
	memcpy(reader->path, path, size);
	reader->fd = open_to_read(path, &status, err);
	if (reader->fd < 0)
		goto done;
	*ret_reader = reader;
	return FL_OK;
done:
	fl_reader_close(reader);
	return status;
}

fl_status fl_reader_open_stdin(fl_reader **ret_reader, fl_error *err)
{
	fl_reader *reader = fl_alloc(sizeof *reader);

	if (!reader)
		return fl_enomem(err);
	reader->path = fl_alloc(2);
	if (!reader->path) {
		fl_free(reader);
		return fl_enomem(err);
	}
	reader->path[0] = '-';
	reader->fd = STDIN_FILENO;
	reader->borrowed = true;
	*ret_reader = reader;
	return FL_OK;
}

fl_status fl_reader_fill(fl_reader *reader, void *data, size_t cap, size_t *ret_len, fl_error *err)
{
	size_t len = 0, n = 0;

	do {
		FL_TRY(fl_reader_read(reader, (char *)data + len, cap - len, &n, err));
		len += n;
	} while (n > 0 && len < cap);
	*ret_len = len;
	return FL_OK;
}

fl_status fl_reader_state(const fl_reader *reader, fl_file_state *ret, fl_error *err)
{
	struct stat info;

	if (fstat(reader->fd, &info) != 0)
		return system_error(err, reader->path, errno);
	*ret = (fl_file_state){ -1, 0, 0 };
	if (S_ISREG(info.st_mode))
		*ret = (fl_file_state){ (int64_t)info.st_size, (int64_t)info.st_mtim.tv_sec,
					(int64_t)info.st_mtim.tv_nsec };
	return FL_OK;
}

fl_status fl_reader_read(fl_reader *reader, void *data, size_t cap, size_t *ret_len, fl_error *err)
{
	ssize_t n = read_some(reader->fd, data, cap);

	*ret_len = n > 0 ? (size_t)n : 0;
	return n < 0 ? system_error(err, reader->path, errno) : FL_OK;
}

void fl_reader_close(fl_reader *reader)
{
	if (!reader)
		return;
	if (reader->fd >= 0 && !reader->borrowed)
		close(reader->fd);
	fl_free(reader->path);
	fl_free(reader);
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

static bool write_all(int fd, fl_str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.data, bytes.len < (size_t)1 << 30 ? bytes.len : (size_t)1 << 30);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = fl_str_slice(bytes, (size_t)n, bytes.len);
	}
	return true;
}

static fl_status write_through(const char *path, fl_str bytes, fl_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), code = 0;

	if (fd < 0)
		return system_error(err, path, errno);
	if (!write_all(fd, bytes))
		code = errno;
	if (close(fd) != 0 && code == 0)
		code = errno;
	return code ? system_error(err, path, code) : FL_OK;
}

/* The folder of a path, as a string of its own in *buf. */
static void folder_of(const char *path, fl_buf *buf)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		fl_buf_putc(buf, '.');
	else
		fl_buf_add(buf, path, slash == path ? 1 : (size_t)(slash - path));
}

/* A new file beside 'path', its name in *name. -1 and errno on failure. */
static int create_beside(const char *path, mode_t mode, fl_buf *name)
{
	for (int i = 0; i < TRIES_MAX; i++) {
		int fd;
		fl_buf_clear(name);
		fl_buf_printf(name, "%s.%ld-%d.new", path, (long)getpid(), i);
		if (name->status != FL_OK) {
			errno = ENOMEM;
			return -1;
		}
		fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	errno = EEXIST;
	return -1;
}

/* A rename lasts only when the folder is on disk too. File systems that cannot (EINVAL) are believed. */
static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
	int code = errno;

	if (fd >= 0)
		close(fd);
	errno = code;
	return good;
}

fl_status fl_file_replace(const char *path, fl_str bytes, fl_error *err)
{
	struct stat old;
	bool exists = stat(path, &old) == 0;
	fl_buf name, folder;
	bool created = false;
	int fd = -1, code = 0;
	fl_status status = FL_OK;

	if (exists && !S_ISREG(old.st_mode))
		return write_through(path, bytes, err);
	fl_buf_init(&name, PIECE);
	fl_buf_init(&folder, PIECE);
	folder_of(path, &folder);
	if (folder.status != FL_OK) {
		code = ENOMEM;
		goto done;
	}
	fd = create_beside(path, exists ? old.st_mode & 0777 : 0666, &name);
	created = fd >= 0;
	if (!created || !write_all(fd, bytes) || fsync(fd) != 0) {
		code = errno;
		goto done;
	}
	code = close(fd) == 0 ? 0 : errno;
	fd = -1;
	if (code == 0 && rename(name.data, path) != 0)
		code = errno;
	created = code != 0;
	if (code == 0 && !sync_folder(folder.data))
		code = errno;
done:
	if (fd >= 0)
		close(fd);
	if (created)
		unlink(name.data);
	if (code != 0)
		status = system_error(err, path, code);
	fl_buf_release(&name);
	fl_buf_release(&folder);
	return status;
}

/* ---- folders and paths ------------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

fl_status fl_dir_make(const char *path, fl_error *err)
{
	fl_buf part;
	fl_status status = FL_OK;

	fl_buf_init(&part, PIECE);
	for (size_t i = 0; path[i] != '\0' && status == FL_OK; i++) {
		fl_buf_putc(&part, path[i]);
		status = fl_buf_status(&part, err);
		if (status != FL_OK || path[i] == '/' || (path[i + 1] != '/' && path[i + 1] != '\0'))
			continue;
		if (mkdir(part.data, 0777) != 0) {
			int code = errno;
			if (code != EEXIST || !is_folder(part.data))
				status = is_folder(part.data) ? FL_OK : system_error(err, part.data, code);
		}
	}
	fl_buf_release(&part);
	return status;
}

bool fl_file_exists(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

fl_status fl_path_beside(const char *base_file, fl_str relative, fl_buf *ret_path, fl_error *err)
{
	const char *slash = strrchr(base_file, '/');

	if (relative.len == 0 || memchr(relative.data, '\0', relative.len))
		return fl_error_set(err, FL_EINVAL, "no file name: '%.*s'", FL_STR_ARG(relative));
	fl_buf_clear(ret_path);
	if (relative.data[0] != '/' && slash)
		fl_buf_add(ret_path, base_file, (size_t)(slash - base_file) + 1);
	fl_buf_str(ret_path, relative);
	return fl_buf_status(ret_path, err);
}
