/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_import.c - read the files of the round, or add files to its ledger.
 */
#include "cli.h"

static fl_status import(cli *c, fl_import_summary *s)
{
	cli_options *given = &c->given;
	if (given->num_ledger == 0)
		return fl_round_import(c->round, given->base, &c->options, s, &c->error);
	for (size_t i = 0; i < given->num_ledger; i++)
		given->ledger[i].format = given->format;
	return fl_round_add_flowers(c->round, given->ledger, given->num_ledger, &c->options, s, &c->error);
}

int cmd_import(cli *c)
{
	fl_import_summary s;
	const cli_options *given = &c->given;
	if (given->format && given->num_ledger == 0)
		return cli_usage(c, "no file is added, with --flowers or --earned, that could have a", "--format");
	if (given->base && given->num_ledger > 0)
		return cli_usage(c, "added files are named from where you are, without", "--base");
	fl_status status = import(c, &s);
	if (status != FL_OK)
		return cli_fail(c);
	struct {
		cli_number number;
		bool always;
	} lines[] = {
		{ { "files", s.files, NULL }, true },
		{ { "dreams_read", s.dreams_read, NULL }, true },
		{ { "dreams", s.dreams, NULL }, true },
		{ { "dreams_rejected", s.dreams_rejected, NULL }, true },
		{ { "dreams_left_out", s.dreams_left_out, NULL }, false },
		{ { "flowers_read", s.flowers_read, NULL }, true },
		{ { "flowers", s.flowers, NULL }, true },
		{ { "flowers_rejected", s.flowers_rejected, NULL }, true },
		{ { "flowers_left_out", s.flowers_left_out, NULL }, false },
		{ { "earned_read", s.earned_read, NULL }, s.earned_read > 0 },
		{ { "earned", s.earned, NULL }, s.earned_read > 0 },
		{ { "earned_rejected", s.earned_rejected, NULL }, s.earned_read > 0 },
		{ { "earned_left_out", s.earned_left_out, NULL }, false },
		{ { "partners_read", s.partners_read, NULL }, s.partners_read > 0 },
		{ { "partners", s.partners, NULL }, s.partners_read > 0 },
		{ { "partners_rejected", s.partners_rejected, NULL }, s.partners_read > 0 },
		{ { "partners_left_out", s.partners_left_out, NULL }, false },
	};
	cli_number numbers[CLI_COUNT(lines)];
	size_t count = 0;
	for (size_t i = 0; i < CLI_COUNT(lines); i++)
		if (lines[i].always || lines[i].number.value > 0)
			numbers[count++] = lines[i].number;
	cli_say(c, "import", s.unchanged, numbers, count, NULL, NULL);
	return CLI_YES;
}
