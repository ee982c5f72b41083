/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_report.c - write the files of a report, by default beside where we are.
 */
#include "cli.h"

int cmd_report(cli *c)
{
	fl_report_summary s;
	const char *out = c->given.out ? c->given.out : ".";
	if (fl_round_report(c->round, out, c->given.lang, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "files", s.files } };
	cli_say(c, "report", s.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	fl_text_release(&s.json);
	fl_text_release(&s.words);
	return CLI_YES;
}
