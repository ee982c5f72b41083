/* SPDX-License-Identifier: Apache-2.0
 *
 * store.c - open, create, copy and check a round file; transactions; SQLite's results in Florin's words.
 *
 * The format is SQLite 3 with the tables of schema.sql, told from other databases by its application id and from
 * other versions of Florin by user_version. Durability is SQLite's: a rollback journal and full synchronisation, so
 * that an interrupted step leaves the file as it was. What stands in the tables is left to records_*.c.
 */
#include "store/store.h"

#include "base/alloc.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "store/connection.h"
#include "store/holder.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#define BUSY_MS 5000

static fl_status status_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_NOMEM:
		return FL_ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return FL_EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return FL_EPARSE;
	case SQLITE_TOOBIG:
		return FL_ERANGE;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_NOLFS:
		return FL_EIO;
	default:
		return FL_EINTERNAL;
	}
}

fl_status fl_store_error(const fl_store *store, int result, fl_error *err)
{
	fl_status status = status_of(result);
	const char *path = store->shown;
	char holder[100];
	switch (result & 0xff) {
	case SQLITE_FULL:
		return fl_error_at(err, status, path, 0, 0, "the disk is full");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		fl_holder_say(store->path, holder, sizeof holder);
		return fl_error_at(err, status, path, 0, 0, "another process holds the round file%s", holder);
	case SQLITE_NOTADB:
		return fl_error_at(err, status, path, 0, 0, "not a round file");
	case SQLITE_CORRUPT:
		return fl_error_at(err, status, path, 0, 0, "the round file is damaged");
	case SQLITE_NOMEM:
		return fl_enomem(err);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return fl_error_at(err, status, path, 0, 0, "no permission to write here");
	case SQLITE_CANTOPEN:
		return fl_error_at(err, status, path, 0, 0, "cannot be opened");
	case SQLITE_IOERR:
		return fl_error_at(err, status, path, 0, 0, "reading or writing failed (%s)", sqlite3_errstr(result));
	default:
		return fl_error_at(err, status, path, 0, 0, "%s",
				   store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(result));
	}
}

static fl_status run_text(fl_store *store, const char *sql, fl_error *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? FL_OK : fl_store_error(store, rc, err);
}

/* A pragma's number, e.g. "PRAGMA user_version". */
static fl_status pragma_number(fl_store *store, const char *sql, int64_t *ret, fl_error *err)
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

static fl_status open_database(const char *path, int flags, fl_store **ret, fl_error *err)
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

