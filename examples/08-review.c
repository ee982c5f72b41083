/* SPDX-License-Identifier: Apache-2.0
 *
 * 08-review.c - lay down what a person decided on two dreams, and take the steps that follow from it.
 *
 *     08-review out/round.florin D008 D115
 */
#include <florin.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	fl_options options = { .now = 1788566400 };
	fl_round *round = NULL;
	fl_dedup_summary before, after;
	fl_error err = FL_ERROR_INIT;
	bool changed = false;

	if (argc != 4)
		return 2;
	fl_ruling ruling = { .dream = argv[2], .other = argv[3], .value = "different", .by = "Li Wei", .why = "sheep and cattle" };
	fl_status status = fl_round_open(argv[1], true, &round, &err);
	if (status == FL_OK)
		status = fl_round_dedup(round, &options, &before, &err); /* nothing has changed: it says what it did */
	if (status == FL_OK)
		status = fl_round_decide(round, &ruling, &options, &changed, &err);
	if (status == FL_OK)
		status = fl_round_dedup(round, &options, &after, &err);
	if (status == FL_OK)
		printf("%s; under review before %lld, after %lld\n", changed ? "decided" : "decided already",
		       (long long)before.review, (long long)after.review);
	else
		fprintf(stderr, "%s\n", err.message);
	fl_round_close(round);
	return status == FL_OK ? 0 : 3;
}
