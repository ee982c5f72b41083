/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_scenario.c - what if: run, compare, sweep.
 */
#include "cli.h"

int cmd_scenario_run(cli *c)
{
	fl_scenario_summary s;
	if (fl_scenario_run(c->args[0], c->args[1], &c->settings, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say_division(c, "scenario", false, &s.allocate);
	return s.answer ? CLI_YES : CLI_NO;
}

static int give(cli *c, fl_status status, fl_text *text)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, text);
	return CLI_YES;
}

/* --html FILE, or NULL. */
static const fl_html_file *page_of(const cli *c, fl_html_file *page)
{
	*page = (fl_html_file){ c->given.html, c->given.lang };
	return c->given.html ? page : NULL;
}

int cmd_scenario_compare(cli *c)
{
	fl_text text;
	fl_html_file page;
	return give(c,
		    fl_scenario_compare(c->args[0], c->args[1], c->args[2], page_of(c, &page), c->given.json, &text, &c->error),
		    &text);
}

int cmd_scenario_sweep(cli *c)
{
	fl_text text;
	fl_html_file page;
	return give(c,
		    fl_scenario_sweep(c->args[0], c->args + 1, c->num_args - 1, &c->settings, &c->options, page_of(c, &page),
				      c->given.json, &text, &c->error),
		    &text);
}