static fl_status settle(fl_store *store, fl_store_mode mode, fl_error *err)
{
	sqlite3_busy_timeout(store->db, BUSY_MS);
	FL_TRY(run_text(
	    store, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768;", err));
	/* In a scratch file the numbers that foreign keys hold come from Florin's own counters, and run checks
	 * nothing that a test does not check. */
	if (mode == FL_STORE_SCRATCH)
		return run_text(
		    store,
		    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
		    "PRAGMA foreign_keys = OFF;",
		    err);
	/* What a step has changed stays in memory until it commits: a cache that spills would lock readers out until then. */
	return run_text(store, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF;", err);
}

fl_status fl_store_create(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err)
{
	fl_store *store = NULL;
	if (fl_file_exists(path))
		return fl_error_at(err, FL_EIO, path, 0, 0, "the file exists");
	FL_TRY(open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err));
	char numbers[128];
	snprintf(numbers, sizeof(numbers), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 FL_STORE_APPLICATION, FL_STORE_VERSION);
	fl_status status = settle(store, mode, err);
	if (status == FL_OK)
		status = run_text(store, "BEGIN IMMEDIATE", err);
	if (status == FL_OK)
		status = run_text(store, fl_embedded_schema[0].bytes, err);
	if (status == FL_OK)
		status = run_text(store, numbers, err);
	if (status == FL_OK)
		status = run_text(store, "COMMIT", err);
	if (status != FL_OK) {
		fl_store_close(store);
		unlink(path);
		return status;
	}
	*ret_store = store;
	return FL_OK;
}

static fl_status check_version(fl_store *store, fl_error *err)
{
	int64_t application = 0, version = 0;
	FL_TRY(pragma_number(store, "PRAGMA application_id", &application, err));
	FL_TRY(pragma_number(store, "PRAGMA user_version", &version, err));
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

fl_status fl_store_open(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err)
{
	fl_store *store = NULL;
	if (!fl_file_exists(path))
		return fl_error_at(err, FL_EIO, path, 0, 0, "no such file");
	FL_TRY(
	    open_database(path, mode == FL_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, &store, err));
	sqlite3_busy_timeout(store->db, BUSY_MS);
	fl_status status = check_version(store, err);
	if (status == FL_OK)
		status = settle(store, mode, err);
	if (status != FL_OK) {
		fl_store_close(store);
		return status;
	}
	*ret_store = store;
	return FL_OK;
}

void fl_store_close(fl_store *store)
{
	if (!store)
		return;
	if (store->in_transaction)
		fl_store_rollback(store);
	for (size_t i = 0; i < FL_SQL_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->db);
	fl_free(store->path);
	fl_free(store->shown);
	fl_free(store);
}

/* All pages of one database into another. */
static fl_status copy_pages(fl_store *from, fl_store *to, fl_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int rc = backup ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(to->db);
	if (backup)
		sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? FL_OK : fl_store_error(rc == SQLITE_BUSY ? from : to, rc, err);
}

/* As the transaction that is under way has it, of which a backup would have to wait for the end. Memory knows no write-ahead log: bytes 18 and
 * 19 of the file say that it has none (SQLite: Database File Format, 1.3). */
static fl_status copy_bytes(fl_store *from, fl_store *to, fl_error *err)
{
	sqlite3_int64 size = 0;
	unsigned char *bytes = sqlite3_serialize(from->db, "main", &size, 0);
	if (!bytes)
		return fl_enomem(err);
	if (size > 19)
		bytes[18] = bytes[19] = 1;
	int rc = sqlite3_deserialize(to->db, "main", bytes, size, size, SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
	return rc == SQLITE_OK ? FL_OK : fl_store_error(to, rc, err);
}

fl_status fl_store_copy(const char *from, const char *to, fl_error *err)
{
	fl_store *source = NULL, *target = NULL;
	fl_status status = fl_store_open(from, FL_STORE_READ, &source, err);
	if (status == FL_OK)
		status = open_database(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &target, err);
	if (status == FL_OK)
		status = run_text(target, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;", err);
	if (status == FL_OK)
		status = copy_pages(source, target, err);
	fl_store_close(source);
	fl_store_close(target);
	return status;
}

fl_status fl_store_copy_open(fl_store *store, fl_store **ret_copy, fl_error *err)
{
	fl_store *copy = NULL;
	FL_TRY(open_database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, &copy, err));
	fl_status status = fl_store_show_as(copy, store->shown, err);
	if (status == FL_OK)
		status = sqlite3_txn_state(store->db, "main") == SQLITE_TXN_WRITE ? copy_bytes(store, copy, err)
										  : copy_pages(store, copy, err);
	if (status == FL_OK)
		status = settle(copy, FL_STORE_SCRATCH, err);
	if (status != FL_OK) {
		fl_store_close(copy);
		return status;
	}
	*ret_copy = copy;
	return FL_OK;
}

const char *fl_store_name(const fl_store *store)
{
	return store->shown;
}

bool fl_store_writable(const fl_store *store)
{
	return store->write;
}

fl_status fl_store_begin(fl_store *store, fl_error *err)
{
	FL_TRY(fl_store_run(store, FL_SQL_BEGIN, NULL, 0, err));
	store->in_transaction = true;
	return FL_OK;
}

fl_status fl_store_begin_read(fl_store *store, fl_error *err)
{
	FL_TRY(fl_store_run(store, FL_SQL_BEGIN_READ, NULL, 0, err));
	store->in_transaction = true;
	return FL_OK;
}

fl_status fl_store_commit(fl_store *store, fl_error *err)
{
	fl_status status = fl_store_run(store, FL_SQL_COMMIT, NULL, 0, err);
	if (status != FL_OK)
		fl_store_rollback(store);
	store->in_transaction = false;
	return status;
}

void fl_store_rollback(fl_store *store)
{
	/* Some failures (a full disk) have rolled back already. */
	if (!sqlite3_get_autocommit(store->db))
		(void)fl_store_run(store, FL_SQL_ROLLBACK, NULL, 0, NULL);
	store->in_transaction = false;
}

fl_status fl_store_checkpoint(fl_store *store, fl_error *err)
{
	int64_t before = 0, after = 0;
	FL_TRY(pragma_number(store, "PRAGMA data_version", &before, err));
	FL_TRY(fl_store_commit(store, err));
	FL_TRY(fl_store_begin(store, err));
	FL_TRY(pragma_number(store, "PRAGMA data_version", &after, err));
	return before == after ? FL_OK
			       : fl_error_at(err, FL_EBUSY, store->shown, 0, 0,
					     "another process changed the round file in the meantime");
}

/* The first row of a check, and what it says when all is well: a word, or NULL for no row at all. */
static fl_status check_one(fl_store *store, const char *sql, const char *well, const char *what, fl_error *err)
{
	sqlite3_stmt *stmt = NULL;
	fl_status status = FL_OK;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	const char *said = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		status = fl_store_error(store, rc, err);
	else if (rc == SQLITE_ROW && (!well || !said || strcmp(said, well) != 0))
		status = fl_error_at(err, FL_EPARSE, store->shown, 0, 0, "the round file is damaged: %s %s", what,
				     said ? said : "");
	sqlite3_finalize(stmt);
	return status;
}

fl_status fl_store_check(fl_store *store, fl_error *err)
{
	FL_TRY(check_one(store, "PRAGMA integrity_check(1)", "ok", "", err));
	return check_one(store, "PRAGMA foreign_key_check", NULL, "a reference that leads nowhere in table", err);
}
