/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_match.c - which partner carries out which dream.
 */
#include "cli.h"

static int say(const cli *c, fl_text *text, bool answer)
{
	cli_page(c, text);
	return answer ? CLI_YES : CLI_NO;
}

int cmd_match(cli *c)
{
	fl_match_summary s;
	fl_text text;
	bool answer;
	if (c->given.json && c->given.lang)
		return cli_usage(c, "JSON is the same in every language:", "--lang");
	if (c->given.proposals) {
		if (fl_round_match_proposals(c->round, c->given.proposals, c->given.lang, &c->options, c->given.json, &answer, &text, &c->error) !=
		    FL_OK)
			return cli_fail(c);
		return say(c, &text, answer);
	}
	if (fl_round_match(c->round, &c->options, &s, &c->error) != FL_OK ||
	    (c->given.export_to && fl_round_match_export(c->round, c->given.export_to, &c->error) != FL_OK) ||
	    fl_round_matching(c->round, c->given.lang, c->given.json, &text, &c->error) != FL_OK)
		return cli_fail(c);
	return say(c, &text, s.answer);
}
