/* SPDX-License-Identifier: Apache-2.0
 *
 * 02-steps.c - the same step by step, on a round file, with the problems of the data told as they are met.
 *
 *     02-steps examples/one-flower-one-dream/round.json round.florin
 */
#include <florin.h>

#include <stdio.h>

static void on_finding(void *user, const fl_finding *f)
{
	int *count = user;
	if (f->severity != FL_NOTE)
		++*count;
}

/* Each call is one transaction: what went well stays, whatever comes after it. */
static fl_status decide(fl_round *round, const fl_options *options, fl_verify_summary *verify, fl_error *err)
{
	fl_import_summary import;
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_status status = fl_round_import(round, NULL, options, &import, err);
	if (status == FL_OK)
		status = fl_round_tag(round, options, &tag, err);
	if (status == FL_OK)
		status = fl_round_dedup(round, options, &dedup, err);
	if (status == FL_OK)
		status = fl_round_tally(round, options, &tally, err);
	if (status == FL_OK)
		status = fl_round_allocate(round, options, &allocate, err);
	if (status == FL_OK)
		status = fl_round_verify(round, options, verify, err);
	if (status == FL_OK)
		printf("%lld dreams, %lld tagged, %lld pairs under review, %lld below the threshold, %lld funded\n",
		       (long long)import.dreams, (long long)tag.tagged, (long long)dedup.review,
		       (long long)tally.below_threshold, (long long)allocate.funded);
	return status;
}

int main(int argc, char **argv)
{
	int problems = 0;
	fl_options options = { .now = 1788566400, .threads = 2, .findings = { on_finding, &problems } };
	fl_settings settings = { .policy = NULL };
	fl_init_summary init;
	fl_verify_summary verify = { .answer = false };
	fl_round *round = NULL;
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	fl_status status = fl_round_init(argv[1], argv[2], &settings, &options, &init, &err);
	if (status == FL_OK)
		status = fl_round_open(argv[2], true, &round, &err);
	if (status == FL_OK)
		status = decide(round, &options, &verify, &err);
	if (status != FL_OK)
		fprintf(stderr, "%s: %s\n", fl_status_name(status), err.message);
	else
		printf("%d warnings; %s\n", problems, verify.answer ? "verified" : verify.why);
	fl_round_close(round); /* NULL is fine */
	return status != FL_OK ? 3 : verify.answer ? 0 : 1;
}
