/* SPDX-License-Identifier: Apache-2.0
 *
 * halted.h - a process that stops for ever in the middle of what it writes to a round file, at a moment that a test names.
 */
#ifndef FL_TESTS_HALTED_H
#define FL_TESTS_HALTED_H

#include "failing_disk.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct halt { /* before the n-th (from 0) such operation on such a file */
	const char *what;
	disk_op op;
	int file; /* SQLITE_OPEN_WAL, SQLITE_OPEN_MAIN_DB */
	int n;
	bool die; /* not stop: be gone, as if killed */
} halt;

typedef struct halted {
	pid_t pid;
	bool reached; /* it stands there; false: it came to its end before */
} halted;

static halt halt_at;
static int halt_tell = -1;

static inline void halt_watch(disk_op op, int flags)
{
	if (op != halt_at.op || !(flags & halt_at.file) || halt_at.n-- > 0)
		return;
	if (halt_at.die)
		_exit(99);
	if (write(halt_tell, "x", 1) != 1)
		_exit(98);
	for (;;)
		pause();
}

/* 'work' in a process of its own until it stands where it is to stand, or has ended. */
static inline halted halt_begin(const halt *at, int (*work)(void *with), void *with)
{
	int ends[2];
	char byte;
	halted h = { -1, false };
	if (pipe(ends) != 0)
		return h;
	h.pid = fork();
	if (h.pid == 0) {
		close(ends[0]);
		halt_tell = ends[1];
		halt_at = *at;
		failing_disk_install();
		the_disk.watch = halt_watch;
		_exit(work(with));
	}
	close(ends[1]);
	h.reached = read(ends[0], &byte, 1) == 1;
	close(ends[0]);
	return h;
}

/* Kill it; what it returned, or -1 where it had not ended by itself. */
static inline int halt_end(const halted *h)
{
	int status;
	kill(h->pid, SIGKILL);
	return waitpid(h->pid, &status, 0) == h->pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
