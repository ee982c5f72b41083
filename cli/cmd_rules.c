/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_rules.c - rule packs without a round: lint, test, apply.
 */
#include "cli.h"

static int say(const cli *c, const char *what, const fl_rules_summary *s)
{
	const cli_number numbers[] = {
		{ "packs", s->packs },
		{ "rules", s->rules },
		{ "examples", s->examples },
		{ "findings", s->findings },
	};
	cli_say(c, what, false, numbers, CLI_COUNT(numbers), NULL, NULL);
	return s->findings == 0 ? CLI_YES : CLI_NO;
}

int cmd_rules_lint(cli *c)
{
	fl_rules_summary s;
	if (fl_rules_lint(c->args, c->num_args, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	return say(c, "rules lint", &s);
}

int cmd_rules_test(cli *c)
{
	fl_rules_summary s;
	if (fl_rules_test(c->args, c->num_args, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	return say(c, "rules test", &s);
}

int cmd_rules_apply(cli *c)
{
	fl_table table = { c->given.data, c->given.text, c->given.id };
	if (!table.path || !table.text)
		return cli_usage(c, "an option is missing:", table.path ? "--text COL[,COL]" : "--data FILE");
	if (fl_table_tag(&table, c->args, c->num_args, &c->options, &(fl_sink){ cli_write, NULL }, &c->error) !=
	    FL_OK)
		return cli_fail(c);
	return CLI_YES;
}
