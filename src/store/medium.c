/* SPDX-License-Identifier: Apache-2.0
 *
 * medium.c - where a round file lies.
 *
 * SQLite's write-ahead log is shared through memory that all its users map ("Write-Ahead Logging", 1), so they must be on one machine and
 * its file system must be able to. A server cannot tell, so what is not known to be local counts as shared over a network. The files
 * themselves are not opened: closing one would give up the locks of this process.
 */
#include "store/medium.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#define INDEX_BYTES ((uint64_t)64 << 10) /* of a log: twice the least it takes */

bool fl_medium_type_is_local(uint64_t type)
{
	static const uint64_t local[] = { /* linux/magic.h, statfs(2) */
		0xEF53,     /* ext2, ext3, ext4 */
		0x58465342, /* xfs */
		0x9123683E, /* btrfs */
		0xCA451A4E, /* bcachefs */
		0x2FC12FC1, /* zfs */
		0xF2F52010, /* f2fs */
		0x3153464A, /* jfs */
		0x01021994, /* tmpfs */
		0x794C7630, /* overlayfs */
		0xF15F,     /* ecryptfs */
		0x4D44,     /* vfat */
		0x2011BAB0, /* exfat */
		0x7366746E, /* ntfs3 */
	};
	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		if (local[i] == type)
			return true;
	return false;
}

bool fl_medium_is_local(const char *path)
{
#ifdef __linux__
	struct statfs fs;
	return statfs(path, &fs) == 0 && fl_medium_type_is_local((uint64_t)fs.f_type & 0xFFFFFFFF);
#else
	(void)path;
	return false;
#endif
}

bool fl_medium_is_writable(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	int len = slash == path ? 1 : slash ? (int)(slash - path) : 0;
	if (snprintf(folder, sizeof folder, "%.*s", len, path) >= (int)sizeof folder)
		return false;
	return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 &&
	       faccessat(AT_FDCWD, len > 0 ? folder : ".", W_OK | X_OK, AT_EACCESS) == 0;
}

bool fl_medium_is_full(const char *path)
{
	struct statvfs fs;
	return statvfs(path, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < INDEX_BYTES;
}

fl_file_mark fl_file_mark_of(const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return (fl_file_mark){ 0 };
	return (fl_file_mark){ (uint64_t)st.st_dev, (uint64_t)st.st_ino, (int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec,
			       (int64_t)st.st_mtim.tv_nsec };
}

bool fl_file_mark_same(const fl_file_mark *a, const fl_file_mark *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size && a->seconds == b->seconds &&
	       a->nanoseconds == b->nanoseconds;
}
