/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_import.c - read the files of the round, or add files to its ledger.
 */
#include "cli.h"

static fl_status import(cli *c, fl_import_summary *s)
{
	cli_options *given = &c->given;
	if (given->num_ledger == 0)
		return fl_round_import(c->round, given->base, &c->options, s, &c->error);
	for (size_t i = 0; i < given->num_ledger; i++)
		given->ledger[i].format = given->format;
	return fl_round_add_flowers(c->round, given->ledger, given->num_ledger, &c->options, s, &c->error);
}

int cmd_import(cli *c)
{
	fl_import_summary s;
	cli_watch(c);
	fl_status status = import(c, &s);
	cli_watch_end(c);
	if (status != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "files", s.files },
		{ "dreams_read", s.dreams_read },
		{ "dreams", s.dreams },
		{ "dreams_rejected", s.dreams_rejected },
		{ "flowers_read", s.flowers_read },
		{ "flowers", s.flowers },
		{ "flowers_rejected", s.flowers_rejected },
		{ "earned_read", s.earned_read },
		{ "earned", s.earned },
		{ "earned_rejected", s.earned_rejected },
	};
	cli_say(c, "import", s.unchanged, numbers, CLI_COUNT(numbers) - (s.earned_read ? 0 : 3), NULL, NULL);
	return CLI_YES;
}
