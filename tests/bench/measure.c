/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.c - run a command several times; print the median of wall and processor time, and the peak memory.
 *
 *     measure RUNS LABEL COMMAND [ARG...]        the command's output is thrown away
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RUNS = 100 };

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static int run_once(char **argv, double *wall, double *cpu, long *peak)
{
	struct timespec before, after;
	struct rusage use;
	int status;
	clock_gettime(CLOCK_MONOTONIC, &before);
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &use) < 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &after);
	*wall = (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	*cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
	*peak = use.ru_maxrss > *peak ? use.ru_maxrss : *peak;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
	double wall[MOST_RUNS], cpu[MOST_RUNS];
	long peak = 0;
	int runs = argc > 3 ? atoi(argv[1]) : 0, code = 0;
	if (runs < 1 || runs > MOST_RUNS) {
		fprintf(stderr, "usage: measure RUNS LABEL COMMAND [ARG...]\n");
		return 2;
	}
	for (int i = 0; i < runs; i++)
		code = run_once(argv + 3, &wall[i], &cpu[i], &peak);
	qsort(wall, (size_t)runs, sizeof *wall, ascending);
	qsort(cpu, (size_t)runs, sizeof *cpu, ascending);
	printf("%-46s wall %7.3f s (%.3f to %.3f)   cpu %7.3f s   peak %6ld MiB   exit %d\n", argv[2], wall[runs / 2], wall[0],
	       wall[runs - 1], cpu[runs / 2], peak / 1024, code);
	return 0;
}
