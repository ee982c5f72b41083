/* SPDX-License-Identifier: Apache-2.0
 *
 * 06-sweep.c - what would more money do? One setting moved in steps, while somebody watches.
 *
 *     06-sweep out/round.florin budget=1e6..5e6:5
 */
#include <florin.h>

#include <stdio.h>

static void on_progress(void *user, const fl_progress *p)
{
	int *points = user;
	*points += p->total > 0;
}

int main(int argc, char **argv)
{
	int points = 0;
	fl_options options = { .now = 1788566400, .progress = { on_progress, &points } };
	fl_settings settings = { .policy = NULL };
	fl_text table;
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	const char *axis = argv[2];
	if (fl_scenario_sweep(argv[1], &axis, 1, &settings, &options, NULL, false, &table, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 3;
	}
	fwrite(table.data, 1, table.len, stdout);
	printf("%d points\n", points);
	fl_text_release(&table);
	return 0;
}
