/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_dedup.c - duplicates: in a round, or in any table.
 */
#include "cli.h"

#include <string.h>

static int dedup_table(cli *c)
{
	fl_table table = { .path = c->args[0],
			   .text = c->given.text,
			   .id = c->given.id,
			   .author = c->given.author,
			   .organisation = c->given.organisation };
	if (fl_table_dedup(&table, c->given.against, &c->options, &(fl_sink){ cli_write, NULL }, &c->error) != FL_OK)
		return cli_fail(c);
	return CLI_YES;
}

static int dedup_round(cli *c)
{
	fl_dedup_summary s;
	if (fl_round_open(c->args[0], true, &c->round, &c->error) != FL_OK ||
	    fl_round_dedup(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "dreams", s.dreams, NULL }, { "pairs", s.pairs, NULL },       { "same", s.same, NULL },
		{ "review", s.review, NULL }, { "clusters", s.clusters, NULL }, { "duplicates", s.duplicates, NULL },
	};
	cli_say(c, "dedup", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	return CLI_YES;
}

static bool is_table(const char *path)
{
	static const char *const ends[] = { ".csv", ".tsv", ".jsonl", ".xlsx" };
	size_t len = strlen(path);
	for (size_t i = 0; i < CLI_COUNT(ends); i++) {
		size_t end = strlen(ends[i]);
		if (len > end && strcmp(path + len - end, ends[i]) == 0)
			return true;
	}
	return false;
}

int cmd_dedup(cli *c)
{
	if (!c->given.text && (c->given.against || is_table(c->args[0])))
		return cli_usage(c, "an option is missing for a table:", "--text COL[,COL]");
	if (!c->given.text && (c->given.author || c->given.organisation))
		return cli_usage(c, "a round knows its columns:", c->given.author ? "--author" : "--organisation");
	if (c->given.text && c->given.reweigh)
		return cli_usage(c, "a table is weighed anew each time:", "--reweigh");
	if (c->given.text && c->given.force)
		return cli_usage(c, "of a table nothing is kept:", "--force");
	if (!c->given.text && c->given.id)
		return cli_usage(c, "a round knows its ids; with --text it would be a table:", "--id");
	return c->given.text ? dedup_table(c) : dedup_round(c);
}
