/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_approve.c - which result is the official one.
 */
#include "cli.h"

static int withdraw(cli *c)
{
	if (!c->given.why)
		return cli_usage(c, "an option is missing:", "--why TEXT");
	if (fl_round_withdraw(c->round, c->given.by, c->given.why, &c->options, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "approve", false, NULL, 0, "official", "withdrawn");
	return CLI_YES;
}

int cmd_approve(cli *c)
{
	fl_approve_summary s;
	if (!c->given.by)
		return cli_usage(c, "an option is missing:", "--by NAME");
	if (c->given.withdraw)
		return withdraw(c);
	if (c->given.why)
		return cli_usage(c, "only --withdraw takes", "--why");
	if (fl_round_approve(c->round, c->given.by, c->given.lang, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "awards", s.entry, NULL }, { "people", s.people, NULL }, { "of", s.of, NULL } };
	cli_say(c, "approve", s.unchanged, numbers, CLI_COUNT(numbers), "official", s.official ? "yes" : "not yet");
	return CLI_YES;
}
