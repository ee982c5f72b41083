/* SPDX-License-Identifier: Apache-2.0
 *
 * store.c - close, copy and check a round file; transactions; SQLite's results in Florin's words.
 *
 * The format is SQLite 3 with the tables of schema.sql, told from other databases by its application id and from
 * other versions of Florin by user_version. Durability is SQLite's: a commit has reached the disk (full synchronisation), and an
 * interrupted step leaves the file as it was. How it is opened, and when readers wait: open.c. What stands in the tables is left to
 * records_*.c.
 */
#include "store/store.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "store/connection.h"
#include "store/holder.h"

#include <sqlite3.h>

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

/* Where a link leads to: there lie the files beside it. */
static const char *file_of(const fl_store *store)
{
	const char *file = store->db ? sqlite3_db_filename(store->db, "main") : NULL;
	return file && file[0] ? file : store->path;
}

/* Read without locks, and somebody else has written meanwhile: what was read, and what went wrong, means nothing. */
static bool overtaken(const fl_store *store, fl_error *err)
{
	if (!store->unlocked)
		return false;
	fl_file_mark now = fl_file_mark_of(store->path);
	if (fl_file_mark_same(&now, &store->opened))
		return false;
	(void)fl_error_at(err, FL_EBUSY, store->shown, 0, 0, "the round file was changed while it was read: try again");
	return true;
}

fl_status fl_store_still(const fl_store *store, fl_error *err)
{
	return overtaken(store, err) ? FL_EBUSY : FL_OK;
}

fl_status fl_store_error(const fl_store *store, int result, fl_error *err)
{
	fl_status status = status_of(result);
	const char *path = store->shown;
	char holder[100];
	if (overtaken(store, err))
		return FL_EBUSY;
	if (result == SQLITE_IOERR_SHMSIZE && fl_medium_is_full(path))
		result = SQLITE_FULL;
	bool read_only = result == SQLITE_READONLY_RECOVERY || result == SQLITE_READONLY_CANTLOCK ||
			 result == SQLITE_READONLY_CANTINIT || (result & 0xff) == SQLITE_CANTOPEN;
	if (read_only && fl_database_log_exists(store))
		return fl_error_at(err, status, path, 0, 0, "what was written last stands beside it, in '-wal', and can only be"
							    " read where this file can be written");
	switch (result & 0xff) {
	case SQLITE_FULL:
		return fl_error_at(err, status, path, 0, 0, "the disk is full");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		fl_holder_say(file_of(store), holder, sizeof holder);
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

/* Some failures (a full disk) have rolled back already. */
static void roll_back_all(fl_store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		(void)fl_store_run(store, FL_SQL_ROLLBACK, NULL, 0, NULL);
	store->in_transaction = false;
}

void fl_store_close(fl_store *store)
{
	if (!store)
		return;
	if (store->in_transaction || store->whole)
		roll_back_all(store);
	for (size_t i = 0; i < FL_SQL_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	/* What a reader was in the way of. Who closes last does so, too, but keeps others away meanwhile. */
	if (store->db && store->write)
		(void)sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	sqlite3_close(store->db);
	fl_free(store->path);
	fl_free(store->shown);
	fl_free(store);
}

fl_status fl_database_copy(fl_store *from, fl_store *to, fl_error *err)
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

fl_status fl_store_copy(fl_store *store, const char *to, fl_error *err)
{
	fl_store *target = NULL;
	FL_TRY(fl_database_open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &target, err));
	fl_status status = fl_database_run(target, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;", err);
	if (status == FL_OK)
		status = fl_database_copy(store, target, err);
	if (status == FL_OK)
		status = fl_store_still(store, err);
	fl_store_close(target);
	return status;
}

fl_status fl_store_copy_open(fl_store *store, fl_store **ret_copy, fl_error *err)
{
	fl_store *copy = NULL;
	FL_TRY(fl_database_open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, &copy, err));
	fl_status status = fl_store_show_as(copy, store->shown, err);
	if (status == FL_OK)
		status = sqlite3_txn_state(store->db, "main") == SQLITE_TXN_WRITE ? copy_bytes(store, copy, err)
										  : fl_database_copy(store, copy, err);
	if (status == FL_OK)
		status = fl_database_settle(copy, FL_STORE_SCRATCH, err);
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

/* A full disk may have ended the whole: no part begins then. */
static fl_status check_whole(const fl_store *store, fl_error *err)
{
	return !store->whole || !sqlite3_get_autocommit(store->db)
		   ? FL_OK
		   : fl_error_at(err, FL_EIO, store->shown, 0, 0, "writing failed, and nothing was changed");
}

fl_status fl_store_begin(fl_store *store, fl_error *err)
{
	FL_TRY(check_whole(store, err));
	FL_TRY(fl_store_run(store, store->whole ? FL_SQL_BEGIN_PART : FL_SQL_BEGIN, NULL, 0, err));
	store->in_transaction = true;
	return FL_OK;
}

fl_status fl_store_begin_read(fl_store *store, fl_error *err)
{
	FL_TRY(check_whole(store, err));
	FL_TRY(fl_store_run(store, store->whole ? FL_SQL_BEGIN_PART : FL_SQL_BEGIN_READ, NULL, 0, err));
	store->in_transaction = true;
	return FL_OK;
}

fl_status fl_store_commit(fl_store *store, fl_error *err)
{
	fl_status status = fl_store_run(store, store->whole ? FL_SQL_COMMIT_PART : FL_SQL_COMMIT, NULL, 0, err);
	if (status != FL_OK)
		fl_store_rollback(store);
	store->in_transaction = false;
	return status;
}

void fl_store_rollback(fl_store *store)
{
	if (!store->whole) {
		roll_back_all(store);
	} else if (store->in_transaction && !sqlite3_get_autocommit(store->db)) {
		(void)fl_store_run(store, FL_SQL_ROLLBACK_PART, NULL, 0, NULL);
		(void)fl_store_run(store, FL_SQL_COMMIT_PART, NULL, 0, NULL);
	}
	store->in_transaction = false;
}

fl_status fl_store_begin_whole(fl_store *store, fl_error *err)
{
	FL_TRY(fl_database_run(store, "PRAGMA foreign_keys = OFF", err));
	FL_TRY(fl_store_begin(store, err));
	store->in_transaction = false;
	store->whole = true;
	return FL_OK;
}

/* Without a log it would need the file for itself: a reader in the way is the commit's business. */
fl_status fl_store_flush_whole(fl_store *store, fl_error *err)
{
	FL_TRY(check_whole(store, err));
	int rc = sqlite3_db_cacheflush(store->db);
	return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY ? FL_OK : fl_store_error(store, rc, err);
}

fl_status fl_store_commit_whole(fl_store *store, fl_error *err)
{
	FL_TRY(check_whole(store, err));
	store->whole = false;
	return fl_store_commit(store, err);
}

fl_status fl_store_checkpoint(fl_store *store, fl_error *err)
{
	int64_t before = 0, after = 0;
	FL_TRY(fl_database_number(store, "PRAGMA data_version", &before, err));
	FL_TRY(fl_store_commit(store, err));
	FL_TRY(fl_store_begin(store, err));
	FL_TRY(fl_database_number(store, "PRAGMA data_version", &after, err));
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
