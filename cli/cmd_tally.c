/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_tally.c - count the flowers, and who qualifies.
 */
#include "cli.h"

int cmd_tally(cli *c)
{
	fl_tally_summary s;
	if (fl_round_tally(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "dreams", s.dreams, NULL },         { "flowers", s.flowers, NULL },
		{ "qualified", s.qualified, NULL },   { "below_threshold", s.below_threshold, NULL },
		{ "duplicates", s.duplicates, NULL }, { "ineligible", s.ineligible, NULL },
	};
	cli_say(c, "tally", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	return CLI_YES;
}
