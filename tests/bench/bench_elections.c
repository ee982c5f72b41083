/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_elections.c - Pabulib files: time to read and re-tally each against time to solve and verify it.
 *
 *     bench_elections FILE.pb...
 */
#include "allocate/allocate.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "tally/tally.h"
#include "verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_PROJECTS = 4096, MOST_FILES = 4096 };

typedef struct election {
	fl_arena arena;
	fl_candidate dreams[MOST_PROJECTS];
	size_t count;
	const fl_round_spec *spec;
} election;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static fl_status keep_dream(void *user, const fl_dream *dream, fl_error *err)
{
	election *e = user;
	if (e->count == MOST_PROJECTS)
		return fl_error_set(err, FL_ERANGE, "too many projects");
	fl_candidate *d = &e->dreams[e->count];
	fl_str *tags = fl_arena_array(&e->arena, dream->num_tags + 1, sizeof *tags);
	for (size_t i = 0; i < dream->num_tags; i++)
		tags[i] = fl_arena_str(&e->arena, dream->tags[i]);
	*d = (fl_candidate){ .id = fl_arena_str(&e->arena, dream->id), .organisation = FL_STR(""), .region = FL_STR(""),
		.category = fl_arena_str(&e->arena, dream->category), .tags = tags, .num_tags = dream->num_tags,
		.request = dream->request, .tally = dream->stated_flowers, .submitted = dream->submitted,
		.position = (uint32_t)e->count };
	d->threshold = fl_round_threshold(e->spec, d, dream->threshold);
	d->standing = !fl_round_eligible(e->spec, d) ? FL_INELIGIBLE : d->tally < d->threshold ? FL_BELOW_THRESHOLD : FL_QUALIFIED;
	e->count++;
	return FL_OK;
}

static fl_status pass_flower(void *user, const fl_flower *flower, fl_error *err)
{
	(void)user;
	(void)flower;
	(void)err;
	return FL_OK;
}

static fl_status pass_row(void *user, const fl_rejected *row, fl_error *err)
{
	(void)user;
	(void)row;
	(void)err;
	return FL_OK;
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
	fl_buf bytes, json;
	fl_pabulib *pb = NULL;
	fl_round_spec *spec = NULL;
	fl_allocation *a = NULL;
	fl_ingest_counts dreams, flowers;
	fl_verdict verdict;
	election *e = calloc(1, sizeof *e);
	double start = now();
	fl_buf_init(&bytes, (size_t)1 << 30);
	fl_buf_init(&json, (size_t)1 << 24);
	fl_verdict_init(&verdict);
	fl_ingest_sink sink = { keep_dream, pass_flower, pass_row, e, { NULL, NULL } };
	fl_status status = e ? fl_file_read(path, &bytes, &err) : FL_ENOMEM;
	if (status == FL_OK)
		status = fl_pabulib_parse(fl_buf_view(&bytes), path, &pb, &err);
	if (status == FL_OK)
		status = fl_pabulib_round(pb, &json, &err);
	if (status == FL_OK)
		status = fl_round_parse(fl_buf_view(&json), path, &spec, &err);
	if (status == FL_OK) {
		e->spec = spec;
		status = fl_pabulib_ingest(pb, &sink, &dreams, &flowers, &err);
	}
	double middle = now();
	if (status == FL_OK)
		status = fl_allocate(spec, e->dreams, e->count, &a, &err);
	if (status == FL_OK)
		status = fl_verify(spec, e->dreams, e->count, a, &verdict, &err);
	*reading = middle - start;
	*solving = now() - middle;
	*proven = status == FL_OK && verdict.verified && a->outcome == FL_OPTIMAL;
	if (status != FL_OK)
		fprintf(stderr, "%s: %s\n", path, err.message);
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	fl_round_free(spec);
	fl_pabulib_free(pb);
	fl_buf_release(&bytes);
	fl_buf_release(&json);
	if (e)
		fl_arena_release(&e->arena);
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
	printf("%d elections, %d proven optimal: read and re-tallied in %.3f s, solved and verified in %.3f s (reading is %.0f %%); "
	       "solving: median %.2f ms, longest %.1f ms\n",
	       files, proven, reading_sum, solving_sum, 100 * reading_sum / (reading_sum + solving_sum), 1e3 * solving[files / 2],
	       1e3 * solving[files - 1]);
	return 0;
}
