/* SPDX-License-Identifier: Apache-2.0
 *
 * medium.h - where a round file lies: can it be written, do the processes that use it share memory, has it been changed?
 */
#ifndef FL_STORE_MEDIUM_H
#define FL_STORE_MEDIUM_H

#include "florin.h"

/* Is a file system of this type (statfs(2), f_type) one whose files all processes of a machine, and nobody else, map into their memory? Only
 * those that are known to be. */
bool fl_medium_type_is_local(uint64_t type);
bool fl_medium_is_local(const char *path);
/* May this process write the file, and beside it? */
bool fl_medium_is_writable(const char *path);

/* No room for the index of a log? */
bool fl_medium_is_full(const char *path);

/* Tells whether a file was changed or replaced since. */
typedef struct fl_file_mark {
	uint64_t device, inode;
	int64_t size, seconds, nanoseconds;
} fl_file_mark;
fl_file_mark fl_file_mark_of(const char *path); /* all 0: there is none */
bool fl_file_mark_same(const fl_file_mark *a, const fl_file_mark *b);

#endif
