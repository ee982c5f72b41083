/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_rules.c - rule packs by themselves: lint, test.
 */
#include "cli.h"

static int say(const cli *c, const char *what, const fl_rules_summary *s)
{
	const cli_number numbers[] = {
		{ "packs", s->packs, NULL },
		{ "rules", s->rules, NULL },
		{ "examples", s->examples, NULL },
		{ "findings", s->findings, NULL },
	};
	cli_say(c, what, false, numbers, CLI_COUNT(numbers), NULL, NULL);
	return s->findings == 0 ? CLI_YES : CLI_NO;
}

int cmd_rules_lint(cli *c)
{
	fl_rules_summary s;
	c->tell_findings = c->given.json;
	if (fl_rules_lint(c->args, c->num_args, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	return say(c, "rules lint", &s);
}

int cmd_rules_test(cli *c)
{
	fl_rules_summary s;
	c->tell_findings = c->given.json;
	if (fl_rules_test(c->args, c->num_args, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	return say(c, "rules test", &s);
}
