/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_help.c - the commands, and the version.
 */
#include "cli.h"

#include <string.h>

int cmd_help(cli *c)
{
	void (*put)(FILE *to, const cli_command *command) = c->given.man ? cli_manual : cli_help;
	if (c->num_args == 0) {
		put(stdout, NULL);
		return CLI_YES;
	}
	char name[128];
	snprintf(name, sizeof(name), "%s%s%s", c->args[0], c->num_args > 1 ? " " : "",
		 c->num_args > 1 ? c->args[1] : "");
	for (const cli_command *k = cli_commands; k->name; k++) {
		if (strcmp(k->name, name) == 0) {
			put(stdout, k);
			return CLI_YES;
		}
	}
	if (c->num_args == 1 && !c->given.man && cli_help_family(stdout, name))
		return CLI_YES;
	c->command = NULL; /* the list of commands is what helps */
	return cli_no_command(c, name);
}

int cmd_version(cli *c)
{
	printf(c->given.json ? "{\"florin\":\"%s\"}\n" : "florin %s\n", fl_version());
	return CLI_YES;
}
