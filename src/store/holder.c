/* SPDX-License-Identifier: Apache-2.0
 *
 * holder.c - which other process holds a round file, from the list of locks that Linux keeps (proc(5), /proc/locks).
 *
 * With a write-ahead log, who writes has a write lock on byte 120 of its index in shared memory ("WAL-mode File Format", 2.3.1). Else SQLite
 * locks bytes of the file from 0x40000000 on ("SQLite file format", 1.3.2; os_unix.c): who writes has a write lock there; where nobody has,
 * a reader is in the way. The files themselves are not opened: closing one would give up the locks of this process.
 */
#include "store/holder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct locked { /* bytes of a file */
	unsigned long inode, first, last;
} locked;

/* The process of a line about these bytes, 0: it is about others, or about ourselves. */
static long holder_of(const char *line, const locked *bytes, bool *ret_writes)
{
	char kind[8] = "", end[24] = "";
	long process = 0;
	unsigned long of = 0, first = 0;
	if (sscanf(line, "%*d: POSIX %*s %7s %ld %*x:%*x:%lu %lu %23s", kind, &process, &of, &first, end) != 5)
		return 0;
	unsigned long last = strcmp(end, "EOF") == 0 ? bytes->last : strtoul(end, NULL, 10);
	*ret_writes = strcmp(kind, "WRITE") == 0;
	bool ours = process == (long)getpid();
	return of == bytes->inode && first <= bytes->last && last >= bytes->first && !ours ? process : 0;
}

static long find_holder(const locked *bytes)
{
	char line[256];
	long writer = 0, reader = 0;
	FILE *locks = fopen("/proc/locks", "r");
	while (locks && writer == 0 && fgets(line, sizeof line, locks)) {
		bool writes = false;
		long process = holder_of(line, bytes, &writes);
		if (process > 0 && writes)
			writer = process;
		else if (process > 0)
			reader = process;
	}
	if (locks)
		fclose(locks);
	return writer > 0 ? writer : reader;
}

static long writer_of_log(const char *path)
{
	char name[4096];
	struct stat st;
	if (snprintf(name, sizeof name, "%s-shm", path) >= (int)sizeof name || stat(name, &st) != 0)
		return 0;
	return find_holder(&(locked){ (unsigned long)st.st_ino, 120, 120 });
}

static void name_of(long process, char *ret, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%ld/comm", process);
	FILE *file = fopen(path, "r");
	if (!file || !fgets(ret, (int)size, file))
		ret[0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	if (file)
		fclose(file);
}

void fl_holder_say(const char *path, char *ret, size_t size)
{
	struct stat st;
	char name[32];
	long process = writer_of_log(path);
	if (process <= 0 && stat(path, &st) == 0)
		process = find_holder(&(locked){ (unsigned long)st.st_ino, 0x40000000, 0x40000000 + 511 });
	ret[0] = '\0';
	if (process <= 0)
		return;
	name_of(process, name, sizeof name);
	if (name[0])
		snprintf(ret, size, ": '%s', process %ld", name, process);
	else
		snprintf(ret, size, ": process %ld", process);
}
