/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_verify.c - check the stored awards and their proof. Why not is told as a finding.
 */
#include "cli.h"

int cmd_verify(cli *c)
{
	fl_verify_summary s;
	if (fl_round_verify(c->round, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "verify", s.unchanged, NULL, 0, "answer", s.answer ? "verified" : "not verified");
	return s.answer ? CLI_YES : CLI_NO;
}
