/* SPDX-License-Identifier: Apache-2.0
 *
 * holder.c - which other process holds a round file, from the list of locks that Linux keeps (proc(5), /proc/locks).
 *
 * SQLite locks bytes from 0x40000000 on ("SQLite file format", 1.3.2; os_unix.c). Who writes has a write lock there; where nobody has,
 * a reader is in the way. The file itself is not opened: closing it would give up the locks of this process.
 */
#include "store/holder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_FIRST 0x40000000L
#define LOCK_LAST  (LOCK_FIRST + 511)

/* The process of a line about this file, 0: it is about another, or about ourselves. */
static long holder_of(const char *line, unsigned long inode, bool *ret_writes)
{
	char kind[8] = "";
	long process = 0, first = 0;
	unsigned long of = 0;
	if (sscanf(line, "%*d: POSIX %*s %7s %ld %*x:%*x:%lu %ld", kind, &process, &of, &first) != 4)
		return 0;
	*ret_writes = strcmp(kind, "WRITE") == 0;
	bool ours = process == (long)getpid();
	return of == inode && first >= LOCK_FIRST && first <= LOCK_LAST && !ours ? process : 0;
}

static long find_holder(unsigned long inode)
{
	char line[256];
	long writer = 0, reader = 0;
	FILE *locks = fopen("/proc/locks", "r");
	while (locks && writer == 0 && fgets(line, sizeof line, locks)) {
		bool writes = false;
		long process = holder_of(line, inode, &writes);
		if (process > 0 && writes)
			writer = process;
		else if (process > 0)
			reader = process;
	}
	if (locks)
		fclose(locks);
	return writer > 0 ? writer : reader;
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
	long process = stat(path, &st) == 0 ? find_holder((unsigned long)st.st_ino) : 0;
	ret[0] = '\0';
	if (process <= 0)
		return;
	name_of(process, name, sizeof name);
	if (name[0])
		snprintf(ret, size, ": '%s', process %ld", name, process);
	else
		snprintf(ret, size, ": process %ld", process);
}
