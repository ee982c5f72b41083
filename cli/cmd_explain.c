/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_explain.c - one dream, why.
 */
#include "cli.h"

int cmd_explain(cli *c)
{
	fl_text text;
	if (fl_round_explain(c->round, c->args[1], c->given.resolve, c->given.json, &text, &c->error) != FL_OK)
		return cli_fail(c);
	cli_write(NULL, text.data, text.len);
	fl_text_release(&text);
	return CLI_YES;
}
