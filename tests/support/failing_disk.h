/* SPDX-License-Identifier: Apache-2.0
 *
 * failing_disk.h - a disk that fails: an SQLite VFS over the usual one, in which the n-th write, sync or truncation
 * goes wrong, once or from then on.
 */
#ifndef FL_TESTS_FAILING_DISK_H
#define FL_TESTS_FAILING_DISK_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct failing_disk {
	sqlite3_vfs vfs, *below;
	int64_t left;  /* operations that still succeed, -1: all */
	bool for_ever; /* after the first failure, too */
	int code;      /* SQLITE_FULL, SQLITE_IOERR_WRITE */
} failing_disk;

static failing_disk the_disk; /* a test is one process */

typedef struct disk_file {
	sqlite3_file base;
	sqlite3_file *below; /* stands right behind */
} disk_file;

static inline int disk_touch(void)
{
	if (the_disk.left < 0)
		return SQLITE_OK;
	if (the_disk.left > 0) {
		the_disk.left--;
		return SQLITE_OK;
	}
	if (!the_disk.for_ever)
		the_disk.left = -1;
	return the_disk.code;
}

#define BELOW(file) (((disk_file *)(file))->below)

static inline int disk_close(sqlite3_file *f)
{
	return BELOW(f)->pMethods->xClose(BELOW(f));
}
static inline int disk_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return BELOW(f)->pMethods->xRead(BELOW(f), p, n, at);
}
static inline int disk_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int rc = disk_touch();
	return rc ? rc : BELOW(f)->pMethods->xWrite(BELOW(f), p, n, at);
}
static inline int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = disk_touch();
	return rc ? rc : BELOW(f)->pMethods->xTruncate(BELOW(f), size);
}
static inline int disk_sync(sqlite3_file *f, int flags)
{
	int rc = disk_touch();
	return rc ? rc : BELOW(f)->pMethods->xSync(BELOW(f), flags);
}
static inline int disk_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return BELOW(f)->pMethods->xFileSize(BELOW(f), size);
}
static inline int disk_lock(sqlite3_file *f, int lock)
{
	return BELOW(f)->pMethods->xLock(BELOW(f), lock);
}
static inline int disk_unlock(sqlite3_file *f, int lock)
{
	return BELOW(f)->pMethods->xUnlock(BELOW(f), lock);
}
static inline int disk_reserved(sqlite3_file *f, int *reserved)
{
	return BELOW(f)->pMethods->xCheckReservedLock(BELOW(f), reserved);
}
static inline int disk_control(sqlite3_file *f, int op, void *arg)
{
	return BELOW(f)->pMethods->xFileControl(BELOW(f), op, arg);
}
static inline int disk_sector(sqlite3_file *f)
{
	return BELOW(f)->pMethods->xSectorSize(BELOW(f));
}
static inline int disk_traits(sqlite3_file *f)
{
	return BELOW(f)->pMethods->xDeviceCharacteristics(BELOW(f));
}

static inline int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 1,
		.xClose = disk_close,
		.xRead = disk_read,
		.xWrite = disk_write,
		.xTruncate = disk_truncate,
		.xSync = disk_sync,
		.xFileSize = disk_size,
		.xLock = disk_lock,
		.xUnlock = disk_unlock,
		.xCheckReservedLock = disk_reserved,
		.xFileControl = disk_control,
		.xSectorSize = disk_sector,
		.xDeviceCharacteristics = disk_traits,
	};
	disk_file *file = (disk_file *)f;
	(void)vfs;
	memset(file, 0, sizeof(*file));
	file->below = (sqlite3_file *)(file + 1);
	int rc = the_disk.below->xOpen(the_disk.below, name, file->below, flags, out);
	if (rc == SQLITE_OK)
		file->base.pMethods = &methods;
	return rc;
}

/* From now on every database of this process lies on the disk. It works until 'left' is set. */
static inline void failing_disk_install(void)
{
	the_disk.below = sqlite3_vfs_find(NULL);
	the_disk.vfs = *the_disk.below;
	the_disk.vfs.zName = "failing-disk";
	the_disk.vfs.pNext = NULL;
	the_disk.vfs.szOsFile = (int)sizeof(disk_file) + the_disk.below->szOsFile;
	the_disk.vfs.xOpen = disk_open;
	the_disk.left = -1;
	sqlite3_vfs_register(&the_disk.vfs, 1);
}

#endif
