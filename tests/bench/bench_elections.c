/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_elections.c - Pabulib files: time to read and re-tally each against time to solve and verify it.
 *
 *     bench_elections FILE.pb...
 */
#include "allocate/allocate.h"
#include "election.h"
#include "verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_FILES = 4096 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Reading and solving times of one file; false with a message when it cannot be used. */
static bool run_file(const char *path, double *reading, double *solving, bool *proven)
{
	fl_error err = FL_ERROR_INIT;
	fl_allocation *a = NULL;
	fl_verdict verdict;
	election *e = calloc(1, sizeof *e);
	if (!e)
		return false;
	fl_verdict_init(&verdict);
	double start = now();
	fl_status status = election_load(e, path, NULL, &err);
	double middle = now();
	if (status == FL_OK)
		status = fl_allocate(e->spec, e->dreams, e->count, &a, &err);
	if (status == FL_OK)
		status = fl_verify(e->spec, e->dreams, e->count, a, &verdict, &err);
	*reading = middle - start;
	*solving = now() - middle;
	*proven = status == FL_OK && verdict.verified && a->outcome == FL_OPTIMAL;
	if (status != FL_OK)
		fprintf(stderr, "%s: %s\n", path, err.message);
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	election_release(e);
	free(e);
	return status == FL_OK;
}

int main(int argc, char **argv)
{
	static double solving[MOST_FILES];
	double reading_sum = 0, solving_sum = 0;
	int files = 0, proven = 0;
	for (int i = 1; i < argc && files < MOST_FILES; i++) {
		double reading;
		bool optimal;
		if (!run_file(argv[i], &reading, &solving[files], &optimal))
			continue;
		reading_sum += reading;
		solving_sum += solving[files++];
		proven += optimal;
	}
	if (files == 0)
		return 1;
	qsort(solving, (size_t)files, sizeof *solving, ascending);
	printf("%d elections, %d proven optimal: read and re-tallied in %.3f s, solved and verified in %.3f s "
	       "(reading is %.0f %%); "
	       "solving: median %.2f ms, longest %.1f ms\n",
	       files, proven, reading_sum, solving_sum, 100 * reading_sum / (reading_sum + solving_sum),
	       1e3 * solving[files / 2], 1e3 * solving[files - 1]);
	return 0;
}
