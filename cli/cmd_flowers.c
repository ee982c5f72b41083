/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_flowers.c - dreams beside their thresholds.
 */
#include "cli.h"

#include <stdlib.h>

int cmd_flowers(cli *c)
{
	fl_text text;
	fl_flowers_query query = { .dreams = c->args + 1,
				   .num_dreams = c->num_args - 1,
				   .near = c->given.near ? (size_t)strtoul(c->given.near, NULL, 10) : 0,
				   .plot = c->given.plot };
	if (fl_round_flowers(c->round, &query, c->given.json, &text, &c->error) != FL_OK)
		return cli_fail(c);
	cli_page(c, &text);
	return CLI_YES;
}
