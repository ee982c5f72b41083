/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_run.c - from files to awards.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static void say(const cli *c, const fl_run_summary *s)
{
	if (c->given.json) {
		cli_write(NULL, s->report.json.data, s->report.json.len);
		return;
	}
	char *text = NULL;
	size_t len = 0;
	FILE *page = open_memstream(&text, &len);
	if (!page)
		return;
	fwrite(s->report.words.data, 1, s->report.words.len, page);
	if (s->match.partners > 0)
		fprintf(page, "\nPartners   %lld of %lld %s %s one ('florin match' tells which, and why)\n", (long long)s->match.matched,
			(long long)s->match.dreams, s->match.dreams == 1 ? "dream" : "dreams", s->match.matched == 1 ? "has" : "have");
	fputs("\nWritten to ", page);
	cli_put_safe(page, s->out, strlen(s->out));
	fprintf(page, ": report.html, %sawards.csv, %srejected.csv, result.json, round.florin, bundle/\n",
		s->report.workbook ? "awards.xlsx, " : "", s->match.partners > 0 ? "matches.csv, " : "");
	if (fclose(page) == 0)
		cli_page_to(stdout, text, len);
	free(text);
}

int cmd_run(cli *c)
{
	fl_run_summary s;
	int usage = cli_check_unsealing(c);
	if (usage != CLI_YES)
		return usage;
	if (fl_run(c->args[0], c->given.out, c->given.lang, &c->settings, &c->options, &s, &c->error) != FL_OK)
		return cli_fail(c);
	cli_note_unsealing(c, s.init.unsealed);
	say(c, &s);
	int status = s.answer ? CLI_YES : CLI_NO;
	fl_run_summary_release(&s);
	return status;
}
