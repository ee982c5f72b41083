/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_export.c - the result in a form that others read, into a file or onto stdout.
 */
#include "cli.h"

#include <string.h>

int cmd_export(cli *c)
{
	fl_text text = { NULL, 0 };
	const char *const *form = fl_publish_forms();
	while (*form && strcmp(*form, c->args[1]) != 0)
		form++;
	char hint[256];
	if (!*form)
		return cli_usage_hint(c, "it is xlsx, 360giving, 360giving-csv, pabulib or jsonl; there is no form", c->args[1],
				      fl_text_near(c->args[1], fl_publish_forms(), hint));
	if (c->given.lang && strcmp(c->args[1], "xlsx") != 0)
		return cli_usage(c, "only xlsx has a language, not", c->args[1]);
	if (fl_round_publish(c->round, c->args[1], c->given.lang, c->given.out, &c->options, &text, &c->error) != FL_OK)
		return cli_fail(c);
	if (text.len > 0)
		cli_write(NULL, text.data, text.len);
	fl_text_release(&text);
	return CLI_YES;
}
