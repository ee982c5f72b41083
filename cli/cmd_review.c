/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_review.c - what a person should look at, and what the person decides.
 */
#include "cli.h"

static int give(cli *c, fl_status status, fl_text *text)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_write(NULL, text->data, text->len);
	fl_text_release(text);
	return CLI_YES;
}

int cmd_review_queue(cli *c)
{
	fl_text text;
	return give(c, fl_round_queue(c->round, c->given.json, &text, &c->error), &text);
}

int cmd_review_show(cli *c)
{
	fl_text text;
	return give(c, fl_round_show_pair(c->round, c->args[1], c->args[2], c->given.json, &text, &c->error), &text);
}

static int decide(cli *c, const char *other, const char *value)
{
	bool changed;
	fl_ruling ruling = { c->args[1], other, value, c->given.by, c->given.why };
	if (!ruling.by || !ruling.why)
		return cli_usage(c, "an option is missing:", ruling.by ? "--why TEXT" : "--by NAME");
	if (fl_round_decide(c->round, &ruling, &c->options, &changed, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "decide", !changed, NULL, 0, "decision", value ? value : "taken back");
	return CLI_YES;
}

int cmd_review_decide(cli *c)
{
	return c->num_args == 4 ? decide(c, c->args[2], c->args[3]) : decide(c, NULL, c->args[2]);
}

int cmd_review_undo(cli *c)
{
	return decide(c, c->num_args == 3 ? c->args[2] : NULL, NULL);
}
