/* SPDX-License-Identifier: Apache-2.0
 *
 * 03-settings.c - change a round without touching its file, and be told when a setting does not exist.
 *
 *     03-settings examples/one-flower-one-dream/round.json out-other
 */
#include <florin.h>

#include <stdio.h>

static int try(char **argv, const char *policy, const char *change)
{
	fl_options options = { .now = 1788566400 };
	fl_settings settings = { .policy = policy, .set = &change, .num_set = 1 };
	fl_run_summary summary;
	fl_error err = FL_ERROR_INIT;
	if (fl_run(argv[1], argv[2], NULL, &settings, &options, &summary, &err) != FL_OK) {
		printf("%s with %s: %s\n", policy, change, err.message);
		return 3;
	}
	printf("%s with %s: %lld funded\n", policy, change, (long long)summary.allocate.funded);
	fl_run_summary_release(&summary);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	try(argv, "support", "threshold.default=80");
	try(argv, "coverage", "pools[general].amount=1000000");
	return try(argv, "support", "treshold.default=80") == 3 ? 0 : 1;
}
