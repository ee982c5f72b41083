/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_allocate.c - divide the money. Amounts are in minor units.
 */
#include "cli.h"

int cmd_allocate(cli *c)
{
	fl_allocate_summary s;
	if (fl_round_allocate(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	if (c->given.export_to && fl_round_export(c->round, c->given.export_to, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "qualified", s.qualified },
		{ "funded", s.funded },
		{ "budget", s.budget },
		{ "awarded", s.awarded },
	};
	cli_say(c, "allocate", s.unchanged, numbers, CLI_COUNT(numbers), "status", s.status);
	return s.answer ? CLI_YES : CLI_NO;
}
