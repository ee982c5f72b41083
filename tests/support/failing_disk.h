/* SPDX-License-Identifier: Apache-2.0
 *
 * failing_disk.h - a disk that fails: an SQLite VFS over the usual one, in which the n-th write, sync or truncation
 * goes wrong, once or from then on; or in which somebody is called before each.
 */
#ifndef FL_TESTS_FAILING_DISK_H
#define FL_TESTS_FAILING_DISK_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef enum disk_op { DISK_WRITE, DISK_TRUNCATE, DISK_SYNC } disk_op;

typedef struct failing_disk {
	sqlite3_vfs vfs, *below;
	int64_t left;  /* operations that still succeed, -1: all */
	bool for_ever; /* after the first failure, too */
	int code;      /* SQLITE_FULL, SQLITE_IOERR_WRITE */
	void (*watch)(disk_op op, int flags); /* SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL ...; NULL: nobody */
} failing_disk;

static failing_disk the_disk; /* a test is one process */

typedef struct disk_file {
	sqlite3_file base;
	sqlite3_file *below; /* stands right behind */
	int flags;
} disk_file;

static inline int disk_touch(sqlite3_file *f, disk_op op)
{
	if (the_disk.watch)
		the_disk.watch(op, ((disk_file *)f)->flags);
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
	int rc = disk_touch(f, DISK_WRITE);
	return rc ? rc : BELOW(f)->pMethods->xWrite(BELOW(f), p, n, at);
}
static inline int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = disk_touch(f, DISK_TRUNCATE);
	return rc ? rc : BELOW(f)->pMethods->xTruncate(BELOW(f), size);
}
static inline int disk_sync(sqlite3_file *f, int flags)
{
	int rc = disk_touch(f, DISK_SYNC);
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

/* The index of a write-ahead log. */
static inline int disk_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	return BELOW(f)->pMethods->xShmMap(BELOW(f), page, size, extend, ret);
}
static inline int disk_shm_lock(sqlite3_file *f, int first, int n, int flags)
{
	return BELOW(f)->pMethods->xShmLock(BELOW(f), first, n, flags);
}
static inline void disk_shm_barrier(sqlite3_file *f)
{
	BELOW(f)->pMethods->xShmBarrier(BELOW(f));
}
static inline int disk_shm_unmap(sqlite3_file *f, int remove)
{
	return BELOW(f)->pMethods->xShmUnmap(BELOW(f), remove);
}

static inline int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 2,
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
		.xShmMap = disk_shm_map,
		.xShmLock = disk_shm_lock,
		.xShmBarrier = disk_shm_barrier,
		.xShmUnmap = disk_shm_unmap,
	};
	disk_file *file = (disk_file *)f;
	(void)vfs;
	memset(file, 0, sizeof(*file));
	file->below = (sqlite3_file *)(file + 1);
	file->flags = flags;
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
