/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_init.c - make a round file, or lay a changed round over one.
 */
#include "cli.h"

int cmd_init(cli *c)
{
	fl_init_summary s;
	int usage = cli_check_unsealing(c);
	if (usage != CLI_YES)
		return usage;
	if (fl_round_init(c->args[0], c->given.out, &c->settings, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "packs", s.packs, NULL }, { "pools", s.pools, NULL }, { "groups", s.groups, NULL } };
	cli_note_unsealing(c, s.unsealed);
	cli_say(c, "init", s.unchanged, numbers, CLI_COUNT(numbers), "file", s.path);
	return CLI_YES;
}
