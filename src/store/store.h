/* SPDX-License-Identifier: Apache-2.0
 *
 * store.h - a round file: an SQLite database with the tables of schema.sql. Opening, creating, transactions.
 *
 * A file carries the application id "FLRN" and the version of its tables; a newer version is refused, a file that is
 * something else is not touched.
 */
#ifndef FL_STORE_STORE_H
#define FL_STORE_STORE_H

#include "florin.h"

typedef struct fl_store fl_store;

#define FL_STORE_APPLICATION 0x464C524E /* "FLRN" */
#define FL_STORE_VERSION     4

typedef enum fl_store_mode {
	FL_STORE_READ,
	FL_STORE_WRITE,
	/* A file that nobody else knows and that is placed under its name when it is whole (replace.h): no locks, no waiting for the
	 * disk, no rollback journal on disk. A crash leaves a file that was never announced. */
	FL_STORE_SCRATCH,
} fl_store_mode;

/* Make a new round file with empty tables; FL_EIO when the path exists. READ is not meant here. */
fl_status fl_store_create(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err);
fl_status fl_store_open(const char *path, fl_store_mode mode, fl_store **ret_store, fl_error *err);
/* NULL is fine; an open transaction is rolled back. */
void fl_store_close(fl_store *store);
/* A copy of an open round file, as of the step that its reader sees, under a path that does not exist yet. */
fl_status fl_store_copy(fl_store *store, const char *to, fl_error *err);

/* The same in memory, out of an open one, to be written to and thrown away. Messages call it by the same name. */
fl_status fl_store_copy_open(fl_store *store, fl_store **ret_copy, fl_error *err);

/* What messages call it: its path, unless another name was given (a scratch file that will have it). */
const char *fl_store_name(const fl_store *store);
fl_status fl_store_show_as(fl_store *store, const char *name, fl_error *err);
bool fl_store_writable(const fl_store *store);

/* One transaction at a time. Waits up to five seconds for another process that writes, then FL_EBUSY, and the message names
 * it. Readers see the file as of the last commit before they began, and do not wait (where they must after all: open.c). */
fl_status fl_store_begin(fl_store *store, fl_error *err);
fl_status fl_store_begin_read(fl_store *store, fl_error *err); /* a steady view of the file */
fl_status fl_store_commit(fl_store *store, fl_error *err);     /* rolls back when it fails */
void fl_store_rollback(fl_store *store);
/* Commit what was done so far and go on in a new transaction. FL_EBUSY where another process wrote in between: then nothing
 * that was read before holds. */
fl_status fl_store_checkpoint(fl_store *store, fl_error *err);

/* Begin a transaction of which all that begin and end from now on are parts: they take effect together, or not at all. Foreign keys are not
 * checked in it. Closing without the commit leaves the file as it was. */
fl_status fl_store_begin_whole(fl_store *store, fl_error *err);
/* Bring to the disk what it has changed so far, so that want of space shows before the commit. */
fl_status fl_store_flush_whole(fl_store *store, fl_error *err);
fl_status fl_store_commit_whole(fl_store *store, fl_error *err);

/* Where no locks can be had (a folder that this process may not write), the file may change under a reader: FL_EBUSY when it did, and then
 * nothing that was read holds. To be asked when a reader has all it wants. */
fl_status fl_store_still(const fl_store *store, fl_error *err);

/* Are the pages, the constraints and the foreign keys sound? FL_EPARSE names the first that is not. */
fl_status fl_store_check(fl_store *store, fl_error *err);

#endif
