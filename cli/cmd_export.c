/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_export.c - the result in a form that others read, into a file or onto stdout.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* "it is xlsx, 360giving or jsonl; there is no form" */
static int no_such_form(cli *c)
{
	char words[256] = "it is ", hint[256];
	for (const char *const *form = fl_publish_forms(); *form; form++) {
		const char *before = form == fl_publish_forms() ? "" : form[1] ? ", " : " or ";
		size_t len = strlen(words);
		snprintf(words + len, sizeof words - len, "%s%s", before, *form);
	}
	strncat(words, "; there is no form", sizeof words - strlen(words) - 1);
	return cli_usage_hint(c, words, c->args[1], fl_text_near(c->args[1], fl_publish_forms(), hint));
}

int cmd_export(cli *c)
{
	fl_text text = { NULL, 0 };
	const char *const *form = fl_publish_forms();
	while (*form && strcmp(*form, c->args[1]) != 0)
		form++;
	if (!*form)
		return no_such_form(c);
	if (c->given.lang && strcmp(c->args[1], "xlsx") != 0)
		return cli_usage(c, "only xlsx has a language, not", c->args[1]);
	if (fl_round_publish(c->round, c->args[1], c->given.lang, c->given.out, &c->options, &text, &c->error) != FL_OK)
		return cli_fail(c);
	if (text.len > 0)
		cli_write(NULL, text.data, text.len);
	fl_text_release(&text);
	return CLI_YES;
}
