/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_audit.c - what was done, and whether it still stands so.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static int give(cli *c, fl_status status, bool answer, fl_text *text)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, text);
	return answer ? CLI_YES : CLI_NO;
}

int cmd_audit_log(cli *c)
{
	fl_text text;
	return give(c, fl_audit_log(c->round, c->given.lang, c->given.json, &text, &c->error), true, &text);
}

int cmd_audit_prove(cli *c)
{
	fl_text text;
	if (fl_audit_prove(c->round, c->args[1], c->given.official, &text, &c->error) != FL_OK)
		return cli_fail(c);
	cli_write(NULL, text.data, text.len); /* JSON, always */
	fl_text_release(&text);
	return CLI_YES;
}

int cmd_audit_replay(cli *c)
{
	fl_text text;
	bool answer;
	fl_status status = fl_audit_replay(c->round, c->given.root, &c->options, c->given.json, &answer, &text, &c->error);
	return give(c, status, status == FL_OK && answer, &text);
}

int cmd_audit_bundle(cli *c)
{
	fl_bundle_summary s;
	fl_bundle_settings settings = { c->given.redact, c->given.sign };
	if (!c->given.out)
		return cli_usage(c, "an option is missing:", "--out DIR");
	if (fl_audit_bundle(c->round, c->given.out, &settings, &s, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = { { "files", s.files, NULL } };
	cli_say(c, "bundle", false, numbers, CLI_COUNT(numbers), "manifest", s.digest);
	return s.answer ? CLI_YES : CLI_NO;
}

int cmd_audit_keygen(cli *c)
{
	char public_key[65];
	if (fl_audit_keygen(c->args[0], c->has_secret ? c->secret : NULL, public_key, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "keygen", false, NULL, 0, "public", public_key);
	return CLI_YES;
}

int cmd_audit_consistency(cli *c)
{
	fl_text text;
	bool answer;
	const char *size = c->num_args > 2 ? c->args[2] : NULL;
	if (size && (strlen(size) > 15 || !size[0] || size[strspn(size, "0123456789")] || strtoll(size, NULL, 10) == 0))
		return cli_usage(c, "SIZE is a number from 1, not", size);
	fl_status status = fl_audit_consistency(c->round, c->args[1], size ? strtoll(size, NULL, 10) : 0, c->given.json, &answer,
						&text, &c->error);
	return give(c, status, status == FL_OK && answer, &text);
}
