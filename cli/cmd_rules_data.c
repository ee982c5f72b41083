/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_rules_data.c - rule packs and a table: apply, stats, diff, suggest, profile, explain.
 */
#include "cli.h"

#include <stdlib.h>
#include <time.h>

#define WRONGS_SHOWN 3 /* of each rule, without --show */

/* The table of the options; CLI_USAGE when one is missing. */
static int take_table(const cli *c, fl_table *ret)
{
	*ret = (fl_table){ .path = c->given.data,
			   .text = c->given.text,
			   .id = c->given.id,
			   .label = c->given.label,
			   .holds = c->given.holds,
			   .marks = c->given.marks };
	if (!ret->path || !ret->text)
		return cli_usage(c, "an option is missing:", ret->path ? "--text COL[,COL]" : "--data FILE");
	if (ret->holds && !ret->label)
		return cli_usage(c, "an option is missing:", "--label COL");
	return CLI_YES;
}

static int give(cli *c, fl_status status, fl_text *text)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, text);
	return CLI_YES;
}

int cmd_rules_apply(cli *c)
{
	fl_table table;
	int usage = take_table(c, &table);
	if (usage != CLI_YES)
		return usage;
	if (fl_table_tag(&table, c->args, c->num_args, &c->options, &(fl_sink){ cli_write, NULL }, &c->error) !=
	    FL_OK)
		return cli_fail(c);
	return CLI_YES;
}

int cmd_rules_stats(cli *c)
{
	fl_table table;
	fl_text text;
	size_t show = c->given.show ? (size_t)strtoul(c->given.show, NULL, 10) : WRONGS_SHOWN;
	int usage = take_table(c, &table);
	if (usage != CLI_YES)
		return usage;
	return give(c,
		    fl_rules_stats(c->args, c->num_args, &table, show, c->given.json, &c->options, &text, &c->error),
		    &text);
}

int cmd_rules_diff(cli *c)
{
	fl_table table;
	fl_diff_summary s;
	int usage = take_table(c, &table);
	if (usage != CLI_YES)
		return usage;
	fl_sink sink = { c->given.json ? cli_write : cli_write_page, NULL };
	if (fl_rules_diff(c->args[0], c->args[1], &table, c->given.json, &c->options, &sink, &s, &c->error) != FL_OK)
		return cli_fail(c);
	return s.changed == 0 ? CLI_YES : CLI_NO;
}

int cmd_rules_suggest(cli *c)
{
	const cli_options *given = &c->given;
	fl_table table = { .path = given->data,
			   .text = given->text ? given->text : "title,body",
			   .id = given->id,
			   .label = given->label,
			   .marks = given->marks };
	fl_suggest_request request = {
		.words = given->words ? (uint32_t)strtoul(given->words, NULL, 10) : 0,
		.show = given->show ? (size_t)strtoul(given->show, NULL, 10) : WRONGS_SHOWN,
		.out = given->out,
		.held_back = given->held_back,
		.packs = c->args,
		.num_packs = c->num_args,
	};
	fl_text text;
	if (!table.path || (!table.label && !table.marks))
		return cli_usage(c, "an option is missing:", table.path ? "--label COL" : "--data FILE");
	if (table.marks && c->num_args == 0)
		return cli_usage(c, "an argument is missing:", "PACK, whose rules are marked");
	if (!table.marks && c->num_args > 0)
		return cli_usage(c, "an option is missing:", "--marks FILE, which marks rules of the pack");
	return give(c, fl_rules_suggest(&table, &request, given->json, &c->options, &text, &c->error), &text);
}

static int64_t nanoseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int cmd_rules_profile(cli *c)
{
	fl_table table;
	fl_text text;
	int usage = take_table(c, &table);
	if (usage != CLI_YES)
		return usage;
	return give(
	    c,
	    fl_rules_profile(c->args, c->num_args, &table, nanoseconds, c->given.json, &c->options, &text, &c->error),
	    &text);
}

int cmd_rules_explain(cli *c)
{
	fl_table table;
	fl_text text;
	int usage = take_table(c, &table);
	if (usage == CLI_YES && !c->given.row)
		usage = cli_usage(c, "an option is missing:", "--row ID");
	if (usage != CLI_YES)
		return usage;
	return give(c,
		    fl_rules_explain(c->args, c->num_args, &table, c->given.row, c->given.json, &c->options, &text,
				     &c->error),
		    &text);
}
