/* SPDX-License-Identifier: Apache-2.0
 *
 * interrupted.c - Ctrl-C: a round file that is open is one file again before the process ends.
 *
 * In the middle of what it does the process cannot close its round file. So the handler starts the program anew in the same process
 * (execve(2) may be called there, ends all threads and gives up all locks), with the files whose log is open (/proc/self/fd). That program does what
 * the next command would do, opens and closes them, and dies of the same signal, so that whoever waits sees what it would have seen. Where
 * there is no /proc, the process dies at once, and the next command puts the files in order.
 */
#include "cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 4, FDS = 256, PATH_BYTES = 4096 };

extern char **environ;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static char files[FILES][PATH_BYTES];
static char number[4];
static char program[] = "florin", option[] = CLI_INTERRUPTED;
static char *arguments[FILES + 4] = { program, option, number };

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
		if (len <= 4 || len >= PATH_BYTES || memcmp(files[count] + len - 4, ending, 4) != 0)
			continue;
		files[count][len - 4] = '\0';
		arguments[3 + count] = files[count];
		count++;
	}
	arguments[3 + count] = NULL;
	return count;
}

static void on_signal(int number_of_signal)
{
	put_digits(number, number_of_signal);
	if (find_files() > 0)
		execve("/proc/self/exe", arguments, environ);
	signal(number_of_signal, SIG_DFL);
	raise(number_of_signal);
}

void cli_watch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND }, old;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) /* 'nohup' ignores one */
			(void)sigaction(signals[i], &action, NULL);
}

int cli_interrupted(int argc, char **argv)
{
	int by = argc > 2 ? atoi(argv[2]) : 0;
	sigset_t none;
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL); /* it was blocked in the handler: a second Ctrl-C ends this */
	for (int i = 3; i < argc; i++) {
		fl_error err = FL_ERROR_INIT;
		fl_round *round = NULL;
		if (fl_round_open(argv[i], false, &round, &err) == FL_OK)
			fl_round_close(round);
	}
	if (by > 0)
		raise(by);
	return CLI_USAGE;
}
