/* SPDX-License-Identifier: Apache-2.0
 *
 * 07-audit.c - make every result anew from the facts, and compare; then a folder from which others can.
 *
 *     07-audit out/round.florin bundle
 */
#include <florin.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	fl_options options = { .now = 1788566400 };
	fl_bundle_settings settings = { .redact = true };
	fl_bundle_summary bundle = { .files = 0 };
	fl_round *round = NULL;
	fl_text words = { NULL, 0 };
	fl_error err = FL_ERROR_INIT;
	bool same = false;

	if (argc != 3)
		return 2;
	fl_status status = fl_round_open(argv[1], false, &round, &err);
	if (status == FL_OK)
		status = fl_audit_replay(round, NULL, &options, false, &same, &words, &err);
	if (status == FL_OK)
		status = fl_audit_bundle(round, argv[2], &settings, &bundle, &err);
	if (status == FL_OK)
		printf("replay: %s; bundle without names: %s\n", same ? "the same, byte for byte" : "something differs",
		       bundle.files > 5 ? "written" : "incomplete");
	else
		fprintf(stderr, "%s\n", err.message);
	fl_text_release(&words);
	fl_round_close(round);
	return status != FL_OK ? 3 : same ? 0 : 1;
}
