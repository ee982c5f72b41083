/* SPDX-License-Identifier: Apache-2.0
 *
 * open.c - making and opening a round file: is it one, of which version, and in which of SQLite's ways is it read and written?
 *
 * Commits go to a write-ahead log ("<file>-wal", with its index in shared memory, "<file>-shm"; SQLite: "Write-Ahead Logging"): a reader has
 * the file as of the last commit before it began and waits for nobody who writes. Each commit is then copied into the file itself, so that
 * the log is empty but for moments, and whoever closes the file last removes it: a round is one file. Bytes 18 and 19 of the file say that
 * it is used so (Database File Format, 1.3.3), also when there is no log.
 *
 * Two cases are apart. Where the processes of several machines may come together (medium.c), a log cannot be shared: there commits go into
 * the file, beside a rollback journal, and readers wait while one does. And where this process may not write, no log can be made: with
 * none there the file is read as it is, without locks, and store.c tells whether somebody changed it meanwhile.
 */
#include "store/store.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000

fl_status fl_database_run(fl_store *store, const char *sql, fl_error *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? FL_OK : fl_store_error(store, rc, err);
}

fl_status fl_database_number(fl_store *store, const char *sql, int64_t *ret, fl_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? FL_OK : fl_store_error(store, rc, err);
}

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = fl_alloc(size);
	if (copy)
		memcpy(copy, text, size);
	return copy;
}

fl_status fl_database_open(const char *path, int flags, fl_store **ret, fl_error *err)
{
	fl_store *store = fl_alloc(sizeof(*store));
	if (!store)
		return fl_enomem(err);
	store->path = copy_text(path);
	store->shown = copy_text(path);
	store->write = !(flags & SQLITE_OPEN_READONLY);
	if (!store->path || !store->shown) {
		fl_store_close(store);
		return fl_enomem(err);
	}
	int rc = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		fl_status status = fl_store_error(store, rc, err);
		fl_store_close(store);
		return status;
	}
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	*ret = store;
	return FL_OK;
}

fl_status fl_store_show_as(fl_store *store, const char *name, fl_error *err)
{
	char *copy = copy_text(name);
	if (!copy)
		return fl_enomem(err);
	fl_free(store->shown);
	store->shown = copy;
	return FL_OK;
}

/* ---- the write-ahead log ----------------------------------------------------------------------------------------- */

/* Through SQLite's own handle: nothing is locked, nothing beside the file is made. */
static bool has_log_header(fl_store *store)
{
	sqlite3_file *file = NULL;
	unsigned char head[20] = { 0 };
	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods)
		return false;
	return file->pMethods->xRead(file, head, sizeof head, 0) == SQLITE_OK && head[18] == 2;
}

bool fl_database_log_exists(const fl_store *store)
{
	const char *file = store->db ? sqlite3_db_filename(store->db, "main") : NULL;
	return file && file[0] && fl_file_exists(sqlite3_filename_wal(file));
}

static bool is_logging(fl_store *store)
{
	sqlite3_stmt *stmt = NULL;
	bool logging = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode", -1, &stmt, NULL) == SQLITE_OK &&
		       sqlite3_step(stmt) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
	sqlite3_finalize(stmt);
	return logging;
}

/* The index of the log in the memory of this process alone, which keeps everybody else away. */
static fl_status stay_alone(fl_store *store, fl_error *err)
{
	store->alone = true;
	return fl_database_run(store, "PRAGMA locking_mode = EXCLUSIVE", err);
}

static fl_status leave_log(fl_store *store, fl_error *err)
{
	int64_t application; /* a look into the file gives the lock up */
	store->alone = false;
	FL_TRY(fl_database_run(store, "PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL", err));
	return fl_database_number(store, "PRAGMA application_id", &application, err);
}

/* A file of a rollback journal is changed over when nobody else has it open: if somebody has, then another time. */
fl_status fl_database_settle_log(fl_store *store, fl_error *err)
{
	if (store->alone)
		FL_TRY(leave_log(store, err));
	if (fl_medium_is_local(store->path)) {
		sqlite3_busy_timeout(store->db, 0);
		(void)sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
		sqlite3_busy_timeout(store->db, BUSY_MS);
	}
	if (is_logging(store)) /* copied into the file after each commit */
		return fl_database_run(store, "PRAGMA wal_autocheckpoint = 1", err);
	/* What a step has changed stays in memory until it commits: a cache that spills would lock readers out until then. */
	return fl_database_run(store, "PRAGMA cache_spill = OFF", err);
}

