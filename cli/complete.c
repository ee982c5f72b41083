/* SPDX-License-Identifier: Apache-2.0
 *
 * complete.c - "florin __complete WHAT ROUND.florin PREFIX": names of a round that begin with what was typed, a line each.
 *
 * Not a command for people: the scripts of 'florin completion' call it while a line is typed. It therefore never says a word on stderr, and
 * what a terminal would act on is left out.
 */
#include "cli.h"

#include <string.h>

static bool is_plain(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	return true;
}

int cli_complete(int argc, char **argv)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text names = { NULL, 0 };
	const char *prefix = argc > 2 ? argv[2] : "";
	if (argc < 2 || fl_round_open(argv[1], false, &round, &err) != FL_OK)
		return CLI_UNUSABLE;
	fl_status status = fl_round_names(round, argv[0], &names, &err);
	for (size_t from = 0, at = 0; status == FL_OK && at < names.len; at++) {
		if (names.data[at] != '\n')
			continue;
		if (at - from >= strlen(prefix) && strncmp(names.data + from, prefix, strlen(prefix)) == 0 && is_plain(names.data + from, at - from))
			printf("%.*s\n", (int)(at - from), names.data + from);
		from = at + 1;
	}
	fl_text_release(&names);
	fl_round_close(round);
	return status == FL_OK ? CLI_YES : CLI_UNUSABLE;
}
