/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_seal.c - what is laid down before flowers are read, and the seed that is revealed after.
 */
#include "cli.h"

static int reveal(cli *c)
{
	bool changed;
	if (c->given.late)
		return cli_usage(c, "one of the two is too many:", "--late, --reveal");
	if (fl_round_reveal(c->round, c->given.by, c->given.reveal, &c->options, &changed, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "reveal", !changed, NULL, 0, "seed", c->given.reveal);
	return CLI_YES;
}

int cmd_seal(cli *c)
{
	fl_seal_summary s;
	if (!c->given.by)
		return cli_usage(c, "an option is missing:", "--by NAME");
	if (c->given.reveal)
		return reveal(c);
	if (fl_round_seal(c->round, c->given.by, c->given.late, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "settings", s.settings, NULL }, { "files", s.files, NULL } };
	cli_say(c, "seal", s.unchanged, numbers, CLI_COUNT(numbers), s.late ? "late" : NULL, s.late ? "flowers had been read" : NULL);
	return CLI_YES;
}
