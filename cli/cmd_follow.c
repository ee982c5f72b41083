/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_follow.c - what becomes of an award: payments, reports, what is due.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static int give(cli *c, fl_status status, fl_text *text, int answer)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, text);
	return answer;
}

/* ROUND.florin DREAM [ITEM] */
static int record(cli *c, const char *kind)
{
	const cli_options *given = &c->given;
	fl_follow_fact fact = { .kind = kind,
				.dream = c->args[1],
				.item = c->num_args > 2 ? c->args[2] : NULL,
				.amount = given->amount,
				.spent = given->spent,
				.on = given->on,
				.by = given->by,
				.why = given->why,
				.evidence = given->evidence,
				.story = given->story,
				.people = given->people ? strtoll(given->people, NULL, 10) : -1 };
	if (!given->by || !given->on)
		return cli_usage(c, "an option is missing:", given->by ? "--on DAY" : "--by NAME");
	if (given->people && (strlen(given->people) > 15 || !given->people[0] || given->people[strspn(given->people, "0123456789")]))
		return cli_usage(c, "--people takes a number, not", given->people);
	fl_follow_summary sum;
	if (fl_round_follow(c->round, &fact, &c->options, &sum, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, kind, sum.recorded == 0, NULL, 0, "dream", c->args[1]);
	return CLI_YES;
}

int cmd_follow_pay(cli *c)
{
	if (!c->given.amount)
		return cli_usage(c, "an option is missing:", "--amount AMOUNT");
	return record(c, "pay");
}

int cmd_follow_feedback(cli *c)
{
	return record(c, "feedback");
}

int cmd_follow_result(cli *c)
{
	return record(c, "result");
}

int cmd_follow_accept(cli *c)
{
	return record(c, "accept");
}

int cmd_follow_stop(cli *c)
{
	if (!c->given.why)
		return cli_usage(c, "an option is missing:", "--why TEXT");
	return record(c, "stop");
}

int cmd_follow_undo(cli *c)
{
	const cli_options *given = &c->given;
	fl_follow_fact fact = { .kind = "undo", .entry = c->args[1], .by = given->by, .why = given->why, .people = -1 };
	fl_follow_summary sum;
	if (!given->by || !given->why)
		return cli_usage(c, "an option is missing:", given->by ? "--why TEXT" : "--by NAME");
	if (fl_round_follow(c->round, &fact, &c->options, &sum, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "recorded", sum.recorded, NULL } };
	cli_say(c, "undo", sum.recorded == 0, numbers, CLI_COUNT(numbers), "entry", c->args[1]);
	return CLI_YES;
}

int cmd_follow_import(cli *c)
{
	fl_follow_summary sum;
	if (fl_round_follow_import(c->round, c->args[1], &c->options, &sum, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "recorded", sum.recorded, NULL }, { "known", sum.known, NULL } };
	cli_say(c, "follow", sum.recorded == 0, numbers, CLI_COUNT(numbers), NULL, NULL);
	return CLI_YES;
}

int cmd_follow_plan(cli *c)
{
	fl_text text;
	const char *dream = c->num_args > 1 ? c->args[1] : NULL;
	fl_status status = fl_round_follow_plan(c->round, dream, c->given.json, c->given.lang, c->options.now, &text, &c->error);
	return give(c, status, &text, CLI_YES);
}

int cmd_follow_show(cli *c)
{
	fl_text text;
	const char *dream = c->num_args > 1 ? c->args[1] : NULL;
	return give(c, fl_round_follow_show(c->round, dream, c->given.on, c->given.json, c->options.now, &text, &c->error), &text, CLI_YES);
}

int cmd_follow_due(cli *c)
{
	fl_text text;
	bool overdue;
	fl_status status = fl_round_follow_due(c->round, c->given.on, c->given.json, c->options.now, &overdue, &text, &c->error);
	return give(c, status, &text, overdue ? CLI_NO : CLI_YES);
}

int cmd_follow_calendar(cli *c)
{
	fl_text text;
	if (fl_round_follow_calendar(c->round, c->given.lang, &text, &c->error) != FL_OK)
		return cli_fail(c);
	cli_write(NULL, text.data, text.len); /* a file: no terminal changes its lines */
	fl_text_release(&text);
	return CLI_YES;
}

int cmd_follow_reallocate(cli *c)
{
	const cli_options *given = &c->given;
	fl_reallocate_summary s;
	if (!given->by || !given->out)
		return cli_usage(c, "an option is missing:", !given->by ? "--by NAME" : "--out FILE");
	if (fl_round_reallocate(c->round, given->on, given->by, given->out, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "money", s.money, &s.currency }, { "pools", s.pools, NULL }, { "kept", s.kept, &s.currency }, { "stopped", s.stopped, NULL } };
	cli_say(c, "reallocate", false, numbers, CLI_COUNT(numbers), "file", s.path);
	return CLI_YES;
}
