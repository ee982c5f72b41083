/* SPDX-License-Identifier: Apache-2.0
 *
 * How long a reader of a round file takes while others write to it: 'audit log' again and again, first alone, then beside
 * whole runs over the same file, beside decisions one after another, and beside both.
 *
 *     make_files FOLDER 8000 100000 && florin run FOLDER/round.json --out FOLDER/out && bench_readers FOLDER/round.json FOLDER/out
 */
#include "florin.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 4, DECISIONS = 200, MOST = 1000000 };

static const fl_options options = { .now = 1788566400, .threads = 1 };
static const char *input, *out;
static char file[4096];

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int runs(void)
{
	for (int i = 0; i < RUNS; i++) {
		const char *set = i % 2 ? "threshold=4" : "threshold=3";
		fl_settings settings = { .set = &set, .num_set = 1 };
		fl_error err = FL_ERROR_INIT;
		fl_run_summary summary;
		if (fl_run(input, out, NULL, &settings, &options, &summary, &err) != FL_OK) {
			fprintf(stderr, "%s: %s\n", err.source, err.message);
			return 1;
		}
		fl_run_summary_release(&summary);
	}
	return 0;
}

/* One that finds a run in its way waits for it, and may wait in vain. */
static int decide(bool once)
{
	for (int i = 0; i < DECISIONS; i++) {
		char dream[32];
		bool changed;
		fl_error err = FL_ERROR_INIT;
		fl_round *round = NULL;
		snprintf(dream, sizeof dream, "d%d", i + 1);
		fl_ruling ruling = { .dream = dream, .kind = "flag", .value = once ? "yes" : NULL, .by = "Li", .why = "to measure" };
		fl_status status = fl_round_open(file, true, &round, &err);
		if (status == FL_OK)
			status = fl_round_decide(round, &ruling, &options, &changed, &err);
		fl_round_close(round);
		if (status != FL_OK && status != FL_EBUSY && status != FL_ENOTFOUND) {
			fprintf(stderr, "%s: %s\n", err.source, err.message);
			return 1;
		}
	}
	return 0;
}

static int decisions(void)
{
	return decide(true);
}

static int undo(void)
{
	return decide(false);
}

static pid_t begin(int (*work)(void))
{
	fflush(stdout);
	pid_t pid = work ? fork() : -1;
	if (pid == 0)
		_exit(work());
	return pid;
}

static bool goes_on(pid_t *pid)
{
	int status = 0;
	if (*pid <= 0 || waitpid(*pid, &status, WNOHANG) == 0)
		return *pid > 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		exit(1);
	*pid = -1;
	return false;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void read_beside(const char *what, int (*first)(void), int (*second)(void))
{
	static double took[MOST];
	size_t count = 0, refused = 0;
	double from = seconds();
	pid_t a = begin(first), b = begin(second);
	bool on = true;
	while (on && count < MOST) {
		bool one = goes_on(&a), other = goes_on(&b);
		fl_error err = FL_ERROR_INIT;
		fl_round *round = NULL;
		fl_text text = { NULL, 0 };
		double start = seconds();
		fl_status status = fl_round_open(file, false, &round, &err);
		if (status == FL_OK)
			status = fl_audit_log(round, NULL, true, &text, &err);
		fl_round_close(round);
		took[count++] = seconds() - start;
		refused += status == FL_EBUSY;
		if (status != FL_OK && status != FL_EBUSY) {
			fprintf(stderr, "%s: %s\n", err.source, err.message);
			exit(1);
		}
		fl_text_release(&text);
		on = first || second ? one || other : seconds() - from < 3;
	}
	qsort(took, count, sizeof *took, ascending);
	printf("%-34s %6zu reads   median %7.2f ms   99 %% %7.2f ms   longest %7.2f ms   refused %zu\n", what, count, took[count / 2] * 1e3,
	       took[count * 99 / 100] * 1e3, took[count - 1] * 1e3, refused);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: bench_readers ROUND.json FOLDER\n");
		return 2;
	}
	input = argv[1];
	out = argv[2];
	snprintf(file, sizeof file, "%s/round.florin", out);
	read_beside("alone", NULL, NULL);
	read_beside("beside four runs", runs, NULL);
	read_beside("beside 200 decisions", decisions, NULL);
	read_beside("beside runs and 200 undone", runs, undo);
	return 0;
}