fl_status fl_database_settle(fl_store *store, fl_store_mode mode, fl_error *err)
{
	FL_TRY(fl_database_run(
	    store, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768;", err));
	if (mode == FL_STORE_READ)
		return store->write ? fl_database_run(store, "PRAGMA query_only = ON", err) : FL_OK;
	/* In a scratch file the numbers that foreign keys hold come from Florin's own counters, and run checks
	 * nothing that a test does not check. */
	if (mode == FL_STORE_SCRATCH)
		return fl_database_run(
		    store,
		    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
		    "PRAGMA foreign_keys = OFF;",
		    err);
	return fl_database_run(store, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;", err);
}

/* ---- make -------------------------------------------------------------------------------------------------------- */

static fl_status make_tables(fl_store *store, fl_error *err)
{
	char numbers[128];
	snprintf(numbers, sizeof(numbers), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 FL_STORE_APPLICATION, FL_STORE_VERSION);
	FL_TRY(fl_database_run(store, "BEGIN IMMEDIATE", err));
	FL_TRY(fl_database_run(store, fl_embedded_schema[0].bytes, err));
	FL_TRY(fl_database_run(store, numbers, err));
	return fl_database_run(store, "COMMIT", err);
}

fl_status fl_store_create(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err)
{
	fl_store *store = NULL;
	if (fl_file_exists(path))
		return fl_error_at(err, FL_EIO, path, 0, 0, "the file exists");
	FL_TRY(fl_database_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err));
	fl_status status = fl_database_settle(store, mode, err);
	if (status == FL_OK)
		status = make_tables(store, err);
	if (status != FL_OK) {
		fl_store_close(store);
		unlink(path);
		return status;
	}
	*ret_store = store;
	return FL_OK;
}

/* ---- open -------------------------------------------------------------------------------------------------------- */

static fl_status check_version(fl_store *store, fl_error *err)
{
	int64_t application = 0, version = 0;
	FL_TRY(fl_database_number(store, "PRAGMA application_id", &application, err));
	FL_TRY(fl_database_number(store, "PRAGMA user_version", &version, err));
	if (application != FL_STORE_APPLICATION)
		return fl_error_at(err, FL_EPARSE, store->shown, 0, 0, "not a round file");
	if (version > FL_STORE_VERSION)
		return fl_error_at(err, FL_EVERSION, store->shown, 0, 0,
				   "a round file of version %lld, made by a newer Florin; this one reads version %d",
				   (long long)version, FL_STORE_VERSION);
	if (version < 1)
		return fl_error_at(err, FL_EPARSE, store->shown, 0, 0, "not a round file: version %lld",
				   (long long)version);
	if (version < FL_STORE_VERSION)
		return fl_error_at(err, FL_EVERSION, store->shown, 0, 0,
				   "a round file of version %lld, made by an older Florin; this one reads version %d: run the round again into a new file",
				   (long long)version, FL_STORE_VERSION);
	return FL_OK;
}

/* "file:<path>?immutable=1" (SQLite: "Uniform Resource Identifiers", 3). */
static fl_status open_unlocked(const char *path, fl_store **ret, fl_error *err)
{
	fl_buf uri;
	fl_buf_init(&uri, 1 << 16);
	fl_buf_puts(&uri, path[0] == '/' ? "file://" : "file:");
	for (const char *c = path; *c; c++)
		if (*c == '%' || *c == '?' || *c == '#')
			fl_buf_printf(&uri, "%%%02X", (unsigned)*c);
		else
			fl_buf_putc(&uri, *c);
	fl_buf_puts(&uri, "?immutable=1");
	fl_file_mark before = fl_file_mark_of(path);
	fl_store *store = NULL;
	fl_status status = fl_buf_status(&uri, err);
	if (status == FL_OK)
		status = fl_database_open(uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &store, err);
	fl_buf_release(&uri);
	if (status != FL_OK)
		return status;
	store->unlocked = true;
	store->opened = before;
	fl_free(store->path);
	fl_free(store->shown);
	store->path = copy_text(path);
	store->shown = copy_text(path);
	if (!store->path || !store->shown) {
		fl_store_close(store);
		return fl_enomem(err);
	}
	*ret = store;
	return FL_OK;
}

/* A reader that may write takes part in the log: it recovers what a killed writer left, and removes the log when it is the last to go. */
static fl_status open_reading(const char *path, fl_store **ret, fl_error *err)
{
	FL_TRY(fl_database_open(path, SQLITE_OPEN_READONLY, ret, err));
	const char *file = sqlite3_db_filename((*ret)->db, "main"); /* the one that a link leads to */
	bool shares = file && fl_medium_is_local(file), writable = file && fl_medium_is_writable(file);
	if (!has_log_header(*ret) || (!writable && shares && fl_database_log_exists(*ret)))
		return FL_OK;
	bool plain = writable && (shares || fl_database_log_exists(*ret));
	fl_store_close(*ret);
	*ret = NULL;
	if (!plain)
		return open_unlocked(path, ret, err);
	FL_TRY(fl_database_open(path, SQLITE_OPEN_READWRITE, ret, err));
	return shares ? FL_OK : stay_alone(*ret, err);
}

static fl_status open_writing(const char *path, fl_store **ret, fl_error *err)
{
	FL_TRY(fl_database_open(path, SQLITE_OPEN_READWRITE, ret, err));
	if (!has_log_header(*ret))
		return FL_OK;
	const char *file = sqlite3_db_filename((*ret)->db, "main");
	if (!file || !fl_medium_is_writable(file))
		return fl_error_at(err, FL_EIO, path, 0, 0, "no permission to write here");
	return fl_medium_is_local(file) ? FL_OK : stay_alone(*ret, err);
}

static fl_status open_as(const char *path, fl_store_mode mode, fl_store **ret, fl_error *err)
{
	FL_TRY(mode == FL_STORE_READ ? open_reading(path, ret, err) : open_writing(path, ret, err));
	FL_TRY(check_version(*ret, err));
	FL_TRY(fl_database_settle(*ret, mode, err));
	(*ret)->write = mode != FL_STORE_READ;
	return mode == FL_STORE_WRITE ? fl_database_settle_log(*ret, err) : FL_OK;
}

/* No room for the index of the log: on a full disk one can still read. */
static bool lacks_room(const fl_store *store)
{
	int code = store ? sqlite3_extended_errcode(store->db) : SQLITE_OK;
	return code == SQLITE_IOERR_SHMOPEN || code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMMAP ||
	       (code & 0xff) == SQLITE_CANTOPEN || code == SQLITE_FULL;
}

/* What was begun beside the file goes away, unless somebody else has it open; true: nothing is left. */
static bool clear_log(const char *path)
{
	fl_store *store = NULL;
	int64_t application;
	if (fl_database_open(path, SQLITE_OPEN_READWRITE, &store, NULL) != FL_OK)
		return false;
	sqlite3_busy_timeout(store->db, 0);
	const char *log = sqlite3_filename_wal(sqlite3_db_filename(store->db, "main"));
	bool cleared = stay_alone(store, NULL) == FL_OK &&
		       fl_database_number(store, "PRAGMA application_id", &application, NULL) == FL_OK;
	fl_buf index;
	fl_buf_init(&index, 1 << 16);
	fl_buf_add(&index, log, strlen(log) - strlen("wal"));
	fl_buf_puts(&index, "shm");
	if (cleared && fl_buf_status(&index, NULL) == FL_OK)
		unlink(index.data);
	fl_buf_release(&index);
	fl_store_close(store);
	return cleared;
}

/* Often the folder that 'florin run' wrote is named where the file in it is meant. */
static fl_status refuse_folder(const char *path, fl_error *err)
{
	struct stat st;
	fl_buf inside;
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return FL_OK;
	size_t len = strlen(path);
	fl_buf_init(&inside, 1 << 16);
	fl_buf_printf(&inside, "%s%sround.florin", path, len > 0 && path[len - 1] == '/' ? "" : "/");
	bool there = fl_buf_status(&inside, NULL) == FL_OK && fl_file_exists(inside.data);
	fl_status status = there ? fl_error_at(err, FL_EIO, path, 0, 0, "this is a folder; the round file in it is '%s'", inside.data)
				 : fl_error_at(err, FL_EIO, path, 0, 0, "this is a folder, and no round file");
	fl_buf_release(&inside);
	return status;
}

fl_status fl_store_open(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err)
{
	fl_store *store = NULL;
	fl_error first = FL_ERROR_INIT;
	if (!fl_file_exists(path))
		return fl_error_at(err, FL_EIO, path, 0, 0, "no such file");
	FL_TRY(refuse_folder(path, err));
	fl_status status = open_as(path, mode, &store, &first);
	bool no_room = status != FL_OK && lacks_room(store) && has_log_header(store);
	if (status != FL_OK) {
		fl_store_close(store);
		store = NULL;
	}
	if (no_room && clear_log(path) && mode == FL_STORE_READ) {
		status = open_unlocked(path, &store, err);
		if (status == FL_OK)
			status = check_version(store, err);
		if (status != FL_OK)
			fl_store_close(store);
	} else if (status != FL_OK && err) {
		*err = first;
	}
	if (status == FL_OK)
		*ret_store = store;
	return status;
}
