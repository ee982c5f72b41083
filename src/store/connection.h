/* SPDX-License-Identifier: Apache-2.0
 *
 * connection.h - what the files about an open round file share: the database, its prepared statements, and the way in which it was opened.
 */
#ifndef FL_STORE_CONNECTION_H
#define FL_STORE_CONNECTION_H

#include "store/medium.h"
#include "store/statements.h"

struct fl_store {
	struct sqlite3 *db;
	struct sqlite3_stmt *statements[FL_SQL_COUNT]; /* NULL until used */
	char *path;                                    /* where it is */
	char *shown;                                   /* what messages call it */
	bool write;
	bool in_transaction;
	bool whole;           /* in a transaction of many: those that begin and end within it are parts of it */
	bool alone;           /* nobody else can open the file as long as this one has it */
	bool unlocked;        /* read without locks: nobody can write here, and 'opened' tells whether somebody did elsewhere */
	fl_file_mark opened;  /* what the file was when it was opened */
};

/* A result of SQLite in Florin's words: busy, full, damaged ... */
fl_status fl_store_error(const fl_store *store, int result, fl_error *err);

/* open.c: a database, whatever it holds; SQL in it; a pragma's number, e.g. "PRAGMA user_version". */
fl_status fl_database_open(const char *path, int flags, fl_store **ret, fl_error *err);
fl_status fl_database_run(fl_store *store, const char *sql, fl_error *err);
fl_status fl_database_number(fl_store *store, const char *sql, int64_t *ret, fl_error *err);

bool fl_database_log_exists(const fl_store *store);

/* The settings of a mode, once the file is known to be ours. */
fl_status fl_database_settle(fl_store *store, fl_store_mode mode, fl_error *err);

/* All pages of one database into another, in one transaction of each. */
fl_status fl_database_copy(fl_store *from, fl_store *to, fl_error *err);

/* Commits go to a log beside the file from now on, so that readers do not wait for them; where that cannot be, they stay as they were and
 * this is no error. */
fl_status fl_database_settle_log(fl_store *store, fl_error *err);

#endif
