/* SPDX-License-Identifier: Apache-2.0
 *
 * parallel.c - slices of an index range on POSIX threads. Slices are handed out in ascending order, so when one
 * fails all before it have been handed out and finish: the first failing slice is the same at any number of threads.
 * A thread that cannot be started is done without: the calling thread is worker 0 and works through whatever is left.
 */
#include "base/parallel.h"

#include "base/alloc.h"
#include "base/error.h"

#include <pthread.h>
#include <stdatomic.h>

#define THREADS_MAX 256

typedef struct job {
	size_t count, grain, slices;
	fl_parallel_fn fn;
	void *user;
	atomic_size_t next; /* the slice to hand out */
	atomic_bool failed;
} job;

typedef struct worker {
	job *job;
	pthread_t thread;
	int index;
	bool started;
	fl_status status;
	size_t slice; /* that failed */
	fl_error err;
} worker;

static void *work(void *user)
{
	worker *w = user;
	job *j = w->job;

	while (!atomic_load(&j->failed)) {
		size_t slice = atomic_fetch_add(&j->next, 1);
		if (slice >= j->slices)
			break;
		size_t begin = slice * j->grain;
		size_t end = j->count - begin > j->grain ? begin + j->grain : j->count;
		w->status = j->fn(j->user, w->index, begin, end, &w->err);
		if (w->status != FL_OK) {
			w->slice = slice;
			atomic_store(&j->failed, true);
			break;
		}
	}
	return NULL;
}

fl_status fl_parallel_for(size_t count, size_t grain, int threads, fl_parallel_fn fn, void *user, fl_error *err)
{
	job j = { .count = count, .grain = grain ? grain : 1, .fn = fn, .user = user };
	worker *workers, *first = NULL;
	size_t n;
	fl_status status = FL_OK;

	j.slices = count / j.grain + (count % j.grain != 0);
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	n = threads < 1 ? 1 : (size_t)threads;
	n = n > j.slices ? j.slices : n;
	if (n == 0)
		return FL_OK;
	workers = fl_alloc_array(n, sizeof *workers);
	if (!workers)
		return fl_enomem(err);
	for (size_t i = 0; i < n; i++)
		workers[i] = (worker){ .job = &j, .index = (int)i, .err = FL_ERROR_INIT };
	for (size_t i = 1; i < n; i++)
		workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
	work(&workers[0]);
	for (size_t i = 1; i < n; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < n; i++)
		if (workers[i].status != FL_OK && (!first || workers[i].slice < first->slice))
			first = &workers[i];
	if (first) {
		status = first->status;
		if (err && err->status == FL_OK)
			*err = first->err;
	}
	fl_free(workers);
	return status;
}
