/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_allocate.c - divide the money.
 */
#include "cli.h"

void cli_say_division(const cli *c, const char *step, bool unchanged, const fl_allocate_summary *s)
{
	const cli_number numbers[] = {
		{ "qualified", s->qualified, NULL },
		{ "funded", s->funded, NULL },
		{ "budget", s->budget, &s->currency },
		{ "awarded", s->awarded, &s->currency },
	};
	cli_say(c, step, unchanged, numbers, CLI_COUNT(numbers), "status", s->status);
}

int cmd_allocate(cli *c)
{
	fl_allocate_summary s;
	if (fl_round_allocate(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	if (c->given.export_to && fl_round_export(c->round, c->given.export_to, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say_division(c, "allocate", s.unchanged, &s);
	return s.answer ? CLI_YES : CLI_NO;
}
