/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_tag.c - run the rule packs of the round.
 */
#include "cli.h"

int cmd_tag(cli *c)
{
	fl_tag_summary s;
	if (fl_round_tag(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "packs", s.packs, NULL },           { "rules", s.rules, NULL },     { "dreams", s.dreams, NULL },
		{ "tagged", s.tagged, NULL },         { "unclear", s.unclear, NULL }, { "matches", s.matches, NULL },
		{ "limits_hit", s.limits_hit, NULL },
	};
	cli_say(c, "tag", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	return CLI_YES;
}
