/* SPDX-License-Identifier: Apache-2.0
 *
 * replace.c - a round file that is whole comes under its name.
 *
 * A write-ahead log and its index belong to a name, not to a file ("How To Corrupt An SQLite Database File", 2.4): a file that was renamed
 * over one that others have open would be read with their log. So only a name that is free is renamed to, after what an earlier file of that
 * name may have left beside it is gone; a standing file gets all pages of the new one in one transaction ("Online Backup API").
 */
#include "store/replace.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "store/connection.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

fl_status fl_store_finish(fl_store *scratch, fl_error *err)
{
	if (!scratch)
		return FL_OK;
	fl_status status = fl_database_settle_log(scratch, err);
	scratch->write = false; /* so that closing looks for no log, which there is none of yet */
	fl_store_close(scratch);
	return status;
}

static fl_status beside(const char *path, const char *ending, fl_buf *ret, fl_error *err)
{
	fl_buf_clear(ret);
	fl_buf_printf(ret, "%s%s", path, ending);
	return fl_buf_status(ret, err);
}

/* A log that could not be copied into the file: it would be lost with the name. */
static fl_status check_alone(const char *path, fl_error *err)
{
	fl_buf log;
	fl_buf_init(&log, 1 << 16);
	fl_status status = beside(path, "-wal", &log, err);
	if (status == FL_OK && fl_file_exists(log.data))
		status = fl_error_at(err, FL_EIO, path, 0, 0, "cannot be brought to the disk");
	fl_buf_release(&log);
	return status;
}

/* Of a file that is no more. */
static fl_status remove_leavings(const char *path, fl_error *err)
{
	static const char *const endings[] = { "-wal", "-shm", "-journal" };
	fl_buf name;
	fl_buf_init(&name, 1 << 16);
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < sizeof endings / sizeof *endings; i++) {
		status = beside(path, endings[i], &name, err);
		if (status == FL_OK && unlink(name.data) != 0 && errno != ENOENT)
			status = fl_error_at(err, FL_EIO, path, 0, 0, "what an earlier file left beside it cannot be removed");
	}
	fl_buf_release(&name);
	return status;
}

/* Not over a file that somebody else has put there meanwhile. A file system without links has no more than a look beforehand. */
static fl_status appear(const char *from, const char *to, fl_error *err)
{
	FL_TRY(check_alone(from, err));
	FL_TRY(remove_leavings(to, err));
	if (link(from, to) == 0) {
		unlink(from);
		return FL_OK;
	}
	if (errno == EEXIST)
		return fl_error_at(err, FL_EBUSY, to, 0, 0, "another process has made this round file in the meantime");
	return rename(from, to) == 0 ? FL_OK : fl_error_at(err, FL_EIO, to, 0, 0, "cannot be created");
}

/* A round file of any version, with pages of the size of ours; anything else may lose its name. */
static fl_status look_at(fl_store *standing, fl_store *fresh, bool *ret_like, fl_error *err)
{
	int64_t application = 0, theirs = 0, ours = 0;
	fl_error not_one = FL_ERROR_INIT;
	fl_status status = fl_database_number(standing, "PRAGMA application_id", &application, &not_one);
	*ret_like = false;
	if (status == FL_EPARSE || (status == FL_OK && application != FL_STORE_APPLICATION))
		return FL_OK;
	if (status != FL_OK && err)
		*err = not_one;
	if (status == FL_OK)
		status = fl_database_number(standing, "PRAGMA page_size", &theirs, err);
	if (status == FL_OK)
		status = fl_database_number(fresh, "PRAGMA page_size", &ours, err);
	*ret_like = ours == theirs;
	return status;
}

static fl_status copy_into(fl_store *fresh, fl_store *standing, fl_error *err)
{
	FL_TRY(fl_database_settle_log(standing, err));
	FL_TRY(fl_database_run(standing, "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768", err));
	return fl_database_copy(fresh, standing, err);
}

static fl_status replace(const char *from, const char *to, fl_error *err)
{
	fl_store *fresh = NULL, *standing = NULL;
	bool like = true;
	fl_status status = fl_store_open(from, FL_STORE_READ, &fresh, err);
	if (status == FL_OK)
		status = fl_database_open(to, SQLITE_OPEN_READWRITE, &standing, err);
	if (status == FL_OK)
		status = look_at(standing, fresh, &like, err);
	if (status == FL_OK && like)
		status = copy_into(fresh, standing, err);
	fl_store_close(fresh);
	fl_store_close(standing);
	if (status != FL_OK)
		return status;
	if (!like)
		return rename(from, to) == 0 ? FL_OK : fl_error_at(err, FL_EIO, to, 0, 0, "cannot be created");
	unlink(from);
	return FL_OK;
}

fl_status fl_store_place(const char *from, const char *to, fl_error *err)
{
	return fl_file_exists(to) ? replace(from, to, err) : appear(from, to, err);
}
