/* SPDX-License-Identifier: Apache-2.0
 *
 * interrupted.c - Ctrl-C: a round file that is open is one file again before the process ends.
 *
 * In the middle of what it does the process cannot close its round file. So the handler starts the program anew in the same process
 * (execve(2) may be called there, ends all threads and gives up all locks), with the files whose log is open (/proc/self/fd). That program does what
 * the next command would do, opens and closes them, and dies of the same signal, so that whoever waits sees what it would have seen. A
 * scratch folder or file that this process holds open is removed: ".florin-4711-0", "x.florin.new-4711". Where there is no /proc, the
 * process dies at once, and the next command puts the files in order.
 */
#define _XOPEN_SOURCE 700 /* nftw */

#include "cli.h"

#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 8, FDS = 256, PATH_BYTES = 4096 };

extern char **environ;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static char files[FILES][PATH_BYTES];
static char number[4];
static char program[] = "florin", option[] = CLI_INTERRUPTED;
static char *arguments[FILES + 4] = { program, option, number };
static char folder_name[40], file_ending[40]; /* of this process: ".florin-4711-", ".new-4711" */
static bool at_terminal;

/* Up to three digits. */
static void put_digits(char *at, int n)
{
	if (n >= 100)
		*at++ = (char)('0' + n / 100);
	if (n >= 10)
		*at++ = (char)('0' + n / 10 % 10);
	*at++ = (char)('0' + n % 10);
	*at = '\0';
}

static void name_scratch(void)
{
	snprintf(folder_name, sizeof folder_name, ".florin-%ld-", (long)getpid());
	snprintf(file_ending, sizeof file_ending, ".new-%ld", (long)getpid());
}

static bool is_scratch(const char *path, size_t len)
{
	size_t from = len, begin = strlen(folder_name), end = strlen(file_ending);
	while (from > 0 && path[from - 1] != '/')
		from--;
	return (begin > 0 && len - from >= begin && memcmp(path + from, folder_name, begin) == 0) ||
	       (end > 0 && len - from > end && memcmp(path + len - end, file_ending, end) == 0);
}

/* Only what may be called in a handler (signal-safety(7)). */
static size_t find_files(void)
{
	static char name[32] = "/proc/self/fd/";
	static const char ending[] = "-wal";
	size_t count = 0, stem = strlen(name);
	for (int fd = 3; fd < FDS && count < FILES; fd++) {
		put_digits(name + stem, fd);
		ssize_t len = readlink(name, files[count], PATH_BYTES);
		name[stem] = '\0';
		if (len <= 4 || len >= PATH_BYTES)
			continue;
		files[count][len] = '\0';
		if (memcmp(files[count] + len - 4, ending, 4) == 0)
			files[count][len - 4] = '\0';
		else if (!is_scratch(files[count], (size_t)len))
			continue;
		arguments[3 + count] = files[count];
		count++;
	}
	arguments[3 + count] = NULL;
	return count;
}

static void on_signal(int number_of_signal)
{
	put_digits(number, number_of_signal);
	if (find_files() > 0 || at_terminal)
		execve("/proc/self/exe", arguments, environ);
	signal(number_of_signal, SIG_DFL);
	raise(number_of_signal);
}

void cli_watch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND }, old;
	sigemptyset(&action.sa_mask);
	name_scratch();
	at_terminal = isatty(STDERR_FILENO) == 1;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) /* 'nohup' ignores one */
			(void)sigaction(signals[i], &action, NULL);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	(void)remove(path);
	return 0;
}

/* Of a folder all goes, symbolic links are not followed; a file may have a log. */
static void remove_scratch(const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	static char name[PATH_BYTES + 16];
	for (size_t i = 0; i < CLI_COUNT(endings); i++) {
		snprintf(name, sizeof name, "%s%s", path, endings[i]);
		(void)nftw(name, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
}

int cli_interrupted(int argc, char **argv)
{
	int by = argc > 2 ? atoi(argv[2]) : 0;
	sigset_t none;
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL); /* it was blocked in the handler: a second Ctrl-C ends this */
	name_scratch(); /* the program is new, the process is not */
	if (isatty(STDERR_FILENO)) { /* no thread draws any more: the line about what was at work, and a colour that was not ended */
		fputs(cli_is_coloured(stderr) ? "\r\033[K\033[0m" : "\r\033[K", stderr);
		fflush(stderr);
	}
	for (int i = 3; i < argc; i++) {
		if (is_scratch(argv[i], strlen(argv[i]))) {
			remove_scratch(argv[i]);
			continue;
		}
		fl_error err = FL_ERROR_INIT;
		fl_round *round = NULL;
		if (fl_round_open(argv[i], false, &round, &err) == FL_OK)
			fl_round_close(round);
	}
	if (by > 0)
		raise(by);
	return CLI_USAGE;
}
