/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c - one line on stderr, where that is a terminal: the file or the step, how much of it is done, time left.
 *
 *     flowers.csv  4,312,000 rows   1,240,000 rows/s   43 %   0:05 left
 *     allocate  0:12
 *
 * The library tells what it does where it can; a thread draws the line, so that a step in which nothing is told (the search for
 * whole requests may take minutes) still shows that it is at work. Shorter work than 0.2 seconds shows nothing. The lock is held by whoever writes.
 */
#include "cli.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EVERY 0.2 /* seconds */
#define AFTER 0.2

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool runs, stop, shown;
	char what[64];
	fl_progress last; /* its 'what' is the one above */
	double began_at;  /* when that was begun, in seconds */
} line = { .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 4312000 as "4,312,000". */
static void put_grouped(char *out, size_t size, int64_t n)
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
	for (size_t i = 0; i < len && at + 2 < size; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

/* At most the end of the path, as long as the line has room; never the middle of a character. */
static const char *short_name(const char *path)
{
	size_t len = strlen(path);
	const char *at = len > 24 ? path + len - 24 : path;
	while (((unsigned char)*at & 0xC0) == 0x80)
		at++;
	return at;
}

static void draw(double now)
{
	char rows[40], rate[40];
	const fl_progress *p = &line.last;
	double passed = now - line.began_at, part = p->total > 0 ? (double)p->done / (double)p->total : 0;
	double left = part > 0 ? passed / part - passed : passed;
	fputc('\r', stderr);
	cli_put_safe(stderr, line.what, strlen(line.what));
	if (p->rows > 0) {
		put_grouped(rows, sizeof rows, p->rows);
		put_grouped(rate, sizeof rate, passed > 0 ? (int64_t)((double)p->rows / passed) : 0);
		fprintf(stderr, "  %s rows   %s rows/s ", rows, rate);
	}
	if (part > 0)
		fprintf(stderr, "  %d %%  ", (int)(part * 100));
	fprintf(stderr, " %s%lld:%02lld%s\033[K", part > 0 ? "" : " ", (long long)left / 60, (long long)left % 60,
		part > 0 ? " left" : "");
	fflush(stderr);
	line.shown = true;
}

static void wait_a_little(void)
{
	double until = seconds(CLOCK_REALTIME) + EVERY;
	struct timespec t = { (time_t)until, (long)((until - (double)(time_t)until) * 1e9) };
	pthread_cond_timedwait(&line.wake, &line.lock, &t);
}

static void *keep_drawing(void *nothing)
{
	double began = seconds(CLOCK_MONOTONIC);
	pthread_mutex_lock(&line.lock);
	while (!line.stop) {
		double now = seconds(CLOCK_MONOTONIC);
		if (line.what[0] && now - began > AFTER)
			draw(now);
		wait_a_little();
	}
	pthread_mutex_unlock(&line.lock);
	return nothing;
}

static void on_progress(void *user, const fl_progress *p)
{
	const char *name = short_name(p->what);
	(void)user;
	pthread_mutex_lock(&line.lock);
	if (strncmp(line.what, name, sizeof line.what - 1) != 0) {
		snprintf(line.what, sizeof line.what, "%s", name);
		line.began_at = seconds(CLOCK_MONOTONIC);
	}
	line.last = *p;
	pthread_mutex_unlock(&line.lock);
}

void cli_watch(cli *c)
{
	if (!isatty(STDERR_FILENO))
		return;
	snprintf(line.what, sizeof line.what, "%s", c->command->name);
	line.last = (fl_progress){ line.what, 0, 0, -1 };
	line.began_at = seconds(CLOCK_MONOTONIC);
	line.runs = pthread_create(&line.thread, NULL, keep_drawing, NULL) == 0;
	c->options.progress = (fl_watcher){ on_progress, NULL };
}

void cli_hush(FILE *to)
{
	if (!line.runs)
		return;
	pthread_mutex_lock(&line.lock);
	if (line.shown) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	line.shown = false;
	line.stop = line.stop || (to == stdout && isatty(STDOUT_FILENO));
	pthread_mutex_unlock(&line.lock);
}

void cli_watch_end(void)
{
	if (!line.runs)
		return;
	pthread_mutex_lock(&line.lock);
	line.stop = true;
	pthread_cond_signal(&line.wake);
	pthread_mutex_unlock(&line.lock);
	pthread_join(line.thread, NULL);
	cli_hush(stderr);
	line.runs = false;
}
