/* SPDX-License-Identifier: Apache-2.0
 *
 * connection.h - what store.c and statements.c share: the open database and its prepared statements.
 */
#ifndef FL_STORE_CONNECTION_H
#define FL_STORE_CONNECTION_H

#include "store/statements.h"

struct fl_store {
	struct sqlite3 *db;
	struct sqlite3_stmt *statements[FL_SQL_COUNT]; /* NULL until used */
	char *path;                                    /* where it is */
	char *shown;                                   /* what messages call it */
	bool write;
	bool in_transaction;
};

/* A result of SQLite in Florin's words: busy, full, damaged ... */
fl_status fl_store_error(const fl_store *store, int result, fl_error *err);

#endif
