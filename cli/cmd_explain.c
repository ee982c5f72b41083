/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_explain.c - one dream, why.
 */
#include "cli.h"

/* The round beside the same round with another decision on two of its dreams. */
static fl_status explain_ruled(cli *c, fl_text *ret)
{
	bool apart = c->given.apart != NULL;
	fl_ruling ruling = { .dream = c->args[1],
			     .other = apart ? c->given.apart : c->given.together,
			     .value = apart ? "different" : "same" };
	return fl_round_ruled(c->args[0], &ruling, &c->options, c->given.json, ret, &c->error);
}

int cmd_explain(cli *c)
{
	fl_text text;
	if (c->given.apart && c->given.together)
		return cli_usage(c, "two dreams are one or they are two:", "--together");
	if (c->given.resolve && (c->given.apart || c->given.together))
		return cli_usage(c, "ask one thing at a time: --apart and --together divide the money themselves, without", "--resolve");
	if (!c->given.apart && !c->given.together && (c->given.threads || c->given.trust_model))
		return cli_usage(c, "nothing is divided anew without --apart or --together:",
				 c->given.threads ? "--threads" : "--trust-model");
	if (c->given.lang && (c->given.json || c->given.apart || c->given.together))
		return cli_usage(c, "only one dream in words has a language:", "--lang");
	fl_status status = c->given.apart || c->given.together
			       ? explain_ruled(c, &text)
			       : fl_round_explain(c->round, c->args[1], c->given.lang, c->given.resolve, c->given.json, &text, &c->error);
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, &text);
	return CLI_YES;
}
