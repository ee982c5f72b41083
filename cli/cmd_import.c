/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_import.c - read the files of the round.
 */
#include "cli.h"

int cmd_import(cli *c)
{
	fl_import_summary s;
	if (fl_round_import(c->round, c->given.base, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "files", s.files },
		{ "dreams_read", s.dreams_read },
		{ "dreams", s.dreams },
		{ "dreams_rejected", s.dreams_rejected },
		{ "flowers_read", s.flowers_read },
		{ "flowers", s.flowers },
		{ "flowers_rejected", s.flowers_rejected },
	};
	cli_say(c, "import", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	return CLI_YES;
}
