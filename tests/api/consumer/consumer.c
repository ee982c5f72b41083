/* SPDX-License-Identifier: Apache-2.0
 *
 * consumer.c - decides a round with nothing but florin.h.
 */
#include <florin.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	fl_options options = { .now = 1788566400 };
	fl_settings settings = { NULL, NULL, 0 };
	fl_run_summary summary;
	fl_error err = FL_ERROR_INIT;
	if (argc != 3 || fl_run(argv[1], argv[2], NULL, &settings, &options, &summary, &err) != FL_OK) {
		fprintf(stderr, "%s: %s\n", err.source, err.message);
		return 3;
	}
	printf("florin %s: %s, %lld funded\n", fl_version(), summary.allocate.status, (long long)summary.allocate.funded);
	fl_run_summary_release(&summary);
	return 0;
}
