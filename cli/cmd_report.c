/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_report.c - write the files of a report, by default beside where we are.
 */
#include "cli.h"

/* It was made when it was approved. */
static int report_official(cli *c, const char *out)
{
	int64_t files;
	if (c->given.lang || c->given.force)
		return cli_usage(c, "--official is as it was approved, without", c->given.lang ? "--lang" : "--force");
	if (fl_round_official(c->round, out, &files, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "files", files, NULL } };
	cli_say(c, "report", false, numbers, CLI_COUNT(numbers), "official", "yes");
	return CLI_YES;
}

/* Nothing is stored: there is nothing to redo. */
static int report_public(cli *c, const char *out)
{
	int64_t bytes;
	if (c->given.official || c->given.force)
		return cli_usage(c, "--public writes the page of the result that stands, without", c->given.force ? "--force" : "--official");
	if (fl_round_public(c->round, out, c->given.on, c->given.lang, c->options.now, &bytes, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "bytes", bytes, NULL } };
	cli_say(c, "report", false, numbers, CLI_COUNT(numbers), "public", "yes");
	return CLI_YES;
}

int cmd_report(cli *c)
{
	fl_report_summary s;
	const char *out = c->given.out ? c->given.out : ".";
	if (c->given.public)
		return report_public(c, out);
	if (c->given.on)
		return cli_usage(c, "--on belongs to", "--public");
	if (c->given.official)
		return report_official(c, out);
	if (fl_round_report(c->round, out, c->given.lang, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "files", s.files, NULL } };
	cli_say(c, "report", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	fl_text_release(&s.json);
	fl_text_release(&s.words);
	return s.answer ? CLI_YES : CLI_NO;
}
