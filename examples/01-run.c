/* SPDX-License-Identifier: Apache-2.0
 *
 * 01-run.c - a whole round in one call, and the three ways in which a call can answer.
 *
 *     01-run examples/one-flower-one-dream/round.json out
 */
#include <florin.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	fl_options options = { .now = 1788566400 }; /* the library reads no clock: this time goes into the journal */
	fl_settings settings = { .policy = NULL };  /* the round as it is */
	fl_run_summary summary;
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	if (fl_run(argv[1], argv[2], "en", &settings, &options, &summary, &err) != FL_OK) {
		fprintf(stderr, "%s:%lld: %s\n", err.source, (long long)err.line, err.message); /* the call failed */
		return 3;
	}
	printf("%lld of %lld dreams qualify, %lld are funded with %lld fen of %lld\n", (long long)summary.tally.qualified,
	       (long long)summary.tally.dreams, (long long)summary.allocate.funded, (long long)summary.allocate.awarded,
	       (long long)summary.allocate.budget);
	printf("%s, %s\n", summary.allocate.status, summary.answer ? "verified" : summary.verify.why); /* the answer may be no */
	int status = summary.answer ? 0 : 1;
	fl_run_summary_release(&summary);
	return status;
}
