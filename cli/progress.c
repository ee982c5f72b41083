/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c - one line on stderr, where that is a terminal: file, part read, rows, rows a second, time left.
 *
 *     flowers.csv  43 %   4,312,000 rows   1,240,000 rows/s   0:05 left
 */
#include "cli.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#define EVERY   0.2 /* seconds */
#define COLUMNS 79

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
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

/* At most the end of the path, as long as the line has room. */
static const char *short_name(const char *path)
{
	size_t len = strlen(path);
	return len > 24 ? path + len - 24 : path;
}

static void show(const cli *c, const fl_progress *p, double now)
{
	char rows[40], rate[40], line[200];
	double passed = now - c->began_at, part = p->total > 0 ? (double)p->done / (double)p->total : 0;
	double left = part > 0 ? passed / part - passed : 0;
	put_grouped(rows, sizeof rows, p->rows);
	put_grouped(rate, sizeof rate, passed > 0 ? (int64_t)((double)p->rows / passed) : 0);
	int n = snprintf(line, sizeof line, "  %s rows   %s rows/s", rows, rate);
	if (p->total > 0 && n > 0 && (size_t)n < sizeof line)
		snprintf(line + n, sizeof line - (size_t)n, "   %d %%   %lld:%02lld left", (int)(part * 100),
			 (long long)left / 60, (long long)left % 60);
	fputc('\r', stderr);
	cli_put_safe(stderr, short_name(p->what), strlen(short_name(p->what)));
	fprintf(stderr, "%s\033[K", line);
	fflush(stderr);
}

static void on_progress(void *user, const fl_progress *p)
{
	cli *c = user;
	double now = seconds();
	if (strncmp(c->shown_file, p->what, sizeof c->shown_file - 1) != 0) {
		snprintf(c->shown_file, sizeof c->shown_file, "%s", p->what);
		c->began_at = now;
	}
	if (now - c->shown_at < EVERY)
		return;
	c->shown_at = now;
	show(c, p, now);
}

void cli_watch(cli *c)
{
	if (isatty(STDERR_FILENO))
		c->options.progress = (fl_watcher){ on_progress, c };
}

void cli_watch_end(cli *c)
{
	if (c->shown_at > 0)
		fputs("\r\033[K", stderr);
	c->shown_at = 0;
}
