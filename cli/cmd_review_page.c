/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_review_page.c - the queue of one reviewer as a page.
 */
#include "cli.h"

int cmd_review_page(cli *c)
{
	fl_review_page_summary s;
	const char *out = c->given.out ? c->given.out : "review.html";
	if (!c->given.reviewer)
		return cli_usage(c, "an option is missing:", "--for NAME");
	if (fl_round_review_page(c->round, c->given.reviewer, c->given.lang, out, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "items", s.items, NULL }, { "groups", s.groups, NULL }, { "withheld", s.withheld, NULL } };
	cli_say(c, "page", false, numbers, CLI_COUNT(numbers), "file", out);
	return CLI_YES;
}
